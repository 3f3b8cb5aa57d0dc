//! The desk behind the sessions, driven without sockets.

use super::Folders;
use super::assemble::assemble;
use super::path_desk::PathDesk;
use crate::gateway::clock;
use crate::gateway::config::GatewayConfig;
use crate::gateway::server::OrderDesk;
use plimsoll_sim::venue::InFlight;
use plimsoll_types::{
    AccountId, Attribution, ClOrdId, DeskId, ExecutionReport, InstrumentId, NewOrder, OrdStatus, OrderCommand, Price,
    Qty, RejectReason, Side, StrategyId, TraderId,
};
use plimsoll_wire::journal::{SessionChange, SessionEntry};
use std::path::Path;
use std::time::Duration;

fn with_desk(home: &Path, test: impl FnOnce(&mut PathDesk)) {
    let folders = Folders {
        home: home.to_owned(),
        keys: home.join("keys"),
        run: home.join("run"),
        supervision: home.join("supervision"),
    };
    let mut config = GatewayConfig::demo().unwrap();
    config.market.past_s = 20.0;
    (config.venue.order_latency_us, config.venue.response_latency_us) = (3_000, 3_000);
    let (mut parts, _supervisor, _notices) = assemble(&config, &folders).unwrap();
    let entry = SessionEntry {
        session: 1,
        change: SessionChange::LoggedOn,
        principal: "terminal".into(),
        peer: "test".into(),
        reason: String::new(),
    };
    parts.desk.session(clock::now(), &entry);
    test(&mut parts.desk);
}

fn send(desk: &mut PathDesk, number: u64, told: &mut Vec<ExecutionReport>) -> ClOrdId {
    let bid = desk.snapshot(&[]).prices[0].bid_px.raw();
    let px = Price::from_raw(bid / 100 * 99 / 10_000_000 * 10_000_000 - i64::try_from(number).unwrap() * 10_000_000);
    let who = Attribution { trader: TraderId(1), desk: DeskId(1), account: AccountId(1), strategy: StrategyId::NONE };
    let id = ClOrdId::new(1, number);
    let order = NewOrder::limit(id, who, InstrumentId(0), Side::Buy, Qty::from_raw(Qty::ONE), px);
    desk.command(clock::now(), 1, number, &OrderCommand::New(order), told);
    id
}

/// Lets time pass until `enough` of what was told.
fn until(desk: &mut PathDesk, told: &mut Vec<ExecutionReport>, enough: impl Fn(&[ExecutionReport]) -> bool) {
    for _ in 0..4_000 {
        if enough(told) {
            return;
        }
        desk.advance(clock::now(), told);
        std::thread::sleep(Duration::from_millis(1));
    }
    panic!("waited in vain: {told:#?}");
}

fn status(told: &[ExecutionReport], id: ClOrdId) -> Option<OrdStatus> {
    told.iter().rev().find(|report| report.cl_ord_id == id).map(|report| report.ord_status)
}

#[test]
fn test_orders_in_flight_when_the_venue_is_lost_are_unknown_until_it_has_spoken() {
    let home = tempfile::tempdir().unwrap();
    with_desk(home.path(), |desk| {
        let mut told = Vec::new();
        let resting = send(desk, 1, &mut told);
        until(desk, &mut told, |told| status(told, resting) == Some(OrdStatus::New));
        let in_flight = send(desk, 2, &mut told);
        let now_ns = clock::now().utc_ns;
        desk.replay.trading().0.venue_mut().disconnect(now_ns, InFlight::CommandsLost);
        until(desk, &mut told, |told| status(told, in_flight) == Some(OrdStatus::Unknown));
        assert_eq!(status(&told, resting), Some(OrdStatus::Unknown));
        assert!(!desk.standing(clock::now()).venue_connected);
        let refused = send(desk, 3, &mut told);
        let last = told.iter().rev().find(|report| report.cl_ord_id == refused).unwrap();
        assert_eq!(last.reason, RejectReason::VenueDown);
        desk.replay.trading().0.venue_mut().reconnect();
        until(desk, &mut told, |told| status(told, resting) == Some(OrdStatus::New));
        until(desk, &mut told, |told| status(told, in_flight).is_some_and(OrdStatus::is_terminal));
        let open: Vec<_> = desk.snapshot(&[AccountId(1)]).orders.iter().map(|order| order.cl_ord_id).collect();
        assert_eq!(open, [resting], "nothing was sent again, nothing is lost");
    });
}

#[test]
fn test_an_orderly_end_cancels_what_rests_and_closes_the_log() {
    let home = tempfile::tempdir().unwrap();
    let mut said = String::new();
    with_desk(home.path(), |desk| {
        let mut told = Vec::new();
        let resting = send(desk, 1, &mut told);
        until(desk, &mut told, |told| status(told, resting) == Some(OrdStatus::New));
        let before = desk.records();
        desk.cancel(clock::now(), 1, crate::gateway::sessions::Whose::Strategies, "a test", &mut told);
        assert_eq!(desk.records(), before, "it is no strategy's order");
        desk.cancel(clock::now(), 1, crate::gateway::sessions::Whose::ByHand, "a test", &mut told);
        until(desk, &mut told, |told| status(told, resting) == Some(OrdStatus::Cancelled));
        said = format!("{:?}", desk.standing(clock::now()));
    });
    assert!(said.contains("working: 0"), "{said}");
}
