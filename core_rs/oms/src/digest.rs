//! The state as bytes, the same for equal states however they came about.

use crate::fills::{Early, Seen};
use crate::orders::Named;
use crate::state::{Claim, Stage};
use crate::{ClosedOrder, Fill, Oms, OrderState, Position};
use plimsoll_types::{CancelOrder, ClOrdId, NewOrder, PegTo, ReplaceOrder};

/// Fixed-width little-endian fields, handed on a record at a time.
struct Bytes<'a> {
    record: Vec<u8>,
    absorb: &'a mut dyn FnMut(&[u8]),
}

impl Bytes<'_> {
    fn int(&mut self, value: impl Into<i128>) -> &mut Self {
        self.record.extend_from_slice(&value.into().to_le_bytes());
        self
    }

    fn small(&mut self, value: u64) -> &mut Self {
        self.record.extend_from_slice(&value.to_le_bytes());
        self
    }

    fn signed(&mut self, value: i64) -> &mut Self {
        self.record.extend_from_slice(&value.to_le_bytes());
        self
    }

    fn end(&mut self) {
        (self.absorb)(&self.record);
        self.record.clear();
    }

    fn begin(&mut self, kind: u8, records: usize) {
        self.record.push(kind);
        self.small(records as u64).end();
    }
}

fn bits(flags: &[bool]) -> u64 {
    flags.iter().fold(0, |bits, flag| bits << 1 | u64::from(*flag))
}

fn of_terms(bytes: &mut Bytes<'_>, order: &NewOrder) {
    let of = order.attribution;
    let who = u64::from(of.trader.0) << 48 | u64::from(of.desk.0) << 32 | u64::from(of.account.0) << 16;
    bytes.small(order.cl_ord_id.0).small(order.parent.0).small(who | u64::from(of.strategy.0));
    let peg = order.peg_to.map_or(0, |peg: PegTo| peg as u8);
    let kind = [order.side as u8, order.ord_type as u8, order.time_in_force as u8, peg];
    bytes.small(u64::from(order.instrument.0) << 32 | u64::from(u32::from_le_bytes(kind)));
    bytes.small(u64::from(order.flags.0)).small(order.frame_seq);
    for value in [order.qty.raw(), order.display_qty.raw(), order.px.raw(), order.stop_px.raw(), order.peg_offset.raw()]
    {
        bytes.signed(value);
    }
    bytes.signed(order.expire_ns).signed(order.ts_intent_ns);
}

fn of_cancel(bytes: &mut Bytes<'_>, order: &CancelOrder) {
    bytes.small(order.cl_ord_id.0).small(order.orig_cl_ord_id.0).signed(order.ts_intent_ns);
}

fn of_replace(bytes: &mut Bytes<'_>, order: &ReplaceOrder) {
    bytes.small(order.cl_ord_id.0).small(order.orig_cl_ord_id.0);
    for value in [order.qty.raw(), order.display_qty.raw(), order.px.raw(), order.stop_px.raw(), order.ts_intent_ns] {
        bytes.signed(value);
    }
    bytes.small(order.frame_seq);
}

fn of_order(bytes: &mut Bytes<'_>, order: &OrderState) {
    of_terms(bytes, &order.terms);
    bytes.small(order.first_cl_ord_id.0).small(u64::from(order.session)).small(order.venue_order_id.0);
    bytes.signed(order.cum_qty.raw()).int(order.traded.raw());
    bytes.signed(order.ts_placed_ns).signed(order.ts_changed_ns);
    let stage = match order.stage {
        Stage::Sent => 0,
        Stage::Working => 1,
        Stage::Done(status) => 256 + status as u64,
    };
    bytes.small(stage).small(bits(&[order.is_triggered, order.is_unknown])).small(u64::from(order.given_up.is_some()));
    order.given_up.iter().for_each(|replace| of_replace(bytes, replace));
    match &order.cancel {
        Some(request) => of_cancel(bytes.small(1 + u64::from(request.is_sent)), &request.order),
        None => _ = bytes.small(0),
    }
    match &order.replace {
        Some(request) => of_replace(bytes.small(1 + u64::from(request.is_sent)), &request.order),
        None => _ = bytes.small(0),
    }
    for claim in [order.claim, order.doubted] {
        match claim {
            Some(Claim { cum_qty, is_working, ts_venue_ns }) => {
                bytes.small(1 + u64::from(is_working)).signed(cum_qty.raw()).signed(ts_venue_ns);
            }
            None => _ = bytes.small(0),
        }
    }
    bytes.signed(order.ts_venue_ns);
    bytes.end();
}

fn of_closed(bytes: &mut Bytes<'_>, order: &ClosedOrder) {
    let of = order.attribution;
    let who = u64::from(of.trader.0) << 48 | u64::from(of.desk.0) << 32 | u64::from(of.account.0) << 16;
    bytes.small(order.first_cl_ord_id.0).small(order.cl_ord_id.0).small(order.parent.0);
    bytes.small(order.venue_order_id.0).small(who | u64::from(of.strategy.0));
    let kind = u32::from_le_bytes([order.side as u8, order.ord_type as u8, order.status as u8, 0]);
    bytes.small(u64::from(order.instrument.0) << 32 | u64::from(kind)).small(u64::from(order.session));
    bytes.signed(order.qty.raw()).signed(order.px.raw()).signed(order.cum_qty.raw()).int(order.traded.raw());
    bytes.signed(order.ts_changed_ns).signed(order.ts_venue_ns).end();
}

