use super::*;
use crate::{BookFault, Books, Freshness, GapCause};
use plimsoll_types::{EventFlags, InstrumentId, MarketBody, MarketEvent, OrderId};

const ID: InstrumentId = InstrumentId(0);

fn apply(books: &mut Books, body: MarketBody) -> Option<BookFault> {
    let event = MarketEvent { ts_venue_ns: 7, ts_recv_ns: 8, instrument: ID, flags: EventFlags::LAST, body };
    books.apply(&event).fault
}

/// Levels given as integers in units of the last decimal.
fn book_of(levels: &[(Side, i64, i64)], px_decimals: u32, qty_decimals: u32) -> Books {
    let mut books = Books::default();
    for (side, px, qty) in levels {
        let px = Price::from_scaled(*px, px_decimals).unwrap();
        let qty = Qty::from_scaled(*qty, qty_decimals).unwrap();
        assert_eq!(apply(&mut books, MarketBody::SetLevel { side: *side, px, qty, orders: 0 }), None);
    }
    books
}

fn checksum(books: &Books, rule: ChecksumRule) -> u32 {
    rule.of(books.book(ID).unwrap())
}

#[test]
fn test_crc_is_the_one_of_zlib() {
    assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
    assert_eq!(crc32(b""), 0);
}

/// The worked example of Kraken's guide "Book checksum (WebSocket v1)".
#[test]
fn test_kraken_v1_example_gives_its_checksum() {
    let asks = (0..10).map(|n| (Side::Sell, 5_005 + 5 * n, 500));
    let bids = [5_000, 4_995, 4_990, 4_980, 4_975, 4_970, 4_965, 4_960, 4_955, 4_950].map(|px| (Side::Buy, px, 500));
    let levels: Vec<_> = asks.chain(bids).chain([(Side::Buy, 1, 1), (Side::Sell, 9_999, 1)]).collect();
    let books = book_of(&levels, 5, 8);
    assert_eq!(checksum(&books, ChecksumRule::Kraken { px_decimals: 5, qty_decimals: 8 }), 974_947_235);
}

const KRAKEN_V2: [(Side, i64, i64); 20] = [
    (Side::Buy, 452_835, 10_000_000),
    (Side::Buy, 452_834, 154_582_015),
    (Side::Buy, 452_821, 10_000_000),
    (Side::Buy, 452_810, 10_000_000),
    (Side::Buy, 452_803, 154_592_586),
    (Side::Buy, 452_790, 7_990_000),
    (Side::Buy, 452_776, 3_310_103),
    (Side::Buy, 452_775, 30_000_000),
    (Side::Buy, 452_773, 154_602_737),
    (Side::Buy, 452_766, 15_445_238),
    (Side::Sell, 452_852, 100_000),
    (Side::Sell, 452_864, 154_571_953),
    (Side::Sell, 452_866, 154_571_109),
    (Side::Sell, 452_896, 154_560_911),
    (Side::Sell, 452_902, 15_890_660),
    (Side::Sell, 452_918, 154_553_491),
    (Side::Sell, 452_947, 4_454_749),
    (Side::Sell, 452_961, 35_380_000),
    (Side::Sell, 452_975, 9_945_542),
    (Side::Sell, 452_995, 18_772_827),
];
const BTC_USD: ChecksumRule = ChecksumRule::Kraken { px_decimals: 1, qty_decimals: 8 };

/// The worked example of Kraken's guide "Book checksum (WebSocket v2)".
#[test]
fn test_kraken_v2_example_gives_its_checksum() {
    assert_eq!(checksum(&book_of(&KRAKEN_V2, 1, 8), BTC_USD), 3_310_070_434);
}

