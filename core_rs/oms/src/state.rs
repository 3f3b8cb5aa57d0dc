//! One order, as far as is known.

use crate::Amount;
use plimsoll_types::{
    Attribution, CancelOrder, ClOrdId, ExecId, ExecType, ExecutionReport, InstrumentId, Liquidity, Money, Nanos,
    NewOrder, OrdStatus, OrdType, Price, Qty, RejectReason, ReplaceOrder, Side, UNKNOWN_TIME, VenueOrderId,
};

/// How far an order is at the venue, requests aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Sent, not answered.
    Sent,
    /// The venue has it.
    Working,
    /// Nothing more comes of it.
    Done(OrdStatus),
}

/// A cancel or replace that is not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request<T> {
    /// What was asked.
    pub order: T,
    /// Whether the venue was sent it; otherwise it waits.
    pub is_sent: bool,
}

/// What a venue said of an order that is to be reconciled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Claim {
    pub(crate) cum_qty: Qty,
    pub(crate) is_working: bool,
    /// When, by its clock.
    pub(crate) ts_venue_ns: Nanos,
}

impl Claim {
    pub(crate) fn says(&self, other: &Self) -> bool {
        self.cum_qty == other.cum_qty && self.is_working == other.is_working
    }
}

/// What an order holds back of limits, from the moment it is sent. While a replace is under way it is the greater of both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reserve {
    /// Whether it counts as an open order.
    pub is_open: bool,
    /// What may trade yet.
    pub qty: Qty,
    /// Its value, where the order names a price (its limit, or else its stop).
    pub notional: Amount,
    /// What may trade yet at a price that the order does not name: worth the mark.
    pub at_mark_qty: Qty,
}

/// An order that is not done, or whose last request is not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderState {
    /// As they hold now: name, quantity and price are those of the last replace that the venue took.
    pub terms: NewOrder,
    /// The name that it was sent with.
    pub first_cl_ord_id: ClOrdId,
    /// Whose, as the gateway numbers its sessions.
    pub session: u32,
    /// Tag 37; zero before the venue named it.
    pub venue_order_id: VenueOrderId,
    /// Tag 14.
    pub cum_qty: Qty,
    /// Sum of fills' price times quantity.
    pub traded: Amount,
    /// Whether a stop was set off.
    pub is_triggered: bool,
    /// Whether the link to the venue was lost since it last spoke for sure.
    pub is_unknown: bool,
    /// A cancel under way.
    pub cancel: Option<Request<CancelOrder>>,
    /// A replace under way.
    pub replace: Option<Request<ReplaceOrder>>,
    /// When it was sent, UTC.
    pub ts_placed_ns: Nanos,
    /// When it last changed, UTC.
    pub ts_changed_ns: Nanos,
    pub(crate) stage: Stage,
    /// A replace that was given up after the link was lost; should the venue have taken it after all, this is the order's name.
    pub(crate) given_up: Option<ReplaceOrder>,
    pub(crate) claim: Option<Claim>,
    /// The latest time by the venue's clock of a report of it.
    pub(crate) ts_venue_ns: Nanos,
    /// The last status that was older than a report heard before it.
    pub(crate) doubted: Option<Claim>,
    pub(crate) number: u32,
    pub(crate) position: u32,
    pub(crate) reserve: Reserve,
    pub(crate) rank: Option<i64>,
}

/// Zero where it would be below.
pub(crate) fn left(whole: Qty, done: Qty) -> Qty {
    Qty::from_raw(whole.raw().saturating_sub(done.raw()).max(0))
}

fn greater(a: Qty, b: Qty) -> Qty {
    if a < b { b } else { a }
}

impl OrderState {
    pub(crate) fn sent(now_ns: Nanos, session: u32, order: &NewOrder, number: u32, position: u32) -> Self {
        Self {
            terms: *order,
            first_cl_ord_id: order.cl_ord_id,
            session,
            venue_order_id: VenueOrderId(0),
            cum_qty: Qty::ZERO,
            traded: Amount::ZERO,
            is_triggered: false,
            is_unknown: false,
            cancel: None,
            replace: None,
            ts_placed_ns: now_ns,
            ts_changed_ns: now_ns,
            stage: Stage::Sent,
            given_up: None,
            claim: None,
            ts_venue_ns: UNKNOWN_TIME,
            doubted: None,
            number,
            position,
            reserve: Reserve::default(),
            rank: None,
        }
    }

    /// The name it has now.
    #[must_use]
    pub const fn cl_ord_id(&self) -> ClOrdId {
        self.terms.cl_ord_id
    }

    /// Who answers for it.
    #[must_use]
    pub const fn attribution(&self) -> Attribution {
        self.terms.attribution
    }

