//! What the exchange says, through the ITCH 5.0 encoder.

use plimsoll_types::{Nanos, Side};
use plimsoll_wire::itch::encode::{Header, Writer, side_field};
use plimsoll_wire::itch::{Layout, NetOrderImbalance, RegShoRestriction};

/// Numbers that are unique for the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Numbers {
    pub(crate) order: u64,
    pub(crate) trade: u64,
    pub(crate) messages: u64,
}

/// Writes messages of one instant and one instrument.
pub(crate) struct Publisher<'a> {
    writer: &'a mut Writer,
    numbers: &'a mut Numbers,
    audible: bool,
    header: Header,
    /// Symbol, padded with blanks.
    stock: [u8; 8],
    /// Ten-thousandths of a dollar in one tick.
    pub(crate) tick_price: u32,
}

/// Auction state for the `I` message.
pub(crate) struct Imbalance {
    pub(crate) paired: u64,
    pub(crate) imbalance: u64,
    pub(crate) side: Option<Side>,
    pub(crate) far: u32,
    pub(crate) near: u32,
    pub(crate) reference: u32,
    pub(crate) cross: u8,
}

/// Invented market participants.
const MPIDS: [[u8; 4]; 5] = [*b"BRIG", *b"SLOP", *b"KTCH", *b"YAWL", *b"DORY"];

impl<'a> Publisher<'a> {
    pub(crate) fn new(writer: &'a mut Writer, numbers: &'a mut Numbers) -> Self {
        Self { writer, numbers, audible: true, header: Header::default(), stock: [b' '; 8], tick_price: 100 }
    }

    /// Mutes everything: the unpublished warm-up.
    pub(crate) fn muted(writer: &'a mut Writer, numbers: &'a mut Numbers) -> Self {
        Self { audible: false, ..Self::new(writer, numbers) }
    }

    /// Bytes written and not yet taken.
    pub(crate) fn len(&self) -> usize {
        self.writer.bytes().len()
    }

    /// Sets the clock.
    #[inline]
    pub(crate) fn at(&mut self, now: Nanos, midnight: Nanos) {
        self.header.ts_ns_since_midnight = u64::try_from(now - midnight).unwrap_or(0);
    }

    /// Speaks for one instrument from now on.
    #[inline]
    pub(crate) fn speak_for(&mut self, locate: u16, stock: [u8; 8], tick_price: u32) {
        self.header.locate = locate;
        self.stock = stock;
        self.tick_price = tick_price;
    }

    /// Speaks for the whole market from now on.
    pub(crate) fn speak_for_all(&mut self) {
        self.header.locate = 0;
    }

    /// The next order reference number.
    #[inline]
    pub(crate) fn next_reference(&mut self) -> u64 {
        self.numbers.order += 1;
        self.numbers.order
    }

    #[inline]
    fn next_match(&mut self) -> u64 {
        self.numbers.trade += 1;
        self.numbers.trade
    }

    /// Price in ten-thousandths of a dollar.
    #[inline]
    pub(crate) fn price(&self, tick: i32) -> u32 {
        tick.unsigned_abs() * self.tick_price
    }

    #[inline]
    fn say(&mut self, message: impl FnOnce(&mut Writer, Header)) {
        if self.audible {
            self.numbers.messages += 1;
            message(self.writer, self.header);
        }
    }

    pub(crate) fn system_event(&mut self, code: u8) {
        self.say(|w, h| w.system_event(h, code));
    }

    pub(crate) fn directory(&mut self) {
        let stock = self.stock;
        self.say(|w, h| w.stock_directory(h, stock));
    }

    pub(crate) fn trading_action(&mut self, state: u8, reason: [u8; 4]) {
        let stock = self.stock;
        self.say(|w, h| w.stock_trading_action(h, stock, state, reason));
    }

    pub(crate) fn short_sale(&mut self) {
        let stock = self.stock;
        self.say(|w, h| {
            let header = h.wire(RegShoRestriction::KIND);
            w.push(&RegShoRestriction { header, stock, action: b'0' });
        });
    }

    #[inline]
    pub(crate) fn add(&mut self, reference: u64, side: Side, qty: u32, tick: i32, attributed: bool) {
        let (stock, price) = (self.stock, self.price(tick));
        if attributed {
            let mpid = MPIDS[(reference % MPIDS.len() as u64) as usize];
            self.say(|w, h| w.add_order_mpid(h, reference, side, qty, stock, price, mpid));
        } else {
            self.say(|w, h| w.add_order(h, reference, side, qty, stock, price));
        }
    }

    #[inline]
    pub(crate) fn execute(&mut self, reference: u64, qty: u32) {
        let number = self.next_match();
        self.say(|w, h| w.order_executed(h, reference, qty, number));
    }

    pub(crate) fn execute_at(&mut self, reference: u64, qty: u32, price: u32, printable: bool) {
        let number = self.next_match();
        self.say(|w, h| w.order_executed_with_price(h, reference, qty, number, printable, price));
    }

    #[inline]
    pub(crate) fn cancel(&mut self, reference: u64, qty: u32) {
        self.say(|w, h| w.order_cancel(h, reference, qty));
    }

    #[inline]
    pub(crate) fn delete(&mut self, reference: u64) {
        self.say(|w, h| w.order_delete(h, reference));
    }

    #[inline]
    pub(crate) fn replace(&mut self, reference: u64, new: u64, qty: u32, tick: i32) {
        let price = self.price(tick);
        self.say(|w, h| w.order_replace(h, reference, new, qty, price));
    }

    /// A print against an order that was not displayed.
    pub(crate) fn hidden_trade(&mut self, qty: u32, price: u32) {
        let (stock, number) = (self.stock, self.next_match());
        self.say(|w, h| w.trade(h, qty, stock, price, number));
    }

    pub(crate) fn cross_trade(&mut self, qty: u64, price: u32, cross: u8) {
        let (stock, number) = (self.stock, self.next_match());
        self.say(|w, h| w.cross_trade(h, qty, stock, price, number, cross));
    }

    pub(crate) fn imbalance(&mut self, auction: &Imbalance) {
        let stock = self.stock;
        self.say(|w, h| {
            w.push(&NetOrderImbalance {
                header: h.wire(NetOrderImbalance::KIND),
                paired_shares: auction.paired.into(),
                imbalance_shares: auction.imbalance.into(),
                imbalance_direction: auction.side.map_or(b'N', side_field),
                stock,
                far_price: auction.far.into(),
                near_price: auction.near.into(),
                reference_price: auction.reference.into(),
                cross_type: auction.cross,
                price_variation: b' ',
            });
        });
    }
}
