//! What a run is made of: one desk, one account, one strategy, a simulated venue, an audit log of its own.

use super::error::TradingRunError;
use crate::audit_key;
use crate::market_session::Input;
use crate::plugins::EventRequest;
use crate::supervision::LimitsText;
use crate::system_clock::SystemClock;
use plimsoll_audit::{AuditLog, FolderStorage, Policy, Stamp};
use plimsoll_engine::order_path::{Moment, OrderPath, Parts, PathSettings};
use plimsoll_engine::{Clock, Feed, FeedState};
use plimsoll_oms::{Oms, OmsConfig};
use plimsoll_risk::{HaltGate, NoStopwatch, RiskEngine, RiskSetup, SessionGrant, ShortSale};
use plimsoll_sim::venue::{FeeRate, FeeSchedule, LatencyModel, SimVenue, VenueConfig};
use plimsoll_types::{
    AccountId, Attribution, DeskId, Directory, EventBatch, Money, Nanos, StrategyId, TraderId, UNKNOWN_TIME,
};
use plimsoll_wire::journal::{ClockState, JournalEntry, LimitEdit, PluginEntry, SessionChange, SessionEntry};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The run's own session at its order path.
pub(super) const SESSION: u32 = 1;

/// The order path of a run.
pub(super) type RunPath = OrderPath<SimVenue, FolderStorage>;

/// Who trades in a run.
pub(super) const WHO: Attribution =
    Attribution { trader: TraderId(1), desk: DeskId(1), account: AccountId(1), strategy: StrategyId(1) };

/// Polls for the first event before the run is taken for one without any.
const MOST_POLLS: usize = 1_024;

/// A plugin that trades.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StrategyRef {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// SHA-256 over its files.
    pub digest: [u8; 32],
}

/// What is traded, by whom, and where it is recorded.
#[derive(Debug, Clone)]
pub struct TradingRunRequest {
    /// What the recording is called, for people.
    pub label: String,
    /// Who trades.
    pub strategy: StrategyRef,
    /// What the strategy is told.
    pub events: EventRequest,
    /// A folder of its own is made below it.
    pub audit_root: PathBuf,
    /// The key that signs the audit log; made where there is none.
    pub key: PathBuf,
    /// Limit file; those of the demonstration without one.
    pub limits: Option<PathBuf>,
    /// Of the venue's latencies.
    pub seed: u64,
}

/// How the venue of a run behaves: messages take a fifth of a millisecond give or take, makers are paid, takers pay.
#[must_use]
pub fn run_venue(seed: u64) -> VenueConfig {
    let rate = |per_unit| FeeRate { value_billionths: 0, per_unit: Money::from_raw(per_unit) };
    let latency = LatencyModel::LogNormal { median_ns: 200_000, sigma: 0.5 };
    VenueConfig {
        seed,
        order_latency: latency.clone(),
        response_latency: latency,
        fees: FeeSchedule::flat(rate(-2_000), rate(3_000)),
        ..VenueConfig::default()
    }
}

/// Opens the audit log and everything behind it.
pub(super) fn open(request: &TradingRunRequest, input: &Input) -> Result<(RunPath, PathBuf), TradingRunError> {
    let directory = directory(&request.strategy.id)?;
    let text = match &request.limits {
        Some(path) => LimitsText::read(path),
        None => LimitsText::demo(),
    }?;
    let resolved = text.resolve(&directory, input.feed.instruments())?;
    resolved.refuse_unknown_names(&text.path)?;
    let at = Moment::at(first_ns(input.feed.as_ref()));
    let signer = Box::new(audit_key::load_or_make(&request.key)?);
    let folder = own_folder(&request.audit_root, &request.strategy.id)?;
    let storage = FolderStorage::open(&folder, &[]).map_err(plimsoll_audit::AuditError::from)?;
    let stamp = Stamp { utc_ns: at.utc_ns, mono_ns: at.mono_ns };
    let audit = AuditLog::create(storage, signer, Policy::default(), log_id(request), stamp)?;
    let setup =
        RiskSetup { short_sale: ShortSale::Free, restricted: resolved.restricted, ..RiskSetup::of(directory.clone()) };
    let currency = "USD".to_owned();
    let parts = Parts {
        venue: SimVenue::new(run_venue(request.seed)),
        audit,
        oms: Oms::new(OmsConfig { directory: directory.clone(), currency, rates: Vec::new() })
            .map_err(|error| TradingRunError::Setup(error.to_string()))?,
        risk: RiskEngine::new(resolved.limits, Arc::new(HaltGate::default()), setup),
        stopwatch: Box::new(NoStopwatch),
        profile: "SIM".to_owned(),
        directory,
        instruments: input.feed.instruments().clone(),
        settings: PathSettings::default(),
    };
    let mut path = OrderPath::new(at, parts);
    announce(&mut path, at, request, &text);
    Ok((path, folder))
}

