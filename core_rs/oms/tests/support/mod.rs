//! A desk with one venue, in few words.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used)] // each test file uses its part; this is test code

pub mod naive;
pub mod venue;
pub mod world;

use plimsoll_oms::{Alert, CancelStep, Oms, OmsConfig, OrderState, Outcome, Pnl, Position, ReplaceStep};
use plimsoll_types::{
    AccountId, Attribution, CancelOrder, CancelReason, ClOrdId, DeskId, Directory, ExecId, ExecType, ExecutionReport,
    Instrument, InstrumentId, Liquidity, Money, NewOrder, OrdStatus, Price, Qty, RejectReason, ReplaceOrder, Scope,
    Side, StrategyId, TraderId, UNKNOWN_TIME, VenueOrderId, VenueReport, VenueReportBody,
};

pub const AMZN: InstrumentId = InstrumentId(0);
pub const SHELL: InstrumentId = InstrumentId(1);
pub const BY: Attribution =
    Attribution { trader: TraderId(1), desk: DeskId(1), account: AccountId(1), strategy: StrategyId(1) };

pub fn px(whole: i64) -> Price {
    Price::from_raw(whole * Price::ONE)
}

pub fn qty(whole: i64) -> Qty {
    Qty::from_raw(whole * Qty::ONE)
}

pub fn money(whole: i64) -> Money {
    Money::from_raw(whole * Money::ONE)
}

pub fn id(number: u64) -> ClOrdId {
    ClOrdId::new(7, number)
}

pub fn instrument(symbol: &str, currency: &str) -> Instrument {
    Instrument {
        symbol: symbol.to_owned(),
        venue_mic: "XNAS".to_owned(),
        currency: currency.to_owned(),
        tick: Price::from_raw(10_000_000),
        lot: qty(1),
    }
}

pub fn directory() -> Directory {
    let mut directory = Directory::default();
    let desk = directory.add_desk("equities").unwrap();
    let other = directory.add_desk("options").unwrap();
    directory.add_account("A1", desk, "USD").unwrap();
    directory.add_account("A2", desk, "EUR").unwrap();
    directory.add_account("A3", other, "USD").unwrap();
    directory.add_trader("kim", desk).unwrap();
    for strategy in ["ofi", "maker", "closer"] {
        directory.add_strategy(strategy).unwrap();
    }
    directory
}

pub fn oms() -> Oms {
    let config = OmsConfig { directory: directory(), currency: "USD".to_owned(), rates: Vec::new() };
    let mut oms = Oms::new(config).unwrap();
    oms.list(AMZN, &instrument("AMZN", "USD"));
    oms.list(SHELL, &instrument("SHEL", "EUR"));
    oms
}

pub struct Desk {
    pub oms: Oms,
    pub told: Vec<ExecutionReport>,
    pub outcome: Outcome,
    pub now_ns: i64,
    execs: u64,
}

impl Desk {
    pub fn new() -> Self {
        Self { oms: oms(), told: Vec::new(), outcome: Outcome::default(), now_ns: 1_000, execs: 0 }
    }

    pub fn limit(number: u64, side: Side, whole: i64, at: i64) -> NewOrder {
        NewOrder::limit(id(number), BY, AMZN, side, qty(whole), px(at))
    }

    /// Sent, not answered.
    pub fn send(&mut self, order: &NewOrder) {
        let listed = instrument("AMZN", if order.instrument == AMZN { "USD" } else { "EUR" });
        assert_eq!(self.oms.admit(self.now_ns, 3, order, &listed), Ok(()));
        let told = self.oms.place(self.now_ns, 3, order);
        assert_eq!((told.exec_type, told.ord_status), (ExecType::PendingNew, OrdStatus::PendingNew));
    }

    /// A limit order that the venue has.
    pub fn working(&mut self, number: u64, side: Side, whole: i64, at: i64) {
        self.send(&Self::limit(number, side, whole, at));
        self.hear(number, VenueReportBody::Accepted);
    }

    pub fn next_exec(&mut self) -> u64 {
        self.execs += 1;
        self.execs
    }

