//! The entries of the journal, each under a number of its own.

use super::canonical::Canonical;
use super::records::{
    ClockState, CommandEntry, LiftEntry, LimitEdit, MarkEntry, OrderClick, PluginEntry, SessionEntry, StateHashEntry,
    Vocabulary,
};
use plimsoll_types::{ExecutionReport, HaltRecord, RiskDecision, VenueCommand, VenueReport};
use thiserror::Error;

/// An audit record whose payload says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum EntryError {
    /// A kind of a later version, or of the log itself.
    #[error("journal entry of unknown kind {0}; it was written by a later version")]
    UnknownKind(u16),
    /// Bytes that are no encoding of their kind.
    #[error("journal entry of kind {0} cannot be read; the log is damaged or was not written by this program")]
    Malformed(u16),
}

macro_rules! entries {
    ($($code:literal $name:ident($payload:ty), $what:literal;)*) => {
        /// The number under which an entry is recorded. Numbers from 1000 are the log's own.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[repr(u16)]
        pub enum EntryKind {
            $(#[doc = $what] $name = $code,)*
        }

        impl EntryKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// As machines read it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)*
                }
            }

            /// The kind of this number.
            #[must_use]
            pub fn from_code(code: u16) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| *kind as u16 == code)
            }
        }

        /// One thing that happened.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum JournalEntry {
            $(#[doc = $what] $name($payload),)*
        }

        impl JournalEntry {
            /// Its number.
            #[must_use]
            pub const fn kind(&self) -> EntryKind {
                match self {
                    $(Self::$name(_) => EntryKind::$name,)*
                }
            }

            /// Appends its payload.
            pub fn put_payload(&self, out: &mut Vec<u8>) {
                match self {
                    $(Self::$name(payload) => payload.put(out),)*
                }
            }

            /// The entry of kind `kind` with this payload.
            ///
            /// # Errors
            /// [`EntryError`] where the kind is unknown or the payload is no encoding of it.
            pub fn read(kind: u16, payload: &[u8]) -> Result<Self, EntryError> {
                match EntryKind::from_code(kind).ok_or(EntryError::UnknownKind(kind))? {
                    $(EntryKind::$name => <$payload>::from_bytes(payload).map(Self::$name),)*
                }
                .ok_or(EntryError::Malformed(kind))
            }
        }
    };
}

entries! {
    1 Vocabulary(Vocabulary), "What the numbers of later entries mean.";
    2 Session(SessionEntry), "A login, or what became of one.";
    3 Command(CommandEntry), "A command as it arrived.";
    4 Decision(RiskDecision), "What risk measured and decided.";
    5 Sent(VenueCommand), "What the venue is sent.";
    6 VenueReport(VenueReport), "What the venue said.";
    7 Report(ExecutionReport), "What a client is told that does not follow from a venue's report.";
    8 Halt(HaltRecord), "A halt holds from here on.";
    9 Lift(LiftEntry), "A halt was lifted.";
    10 Limits(LimitEdit), "Other limits hold from here on.";
    11 Plugin(PluginEntry), "A plugin was loaded or stopped.";
    12 Click(OrderClick), "A person clicked an order.";
    13 Clock(ClockState), "How far the clock may be from UTC.";
    14 Mark(MarkEntry), "Positions are valued at this price from here on.";
    15 VenueLink(bool), "The link to the venue came (1) or went (0).";
    16 StateHash(StateHashEntry), "The state's digest at this place.";
    17 Note(String), "Anything else worth keeping, in words.";
}
