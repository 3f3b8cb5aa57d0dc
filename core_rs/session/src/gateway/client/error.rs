//! What a client cannot do.

use crate::gateway::socket::EndpointError;
use std::io;
use std::path::PathBuf;
use thiserror::Error;

/// A client that cannot go on, or a command that was not sent.
#[derive(Debug, Error)]
pub enum ClientError {
    /// An address that is none.
    #[error(transparent)]
    Endpoint(#[from] EndpointError),
    /// The key file is missing or no key.
    #[error("{path}: {reason}; copy the principal's key file from the gateway's folder `keys`")]
    Key {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// Not connected.
    #[error("no session with the gateway at {endpoint}: {reason}; nothing was sent")]
    NoSession {
        /// Where.
        endpoint: String,
        /// Why.
        reason: String,
    },
    /// The gateway has not read for too long.
    #[error("the gateway at {0} takes no more commands for now; this one was not sent")]
    Full(String),
    /// The system refuses.
    #[error("the client of the gateway: {0}")]
    Io(#[from] io::Error),
}
