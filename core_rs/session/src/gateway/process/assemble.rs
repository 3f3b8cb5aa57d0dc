//! The parts of a gateway, put together.

use super::desk_state::DeskState;
use super::error::GatewayError;
use super::halts::HaltsKeeper;
use super::limits::{LimitsPlace, LimitsRead};
use super::log_sync::LogSync;
use super::path_desk::{LivePath, PathDesk, PathInstruction};
use super::supervisor::PathSupervisor;
use super::{Folders, keys};
use crate::audit_key;
use crate::gateway::clock;
use crate::gateway::config::{DurabilityRule, FeedKind, GatewayConfig, ShortSaleRule, VenueRules};
use crate::gateway::control::{GatewayStatus, Supervisor};
use crate::gateway::server::{GatewayParts, GatewayPorts};
use crate::gateway::sessions::{DeadMan, Now, Principal, ReportRing, SessionRules, Sessions};
use crate::gateway::socket::{Endpoint, RunFolder};
use crate::market_session::Input;
use crate::recording::RecordingRequest;
use crate::simulation::{SimRequest, SimScene};
use crate::state_flow::{StateMirror, StatePort};
use crate::supervision::HaltsFile;
use plimsoll_audit::{AuditLog, FolderStorage, Policy, Stamp};
use plimsoll_engine::order_path::{Durability, Moment, OrderPath, Pace, PathSettings, Rebuild, Resumed};
use plimsoll_engine::{FeaturePlan, Pacing, Replay, Speed, TradingLoop};
use plimsoll_oms::{Oms, OmsConfig};
use plimsoll_risk::{HaltGate, RiskEngine, RiskSetup, SessionGrant, ShortSale, Stopwatch};
use plimsoll_sim::venue::{FeeRate, FeeSchedule, LatencyModel, SimVenue, VenueConfig};
use plimsoll_types::{Directory, InstrumentTable, Price};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Makes whoever carries control requests out, once the threads' ports are there.
pub(super) type MakeSupervisor = Box<dyn FnOnce(GatewayPorts<PathInstruction>) -> Box<dyn Supervisor>>;

/// The machine's monotonic clock.
struct MachineStopwatch;

impl Stopwatch for MachineStopwatch {
    fn read_ns(&self) -> u64 {
        u64::try_from(clock::mono_ns()).unwrap_or(0)
    }
}

/// Everything, in the order in which it must exist: lock, halts, limits, log, market, sessions.
pub(super) fn assemble(
    config: &GatewayConfig,
    folders: &Folders,
) -> Result<(GatewayParts<PathDesk>, MakeSupervisor, Vec<String>), GatewayError> {
    let run = RunFolder::lock(&folders.run)?;
    let now = clock::now();
    let directory = config.directory().map_err(|(key, reason)| GatewayError::Setup(format!("{key}: {reason}")))?;
    let mut notices = Vec::new();
    let (gate, keeper, instruments) = halts(folders, &directory, &mut notices)?;
    let place = LimitsPlace { folders: folders.clone(), rules: config.risk.clone(), profile: config.profile };
    let limits = place.read();
    if let LimitsRead::Unusable(why) = &limits {
        notices.push(format!("nothing is traded: {why}"));
    }
    let input = input(config, folders)?;
    let pacing = pacing(config, &input, now)?;
    let at = Moment { utc_ns: pacing.due_ns(now.utc_ns), mono_ns: now.mono_ns };
    let (path, ring) = path(config, folders, &directory, (&gate, &limits), at, &mut notices)?;
    let last_numbers: Vec<u64> =
        (1..=count(config.principals.len())).map(|origin| path.oms().last_number(origin)).collect();
    let state = TradingLoop::new(input.scope, FeaturePlan::none(), path);
    let state = match input.checksums {
        Some(rule) => state.checking_with(rule),
        None => state,
    };
    let (mirror, port) = mirror(config, folders, &directory)?;
    let mut desk = PathDesk {
        replay: Replay::new(input.feed, state),
        pacing,
        grants: grants(config, &directory),
        limits,
        instruments: Arc::clone(&instruments),
        shown_frames: Vec::new(),
        market: Ok(true),
        profile: config.profile.name().to_owned(),
        cancels_at_end: config.stop.cancel_orders,
        log_sync: LogSync::start().map_err(GatewayError::Sockets)?,
        state: DeskState::new(Arc::clone(&mirror), port, config.profile.name()),
    };
    catch_up(&mut desk, at)?;
    let mut sessions = sessions(config, folders, &directory, ring, now)?;
    for (origin, number) in (1..).zip(last_numbers) {
        sessions.used(plimsoll_types::ClOrdId::new(origin, number));
    }
    let tcp = config.endpoints.orders.as_deref().map(Endpoint::parse).transpose()?;
    let status = GatewayStatus {
        profile: config.profile.name().to_owned(),
        pid: std::process::id(),
        started_ns: now.utc_ns,
        ..GatewayStatus::default()
    };
    let sync_every = Duration::from_millis(config.audit.sync_ms.into());
    let people = folders.supervision.join("people.toml");
    let supervisor: MakeSupervisor = Box::new(move |ports| {
        let mut keeper = keeper;
        keeper.take_over(); // halts of instruments that were unknown before the market began
        Box::new(PathSupervisor { halts: keeper, ports, limits: place, people, mirror, clock_due_ns: 0 })
    });
    Ok((GatewayParts { run, sessions, desk, tcp, status, sync_every }, supervisor, notices))
}

