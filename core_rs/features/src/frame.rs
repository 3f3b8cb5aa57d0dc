//! Sampled features as columns.

use crate::digest::{StateSink, canonical_bits, hex};
use plimsoll_types::Nanos;

/// One row per sampling interval.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FeatureFrame {
    names: Vec<String>,
    ts_start_ns: Vec<Nanos>,
    columns: Vec<Vec<f64>>,
}

impl FeatureFrame {
    /// Name of the time column: start of the interval, UTC nanoseconds.
    pub const TIME: &str = "ts_start_ns";

    /// No rows yet.
    #[must_use]
    pub fn new(names: &[String]) -> Self {
        Self { names: names.to_vec(), ts_start_ns: Vec::new(), columns: vec![Vec::new(); names.len()] }
    }

    pub(crate) fn push(&mut self, ts_start_ns: Nanos, row: &[f64]) {
        self.ts_start_ns.push(ts_start_ns);
        for (column, value) in self.columns.iter_mut().zip(row) {
            column.push(*value);
        }
    }

    /// Names of the columns.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Start of each interval, UTC nanoseconds.
    #[must_use]
    pub fn ts_start_ns(&self) -> &[Nanos] {
        &self.ts_start_ns
    }

    /// The columns in order of [`names`](Self::names).
    #[must_use]
    pub fn columns(&self) -> &[Vec<f64>] {
        &self.columns
    }

    /// One column.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&[f64]> {
        self.names.iter().position(|n| n == name).map(|at| self.columns[at].as_slice())
    }

    /// Rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ts_start_ns.len()
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ts_start_ns.is_empty()
    }

    /// Adds the rows of `later` behind these; both have the same columns.
    pub fn append(&mut self, mut later: Self) {
        self.ts_start_ns.append(&mut later.ts_start_ns);
        for (mine, theirs) in self.columns.iter_mut().zip(&mut later.columns) {
            mine.append(theirs);
        }
    }

    /// The parts: times and columns.
    #[must_use]
    pub fn into_parts(self) -> (Vec<Nanos>, Vec<(String, Vec<f64>)>) {
        (self.ts_start_ns, self.names.into_iter().zip(self.columns).collect())
    }

    /// BLAKE3 of names, times and canonical bits of the values, in hexadecimal.
    #[must_use]
    pub fn hash(&self) -> String {
        let mut sink = StateSink::default();
        sink.put_text("plimsoll feature frame 1");
        sink.put_len(self.names.len());
        self.names.iter().for_each(|n| sink.put_text(n));
        sink.put_len(self.len());
        let bytes: Vec<u8> = self.ts_start_ns.iter().flat_map(|t| t.to_le_bytes()).collect();
        sink.put_bytes(&bytes);
        for column in &self.columns {
            let bytes: Vec<u8> = column.iter().flat_map(|v| canonical_bits(*v).to_le_bytes()).collect();
            sink.put_bytes(&bytes);
        }
        hex(&sink.finish())
    }
}
