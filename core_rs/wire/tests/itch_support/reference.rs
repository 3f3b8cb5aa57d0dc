//! A slow and plain ITCH reader to compare with: it knows the specification's tables and nothing of the crate's code.

use plimsoll_types::{MarketBody, OrderId, Price, Qty, Side};
use plimsoll_wire::itch::Framing;
use std::collections::HashMap;

/// Message lengths as the specification prints them.
pub const LENGTHS: [(u8, usize); 23] = [
    (b'S', 12),
    (b'R', 39),
    (b'H', 25),
    (b'Y', 20),
    (b'L', 26),
    (b'V', 35),
    (b'W', 12),
    (b'K', 28),
    (b'J', 35),
    (b'h', 21),
    (b'A', 36),
    (b'F', 40),
    (b'E', 31),
    (b'C', 36),
    (b'X', 23),
    (b'D', 19),
    (b'U', 35),
    (b'P', 44),
    (b'Q', 40),
    (b'B', 19),
    (b'I', 50),
    (b'N', 20),
    (b'O', 48),
];

pub fn length_of(kind: u8) -> Option<usize> {
    LENGTHS.iter().find(|(k, _)| *k == kind).map(|(_, length)| *length)
}

/// What a reader makes of a stream up to its first damage.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reading {
    pub units: u64,
    /// Order flow, in the order of the stream; other messages leave `None`.
    pub order_flow: Vec<Option<MarketBody>>,
    /// Where the first damaged message starts.
    pub damaged_at: Option<u64>,
}

fn number(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |n, b| n * 256 + u64::from(*b))
}

struct Reader {
    clock: u64,
    stocks: HashMap<u64, Vec<u8>>,
}

/// Reads `bytes` of one of the framings without packets.
pub fn read(bytes: &[u8], framing: Framing) -> Reading {
    let mut reading = Reading::default();
    let mut reader = Reader { clock: 0, stocks: HashMap::new() };
    let mut at = 0;
    while at < bytes.len() {
        let Some((message, next)) = frame(bytes, at, framing) else {
            reading.damaged_at = Some(at as u64);
            return reading;
        };
        let Some(body) = reader.message(message) else {
            reading.damaged_at = Some(at as u64);
            return reading;
        };
        reading.units += 1;
        reading.order_flow.push(body);
        at = next;
    }
    reading
}

fn frame(bytes: &[u8], at: usize, framing: Framing) -> Option<(&[u8], usize)> {
    let start = if framing == Framing::Bare { at } else { at + 2 };
    let length = length_of(*bytes.get(start)?)?;
    let prefix = number(&bytes[at..start]);
    let right = match framing {
        Framing::LengthPrefixed => prefix == length as u64,
        Framing::ZeroPrefixed => prefix == 0,
        _ => true,
    };
    let message = bytes.get(start..start + length)?;
    right.then_some((message, start + length))
}

impl Reader {
    /// `None`: damaged. `Some(None)`: sound, but no order flow.
    fn message(&mut self, m: &[u8]) -> Option<Option<MarketBody>> {
        let time = number(&m[5..11]);
        if time >= 86_400 * 1_000_000_000 || time < self.clock {
            return None;
        }
        self.clock = time;
        let body = match m[0] {
            b'A' | b'F' => {
                let body = MarketBody::AddOrder {
                    order_id: OrderId(number(&m[11..19])),
                    side: side(m[19])?,
                    qty: qty(&m[20..24])?,
                    px: px(&m[32..36])?,
                };
                self.stock(m, &m[24..32])?;
                return Some(Some(body));
            }
            b'E' => MarketBody::ExecuteOrder {
                order_id: OrderId(number(&m[11..19])),
                qty: qty(&m[19..23])?,
                px: Price::UNSET,
                side: None,
            },
            b'C' if m[31] == b'Y' || m[31] == b'N' => MarketBody::ExecuteOrder {
                order_id: OrderId(number(&m[11..19])),
                qty: qty(&m[19..23])?,
                px: px(&m[32..36])?,
                side: None,
            },
            b'X' => MarketBody::ReduceOrder {
                order_id: OrderId(number(&m[11..19])),
                qty: qty(&m[19..23])?,
                px: Price::UNSET,
                side: None,
            },
            b'D' => MarketBody::DeleteOrder {
                order_id: OrderId(number(&m[11..19])),
                qty: Qty::UNSET,
                px: Price::UNSET,
                side: None,
            },
            b'U' => MarketBody::ReplaceOrder {
                order_id: OrderId(number(&m[11..19])),
                new_order_id: OrderId(number(&m[19..27])),
                qty: qty(&m[27..31])?,
                px: px(&m[31..35])?,
            },
            b'B' => MarketBody::TradeBust { match_id: number(&m[11..19]) },
            b'C' => return None,
            _ => return self.notice(m).map(|()| None),
        };
        if number(&m[1..3]) == 0 {
            return None;
        }
        Some(Some(body))
    }

    fn notice(&mut self, m: &[u8]) -> Option<()> {
        let one_of = |byte: u8, codes: &[u8]| codes.contains(&byte).then_some(());
        let is_count = |bytes: &[u8]| (number(bytes) <= i64::MAX as u64 / 100_000_000).then_some(());
        match m[0] {
            b'S' => return one_of(m[11], b"OSQMEC"),
            b'V' | b'W' => return Some(()),
            b'P' => {
                side(m[19])?;
                qty(&m[20..24])?;
                px(&m[32..36])?;
                return self.stock(m, &m[24..32]);
            }
            b'Q' => {
                one_of(m[39], b"OCHIA")?;
                is_count(&m[11..19])?;
                if number(&m[11..19]) != 0 {
                    px(&m[27..31])?;
                }
                return self.stock(m, &m[19..27]);
            }
            b'I' => {
                one_of(m[27], b"BSNOP")?;
                one_of(m[48], b"OCHA")?;
                is_count(&m[11..19])?;
                is_count(&m[19..27])?;
                let (near, reference) = (&m[40..44], &m[44..48]);
                if number(near) != 0 {
                    px(near)?;
                } else if number(reference) != 0 {
                    px(reference)?;
                }
                return self.stock(m, &m[28..36]);
            }
            b'H' => one_of(m[19], b"THPQ")?,
            b'h' => {
                one_of(m[20], b"HT")?;
                one_of(m[19], b"QBX")?;
            }
            _ => {}
        }
        let stock = if m[0] == b'L' { &m[15..23] } else { &m[11..19] };
        self.stock(m, stock)
    }

    fn stock(&mut self, m: &[u8], stock: &[u8]) -> Option<()> {
        let name = stock.trim_ascii_end();
        let sound = !name.is_empty() && name.iter().all(|b| (0x21..=0x7e).contains(b));
        let locate = number(&m[1..3]);
        if !sound || locate == 0 {
            return None;
        }
        (self.stocks.entry(locate).or_insert_with(|| stock.to_vec()).as_slice() == stock).then_some(())
    }
}

fn side(byte: u8) -> Option<Side> {
    match byte {
        b'B' => Some(Side::Buy),
        b'S' => Some(Side::Sell),
        _ => None,
    }
}

fn qty(field: &[u8]) -> Option<Qty> {
    Some(number(field)).filter(|shares| *shares > 0).and_then(|shares| Qty::from_scaled(shares as i64, 0))
}

fn px(field: &[u8]) -> Option<Price> {
    Some(number(field))
        .filter(|raw| (1..=2_000_000_000).contains(raw))
        .and_then(|raw| Price::from_scaled(raw as i64, 4))
}
