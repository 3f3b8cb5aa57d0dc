//! The whole gateway on a home of its own: simulated exchange, risk, audit log, venue.

use crate::gateway::client::{ClientEvent, ClientSettings, GatewayClient, Received, Told, ask};
use crate::gateway::config::GatewayConfig;
use crate::gateway::control::{ControlReply, ControlRequest, GatewayStatus};
use crate::gateway::message::Snapshot;
use crate::gateway::process::{Folders, key_path, principal_secret, start};
use crate::gateway::server::Gateway;
use crate::gateway::socket::Endpoint;
use plimsoll_types::{
    AccountId, Attribution, ClOrdId, DeskId, ExecType, ExecutionReport, HaltMode, InstrumentId, NewOrder, OrdStatus,
    OrderCommand, OrderFlags, Price, Qty, RejectReason, Side, StrategyId, TraderId,
};
use std::path::Path;
use std::time::{Duration, Instant};

pub(super) fn folders(home: &Path) -> Folders {
    Folders {
        home: home.to_owned(),
        keys: home.join("keys"),
        run: home.join("run"),
        supervision: home.join("supervision"),
    }
}

pub(super) fn running(home: &Path, change: impl FnOnce(&mut GatewayConfig)) -> Gateway {
    let mut config = GatewayConfig::demo().unwrap();
    config.market.past_s = 30.0;
    change(&mut config);
    start(&config, &folders(home)).unwrap().0
}

pub(super) fn client(home: &Path, principal: &str, received: Received) -> GatewayClient {
    let client = GatewayClient::start(ClientSettings {
        endpoint: Endpoint::Ipc(home.join("run/orders.ipc")),
        profile: "SIM".into(),
        principal: principal.into(),
        secret: principal_secret(&key_path(&home.join("keys"), principal)).unwrap(),
        lives_ms: 2_000,
        received,
    });
    client.unwrap()
}

pub(super) fn until(client: &GatewayClient, mut enough: impl FnMut(&[ClientEvent]) -> bool) -> Vec<ClientEvent> {
    let (mut events, started) = (Vec::new(), Instant::now());
    while !enough(&events) {
        assert!(started.elapsed() < Duration::from_secs(20), "{events:#?}");
        client.operator_lives();
        events.extend(client.wait(Duration::from_millis(20)));
    }
    events
}

pub(super) fn reports(events: &[ClientEvent]) -> Vec<ExecutionReport> {
    let report = |event: &ClientEvent| match event {
        ClientEvent::Told(Told::Report(numbered)) => Some(numbered.report),
        _ => None,
    };
    events.iter().filter_map(report).collect()
}

fn snapshot(client: &GatewayClient) -> Snapshot {
    client.request_snapshot().unwrap();
    let events = until(client, |events| events.iter().any(|it| matches!(it, ClientEvent::Told(Told::Snapshot(_)))));
    let found = events.into_iter().find_map(|event| match event {
        ClientEvent::Told(Told::Snapshot(snapshot)) => Some(*snapshot),
        _ => None,
    });
    found.unwrap()
}

pub(super) fn connected(client: &GatewayClient) -> Vec<ClientEvent> {
    until(client, |events| events.iter().any(|event| matches!(event, ClientEvent::Connected(_))))
}

fn order(client: &GatewayClient, side: Side, px: Price) -> NewOrder {
    let cl_ord_id = client.next_cl_ord_id(1).unwrap();
    let attribution =
        Attribution { trader: TraderId(1), desk: DeskId(1), account: AccountId(1), strategy: StrategyId::NONE };
    let qty = Qty::from_raw(Qty::ONE * 10);
    let order = NewOrder::limit(cl_ord_id, attribution, InstrumentId(0), side, qty, px);
    NewOrder { flags: OrderFlags::MANUAL, ..order }
}

/// Bids one per cent below the market, to the tick: they rest.
pub(super) fn rest(client: &GatewayClient, count: usize) -> Vec<ClOrdId> {
    let bid = snapshot(client).prices[0].bid_px.raw();
    let px = Price::from_raw(bid / 100 * 99 / 10_000_000 * 10_000_000);
    let send = |step: usize| {
        let order = order(client, Side::Buy, Price::from_raw(px.raw() - i64::try_from(step).unwrap() * 10_000_000));
        client.send(&OrderCommand::New(order)).unwrap();
        order.cl_ord_id
    };
    let sent: Vec<ClOrdId> = (0..count).map(send).collect();
    let events = until(client, |events| working(&reports(events)).len() == count);
    assert_eq!(working(&reports(&events)), sent);
    sent
}

pub(super) fn working(reports: &[ExecutionReport]) -> Vec<ClOrdId> {
    reports.iter().filter(|report| report.exec_type == ExecType::New).map(|report| report.cl_ord_id).collect()
}

pub(super) fn halt(home: &Path) -> ControlReply {
    let request = ControlRequest::Halt {
        scope: "firm".into(),
        mode: HaltMode::CancelAll,
        reason: "a drill".into(),
        by: "ann".into(),
    };
    ask(&home.join("run"), &request, Duration::from_secs(5)).unwrap().unwrap()
}

/// What the gateway refuses an order with.
fn refusal(client: &GatewayClient) -> RejectReason {
    let bid = snapshot(client).prices[0].bid_px;
    let order = order(client, Side::Buy, bid);
    client.send(&OrderCommand::New(order)).unwrap();
    let refused = |events: &[ClientEvent]| {
        reports(events)
            .into_iter()
            .find(|report| report.cl_ord_id == order.cl_ord_id && report.reason != RejectReason::None)
    };
    refused(&until(client, |events| refused(events).is_some())).unwrap().reason
}

