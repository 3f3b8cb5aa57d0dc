//! Raw connections as cryptofeed records them: sent lines `wss://… <- TIME: JSON`, received lines `TIME: JSON`.

use super::binance::Binance;
use super::bybit::Bybit;
use super::coinbase::Coinbase;
use super::kraken::{self, Kraken};
use super::market::Frame;
use crate::fields::shown;
use crate::json::Value;
use crate::lines::{LineDecoder, LineFormat, Refusal};
use crate::unit::Unit;
use crate::{notes, timestamp};
use plimsoll_types::{EventBatch, InstrumentTable, MarketBody, UNKNOWN_TIME};

/// Decodes cryptofeed recordings, see [`CryptofeedLines`].
pub type CryptofeedDecoder = LineDecoder<CryptofeedLines>;

impl CryptofeedDecoder {
    /// A decoder of one recorded connection. The venue is told by the shape of its frames: Coinbase (`type` and
    /// `product_id`), Kraken v1 (lists and `event`), Bybit (`topic`), Binance (`stream`). Every line is a unit.
    #[must_use]
    pub fn new() -> Self {
        Self::over(CryptofeedLines::default())
    }
}

impl Default for CryptofeedDecoder {
    fn default() -> Self {
        Self::new()
    }
}

/// The lines of one connection.
#[derive(Debug, Clone, Default)]
pub struct CryptofeedLines {
    table: InstrumentTable,
    connections: u64,
    binance: Binance,
    bybit: Bybit,
    coinbase: Coinbase,
    kraken: Kraken,
}

/// What a line is.
enum Line<'a> {
    /// A connection was opened.
    Opened,
    /// A frame was sent.
    Sent,
    /// A frame was received.
    Received(Frame<'a>),
    /// A REST response from a depth endpoint, for this symbol.
    Depth(Frame<'a>, &'a [u8]),
}

impl CryptofeedLines {
    fn session(out: &mut EventBatch, body: MarketBody) {
        let stamp = Frame { ts_recv_ns: UNKNOWN_TIME, value: Value::NULL }.session_stamp();
        let mut unit = Unit::open(out);
        unit.event(stamp, body);
        unit.close(stamp);
    }

    /// Books do not survive a connection: opening another one is a gap of every instrument.
    fn opened(&mut self, out: &mut EventBatch) {
        self.connections += 1;
        self.binance.reconnected();
        self.bybit.reconnected();
        let body = match self.connections {
            1 => MarketBody::Note { code: notes::SESSION },
            received => MarketBody::Gap { expected: received - 1, received },
        };
        Self::session(out, body);
    }

    fn received(&mut self, frame: &Frame<'_>, out: &mut EventBatch) -> Result<(), Refusal> {
        if frame.value.is_array() {
            return self.kraken.channel(&mut self.table, frame, out);
        }
        let object = frame.value.object("frame")?;
        if let Some(topic) = object.get("topic") {
            return self.bybit.frame(&mut self.table, frame, &object, topic.scalar(), out);
        }
        if object.get("event").is_some() {
            return kraken::event(frame, &object, out);
        }
        if let (Some(kind), None) = (object.get("type"), object.get("stream")) {
            return self.coinbase.frame(&mut self.table, frame, &object, kind.scalar(), out);
        }
        if object.get("success").is_some() {
            let succeeded = object.scalar("success")? == b"true";
            return if succeeded { Self::acknowledged(out) } else { Err(refused(frame)) };
        }
        self.binance.frame(&mut self.table, frame, None, out)
    }

    fn acknowledged(out: &mut EventBatch) -> Result<(), Refusal> {
        Self::session(out, MarketBody::Note { code: notes::SESSION });
        Ok(())
    }
}

fn refused(frame: &Frame<'_>) -> Refusal {
    Refusal::new("success", format!("the venue refused: {}", shown(frame.value.text())))
}

impl LineFormat for CryptofeedLines {
    fn line(&mut self, line: &[u8], _number: u64, out: &mut EventBatch) -> Result<(), Refusal> {
        match split(line)? {
            Line::Opened => self.opened(out),
            Line::Sent => Self::session(out, MarketBody::Note { code: notes::SESSION }),
            Line::Received(frame) => self.received(&frame, out)?,
            Line::Depth(frame, symbol) => self.binance.frame(&mut self.table, &frame, Some(symbol), out)?,
        }
        Ok(())
    }

    fn instruments(&self) -> &InstrumentTable {
        &self.table
    }
}

fn split(line: &[u8]) -> Result<Line<'_>, Refusal> {
    if line.starts_with(b"http") {
        return rest(line);
    }
    if line.starts_with(b"ws") {
        let is_opened = memchr::memmem::find(line, b" <-> ").is_some();
        let is_sent = memchr::memmem::find(line, b" <- ").is_some();
        return match (is_opened, is_sent) {
            (true, _) => Ok(Line::Opened),
            (false, true) => Ok(Line::Sent),
            (false, false) => Err(Refusal::new("line", format!("{} says neither <-> nor <-", shown(line)))),
        };
    }
    received(line).map(Line::Received)
}

fn received(line: &[u8]) -> Result<Frame<'_>, Refusal> {
    let (time, text) = memchr::memmem::find(line, b": ")
        .and_then(|at| Some((line.get(..at)?, line.get(at + 2..)?)))
        .ok_or_else(|| Refusal::new("line", format!("{} is not a time, ': ' and a JSON frame", shown(line))))?;
    let ts_recv_ns = timestamp::seconds(time, "received time")?;
    Ok(Frame { ts_recv_ns, value: Value::parse(text)? })
}

/// A REST response: only a depth snapshot is market data.
fn rest(line: &[u8]) -> Result<Line<'_>, Refusal> {
    let at = memchr::memmem::find(line, b" -> ");
    let (url, response) = at.and_then(|at| Some((line.get(..at)?, line.get(at + 4..)?))).unwrap_or((line, b""));
    let symbol = memchr::memmem::find(url, b"symbol=")
        .and_then(|at| url.get(at + 7..)?.split(|&byte| byte == b'&').next())
        .filter(|_| memchr::memmem::find(url, b"/depth").is_some());
    match symbol {
        Some(symbol) => Ok(Line::Depth(received(response)?, symbol)),
        None => {
            let url = String::from_utf8_lossy(&url[..url.len().min(120)]).into_owned();
            Err(Refusal::new(
                "url",
                format!("a REST response of {url} (an instrument list or the like), not market data"),
            ))
        }
    }
}
