//! The halts that hold, and their canonical bytes.

use super::ScopeText;
use plimsoll_types::{Directory, HaltMode, HaltRecord, InstrumentTable, Nanos, Scope};

/// Bytes of one slot of the file.
pub(crate) const SLOT_BYTES: usize = 256 * 1024;
/// Halts that a slot holds in any case; one more is kept, and it is firm-wide.
pub(crate) const MOST_HALTS: usize = 256;
/// A longer reason is cut, never refused: a halt must not fail over its words.
const LONGEST_REASON: usize = 700;
/// As for reasons.
const LONGEST_NAME: usize = 100;

const MAGIC: &[u8; 8] = b"PLHALTS1";
const HEADER_BYTES: usize = 48;
const HASH_BYTES: usize = 32;

/// One halt, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptHalt {
    /// From 1, never given twice; zero where the file itself is why.
    pub number: u64,
    /// What it holds for.
    pub scope: ScopeText,
    /// What it does.
    pub mode: HaltMode,
    /// Why.
    pub reason: String,
    /// Who asked, or the control that tripped.
    pub by: String,
    /// When, UTC.
    pub ts_ns: Nanos,
}

/// A halt to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // as of KeptHalt
pub struct NewHalt {
    /// The number that a running gate gave it; zero for the next one. One that was given before is not taken again.
    pub number: u64,
    pub scope: ScopeText,
    pub mode: HaltMode,
    pub reason: String,
    pub by: String,
    pub ts_ns: Nanos,
}

/// Everything that a halts file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HaltsState {
    /// Drawn when the file was made; approvals name it, so that none holds for another file's halt of the same number.
    pub ledger: [u8; 16],
    /// One more with each change.
    pub sequence: u64,
    /// What the next halt is called.
    pub next_number: u64,
    /// Those that hold, oldest first.
    pub halts: Vec<KeptHalt>,
    /// What is wrong with the file, in words; the halts then are one, of the whole firm.
    pub damage: Option<String>,
    /// Half of the file is damaged and the other half is sound: nothing is lost, and the next change mends it.
    pub is_half_damaged: bool,
}

/// Halts as a running gateway numbers their scopes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ResolvedHalts {
    /// Those whose scope it knows.
    pub known: Vec<HaltRecord>,
    /// Those whose scope it does not know (yet): of an instrument that has not been seen, or of a name that is in no
    /// configuration, for which no order can come either.
    pub unknown: Vec<KeptHalt>,
}

impl KeptHalt {
    /// As the gateway's gate takes it, see [`ScopeText::halted`]; `None` where the gateway does not know the instrument yet.
    #[must_use]
    pub fn record(&self, directory: &Directory, instruments: &InstrumentTable) -> Option<HaltRecord> {
        let scope = self.scope.halted(directory, instruments)?;
        let is_wider = scope == Scope::Firm && self.scope != ScopeText::firm();
        let reason = self.reason.clone();
        Some(HaltRecord {
            number: self.number,
            scope,
            mode: self.mode,
            reason: if is_wider { format!("`{}` is unknown here, so all: {reason}", self.scope) } else { reason },
            by: self.by.clone(),
            ts_ns: self.ts_ns,
        })
    }
}

impl From<KeptHalt> for NewHalt {
    fn from(halt: KeptHalt) -> Self {
        Self { number: 0, scope: halt.scope, mode: halt.mode, reason: halt.reason, by: halt.by, ts_ns: halt.ts_ns }
    }
}

impl HaltsState {
    /// Of a new file.
    pub(crate) fn empty(ledger: [u8; 16]) -> Self {
        let halts = Vec::new();
        Self { ledger, sequence: 1, next_number: 1, halts, damage: None, is_half_damaged: false }
    }

    /// Of a file that cannot be trusted: everything is halted.
    pub(crate) fn damaged(reason: String) -> Self {
        let halt = KeptHalt {
            number: 0,
            scope: ScopeText::firm(),
            mode: HaltMode::Freeze,
            reason: format!("{reason}; which halts held is unknown, so the whole firm is halted"),
            by: "halts-file".to_owned(),
            ts_ns: 0,
        };
        Self { halts: vec![halt], damage: Some(reason), ..Self::empty([0; 16]) }
    }

    /// Whether anything is halted.
    #[must_use]
    pub fn is_halted(&self) -> bool {
        !self.halts.is_empty()
    }

    /// The halt of this number.
    #[must_use]
    pub fn halt(&self, number: u64) -> Option<&KeptHalt> {
        self.halts.iter().find(|halt| halt.number == number)
    }

