//! The work that both decoders do: every field of every message goes into one wrapping sum.

use itchy::Body;
use plimsoll_wire::itch::{Message, Messages};

/// A text field as a number.
fn text<const N: usize>(field: &[u8]) -> u64 {
    <[u8; N]>::try_from(field).map_or(0, |bytes| bytes.iter().fold(0, |sum, &byte| (sum << 8) | u64::from(byte)))
}

/// Messages seen and the sum of their fields.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seen {
    pub messages: u64,
    pub sum: u64,
}

/// With ours.
#[inline(never)]
pub fn ours(stream: Messages<'_>) -> Seen {
    let mut seen = Seen::default();
    stream.for_each(|message| {
        let header = message.header();
        let own = match message {
            Message::AddOrder(m) => {
                m.order_ref.get()
                    ^ u64::from(m.side == b'B')
                    ^ u64::from(m.shares.get())
                    ^ text::<8>(&m.stock)
                    ^ u64::from(m.price.get())
            }
            Message::AddOrderMpid(m) => {
                m.order_ref.get()
                    ^ u64::from(m.side == b'B')
                    ^ u64::from(m.shares.get())
                    ^ text::<8>(&m.stock)
                    ^ u64::from(m.price.get())
                    ^ text::<4>(&m.attribution)
            }
            Message::OrderExecuted(m) => m.order_ref.get() ^ u64::from(m.shares.get()) ^ m.match_number.get(),
            Message::OrderExecutedWithPrice(m) => {
                m.order_ref.get()
                    ^ u64::from(m.shares.get())
                    ^ m.match_number.get()
                    ^ u64::from(m.printable == b'Y')
                    ^ u64::from(m.price.get())
            }
            Message::OrderCancel(m) => m.order_ref.get() ^ u64::from(m.shares.get()),
            Message::OrderDelete(m) => m.order_ref.get(),
            Message::OrderReplace(m) => {
                m.order_ref.get() ^ m.new_order_ref.get() ^ u64::from(m.shares.get()) ^ u64::from(m.price.get())
            }
            Message::Trade(m) => {
                m.order_ref.get()
                    ^ u64::from(m.side == b'B')
                    ^ u64::from(m.shares.get())
                    ^ text::<8>(&m.stock)
                    ^ u64::from(m.price.get())
                    ^ m.match_number.get()
            }
            Message::StockDirectory(m) => text::<8>(&m.stock) ^ u64::from(m.round_lot_size.get()),
            _ => 0,
        };
        let shared = u64::from(header.locate.get()) ^ u64::from(header.tracking()) ^ header.ts_ns_since_midnight();
        seen.messages += 1;
        seen.sum = seen.sum.wrapping_add(own ^ shared);
    });
    seen
}

/// With itchy.
#[inline(never)]
pub fn theirs(bytes: &[u8]) -> Result<Seen, itchy::Error> {
    let mut seen = Seen::default();
    for message in itchy::MessageStream::from_reader(bytes) {
        let message = message?;
        let own = match &message.body {
            Body::AddOrder(m) => {
                m.reference
                    ^ u64::from(m.side == itchy::Side::Buy)
                    ^ u64::from(m.shares)
                    ^ text::<8>(m.stock.as_bytes())
                    ^ u64::from(m.price.raw())
                    ^ m.mpid.as_ref().map_or(0, |mpid| text::<4>(mpid.as_bytes()))
            }
            Body::OrderExecuted { reference, executed, match_number } => {
                reference ^ u64::from(*executed) ^ match_number
            }
            Body::OrderExecutedWithPrice { reference, executed, match_number, printable, price } => {
                reference ^ u64::from(*executed) ^ match_number ^ u64::from(*printable) ^ u64::from(price.raw())
            }
            Body::OrderCancelled { reference, cancelled } => reference ^ u64::from(*cancelled),
            Body::DeleteOrder { reference } => *reference,
            Body::ReplaceOrder(m) => m.old_reference ^ m.new_reference ^ u64::from(m.shares) ^ u64::from(m.price.raw()),
            Body::NonCrossTrade(m) => {
                m.reference
                    ^ u64::from(m.side == itchy::Side::Buy)
                    ^ u64::from(m.shares)
                    ^ text::<8>(m.stock.as_bytes())
                    ^ u64::from(m.price.raw())
                    ^ m.match_number
            }
            Body::StockDirectory(m) => text::<8>(m.stock.as_bytes()) ^ u64::from(m.round_lot_size),
            _ => 0,
        };
        let shared = u64::from(message.stock_locate) ^ u64::from(message.tracking_number) ^ message.timestamp;
        seen.messages += 1;
        seen.sum = seen.sum.wrapping_add(own ^ shared);
    }
    Ok(seen)
}
