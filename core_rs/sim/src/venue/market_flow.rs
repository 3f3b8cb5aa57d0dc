//! What the recorded flow does to our resting orders.

use super::house::House;
use super::lane::{Interest, Lane, anonymous_at, is_trading};
use super::own_order::{crosses, is_better};
use plimsoll_book::{Applied, Book};
use plimsoll_types::{EventFlags, MarketBody, MarketEvent, OrderId, Price, Qty, Side};

/// What a trade at one of our levels was against.
#[derive(Debug, Clone, Copy)]
enum Against {
    /// A recorded order that stands ahead of those of ours with a higher rank.
    Known { rank: u64 },
    /// One behind all of ours.
    Behind,
    /// The front of the quantity whose orders are not known.
    Anonymous,
    /// One that is not displayed: after all that is.
    Hidden,
}

impl Lane {
    /// Whether an event can concern an order of ours at all. Nearly none does: this has to be quick.
    #[inline]
    pub fn is_touched(&self, event: &MarketEvent, applied: &Applied) -> bool {
        let interest = self.interest;
        if interest.is_none() {
            return false;
        }
        if applied.best_changed && interest.has(Interest::PEGS | Interest::EATEN)
            || applied.print.is_some() && interest.has(Interest::STOPS | Interest::AUCTION)
        {
            return true;
        }
        let [bid, ask] = self.tops;
        match event.body {
            MarketBody::AddOrder { side, px, .. } => self.would_meet(side, px),
            MarketBody::ExecuteOrder { order_id, .. } => {
                applied.print.is_some_and(|print| match print.aggressor {
                    Some(Side::Sell) => print.px.raw() <= bid,
                    Some(Side::Buy) => print.px.raw() >= ask,
                    None => true,
                }) || self.is_known(order_id)
            }
            MarketBody::ReduceOrder { order_id, px, side, .. } | MarketBody::DeleteOrder { order_id, px, side, .. } => {
                side.is_some_and(|side| px.is_set() && self.spans(side, px.raw())) || self.is_known(order_id)
            }
            MarketBody::ReplaceOrder { order_id, px, .. } => {
                let may_cross = px.raw() <= bid || px.raw() >= ask;
                applied.best_changed && may_cross || self.is_known(order_id)
            }
            MarketBody::AmendOrder { order_id, side, px, .. } => self.would_meet(side, px) || self.is_known(order_id),
            MarketBody::SetLevel { side, px, .. } => {
                self.would_meet(side, px) || self.spans(side, px.raw()) || interest.has(Interest::EATEN)
            }
            MarketBody::Trade { px, .. } => px.raw() <= bid || px.raw() >= ask,
            MarketBody::Quote { .. } | MarketBody::Clear { .. } | MarketBody::Status { .. } => true,
            _ => false,
        }
    }

    #[inline]
    fn would_meet(&self, side: Side, px: Price) -> bool {
        match side {
            Side::Buy => px.raw() >= self.tops[1],
            Side::Sell => px.raw() <= self.tops[0],
        }
    }

    #[inline]
    fn spans(&self, side: Side, px: i64) -> bool {
        let (top, worst) = (self.tops[side.index()], self.worsts[side.index()]);
        (px <= top && px >= worst) || (px >= top && px <= worst)
    }

    #[inline]
    fn is_known(&self, id: OrderId) -> bool {
        self.watch.contains(id) || self.interest.has(Interest::EATEN)
    }

    /// Applies an event that concerns us; the book has it already.
    pub fn on_event(&mut self, event: &MarketEvent, applied: &Applied, book: Book<'_>, house: &mut House) {
        match event.body {
            MarketBody::AddOrder { side, .. } => self.meet(side.opposite(), book, house),
            MarketBody::ExecuteOrder { order_id, qty, .. } => self.executed(order_id, qty, applied, book, house),
            MarketBody::ReduceOrder { order_id, qty, px, side } => {
                self.cancelled(order_id, Some(qty), side.zip(Some(px)), book);
            }
            MarketBody::DeleteOrder { order_id, px, side, .. } => {
                self.cancelled(order_id, None, side.zip(Some(px)), book);
            }
            MarketBody::ReplaceOrder { order_id, .. } => {
                self.cancelled(order_id, None, None, book);
                self.meet(Side::Buy, book, house);
                self.meet(Side::Sell, book, house);
            }
            MarketBody::AmendOrder { order_id, side, px, qty } => {
                self.amended(order_id, side, px, qty, book);
                self.meet(side.opposite(), book, house);
            }
            MarketBody::SetLevel { side, px, qty, .. } => {
                self.level_set(side, px.raw(), qty.raw(), event.flags, book);
                if self.would_meet(side, px) {
                    self.meet(side.opposite(), book, house);
                }
            }
            MarketBody::Quote { .. } => self.quoted(book, house),
            MarketBody::Trade { .. } => self.printed(applied, book, house),
            MarketBody::Clear { .. } => {
                self.eaten.clear();
                self.levels.iter_mut().flat_map(|side| side.values_mut()).for_each(|level| level.anonymous = 0);
            }
            _ => {}
        }
        if applied.best_changed && !self.eaten.is_empty() {
            self.eaten.best_moved(book);
        }
    }

