//! The terminal's own recordings: what goes in comes out, any flip is noticed, any cut keeps what stands before it.
#![allow(clippy::unwrap_used)]

use plimsoll_types::{
    AuctionKind, Bar, EventBatch, EventFlags, Instrument, InstrumentId, MarketBody, MarketEvent, OrderId, Price, Qty,
    Side, TradingStatus, UNKNOWN_TIME,
};
use plimsoll_wire::Decoder;
use plimsoll_wire::recording::{
    BlockEncoder, BlockHeader, HEADER_BYTES, IndexEntry, RecordingDecoder, SegmentIndex, SegmentOpening, TRAILER_BYTES,
};
use proptest::prelude::*;

/// Numbers as feeds have them, and those at the edge of what there is.
fn number() -> impl Strategy<Value = i64> {
    prop_oneof![
        4 => (0_i64..20_000).prop_map(|steps| steps * 10_000_000),
        1 => any::<i64>(),
        1 => prop::sample::select(vec![0, 1, -1, i64::MIN, i64::MIN + 1, i64::MAX, -10_000_000]),
    ]
}

fn side() -> impl Strategy<Value = Side> {
    prop::sample::select(vec![Side::Buy, Side::Sell])
}

fn body() -> impl Strategy<Value = MarketBody> {
    let px = || number().prop_map(Price::from_raw);
    let qty = || number().prop_map(Qty::from_raw);
    let id = || prop_oneof![(0_u64..500).prop_map(OrderId), any::<u64>().prop_map(OrderId)];
    let maybe = || prop::option::of(side());
    let resting = || (id(), qty(), px(), maybe());
    let status = prop::sample::select(vec![
        TradingStatus::Unknown,
        TradingStatus::PreOpen,
        TradingStatus::Trading,
        TradingStatus::QuotationOnly,
        TradingStatus::Paused,
        TradingStatus::Halted,
        TradingStatus::Auction,
        TradingStatus::Closed,
    ]);
    let cross = prop::sample::select(vec![
        AuctionKind::Opening,
        AuctionKind::Closing,
        AuctionKind::Halt,
        AuctionKind::Extended,
    ]);
    let orders = prop_oneof![
        (id(), side(), px(), qty()).prop_map(|(order_id, side, px, qty)| MarketBody::AddOrder {
            order_id,
            side,
            px,
            qty
        }),
        resting().prop_map(|(order_id, qty, px, side)| MarketBody::ExecuteOrder { order_id, qty, px, side }),
        resting().prop_map(|(order_id, qty, px, side)| MarketBody::ReduceOrder { order_id, qty, px, side }),
        resting().prop_map(|(order_id, qty, px, side)| MarketBody::DeleteOrder { order_id, qty, px, side }),
        (id(), id(), px(), qty()).prop_map(|(order_id, new_order_id, px, qty)| MarketBody::ReplaceOrder {
            order_id,
            new_order_id,
            px,
            qty
        }),
        (id(), side(), px(), qty()).prop_map(|(order_id, side, px, qty)| MarketBody::AmendOrder {
            order_id,
            side,
            px,
            qty
        }),
    ];
    let levels = prop_oneof![
        (side(), px(), qty(), any::<u32>()).prop_map(|(side, px, qty, orders)| MarketBody::SetLevel {
            side,
            px,
            qty,
            orders
        }),
        maybe().prop_map(|side| MarketBody::Clear { side }),
        (px(), qty(), px(), qty()).prop_map(|(bid_px, bid_qty, ask_px, ask_qty)| MarketBody::Quote {
            bid_px,
            bid_qty,
            ask_px,
            ask_qty
        }),
        (px(), qty(), maybe(), any::<u64>()).prop_map(|(px, qty, aggressor, match_id)| MarketBody::Trade {
            px,
            qty,
            aggressor,
            match_id
        }),
        any::<u64>().prop_map(|match_id| MarketBody::TradeBust { match_id }),
        (0_u32..6).prop_map(|index| MarketBody::Bar { index }),
    ];
    let rest = prop_oneof![
        (status, any::<[u8; 4]>()).prop_map(|(status, reason)| MarketBody::Status { status, reason }),
        (cross, px(), qty(), qty(), maybe()).prop_map(|(kind, px, paired_qty, imbalance_qty, side)| {
            MarketBody::Auction { kind, px, paired_qty, imbalance_qty, side }
        }),
        any::<u32>().prop_map(|value| MarketBody::Checksum { value }),
        any::<(u64, u64)>().prop_map(|(expected, received)| MarketBody::Gap { expected, received }),
        Just(MarketBody::Resync),
        any::<u8>().prop_map(|code| MarketBody::Note { code }),
    ];
    prop_oneof![3 => orders, 2 => levels, 1 => rest]
}

