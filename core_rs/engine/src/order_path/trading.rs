//! The order path as the trading loop drives it, and as its owner does between market events.

use super::moment::{Moment, Pace};
use super::state::OrderPath;
use crate::seam::{Trading, Venue};
use plimsoll_audit::Storage;
use plimsoll_book::{Applied, Books};
use plimsoll_types::{ExecutionReport, Instrument, InstrumentId, InstrumentTable, MarketEvent, Nanos};

impl<V: Venue, S: Storage> Trading for OrderPath<V, S> {
    #[inline]
    fn pass_time(&mut self, until_ns: Nanos, books: &Books, instruments: &InstrumentTable) {
        if self.settings.pace == Pace::Handed {
            return self.venue.pass_time(until_ns.min(self.at.utc_ns), books, instruments);
        }
        while let Some(due_ns) = self.next_due_ns().filter(|due_ns| *due_ns <= until_ns) {
            self.at = self.at.or_later(Moment::at(due_ns));
            self.venue.pass_time(self.at.utc_ns, books, instruments);
            self.turn();
            if self.next_due_ns().is_some_and(|next_ns| next_ns <= due_ns) {
                break; // whatever it is will be looked at again with the next event
            }
        }
    }

    #[inline]
    fn on_market(&mut self, event: &MarketEvent, applied: &Applied, books: &Books, instruments: &InstrumentTable) {
        if self.settings.pace == Pace::Market {
            self.at = self.at.or_later(Moment::at(event.ts_venue_ns));
        }
        self.learn(event.instrument, instruments);
        if self.views.observe(self.at.utc_ns, event, applied, books) {
            self.risk.on_market(self.at.mono_ns, event.instrument, self.views.view(event.instrument));
            self.has_moved = true;
        }
        self.venue.on_market(event, applied, books, instruments);
        if self.next_due_ns().is_some_and(|due_ns| due_ns <= self.at.utc_ns) {
            self.turn();
        }
    }
}

impl<V: Venue, S: Storage> OrderPath<V, S> {
    /// Takes what is due at `at`: reports, timers, halts that others engaged; appends what clients are told.
    pub fn poll(&mut self, at: Moment, out: &mut Vec<ExecutionReport>) {
        self.begin(at);
        self.turn();
        out.append(&mut self.told);
    }

    /// Takes what clients were told during market events.
    pub fn drain_told(&mut self, out: &mut Vec<ExecutionReport>) {
        out.append(&mut self.told);
    }

    /// Whether clients were told something that nobody took yet.
    #[must_use]
    pub fn has_told(&self) -> bool {
        !self.told.is_empty()
    }

    /// When something falls due next, UTC, as far as is known now.
    #[inline]
    #[must_use]
    pub fn next_due_ns(&self) -> Option<Nanos> {
        let venue_ns = self.venue.next_due_ns().unwrap_or(Nanos::MAX);
        let pulse_ns = if self.has_moved { self.pulse_ns } else { Nanos::MAX };
        Some(venue_ns.min(self.timer_ns).min(pulse_ns)).filter(|due_ns| *due_ns != Nanos::MAX)
    }

    /// Everything that is due now.
    pub(super) fn turn(&mut self) {
        self.heed_halts();
        self.heed_link();
        self.take_reports();
        self.heed_recovery();
        self.chase_due();
        self.liquidate();
        self.expire();
        if self.has_moved && self.at.utc_ns >= self.pulse_ns {
            self.pulse();
        }
        self.heed_trips();
        self.set_timer();
        self.commit_told();
    }

    /// Values every held position at the market as it is.
    fn pulse(&mut self) {
        self.has_moved = false;
        self.pulse_ns = self.at.utc_ns.saturating_add(self.settings.pulse_ns);
        let held: Vec<InstrumentId> =
            self.oms.positions().iter().filter(|held| held.qty.raw() != 0).map(|held| held.instrument).collect();
        held.into_iter().for_each(|instrument| self.mark(instrument));
    }

    pub(super) fn set_timer(&mut self) {
        let recovery = self.is_recovering.then_some(self.ask_again_ns);
        let timers = [self.chase.next_ns(), self.liquidations.next_ns(), recovery];
        let mono_ns = timers.into_iter().flatten().min();
        let utc_ns = mono_ns.map(|mono_ns| mono_ns.saturating_sub(self.at.mono_ns).saturating_add(self.at.utc_ns));
        self.timer_ns = [utc_ns, self.expiries.next_ns()].into_iter().flatten().min().unwrap_or(Nanos::MAX);
    }

    /// Cancels orders that outlived their date.
    fn expire(&mut self) {
        while let Some(order) = self.expiries.take_due(self.at.utc_ns) {
            let is_live = self.oms.order(order).is_some_and(|order| order.is_live());
            if is_live {
                self.pursue(&[order]);
            }
        }
    }

    /// Learns instruments as the feed names them, and says so in the journal.
    #[inline]
    fn learn(&mut self, id: InstrumentId, instruments: &InstrumentTable) {
        let is_new = self.instruments.rows().len() < instruments.rows().len();
        let differs = |known: Option<&Instrument>, now: Option<&Instrument>| match (known, now) {
            (Some(known), Some(now)) => known.tick != now.tick || known.lot != now.lot,
            _ => false,
        };
        if is_new || differs(self.instruments.get(id), instruments.get(id)) {
            self.relearn(instruments);
        }
    }

    #[cold]
    fn relearn(&mut self, instruments: &InstrumentTable) {
        for row in instruments.rows() {
            let id = self.instruments.intern(&row.symbol, || row.clone());
            if let Some(known) = self.instruments.get_mut(id) {
                known.clone_from(row);
            }
            self.oms.list(id, row);
        }
        self.note_vocabulary();
    }
}
