//! Why a gateway does not start, or ended.

use crate::audit_key::AuditKeyError;
use crate::gateway::config::ConfigError;
use crate::gateway::socket::{EndpointError, RunFolderError};
use plimsoll_audit::AuditError;
use std::io;
use thiserror::Error;

/// A gateway that does not start, or ended otherwise than it was asked to.
#[derive(Debug, Error)]
pub enum GatewayError {
    /// The configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The folder of its sockets.
    #[error(transparent)]
    Run(#[from] RunFolderError),
    /// An address.
    #[error(transparent)]
    Endpoint(#[from] EndpointError),
    /// A key.
    #[error("{0}")]
    Key(String),
    /// The audit log's key.
    #[error(transparent)]
    AuditKey(#[from] AuditKeyError),
    /// The audit log.
    #[error("{0}; the gateway did not start: nothing is traded without a sound log")]
    Audit(#[from] AuditError),
    /// The log does not fit the configuration.
    #[error("{0}; bring the configuration of the log back, or begin another log with audit.folder")]
    OtherLog(String),
    /// The market.
    #[error("the market data: {0}")]
    Market(String),
    /// Parts that do not fit.
    #[error("the gateway cannot be set up: {0}")]
    Setup(String),
    /// Sockets or threads.
    #[error("the gateway's sockets: {0}; is another program there?")]
    Sockets(#[source] io::Error),
    /// It ended by itself, or not in order.
    #[error("{0}")]
    Ended(String),
}
