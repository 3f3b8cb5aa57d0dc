//! The image against a naive model of what Redis holds.

use super::super::value::{BalanceState, Currency};
use super::*;
use plimsoll_risk::LimitKind;
use plimsoll_types::{
    AccountId, Directory, HaltMode, HaltRecord, Instrument, InstrumentId, InstrumentTable, Money, Price, Qty, Scope,
};
use proptest::prelude::*;

fn image() -> Image {
    let mut directory = Directory::default();
    let desk = directory.add_desk("equities").unwrap();
    for name in ["A0", "A1", "A2", "A3", "A4"] {
        directory.add_account(name, desk, "USD").unwrap();
    }
    Image::new(Names::new(directory, &InstrumentTable::default()), 7)
}

fn key(account: u16) -> StateKey {
    StateKey::Balance { account: AccountId(account), currency: Currency::new("USD") }
}

fn value(cash: i64) -> StateValue {
    let cash = Money::from_raw(cash * Money::ONE);
    StateValue::Balance(BalanceState { cash, reserved: Money::ZERO, available: cash })
}

fn told(image: &mut Image, seq: u64, key: StateKey, value: Option<StateValue>) {
    let mut waiting = Waiting::default();
    waiting.values.insert(key, Versioned { seq, ts_ns: 1, value });
    image.absorb(&mut waiting);
}

/// What Redis would hold.
#[derive(Default)]
struct Naive(BTreeMap<String, StateRow>);

impl Naive {
    fn take(&mut self, batch: &Batch) {
        for row in &batch.rows {
            self.0.insert(row.key.clone(), row.clone());
        }
        for gone in &batch.removed {
            self.0.remove(gone);
        }
    }

    fn rows(&self) -> Vec<StateRow> {
        let mut rows: Vec<_> = self.0.values().cloned().collect();
        rows.sort_by(|a, b| a.key.cmp(&b.key));
        rows
    }
}

#[derive(Debug, Clone)]
enum Step {
    Put(u16, i64),
    Remove(u16),
    Write(usize),
    /// Taken out to be written, then overtaken by this value before the answer came.
    Overtaken(usize, u16, i64),
    Unanswered(usize),
    Outage,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (1_u16..6, 0_i64..100).prop_map(|(account, cash)| Step::Put(account, cash)),
        1 => (1_u16..6).prop_map(Step::Remove),
        2 => (1_usize..4).prop_map(Step::Write),
        1 => (1_usize..4, 1_u16..6, 0_i64..100).prop_map(|(most, account, cash)| Step::Overtaken(most, account, cash)),
        1 => (1_usize..4).prop_map(Step::Unanswered),
        1 => Just(Step::Outage),
    ]
}

proptest! {
    #[test]
    fn test_after_any_outages_redis_holds_exactly_what_there_is(steps in proptest::collection::vec(step(), 0..60)) {
        let (mut image, mut redis, mut seq) = (image(), Naive::default(), 0);
        for step in steps {
            seq += 1;
            match step {
                Step::Put(account, cash) => told(&mut image, seq, key(account), Some(value(cash))),
                Step::Remove(account) => told(&mut image, seq, key(account), None),
                Step::Write(most) => {
                    let batch = image.batch(most);
                    redis.take(&batch);
                    image.written(&batch);
                }
                Step::Overtaken(most, account, cash) => {
                    let batch = image.batch(most);
                    told(&mut image, seq, key(account), Some(value(cash)));
                    redis.take(&batch);
                    image.written(&batch);
                }
                Step::Unanswered(most) => redis.take(&image.batch(most)),
                Step::Outage => {
                    redis.0.clear();
                    image.queue_all();
                }
            }
        }
        loop {
            let batch = image.batch(2);
            redis.take(&batch);
            image.written(&batch);
            if batch.is_last {
                break;
            }
        }
        let mut rows = image.rows();
        rows.sort_by(|a, b| a.key.cmp(&b.key));
        prop_assert_eq!(redis.rows(), rows);
        prop_assert_eq!((image.waiting(), image.complete()), (0, image.newest()));
    }
}

#[test]
fn test_a_value_of_an_instrument_without_name_waits_for_the_name() {
    let mut image = image();
    let limit = StateKey::Limit { scope: Scope::Instrument(InstrumentId(3)), kind: LimitKind::MaxQty };
    told(&mut image, 1, limit, Some(value(1)));
    assert!(image.batch(9).is_empty());
    let mut waiting = Waiting::default();
    let (tick, lot) = (Price::from_raw(1), Qty::from_raw(1));
    let amzn = Instrument { symbol: "AMZN".into(), venue_mic: String::new(), currency: "USD".into(), tick, lot };
    waiting.names.push((InstrumentId(3), amzn));
    image.absorb(&mut waiting);
    assert_eq!(image.batch(9).rows[0].key, "limit:instrument:AMZN:max-qty");
}

#[test]
fn test_halts_in_force_are_told_again_after_an_outage_before_newer_ones() {
    let mut image = image();
    let halt = |number| HaltRecord {
        number,
        scope: Scope::Firm,
        mode: HaltMode::Freeze,
        reason: "test".into(),
        by: "kim".into(),
        ts_ns: 1,
    };
    for number in [1, 2] {
        told(&mut image, number, StateKey::Halt(number), Some(StateValue::Halt(halt(number))));
    }
    let mut waiting = Waiting::default();
    waiting.halts.push_back((2, HaltEvent::Engaged(halt(2))));
    image.absorb(&mut waiting);
    image.queue_all();
    let events: Vec<_> = image.halts.iter().map(|(seq, event)| (*seq, matches!(event, HaltEvent::Held(_)))).collect();
    assert_eq!(events, [(1, true), (2, false)]);
    let batch = image.batch(9);
    image.written(&batch);
    assert_eq!((batch.halts.len(), image.waiting()), (2, 0));
}

#[test]
fn test_refreshing_goes_round() {
    let mut image = image();
    for account in 1..6 {
        told(&mut image, u64::from(account), key(account), Some(value(1)));
    }
    let batch = image.batch(9);
    image.written(&batch);
    let seen: Vec<usize> = (0..4).map(|_| image.refresh(2).len()).collect();
    assert_eq!(seen, [2, 2, 1, 2]);
}
