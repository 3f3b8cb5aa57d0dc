//! The gateway core of a rehearsal: one thread that owns the order path and turns as a gateway's does.

use super::door::{Door, Left};
use super::{DrillPlan, SupervisionError};
use crate::gateway::clock::{mono_ns, now};
use crate::market_session::Input;
use crate::simulation::{SimRequest, SimScene};
use crate::supervision::LimitsText;
use plimsoll_audit::{AuditLog, Ed25519Signer, FolderStorage, Policy, Stamp};
use plimsoll_engine::order_path::{JournalHealth, Moment, OrderPath, Pace, Parts, PathSettings};
use plimsoll_engine::{FeaturePlan, Feed, FeedState, TradingLoop};
use plimsoll_oms::{Oms, OmsConfig};
use plimsoll_risk::{HaltGate, NoStopwatch, RiskEngine, RiskSetup, SelfTrade, SessionGrant, ShortSale};
use plimsoll_sim::venue::{SimVenue, VenueConfig};
use plimsoll_types::{
    AccountId, Attribution, ClOrdId, DeskId, Directory, EventBatch, ExecutionReport, InstrumentId, NewOrder,
    OrderCommand, Price, Qty, Side, StrategyId, TimeInForce, TraderId,
};
use plimsoll_wire::journal::{SessionChange, SessionEntry};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering::SeqCst;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

const SESSION: u32 = 1;
/// Commands that wait for the order thread; beyond it they are turned away, as a gateway does.
const QUEUE: usize = 8_192;
/// Commands taken between two looks at market, venue and halts.
const AT_A_TIME: usize = 64;
/// How far below the market orders rest, in steps of a hundredth.
const BELOW: i64 = 3;
/// Past of the market before the first order, so that there is one.
const PAST_S: f64 = 20.0;
/// Instruments of which something is held.
const HELD: usize = 2;

pub(super) const WHO: Attribution =
    Attribution { trader: TraderId(1), desk: DeskId(1), account: AccountId(1), strategy: StrategyId(1) };

type Path_ = OrderPath<Door<SimVenue>, FolderStorage>;

/// What the thread tells while it runs.
#[derive(Debug, Default)]
pub(super) struct Watched {
    pub resting: AtomicU64,
    pub resting_at_halt: AtomicU64,
    pub held_at_halt: AtomicU64,
    /// When the venue had confirmed that every order is gone; zero before.
    pub confirmed_ns: AtomicI64,
    /// When nothing was held any more; zero before.
    pub flat_ns: AtomicI64,
    resting_names: Mutex<HashSet<ClOrdId>>,
    failure: Mutex<Option<String>>,
    ends: AtomicBool,
}

/// What is left when the thread has ended.
pub(super) struct Ended {
    pub left: Vec<Left>,
    pub stopped_at_gate: u64,
    pub audit: PathBuf,
}

impl Ended {
    /// When the cancel of the last of the orders left that rested when the switch was pulled.
    pub fn last_resting_cancel_ns(&self, watched: &Watched) -> i64 {
        let mut wanted = watched.resting_names.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let firsts = self.left.iter().filter(|left| left.cancelled().is_some_and(|order| wanted.remove(&order)));
        firsts.map(Left::at_ns).max().unwrap_or(0)
    }
}

/// What the storm needs: where to put commands, and prices that keep away from the market.
pub(super) struct Desk {
    pub commands: SyncSender<OrderCommand>,
    pub prices: Vec<(InstrumentId, Price, Qty)>,
}

/// The running core.
pub(super) struct Core {
    gate: Arc<HaltGate>,
    watched: Arc<Watched>,
    commands: SyncSender<OrderCommand>,
    prices: Vec<(InstrumentId, Price, Qty)>,
    thread: JoinHandle<Result<Ended, String>>,
}

impl Core {
    /// Opens everything, fills the book, puts orders at rest and buys what will have to be closed.
    pub fn start(plan: &DrillPlan) -> Result<Self, SupervisionError> {
        let gate = Arc::new(HaltGate::default());
        let request = SimRequest { seed: plan.seed, scene: SimScene::Demo, past_s: PAST_S, faults: Vec::new() };
        let mut turning = Turning::open(plan, &gate, request.input())?;
        turning.market();
        let prices = turning.prices();
        if prices.is_empty() {
            return Err(SupervisionError::Drill("the simulated exchange shows no market".to_owned()));
        }
        turning.rest(&prices, plan.resting);
        turning.buy(&prices, plan.held_lots);
        let (commands, queue) = sync_channel(QUEUE);
        let watched = Arc::clone(&turning.watched);
        let told = Arc::clone(&watched);
        let thread = std::thread::Builder::new().name("drill-orders".to_owned()).spawn(move || {
            let ended = turning.run(&queue);
            if let Err(reason) = &ended {
                *told.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(reason.clone());
            }
            ended
        });
        let thread = thread.map_err(|error| SupervisionError::Drill(format!("the system gives no thread: {error}")))?;
        Ok(Self { gate, watched, commands, prices, thread })
    }

