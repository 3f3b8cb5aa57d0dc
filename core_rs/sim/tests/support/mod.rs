#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
//! An independent reader of the published bytes: a naive book that checks every rule of an exchange as it goes.
#![allow(dead_code)] // each test binary uses a part

use std::collections::{BTreeMap, HashMap, VecDeque};

#[derive(Debug, Clone)]
struct Order {
    stock: u16,
    buy: bool,
    price: u32,
    left: u32,
}

/// One stock as its followers know it.
#[derive(Debug, Default)]
pub struct NaiveStock {
    pub bids: BTreeMap<u32, VecDeque<u64>>,
    pub asks: BTreeMap<u32, VecDeque<u64>>,
    pub state: u8,
    pub listed: bool,
}

impl NaiveStock {
    fn side(&mut self, buy: bool) -> &mut BTreeMap<u32, VecDeque<u64>> {
        if buy { &mut self.bids } else { &mut self.asks }
    }

    pub fn best(&self, buy: bool) -> Option<u32> {
        if buy { self.bids.keys().next_back().copied() } else { self.asks.keys().next().copied() }
    }
}

/// Follows one stream of length-prefixed ITCH 5.0 messages and panics at the first broken rule.
#[derive(Debug, Default)]
pub struct NaiveExchange {
    orders: HashMap<u64, Order>,
    pub stocks: BTreeMap<u16, NaiveStock>,
    pub counts: BTreeMap<char, u64>,
    pub last_ts: u64,
    last_match: u64,
    pub crosses: Vec<(u16, char)>,
}

fn number(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |sum, &byte| sum << 8 | u64::from(byte))
}

fn small(bytes: &[u8]) -> u32 {
    u32::try_from(number(bytes)).unwrap()
}

impl NaiveExchange {
    pub fn follow(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let length = number(&bytes[..2]) as usize;
            self.message(&bytes[2..2 + length]);
            bytes = &bytes[2 + length..];
        }
    }

    pub fn resting(&self) -> usize {
        self.orders.len()
    }

    fn message(&mut self, m: &[u8]) {
        let kind = char::from(m[0]);
        let stock = number(&m[1..3]) as u16;
        let ts = number(&m[5..11]);
        assert!(ts >= self.last_ts, "time runs backwards at {kind}");
        self.last_ts = ts;
        *self.counts.entry(kind).or_default() += 1;
        match kind {
            'R' => self.stocks.entry(stock).or_default().listed = true,
            'H' => self.stock(stock).state = m[19],
            'A' | 'F' => self.add(number(&m[11..19]), stock, m[19] == b'B', small(&m[20..24]), small(&m[32..36])),
            'E' => self.execute(stock, &m[11..], None),
            'C' => self.execute(stock, &m[11..], Some(m[31] == b'Y')),
            'X' => self.cancel(number(&m[11..19]), small(&m[19..23])),
            'D' => self.delete(number(&m[11..19])),
            'U' => {
                let old = self.orders[&number(&m[11..19])].clone();
                self.delete(number(&m[11..19]));
                self.add(number(&m[19..27]), old.stock, old.buy, small(&m[27..31]), small(&m[31..35]));
            }
            'P' => self.hidden(stock, small(&m[20..24]), small(&m[32..36]), number(&m[36..44])),
            'Q' => {
                self.matched(number(&m[31..39]));
                self.crosses.push((stock, char::from(m[39])));
            }
            'S' | 'Y' | 'I' => {}
            other => panic!("unexpected message {other}"),
        }
        if self.stocks.contains_key(&stock) {
            self.check(stock);
        }
    }

    fn stock(&mut self, stock: u16) -> &mut NaiveStock {
        let found = self.stocks.get_mut(&stock).expect("a stock speaks after its directory message");
        assert!(found.listed);
        found
    }

    fn check(&self, stock: u16) {
        let stock = &self.stocks[&stock];
        if let (Some(bid), Some(ask)) = (stock.best(true), stock.best(false)) {
            assert!(bid < ask, "crossed or locked: {bid} {ask}");
        }
    }

    fn add(&mut self, reference: u64, stock: u16, buy: bool, left: u32, price: u32) {
        assert!(left > 0 && price > 0);
        self.stock(stock).side(buy).entry(price).or_default().push_back(reference);
        let known = self.orders.insert(reference, Order { stock, buy, price, left });
        assert!(known.is_none(), "reference used twice");
    }

    fn matched(&mut self, number: u64) {
        assert!(number > self.last_match, "match numbers rise");
        self.last_match = number;
    }

    /// Checks that the order is the first of the best queue of its side.
    fn execute(&mut self, stock: u16, m: &[u8], printable: Option<bool>) {
        let (reference, qty) = (number(&m[..8]), small(&m[8..12]));
        self.matched(number(&m[12..20]));
        let order = self.orders[&reference].clone();
        assert_eq!(order.stock, stock);
        let known = &self.stocks[&stock];
        assert_eq!(known.best(order.buy), Some(order.price), "executed behind the best price");
        let queue = if order.buy { &known.bids } else { &known.asks };
        assert_eq!(queue[&order.price].front(), Some(&reference), "executed out of turn");
        let in_cross = printable == Some(false);
        assert!(known.state == b'T' || in_cross, "executed while trading is paused");
        self.cancel_or_delete(reference, qty);
    }

    fn hidden(&mut self, stock: u16, qty: u32, price: u32, number: u64) {
        self.matched(number);
        assert!(qty > 0);
        let known = self.stock(stock);
        let (bid, ask) = (known.best(true).unwrap(), known.best(false).unwrap());
        assert!(bid < price && price < ask, "hidden print {price} outside {bid} {ask}");
        assert_eq!(known.state, b'T');
    }

    fn cancel(&mut self, reference: u64, qty: u32) {
        let order = self.orders.get_mut(&reference).expect("a known order");
        assert!(qty > 0 && qty < order.left, "a partial cancel leaves something");
        order.left -= qty;
    }

    fn cancel_or_delete(&mut self, reference: u64, qty: u32) {
        let left = self.orders[&reference].left;
        assert!(qty > 0 && qty <= left, "executed {qty} of {left}");
        if qty == left { self.delete(reference) } else { self.cancel(reference, qty) }
    }

    fn delete(&mut self, reference: u64) {
        let order = self.orders.remove(&reference).expect("a known order");
        let side = self.stock(order.stock).side(order.buy);
        let queue = side.get_mut(&order.price).unwrap();
        let at = queue.iter().position(|&r| r == reference).unwrap();
        queue.remove(at);
        if queue.is_empty() {
            side.remove(&order.price);
        }
    }
}

/// FNV-1a of 64 bits.
pub fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xCBF2_9CE4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}
