//! Instruments of feeds that do not list them: steps are learnt from the numbers seen.

use plimsoll_types::{Instrument, InstrumentId, InstrumentTable, Price, Qty};

/// Quote currencies by which crypto symbols end, longest first.
const QUOTE_CURRENCIES: [&str; 16] = [
    "FDUSD", "USDT", "USDC", "BUSD", "TUSD", "USD", "EUR", "GBP", "JPY", "TRY", "CHF", "XBT", "BTC", "ETH", "BNB",
    "DAI",
];

/// Adds `symbol`; steps are unknown (zero) until numbers are seen.
pub fn intern(table: &mut InstrumentTable, symbol: &str, venue_mic: &str, currency: &str) -> InstrumentId {
    table.intern(symbol, || Instrument {
        symbol: symbol.to_owned(),
        venue_mic: venue_mic.to_owned(),
        currency: currency.to_owned(),
        tick: Price::ZERO,
        lot: Qty::ZERO,
    })
}

/// The quote currency of a symbol such as `BTCUSDT`, `BTC-USD`, `ETH/CHF`; empty where unknown.
#[must_use]
pub fn quote_currency(symbol: &str) -> &str {
    if let Some((_, quote)) = symbol.split_once(['-', '/', '_']) {
        // What follows may be no currency: `BTC_PERP`.
        return if QUOTE_CURRENCIES.contains(&quote) || quote.len() == 3 { quote } else { "" };
    }
    QUOTE_CURRENCIES.into_iter().find(|quote| symbol.ends_with(quote) && symbol.len() > quote.len()).unwrap_or("")
}

/// Learns from a price and a quantity that the instrument's steps must divide.
pub fn learn(table: &mut InstrumentTable, id: InstrumentId, px: Price, qty: Qty) {
    let Some(instrument) = table.get_mut(id) else { return };
    let tick = divisor(instrument.tick.raw(), px.raw());
    let lot = divisor(instrument.lot.raw(), qty.raw());
    instrument.tick = Price::from_raw(tick);
    instrument.lot = Qty::from_raw(lot);
}

/// Sets steps from the decimals in which the venue writes its numbers.
pub fn fix(table: &mut InstrumentTable, id: InstrumentId, px_decimals: u32, qty_decimals: u32) {
    if let (Some(instrument), Some(tick), Some(lot)) =
        (table.get_mut(id), Price::from_scaled(1, px_decimals), Qty::from_scaled(1, qty_decimals))
    {
        instrument.tick = tick;
        instrument.lot = lot;
    }
}

/// The greatest common divisor; `step` as it stands where `value` says nothing.
const fn divisor(step: i64, value: i64) -> i64 {
    let (mut a, mut b) = (step, if value == i64::MIN { 0 } else { value.abs() });
    if a != 0 && b % a == 0 {
        return a;
    }
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_steps_are_learnt_from_numbers() {
        let mut table = InstrumentTable::default();
        let id = intern(&mut table, "BTCUSDT", "", "USDT");
        for px in ["58710.20", "61800.30", "61510.90"] {
            learn(&mut table, id, Price::parse(px.as_bytes()).unwrap(), Qty::parse(b"0.014").unwrap());
        }
        learn(&mut table, id, Price::parse(b"61800.30").unwrap(), Qty::parse(b"2.507").unwrap());
        let learnt = table.get(id).unwrap();
        assert_eq!((learnt.tick.to_string().as_str(), learnt.lot.to_string().as_str()), ("0.1", "0.001"));
    }

    #[test]
    fn test_the_quote_currency_ends_the_symbol() {
        for (symbol, quote) in
            [("BTCUSDT", "USDT"), ("SKL-GBP", "GBP"), ("ETH/CHF", "CHF"), ("ETHBTC", "BTC"), ("X", "")]
        {
            assert_eq!(quote_currency(symbol), quote);
        }
    }
}
