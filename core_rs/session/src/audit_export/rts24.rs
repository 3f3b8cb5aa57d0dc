//! The record of (EU) 2017/580: its families of fields, in its order. Cells that the firm cannot know are null; the event
//! never is.

use super::clock::{date, moment};
use super::columns::{Column, Context, price, quantity, yes};
use plimsoll_types::{Liquidity, OrdType, OrderFlags, Price, Qty};

const fn column(name: &'static str, cell: fn(&Context<'_>) -> Option<String>) -> Column {
    Column { name, cell }
}

/// What only the venue, or another firm, could fill.
const fn unknown(name: &'static str) -> Column {
    column(name, |_| None)
}

fn flag(c: &Context<'_>, flag: OrderFlags) -> Option<String> {
    Some(yes(c.event.order.order.flags.contains(flag)))
}

fn is_fill(c: &Context<'_>) -> bool {
    c.event.last_px.is_set()
}

fn status(c: &Context<'_>) -> Option<String> {
    let order = &c.event.order;
    let status = match () {
        () if order.is_done => "INAC",
        () if order.is_suspended => "SUSP",
        () => "ACTI",
    };
    Some(status.to_owned())
}

fn displayed(c: &Context<'_>) -> Option<String> {
    let (shown, leaves) = (c.event.order.display_qty, c.event.order.leaves_qty());
    quantity(if shown.is_set() && shown < leaves { shown } else { leaves })
}

fn aggressor(c: &Context<'_>) -> Option<String> {
    let side = match c.event.liquidity {
        Liquidity::Added => "PASV",
        Liquidity::Removed => "AGRE",
        Liquidity::Auction | Liquidity::Unknown => return None,
    };
    is_fill(c).then(|| side.to_owned())
}

fn stop_type(c: &Context<'_>) -> Option<String> {
    let is_stop = matches!(c.event.order.order.ord_type, OrdType::Stop | OrdType::StopLimit);
    Some(if is_stop { "STOP" } else { "LMTO" }.to_owned())
}

fn pegged(c: &Context<'_>) -> Option<Price> {
    (c.event.order.order.ord_type == OrdType::Pegged).then_some(c.event.order.px)
}

fn limit(c: &Context<'_>) -> Option<String> {
    (c.event.order.order.ord_type != OrdType::Pegged).then_some(c.event.order.px).and_then(price)
}

fn parent(c: &Context<'_>) -> Option<String> {
    let parent = c.event.order.order.parent;
    parent.is_some().then(|| parent.to_string())
}

/// Fields 1 to 51.
pub const COLUMNS: &[Column] = &[
    column("submitting_entity_lei", |c| c.options.lei.clone()),
    column("direct_electronic_access", |_| Some(yes(false))),
    column("client_identification", |c| c.account()),
    column("investment_decision_within_firm", |c| c.who()),
    column("execution_within_firm", |c| c.who()),
    unknown("non_executing_broker"),
    column("trading_capacity", |c| c.options.trading_capacity.clone()),
    column("liquidity_provision", |c| flag(c, OrderFlags::QUOTE)),
    column("date_and_time", |c| moment(c.happened_ns())),
    column("validity_period", |c| Some(c.validity().to_owned())),
    column("order_restriction", |c| c.restriction()),
    column("validity_date_and_time", |c| moment(c.event.order.order.expire_ns)),
    column("priority_time_stamp", |c| moment(c.event.order.ts_priority_ns)),
    column("priority_size", |c| (!c.event.order.is_done).then(|| c.event.order.leaves_qty()).and_then(quantity)),
    column("sequence_number", |c| Some(c.event.seq.to_string())),
    column("segment_mic", |c| c.instrument().and_then(|instrument| c.name_of(&instrument.venue_mic))),
    column("order_book_code", |c| c.instrument().and_then(|instrument| c.name_of(&instrument.symbol))),
    column("instrument_identification", |c| c.instrument().and_then(|instrument| c.name_of(&instrument.symbol))),
    column("date_of_receipt", |c| date(c.event.order.ts_received_ns)),
    column("order_identification", |c| Some(c.event.order.order.cl_ord_id.to_string())),
    column("event", |c| c.event.code.map(|code| code.text().to_owned())),
    column("order_type", stop_type),
    column("order_type_classification", |c| Some(c.ord_type().to_owned())),
    column("limit_price", limit),
    unknown("additional_limit_price"),
    column("stop_price", |c| price(c.event.order.stop_px)),
    column("pegged_limit_price", |c| pegged(c).and_then(price)),
    column("transaction_price", |c| price(c.event.last_px)),
    column("price_currency", |c| c.instrument().and_then(|instrument| c.name_of(&instrument.currency))),
    unknown("currency_of_leg_2"),
    column("price_notation", |_| Some("MONE".to_owned())),
    column("buy_sell_indicator", |c| Some(c.side().to_owned())),
    column("order_status", status),
    column("quantity_notation", |_| Some("UNIT".to_owned())),
    unknown("quantity_currency"),
    column("initial_quantity", |c| quantity(c.event.order.order.qty)),
    column("remaining_quantity", |c| quantity(c.event.order.leaves_qty())),
    column("displayed_quantity", displayed),
    column("traded_quantity", |c| is_fill(c).then_some(c.event.last_qty).or(Some(Qty::ZERO)).and_then(quantity)),
    unknown("minimum_acceptable_quantity"),
    unknown("minimum_executable_size"),
    unknown("mes_first_execution_only"),
    column("passive_only", |c| flag(c, OrderFlags::POST_ONLY)),
    column("passive_or_aggressive", aggressor),
    unknown("self_execution_prevention"),
    column("strategy_linked_order", parent),
    unknown("routing_strategy"),
    column("transaction_identification", |c| is_fill(c).then(|| c.event.exec_id.0.to_string())),
    unknown("trading_phase"),
    unknown("indicative_auction_price"),
    unknown("indicative_auction_volume"),
];
