//! Every ITCH 5.0 message type: bytes written by hand from the specification, and the crate `itchy` as a second reader.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test's own functions may fail it

mod itch_support;

use itch_support::generated::{header, stock, write_notice};
use itch_support::reference;
use plimsoll_types::Side;
use plimsoll_wire::itch::encode::{Header, Writer, stock_field};
use plimsoll_wire::itch::{Framing, Message, MessageLengths, messages};

/// Locate 0x0102, tracking 0x0304, 34,200,123,456,789 ns (09:30:00.123456789) since midnight.
const COMMON: &str = "0102 0304 1f1ad635bd15";
const AT: Header = Header { locate: 0x0102, tracking: 0x0304, ts_ns_since_midnight: 34_200_123_456_789 };

/// Type byte, shared fields and own fields as hexadecimal digits and 'text'.
fn bytes(kind: char, own: &str) -> Vec<u8> {
    let mut bytes = vec![kind as u8];
    for (at, part) in format!("{COMMON}{own}").split('\'').enumerate() {
        if at % 2 == 1 {
            bytes.extend(part.bytes());
            continue;
        }
        let digits: Vec<u8> = part.chars().filter_map(|c| c.to_digit(16)).map(|digit| digit as u8).collect();
        bytes.extend(digits.chunks(2).map(|pair| pair[0] * 16 + pair[1]));
    }
    bytes
}

/// The fields that all messages share, and the exact length.
fn view(bytes: &[u8]) -> Message<'_> {
    let message = Message::of(bytes).expect("a message of the specification");
    let shared = message.header();
    assert_eq!((shared.kind, shared.locate.get(), shared.tracking()), (bytes[0], 0x0102, 0x0304));
    assert_eq!(shared.ts_ns_since_midnight(), 34_200_123_456_789);
    assert_eq!(message.as_bytes(), bytes);
    for wrong in [&bytes[..bytes.len() - 1], &[bytes, &[0]].concat()] {
        assert_eq!(Message::of(wrong), None, "length {}", wrong.len());
    }
    message
}

fn written(write: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut writer = Writer::new(Framing::Bare);
    write(&mut writer);
    writer.take()
}

macro_rules! reads {
    ($message:expr, $variant:ident, $m:ident => $($got:expr, $want:expr);* $(;)?) => {
        let Message::$variant($m) = $message else { panic!("not {}", stringify!($variant)) };
        $(assert_eq!($got, $want);)*
    };
}

#[test]
fn test_lengths_are_the_specification_s() {
    assert_eq!(MessageLengths::KINDS.len(), 23);
    for kind in 0..=255 {
        assert_eq!(MessageLengths::of(kind), reference::length_of(kind).unwrap_or(0));
        assert_eq!(MessageLengths::name(kind).is_some(), MessageLengths::KINDS.contains(&kind));
    }
    let lengths = || MessageLengths::KINDS.iter().map(|kind| MessageLengths::of(*kind));
    assert_eq!((lengths().min(), lengths().max()), (Some(MessageLengths::MIN), Some(MessageLengths::MAX)));
}

#[test]
fn test_field_names_follow_their_offsets() {
    let fields = [
        (0, "message_type"),
        (1, "stock_locate"),
        (4, "tracking_number"),
        (10, "timestamp"),
        (11, "order_ref"),
        (19, "side"),
        (20, "shares"),
        (24, "stock"),
        (35, "price"),
    ];
    for (at, field) in fields {
        assert_eq!(MessageLengths::field_at(b'A', at), field);
    }
    assert_eq!(MessageLengths::field_at(b'I', 49), "price_variation");
}

#[test]
fn test_system_event() {
    let bytes = bytes('S', "'Q'");
    reads!(view(&bytes), SystemEvent, m => m.event, b'Q');
    assert_eq!(written(|w| w.system_event(AT, b'Q')), bytes);
}

#[test]
fn test_stock_directory() {
    let bytes = bytes('R', "'AAPL    ' 'Q' 'N' 00000064 'N' 'C' 'Z ' 'P' 'N' 'N' '1' 'N' 00000000 'N'");
    reads!(view(&bytes), StockDirectory, m =>
        m.stock, *b"AAPL    "; m.market_category, b'Q'; m.financial_status, b'N'; m.round_lot_size.get(), 100;
        m.round_lots_only, b'N'; m.issue_classification, b'C'; m.issue_sub_type, *b"Z "; m.authenticity, b'P';
        m.short_sale_threshold, b'N'; m.ipo, b'N'; m.luld_tier, b'1'; m.etp, b'N'; m.etp_leverage.get(), 0; m.inverse, b'N');
    assert_eq!(written(|w| w.stock_directory(AT, stock_field("AAPL"))), bytes);
}

