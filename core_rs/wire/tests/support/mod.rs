//! What the tests share: a naive book, real data where it is, and feeding in pieces.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use plimsoll_types::{EventBatch, Level, MarketBody, MarketEvent, OrderId, Price, Qty, Side};
use plimsoll_wire::{DecodeError, Decoder};
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

/// A file of the shared data folder; says so where it is absent.
pub fn shared(name: &str) -> Option<PathBuf> {
    let root = std::env::var_os("PLIMSOLL_SHARED_DATA")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), PathBuf::from);
    let path = root.join(name);
    if path.exists() {
        return Some(path);
    }
    eprintln!("SKIPPED: no shared data {name}");
    None
}

/// The bytes of a file of the shared data folder, decompressed by name.
pub fn shared_bytes(name: &str) -> Option<Vec<u8>> {
    let path = shared(name)?;
    let tool = match path.extension()?.to_str()? {
        "gz" => "gzip",
        "xz" => "xz",
        "zst" => "zstd",
        _ => return Some(std::fs::read(path).unwrap()),
    };
    match std::process::Command::new(tool).arg("-dc").arg(&path).output() {
        Ok(done) if done.status.success() => Some(done.stdout),
        _ => {
            eprintln!("SKIPPED: {tool} cannot decompress {name}");
            None
        }
    }
}

/// Feeds `bytes` in pieces of at most `piece` and hands each batch to `each`; stops at the first error.
pub fn feed(
    decoder: &mut dyn Decoder,
    bytes: &[u8],
    piece: usize,
    mut each: impl FnMut(&EventBatch),
) -> Result<(), DecodeError> {
    let mut batch = EventBatch::default();
    let (mut at, mut end) = (0, 0);
    loop {
        end = bytes.len().min(end.max(at) + piece.max(1));
        loop {
            batch.clear();
            let result = decoder.decode(&bytes[at..end], end == bytes.len(), &mut batch);
            each(&batch);
            let consumed = result?;
            at += consumed;
            // A decoder may return before all of it is used up.
            if consumed == 0 && !batch.is_full() {
                break;
            }
        }
        if end == bytes.len() {
            assert_eq!(at, end, "bytes left over at the end without an error");
            return Ok(());
        }
    }
}

/// All events and units of `bytes`, fed in pieces.
pub fn all_events(
    decoder: &mut dyn Decoder,
    bytes: &[u8],
    piece: usize,
) -> Result<(Vec<MarketEvent>, u64), DecodeError> {
    let (mut events, mut units) = (Vec::new(), 0);
    feed(decoder, bytes, piece, |batch| {
        events.extend_from_slice(&batch.events);
        units += batch.units;
    })?;
    Ok((events, units))
}

/// Units of events: up to and including each `LAST`.
pub fn units(events: &[MarketEvent]) -> impl Iterator<Item = &[MarketEvent]> {
    events.split_inclusive(|event| event.is_last())
}

/// The plainest book: orders in a map, levels summed on demand, anonymous quantity by price.
#[derive(Default, Clone)]
pub struct NaiveBook {
    pub orders: HashMap<OrderId, (Side, Price, i64)>,
    pub levels: [BTreeMap<Price, (i64, u32)>; 2],
    pub trusted: bool,
}

impl NaiveBook {
    fn add(&mut self, side: Side, px: Price, qty: i64, orders: i32) {
        let level = self.levels[side.index()].entry(px).or_default();
        level.0 += qty;
        level.1 = level.1.saturating_add_signed(orders);
        if level.0 <= 0 {
            self.levels[side.index()].remove(&px);
        }
    }

    fn take(&mut self, id: OrderId, qty: Option<Qty>, told: Option<Side>, px: Price, leave: bool) {
        match self.orders.get_mut(&id) {
            Some(order) => {
                let taken = if leave { order.2 } else { qty.map_or(order.2, |q| q.raw().min(order.2)) };
                order.2 -= taken;
                let (side, px, left) = *order;
                if left == 0 {
                    self.orders.remove(&id);
                }
                self.add(side, px, -taken, -i32::from(left == 0));
            }
            None => {
                if let (Some(side), Some(qty), true) = (told, qty, px.is_set())
                    && self.levels[side.index()].contains_key(&px)
                {
                    self.add(side, px, -qty.raw(), 0);
                }
            }
        }
    }

    pub fn apply(&mut self, event: &MarketEvent) {
        match event.body {
            MarketBody::AddOrder { order_id, side, px, qty } => {
                self.orders.insert(order_id, (side, px, qty.raw()));
                self.add(side, px, qty.raw(), 1);
            }
            MarketBody::ExecuteOrder { order_id, qty, px, side }
            | MarketBody::ReduceOrder { order_id, qty, px, side } => {
                self.take(order_id, Some(qty), side, px, false);
            }
            MarketBody::DeleteOrder { order_id, qty, px, side } => {
                self.take(order_id, qty.is_set().then_some(qty), side, px, true);
            }
            MarketBody::AmendOrder { order_id, side, px, qty } => {
                self.take(order_id, None, None, px, true);
                self.orders.insert(order_id, (side, px, qty.raw()));
                self.add(side, px, qty.raw(), 1);
            }
            MarketBody::ReplaceOrder { order_id, new_order_id, px, qty } => {
                if let Some((side, ..)) = self.orders.get(&order_id).copied() {
                    self.take(order_id, None, None, px, true);
                    self.orders.insert(new_order_id, (side, px, qty.raw()));
                    self.add(side, px, qty.raw(), 1);
                }
            }
            MarketBody::SetLevel { side, px, qty, orders } => {
                self.orders.retain(|_, order| (order.0, order.1) != (side, px));
                if qty.raw() == 0 {
                    self.levels[side.index()].remove(&px);
                } else {
                    self.levels[side.index()].insert(px, (qty.raw(), orders));
                }
            }
            MarketBody::Clear { side } => {
                for s in [Side::Buy, Side::Sell] {
                    if side.is_none_or(|only| only == s) {
                        self.levels[s.index()].clear();
                        self.orders.retain(|_, order| order.0 != s);
                    }
                }
            }
            MarketBody::Gap { .. } => self.trusted = false,
            MarketBody::Resync => self.trusted = true,
            _ => {}
        }
    }

    /// The best `depth` levels of one side.
    pub fn top(&self, side: Side, depth: usize) -> Vec<Level> {
        let level = |(&px, &(qty, orders)): (&Price, &(i64, u32))| Level { px, qty: Qty::from_raw(qty), orders };
        let levels = &self.levels[side.index()];
        match side {
            Side::Buy => levels.iter().rev().take(depth).map(level).collect(),
            Side::Sell => levels.iter().take(depth).map(level).collect(),
        }
    }

    /// Whether bid and ask cross.
    pub fn crossed(&self) -> bool {
        let bid = self.levels[0].last_key_value();
        let ask = self.levels[1].first_key_value();
        matches!((bid, ask), (Some(b), Some(a)) if b.0 >= a.0)
    }
}
