//! ITCH messages as normalised events.

use super::detect::DAY_NS;
use super::fault::Fault;
use super::layout::Header;
use super::listing::Listings;
use super::message::Message;
use super::notices::{OperationalHalt, StockTradingAction};
use super::trades::{CrossTrade, NetOrderImbalance, Trade};
use plimsoll_types::{
    AuctionKind, EventBatch, EventFlags, InstrumentId, InstrumentTable, MarketBody, MarketEvent, Nanos, OrderId, Price,
    Qty, Side, TradingStatus, UNKNOWN_TIME,
};
use zerocopy::byteorder::big_endian::{U32, U64};

type Outcome<T> = Result<T, Box<Fault>>;

/// Turns messages into events; holds what one message must know of those before it.
#[derive(Debug, Clone)]
pub(super) struct Normaliser {
    midnight_ns: Nanos,
    last_ns: u64,
    market: u8,
    listings: Listings,
}

/// An event before it gets its time and its batch.
type Draft = (InstrumentId, EventFlags, MarketBody);

impl Normaliser {
    /// `market` is the market code (`Q`, `B`, `X`) of the venue `venue_mic`.
    pub(super) fn new(midnight_ns: Nanos, market: u8, venue_mic: &str) -> Self {
        Self { midnight_ns, last_ns: 0, market, listings: Listings::new(venue_mic) }
    }

    pub(super) const fn instruments(&self) -> &InstrumentTable {
        self.listings.instruments()
    }

    /// Another day: time starts again and the stock locates are dealt out anew.
    pub(super) fn start_session(&mut self) {
        self.last_ns = 0;
        self.listings.forget_locates();
    }

    /// Appends an event of the whole market that no message stands for, at the time of the last message.
    pub(super) fn push_control(&self, body: MarketBody, out: &mut EventBatch) {
        self.push((InstrumentId::ALL, EventFlags::LAST, body), out);
    }

    /// Appends an event. Every kind of message has a call of its own, so that its fields go from the input to their
    /// place in the batch through registers; gathering them on the way costs twice the time.
    #[inline(always)]
    fn push(&self, (instrument, flags, body): Draft, out: &mut EventBatch) {
        let ts_venue_ns = self.midnight_ns.saturating_add_unsigned(self.last_ns);
        out.events.push(MarketEvent { ts_venue_ns, ts_recv_ns: UNKNOWN_TIME, instrument, flags, body });
    }

    /// Appends an event of an order that is already in the book.
    #[inline(always)]
    fn push_order(
        &mut self,
        header: &Header,
        flags: EventFlags,
        body: MarketBody,
        out: &mut EventBatch,
    ) -> Outcome<()> {
        let instrument = self.listings.order(header.locate)?;
        self.push((instrument, flags, body), out);
        Ok(())
    }

    /// Time never goes back within a feed. Where it does, the clock follows, so that one wrong time is one fault.
    #[inline]
    fn advance(&mut self, header: &Header) -> Outcome<()> {
        let ts_ns = header.ts_ns_since_midnight();
        if ts_ns >= DAY_NS {
            return Err(Fault::new("timestamp", format!("{ts_ns} ns since midnight is no time of day")));
        }
        let before = std::mem::replace(&mut self.last_ns, ts_ns);
        if ts_ns < before {
            return Err(Fault::new("timestamp", format!("{ts_ns} ns since midnight, after {before} ns")));
        }
        Ok(())
    }

    /// Appends the event of `message`.
    #[inline]
    pub(super) fn apply(&mut self, message: Message<'_>, out: &mut EventBatch) -> Outcome<()> {
        self.advance(message.header())?;
        match message {
            Message::AddOrder(m) => {
                let body = add(m.order_ref, m.side, m.shares, m.price)?;
                let instrument = self.listings.stock(m.header.locate, m.stock)?;
                self.push((instrument, EventFlags::LAST, body), out);
            }
            Message::AddOrderMpid(m) => {
                let body = add(m.order_ref, m.side, m.shares, m.price)?;
                let instrument = self.listings.stock(m.header.locate, m.stock)?;
                self.push((instrument, EventFlags::LAST, body), out);
            }
            Message::OrderExecuted(m) => {
                let body = execute(m.order_ref, m.shares, Price::UNSET)?;
                self.push_order(&m.header, EventFlags::LAST, body, out)?;
            }
            Message::OrderExecutedWithPrice(m) => {
                let body = execute(m.order_ref, m.shares, price(m.price)?)?;
                let flags = printable(m.printable)?;
                self.push_order(&m.header, flags, body, out)?;
            }
            Message::OrderCancel(m) => {
                let (order_id, qty) = (order_id(m.order_ref), shares(m.shares)?);
                let body = MarketBody::ReduceOrder { order_id, qty, px: Price::UNSET, side: None };
                self.push_order(&m.header, EventFlags::LAST, body, out)?;
            }
            Message::OrderDelete(m) => {
                let order_id = order_id(m.order_ref);
                let body = MarketBody::DeleteOrder { order_id, qty: Qty::UNSET, px: Price::UNSET, side: None };
                self.push_order(&m.header, EventFlags::LAST, body, out)?;
            }
            Message::OrderReplace(m) => {
                let (px, qty) = (price(m.price)?, shares(m.shares)?);
                let (order_id, new_order_id) = (order_id(m.order_ref), order_id(m.new_order_ref));
                let body = MarketBody::ReplaceOrder { order_id, new_order_id, px, qty };
                self.push_order(&m.header, EventFlags::LAST, body, out)?;
            }
            other => {
                let draft = self.seldom(other)?;
                self.push(draft, out);
            }
        }
        Ok(())
    }

