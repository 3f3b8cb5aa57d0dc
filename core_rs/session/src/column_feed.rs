//! A table of typed columns as a feed.

use crate::file_feed::OnDamage;
use crate::rejects::Rejects;
use plimsoll_engine::{Feed, FeedError, FeedState};
use plimsoll_types::{EventBatch, InstrumentTable, Nanos};
use plimsoll_wire::lines::Refusal;
use plimsoll_wire::tabular::{ColumnDecoder, Table};
use std::sync::Arc;

/// The rows of a table in order of time. Copies share the table.
pub struct ColumnFeed {
    input: String,
    table: Arc<Table>,
    decoder: ColumnDecoder,
    on_damage: OnDamage,
    rejects: Option<Arc<Rejects>>,
    next: usize,
    over: bool,
    kept: u64,
    pending: Option<FeedError>,
}

impl ColumnFeed {
    /// A feed from the first row of a closed table; `input` names it in messages.
    #[must_use]
    pub fn new(input: String, table: Arc<Table>, on_damage: OnDamage) -> Self {
        let decoder = ColumnDecoder::default();
        Self { input, table, decoder, on_damage, rejects: None, next: 0, over: false, kept: 0, pending: None }
    }

    /// Tells `rejects` of each damaged row that is passed over.
    #[must_use]
    pub fn telling(mut self, rejects: Option<Arc<Rejects>>) -> Self {
        self.rejects = rejects;
        self
    }

    fn decode_next(&mut self, batch: &mut EventBatch) {
        let row = self.table.row_at(self.next);
        self.next += 1;
        match (self.decoder.row(&self.table, row, batch), self.on_damage) {
            (Ok(()), _) => self.kept += 1,
            (Err(refusal), OnDamage::Skip) => {
                batch.damaged += 1;
                if let Some(rejects) = &self.rejects {
                    let column = self.table.column_of(refusal.field).unwrap_or(refusal.field);
                    rejects.row(row as u64 + 1, column, &refusal.reason);
                }
            }
            (Err(refusal), OnDamage::Stop) => self.pending = Some(self.refused(row, refusal)),
        }
    }

    fn refused(&self, row: usize, Refusal { field, reason }: Refusal) -> FeedError {
        let column = self.table.column_of(field).unwrap_or(field).to_owned();
        FeedError::DamagedRow { input: self.input.clone(), row: row as u64 + 1, column, reason, kept: self.kept }
    }
}

impl Feed for ColumnFeed {
    fn poll(&mut self, _until_ns: Nanos, batch: &mut EventBatch) -> Result<FeedState, FeedError> {
        while self.pending.is_none() && self.next < self.table.rows() && !batch.is_full() {
            self.decode_next(batch);
        }
        if let Some(error) = &self.pending {
            return Err(error.clone());
        }
        if self.next < self.table.rows() {
            return Ok(FeedState::More);
        }
        if std::mem::replace(&mut self.over, true) {
            return Ok(FeedState::End);
        }
        self.decoder.finish(batch);
        Ok(FeedState::More)
    }

    fn instruments(&self) -> &InstrumentTable {
        self.decoder.instruments()
    }

    fn fork(&self) -> Option<Box<dyn Feed>> {
        Some(Box::new(Self {
            input: self.input.clone(),
            table: Arc::clone(&self.table),
            decoder: self.decoder.clone(),
            pending: self.pending.clone(),
            rejects: self.rejects.clone(),
            ..*self
        }))
    }

    #[allow(clippy::cast_precision_loss)]
    fn fraction(&self) -> Option<f64> {
        Some(self.next as f64 / self.table.rows().max(1) as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use plimsoll_types::MarketEvent;
    use plimsoll_wire::tabular::Piece;

    /// Quotes of three instruments, one instrument after the other; every `bad`th has no bid that is a price.
    fn table(rows: i64, bad: i64) -> Arc<Table> {
        let names = ["time", "symbol", "bid", "best_ask"].map(str::to_owned);
        let symbols = ["A", "B", "C"].map(str::to_owned);
        let mut table = Table::recognise("quotes.parquet", &names).unwrap();
        let times: Vec<i64> = (0..rows).map(|row| row % (rows / 3).max(1)).collect();
        let codes: Vec<i32> = (0..rows).map(|row| (row / (rows / 3).max(1)).min(2) as i32).collect();
        let bids: Vec<f64> =
            (0..rows).map(|row| if row % bad == bad - 1 { -1.0 } else { 100.0 + row as f64 }).collect();
        let asks: Vec<i64> = (0..rows).map(|row| 200 + row).collect();
        let pieces = [Piece::Whole(&times), Piece::Names(&codes, &symbols), Piece::Double(&bids), Piece::Whole(&asks)];
        for one in table.wanted().collect::<Vec<_>>() {
            table.extend(one.slot, pieces[one.at], None).unwrap();
        }
        table.close().unwrap();
        Arc::new(table)
    }

    fn rest_of(mut feed: Box<dyn Feed>) -> Vec<MarketEvent> {
        let (mut events, mut batch) = (Vec::new(), EventBatch::default());
        while feed.poll(0, &mut batch).unwrap() == FeedState::More {
            events.append(&mut batch.events);
        }
        events
    }

    #[test]
    fn test_a_fork_at_any_batch_goes_on_with_the_same_events() {
        let table = table(30_000, i64::MAX);
        let mut feed = ColumnFeed::new("x".into(), Arc::clone(&table), OnDamage::Stop);
        let whole = rest_of(feed.fork().unwrap());
        assert_eq!(whole.len(), 30_000);
        assert!(whole.is_sorted_by_key(|event| event.ts_venue_ns));
        let (mut seen, mut batch) = (0, EventBatch::default());
        while feed.poll(0, &mut batch).unwrap() == FeedState::More {
            seen += batch.events.len();
            batch.clear();
            assert_eq!(rest_of(feed.fork().unwrap()), whole[seen..]);
        }
        assert!((feed.fraction().unwrap() - 1.0).abs() < f64::EPSILON);
    }

    #[test]
    fn test_a_bad_row_ends_the_feed_by_name_or_is_passed_over() {
        let mut batch = EventBatch::default();
        let mut feed = ColumnFeed::new("x.parquet".into(), table(9, 4), OnDamage::Stop);
        let told = feed.poll(0, &mut batch).unwrap_err().to_string();
        assert!(told.starts_with("x.parquet: row 4, column bid: "), "{told}");
        assert_eq!((batch.events.len(), feed.poll(0, &mut batch).is_err()), (1, true));
        batch.clear();
        let mut feed = ColumnFeed::new("x".into(), table(9, 4), OnDamage::Skip);
        feed.poll(0, &mut batch).unwrap();
        assert_eq!((batch.units, batch.damaged), (7, 2));
    }
}
