//! Which framing a stream has, and where its next sound message begins.

use super::framing::Framing;
use super::message::MessageLengths;
use super::packets::{MoldHeader, SoupKind};
use zerocopy::FromBytes;

/// ITCH counts nanoseconds within one day.
pub(super) const DAY_NS: u64 = 86_400_000_000_000;

/// What stands at the front of some bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Front {
    /// A message or packet that looks right, with its whole length.
    Sound { length: usize, is_message: bool },
    /// Too few bytes to say.
    Short,
    /// Nothing of this framing.
    Unsound,
}

impl Framing {
    /// All framings; earlier ones win where several fit equally well.
    pub const ALL: [Self; 5] =
        [Self::LengthPrefixed, Self::ZeroPrefixed, Self::MoldUdp64, Self::SoupBinTcp, Self::Bare];

    /// Bytes from the start of a stream that [`detect`](Self::detect) looks at.
    pub const DETECTION_BYTES: usize = 2_048;

    /// The framing that reads the most messages from the start of a stream, of which `bytes` is all or at least
    /// [`DETECTION_BYTES`](Self::DETECTION_BYTES). `None` where none reads three (or all there are, when fewer).
    #[must_use]
    pub fn detect(bytes: &[u8]) -> Option<Self> {
        let bytes = bytes.get(..Self::DETECTION_BYTES).unwrap_or(bytes);
        let mut best = None;
        for framing in Self::ALL {
            let (sound, stopped_at_unsound) = framing.count_sound(bytes);
            let enough = sound >= 3 || (sound >= 1 && !stopped_at_unsound);
            if enough && best.is_none_or(|(most, _)| sound > most) {
                best = Some((sound, framing));
            }
        }
        best.map(|(_, framing)| framing)
    }

    fn count_sound(self, bytes: &[u8]) -> (usize, bool) {
        let (mut at, mut sound) = (0, 0);
        loop {
            match self.front(bytes.get(at..).unwrap_or_default()) {
                Front::Sound { length, is_message } => {
                    at += length;
                    sound += usize::from(is_message);
                }
                Front::Short => return (sound, false),
                Front::Unsound => return (sound, true),
            }
        }
    }

    /// Bytes that decide whether messages go on at a place; what follows them cannot change the answer.
    pub(super) const fn lookahead(self) -> usize {
        match self {
            Self::LengthPrefixed | Self::ZeroPrefixed | Self::Bare => 256,
            Self::SoupBinTcp => 1_024,
            Self::MoldUdp64 => 16_384,
        }
    }

    /// Looks in `bytes`, which begin with a damaged unit, for the next place where messages go on: first at the places
    /// `stated`, which is where the unit may end by its own word, then everywhere. The last [`lookahead`](Self::lookahead) bytes
    /// are judged at `eof` only.
    pub(super) fn resume_point(self, bytes: &[u8], stated: &[usize], eof: bool) -> Option<usize> {
        let known = self.scannable(bytes, eof);
        let sound = |&at: &usize| bytes.get(at..).is_some_and(|rest| self.goes_on(rest, eof));
        let stated = stated.iter().copied().filter(|at| (1..=known).contains(at));
        stated.chain(1..=known).find(sound)
    }

    /// How far [`resume_point`](Self::resume_point) can look into `bytes`.
    pub(super) const fn scannable(self, bytes: &[u8], eof: bool) -> usize {
        if eof { bytes.len() } else { bytes.len().saturating_sub(self.lookahead()) }
    }

    /// Whether `bytes` are all that is left, none, or begin with three sound messages or one sound packet with messages.
    pub(super) fn goes_on(self, bytes: &[u8], eof: bool) -> bool {
        let mut at = 0;
        for _ in 0..if self == Self::MoldUdp64 { 1 } else { 3 } {
            let rest = bytes.get(at..).unwrap_or_default();
            match self.front(rest) {
                Front::Sound { length, .. } => at += length,
                Front::Short => return eof && rest.is_empty(),
                Front::Unsound => return false,
            }
        }
        true
    }

    /// Whether a sound message or packet stands at the front of `bytes`.
    pub(super) fn begins(self, bytes: &[u8]) -> bool {
        matches!(self.front(bytes), Front::Sound { .. })
    }

    fn front(self, bytes: &[u8]) -> Front {
        match self {
            Self::LengthPrefixed | Self::ZeroPrefixed | Self::Bare => self.message_front(bytes),
            Self::SoupBinTcp => soup_front(bytes),
            Self::MoldUdp64 => mold_front(bytes),
        }
    }

    fn message_front(self, bytes: &[u8]) -> Front {
        let prefix = self.prefix();
        let Some(message) = bytes.get(prefix..).filter(|message| message.len() >= 11) else {
            return Front::Short;
        };
        let length = MessageLengths::of(message[0]);
        let given = if prefix == 0 { 0 } else { usize::from(u16::from_be_bytes([bytes[0], bytes[1]])) };
        let fits = given == if self.lengths_given() { length } else { 0 };
        if length == 0 || !fits || !time_is_sound(message) {
            return Front::Unsound;
        }
        if message.len() < length { Front::Short } else { Front::Sound { length: prefix + length, is_message: true } }
    }
}

/// Whether a message of at least eleven bytes names a time of day.
fn time_is_sound(message: &[u8]) -> bool {
    message.get(5..11).is_some_and(|time| time.iter().fold(0, |ns, &byte| (ns << 8) | u64::from(byte)) < DAY_NS)
}

fn soup_front(bytes: &[u8]) -> Front {
    let Some((header, body)) = bytes.split_first_chunk::<3>() else {
        return Front::Short;
    };
    let length = usize::from(u16::from_be_bytes([header[0], header[1]]));
    let fits = match SoupKind::of(header[2]) {
        Some(SoupKind::Sequenced) => match body.first() {
            None => return Front::Short,
            Some(&kind) => length == MessageLengths::of(kind) + 1 && length > 1,
        },
        Some(kind) => kind.length_fits(length),
        None => false,
    };
    match (fits, bytes.len() >= length + 2) {
        (false, _) => Front::Unsound,
        (true, false) => Front::Short,
        (true, true) => Front::Sound { length: length + 2, is_message: header[2] == b'S' },
    }
}

fn mold_front(bytes: &[u8]) -> Front {
    let Ok((header, body)) = MoldHeader::ref_from_prefix(bytes) else {
        return Front::Short;
    };
    if !header.session_is_text() {
        return Front::Unsound;
    }
    let mut at = 0;
    for _ in 0..header.messages() {
        match Framing::LengthPrefixed.message_front(body.get(at..).unwrap_or_default()) {
            Front::Sound { length, .. } => at += length,
            other => return other,
        }
    }
    Front::Sound { length: MoldHeader::LEN + at, is_message: header.messages() > 0 }
}
