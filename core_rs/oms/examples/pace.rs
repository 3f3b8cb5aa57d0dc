//! How long an order's life takes: placed, taken, filled in two parts, or replaced and cancelled; and a digest of it all.
//! `cargo run --release -p plimsoll-oms --example pace`

#![allow(clippy::unwrap_used, clippy::cast_precision_loss)] // a measurement

use plimsoll_oms::{CancelStep, ClosedOrder, Fill, Oms, OmsConfig, OrderState};
use plimsoll_types::{
    AccountId, Attribution, CancelOrder, CancelReason, ClOrdId, DeskId, Directory, ExecId, Instrument, InstrumentId,
    Liquidity, Money, NewOrder, Price, Qty, ReplaceOrder, Side, StrategyId, TraderId, UNKNOWN_TIME, VenueOrderId,
    VenueReport, VenueReportBody,
};
/// Nanoseconds that this thread ran, whatever else the machine does.
fn ran_ns() -> u64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|first| first.parse().ok()).unwrap_or(0)
}

const ORDERS: u64 = 250_000;

struct Run {
    oms: Oms,
    listed: Instrument,
    execs: u64,
    events: u64,
    out: Vec<plimsoll_types::ExecutionReport>,
}

impl Run {
    fn hear(&mut self, name: ClOrdId, body: VenueReportBody) {
        self.execs += 1;
        self.events += 1;
        let report = VenueReport {
            ts_venue_ns: self.execs as i64,
            exec_id: ExecId(self.execs),
            cl_ord_id: name,
            venue_order_id: VenueOrderId(name.0),
            body,
        };
        self.out.clear();
        let outcome = self.oms.on_venue_report(self.execs as i64, &report, &mut self.out);
        assert!(outcome.alerts.is_empty());
    }

    fn live(&mut self, number: u64) {
        let by = Attribution {
            trader: TraderId(1),
            desk: DeskId(1),
            account: AccountId(1),
            strategy: StrategyId(1 + (number % 2) as u16),
        };
        let side = if number.is_multiple_of(2) { Side::Buy } else { Side::Sell };
        let px = Price::from_raw((100 + (number * 7 % 13) as i64) * Price::ONE);
        let (name, of) = (ClOrdId::new(1, number * 4 + 1), InstrumentId((number % 8) as u32));
        let order = NewOrder::limit(name, by, of, side, Qty::from_raw(10 * Qty::ONE), px);
        assert_eq!(self.oms.admit(1, 1, &order, &self.listed), Ok(()));
        self.oms.place(1, 1, &order);
        self.events += 1;
        self.hear(name, VenueReportBody::Accepted);
        if number.is_multiple_of(3) {
            self.give_up(number, name, px);
            return;
        }
        for _ in 0..2 {
            let qty = Qty::from_raw(5 * Qty::ONE);
            let fee = Money::from_raw(1_000);
            self.hear(name, VenueReportBody::Fill { px, qty, liquidity: Liquidity::Added, fee });
        }
    }

    fn give_up(&mut self, number: u64, name: ClOrdId, px: Price) {
        let next = ClOrdId::new(1, number * 4 + 2);
        let qty = Qty::from_raw(20 * Qty::ONE);
        let replace = ReplaceOrder {
            cl_ord_id: next,
            orig_cl_ord_id: name,
            qty,
            display_qty: Qty::UNSET,
            px,
            stop_px: Price::UNSET,
            frame_seq: 0,
            ts_intent_ns: UNKNOWN_TIME,
        };
        assert!(self.oms.replace(1, &replace, &self.listed).is_ok());
        self.hear(next, VenueReportBody::Replaced { orig_cl_ord_id: name, qty, px });
        let cl_ord_id = ClOrdId::new(1, number * 4 + 3);
        let cancel = CancelOrder { cl_ord_id, orig_cl_ord_id: next, ts_intent_ns: UNKNOWN_TIME };
        assert!(matches!(self.oms.cancel(1, &cancel), Ok(CancelStep::Send(_))));
        self.hear(next, VenueReportBody::Cancelled { reason: CancelReason::Requested });
        self.events += 2;
    }
}

fn main() {
    let mut directory = Directory::default();
    let desk = directory.add_desk("d").unwrap();
    directory.add_account("A1", desk, "USD").unwrap();
    directory.add_trader("kim", desk).unwrap();
    directory.add_strategy("a").unwrap();
    directory.add_strategy("b").unwrap();
    let listed = Instrument {
        symbol: "X".into(),
        venue_mic: "XNAS".into(),
        currency: "USD".into(),
        tick: Price::from_raw(10_000_000),
        lot: Qty::from_raw(Qty::ONE),
    };
    let oms = Oms::new(OmsConfig { directory, currency: "USD".into(), rates: Vec::new() }).unwrap();
    let mut run = Run { oms, listed, execs: 0, events: 0, out: Vec::new() };
    let began = ran_ns();
    for number in 0..ORDERS {
        run.live(number);
    }
    let took = ran_ns() - began;
    println!("{} events, {:.0} ns each", run.events, took as f64 / run.events as f64);
    let began = ran_ns();
    for round in 0..1_000_000_i64 {
        run.oms.mark(InstrumentId((round % 8) as u32), Price::from_raw((100 + round % 5) * Price::ONE));
    }
    println!("a mark of two positions: {:.0} ns", (ran_ns() - began) as f64 / 1e6);
    let began = ran_ns();
    let mut sum = 0;
    for _ in 0..1_000_000 {
        let pnl = run.oms.pnl(std::hint::black_box(plimsoll_types::Scope::Firm)).unwrap();
        sum ^= pnl.total.to_money().unwrap().raw() ^ pnl.gross().to_money().unwrap().raw();
    }
    println!("figures of the firm: {:.0} ns ({sum})", (ran_ns() - began) as f64 / 1e6);
    let began = ran_ns();
    for nth in 0..100 {
        run.execs += 1;
        let body = VenueReportBody::Bust { of: run.oms.fills()[nth].exec_id };
        let (exec_id, cl_ord_id) = (ExecId(run.execs), ClOrdId::NONE);
        let bust = VenueReport { ts_venue_ns: 0, exec_id, cl_ord_id, venue_order_id: VenueOrderId(0), body };
        run.oms.on_venue_report(0, &bust, &mut run.out);
    }
    println!("a bust among {} fills: {} us", run.oms.fills().len(), (ran_ns() - began) / 100_000);
    let began = ran_ns();
    let mut bytes = 0;
    run.oms.digest(&mut |part| bytes += part.len());
    println!("digest of {} MB: {} ms", bytes / 1_000_000, (ran_ns() - began) / 1_000_000);
    println!(
        "an order {} bytes, done {}, a fill {}",
        size_of::<OrderState>(),
        size_of::<ClosedOrder>(),
        size_of::<Fill>()
    );
    println!("names and reports remembered: {:?}", run.oms.remembered());
    if let Ok(status) = std::fs::read_to_string("/proc/self/status") {
        println!("{}", status.lines().find(|line| line.starts_with("VmRSS")).unwrap_or(""));
    }
}