#[test]
fn test_stock_trading_action() {
    let bytes = bytes('H', "'AAPL    ' 'H' ' ' 'T1  '");
    reads!(view(&bytes), StockTradingAction, m =>
        m.stock, *b"AAPL    "; m.trading_state, b'H'; m.reserved, b' '; m.reason, *b"T1  ");
    assert_eq!(written(|w| w.stock_trading_action(AT, stock_field("AAPL"), b'H', *b"T1  ")), bytes);
}

#[test]
fn test_reg_sho_restriction() {
    let bytes = bytes('Y', "'AAPL    ' '1'");
    reads!(view(&bytes), RegShoRestriction, m => m.stock, *b"AAPL    "; m.action, b'1');
}

#[test]
fn test_market_participant_position() {
    let bytes = bytes('L', "'GSCO' 'AAPL    ' 'Y' 'N' 'A'");
    reads!(view(&bytes), MarketParticipantPosition, m => m.mpid, *b"GSCO"; m.stock, *b"AAPL    ";
        m.primary_market_maker, b'Y'; m.market_maker_mode, b'N'; m.state, b'A');
}

#[test]
fn test_mwcb_decline_level() {
    let bytes = bytes('V', "00000045d964b800 000000411e5d1e00 0000003bd5b47200");
    reads!(view(&bytes), MwcbDeclineLevel, m => m.level_1.get(), 300_000_000_000;
        m.level_2.get(), 0x0041_1e5d_1e00; m.level_3.get(), 0x003b_d5b4_7200);
}

#[test]
fn test_mwcb_status() {
    let bytes = bytes('W', "'2'");
    reads!(view(&bytes), MwcbStatus, m => m.breached_level, b'2');
}

#[test]
fn test_ipo_quoting_period() {
    let bytes = bytes('K', "'NEWCO   ' 00008ca0 'A' 00029810");
    reads!(view(&bytes), IpoQuotingPeriod, m => m.stock, *b"NEWCO   "; m.release_time.get(), 36_000;
        m.release_qualifier, b'A'; m.price.get(), 170_000);
}

#[test]
fn test_luld_auction_collar() {
    let bytes = bytes('J', "'AAPL    ' 000186a0 00019a28 00017318 00000002");
    reads!(view(&bytes), LuldAuctionCollar, m => m.stock, *b"AAPL    "; m.reference_price.get(), 100_000;
        m.upper_price.get(), 105_000; m.lower_price.get(), 95_000; m.extension.get(), 2);
}

#[test]
fn test_operational_halt() {
    let bytes = bytes('h', "'AAPL    ' 'Q' 'H'");
    reads!(view(&bytes), OperationalHalt, m => m.stock, *b"AAPL    "; m.market, b'Q'; m.action, b'H');
}

#[test]
fn test_add_order() {
    let bytes = bytes('A', "0000000000000584 'S' 00000064 'ZXZZT   ' 001e8480");
    reads!(view(&bytes), AddOrder, m => m.order_ref.get(), 0x584; m.side, b'S'; m.shares.get(), 100;
        m.stock, *b"ZXZZT   "; m.price.get(), 2_000_000);
    assert_eq!(written(|w| w.add_order(AT, 0x584, Side::Sell, 100, stock_field("ZXZZT"), 2_000_000)), bytes);
}

#[test]
fn test_add_order_with_mpid() {
    let bytes = bytes('F', "0000000000000584 'B' 00000064 'ZXZZT   ' 001e8480 'VIRT'");
    reads!(view(&bytes), AddOrderMpid, m => m.order_ref.get(), 0x584; m.side, b'B'; m.shares.get(), 100;
        m.stock, *b"ZXZZT   "; m.price.get(), 2_000_000; m.attribution, *b"VIRT");
    let stock = stock_field("ZXZZT");
    assert_eq!(written(|w| w.add_order_mpid(AT, 0x584, Side::Buy, 100, stock, 2_000_000, *b"VIRT")), bytes);
}

#[test]
fn test_order_executed() {
    let bytes = bytes('E', "0102030405060708 000004c4 0000000000004681");
    reads!(view(&bytes), OrderExecuted, m => m.order_ref.get(), 0x0102_0304_0506_0708; m.shares.get(), 1_220;
        m.match_number.get(), 0x4681);
    assert_eq!(written(|w| w.order_executed(AT, 0x0102_0304_0506_0708, 1_220, 0x4681)), bytes);
}

#[test]
fn test_order_executed_with_price() {
    let bytes = bytes('C', "0102030405060708 000004c4 0000000000004681 'N' 001e8480");
    reads!(view(&bytes), OrderExecutedWithPrice, m => m.order_ref.get(), 0x0102_0304_0506_0708;
        m.shares.get(), 1_220; m.match_number.get(), 0x4681; m.printable, b'N'; m.price.get(), 2_000_000);
    let write =
        |w: &mut Writer| w.order_executed_with_price(AT, 0x0102_0304_0506_0708, 1_220, 0x4681, false, 2_000_000);
    assert_eq!(written(write), bytes);
}

