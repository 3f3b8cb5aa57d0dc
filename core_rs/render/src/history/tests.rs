use super::*;
use plimsoll_types::{Price, Qty};

const TICK: i64 = 10_000_000;

/// A small deterministic generator: SplitMix64.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % sides
    }
}

fn level(tick: i64, lots: u64) -> Level {
    Level { px: Price::from_raw(tick * TICK), qty: Qty::from_raw(lots as i64 * Qty::ONE), orders: lots as u32 % 9 + 1 }
}

/// A book of `depth` levels a side that changes `churn` of them at each step.
struct Market {
    dice: Dice,
    mid: i64,
    sizes: Vec<u64>,
    depth: i64,
}

impl Market {
    fn new(depth: i64) -> Self {
        let mut dice = Dice(7);
        let sizes = (0..4096).map(|_| 1 + dice.roll(5000)).collect();
        Self { dice, mid: 22_315, sizes, depth }
    }

    fn step(&mut self, churn: u64, ts_ns: Nanos) -> BookColumn {
        self.mid += self.dice.roll(3) as i64 - 1;
        for _ in 0..churn {
            let away = self.dice.roll(2 * self.depth as u64) as i64 - self.depth;
            let at = (self.mid + away).rem_euclid(4096) as usize;
            self.sizes[at] = 1 + self.dice.roll(5000);
        }
        let size = |tick: i64| self.sizes[tick.rem_euclid(4096) as usize];
        let bids = (1..=self.depth).map(|d| level(self.mid - d, size(self.mid - d))).collect();
        let asks = (1..=self.depth).map(|d| level(self.mid + d, size(self.mid + d))).collect();
        BookColumn { ts_start_ns: ts_ns, bids, asks, gapped: false }
    }
}

fn history() -> DepthHistory {
    DepthHistory::new(TICK, Qty::ONE)
}

fn cells(levels: &[Level]) -> Vec<Cell> {
    levels
        .iter()
        .map(|l| Cell { tick: l.px.raw() / TICK, lots: (l.qty.raw() / Qty::ONE) as u64, orders: l.orders })
        .collect()
}

#[test]
fn test_every_column_is_read_back_exactly() {
    let (mut market, mut kept) = (Market::new(20), history());
    let columns: Vec<_> = (0..500).map(|i| market.step(i % 7, (i * i % 3 + i * 3) as i64 * COLUMN_NS)).collect();
    columns.iter().for_each(|c| kept.push(c));
    for column in &columns {
        let reader = kept.base().read_at(column.ts_start_ns + COLUMN_NS / 2);
        let (_, sides, gapped) = reader.column().unwrap();
        assert_eq!(sides[0], cells(&column.bids), "at {}", column.ts_start_ns);
        assert_eq!(sides[1], cells(&column.asks));
        assert!(!gapped);
    }
    assert!(kept.base().read_at(-1).column().is_none());
}

#[test]
fn test_a_walk_reads_what_a_seek_reads() {
    let (mut market, mut kept) = (Market::new(5), history());
    (0..300).for_each(|i| kept.push(&market.step(3, i * COLUMN_NS)));
    let mut walker = kept.base().read_at(0);
    for i in 0..300 {
        walker.seek(kept.base(), i * COLUMN_NS);
        let fresh = kept.base().read_at(i * COLUMN_NS);
        assert_eq!(walker.column(), fresh.column());
    }
}

#[test]
fn test_unchanged_columns_cost_nothing() {
    let (mut market, mut kept) = (Market::new(20), history());
    let mut column = market.step(0, 0);
    kept.push(&column);
    let bytes = kept.base().bytes();
    for i in 1..10_000 {
        column.ts_start_ns = i * COLUMN_NS;
        kept.push(&column);
    }
    assert_eq!(kept.base().bytes(), bytes);
    assert_eq!(kept.best().len(), 1);
}

#[test]
fn test_coarse_bins_hold_the_time_weighted_mean() {
    let mut kept = history();
    let column = |i: i64, lots| BookColumn {
        ts_start_ns: i * COLUMN_NS,
        bids: vec![level(100, lots)],
        asks: vec![],
        gapped: false,
    };
    kept.push(&column(0, 100));
    kept.push(&column(2, 200)); // 2 columns of 100, then 6 of 200: mean 175
    kept.push(&column(8, 50));
    let first = kept.levels()[0].log().read_at(0);
    assert_eq!(first.column().unwrap().1[0][0].lots, 175);
    kept.push(&column(800, 1)); // 99 further bins of 50 at once
    let later = kept.levels()[0].log().read_at(700 * COLUMN_NS);
    assert_eq!(later.column().unwrap().1[0][0].lots, 50);
    assert_eq!(kept.levels()[0].finished_ns(), Some(800 * COLUMN_NS));
    assert_eq!(kept.levels()[1].log().read_at(0).column().unwrap().1[0][0].lots, (175 + 7 * 50) / 8 + 1);
}

#[test]
fn test_gapped_time_is_not_weighed() {
    let mut kept = history();
    let column = |i: i64, lots, gapped| BookColumn {
        ts_start_ns: i * COLUMN_NS,
        bids: vec![level(100, lots)],
        asks: vec![],
        gapped,
    };
    kept.push(&column(0, 100, false));
    kept.push(&column(4, 9000, true));
    kept.push(&column(8, 100, false));
    assert_eq!(kept.levels()[0].log().read_at(0).column().unwrap().1[0][0].lots, 100);
}

#[test]
fn test_a_full_deep_day_stays_within_its_memory() {
    let (mut market, mut kept) = (Market::new(128), history());
    let columns = 234_000; // 6.5 h, a changed column every 100 ms, 24 levels changing in each
    for i in 0..columns {
        kept.push(&market.step(24, i * COLUMN_NS));
    }
    let mb = kept.bytes() >> 20;
    println!("full day, 128 levels a side: {mb} MB, {} best steps", kept.best().len());
    assert!(mb <= 300, "{mb} MB");
    assert!(kept.base().first_ns() == Some(0), "the whole day fits without dropping");
}

#[test]
fn test_over_budget_the_oldest_columns_go_and_their_means_stay() {
    let (mut market, mut kept) = (Market::new(64), history());
    kept.set_budget(2 << 20);
    (0..20_000).for_each(|i| kept.push(&market.step(30, i * COLUMN_NS)));
    assert!(kept.bytes() < 3 << 20, "{}", kept.bytes());
    assert!(kept.base().first_ns() > Some(0));
    assert_eq!(kept.levels()[2].log().first_ns(), Some(0));
    assert_eq!(kept.resting(0, 0, |_| true), None);
}

#[test]
fn test_a_reader_survives_dropped_blocks() {
    let (mut market, mut kept) = (Market::new(4), history());
    let mut columns = Vec::new();
    let mut reader = kept.base().read_at(0);
    kept.set_budget(64 << 10);
    for i in 0..8_192 {
        let column = market.step(3, i * COLUMN_NS);
        kept.push(&column);
        reader.seek(kept.base(), column.ts_start_ns);
        assert_eq!(reader.column().unwrap().1[0], cells(&column.bids));
        columns.push(column);
    }
    assert!(kept.base().first_ns() > Some(0));
}
