//! What all instruments share: names, numbers, fees, and the wire to the gateway.

use super::config::VenueConfig;
use super::fees::FeeLedger;
use super::latency::LatencySource;
use super::link::Wire;
use super::own_order::OwnOrder;
use plimsoll_types::{
    CancelReason, ClOrdId, ExecId, InstrumentId, Liquidity, Nanos, Price, Qty, RejectReason, VenueOrderId, VenueReport,
    VenueReportBody,
};
use std::collections::{BTreeSet, HashMap};

/// Where the order of a name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In this instrument's lane, in this slot.
    Live(InstrumentId, u32),
    /// Over, and how it ended.
    Done(Ending),
    /// Another name has taken its place, or it named no order.
    Void,
}

/// What is left of an order that is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ending {
    pub venue_order_id: VenueOrderId,
    pub qty: Qty,
    pub px: Price,
    pub cum_qty: Qty,
}

/// What all instruments share.
#[derive(Debug, Clone)]
pub(super) struct House {
    pub config: VenueConfig,
    pub fees: FeeLedger,
    pub outbox: Wire<VenueReport>,
    pub names: HashMap<ClOrdId, Place>,
    /// Good-till-date orders by their end.
    pub expiries: BTreeSet<(Nanos, ClOrdId)>,
    /// The venue's clock.
    pub now_ns: Nanos,
    response: LatencySource,
    number_base: Option<u64>,
    executions: u64,
    orders: u64,
}

impl House {
    pub fn new(config: VenueConfig) -> Self {
        let response = LatencySource::new(config.response_latency.clone(), config.seed, 2);
        Self {
            fees: FeeLedger::new(config.fees.clone()),
            config,
            outbox: Wire::new(),
            names: HashMap::new(),
            expiries: BTreeSet::new(),
            now_ns: Nanos::MIN,
            response,
            number_base: None,
            executions: 0,
            orders: 0,
        }
    }

    /// The upper 24 bits of every number. They differ between venues that began at different times, so that one which
    /// takes the place of another after a restart does not give its numbers again.
    fn number_base(&mut self) -> u64 {
        let (seed, now_ns) = (self.config.seed, self.now_ns.cast_unsigned());
        *self.number_base.get_or_insert_with(|| {
            let mixed = (seed ^ now_ns.wrapping_mul(0xD6E8_FEB8_6659_FD93)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            mixed & !((1 << 40) - 1)
        })
    }

    pub fn next_order_id(&mut self) -> VenueOrderId {
        self.orders += 1;
        VenueOrderId(self.number_base().wrapping_add(self.orders))
    }

    /// Reports at the venue's time.
    pub fn report(&mut self, cl_ord_id: ClOrdId, venue_order_id: VenueOrderId, body: VenueReportBody) -> ExecId {
        self.executions += 1;
        let exec_id = ExecId(self.number_base().wrapping_add(self.executions));
        let due_ns = self.now_ns.saturating_add(self.response.next(self.now_ns));
        let report = VenueReport { ts_venue_ns: self.now_ns, exec_id, cl_ord_id, venue_order_id, body };
        self.outbox.send(due_ns, report);
        exec_id
    }

    pub fn tell(&mut self, order: &OwnOrder, body: VenueReportBody) {
        self.report(order.cl_ord_id, order.venue_order_id, body);
    }

    pub fn reject(&mut self, cl_ord_id: ClOrdId, reason: RejectReason) {
        self.report(cl_ord_id, VenueOrderId::default(), VenueReportBody::Rejected { reason });
    }

    pub fn refuse(&mut self, request: ClOrdId, orig_cl_ord_id: ClOrdId, reason: RejectReason) {
        let body = VenueReportBody::CancelRejected { orig_cl_ord_id, reason };
        self.report(request, VenueOrderId::default(), body);
    }

    /// Books a fill of `qty` at `px` and reports it.
    pub fn fill(&mut self, order: &mut OwnOrder, px: i64, qty: i64, liquidity: Liquidity) {
        order.cum += qty;
        let (px, qty) = (Price::from_raw(px), Qty::from_raw(qty));
        let fee = self.fees.charge(px, qty, liquidity);
        self.tell(order, VenueReportBody::Fill { px, qty, liquidity, fee });
    }

    /// The order ends here with this reason.
    pub fn cancelled(&mut self, order: &OwnOrder, reason: CancelReason) {
        self.tell(order, VenueReportBody::Cancelled { reason });
    }

    /// What is to be told of an order as it is now.
    pub const fn ending(order: &OwnOrder) -> Ending {
        Ending {
            venue_order_id: order.venue_order_id,
            qty: Qty::from_raw(order.qty),
            px: order.limit,
            cum_qty: Qty::from_raw(order.cum),
        }
    }

    /// The name is used up.
    pub fn done(&mut self, order: &OwnOrder) {
        self.names.insert(order.cl_ord_id, Place::Done(Self::ending(order)));
        self.expiries.remove(&(order.expire_ns, order.cl_ord_id));
    }
}
