//! Trading phases.

use super::house::House;
use super::lane::{Lane, is_trading};
use super::own_order::{OwnOrder, Standing};
use plimsoll_book::Book;
use plimsoll_types::{Side, TradingStatus};

impl Lane {
    /// The instrument entered another phase.
    pub fn phase_changed(&mut self, status: TradingStatus, book: Book<'_>, house: &mut House) {
        let resumes = is_trading(status) && !is_trading(self.status);
        self.status = status;
        if status == TradingStatus::Closed {
            self.expire(house, OwnOrder::ends_with_session);
        } else if resumes {
            self.release(book, house);
            self.meet(Side::Buy, book, house);
            self.meet(Side::Sell, book, house);
            self.trigger_stops(book, house);
        }
    }

    /// Orders that came while nothing traded meet the book, oldest first; the others met it when they came.
    fn release(&mut self, book: Book<'_>, house: &mut House) {
        for slot in self.live_slots() {
            // An earlier one may have taken this one out.
            if self.order(slot).standing != Standing::Resting || !self.order(slot).held {
                continue;
            }
            self.detach(slot);
            let order = self.order_mut(slot);
            order.held = false;
            let at = order.at;
            self.trade_or_rest(slot, at, book, house);
        }
    }
}
