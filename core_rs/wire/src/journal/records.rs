//! Structures that only the journal and the links know, and the larger ones of the order path.

use super::canonical::{Canonical, fields};
use crate::bytes::Bytes;
use plimsoll_types::{
    Account, CheckOutcome, ClOrdId, Directory, ExecutionReport, HaltRecord, Instrument, InstrumentId, InstrumentTable,
    Nanos, OrderCommand, Price, RiskDecision, Trader,
};

/// What the numbers of the entries after it mean, until the next one. A log begins with one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Vocabulary {
    /// `SIM` or `LIVE`.
    pub profile: String,
    /// Desks, accounts, traders, strategies.
    pub directory: Directory,
    /// Instruments in order of id.
    pub instruments: Vec<Instrument>,
}

/// A client's command as it arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CommandEntry {
    /// The session that sent it; zero for the gateway itself.
    pub session: u32,
    /// The session's sequence number; zero where there is none.
    pub seq: u64,
    /// What it asks.
    pub command: OrderCommand,
}

/// What became of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum SessionChange {
    /// It logged on.
    LoggedOn = 1,
    /// It was resumed by its owner.
    Resumed = 2,
    /// It logged off.
    LoggedOff = 3,
    /// It was lost: no heartbeat, or cut for being slow.
    Lost = 4,
    /// A stranger, a replay or a forgery was refused.
    Refused = 5,
}

/// A login, or what became of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionEntry {
    /// Number at the gateway; zero where none was given.
    pub session: u32,
    /// What happened.
    pub change: SessionChange,
    /// Who, as they said.
    pub principal: String,
    /// From where.
    pub peer: String,
    /// Why, or what was wrong.
    pub reason: String,
}

/// A halt was lifted by two people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiftEntry {
    /// Which halt.
    pub number: u64,
    /// Why.
    pub reason: String,
    /// Who asked.
    pub requested_by: String,
    /// Who approved.
    pub approved_by: String,
    /// Both signatures, hexadecimal.
    pub signatures: String,
}

/// Other limits hold from here on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitEdit {
    /// The new version.
    pub version: u64,
    /// SHA-256 of the limits' text.
    pub digest: [u8; 32],
    /// Why.
    pub reason: String,
    /// Who asked.
    pub requested_by: String,
    /// Who approved; empty for the limits that a log begins with.
    pub approved_by: String,
}

/// A plugin was loaded, stopped or quarantined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PluginEntry {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// SHA-256 over its files.
    pub digest: [u8; 32],
    /// `loaded`, `stopped`, `quarantined`: and why.
    pub what: String,
}

/// A person clicked an order into being, and what they saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderClick {
    /// The order that came of it.
    pub cl_ord_id: ClOrdId,
    /// Of what.
    pub instrument: InstrumentId,
    /// Sequence of the frame on screen.
    pub frame_seq: u64,
    /// When, by the terminal's clock.
    pub ts_click_ns: Nanos,
    /// Which control: `ladder`, `ticket`, `hotkey`.
    pub control: String,
}

/// RTS 25: how far the clock may be from UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockState {
    /// Estimated offset from UTC.
    pub offset_ns: i64,
    /// Bound of its error; `i64::MAX` where unproven.
    pub max_error_ns: i64,
    /// `adjtimex`, or why there is none.
    pub source: String,
    /// Whether the kernel says that the clock is synchronised.
    pub synchronised: bool,
}

/// A price at which positions are valued from here on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MarkEntry {
    /// Of what.
    pub instrument: InstrumentId,
    /// The price.
    pub px: Price,
}

/// The state's digest at this place, for whoever rebuilds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StateHashEntry {
    /// Of orders, positions, limits and halts.
    pub digest: [u8; 32],
}

impl Canonical for SessionChange {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(*self as u8);
    }

    fn take(bytes: &mut Bytes<'_>) -> Option<Self> {
        let code = bytes.u8()?;
        [Self::LoggedOn, Self::Resumed, Self::LoggedOff, Self::Lost, Self::Refused]
            .into_iter()
            .find(|change| *change as u8 == code)
    }
}

impl Canonical for Directory {
    fn put(&self, out: &mut Vec<u8>) {
        self.desks().to_vec().put(out);
        self.accounts().to_vec().put(out);
        self.traders().to_vec().put(out);
        self.strategies().to_vec().put(out);
    }

    fn take(bytes: &mut Bytes<'_>) -> Option<Self> {
        let mut directory = Self::default();
        for name in Vec::<String>::take(bytes)? {
            directory.add_desk(&name).ok()?;
        }
        for Account { name, desk, currency } in Vec::take(bytes)? {
            directory.add_account(&name, desk, &currency).ok()?;
        }
        for Trader { name, desk } in Vec::take(bytes)? {
            directory.add_trader(&name, desk).ok()?;
        }
        for name in Vec::<String>::take(bytes)? {
            directory.add_strategy(&name).ok()?;
        }
        Some(directory)
    }
}

impl Vocabulary {
    /// The instruments as a table.
    #[must_use]
    pub fn table(&self) -> InstrumentTable {
        let mut table = InstrumentTable::default();
        for instrument in &self.instruments {
            table.intern(&instrument.symbol, || instrument.clone());
        }
        table
    }
}

fields! {
    Account { name, desk, currency }
    Trader { name, desk }
    Instrument { symbol, venue_mic, currency, tick, lot }
    Vocabulary { profile, directory, instruments }
    CommandEntry { session, seq, command }
    SessionEntry { session, change, principal, peer, reason }
    HaltRecord { number, scope, mode, reason, by, ts_ns }
    LiftEntry { number, reason, requested_by, approved_by, signatures }
    LimitEdit { version, digest, reason, requested_by, approved_by }
    PluginEntry { id, version, digest, what }
    OrderClick { cl_ord_id, instrument, frame_seq, ts_click_ns, control }
    ClockState { offset_ns, max_error_ns, source, synchronised }
    MarkEntry { instrument, px }
    StateHashEntry { digest }
    CheckOutcome { check, scope, unit, measured, limit, passed, took_ns }
    RiskDecision { cl_ord_id, ts_ns, limits_version, reason, outcomes, took_ns }
    ExecutionReport {
        ts_ns, ts_venue_ns, exec_id, cl_ord_id, orig_cl_ord_id, venue_order_id, attribution, instrument, side, exec_type,
        ord_status, liquidity, reason, qty, px, last_qty, last_px, cum_qty, leaves_qty, avg_px, fee,
    }
}
