//! A replay gives the same state whatever the road to it: straight, in pieces, by seeking, by stepping back.
#![allow(clippy::unwrap_used)]

use plimsoll_book::OrderIdScope;
use plimsoll_engine::{Checkpoints, FeaturePlan, Progress, Replay, StateHash, TradingLoop};
use plimsoll_sim::{SimConfig, SimFeed};
use plimsoll_types::Nanos;
use std::sync::Arc;

const SECOND: Nanos = 1_000_000_000;

fn config() -> SimConfig {
    SimConfig::demo(11)
}

fn replay() -> Replay {
    let features = FeaturePlan::continuous("mid,microprice,ofi,trade_imbalance,vwap,twap,ema(half_life=2s)").unwrap();
    let state = TradingLoop::market_only(OrderIdScope::Feed, features);
    Replay::new(Box::new(SimFeed::new(config())), state)
}

fn at(seconds: i64) -> Nanos {
    config().session_start_ns + seconds * SECOND
}

fn hash_at(seconds: i64) -> (StateHash, u64) {
    let mut fresh = replay();
    fresh.advance(at(seconds), usize::MAX, &mut (), &mut ()).unwrap();
    (fresh.state().state_hash(), fresh.units())
}

#[test]
fn test_a_day_replayed_twice_ends_in_the_same_state() {
    assert_eq!(hash_at(60), hash_at(60));
    assert_ne!(hash_at(60).0, hash_at(61).0);
}

#[test]
fn test_pieces_of_any_size_end_in_the_same_state() {
    let whole = hash_at(30);
    for budget in [1, 7, 1_000] {
        let mut pieces = replay();
        while pieces.advance(at(30), budget, &mut (), &mut ()).unwrap() == Progress::Busy {}
        assert_eq!((pieces.state().state_hash(), pieces.units()), whole, "in pieces of {budget}");
    }
}

#[test]
fn test_seeking_anywhere_gives_what_running_there_gives() {
    let mut cursor = replay().with_checkpoints(Arc::new(Checkpoints::default()));
    cursor.advance(at(240), usize::MAX, &mut (), &mut ()).unwrap();
    for seconds in [200, 3, 120, 119, 0, 239, 60] {
        cursor.seek(at(seconds), &mut ()).unwrap();
        assert_eq!((cursor.state().state_hash(), cursor.units()), hash_at(seconds), "at {seconds} s");
    }
}

#[test]
fn test_stepping_back_undoes_stepping_forth() {
    let mut cursor = replay().with_checkpoints(Arc::new(Checkpoints::default()));
    cursor.step(5_000, &mut ()).unwrap();
    let here = (cursor.state().state_hash(), cursor.units());
    cursor.step(1, &mut ()).unwrap();
    assert_eq!(cursor.units(), 5_001);
    cursor.seek_units(5_000, &mut ()).unwrap();
    assert_eq!((cursor.state().state_hash(), cursor.units()), here);
}