    /// Everything that is not order flow.
    #[inline(never)]
    fn seldom(&mut self, message: Message<'_>) -> Outcome<Draft> {
        let (locate, stock) = match message {
            Message::Trade(m) => return self.trade(m),
            Message::CrossTrade(m) => return self.cross(m),
            Message::NetOrderImbalance(m) => return self.imbalance(m),
            Message::StockTradingAction(m) => return self.trading_action(m),
            Message::OperationalHalt(m) => return self.operational_halt(m),
            Message::BrokenTrade(m) => {
                let body = MarketBody::TradeBust { match_id: m.match_number.get() };
                return Ok((self.listings.order(m.header.locate)?, EventFlags::LAST, body));
            }
            Message::SystemEvent(m) => return system_event(m.event),
            Message::MwcbDeclineLevel(_) | Message::MwcbStatus(_) => {
                return Ok((InstrumentId::ALL, EventFlags::LAST, MarketBody::Note { code: message.header().kind }));
            }
            Message::StockDirectory(m) => (m.header.locate, m.stock),
            Message::RegShoRestriction(m) => (m.header.locate, m.stock),
            Message::MarketParticipantPosition(m) => (m.header.locate, m.stock),
            Message::IpoQuotingPeriod(m) => (m.header.locate, m.stock),
            Message::LuldAuctionCollar(m) => (m.header.locate, m.stock),
            Message::RetailPriceImprovement(m) => (m.header.locate, m.stock),
            Message::DirectListing(m) => (m.header.locate, m.stock),
            _ => return Err(Fault::unknown_kind(message.header().kind)),
        };
        let code = message.header().kind;
        Ok((self.listings.stock(locate, stock)?, EventFlags::LAST, MarketBody::Note { code }))
    }

    /// The aggressor is left open: the side has been `B` whatever happened since 2014.
    fn trade(&mut self, m: &Trade) -> Outcome<Draft> {
        side(m.side)?;
        let (px, qty, match_id) = (price(m.price)?, shares(m.shares)?, m.match_number.get());
        let instrument = self.listings.stock(m.header.locate, m.stock)?;
        let body = MarketBody::Trade { px, qty, aggressor: None, match_id };
        Ok((instrument, EventFlags::LAST.with(EventFlags::HIDDEN), body))
    }

    /// A cross without interest has no shares and is no trade.
    fn cross(&mut self, m: &CrossTrade) -> Outcome<Draft> {
        if !b"OCHIA".contains(&m.cross_type) {
            return Err(Fault::code("cross_type", m.cross_type, "O, C, H, I, A"));
        }
        let instrument = self.listings.stock(m.header.locate, m.stock)?;
        let qty = many_shares(m.shares, "shares")?;
        if qty == Qty::ZERO {
            return Ok((instrument, EventFlags::LAST, MarketBody::Note { code: m.header.kind }));
        }
        let (px, match_id) = (price(m.cross_price)?, m.match_number.get());
        let body = MarketBody::Trade { px, qty, aggressor: None, match_id };
        Ok((instrument, EventFlags::LAST.with(EventFlags::CROSS), body))
    }

    /// The price is the near indicative clearing price, before it exists the reference price.
    fn imbalance(&mut self, m: &NetOrderImbalance) -> Outcome<Draft> {
        let kind = match m.cross_type {
            b'O' => AuctionKind::Opening,
            b'C' => AuctionKind::Closing,
            b'H' => AuctionKind::Halt,
            b'A' => AuctionKind::Extended,
            other => return Err(Fault::code("cross_type", other, "O, C, H, A")),
        };
        let side = match m.imbalance_direction {
            b'B' => Some(Side::Buy),
            b'S' => Some(Side::Sell),
            b'N' | b'O' | b'P' => None,
            other => return Err(Fault::code("imbalance_direction", other, "B, S, N, O, P")),
        };
        let px =
            [m.near_price, m.reference_price].into_iter().find(|p| p.get() != 0).map_or(Ok(Price::UNSET), price)?;
        let paired_qty = many_shares(m.paired_shares, "paired_shares")?;
        let imbalance_qty = many_shares(m.imbalance_shares, "imbalance_shares")?;
        let instrument = self.listings.stock(m.header.locate, m.stock)?;
        let body = MarketBody::Auction { kind, px, paired_qty, imbalance_qty, side };
        Ok((instrument, EventFlags::LAST, body))
    }

