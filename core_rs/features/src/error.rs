//! What can be wrong with a request for features or with its input.

use plimsoll_types::Nanos;
use thiserror::Error;

/// Why features cannot be computed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FeatureError {
    /// Nothing asked for.
    #[error("no feature named: give a comma-separated list such as ofi,mid,vwap")]
    Empty,
    /// The text is not `name` or `name(key=value,…)`.
    #[error("feature {item:?}: {reason}; write name or name(key=value,…)")]
    Syntax {
        /// The item as written.
        item: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// No such feature.
    #[error("unknown feature {name:?}: did you mean {nearest:?}?")]
    UnknownFeature {
        /// As written.
        name: String,
        /// The closest name of the catalogue.
        nearest: &'static str,
    },
    /// The feature has no such parameter.
    #[error("feature {feature}: unknown parameter {name:?}; it takes {known}")]
    UnknownParameter {
        /// The feature.
        feature: &'static str,
        /// As written.
        name: String,
        /// Its parameters.
        known: String,
    },
    /// A parameter outside its bounds or of the wrong type.
    #[error("feature {feature}: parameter {name}={value} must be {wanted}")]
    BadParameter {
        /// The feature.
        feature: &'static str,
        /// The parameter.
        name: &'static str,
        /// As written.
        value: String,
        /// Type and bounds.
        wanted: String,
    },
    /// Parameters that exclude each other.
    #[error("feature {feature}: give {first} or {second}, not both")]
    Exclusive {
        /// The feature.
        feature: &'static str,
        /// One.
        first: &'static str,
        /// The other.
        second: &'static str,
    },
    /// The same column twice.
    #[error("feature {0:?} is named twice")]
    Duplicate(String),
    /// The sampling interval is no duration.
    #[error("sampling interval {0:?}: give a duration above zero such as 10s, 250ms or 1m")]
    BadInterval(String),
    /// More book levels are needed than the input carries.
    #[error("feature {column:?} needs {wanted} book levels, the input carries {carried}")]
    TooFewLevels {
        /// The column.
        column: String,
        /// Levels needed.
        wanted: usize,
        /// Levels in the input.
        carried: usize,
    },
    /// An event without a time cannot be put in an interval.
    #[error("event without a timestamp: features need UTC nanoseconds")]
    NoTime,
    /// A jump in time that would fill the memory with empty rows.
    #[error("time jumps from {from_ns} to {to_ns} ns: {rows} empty rows; use a longer interval or mend the timestamps")]
    TimeJump {
        /// Where the last event was.
        from_ns: Nanos,
        /// Where the next one is.
        to_ns: Nanos,
        /// Rows in between.
        rows: u64,
    },
    /// Columns of one table differ in length.
    #[error("column {column} has {found} rows, {wanted} wanted")]
    ColumnLength {
        /// The column.
        column: String,
        /// Its rows.
        found: usize,
        /// The rows of the time column.
        wanted: usize,
    },
    /// A time column that goes back.
    #[error("table {table}, row {row}: time goes back")]
    NotSorted {
        /// `depth` or `trades`.
        table: &'static str,
        /// Row from 0.
        row: usize,
    },
    /// A value that no market has.
    #[error("table {table}, row {row}, column {column}: {reason}")]
    BadValue {
        /// `depth` or `trades`.
        table: &'static str,
        /// Row from 0.
        row: usize,
        /// The column.
        column: &'static str,
        /// What is wrong.
        reason: &'static str,
    },
}
