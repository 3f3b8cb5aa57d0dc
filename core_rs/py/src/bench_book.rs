//! `_core.bench_book_l3`: what `bench/book_l3` measures of ours.

use crate::errors::CoreError;
use plimsoll_book::{Book, Books, OrderIdScope};
use plimsoll_types::{EventBatch, InstrumentId, Level, MarketBody, Side};
use plimsoll_wire::Decoder;
use plimsoll_wire::itch::{Framing, ItchDecoder, ItchSettings};
use pyo3::prelude::*;

/// Decodes a whole length-prefixed ITCH 5.0 stream, keeps its per-order books, and reads the best bid and offer after
/// each message that changes a book. Returns the number of those messages, the sum of all price and quantity units read,
/// the sum of the last two prices, and the number of faults. The interpreter lock is given up meanwhile.
#[pyfunction]
pub fn bench_book_l3(py: Python<'_>, data: &[u8]) -> PyResult<(u64, u64, u64, u64)> {
    py.detach(|| replay(data)).map_err(|error| CoreError::new_err(error.to_string()))
}

fn replay(data: &[u8]) -> Result<(u64, u64, u64, u64), plimsoll_wire::DecodeError> {
    let settings = ItchSettings { framing: Some(Framing::LengthPrefixed), ..ItchSettings::default() };
    let mut decoder = ItchDecoder::new(&settings);
    let mut books = Books::new(OrderIdScope::Feed);
    let mut batch = EventBatch::default();
    let (mut messages, mut sum, mut last, mut at) = (0_u64, 0_u64, InstrumentId::ALL, 0);
    while at < data.len() {
        batch.clear();
        at += decoder.decode(&data[at..], true, &mut batch)?;
        books.apply_all(&batch.events, |event, _, book| {
            if let (true, Some(book)) = (changes_orders(&event.body), book) {
                messages += 1;
                sum = sum.wrapping_add(best_units(book));
                last = event.instrument;
            }
        });
    }
    let last = books.book(last).map_or(0, last_prices);
    Ok((messages, sum, last, books.faults().total()))
}

#[inline]
const fn changes_orders(body: &MarketBody) -> bool {
    matches!(
        body,
        MarketBody::AddOrder { .. }
            | MarketBody::ExecuteOrder { .. }
            | MarketBody::ReduceOrder { .. }
            | MarketBody::DeleteOrder { .. }
            | MarketBody::ReplaceOrder { .. }
    )
}

#[inline]
fn best_units(book: Book<'_>) -> u64 {
    let units = |level: Level| level.px.raw().cast_unsigned().wrapping_add(level.qty.raw().cast_unsigned());
    let side = |side| book.best(side).map_or(0, units);
    side(Side::Buy).wrapping_add(side(Side::Sell))
}

fn last_prices(book: Book<'_>) -> u64 {
    let px = |side| book.best(side).map_or(0, |level| level.px.raw().cast_unsigned());
    px(Side::Buy).wrapping_add(px(Side::Sell))
}
