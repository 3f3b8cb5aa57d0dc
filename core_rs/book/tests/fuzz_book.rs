//! Fuzz targets: arbitrary events against the naive book. Under `cargo test` they run a bounded time; `cargo bolero
//! test --package plimsoll-book test_any_events_give_the_naive_book` goes on.

mod reference;

use plimsoll_book::OrderIdScope;
use plimsoll_types::{MarketBody, MarketEvent, OrderId};
use reference::compare::compare;
use reference::events::EVENT_BYTES;

fn stream() -> impl bolero::ValueGenerator<Output = Vec<u8>> {
    bolero::produce::<Vec<u8>>().with().len(0..EVENT_BYTES * 200)
}

#[test]
fn test_any_events_give_the_naive_book() {
    bolero::check!().with_generator(stream()).with_iterations(1_500).for_each(|bytes: &Vec<u8>| {
        if let Err(what) = compare(bytes, OrderIdScope::Feed, |event| event) {
            panic!("books differ: {what}");
        }
    });
}

/// The planted bug: ids are cut to 32 bits, as a careless index would.
fn cut_ids(mut event: MarketEvent) -> MarketEvent {
    let cut = |id: &mut OrderId| id.0 &= u64::from(u32::MAX);
    match &mut event.body {
        MarketBody::AddOrder { order_id, .. }
        | MarketBody::ExecuteOrder { order_id, .. }
        | MarketBody::ReduceOrder { order_id, .. }
        | MarketBody::DeleteOrder { order_id, .. }
        | MarketBody::AmendOrder { order_id, .. } => cut(order_id),
        MarketBody::ReplaceOrder { order_id, new_order_id, .. } => {
            cut(order_id);
            cut(new_order_id);
        }
        _ => {}
    }
    event
}

#[test]
#[should_panic(expected = "test failed")] // what bolero says after printing the smallest input
fn test_fuzzing_finds_ids_cut_to_32_bits() {
    bolero::check!().with_generator(stream()).with_iterations(1_500).for_each(|bytes: &Vec<u8>| {
        if let Err(what) = compare(bytes, OrderIdScope::Feed, cut_ids) {
            panic!("books differ: {what}");
        }
    });
}
