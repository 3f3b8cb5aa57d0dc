//! The market maker, as `peer.py` has it: every 100 ms it wants one order of 100 shares at the best price of each side, within
//! a position of 1,000 shares; an order elsewhere is cancelled, and replaced at the next look.

use plimsoll_types::{
    AccountId, Attribution, CancelOrder, ClOrdId, DeskId, ExecType, ExecutionReport, InstrumentId, Nanos, NewOrder,
    OrderCommand, OrderFlags, Price, Qty, Side, StrategyId, TraderId,
};

pub const WHO: Attribution =
    Attribution { trader: TraderId(1), desk: DeskId(1), account: AccountId(1), strategy: StrategyId(1) };
pub const ORIGIN: u32 = 3;
pub const ID: InstrumentId = InstrumentId(0);
const SHARES: i64 = 100;
const MOST: i64 = 1_000;

/// An order at work, as far as its owner knows.
#[derive(Clone, Copy)]
struct Working {
    name: ClOrdId,
    px: Price,
    is_cancelling: bool,
}

#[derive(Default)]
pub struct Maker {
    working: [Option<Working>; 2],
    position: i64,
    names: u64,
    pub orders: u64,
    pub fills: u64,
    pub shares: i64,
}

impl Maker {
    fn next_name(&mut self) -> ClOrdId {
        self.names += 1;
        ClOrdId::new(ORIGIN, self.names)
    }

    /// What it was told since it last looked.
    pub fn hear(&mut self, report: &ExecutionReport) {
        let place = &mut self.working[report.side.index()];
        match report.exec_type {
            ExecType::Trade => {
                self.fills += 1;
                self.shares += report.last_qty.raw() / Qty::ONE;
                self.position += report.side.sign() * report.last_qty.raw() / Qty::ONE;
            }
            ExecType::CancelRejected | ExecType::New | ExecType::PendingNew | ExecType::PendingCancel => return,
            _ => {}
        }
        let is_over = report.ord_status.is_terminal();
        if is_over && place.is_some_and(|working| working.name == report.cl_ord_id) {
            *place = None;
        }
    }

    /// What it wants now.
    pub fn act(&mut self, now_ns: Nanos, best: [Option<Price>; 2], commands: &mut Vec<OrderCommand>) {
        for side in [Side::Buy, Side::Sell] {
            let Some(px) = best[side.index()] else { continue };
            let may = side.sign() * self.position + SHARES <= MOST;
            match self.working[side.index()] {
                Some(working) if working.is_cancelling => {}
                Some(working) if working.px == px && may => {}
                Some(working) => {
                    let cl_ord_id = self.next_name();
                    commands.push(OrderCommand::Cancel(CancelOrder {
                        cl_ord_id,
                        orig_cl_ord_id: working.name,
                        ts_intent_ns: now_ns,
                    }));
                    self.working[side.index()] = Some(Working { is_cancelling: true, ..working });
                }
                None if may => {
                    let name = self.next_name();
                    let order = NewOrder::limit(name, WHO, ID, side, Qty::from_raw(SHARES * Qty::ONE), px);
                    commands.push(OrderCommand::New(NewOrder {
                        flags: OrderFlags::POST_ONLY,
                        ts_intent_ns: now_ns,
                        ..order
                    }));
                    self.orders += 1;
                    self.working[side.index()] = Some(Working { name, px, is_cancelling: false });
                }
                None => {}
            }
        }
    }
}
