//! A recorded day gives identical reports however its events arrive: one by one in a replay, or in the heaps and with the polls
//! in between that a live loop makes of it.
#![allow(clippy::unwrap_used)]

use plimsoll_audit::{AuditLog, Ed25519Signer, MemoryStorage, Policy, Stamp};
use plimsoll_book::OrderIdScope;
use plimsoll_engine::order_path::{Moment, OrderPath, Parts, PathSettings};
use plimsoll_engine::{FeaturePlan, Feed, FeedState, Replay, TradingLoop};
use plimsoll_oms::{Oms, OmsConfig};
use plimsoll_risk::{HaltGate, NoStopwatch, RiskEngine, RiskSetup, SessionGrant, ShortSale};
use plimsoll_session::supervision::LimitsText;
use plimsoll_session::trading_run::run_venue;
use plimsoll_sim::venue::SimVenue;
use plimsoll_sim::{SimConfig, SimFeed};
use plimsoll_types::*;
use plimsoll_wire::journal::{SessionChange, SessionEntry};
use std::sync::Arc;

type Path = OrderPath<SimVenue, MemoryStorage>;

const SECONDS: Nanos = 1_000_000_000;
const WHO: Attribution =
    Attribution { trader: TraderId(1), desk: DeskId(1), account: AccountId(1), strategy: StrategyId(1) };

fn directory() -> Directory {
    let mut directory = Directory::default();
    let desk = directory.add_desk("paper").unwrap();
    directory.add_account("PAPER", desk, "USD").unwrap();
    directory.add_trader("kim", desk).unwrap();
    directory.add_strategy("maker").unwrap();
    directory
}

fn path(feed: &dyn Feed, start_ns: Nanos) -> Path {
    let limits = LimitsText::demo().unwrap().resolve(&directory(), feed.instruments()).unwrap().limits;
    let (stamp, signer) = (Stamp { utc_ns: start_ns, mono_ns: start_ns }, Ed25519Signer::from_seed(&[3; 32]));
    let audit = AuditLog::create(MemoryStorage::new(), Box::new(signer), Policy::default(), [2; 16], stamp).unwrap();
    let setup = RiskSetup { short_sale: ShortSale::Free, ..RiskSetup::of(directory()) };
    let config = OmsConfig { directory: directory(), currency: "USD".into(), rates: vec![] };
    let mut path = OrderPath::new(
        Moment::at(start_ns),
        Parts {
            venue: SimVenue::new(run_venue(5)),
            audit,
            oms: Oms::new(config).unwrap(),
            risk: RiskEngine::new(limits, Arc::new(HaltGate::default()), setup),
            stopwatch: Box::new(NoStopwatch),
            profile: "SIM".into(),
            directory: directory(),
            instruments: feed.instruments().clone(),
            settings: PathSettings::default(),
        },
    );
    let entry = SessionEntry {
        session: 1,
        change: SessionChange::LoggedOn,
        principal: "kim".into(),
        peer: String::new(),
        reason: String::new(),
    };
    path.open_session(
        Moment::at(start_ns),
        SessionGrant::trading(1, TraderId(1), &[AccountId(1)], &[StrategyId(1)]),
        &entry,
    );
    path
}

/// Quotes the first instrument round its mid twice a second of venue time.
struct Maker {
    next_ns: Nanos,
    number: u64,
}

impl Maker {
    fn act(&mut self, path: &mut Path, told: &mut Vec<ExecutionReport>) {
        let (now, view) = (path.now(), *path.market(InstrumentId(0)));
        if now.utc_ns < self.next_ns || !view.mid().is_set() {
            return;
        }
        self.next_ns = now.utc_ns + SECONDS / 2;
        self.number += 2;
        let lot = path.instruments().get(InstrumentId(0)).unwrap().lot;
        let quote = TwoSidedQuote {
            quote_id: ClOrdId::new(1, self.number),
            attribution: WHO,
            instrument: InstrumentId(0),
            bid_px: view.bid.px,
            bid_qty: lot,
            ask_px: view.ask.px,
            ask_qty: lot,
            frame_seq: view.frame_seq,
            ts_intent_ns: now.utc_ns,
        };
        path.command(now, 1, &OrderCommand::Quote(quote), told);
    }
}

fn feed() -> SimFeed {
    SimFeed::new(SimConfig::demo(4))
}

/// Event by event, as a replay goes.
fn replayed(until_ns: Nanos, start_ns: Nanos) -> (Vec<ExecutionReport>, String) {
    let state = TradingLoop::new(OrderIdScope::Feed, FeaturePlan::none(), path(&feed(), start_ns));
    let mut replay = Replay::new(Box::new(feed()), state);
    let (mut maker, mut told) = (Maker { next_ns: start_ns, number: 1 }, Vec::new());
    while let Ok(Ok(event_ns)) = replay.look_ahead_ns(until_ns) {
        if event_ns > until_ns {
            break;
        }
        replay.advance(event_ns, 1, &mut (), &mut ()).unwrap();
        let path = replay.trading().0;
        path.drain_told(&mut told);
        maker.act(path, &mut told);
    }
    let hash = replay.state().trading().state_hash().to_string();
    (told, hash)
}

/// In whatever heaps the feed gives, with polls and passing time in between, as a live loop does it.
fn papered(until_ns: Nanos, start_ns: Nanos) -> (Vec<ExecutionReport>, String) {
    let (mut feed, mut batch) = (feed(), EventBatch::default());
    let mut state = TradingLoop::new(OrderIdScope::Feed, FeaturePlan::none(), path(&feed, start_ns));
    let (mut maker, mut told) = (Maker { next_ns: start_ns, number: 1 }, Vec::new());
    let mut horizon_ns = start_ns;
    while horizon_ns < until_ns {
        horizon_ns = (horizon_ns + 7 * SECONDS / 10).min(until_ns);
        loop {
            batch.clear();
            let more = feed.poll(horizon_ns, &mut batch).unwrap();
            for event in batch.events.iter().filter(|event| event.ts_venue_ns <= until_ns) {
                // The orders thread looks in before each event, at its time less a nanosecond.
                state.pass_time(event.ts_venue_ns - 1, feed.instruments());
                let now = state.trading().now();
                state.trading_mut().poll(now, &mut told);
                state.apply(event, feed.instruments(), &mut ());
                state.trading_mut().drain_told(&mut told);
                maker.act(state.trading_mut(), &mut told);
            }
            if more != FeedState::More {
                break;
            }
        }
    }
    let hash = state.trading().state_hash().to_string();
    (told, hash)
}

#[test]
fn test_a_day_gives_the_same_reports_replayed_and_on_paper() {
    let start_ns = SimConfig::demo(4).session_start_ns;
    let until_ns = start_ns + 60 * SECONDS;
    let (replayed, papered) = (replayed(until_ns, start_ns), papered(until_ns, start_ns));
    assert!(replayed.0.iter().filter(|report| report.exec_type == ExecType::Trade).count() > 5, "it trades");
    assert_eq!(replayed.0.len(), papered.0.len());
    for (number, (one, other)) in replayed.0.iter().zip(&papered.0).enumerate() {
        assert_eq!(one, other, "report {number}");
    }
    assert_eq!(replayed.1, papered.1);
}
