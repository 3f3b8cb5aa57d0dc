//! Venue checksums: CRC-32 over the best levels written as text, each venue in its own way.
//!
//! Kraken: `docs.kraken.com`, "Book checksum" v1 and v2 and "L3 checksum". OKX: API v5, "Checksum" of the order book
//! channel (signed there: compare its bits). Bitfinex: WebSocket v2, "Checksum" (flag `131072`), price precisions.

use crate::book::Book;
use plimsoll_types::{Price, Qty, Side, write_decimal};

/// How a venue computes its checksum. Decimals are those in which the venue writes an instrument's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChecksumRule {
    /// Ten asks, then ten bids; price and quantity without point and leading zeros. v1 and v2 differ in their JSON only.
    Kraken {
        /// Price decimals.
        px_decimals: u32,
        /// Quantity decimals.
        qty_decimals: u32,
    },
    /// The same with every order of the ten levels in turn: it proves the queues as well.
    KrakenOrders {
        /// Price decimals.
        px_decimals: u32,
        /// Quantity decimals.
        qty_decimals: u32,
    },
    /// 25 levels, bid and ask by turns, joined by colons: `px:qty:px:qty`.
    Okx {
        /// Least price decimals.
        px_decimals: u32,
        /// Least quantity decimals.
        qty_decimals: u32,
    },
    /// As OKX, but ask quantities are negative and numbers are written as JavaScript writes them.
    Bitfinex,
}

impl ChecksumRule {
    /// The checksum of `book`.
    #[must_use]
    pub fn of(self, book: Book<'_>) -> u32 {
        crc32(self.text(book).as_bytes())
    }

    fn text(self, book: Book<'_>) -> String {
        match self {
            Self::Kraken { px_decimals, qty_decimals } => {
                kraken(|out, side| levels_text(book, side, px_decimals, qty_decimals, out))
            }
            Self::KrakenOrders { px_decimals, qty_decimals } => {
                kraken(|out, side| orders_text(book, side, px_decimals, qty_decimals, out))
            }
            Self::Okx { px_decimals, qty_decimals } => {
                alternate(book, |px, qty, _| (px.format(px_decimals), qty.format(qty_decimals)))
            }
            Self::Bitfinex => alternate(book, |px, qty, side| {
                let sign = if side == Side::Sell { "-" } else { "" };
                (script_number(px.raw(), Price::SCALE), format!("{sign}{}", script_number(qty.raw(), Qty::SCALE)))
            }),
        }
    }
}

fn kraken(side_text: impl Fn(&mut String, Side)) -> String {
    let mut out = String::with_capacity(512);
    side_text(&mut out, Side::Sell);
    side_text(&mut out, Side::Buy);
    out
}

const KRAKEN_LEVELS: usize = 10;
const COLON_LEVELS: usize = 25;

fn levels_text(book: Book<'_>, side: Side, px_decimals: u32, qty_decimals: u32, out: &mut String) {
    for level in book.levels(side).take(KRAKEN_LEVELS) {
        out.push_str(&bare_digits(level.px.raw(), Price::SCALE, px_decimals));
        out.push_str(&bare_digits(level.qty.raw(), Qty::SCALE, qty_decimals));
    }
}

fn orders_text(book: Book<'_>, side: Side, px_decimals: u32, qty_decimals: u32, out: &mut String) {
    for level in book.level_records(side).take(KRAKEN_LEVELS) {
        for order in book.queue(level) {
            out.push_str(&bare_digits(level.px, Price::SCALE, px_decimals));
            out.push_str(&bare_digits(order.qty, Qty::SCALE, qty_decimals));
        }
    }
}

/// The number at `decimals` places, without point and leading zeros.
fn bare_digits(raw: i64, scale: u32, decimals: u32) -> String {
    let text = write_decimal(raw, scale, decimals).replace('.', "");
    text.trim_start_matches('0').to_owned()
}

fn alternate(book: Book<'_>, texts: impl Fn(Price, Qty, Side) -> (String, String)) -> String {
    let mut bids = book.levels(Side::Buy).take(COLON_LEVELS);
    let mut asks = book.levels(Side::Sell).take(COLON_LEVELS);
    let mut parts = Vec::with_capacity(4 * COLON_LEVELS);
    for _ in 0..COLON_LEVELS {
        for (level, side) in [(bids.next(), Side::Buy), (asks.next(), Side::Sell)] {
            if let Some(level) = level {
                let (px, qty) = texts(level.px, level.qty, side);
                parts.push(px);
                parts.push(qty);
            }
        }
    }
    parts.join(":")
}

/// As `Number.prototype.toString` writes it: no trailing zeros, an exponent below 1e-6.
fn script_number(raw: i64, scale: u32) -> String {
    let plain = write_decimal(raw, scale, 0);
    let below_micro = raw != 0 && raw.unsigned_abs() < 10_u64.pow(scale - 6);
    if !below_micro {
        return plain;
    }
    let digits = raw.unsigned_abs().to_string();
    let exponent = scale as usize + 1 - digits.len();
    let digits = digits.trim_end_matches('0');
    let (first, rest) = digits.split_at(1);
    let point = if rest.is_empty() { "" } else { "." };
    let sign = if raw < 0 { "-" } else { "" };
    format!("{sign}{first}{point}{rest}e-{exponent}")
}

const CRC_TABLE: [u32; 256] = crc_table();

#[allow(clippy::cast_possible_truncation)]
const fn crc_table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut value = byte as u32;
        let mut bit = 0;
        while bit < 8 {
            value = (value >> 1) ^ (0xEDB8_8320 & (value & 1).wrapping_neg());
            bit += 1;
        }
        table[byte] = value;
        byte += 1;
    }
    table
}

/// CRC-32 as in ISO 3309 and zlib.
#[must_use]
pub fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| (crc >> 8) ^ CRC_TABLE[((crc ^ u32::from(*byte)) & 0xFF) as usize];
    !bytes.iter().fold(!0, step)
}

#[cfg(test)]
mod tests;
