//! A small sound input of each format, written here.

use plimsoll_types::{
    EventFlags, Instrument, InstrumentId, MarketBody, MarketEvent, OrderId, Price, Qty, Side, UNKNOWN_TIME,
};
use plimsoll_wire::format::Format;
use plimsoll_wire::recording::{BlockEncoder, SegmentOpening};

/// A session of one segment: three blocks, the last of which defines its instrument anew.
fn plimsoll() -> Vec<u8> {
    let mut known = Instrument {
        symbol: "X".into(),
        venue_mic: "XNAS".into(),
        currency: "USD".into(),
        tick: Price::from_raw(10_000_000),
        lot: Qty::from_raw(Qty::ONE),
    };
    let mut bytes =
        SegmentOpening { session: "s".into(), source: "sim".into(), ..SegmentOpening::default() }.to_block(0);
    let mut encoder = BlockEncoder::default();
    for number in 0..3_u64 {
        known.tick = Price::from_raw(10_000_000 >> (number / 2));
        encoder.define(InstrumentId(0), &known, number == 2);
        for order in 0..3 {
            let (order_id, px) =
                (OrderId(number * 3 + order), Price::from_raw(1_000_000_000 + 10_000_000 * order as i64));
            let body = MarketBody::AddOrder { order_id, side: Side::Buy, px, qty: Qty::from_raw(Qty::ONE) };
            let ts_venue_ns = 1_700_000_000_000_000_000 + (number * 3 + order) as i64;
            let (ts_recv_ns, instrument, flags) = (UNKNOWN_TIME, InstrumentId(0), EventFlags::LAST);
            let event = MarketEvent { ts_venue_ns, ts_recv_ns, instrument, flags, body };
            encoder.event(&event, &[], std::slice::from_ref(&known));
        }
        encoder.count(3, 0);
        bytes.extend_from_slice(encoder.seal(number as u32, number * 3).1);
        encoder.clear();
    }
    bytes
}

fn lobster() -> Vec<u8> {
    b"Time,Type,OrderId,Size,Price,Direction\n34200.01,1,11,18,5853300,1\n34200.02,1,12,10,5859400,-1\n34200.03,4,11,8,5853300,1\n\
      34200.04,2,12,4,5859400,-1\n34200.05,5,0,1,5856000,-1\n34200.06,3,12,6,5859400,-1\n34200.07,7,0,0,-1,-1\n"
        .to_vec()
}

fn binance() -> Vec<u8> {
    let diff = |pu: u32, first: u32, last: u32| {
        format!(
            "17231612550303146{last} {{\"stream\":\"x@depth\",\"data\":{{\"e\":\"depthUpdate\",\"E\":1723161256299,\"T\":1723161256298,\"s\":\"XUSDT\",\
             \"U\":{first},\"u\":{last},\"pu\":{pu},\"b\":[[\"5.10\",\"0.014\"]],\"a\":[[\"6.50\",\"1.5\"],[\"6.60\",\"0\"]]}}}}\n"
        )
    };
    let snapshot = "1723161255319702566 {\"lastUpdateId\":19,\"E\":1,\"T\":1,\"bids\":[[\"5.00\",\"2\"]],\"asks\":[[\"6.00\",\"3\"]]}\n";
    let rest = "1723161255088169167 {\"stream\":\"x@bookTicker\",\"data\":{\"e\":\"bookTicker\",\"u\":23,\"s\":\"XUSDT\",\"b\":\"5.1\",\"B\":\"2\",\"a\":\"6\",\"A\":\"1\",\"T\":1723161256313,\"E\":1}}\n\
                1723161255088176367 {\"stream\":\"x@trade\",\"data\":{\"e\":\"trade\",\"E\":1,\"T\":1723161256322,\"s\":\"XUSDT\",\"t\":52,\"p\":\"5.5\",\"q\":\"0.006\",\"X\":\"MARKET\",\"m\":false}}\n";
    (diff(10, 15, 18) + &diff(18, 18, 20) + snapshot + &diff(20, 21, 23) + rest + &diff(30, 31, 33)).into_bytes()
}

