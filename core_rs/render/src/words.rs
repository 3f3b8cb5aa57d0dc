//! The words that painters draw, by name: English here, other languages handed in by the host.

use crate::text::Short;
use std::fmt::{Display, Write};

macro_rules! words {
    ($($name:ident = $english:literal,)+) => {
        /// One text; `{0}`, `{1}` are places for numbers.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(usize)]
        #[allow(missing_docs)] // the names say what the English says
        pub enum Word { $($name,)+ }

        /// Every text in English, in the order of [`Word`].
        pub const ENGLISH: &[&str] = &[$($english,)+];
    };
}

words! {
    Aggressor = "Aggressor",
    AggressorLetters = "B/S",
    Ask = "Ask {0}",
    AskSmall = "ask {0} {1}",
    Auction = "Auction",
    BeforeTheOpen = "Before the open",
    BestAsk = "best ask",
    BestBid = "best bid",
    Bid = "Bid {0}",
    BidAndAskBoth = "bid and ask both {0}",
    BidOverAsk = "bid {0} over ask {1}",
    BidSmall = "bid {0} {1}",
    Buy = "buy",
    BuyLetter = "B",
    Closed = "Closed",
    ColumnsAppear = "Columns appear with the first quote or order.",
    Cross = "cross",
    CrossLetter = "X",
    Crossed = "Crossed",
    DayVolume = "Day vol",
    DepthNotKnown = "Depth totals not known while gapped",
    FeedGap = "feed gap, until resync",
    FeedGapPrints = "Feed gap: prints may be missing",
    FeedGapSince = "feed gap since {0}, until resync",
    Gap = "gap {0}",
    GapSoFar = "gap {0} so far",
    Hidden = "hidden",
    HiddenBuy = "hid. buy",
    HiddenBuyLetter = "h B",
    HiddenLetter = "h",
    HiddenSell = "hid. sell",
    HiddenSellLetter = "h S",
    Imbalance = "imb {0}%",
    LastUpdate = "last update {0} UTC",
    Locked = "Locked",
    LowerTheFilter = "Lower it with F.",
    NewPrints = "{0} new",
    NoBook = "No book yet",
    NoHistory = "No book history yet",
    NoTradePasses = "No trade passes the size filter",
    NoTrades = "No trades yet",
    NotKnown = "not known",
    NothingResting = "nothing resting",
    Now = "now",
    OneOrder = "1 order",
    Orders = "{0} orders",
    Own = "Own, q ahead",
    Price = "Price {0}",
    PriceAlone = "Price",
    PriceUnit = "price",
    PricesAppear = "Prices appear with the first quote or order.",
    PrintsAppear = "The first print appears here as it happens.",
    QuotesOnly = "Quotes only",
    RecordsSkipped = "{0} records skipped, display fell behind",
    RestingSize = "Resting size",
    ScrolledBack = "Scrolled back. Home returns to the newest.",
    Sell = "sell",
    SellLetter = "S",
    SinceUtc = "since {0} UTC",
    Size = "Size {0}",
    SizesHidden = "Sizes hidden",
    Spread = "spread",
    Stale = "Stale",
    Sweep = "sweep, {0} levels",
    SweepLasted = "sweep, {0} levels, {1}",
    SweepShort = "sweep, {0} lv",
    SweepShortLasted = "sweep, {0} lv, {1}",
    SweepShortest = "{0} lv",
    TimeUtc = "Time UTC",
    TotalLevels = "Σ 10 lv",
    Trade = "Trade",
    Trading = "Trading",
    TradingHalted = "Trading halted",
    VolatilityPause = "Volatility pause",
    WholeAgain = "Whole again after {0}",
}

/// The texts in one language.
#[derive(Debug, Clone)]
pub struct Words(Vec<Box<str>>);

impl Default for Words {
    fn default() -> Self {
        Self(ENGLISH.iter().map(|&text| text.into()).collect())
    }
}

impl Words {
    /// Texts in the order of [`ENGLISH`]; one that is missing or empty stays English.
    #[must_use]
    pub fn new(texts: &[String]) -> Self {
        let said = |(at, &english): (usize, &&str)| match texts.get(at) {
            Some(text) if !text.is_empty() => text.as_str().into(),
            _ => english.into(),
        };
        Self(ENGLISH.iter().enumerate().map(said).collect())
    }

    /// One text.
    #[must_use]
    pub fn get(&self, word: Word) -> &str {
        self.0.get(word as usize).map_or("", |text| text)
    }

    /// One text with its places filled, in whatever order the language wants them.
    #[must_use]
    pub fn fill(&self, word: Word, values: &[&dyn Display]) -> Short {
        let mut filled = Short::default();
        let mut rest = self.get(word);
        while let Some((before, place, after)) = next_place(rest) {
            let _ = filled.write_str(before); // only ever cuts off
            if let Some(value) = values.get(place) {
                let _ = write!(filled, "{value}");
            }
            rest = after;
        }
        let _ = filled.write_str(rest);
        filled
    }
}

/// Text before the next `{n}`, n, and text after it.
fn next_place(text: &str) -> Option<(&str, usize, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (digits, after) = rest.split_once('}')?;
    Some((before, digits.parse().ok()?, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_places_are_filled_in_the_language_s_own_order() {
        let mut texts: Vec<String> = ENGLISH.iter().map(|&text| text.to_owned()).collect();
        assert_eq!(&*Words::default().fill(Word::BidOverAsk, &[&"2", &"1"]), "bid 2 over ask 1");
        texts[Word::BidOverAsk as usize] = "卖价 {1} 低于买价 {0}".to_owned();
        assert_eq!(&*Words::new(&texts).fill(Word::BidOverAsk, &[&"2", &"1"]), "卖价 1 低于买价 2");
    }

    #[test]
    fn test_what_is_not_translated_stays_english() {
        let words = Words::new(&[String::new(), "B".into()]);
        assert_eq!(words.get(Word::Aggressor), "Aggressor");
        assert_eq!(words.get(Word::WholeAgain), "Whole again after {0}");
    }

    #[test]
    fn test_braces_that_are_no_place_stay() {
        let words = Words::new(&["{x} {".into()]);
        assert_eq!(&*words.fill(Word::Aggressor, &[]), "{x} {");
    }
}
