//! The few lines of JSON that `session.json` has.

use std::fmt::Write;

/// An object under way, one field a line.
#[derive(Debug, Default)]
pub(super) struct JsonObject(String);

impl JsonObject {
    fn name(&mut self, name: &str) {
        self.0.push_str(if self.0.is_empty() { "{\n  " } else { ",\n  " });
        put_text(&mut self.0, name);
        self.0.push_str(": ");
    }

    /// A text.
    pub fn text(mut self, name: &str, value: &str) -> Self {
        self.name(name);
        put_text(&mut self.0, value);
        self
    }

    /// A number, or null.
    pub fn number(mut self, name: &str, value: Option<impl Into<i128>>) -> Self {
        self.name(name);
        match value {
            Some(value) => {
                let _ = write!(self.0, "{}", value.into()); // writing into a string cannot fail
            }
            None => self.0.push_str("null"),
        }
        self
    }

    /// Texts.
    pub fn texts<'a>(mut self, name: &str, values: impl Iterator<Item = &'a str>) -> Self {
        self.name(name);
        self.0.push('[');
        for (place, value) in values.enumerate() {
            self.0.push_str(if place == 0 { "" } else { ", " });
            put_text(&mut self.0, value);
        }
        self.0.push(']');
        self
    }

    /// The whole object.
    pub fn finish(mut self) -> String {
        self.0.push_str(if self.0.is_empty() { "{}\n" } else { "\n}\n" });
        self.0
    }
}

fn put_text(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            control if control < ' ' => {
                let _ = write!(out, "\\u{:04x}", u32::from(control));
            }
            plain => out.push(plain),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_any_text_is_told_apart_from_the_json_around_it() {
        let object = JsonObject::default().text("a\"b", "x\\\n").number("n", Some(-3_i64)).number("m", None::<i64>);
        let text = object.texts("l", ["é", ""].into_iter()).finish();
        assert_eq!(
            text,
            "{\n  \"a\\\"b\": \"x\\\\\\u000a\",\n  \"n\": -3,\n  \"m\": null,\n  \"l\": [\"é\", \"\"]\n}\n"
        );
    }
}