fn mirror(
    config: &GatewayConfig,
    folders: &Folders,
    directory: &Directory,
) -> Result<(Arc<StateMirror>, StatePort), GatewayError> {
    let target = config.state.target(&folders.home).map_err(GatewayError::Setup)?;
    let begun = StateMirror::start(target, directory, &InstrumentTable::default());
    let (mirror, port) = begun.map_err(GatewayError::Sockets)?;
    Ok((Arc::new(mirror), port))
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

type Halts = (Arc<HaltGate>, HaltsKeeper, Arc<Mutex<InstrumentTable>>);

/// The gate, closed for whatever was halted when the last gateway ended.
fn halts(folders: &Folders, directory: &Directory, notices: &mut Vec<String>) -> Result<Halts, GatewayError> {
    let file = HaltsFile::prepare(&folders.supervision).map_err(|error| GatewayError::Setup(error.to_string()))?;
    let state = file.read();
    notices.extend(state.damage.iter().map(|damage| format!("everything is halted: {damage}")));
    let instruments = Arc::new(Mutex::new(InstrumentTable::default()));
    let resolved = state.resolve(directory, &InstrumentTable::default());
    let gate = Arc::new(HaltGate::new(resolved.known));
    let held = state.halts.iter().map(|halt| format!("halted: {} {} ({})", halt.scope, halt.mode.name(), halt.reason));
    notices.extend(held);
    let keeper = HaltsKeeper::new(Arc::clone(&gate), file, state, directory.clone(), Arc::clone(&instruments));
    Ok((gate, keeper, instruments))
}

fn input(config: &GatewayConfig, folders: &Folders) -> Result<Input, GatewayError> {
    let market = &config.market;
    match (market.feed, &market.path) {
        (FeedKind::Recording, Some(path)) => {
            let path = folders.home.join(path);
            let request = RecordingRequest { path, ..RecordingRequest::default() };
            Ok(request.open().map_err(|error| GatewayError::Market(error.to_string()))?.input)
        }
        _ => {
            let (seed, past_s) = (market.seed, market.past_s);
            Ok(SimRequest { seed, scene: SimScene::Demo, past_s, faults: Vec::new() }.input())
        }
    }
}

/// The simulated exchange runs on the machine's time; a recording on its own, from its first event on.
fn pacing(config: &GatewayConfig, input: &Input, now: Now) -> Result<Pacing, GatewayError> {
    if config.market.feed == FeedKind::Demo {
        return Ok(Pacing::anchored(now.utc_ns, now.utc_ns, Speed::Times(1.0)));
    }
    let mut ahead = input.feed.fork().ok_or_else(|| GatewayError::Market("it cannot be played".to_owned()))?;
    let mut batch = plimsoll_types::EventBatch::default();
    let polled = ahead.poll(i64::MAX, &mut batch);
    let first = batch.events.iter().map(|event| event.ts_venue_ns).find(|ts_ns| *ts_ns != plimsoll_types::UNKNOWN_TIME);
    let first_ns = first.ok_or_else(|| GatewayError::Market(format!("no event with a time: {polled:?}")))?;
    Ok(Pacing::anchored(now.utc_ns, first_ns, Speed::Times(config.market.speed)))
}

fn venue(rules: &VenueRules, seed: u64) -> VenueConfig {
    #[allow(clippy::cast_possible_truncation)] // checked to be small
    let rate = |bps: f64| FeeRate { value_billionths: (bps * 100_000.0).round() as i64, ..FeeRate::default() };
    VenueConfig {
        venue_mic: rules.venue_mic.clone(),
        seed,
        order_latency: LatencyModel::Constant(i64::from(rules.order_latency_us) * 1_000),
        response_latency: LatencyModel::Constant(i64::from(rules.response_latency_us) * 1_000),
        fees: FeeSchedule::flat(rate(rules.maker_fee_bps), rate(rules.taker_fee_bps)),
        ..VenueConfig::default()
    }
}

fn oms(config: &GatewayConfig, directory: &Directory) -> Result<Oms, GatewayError> {
    let rate = |rate: &crate::gateway::config::RateConfig| {
        Price::parse(rate.rate.as_bytes()).ok().map(|px| (rate.from.clone(), rate.to.clone(), px))
    };
    let rates = config.firm.rates.iter().filter_map(rate).collect();
    let currency = config.firm.currency.clone();
    Oms::new(OmsConfig { directory: directory.clone(), currency, rates })
        .map_err(|error| GatewayError::Setup(error.to_string()))
}

/// The order path: new, or as the log says it was.
fn path(
    config: &GatewayConfig,
    folders: &Folders,
    directory: &Directory,
    (gate, limits): (&Arc<HaltGate>, &LimitsRead),
    at: Moment,
    notices: &mut Vec<String>,
) -> Result<(LivePath, ReportRing), GatewayError> {
    let mut setup = RiskSetup::of(directory.clone());
    setup.short_sale = match config.risk.short_sale {
        ShortSaleRule::Free => ShortSale::Free,
        ShortSaleRule::Locate => ShortSale::Locate,
        ShortSaleRule::Forbidden => ShortSale::Forbidden,
    };
    let resolved = limits.resolve(directory, &InstrumentTable::default(), &mut setup);
    let risk = RiskEngine::new(resolved, Arc::clone(gate), setup);
    let durability = match config.audit.durability {
        DurabilityRule::Written => Durability::Written,
        DurabilityRule::Synced => Durability::Synced,
    };
    let settings = PathSettings { pace: Pace::Handed, durability, ..PathSettings::default() };
    let mut rebuild = Rebuild::new(oms(config, directory)?, risk, settings.expiry_grace_ns);
    let mut ring = ReportRing::default();
    let signer = Box::new(audit_key::load_or_make(&folders.keys.join("audit.key"))?);
    let anchors: Vec<_> = config.audit.anchors.iter().map(|anchor| folders.home.join(anchor)).collect();
    let storage = FolderStorage::open(&folders.home.join(&config.audit.folder), &anchors)
        .map_err(plimsoll_audit::AuditError::from)?;
    let log_id = clock::random().map_err(GatewayError::Sockets)?;
    let stamp = Stamp { utc_ns: at.utc_ns, mono_ns: at.mono_ns };
    let (audit, recovery) =
        AuditLog::open_or_create(storage, signer, Policy::default(), log_id, stamp, &mut |record| {
            let at = Moment { utc_ns: record.ts_utc_ns, mono_ns: record.ts_mono_ns };
            rebuild.take_record(at, record.kind, record.payload);
            for report in rebuild.told() {
                ring.push(record.seq + 1, *report);
            }
        })?;
    ring.resume_after(audit.records());
    if recovery.cut_bytes > 0 {
        notices.push(format!("{} bytes of a torn last record were cut off the audit log", recovery.cut_bytes));
    }
    if recovery.records > 0 && rebuild.entries() > 0 && rebuild.directory() != directory {
        let words = "the audit log speaks of other desks, accounts, traders or strategies than the configuration";
        return Err(GatewayError::OtherLog(words.to_owned()));
    }
    let (stopwatch, profile) = (Box::new(MachineStopwatch), config.profile.name().to_owned());
    let venue = SimVenue::new(venue(&config.venue, config.market.seed));
    rebuild.set_directory(directory);
    Ok((OrderPath::resume(at, rebuild, Resumed { venue, audit, stopwatch, profile, settings }), ring))
}

fn grants(config: &GatewayConfig, directory: &Directory) -> Vec<SessionGrant> {
    let grant = |(number, principal): (u32, &crate::gateway::config::PrincipalConfig)| {
        let trader = directory.trader(&principal.trader).unwrap_or_default();
        let accounts: Vec<_> = principal.accounts.iter().filter_map(|name| directory.account(name)).collect();
        let strategies: Vec<_> = principal.strategies.iter().filter_map(|name| directory.strategy(name)).collect();
        let granted = SessionGrant::trading(number, trader, &accounts, &strategies);
        SessionGrant { may_trade: principal.may_trade, ..granted }
    };
    (1..).zip(&config.principals).map(grant).collect()
}

fn sessions(
    config: &GatewayConfig,
    folders: &Folders,
    directory: &Directory,
    ring: ReportRing,
    now: Now,
) -> Result<Sessions, GatewayError> {
    let mut principals = Vec::new();
    for (number, principal) in (1..).zip(&config.principals) {
        principals.push(Principal {
            name: principal.name.clone(),
            secret: keys::load_or_make(&folders.keys, &principal.name)?,
            session: number,
            origin: number,
            accounts: principal.accounts.iter().filter_map(|name| directory.account(name)).collect(),
            may_trade: principal.may_trade,
            dead_man: DeadMan {
                operator_ms: principal.dead_man.operator_ms,
                strategies_ms: principal.dead_man.strategies_ms,
                cancel_on_disconnect: principal.dead_man.cancel_on_disconnect,
            },
            commands_per_second: principal.commands_per_second,
        });
    }
    let rules = SessionRules {
        profile: config.profile.name().to_owned(),
        instance: u64::from_le_bytes(clock::random().map_err(GatewayError::Sockets)?),
        started: now,
        heartbeat_ms: config.sessions.heartbeat_ms,
        lost_after_ms: config.sessions.lost_after_ms,
    };
    Ok(Sessions::new(rules, principals, ring))
}

/// The market's past, before anybody can log on. Instruments must be those of the log, in their order.
fn catch_up(desk: &mut PathDesk, at: Moment) -> Result<(), GatewayError> {
    let of_log: Vec<String> =
        desk.replay.state().trading().instruments().rows().iter().map(|row| row.symbol.clone()).collect();
    while desk.play(at, 65_536) {}
    if let Err(why) = &desk.market {
        return Err(GatewayError::Market(why.clone()));
    }
    let of_feed = desk.replay.feed().instruments().rows();
    let differs = of_log.iter().zip(of_feed).find(|(known, now)| **known != now.symbol);
    if let Some((known, now)) = differs {
        let words = format!("the audit log's market has {known} where this one has {}", now.symbol);
        return Err(GatewayError::OtherLog(words));
    }
    desk.heed_instruments(at);
    Ok(())
}
