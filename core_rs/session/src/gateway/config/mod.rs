//! The gateway's configuration: one TOML file, read strictly. docs/guides/gateway-config.md explains every key.

mod check;
mod error;

pub use error::ConfigError;

use super::sessions::DeadMan;
use crate::state_flow::StateRules;
use serde::Deserialize;
use std::path::{Path, PathBuf};

const DEMO: &str = include_str!("../../../../../resources/gateway/demo.toml");

/// Everything that can be configured.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GatewayConfig {
    /// `SIM` or `LIVE`.
    pub profile: Profile,
    /// Who there is.
    pub firm: Firm,
    /// Who may log on.
    pub principals: Vec<PrincipalConfig>,
    /// Where the market comes from.
    #[serde(default)]
    pub market: Market,
    /// How the simulated venue behaves.
    #[serde(default)]
    pub venue: VenueRules,
    /// Limits and rules.
    #[serde(default)]
    pub risk: RiskRules,
    /// The audit log.
    #[serde(default)]
    pub audit: AuditRules,
    /// Heartbeats.
    #[serde(default)]
    pub sessions: SessionTimes,
    /// Beside ipc.
    #[serde(default)]
    pub endpoints: Endpoints,
    /// Where the state is mirrored to.
    #[serde(default)]
    pub state: StateRules,
    /// At an orderly end.
    #[serde(default)]
    pub stop: StopRules,
}

/// Simulation or the real thing; the two share no session, key or log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Profile {
    /// Simulation.
    #[serde(rename = "SIM")]
    Sim,
    /// The real thing.
    #[serde(rename = "LIVE")]
    Live,
}

impl Profile {
    /// As it is written.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sim => "SIM",
            Self::Live => "LIVE",
        }
    }
}

/// Who there is.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Firm {
    /// ISO 4217: what firm-wide figures are counted in.
    pub currency: String,
    /// Names of desks.
    pub desks: Vec<String>,
    /// Accounts.
    pub accounts: Vec<AccountConfig>,
    /// Traders.
    pub traders: Vec<TraderConfig>,
    /// Names of algorithms.
    #[serde(default)]
    pub strategies: Vec<String>,
    /// What one unit of `from` costs in `to`.
    #[serde(default)]
    pub rates: Vec<RateConfig>,
}

/// An account.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)] // the names say it
pub struct AccountConfig {
    pub name: String,
    pub desk: String,
    pub currency: String,
}

/// A trader.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)] // the names say it
pub struct TraderConfig {
    pub name: String,
    pub desk: String,
}

/// A rate between currencies.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)] // the names say it
pub struct RateConfig {
    pub from: String,
    pub to: String,
    /// Decimal text.
    pub rate: String,
}

/// Who may log on.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrincipalConfig {
    /// Name of the session; its key is the file `keys/NAME.key` of the home.
    pub name: String,
    /// Who answers for its orders.
    pub trader: String,
    /// Accounts that it trades and sees.
    pub accounts: Vec<String>,
    /// Algorithms whose orders it may send.
    #[serde(default)]
    pub strategies: Vec<String>,
    /// Whether it may send orders at all.
    #[serde(default = "yes")]
    pub may_trade: bool,
    /// Commands a second that are taken from it.
    #[serde(default = "commands_per_second")]
    pub commands_per_second: u32,
    /// Signs of life.
    #[serde(default)]
    pub dead_man: DeadManConfig,
}

/// Signs of life.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DeadManConfig {
    /// Orders by hand are cancelled when the window gave none for this long.
    pub operator_ms: u32,
    /// Orders of strategies when their host gave none for this long; five minutes at most.
    pub strategies_ms: u32,
    /// Cancel all at once when the connection is lost.
    pub cancel_on_disconnect: bool,
}

impl Default for DeadManConfig {
    fn default() -> Self {
        let DeadMan { operator_ms, strategies_ms, cancel_on_disconnect } = DeadMan::default();
        Self { operator_ms, strategies_ms, cancel_on_disconnect }
    }
}

/// Where the market comes from.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Market {
    /// `demo`: the simulated exchange; `recording`: a recorded day at `path`, played as if it were today.
    pub feed: FeedKind,
    /// Of the simulated exchange.
    pub seed: u64,
    /// Seconds that the simulated exchange has been open when the gateway starts.
    pub past_s: f64,
    /// Of the recording.
    pub path: Option<PathBuf>,
    /// Of the recording.
    pub speed: f64,
}