    /// Liquidity came that our resting orders of `side` trade with at their own price: they were there first.
    pub fn meet(&mut self, side: Side, book: Book<'_>, house: &mut House) {
        if !is_trading(book.status()) {
            return;
        }
        let resting = side.opposite();
        while let Some(&slot) = self.queues[side.index()].first() {
            let at = self.order(slot).at;
            let Some(offer) = self.eaten.offers(book, resting, at).next() else { return };
            if !crosses(side, at, self.displaced(side, offer.px, house)) {
                return;
            }
            let filled = self.fill_whole(slot, offer.qty, book, house);
            if filled == 0 {
                return;
            }
            self.eaten.take(book, resting, offer.px, filled);
        }
    }

    /// Where own impact has moved a displayed price.
    fn displaced(&mut self, side: Side, px: i64, house: &House) -> i64 {
        let Some(model) = &house.config.impact else { return px };
        self.moved.decay(model, house.now_ns);
        self.moved.meets(model, side, px, 0, self.tick)
    }

    fn executed(&mut self, id: OrderId, qty: Qty, applied: &Applied, book: Book<'_>, house: &mut House) {
        let left_of_it = book.order(id).map_or(0, |order| order.qty.raw());
        self.eaten.executed(id, left_of_it);
        let Some(print) = applied.print else { return };
        let Some(side) = print.aggressor.map(Side::opposite) else { return };
        let px = print.px.raw();
        let mut left = self.through(side, px, qty.raw(), book, house);
        if let Some(watched) = self.watch.get_mut(id) {
            let (rank, level_px, taken) = (watched.rank, watched.px, watched.qty.min(qty.raw()));
            watched.qty -= taken;
            if watched.qty == 0 {
                self.watch.remove(id);
            }
            self.traded_at(side, level_px, taken, &mut left, Against::Known { rank }, book, house);
        } else if let Some(level) = self.levels[side.index()].get_mut(&px) {
            let now = anonymous_at(book, side, px);
            let against = if now < level.anonymous { Against::Anonymous } else { Against::Behind };
            level.anonymous = now;
            self.traded_at(side, px, qty.raw(), &mut left, against, book, house);
        }
    }

    /// A trade at a worse price than ours would have been ours first. Returns what is left of it for others.
    fn through(&mut self, side: Side, px: i64, qty: i64, book: Book<'_>, house: &mut House) -> i64 {
        let mut left = qty;
        while left > 0 {
            let Some(&slot) = self.queues[side.index()].first() else { break };
            if !is_better(side, self.order(slot).at, px) || !is_trading(book.status()) {
                break;
            }
            let order = self.order_mut(slot);
            (order.known_ahead, order.anonymous_ahead) = (0, 0);
            left -= self.fill_whole(slot, left, book, house);
        }
        left
    }

    /// `qty` traded at one of our levels; `left` of it is not ours yet.
    #[allow(clippy::too_many_arguments)] // one call, spelled out
    fn traded_at(
        &mut self,
        side: Side,
        px: i64,
        qty: i64,
        left: &mut i64,
        against: Against,
        book: Book<'_>,
        house: &mut House,
    ) {
        for slot in self.slots_at(side, px) {
            let ours = *left;
            let others = qty - ours;
            let order = self.order_mut(slot);
            let want = match against {
                Against::Known { rank } if order.rank > rank => {
                    order.known_ahead = (order.known_ahead - qty).max(0);
                    0
                }
                Against::Known { .. } | Against::Behind if order.known_ahead == 0 => {
                    order.anonymous_ahead = 0;
                    ours
                }
                Against::Known { .. } | Against::Behind => 0,
                Against::Anonymous => {
                    let ahead = order.anonymous_ahead;
                    order.anonymous_ahead = (ahead - qty).max(0);
                    if order.known_ahead == 0 {
                        qty.saturating_sub(ahead).saturating_sub(others).clamp(0, ours)
                    } else {
                        0
                    }
                }
                Against::Hidden if order.ahead() == 0 => ours,
                Against::Hidden => 0,
            };
            if want > 0 && is_trading(book.status()) {
                *left -= self.fill_shown(slot, want, book, house);
            }
        }
    }

    /// A recorded order shrank by `by`, or left.
    fn cancelled(&mut self, id: OrderId, by: Option<Qty>, told: Option<(Side, Price)>, book: Book<'_>) {
        self.eaten.cancelled(id, book.order(id).map_or(0, |order| order.qty.raw()));
        if let Some(watched) = self.watch.get_mut(id) {
            let gone = by.map_or(watched.qty, |by| by.raw().clamp(0, watched.qty));
            watched.qty -= gone;
            let place = *watched;
            if place.qty == 0 {
                self.watch.remove(id);
            }
            self.for_each_at(place.side, place.px, |order| {
                if order.rank > place.rank {
                    order.known_ahead = (order.known_ahead - gone).max(0);
                }
            });
        } else if let Some((side, px)) = told.filter(|(_, px)| px.is_set()) {
            self.anonymous_fell(side, px.raw(), book);
        }
    }