    pub fn gate(&self) -> &Arc<HaltGate> {
        &self.gate
    }

    pub fn watched(&self) -> Arc<Watched> {
        Arc::clone(&self.watched)
    }

    pub fn desk(&self) -> Desk {
        Desk { commands: self.commands.clone(), prices: self.prices.clone() }
    }

    /// Why the thread ended before its time.
    pub fn failure(&self) -> Option<String> {
        self.watched.failure.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Ends the thread and closes the audit log.
    pub fn end(self) -> Result<Ended, SupervisionError> {
        self.watched.ends.store(true, SeqCst);
        match self.thread.join() {
            Ok(ended) => ended.map_err(SupervisionError::Drill),
            Err(_) => Err(SupervisionError::Drill("the order thread broke off".to_owned())),
        }
    }
}

/// The order thread's own.
struct Turning {
    feed: Box<dyn Feed>,
    batch: EventBatch,
    state: TradingLoop<Path_>,
    told: Vec<ExecutionReport>,
    next: u64,
    watched: Arc<Watched>,
    audit: PathBuf,
}

impl Turning {
    fn open(plan: &DrillPlan, gate: &Arc<HaltGate>, input: Input) -> Result<Self, SupervisionError> {
        let drill = |error: String| SupervisionError::Drill(error);
        let mut directory = Directory::default();
        let mut fill = || {
            let desk = directory.add_desk("drill")?;
            directory.add_account("DRILL", desk, "USD")?;
            directory.add_trader("drill", desk)?;
            directory.add_strategy("storm")
        };
        fill().map_err(|error| drill(error.to_string()))?;
        let audit = plan.home.join("audit").join("drill");
        let path = order_path(&audit, gate, &directory, &input).map_err(drill)?;
        let state = TradingLoop::new(input.scope, FeaturePlan::none(), path);
        Ok(Self {
            feed: input.feed,
            batch: EventBatch::default(),
            state,
            told: Vec::new(),
            next: 0,
            watched: Arc::default(),
            audit,
        })
    }

    fn path(&mut self) -> &mut Path_ {
        self.state.trading_mut()
    }

    /// The market up to now, and whatever else is due.
    fn market(&mut self) {
        let at = moment();
        self.state.trading_mut().poll(at, &mut self.told);
        loop {
            self.batch.clear();
            let state = self.feed.poll(at.utc_ns, &mut self.batch);
            for event in &self.batch.events {
                self.state.apply(event, self.feed.instruments(), &mut ());
            }
            if !matches!(state, Ok(FeedState::More)) {
                break;
            }
        }
        self.state.pass_time(at.utc_ns, self.feed.instruments());
        let path = self.state.trading_mut();
        path.poll(moment(), &mut self.told);
        self.told.clear();
    }

    /// A price of each instrument that is well below its market, and its lot.
    fn prices(&mut self) -> Vec<(InstrumentId, Price, Qty)> {
        let path = self.state.trading();
        let rows = path.instruments().rows().iter().zip(0..);
        rows.filter_map(|(row, id)| {
            let bid = path.market(InstrumentId(id)).bid.px;
            let below = bid.raw() / 100 * (100 - BELOW);
            let px = Price::from_raw(below - below.rem_euclid(row.tick.raw().max(1)));
            (bid.is_set() && px.raw() > 0).then_some((InstrumentId(id), px, row.lot))
        })
        .collect()
    }

    fn command(&mut self, command: &OrderCommand) {
        let mut told = std::mem::take(&mut self.told);
        self.path().command(moment(), SESSION, command, &mut told);
        told.clear();
        self.told = told;
    }

    fn name(&mut self) -> ClOrdId {
        self.next += 1;
        ClOrdId::new(SESSION, self.next)
    }

    fn rest(&mut self, prices: &[(InstrumentId, Price, Qty)], count: u32) {
        for number in 0..count as usize {
            let (instrument, px, lot) = prices[number % prices.len()];
            let order = NewOrder::limit(self.name(), WHO, instrument, Side::Buy, lot, px);
            self.watched.resting_names.lock().unwrap_or_else(PoisonError::into_inner).insert(order.cl_ord_id);
            self.command(&OrderCommand::New(order));
        }
        self.market();
    }

