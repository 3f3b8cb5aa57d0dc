//! A market of random events and commands, followed by a naive account of what may happen.

use super::floor::{Floor, ID, px, qty};
use crate::random::Random;
use crate::venue::own_order::Standing;
use plimsoll_engine::Venue;
use plimsoll_types::{
    ClOrdId, EventFlags, Liquidity, MarketBody, Nanos, OrderId, Price, Qty, Side, TradingStatus, VenueReport,
    VenueReportBody,
};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What is known of one order from its commands and reports alone.
#[derive(Debug, Clone, Default)]
pub struct Account {
    pub qty: i64,
    pub cum: i64,
    pub is_over: bool,
}

/// Drives a floor at random and checks each report against what the market made possible.
pub struct Chaos {
    pub floor: Floor,
    pub random: Random,
    next_order: u64,
    pub next_name: u64,
    pub accounts: HashMap<ClOrdId, Account>,
    /// Whole quantity that a replace under way asks for.
    pub asked: HashMap<ClOrdId, i64>,
    /// Displayed quantity that ever came, by side and price: what can be taken at most.
    displayed: BTreeMap<(u8, i64), i64>,
    taken: BTreeMap<(u8, i64), i64>,
    executions: HashSet<u64>,
    /// Where each of our resting orders stood: rank and what was ahead.
    stood: HashMap<ClOrdId, (u64, i64)>,
    /// Recorded orders ahead of ours, from the book alone.
    naive_ahead: HashMap<(ClOrdId, u64), Vec<OrderId>>,
    pub reports: Vec<VenueReport>,
    /// Whether each order of the market is known by its number.
    per_order: bool,
    /// Commands arrive at once and every print is an order's: then places are known exactly.
    pub is_exact: bool,
    /// Own impact: fills are not at displayed prices.
    pub prices_move: bool,
}

impl Chaos {
    pub fn new(floor: Floor, seed: u64, per_order: bool) -> Self {
        Self {
            floor,
            random: Random::new(seed, 9),
            next_order: 1,
            next_name: 1,
            accounts: HashMap::new(),
            asked: HashMap::new(),
            displayed: BTreeMap::new(),
            taken: BTreeMap::new(),
            executions: HashSet::new(),
            stood: HashMap::new(),
            naive_ahead: HashMap::new(),
            reports: Vec::new(),
            per_order,
            is_exact: false,
            prices_move: false,
        }
    }

    pub fn pick(&mut self, bound: u32) -> i64 {
        i64::from(self.random.below(bound))
    }

    pub fn side(&mut self) -> Side {
        if self.random.chance(0.5) { Side::Buy } else { Side::Sell }
    }

    /// One event or command.
    pub fn step(&mut self) {
        if self.random.chance(0.35) {
            let command = self.command();
            self.floor.venue.take(self.floor.now_ns, command);
            if self.is_exact || self.random.chance(0.5) {
                self.floor.venue.pass_time(self.floor.now_ns, &self.floor.books, &self.floor.instruments);
            }
            self.hear(0);
        } else if self.per_order {
            self.per_order_event();
        } else {
            self.level_event();
        }
        self.check_places();
    }

    /// A consistent per-order market: executions take the front of the best level.
    fn per_order_event(&mut self) {
        let side = self.side();
        let best = self.floor.books.book(ID).and_then(|book| book.best(side)).map(|level| level.px);
        let roll = self.pick(100);
        let front = best.and_then(|px| self.floor.books.book(ID)?.orders_at(side, px).next());
        match (roll, front) {
            (0..=34, Some(order)) => {
                let shares = (1 + self.pick(150)).min(order.qty.raw() / Qty::ONE);
                self.flow(MarketBody::ExecuteOrder {
                    order_id: order.order_id,
                    qty: qty(shares),
                    px: Price::UNSET,
                    side: None,
                });
            }
            (35..=54, Some(_)) => self.cancel_somebody(side),
            (55, _) if !self.is_exact => {
                let flags = [EventFlags::HIDDEN, EventFlags::CROSS, EventFlags::HIDDEN][self.random.below(3) as usize];
                let body = MarketBody::Trade {
                    px: px(9_995 + self.pick(10)),
                    qty: qty(1 + self.pick(100)),
                    aggressor: Some(side),
                    match_id: 0,
                };
                self.flagged(body, flags);
            }
            (56, _) => {
                const PHASES: [TradingStatus; 6] = [
                    TradingStatus::Trading,
                    TradingStatus::Trading,
                    TradingStatus::Trading,
                    TradingStatus::Halted,
                    TradingStatus::Auction,
                    TradingStatus::Closed,
                ];
                let status = PHASES[self.random.below(6) as usize];
                self.flow(MarketBody::Status { status, reason: [0; 4] });
            }
            _ => {
                let other = self.floor.books.book(ID).and_then(|book| book.best(side.opposite())).map(|level| level.px);
                let away = px(self.pick(5));
                let inside = match (other, side) {
                    (Some(other), Side::Buy) => Price::from_raw(other.raw() - px(1).raw() - away.raw()),
                    (Some(other), Side::Sell) => Price::from_raw(other.raw() + px(1).raw() + away.raw()),
                    (None, _) => px(10_000 - 3 * side.sign()),
                };
                let shares = qty(1 + self.pick(200));
                let id = OrderId(self.next_order);
                self.next_order += 1;
                self.flow(MarketBody::AddOrder { order_id: id, side, px: inside, qty: shares });
            }
        }
    }

