//! Recognising a format: by content first, by name where the content does not say.

use super::Format;
use crate::header::{Column, Header};
use crate::itch::Framing;
use crate::lobster::{LobsterName, Message};
use crate::tabular::shapes;

const MBO_COLUMNS: [Column; 5] = [
    Column { name: "ts_event", aliases: &["ts_event"] },
    Column { name: "action", aliases: &["action"] },
    Column { name: "side", aliases: &["side"] },
    Column { name: "order_id", aliases: &["order_id"] },
    Column { name: "book", aliases: &["bid_px_00"] },
];
const BITSTAMP_COLUMNS: [Column; 4] = [
    Column { name: "id", aliases: &["id"] },
    Column { name: "volume", aliases: &["volume"] },
    Column { name: "action", aliases: &["action"] },
    Column { name: "direction", aliases: &["direction"] },
];

impl Format {
    /// The format of a file from its name and the first (decompressed) bytes, of which a few kilobytes are enough. `None`
    /// where nothing fits.
    #[must_use]
    pub fn detect(file_name: &str, head: &[u8]) -> Option<Self> {
        if head.is_empty() {
            return None;
        }
        by_magic(head).or_else(|| by_text(head)).or_else(|| by_messages(head)).or_else(|| by_name(file_name, head))
    }
}

fn by_magic(head: &[u8]) -> Option<Format> {
    match head {
        [0x89, b'P', b'L', b'B', ..] => Some(Format::Plimsoll),
        [b'D', b'B', b'N', 1..=3, ..] => Some(Format::Dbn),
        [b'P', b'A', b'R', b'1', ..] => Some(Format::Parquet),
        [0xd4, 0xc3, 0xb2, 0xa1, ..] | [0x4d, 0x3c, 0xb2, 0xa1, ..] => Some(Format::IexDeep),
        [0xa1, 0xb2, 0xc3, 0xd4, ..] | [0xa1, 0xb2, 0x3c, 0x4d, ..] => Some(Format::IexDeep),
        [0x0a, 0x0d, 0x0d, 0x0a, ..] => Some(Format::IexDeep),
        _ => None,
    }
}

fn by_messages(head: &[u8]) -> Option<Format> {
    (!is_text(head)).then(|| Framing::detect(head)).flatten().map(|_| Format::Itch50)
}

fn by_text(head: &[u8]) -> Option<Format> {
    let mut lines = head.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    let first = lines.next()?;
    by_frame(first).or_else(|| by_row(first, lines.next()))
}

fn by_frame(line: &[u8]) -> Option<Format> {
    let is_url = [&b"wss://"[..], b"ws://", b"https://", b"http://"].iter().any(|scheme| line.starts_with(scheme));
    let says = |mark: &[u8]| memchr::memmem::find(line, mark).is_some();
    if is_url && (says(b" <- ") || says(b" <-> ") || says(b" -> ")) {
        return Some(Format::CryptofeedWs);
    }
    if line.starts_with(b"{\"stream\"") {
        return Some(Format::BinanceWs);
    }
    let digits = line.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'.').count();
    match line.get(digits..)? {
        [b' ', b'{', ..] if digits >= 16 => Some(Format::BinanceWs),
        [b':', b' ', b'{' | b'[', ..] if digits >= 10 => Some(Format::CryptofeedWs),
        _ => None,
    }
}

fn by_row(first: &[u8], second: Option<&[u8]>) -> Option<Format> {
    if !is_text(first) {
        return None;
    }
    let is_message = |line: &[u8]| Message::parse(line).is_ok();
    if is_message(first) || (Message::is_header(first) && second.is_some_and(is_message)) {
        return Some(Format::Lobster);
    }
    format_of_header(first)
}

/// The format of a table, from its row of column names.
pub fn format_of_header(first: &[u8]) -> Option<Format> {
    let mbo = Header::find(first, &MBO_COLUMNS);
    if mbo.missing(&[0, 1, 2, 3]).is_none() {
        return (!mbo.has(4)).then_some(Format::DatabentoMboCsv);
    }
    if Header::find(first, &BITSTAMP_COLUMNS).missing(&[0, 1, 2, 3]).is_none() {
        return Some(Format::BitstampL3);
    }
    if shapes::is_bars(first) {
        return Some(Format::BarsCsv);
    }
    if shapes::is_quotes(first) {
        return Some(Format::QuotesCsv);
    }
    shapes::is_trades(first).then_some(Format::TradesCsv)
}

/// Names decide where the content may be damaged at its very beginning: the decoder then says where.
fn by_name(file_name: &str, head: &[u8]) -> Option<Format> {
    let name = file_name.to_ascii_lowercase();
    let stem = [".gz", ".zst", ".xz"].iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(&name);
    if LobsterName::parse(file_name).is_some_and(|name| name.is_message) {
        return is_text(head).then_some(Format::Lobster);
    }
    let extension = stem.rsplit_once('.').map(|(_, extension)| extension);
    match extension {
        Some("plseg") => Some(Format::Plimsoll),
        Some("dbn") => Some(Format::Dbn),
        Some("pcap") => Some(Format::IexDeep),
        Some("parquet") => Some(Format::Parquet),
        Some("itch" | "itch50" | "test_itch_50" | "nasdaq_itch50") => Some(Format::Itch50),
        _ if stem.contains("itch50") || stem.contains("itch_50") => Some(Format::Itch50),
        _ => None,
    }
}

fn is_text(bytes: &[u8]) -> bool {
    bytes.iter().take(512).all(|byte| !byte.is_ascii_control() || byte.is_ascii_whitespace())
        && std::str::from_utf8(&bytes[..bytes.len().min(512)])
            .map_or_else(|error| error.error_len().is_none(), |_| true)
}
