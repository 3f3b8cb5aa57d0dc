//! Why a run cannot begin, or not end in order.

use crate::audit_key::AuditKeyError;
use crate::supervision::SupervisionError;
use plimsoll_audit::AuditError;
use plimsoll_features::FeatureError;
use std::io;
use thiserror::Error;

/// A run that cannot begin or end; each message names the file and the next step.
#[derive(Debug, Error)]
pub enum TradingRunError {
    /// No place for the audit log.
    #[error("{path}: no folder for the audit log can be made there: {source}; name another with --audit-dir")]
    Folder {
        /// Where.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// The key.
    #[error(transparent)]
    Key(#[from] AuditKeyError),
    /// The audit log.
    #[error(transparent)]
    Audit(#[from] AuditError),
    /// The limits.
    #[error(transparent)]
    Limits(#[from] SupervisionError),
    /// The features that the strategy asks for.
    #[error(transparent)]
    Features(#[from] FeatureError),
    /// Parts that do not fit.
    #[error("the run cannot be set up: {0}")]
    Setup(String),
}
