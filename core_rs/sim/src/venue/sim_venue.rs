//! The door: approved commands in, reports out.

use super::config::VenueConfig;
use super::latency::{FeedDelay, LatencySource};
use super::link::Wire;
use super::matcher::Matcher;
use plimsoll_book::{Applied, Books};
use plimsoll_engine::Venue;
use plimsoll_risk::RiskApproved;
use plimsoll_types::{ClOrdId, InstrumentTable, MarketEvent, Nanos, RejectReason, VenueCommand, VenueReport};

/// What becomes of messages that are under way when the link breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InFlight {
    /// Commands that have not arrived never do, reports that were not read are read after the link is back.
    CommandsLost,
    /// Commands arrive; only the reports wait for the link.
    Arrives,
}

/// A venue that matches inside the recorded or generated book. The same for paper trading, replay and simulation.
///
/// Deterministic: the same configuration, events and commands give the same reports.
#[derive(Debug, Clone)]
pub struct SimVenue {
    matcher: Matcher,
    inbox: Wire<VenueCommand>,
    order_latency: LatencySource,
    feed_delay: FeedDelay,
    observes_feed: bool,
    connected: bool,
    /// When something arrives or ends next.
    wake_ns: Nanos,
}

impl SimVenue {
    /// A venue without orders.
    #[must_use]
    pub fn new(config: VenueConfig) -> Self {
        let seed = config.seed;
        let observes_feed = config.feed_latency == super::latency::FeedLatency::AsReceived;
        let mut venue = Self {
            order_latency: LatencySource::new(config.order_latency.clone(), seed, 1),
            feed_delay: FeedDelay::new(config.feed_latency.clone(), seed, 3),
            observes_feed,
            matcher: Matcher::new(config),
            inbox: Wire::new(),
            connected: true,
            wake_ns: Nanos::MAX,
        };
        venue.set_alarm();
        venue
    }

    /// The link breaks at `now_ns`: nothing can be sent, and reports wait until [`reconnect`](Self::reconnect).
    pub fn disconnect(&mut self, now_ns: Nanos, in_flight: InFlight) {
        self.connected = false;
        if in_flight == InFlight::CommandsLost {
            self.inbox.lose();
        }
        self.matcher.disconnected(now_ns);
        self.set_alarm();
    }

    /// The link is back.
    pub fn reconnect(&mut self) {
        self.connected = true;
    }

    /// Takes a plain command; what the approved door does after opening the approval.
    pub(super) fn take(&mut self, now_ns: Nanos, command: VenueCommand) {
        if !self.connected {
            self.matcher.house.now_ns = self.matcher.house.now_ns.max(now_ns);
            match command {
                VenueCommand::New(order) => self.matcher.house.reject(order.cl_ord_id, RejectReason::VenueDown),
                VenueCommand::Cancel(cancel) => {
                    self.matcher.house.refuse(cancel.cl_ord_id, cancel.orig_cl_ord_id, RejectReason::VenueDown);
                }
                VenueCommand::Replace(replace) => {
                    self.matcher.house.refuse(replace.cl_ord_id, replace.orig_cl_ord_id, RejectReason::VenueDown);
                }
            }
            return;
        }
        let late = self.feed_delay.next(now_ns).saturating_add(self.order_latency.next(now_ns));
        self.inbox.send(now_ns.saturating_add(late), command);
        self.set_alarm();
    }

    #[cfg(test)]
    pub(super) fn lane(&self, instrument: plimsoll_types::InstrumentId) -> Option<&super::lane::Lane> {
        self.matcher.lane(instrument)
    }

    fn set_alarm(&mut self) {
        self.wake_ns = self.inbox.due_ns().min(self.matcher.due_ns());
    }

    /// What arrives or ends by `until_ns` does so, in order of time.
    #[cold]
    fn catch_up(&mut self, until_ns: Nanos, books: &Books, instruments: &InstrumentTable) {
        loop {
            let arrival_ns = self.inbox.due_ns();
            self.matcher.pass_time(until_ns.min(arrival_ns));
            let Some((at_ns, command)) = self.inbox.receive(until_ns) else { break };
            self.matcher.arrive(at_ns, &command, books, instruments);
        }
        self.set_alarm();
    }
}

impl Venue for SimVenue {
    fn venue_mic(&self) -> &str {
        &self.matcher.house.config.venue_mic
    }

    #[inline]
    fn pass_time(&mut self, until_ns: Nanos, books: &Books, instruments: &InstrumentTable) {
        if self.wake_ns <= until_ns {
            self.catch_up(until_ns, books, instruments);
        }
    }

    #[inline]
    fn on_market(&mut self, event: &MarketEvent, applied: &Applied, books: &Books, _: &InstrumentTable) {
        if self.observes_feed {
            self.feed_delay.observe(event);
        }
        self.matcher.on_market(event, applied, books);
    }

    fn send(&mut self, now_ns: Nanos, command: RiskApproved<VenueCommand>) {
        self.take(now_ns, command.into_command());
    }

    fn request_status(&mut self, now_ns: Nanos, order: ClOrdId, replacing: ClOrdId) {
        self.matcher.status(now_ns, order, replacing);
    }

    fn poll(&mut self, now_ns: Nanos, reports: &mut Vec<VenueReport>) {
        if !self.connected {
            return;
        }
        while let Some((_, report)) = self.matcher.house.outbox.receive(now_ns) {
            reports.push(report);
        }
    }

    #[inline]
    fn next_due_ns(&self) -> Option<Nanos> {
        let report_ns = if self.connected { self.matcher.house.outbox.due_ns() } else { Nanos::MAX };
        Some(self.wake_ns.min(report_ns)).filter(|due| *due != Nanos::MAX)
    }

    fn is_connected(&self) -> bool {
        self.connected
    }
}
