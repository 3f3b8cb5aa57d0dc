//! What the exchange says, as length-prefixed ITCH 5.0 messages.
//!
//! Field order and sizes follow "Nasdaq TotalView-ITCH 5.0", sections 1.1 to 1.7; every message has the two-byte length
//! in front that Nasdaq's own daily files have.

use plimsoll_types::{Nanos, Side};

/// Numbers that are unique for the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Numbers {
    pub(crate) order: u64,
    pub(crate) trade: u64,
    pub(crate) messages: u64,
}

/// Writes messages of one instant.
pub(crate) struct Publisher<'a> {
    out: &'a mut Vec<u8>,
    numbers: &'a mut Numbers,
    audible: bool,
    /// Nanoseconds since the venue's midnight.
    pub(crate) since_midnight: u64,
    /// Stock locate of the instrument that speaks.
    pub(crate) locate: u16,
    /// Its symbol, padded with blanks.
    pub(crate) stock: [u8; 8],
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

const fn letter(side: Side) -> u8 {
    match side {
        Side::Buy => b'B',
        Side::Sell => b'S',
    }
}

impl<'a> Publisher<'a> {
    pub(crate) fn new(out: &'a mut Vec<u8>, numbers: &'a mut Numbers) -> Self {
        Self { out, numbers, audible: true, since_midnight: 0, locate: 0, stock: [b' '; 8], tick_price: 100 }
    }

    /// Mutes everything: the unpublished warm-up.
    pub(crate) fn muted(out: &'a mut Vec<u8>, numbers: &'a mut Numbers) -> Self {
        Self { audible: false, ..Self::new(out, numbers) }
    }

    /// Bytes written so far to the caller's buffer.
    pub(crate) fn len(&self) -> usize {
        self.out.len()
    }

