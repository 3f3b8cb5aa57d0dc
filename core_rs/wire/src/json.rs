//! Just enough JSON: values found by key as slices of the input, numbers kept as their text so that none is rounded.

use crate::fields::shown;
use crate::lines::Refusal;

/// Nesting that no exchange message reaches; deeper input is refused instead of exhausting the stack.
const DEEPEST: u32 = 64;

/// A value's text, checked to be well-formed. Strings keep their quotes until asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Value<'a>(&'a [u8]);

/// The members of an object, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object<'a>(Vec<(&'a [u8], Value<'a>)>);

impl<'a> Value<'a> {
    /// No value.
    pub const NULL: Value<'static> = Value(b"null");

    /// The one value of a whole text.
    ///
    /// # Errors
    /// [`Refusal`] of `json` where the text is not exactly one well-formed value.
    pub fn parse(text: &'a [u8]) -> Result<Self, Refusal> {
        let mut cursor = Cursor { bytes: text, at: 0 };
        let value = cursor.value(0)?;
        cursor.space();
        if cursor.at == text.len() { Ok(value) } else { Err(cursor.unexpected("nothing more")) }
    }

    /// The value's own text.
    #[must_use]
    pub const fn text(self) -> &'a [u8] {
        self.0
    }

    /// A string's content (escapes as they stand), or the text of a number, `true`, `false` or `null`.
    #[must_use]
    pub fn scalar(self) -> &'a [u8] {
        match self.0 {
            [b'"', inner @ .., b'"'] => inner,
            other => other,
        }
    }

    /// Whether it is an object.
    #[must_use]
    pub fn is_object(self) -> bool {
        self.0.first() == Some(&b'{')
    }

    /// Whether it is an array.
    #[must_use]
    pub fn is_array(self) -> bool {
        self.0.first() == Some(&b'[')
    }

    /// Its members.
    ///
    /// # Errors
    /// [`Refusal`] of `field` where it is no object.
    pub fn object(self, field: &'static str) -> Result<Object<'a>, Refusal> {
        if !self.is_object() {
            return Err(Refusal::new(field, format!("{} is not an object", shown(self.0))));
        }
        let mut cursor = Cursor { bytes: self.0, at: 1 };
        let mut members = Vec::with_capacity(12);
        while cursor.more(b'}', members.is_empty())? {
            let key = cursor.key()?;
            members.push((key, cursor.value(1)?));
        }
        Ok(Object(members))
    }

    /// Its elements, each handed to `each`.
    ///
    /// # Errors
    /// [`Refusal`] of `field` where it is no array, or what `each` says.
    pub fn each(self, field: &'static str, mut each: impl FnMut(Self) -> Result<(), Refusal>) -> Result<(), Refusal> {
        if !self.is_array() {
            return Err(Refusal::new(field, format!("{} is not an array", shown(self.0))));
        }
        let mut cursor = Cursor { bytes: self.0, at: 1 };
        let mut is_first = true;
        while cursor.more(b']', is_first)? {
            is_first = false;
            each(cursor.value(1)?)?;
        }
        Ok(())
    }

    /// The first `N` elements.
    ///
    /// # Errors
    /// [`Refusal`] of `field` where it is no array or has fewer.
    pub fn first<const N: usize>(self, field: &'static str) -> Result<[Self; N], Refusal> {
        let mut found = [self; N];
        let mut count = 0;
        self.each(field, |value| {
            if let Some(slot) = found.get_mut(count) {
                *slot = value;
            }
            count += 1;
            Ok(())
        })?;
        if count < N {
            return Err(Refusal::new(field, format!("{count} values where {N} belong")));
        }
        Ok(found)
    }
}