    fn cancel_somebody(&mut self, side: Side) {
        let Some(book) = self.floor.books.book(ID) else { return };
        let all: Vec<_> = book.levels(side).flat_map(|level| book.orders_at(side, level.px)).collect();
        let order = all[self.random.below(u32::try_from(all.len()).unwrap()) as usize];
        let (order_id, px, no_side) = (order.order_id, Price::UNSET, None);
        let part = qty(1 + self.pick(50));
        let new_order_id = OrderId(self.next_order);
        self.next_order += 1;
        let body = match self.pick(4) {
            0 if part < order.qty => MarketBody::ReduceOrder { order_id, qty: part, px, side: no_side },
            1 => MarketBody::ReplaceOrder { order_id, new_order_id, px: order.px, qty: part },
            2 => MarketBody::AmendOrder { order_id, side, px: order.px, qty: part },
            _ => MarketBody::DeleteOrder { order_id, qty: Qty::UNSET, px, side: no_side },
        };
        self.flow(body);
    }

    /// Levels and prints without order numbers, in any order and of any sense.
    fn level_event(&mut self) {
        let side = self.side();
        let cents = px(10_000 - side.sign() * (1 + self.pick(4)));
        let shares = qty(self.pick(300));
        match self.pick(10) {
            0..=5 => {
                let flags = if self.random.chance(0.05) { EventFlags::SNAPSHOT } else { EventFlags::default() };
                self.flagged(MarketBody::SetLevel { side, px: cents, qty: shares, orders: 0 }, flags);
            }
            6 => self.flow(MarketBody::Clear { side: None }),
            7 => {
                let (bid_px, ask_px) = (px(9_995 + self.pick(6)), px(9_998 + self.pick(6)));
                self.flow(MarketBody::Quote { bid_px, bid_qty: shares, ask_px, ask_qty: shares });
            }
            _ => {
                let aggressor = [None, Some(Side::Buy), Some(Side::Sell)][self.random.below(3) as usize];
                self.flow(MarketBody::Trade { px: cents, qty: shares, aggressor, match_id: 0 });
            }
        }
    }

    fn flow(&mut self, body: MarketBody) {
        self.flagged(body, EventFlags::default());
    }

    fn flagged(&mut self, body: MarketBody, flags: EventFlags) {
        self.forget_movers(&body);
        self.floor.flagged(body, flags);
        self.note_displayed(&body);
        // A print fills as much as it traded, a displayed order as much as it shows; a cross, both of its sides.
        let most = match body {
            MarketBody::ExecuteOrder { qty, .. }
            | MarketBody::AddOrder { qty, .. }
            | MarketBody::ReplaceOrder { qty, .. }
            | MarketBody::AmendOrder { qty, .. } => qty.raw(),
            MarketBody::Trade { qty, .. } if flags.contains(EventFlags::CROSS) => 2 * qty.raw(),
            MarketBody::Trade { qty, aggressor: Some(_), .. } => qty.raw(),
            MarketBody::Trade { qty, .. } => 2 * qty.raw(),
            MarketBody::SetLevel { qty, .. } => qty.raw(),
            MarketBody::Quote { bid_qty, ask_qty, .. } => bid_qty.raw() + ask_qty.raw(),
            MarketBody::Status { .. } => i64::MAX,
            _ => 0,
        };
        self.hear(most);
    }

    fn note_displayed(&mut self, body: &MarketBody) {
        let mut show = |side: Side, px: Price, qty: Qty| {
            *self.displayed.entry((side as u8, px.raw())).or_default() += qty.raw();
        };
        match *body {
            MarketBody::AddOrder { side, px, qty, .. }
            | MarketBody::AmendOrder { side, px, qty, .. }
            | MarketBody::SetLevel { side, px, qty, .. } => show(side, px, qty),
            MarketBody::ReplaceOrder { px, qty, .. } => {
                show(Side::Buy, px, qty);
                show(Side::Sell, px, qty);
            }
            MarketBody::Quote { bid_px, bid_qty, ask_px, ask_qty } => {
                show(Side::Buy, bid_px, bid_qty);
                show(Side::Sell, ask_px, ask_qty);
            }
            _ => {}
        }
    }