prop_compose! {
    fn event()(
        ts in prop_oneof![(0_i64..1_000_000).prop_map(|ns| 1_700_000_000_000_000_000 + ns), any::<i64>()],
        recv in prop_oneof![Just(UNKNOWN_TIME), (0_i64..9_000).prop_map(|ns| 1_700_000_000_000_000_000 + ns), any::<i64>()],
        instrument in prop_oneof![4 => 0_u32..3, 1 => Just(u32::MAX), 1 => 70_000_u32..70_003],
        flags in prop_oneof![Just(1_u16), any::<u16>()],
        body in body(),
    ) -> MarketEvent {
        let (instrument, flags) = (InstrumentId(instrument), EventFlags(flags));
        MarketEvent { ts_venue_ns: ts, ts_recv_ns: recv, instrument, flags, body }
    }
}

prop_compose! {
    fn bars()(rows in prop::collection::vec((any::<i64>(), number(), number(), number(), number(), number()), 0..6)) -> Vec<Bar> {
        rows.into_iter().map(|(ts_open_ns, open, high, low, close, volume)| Bar {
            ts_open_ns,
            open: Price::from_raw(open),
            high: Price::from_raw(high),
            low: Price::from_raw(low),
            close: Price::from_raw(close),
            volume: Qty::from_raw(volume),
        }).collect()
    }
}

fn instruments() -> Vec<Instrument> {
    let steps = [(10_000_000, Qty::ONE), (0, 0), (1, 7)];
    let named = |(number, (tick, lot)): (usize, (i64, i64))| Instrument {
        symbol: format!("S{number}"),
        venue_mic: "XNAS".into(),
        currency: "USD".into(),
        tick: Price::from_raw(tick),
        lot: Qty::from_raw(lot),
    };
    steps.into_iter().enumerate().map(named).collect()
}

/// A segment with a block for each of `parts`.
fn segment(parts: &[Vec<MarketEvent>], bars: &[Bar]) -> (Vec<u8>, Vec<IndexEntry>) {
    let opening = SegmentOpening { session: "a".into(), source: "sim".into(), ..SegmentOpening::default() };
    let (mut bytes, mut entries, mut units) = (opening.to_block(0), Vec::new(), 0);
    let mut encoder = BlockEncoder::default();
    for (number, part) in parts.iter().enumerate() {
        for (id, instrument) in instruments().iter().enumerate() {
            encoder.define(InstrumentId(id as u32), instrument, false);
        }
        part.iter().for_each(|event| encoder.event(event, bars, &instruments()));
        encoder.count(part.len() as u64, 0);
        let (header, block) = encoder.seal(number as u32, units);
        entries.push(IndexEntry::of(&header, bytes.len() as u64));
        bytes.extend_from_slice(block);
        units += part.len() as u64;
        encoder.clear();
        assert!(encoder.is_empty());
    }
    (bytes, entries)
}

/// Everything that `bytes` give until the first damage, bars put in place of their numbers.
#[allow(clippy::type_complexity)]
fn decoded(bytes: &[u8]) -> (Vec<MarketEvent>, Vec<Option<Bar>>, u64, Option<(u64, String)>) {
    let mut decoder = RecordingDecoder::new();
    let (mut events, mut bars, mut units, mut at) = (Vec::new(), Vec::new(), 0, 0);
    let mut batch = EventBatch::default();
    loop {
        batch.clear();
        let outcome = decoder.decode(&bytes[at..], true, &mut batch);
        units += batch.units;
        for event in &batch.events {
            if let MarketBody::Bar { index } = event.body {
                bars.push(batch.bars.get(index as usize).copied());
            }
            events.push(*event);
        }
        match outcome {
            Ok(0) if batch.events.is_empty() => return (events, bars, units, None),
            Ok(consumed) => at += consumed,
            Err(error) => return (events, bars, units, Some((error.offset, error.reason))),
        }
    }
}

/// Bars are numbered within the batch that brings them.
fn without_numbers(events: impl IntoIterator<Item = MarketEvent>) -> Vec<MarketEvent> {
    let plain = |event: MarketEvent| match event.body {
        MarketBody::Bar { .. } => MarketEvent { body: MarketBody::Bar { index: 0 }, ..event },
        _ => event,
    };
    events.into_iter().map(plain).collect()
}

