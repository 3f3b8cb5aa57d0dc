//! The venue's rules, on plain commands: [`SimVenue`](super::SimVenue) is the door that takes approved ones only.

use super::config::{OnDisconnect, VenueConfig, WhenHalted};
use super::house::{Ending, House, Place};
use super::lane::{Interest, Lane, is_trading};
use super::own_order::OwnOrder;
use plimsoll_book::{Applied, Book, Books};
use plimsoll_types::{
    CancelOrder, CancelReason, ClOrdId, EventFlags, InstrumentId, InstrumentTable, MarketBody, MarketEvent, Nanos,
    NewOrder, OrdType, RejectReason, TimeInForce, TradingStatus, VenueCommand, VenueReportBody,
};

/// All instruments of the venue.
#[derive(Debug, Clone)]
pub(super) struct Matcher {
    lanes: Vec<Option<Box<Lane>>>,
    pub house: House,
    /// How many of the configured session ends are over.
    sessions_over: usize,
}

impl Matcher {
    pub fn new(config: VenueConfig) -> Self {
        Self { lanes: Vec::new(), house: House::new(config), sessions_over: 0 }
    }

    /// When something ends by itself.
    pub fn due_ns(&self) -> Nanos {
        let session = self.house.config.session_ends_ns.get(self.sessions_over).copied().unwrap_or(Nanos::MAX);
        self.house.expiries.first().map_or(session, |(expiry, _)| session.min(*expiry))
    }

    /// Lets what ends by itself until `until_ns` end.
    pub fn pass_time(&mut self, until_ns: Nanos) {
        loop {
            let due_ns = self.due_ns();
            if due_ns > until_ns || due_ns == Nanos::MAX {
                return;
            }
            self.house.now_ns = self.house.now_ns.max(due_ns);
            if let Some(&(expiry, name)) = self.house.expiries.first().filter(|(expiry, _)| *expiry == due_ns) {
                self.house.expiries.remove(&(expiry, name));
                self.end(name, CancelReason::Expired);
            } else {
                self.sessions_over += 1;
                self.for_each_lane(|lane, house| lane.expire(house, OwnOrder::ends_with_session));
            }
        }
    }

    fn for_each_lane(&mut self, mut each: impl FnMut(&mut Lane, &mut House)) {
        for lane in self.lanes.iter_mut().flatten() {
            each(lane, &mut self.house);
            lane.settle();
        }
    }

    fn end(&mut self, name: ClOrdId, reason: CancelReason) {
        let Some(Place::Live(instrument, slot)) = self.house.names.get(&name).copied() else { return };
        if let Some(Some(lane)) = self.lanes.get_mut(instrument.index()) {
            lane.cancel(slot, reason, &mut self.house);
            lane.settle();
        }
    }

    /// The market moved; the books have it.
    #[inline]
    pub fn on_market(&mut self, event: &MarketEvent, applied: &Applied, books: &Books) {
        if event.instrument == InstrumentId::ALL {
            return self.on_venue_wide(event, applied, books);
        }
        if let Some(Some(lane)) = self.lanes.get_mut(event.instrument.index())
            && (lane.is_touched(event, applied) || matches!(event.body, MarketBody::Status { .. }))
        {
            self.house.now_ns = self.house.now_ns.max(event.ts_venue_ns);
            if let Some(book) = books.book(event.instrument) {
                tell(lane, event, applied, book, &mut self.house);
            }
        }
    }

    #[cold]
    fn on_venue_wide(&mut self, event: &MarketEvent, applied: &Applied, books: &Books) {
        self.house.now_ns = self.house.now_ns.max(event.ts_venue_ns);
        for (number, lane) in (0_u32..).zip(&mut self.lanes) {
            if let (Some(lane), Some(book)) = (lane, books.book(InstrumentId(number))) {
                tell(lane, event, applied, book, &mut self.house);
            }
        }
    }

    /// A command has arrived.
    pub fn arrive(&mut self, at_ns: Nanos, command: &VenueCommand, books: &Books, instruments: &InstrumentTable) {
        self.house.now_ns = self.house.now_ns.max(at_ns);
        match command {
            VenueCommand::New(order) => {
                if let Err(reason) = self.new_order(order, books, instruments) {
                    self.house.reject(order.cl_ord_id, reason);
                    self.house.names.entry(order.cl_ord_id).or_insert(Place::Void);
                }
            }
            VenueCommand::Cancel(cancel) => {
                if let Err(reason) = self.cancel_order(cancel) {
                    self.house.refuse(cancel.cl_ord_id, cancel.orig_cl_ord_id, reason);
                }
            }
            VenueCommand::Replace(replace) => {
                if let Err(reason) = self.replace_order(replace, books) {
                    self.house.refuse(replace.cl_ord_id, replace.orig_cl_ord_id, reason);
                }
            }
        }
    }

    fn new_order(
        &mut self,
        order: &NewOrder,
        books: &Books,
        instruments: &InstrumentTable,
    ) -> Result<(), RejectReason> {
        if self.house.names.contains_key(&order.cl_ord_id) {
            return Err(RejectReason::DuplicateClOrdId);
        }
        let instrument = instruments.get(order.instrument).ok_or(RejectReason::UnknownInstrument)?;
        let book = books.book(order.instrument).ok_or(RejectReason::VenueClosed)?;
        super::form::check(order, instrument, self.house.now_ns)?;
        self.check_phase(order, book)?;
        let index = order.instrument.index();
        if self.lanes.len() <= index {
            self.lanes.resize_with(index + 1, || None);
        }
        let config = &self.house.config;
        let lane = self.lanes[index]
            .get_or_insert_with(|| Box::new(Lane::new(instrument, config.queue, config.self_match, book.status())));
        let is_plain = matches!(order.ord_type, OrdType::Limit) && is_trading(book.status());
        let own = OwnOrder::new(order, self.house.next_order_id());
        if own.is_post_only() && is_plain && lane.would_take(order.side, own.worst_px(), book) {
            return Err(RejectReason::WouldTakeLiquidity);
        }
        self.house.tell(&own, VenueReportBody::Accepted);
        if own.time_in_force == TimeInForce::Gtd {
            self.house.expiries.insert((own.expire_ns, own.cl_ord_id));
        }
        let slot = lane.take_in(own);
        self.house.names.insert(order.cl_ord_id, Place::Live(order.instrument, slot));
        lane.enter(slot, book, &mut self.house);
        lane.settle();
        Ok(())
    }

