//! Equal states have equal digests, however they came about; different ones have not.

#![allow(clippy::unwrap_used)] // test code

mod support;

use plimsoll_oms::Oms;
use plimsoll_types::{Attribution, NewOrder, Price, RejectReason, Side, StrategyId, VenueReportBody};
use support::{AMZN, BY, Desk, SHELL, bytes, fill, id, oms, px, qty};

/// Two orders of two strategies, placed one way or the other, both taken and the first filled.
fn placed(first_before: bool) -> Desk {
    let other = Attribution { strategy: StrategyId(2), ..BY };
    let mut orders =
        [Desk::limit(1, Side::Buy, 100, 20), NewOrder { attribution: other, ..Desk::limit(2, Side::Sell, 50, 30) }];
    if !first_before {
        orders.reverse();
    }
    let mut desk = Desk::new();
    orders.iter().for_each(|order| desk.send(order));
    for (number, body) in [(1, VenueReportBody::Accepted), (2, VenueReportBody::Accepted), (1, fill(100, 20))] {
        desk.hear(number, body);
    }
    desk
}

#[test]
fn test_equal_states_have_equal_digests_however_they_came_about() {
    let (one, other) = (placed(true), placed(false));
    assert_eq!(one.bytes(), other.bytes());
    assert_eq!(bytes(&one.oms.clone()), one.bytes());
}

#[test]
fn test_every_step_of_an_orders_life_changes_the_digest() {
    let mut desk = Desk::new();
    let mut seen = vec![desk.bytes()];
    let mut note = |desk: &Desk, what: &str| {
        let now = desk.bytes();
        assert!(!seen.contains(&now), "{what} left no trace");
        seen.push(now);
    };
    desk.send(&Desk::limit(1, Side::Buy, 100, 20));
    note(&desk, "placing");
    desk.hear(1, VenueReportBody::Accepted);
    note(&desk, "acceptance");
    desk.replace(2, 1, 150, 20).unwrap();
    note(&desk, "a replace");
    desk.replaced(2, 1, 150, 20);
    note(&desk, "its answer");
    let gone = desk.fill(2, 10, 20);
    note(&desk, "a fill");
    desk.hear(2, VenueReportBody::Bust { of: gone });
    note(&desk, "a bust");
    desk.says(2, 150, 20, 0, true);
    note(&desk, "a status");
    desk.cancel(3, 2).unwrap();
    note(&desk, "a cancel");
    desk.oms.venue_lost(desk.now_ns, &mut Vec::new());
    note(&desk, "a lost link");
    desk.cancelled(2);
    note(&desk, "the end");
    desk.oms.refuse(desk.now_ns, 3, &Desk::limit(4, Side::Buy, 1, 20), RejectReason::MaxQty);
    note(&desk, "a refusal");
    desk.hear(9, VenueReportBody::Accepted);
    note(&desk, "a stranger");
    desk.hear(2, VenueReportBody::Bust { of: plimsoll_types::ExecId(999) });
    note(&desk, "a bust of what is to come");
}

#[test]
fn test_marks_and_rates_change_the_valuation_alone() {
    let valued = |oms: &Oms| {
        let mut all = Vec::new();
        oms.digest_valuation(&mut |part| all.extend_from_slice(part));
        all
    };
    let mut desk = placed(true);
    let (state, value) = (desk.bytes(), valued(&desk.oms));
    desk.oms.mark(AMZN, px(25));
    let marked = valued(&desk.oms);
    desk.oms.set_rate("EUR", "USD", Price::from_raw(1_100_000_000)).unwrap();
    let rated = valued(&desk.oms);
    desk.oms.mark(SHELL, px(1));
    desk.oms.start_day();
    assert!(value != marked && marked != rated && rated != valued(&desk.oms));
    assert_eq!(desk.bytes(), state);
    assert_eq!(valued(&oms()), valued(&oms()));
    assert_eq!((desk.order(2).leaves_qty(), desk.order(2).cl_ord_id()), (qty(50), id(2)));
}