    /// Sets the clock.
    pub(crate) fn at(&mut self, now: Nanos, midnight: Nanos) {
        self.since_midnight = u64::try_from(now - midnight).unwrap_or(0);
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
    fn emit<const N: usize>(&mut self, kind: u8, fill: impl FnOnce(&mut Fields<'_>)) {
        if !self.audible {
            return;
        }
        self.numbers.messages += 1;
        let mut bytes = [0_u8; 64];
        let mut fields = Fields { bytes: &mut bytes, at: 0 };
        fields.u16(N as u16);
        fields.u8(kind);
        fields.u16(self.locate);
        fields.u16(0);
        fields.raw(&self.since_midnight.to_be_bytes()[2..]);
        fill(&mut fields);
        debug_assert_eq!(fields.at, N + 2, "layout of {}", char::from(kind));
        self.out.extend_from_slice(&bytes[..N + 2]);
    }

    pub(crate) fn system_event(&mut self, code: u8) {
        self.emit::<12>(b'S', |f| f.u8(code));
    }

    pub(crate) fn directory(&mut self, round_lot: u32) {
        let stock = self.stock;
        self.emit::<39>(b'R', |f| {
            f.raw(&stock);
            f.raw(b"QN");
            f.u32(round_lot);
            f.raw(b"NCZ PN 1N");
            f.u32(0);
            f.u8(b'N');
        });
    }

    pub(crate) fn trading_action(&mut self, state: u8, reason: [u8; 4]) {
        let stock = self.stock;
        self.emit::<25>(b'H', |f| {
            f.raw(&stock);
            f.u8(state);
            f.u8(0);
            f.raw(&reason);
        });
    }

    pub(crate) fn short_sale(&mut self) {
        let stock = self.stock;
        self.emit::<20>(b'Y', |f| {
            f.raw(&stock);
            f.u8(b'0');
        });
    }

    #[inline]
    pub(crate) fn add(&mut self, reference: u64, side: Side, qty: u32, tick: i32, attributed: bool) {
        let (stock, price) = (self.stock, self.price(tick));
        let body = |f: &mut Fields<'_>| {
            f.u64(reference);
            f.u8(letter(side));
            f.u32(qty);
            f.raw(&stock);
            f.u32(price);
        };
        if attributed {
            let mpid = MPIDS[(reference % MPIDS.len() as u64) as usize];
            self.emit::<40>(b'F', |f| {
                body(f);
                f.raw(mpid);
            });
        } else {
            self.emit::<36>(b'A', body);
        }
    }

    #[inline]
    pub(crate) fn execute(&mut self, reference: u64, qty: u32) {
        let number = self.next_match();
        self.emit::<31>(b'E', |f| {
            f.u64(reference);
            f.u32(qty);
            f.u64(number);
        });
    }

    pub(crate) fn execute_at(&mut self, reference: u64, qty: u32, price: u32, printable: bool) {
        let number = self.next_match();
        self.emit::<36>(b'C', |f| {
            f.u64(reference);
            f.u32(qty);
            f.u64(number);
            f.u8(if printable { b'Y' } else { b'N' });
            f.u32(price);
        });
    }

    #[inline]
    pub(crate) fn cancel(&mut self, reference: u64, qty: u32) {
        self.emit::<23>(b'X', |f| {
            f.u64(reference);
            f.u32(qty);
        });
    }

    #[inline]
    pub(crate) fn delete(&mut self, reference: u64) {
        self.emit::<19>(b'D', |f| f.u64(reference));
    }

    #[inline]
    pub(crate) fn replace(&mut self, reference: u64, new: u64, qty: u32, tick: i32) {
        let price = self.price(tick);
        self.emit::<35>(b'U', |f| {
            f.u64(reference);
            f.u64(new);
            f.u32(qty);
            f.u32(price);
        });
    }

    /// A print against an order that was not displayed. Nasdaq says `B` and reference 0 for all of these since 2014.
    pub(crate) fn hidden_trade(&mut self, qty: u32, price: u32) {
        let (stock, number) = (self.stock, self.next_match());
        self.emit::<44>(b'P', |f| {
            f.u64(0);
            f.u8(b'B');
            f.u32(qty);
            f.raw(&stock);
            f.u32(price);
            f.u64(number);
        });
    }

    pub(crate) fn cross_trade(&mut self, qty: u64, price: u32, cross: u8) {
        let (stock, number) = (self.stock, self.next_match());
        self.emit::<40>(b'Q', |f| {
            f.u64(qty);
            f.raw(&stock);
            f.u32(price);
            f.u64(number);
            f.u8(cross);
        });
    }

    pub(crate) fn imbalance(&mut self, auction: &Imbalance) {
        let stock = self.stock;
        self.emit::<50>(b'I', |f| {
            f.u64(auction.paired);
            f.u64(auction.imbalance);
            f.u8(auction.side.map_or(b'N', letter));
            f.raw(&stock);
            f.u32(auction.far);
            f.u32(auction.near);
            f.u32(auction.reference);
            f.u8(auction.cross);
            f.u8(b' ');
        });
    }
}

/// Invented market participants.
const MPIDS: [&[u8; 4]; 5] = [b"BRIG", b"SLOP", b"KTCH", b"YAWL", b"DORY"];

/// Big-endian fields, one behind the other.
struct Fields<'a> {
    bytes: &'a mut [u8; 64],
    at: usize,
}

impl Fields<'_> {
    #[inline]
    fn raw(&mut self, value: &[u8]) {
        self.bytes[self.at..self.at + value.len()].copy_from_slice(value);
        self.at += value.len();
    }

    #[inline]
    fn u8(&mut self, value: u8) {
        self.raw(&[value]);
    }

    #[inline]
    fn u16(&mut self, value: u16) {
        self.raw(&value.to_be_bytes());
    }

    #[inline]
    fn u32(&mut self, value: u32) {
        self.raw(&value.to_be_bytes());
    }

    #[inline]
    fn u64(&mut self, value: u64) {
        self.raw(&value.to_be_bytes());
    }
}
