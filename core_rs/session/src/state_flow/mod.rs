//! The state flow: positions, balances, P&L, limits, halts, sessions and the gateway's health, mirrored to Redis and held
//! for readers inside the process, never on the order path.
//!
//! Threads that know something have a [`StatePort`]: it conflates, is bounded, and never waits. The [`StateMirror`]'s own
//! thread puts names in and writes; it comes back by itself after an outage and then writes everything anew. Keys and fields
//! are in `docs/reference/state-keys.md`.

mod config;
mod connection;
mod endpoint;
mod handover;
mod image;
mod link;
mod mirror;
mod resp;
mod row;
mod teller;
mod tls;
mod usage;
mod value;
mod writing;

#[cfg(test)]
mod outage_tests;
#[cfg(test)]
pub(crate) mod redis_server;
#[cfg(test)]
mod sample_tests;

pub use config::StateRules;
pub use endpoint::RedisUrl;
pub use handover::{MOST_HALT_EVENTS, MOST_KEYS, StatePort};
pub use mirror::{MirrorStatus, StateMirror, StateTarget};
pub use row::{SCHEMA, StateRow};
pub use teller::{StateTeller, StateView};
pub use value::{
    BalanceState, Currency, GatewayPhase, GatewayState, HaltEvent, LimitState, PnlState, PositionState, SessionPhase,
    SessionState, StateKey, StateValue,
};

use thiserror::Error;

/// Why the mirror cannot write. It tries again by itself.
#[derive(Debug, Error)]
#[allow(missing_docs)] // the messages say it
pub enum StateFlowError {
    #[error("the Redis address is wrong: {0}; correct `url` in the section [state]")]
    Url(&'static str),
    #[error("the connection failed: {0}; is Redis running there?")]
    Line(#[from] std::io::Error),
    #[error("TLS failed: {0}")]
    Tls(String),
    #[error("Redis refused the logon ({0}); correct user and password of the state flow")]
    Logon(String),
    #[error("Redis is out of memory; raise its maxmemory")]
    OutOfMemory,
    #[error("this Redis is a read-only replica; name the primary")]
    ReadOnly,
    #[error("Redis refused to write ({0})")]
    Refused(String),
    #[error("another gateway writes under this prefix since {0}; give each gateway a prefix of its own")]
    Superseded(plimsoll_types::Nanos),
    #[error("Redis lost or changed what was written; everything is written anew")]
    Changed,
    #[error("what answers is no Redis: {0}")]
    Protocol(&'static str),
}

impl StateFlowError {
    /// What an error answer of the server means. Its text may quote values: only its code is kept.
    fn of_server(text: &str) -> Self {
        match connection::code(text).as_str() {
            "OOM" => Self::OutOfMemory,
            "READONLY" => Self::ReadOnly,
            "NOAUTH" | "WRONGPASS" => Self::Logon(connection::code(text)),
            "" => Self::Refused("no code".to_owned()),
            other => Self::Refused(other.to_owned()),
        }
    }
}
