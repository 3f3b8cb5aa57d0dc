//! The thin PyO3 boundary: module terminal._core.

mod audit;
mod bench_audit;
mod bench_book;
mod bench_record;
mod columns;
mod drill;
mod errors;
mod fault_simulation;
mod features;
mod gateway_client;
mod gateway_process;
mod instrument_view;
mod jobs;
mod limits;
mod market_session;
mod paint;
mod plugin_events;
mod plugin_orders;
mod plugin_watch;
mod price_grid;
mod recordings;
mod supervision;
mod trade_run;
mod view_feed;
mod view_queries;

use pyo3::prelude::*;

/// The Rust core, as Python sees it.
#[pymodule]
mod _core {
    #[pymodule_export]
    use crate::audit::{audit_export, audit_search, audit_verify};
    #[pymodule_export]
    use crate::bench_audit::bench_audit;
    #[pymodule_export]
    use crate::bench_book::bench_book_l3;
    #[pymodule_export]
    use crate::bench_record::bench_record;
    #[pymodule_export]
    use crate::columns::PyColumns;
    #[pymodule_export]
    use crate::drill::rehearse_halt;
    #[pymodule_export]
    use crate::errors::CoreError;
    #[pymodule_export]
    use crate::fault_simulation::simulate_faults;
    #[pymodule_export]
    use crate::features::{FeatureStream, feature_catalogue, parse_interval, trade_bars};
    #[pymodule_export]
    use crate::gateway_client::{PyGatewayClient, PyGatewayReport};
    #[pymodule_export]
    use crate::gateway_process::{
        bench_order_path, gateway_arm, gateway_check, gateway_halt, gateway_run, gateway_state, gateway_status,
        gateway_tell,
    };
    #[pymodule_export]
    use crate::instrument_view::PyInstrumentView;
    #[pymodule_export]
    use crate::jobs::{PyJob, start_extract, start_features, start_import, start_replay};
    #[pymodule_export]
    use crate::limits::{
        check_limits_request, limit_kinds, limits_approve, limits_live, limits_newest, limits_parse, limits_rehearse,
    };
    #[pymodule_export]
    use crate::market_session::PyMarketSession;
    #[pymodule_export]
    use crate::paint::{PyHeatmapPainter, PyLadderPainter, PyPaintTheme, PyTapePainter};
    #[pymodule_export]
    use crate::plugin_events::{PyEventRun, PyEventTap, PyTapPort};
    #[pymodule_export]
    use crate::plugin_orders::PyOrderLedger;
    #[pymodule_export]
    use crate::plugin_watch::{PyPluginWatch, PyWatchSlot};
    #[pymodule_export]
    use crate::price_grid::PyPriceGrid;
    #[pymodule_export]
    use crate::recordings::{book_at, survey};
    #[pymodule_export]
    use crate::trade_run::PyTradeRun;

    #[pymodule_export]
    use crate::supervision::{
        approval_statement, check_lift_request, halts_engage, halts_read, halts_rearm, halts_settle, lift_statement,
        limits_statement, may_halt, people_read, record_decision, vouch_statement,
    };

    use super::{PyResult, pyfunction};

    /// The version of the core, equal to the distribution's.
    #[pyfunction]
    fn version() -> PyResult<&'static str> {
        Ok(env!("CARGO_PKG_VERSION"))
    }
}