    /// Of what.
    #[must_use]
    pub const fn instrument(&self) -> InstrumentId {
        self.terms.instrument
    }

    /// Tag 54.
    #[must_use]
    pub const fn side(&self) -> Side {
        self.terms.side
    }

    /// Tag 39, by FIX's precedence: done, unknown, pending cancel, pending replace, and only then what it was before.
    #[must_use]
    pub fn status(&self) -> OrdStatus {
        match self.stage {
            Stage::Done(status) => status,
            _ if self.is_unknown => OrdStatus::Unknown,
            _ if self.cancel.is_some() => OrdStatus::PendingCancel,
            _ if self.replace.is_some() => OrdStatus::PendingReplace,
            Stage::Sent => OrdStatus::PendingNew,
            Stage::Working if self.cum_qty.raw() > 0 => OrdStatus::PartiallyFilled,
            Stage::Working => OrdStatus::New,
        }
    }

    /// Whether something may come of it yet, as far as is known: sent and not done.
    #[must_use]
    pub const fn is_live(&self) -> bool {
        !matches!(self.stage, Stage::Done(_))
    }

    /// Whether the venue has taken it.
    #[must_use]
    pub const fn is_acknowledged(&self) -> bool {
        !matches!(self.stage, Stage::Sent)
    }

    /// FIX 150 = I: the order as it is now, for whoever asks.
    #[must_use]
    pub fn status_report(&self, now_ns: Nanos) -> ExecutionReport {
        crate::hearing::report_of(now_ns, self, ExecType::OrderStatus, None)
    }

    /// Tag 151: zero once it is done.
    #[must_use]
    pub fn leaves_qty(&self) -> Qty {
        if self.is_live() { left(self.terms.qty, self.cum_qty) } else { Qty::ZERO }
    }

    /// Tag 6; unset before the first fill.
    #[must_use]
    pub fn avg_px(&self) -> Price {
        self.traded.per(self.cum_qty)
    }

    /// Takes the venue's word for the price, where the order names one at all.
    pub(crate) fn set_px(&mut self, px: Price) {
        if px.is_set() && self.terms.px.is_set() {
            self.terms.px = px;
        }
    }

    /// The name that it has if a replace was taken of which nothing was heard.
    pub(crate) fn replacing(&self) -> ClOrdId {
        let sent = self.replace.filter(|request| request.is_sent).map(|request| request.order);
        sent.or(self.given_up).map_or(ClOrdId::NONE, |replace| replace.cl_ord_id)
    }

    /// The replace that the venue must have taken if the order's name is `name`.
    pub(crate) fn replace_named(&self, name: ClOrdId) -> Option<ReplaceOrder> {
        let sent = self.replace.filter(|request| request.is_sent).map(|request| request.order);
        sent.into_iter().chain(self.given_up).find(|replace| replace.cl_ord_id == name)
    }

    /// Whether it is done and what it traded is still to be asked.
    pub(crate) const fn has_open_question(&self) -> bool {
        self.is_unknown && !self.is_live()
    }

    /// What it holds back of limits.
    #[must_use]
    pub const fn reserve(&self) -> Reserve {
        self.reserve
    }

    /// What it has to hold back.
    pub(crate) fn wanted_reserve(&self) -> Reserve {
        let now = if self.is_live() { left(self.terms.qty, self.cum_qty) } else { Qty::ZERO };
        let (then, then_px) = self.replace.map_or((Qty::ZERO, Price::UNSET), |request| {
            (left(request.order.qty, self.cum_qty), named_px(request.order.px, request.order.stop_px))
        });
        let qty = greater(now, then);
        if qty == Qty::ZERO && !self.is_live() {
            return Reserve::default();
        }
        let px = named_px(self.terms.px, self.terms.stop_px);
        if !px.is_set() {
            return Reserve { is_open: true, qty, notional: Amount::ZERO, at_mark_qty: qty };
        }
        let notional = Amount::of(px, now).max(if then_px.is_set() { Amount::of(then_px, then) } else { Amount::ZERO });
        Reserve { is_open: true, qty, notional, at_mark_qty: Qty::ZERO }
    }

    /// The price at which it may trade with an order of the firm itself, as its side ranks them (smaller trades first);
    /// `None` where it cannot trade now. While a replace is under way it is the better of both.
    pub(crate) fn wanted_rank(&self) -> Option<i64> {
        let is_stop = matches!(self.terms.ord_type, OrdType::Stop | OrdType::StopLimit);
        if !self.is_live() || (is_stop && !self.is_triggered) {
            return None;
        }
        let now = rank(self.terms.side, self.terms.px);
        Some(self.replace.map_or(now, |request| now.min(rank(self.terms.side, request.order.px))))
    }
}

