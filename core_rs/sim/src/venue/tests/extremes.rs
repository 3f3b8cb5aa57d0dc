//! Numbers at the ends of their range: nothing panics, and the account still balances.

use super::floor::{Floor, ID};
use crate::random::Random;
use crate::venue::{FeeRate, FeeSchedule, ImpactModel, LatencyModel, QueueModel, SelfMatch, VenueConfig, WhenHalted};
use plimsoll_engine::Venue;
use plimsoll_types::{
    Attribution, CancelOrder, ClOrdId, EventFlags, MarketBody, Money, NewOrder, OrdType, OrderFlags, OrderId, PegTo,
    Price, Qty, ReplaceOrder, Side, TimeInForce, TradingStatus, VenueCommand,
};

const ENDS: [i64; 14] = [
    i64::MIN,
    i64::MIN + 1,
    -1,
    0,
    1,
    2,
    10_000_000,
    100_000_000,
    999_990_000_000,
    1_000_000_000_000,
    i64::MAX / 2,
    i64::MAX - 10_000_000,
    i64::MAX - 1,
    i64::MAX,
];

struct Ends(Random);

impl Ends {
    fn pick(&mut self, of: u32) -> usize {
        self.0.below(of) as usize
    }

    fn end(&mut self) -> i64 {
        ENDS[self.pick(14)]
    }

    fn px(&mut self) -> Price {
        // On the tick half of the time, or nothing would pass the first check.
        let raw = self.end();
        Price::from_raw(if self.0.chance(0.5) { raw } else { raw / 10_000_000 * 10_000_000 })
    }

    fn qty(&mut self) -> Qty {
        let raw = self.end();
        Qty::from_raw(if self.0.chance(0.5) { raw } else { raw / Qty::ONE * Qty::ONE })
    }

    fn side(&mut self) -> Side {
        [Side::Buy, Side::Sell][self.pick(2)]
    }

    fn id(&mut self) -> OrderId {
        OrderId(u64::from(self.0.below(30)))
    }

    fn name(&mut self) -> ClOrdId {
        ClOrdId(u64::from(self.0.below(60)))
    }

    fn body(&mut self) -> MarketBody {
        let (order_id, side, px, qty) = (self.id(), self.side(), self.px(), self.qty());
        let told = [None, Some(side)][self.pick(2)];
        match self.pick(12) {
            0..=2 => MarketBody::AddOrder { order_id, side, px, qty },
            3 => MarketBody::ExecuteOrder { order_id, qty, px, side: told },
            4 => MarketBody::ReduceOrder { order_id, qty, px, side: told },
            5 => MarketBody::DeleteOrder { order_id, qty, px, side: told },
            6 => MarketBody::ReplaceOrder { order_id, new_order_id: self.id(), px, qty },
            7 => MarketBody::AmendOrder { order_id, side, px, qty },
            8 => MarketBody::SetLevel { side, px, qty, orders: 0 },
            9 => MarketBody::Trade { px, qty, aggressor: told, match_id: 0 },
            10 => MarketBody::Quote { bid_px: px, bid_qty: qty, ask_px: self.px(), ask_qty: self.qty() },
            _ => {
                let status = [TradingStatus::Trading, TradingStatus::Trading, TradingStatus::Halted][self.pick(3)];
                MarketBody::Status { status, reason: [0; 4] }
            }
        }
    }

    fn command(&mut self) -> VenueCommand {
        const TYPES: [OrdType; 5] =
            [OrdType::Market, OrdType::Limit, OrdType::Stop, OrdType::StopLimit, OrdType::Pegged];
        const TIFS: [TimeInForce; 4] = [TimeInForce::Day, TimeInForce::Ioc, TimeInForce::Gtd, TimeInForce::AtOpen];
        let (cl_ord_id, orig_cl_ord_id, px, qty) = (self.name(), self.name(), self.px(), self.qty());
        match self.pick(8) {
            0 => return VenueCommand::Cancel(CancelOrder { cl_ord_id, orig_cl_ord_id, ts_intent_ns: 0 }),
            1 => {
                let (display_qty, stop_px) = (self.qty(), self.px());
                return VenueCommand::Replace(ReplaceOrder {
                    cl_ord_id,
                    orig_cl_ord_id,
                    qty,
                    display_qty,
                    px,
                    stop_px,
                    frame_seq: 0,
                    ts_intent_ns: 0,
                });
            }
            _ => {}
        }
        let mut order = NewOrder::limit(cl_ord_id, Attribution::default(), ID, self.side(), qty, px);
        order.ord_type = TYPES[self.pick(5)];
        order.time_in_force = TIFS[self.pick(4)];
        order.flags = [OrderFlags(0), OrderFlags::POST_ONLY][self.pick(2)];
        match order.ord_type {
            OrdType::Market => order.px = Price::UNSET,
            OrdType::Stop => (order.px, order.stop_px) = (Price::UNSET, self.px()),
            OrdType::StopLimit => order.stop_px = self.px(),
            OrdType::Pegged => {
                order.peg_to = Some([PegTo::Primary, PegTo::Mid, PegTo::Market][self.pick(3)]);
                order.peg_offset = self.px();
            }
            OrdType::Limit => {}
        }
        if self.0.chance(0.3) {
            order.display_qty = self.qty();
        }
        order.expire_ns = self.end();
        VenueCommand::New(order)
    }
}

#[test]
fn test_numbers_at_the_ends_of_their_range_do_not_panic() {
    const FLAGS: [EventFlags; 5] =
        [EventFlags(0), EventFlags::SNAPSHOT, EventFlags::REVEALED, EventFlags::HIDDEN, EventFlags::CROSS];
    let rate = FeeRate { value_billionths: i64::MAX, per_unit: Money::from_raw(i64::MIN) };
    let mut reports = Vec::new();
    for seed in 0..400 {
        let mut ends = Ends(Random::new(seed, 4));
        let impact =
            ImpactModel { permanent_per_unit: ends.px(), transient_per_unit: ends.px(), half_life_ns: ends.end() };
        let config = VenueConfig {
            seed,
            queue: [QueueModel::Pessimistic, QueueModel::Log, QueueModel::Power(f64::NAN)][ends.pick(3)],
            order_latency: LatencyModel::Constant([0, i64::MAX][ends.pick(2)]),
            response_latency: LatencyModel::LogNormal { median_ns: ends.end(), sigma: 1e9 },
            fees: FeeSchedule::flat(rate, rate),
            impact: ends.0.chance(0.5).then_some(impact),
            when_halted: WhenHalted::Hold,
            self_match: [SelfMatch::CancelIncoming, SelfMatch::CancelResting, SelfMatch::Ignore][ends.pick(3)],
            ..VenueConfig::default()
        };
        let mut floor = Floor::with_config(config);
        for _ in 0..150 {
            if ends.0.chance(0.4) {
                let command = ends.command();
                floor.venue.take(floor.now_ns, command);
                floor.venue.pass_time(floor.now_ns, &floor.books, &floor.instruments);
            } else {
                let (body, flags) = (ends.body(), FLAGS[ends.pick(5)]);
                floor.flagged(body, flags);
            }
        }
        floor.venue.pass_time(i64::MAX, &floor.books, &floor.instruments);
        floor.venue.poll(i64::MAX, &mut reports);
    }
    assert!(reports.len() > 5_000, "{} reports", reports.len());
}
