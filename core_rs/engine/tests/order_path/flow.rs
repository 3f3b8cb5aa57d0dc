//! One order's way, and every way off it.

use super::desk::*;
use super::venue::Manner;
use plimsoll_risk::LimitKind;
use plimsoll_types::*;
use plimsoll_wire::journal::JournalEntry;

fn kinds(desk: &Desk) -> Vec<&'static str> {
    entries(&desk.disk).iter().map(|entry| entry.kind().name()).collect()
}

#[test]
fn test_an_order_is_recorded_judged_recorded_sent_and_told() {
    let mut desk = Desk::new();
    desk.venue.script().looks_at = Some(desk.disk.clone());
    let order = desk.limit(Side::Buy, 10, 100.0);
    desk.venue.script().fill(order, px(100.0), lots(10));
    desk.wait(1);
    assert_eq!(
        desk.told_of(order).iter().map(|(exec_type, _)| *exec_type).collect::<Vec<_>>(),
        [ExecType::PendingNew, ExecType::New, ExecType::Trade]
    );
    assert_eq!(kinds(&desk)[2..], ["Command", "Mark", "Decision", "Sent", "VenueReport", "VenueReport"]);
    let seen = desk.venue.script().seen[0].clone();
    let last = seen.last().unwrap();
    assert!(matches!(last, JournalEntry::Decision(decision) if decision.cl_ord_id == order && decision.is_approved()));
    let tally = desk.path().tally();
    assert_eq!((tally.commands, tally.orders, tally.fills, tally.sent, tally.refused), (1, 1, 1, 1, 0));
}

#[test]
fn test_a_refused_order_never_reaches_the_venue_and_its_name_is_used_up() {
    let mut desk = Desk::under(&[(LimitKind::MaxQty, Scope::Firm, 5 * Qty::ONE)]);
    let order = desk.limit(Side::Buy, 10, 100.0);
    assert_eq!(desk.told_of(order), [(ExecType::Rejected, RejectReason::MaxQty)]);
    desk.command(OrderCommand::New(NewOrder::limit(order, WHO, AMZN, Side::Buy, lots(1), px(100.0))));
    assert_eq!(desk.last().reason, RejectReason::DuplicateClOrdId);
    assert_eq!(desk.venue.script().sent, []);
    assert_eq!(desk.path().tally().refused, 2);
}

#[test]
fn test_an_order_of_nobody_or_of_a_session_that_may_not_trade_is_refused() {
    let mut desk = Desk::new();
    let order = |desk: &mut Desk| NewOrder::limit(desk.next_name(), WHO, AMZN, Side::Buy, lots(1), px(100.0));
    let (first, second, third) = (order(&mut desk), order(&mut desk), order(&mut desk));
    let other = Attribution { trader: TraderId::NONE, ..WHO };
    desk.command(OrderCommand::New(NewOrder { attribution: other, ..first }));
    assert_eq!(desk.last().reason, RejectReason::Unattributed);
    let (at, mut told) = (desk.path().now(), Vec::new());
    desk.path().command(at, 99, &OrderCommand::New(second), &mut told);
    assert_eq!(told[0].reason, RejectReason::NotLoggedOn);
    desk.command(OrderCommand::New(NewOrder { instrument: InstrumentId(5), ..third }));
    assert_eq!(desk.last().reason, RejectReason::UnknownInstrument);
    assert_eq!(desk.venue.script().sent, []);
}

#[test]
fn test_a_cancel_before_the_ack_waits_for_the_ack() {
    let mut desk = Desk::new();
    desk.venue.script().manner = Manner::Silent;
    let order = desk.limit(Side::Buy, 10, 100.0);
    desk.cancel(order);
    assert_eq!(desk.venue.script().cancels(), []);
    desk.venue.script().say(order, VenueReportBody::Accepted);
    desk.wait(1);
    assert_eq!(desk.venue.script().cancels(), [order]);
    desk.venue.script().say(order, VenueReportBody::Cancelled { reason: CancelReason::Requested });
    desk.wait(1);
    assert_eq!(desk.last().ord_status, OrdStatus::Cancelled);
}

#[test]
fn test_a_replace_goes_through_risk_and_takes_the_new_name() {
    let mut desk = Desk::new();
    let order = desk.limit(Side::Buy, 10, 100.0);
    let larger = desk.replace(order, 20, 100.05);
    desk.wait(1);
    assert_eq!(desk.last().exec_type, ExecType::Replaced);
    assert_eq!((desk.last().cl_ord_id, desk.last().qty), (larger, lots(20)));
    let far = desk.replace(larger, 20, 900.0);
    assert_eq!(desk.told_of(far), [(ExecType::CancelRejected, RejectReason::PriceCollar)]);
    assert_eq!(desk.venue.script().new_orders(), 2);
}

