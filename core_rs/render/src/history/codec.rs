//! The compact log of book columns: only changed levels are written, in few bytes each.
//!
//! A block opens with a whole column and goes on with differences, so that any time is found by one binary search and
//! at most [`BLOCK_COLUMNS`] steps. Per changed level: the tick as a zigzag variable-length difference to the level
//! before it, the size in lots and the order count as variable-length integers. Sizes are exact multiples of the lot.

use plimsoll_types::Nanos;
use std::cmp::Ordering;

/// Columns per block.
pub const BLOCK_COLUMNS: u32 = 64;

/// One price level of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// Price in ticks.
    pub tick: i64,
    /// Size in lots, never zero in a column.
    pub lots: u64,
    /// Orders, zero where unknown.
    pub orders: u32,
}

/// Bids (falling ticks) and asks (rising ticks), best first.
pub type Sides = [Vec<Cell>; 2];

/// Blocks of encoded columns in time order.
#[derive(Debug, Default)]
pub struct ColumnLog {
    step_ns: Nanos,
    blocks: Vec<Block>,
    state: Sides,
    changes: Vec<Cell>,
    gapped: bool,
    dropped_bytes: usize,
}

#[derive(Debug, Default)]
struct Block {
    first_ns: Nanos,
    last_ns: Nanos,
    count: u32,
    bytes: Vec<u8>,
}

impl ColumnLog {
    /// An empty log of columns whose times are multiples of `step_ns`.
    #[must_use]
    pub fn new(step_ns: Nanos) -> Self {
        Self { step_ns: step_ns.max(1), ..Self::default() }
    }

    /// Start of the newest column.
    #[must_use]
    pub fn last_ns(&self) -> Option<Nanos> {
        self.blocks.last().map(|b| b.last_ns)
    }

    /// Start of the oldest column kept.
    #[must_use]
    pub fn first_ns(&self) -> Option<Nanos> {
        self.blocks.first().map(|b| b.first_ns)
    }

    /// The newest column.
    #[must_use]
    pub const fn state(&self) -> &Sides {
        &self.state
    }

    /// Heap bytes held.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.blocks.capacity() * size_of::<Block>() + self.blocks.iter().map(|b| b.bytes.capacity()).sum::<usize>()
    }

    /// Forgets the oldest block; true when there was one to spare.
    pub fn drop_oldest(&mut self) -> bool {
        if self.blocks.len() < 2 {
            return false;
        }
        self.dropped_bytes += self.blocks.remove(0).bytes.len();
        true
    }

    /// Appends the column that starts at `ts_ns`. Columns not later than the newest are ignored: venue time only rises.
    pub fn push(&mut self, ts_ns: Nanos, sides: &Sides, gapped: bool) {
        let ts_ns = ts_ns - ts_ns.rem_euclid(self.step_ns);
        if self.last_ns().is_some_and(|last| ts_ns <= last) || (*sides == self.state && gapped == self.gapped) {
            return;
        }
        self.open_block(ts_ns);
        let Some(block) = self.blocks.last_mut() else { return };
        put(&mut block.bytes, ((ts_ns - block.last_ns) / self.step_ns) as u64);
        block.bytes.push(u8::from(gapped));
        for (old, new) in self.state.iter_mut().zip(sides) {
            self.changes.clear();
            collect_changes(old, new, &mut self.changes);
            put_changes(&mut block.bytes, &self.changes);
            old.clone_from(new);
        }
        block.count += 1;
        block.last_ns = ts_ns;
        self.gapped = gapped;
    }

    fn open_block(&mut self, ts_ns: Nanos) {
        if self.blocks.last().is_some_and(|b| b.count < BLOCK_COLUMNS) {
            return;
        }
        if let Some(full) = self.blocks.last_mut() {
            full.bytes.shrink_to_fit();
        }
        self.blocks.push(Block { first_ns: ts_ns, last_ns: ts_ns, ..Block::default() });
        self.state.iter_mut().for_each(Vec::clear); // the first column of a block is a difference to nothing
    }

    /// A reader that stands at the column in force at `ts_ns`.
    #[must_use]
    pub fn read_at(&self, ts_ns: Nanos) -> LogReader {
        let mut reader = LogReader::default();
        reader.seek(self, ts_ns);
        reader
    }
}

/// Walks a log forward without decoding anything twice; holds its place between calls.
#[derive(Debug, Default, Clone)]
pub struct LogReader {
    block: usize,
    dropped: usize,
    at: usize,
    read: u32,
    start_ns: Option<Nanos>,
    gapped: bool,
    state: Sides,
}

impl LogReader {
    /// The column in force: its start, both sides, whether it was gapped. `None` before the first.
    #[must_use]
    pub fn column(&self) -> Option<(Nanos, &Sides, bool)> {
        self.start_ns.map(|ts| (ts, &self.state, self.gapped))
    }

    /// Goes to the column in force at `ts_ns`; cheap when that is shortly after where it stands.
    pub fn seek(&mut self, log: &ColumnLog, ts_ns: Nanos) {
        let after = log.blocks.partition_point(|b| b.first_ns <= ts_ns);
        let Some(target) = after.checked_sub(1) else {
            *self = Self::default();
            return;
        };
        let behind = self.start_ns.is_none_or(|start| start > ts_ns);
        if behind || self.block != target || self.dropped != log.dropped_bytes {
            self.enter(log, target);
        }
        while self.next_ns(log).is_some_and(|next| next <= ts_ns) && self.block == target {
            self.advance(log);
        }
    }