impl<'a> Object<'a> {
    /// The value of a key, if it is there.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Value<'a>> {
        self.0.iter().find(|(name, _)| *name == key.as_bytes()).map(|(_, value)| *value)
    }

    /// The value of a key.
    ///
    /// # Errors
    /// [`Refusal`] where it is missing.
    pub fn need(&self, key: &'static str) -> Result<Value<'a>, Refusal> {
        self.get(key).ok_or_else(|| Refusal::new(key, "missing"))
    }

    /// The content of a string or the text of a number.
    ///
    /// # Errors
    /// [`Refusal`] where it is missing, an object or an array.
    pub fn scalar(&self, key: &'static str) -> Result<&'a [u8], Refusal> {
        let value = self.need(key)?;
        if value.is_object() || value.is_array() {
            return Err(Refusal::new(key, format!("{} is not a plain value", shown(value.text()))));
        }
        Ok(value.scalar())
    }

    /// Keys and values in order.
    pub fn members(&self) -> impl Iterator<Item = (&'a [u8], Value<'a>)> {
        self.0.iter().copied()
    }
}

struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn unexpected(&self, wanted: &str) -> Refusal {
        let rest = &self.bytes[self.at.min(self.bytes.len())..];
        let found = if rest.is_empty() { "the end".to_owned() } else { shown(&rest[..rest.len().min(16)]) };
        Refusal::new("json", format!("expected {wanted} at character {}, found {found}", self.at + 1))
    }

    /// Whether another element follows before `end`.
    fn more(&mut self, end: u8, is_first: bool) -> Result<bool, Refusal> {
        self.space();
        match self.peek() {
            Some(byte) if byte == end => {
                self.at += 1;
                Ok(false)
            }
            Some(b',') if !is_first => {
                self.at += 1;
                self.space();
                Ok(true)
            }
            Some(_) if is_first => Ok(true),
            _ => Err(self.unexpected("',' or a closing bracket")),
        }
    }

    fn key(&mut self) -> Result<&'a [u8], Refusal> {
        let key = self.string()?;
        self.space();
        if self.peek() != Some(b':') {
            return Err(self.unexpected("':'"));
        }
        self.at += 1;
        Ok(key.scalar())
    }

    fn value(&mut self, depth: u32) -> Result<Value<'a>, Refusal> {
        self.space();
        let start = self.at;
        match self.peek() {
            Some(b'"') => return self.string(),
            Some(open @ (b'{' | b'[')) if depth < DEEPEST => self.nested(open, depth)?,
            Some(b'{' | b'[') => return Err(self.unexpected("less nesting")),
            _ => self.plain()?,
        }
        Ok(Value(&self.bytes[start..self.at]))
    }

    fn nested(&mut self, open: u8, depth: u32) -> Result<(), Refusal> {
        let end = open + 2; // '{' and '}', '[' and ']' are two apart
        self.at += 1;
        let mut is_first = true;
        while self.more(end, is_first)? {
            is_first = false;
            if open == b'{' {
                self.key()?;
            }
            self.value(depth + 1)?;
        }
        Ok(())
    }

    fn string(&mut self) -> Result<Value<'a>, Refusal> {
        if self.peek() != Some(b'"') {
            return Err(self.unexpected("a string"));
        }
        let start = self.at;
        self.at += 1;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => {
                    self.at += 1;
                    return Ok(Value(&self.bytes[start..self.at]));
                }
                b'\\' => self.at += 2,
                0..0x20 => break,
                _ => self.at += 1,
            }
        }
        Err(self.unexpected("the end of a string"))
    }

    fn plain(&mut self) -> Result<(), Refusal> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'+' | b'-' | b'.')) {
            self.at += 1;
        }
        let word = &self.bytes[start..self.at];
        let is_number = matches!(word.first(), Some(b'0'..=b'9' | b'-'));
        if is_number || matches!(word, b"true" | b"false" | b"null") {
            return Ok(());
        }
        self.at = start;
        Err(self.unexpected("a value"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn test_values_are_found_by_key_with_their_text() {
        let text = br#" {"a":"1.50", "b" : [["1","2"],[3.25,4]], "c":{"d":null}} "#;
        let object = Value::parse(text).unwrap().object("frame").unwrap();
        assert_eq!(object.scalar("a").unwrap(), b"1.50");
        let mut seen = vec![];
        let levels = object.need("b").unwrap();
        levels.each("b", |level| level.first::<2>("b").map(|[px, _]| seen.push(px.scalar()))).unwrap();
        assert_eq!(seen, [&b"1"[..], b"3.25"]);
        assert!(object.scalar("c").is_err() && object.get("e").is_none());
    }

    #[test]
    fn test_what_is_not_json_is_refused() {
        for bad in [
            "",
            "{",
            "{\"a\"}",
            "{\"a\":}",
            "[1,]",
            "[1 2]",
            "{\"a\":1,}",
            "\"abc",
            "nul",
            "[1]x",
            "{a:1}",
            "[,1]",
            "\"\\",
        ] {
            assert!(Value::parse(bad.as_bytes()).is_err(), "{bad}");
        }
        let deep = "[".repeat(100_000);
        assert!(Value::parse(deep.as_bytes()).is_err());
    }

    proptest! {
        #[test]
        fn test_no_text_panics(text in "[\\[\\]{}\",:a0\\\\ -]{0,60}") {
            if let Ok(value) = Value::parse(text.as_bytes()) {
                let _ = value.object("f");
                let _ = value.first::<2>("f");
            }
        }
    }
}