/// Kinds of feeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FeedKind {
    /// The simulated exchange.
    Demo,
    /// A recorded day.
    Recording,
}

impl Default for Market {
    fn default() -> Self {
        Self { feed: FeedKind::Demo, seed: 7, past_s: 60.0, path: None, speed: 1.0 }
    }
}

/// How the simulated venue behaves.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct VenueRules {
    /// ISO 10383.
    pub venue_mic: String,
    /// To the venue.
    pub order_latency_us: u32,
    /// From the venue.
    pub response_latency_us: u32,
    /// Of fills that added liquidity; below zero is a rebate.
    pub maker_fee_bps: f64,
    /// Of fills that removed liquidity.
    pub taker_fee_bps: f64,
}

impl Default for VenueRules {
    fn default() -> Self {
        Self {
            venue_mic: "XSIM".into(),
            order_latency_us: 50,
            response_latency_us: 50,
            maker_fee_bps: 0.0,
            taker_fee_bps: 0.0,
        }
    }
}

/// Limits and rules.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RiskRules {
    /// `live`: the version that was approved last; `demo`: those of the demonstration; else a file, from the home.
    pub limits: String,
    /// What short sales need: `free`, `locate` or `forbidden`.
    pub short_sale: ShortSaleRule,
}

/// What short sales need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)] // the names say it
pub enum ShortSaleRule {
    Free,
    Locate,
    Forbidden,
}

impl Default for RiskRules {
    fn default() -> Self {
        Self { limits: "live".into(), short_sale: ShortSaleRule::Locate }
    }
}

/// The audit log.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AuditRules {
    /// Its folder, from the home.
    pub folder: PathBuf,
    /// Further copies of the signed checkpoints, from the home: better on another disk or machine.
    pub anchors: Vec<PathBuf>,
    /// Time between two syncs: what a power cut may cost. A killed process costs nothing.
    pub sync_ms: u32,
    /// What a record has to outlive before what it records takes effect.
    pub durability: DurabilityRule,
}

/// What a record has to outlive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DurabilityRule {
    /// The process.
    Written,
    /// The power: each order waits for the disk.
    Synced,
}

impl Default for AuditRules {
    fn default() -> Self {
        Self { folder: "audit/gateway".into(), anchors: Vec::new(), sync_ms: 200, durability: DurabilityRule::Written }
    }
}

/// Heartbeats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SessionTimes {
    /// Time between two.
    pub heartbeat_ms: u32,
    /// A connection without any for this long is lost.
    pub lost_after_ms: u32,
}

impl Default for SessionTimes {
    fn default() -> Self {
        Self { heartbeat_ms: 1_000, lost_after_ms: 3_000 }
    }
}

/// Beside ipc in the home's folder `run`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct Endpoints {
    /// Orders: `tcp://127.0.0.1:PORT`.
    pub orders: Option<String>,
}

/// At an orderly end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StopRules {
    /// Whether resting orders are cancelled.
    pub cancel_orders: bool,
}

impl Default for StopRules {
    fn default() -> Self {
        Self { cancel_orders: true }
    }
}

const fn yes() -> bool {
    true
}

const fn commands_per_second() -> u32 {
    2_000
}

impl GatewayConfig {
    /// That of the demonstration, which comes with the program.
    ///
    /// # Errors
    /// None: a test reads it.
    pub fn demo() -> Result<Self, ConfigError> {
        Self::parse(Path::new("resources/gateway/demo.toml"), DEMO)
    }

    /// Reads a file.
    ///
    /// # Errors
    /// [`ConfigError`] naming file, line and key.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
        Self::parse(path, &text)
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    /// [`ConfigError`] naming file, line and key.
    pub fn parse(path: &Path, text: &str) -> Result<Self, ConfigError> {
        let config: Self = toml::from_str(text).map_err(|error| ConfigError::of_toml(path, text, &error))?;
        check::check(&config).map_err(|(key, reason)| ConfigError::at_key(path, text, key, reason))?;
        Ok(config)
    }
}
