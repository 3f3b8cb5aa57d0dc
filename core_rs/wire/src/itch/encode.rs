//! Writing ITCH bytes: what the simulated exchange publishes and what the tests read back.

use super::framing::Framing;
use super::layout::{self, Layout};
use super::notices::{StockDirectory, StockTradingAction, SystemEvent};
use super::orders::{
    AddOrder, AddOrderMpid, OrderCancel, OrderDelete, OrderExecuted, OrderExecutedWithPrice, OrderReplace,
};
use super::packets::PacketWriter;
use super::trades::{BrokenTrade, CrossTrade, Trade};
use plimsoll_types::Side;

/// Where and when a message belongs: the part of its header that the caller knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Header {
    /// Stock locate, zero for the whole market.
    pub locate: u16,
    /// Tracking number, zero where it does not matter.
    pub tracking: u16,
    /// Nanoseconds since midnight, New York time; 48 bits.
    pub ts_ns_since_midnight: u64,
}

impl Header {
    /// The wire form for a message of type `kind`.
    #[must_use]
    pub const fn wire(self, kind: u8) -> layout::Header {
        layout::Header::new(kind, self.locate, self.tracking, self.ts_ns_since_midnight)
    }

    const fn of<M: Layout>(self) -> layout::Header {
        self.wire(M::KIND)
    }
}

/// `symbol` as a stock field: right padded with spaces, cut after eight bytes.
#[must_use]
pub fn stock_field(symbol: &str) -> [u8; 8] {
    let mut field = [b' '; 8];
    field.iter_mut().zip(symbol.bytes()).for_each(|(to, from)| *to = from);
    field
}

/// `B` or `S`.
#[must_use]
pub const fn side_field(side: Side) -> u8 {
    match side {
        Side::Buy => b'B',
        Side::Sell => b'S',
    }
}

/// Appends framed messages to a buffer of its own. Arguments stand in the order of the specification's fields.
#[derive(Debug, Clone)]
pub struct Writer {
    framing: Framing,
    packets: PacketWriter,
    bytes: Vec<u8>,
}

impl Writer {
    /// An empty buffer. Packet framings start session `PLIMSOLL` at sequence number 1.
    #[must_use]
    pub fn new(framing: Framing) -> Self {
        Self { framing, packets: PacketWriter::default(), bytes: Vec::new() }
    }

    /// How messages are framed.
    #[must_use]
    pub const fn framing(&self) -> Framing {
        self.framing
    }

    /// What was written since the last [`clear`](Self::clear).
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Hands the buffer over and starts an empty one; the sequence numbers go on.
    #[must_use]
    pub fn take(&mut self) -> Vec<u8> {
        self.packets.close();
        std::mem::take(&mut self.bytes)
    }

    /// Forgets what was written, keeping the memory; the sequence numbers go on.
    pub fn clear(&mut self) {
        self.packets.close();
        self.bytes.clear();
    }

    /// Appends any message.
    pub fn push<M: Layout>(&mut self, message: &M) {
        self.push_bytes(message.as_bytes());
    }

    /// Appends one unframed message's bytes as they are, valid or not: fault injection uses it.
    pub fn push_bytes(&mut self, message: &[u8]) {
        let length = u16::try_from(message.len()).unwrap_or(u16::MAX);
        match self.framing {
            Framing::LengthPrefixed => self.bytes.extend_from_slice(&length.to_be_bytes()),
            Framing::ZeroPrefixed => self.bytes.extend_from_slice(&[0, 0]),
            Framing::Bare => {}
            Framing::SoupBinTcp => self.packets.soup_header(&mut self.bytes, b'S', message.len()),
            Framing::MoldUdp64 => self.packets.mold_block(&mut self.bytes, message.len()),
        }
        self.bytes.extend_from_slice(message);
    }

    /// Ends the current MoldUDP64 packet: the next message starts another. Other framings have nothing to end.
    pub fn end_packet(&mut self) {
        self.packets.close();
    }

    /// Appends a heartbeat where the framing has one.
    pub fn heartbeat(&mut self) {
        match self.framing {
            Framing::SoupBinTcp => self.packets.soup_header(&mut self.bytes, b'H', 0),
            Framing::MoldUdp64 => self.packets.mold_header(&mut self.bytes, 0),
            Framing::LengthPrefixed | Framing::ZeroPrefixed | Framing::Bare => {}
        }
    }

    /// Appends an end of session where the framing has one.
    pub fn end_of_session(&mut self) {
        match self.framing {
            Framing::SoupBinTcp => self.packets.soup_header(&mut self.bytes, b'Z', 0),
            Framing::MoldUdp64 => self.packets.mold_header(&mut self.bytes, u16::MAX),
            Framing::LengthPrefixed | Framing::ZeroPrefixed | Framing::Bare => {}
        }
    }

    /// `S`.
    pub fn system_event(&mut self, header: Header, event: u8) {
        self.push(&SystemEvent { header: header.of::<SystemEvent>(), event });
    }