pub(super) fn status(home: &Path) -> GatewayStatus {
    match ask(&home.join("run"), &ControlRequest::Status, Duration::from_secs(5)).unwrap().unwrap() {
        ControlReply::Status { status } => status,
        other => panic!("{other:?}"),
    }
}

#[test]
fn test_an_order_rests_is_seen_by_both_terminals_and_is_cancelled() {
    let home = tempfile::tempdir().unwrap();
    let gateway = running(home.path(), |_| {});
    let first = client(home.path(), "terminal", Received::default());
    let second = client(home.path(), "terminal-2", Received::default());
    connected(&first);
    connected(&second);
    let sent = rest(&first, 3);
    let seen = until(&second, |events| working(&reports(events)).len() == 3);
    assert_eq!(working(&reports(&seen)), sent);
    let (mine, theirs) = (snapshot(&first), snapshot(&second));
    assert_eq!(mine.orders.iter().map(|order| order.cl_ord_id).collect::<Vec<_>>(), sent);
    assert_eq!((mine.orders.len(), mine.state_hash), (theirs.orders.len(), theirs.state_hash));
    let cancel = plimsoll_types::CancelOrder {
        cl_ord_id: first.next_cl_ord_id(1).unwrap(),
        orig_cl_ord_id: sent[1],
        ts_intent_ns: 0,
    };
    first.send(&OrderCommand::Cancel(cancel)).unwrap();
    let gone = |events: &[ClientEvent]| reports(events).iter().any(|it| it.ord_status == OrdStatus::Cancelled);
    until(&first, gone);
    until(&second, gone);
    assert_eq!(snapshot(&second).orders.len(), 2);
    let closed = gateway.stop("enough").unwrap();
    assert!(closed.contains("audit log closed") && !closed.contains("still open"), "{closed}");
}

#[test]
fn test_a_halt_closes_the_gate_cancels_and_outlives_the_gateway() {
    let home = tempfile::tempdir().unwrap();
    let gateway = running(home.path(), |_| {});
    let terminal = client(home.path(), "terminal", Received::default());
    connected(&terminal);
    rest(&terminal, 2);
    let ControlReply::Done { number, .. } = halt(home.path()) else { panic!("not halted") };
    until(&terminal, |events| reports(events).iter().filter(|it| it.ord_status == OrdStatus::Cancelled).count() == 2);
    assert_eq!(refusal(&terminal), RejectReason::Halted);
    drop((terminal, gateway));
    let gateway = running(home.path(), |_| {});
    let held = status(home.path()).halts;
    assert_eq!(held.iter().map(|halt| (halt.number, halt.reason.as_str())).collect::<Vec<_>>(), [(number, "a drill")]);
    let terminal = client(home.path(), "terminal", Received::default());
    connected(&terminal);
    assert_eq!(refusal(&terminal), RejectReason::Halted);
    drop(gateway);
}

#[test]
fn test_a_restart_goes_on_from_the_log_and_tells_what_was_missed_once() {
    let home = tempfile::tempdir().unwrap();
    let keep = |config: &mut GatewayConfig| config.stop.cancel_orders = false;
    let gateway = running(home.path(), keep);
    let terminal = client(home.path(), "terminal", Received::default());
    connected(&terminal);
    let mut sent = rest(&terminal, 3);
    let (received, before) = (terminal.received(), snapshot(&terminal));
    drop(terminal);
    let again = client(home.path(), "terminal", received.clone());
    connected(&again);
    sent.extend(rest(&again, 2)); // of which a terminal that has `received` knows nothing
    drop(again);
    drop(gateway);
    let gateway = running(home.path(), keep);
    let late = client(home.path(), "terminal", received);
    let events = until(&late, |events| working(&reports(events)).len() == 2);
    assert!(matches!(events[0], ClientEvent::Connected(ref welcome) if welcome.last_number == 5), "{:?}", events[0]);
    assert_eq!(working(&reports(&events)), sent[3..], "what it had is not told again");
    assert_eq!(before.orders.len(), 3);
    // The simulated venue ended with the gateway: it says of each order that it is gone.
    let status = status(home.path());
    assert!(status.halts.is_empty(), "the rebuilt state is the recorded one: {:?}", status.halts);
    let id = late.next_cl_ord_id(1).unwrap();
    assert_eq!(id.number(), 6, "no name is used twice");
    drop(gateway);
}

#[test]
fn test_limits_that_cannot_be_read_let_nothing_through_and_say_why() {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("limits.toml"), "version = 3\nreason = \"x\"\n[limits.firm]\nmax-qty = 7\n")
        .unwrap();
    let gateway = running(home.path(), |config| config.risk.limits = "limits.toml".into());
    let terminal = client(home.path(), "terminal", Received::default());
    connected(&terminal);
    assert_eq!(refusal(&terminal), RejectReason::LimitsUnusable);
    std::thread::sleep(Duration::from_millis(150));
    let blocked = status(home.path()).blocked;
    assert!(blocked.contains("limits.toml") && blocked.contains(":4:") && blocked.contains("max-qty"), "{blocked}");
    drop(gateway);
}

#[test]
fn test_another_directory_of_people_does_not_go_on_with_this_log() {
    let home = tempfile::tempdir().unwrap();
    drop(running(home.path(), |_| {}));
    let mut config = GatewayConfig::demo().unwrap();
    config.firm.strategies.insert(0, "other".into());
    let Err(refused) = start(&config, &folders(home.path())) else { panic!("it started") };
    assert!(refused.to_string().contains("other desks, accounts, traders or strategies"), "{refused}");
}