#[test]
fn test_another_sessions_order_is_not_to_be_touched() {
    let mut desk = Desk::new();
    let order = desk.limit(Side::Buy, 10, 100.0);
    let grant = plimsoll_risk::SessionGrant::trading(8, TraderId(2), &[AccountId(2)], &[]);
    let entry = plimsoll_wire::journal::SessionEntry {
        session: 8,
        change: plimsoll_wire::journal::SessionChange::LoggedOn,
        principal: "lee".into(),
        peer: String::new(),
        reason: String::new(),
    };
    let (at, mut told) = (desk.path().now(), Vec::new());
    desk.path().open_session(at, grant, &entry);
    let cancel = CancelOrder { cl_ord_id: ClOrdId::new(9, 1), orig_cl_ord_id: order, ts_intent_ns: 0 };
    desk.path().command(at, 8, &OrderCommand::Cancel(cancel), &mut told);
    assert_eq!(told[0].reason, RejectReason::NotYours);
    let mass = MassCancel { cl_ord_id: ClOrdId::new(9, 2), scope: Scope::Firm, ts_intent_ns: 0 };
    desk.path().command(at, 8, &OrderCommand::MassCancel(mass), &mut told);
    assert_eq!(desk.venue.script().cancels(), []);
}

#[test]
fn test_a_quote_becomes_two_orders_that_follow_it() {
    let mut desk = Desk::new();
    let quote = |desk: &mut Desk, bid: f64, ask_qty: i64| {
        let quote_id = desk.next_name();
        desk.next_name();
        desk.command(OrderCommand::Quote(TwoSidedQuote {
            quote_id,
            attribution: WHO,
            instrument: AMZN,
            bid_px: px(bid),
            bid_qty: lots(5),
            ask_px: px(100.2),
            ask_qty: lots(ask_qty),
            frame_seq: 0,
            ts_intent_ns: 0,
        }));
        desk.wait(1);
        quote_id
    };
    let first = quote(&mut desk, 99.9, 5);
    let second = quote(&mut desk, 99.8, 0);
    let sent = desk.venue.script().take_sent();
    assert!(matches!(sent[0], VenueCommand::New(order) if order.cl_ord_id == first && order.side == Side::Buy));
    assert!(
        matches!(sent[1], VenueCommand::New(order) if order.cl_ord_id.0 == first.0 + 1 && order.side == Side::Sell)
    );
    assert!(matches!(sent[2], VenueCommand::Replace(to) if to.cl_ord_id == second && to.px == px(99.8)));
    assert!(matches!(sent[3], VenueCommand::Cancel(of) if of.orig_cl_ord_id.0 == first.0 + 1));
    assert_eq!(sent.len(), 4);
    assert_eq!(desk.path().oms().working().count(), 1);
}

#[test]
fn test_a_mass_cancel_takes_every_order_of_its_scope() {
    let mut desk = Desk::new();
    let orders = [desk.limit(Side::Buy, 1, 99.9), desk.limit(Side::Sell, 1, 100.2), desk.limit(Side::Buy, 2, 99.8)];
    let cl_ord_id = desk.next_name();
    let strategy = Scope::Strategy(StrategyId(2));
    desk.command(OrderCommand::MassCancel(MassCancel { cl_ord_id, scope: strategy, ts_intent_ns: 0 }));
    assert_eq!(desk.venue.script().cancels(), []);
    let cl_ord_id = desk.next_name();
    desk.command(OrderCommand::MassCancel(MassCancel { cl_ord_id, scope: Scope::Firm, ts_intent_ns: 0 }));
    assert_eq!(desk.venue.script().cancels(), orders);
    desk.wait(1);
    assert_eq!(desk.path().oms().working().count(), 0);
}

#[test]
fn test_an_order_that_outlives_its_date_is_cancelled() {
    let mut desk = Desk::new();
    let name = desk.next_name();
    let expire_ns = desk.now_ns + 1_000 * MILLISECOND;
    desk.command(OrderCommand::New(NewOrder {
        time_in_force: TimeInForce::Gtd,
        expire_ns,
        ..NewOrder::limit(name, WHO, AMZN, Side::Buy, lots(1), px(99.0))
    }));
    desk.wait(1_500 * MILLISECOND);
    assert_eq!(desk.venue.script().cancels(), []);
    assert_eq!(desk.path().next_due_ns(), Some(expire_ns + 1_000 * MILLISECOND));
    desk.wait(600 * MILLISECOND);
    assert_eq!(desk.venue.script().cancels(), [name]);
}

#[test]
fn test_an_overfill_halts_the_strategy() {
    let mut desk = Desk::new();
    let order = desk.limit(Side::Buy, 10, 100.0);
    desk.venue.script().fill(order, px(100.0), lots(15));
    desk.wait(1);
    let halts = desk.gate.halts();
    assert_eq!((halts[0].scope, halts[0].by.as_str()), (Scope::Strategy(StrategyId(1)), "overfill"));
    let next = desk.limit(Side::Buy, 1, 100.0);
    assert_eq!(desk.told_of(next), [(ExecType::Rejected, RejectReason::Halted)]);
}

#[test]
fn test_a_loss_at_its_limit_halts_before_the_next_order() {
    let mut desk = Desk::under(&[(LimitKind::DailyLoss, Scope::Strategy(StrategyId(1)), 50 * Money::ONE)]);
    let order = desk.limit(Side::Buy, 100, 100.0);
    desk.venue.script().fill(order, px(100.0), lots(100));
    desk.wait(1);
    assert!(desk.gate.halts().is_empty());
    desk.quote_market(99.0, 99.1);
    desk.wait(200 * MILLISECOND);
    let halts = desk.gate.halts();
    assert_eq!((halts.len(), halts[0].by.as_str()), (1, "daily-loss"));
    let halt = entries(&desk.disk).into_iter().any(|entry| matches!(entry, JournalEntry::Halt(_)));
    assert!(halt, "a trip is recorded");
}
