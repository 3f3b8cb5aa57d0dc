//! Records and books made of NumPy arrays, for views without a session: tests and generated pictures.

use numpy::{PyReadonlyArray1, PyReadonlyArray2};
use plimsoll_engine::publish::PanelRecord;
use plimsoll_render::view::InstrumentView;
use plimsoll_types::{EventFlags, Level, Price, Qty, Side, TradePrint, TradingStatus};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// Columns of prints: times, raw prices, raw quantities, aggressors (1, 2 or 0), flags.
pub(crate) type PrintColumns<'a, 'py> = [&'a PyReadonlyArray1<'py, i64>; 5];

/// Appends prints in venue time order.
pub(crate) fn ingest_trades(view: &mut InstrumentView, columns: PrintColumns<'_, '_>) -> PyResult<()> {
    let [ts, px, qty, side, flags] = columns;
    let (ts, px, qty) = (ts.as_slice()?, px.as_slice()?, qty.as_slice()?);
    let (side, flags) = (side.as_slice()?, flags.as_slice()?);
    for ((((&ts, &px), &qty), &side), &flags) in ts.iter().zip(px).zip(qty).zip(side).zip(flags) {
        view.ingest(&PanelRecord::Trade(TradePrint {
            ts_venue_ns: ts,
            px: Price::from_raw(px),
            qty: Qty::from_raw(qty),
            aggressor: side_of(side),
            flags: EventFlags(u16::try_from(flags).unwrap_or(0)),
            match_id: 0,
        }));
    }
    Ok(())
}

fn side_of(side: i64) -> Option<Side> {
    match side {
        1 => Some(Side::Buy),
        2 => Some(Side::Sell),
        _ => None,
    }
}

/// Levels of (n, 3) rows of raw price, raw quantity, orders.
pub(crate) fn levels(table: &PyReadonlyArray2<'_, i64>) -> Vec<Level> {
    let rows = table.as_array();
    rows.rows()
        .into_iter()
        .filter(|row| row.len() >= 3)
        .map(|row| Level {
            px: Price::from_raw(row[0]),
            qty: Qty::from_raw(row[1]),
            orders: u32::try_from(row[2]).unwrap_or(0),
        })
        .collect()
}

/// The trading phase of that name.
pub(crate) fn status_of(name: &str) -> PyResult<TradingStatus> {
    Ok(match name {
        "unknown" => TradingStatus::Unknown,
        "pre_open" => TradingStatus::PreOpen,
        "trading" => TradingStatus::Trading,
        "quotation_only" => TradingStatus::QuotationOnly,
        "paused" => TradingStatus::Paused,
        "halted" => TradingStatus::Halted,
        "auction" => TradingStatus::Auction,
        "closed" => TradingStatus::Closed,
        other => return Err(PyValueError::new_err(format!("no trading status named {other:?}"))),
    })
}
