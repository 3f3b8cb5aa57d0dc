//! Rows as CSV or JSON.

use super::RowFormat;
use super::columns::{Column, Context};
use std::fmt::Write as _;
use std::io::{self, Write};

/// A table under way.
pub struct TableWriter<'a> {
    format: RowFormat,
    columns: &'a [Column],
    out: &'a mut dyn Write,
    line: String,
    rows: u64,
}

impl<'a> TableWriter<'a> {
    /// Writes what comes before the rows.
    pub fn begin(format: RowFormat, columns: &'a [Column], out: &'a mut dyn Write) -> io::Result<Self> {
        let mut table = Self { format, columns, out, line: String::new(), rows: 0 };
        match format {
            RowFormat::Csv => {
                let names = table.columns.iter().map(|column| Some(column.name.to_owned()));
                put_csv(&mut table.line, names);
                table.out.write_all(table.line.as_bytes())?;
            }
            RowFormat::Json => table.out.write_all(b"[")?,
        }
        Ok(table)
    }

    /// Writes a row.
    pub fn row(&mut self, context: &Context<'_>) -> io::Result<()> {
        self.line.clear();
        let cells = self.columns.iter().map(|column| (column.name, (column.cell)(context)));
        match self.format {
            RowFormat::Csv => put_csv(&mut self.line, cells.map(|(_, cell)| cell)),
            RowFormat::Json => {
                self.line.push_str(if self.rows == 0 { "\n" } else { ",\n" });
                put_object(&mut self.line, cells);
            }
        }
        self.rows += 1;
        self.out.write_all(self.line.as_bytes())
    }

    /// Writes what comes behind the rows; how many there were.
    pub fn finish(self) -> io::Result<u64> {
        if self.format == RowFormat::Json {
            self.out.write_all(b"\n]\n")?;
        }
        self.out.flush()?;
        Ok(self.rows)
    }
}

fn put_csv(line: &mut String, cells: impl Iterator<Item = Option<String>>) {
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            line.push(',');
        }
        match cell {
            Some(text) if text.is_empty() || text.contains([',', '"', '\n', '\r']) => {
                line.push('"');
                line.push_str(&text.replace('"', "\"\""));
                line.push('"');
            }
            Some(text) => line.push_str(&text),
            None => {}
        }
    }
    line.push_str("\r\n");
}

fn put_object(line: &mut String, cells: impl Iterator<Item = (&'static str, Option<String>)>) {
    for (place, (name, cell)) in cells.enumerate() {
        line.push_str(if place == 0 { "{" } else { ", " });
        put_text(line, name);
        line.push_str(": ");
        match cell {
            Some(text) => put_text(line, &text),
            None => line.push_str("null"),
        }
    }
    line.push('}');
}

fn put_text(line: &mut String, text: &str) {
    line.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => line.extend(['\\', character]),
            control if control < ' ' => {
                let _ = write!(line, "\\u{:04x}", u32::from(control)); // writing into a string cannot fail
            }
            plain => line.push(plain),
        }
    }
    line.push('"');
}
