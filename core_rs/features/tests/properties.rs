//! What holds for every input.
#![allow(clippy::unwrap_used, clippy::panic)] // tests fail by panicking

mod support;

use plimsoll_features::batch::{DepthColumns, SideColumns, TradeColumns, compute};
use plimsoll_features::{FeatureFrame, Sampler, canonical_bits};
use plimsoll_types::{Level, Price, Qty, Side};
use proptest::prelude::*;
use support::random::market;
use support::{EVERYTHING, Event, SECOND, TICK, sampler, stream};

const LEVELS: usize = 4;

fn bits(frame: &FeatureFrame) -> Vec<Vec<u64>> {
    frame.columns().iter().map(|c| c.iter().map(|v| canonical_bits(*v)).collect()).collect()
}

/// Books and trades as columns.
#[derive(Default)]
struct Columns {
    depth_ts: Vec<i64>,
    known: Vec<bool>,
    /// Prices and quantities of bids, then of asks.
    sides: [[Vec<Vec<i64>>; 2]; 2],
    trade_ts: Vec<i64>,
    px: Vec<i64>,
    qty: Vec<i64>,
    side: Vec<i8>,
}

impl Columns {
    fn of(events: &[Event]) -> Self {
        let mut columns = Self::default();
        columns.sides.iter_mut().flatten().for_each(|c| c.resize(LEVELS, Vec::new()));
        for event in events {
            match event {
                Event::Book { ts_ns, bids, asks } => columns.push_book(*ts_ns, true, [bids, asks]),
                Event::Unknown(ts_ns) => columns.push_book(*ts_ns, false, [&[], &[]]),
                Event::Trade(trade) => {
                    columns.trade_ts.push(trade.ts_venue_ns);
                    columns.px.push(trade.px.raw());
                    columns.qty.push(trade.qty.raw());
                    columns.side.push(trade.aggressor.map_or(0, |s| if s == Side::Buy { 1 } else { 2 }));
                }
            }
        }
        columns
    }

    fn push_book(&mut self, ts_ns: i64, known: bool, sides: [&[Level]; 2]) {
        self.depth_ts.push(ts_ns);
        self.known.push(known);
        for (into, levels) in self.sides.iter_mut().zip(sides) {
            let [px, qty] = into;
            for (m, (px, qty)) in px.iter_mut().zip(qty).enumerate() {
                let level = levels.get(m).unwrap_or(&Level::EMPTY);
                px.push(level.px.raw());
                qty.push(level.qty.raw());
            }
        }
    }

