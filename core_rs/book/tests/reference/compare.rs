//! Runs both books on the same events and says where they first differ.

use super::events::{INSTRUMENTS, events_of};
use super::{NaiveBooks, NaiveLevel, NaiveOutcome};
use plimsoll_book::{Applied, Book, Books, LevelDetail, OrderIdScope, OrderInfo, QueuePosition};
use plimsoll_types::{InstrumentId, Level, MarketEvent, Price, Qty, Side};

const SIDES: [Side; 2] = [Side::Buy, Side::Sell];

/// Feeds the events that `bytes` stand for to both books; `spoil` may change what ours is given, to plant a bug.
pub fn compare(bytes: &[u8], scope: OrderIdScope, spoil: impl Fn(MarketEvent) -> MarketEvent) -> Result<(), String> {
    let mut books = Books::new(scope);
    let mut naive = NaiveBooks::new(scope);
    let events = events_of(bytes);
    for (n, event) in events.iter().enumerate() {
        let before: Vec<Option<Level>> = bests(&naive);
        let applied = books.apply(&spoil(*event));
        let expected = naive.apply(event);
        let changed = before != bests(&naive);
        compare_applied(&applied, &expected, changed).map_err(|what| format!("event {n} {event:?}: {what}"))?;
        compare_books(&books, &naive).map_err(|what| format!("after event {n} {event:?}: {what}"))?;
    }
    if books.resting_orders() != naive.resting() {
        return Err(format!("{} orders rest, expected {}", books.resting_orders(), naive.resting()));
    }
    Ok(())
}

fn bests(naive: &NaiveBooks) -> Vec<Option<Level>> {
    let ids = (0..INSTRUMENTS).flat_map(|id| SIDES.map(|side| (InstrumentId(id), side)));
    ids.map(|(id, side)| naive.side(id, side).first().map(|(px, level)| level_of(*px, level))).collect()
}

fn level_of(px: i64, level: &NaiveLevel) -> Level {
    let qty = Qty::from_raw(i64::try_from(level.qty()).unwrap());
    Level { px: Price::from_raw(px), qty, orders: level.orders() }
}

fn compare_applied(applied: &Applied, expected: &NaiveOutcome, changed: bool) -> Result<(), String> {
    if applied.fault != expected.fault {
        return Err(format!("fault {:?}, expected {:?}", applied.fault, expected.fault));
    }
    if changed && !applied.best_changed {
        return Err("the best changed unsaid".into());
    }
    if applied.print != expected.print {
        return Err(format!("print {:?}, expected {:?}", applied.print, expected.print));
    }
    Ok(())
}

fn compare_books(books: &Books, naive: &NaiveBooks) -> Result<(), String> {
    for book in books.iter() {
        for side in SIDES {
            compare_side(book, naive, side)?;
        }
    }
    Ok(())
}

fn compare_side(book: Book<'_>, naive: &NaiveBooks, side: Side) -> Result<(), String> {
    let expected: Vec<_> = naive.side(book.instrument(), side);
    let levels: Vec<Level> = expected.iter().map(|(px, level)| level_of(*px, level)).collect();
    let found: Vec<Level> = book.levels(side).collect();
    if found != levels {
        return Err(format!("{side:?} levels {found:?}, expected {levels:?}"));
    }
    if book.best(side) != levels.first().copied() {
        return Err(format!("best {:?} is not the first level", book.best(side)));
    }
    for ((px, level), detail) in expected.iter().zip(book.level_details(side)) {
        compare_level(book, side, Price::from_raw(*px), level, detail)?;
    }
    Ok(())
}

fn compare_level(book: Book<'_>, side: Side, px: Price, level: &NaiveLevel, detail: LevelDetail) -> Result<(), String> {
    let anonymous = (detail.anonymous_qty.raw(), detail.anonymous_orders);
    if anonymous != (level.anonymous, level.anonymous_orders) || book.level_at(side, px) != Some(detail) {
        return Err(format!("{detail:?}, expected {level:?}"));
    }
    let info = |(order_id, qty): &(_, i64)| OrderInfo { order_id: *order_id, side, px, qty: Qty::from_raw(*qty) };
    let expected: Vec<OrderInfo> = level.queue.iter().map(info).collect();
    let found: Vec<OrderInfo> = book.orders_at(side, px).collect();
    if found != expected {
        return Err(format!("queue {found:?}, expected {expected:?}"));
    }
    for (place, (id, qty)) in level.queue.iter().enumerate() {
        let sum = |orders: &mut dyn Iterator<Item = &(_, i64)>| orders.map(|(_, qty)| *qty).sum::<i64>();
        let position = QueuePosition {
            ahead_qty: Qty::from_raw(level.anonymous + sum(&mut level.queue.iter().take(place))),
            anonymous_ahead_qty: Qty::from_raw(level.anonymous),
            ahead_orders: level.anonymous_orders + u32::try_from(place).unwrap(),
            behind_qty: Qty::from_raw(sum(&mut level.queue.iter().skip(place + 1))),
            behind_orders: u32::try_from(level.queue.len() - place - 1).unwrap(),
        };
        let order = OrderInfo { order_id: *id, side, px, qty: Qty::from_raw(*qty) };
        if book.queue_position(*id) != Some(position) || book.order(*id) != Some(order) {
            return Err(format!("{id:?}: {:?}, expected {position:?}", book.queue_position(*id)));
        }
    }
    Ok(())
}
