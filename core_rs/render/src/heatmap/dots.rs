//! Trades as dots: clusters of one aggressor on one row within a few pixels, found once and kept while they scroll.

use super::paint::COARSE_NS_PER_PX;
use crate::grid::PriceGrid;
use crate::text::nice_above;
use crate::view::InstrumentView;
use plimsoll_types::{Nanos, Qty, Side};

/// Width of a cluster in pixels, and where the picture is an overview.
const CLUSTER_PX: [i64; 2] = [3, 10];

/// How many clusters back a print looks for its own.
const LOOK_BACK: usize = 24;

/// One dot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dot {
    /// Time of its first print.
    pub ts_ns: Nanos,
    cluster: i64,
    /// Row of the grid.
    pub row: i64,
    /// Who crossed the spread.
    pub aggressor: Option<Side>,
    /// Raw quantity in all.
    pub qty: i64,
}

/// The clusters of a stretch of the tape.
#[derive(Debug, Default)]
pub struct Dots {
    dots: Vec<Dot>,
    from: usize,
    upto: usize,
    cluster_ns: Nanos,
    group: i64,
    sample: Vec<i64>,
    reference: f64,
}

impl Dots {
    /// Brings the clusters up to the prints from `t_left` to the cursor.
    pub fn update(&mut self, view: &InstrumentView, grid: &PriceGrid, ns_per_px: Nanos, t_left: Nanos) {
        let cluster_ns = ns_per_px * CLUSTER_PX[usize::from(ns_per_px >= COARSE_NS_PER_PX)];
        let first = view.tape().between(t_left, t_left).start;
        let end = view.tape_end();
        let valid = cluster_ns == self.cluster_ns && grid.group() == self.group;
        if !valid || first < self.from || first > self.upto || end < self.upto {
            self.dots.clear();
            (self.cluster_ns, self.group, self.from, self.upto) = (cluster_ns, grid.group(), first, first);
        }
        for i in self.upto..end {
            self.add(view, grid, i);
        }
        self.upto = end.max(self.upto);
        if self.dots.len() > 64 && self.dots[self.dots.len() / 2].ts_ns < t_left {
            self.dots.retain(|d| d.ts_ns >= t_left);
            self.from = first;
        }
        self.scale();
    }

    fn add(&mut self, view: &InstrumentView, grid: &PriceGrid, index: usize) {
        let Some(print) = view.tape().get(index).filter(|p| p.px.is_set() && p.qty.raw() > 0) else { return };
        let cluster = print.ts_venue_ns.div_euclid(self.cluster_ns);
        let row = grid.row_of_trade(print.aggressor, view.tick_of(print.px.raw()));
        let recent = self.dots.len().saturating_sub(LOOK_BACK);
        let same = |d: &&mut Dot| (d.cluster, d.row, d.aggressor) == (cluster, row, print.aggressor);
        match self.dots[recent..].iter_mut().rev().find(same) {
            Some(dot) => dot.qty = dot.qty.saturating_add(print.qty.raw()),
            None => self.dots.push(Dot {
                ts_ns: print.ts_venue_ns,
                cluster,
                row,
                aggressor: print.aggressor,
                qty: print.qty.raw(),
            }),
        }
    }

    /// The reference size follows the largest tenth in 1-2-5 steps and stays while it is near.
    fn scale(&mut self) {
        self.sample.clear();
        self.sample.extend(self.dots.iter().rev().take(512).map(|d| d.qty));
        if self.sample.is_empty() {
            return;
        }
        let place = (self.sample.len() * 9 / 10).min(self.sample.len() - 1);
        let (_, &mut high, _) = self.sample.select_nth_unstable(place);
        let wanted = nice_above(high as f64);
        if wanted > self.reference * 2.0 || wanted < self.reference / 2.0 || self.reference == 0.0 {
            self.reference = wanted;
        }
    }

    /// All clusters, oldest first.
    #[must_use]
    pub fn all(&self) -> &[Dot] {
        &self.dots
    }

    /// Raw quantity of the legend's circle.
    #[must_use]
    pub const fn reference(&self) -> i64 {
        if self.reference < 1.0 { Qty::ONE } else { self.reference as i64 }
    }

    /// Radius of a quantity where the reference has `unit`: areas are proportional to quantities, up to 1.7 `unit`.
    #[must_use]
    pub fn radius(&self, qty: i64, unit: f32) -> f32 {
        let share = (qty as f64 / self.reference() as f64).sqrt() as f32;
        (share * unit).clamp(unit * 0.22, unit * 1.7)
    }
}
