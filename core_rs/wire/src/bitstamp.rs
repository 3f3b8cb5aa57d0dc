//! Bitstamp per-order events as `ob-analytics` records them: `id,timestamp,exchange.timestamp,price,volume,action,direction`.
//!
//! Timestamps are milliseconds since the epoch: the receiver's, then the venue's time of the *order* (whole seconds, so that
//! it runs back with every old order). The venue's clock of the event is not told: the receiver's stands for both.
//! `volume` is what is left of the order, in units of 1e-8. A fill is a `changed` row or a `deleted` row with volume zero; a
//! `deleted` row with volume left is a cancel. There are no trade rows.

use crate::fields::{price, shown, unsigned};
use crate::header::{Column, Header};
use crate::lines::{LineDecoder, LineFormat, Refusal};
use crate::unit::{Stamp, Unit};
use crate::{listing, notes, timestamp};
use plimsoll_types::{EventBatch, InstrumentId, InstrumentTable, MarketBody, Nanos, OrderId, Price, Qty, Side};
use std::collections::HashMap;

/// Decodes Bitstamp order CSV, see [`OrderRows`].
pub type BitstampDecoder = LineDecoder<OrderRows>;

impl BitstampDecoder {
    /// A decoder of `symbol`'s orders.
    #[must_use]
    pub fn new(symbol: &str) -> Self {
        let mut table = InstrumentTable::default();
        let instrument = listing::intern(&mut table, symbol, "", listing::quote_currency(symbol));
        Self::over(OrderRows { table, instrument, header: None, live: HashMap::new() })
    }
}

const COLUMNS: [Column; 7] = [
    Column { name: "id", aliases: &["id", "order_id"] },
    Column { name: "timestamp", aliases: &["timestamp"] },
    Column { name: "exchange.timestamp", aliases: &["exchange_timestamp"] },
    Column { name: "price", aliases: &["price"] },
    Column { name: "volume", aliases: &["volume"] },
    Column { name: "action", aliases: &["action"] },
    Column { name: "direction", aliases: &["direction"] },
];

/// The rows of one file, and the orders alive.
#[derive(Debug, Clone)]
pub struct OrderRows {
    table: InstrumentTable,
    instrument: InstrumentId,
    header: Option<Header<7>>,
    live: HashMap<OrderId, Live>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Live {
    side: Side,
    px: Price,
    qty: Qty,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Action {
    Created,
    Changed,
    Deleted,
}

struct Row {
    order_id: OrderId,
    ts_recv_ns: Nanos,
    action: Action,
    order: Live,
}

impl LineFormat for OrderRows {
    fn line(&mut self, line: &[u8], _number: u64, out: &mut EventBatch) -> Result<(), Refusal> {
        let Some(header) = &self.header else {
            let header = Header::find(line, &COLUMNS);
            if let Some(missing) = header.missing(&[0, 1, 2, 3, 4, 5, 6]) {
                return Err(Refusal::new(COLUMNS[missing].name, "the header row has no such column"));
            }
            self.header = Some(header);
            return Ok(());
        };
        let row = parse(&header.row(line)?)?;
        let stamp = Stamp { ts_venue_ns: row.ts_recv_ns, ts_recv_ns: row.ts_recv_ns, instrument: self.instrument };
        let mut unit = Unit::open(out);
        self.apply(&row, stamp, &mut unit);
        unit.close(stamp);
        Ok(())
    }

    fn instruments(&self) -> &InstrumentTable {
        &self.table
    }
}

impl OrderRows {
    fn apply(&mut self, row: &Row, stamp: Stamp, unit: &mut Unit<'_>) {
        let Row { order_id, action, order: Live { side, px, qty }, .. } = *row;
        let known = self.live.get(&order_id).copied();
        if qty.raw() > 0 {
            listing::learn(&mut self.table, self.instrument, px, qty);
        }
        match (action, known) {
            (Action::Deleted, None) => unit.note(stamp, notes::UNKNOWN_ORDER),
            (Action::Deleted, Some(live)) => {
                self.live.remove(&order_id);
                if qty.raw() == 0 {
                    execute(unit, stamp, order_id, live, live.qty);
                } else {
                    unit.event(
                        stamp,
                        MarketBody::DeleteOrder { order_id, qty: live.qty, px: live.px, side: Some(live.side) },
                    );
                }
            }
            (Action::Changed, None) if qty.raw() == 0 => unit.note(stamp, notes::UNKNOWN_ORDER),
            (Action::Created | Action::Changed, None) => {
                self.live.insert(order_id, row.order);
                unit.event(stamp, MarketBody::AddOrder { order_id, side, px, qty });
            }
            (Action::Created | Action::Changed, Some(live)) => self.change(row, live, stamp, unit),
        }
    }

    /// At the same price less is a fill; anything else is an amendment.
    fn change(&mut self, row: &Row, live: Live, stamp: Stamp, unit: &mut Unit<'_>) {
        let Row { order_id, order, .. } = *row;
        if order.qty.raw() == 0 {
            self.live.remove(&order_id);
        } else {
            self.live.insert(order_id, order);
        }
        let is_same_place = (live.side, live.px) == (order.side, order.px);
        let filled = live.qty.raw() - order.qty.raw();
        if is_same_place && filled > 0 {
            execute(unit, stamp, order_id, live, Qty::from_raw(filled));
        } else if order.qty.raw() == 0 {
            unit.event(stamp, MarketBody::DeleteOrder { order_id, qty: live.qty, px: live.px, side: Some(live.side) });
        } else if filled != 0 || !is_same_place {
            let Live { side, px, qty } = order;
            unit.event(stamp, MarketBody::AmendOrder { order_id, side, px, qty });
        }
    }
}

fn execute(unit: &mut Unit<'_>, stamp: Stamp, order_id: OrderId, live: Live, qty: Qty) {
    unit.event(stamp, MarketBody::ExecuteOrder { order_id, qty, px: live.px, side: Some(live.side) });
}

fn parse(row: &[&[u8]; 7]) -> Result<Row, Refusal> {
    let [id, received, exchange, px, volume, action, direction] = *row;
    let raw = unsigned(volume, "volume")?;
    let qty = i64::try_from(raw).map_err(|_| Refusal::new("volume", format!("{raw} is outside the quantity range")))?;
    let side = match direction {
        b"bid" => Side::Buy,
        b"ask" => Side::Sell,
        _ => return Err(Refusal::new("direction", format!("{} is neither bid nor ask", shown(direction)))),
    };
    let action = match action {
        b"created" => Action::Created,
        b"changed" => Action::Changed,
        b"deleted" => Action::Deleted,
        _ => return Err(Refusal::new("action", format!("{} is none of created, changed, deleted", shown(action)))),
    };
    if action == Action::Created && qty == 0 {
        return Err(Refusal::new("volume", "0 is no volume of a new order"));
    }
    if !exchange.is_empty() {
        timestamp::whole(exchange, 1_000_000, "exchange.timestamp")?;
    }
    Ok(Row {
        order_id: OrderId(unsigned(id, "id")?),
        ts_recv_ns: timestamp::whole(received, 1_000_000, "timestamp")?,
        action,
        order: Live { side, px: price(px, "price")?, qty: Qty::from_raw(qty) },
    })
}
