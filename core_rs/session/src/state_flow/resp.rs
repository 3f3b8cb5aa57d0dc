//! The few lines of RESP2, Redis's protocol, that a writer needs. Replies are bounded: whatever answers on that port may
//! cost neither memory nor a stack.

use super::StateFlowError;
use std::io::{BufRead, Read};

const LONGEST_LINE: u64 = 4_096;
const LONGEST_BULK: usize = 1 << 20;
const LONGEST_ARRAY: usize = 1 << 17;
const DEEPEST: usize = 3;

/// Commands that are sent together.
#[derive(Debug, Default)]
pub(super) struct Requests {
    bytes: Vec<u8>,
    count: usize,
}

impl Requests {
    /// Adds one command.
    pub fn add<T: AsRef<[u8]>>(&mut self, words: impl IntoIterator<Item = T>) {
        let words: Vec<T> = words.into_iter().collect();
        self.head(b'*', words.len());
        for word in &words {
            let word = word.as_ref();
            self.head(b'$', word.len());
            self.bytes.extend_from_slice(word);
            self.bytes.extend_from_slice(b"\r\n");
        }
        self.count += 1;
    }

    fn head(&mut self, kind: u8, length: usize) {
        self.bytes.push(kind);
        self.bytes.extend_from_slice(length.to_string().as_bytes());
        self.bytes.extend_from_slice(b"\r\n");
    }

    /// What goes over the wire.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// How many replies are due.
    pub const fn count(&self) -> usize {
        self.count
    }
}

/// What Redis answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reply {
    Simple(String),
    Error(String),
    Integer(i64),
    Bulk(Option<Vec<u8>>),
    Array(Option<Vec<Reply>>),
}

impl Reply {
    /// The bulk's text, where it is one and is text.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Bulk(Some(bytes)) => std::str::from_utf8(bytes).ok(),
            Self::Simple(text) => Some(text),
            _ => None,
        }
    }

    /// The items of an array; none for anything else.
    pub fn items(&self) -> &[Self] {
        match self {
            Self::Array(Some(items)) => items,
            _ => &[],
        }
    }
}

/// Reads one reply.
///
/// # Errors
/// [`StateFlowError`] where the bytes are no RESP, or the connection ends.
pub(super) fn read_reply(from: &mut impl BufRead) -> Result<Reply, StateFlowError> {
    nested(from, 0)
}

fn nested(from: &mut impl BufRead, depth: usize) -> Result<Reply, StateFlowError> {
    let line = line(from)?;
    let Some((kind, rest)) = line.split_first() else { return Err(odd("an empty line")) };
    let text = std::str::from_utf8(rest).map_err(|_| odd("a line that is no text"))?;
    match kind {
        b'+' => Ok(Reply::Simple(text.to_owned())),
        b'-' => Ok(Reply::Error(text.to_owned())),
        b':' => text.parse().map(Reply::Integer).map_err(|_| odd("an integer that is none")),
        b'$' => Ok(Reply::Bulk(length(text, LONGEST_BULK)?.map(|length| bulk(from, length)).transpose()?)),
        b'*' if depth < DEEPEST => {
            let Some(length) = length(text, LONGEST_ARRAY)? else { return Ok(Reply::Array(None)) };
            // Grown as items come: a length alone takes no memory.
            let mut items = Vec::new();
            for _ in 0..length {
                items.push(nested(from, depth + 1)?);
            }
            Ok(Reply::Array(Some(items)))
        }
        b'*' => Err(odd("arrays within arrays within arrays")),
        _ => Err(odd("a line of unknown kind")),
    }
}

fn line(from: &mut impl BufRead) -> Result<Vec<u8>, StateFlowError> {
    let mut line = Vec::new();
    from.take(LONGEST_LINE).read_until(b'\n', &mut line)?;
    match line.strip_suffix(b"\r\n") {
        Some(text) => Ok(text.to_vec()),
        None if line.is_empty() => Err(std::io::Error::from(std::io::ErrorKind::UnexpectedEof).into()),
        None => Err(odd("a line without an end")),
    }
}

fn length(text: &str, most: usize) -> Result<Option<usize>, StateFlowError> {
    if text == "-1" {
        return Ok(None);
    }
    text.parse().ok().filter(|length| *length <= most).map(Some).ok_or_else(|| odd("a length out of range"))
}

fn bulk(from: &mut impl BufRead, length: usize) -> Result<Vec<u8>, StateFlowError> {
    let mut bytes = Vec::new();
    from.take(length as u64 + 2).read_to_end(&mut bytes)?;
    if bytes.len() != length + 2 || !bytes.ends_with(b"\r\n") {
        return Err(odd("a text of another length than it says"));
    }
    bytes.truncate(length);
    Ok(bytes)
}

fn odd(what: &'static str) -> StateFlowError {
    StateFlowError::Protocol(what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(bytes: &[u8]) -> Result<Reply, StateFlowError> {
        read_reply(&mut &bytes[..])
    }

    #[test]
    fn test_commands_are_arrays_of_lengths_and_bytes() {
        let mut requests = Requests::default();
        requests.add(["HSET", "k", "", "a\r\nb"]);
        assert_eq!(requests.bytes(), b"*4\r\n$4\r\nHSET\r\n$1\r\nk\r\n$0\r\n\r\n$4\r\na\r\nb\r\n");
        assert_eq!(requests.count(), 1);
    }

    #[test]
    fn test_each_kind_of_reply_is_read() {
        assert_eq!(read(b"+OK\r\n").unwrap(), Reply::Simple("OK".into()));
        assert_eq!(read(b"-OOM no\r\n").unwrap(), Reply::Error("OOM no".into()));
        assert_eq!(read(b":-3\r\n").unwrap(), Reply::Integer(-3));
        assert_eq!(read(b"$4\r\na\r\nb\r\n").unwrap(), Reply::Bulk(Some(b"a\r\nb".to_vec())));
        assert_eq!(read(b"$-1\r\n").unwrap(), Reply::Bulk(None));
        let array = read(b"*2\r\n:1\r\n*0\r\n").unwrap();
        assert_eq!(array.items(), [Reply::Integer(1), Reply::Array(Some(vec![]))]);
        assert_eq!(read(b"*-1\r\n").unwrap(), Reply::Array(None));
    }

    #[test]
    fn test_lies_about_length_are_refused_and_take_no_memory() {
        for lie in
            ["$1048577\r\n", "*131073\r\n", "$-2\r\n", "$9999999999999999999999\r\n", ":1.5\r\n", "?\r\n", "\r\n"]
        {
            assert!(matches!(read(lie.as_bytes()), Err(StateFlowError::Protocol(_))), "{lie:?}");
        }
        assert!(read(b"$5\r\nabc").is_err());
        assert!(read(b"*1\r\n*1\r\n*1\r\n*1\r\n:1\r\n").is_err());
        assert!(read(&[b'+'; 10_000]).is_err());
    }

    proptest! {
        #[test]
        fn fuzz_any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&bytes);
        }

        #[test]
        fn fuzz_near_replies_are_read_or_refused(
            kinds in "[-+:$*]{1,4}", numbers in proptest::collection::vec(-2_i64..5, 1..5), tail in "[a-z\r\n]{0,12}"
        ) {
            let head: String = kinds.chars().zip(&numbers).map(|(kind, number)| format!("{kind}{number}\r\n")).collect();
            let _ = read((head + &tail).as_bytes());
        }
    }
}