#[test]
fn test_order_cancel() {
    let bytes = bytes('X', "0102030405060708 00000064");
    reads!(view(&bytes), OrderCancel, m => m.order_ref.get(), 0x0102_0304_0506_0708; m.shares.get(), 100);
    assert_eq!(written(|w| w.order_cancel(AT, 0x0102_0304_0506_0708, 100)), bytes);
}

#[test]
fn test_order_delete() {
    let bytes = bytes('D', "0102030405060708");
    reads!(view(&bytes), OrderDelete, m => m.order_ref.get(), 0x0102_0304_0506_0708);
    assert_eq!(written(|w| w.order_delete(AT, 0x0102_0304_0506_0708)), bytes);
}

#[test]
fn test_order_replace() {
    let bytes = bytes('U', "0000000000000001 0000000000000002 00000064 001e8480");
    reads!(view(&bytes), OrderReplace, m => m.order_ref.get(), 1; m.new_order_ref.get(), 2; m.shares.get(), 100;
        m.price.get(), 2_000_000);
    assert_eq!(written(|w| w.order_replace(AT, 1, 2, 100, 2_000_000)), bytes);
}

#[test]
fn test_trade() {
    let bytes = bytes('P', "0000000000000000 'B' 000000c8 'BOB     ' 0000d055 0000000000004bf7");
    reads!(view(&bytes), Trade, m => m.order_ref.get(), 0; m.side, b'B'; m.shares.get(), 200;
        m.stock, *b"BOB     "; m.price.get(), 53_333; m.match_number.get(), 19_447);
    assert_eq!(written(|w| w.trade(AT, 200, stock_field("BOB"), 53_333, 19_447)), bytes);
}

#[test]
fn test_cross_trade() {
    let bytes = bytes('Q', "00000000000f4240 'BOB     ' 0000d055 0000000000004bf7 'C'");
    reads!(view(&bytes), CrossTrade, m => m.shares.get(), 1_000_000; m.stock, *b"BOB     ";
        m.cross_price.get(), 53_333; m.match_number.get(), 19_447; m.cross_type, b'C');
    assert_eq!(written(|w| w.cross_trade(AT, 1_000_000, stock_field("BOB"), 53_333, 19_447, b'C')), bytes);
}

#[test]
fn test_broken_trade() {
    let bytes = bytes('B', "0000000000004bf7");
    reads!(view(&bytes), BrokenTrade, m => m.match_number.get(), 19_447);
    assert_eq!(written(|w| w.broken_trade(AT, 19_447)), bytes);
}

#[test]
fn test_net_order_imbalance() {
    let bytes = bytes('I', "0000000000002ee0 000000000000012c 'S' 'BOB     ' 00018704 00018768 000187cc 'C' 'L'");
    reads!(view(&bytes), NetOrderImbalance, m => m.paired_shares.get(), 12_000; m.imbalance_shares.get(), 300;
        m.imbalance_direction, b'S'; m.stock, *b"BOB     "; m.far_price.get(), 100_100; m.near_price.get(), 100_200;
        m.reference_price.get(), 100_300; m.cross_type, b'C'; m.price_variation, b'L');
}

#[test]
fn test_retail_price_improvement() {
    let bytes = bytes('N', "'BOB     ' 'A'");
    reads!(view(&bytes), RetailPriceImprovement, m => m.stock, *b"BOB     "; m.interest, b'A');
}

#[test]
fn test_direct_listing() {
    let own = "'NEWCO   ' 'Y' 00013880 0002bf20 000186a0 00001f1acc88d800 00015f90 0001adb0";
    let bytes = bytes('O', own);
    reads!(view(&bytes), DirectListing, m => m.stock, *b"NEWCO   "; m.open_eligibility, b'Y';
        m.minimum_allowable_price.get(), 80_000; m.maximum_allowable_price.get(), 180_000;
        m.near_execution_price.get(), 100_000; m.near_execution_time.get(), 0x1f1a_cc88_d800;
        m.lower_price_range_collar.get(), 90_000; m.upper_price_range_collar.get(), 110_000);
}

#[test]
fn test_every_written_type_is_read_back_in_every_framing() {
    for framing in Framing::ALL {
        let mut writer = Writer::new(framing);
        for (at, kind) in b"SHYLVWKJhINO".iter().enumerate() {
            write_notice(&mut writer, *kind, header(1, at as u64), stock(1));
        }
        writer.heartbeat();
        writer.end_of_session();
        let bytes = writer.take();
        let mut read = messages(&bytes, framing);
        let kinds: Vec<u8> = read.by_ref().map(|m| m.header().kind).collect();
        assert_eq!(kinds, b"SHYLVWKJhINO", "{framing:?}");
        let left = read.remainder().len();
        assert!(left == 0 || left <= 2 * 20, "{framing:?} left {left} bytes");
    }
}
