//! What concerns the whole market: milestones of the day, news, and the factor that moves all prices together.

use crate::config::{DAY_SECONDS, MARKET_VOLATILITY, SECOND, SimConfig, VolumeCurve};
use crate::intensity::day_curve;
use crate::listing::Listing;
use crate::publish::Publisher;
use crate::random::Random;
use crate::schedule::Schedule;
use plimsoll_types::Nanos;

/// The common factor moves on this grid; together with the order books' own delay it gives the Epps effect.
const FACTOR_STEP: Nanos = SECOND / 4;
/// Typical logarithm of a jump on news, before its heavy tail.
const JUMP: f64 = 0.0008;
/// Tail exponent of jumps.
const JUMP_TAIL: f64 = 2.5;
/// The largest random jump.
const LARGEST_JUMP: f64 = 0.045;

#[derive(Debug, Clone, Copy)]
enum Occasion {
    StartOfMessages,
    Milestone(u8),
    /// Every instrument, or one.
    News(Option<usize>, f64),
    Factor,
    End,
}

/// Occasions of the day in order of time.
#[derive(Debug, Clone)]
pub(crate) struct Market {
    random: Random,
    planned: Vec<(Nanos, Occasion)>,
    done: usize,
    factor_at: Nanos,
}

#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
impl Market {
    pub(crate) fn new(config: &SimConfig) -> Self {
        let mut random = Random::new(config.seed, 0);
        let (start, close) = (config.session_start_ns, config.close_ns);
        let mut planned = vec![
            (start, Occasion::StartOfMessages),
            (config.open_ns.max(start), Occasion::Milestone(b'Q')),
            (close, Occasion::Milestone(b'M')),
            (close + SECOND, Occasion::Milestone(b'E')),
            (close + SECOND, Occasion::Milestone(b'C')),
            (close + SECOND, Occasion::End),
        ];
        planned.extend(config.shocks.iter().map(|s| (s.at_ns, Occasion::News(Some(s.instrument), s.log_jump))));
        for nth in 0..config.instruments.len() {
            plan_news(config, Some(nth), config.news_per_day, &mut random, &mut planned);
        }
        plan_news(config, None, config.news_per_day / 3.0, &mut random, &mut planned);
        planned.retain(|&(at, _)| at >= start);
        // Stable: what was planned first comes first among equals.
        planned.sort_by_key(|&(at, _)| at);
        Self { random, planned, done: 0, factor_at: start + FACTOR_STEP }
    }

    fn next(&self) -> Option<(Nanos, Occasion)> {
        let planned = self.planned.get(self.done).copied()?;
        Some(if self.factor_at < planned.0 { (self.factor_at, Occasion::Factor) } else { planned })
    }

    /// When something happens next.
    pub(crate) fn due(&self) -> Nanos {
        self.next().map_or(Nanos::MAX, |(at, _)| at)
    }

    /// What is due happens.
    pub(crate) fn step(
        &mut self,
        now: Nanos,
        config: &SimConfig,
        listings: &mut [Listing],
        schedule: &mut Schedule,
        tape: &mut Publisher<'_>,
    ) {
        if let Some((_, occasion)) = self.next() {
            match occasion {
                Occasion::Factor => {
                    self.factor_at += FACTOR_STEP;
                    self.move_factor(now, config, listings);
                }
                planned => {
                    self.done += 1;
                    happen(planned, now, listings, schedule, tape);
                }
            }
        }
        schedule.set(0, self.due());
    }

    fn move_factor(&mut self, now: Nanos, config: &SimConfig, listings: &mut [Listing]) {
        let x = (now - config.open_ns) as f64 / (config.close_ns - config.open_ns).max(1) as f64;
        let step = MARKET_VOLATILITY * (FACTOR_STEP as f64 / SECOND as f64 / DAY_SECONDS).sqrt();
        let log_return = step * day_curve(config.volume_curve, x).sqrt() * self.random.normal();
        for listing in listings {
            let fair = &mut listing.flow.intensity.fair;
            *fair += *fair * listing.beta * log_return;
        }
    }
}

fn happen(occasion: Occasion, now: Nanos, listings: &mut [Listing], schedule: &mut Schedule, tape: &mut Publisher<'_>) {
    tape.speak_for_all();
    match occasion {
        Occasion::StartOfMessages => introduce(listings, tape),
        Occasion::Milestone(code) => tape.system_event(code),
        Occasion::News(whom, log_jump) => {
            for (nth, listing) in listings.iter_mut().enumerate().filter(|(nth, _)| whom.is_none_or(|one| one == *nth))
            {
                let share = if whom.is_none() { listing.beta } else { 1.0 };
                listing.flow.intensity.shock(log_jump * share);
                listing.stirred(now);
                schedule.set(nth + 1, listing.due());
            }
        }
        Occasion::Factor | Occasion::End => {}
    }
}

/// The messages before the first order.
fn introduce(listings: &[Listing], tape: &mut Publisher<'_>) {
    tape.system_event(b'O');
    tape.system_event(b'S');
    for listing in listings {
        listing.speak(tape);
        tape.directory();
        tape.trading_action(b'T', *b"    ");
        tape.short_sale();
    }
}

/// Draws the times and jumps of a day's news.
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
fn plan_news(
    config: &SimConfig,
    whom: Option<usize>,
    per_day: f64,
    random: &mut Random,
    planned: &mut Vec<(Nanos, Occasion)>,
) {
    if per_day <= 0.0 || config.volume_curve == VolumeCurve::Flat {
        return;
    }
    let mut at = config.session_start_ns;
    loop {
        at += (random.exponential() / per_day * DAY_SECONDS * SECOND as f64) as Nanos;
        if at >= config.close_ns {
            return;
        }
        let jump = f64::from(random.sign()) * (JUMP * random.pareto(JUMP_TAIL)).min(LARGEST_JUMP);
        planned.push((at, Occasion::News(whom, jump)));
    }
}
