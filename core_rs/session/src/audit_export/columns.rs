//! A table's columns: a name, and how an event fills it.

use super::event::OrderEvent;
use plimsoll_types::{Instrument, OrdType, Price, Qty, Side, TimeInForce};
use plimsoll_wire::journal::{ClockState, Vocabulary};

/// What the log does not know of the firm.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExportOptions {
    /// Legal entity identifier (ISO 17442) of the firm.
    pub lei: Option<String>,
    /// `DEAL`, `MTCH` or `AOTC`.
    pub trading_capacity: Option<String>,
}

/// What a cell is made of.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    pub event: &'a OrderEvent,
    pub vocabulary: &'a Vocabulary,
    pub options: &'a ExportOptions,
}

/// One column; a cell that is `None` is null.
#[derive(Clone, Copy)]
pub struct Column {
    /// As the first line of a CSV names it.
    pub name: &'static str,
    /// The cell.
    pub(super) cell: fn(&Context<'_>) -> Option<String>,
}

impl std::fmt::Debug for Column {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// Error of the clock up to which RTS 25 lets a firm trade at high frequency.
const PROVEN_NS: i64 = 100_000;

/// Columns of our own, behind those of either regulation: what leads back to the log.
pub const OURS: &[Column] = &[
    Column { name: "audit_seq", cell: |c| Some(c.event.seq.to_string()) },
    Column { name: "ts_recorded_ns", cell: |c| Some(c.event.ts_utc_ns.to_string()) },
    Column { name: "ts_mono_ns", cell: |c| Some(c.event.ts_mono_ns.to_string()) },
    Column { name: "cl_ord_id", cell: |c| Some(c.event.order.cl_ord_id.to_string()) },
    Column {
        name: "desk",
        cell: |c| c.name_of(c.vocabulary.directory.desk_name(c.event.order.order.attribution.desk)),
    },
    Column { name: "trader", cell: |c| c.trader() },
    Column { name: "algorithm", cell: |c| c.algorithm() },
    Column { name: "session", cell: |c| Some(c.event.order.session.to_string()) },
    Column {
        name: "frame_seq",
        cell: |c| Some(c.event.order.order.frame_seq).filter(|seq| *seq > 0).map(|seq| seq.to_string()),
    },
    Column { name: "reject_reason", cell: |c| c.reject_reason() },
    Column { name: "clock_offset_ns", cell: |c| c.event.clock.as_ref().map(|clock| clock.offset_ns.to_string()) },
    Column { name: "clock_max_error_ns", cell: |c| c.max_error_ns() },
    Column { name: "clock_source", cell: |c| c.event.clock.as_ref().map(|clock| clock.source.clone()) },
    Column { name: "clock_proven", cell: |c| Some(yes(c.event.clock.as_ref().is_some_and(is_proven))) },
];

/// Whether the clock is known to be as near to UTC as trading at high frequency asks for.
fn is_proven(clock: &ClockState) -> bool {
    let error_ns = clock.offset_ns.saturating_abs().saturating_add(clock.max_error_ns);
    clock.synchronised && error_ns <= PROVEN_NS
}

/// `true` or `false`.
pub fn yes(whether: bool) -> String {
    whether.to_string()
}

impl Context<'_> {
    /// The name, where there is one.
    pub fn name_of(&self, name: &str) -> Option<String> {
        (!name.is_empty()).then(|| name.to_owned())
    }

    pub fn account(&self) -> Option<String> {
        self.name_of(self.vocabulary.directory.account_name(self.event.order.order.attribution.account))
    }

    pub fn trader(&self) -> Option<String> {
        self.name_of(self.vocabulary.directory.trader_name(self.event.order.order.attribution.trader))
    }

    /// The strategy's name; `None` for an order by hand.
    pub fn algorithm(&self) -> Option<String> {
        let strategy = self.event.order.order.attribution.strategy;
        self.name_of(self.vocabulary.directory.strategy_name(strategy)).filter(|_| strategy.is_some())
    }

    /// The algorithm, or else the person.
    pub fn who(&self) -> Option<String> {
        self.algorithm().or_else(|| self.trader())
    }

    pub fn instrument(&self) -> Option<&Instrument> {
        let place = usize::try_from(self.event.order.order.instrument.0).ok()?;
        self.vocabulary.instruments.get(place)
    }

    /// Null where the error has no bound.
    fn max_error_ns(&self) -> Option<String> {
        self.event.clock.as_ref().map(|clock| clock.max_error_ns).filter(|ns| *ns < i64::MAX).map(|ns| ns.to_string())
    }

    pub fn reject_reason(&self) -> Option<String> {
        let reason = self.event.reason;
        (reason as u16 != 0).then(|| reason.name().to_owned())
    }

    /// When it happened: by the venue's clock where the venue told it, else by the gateway's.
    pub fn happened_ns(&self) -> i64 {
        let OrderEvent { ts_venue_ns, ts_utc_ns, .. } = *self.event;
        if ts_venue_ns == plimsoll_types::UNKNOWN_TIME { ts_utc_ns } else { ts_venue_ns }
    }

    pub fn side(&self) -> &'static str {
        if self.event.order.order.side == Side::Buy { "BUYI" } else { "SELL" }
    }

    /// `Limit`, `Market`...
    pub fn ord_type(&self) -> &'static str {
        match self.event.order.order.ord_type {
            OrdType::Market => "Market",
            OrdType::Limit if self.event.order.order.display_qty.is_set() => "Iceberg",
            OrdType::Limit => "Limit",
            OrdType::Stop => "Stop",
            OrdType::StopLimit => "Stop limit",
            OrdType::Pegged => "Pegged",
        }
    }

    /// The codes of RTS 24, field 10.
    pub fn validity(&self) -> &'static str {
        match self.event.order.order.time_in_force {
            TimeInForce::Day | TimeInForce::AtOpen | TimeInForce::AtClose => "DAVY",
            TimeInForce::Gtc => "GTCV",
            TimeInForce::Ioc => "IOCV",
            TimeInForce::Fok => "FOKV",
            TimeInForce::Gtd => "GTTV",
        }
    }

    /// `VFAR` where it is valid in auctions only.
    pub fn restriction(&self) -> Option<String> {
        let auction = matches!(self.event.order.order.time_in_force, TimeInForce::AtOpen | TimeInForce::AtClose);
        auction.then(|| "VFAR".to_owned())
    }
}

/// A price as a number, `None` where it is unset.
pub fn price(px: Price) -> Option<String> {
    px.is_set().then(|| px.format(0))
}

/// A quantity as a number, `None` where it is unset.
pub fn quantity(qty: Qty) -> Option<String> {
    qty.is_set().then(|| qty.format(0))
}
