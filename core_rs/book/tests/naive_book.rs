//! The book against the naive one over random event streams, seeded and anonymous flows and faults included.

mod reference;

use plimsoll_book::OrderIdScope;
use proptest::prelude::*;
use reference::compare::compare;
use reference::events::EVENT_BYTES;

fn stream() -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(any::<u8>(), 0..EVENT_BYTES * 300)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn test_feed_wide_ids_follow_the_naive_book(bytes in stream()) {
        prop_assert_eq!(compare(&bytes, OrderIdScope::Feed, |event| event), Ok(()));
    }

    #[test]
    fn test_ids_per_instrument_follow_the_naive_book(bytes in stream()) {
        prop_assert_eq!(compare(&bytes, OrderIdScope::Instrument, |event| event), Ok(()));
    }
}
