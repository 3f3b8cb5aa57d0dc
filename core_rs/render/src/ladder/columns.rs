//! Where the ladder's columns stand at a width; a narrow ladder gives up the own column first, then day volume.

use crate::frame::Rect;
use crate::ink::Theme;

/// Left edge and width of each column; zero width is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Columns {
    pub own: (i32, i32),
    pub bid: (i32, i32),
    pub price: (i32, i32),
    pub ask: (i32, i32),
    pub volume: (i32, i32),
}

impl Columns {
    /// Columns over `width` device pixels; `price_w` is what the longest price needs.
    #[must_use]
    pub fn new(theme: &Theme, width: i32, price_w: i32) -> Self {
        let price = price_w + theme.px(16);
        let own = if width >= theme.px(330) { (width * 27 / 100).min(theme.px(112)) } else { 0 };
        let volume = if width >= theme.px(230) { (width * 19 / 100).clamp(theme.px(58), theme.px(90)) } else { 0 };
        let sizes = (width - own - volume - price).max(0);
        let bid = sizes / 2;
        let (at_price, at_ask) = (own + bid, own + bid + price);
        Self {
            own: (0, own),
            bid: (own, bid),
            price: (at_price, price),
            ask: (at_ask, sizes - bid),
            volume: (width - volume, volume),
        }
    }

    /// The cell of `column` in a row.
    #[must_use]
    pub const fn cell(column: (i32, i32), y: i32, h: i32) -> Rect {
        Rect::new(column.0, y, column.1, h)
    }

    /// Left edges of the columns shown, but for the first.
    #[must_use]
    pub fn edges(&self) -> [i32; 4] {
        [self.bid.0, self.price.0, self.ask.0, self.volume.0]
    }
}