/// Smaller is better; an unset price trades with anything.
pub(crate) fn rank(side: Side, px: Price) -> i64 {
    match side {
        _ if !px.is_set() => i64::MIN,
        Side::Buy => -px.raw(),
        Side::Sell => px.raw(),
    }
}

fn named_px(px: Price, stop_px: Price) -> Price {
    if px.is_set() { px } else { stop_px }
}

/// An order that is done: what busts, late fills and duplicates need to know of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClosedOrder {
    /// The last name it had.
    pub cl_ord_id: ClOrdId,
    /// The name that it was sent with.
    pub first_cl_ord_id: ClOrdId,
    /// The parent order; [`ClOrdId::NONE`] for none.
    pub parent: ClOrdId,
    /// Tag 37.
    pub venue_order_id: VenueOrderId,
    /// Who answers for it.
    pub attribution: Attribution,
    /// Of what.
    pub instrument: InstrumentId,
    /// Whose.
    pub session: u32,
    /// Tag 54.
    pub side: Side,
    /// Tag 39.
    pub status: OrdStatus,
    /// Tag 40.
    pub ord_type: OrdType,
    /// Tag 38.
    pub qty: Qty,
    /// Tag 44.
    pub px: Price,
    /// Tag 14.
    pub cum_qty: Qty,
    /// Sum of fills' price times quantity.
    pub traded: Amount,
    /// When it was done, UTC.
    pub ts_changed_ns: Nanos,
    /// The latest time by the venue's clock of a report of it.
    pub(crate) ts_venue_ns: Nanos,
    pub(crate) position: u32,
    /// Open again: the entry stands for nothing.
    pub(crate) is_vacant: bool,
}

impl ClosedOrder {
    /// Tag 6; unset where nothing was filled.
    #[must_use]
    pub fn avg_px(&self) -> Price {
        self.traded.per(self.cum_qty)
    }

    /// FIX 150 = I: the order as it ended, for whoever asks.
    #[must_use]
    pub fn status_report(&self, now_ns: Nanos) -> ExecutionReport {
        ExecutionReport {
            ts_ns: now_ns,
            ts_venue_ns: UNKNOWN_TIME,
            exec_id: ExecId(0),
            cl_ord_id: self.cl_ord_id,
            orig_cl_ord_id: ClOrdId::NONE,
            venue_order_id: self.venue_order_id,
            attribution: self.attribution,
            instrument: self.instrument,
            side: self.side,
            exec_type: ExecType::OrderStatus,
            ord_status: self.status,
            liquidity: Liquidity::Unknown,
            reason: RejectReason::None,
            qty: self.qty,
            px: self.px,
            last_qty: Qty::ZERO,
            last_px: Price::UNSET,
            cum_qty: self.cum_qty,
            leaves_qty: Qty::ZERO,
            avg_px: self.avg_px(),
            fee: Money::ZERO,
        }
    }

    pub(crate) fn of(order: &OrderState, status: OrdStatus) -> Self {
        Self {
            cl_ord_id: order.terms.cl_ord_id,
            first_cl_ord_id: order.first_cl_ord_id,
            parent: order.terms.parent,
            venue_order_id: order.venue_order_id,
            attribution: order.terms.attribution,
            instrument: order.terms.instrument,
            session: order.session,
            side: order.terms.side,
            status,
            ord_type: order.terms.ord_type,
            qty: order.terms.qty,
            px: order.terms.px,
            cum_qty: order.cum_qty,
            traded: order.traded,
            ts_changed_ns: order.ts_changed_ns,
            ts_venue_ns: order.ts_venue_ns,
            position: order.position,
            is_vacant: false,
        }
    }

    /// Back to an order; what is not kept (stop, display, peg, instructions) is as of a plain order.
    pub(crate) fn reopened(&self, number: u32) -> OrderState {
        let mut terms =
            NewOrder::limit(self.cl_ord_id, self.attribution, self.instrument, self.side, self.qty, self.px);
        terms.parent = self.parent;
        terms.ord_type = self.ord_type;
        let mut order = OrderState::sent(self.ts_changed_ns, self.session, &terms, number, self.position);
        order.first_cl_ord_id = self.first_cl_ord_id;
        order.venue_order_id = self.venue_order_id;
        order.cum_qty = self.cum_qty;
        order.traded = self.traded;
        order.ts_venue_ns = self.ts_venue_ns;
        order.is_triggered = true;
        order.stage = Stage::Done(self.status);
        order
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_a_closed_order_is_kept_in_two_cache_lines() {
        assert!(size_of::<ClosedOrder>() <= 128, "{}", size_of::<ClosedOrder>());
    }
}