    /// `R` of a common stock on the Nasdaq Global Select Market in round lots of 100; [`push`](Self::push) takes others.
    pub fn stock_directory(&mut self, header: Header, stock: [u8; 8]) {
        self.push(&StockDirectory::common_stock(header, stock));
    }

    /// `H`; `reason` is four bytes, blank where there is none.
    pub fn stock_trading_action(&mut self, header: Header, stock: [u8; 8], trading_state: u8, reason: [u8; 4]) {
        let header = header.of::<StockTradingAction>();
        self.push(&StockTradingAction { header, stock, trading_state, reserved: b' ', reason });
    }

    /// `A`; price with 4 decimals.
    pub fn add_order(&mut self, header: Header, order_ref: u64, side: Side, shares: u32, stock: [u8; 8], price: u32) {
        self.push(&AddOrder {
            header: header.of::<AddOrder>(),
            order_ref: order_ref.into(),
            side: side_field(side),
            shares: shares.into(),
            stock,
            price: price.into(),
        });
    }

    /// `F`; price with 4 decimals, `attribution` the market participant's identifier.
    #[expect(clippy::too_many_arguments, reason = "they are the fields of the message")]
    pub fn add_order_mpid(
        &mut self,
        header: Header,
        order_ref: u64,
        side: Side,
        shares: u32,
        stock: [u8; 8],
        price: u32,
        attribution: [u8; 4],
    ) {
        self.push(&AddOrderMpid {
            header: header.of::<AddOrderMpid>(),
            order_ref: order_ref.into(),
            side: side_field(side),
            shares: shares.into(),
            stock,
            price: price.into(),
            attribution,
        });
    }

    /// `E`.
    pub fn order_executed(&mut self, header: Header, order_ref: u64, shares: u32, match_number: u64) {
        self.push(&OrderExecuted {
            header: header.of::<OrderExecuted>(),
            order_ref: order_ref.into(),
            shares: shares.into(),
            match_number: match_number.into(),
        });
    }

    /// `C`; price with 4 decimals.
    pub fn order_executed_with_price(
        &mut self,
        header: Header,
        order_ref: u64,
        shares: u32,
        match_number: u64,
        printable: bool,
        price: u32,
    ) {
        self.push(&OrderExecutedWithPrice {
            header: header.of::<OrderExecutedWithPrice>(),
            order_ref: order_ref.into(),
            shares: shares.into(),
            match_number: match_number.into(),
            printable: if printable { b'Y' } else { b'N' },
            price: price.into(),
        });
    }

    /// `X`.
    pub fn order_cancel(&mut self, header: Header, order_ref: u64, shares: u32) {
        let header = header.of::<OrderCancel>();
        self.push(&OrderCancel { header, order_ref: order_ref.into(), shares: shares.into() });
    }

    /// `D`.
    pub fn order_delete(&mut self, header: Header, order_ref: u64) {
        self.push(&OrderDelete { header: header.of::<OrderDelete>(), order_ref: order_ref.into() });
    }

    /// `U`; price with 4 decimals.
    pub fn order_replace(&mut self, header: Header, order_ref: u64, new_order_ref: u64, shares: u32, price: u32) {
        self.push(&OrderReplace {
            header: header.of::<OrderReplace>(),
            order_ref: order_ref.into(),
            new_order_ref: new_order_ref.into(),
            shares: shares.into(),
            price: price.into(),
        });
    }

    /// `P` as Nasdaq sends it since 2014: no order reference, side `B`; price with 4 decimals.
    pub fn trade(&mut self, header: Header, shares: u32, stock: [u8; 8], price: u32, match_number: u64) {
        self.push(&Trade {
            header: header.of::<Trade>(),
            order_ref: 0.into(),
            side: b'B',
            shares: shares.into(),
            stock,
            price: price.into(),
            match_number: match_number.into(),
        });
    }

    /// `Q`; price with 4 decimals.
    pub fn cross_trade(
        &mut self,
        header: Header,
        shares: u64,
        stock: [u8; 8],
        cross_price: u32,
        match_number: u64,
        cross_type: u8,
    ) {
        self.push(&CrossTrade {
            header: header.of::<CrossTrade>(),
            shares: shares.into(),
            stock,
            cross_price: cross_price.into(),
            match_number: match_number.into(),
            cross_type,
        });
    }

    /// `B`.
    pub fn broken_trade(&mut self, header: Header, match_number: u64) {
        self.push(&BrokenTrade { header: header.of::<BrokenTrade>(), match_number: match_number.into() });
    }
}

impl StockDirectory {
    /// A live common stock on the Nasdaq Global Select Market, round lots of 100, nothing special about it.
    #[must_use]
    pub fn common_stock(header: Header, stock: [u8; 8]) -> Self {
        Self {
            header: header.of::<Self>(),
            stock,
            market_category: b'Q',
            financial_status: b'N',
            round_lot_size: 100.into(),
            round_lots_only: b'N',
            issue_classification: b'C',
            issue_sub_type: *b"Z ",
            authenticity: b'P',
            short_sale_threshold: b'N',
            ipo: b'N',
            luld_tier: b'1',
            etp: b'N',
            etp_leverage: 0.into(),
            inverse: b'N',
        }
    }
}
