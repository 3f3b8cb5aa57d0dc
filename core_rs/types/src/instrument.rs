//! Instruments of a session.

use crate::{InstrumentId, Price, Qty};
use std::collections::HashMap;

/// What is known of an instrument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instrument {
    /// Venue symbol, `AMZN`.
    pub symbol: String,
    /// ISO 10383 market identifier code, `XNAS`; empty where unknown.
    pub venue_mic: String,
    /// ISO 4217 or coin code of the price; empty where unknown.
    pub currency: String,
    /// Smallest price step.
    pub tick: Price,
    /// Smallest quantity step.
    pub lot: Qty,
}

impl Instrument {
    /// Decimal places that show every multiple of the tick.
    #[must_use]
    pub fn price_decimals(&self) -> u32 {
        decimals_of(self.tick.raw(), Price::SCALE)
    }

    /// Decimal places that show every multiple of the lot.
    #[must_use]
    pub fn qty_decimals(&self) -> u32 {
        decimals_of(self.lot.raw(), Qty::SCALE)
    }
}

fn decimals_of(mut step: i64, scale: u32) -> u32 {
    let mut decimals = scale;
    while decimals > 0 && step != 0 && step % 10 == 0 {
        step /= 10;
        decimals -= 1;
    }
    decimals
}

/// Instruments in order of appearance; an id never changes within a session.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InstrumentTable {
    rows: Vec<Instrument>,
    by_symbol: HashMap<String, InstrumentId>,
}

impl InstrumentTable {
    /// The id of `symbol`, added with `make` on first sight.
    pub fn intern(&mut self, symbol: &str, make: impl FnOnce() -> Instrument) -> InstrumentId {
        if let Some(&id) = self.by_symbol.get(symbol) {
            return id;
        }
        let id = InstrumentId(u32::try_from(self.rows.len()).unwrap_or(u32::MAX - 1));
        self.by_symbol.insert(symbol.to_owned(), id);
        self.rows.push(make());
        id
    }

    /// The id of `symbol`, if it was seen.
    #[must_use]
    pub fn find(&self, symbol: &str) -> Option<InstrumentId> {
        self.by_symbol.get(symbol).copied()
    }

    /// The instrument of `id`.
    #[must_use]
    pub fn get(&self, id: InstrumentId) -> Option<&Instrument> {
        self.rows.get(id.index())
    }

    /// The instrument of `id`, to refine (a tick seen smaller than assumed).
    pub fn get_mut(&mut self, id: InstrumentId) -> Option<&mut Instrument> {
        self.rows.get_mut(id.index())
    }

    /// All, in order of id.
    #[must_use]
    pub fn rows(&self) -> &[Instrument] {
        &self.rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amzn() -> Instrument {
        Instrument {
            symbol: "AMZN".into(),
            venue_mic: "XNAS".into(),
            currency: "USD".into(),
            tick: Price::from_raw(10_000_000),
            lot: Qty::from_raw(Qty::ONE),
        }
    }

    #[test]
    fn test_interning_twice_gives_one_id() {
        let mut table = InstrumentTable::default();
        let first = table.intern("AMZN", amzn);
        assert_eq!(table.intern("AMZN", amzn), first);
        assert_eq!(table.rows().len(), 1);
    }

    #[test]
    fn test_decimals_follow_tick_and_lot() {
        assert_eq!(amzn().price_decimals(), 2);
        assert_eq!(amzn().qty_decimals(), 0);
    }
}
