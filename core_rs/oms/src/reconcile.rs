//! After the link to the venue was lost: an order is unknown until the venue says how it is.

use crate::hearing::{Hearing, report_of};
use crate::reports::{end, replaced};
use crate::state::{Claim, Stage, left};
use crate::{Alert, Oms, OrderState, Request};
use plimsoll_types::{
    ClOrdId, ExecType, ExecutionReport, InstrumentId, Nanos, OrdStatus, Price, Qty, RejectReason, Side, VenueOrderId,
};

/// `OrderStatusRequest`, FIX H: what the venue is to be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatusRequest {
    /// Tag 11: the name that the order has now, by our knowledge.
    pub cl_ord_id: ClOrdId,
    /// The name that it has if a replace under way was taken; [`ClOrdId::NONE`] for none.
    pub replacing: ClOrdId,
    /// Tag 37; zero where the venue never named it.
    pub venue_order_id: VenueOrderId,
    /// Of what.
    pub instrument: InstrumentId,
    /// Tag 54.
    pub side: Side,
}

impl Oms {
    /// The link to the venue is gone: every order that is not done is unknown from now on.
    pub fn venue_lost(&mut self, now_ns: Nanos, out: &mut Vec<ExecutionReport>) {
        self.is_connected = false;
        for slot in 0..self.orders.slots() {
            let Some(order) = self.orders.get_mut(slot) else { continue };
            let is_news = !order.is_unknown && order.is_live();
            order.is_unknown = true;
            order.claim = None;
            // A cancel is wanted still, whether it arrived or not: it is sent again where the order turns out to work.
            order.cancel = order.cancel.map(|request| Request { is_sent: false, ..request });
            if is_news {
                order.ts_changed_ns = now_ns;
                out.push(report_of(now_ns, order, ExecType::OrderStatus, None));
            }
        }
    }

    /// The link is back: what to ask the venue. Orders stay unknown until it answers each.
    pub fn venue_back(&mut self, _: Nanos) -> Vec<StatusRequest> {
        self.is_connected = true;
        self.unknown().collect()
    }

    /// Whether the link to the venue stands, as far as was said.
    #[must_use]
    pub const fn is_connected(&self) -> bool {
        self.is_connected
    }

    /// Orders whose state only the venue can tell.
    pub fn unknown(&self) -> impl Iterator<Item = StatusRequest> + '_ {
        self.orders.whole().map(|(_, order)| order).filter(|order| order.is_unknown).map(|order| StatusRequest {
            cl_ord_id: order.cl_ord_id(),
            replacing: order.replacing(),
            venue_order_id: order.venue_order_id,
            instrument: order.instrument(),
            side: order.side(),
        })
    }

    pub(crate) fn hear_status(
        &mut self,
        order: &mut OrderState,
        (qty, px): (Qty, Price),
        claim: Claim,
        hearing: &mut Hearing<'_>,
    ) {
        if !claim.cum_qty.is_set() || claim.cum_qty.raw() < 0 || (claim.is_working && qty.raw() <= 0) {
            hearing.unusable(order);
            return hearing.doubt(order);
        }
        if claim.ts_venue_ns < order.ts_venue_ns {
            return outdated(order, claim, hearing);
        }
        order.doubted = None;
        let name = hearing.report.cl_ord_id;
        let was_replaced = order.replace_named(name).is_some();
        let names_px = px.is_set() && order.terms.px.is_set();
        let differs = qty != order.terms.qty || (names_px && px != order.terms.px);
        if was_replaced && qty.raw() > 0 {
            replaced(order, (name, qty, px), hearing);
        } else if name != order.cl_ord_id() {
            hearing.stale(order);
            return hearing.doubt(order);
        } else if claim.is_working && differs {
            hearing.unsolicited(order);
            order.terms.qty = qty;
            order.set_px(px);
        }
        if claim.is_working && order.stage == Stage::Sent {
            order.stage = Stage::Working;
        }
        order.claim = Some(claim);
        if order.cum_qty < claim.cum_qty {
            let by = left(claim.cum_qty, order.cum_qty);
            hearing.alert(Alert::MissingFills { cl_ord_id: order.cl_ord_id(), by });
            order.is_unknown = true;
        }
        resolve(order, hearing);
        hearing.tell(order, ExecType::OrderStatus);
    }

    pub(crate) fn resolve(&mut self, order: &mut OrderState, hearing: &mut Hearing<'_>) {
        resolve(order, hearing);
    }
}

/// A status older than what was heard says nothing; it is asked for again. One that comes old a second time is for people: the
/// venue's clock may have gone back, and asking without end would not help.
fn outdated(order: &mut OrderState, claim: Claim, hearing: &mut Hearing<'_>) {
    let is_again = order.doubted.replace(claim).is_some_and(|doubted| doubted.says(&claim));
    hearing.doubt(order);
    if is_again {
        hearing.outcome.needs_status = None;
        let (ours, venues) = (order.cum_qty, claim.cum_qty);
        hearing.alert(Alert::Disagreement { cl_ord_id: order.cl_ord_id(), ours, venues });
    } else {
        hearing.stale(order);
    }
}

/// Believes the venue's status once every fill that it counts has come.
pub(crate) fn resolve(order: &mut OrderState, hearing: &mut Hearing<'_>) {
    let Some(claim) = order.claim else { return };
    if order.cum_qty < claim.cum_qty {
        return;
    }
    order.claim = None;
    if order.cum_qty > claim.cum_qty {
        let (ours, venues) = (order.cum_qty, claim.cum_qty);
        hearing.alert(Alert::Disagreement { cl_ord_id: order.cl_ord_id(), ours, venues });
        return hearing.doubt(order);
    }
    let was_unknown = std::mem::take(&mut order.is_unknown);
    if claim.is_working {
        works(order, was_unknown, hearing);
    } else {
        is_over(order, hearing);
    }
}

fn works(order: &mut OrderState, was_unknown: bool, hearing: &mut Hearing<'_>) {
    if let Stage::Done(was) = order.stage {
        if order.cum_qty >= order.terms.qty {
            return hearing.stale(order);
        }
        // A status may be late: the order may work, and the venue is to say so again.
        order.stage = Stage::Working;
        hearing.alert(Alert::Reopened { cl_ord_id: order.cl_ord_id(), was });
        return hearing.doubt(order);
    }
    if was_unknown {
        // The link was lost on it, and it must not come true later.
        if let Some(request) = order.replace.filter(|request| request.is_sent) {
            order.replace = None;
            order.given_up = Some(request.order);
            hearing.tell_refused(order, request.order.cl_ord_id, RejectReason::VenueDown);
        }
    }
    hearing.release(order);
}

fn is_over(order: &mut OrderState, hearing: &mut Hearing<'_>) {
    if order.is_live() {
        let is_filled = order.cum_qty >= order.terms.qty;
        end(order, if is_filled { OrdStatus::Filled } else { OrdStatus::Cancelled });
        if !is_filled {
            hearing.tell(order, ExecType::Cancelled);
        }
    }
    hearing.drop_waiting(order);
    if let Some(request) = order.replace.take() {
        hearing.tell_refused(order, request.order.cl_ord_id, RejectReason::TooLate);
    }
}