    /// Takes a few lots at the market.
    fn buy(&mut self, prices: &[(InstrumentId, Price, Qty)], lots: u32) {
        for &(instrument, _, lot) in prices.iter().take(HELD) {
            let qty = Qty::from_raw(lot.raw() * i64::from(lots));
            let px = self.state.trading().market(instrument).ask.px;
            let order = NewOrder {
                time_in_force: TimeInForce::Ioc,
                ..NewOrder::limit(self.name(), WHO, instrument, Side::Buy, qty, px)
            };
            if px.is_set() && lots > 0 {
                self.command(&OrderCommand::New(order));
            }
        }
        self.market();
    }

    fn run(mut self, queue: &Receiver<OrderCommand>) -> Result<Ended, String> {
        let mut is_halted = false;
        while !self.watched.ends.load(SeqCst) {
            self.market();
            for command in queue.try_iter().take(AT_A_TIME) {
                self.command(&command);
            }
            self.look(&mut is_halted);
            if let JournalHealth::Full(reason) | JournalHealth::Failed(reason) = self.state.trading().health() {
                return Err(format!("the audit log cannot be written: {reason}"));
            }
        }
        let stopped_at_gate = self.state.trading().tally().stopped_at_gate;
        let left = self.path().venue_mut().take_left();
        let audit = self.audit.clone();
        let at = moment();
        self.state.into_trading().close(at).map_err(|error| error.to_string())?;
        Ok(Ended { left, stopped_at_gate, audit })
    }

    /// Tells how far it is.
    fn look(&mut self, is_halted: &mut bool) {
        let path = self.state.trading();
        let resting = path.oms().working().count() as u64;
        let held = path.oms().positions().iter().filter(|held| held.qty.raw() != 0).count() as u64;
        let watched = &self.watched;
        watched.resting.store(resting, SeqCst);
        if !*is_halted && !path.risk().gate().halts().is_empty() {
            *is_halted = true;
        }
        if !*is_halted {
            watched.resting_at_halt.store(resting, SeqCst);
            watched.held_at_halt.store(held, SeqCst);
            return;
        }
        if resting == 0 && watched.confirmed_ns.load(SeqCst) == 0 {
            watched.confirmed_ns.store(mono_ns(), SeqCst);
        }
        if resting == 0 && held == 0 && watched.flat_ns.load(SeqCst) == 0 {
            watched.flat_ns.store(mono_ns(), SeqCst);
        }
    }
}

fn moment() -> Moment {
    let now = now();
    Moment { utc_ns: now.utc_ns, mono_ns: now.mono_ns }
}

fn order_path(audit: &Path, gate: &Arc<HaltGate>, directory: &Directory, input: &Input) -> Result<Path_, String> {
    let words = |error: &dyn std::fmt::Display| error.to_string();
    let at = moment();
    let seed = crate::gateway::clock::random().map_err(|error| words(&error))?;
    let storage = FolderStorage::open(audit, &[]).map_err(|error| words(&error))?;
    let stamp = Stamp { utc_ns: at.utc_ns, mono_ns: at.mono_ns };
    let id = crate::gateway::clock::random().map_err(|error| words(&error))?;
    let audit = AuditLog::create(storage, Box::new(Ed25519Signer::from_seed(&seed)), Policy::default(), id, stamp);
    let limits = LimitsText::drill().and_then(|text| text.resolve(directory, input.feed.instruments()));
    let setup =
        RiskSetup { short_sale: ShortSale::Free, self_trade: SelfTrade::Unchecked, ..RiskSetup::of(directory.clone()) };
    let config = OmsConfig { directory: directory.clone(), currency: "USD".to_owned(), rates: Vec::new() };
    let parts = Parts {
        venue: Door::new(SimVenue::new(VenueConfig::default())),
        audit: audit.map_err(|error| words(&error))?,
        oms: Oms::new(config).map_err(|error| words(&error))?,
        risk: RiskEngine::new(limits.map_err(|error| words(&error))?.limits, Arc::clone(gate), setup),
        stopwatch: Box::new(NoStopwatch),
        profile: "SIM".to_owned(),
        directory: directory.clone(),
        instruments: input.feed.instruments().clone(),
        settings: PathSettings { pace: Pace::Handed, ..PathSettings::default() },
    };
    let mut path = OrderPath::new(at, parts);
    let grant = SessionGrant::trading(SESSION, WHO.trader, &[WHO.account], &[WHO.strategy]);
    let entry = SessionEntry {
        session: SESSION,
        change: SessionChange::LoggedOn,
        principal: "drill".to_owned(),
        peer: "in process".to_owned(),
        reason: "rehearsal of the kill switch".to_owned(),
    };
    path.open_session(at, grant, &entry);
    Ok(path)
}
