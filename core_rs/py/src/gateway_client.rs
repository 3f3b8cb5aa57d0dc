//! `_core.GatewayClient`: a terminal's session with a gateway.

use crate::errors::user_error;
use plimsoll_session::gateway::client::{ClientEvent, ClientSettings, GatewayClient, Received, Told};
use plimsoll_session::gateway::message::Snapshot;
use plimsoll_session::gateway::process::principal_secret;
use plimsoll_session::gateway::socket::Endpoint;
use plimsoll_types::{
    AccountId, Attribution, CancelOrder, ClOrdId, DeskId, ExecutionReport, InstrumentId, MassCancel, NewOrder, OrdType,
    OrderCommand, OrderFlags, PegTo, Price, Qty, ReplaceOrder, Scope, Side, StrategyId, TimeInForce, TraderId,
    TwoSidedQuote, UNKNOWN_TIME,
};
use plimsoll_wire::journal::{Canonical, OrderClick};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyTuple};
use std::path::PathBuf;
use std::time::Duration;

/// One report; numbers and letters are the core's.
#[pyclass(name = "GatewayReport", module = "terminal._core", frozen)]
pub struct PyGatewayReport {
    number: u64,
    report: ExecutionReport,
}

macro_rules! getters {
    ($($name:ident: $type:ty = |$report:ident| $value:expr;)*) => {
        #[pymethods]
        impl PyGatewayReport {
            /// Its number; zero where it tells a state and nothing happened.
            #[getter]
            fn number(&self) -> u64 {
                self.number
            }

            $(
                #[getter]
                fn $name(&self) -> $type {
                    let $report = &self.report;
                    $value
                }
            )*
        }
    };
}

getters! {
    ts_ns: i64 = |it| it.ts_ns;
    ts_venue_ns: i64 = |it| it.ts_venue_ns;
    exec_id: u64 = |it| it.exec_id.0;
    cl_ord_id: u64 = |it| it.cl_ord_id.0;
    orig_cl_ord_id: u64 = |it| it.orig_cl_ord_id.0;
    venue_order_id: u64 = |it| it.venue_order_id.0;
    trader: u16 = |it| it.attribution.trader.0;
    desk: u16 = |it| it.attribution.desk.0;
    account: u16 = |it| it.attribution.account.0;
    strategy: u16 = |it| it.attribution.strategy.0;
    instrument: u32 = |it| it.instrument.0;
    side: u8 = |it| it.side as u8;
    exec_type: char = |it| char::from(it.exec_type as u8);
    ord_status: char = |it| char::from(it.ord_status as u8);
    liquidity: u8 = |it| it.liquidity as u8;
    reason_code: u16 = |it| it.reason as u16;
    reason: &'static str = |it| it.reason.name();
    words: &'static str = |it| it.reason.words();
    qty: i64 = |it| it.qty.raw();
    px: i64 = |it| it.px.raw();
    last_qty: i64 = |it| it.last_qty.raw();
    last_px: i64 = |it| it.last_px.raw();
    cum_qty: i64 = |it| it.cum_qty.raw();
    leaves_qty: i64 = |it| it.leaves_qty.raw();
    avg_px: i64 = |it| it.avg_px.raw();
    fee: i64 = |it| it.fee.raw();
}

/// A session that a thread of the core keeps up. No call holds the interpreter's lock while it waits.
#[pyclass(name = "GatewayClient", module = "terminal._core", frozen)]
pub struct PyGatewayClient {
    client: GatewayClient,
}

fn refused(error: impl ToString) -> PyErr {
    user_error(error.to_string())
}

fn side_of(side: u8) -> PyResult<Side> {
    match side {
        1 => Ok(Side::Buy),
        2 => Ok(Side::Sell),
        other => Err(user_error(format!("side {other} is neither 1 (buy) nor 2 (sell)"))),
    }
}

fn choice<T: Canonical>(what: &str, code: u8) -> PyResult<T> {
    T::from_bytes(&[code]).ok_or_else(|| user_error(format!("there is no {what} {code}")))
}