    fn trading_action(&mut self, m: &StockTradingAction) -> Outcome<Draft> {
        let status = match m.trading_state {
            b'T' => TradingStatus::Trading,
            b'H' => TradingStatus::Halted,
            b'P' => TradingStatus::Paused,
            b'Q' => TradingStatus::QuotationOnly,
            other => return Err(Fault::code("trading_state", other, "T, H, P, Q")),
        };
        let reason = m.reason.map(|byte| if byte == b' ' { 0 } else { byte });
        let instrument = self.listings.stock(m.header.locate, m.stock)?;
        Ok((instrument, EventFlags::LAST, MarketBody::Status { status, reason }))
    }

    /// Halts of a sister market leave this book alone.
    fn operational_halt(&mut self, m: &OperationalHalt) -> Outcome<Draft> {
        let status = match m.action {
            b'H' => TradingStatus::Halted,
            b'T' => TradingStatus::Trading,
            other => return Err(Fault::code("action", other, "H, T")),
        };
        if !b"QBX".contains(&m.market) {
            return Err(Fault::code("market", m.market, "Q, B, X"));
        }
        let instrument = self.listings.stock(m.header.locate, m.stock)?;
        let body = if m.market == self.market {
            MarketBody::Status { status, reason: [b'h', m.market, 0, 0] }
        } else {
            MarketBody::Note { code: m.header.kind }
        };
        Ok((instrument, EventFlags::LAST, body))
    }
}

fn system_event(event: u8) -> Outcome<Draft> {
    if !b"OSQMEC".contains(&event) {
        return Err(Fault::code("event", event, "O, S, Q, M, E, C"));
    }
    Ok((InstrumentId::ALL, EventFlags::LAST, MarketBody::Note { code: event }))
}

#[inline]
fn order_id(field: U64) -> OrderId {
    OrderId(field.get())
}

#[inline]
fn add(order_ref: U64, side_field: u8, shares_field: U32, price_field: U32) -> Outcome<MarketBody> {
    let (side, px, qty) = (side(side_field)?, price(price_field)?, shares(shares_field)?);
    Ok(MarketBody::AddOrder { order_id: order_id(order_ref), side, px, qty })
}

#[inline]
fn execute(order_ref: U64, shares_field: U32, px: Price) -> Outcome<MarketBody> {
    Ok(MarketBody::ExecuteOrder { order_id: order_id(order_ref), qty: shares(shares_field)?, px, side: None })
}

#[inline]
fn side(byte: u8) -> Outcome<Side> {
    match byte {
        b'B' => Ok(Side::Buy),
        b'S' => Ok(Side::Sell),
        other => Err(Fault::code("side", other, "B, S")),
    }
}

fn printable(byte: u8) -> Outcome<EventFlags> {
    match byte {
        b'Y' => Ok(EventFlags::LAST),
        b'N' => Ok(EventFlags::LAST.with(EventFlags::NON_PRINTABLE)),
        other => Err(Fault::code("printable", other, "Y, N")),
    }
}

/// Shares of an order or an execution: never none.
#[inline]
fn shares(field: U32) -> Outcome<Qty> {
    match field.get() {
        0 => Err(Fault::new("shares", "0 shares")),
        shares => Ok(Qty::from_raw(i64::from(shares) * Qty::ONE)),
    }
}

/// Shares of a cross, which may be none.
fn many_shares(field: U64, name: &'static str) -> Outcome<Qty> {
    let shares = i64::try_from(field.get()).ok().and_then(|shares| Qty::from_scaled(shares, 0));
    shares.ok_or_else(|| Fault::new(name, format!("{} shares are out of range", field.get())))
}

/// The specification's largest price, 200,000.0000; market orders in crosses show it.
const MAX_PRICE: u32 = 2_000_000_000;

#[inline]
fn price(field: U32) -> Outcome<Price> {
    match field.get() {
        raw @ 1..=MAX_PRICE => Ok(Price::from_raw(i64::from(raw) * 100_000)),
        raw => Err(Fault::new("price", format!("{raw} ten-thousandths are outside 0.0001 to 200000.0000"))),
    }
}
