//! The LOBSTER message file as normalised events.

use super::message::Message;
use super::rows::OrderBookRows;
use super::window::Window;
use crate::lines::{LineDecoder, LineFormat, Refusal};
use plimsoll_types::{
    EventBatch, EventFlags, Instrument, InstrumentId, InstrumentTable, Level, MarketBody, MarketEvent, Nanos, Price,
    Qty, Side, UNKNOWN_TIME,
};

/// Decodes LOBSTER message files, see [`MessageRows`].
pub type LobsterDecoder = LineDecoder<MessageRows>;

impl LobsterDecoder {
    /// A decoder of `symbol`'s messages; times count from `midnight_ns` (UTC nanoseconds of New York midnight, see
    /// [`LobsterName::midnight_ns`](super::LobsterName::midnight_ns)).
    ///
    /// With the companion orderbook file the book is seeded from its first row, levels that leave the file's window are
    /// removed and levels that enter it are revealed. Without it the book holds what the messages say.
    #[must_use]
    pub fn new(symbol: &str, midnight_ns: Nanos, companion: Option<OrderBookRows>) -> Self {
        Self::over(MessageRows::new(symbol, midnight_ns, companion))
    }
}

/// The rows of a message file and, with a companion, what of the book they must lead to.
#[derive(Debug, Clone)]
pub struct MessageRows {
    instruments: InstrumentTable,
    instrument: InstrumentId,
    midnight_ns: Nanos,
    last_time_ns: i64,
    companion: Option<Companion>,
    rows_taken: u64,
    /// Whether the companion stands behind the row of the line in hand.
    row_in_hand: bool,
    /// The first row that was passed over since the last message.
    gap_from: Option<u64>,
}

#[derive(Debug, Clone)]
struct Companion {
    rows: OrderBookRows,
    window: Window,
    seeded: bool,
}

impl MessageRows {
    fn new(symbol: &str, midnight_ns: Nanos, companion: Option<OrderBookRows>) -> Self {
        let mut instruments = InstrumentTable::default();
        let instrument = instruments.intern(symbol, || Instrument {
            symbol: symbol.to_owned(),
            venue_mic: "XNAS".to_owned(),
            currency: "USD".to_owned(),
            tick: Price::from_raw(Price::ONE / 100),
            lot: Qty::from_raw(Qty::ONE),
        });
        let companion = companion.map(|rows| {
            let window = Window::new(rows.levels());
            Companion { rows, window, seeded: false }
        });
        Self {
            instruments,
            instrument,
            midnight_ns,
            last_time_ns: 0,
            companion,
            rows_taken: 0,
            row_in_hand: false,
            gap_from: None,
        }
    }

    fn event(&self, time_ns: i64, flags: EventFlags, body: MarketBody) -> MarketEvent {
        MarketEvent {
            ts_venue_ns: self.midnight_ns.saturating_add(time_ns),
            ts_recv_ns: UNKNOWN_TIME,
            instrument: self.instrument,
            flags,
            body,
        }
    }

    fn set_level(&self, time_ns: i64, side: Side, level: Level, flags: EventFlags) -> MarketEvent {
        self.event(time_ns, flags, MarketBody::SetLevel { side, px: level.px, qty: level.qty, orders: 0 })
    }

    /// Seeds the book with the row as it was before the message that led to it.
    fn seed(&self, message: &Message, companion: &mut Companion, out: &mut EventBatch) -> bool {
        let Companion { rows, window, .. } = companion;
        window.seed(rows.row());
        let undone = window.change(message.side, message.px, -message.displayed_change());
        if !undone {
            window.seed(rows.row());
        }
        out.events.push(self.event(message.time_ns, EventFlags::SNAPSHOT, MarketBody::Clear { side: None }));
        for side in [Side::Buy, Side::Sell] {
            let levels = window.levels(side).iter();
            out.events.extend(levels.map(|level| self.set_level(message.time_ns, side, *level, EventFlags::SNAPSHOT)));
        }
        undone
    }