fn cryptofeed() -> Vec<u8> {
    b"wss://ws <-> 1618677816.8434298\nwss://ws <- 1618677817.02: {\"type\":\"subscribe\"}\n\
      1618677817.07: {\"type\":\"snapshot\",\"product_id\":\"A-USD\",\"asks\":[[\"14.8\",\"12.7\"]],\"bids\":[[\"14.7\",\"1\"]]}\n\
      1618677817.08: {\"type\":\"l2update\",\"product_id\":\"A-USD\",\"changes\":[[\"sell\",\"14.8\",\"0\"]],\"time\":\"2021-04-17T16:43:37.07Z\"}\n\
      1618677817.09: {\"type\":\"match\",\"trade_id\":28,\"side\":\"sell\",\"size\":\"985\",\"price\":\"14.7\",\"product_id\":\"A-USD\",\"time\":\"2021-04-17T16:43:37Z\"}\n\
      1618677817.10: [0,{\"as\":[[\"5.1\",\"1.0\",\"1.1\"]],\"bs\":[[\"5.0\",\"1.0\",\"1.1\"]]},\"book-2\",\"X/USD\"]\n\
      1618677817.11: [0,{\"a\":[[\"5.2\",\"2.0\",\"1.2\"]],\"c\":\"974942666\"},\"book-2\",\"X/USD\"]\n\
      1618677817.12: [993,[[\"354.11\",\"0.89\",\"1618678142.55\",\"s\",\"l\",\"\"]],\"trade\",\"X/USD\"]\n\
      1618677817.13: {\"topic\":\"orderBookL2_25.B\",\"type\":\"snapshot\",\"data\":{\"order_book\":[{\"price\":\"1053.05\",\"side\":\"Buy\",\"size\":2.63}]},\"cross_seq\":\"7\",\"timestamp_e6\":\"1618677786403691\"}\n\
      1618677817.14: {\"topic\":\"orderBookL2_25.B\",\"type\":\"delta\",\"data\":{\"delete\":[{\"price\":\"1053.05\",\"side\":\"Buy\"}],\"update\":[],\"insert\":[]},\"cross_seq\":\"9\",\"timestamp_e6\":\"1618677786403692\"}\n"
        .to_vec()
}

fn mbo_csv() -> Vec<u8> {
    b"ts_event,action,side,price,size,order_id,flags,symbol\n2025-07-17T08:05:03.36Z,A,B,5.51,100,81,130,X\n\
      2025-07-17T08:05:03.37Z,A,A,5.61,50,82,130,X\n2025-07-17T08:05:03.38Z,T,B,5.61,10,0,0,X\n2025-07-17T08:05:03.38Z,F,A,5.61,10,82,0,X\n\
      2025-07-17T08:05:03.38Z,C,A,5.61,10,82,130,X\n2025-07-17T08:05:03.39Z,M,B,5.52,100,81,130,X\n2025-07-17T08:05:03.40Z,R,N,,0,0,8,X\n"
        .to_vec()
}

/// DBN version 2 with one symbol and three MBO records.
fn dbn() -> Vec<u8> {
    let mut metadata = vec![0_u8; 100];
    metadata[..9].copy_from_slice(b"GLBX.MDP3");
    metadata[45..47].copy_from_slice(&22_u16.to_le_bytes());
    let mut symbol = [0_u8; 22];
    symbol[..4].copy_from_slice(b"ESH4");
    let mut number = [0_u8; 22];
    number[0] = b'7';
    metadata.extend(0_u32.to_le_bytes()); // schema definition
    for list in [&[symbol][..], &[], &[]] {
        metadata.extend((list.len() as u32).to_le_bytes());
        list.iter().for_each(|text| metadata.extend(text));
    }
    metadata.extend(1_u32.to_le_bytes());
    metadata.extend(symbol);
    metadata.extend(1_u32.to_le_bytes());
    metadata.extend([0; 8]);
    metadata.extend(number);
    let mut bytes = b"DBN\x02".to_vec();
    bytes.extend((metadata.len() as u32).to_le_bytes());
    bytes.extend(metadata);
    for (number, action) in [(1_u64, b'A'), (1, b'M'), (1, b'C')] {
        let mut record = vec![14, 0xA0, 1, 0, 7, 0, 0, 0];
        record.extend(1_700_000_000_000_000_000_u64.to_le_bytes());
        record.extend(number.to_le_bytes());
        record.extend(4_800_250_000_000_i64.to_le_bytes());
        record.extend(3_u32.to_le_bytes());
        record.extend([128, 0, action, b'B']);
        record.extend(1_700_000_000_000_000_100_u64.to_le_bytes());
        record.extend([0; 8]);
        bytes.extend(record);
    }
    bytes
}