#[pymethods]
impl PyGatewayClient {
    /// Connects as `principal` with the key in `key`, and keeps at it. `received` is what an earlier client had. Raises
    /// `CoreError` where the key or the endpoint is none; that no gateway is there is told as an event.
    #[new]
    #[pyo3(signature = (endpoint, profile, principal, key, lives_ms=1_000, received=None))]
    fn new(
        endpoint: &str,
        profile: &str,
        principal: &str,
        key: PathBuf,
        lives_ms: u16,
        received: Option<&[u8]>,
    ) -> PyResult<Self> {
        let settings = ClientSettings {
            endpoint: Endpoint::parse(endpoint).map_err(refused)?,
            profile: profile.to_owned(),
            principal: principal.to_owned(),
            secret: principal_secret(&key).map_err(user_error)?,
            lives_ms,
            received: received.and_then(Received::from_bytes).unwrap_or_default(),
        };
        GatewayClient::start(settings).map(|client| Self { client }).map_err(refused)
    }

    /// Whether there is a session now.
    #[getter]
    fn connected(&self) -> bool {
        self.client.is_connected()
    }

    /// What was taken by `wait` so far, for a later client to go on from.
    fn received<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.client.received().to_bytes())
    }

    /// Sends an order and returns its `ClOrdId`. `who` is (trader, desk, account, strategy) as the snapshot numbers them. Raises
    /// `CoreError` where it was not sent.
    #[allow(clippy::too_many_arguments)] // FIX has as many
    #[pyo3(signature = (
        who, instrument, side, qty, px, ord_type=2, time_in_force=0, flags=0, stop_px=None, display_qty=None, peg_to=0,
        peg_offset=0, expire_ns=None, frame_seq=0, parent=0
    ))]
    fn submit(
        &self,
        who: (u16, u16, u16, u16),
        instrument: u32,
        side: u8,
        qty: i64,
        px: Option<i64>,
        ord_type: u8,
        time_in_force: u8,
        flags: u16,
        stop_px: Option<i64>,
        display_qty: Option<i64>,
        peg_to: u8,
        peg_offset: i64,
        expire_ns: Option<i64>,
        frame_seq: u64,
        parent: u64,
    ) -> PyResult<u64> {
        let (side, ord_type) = (side_of(side)?, choice::<OrdType>("order type", ord_type)?);
        let time_in_force = choice::<TimeInForce>("time in force", time_in_force)?;
        let peg_to = if peg_to == 0 { None } else { Some(choice::<PegTo>("peg", peg_to)?) };
        let cl_ord_id = self.client.next_cl_ord_id(1).map_err(refused)?;
        let order = NewOrder {
            cl_ord_id,
            parent: ClOrdId(parent),
            attribution: attribution(who),
            instrument: InstrumentId(instrument),
            side,
            ord_type,
            time_in_force,
            flags: OrderFlags(flags),
            peg_to,
            qty: Qty::from_raw(qty),
            display_qty: qty_or_unset(display_qty),
            px: px_or_unset(px),
            stop_px: px_or_unset(stop_px),
            peg_offset: Price::from_raw(peg_offset),
            expire_ns: expire_ns.unwrap_or(UNKNOWN_TIME),
            frame_seq,
            ts_intent_ns: plimsoll_session::gateway::clock::now().utc_ns,
        };
        self.send(&OrderCommand::New(order))
    }

    /// Asks for an order's cancel; returns the request's `ClOrdId`.
    fn cancel(&self, orig_cl_ord_id: u64) -> PyResult<u64> {
        let cl_ord_id = self.client.next_cl_ord_id(1).map_err(refused)?;
        let (orig_cl_ord_id, ts_intent_ns) = (ClOrdId(orig_cl_ord_id), now_ns());
        self.send(&OrderCommand::Cancel(CancelOrder { cl_ord_id, orig_cl_ord_id, ts_intent_ns }))
    }

    /// Asks for another whole quantity and price; returns the name that the order then has.
    #[pyo3(signature = (orig_cl_ord_id, qty, px, stop_px=None, display_qty=None, frame_seq=0))]
    fn replace(
        &self,
        orig_cl_ord_id: u64,
        qty: i64,
        px: Option<i64>,
        stop_px: Option<i64>,
        display_qty: Option<i64>,
        frame_seq: u64,
    ) -> PyResult<u64> {
        let cl_ord_id = self.client.next_cl_ord_id(1).map_err(refused)?;
        self.send(&OrderCommand::Replace(ReplaceOrder {
            cl_ord_id,
            orig_cl_ord_id: ClOrdId(orig_cl_ord_id),
            qty: Qty::from_raw(qty),
            display_qty: qty_or_unset(display_qty),
            px: px_or_unset(px),
            stop_px: px_or_unset(stop_px),
            frame_seq,
            ts_intent_ns: now_ns(),
        }))
    }

    /// Asks for the cancel of everything in a scope: `firm`, or (`desk` | `account` | `trader` | `strategy` | `instrument` |
    /// `session`) and its number.
    #[pyo3(signature = (scope, number=0))]
    fn mass_cancel(&self, scope: &str, number: u32) -> PyResult<u64> {
        let short = || u16::try_from(number).map_err(|_| user_error(format!("{scope} {number}: there is none")));
        let scope = match scope {
            "firm" => Scope::Firm,
            "desk" => Scope::Desk(DeskId(short()?)),
            "account" => Scope::Account(AccountId(short()?)),
            "trader" => Scope::Trader(TraderId(short()?)),
            "strategy" => Scope::Strategy(StrategyId(short()?)),
            "instrument" => Scope::Instrument(InstrumentId(number)),
            "session" => Scope::Session(number),
            other => return Err(user_error(format!("`{other}` is no scope"))),
        };
        let cl_ord_id = self.client.next_cl_ord_id(1).map_err(refused)?;
        self.send(&OrderCommand::MassCancel(MassCancel { cl_ord_id, scope, ts_intent_ns: now_ns() }))
    }

    /// Quotes both sides; a quantity of zero withdraws that side. Returns the bid's `ClOrdId`; the offer has the next.
    #[pyo3(signature = (who, instrument, bid_px, bid_qty, ask_px, ask_qty, frame_seq=0))]
    #[allow(clippy::too_many_arguments)] // FIX has as many
    fn quote(
        &self,
        who: (u16, u16, u16, u16),
        instrument: u32,
        bid_px: Option<i64>,
        bid_qty: i64,
        ask_px: Option<i64>,
        ask_qty: i64,
        frame_seq: u64,
    ) -> PyResult<u64> {
        let quote_id = self.client.next_cl_ord_id(2).map_err(refused)?;
        self.send(&OrderCommand::Quote(TwoSidedQuote {
            quote_id,
            attribution: attribution(who),
            instrument: InstrumentId(instrument),
            bid_px: px_or_unset(bid_px),
            bid_qty: Qty::from_raw(bid_qty),
            ask_px: px_or_unset(ask_px),
            ask_qty: Qty::from_raw(ask_qty),
            frame_seq,
            ts_intent_ns: now_ns(),
        }))
    }

    /// Tells the audit that a person clicked, and what they saw.
    fn click(
        &self,
        cl_ord_id: u64,
        instrument: u32,
        frame_seq: u64,
        ts_click_ns: i64,
        control: String,
    ) -> PyResult<()> {
        let (cl_ord_id, instrument) = (ClOrdId(cl_ord_id), InstrumentId(instrument));
        self.client.click(&OrderClick { cl_ord_id, instrument, frame_seq, ts_click_ns, control }).map_err(refused)
    }

    /// Asks for everything that is open; it comes as an event.
    fn request_snapshot(&self) -> PyResult<()> {
        self.client.request_snapshot().map_err(refused)
    }

    /// A sign of life of the window: call it from the thread that would hang.
    fn operator_lives(&self) {
        self.client.operator_lives();
    }

    /// A sign of life of the strategies' host.
    fn strategies_live(&self) {
        self.client.strategies_live();
    }

    /// Waits at most `seconds` for something to happen; everything that did, in order, as (kind, content).
    fn wait<'py>(&self, py: Python<'py>, seconds: f64) -> PyResult<Vec<Bound<'py, PyTuple>>> {
        let most = Duration::try_from_secs_f64(seconds).map_err(refused)?;
        let events = py.detach(|| self.client.wait(most));
        events.into_iter().map(|event| event_tuple(py, event)).collect()
    }

    /// Logs off: what was entered by hand is cancelled.
    fn close(&self, py: Python<'_>) {
        py.detach(|| self.client.close());
    }
}

