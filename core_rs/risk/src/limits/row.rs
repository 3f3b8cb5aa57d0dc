//! Limits resolved for one attribution, instrument and session: what the hot path reads.

use super::Limits;
use super::kind::{Holds, KINDS, LimitKind};
use plimsoll_oms::Amount;
use plimsoll_types::{Attribution, InstrumentId, Money, Scope};

/// How many scopes an order lies in.
pub(crate) const LEVELS: usize = 7;

/// The scopes of an order, widest first.
pub(crate) const fn scopes_of(of: Attribution, instrument: InstrumentId, session: u32) -> [Scope; LEVELS] {
    [
        Scope::Firm,
        Scope::Desk(of.desk),
        Scope::Account(of.account),
        Scope::Trader(of.trader),
        Scope::Strategy(of.strategy),
        Scope::Instrument(instrument),
        Scope::Session(session),
    ]
}

/// A limit and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cap {
    pub limit: i64,
    /// The limit where it counts money.
    pub amount: Amount,
    pub scope: Scope,
    /// Index into the scopes of the order.
    pub level: usize,
}

impl Cap {
    /// No limit.
    pub(crate) const NONE: Self = Self::new(i64::MAX, Scope::Firm, 0);

    /// A limit of a scope.
    pub(crate) const fn new(limit: i64, scope: Scope, level: usize) -> Self {
        Self { limit, amount: Amount::from_money(Money::from_raw(limit)), scope, level }
    }

    /// Whether there is a limit.
    pub(crate) const fn is_set(self) -> bool {
        self.limit != i64::MAX
    }
}

/// Limits of one attribution, instrument and session, flat.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// Of kinds that hold for each order: the tightest.
    tightest: [Cap; KINDS],
    /// Of kinds that hold for sums: every scope's own.
    sums: [Box<[Cap]>; KINDS],
    /// A mandatory kind that no scope has.
    pub missing: Option<LimitKind>,
    /// The longest of the order's scopes; zero for none.
    pub duplicate_window: Cap,
}

impl Row {
    /// Resolves.
    pub(crate) fn resolve(limits: &Limits, scopes: &[Scope; LEVELS]) -> Self {
        let caps_of = |kind: LimitKind| -> Vec<Cap> {
            let cap = |(level, &scope)| limits.get(kind, scope).map(|limit| Cap::new(limit, scope, level));
            scopes.iter().enumerate().filter_map(cap).collect()
        };
        let mut row = Self {
            tightest: [Cap::NONE; KINDS],
            sums: std::array::from_fn(|_| Box::default()),
            missing: None,
            duplicate_window: Cap::new(0, Scope::Firm, 0),
        };
        for &kind in LimitKind::ALL {
            let caps = caps_of(kind);
            match kind.holds() {
                Holds::EachOrder => {
                    // Of equal limits the widest scope is named: it is the one to ask.
                    row.tightest[kind.index()] = caps.into_iter().min_by_key(|cap| cap.limit).unwrap_or(Cap::NONE);
                }
                Holds::Sum => row.sums[kind.index()] = caps.into_boxed_slice(),
                Holds::Longest => {
                    let longest = caps.into_iter().rev().max_by_key(|cap| cap.limit);
                    row.duplicate_window = longest.unwrap_or(row.duplicate_window);
                }
                Holds::Own => {}
            }
        }
        row.missing = row.first_missing();
        row
    }

    fn first_missing(&self) -> Option<LimitKind> {
        let has = |kind: LimitKind| self.tightest(kind).is_set() || !self.sums(kind).is_empty();
        let collar = LimitKind::COLLARS.into_iter().any(has);
        let missing = LimitKind::MANDATORY.into_iter().find(|&kind| !has(kind));
        missing.or((!collar).then_some(LimitKind::CollarLast))
    }

    /// The tightest limit for each order.
    #[inline]
    pub(crate) fn tightest(&self, kind: LimitKind) -> Cap {
        self.tightest[kind.index()]
    }

    /// Every scope's own limit of a sum, widest scope first.
    #[inline]
    pub(crate) fn sums(&self, kind: LimitKind) -> &[Cap] {
        &self.sums[kind.index()]
    }
}