    pub fn report(&mut self, name: ClOrdId, body: VenueReportBody) -> VenueReport {
        let exec_id = ExecId(self.next_exec());
        VenueReport { ts_venue_ns: self.now_ns - 1, exec_id, cl_ord_id: name, venue_order_id: VenueOrderId(99), body }
    }

    /// Hears a report with a new name; what it is.
    pub fn hear(&mut self, number: u64, body: VenueReportBody) -> VenueReport {
        let report = self.report(id(number), body);
        self.hear_again(&report);
        report
    }

    pub fn hear_again(&mut self, report: &VenueReport) {
        self.told.clear();
        self.now_ns += 1;
        self.outcome = self.oms.on_venue_report(self.now_ns, report, &mut self.told);
    }

    pub fn fill(&mut self, number: u64, whole: i64, at: i64) -> ExecId {
        self.hear(number, fill(whole, at)).exec_id
    }

    pub fn cancel(&mut self, request: u64, orig: u64) -> Result<CancelStep, RejectReason> {
        self.oms.cancel(self.now_ns, &cancel(request, orig))
    }

    pub fn cancelled(&mut self, number: u64) {
        self.hear(number, VenueReportBody::Cancelled { reason: CancelReason::Requested });
    }

    pub fn replace(&mut self, request: u64, orig: u64, whole: i64, at: i64) -> Result<ReplaceStep, RejectReason> {
        self.oms.replace(self.now_ns, &replace(request, orig, whole, at), &instrument("AMZN", "USD"))
    }

    pub fn replaced(&mut self, request: u64, orig: u64, whole: i64, at: i64) {
        let body = VenueReportBody::Replaced { orig_cl_ord_id: id(orig), qty: qty(whole), px: px(at) };
        self.hear(request, body);
    }

    pub fn cancel_rejected(&mut self, request: u64, orig: u64, reason: RejectReason) {
        self.hear(request, VenueReportBody::CancelRejected { orig_cl_ord_id: id(orig), reason });
    }

    pub fn says(&mut self, number: u64, whole: i64, at: i64, cum: i64, is_working: bool) {
        let body = VenueReportBody::Status { qty: qty(whole), px: px(at), cum_qty: qty(cum), is_working };
        self.hear(number, body);
    }

    pub fn order(&self, number: u64) -> &OrderState {
        self.oms.order(id(number)).expect("a live order")
    }

    pub fn status(&self, number: u64) -> OrdStatus {
        self.oms.status(id(number)).expect("an order")
    }

    pub fn position(&self) -> Position {
        *self.oms.position(BY.account, BY.strategy, AMZN).expect("a position")
    }

    pub fn pnl(&self, scope: Scope) -> Pnl {
        self.oms.pnl(scope).expect("a scope that was traded")
    }

    /// Names of the alerts of the last report.
    pub fn alerts(&self) -> Vec<&'static str> {
        self.outcome.alerts.iter().map(Alert::name).collect()
    }

    /// Types of what clients were told of the last report.
    pub fn types(&self) -> Vec<ExecType> {
        self.told.iter().map(|told| told.exec_type).collect()
    }

    pub fn bytes(&self) -> Vec<u8> {
        bytes(&self.oms)
    }
}

pub fn bytes(oms: &Oms) -> Vec<u8> {
    let mut all = Vec::new();
    oms.digest(&mut |part| all.extend_from_slice(part));
    all
}

pub fn fill(whole: i64, at: i64) -> VenueReportBody {
    VenueReportBody::Fill { px: px(at), qty: qty(whole), liquidity: Liquidity::Added, fee: Money::ZERO }
}

pub fn cancel(request: u64, orig: u64) -> CancelOrder {
    CancelOrder { cl_ord_id: id(request), orig_cl_ord_id: id(orig), ts_intent_ns: UNKNOWN_TIME }
}

pub fn replace(request: u64, orig: u64, whole: i64, at: i64) -> ReplaceOrder {
    ReplaceOrder {
        cl_ord_id: id(request),
        orig_cl_ord_id: id(orig),
        qty: qty(whole),
        display_qty: Qty::UNSET,
        px: px(at),
        stop_px: Price::UNSET,
        frame_seq: 0,
        ts_intent_ns: UNKNOWN_TIME,
    }
}
