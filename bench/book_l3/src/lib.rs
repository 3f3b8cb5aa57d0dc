//! The input of all contestants: one simulated ITCH stream, and the same stream as ready-made order operations.

use plimsoll_book::Books;
use plimsoll_types::{EventFlags, InstrumentId, MarketBody, MarketEvent, OrderId, Price, Qty, Side};
use plimsoll_wire::itch::{Framing, Message, messages};

/// What a peer is told. A replacement is two operations, of which the first is not the last of its message.
#[derive(Debug, Clone, Copy)]
pub struct Operation {
    /// `A`dd, `M`odify to `shares` left, `D`elete.
    pub action: u8,
    /// `B` or `S`.
    pub side: u8,
    /// Whether the message ends here: the best bid and offer are read after it.
    pub last: bool,
    /// Order reference number.
    pub order_ref: u64,
    /// Price, 4 decimals.
    pub price: u32,
    /// Shares, those that are left for `M`.
    pub shares: u32,
}

/// Bytes of an [`Operation`] in a file, little-endian.
pub const OPERATION_BYTES: usize = 19;

impl Operation {
    /// As in a file.
    #[must_use]
    pub fn to_bytes(self) -> [u8; OPERATION_BYTES] {
        let mut bytes = [0; OPERATION_BYTES];
        bytes[0] = self.action;
        bytes[1] = self.side;
        bytes[2] = u8::from(self.last);
        bytes[3..11].copy_from_slice(&self.order_ref.to_le_bytes());
        bytes[11..15].copy_from_slice(&self.price.to_le_bytes());
        bytes[15..19].copy_from_slice(&self.shares.to_le_bytes());
        bytes
    }

    /// From a file.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; OPERATION_BYTES]) -> Self {
        let word = |at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
        Self {
            action: bytes[0],
            side: bytes[1],
            last: bytes[2] != 0,
            order_ref: u64::from(word(3)) | u64::from(word(7)) << 32,
            price: word(11),
            shares: word(15),
        }
    }
}

/// The event of a message that changes the book.
#[must_use]
pub fn event_of(message: &Message<'_>) -> Option<MarketEvent> {
    let px = |price: u32| Price::from_raw(i64::from(price) * 100_000);
    let qty = |shares: u32| Qty::from_raw(i64::from(shares) * Qty::ONE);
    let side = |letter: u8| if letter == b'B' { Side::Buy } else { Side::Sell };
    let (unset, none) = (Price::UNSET, None);
    let id = |order_ref: u64| OrderId(order_ref);
    let body = match message {
        Message::AddOrder(m) => MarketBody::AddOrder {
            order_id: id(m.order_ref.get()),
            side: side(m.side),
            px: px(m.price.get()),
            qty: qty(m.shares.get()),
        },
        Message::AddOrderMpid(m) => MarketBody::AddOrder {
            order_id: id(m.order_ref.get()),
            side: side(m.side),
            px: px(m.price.get()),
            qty: qty(m.shares.get()),
        },
        Message::OrderExecuted(m) => MarketBody::ExecuteOrder {
            order_id: id(m.order_ref.get()),
            qty: qty(m.shares.get()),
            px: unset,
            side: none,
        },
        Message::OrderExecutedWithPrice(m) => MarketBody::ExecuteOrder {
            order_id: id(m.order_ref.get()),
            qty: qty(m.shares.get()),
            px: px(m.price.get()),
            side: none,
        },
        Message::OrderCancel(m) => {
            MarketBody::ReduceOrder { order_id: id(m.order_ref.get()), qty: qty(m.shares.get()), px: unset, side: none }
        }
        Message::OrderDelete(m) => {
            MarketBody::DeleteOrder { order_id: id(m.order_ref.get()), qty: Qty::UNSET, px: unset, side: none }
        }
        Message::OrderReplace(m) => MarketBody::ReplaceOrder {
            order_id: id(m.order_ref.get()),
            new_order_id: id(m.new_order_ref.get()),
            px: px(m.price.get()),
            qty: qty(m.shares.get()),
        },
        _ => return None,
    };
    let header = message.header();
    Some(MarketEvent {
        ts_venue_ns: 0,
        ts_recv_ns: 0,
        instrument: InstrumentId(u32::from(header.locate.get())),
        flags: EventFlags::LAST,
        body,
    })
}

/// The events of all messages that change a book.
#[must_use]
pub fn events_of(bytes: &[u8]) -> Vec<MarketEvent> {
    messages(bytes, Framing::LengthPrefixed).filter_map(|message| event_of(&message)).collect()
}

/// The operations that do the same to a book as `event`, which `books` has not seen yet.
pub fn operations_of(books: &mut Books, event: &MarketEvent, out: &mut Vec<Operation>) {
    let letter = |side: Side| if side == Side::Buy { b'B' } else { b'S' };
    let price = |px: Price| u32::try_from(px.raw() / 100_000).unwrap_or(0);
    let shares = |qty: Qty| u32::try_from(qty.raw() / Qty::ONE).unwrap_or(0);
    let order = |books: &Books, id: OrderId| books.book(event.instrument).and_then(|book| book.order(id));
    let (named, new) = match event.body {
        MarketBody::AddOrder { order_id, .. } => (order_id, Some(order_id)),
        MarketBody::ExecuteOrder { order_id, .. }
        | MarketBody::ReduceOrder { order_id, .. }
        | MarketBody::DeleteOrder { order_id, .. } => (order_id, None),
        MarketBody::ReplaceOrder { order_id, new_order_id, .. } => (order_id, Some(new_order_id)),
        _ => return,
    };
    let before = order(books, named);
    books.apply(event);
    if let Some(old) = before {
        let left = if new.is_none() { order(books, named) } else { None };
        let (action, qty) = left.map_or((b'D', old.qty), |left| (b'M', left.qty));
        let (side, price, shares) = (letter(old.side), price(old.px), shares(qty));
        out.push(Operation { action, side, last: new.is_none(), order_ref: named.0, price, shares });
    }
    if let Some(new) = new.and_then(|id| order(books, id)) {
        let (side, price, shares) = (letter(new.side), price(new.px), shares(new.qty));
        out.push(Operation { action: b'A', side, last: true, order_ref: new.order_id.0, price, shares });
    }
}

/// Seconds that the calling thread has run, waiting for a core not counted: other work on the machine disturbs it less.
///
/// # Errors
/// Where the kernel does not tell (`/proc/thread-self/schedstat`).
pub fn cpu_seconds() -> std::io::Result<f64> {
    std::thread::yield_now(); // brings the kernel's count up to now; else it is up to a timer tick old
    let text = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds = text.split(' ').next().and_then(|field| field.parse::<u64>().ok());
    let nanoseconds = nanoseconds.ok_or_else(|| std::io::Error::other("no number in schedstat"))?;
    Ok(nanoseconds as f64 / 1e9)
}
