//! Columns found by the names in a header row.

use crate::fields::shown;
use crate::lines::Refusal;

/// A column that a format asks for: its name in messages and the names that files give it, in lower case.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// The name in messages.
    pub name: &'static str,
    /// Names in files.
    pub aliases: &'static [&'static str],
}

/// Where each asked-for column stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header<const N: usize> {
    at: [Option<usize>; N],
    width: usize,
    separator: u8,
}

impl<const N: usize> Header<N> {
    /// Finds `columns` in a header row; names are compared without case, quotes and spaces. Separated by comma,
    /// semicolon or tab.
    #[must_use]
    pub fn find(line: &[u8], columns: &[Column; N]) -> Self {
        let separator = [b',', b';', b'\t'].into_iter().find(|byte| line.contains(byte)).unwrap_or(b',');
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        let names: Vec<String> = line.split(|&byte| byte == separator).map(plain).collect();
        let at = columns.map(|column| names.iter().position(|name| column.aliases.contains(&name.as_str())));
        Self { at, width: names.len(), separator }
    }

    /// Whether column `index` is in the file.
    #[must_use]
    pub fn has(&self, index: usize) -> bool {
        self.at.get(index).is_some_and(Option::is_some)
    }

    /// Where each asked-for column stands, from 0.
    #[must_use]
    pub const fn places(&self) -> &[Option<usize>; N] {
        &self.at
    }

    /// The first of `needed` that is missing.
    #[must_use]
    pub fn missing(&self, needed: &[usize]) -> Option<usize> {
        needed.iter().copied().find(|&index| !self.has(index))
    }

    /// The asked-for columns of a row; empty where the file lacks them.
    ///
    /// # Errors
    /// [`Refusal`] where the row has not as many columns as the header.
    pub fn row<'a>(&self, line: &'a [u8]) -> Result<[&'a [u8]; N], Refusal> {
        let mut found = [&line[..0]; N];
        let mut count = 0;
        for text in line.split(|&byte| byte == self.separator) {
            if let Some(slot) = self.at.iter().position(|at| *at == Some(count)) {
                found[slot] = unquoted(text);
            }
            count += 1;
        }
        if count == self.width {
            return Ok(found);
        }
        Err(Refusal::new("row", format!("{} has {count} columns, the header {}", shown(line), self.width)))
    }
}

fn unquoted(text: &[u8]) -> &[u8] {
    let text = text.trim_ascii();
    text.strip_prefix(b"\"").and_then(|text| text.strip_suffix(b"\"")).unwrap_or(text)
}

fn plain(text: &[u8]) -> String {
    String::from_utf8_lossy(unquoted(text)).to_lowercase().replace([' ', '-', '.'], "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 2] =
        [Column { name: "time", aliases: &["time", "timestamp"] }, Column { name: "price", aliases: &["px", "price"] }];

    #[test]
    fn test_columns_are_found_by_any_of_their_names_in_any_order() {
        let header = Header::find(b"Price;other;\"TimeStamp\"", &COLUMNS);
        assert_eq!(header.row(b"1;2; 3 ").unwrap(), [&b"3"[..], b"1"]);
        assert_eq!(header.missing(&[0, 1]), None);
    }

    #[test]
    fn test_missing_columns_and_short_rows_are_told() {
        let header = Header::find(b"a,price", &COLUMNS);
        assert_eq!(header.missing(&[1, 0]), Some(0));
        assert!(header.row(b"1").is_err() && header.row(b"1,2,3").is_err());
    }
}
