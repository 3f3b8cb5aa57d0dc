//! What is resolved once for each attribution, instrument and session.

use crate::hashing::FastMap;
use crate::limits::{LimitKind, Limits, Row};
use crate::meters::Cells;
use crate::setup::{RiskSetup, ShortSale};
use plimsoll_types::{Attribution, InstrumentId, Nanos, Scope};

/// More than any desk has at once; beyond it everything is resolved anew.
const MOST_ROWS: usize = 1 << 16;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct RowKey {
    of: Attribution,
    instrument: InstrumentId,
    session: u32,
}

/// Everything about an order that its attribution, instrument and session say.
#[derive(Debug)]
pub(crate) struct RowState {
    pub limits: Row,
    /// Places of the counts of the order's scopes.
    pub cells: [usize; 7],
    /// Whether the directory knows everybody named.
    pub is_known: bool,
    /// Whether the account may trade the instrument.
    pub is_permitted: bool,
    /// Who keeps the instrument from being traded.
    pub restricting: Option<Scope>,
    pub short_sale: ShortSale,
    /// Executions that the algorithm is allowed; `i64::MAX` for any number.
    pub repeated: i64,
    /// The trading hours that hold the last order's time.
    pub window: Option<(Nanos, Nanos)>,
}

/// Rows that were resolved.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    places: FastMap<RowKey, usize>,
    rows: Vec<RowState>,
    last: Option<(RowKey, usize)>,
}

impl Rows {
    /// Forgets all: limits or rules have changed.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    /// The place of this attribution, instrument and session, resolved on first sight.
    #[inline]
    pub(crate) fn place(
        &mut self,
        (of, instrument, session): (Attribution, InstrumentId, u32),
        (limits, setup, cells): (&Limits, &RiskSetup, &mut Cells),
    ) -> usize {
        let key = RowKey { of, instrument, session };
        if let Some((last, place)) = self.last
            && last == key
        {
            return place;
        }
        let place = match self.places.get(&key) {
            Some(&place) => place,
            None => self.resolve(key, limits, setup, cells),
        };
        self.last = Some((key, place));
        place
    }

    #[cold]
    fn resolve(&mut self, key: RowKey, limits: &Limits, setup: &RiskSetup, cells: &mut Cells) -> usize {
        if self.rows.len() >= MOST_ROWS {
            self.clear();
        }
        let scopes = crate::limits::scopes_of(key.of, key.instrument, key.session);
        let strategy = Scope::Strategy(key.of.strategy);
        let row = RowState {
            limits: Row::resolve(limits, &scopes),
            cells: scopes.map(|scope| cells.place(scope, limits)),
            is_known: setup.knows(key.of),
            is_permitted: setup.permits(key.of.account, key.instrument),
            restricting: setup.restricting(key.of, key.instrument),
            short_sale: setup.short_sale(key.instrument),
            repeated: limits.own(LimitKind::RepeatedExecutions, strategy).unwrap_or(i64::MAX),
            window: None,
        };
        self.rows.push(row);
        self.places.insert(key, self.rows.len() - 1);
        self.rows.len() - 1
    }

    /// The row of this place.
    #[inline]
    pub(crate) fn at(&self, place: usize) -> Option<&RowState> {
        self.rows.get(place)
    }

    /// Looks the trading hours up where the last ones do not hold any more.
    #[inline]
    pub(crate) fn settle_hours(&mut self, place: usize, now_ns: Nanos, instrument: InstrumentId, setup: &RiskSetup) {
        if let Some(row) = self.rows.get_mut(place)
            && !row.window.is_some_and(|(from, until)| from <= now_ns && now_ns < until)
        {
            row.window = setup.calendar.hours(instrument).window(now_ns);
        }
    }
}