impl PyGatewayClient {
    fn send(&self, command: &OrderCommand) -> PyResult<u64> {
        self.client.send(command).map_err(refused)?;
        Ok(command.cl_ord_id().0)
    }
}

fn now_ns() -> i64 {
    plimsoll_session::gateway::clock::now().utc_ns
}

const fn attribution((trader, desk, account, strategy): (u16, u16, u16, u16)) -> Attribution {
    Attribution {
        trader: TraderId(trader),
        desk: DeskId(desk),
        account: AccountId(account),
        strategy: StrategyId(strategy),
    }
}

fn px_or_unset(raw: Option<i64>) -> Price {
    raw.map_or(Price::UNSET, Price::from_raw)
}

fn qty_or_unset(raw: Option<i64>) -> Qty {
    raw.map_or(Qty::UNSET, Qty::from_raw)
}

fn event_tuple(py: Python<'_>, event: ClientEvent) -> PyResult<Bound<'_, PyTuple>> {
    match event {
        ClientEvent::Connected(welcome) => {
            let content = PyDict::new(py);
            content.set_item("session", welcome.session)?;
            content.set_item("origin", welcome.origin)?;
            content.set_item("last_number", welcome.last_number)?;
            content.set_item("is_behind", welcome.is_behind)?;
            content.set_item("may_trade", welcome.may_trade)?;
            content.set_item("started_ns", welcome.started_ns)?;
            ("connected", content).into_pyobject(py)
        }
        ClientEvent::Disconnected { words, tries_again } => ("disconnected", (words, tries_again)).into_pyobject(py),
        ClientEvent::NotReceived(id) => ("not_received", id.0).into_pyobject(py),
        ClientEvent::Told(Told::Report(told)) => {
            let report = PyGatewayReport { number: told.number, report: told.report };
            ("report", Bound::new(py, report)?).into_pyobject(py)
        }
        ClientEvent::Told(Told::CommandRefused(refused)) => {
            let reason = refused.reason;
            ("refused", (refused.cl_ord_id.0, reason as u16, reason.name(), reason.words())).into_pyobject(py)
        }
        ClientEvent::Told(Told::Snapshot(snapshot)) => ("snapshot", snapshot_dict(py, &snapshot)?).into_pyobject(py),
        ClientEvent::Told(other) => ("other", format!("{other:?}")).into_pyobject(py),
    }
}

fn snapshot_dict<'py>(py: Python<'py>, snapshot: &Snapshot) -> PyResult<Bound<'py, PyDict>> {
    let content = PyDict::new(py);
    content.set_item("last_report", snapshot.last_report)?;
    let orders = PyList::empty(py);
    for report in &snapshot.orders {
        orders.append(Bound::new(py, PyGatewayReport { number: 0, report: *report })?)?;
    }
    content.set_item("orders", orders)?;
    let positions = snapshot.positions.iter().map(|it| {
        let (qty, avg_px) = (it.qty.raw(), it.avg_px.raw());
        let money = (it.realised.raw(), it.unrealised.raw(), it.fees.raw());
        (it.account.0, it.strategy.0, it.instrument.0, qty, avg_px, money.0, money.1, money.2)
    });
    content.set_item("positions", positions.collect::<Vec<_>>())?;
    let prices = snapshot.prices.iter().map(|it| {
        let (bid, ask) = ((it.bid_px.raw(), it.bid_qty.raw()), (it.ask_px.raw(), it.ask_qty.raw()));
        (it.instrument.0, it.ts_venue_ns, bid.0, bid.1, ask.0, ask.1, it.last_px.raw(), it.frame_seq)
    });
    content.set_item("prices", prices.collect::<Vec<_>>())?;
    let (directory, instruments) = (&snapshot.vocabulary.directory, &snapshot.vocabulary.table());
    let halts = snapshot.halts.iter().map(|halt| {
        (halt.number, halt.scope.text(directory, instruments), halt.mode.name(), &halt.reason, &halt.by, halt.ts_ns)
    });
    content.set_item("halts", halts.collect::<Vec<_>>())?;
    content.set_item("limits_version", snapshot.limits_version)?;
    content.set_item("blocked", &snapshot.blocked)?;
    content.set_item("profile", &snapshot.vocabulary.profile)?;
    content.set_item("desks", directory.desks())?;
    let accounts = directory.accounts().iter().map(|it| (&it.name, it.desk.0, &it.currency));
    content.set_item("accounts", accounts.collect::<Vec<_>>())?;
    content.set_item("traders", directory.traders().iter().map(|it| (&it.name, it.desk.0)).collect::<Vec<_>>())?;
    content.set_item("strategies", directory.strategies())?;
    let rows = snapshot.vocabulary.instruments.iter();
    let rows = rows.map(|it| (&it.symbol, &it.venue_mic, &it.currency, it.tick.raw(), it.lot.raw()));
    content.set_item("instruments", rows.collect::<Vec<_>>())?;
    content.set_item("state_hash", crate::supervision::hex(&snapshot.state_hash))?;
    Ok(content)
}