    fn follow(&self, message: &Message, companion: &mut Companion, out: &mut EventBatch) {
        let Companion { rows, window, .. } = companion;
        let before = [window.deepest(Side::Buy), window.deepest(Side::Sell)];
        window.change(message.side, message.px, message.displayed_change());
        for side in [Side::Buy, Side::Sell] {
            window.trim(side, |gone| {
                let empty = Level { qty: Qty::ZERO, ..gone };
                out.events.push(self.set_level(message.time_ns, side, empty, EventFlags::SNAPSHOT));
            });
            window.reveal(side, rows.row(), before[side.index()], |level| {
                out.events.push(self.set_level(message.time_ns, side, level, EventFlags::REVEALED));
            });
        }
    }

    /// The message's event between what the orderbook row asks for before and after it.
    fn with_companion(&self, message: &Message, companion: &mut Companion, out: &mut EventBatch) {
        let mut applied = true;
        if !companion.seeded {
            applied = self.seed(message, companion, out);
            companion.seeded = true;
            if self.gap_from.is_some() {
                out.events.push(self.event(message.time_ns, EventFlags::default(), MarketBody::Resync));
            }
        }
        let (body, flags) = message.event();
        if applied {
            out.events.push(self.event(message.time_ns, flags, body));
            self.follow(message, companion, out);
        } else {
            let code = message.kind as u8;
            out.events.push(self.event(message.time_ns, flags, MarketBody::Note { code }));
        }
    }

    fn next_row(companion: &mut Companion) -> Result<(), Refusal> {
        match companion.rows.advance() {
            Ok(true) => Ok(()),
            Ok(false) => {
                let rows = companion.rows.line();
                Err(Refusal::new("orderbook row", format!("missing: the orderbook file ends after line {rows}")))
            }
            Err(error) => Err(Refusal::new("orderbook row", error.to_string())),
        }
    }

    fn message(&mut self, message: &Message, out: &mut EventBatch) {
        if let Some(expected) = self.gap_from {
            let gap = MarketBody::Gap { expected, received: self.rows_taken };
            out.events.push(self.event(message.time_ns, EventFlags::default(), gap));
        }
        match self.companion.take() {
            Some(mut companion) => {
                self.with_companion(message, &mut companion, out);
                self.companion = Some(companion);
            }
            None => {
                let (body, flags) = message.event();
                out.events.push(self.event(message.time_ns, flags, body));
            }
        }
        self.gap_from = None;
        self.row_in_hand = false;
        self.last_time_ns = message.time_ns;
    }
}

impl LineFormat for MessageRows {
    fn line(&mut self, line: &[u8], number: u64, out: &mut EventBatch) -> Result<(), Refusal> {
        if number == 1 && Message::is_header(line) {
            return Ok(());
        }
        let message = Message::parse(line)?;
        if message.time_ns < self.last_time_ns {
            let (now, last) = (message.time_ns, self.last_time_ns);
            return Err(Refusal::new("Time", format!("goes back from {last} to {now} ns after midnight")));
        }
        if let Some(companion) = &mut self.companion {
            self.row_in_hand = true;
            Self::next_row(companion)?;
        }
        self.rows_taken += 1;
        self.message(&message, out);
        if let Some(last) = out.events.last_mut() {
            last.flags = last.flags.with(EventFlags::LAST);
        }
        out.units += 1;
        Ok(())
    }

    /// The orderbook row of the refused message is passed over with it; the next row seeds the book anew.
    fn passed_over(&mut self) {
        self.rows_taken += 1;
        self.gap_from.get_or_insert(self.rows_taken);
        let row_in_hand = std::mem::take(&mut self.row_in_hand);
        if let Some(companion) = &mut self.companion {
            companion.seeded = false;
            if !row_in_hand && companion.rows.advance().is_err() {
                // A row that nobody will look at may be as damaged as its message.
            }
        }
    }

    fn finish(&mut self, _out: &mut EventBatch) -> Result<(), Refusal> {
        match self.companion.as_ref().map_or(0, |companion| companion.rows.remaining()) {
            0 => Ok(()),
            left => {
                let rows = self.rows_taken;
                Err(Refusal::new("file", format!("ends after {rows} messages, {left} orderbook rows are left over")))
            }
        }
    }

    fn instruments(&self) -> &InstrumentTable {
        &self.instruments
    }
}