/// A pcap of two segments with a level, a trade and a status.
fn iex() -> Vec<u8> {
    let mut level = vec![b'8', 1];
    level.extend(1_493_133_549_692_527_798_i64.to_le_bytes());
    level.extend(b"ZIEXT   ");
    level.extend(400_u32.to_le_bytes());
    level.extend(199_600_i64.to_le_bytes());
    let mut trade = level.clone();
    trade[0] = b'T';
    trade.extend(7_i64.to_le_bytes());
    let mut status = level[..18].to_vec();
    (status[0], status[1]) = (b'H', b'T');
    status.extend(b"    ");
    let mut bytes = b"\xd4\xc3\xb2\xa1\x02\0\x04\0\0\0\0\0\0\0\0\0\xff\xff\0\0\x01\0\0\0".to_vec();
    for (first, messages) in [(1_i64, &[status][..]), (2, &[level, trade])] {
        let payload: Vec<u8> =
            messages.iter().flat_map(|message| [&(message.len() as u16).to_le_bytes()[..], message].concat()).collect();
        let mut segment = vec![1, 0, 4, 0x80, 1, 0, 0, 0, 0, 0, 0x81, 0x43];
        segment.extend((payload.len() as u16).to_le_bytes());
        segment.extend((messages.len() as u16).to_le_bytes());
        segment.extend((first * 40).to_le_bytes());
        segment.extend(first.to_le_bytes());
        segment.extend((first * 1_000).to_le_bytes());
        segment.extend(payload);
        let mut packet = vec![0; 12];
        packet.extend([8, 0, 0x45, 0]);
        packet.extend((28 + segment.len() as u16).to_be_bytes());
        packet.extend([0, 0, 0x40, 0, 1, 17, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0x41, 8, 0x41, 8]);
        packet.extend((8 + segment.len() as u16).to_be_bytes());
        packet.extend([0, 0]);
        packet.extend(segment);
        bytes.extend([0x36, 0x65, 0xff, 0x58, 1, 0, 0, 0]);
        bytes.extend((packet.len() as u32).to_le_bytes());
        bytes.extend((packet.len() as u32).to_le_bytes());
        bytes.extend(packet);
    }
    bytes
}

fn bitstamp() -> Vec<u8> {
    b"id,timestamp,exchange.timestamp,price,volume,action,direction\n7,1430438404518,1430438404000,236.47,200000000,created,bid\n\
      7,1430438404635,1430438404000,236.47,178855669,changed,bid\n7,1430438404637,1430438340000,236.47,178855669,deleted,bid\n\
      8,1430438404638,1430438340000,236.5,0,deleted,ask\n"
        .to_vec()
}

/// Of every format that has a byte stream, ITCH excepted.
pub fn seeds() -> Vec<(Format, Vec<u8>)> {
    vec![
        (Format::Plimsoll, plimsoll()),
        (Format::Lobster, lobster()),
        (Format::BinanceWs, binance()),
        (Format::CryptofeedWs, cryptofeed()),
        (Format::DatabentoMboCsv, mbo_csv()),
        (Format::Dbn, dbn()),
        (Format::IexDeep, iex()),
        (Format::BitstampL3, bitstamp()),
        (
            Format::QuotesCsv,
            b"timestamp,bid,ask\n2013-01-01 22:00:00.295+00:00,86.655,86.728\n2013-01-01 22:02,86.6,86.7\n".to_vec(),
        ),
        (Format::QuotesCsv, b"timestamp,bid,ask\n1700000000,86.655,86.728\n1700000001,86.6,86.7\n".to_vec()),
        (Format::TradesCsv, b"time,price,qty,side\n1700000000,12.5,3,buy\n1700000001,12.6,2,sell\n".to_vec()),
        (
            Format::BarsCsv,
            b"date,open,high,low,close,volume\n2020-01-01,1,2,1,2,10\n2020-01-02,2,3,1.5,2,5\n2020-01-03,2,2,2,2,1\n"
                .to_vec(),
        ),
    ]
}
