//! Streams made with the project's encoder: every message type, values any the field allows.

use plimsoll_types::Side;
use plimsoll_wire::itch::encode::{Header, Writer, stock_field};
use plimsoll_wire::itch::*;
use proptest::prelude::*;

pub const SYMBOLS: [&str; 3] = ["ALC", "BOB", "CHAR"];

/// One message of a sound stream, before it has a time.
#[derive(Debug, Clone)]
pub enum Draft {
    Add { locate: u16, order_ref: u64, buy: bool, shares: u32, price: u32, attributed: bool },
    Execute { locate: u16, order_ref: u64, shares: u32, at: Option<(bool, u32)> },
    Cancel { locate: u16, order_ref: u64, shares: u32 },
    Delete { locate: u16, order_ref: u64 },
    Replace { locate: u16, order_ref: u64, new_order_ref: u64, shares: u32, price: u32 },
    Trade { locate: u16, shares: u32, price: u32, match_number: u64 },
    Cross { locate: u16, shares: u64, price: u32 },
    Bust { locate: u16, match_number: u64 },
    Notice { locate: u16, kind: u8 },
}

fn locate() -> impl Strategy<Value = u16> {
    1..=3_u16
}

fn price() -> impl Strategy<Value = u32> {
    1..=2_000_000_000_u32
}

fn shares() -> impl Strategy<Value = u32> {
    1..=u32::MAX
}

pub fn drafts(most: usize) -> impl Strategy<Value = Vec<Draft>> {
    let draft = prop_oneof![
        8 => (locate(), any::<u64>(), any::<bool>(), shares(), price(), any::<bool>()).prop_map(
            |(locate, order_ref, buy, shares, price, attributed)| Draft::Add { locate, order_ref, buy, shares, price, attributed }),
        3 => (locate(), any::<u64>(), shares(), proptest::option::of((any::<bool>(), price()))).prop_map(
            |(locate, order_ref, shares, at)| Draft::Execute { locate, order_ref, shares, at }),
        3 => (locate(), any::<u64>(), shares()).prop_map(
            |(locate, order_ref, shares)| Draft::Cancel { locate, order_ref, shares }),
        6 => (locate(), any::<u64>()).prop_map(|(locate, order_ref)| Draft::Delete { locate, order_ref }),
        3 => (locate(), any::<u64>(), any::<u64>(), shares(), price()).prop_map(
            |(locate, order_ref, new_order_ref, shares, price)| Draft::Replace { locate, order_ref, new_order_ref, shares, price }),
        2 => (locate(), shares(), price(), any::<u64>()).prop_map(
            |(locate, shares, price, match_number)| Draft::Trade { locate, shares, price, match_number }),
        1 => (locate(), 0..1_000_000_000_u64, price()).prop_map(
            |(locate, shares, price)| Draft::Cross { locate, shares, price }),
        1 => (locate(), any::<u64>()).prop_map(|(locate, match_number)| Draft::Bust { locate, match_number }),
        2 => (locate(), proptest::sample::select(b"SHYLVWKJhINO".to_vec())).prop_map(
            |(locate, kind)| Draft::Notice { locate, kind }),
    ];
    proptest::collection::vec(draft, 0..most)
}

/// The directory and then the drafts, one microsecond apart.
pub fn write_stream(framing: Framing, drafts: &[Draft]) -> Vec<u8> {
    let mut writer = Writer::new(framing);
    writer.system_event(header(0, 0), b'O');
    for locate in 1..=3 {
        writer.stock_directory(header(locate, 0), stock(locate));
    }
    for (at, draft) in drafts.iter().enumerate() {
        write_draft(&mut writer, draft, 1_000 * (1 + at as u64));
    }
    writer.take()
}

pub fn header(locate: u16, ts_ns_since_midnight: u64) -> Header {
    Header { locate, tracking: locate.wrapping_mul(7), ts_ns_since_midnight }
}

pub fn stock(locate: u16) -> [u8; 8] {
    stock_field(SYMBOLS[usize::from(locate - 1)])
}

