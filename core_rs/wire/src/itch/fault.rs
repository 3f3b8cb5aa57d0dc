//! Why a message is refused.

use super::message::MessageLengths;

/// A field and what is wrong with it. Boxed: the way without faults returns one word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) field: &'static str,
    pub(super) reason: String,
}

impl Fault {
    #[cold]
    #[inline(never)]
    pub(super) fn new(field: &'static str, reason: impl Into<String>) -> Box<Self> {
        Box::new(Self { field, reason: reason.into() })
    }

    /// A character that the specification does not list.
    #[cold]
    #[inline(never)]
    pub(super) fn code(field: &'static str, byte: u8, expected: &str) -> Box<Self> {
        Self::new(field, format!("{} is none of {expected}", shown(byte)))
    }

    /// A message of type `kind` that says it is `length` bytes long: the type or the length is wrong.
    #[cold]
    #[inline(never)]
    pub(super) fn kind_or_length(kind: u8, length: usize) -> Box<Self> {
        match MessageLengths::name(kind) {
            None => Self::unknown_kind(kind),
            Some(name) => {
                let right = MessageLengths::of(kind);
                Self::new("length", format!("{length} bytes for {name} ({}), which has {right}", shown(kind)))
            }
        }
    }

    #[cold]
    #[inline(never)]
    pub(super) fn unknown_kind(kind: u8) -> Box<Self> {
        Self::new("message_type", format!("{} is no message type of ITCH 5.0", shown(kind)))
    }

    /// The input ends within a message, `prefix` bytes behind the start of `unit`.
    #[cold]
    #[inline(never)]
    pub(super) fn truncated(unit: &[u8], prefix: usize) -> Box<Self> {
        let Some(&kind) = unit.get(prefix) else {
            return Self::new("length", format!("input ends after {} of {prefix} bytes of framing", unit.len()));
        };
        let (have, whole) = (unit.len() - prefix, MessageLengths::of(kind));
        let name = MessageLengths::name(kind).unwrap_or("a message of unknown type");
        let reason = format!("input ends after {have} of {whole} bytes of {name} ({})", shown(kind));
        Self::new(MessageLengths::field_at(kind, have), reason)
    }
}

/// A byte as a person would write it.
fn shown(byte: u8) -> String {
    if byte.is_ascii_graphic() { format!("'{}'", char::from(byte)) } else { format!("0x{byte:02x}") }
}
