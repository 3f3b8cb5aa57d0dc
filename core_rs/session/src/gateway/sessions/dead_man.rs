//! Signs of life: whoever gives none for too long has their orders cancelled. Measured on monotonic time, connected or not.

use super::Effect;
use plimsoll_types::StrategyId;
use plimsoll_wire::journal::SessionChange;

/// No lease is longer: none is infinite.
pub const LONGEST_LEASE_MS: u32 = 300_000;

/// Whose orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Whose {
    /// Those entered by hand.
    ByHand,
    /// Those of strategies.
    Strategies,
    /// All of the session.
    All,
}

impl Whose {
    /// Whether an order of this strategy is meant.
    #[must_use]
    pub const fn means(self, strategy: StrategyId) -> bool {
        match self {
            Self::ByHand => !strategy.is_some(),
            Self::Strategies => strategy.is_some(),
            Self::All => true,
        }
    }
}

/// When a session's orders are cancelled for want of a sign of life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeadMan {
    /// The person's window gives a sign of life at least this often, or orders by hand are cancelled.
    pub operator_ms: u32,
    /// The same of the strategies' host and the strategies' orders: longer, never infinite.
    pub strategies_ms: u32,
    /// Cancel all at once where the connection is lost, without waiting for either.
    pub cancel_on_disconnect: bool,
}

impl Default for DeadMan {
    fn default() -> Self {
        Self { operator_ms: 3_000, strategies_ms: 30_000, cancel_on_disconnect: false }
    }
}

#[derive(Debug)]
struct Timer {
    lease_ns: i64,
    count: u64,
    heard_ns: i64,
    /// It fires once, and again only after another sign of life.
    fired: bool,
    whose: Whose,
    words: &'static str,
}

impl Timer {
    fn new(lease_ms: u32, whose: Whose, words: &'static str, mono_ns: i64) -> Self {
        let lease_ns = i64::from(lease_ms.clamp(1, LONGEST_LEASE_MS)) * 1_000_000;
        Self { lease_ns, count: 0, heard_ns: mono_ns, fired: false, whose, words }
    }

    fn heard(&mut self, count: u64, mono_ns: i64) {
        if count != self.count {
            self.count = count;
            self.heard_ns = mono_ns;
            self.fired = false;
        }
    }

    fn tick(&mut self, mono_ns: i64) -> bool {
        let fires = !self.fired && mono_ns - self.heard_ns >= self.lease_ns;
        self.fired |= fires;
        fires
    }
}

#[derive(Debug)]
pub(super) struct Timers {
    operator: Timer,
    strategies: Timer,
    cancel_on_disconnect: bool,
}

impl Timers {
    pub(super) fn new(rule: DeadMan, mono_ns: i64) -> Self {
        let (by_hand, strategies) =
            ("the terminal's window gave no sign of life", "the strategies' host gave no sign of life");
        Self {
            operator: Timer::new(rule.operator_ms, Whose::ByHand, by_hand, mono_ns),
            strategies: Timer::new(rule.strategies_ms, Whose::Strategies, strategies, mono_ns),
            cancel_on_disconnect: rule.cancel_on_disconnect,
        }
    }

    /// A logon is a sign of life of both; their counters begin again.
    pub(super) fn attached(&mut self, mono_ns: i64) {
        for timer in [&mut self.operator, &mut self.strategies] {
            timer.count = 0;
            timer.heard_ns = mono_ns;
            timer.fired = false;
        }
    }

    pub(super) fn heard(&mut self, operator: u64, strategies: u64, mono_ns: i64) {
        self.operator.heard(operator, mono_ns);
        self.strategies.heard(strategies, mono_ns);
    }

    /// Whether whoever answers for these orders gave a sign of life in time.
    pub(super) fn is_alive(&self, whose: Whose) -> bool {
        match whose {
            Whose::ByHand => !self.operator.fired,
            Whose::Strategies => !self.strategies.fired,
            Whose::All => !self.operator.fired && !self.strategies.fired,
        }
    }

    /// A planned end cancels what was entered by hand; a lost connection does so where the session asked for it, and
    /// otherwise leaves it to the timers.
    pub(super) fn detached(&mut self, change: SessionChange, session: u32, effects: &mut Vec<Effect>) {
        let (whose, words) = match change {
            SessionChange::LoggedOff => (Whose::ByHand, "the terminal logged off"),
            SessionChange::Lost if self.cancel_on_disconnect => (Whose::All, "the connection was lost"),
            _ => return,
        };
        self.operator.fired = true;
        self.strategies.fired |= whose == Whose::All;
        effects.push(Effect::Cancel { session, whose, words: words.to_owned() });
    }

    pub(super) fn tick(&mut self, mono_ns: i64, session: u32, effects: &mut Vec<Effect>) {
        for timer in [&mut self.operator, &mut self.strategies] {
            if timer.tick(mono_ns) {
                let lease_ms = timer.lease_ns / 1_000_000;
                let words = format!("{} for {lease_ms} ms", timer.words);
                effects.push(Effect::Cancel { session, whose: timer.whose, words });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: i64 = 1_000_000;

    fn fired(timers: &mut Timers, at_ms: i64) -> Vec<Whose> {
        let mut effects = Vec::new();
        timers.tick(at_ms * MS, 4, &mut effects);
        let whose = |effect: &Effect| match effect {
            Effect::Cancel { session: 4, whose, .. } => *whose,
            other => panic!("{other:?}"),
        };
        effects.iter().map(whose).collect()
    }

    #[test]
    fn test_a_hung_window_loses_orders_by_hand_and_not_the_strategies() {
        let mut timers = Timers::new(DeadMan::default(), 0);
        for second in 1..=10_u32 {
            timers.heard(u64::from(second.min(4)), u64::from(second), i64::from(second) * 1_000 * MS);
            let expected = if second == 7 { vec![Whose::ByHand] } else { vec![] };
            assert_eq!(fired(&mut timers, i64::from(second) * 1_000), expected, "second {second}");
        }
        assert!(!timers.is_alive(Whose::ByHand) && timers.is_alive(Whose::Strategies));
        timers.heard(5, 10, 10_500 * MS);
        assert!(timers.is_alive(Whose::ByHand));
        assert_eq!(fired(&mut timers, 13_499), vec![]);
        assert_eq!(fired(&mut timers, 13_500), vec![Whose::ByHand], "and fires again");
    }

    #[test]
    fn test_no_lease_is_infinite() {
        let rule = DeadMan { operator_ms: u32::MAX, strategies_ms: u32::MAX, cancel_on_disconnect: false };
        let mut timers = Timers::new(rule, 0);
        assert_eq!(fired(&mut timers, 299_999), vec![]);
        assert_eq!(fired(&mut timers, 300_000), vec![Whose::ByHand, Whose::Strategies]);
    }

    #[test]
    fn test_a_lost_connection_cancels_at_once_only_where_asked_for() {
        let mut effects = Vec::new();
        let rule = DeadMan { cancel_on_disconnect: true, ..DeadMan::default() };
        Timers::new(rule, 0).detached(SessionChange::Lost, 1, &mut effects);
        assert!(matches!(effects[..], [Effect::Cancel { whose: Whose::All, .. }]));
        effects.clear();
        Timers::new(DeadMan::default(), 0).detached(SessionChange::Lost, 1, &mut effects);
        assert_eq!(effects, vec![]);
        Timers::new(DeadMan::default(), 0).detached(SessionChange::LoggedOff, 1, &mut effects);
        assert!(matches!(effects[..], [Effect::Cancel { whose: Whose::ByHand, .. }]));
    }
}