proptest! {
    #[test]
    fn test_whatever_is_recorded_comes_back(
        parts in prop::collection::vec(prop::collection::vec(event(), 0..40), 1..5),
        bars in bars(),
    ) {
        let (bytes, _) = segment(&parts, &bars);
        let (events, told, units, damage) = decoded(&bytes);
        prop_assert_eq!(damage, None);
        let recorded: Vec<MarketEvent> = parts.concat();
        let pointed: Vec<Option<Bar>> = recorded.iter().filter_map(|event| match event.body {
            MarketBody::Bar { index } => Some(bars.get(index as usize).copied()),
            _ => None,
        }).collect();
        // A number without a bar may come to point at another's: only those that had one are held to it.
        prop_assert!(pointed.iter().zip(&told).all(|(then, now)| then.is_none() || then == now));
        prop_assert_eq!(without_numbers(events), without_numbers(recorded.iter().copied()));
        prop_assert_eq!(units, recorded.len() as u64);
    }

    #[test]
    fn test_a_flipped_bit_is_noticed_and_nothing_before_it_is_lost(
        parts in prop::collection::vec(prop::collection::vec(event(), 1..20), 2..5),
        place in any::<prop::sample::Index>(),
        bit in 0..8,
    ) {
        let (mut bytes, entries) = segment(&parts, &[]);
        let at = place.index(bytes.len());
        bytes[at] ^= 1_u8 << bit;
        let (events, _, units, damage) = decoded(&bytes);
        let sound = entries.iter().skip(1).take_while(|entry| entry.offset <= at as u64).count();
        let sound = if (at as u64) < entries[0].offset { 0 } else { sound };
        let (offset, reason) = damage.expect("the flip goes unnoticed");
        prop_assert!(reason.contains("000000.plseg"));
        prop_assert!(offset <= at as u64);
        prop_assert_eq!(without_numbers(events), without_numbers(parts[..sound].concat()));
        prop_assert_eq!(units, parts[..sound].concat().len() as u64);
    }

    #[test]
    fn test_a_cut_keeps_the_blocks_before_it(
        parts in prop::collection::vec(prop::collection::vec(event(), 1..20), 1..5),
        place in any::<prop::sample::Index>(),
    ) {
        let (bytes, entries) = segment(&parts, &[]);
        let at = place.index(bytes.len());
        let (events, ..) = decoded(&bytes[..at]);
        let ends = entries.iter().skip(1).map(|entry| entry.offset).chain([bytes.len() as u64]);
        let sound = ends.take_while(|end| *end <= at as u64).count();
        prop_assert_eq!(without_numbers(events), without_numbers(parts[..sound].concat()));
    }
}

fn note(ts_venue_ns: i64) -> MarketEvent {
    let (ts_recv_ns, instrument, flags) = (UNKNOWN_TIME, InstrumentId(0), EventFlags::LAST);
    MarketEvent { ts_venue_ns, ts_recv_ns, instrument, flags, body: MarketBody::Note { code: 1 } }
}

#[test]
fn test_a_block_passed_over_is_a_gap_before_the_next() {
    let (mut bytes, entries) = segment(&[vec![note(1)], vec![note(2), note(3)], vec![note(4)]], &[]);
    bytes[entries[1].offset as usize + HEADER_BYTES + 3] ^= 0xff;
    let (mut decoder, mut batch) = (RecordingDecoder::new(), EventBatch::default());
    let error = decoder.decode(&bytes, true, &mut batch).unwrap_err();
    assert_eq!((error.offset, batch.units), (entries[1].offset, 1));
    let next = error.consumed + error.skip.unwrap();
    decoder.decode(&bytes[next..], true, &mut batch).unwrap();
    let gap = batch.events[1];
    assert_eq!(gap.body, MarketBody::Gap { expected: 1, received: 3 });
    assert_eq!((gap.instrument, gap.ts_venue_ns), (InstrumentId::ALL, 4));
    assert_eq!((batch.events.len(), batch.units), (3, 2));
}

#[test]
fn test_a_definition_changed_holds_from_its_block_on() {
    let mut bytes = SegmentOpening::default().to_block(0);
    let mut encoder = BlockEncoder::default();
    let mut known = instruments();
    for number in 0..2 {
        known[0].tick = Price::from_raw(10 + number);
        encoder.define(InstrumentId(0), &known[0], number > 0);
        encoder.event(&note(number), &[], &known);
        encoder.count(1, 0);
        bytes.extend_from_slice(encoder.seal(number as u32, number as u64).1);
        encoder.clear();
    }
    let (mut decoder, mut batch) = (RecordingDecoder::new(), EventBatch::default());
    let consumed = decoder.decode(&bytes, true, &mut batch).unwrap();
    assert_eq!((batch.units, decoder.instruments().rows()[0].tick.raw()), (1, 10));
    batch.clear();
    decoder.decode(&bytes[consumed..], true, &mut batch).unwrap();
    assert_eq!((batch.units, decoder.instruments().rows()[0].tick.raw()), (1, 11));
}

#[test]
fn test_an_index_is_found_from_the_end_and_tells_the_blocks() {
    let (mut bytes, entries) = segment(&[vec![note(1)], vec![note(5), note(9)]], &[]);
    let index = SegmentIndex { entries };
    bytes.extend_from_slice(&index.to_block(2, 3));
    let trailer = bytes[bytes.len() - TRAILER_BYTES..].try_into().unwrap();
    let block = &bytes[bytes.len() - SegmentIndex::length_of(trailer).unwrap()..];
    assert_eq!(SegmentIndex::parse(block), Some(index));
    assert_eq!(decoded(&bytes).2, 3);
    assert!(BlockHeader::parse(&block[1..]).is_none());
}

#[test]
fn test_an_opening_says_whose_segment_it_is() {
    let opening = SegmentOpening {
        session: "20261127T234940Z-sim7-4f2a".into(),
        source: "itch50".into(),
        segment: 3,
        feed_wide_order_ids: true,
        kraken_checksums: false,
    };
    let mut block = opening.to_block(77);
    assert_eq!(SegmentOpening::parse(&block), Some(opening));
    assert_eq!(BlockHeader::parse(&block).unwrap().units_before, 77);
    block[HEADER_BYTES] ^= 1;
    assert_eq!(SegmentOpening::parse(&block), None);
}