/// What the log says before anything is traded.
fn announce(path: &mut RunPath, at: Moment, request: &TradingRunRequest, limits: &LimitsText) {
    let StrategyRef { id, version, digest } = request.strategy.clone();
    path.record(at, &JournalEntry::Note(format!("{} trades {}, seed {}", id, request.label, request.seed)));
    path.record(at, &JournalEntry::Clock(virtual_clock()));
    path.record(
        at,
        &JournalEntry::Limits(LimitEdit {
            version: limits.version,
            digest: limits.digest,
            reason: limits.reason.clone(),
            requested_by: String::new(),
            approved_by: String::new(),
        }),
    );
    path.record(at, &JournalEntry::Plugin(PluginEntry { id, version, digest, what: "loaded".to_owned() }));
    let grant = SessionGrant::trading(SESSION, WHO.trader, &[WHO.account], &[WHO.strategy]);
    let entry = SessionEntry {
        session: SESSION,
        change: SessionChange::LoggedOn,
        principal: request.strategy.id.clone(),
        peer: "in process".to_owned(),
        reason: String::new(),
    };
    path.open_session(at, grant, &entry);
}

fn virtual_clock() -> ClockState {
    ClockState {
        offset_ns: 0,
        max_error_ns: i64::MAX,
        source: "virtual: the recording's own time".to_owned(),
        synchronised: false,
    }
}

fn directory(strategy: &str) -> Result<Directory, TradingRunError> {
    let mut directory = Directory::default();
    let mut fill = || {
        let desk = directory.add_desk("replay")?;
        directory.add_account("REPLAY", desk, "USD")?;
        directory.add_trader("replay", desk)?;
        directory.add_strategy(strategy)
    };
    fill().map_err(|error| TradingRunError::Setup(error.to_string()))?;
    Ok(directory)
}

/// Venue time of the first event; the beginning of 1970 where there is none or it carries no time.
fn first_ns(feed: &dyn Feed) -> Nanos {
    let Some(mut feed) = feed.fork() else { return 0 };
    let mut batch = EventBatch::default();
    for _ in 0..MOST_POLLS {
        let state = feed.poll(Nanos::MAX, &mut batch);
        if let Some(event) = batch.events.iter().find(|event| event.ts_venue_ns != UNKNOWN_TIME) {
            return event.ts_venue_ns;
        }
        if !matches!(state, Ok(FeedState::More)) {
            break;
        }
    }
    0
}

/// The same run has the same log, byte for byte.
fn log_id(request: &TradingRunRequest) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(request.label.as_bytes());
    hasher.update(&[0]);
    hasher.update(request.strategy.id.as_bytes());
    hasher.update(&request.strategy.digest);
    hasher.update(&request.seed.to_le_bytes());
    let mut id = [0; 16];
    id.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    id
}

/// A folder that no other run has: `trade-ofi-20261128-041500`, with a number behind it where that is taken.
fn own_folder(root: &Path, strategy: &str) -> Result<PathBuf, TradingRunError> {
    let io = |source| TradingRunError::Folder { path: root.display().to_string(), source };
    std::fs::create_dir_all(root).map_err(io)?;
    let stem = format!("trade-{strategy}-{}", calendar_text(SystemClock::start().now_ns()));
    for number in 1..10_000 {
        let name = if number == 1 { stem.clone() } else { format!("{stem}-{number}") };
        match std::fs::create_dir(root.join(&name)) {
            Ok(()) => return Ok(root.join(name)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(io(error)),
        }
    }
    Err(io(io::Error::other("ten thousand runs began in this second")))
}

/// `YYYYMMDD-HHMMSS`, UTC.
fn calendar_text(now_ns: Nanos) -> String {
    let seconds = now_ns.div_euclid(1_000_000_000);
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Days to civil, Howard Hinnant's algorithm.
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let day_of_era = z.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}{month:02}{day:02}-{:02}{:02}{:02}", second / 3_600, second / 60 % 60, second % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_calendar_text_is_utc() {
        assert_eq!(calendar_text(0), "19700101-000000");
        assert_eq!(calendar_text(1_340_285_400 * 1_000_000_000), "20120621-133000");
        assert_eq!(calendar_text(951_782_399 * 1_000_000_000), "20000228-235959");
    }

    #[test]
    fn test_two_runs_of_one_second_get_two_folders() {
        let root = tempfile::tempdir().unwrap();
        let folders: Vec<PathBuf> = (0..3).map(|_| own_folder(root.path(), "ofi").unwrap()).collect();
        assert!(folders[0] != folders[1] && folders[1] != folders[2] && folders[0] != folders[2]);
    }
}
