//! Every message against its row of the LOBSTER orderbook file.

use super::report::{Verdict, VerifyReport, difference};
use super::{Verifier, revealed_in};
use crate::lobster::OrderBookRows;
use plimsoll_types::{Level, MarketBody, MarketEvent, Side};

/// Compares price and size of every level of every row.
#[derive(Debug, Clone)]
pub struct LobsterVerifier {
    rows: OrderBookRows,
    report: VerifyReport,
}

impl LobsterVerifier {
    /// Against the rows of an orderbook file.
    #[must_use]
    pub fn new(rows: OrderBookRows) -> Self {
        Self { rows, report: VerifyReport::default() }
    }

    /// Rows of messages that were passed over as damaged have no book to stand beside.
    fn pass_over(&mut self, unit: &[MarketEvent]) {
        let missed = unit.iter().map(|event| match event.body {
            MarketBody::Gap { expected, received } => received.saturating_sub(expected),
            _ => 0,
        });
        for _ in 0..missed.sum::<u64>() {
            if matches!(self.rows.advance(), Ok(false)) {
                return;
            }
        }
    }

    fn compare(&self, bids: &[Level], asks: &[Level]) -> Option<String> {
        let row = self.rows.row();
        let told =
            difference(Side::Buy, &row.bids, bids, false).or_else(|| difference(Side::Sell, &row.asks, asks, false))?;
        Some(format!("orderbook line {}, {told}", self.rows.line()))
    }
}

impl Verifier for LobsterVerifier {
    fn depth(&self) -> usize {
        self.rows.levels()
    }

    fn check(&mut self, unit: &[MarketEvent], bids: &[Level], asks: &[Level]) -> Verdict {
        self.pass_over(unit);
        self.report.revealed += revealed_in(unit);
        match self.rows.advance() {
            Ok(true) => {
                let told = self.compare(&bids[..bids.len().min(self.depth())], &asks[..asks.len().min(self.depth())]);
                self.report.count(told)
            }
            Ok(false) => {
                let told = format!("the orderbook file ends after line {}, the messages go on", self.rows.line());
                self.report.count(Some(told))
            }
            Err(error) => self.report.count(Some(error.to_string())),
        }
    }

    fn finish(&mut self) {
        let left = self.rows.remaining();
        if left > 0 {
            self.report.mismatches += left as u64;
            let told = format!("the messages end, {left} orderbook rows are left over");
            self.report.first_mismatch.get_or_insert(told);
        }
    }

    fn report(&self) -> &VerifyReport {
        &self.report
    }
}
