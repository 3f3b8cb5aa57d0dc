//! The record of (EU) 2017/589, Annex II: every initial decision to deal, every outgoing order, and what became of it.

use super::clock::moment;
use super::columns::{Column, Context, price, quantity, yes};
use plimsoll_types::{OrderFlags, Side};

const fn column(name: &'static str, cell: fn(&Context<'_>) -> Option<String>) -> Column {
    Column { name, cell }
}

/// Of derivatives, of waivers, or of clients who are not the firm: null for what this terminal trades.
const fn unknown(name: &'static str) -> Column {
    column(name, |_| None)
}

fn by_hand(c: &Context<'_>) -> Option<String> {
    Some(yes(c.event.order.order.flags.contains(OrderFlags::MANUAL)))
}

/// `SESH` for a short sale with located shares; otherwise the log does not know whether a sale is short.
fn short_sale(c: &Context<'_>) -> Option<String> {
    let order = &c.event.order.order;
    (order.side == Side::Sell && order.flags.contains(OrderFlags::LOCATED)).then(|| "SESH".to_owned())
}

fn venue_order_id(c: &Context<'_>) -> Option<String> {
    Some(c.event.order.venue_order_id.0).filter(|id| *id > 0).map(|id| id.to_string())
}

fn transmitted(c: &Context<'_>) -> Option<String> {
    matches!(c.event.stage, super::Stage::Outgoing).then(|| moment(c.event.ts_utc_ns)).flatten()
}

fn executed(c: &Context<'_>) -> Option<String> {
    c.event.last_px.is_set().then(|| moment(c.happened_ns())).flatten()
}

fn parent(c: &Context<'_>) -> Option<String> {
    let parent = c.event.order.order.parent;
    parent.is_some().then(|| parent.to_string())
}

/// Its families of fields.
pub const COLUMNS: &[Column] = &[
    column("section", |c| Some(c.event.stage.text().to_owned())),
    column("message", |c| Some(c.event.message.to_owned())),
    column("client_identification", |c| c.account()),
    unknown("client_decision_maker"),
    column("investment_decision_within_firm", |c| c.who()),
    column("execution_within_firm", |c| c.who()),
    column("submitting_entity_lei", |c| c.options.lei.clone()),
    column("direct_electronic_access", |_| Some(yes(false))),
    column("trading_capacity", |c| c.options.trading_capacity.clone()),
    column("liquidity_provision", |c| Some(yes(c.event.order.order.flags.contains(OrderFlags::QUOTE)))),
    column("entered_by_hand", by_hand),
    column("buy_sell_indicator", |c| Some(c.side().to_owned())),
    column("short_selling_indicator", short_sale),
    unknown("waiver_indicator"),
    column("order_identification", |c| Some(c.event.order.order.cl_ord_id.to_string())),
    column("parent_order_identification", parent),
    column("venue_order_identification", venue_order_id),
    column("date_and_time_of_decision", |c| moment(c.event.order.order.ts_intent_ns)),
    column("date_and_time_of_receipt", |c| moment(c.event.order.ts_received_ns)),
    column("date_and_time_of_transmission", transmitted),
    column("date_and_time_of_execution", executed),
    column("date_and_time_of_event", |c| moment(c.happened_ns())),
    column("sequence_number", |c| Some(c.event.seq.to_string())),
    column("event", |c| Some(c.event.code.map_or("NONE", super::EventCode::text).to_owned())),
    column("instrument_identification", |c| c.instrument().and_then(|instrument| c.name_of(&instrument.symbol))),
    column("venue_mic", |c| c.instrument().and_then(|instrument| c.name_of(&instrument.venue_mic))),
    column("order_type", |c| Some(c.ord_type().to_owned())),
    column("limit_price", |c| price(c.event.order.px)),
    column("stop_price", |c| price(c.event.order.stop_px)),
    column("price_currency", |c| c.instrument().and_then(|instrument| c.name_of(&instrument.currency))),
    column("price_notation", |_| Some("MONE".to_owned())),
    unknown("price_multiplier"),
    unknown("currency_of_leg_2"),
    column("quantity", |c| quantity(c.event.order.qty)),
    column("quantity_notation", |_| Some("UNIT".to_owned())),
    unknown("quantity_currency"),
    column("displayed_quantity", |c| quantity(c.event.order.display_qty)),
    column("remaining_quantity", |c| quantity(c.event.order.leaves_qty())),
    column("executed_quantity", |c| c.event.last_px.is_set().then_some(c.event.last_qty).and_then(quantity)),
    column("executed_price", |c| price(c.event.last_px)),
    column("execution_identification", |c| c.event.last_px.is_set().then(|| c.event.exec_id.0.to_string())),
    column("validity_period", |c| Some(c.validity().to_owned())),
    column("validity_date_and_time", |c| moment(c.event.order.order.expire_ns)),
    column("order_restriction", |c| c.restriction()),
    column("passive_only", |c| Some(yes(c.event.order.order.flags.contains(OrderFlags::POST_ONLY)))),
    unknown("underlying_instrument"),
    unknown("option_type"),
    unknown("strike_price"),
    unknown("up_front_payment"),
    unknown("delivery_type"),
    unknown("option_exercise_style"),
    unknown("maturity_date"),
    unknown("expiry_date"),
];