    /// Reads what the venue says; the market's last event can have filled `most` of what rested.
    fn hear(&mut self, most: i64) {
        let mut reports = Vec::new();
        self.floor.venue.poll(Nanos::MAX, &mut reports);
        let mut passive = 0;
        for report in &reports {
            assert!(self.executions.insert(report.exec_id.0), "an execution is named once");
            if let VenueReportBody::Fill { px, qty, liquidity, .. } = report.body {
                assert!(qty.raw() > 0);
                passive += if liquidity == Liquidity::Removed { 0 } else { qty.raw() };
                self.note_taken(px, qty, liquidity);
            }
            self.keep_account(report);
        }
        assert!(passive <= most || self.prices_move, "{passive} filled passively, at most {most} could be");
        self.reports.append(&mut reports);
    }

    /// Taking fills are bounded by all that was ever displayed at their price.
    fn note_taken(&mut self, px: Price, qty: Qty, liquidity: Liquidity) {
        if liquidity != Liquidity::Removed || self.prices_move {
            return;
        }
        // A price is on one side at a time in a market that does not cross; both sides together bound it always.
        *self.taken.entry((0, px.raw())).or_default() += qty.raw();
        let shown = |side: Side| self.displayed.get(&(side as u8, px.raw())).copied().unwrap_or(0);
        let most = shown(Side::Buy) + shown(Side::Sell);
        assert!(self.taken[&(0, px.raw())] <= most, "more taken at {px} than was ever displayed");
    }

    fn keep_account(&mut self, report: &VenueReport) {
        let name = report.cl_ord_id;
        match report.body {
            VenueReportBody::Replaced { orig_cl_ord_id, qty, .. } => {
                let old = self.accounts.get_mut(&orig_cl_ord_id).unwrap();
                assert!(!old.is_over, "{orig_cl_ord_id} replaced after its end");
                let cum = old.cum;
                old.is_over = true;
                assert_eq!(self.asked[&name], qty.raw());
                assert!(cum < qty.raw(), "replaced below what is filled");
                self.accounts.insert(name, Account { qty: qty.raw(), cum, is_over: false });
            }
            VenueReportBody::CancelRejected { .. } => {}
            body => {
                let account = self.accounts.get_mut(&name).unwrap();
                assert!(!account.is_over, "{name}: {body:?} after its end");
                if let VenueReportBody::Fill { qty, .. } = body {
                    account.cum += qty.raw();
                    assert!(account.cum <= account.qty, "{name} is overfilled");
                    account.is_over = account.cum == account.qty;
                }
                let ends = matches!(body, VenueReportBody::Cancelled { .. } | VenueReportBody::Rejected { .. });
                account.is_over |= ends;
            }
        }
    }

    /// Orders of the market that will lose their place with this event are no longer ahead of us.
    fn forget_movers(&mut self, body: &MarketBody) {
        let moved = match *body {
            MarketBody::AmendOrder { order_id, qty, .. } => {
                let order = self.floor.books.book(ID).and_then(|book| book.order(order_id));
                order.filter(|order| qty > order.qty).map(|order| order.order_id)
            }
            _ => None,
        };
        if let Some(id) = moved {
            self.naive_ahead.values_mut().for_each(|ahead| ahead.retain(|other| *other != id));
        }
    }

    /// Queues only move up, and stand where the book says.
    fn check_places(&mut self) {
        let Some(lane) = self.floor.venue.lane(ID) else { return };
        let book = self.floor.books.book(ID).unwrap();
        let mut stand = HashMap::new();
        for slot in lane.live_slots() {
            let order = lane.order(slot);
            assert!(order.leaves() > 0 && !self.accounts[&order.cl_ord_id].is_over);
            if order.standing != Standing::Resting {
                continue;
            }
            assert!(order.shown > 0 && order.shown <= order.leaves());
            let blind_before = self.stood.get(&order.cl_ord_id).filter(|stood| stood.0 == order.rank);
            if let (Some((_, ahead)), true) = (blind_before, self.per_order) {
                assert!(order.ahead() <= *ahead, "{} fell back", order.cl_ord_id);
            }
            stand.insert(order.cl_ord_id, (order.rank, order.ahead()));
            if self.per_order {
                let key = (order.cl_ord_id, order.rank);
                let price = Price::from_raw(order.at);
                let now: Vec<_> = book.orders_at(order.side, price).collect();
                let all = || now.iter().map(|recorded| recorded.order_id).collect();
                let ahead = self.naive_ahead.entry(key).or_insert_with(all);
                let naive: i64 = now
                    .iter()
                    .filter(|recorded| ahead.contains(&recorded.order_id))
                    .map(|recorded| recorded.qty.raw())
                    .sum();
                assert!(order.known_ahead <= naive, "{} is further back than the book says", order.cl_ord_id);
                assert!(order.known_ahead == naive || !self.is_exact, "{} is ahead of its place", order.cl_ord_id);
            }
        }
        self.stood = stand;
    }
}
