//! Fills, and what venues make of them afterwards.

use crate::fills::{Correction, Early, Seen};
use crate::hearing::Hearing;
use crate::state::{Stage, left};
use crate::{Alert, Amount, Fill, Oms, OrderState};
use plimsoll_types::{ExecId, ExecType, OrdStatus, Price, Qty, VenueReportBody};

impl Oms {
    pub(crate) fn hear_fill(&mut self, order: &mut OrderState, hearing: &mut Hearing<'_>) {
        let VenueReportBody::Fill { px, qty, liquidity, fee } = hearing.report.body else { return };
        let exec_id = hearing.report.exec_id;
        if !px.is_set() || qty.raw() <= 0 || !fee.is_set() || exec_id.0 == 0 {
            hearing.unusable(order);
            return hearing.doubt(order);
        }
        let fill = Fill {
            exec_id,
            px,
            qty,
            fee,
            side: order.side(),
            liquidity,
            is_busted: false,
            is_corrected: false,
            ts_venue_ns: hearing.report.ts_venue_ns,
            order: order.number,
            position: order.position,
        };
        let place = self.fills.add(fill);
        self.portfolio.fill(order.position, &fill);
        filled(order, &fill, hearing);
        self.heed_early(order, exec_id, place, hearing);
    }

    /// What overtook the report of this name counts after it, as if it had come after it.
    fn heed_early(&mut self, order: &mut OrderState, name: ExecId, place: u32, hearing: &mut Hearing<'_>) {
        for early in self.fills.take_early(name) {
            match early {
                Early::Bust => self.bust(order, place, hearing),
                Early::Correct(correction) => self.correct(order, place, &correction, hearing),
            }
        }
    }

    /// The order and place of a fill; a bust or correction of one that is to come is kept for it.
    fn fill_meant(&mut self, of: ExecId, early: Early, hearing: &mut Hearing<'_>) -> Option<(u32, Fill)> {
        if let Seen::Fill(place) = self.fills.seen(of) {
            return self.fills.get(place).map(|fill| (place, *fill));
        }
        // What is meant may be a correction that came early itself.
        let is_to_come = self.fills.seen(of) == Seen::New || self.fills.is_early(of);
        if is_to_come && of.0 != 0 {
            self.fills.note_early(of, early);
            hearing.alert(Alert::UnknownFill { of });
        } else {
            // A report of that name came and was no fill: there is nothing to take back.
            let (cl_ord_id, exec_id) = (hearing.report.cl_ord_id, hearing.report.exec_id);
            hearing.alert(Alert::Unusable { cl_ord_id, exec_id });
        }
        None
    }

    pub(crate) fn hear_bust(&mut self, of: ExecId, hearing: &mut Hearing<'_>) {
        let Some((place, fill)) = self.fill_meant(of, Early::Bust, hearing) else { return };
        let Some((slot, mut order)) = self.opened(fill.order) else { return };
        self.bust(&mut order, place, hearing);
        self.write(slot, order);
    }

    fn bust(&mut self, order: &mut OrderState, place: u32, hearing: &mut Hearing<'_>) {
        let Some(kept) = self.fills.get_mut(place) else { return };
        if kept.is_busted {
            return hearing.stale(order);
        }
        kept.is_busted = true;
        let fill = *kept;
        hearing.alert(Alert::Busted { cl_ord_id: order.cl_ord_id(), of: fill.exec_id });
        self.amended(order, &fill, (fill.px, Qty::ZERO), ExecType::TradeCancel, hearing);
    }

    pub(crate) fn hear_correct(&mut self, of: ExecId, px: Price, qty: Qty, hearing: &mut Hearing<'_>) {
        if !px.is_set() || qty.raw() <= 0 {
            let (cl_ord_id, exec_id) = (hearing.report.cl_ord_id, hearing.report.exec_id);
            return hearing.alert(Alert::Unusable { cl_ord_id, exec_id });
        }
        let (name, ts_venue_ns) = (hearing.report.exec_id, hearing.report.ts_venue_ns);
        let correction = Correction { name, ts_venue_ns, px, qty };
        let Some((place, fill)) = self.fill_meant(of, Early::Correct(correction), hearing) else { return };
        let Some((slot, mut order)) = self.opened(fill.order) else { return };
        self.correct(&mut order, place, &correction, hearing);
        self.write(slot, order);
    }

