//! One instrument's day: pre-open, opening cross, continuous trading, pauses, closing cross.

use crate::auction::Auction;
use crate::check::ITCH_STEP;
use crate::config::{SECOND, Scales, SimConfig, SimInstrument};
use crate::flow::OrderFlow;
use crate::intensity::{Intensity, PULSE, day_curve};
use crate::publish::Publisher;
use crate::random::Random;
use plimsoll_types::{Nanos, Price, Side, TradingStatus};
use plimsoll_wire::itch::encode::stock_field;

/// Pulses in which the reference price of the price band forgets: five minutes.
const REFERENCE_PULSES: f64 = 300.0 * SECOND as f64 / PULSE as f64;
/// Before the closing cross, imbalances are published for this long.
const CLOSING_NOTICE: Nanos = 600 * SECOND;
/// The warm-up of an instrument where orders rest for very long ends after an hour.
const LONGEST_WARM_UP: f64 = 3_600.0 * SECOND as f64;
/// Never.
const NEVER: Nanos = Nanos::MAX;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    PreOpen,
    Continuous,
    Paused { resume: Nanos },
    Quotation { resume: Nanos },
    Closed,
}

/// An instrument, its phase and its two clocks.
#[derive(Debug, Clone)]
pub(crate) struct Listing {
    pub(crate) flow: OrderFlow,
    pub(crate) stock: [u8; 8],
    pub(crate) locate: u16,
    pub(crate) tick_price: u32,
    pub(crate) beta: f64,
    phase: Phase,
    auction: Auction,
    reference: f64,
    event_at: Nanos,
    pulse_at: Nanos,
    notice_at: Nanos,
    published: bool,
}

#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
impl Listing {
    pub(crate) fn new(config: &SimConfig, nth: usize, instrument: &SimInstrument) -> Self {
        let scales = Scales::new(instrument, config.rate_scale);
        let mut random = Random::new(config.seed, nth as u64 + 1);
        let fair = instrument.start_px.to_f64() / instrument.tick.to_f64() + random.uniform() - 0.5;
        let auction = Auction::of_day(&scales, instrument.size_scale);
        let flow = OrderFlow::new(instrument, scales, Intensity::new(fair, config.volume_curve), random);
        // Listings take turns within a pulse, as their opening crosses do.
        let stagger = (nth as i64 * 977_777) % (PULSE - 1);
        Self {
            flow,
            stock: stock_field(&instrument.symbol),
            locate: (nth + 1) as u16,
            tick_price: (instrument.tick.raw() / ITCH_STEP) as u32,
            beta: instrument.market_beta,
            phase: if config.session_start_ns <= config.open_ns { Phase::PreOpen } else { Phase::Continuous },
            auction,
            reference: fair,
            event_at: config.session_start_ns,
            pulse_at: config.session_start_ns + 1 + stagger,
            notice_at: config.session_start_ns,
            published: false,
        }
    }

    /// Its phase in the words of the event model.
    pub(crate) fn status(&self) -> TradingStatus {
        match self.phase {
            Phase::PreOpen | Phase::Continuous => TradingStatus::Trading,
            Phase::Paused { .. } => TradingStatus::Paused,
            Phase::Quotation { .. } => TradingStatus::QuotationOnly,
            Phase::Closed => TradingStatus::Closed,
        }
    }

    /// When something happens next.
    #[inline]
    pub(crate) fn due(&self) -> Nanos {
        self.event_at.min(self.pulse_at)
    }

    /// Takes the voice of this listing.
    #[inline]
    pub(crate) fn speak(&self, tape: &mut Publisher<'_>) {
        tape.speak_for(self.locate, self.stock, self.tick_price);
    }

    /// A price of this instrument.
    pub(crate) fn price(&self, tick: i32) -> Price {
        Price::from_raw(i64::from(tick) * i64::from(self.tick_price) * (Price::ONE / 10_000))
    }

    /// Fills the book without a word, for as long as orders usually rest, several times over.
    pub(crate) fn warm_up(&mut self, lifetimes: f64, tape: &mut Publisher<'_>) {
        let end = (self.flow.scales.lifetime * lifetimes * SECOND as f64).min(LONGEST_WARM_UP) as Nanos;
        let (mut now, mut pulse) = (0, 0);
        while now < end {
            let next = now + self.flow.next_delay();
            if next < pulse {
                now = next;
                self.flow.step(tape);
            } else {
                now = pulse;
                pulse += PULSE;
                self.flow.intensity.pulse(&self.flow.scales, 1.0, &mut self.flow.random);
            }
        }
        self.reference = self.flow.intensity.fair;
    }

