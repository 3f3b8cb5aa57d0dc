//! A venue that knows the truth, and a link to it that loses, doubles and reorders.
#![allow(dead_code)] // each test file uses its part

use plimsoll_types::{
    CancelReason, ClOrdId, ExecId, Liquidity, Money, NewOrder, Price, Qty, RejectReason, VenueCommand, VenueOrderId,
    VenueReport, VenueReportBody,
};
use std::collections::BTreeMap;

/// An order as it is in truth.
#[derive(Debug, Clone)]
pub struct True {
    pub terms: NewOrder,
    pub cum: i64,
    pub is_done: bool,
    reports: Vec<VenueReport>,
}

impl True {
    pub fn leaves(&self) -> i64 {
        if self.is_done { 0 } else { (self.terms.qty.raw() - self.cum).max(0) }
    }
}

#[derive(Debug, Clone)]
pub struct TrueFill {
    pub order: usize,
    pub exec_id: ExecId,
    /// The names of its corrections, too.
    pub names: Vec<ExecId>,
    pub qty: i64,
    pub px: i64,
    pub is_busted: bool,
}

#[derive(Debug, Default)]
pub struct Venue {
    pub orders: Vec<True>,
    pub fills: Vec<TrueFill>,
    names: BTreeMap<ClOrdId, usize>,
    last_exec: u64,
    /// Reports on their way.
    pub flight: Vec<VenueReport>,
}

impl Venue {
    fn say(&mut self, name: ClOrdId, order: Option<usize>, body: VenueReportBody) {
        self.last_exec += 1;
        let report = VenueReport {
            ts_venue_ns: self.last_exec as i64,
            exec_id: ExecId(self.last_exec),
            cl_ord_id: name,
            venue_order_id: VenueOrderId(order.map_or(0, |order| order as u64 + 1)),
            body,
        };
        let is_trade = matches!(
            body,
            VenueReportBody::Fill { .. } | VenueReportBody::Bust { .. } | VenueReportBody::Correct { .. }
        );
        if let Some(order) = order.filter(|_| is_trade) {
            self.orders[order].reports.push(report);
        }
        self.flight.push(report);
    }

    pub fn take(&mut self, command: &VenueCommand, accepts: bool) {
        match *command {
            VenueCommand::New(order) => {
                let index = self.orders.len();
                self.orders.push(True { terms: order, cum: 0, is_done: !accepts, reports: Vec::new() });
                self.names.insert(order.cl_ord_id, index);
                let refusal = VenueReportBody::Rejected { reason: RejectReason::VenueRefused };
                self.say(order.cl_ord_id, Some(index), if accepts { VenueReportBody::Accepted } else { refusal });
            }
            VenueCommand::Cancel(cancel) => match self.live(cancel.orig_cl_ord_id) {
                Some(index) => self.cancel(index, CancelReason::Requested),
                None => self.refuse(cancel.cl_ord_id, cancel.orig_cl_ord_id),
            },
            VenueCommand::Replace(replace) => match self.live(replace.orig_cl_ord_id) {
                Some(index) if replace.qty.raw() > self.orders[index].cum && accepts => {
                    let order = &mut self.orders[index];
                    (order.terms.qty, order.terms.px) = (replace.qty, replace.px);
                    order.terms.cl_ord_id = replace.cl_ord_id;
                    self.names.insert(replace.cl_ord_id, index);
                    let orig_cl_ord_id = replace.orig_cl_ord_id;
                    let body = VenueReportBody::Replaced { orig_cl_ord_id, qty: replace.qty, px: replace.px };
                    self.say(replace.cl_ord_id, Some(index), body);
                }
                _ => self.refuse(replace.cl_ord_id, replace.orig_cl_ord_id),
            },
        }
    }

    fn live(&self, name: ClOrdId) -> Option<usize> {
        self.names.get(&name).copied().filter(|index| !self.orders[*index].is_done)
    }

    fn refuse(&mut self, name: ClOrdId, orig_cl_ord_id: ClOrdId) {
        let reason =
            if self.names.contains_key(&orig_cl_ord_id) { RejectReason::TooLate } else { RejectReason::UnknownOrder };
        self.say(name, None, VenueReportBody::CancelRejected { orig_cl_ord_id, reason });
    }

    pub fn cancel(&mut self, index: usize, reason: CancelReason) {
        self.orders[index].is_done = true;
        self.say(self.orders[index].terms.cl_ord_id, Some(index), VenueReportBody::Cancelled { reason });
    }

    pub fn fill(&mut self, index: usize, qty: i64, px: i64) {
        let qty = qty.min(self.orders[index].leaves());
        if qty <= 0 {
            return;
        }
        let name = self.orders[index].terms.cl_ord_id;
        let body = VenueReportBody::Fill {
            px: Price::from_raw(px),
            qty: Qty::from_raw(qty),
            liquidity: Liquidity::Added,
            fee: Money::from_raw(px % 7 - 3),
        };
        self.say(name, Some(index), body);
        let exec_id = ExecId(self.last_exec);
        self.fills.push(TrueFill { order: index, exec_id, names: vec![exec_id], qty, px, is_busted: false });
        self.count(index, qty);
    }

    fn count(&mut self, index: usize, more: i64) {
        let order = &mut self.orders[index];
        order.cum += more;
        order.is_done |= order.cum >= order.terms.qty.raw();
    }

    pub fn bust(&mut self, nth: usize, by: usize) {
        let fill = self.fills[nth].clone();
        if !fill.is_busted {
            self.fills[nth].is_busted = true;
            self.count(fill.order, -fill.qty);
            let of = fill.names[by % fill.names.len()];
            self.say(self.orders[fill.order].terms.cl_ord_id, Some(fill.order), VenueReportBody::Bust { of });
        }
    }

    pub fn correct(&mut self, nth: usize, by: usize, qty: i64, px: i64) {
        let fill = self.fills[nth].clone();
        if !fill.is_busted {
            (self.fills[nth].qty, self.fills[nth].px) = (qty, px);
            self.count(fill.order, qty - fill.qty);
            let of = fill.names[by % fill.names.len()];
            let body = VenueReportBody::Correct { of, px: Price::from_raw(px), qty: Qty::from_raw(qty) };
            self.say(self.orders[fill.order].terms.cl_ord_id, Some(fill.order), body);
            let name = ExecId(self.last_exec);
            self.fills[nth].names.push(name);
        }
    }

    /// Answers a status request: what was traded comes again, then how the order is.
    pub fn tell(&mut self, name: ClOrdId, replacing: ClOrdId) {
        let Some(&index) = self.names.get(&replacing).or_else(|| self.names.get(&name)) else {
            return self.say(name, None, VenueReportBody::Rejected { reason: RejectReason::UnknownOrder });
        };
        let order = &self.orders[index];
        self.flight.extend(order.reports.iter().copied());
        let body = VenueReportBody::Status {
            qty: order.terms.qty,
            px: order.terms.px,
            cum_qty: Qty::from_raw(order.cum),
            is_working: !order.is_done,
        };
        self.say(order.terms.cl_ord_id, Some(index), body);
    }

    /// What was on its way is lost, but what the venue tells until it is heard: busts and corrections, and fills of orders that
    /// nobody will ask about, because their end was heard before.
    pub fn lose(&mut self, is_closed: impl Fn(ClOrdId) -> bool) {
        self.flight.retain(|report| match report.body {
            VenueReportBody::Bust { .. } | VenueReportBody::Correct { .. } => true,
            VenueReportBody::Fill { .. } => is_closed(report.cl_ord_id),
            _ => false,
        });
    }
}
