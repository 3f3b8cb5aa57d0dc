//! Stock locates and the instruments they stand for.

use super::fault::Fault;
use plimsoll_types::{Instrument, InstrumentId, InstrumentTable, Price, Qty};
use zerocopy::byteorder::big_endian::U16;

/// Instruments by stock locate. The directory (`R`) deals the locates out; a feed without one teaches them by the stock
/// fields of its messages, and an order message of a locate never heard of gets an instrument named `LOCATE:n`.
#[derive(Debug, Clone)]
pub(super) struct Listings {
    venue_mic: String,
    by_locate: Vec<Listing>,
    instruments: InstrumentTable,
}

/// What a locate stands for; `stock` is blank where only the number is known.
#[derive(Debug, Clone, Copy)]
struct Listing {
    stock: [u8; 8],
    instrument: InstrumentId,
}

const BLANK: [u8; 8] = [0; 8];
const NOT_LISTED: Listing = Listing { stock: BLANK, instrument: InstrumentId::ALL };

impl Listings {
    pub(super) fn new(venue_mic: &str) -> Self {
        Self { venue_mic: venue_mic.to_owned(), by_locate: Vec::new(), instruments: InstrumentTable::default() }
    }

    pub(super) const fn instruments(&self) -> &InstrumentTable {
        &self.instruments
    }

    pub(super) fn forget_locates(&mut self) {
        self.by_locate.clear();
    }

    /// The instrument of a message that names both.
    #[inline]
    pub(super) fn stock(&mut self, locate: U16, stock: [u8; 8]) -> Result<InstrumentId, Box<Fault>> {
        match self.by_locate.get(usize::from(locate.get())) {
            Some(listing) if listing.stock == stock && stock != BLANK => Ok(listing.instrument),
            _ => self.learn(locate.get(), stock),
        }
    }

    /// The instrument of a message that names the locate alone.
    #[inline]
    pub(super) fn order(&mut self, locate: U16) -> Result<InstrumentId, Box<Fault>> {
        match self.by_locate.get(usize::from(locate.get())) {
            Some(listing) if listing.instrument != InstrumentId::ALL => Ok(listing.instrument),
            _ => self.learn_number(locate.get()),
        }
    }

    #[cold]
    #[inline(never)]
    fn learn(&mut self, locate: u16, stock: [u8; 8]) -> Result<InstrumentId, Box<Fault>> {
        let symbol = symbol_of(stock)?;
        let known = self.by_locate.get(usize::from(locate)).copied().unwrap_or(NOT_LISTED);
        if known.stock != BLANK {
            let listed = String::from_utf8_lossy(&known.stock);
            let reason = format!("{symbol} where stock locate {locate} is {}", listed.trim_end());
            return Err(Fault::new("stock", reason));
        }
        self.list(locate, stock, &symbol)
    }

    #[cold]
    #[inline(never)]
    fn learn_number(&mut self, locate: u16) -> Result<InstrumentId, Box<Fault>> {
        self.list(locate, BLANK, &format!("LOCATE:{locate}"))
    }

    fn list(&mut self, locate: u16, stock: [u8; 8], symbol: &str) -> Result<InstrumentId, Box<Fault>> {
        if locate == 0 {
            return Err(Fault::new("stock_locate", "0 stands for the whole market, not for one security"));
        }
        let venue_mic = self.venue_mic.clone();
        let instrument = self.instruments.intern(symbol, || Instrument {
            symbol: symbol.to_owned(),
            venue_mic,
            currency: "USD".to_owned(),
            tick: Price::from_raw(Price::ONE / 100),
            lot: Qty::from_raw(Qty::ONE),
        });
        let at = usize::from(locate);
        if self.by_locate.len() <= at {
            self.by_locate.resize(at + 1, NOT_LISTED);
        }
        if let Some(listing) = self.by_locate.get_mut(at) {
            *listing = Listing { stock, instrument };
        }
        Ok(instrument)
    }
}

/// The text of a stock field: printable ASCII, then spaces.
fn symbol_of(stock: [u8; 8]) -> Result<String, Box<Fault>> {
    let symbol = stock.trim_ascii_end();
    if symbol.is_empty() || !symbol.iter().all(u8::is_ascii_graphic) {
        return Err(Fault::new("stock", format!("\"{}\" is no symbol", stock.escape_ascii())));
    }
    Ok(symbol.iter().copied().map(char::from).collect())
}
