//! Who leaves a queue whose orders are not known one by one.
//!
//! A level told as one quantity shrinks by trades, which take from the front, and by cancels, which may come from
//! anywhere. The models say which part of a cancelled quantity stood behind our order, by the quantities ahead (`front`)
//! and behind (`back`). All but the first are those of `ProbQueueModel` of hftbacktest (`backtest/models/queue.rs`), after
//! <https://rigtorp.se/2013/06/08/estimating-order-queue-position.html>.

use crate::random::{exp, ln};

/// Part of a cancelled quantity that stood behind our order.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum QueueModel {
    /// All that can: the order moves up by trades, and when too little is left for its place.
    #[default]
    Pessimistic,
    /// `back^n / (back^n + front^n)`; `n = 1` is cancels spread evenly.
    Power(f64),
    /// `ln(1 + back) / (ln(1 + back) + ln(1 + front))`.
    Log,
    /// `back^n / (back + front)^n`.
    Power2(f64),
    /// `1 - (front / (front + back))^n`.
    Power3(f64),
    /// `ln(1 + back) / ln(1 + back + front)`.
    Log2,
}

/// One, in the fixed point of shares.
const WHOLE: i64 = 1 << 32;

/// Whole exponents by multiplication, which is quicker and as exact everywhere.
fn power(base: f64, exponent: f64) -> f64 {
    if base <= 0.0 {
        return 0.0;
    }
    for (whole, value) in [(1.0, base), (2.0, base * base), (3.0, base * base * base)] {
        #[allow(clippy::float_cmp)] // these or none
        if exponent == whole {
            return value;
        }
    }
    exp(exponent * ln(base))
}

impl QueueModel {
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
    fn behind(self, front: i64, back: i64, lot: i64) -> i64 {
        let lots = |raw: i64| raw as f64 / lot.max(1) as f64;
        let (front, back) = (lots(front), lots(back));
        let whole = front + back;
        let share = match self {
            Self::Pessimistic => 1.0,
            Self::Power(n) => power(back, n) / (power(back, n) + power(front, n)),
            Self::Log => ln(1.0 + back) / (ln(1.0 + back) + ln(1.0 + front)),
            Self::Power2(n) => power(back / whole, n),
            Self::Power3(n) => 1.0 - power(front / whole, n),
            Self::Log2 => ln(1.0 + back) / ln(1.0 + whole),
        };
        if share.is_nan() { WHOLE } else { ((share * WHOLE as f64) as i64).clamp(0, WHOLE) }
    }

    /// What is left of `front` after a level of `old` lost `old - new` to cancels; quantities are raw. A level that grew
    /// did so behind us.
    pub(super) fn front_after(self, front: i64, old: i64, new: i64, lot: i64) -> i64 {
        let lost = old.saturating_sub(new);
        let front = front.clamp(0, old.max(0));
        if lost <= 0 || front == 0 {
            return front.min(new.max(0));
        }
        let back = old - front;
        let share = self.behind(front, back, lot);
        let behind = i64::try_from(i128::from(lost) * i128::from(share) / i128::from(WHOLE)).unwrap_or(lost);
        let (behind, ahead) = (behind.min(back), lost - behind.min(back));
        debug_assert!(behind >= 0 && ahead >= 0, "a loss is split in two");
        (front - ahead).clamp(0, new.max(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MODELS: [QueueModel; 6] = [
        QueueModel::Pessimistic,
        QueueModel::Power(1.0),
        QueueModel::Log,
        QueueModel::Power2(2.0),
        QueueModel::Power3(3.0),
        QueueModel::Log2,
    ];

    #[test]
    fn test_shares_are_those_of_the_formulas() {
        let lots = |model: QueueModel| model.front_after(30, 100, 90, 1);
        assert_eq!(QueueModel::Pessimistic.front_after(30, 100, 90, 1), 30);
        assert_eq!(lots(QueueModel::Power(1.0)), 30 - 4); // 6.99 of 10 behind
        let exact = |share: f64| 30 - (10 - (10.0 * share) as i64);
        assert_eq!(lots(QueueModel::Power(3.0)), exact(70_f64.powi(3) / (70_f64.powi(3) + 30_f64.powi(3))));
        assert_eq!(lots(QueueModel::Log), exact(71_f64.ln() / (71_f64.ln() + 31_f64.ln())));
        assert_eq!(lots(QueueModel::Power2(2.0)), exact(0.49));
        assert_eq!(lots(QueueModel::Power3(2.0)), exact(0.91));
        assert_eq!(lots(QueueModel::Log2), exact(71_f64.ln() / 101_f64.ln()));
    }

    #[test]
    fn test_the_first_in_the_queue_stays_first_and_the_last_moves_with_each_cancel() {
        for model in MODELS {
            assert_eq!(model.front_after(0, 100, 40, 1), 0, "{model:?}");
            assert_eq!(model.front_after(100, 100, 60, 1), 60, "{model:?}");
        }
    }

    proptest! {
        #[test]
        fn test_a_queue_only_moves_up(front in 0_i64..1_000, old in 0_i64..1_000, new in 0_i64..1_000, which in 0_usize..6) {
            let front = front.min(old);
            let left = MODELS[which].front_after(front, old, new, 1);
            prop_assert!((0..=front).contains(&left));
            prop_assert!(left <= new);
            prop_assert!(left >= front - (old - new).max(0), "no more leave than left");
        }
    }
}
