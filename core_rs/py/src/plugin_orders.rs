//! `_core.OrderLedger`: what plugins have ordered, and what became of it.

use crate::errors::user_error;
use plimsoll_session::plugins::{OrderEvent, OrderFate, OrderIntent, OrderLedger, monotonic_ns};
use plimsoll_types::{InstrumentId, Price, Qty, Side};
use pyo3::prelude::*;
use std::sync::Arc;

/// (plugin id, cl_ord_id, what, reason, monotonic time, instrument id, side, raw quantity, raw price).
type EventRow = (String, String, &'static str, String, i64, u32, u8, i64, i64);

/// The orders of every plugin of this process.
#[pyclass(name = "OrderLedger", module = "terminal._core", frozen)]
pub struct PyOrderLedger {
    pub(crate) ledger: Arc<OrderLedger>,
}

#[pymethods]
impl PyOrderLedger {
    #[new]
    fn new() -> Self {
        Self { ledger: Arc::default() }
    }

    /// Opens a plugin's account, or opens it anew after a stop.
    fn open(&self, plugin_id: &str, orders_per_second: u32) {
        self.ledger.open(plugin_id, orders_per_second);
    }

    /// Takes an order and returns its id. Raises `CoreError` where the plugin is stopped or over its budget.
    fn submit(&self, plugin_id: &str, instrument_id: u32, side: u8, qty: i64, px: i64) -> PyResult<String> {
        let side = match side {
            1 => Side::Buy,
            2 => Side::Sell,
            other => return Err(user_error(format!("{plugin_id}: side {other} is neither 1 (buy) nor 2 (sell)"))),
        };
        let (qty, px) = (Qty::from_raw(qty), Price::from_raw(px));
        let intent = OrderIntent { instrument: InstrumentId(instrument_id), side, qty, px };
        let refused = |reason| user_error(format!("{plugin_id}: order refused: {reason}"));
        self.ledger.submit(plugin_id, intent, monotonic_ns()).map_err(refused)
    }

    /// Cancels a working order; false where the plugin has none of this id.
    #[pyo3(signature = (plugin_id, cl_ord_id, reason="cancelled by the plugin"))]
    fn cancel(&self, plugin_id: &str, cl_ord_id: &str, reason: &str) -> bool {
        self.ledger.cancel(plugin_id, cl_ord_id, reason, monotonic_ns())
    }

    /// Cancels everything that the plugin has working; how many.
    fn cancel_all(&self, plugin_id: &str, reason: &str) -> usize {
        self.ledger.cancel_all(plugin_id, reason, monotonic_ns())
    }

    /// As `cancel_all`, and takes no further order until the account is opened anew.
    fn stop(&self, plugin_id: &str, reason: &str) -> usize {
        self.ledger.stop(plugin_id, reason, monotonic_ns())
    }

    /// Ids of the plugin's working orders, oldest first.
    fn working(&self, plugin_id: &str) -> Vec<String> {
        self.ledger.working(plugin_id)
    }

    /// What happened since the last call, in order, and how many refusals found no place in the list.
    fn take_events(&self) -> (Vec<EventRow>, u64) {
        let (events, untold) = self.ledger.take_events();
        (events.into_iter().map(event_row).collect(), untold)
    }
}

fn event_row(event: OrderEvent) -> EventRow {
    let OrderEvent { plugin_id, cl_ord_id, intent, fate, at_ns } = event;
    let (what, reason) = match fate {
        OrderFate::Submitted => ("submitted", String::new()),
        OrderFate::Cancelled(reason) => ("cancelled", reason),
        OrderFate::Refused(reason) => ("refused", reason.to_string()),
    };
    let OrderIntent { instrument, side, qty, px } = intent;
    (plugin_id, cl_ord_id, what, reason, at_ns, instrument.0, side as u8, qty.raw(), px.raw())
}