    fn enter(&mut self, log: &ColumnLog, block: usize) {
        (self.block, self.at, self.read, self.dropped) = (block, 0, 0, log.dropped_bytes);
        self.start_ns = None;
        self.state.iter_mut().for_each(Vec::clear);
        self.advance(log);
    }

    /// When the column in force ends: the start of the next one, `None` when it is the newest.
    #[must_use]
    pub fn next_ns(&self, log: &ColumnLog) -> Option<Nanos> {
        let block = log.blocks.get(self.block)?;
        if self.read < block.count {
            let (steps, _) = take(&block.bytes, self.at);
            return Some(self.start_ns.unwrap_or(block.first_ns) + steps as Nanos * log.step_ns);
        }
        log.blocks.get(self.block + 1).map(|next| next.first_ns)
    }

    /// Decodes the next column; false at the end.
    pub fn advance(&mut self, log: &ColumnLog) -> bool {
        let Some(block) = log.blocks.get(self.block) else { return false };
        if self.read == block.count {
            if self.block + 1 >= log.blocks.len() {
                return false;
            }
            self.enter(log, self.block + 1);
            return true;
        }
        let (steps, at) = take(&block.bytes, self.at);
        self.start_ns = Some(self.start_ns.unwrap_or(block.first_ns) + steps as Nanos * log.step_ns);
        self.gapped = block.bytes.get(at).is_some_and(|&b| b != 0);
        self.at = at + 1;
        for (side, cells) in self.state.iter_mut().enumerate() {
            self.at = take_changes(&block.bytes, self.at, side, cells);
        }
        self.read += 1;
        true
    }
}

/// What must happen to `old` to become `new`, best first; `lots` zero removes. Both are in the order of their side.
fn collect_changes(old: &[Cell], new: &[Cell], changes: &mut Vec<Cell>) {
    let falling = old.first().zip(old.last()).is_some_and(|(a, b)| a.tick > b.tick)
        || new.first().zip(new.last()).is_some_and(|(a, b)| a.tick > b.tick);
    let (mut i, mut j) = (0, 0);
    loop {
        let order = match (old.get(i), new.get(j)) {
            (None, None) => return,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(a), Some(b)) if falling => b.tick.cmp(&a.tick),
            (Some(a), Some(b)) => a.tick.cmp(&b.tick),
        };
        match order {
            Ordering::Less => changes.push(Cell { lots: 0, orders: 0, ..old[i] }),
            Ordering::Greater => changes.push(new[j]),
            Ordering::Equal if old[i] != new[j] => changes.push(new[j]),
            Ordering::Equal => {}
        }
        i += usize::from(order != Ordering::Greater);
        j += usize::from(order != Ordering::Less);
    }
}

fn put_changes(bytes: &mut Vec<u8>, changes: &[Cell]) {
    put(bytes, changes.len() as u64);
    let mut last = 0_i64;
    for change in changes {
        let step = change.tick - last;
        put(bytes, ((step << 1) ^ (step >> 63)) as u64);
        put(bytes, change.lots);
        if change.lots > 0 {
            put(bytes, u64::from(change.orders));
        }
        last = change.tick;
    }
}

fn take_changes(bytes: &[u8], at: usize, side: usize, cells: &mut Vec<Cell>) -> usize {
    let (count, mut at) = take(bytes, at);
    let mut tick = 0_i64;
    let fresh = cells.is_empty();
    for _ in 0..count {
        let (zigzag, lots, orders);
        (zigzag, at) = take(bytes, at);
        (lots, at) = take(bytes, at);
        (orders, at) = if lots > 0 { take(bytes, at) } else { (0, at) };
        tick += (zigzag >> 1) as i64 ^ -((zigzag & 1) as i64);
        let cell = Cell { tick, lots, orders: orders as u32 };
        if fresh { cells.push(cell) } else { apply(cells, side, cell) }
    }
    at
}

fn apply(cells: &mut Vec<Cell>, side: usize, change: Cell) {
    let place = if side == 0 {
        cells.binary_search_by(|c| change.tick.cmp(&c.tick))
    } else {
        cells.binary_search_by(|c| c.tick.cmp(&change.tick))
    };
    match place {
        Ok(i) if change.lots == 0 => {
            cells.remove(i);
        }
        Ok(i) => cells[i] = change,
        Err(i) if change.lots > 0 => cells.insert(i, change),
        Err(_) => {}
    }
}

fn put(bytes: &mut Vec<u8>, mut n: u64) {
    while n >= 0x80 {
        bytes.push(n as u8 | 0x80);
        n >>= 7;
    }
    bytes.push(n as u8);
}

#[inline]
fn take(bytes: &[u8], mut at: usize) -> (u64, usize) {
    let (mut n, mut shift) = (0, 0);
    while let Some(&byte) = bytes.get(at) {
        n |= u64::from(byte & 0x7F) << shift;
        at += 1;
        shift += 7;
        if byte < 0x80 || shift > 63 {
            break;
        }
    }
    (n, at)
}