fn of_fill(bytes: &mut Bytes<'_>, fill: &Fill, first: ClOrdId) {
    bytes.small(fill.exec_id.0).small(first.0).signed(fill.px.raw()).signed(fill.qty.raw()).signed(fill.fee.raw());
    let kind = u64::from(fill.side as u8) << 8 | u64::from(fill.liquidity as u8);
    bytes.small(kind).small(bits(&[fill.is_busted, fill.is_corrected])).signed(fill.ts_venue_ns).end();
}

fn of_position(bytes: &mut Bytes<'_>, position: &Position, quotes: [ClOrdId; 2]) {
    bytes.small(Position::key(position.account, position.strategy, position.instrument));
    bytes.small(u64::from(position.desk.0)).small(u64::from(position.fills));
    for value in [position.qty, position.bought_qty, position.sold_qty] {
        bytes.signed(value.raw());
    }
    for value in [position.cost, position.realised, position.fees] {
        bytes.int(value.raw());
    }
    for working in &position.working {
        bytes.small(u64::from(working.orders)).signed(working.qty.raw()).signed(working.at_mark_qty.raw());
        bytes.int(working.notional.raw());
    }
    bytes.small(quotes[0].0).small(quotes[1].0).end();
}

impl Oms {
    /// Hands over, in pieces, bytes that are the same for the same state: orders, names, fills and positions, in an order of
    /// their own. They follow from commands and reports alone; marks, rates and what depends on them are in
    /// [`digest_valuation`](Self::digest_valuation).
    pub fn digest(&self, absorb: &mut dyn FnMut(&[u8])) {
        let mut bytes = Bytes { record: Vec::with_capacity(512), absorb };
        self.digest_orders(&mut bytes);
        self.digest_names(&mut bytes);
        self.digest_fills(&mut bytes);
        self.digest_positions(&mut bytes);
        bytes.begin(b'L', usize::from(self.is_connected));
        bytes.small(self.stray_count).end();
    }

    fn digest_orders(&self, bytes: &mut Bytes<'_>) {
        let mut whole: Vec<&OrderState> = self.orders.whole().map(|(_, order)| order).collect();
        whole.sort_unstable_by_key(|order| order.first_cl_ord_id);
        bytes.begin(b'O', whole.len());
        whole.iter().for_each(|order| of_order(bytes, order));
        let mut closed: Vec<&ClosedOrder> = self.orders.all_closed().collect();
        closed.sort_unstable_by_key(|order| order.first_cl_ord_id);
        bytes.begin(b'C', closed.len());
        closed.iter().for_each(|order| of_closed(bytes, order));
    }

    fn digest_names(&self, bytes: &mut Bytes<'_>) {
        bytes.begin(b'N', self.orders.names_used());
        for (name, named) in self.orders.sorted_names() {
            let first = match named {
                Named::Order(number) => self.orders.first_name(number),
                Named::Free | Named::Refused => ClOrdId::NONE,
            };
            bytes.small(name).small(first.0).end();
        }
    }

    fn digest_fills(&self, bytes: &mut Bytes<'_>) {
        let mut fills: Vec<&Fill> = self.fills.all().iter().collect();
        fills.sort_unstable_by_key(|fill| fill.exec_id);
        bytes.begin(b'F', fills.len());
        fills.iter().for_each(|fill| of_fill(bytes, fill, self.orders.first_name(fill.order)));
        bytes.begin(b'X', self.fills.reports_seen());
        for (name, seen) in self.fills.sorted_names() {
            let fill = if let Seen::Fill(place) = seen { self.fills.get(place) } else { None };
            bytes.small(name).small(fill.map_or(0, |fill| fill.exec_id.0)).end();
        }
        let early = self.fills.sorted_early();
        bytes.begin(b'E', early.len());
        for (of, noted) in early {
            bytes.small(of);
            for early in noted {
                match early {
                    Early::Bust => bytes.small(0),
                    Early::Correct(it) => {
                        bytes.small(1).small(it.name.0).signed(it.ts_venue_ns).signed(it.px.raw()).signed(it.qty.raw())
                    }
                };
            }
            bytes.end();
        }
    }

    fn digest_positions(&self, bytes: &mut Bytes<'_>) {
        let mut positions: Vec<&Position> = self.portfolio.positions.iter().collect();
        positions.sort_unstable_by_key(|it| Position::key(it.account, it.strategy, it.instrument));
        bytes.begin(b'P', positions.len());
        for position in positions {
            let first = |number: u32| number.checked_sub(1).map_or(ClOrdId::NONE, |it| self.orders.first_name(it));
            of_position(bytes, position, position.quote.map(first));
        }
    }

    /// The same for marks, rates, peaks and the day's start.
    pub fn digest_valuation(&self, absorb: &mut dyn FnMut(&[u8])) {
        let mut bytes = Bytes { record: Vec::with_capacity(512), absorb };
        let mut marks: Vec<_> = {
            let known = self.portfolio.listings().iter().filter(|it| it.mark.is_set());
            known.map(|it| (it.instrument, it.mark)).collect()
        };
        marks.sort_unstable();
        bytes.begin(b'M', marks.len());
        for (instrument, mark) in marks {
            bytes.small(u64::from(instrument.0)).signed(mark.raw()).end();
        }
        let rates = self.portfolio.currencies.rates();
        bytes.begin(b'R', rates.len());
        for (from, to, numerator, denominator) in rates {
            bytes.record.extend_from_slice(from.as_bytes());
            bytes.record.push(0);
            bytes.record.extend_from_slice(to.as_bytes());
            bytes.record.push(0);
            bytes.signed(numerator).signed(denominator).end();
        }
        let peaks = self.portfolio.peaks();
        bytes.begin(b'H', peaks.len());
        for figures in peaks {
            figures.iter().for_each(|figure| _ = bytes.int(figure.raw()));
            bytes.end();
        }
    }
}
