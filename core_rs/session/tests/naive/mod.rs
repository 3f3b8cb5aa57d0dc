//! The reference: orders in a map, levels summed when asked for. Written from the formats' specifications, sharing no
//! code with decoders and books.

use std::collections::{BTreeMap, HashMap};

#[derive(Debug, Clone)]
struct Order {
    instrument: String,
    buys: bool,
    px: i64,
    qty: i64,
}

/// Price in 1e-9, quantity in 1e-8, number of orders.
pub type Row = (i64, i64, u32);

#[derive(Debug, Default)]
pub struct NaiveBooks {
    orders: HashMap<u64, Order>,
    symbols: HashMap<u16, String>,
    pub faults: u64,
}

impl NaiveBooks {
    /// One side of a book, best first.
    pub fn levels(&self, instrument: &str, buys: bool) -> Vec<Row> {
        let mut levels: BTreeMap<i64, (i64, u32)> = BTreeMap::new();
        for order in self.orders.values().filter(|order| order.instrument == instrument && order.buys == buys) {
            let level = levels.entry(order.px).or_default();
            *level = (level.0 + order.qty, level.1 + 1);
        }
        let mut rows: Vec<Row> = levels.into_iter().map(|(px, (qty, orders))| (px, qty, orders)).collect();
        if buys {
            rows.reverse();
        }
        rows
    }

    fn rest(&mut self, id: u64, order: Order) {
        self.faults += u64::from(self.orders.insert(id, order).is_some());
    }

    /// Whether the order is there and of this instrument; a fault otherwise.
    fn knows(&mut self, instrument: &str, id: u64) -> bool {
        let known = self.orders.get(&id).is_some_and(|order| order.instrument == instrument);
        self.faults += u64::from(!known);
        known
    }

    /// Takes `qty` from a known order; true where that was more than it had.
    fn take(&mut self, id: u64, qty: i64) -> bool {
        let order = self.orders.get_mut(&id).unwrap();
        order.qty -= qty;
        let left = order.qty;
        if left <= 0 {
            self.orders.remove(&id);
        }
        left < 0
    }

    /// An ITCH 5.0 message without framing.
    pub fn itch(&mut self, m: &[u8]) {
        let number = |at: usize, bytes: usize| m[at..at + bytes].iter().fold(0_u64, |sum, b| sum << 8 | u64::from(*b));
        let px = |at| number(at, 4) as i64 * 100_000;
        let qty = |at| number(at, 4) as i64 * 100_000_000;
        let locate = number(1, 2) as u16;
        let stock = match m[0] {
            b'R' | b'H' | b'Y' | b'K' | b'J' | b'h' | b'N' | b'O' => Some(11),
            b'L' => Some(15),
            b'Q' => Some(19),
            b'A' | b'F' | b'P' => Some(24),
            b'I' => Some(28),
            _ => None,
        };
        if let Some(at) = stock {
            let symbol = String::from_utf8_lossy(&m[at..at + 8]).trim_end().to_owned();
            self.symbols.insert(locate, symbol);
        }
        let names_locate = b"ECXDUB".contains(&m[0]);
        if names_locate {
            self.symbols.entry(locate).or_insert_with(|| format!("LOCATE:{locate}"));
        }
        let instrument = self.symbols.get(&locate).cloned().unwrap_or_default();
        let id = if m.len() >= 19 { number(11, 8) } else { 0 };
        match m[0] {
            b'A' | b'F' => self.rest(id, Order { instrument, buys: m[19] == b'B', px: px(32), qty: qty(20) }),
            b'E' | b'C' | b'X' if self.knows(&instrument, id) => {
                self.faults += u64::from(self.take(id, qty(19)));
            }
            b'D' if self.knows(&instrument, id) => drop(self.orders.remove(&id)),
            b'U' if self.knows(&instrument, id) => {
                let old = self.orders.remove(&id).unwrap();
                self.rest(number(19, 8), Order { px: px(31), qty: qty(27), ..old });
            }
            _ => {}
        }
    }

    /// A row of a LOBSTER message file.
    pub fn lobster(&mut self, row: &str) {
        let fields: Vec<&str> = row.trim().split(',').map(str::trim).collect();
        let number = |at: usize| fields[at].parse::<i64>().unwrap();
        let (kind, qty, px, buys) = (number(1), number(3) * 100_000_000, number(4) * 100_000, number(5) == 1);
        let id = fields[2].parse::<u64>().unwrap_or(0);
        if kind == 1 {
            return self.rest(id, Order { instrument: String::new(), buys, px, qty });
        }
        if !(2..=4).contains(&kind) {
            return;
        }
        let Some(order) = self.orders.get(&id).filter(|_| kind == 3 || qty > 0) else {
            self.faults += 1;
            return;
        };
        let (other_side, other_px, left) = (order.buys != buys, order.px != px, order.qty);
        let wrong = match kind {
            2 => self.take(id, qty) || other_side || other_px,
            3 => {
                self.orders.remove(&id);
                qty != left || other_side || other_px
            }
            _ => self.take(id, qty) || other_side,
        };
        self.faults += u64::from(wrong);
    }
}