pub fn write_draft(writer: &mut Writer, draft: &Draft, ts: u64) {
    match *draft {
        Draft::Add { locate, order_ref, buy, shares, price, attributed } => {
            let (h, side) = (header(locate, ts), if buy { Side::Buy } else { Side::Sell });
            if attributed {
                writer.add_order_mpid(h, order_ref, side, shares, stock(locate), price, *b"VIRT");
            } else {
                writer.add_order(h, order_ref, side, shares, stock(locate), price);
            }
        }
        Draft::Execute { locate, order_ref, shares, at: None } => {
            writer.order_executed(header(locate, ts), order_ref, shares, ts);
        }
        Draft::Execute { locate, order_ref, shares, at: Some((printable, price)) } => {
            writer.order_executed_with_price(header(locate, ts), order_ref, shares, ts, printable, price);
        }
        Draft::Cancel { locate, order_ref, shares } => writer.order_cancel(header(locate, ts), order_ref, shares),
        Draft::Delete { locate, order_ref } => writer.order_delete(header(locate, ts), order_ref),
        Draft::Replace { locate, order_ref, new_order_ref, shares, price } => {
            writer.order_replace(header(locate, ts), order_ref, new_order_ref, shares, price);
        }
        Draft::Trade { locate, shares, price, match_number } => {
            writer.trade(header(locate, ts), shares, stock(locate), price, match_number);
        }
        Draft::Cross { locate, shares, price } => {
            writer.cross_trade(header(locate, ts), shares, stock(locate), price, ts, b'O');
        }
        Draft::Bust { locate, match_number } => writer.broken_trade(header(locate, ts), match_number),
        Draft::Notice { locate, kind } => write_notice(writer, kind, header(locate, ts), stock(locate)),
    }
}

/// A message of type `kind` that is no order flow.
pub fn write_notice(writer: &mut Writer, kind: u8, at: Header, stock: [u8; 8]) {
    let header = at.wire(kind);
    match kind {
        b'S' => writer.system_event(at, b'Q'),
        b'H' => writer.stock_trading_action(at, stock, b'H', *b"T1  "),
        b'Y' => writer.push(&RegShoRestriction { header, stock, action: b'1' }),
        b'L' => writer.push(&MarketParticipantPosition {
            header,
            mpid: *b"VIRT",
            stock,
            primary_market_maker: b'Y',
            market_maker_mode: b'N',
            state: b'A',
        }),
        b'V' => writer.push(&MwcbDeclineLevel {
            header,
            level_1: 300_000_000_000.into(),
            level_2: 280_000_000_000.into(),
            level_3: 260_000_000_000.into(),
        }),
        b'W' => writer.push(&MwcbStatus { header, breached_level: b'1' }),
        b'K' => writer.push(&IpoQuotingPeriod {
            header,
            stock,
            release_time: 36_000.into(),
            release_qualifier: b'A',
            price: 170_000.into(),
        }),
        b'J' => writer.push(&LuldAuctionCollar {
            header,
            stock,
            reference_price: 100_000.into(),
            upper_price: 105_000.into(),
            lower_price: 95_000.into(),
            extension: 1.into(),
        }),
        b'h' => writer.push(&OperationalHalt { header, stock, market: b'Q', action: b'H' }),
        b'I' => writer.push(&NetOrderImbalance {
            header,
            paired_shares: 12_000.into(),
            imbalance_shares: 300.into(),
            imbalance_direction: b'B',
            stock,
            far_price: 100_100.into(),
            near_price: 100_200.into(),
            reference_price: 100_300.into(),
            cross_type: b'C',
            price_variation: b'L',
        }),
        b'N' => writer.push(&RetailPriceImprovement { header, stock, interest: b'A' }),
        b'O' => writer.push(&DirectListing {
            header,
            stock,
            open_eligibility: b'Y',
            minimum_allowable_price: 80_000.into(),
            maximum_allowable_price: 180_000.into(),
            near_execution_price: 100_000.into(),
            near_execution_time: 34_200_000_000_000.into(),
            lower_price_range_collar: 90_000.into(),
            upper_price_range_collar: 110_000.into(),
        }),
        other => panic!("no notice of type {other}"),
    }
}
