//! Coarser columns for zoomed-out drawing: each holds the time-weighted mean size of every level over its bin.

use super::codec::{Cell, ColumnLog, Sides};
use plimsoll_types::Nanos;

/// How many times longer each level's bins are than those of the level below.
pub const FANOUT: i64 = 8;

/// One level: finished bins in a log, the running one as sums.
#[derive(Debug)]
pub struct PyramidLevel {
    bin_ns: Nanos,
    log: ColumnLog,
    bin_start: Option<Nanos>,
    covered_ns: Nanos,
    finished_ns: Option<Nanos>,
    area: [Vec<(i64, f64)>; 2],
    spare: Vec<(i64, f64)>,
    mean: Sides,
}

impl PyramidLevel {
    /// A level of bins of `bin_ns`.
    #[must_use]
    pub fn new(bin_ns: Nanos) -> Self {
        Self {
            bin_ns,
            log: ColumnLog::new(bin_ns),
            bin_start: None,
            covered_ns: 0,
            finished_ns: None,
            area: Default::default(),
            spare: Vec::new(),
            mean: Default::default(),
        }
    }

    /// Length of a bin.
    #[must_use]
    pub const fn bin_ns(&self) -> Nanos {
        self.bin_ns
    }

    /// The finished bins.
    #[must_use]
    pub const fn log(&self) -> &ColumnLog {
        &self.log
    }

    /// End of the newest finished bin.
    #[must_use]
    pub const fn finished_ns(&self) -> Option<Nanos> {
        self.finished_ns
    }

    /// Heap bytes held.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.log.bytes() + (self.area[0].capacity() + self.area[1].capacity() + self.spare.capacity()) * 16
    }

    /// Says that the book stood as `sides` from `t0` to `t1`; `finished(start, end, mean)` is called for each span of
    /// whole bins of one mean that this completes. Gapped time is not weighed.
    pub fn hold(
        &mut self,
        t0: Nanos,
        t1: Nanos,
        sides: &Sides,
        gapped: bool,
        mut finished: impl FnMut(Nanos, Nanos, &Sides),
    ) {
        let mut at = t0;
        while at < t1 {
            let start = at - at.rem_euclid(self.bin_ns);
            let whole_bins = (t1 - start) / self.bin_ns * self.bin_ns;
            if at == start && whole_bins > 0 && self.covered_ns == 0 && !gapped {
                self.log.push(start, sides, false);
                finished(start, start + whole_bins, sides);
                at = start + whole_bins;
                self.finished_ns = Some(at);
                self.bin_start = None;
                continue;
            }
            let end = t1.min(start + self.bin_ns);
            self.bin_start = Some(start);
            if !gapped {
                self.add(sides, end - at);
            }
            at = end;
            if end == start + self.bin_ns {
                self.flush(start);
                finished(start, end, &self.mean);
            }
        }
    }

    fn add(&mut self, sides: &Sides, ns: Nanos) {
        let weight = ns as f64;
        self.covered_ns += ns;
        for (side, cells) in sides.iter().enumerate() {
            merge(&self.area[side], cells, weight, side == 0, &mut self.spare);
            std::mem::swap(&mut self.area[side], &mut self.spare);
        }
    }

    fn flush(&mut self, start: Nanos) {
        let covered = self.covered_ns.max(1) as f64;
        for (mean, area) in self.mean.iter_mut().zip(&mut self.area) {
            mean.clear();
            mean.extend(area.drain(..).filter_map(|(tick, sum)| {
                let lots = (sum / covered).round() as u64;
                (lots > 0).then_some(Cell { tick, lots, orders: 0 })
            }));
        }
        self.log.push(start, &self.mean, false);
        self.covered_ns = 0;
        self.finished_ns = Some(start + self.bin_ns);
        self.bin_start = None;
    }
}

/// `area + cells * weight`, both in side order, into `out`.
fn merge(area: &[(i64, f64)], cells: &[Cell], weight: f64, falling: bool, out: &mut Vec<(i64, f64)>) {
    out.clear();
    let before = |a: i64, b: i64| if falling { a > b } else { a < b };
    let mut i = 0;
    for cell in cells {
        while i < area.len() && before(area[i].0, cell.tick) {
            out.push(area[i]);
            i += 1;
        }
        let known = if i < area.len() && area[i].0 == cell.tick { area[i].1 } else { 0.0 };
        i += usize::from(i < area.len() && area[i].0 == cell.tick);
        out.push((cell.tick, known + cell.lots as f64 * weight));
    }
    out.extend_from_slice(&area[i..]);
}
