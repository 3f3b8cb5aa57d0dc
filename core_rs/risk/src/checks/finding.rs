//! What one check found.

use crate::exposure::set;
use crate::limits::Cap;
use plimsoll_oms::Amount;
use plimsoll_types::{RejectReason, Scope, Unit};

/// What one check found. [`RejectReason::None`] lets the order through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Finding {
    pub scope: Scope,
    pub unit: Unit,
    pub measured: i64,
    pub limit: i64,
    pub reason: RejectReason,
}

/// Whether a limit itself may be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    UpTo,
    Below,
}

impl Finding {
    /// A rule that is kept or not.
    pub(crate) const fn rule(scope: Scope, kept: bool, reason: RejectReason) -> Self {
        let reason = if kept { RejectReason::None } else { reason };
        Self { scope, unit: Unit::Flag, measured: !kept as i64, limit: 0, reason }
    }

    /// Nothing to hold it against.
    pub(crate) const fn unlimited(unit: Unit, measured: i64) -> Self {
        Self { scope: Scope::Firm, unit, measured, limit: i64::MAX, reason: RejectReason::None }
    }

    /// At most the limit; what is no number is refused.
    #[inline]
    pub(crate) const fn at_most(cap: Cap, unit: Unit, measured: Option<i64>, reason: RejectReason) -> Self {
        match measured {
            None => Self::not_a_number(cap, unit),
            Some(measured) => {
                let reason = if measured <= cap.limit { RejectReason::None } else { reason };
                Self { scope: cap.scope, unit, measured, limit: cap.limit, reason }
            }
        }
    }

    /// At most the limit, an amount of money.
    #[inline]
    pub(crate) fn at_most_amount(cap: Cap, measured: Option<Amount>, reason: RejectReason) -> Self {
        Self::of_amounts(&[cap], reason, Reach::UpTo, |_| measured, |_| false)
    }

    /// Every scope's amount of money against its own limit: the first that fails, or else the one that is nearest to its
    /// limit. What is over a limit passes all the same where `pardons` says so. Amounts are compared exactly and rounded
    /// only to be written down.
    #[inline]
    pub(crate) fn of_amounts(
        caps: &[Cap],
        reason: RejectReason,
        reach: Reach,
        find: impl Fn(Cap) -> Option<Amount>,
        pardons: impl Fn(Cap) -> bool,
    ) -> Self {
        let mut nearest: Option<(Cap, Amount, Amount)> = None;
        for &cap in caps {
            let Some(amount) = find(cap).filter(|amount| amount.is_known()) else {
                return Self::not_a_number(cap, Unit::Money);
            };
            let room = cap.amount - amount;
            let over = room < Amount::ZERO || (reach == Reach::Below && room == Amount::ZERO);
            if over && !pardons(cap) {
                return Self::amount(cap, amount, reason);
            }
            if nearest.is_none_or(|(_, _, least)| room < least) {
                nearest = Some((cap, amount, room));
            }
        }
        nearest
            .map_or(Self::unlimited(Unit::Money, 0), |(cap, amount, _)| Self::amount(cap, amount, RejectReason::None))
    }

    fn amount(cap: Cap, amount: Amount, reason: RejectReason) -> Self {
        match amount.to_money().and_then(|money| set(money.raw())) {
            None => Self::not_a_number(cap, Unit::Money),
            Some(measured) => Self { scope: cap.scope, unit: Unit::Money, measured, limit: cap.limit, reason },
        }
    }

    /// A figure that the check needs is missing.
    pub(crate) const fn not_a_number(cap: Cap, unit: Unit) -> Self {
        Self { scope: cap.scope, unit, measured: i64::MIN, limit: cap.limit, reason: RejectReason::NotANumber }
    }

    /// Every scope's sum against its own limit: the first that fails, or else the one that is nearest to its limit.
    #[inline]
    pub(crate) fn of_sums(caps: &[Cap], unit: Unit, find: impl Fn(Cap) -> Self) -> Self {
        let mut nearest = Self::unlimited(unit, 0);
        for &cap in caps {
            let finding = find(cap);
            if finding.reason != RejectReason::None {
                return finding;
            }
            if finding.room() < nearest.room() || nearest.limit == i64::MAX {
                nearest = finding;
            }
        }
        nearest
    }

    const fn room(&self) -> i64 {
        self.limit.saturating_sub(self.measured)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CAP: Cap = Cap::new(10, Scope::Session(1), 0);

    #[test]
    fn test_a_limit_lets_through_what_equals_it_and_nothing_above() {
        let reason = |measured| Finding::at_most(CAP, Unit::Count, measured, RejectReason::MaxQty).reason;
        assert_eq!(reason(Some(10)), RejectReason::None);
        assert_eq!(reason(Some(11)), RejectReason::MaxQty);
        assert_eq!(reason(None), RejectReason::NotANumber);
    }

    #[test]
    fn test_of_sums_the_first_failure_or_else_the_nearest_is_named() {
        let caps = [Cap::new(50, Scope::Firm, 0), CAP, Cap::new(20, Scope::Session(1), 0)];
        let find = |measured| {
            Finding::of_sums(&caps, Unit::Count, |cap| {
                Finding::at_most(cap, Unit::Count, Some(measured), RejectReason::OpenOrders)
            })
        };
        assert_eq!((find(5).limit, find(5).reason), (10, RejectReason::None));
        assert_eq!((find(60).scope, find(60).reason), (Scope::Firm, RejectReason::OpenOrders));
        assert_eq!((find(15).limit, find(15).reason), (10, RejectReason::OpenOrders));
        assert_eq!(Finding::of_sums(&[], Unit::Count, |_| unreachable!()).limit, i64::MAX);
    }

    #[test]
    fn test_of_amounts_the_one_nearest_to_its_limit_is_written_down() {
        let caps = [Cap::new(50, Scope::Firm, 0), CAP, Cap::new(90, Scope::Session(2), 0)];
        let amount = |raw| Some(Amount::from_money(plimsoll_types::Money::from_raw(raw)));
        let find = |reach, raw| Finding::of_amounts(&caps, RejectReason::GrossLimit, reach, |_| amount(raw), |_| false);
        let fine = find(Reach::UpTo, 5);
        assert_eq!(
            (fine.scope, fine.measured, fine.limit, fine.reason),
            (Scope::Session(1), 5, 10, RejectReason::None)
        );
        assert_eq!(find(Reach::UpTo, 10).reason, RejectReason::None);
        assert_eq!((find(Reach::Below, 10).limit, find(Reach::Below, 10).reason), (10, RejectReason::GrossLimit));
        let pardoned = Finding::of_amounts(&caps, RejectReason::GrossLimit, Reach::UpTo, |_| amount(60), |_| true);
        assert_eq!((pardoned.limit, pardoned.reason), (10, RejectReason::None));
    }
}
