//! Random histories: whatever a venue and its link do, the order state keeps what it has to, and ends where the venue is.

#![allow(clippy::unwrap_used, clippy::panic)] // test code

mod support;

use plimsoll_types::{InstrumentId, Qty, Side};
use proptest::prelude::*;
use std::collections::BTreeMap;
use support::naive::{best, check};
use support::world::{Deed, World};
use support::{AMZN, SHELL, bytes};

fn deed() -> impl Strategy<Value = Deed> {
    let (whole, at) = (1..20_i64, 1..12_i64);
    let new = (any::<bool>(), whole.clone(), at.clone(), any::<u8>(), 0..8_u8);
    let new = new.prop_map(|(is_buy, whole, at, who, kind)| Deed::New { is_buy, whole, at, who, is_market: kind == 0 });
    let fill = (any::<u8>(), whole.clone(), at.clone()).prop_map(|(nth, whole, at)| Deed::Fill { nth, whole, at });
    let replace =
        (any::<u8>(), whole.clone(), at.clone()).prop_map(|(nth, whole, at)| Deed::Replace { nth, whole, at });
    let correct = (any::<u8>(), any::<u8>(), whole, at.clone());
    let correct = correct.prop_map(|(nth, by, whole, at)| Deed::Correct { nth, by, whole, at });
    prop_oneof![
        6 => new,
        3 => any::<u8>().prop_map(Deed::Cancel),
        1 => any::<u8>().prop_map(Deed::Chase),
        4 => replace,
        2 => (at, any::<bool>()).prop_map(|(at, of_shell)| Deed::Mark { at, of_shell }),
        8 => (0..10_u8).prop_map(|kind| Deed::Process { accepts: kind != 0 }),
        8 => fill,
        1 => any::<u8>().prop_map(Deed::VenueCancel),
        1 => (any::<u8>(), any::<u8>()).prop_map(|(nth, by)| Deed::Bust { nth, by }),
        1 => correct,
        14 => any::<u8>().prop_map(Deed::Deliver),
        2 => any::<u8>().prop_map(Deed::Again),
        1 => any::<bool>().prop_map(|keeps_changes| Deed::Down { keeps_changes }),
        2 => Just(Deed::Up),
    ]
}

/// Every order is as the venue has it.
fn check_against_the_truth(world: &World) {
    for order in &world.venue.orders {
        let name = order.terms.cl_ord_id;
        assert_eq!(order.is_done, world.oms.closed(name).is_some(), "{name}");
        let (cum, terms) = match (world.oms.order(name), world.oms.closed(name)) {
            (Some(live), _) => (live.cum_qty.raw(), (live.cl_ord_id(), live.terms.qty, live.terms.px)),
            (_, Some(closed)) => (closed.cum_qty.raw(), (closed.cl_ord_id, closed.qty, closed.px)),
            _ => panic!("{name} is not there"),
        };
        assert_eq!(cum, order.cum, "{name}");
        assert!(order.is_done || terms == (name, order.terms.qty, order.terms.px), "{name}");
    }
    let mut truth: BTreeMap<(u16, u16, u32), i64> = BTreeMap::new();
    for fill in world.venue.fills.iter().filter(|fill| !fill.is_busted) {
        let order = &world.venue.orders[fill.order].terms;
        let key = (order.attribution.account.0, order.attribution.strategy.0, order.instrument.0);
        *truth.entry(key).or_default() += order.side.sign() * fill.qty;
        let booked = world.oms.fill(fill.exec_id).unwrap();
        assert_eq!((booked.qty, booked.px.raw()), (Qty::from_raw(fill.qty), fill.px));
    }
    for position in world.oms.positions() {
        let key = (position.account.0, position.strategy.0, position.instrument.0);
        assert_eq!(position.qty.raw(), truth.get(&key).copied().unwrap_or(0));
    }
}

fn check_best(world: &World, of: InstrumentId) {
    for side in [Side::Buy, Side::Sell] {
        let kept = world.oms.own_best(plimsoll_types::Scope::Firm, of, side);
        let kept = kept.map(|px| if px.is_set() { -side.sign() * px.raw() } else { i64::MIN });
        assert_eq!(kept, best(&world.oms, of, side));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn test_random_histories_keep_every_sum_and_end_where_the_venue_is(deeds in prop::collection::vec(deed(), 1..150)) {
        let mut world = World::new();
        for deed in &deeds {
            world.happen(deed);
            check(&world.oms, &world.placed);
            check_best(&world, AMZN);
            check_best(&world, SHELL);
        }
        world.settle();
        check(&world.oms, &world.placed);
        check_against_the_truth(&world);
        prop_assert_eq!(world.trades_told, world.venue.fills.len(), "each fill is told once");
    }

    #[test]
    fn test_the_same_history_gives_the_same_state_and_hearing_it_again_changes_nothing(
        deeds in prop::collection::vec(deed(), 1..150)
    ) {
        let mut world = World::new();
        deeds.iter().for_each(|deed| world.happen(deed));
        let rebuilt = world.rebuilt();
        prop_assert_eq!(bytes(&rebuilt), bytes(&world.oms));
        let valued = |oms: &plimsoll_oms::Oms| {
            let mut all = Vec::new();
            oms.digest_valuation(&mut |part| all.extend_from_slice(part));
            all
        };
        prop_assert_eq!(valued(&rebuilt), valued(&world.oms));
        let before = bytes(&world.oms);
        world.hear_all_again();
        prop_assert_eq!(bytes(&world.oms), before);
    }
}