    /// What is due now happens.
    #[inline]
    pub(crate) fn step(&mut self, now: Nanos, config: &SimConfig, tape: &mut Publisher<'_>) {
        if !self.published {
            self.publish_book(tape);
        } else if self.pulse_at <= self.event_at {
            self.pulse(now, config, tape);
        } else {
            self.flow.step(tape);
        }
        if self.phase != Phase::Closed {
            self.event_at = now + self.flow.next_delay();
        }
    }

    /// Draws the next event anew, after its rate changed from outside.
    pub(crate) fn stirred(&mut self, now: Nanos) {
        if self.phase != Phase::Closed && self.published {
            self.event_at = now + self.flow.next_delay();
        }
    }

    /// The orders that were there before the feed began, each queue in its order.
    fn publish_book(&mut self, tape: &mut Publisher<'_>) {
        self.published = true;
        for side in [Side::Buy, Side::Sell] {
            for slot in self.flow.book.in_priority(side) {
                let reference = tape.next_reference();
                let order = self.flow.book.rename(slot, reference);
                tape.add(reference, side, order.qty, order.tick, false);
            }
        }
    }

    fn pulse(&mut self, now: Nanos, config: &SimConfig, tape: &mut Publisher<'_>) {
        self.pulse_at += PULSE;
        let x = (now - config.open_ns) as f64 / (config.close_ns - config.open_ns).max(1) as f64;
        self.flow.intensity.pulse(&self.flow.scales, day_curve(config.volume_curve, x), &mut self.flow.random);
        self.notify(now, config, tape);
        match self.phase {
            Phase::PreOpen if now >= config.open_ns => self.open(tape),
            Phase::PreOpen | Phase::Closed => {}
            _ if now >= config.close_ns => self.close(tape),
            Phase::Continuous => self.watch_band(now, config, tape),
            Phase::Paused { resume } if now >= resume - config.pause_ns / 5 => self.take_quotations(resume, tape),
            Phase::Quotation { resume } if now >= resume => self.resume(tape),
            Phase::Paused { .. } | Phase::Quotation { .. } => {}
        }
    }

    /// Publishes the imbalance while a cross draws near.
    fn notify(&mut self, now: Nanos, config: &SimConfig, tape: &mut Publisher<'_>) {
        let (cross, every) = match self.phase {
            Phase::PreOpen => (b'O', SECOND),
            Phase::Quotation { .. } => (b'H', SECOND),
            Phase::Continuous if now >= config.close_ns - CLOSING_NOTICE => (b'C', 5 * SECOND),
            _ => return,
        };
        if now >= self.notice_at {
            self.notice_at = now + every;
            self.auction.gather(&mut self.flow.random);
            self.auction.publish(cross, &self.flow.book, tape);
        }
    }

    fn open(&mut self, tape: &mut Publisher<'_>) {
        self.auction.cross(b'O', &mut self.flow, tape);
        self.phase = Phase::Continuous;
    }

    fn close(&mut self, tape: &mut Publisher<'_>) {
        self.auction.cross(b'C', &mut self.flow, tape);
        self.phase = Phase::Closed;
        (self.event_at, self.pulse_at) = (NEVER, NEVER);
    }

    /// Pauses trading when the price left its band (limit-up limit-down).
    fn watch_band(&mut self, now: Nanos, config: &SimConfig, tape: &mut Publisher<'_>) {
        let (Some(bid), Some(ask)) = (self.flow.book.best(Side::Buy), self.flow.book.best(Side::Sell)) else { return };
        let mid = f64::from(bid + ask) / 2.0;
        self.reference += (mid - self.reference) / REFERENCE_PULSES;
        if config.luld_band > 0.0 && (mid / self.reference - 1.0).abs() > config.luld_band {
            self.flow.continuous = false;
            self.phase = Phase::Paused { resume: now + config.pause_ns };
            tape.trading_action(b'P', *b"LUDP");
        }
    }

    fn take_quotations(&mut self, resume: Nanos, tape: &mut Publisher<'_>) {
        self.phase = Phase::Quotation { resume };
        tape.trading_action(b'Q', *b"LUDP");
    }

    fn resume(&mut self, tape: &mut Publisher<'_>) {
        self.auction.cross(b'H', &mut self.flow, tape);
        self.reference = self.flow.intensity.fair;
        self.flow.continuous = true;
        self.phase = Phase::Continuous;
        tape.trading_action(b'T', *b"    ");
    }
}
