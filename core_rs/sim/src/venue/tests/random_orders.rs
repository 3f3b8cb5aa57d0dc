//! Random commands, sensible and not.

use super::floor::{ID, px, qty};
use super::naive::{Account, Chaos};
use plimsoll_types::{
    Attribution, CancelOrder, ClOrdId, NewOrder, OrdType, OrderFlags, PegTo, Price, Qty, ReplaceOrder, TimeInForce,
    VenueCommand,
};

impl Chaos {
    pub fn command(&mut self) -> VenueCommand {
        let cl_ord_id = ClOrdId(self.next_name);
        self.next_name += 1;
        let orig_cl_ord_id = ClOrdId(self.next_name.saturating_sub(1 + self.pick(12).unsigned_abs()));
        match self.pick(10) {
            0..=5 => {
                let order = self.new_order(cl_ord_id);
                self.accounts.insert(cl_ord_id, Account { qty: order.qty.raw(), ..Account::default() });
                VenueCommand::New(order)
            }
            6 | 7 => VenueCommand::Cancel(CancelOrder { cl_ord_id, orig_cl_ord_id, ts_intent_ns: 0 }),
            _ => {
                let qty = qty(self.pick(300));
                self.asked.insert(cl_ord_id, qty.raw());
                VenueCommand::Replace(ReplaceOrder {
                    cl_ord_id,
                    orig_cl_ord_id,
                    qty,
                    display_qty: Qty::UNSET,
                    px: px(9_990 + self.pick(20)),
                    stop_px: if self.random.chance(0.1) { px(10_000) } else { Price::UNSET },
                    frame_seq: 0,
                    ts_intent_ns: 0,
                })
            }
        }
    }

    fn new_order(&mut self, cl_ord_id: ClOrdId) -> NewOrder {
        const TYPES: [OrdType; 8] = [
            OrdType::Limit,
            OrdType::Limit,
            OrdType::Limit,
            OrdType::Limit,
            OrdType::Market,
            OrdType::Stop,
            OrdType::StopLimit,
            OrdType::Pegged,
        ];
        const TIFS: [TimeInForce; 9] = [
            TimeInForce::Day,
            TimeInForce::Day,
            TimeInForce::Day,
            TimeInForce::Gtc,
            TimeInForce::Ioc,
            TimeInForce::Fok,
            TimeInForce::Gtd,
            TimeInForce::AtOpen,
            TimeInForce::AtClose,
        ];
        let side = self.side();
        let shares = self.pick(250);
        let cents = 9_990 + self.pick(20);
        let mut order = NewOrder::limit(cl_ord_id, Attribution::default(), ID, side, qty(shares), px(cents));
        order.ord_type = TYPES[self.random.below(8) as usize];
        order.time_in_force = TIFS[self.random.below(9) as usize];
        if matches!(order.ord_type, OrdType::Market | OrdType::Stop | OrdType::Pegged) {
            order.px = Price::UNSET;
        }
        if matches!(order.ord_type, OrdType::Stop | OrdType::StopLimit) {
            order.stop_px = px(9_990 + self.pick(20));
        }
        if order.ord_type == OrdType::Pegged {
            order.peg_to = Some([PegTo::Primary, PegTo::Mid, PegTo::Market][self.random.below(3) as usize]);
            order.peg_offset = px(self.pick(3) - 1);
        }
        if order.time_in_force == TimeInForce::Gtd {
            order.expire_ns = self.floor.now_ns + self.pick(60);
        }
        if self.random.chance(0.2) && shares > 10 {
            order.display_qty = qty(10);
        }
        if self.random.chance(0.2) {
            order.flags = OrderFlags::POST_ONLY;
        }
        order
    }
}