    /// The part of a level that no known order covers shrank by cancels, or grew behind us.
    fn anonymous_fell(&mut self, side: Side, px: i64, book: Book<'_>) {
        let (model, lot) = (self.queue_model, self.lot);
        let now = anonymous_at(book, side, px);
        let Some(level) = self.levels[side.index()].get_mut(&px) else { return };
        // What prints told of is gone from the front already.
        let before = (level.anonymous - level.traded).max(now);
        let fell = before > now || level.anonymous > now;
        level.traded = 0;
        level.anonymous = now;
        if fell {
            self.for_each_at(side, px, |order| {
                order.anonymous_ahead = model.front_after(order.anonymous_ahead, before, now, lot);
            });
        }
    }

    fn amended(&mut self, id: OrderId, side: Side, px: Price, qty: Qty, book: Book<'_>) {
        let stays = self.watch.get_mut(id).filter(|watched| watched.side == side && watched.px == px.raw());
        match stays.map(|watched| watched.qty - qty.raw()) {
            Some(by) if by >= 0 => self.cancelled(id, Some(Qty::from_raw(by)), None, book),
            _ => self.cancelled(id, None, None, book),
        }
    }

    fn level_set(&mut self, side: Side, px: i64, qty: i64, flags: EventFlags, book: Book<'_>) {
        let enters_or_leaves = flags.contains(EventFlags::SNAPSHOT) || flags.contains(EventFlags::REVEALED);
        if qty > 0 || !enters_or_leaves {
            self.eaten.level_shows(side, px, qty);
        }
        let Some(level) = self.levels[side.index()].get_mut(&px) else { return };
        if !enters_or_leaves {
            let has_known = !level.ids.is_empty();
            self.anonymous_fell(side, px, book);
            if has_known {
                let detail = book.level_at(side, Price::from_raw(px));
                let known = detail.map_or(0, |detail| detail.level.qty.raw() - detail.anonymous_qty.raw());
                self.for_each_at(side, px, |order| order.known_ahead = order.known_ahead.min(known));
            }
        } else if qty > 0 {
            self.came_into_view(side, px, qty, book);
        } else {
            (level.anonymous, level.traded) = (0, 0);
        }
    }

    /// A level that the feed did not show for a while: nobody joined ahead of us, and no more can be ahead than is there.
    fn came_into_view(&mut self, side: Side, px: i64, qty: i64, book: Book<'_>) {
        let now = anonymous_at(book, side, px);
        if let Some(level) = self.levels[side.index()].get_mut(&px) {
            (level.anonymous, level.traded) = (now, 0);
            for id in std::mem::take(&mut level.ids) {
                self.watch.remove(id);
            }
        }
        self.for_each_at(side, px, |order| {
            let ahead = if order.is_blind { qty } else { order.ahead().min(qty) };
            (order.known_ahead, order.anonymous_ahead, order.is_blind) = (0, ahead, false);
        });
    }

    /// A quote feed shows one level a side: those before it are empty, those behind it not in view.
    fn quoted(&mut self, book: Book<'_>, house: &mut House) {
        for side in [Side::Buy, Side::Sell] {
            let best = book.best(side).map(|level| level.px.raw());
            let prices: Vec<i64> = self.levels[side.index()].keys().copied().collect();
            for px in prices {
                if best.is_none_or(|best| is_better(side, px, best) || px == best) {
                    self.anonymous_fell(side, px, book);
                }
            }
            if let Some(level) = book.best(side) {
                self.eaten.level_shows(side, level.px.raw(), level.qty.raw());
            }
        }
        self.eaten.best_moved(book);
        self.meet(Side::Buy, book, house);
        self.meet(Side::Sell, book, house);
    }

    /// A print that is no displayed order's.
    fn printed(&mut self, applied: &Applied, book: Book<'_>, house: &mut House) {
        let Some(print) = applied.print.filter(|print| !print.flags.contains(EventFlags::CROSS)) else { return };
        let (px, qty) = (print.px.raw(), print.qty.raw());
        for side in [Side::Buy, Side::Sell] {
            if print.aggressor.is_some_and(|aggressor| aggressor == side) {
                continue;
            }
            let mut left = self.through(side, px, qty, book, house);
            let is_hidden = print.flags.contains(EventFlags::HIDDEN);
            let against = if is_hidden { Against::Hidden } else { Against::Anonymous };
            // Somebody sold below our bid, whoever that was; at our bid only where it was a sale.
            let is_sure =
                print.aggressor.is_some() || book.best(side).is_some_and(|best| !is_better(side, px, best.px.raw()));
            if let Some(level) = self.levels[side.index()].get_mut(&px).filter(|_| is_sure) {
                level.traded =
                    if is_hidden { level.traded } else { level.traded.saturating_add(qty).min(level.anonymous) };
                self.traded_at(side, px, qty, &mut left, against, book, house);
            }
        }
    }
}