    fn compute(&self, spec: &str, every_ns: i64) -> FeatureFrame {
        let side = |at: usize| SideColumns {
            px: self.sides[at][0].iter().map(Vec::as_slice).collect(),
            qty: self.sides[at][1].iter().map(Vec::as_slice).collect(),
        };
        let depth = DepthColumns { ts_ns: &self.depth_ts, bids: side(0), asks: side(1), known: Some(&self.known) };
        let trades =
            TradeColumns { ts_ns: &self.trade_ts, px: &self.px, qty: &self.qty, side: &self.side, flags: None };
        compute(sampler(spec, every_ns), TICK, &depth, &trades).unwrap()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn test_stream_and_batch_agree_to_the_bit(events in market(150, true)) {
        let streamed = stream(EVERYTHING, SECOND, &events);
        let batch = Columns::of(&events).compute(EVERYTHING, SECOND);
        prop_assert!(!streamed.is_empty());
        prop_assert_eq!(bits(&streamed), bits(&batch));
        prop_assert_eq!(streamed.hash(), batch.hash());
    }

    #[test]
    fn test_pieces_repeats_and_clock_ticks_change_no_row(
        events in market(120, true),
        pieces in prop::collection::vec(any::<(bool, bool, bool)>(), 120),
    ) {
        let whole = stream(EVERYTHING, SECOND, &events);
        let mut sampler = sampler(EVERYTHING, SECOND);
        let mut frame = sampler.take_frame();
        for (event, (repeat, tick, take)) in events.iter().zip(pieces) {
            if tick { sampler.on_time(event.ts_ns()).unwrap(); }
            event.feed(&mut sampler).unwrap();
            if repeat && matches!(event, Event::Book { .. }) { event.feed(&mut sampler).unwrap(); }
            if take { frame.append(sampler.take_frame()); }
        }
        sampler.finish();
        frame.append(sampler.take_frame());
        prop_assert_eq!(whole.hash(), frame.hash());
    }

    #[test]
    fn test_the_future_never_moves_the_past(
        events in market(100, true),
        other in market(100, true),
        cut in 0_usize..100,
    ) {
        let cut = cut.min(events.len() - 1);
        let now = events[cut].ts_ns();
        let shift = now - other[0].ts_ns();
        let later = other.into_iter().map(|event| shifted(event, shift));
        let changed: Vec<Event> = events[..=cut].iter().cloned().chain(later).collect();
        let (before, after) = (stream(EVERYTHING, SECOND, &events), stream(EVERYTHING, SECOND, &changed));
        let past = before.ts_start_ns().iter().take_while(|t| **t + SECOND <= now).count();
        for (a, b) in bits(&before).iter().zip(bits(&after)) {
            prop_assert_eq!(&a[..past], &b[..past]);
        }
    }

    #[test]
    fn test_a_clone_goes_on_equally(events in market(120, true), cut in 0_usize..120) {
        let cut = cut.min(events.len());
        let mut original = sampler(EVERYTHING, SECOND);
        events[..cut].iter().for_each(|e| e.feed(&mut original).unwrap());
        let mut copy = original.clone();
        prop_assert_eq!(original.digest(), copy.digest());
        for event in &events[cut..] {
            event.feed(&mut original).unwrap();
            event.feed(&mut copy).unwrap();
            prop_assert_eq!(original.digest(), copy.digest());
        }
        prop_assert_eq!(original.take_frame().hash(), copy.take_frame().hash());
    }

    #[test]
    fn test_reading_changes_neither_state_nor_rows(events in market(100, true)) {
        let mut sampler = sampler(EVERYTHING, SECOND);
        let mut out = vec![0.0; sampler.set().columns().len()];
        for event in &events {
            event.feed(&mut sampler).unwrap();
            let before = sampler.digest();
            sampler.set().read(&mut out);
            prop_assert_eq!(before, sampler.digest());
        }
    }

    #[test]
    fn test_equal_digests_mean_equal_futures(events in market(60, false), other in market(60, false)) {
        let digest = |events: &[Event]| {
            let mut sampler = sampler(EVERYTHING, SECOND);
            events.iter().for_each(|e| e.feed(&mut sampler).unwrap());
            sampler.digest()
        };
        let equal = events == other;
        prop_assert_eq!(digest(&events) == digest(&other), equal);
    }

    #[test]
    fn test_reading_between_samples_needs_no_clock_tick(events in market(100, true)) {
        let mut sampler = sampler(EVERYTHING, 5 * SECOND);
        let mut out = vec![0.0; sampler.set().columns().len()];
        let mut ticked = out.clone();
        for event in &events {
            event.feed(&mut sampler).unwrap();
            sampler.set().read(&mut out);
            let mut copy = sampler.set().clone();
            copy.on_time(copy.now_ns());
            copy.read(&mut ticked);
            let bits = |values: &[f64]| values.iter().map(|v| canonical_bits(*v)).collect::<Vec<_>>();
            prop_assert_eq!(bits(&out), bits(&ticked));
        }
    }

    #[test]
    fn test_a_state_that_goes_on_differently_has_another_digest(
        events in market(80, true),
        changed in 0_usize..80,
        feature in 0_usize..64,
        later_ms in 1_i64..400,
    ) {
        let features = items(EVERYTHING);
        let spec = features[feature % features.len()];
        let half = events.len() / 2;
        let mut moved = events.clone();
        let at = changed.min(half.saturating_sub(1));
        moved[at] = shifted(moved[at].clone(), later_ms * 1_000_000);
        let (mut one, mut other) = (sampler(spec, SECOND), sampler(spec, SECOND));
        events[..half].iter().for_each(|e| e.feed(&mut one).unwrap());
        moved[..half].iter().for_each(|e| e.feed(&mut other).unwrap());
        let same = one.digest() == other.digest();
        let future = |sampler: &mut Sampler| {
            sampler.take_frame();
            events[half..].iter().for_each(|e| e.feed(sampler).unwrap());
            sampler.finish();
            sampler.take_frame().hash()
        };
        prop_assert!(!same || future(&mut one) == future(&mut other), "{}", spec);
    }

    #[test]
    fn test_reset_forgets_everything(events in market(60, true)) {
        let mut sampler = sampler(EVERYTHING, SECOND);
        let fresh = sampler.set().digest();
        events.iter().for_each(|e| e.feed(&mut sampler).unwrap());
        sampler.start_session(0);
        prop_assert_eq!(sampler.set().digest(), fresh);
        let first = sampler.take_frame();
        events.iter().for_each(|e| e.feed(&mut sampler).unwrap());
        sampler.finish();
        prop_assert_eq!(sampler.take_frame().hash(), first.hash());
    }

    #[test]
    fn test_a_feature_does_not_depend_on_its_company(events in market(100, true)) {
        let together = stream(EVERYTHING, SECOND, &events);
        for alone in ["ofi", "ofi_multi(levels=3,norm=depth)", "mlofi(levels=2,norm=depth)", "twap(window=3s)", "ema(half_life=2s)", "realised_vol"] {
            let frame = stream(alone, SECOND, &events);
            for name in frame.names() {
                let bits = |f: &FeatureFrame| f.column(name).unwrap().iter().map(|v| canonical_bits(*v)).collect::<Vec<_>>();
                prop_assert_eq!(bits(&frame), bits(&together), "{}", name);
            }
        }
    }

    #[test]
    fn test_extreme_numbers_never_panic(
        raw in prop::collection::vec((0_i64..20 * SECOND, any::<i64>(), any::<i64>(), any::<i64>(), any::<bool>()), 1..60),
    ) {
        let mut sampler = sampler(EVERYTHING, SECOND);
        for (ts_ns, px, other, qty, is_trade) in raw {
            let (px, other, qty) = (Price::from_raw(px), Price::from_raw(other), Qty::from_raw(qty.saturating_abs()));
            let level = |px| vec![Level { px, qty, orders: 0 }; 3];
            let event = if is_trade {
                let Event::Trade(t) = support::trade(ts_ns, 1, 1, None) else { unreachable!() };
                Event::Trade(plimsoll_types::TradePrint { px, qty, ..t })
            } else {
                Event::Book { ts_ns, bids: level(px), asks: level(other) }
            };
            let _ = event.feed(&mut sampler); // a jump in time is refused
        }
        sampler.finish();
    }
}

/// The items of a specification: cut at the commas outside of brackets.
fn items(spec: &str) -> Vec<&str> {
    let mut open = 0;
    spec.split(|c| {
        open += i32::from(c == '(') - i32::from(c == ')');
        c == ',' && open == 0
    })
    .collect()
}

fn shifted(event: Event, by_ns: i64) -> Event {
    match event {
        Event::Book { ts_ns, bids, asks } => Event::Book { ts_ns: ts_ns + by_ns, bids, asks },
        Event::Unknown(ts_ns) => Event::Unknown(ts_ns + by_ns),
        Event::Trade(mut trade) => {
            trade.ts_venue_ns += by_ns;
            Event::Trade(trade)
        }
    }
}
