//! `snapshot`: nanoseconds to publish the top of a book, by depth, as the writer sees them.

use book_l3::cpu_seconds;
use plimsoll_book::{Books, snapshot};
use plimsoll_types::{EventFlags, InstrumentId, MarketBody, MarketEvent, Price, Qty, Side};
use std::error::Error;

const PUBLICATIONS: u32 = 1_000_000;

fn main() -> Result<(), Box<dyn Error>> {
    let mut books = Books::default();
    let instrument = InstrumentId(0);
    for n in 0..300 {
        for (side, px) in [(Side::Buy, 10_000 - n), (Side::Sell, 10_001 + n)] {
            let body = MarketBody::SetLevel { side, px: Price::from_raw(px), qty: Qty::from_raw(n + 1), orders: 1 };
            books.apply(&MarketEvent { ts_venue_ns: 0, ts_recv_ns: 0, instrument, flags: EventFlags::LAST, body });
        }
    }
    let book = books.book(instrument).ok_or("no book")?;
    for depth in [1, 10, 20, 256] {
        let (mut writer, _reader) = snapshot::channel(depth);
        let start = cpu_seconds()?;
        for _ in 0..PUBLICATIONS {
            writer.publish(book);
        }
        let each = (cpu_seconds()? - start) * 1e9 / f64::from(PUBLICATIONS);
        println!("top {depth}: {each:.0} ns per publication");
    }
    Ok(())
}