/// The worked example of Kraken's guide "L3 checksum (WebSocket v2)".
#[test]
fn test_kraken_order_example_gives_its_checksum() {
    let asks: [(i64, &[i64]); 10] = [
        (449_395, &[452_308_393, 111_261, 100_000, 1_000_000]),
        (449_500, &[10_334_926]),
        (449_530, &[64_537]),
        (449_550, &[250_000]),
        (449_596, &[35_630_000, 35_630_000]),
        (449_601, &[338_072]),
        (449_602, &[88_967_575]),
        (449_670, &[314_392_283]),
        (449_785, &[6_778_960]),
        (449_792, &[35_630_000]),
    ];
    let bids: [(i64, &[i64]); 10] = [
        (449_394, &[88_968_699, 45_210_000, 10_000_000, 14_296_323, 25_000_000, 10_292_988, 33_880_000, 128_140_860]),
        (449_371, &[3_346_877]),
        (449_347, &[35_630_000]),
        (449_302, &[22_734_299, 1_000_000, 5_550_000, 70_000_000, 15_000_000]),
        (449_280, &[105_240]),
        (449_196, &[33_870_000]),
        (449_195, &[7_610_000]),
        (449_120, &[35_630_000]),
        (449_097, &[6_690_000]),
        (449_019, &[88_982]),
    ];
    let mut books = Books::default();
    let mut id = 0;
    for (side, levels) in [(Side::Sell, asks), (Side::Buy, bids)] {
        for (px, qtys) in levels {
            for qty in qtys {
                id += 1;
                let (px, qty) = (Price::from_scaled(px, 1).unwrap(), Qty::from_raw(*qty));
                assert_eq!(apply(&mut books, MarketBody::AddOrder { order_id: OrderId(id), side, px, qty }), None);
            }
        }
    }
    let rule = ChecksumRule::KrakenOrders { px_decimals: 1, qty_decimals: 8 };
    assert_eq!(checksum(&books, rule), 1_063_832_831);
}

/// The uneven example of OKX's documentation, whose text is given there.
#[test]
fn test_okx_text_goes_on_with_the_longer_side() {
    let books = book_of(&[(Side::Buy, 33_661, 70), (Side::Sell, 33_668, 90), (Side::Sell, 33_680, 80)], 1, 1);
    let rule = ChecksumRule::Okx { px_decimals: 0, qty_decimals: 0 };
    assert_eq!(rule.text(books.book(ID).unwrap()), "3366.1:7:3366.8:9:3368:8");
    assert_eq!(checksum(&books, rule), 2_823_449_077);
}

#[test]
fn test_bitfinex_text_has_negative_asks_and_script_numbers() {
    let books = book_of(&[(Side::Buy, 6_000, 10), (Side::Sell, 6_100, 150_000_000)], 0, 8);
    assert_eq!(ChecksumRule::Bitfinex.text(books.book(ID).unwrap()), "6000:1e-7:6100:-1.5");
    assert_eq!(script_number(1_250, 9), "0.00000125");
    assert_eq!(script_number(125, 9), "1.25e-7");
    assert_eq!(script_number(-12, 8), "-1.2e-7");
}

#[test]
fn test_a_wrong_checksum_gaps_the_book_until_resync() {
    let mut books = book_of(&KRAKEN_V2, 1, 8);
    assert_eq!(apply(&mut books, MarketBody::Checksum { value: 5 }), None, "no rule, no comparison");
    books.set_checksum_rule(ID, Some(BTC_USD));
    assert_eq!(apply(&mut books, MarketBody::Checksum { value: 3_310_070_434 }), None);
    assert_eq!(apply(&mut books, MarketBody::Checksum { value: 5 }), Some(BookFault::ChecksumMismatch));
    let Freshness::Gapped(gap) = books.book(ID).unwrap().freshness() else { panic!("not gapped") };
    assert_eq!((gap.cause, gap.expected, gap.received), (GapCause::Checksum, 5, 3_310_070_434));
    apply(&mut books, MarketBody::Resync);
    assert_eq!(books.book(ID).unwrap().freshness(), Freshness::Live);
}