    /// With the numbers that a running gateway gives to scopes.
    #[must_use]
    pub fn resolve(&self, directory: &Directory, instruments: &InstrumentTable) -> ResolvedHalts {
        let mut resolved = ResolvedHalts::default();
        for halt in &self.halts {
            match halt.record(directory, instruments) {
                Some(record) => resolved.known.push(record),
                None => resolved.unknown.push(halt.clone()),
            }
        }
        resolved
    }

    /// Keeps a halt. Where there is no room for another, it is kept for the whole firm, in the strictest mode asked for.
    pub(crate) fn add(&mut self, new: NewHalt) -> KeptHalt {
        let mut halt = KeptHalt {
            number: new.number.max(self.next_number),
            scope: new.scope,
            mode: new.mode,
            reason: cut(new.reason, LONGEST_REASON),
            by: cut(new.by, LONGEST_NAME),
            ts_ns: new.ts_ns,
        };
        self.next_number = halt.number.saturating_add(1);
        if self.halts.len() >= MOST_HALTS {
            halt.reason = cut(format!("more halts than can be kept, so all: {}", halt.reason), LONGEST_REASON);
            halt.scope = ScopeText::firm();
            if let Some(last) = self.halts.pop() {
                halt.mode = halt.mode.max(last.mode);
            }
        }
        self.halts.push(halt.clone());
        halt
    }

    /// A slot's bytes.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut body = Vec::new();
        for halt in &self.halts {
            body.extend_from_slice(&halt.number.to_le_bytes());
            body.push(halt.mode as u8);
            body.extend_from_slice(&halt.ts_ns.to_le_bytes());
            for text in [halt.scope.as_str(), &halt.reason, &halt.by] {
                // Every text was cut to less than 64 KiB when it came in.
                body.extend_from_slice(&u16::try_from(text.len()).unwrap_or(u16::MAX).to_le_bytes());
                body.extend_from_slice(text.as_bytes());
            }
        }
        let mut slot = Vec::with_capacity(HEADER_BYTES + body.len() + HASH_BYTES);
        slot.extend_from_slice(MAGIC);
        slot.extend_from_slice(&self.sequence.to_le_bytes());
        slot.extend_from_slice(&self.ledger);
        slot.extend_from_slice(&self.next_number.to_le_bytes());
        slot.extend_from_slice(&u32::try_from(self.halts.len()).unwrap_or(u32::MAX).to_le_bytes());
        slot.extend_from_slice(&u32::try_from(body.len()).unwrap_or(u32::MAX).to_le_bytes());
        slot.extend_from_slice(&body);
        let hash = blake3::hash(&slot);
        slot.extend_from_slice(hash.as_bytes());
        debug_assert!(slot.len() <= SLOT_BYTES);
        slot
    }

    /// Reads a slot; `None` where a single bit of it is not as written.
    pub(crate) fn decode(slot: &[u8]) -> Option<Self> {
        let mut reader = Reader { bytes: slot };
        if reader.take(MAGIC.len())? != MAGIC {
            return None;
        }
        let sequence = reader.u64()?;
        let ledger = reader.array::<16>()?;
        let next_number = reader.u64()?;
        let count = u32::from_le_bytes(reader.array()?);
        let length = u32::from_le_bytes(reader.array()?) as usize;
        let hashed = slot.get(..HEADER_BYTES.checked_add(length)?)?;
        let hash = slot.get(hashed.len()..hashed.len() + HASH_BYTES)?;
        if blake3::hash(hashed).as_bytes() != hash {
            return None;
        }
        let mut reader = Reader { bytes: &hashed[HEADER_BYTES..] };
        let halts = (0..count).map(|_| reader.halt()).collect::<Option<Vec<_>>>()?;
        let is_whole = reader.bytes.is_empty();
        is_whole.then_some(Self { ledger, sequence, next_number, halts, damage: None, is_half_damaged: false })
    }

    /// What two slots say together: the later of those that are sound.
    pub(crate) fn of_slots(first: &[u8], second: &[u8]) -> Option<Self> {
        match (Self::decode(first), Self::decode(second)) {
            (Some(first), Some(second)) => Some(if first.sequence >= second.sequence { first } else { second }),
            (Some(one), None) | (None, Some(one)) => Some(Self { is_half_damaged: true, ..one }),
            (None, None) => None,
        }
    }
}

/// At most `most` bytes, cut between characters.
fn cut(mut text: String, most: usize) -> String {
    while text.len() > most {
        text.pop();
    }
    text
}

struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(count)?;
        self.bytes = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }

    fn text(&mut self) -> Option<String> {
        let length = u16::from_le_bytes(self.array()?);
        String::from_utf8(self.take(usize::from(length))?.to_vec()).ok()
    }

    fn halt(&mut self) -> Option<KeptHalt> {
        let number = self.u64()?;
        let mode = HaltMode::from_code(u8::from_le_bytes(self.array()?))?;
        let ts_ns = Nanos::from_le_bytes(self.array()?);
        let scope = ScopeText::parse(&self.text()?).ok()?;
        let (reason, by) = (self.text()?, self.text()?);
        Some(KeptHalt { number, scope, mode, reason, by, ts_ns })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn new_halt(scope: &str, mode: HaltMode, reason: &str) -> NewHalt {
        let scope = ScopeText::parse(scope).unwrap();
        NewHalt { number: 0, scope, mode, reason: reason.to_owned(), by: "kim".to_owned(), ts_ns: 7 }
    }

    fn halts() -> impl Strategy<Value = Vec<NewHalt>> {
        let scope = prop_oneof![Just("firm".to_owned()), "desk:[a-z]{1,8}", "session:[1-9][0-9]{0,4}"];
        let mode = (1..5_u8).prop_map(|code| HaltMode::from_code(code).unwrap());
        let halt = (scope, mode, ".{0,40}", ".{0,20}", any::<i64>()).prop_map(|(scope, mode, reason, by, ts_ns)| {
            NewHalt { number: 0, scope: ScopeText::parse(&scope).unwrap(), mode, reason, by, ts_ns }
        });
        prop::collection::vec(halt, 0..12)
    }

    proptest! {
        #[test]
        fn test_what_is_written_reads_back(new in halts(), ledger in any::<[u8; 16]>()) {
            let mut state = HaltsState::empty(ledger);
            for halt in new {
                state.add(halt);
                state.sequence += 1;
            }
            prop_assert_eq!(HaltsState::decode(&state.encode()), Some(state));
        }

        #[test]
        fn test_random_bytes_are_no_slot(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            prop_assert_eq!(HaltsState::decode(&bytes), None);
        }
    }

    #[test]
    fn test_every_flipped_bit_and_every_cut_of_a_slot_is_seen() {
        let mut state = HaltsState::empty([3; 16]);
        state.add(new_halt("desk:equities", HaltMode::Freeze, "a word"));
        let slot = state.encode();
        for at in 0..slot.len() {
            assert_eq!(HaltsState::decode(&slot[..at]), None, "cut at {at}");
            for bit in 0..8 {
                let mut bytes = slot.clone();
                bytes[at] ^= 1 << bit;
                assert_eq!(HaltsState::decode(&bytes), None, "bit {bit} of byte {at}");
            }
        }
    }

    #[test]
    fn test_one_halt_too_many_halts_the_firm_in_the_strictest_mode() {
        let mut state = HaltsState::empty([0; 16]);
        for _ in 0..MOST_HALTS {
            state.add(new_halt(&format!("desk:{}", "x".repeat(120)), HaltMode::Flatten, &"€".repeat(400)));
        }
        assert!(state.halts.iter().all(|halt| halt.scope.kind() == "desk"));
        let halt = state.add(new_halt("desk:y", HaltMode::Freeze, "one more"));
        assert_eq!((halt.scope, halt.mode), (ScopeText::firm(), HaltMode::Flatten));
        assert_eq!(state.halts.len(), MOST_HALTS);
        assert!(state.encode().len() <= SLOT_BYTES);
        assert_eq!(HaltsState::decode(&state.encode()).unwrap(), state);
    }

    #[test]
    fn test_a_number_of_the_gate_is_taken_where_it_is_free() {
        let mut state = HaltsState::empty([0; 16]);
        let numbered = |number| NewHalt { number, ..new_halt("firm", HaltMode::Freeze, "x") };
        let numbers = [0, 7, 3, 0].map(|number| state.add(numbered(number)).number);
        assert_eq!(numbers, [1, 7, 8, 9]);
    }

    #[test]
    fn test_scopes_that_a_gateway_does_not_know_are_kept_apart() {
        let mut directory = Directory::default();
        let desk = directory.add_desk("equities").unwrap();
        let mut state = HaltsState::empty([0; 16]);
        state.add(new_halt("desk:equities", HaltMode::Freeze, "known"));
        state.add(new_halt("instrument:AMZN", HaltMode::Freeze, "not seen yet"));
        state.add(new_halt("desk:equites", HaltMode::Freeze, "misspelt"));
        let resolved = state.resolve(&directory, &InstrumentTable::default());
        let scopes: Vec<_> = resolved.known.iter().map(|halt| halt.scope).collect();
        assert_eq!(scopes, [Scope::Desk(desk), Scope::Firm], "what nobody is called stops everybody");
        assert_eq!(resolved.known[1].reason, "`desk:equites` is unknown here, so all: misspelt");
        assert_eq!(resolved.unknown[0].reason, "not seen yet");
    }
}
