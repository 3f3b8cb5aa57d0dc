//! Auctions: our orders take part in the crosses that the recording shows, at their price.

use super::house::House;
use super::lane::Lane;
use super::own_order::{OwnOrder, Standing, is_better};
use plimsoll_book::Book;
use plimsoll_types::{AuctionKind, CancelReason, Liquidity, OrdType, Side, TimeInForce, TradePrint};

impl Lane {
    /// A cross traded `print.qty` at `print.px`. On each side of it ours trade at most as much as it did: first those
    /// with a better price, then those at the price where the last imbalance message leaves none of their side over.
    pub fn cross(&mut self, print: &TradePrint, book: Book<'_>, house: &mut House) {
        let kind = kind_of(book);
        let px = print.px.raw();
        for side in [Side::Buy, Side::Sell] {
            let all_paired = book.auction().is_some_and(|auction| auction.side != Some(side));
            let mut left = print.qty.raw();
            for slot in self.eligible(side, px, kind, all_paired) {
                let qty = self.order(slot).leaves().min(left);
                if qty <= 0 {
                    break;
                }
                left -= qty;
                house.fill(self.order_mut(slot), px, qty, Liquidity::Auction);
                let order = self.order_mut(slot);
                if order.leaves() == 0 {
                    self.finish(slot, house);
                } else {
                    order.shown = order.display.min(order.leaves());
                }
            }
        }
        let over = match kind {
            AuctionKind::Opening => TimeInForce::AtOpen,
            AuctionKind::Closing => TimeInForce::AtClose,
            AuctionKind::Halt | AuctionKind::Extended => return,
        };
        self.expire(house, |order| order.time_in_force == over);
    }

    /// Who takes part, market orders first, then by price and time.
    fn eligible(&self, side: Side, px: i64, kind: AuctionKind, all_paired: bool) -> Vec<u32> {
        let takes_part = |order: &OwnOrder| {
            let is_meant = match order.time_in_force {
                TimeInForce::AtOpen => kind == AuctionKind::Opening,
                TimeInForce::AtClose => kind == AuctionKind::Closing,
                _ => order.standing == Standing::Resting,
            };
            let limit = limit_of(order);
            is_meant && order.side == side && (is_better(side, limit, px) || limit == px && all_paired)
        };
        let mut slots: Vec<u32> = self.live_slots().into_iter().filter(|slot| takes_part(self.order(*slot))).collect();
        slots.sort_by_key(|slot| {
            let order = self.order(*slot);
            let merit = match side {
                Side::Buy => !limit_of(order),
                Side::Sell => limit_of(order),
            };
            (merit, order.rank, order.venue_order_id)
        });
        slots
    }

    /// Ends every order of which `is_over` says so, oldest first.
    pub fn expire(&mut self, house: &mut House, is_over: impl Fn(&OwnOrder) -> bool) {
        for slot in self.live_slots() {
            if is_over(self.order(slot)) {
                self.cancel(slot, CancelReason::Expired, house);
            }
        }
    }
}

fn limit_of(order: &OwnOrder) -> i64 {
    match order.standing {
        Standing::Resting => order.at,
        _ if order.ord_type == OrdType::Market => super::own_order::any_price(order.side),
        _ => order.worst_px(),
    }
}

/// The last imbalance message names the cross; without one, the first counted print of the day is the open.
fn kind_of(book: Book<'_>) -> AuctionKind {
    match book.auction() {
        Some(auction) => auction.kind,
        None if book.trades() <= 1 => AuctionKind::Opening,
        None => AuctionKind::Closing,
    }
}