    fn correct(&mut self, order: &mut OrderState, place: u32, correction: &Correction, hearing: &mut Hearing<'_>) {
        let Some(kept) = self.fills.get_mut(place) else { return };
        let (fill, px, qty) = (*kept, correction.px, correction.qty);
        if fill.is_busted {
            hearing.stale(order);
        } else if correction.ts_venue_ns < fill.ts_venue_ns {
            // Of two corrections the later one by the venue's clock holds; somebody has to look whether that clock stepped.
            hearing.alert(Alert::Conflict { exec_id: correction.name });
        } else {
            (kept.px, kept.qty, kept.is_corrected, kept.ts_venue_ns) = (px, qty, true, correction.ts_venue_ns);
            hearing.alert(Alert::Corrected { cl_ord_id: order.cl_ord_id(), of: fill.exec_id });
            self.amended(order, &fill, (px, qty), ExecType::TradeCorrect, hearing);
        }
        self.fills.also(correction.name, place);
        self.heed_early(order, correction.name, place, hearing);
    }

    fn opened(&mut self, number: u32) -> Option<(u32, OrderState)> {
        let slot = self.orders.open(number)?;
        Some((slot, *self.orders.get(slot)?))
    }

    /// Counts `fill` as `qty` at `px` instead. Whether what was taken back may trade again only the venue can tell: until it
    /// does, the order is unknown. A cancelled one stays so.
    fn amended(
        &mut self,
        order: &mut OrderState,
        fill: &Fill,
        (px, qty): (Price, Qty),
        exec_type: ExecType,
        hearing: &mut Hearing<'_>,
    ) {
        self.portfolio.recount(order.position, &self.fills);
        order.traded -= Amount::of(fill.px, fill.qty);
        order.traded += Amount::of(px, qty);
        order.cum_qty = Qty::from_raw(order.cum_qty.raw().saturating_sub(fill.qty.raw()).saturating_add(qty.raw()));
        order.ts_changed_ns = hearing.now_ns;
        order.ts_venue_ns = order.ts_venue_ns.max(hearing.report.ts_venue_ns);
        let was_live = order.is_live();
        mend_stage(order);
        if qty < fill.qty {
            hearing.doubt(order);
        }
        if order.cum_qty > order.terms.qty && qty > fill.qty {
            let by = left(order.cum_qty, order.terms.qty);
            let (cl_ord_id, exec_id) = (order.cl_ord_id(), hearing.report.exec_id);
            hearing.alert(Alert::Overfill { cl_ord_id, exec_id, by });
        }
        let last_qty = if exec_type == ExecType::TradeCancel { fill.qty } else { qty };
        hearing.tell_of_fill(order, exec_type, (px, last_qty), (fill.liquidity, fill.fee));
        if was_live && !order.is_live() {
            hearing.drop_waiting(order);
        }
        self.resolve(order, hearing);
    }
}

/// An order is filled where what it traded is all of it, and is not where it is not.
fn mend_stage(order: &mut OrderState) {
    let is_filled = order.cum_qty >= order.terms.qty;
    order.stage = match order.stage {
        Stage::Done(OrdStatus::Filled) if !is_filled => Stage::Working,
        Stage::Done(status) if !is_filled => Stage::Done(status),
        Stage::Sent | Stage::Working if !is_filled => order.stage,
        _ => Stage::Done(OrdStatus::Filled),
    };
}

/// Counts a fill in, whatever the order was: what traded has traded.
fn filled(order: &mut OrderState, fill: &Fill, hearing: &mut Hearing<'_>) {
    let (was, was_live, was_sent) = (order.status(), order.is_live(), order.stage == Stage::Sent);
    order.cum_qty = Qty::from_raw(order.cum_qty.raw().saturating_add(fill.qty.raw()));
    order.traded += Amount::of(fill.px, fill.qty);
    if was_sent {
        order.stage = Stage::Working;
    }
    mend_stage(order);
    let (cl_ord_id, exec_id) = (order.cl_ord_id(), fill.exec_id);
    let by = left(order.cum_qty, most_ordered(order));
    // Asked for, or filled by its old terms and raised by the venue, whose word of that is on the way.
    let is_expected = order.is_unknown || (by == Qty::ZERO && order.replace.is_some());
    if !was_live && !is_expected {
        hearing.alert(Alert::FillAfterDone { cl_ord_id, exec_id, was });
    }
    if by > Qty::ZERO {
        hearing.alert(Alert::Overfill { cl_ord_id, exec_id, by });
    }
    hearing.tell_of_fill(order, ExecType::Trade, (fill.px, fill.qty), (fill.liquidity, fill.fee));
    if was_live && !order.is_live() {
        hearing.drop_waiting(order);
    } else if was_sent {
        hearing.release(order);
    }
    if order.claim.is_some_and(|claim| claim.ts_venue_ns < hearing.report.ts_venue_ns) {
        // The venue spoke before this fill: what it said is to be asked anew.
        return hearing.doubt(order);
    }
    crate::reconcile::resolve(order, hearing);
}

/// The whole quantity; that of a replace under way where it is more, for the venue may have taken it already.
fn most_ordered(order: &OrderState) -> Qty {
    match order.replace {
        Some(request) if request.is_sent && request.order.qty > order.terms.qty => request.order.qty,
        _ => order.terms.qty,
    }
}