    /// Whether the phase takes this order at all.
    fn check_phase(&self, order: &NewOrder, book: Book<'_>) -> Result<(), RejectReason> {
        let status = book.status();
        let has_opened = match status {
            TradingStatus::Unknown => book.trades() > 0,
            TradingStatus::PreOpen => false,
            TradingStatus::Auction => book.trades() > 0,
            _ => true,
        };
        let at_once = matches!(order.time_in_force, TimeInForce::Ioc | TimeInForce::Fok);
        let for_auction = matches!(order.time_in_force, TimeInForce::AtOpen | TimeInForce::AtClose);
        let must_trade = at_once || order.ord_type == OrdType::Market && !for_auction;
        let is_halt = matches!(status, TradingStatus::Halted | TradingStatus::Paused | TradingStatus::QuotationOnly);
        match status {
            TradingStatus::Closed => Err(RejectReason::VenueClosed),
            _ if order.time_in_force == TimeInForce::AtOpen && has_opened => Err(RejectReason::VenueRefused),
            _ if is_halt && self.house.config.when_halted == WhenHalted::Reject => Err(RejectReason::VenueHalted),
            _ if !is_trading(status) && must_trade => Err(RejectReason::VenueHalted),
            _ => Ok(()),
        }
    }

    fn cancel_order(&mut self, cancel: &CancelOrder) -> Result<(), RejectReason> {
        match self.house.names.get(&cancel.orig_cl_ord_id) {
            None => Err(RejectReason::UnknownOrder),
            Some(Place::Done(_) | Place::Void) => Err(RejectReason::TooLate),
            Some(Place::Live(..)) => {
                self.end(cancel.orig_cl_ord_id, CancelReason::Requested);
                Ok(())
            }
        }
    }

    /// A live order's lane and slot.
    pub fn find(&mut self, name: ClOrdId) -> Result<(InstrumentId, u32, &mut Lane, &mut House), RejectReason> {
        match self.house.names.get(&name).copied() {
            None => Err(RejectReason::UnknownOrder),
            Some(Place::Done(_) | Place::Void) => Err(RejectReason::TooLate),
            Some(Place::Live(instrument, slot)) => match self.lanes.get_mut(instrument.index()) {
                Some(Some(lane)) => Ok((instrument, slot, lane, &mut self.house)),
                _ => Err(RejectReason::UnknownOrder),
            },
        }
    }

    /// The link broke.
    pub fn disconnected(&mut self, now_ns: Nanos) {
        self.house.now_ns = self.house.now_ns.max(now_ns);
        if self.house.config.on_disconnect == OnDisconnect::CancelAll {
            self.for_each_lane(|lane, house| {
                for slot in lane.live_slots() {
                    lane.cancel(slot, CancelReason::Venue, house);
                }
            });
        }
    }

    /// Tells how an order stands, under the name that it has.
    pub fn status(&mut self, now_ns: Nanos, order: ClOrdId, replacing: ClOrdId) {
        self.house.now_ns = self.house.now_ns.max(now_ns);
        let is_told = [replacing, order].into_iter().any(|name| self.tell_status(name));
        if !is_told {
            self.house.reject(order, RejectReason::UnknownOrder);
        }
    }

    fn tell_status(&mut self, name: ClOrdId) -> bool {
        let (ending, is_working) = match self.house.names.get(&name).copied() {
            Some(Place::Done(ending)) => (ending, false),
            Some(Place::Live(..)) => match self.find(name) {
                Ok((_, slot, lane, _)) => (House::ending(lane.order(slot)), true),
                Err(_) => return false,
            },
            Some(Place::Void) | None => return false,
        };
        let Ending { venue_order_id, qty, px, cum_qty } = ending;
        self.house.report(name, venue_order_id, VenueReportBody::Status { qty, px, cum_qty, is_working });
        true
    }

    /// Our orders of an instrument: for checks.
    #[cfg(test)]
    pub fn lane(&self, instrument: InstrumentId) -> Option<&Lane> {
        self.lanes.get(instrument.index())?.as_deref()
    }
}

/// One lane lives through an event.
fn tell(lane: &mut Lane, event: &MarketEvent, applied: &Applied, book: Book<'_>, house: &mut House) {
    let had_eaten = lane.interest.has(Interest::EATEN);
    lane.on_event(event, applied, book, house);
    if let Some(print) = applied.print {
        if print.flags.contains(EventFlags::CROSS) {
            lane.cross(&print, book, house);
        }
        if lane.interest.has(Interest::STOPS) {
            lane.trigger_stops(book, house);
        }
    }
    if let MarketBody::Status { status, .. } = event.body {
        lane.phase_changed(status, book, house);
    }
    if applied.best_changed && lane.interest.has(Interest::PEGS) {
        lane.follow_all(book, house);
    }
    if lane.is_stirred || had_eaten == lane.eaten.is_empty() {
        lane.settle();
    }
}
