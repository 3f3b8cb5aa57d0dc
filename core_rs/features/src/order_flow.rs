//! Order-flow imbalance, best level and multi-level.

use crate::book_state::{BookStep, Quote};
use crate::definition::{FeatureDef, FeatureKind, best_level, levels_param, one_output};
use crate::digest::StateSink;
use crate::operator::{BOOK, Hears, Moment, Operator};
use crate::params::{ParamDef, ParamKind, Params};
use crate::quotes::{LEVELS, quantity};
use plimsoll_types::Side;
use std::cmp::Ordering;

/// What the outputs are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// One: the sum over the levels.
    Sum,
    /// One per level.
    Levels,
}

/// Signed order flow at each of the best levels since the interval began.
#[derive(Debug, Clone)]
struct OrderFlow {
    form: Form,
    by_depth: bool,
    flow: Vec<i64>,
    displayed: i128,
    updates: u64,
    begun: bool,
}

impl OrderFlow {
    fn new(levels: usize, form: Form, by_depth: bool) -> Self {
        Self { form, by_depth, flow: vec![0; levels], displayed: 0, updates: 0, begun: false }
    }

    fn of(params: &Params, form: Form) -> Self {
        Self::new(levels_param(params), form, params.choice("norm") == "depth")
    }

    /// What the flow is divided by: one, or the mean displayed quantity per level and side.
    #[allow(clippy::cast_precision_loss)]
    fn divisor(&self) -> f64 {
        if !self.by_depth || self.updates == 0 {
            return 1.0;
        }
        quantity(self.displayed) / (2.0 * self.updates as f64 * self.flow.len() as f64)
    }

    fn count_depth(&mut self, step: &BookStep<'_>) {
        let take = self.flow.len();
        if step.changed.iter().all(|span| span.from >= take) {
            return;
        }
        let shown = |side| step.after.levels(side).iter().take(take).map(|q| i128::from(q.qty.raw())).sum::<i128>();
        self.updates += 1;
        self.displayed += shown(Side::Buy) + shown(Side::Sell);
    }

    /// Adds one side's flow, with this sign, at the places that changed.
    fn add_side(&mut self, step: &BookStep<'_>, side: Side) {
        let (before, after) = (step.before.levels(side), step.after.levels(side));
        for m in step.changed[side.index()].below(self.flow.len()) {
            let flow = side_flow(before.get(m), after.get(m), side).saturating_mul(side.sign());
            self.flow[m] = self.flow[m].saturating_add(flow);
        }
    }
}

/// Cont–Kukanov–Stoikov's e_n for one side, as if it were the bid: better price adds the new queue, worse price takes the
/// old one, same price adds the difference. No level is a price worse than any.
fn side_flow(before: Option<&Quote>, after: Option<&Quote>, side: Side) -> i64 {
    let qty = |level: Option<&Quote>| level.map_or(0, |l| l.qty.raw());
    let better = match (before, after) {
        (Some(old), Some(new)) if side == Side::Buy => new.px.cmp(&old.px),
        (Some(old), Some(new)) => old.px.cmp(&new.px),
        (old, new) => new.is_some().cmp(&old.is_some()),
    };
    match better {
        Ordering::Greater => qty(after),
        Ordering::Equal => qty(after).saturating_sub(qty(before)),
        Ordering::Less => -qty(before),
    }
}

impl Operator for OrderFlow {
    fn hears(&self) -> Hears {
        BOOK
    }

    fn on_book(&mut self, step: &BookStep<'_>) {
        self.begun |= step.after.known();
        if !(step.before.known() && step.after.known()) {
            return;
        }
        self.add_side(step, Side::Buy);
        self.add_side(step, Side::Sell);
        if self.by_depth {
            self.count_depth(step);
        }
    }

    fn values(&self, _: &Moment<'_>, out: &mut [f64]) {
        if !self.begun {
            out.fill(f64::NAN);
            return;
        }
        let divisor = self.divisor();
        match self.form {
            Form::Sum => out[0] = quantity(self.flow.iter().map(|f| i128::from(*f)).sum()) / divisor,
            Form::Levels => {
                for (value, flow) in out.iter_mut().zip(&self.flow) {
                    *value = quantity(i128::from(*flow)) / divisor;
                }
            }
        }
    }

    fn end_interval(&mut self) {
        self.flow.fill(0);
        self.displayed = 0;
        self.updates = 0;
    }

    fn reset(&mut self) {
        *self = Self::new(self.flow.len(), self.form, self.by_depth);
    }

    fn fork(&self) -> Box<dyn Operator> {
        Box::new(self.clone())
    }

    fn digest(&self, sink: &mut StateSink) {
        sink.put_bool(self.begun);
        sink.put_i128(self.displayed);
        sink.put_i64(self.updates.cast_signed());
        self.flow.iter().for_each(|f| sink.put_i64(*f));
    }
}

const NORM: ParamDef = ParamDef {
    name: "norm",
    kind: ParamKind::Choice(&["none", "depth"]),
    doc: "`depth` divides by the interval's mean quantity per level and side (Cont, Cucuringu & Zhang).",
};
const WARM_UP: &str = "first book; the flow counts from there";
const UNKNOWN: &str = "in intervals in which events are missing";

pub(crate) static OFI: FeatureDef = FeatureDef {
    name: "ofi",
    title: "Order-flow imbalance, best level",
    kind: FeatureKind::Interval,
    unit: "quantity",
    formula: "Σ e_n over the book changes; e_n = 1[Pb ≥ Pb']·qb − 1[Pb ≤ Pb']·qb' − 1[Pa ≤ Pa']·qa + 1[Pa ≥ Pa']·qa', primes before the change; an empty side is a price worse than any",
    params: &[],
    warm_up: WARM_UP,
    unknown: UNKNOWN,
    source: "Cont, Kukanov & Stoikov (2014), The price impact of order book events, J. Financial Econometrics 12(1)",
    outputs: one_output,
    levels: best_level,
    build: |_| Ok(Box::new(OrderFlow::new(1, Form::Sum, false))),
};

pub(crate) static OFI_MULTI: FeatureDef = FeatureDef {
    name: "ofi_multi",
    title: "Order-flow imbalance, summed over levels",
    kind: FeatureKind::Interval,
    unit: "quantity; 1 with norm=depth",
    formula: "Σ over m = 1…levels of the OFI of the m-th best prices and quantities",
    params: &[LEVELS, NORM],
    warm_up: WARM_UP,
    unknown: UNKNOWN,
    source: "Xu, Gould & Howison (2018), Multi-level order-flow imbalance in a limit order book; Cont, Cucuringu & Zhang (2023), Cross-impact of order flow imbalance in equity markets, Quantitative Finance 23(10)",
    outputs: one_output,
    levels: levels_param,
    build: |params| Ok(Box::new(OrderFlow::of(params, Form::Sum))),
};

pub(crate) static MLOFI: FeatureDef = FeatureDef {
    name: "mlofi",
    title: "Order-flow imbalance of each level",
    kind: FeatureKind::Interval,
    unit: "quantity; 1 with norm=depth",
    formula: "the vector of the OFI of the m-th best prices and quantities, m = 1…levels",
    params: &[LEVELS, NORM],
    warm_up: WARM_UP,
    unknown: UNKNOWN,
    source: "Xu, Gould & Howison (2018), Multi-level order-flow imbalance in a limit order book",
    outputs: |params| (1..=levels_param(params)).map(|m| m.to_string()).collect(),
    levels: levels_param,
    build: |params| Ok(Box::new(OrderFlow::of(params, Form::Levels))),
};
