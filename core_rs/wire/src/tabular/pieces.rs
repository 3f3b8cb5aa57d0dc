//! Storage of a typed column that arrives piece by piece.

use super::cell::Cell;
use std::collections::HashMap;
use std::iter::repeat_n;
use std::ops::Range;

/// Consecutive values of a column.
#[derive(Debug, Clone, Copy)]
pub enum Piece<'a> {
    /// Whole numbers.
    Whole(&'a [i64]),
    /// Doubles.
    Double(&'a [f64]),
    /// Single-precision floats.
    Single(&'a [f32]),
    /// Text of row `i` at `offsets[i]..offsets[i + 1]` of the bytes.
    Text(&'a [i64], &'a [u8]),
    /// Text of row `i` is `names[codes[i]]`; nothing where there is no such name.
    Names(&'a [i32], &'a [String]),
}

#[derive(Debug)]
enum Values {
    Whole(Vec<i64>),
    Double(Vec<f64>),
    Single(Vec<f32>),
    Text { ends: Vec<usize>, bytes: Vec<u8> },
    Names { codes: Vec<u32>, names: Vec<String>, known: HashMap<String, u32> },
}

/// A column as far as it was read.
#[derive(Debug)]
pub struct Cells {
    /// Its name in the file.
    pub name: String,
    /// Its place in the file.
    pub at: usize,
    values: Option<Values>,
    rows: usize,
    /// Absent while no row was null.
    valid: Option<Vec<bool>>,
}

impl Cells {
    /// A column without rows.
    pub const fn new(name: String, at: usize) -> Self {
        Self { name, at, values: None, rows: 0, valid: None }
    }

    /// Rows so far.
    pub const fn rows(&self) -> usize {
        self.rows
    }

    /// Appends a piece, or tells what is wrong with it.
    pub fn extend(&mut self, piece: Piece<'_>, valid: Option<&[bool]>) -> Result<(), &'static str> {
        let values = self.values.get_or_insert_with(|| Values::like(piece));
        let count = values.extend(piece)?;
        if valid.is_some_and(|valid| valid.len() != count) {
            return Err("its validity has another length");
        }
        let before = self.rows;
        self.rows += count;
        if valid.is_some() || self.valid.is_some() {
            let told = self.valid.get_or_insert_with(|| vec![true; before]);
            match valid {
                Some(valid) => told.extend_from_slice(valid),
                None => told.extend(repeat_n(true, count)),
            }
        }
        Ok(())
    }

    /// The number of the row's name, where names are what the column holds.
    pub fn code(&self, row: usize) -> Option<usize> {
        match &self.values {
            Some(Values::Names { codes, .. }) if self.told(row) => codes.get(row).map(|code| *code as usize),
            _ => None,
        }
    }

    fn told(&self, row: usize) -> bool {
        self.valid.as_ref().is_none_or(|valid| valid.get(row).copied().unwrap_or(false))
    }

    /// The value of a row.
    pub fn at_row(&self, row: usize) -> Cell<'_> {
        if !self.told(row) {
            return Cell::Empty;
        }
        let cell = match &self.values {
            None => None,
            Some(Values::Whole(values)) => values.get(row).copied().map(Cell::Whole),
            Some(Values::Double(values)) => values.get(row).copied().map(Cell::Double),
            Some(Values::Single(values)) => values.get(row).copied().map(Cell::Single),
            Some(Values::Text { ends, bytes }) => ends.get(row + 1).map(|end| Cell::of_text(&bytes[ends[row]..*end])),
            Some(Values::Names { codes, names, .. }) => {
                codes.get(row).and_then(|code| names.get(*code as usize)).map(|name| Cell::of_text(name.as_bytes()))
            }
        };
        cell.unwrap_or(Cell::Empty)
    }
}

impl Values {
    fn like(piece: Piece<'_>) -> Self {
        match piece {
            Piece::Whole(_) => Self::Whole(Vec::new()),
            Piece::Double(_) => Self::Double(Vec::new()),
            Piece::Single(_) => Self::Single(Vec::new()),
            Piece::Text(..) => Self::Text { ends: vec![0], bytes: Vec::new() },
            Piece::Names(..) => Self::Names { codes: Vec::new(), names: Vec::new(), known: HashMap::new() },
        }
    }

    /// Appends and tells how many.
    fn extend(&mut self, piece: Piece<'_>) -> Result<usize, &'static str> {
        match (self, piece) {
            (Self::Whole(values), Piece::Whole(more)) => values.extend_from_slice(more),
            (Self::Double(values), Piece::Double(more)) => values.extend_from_slice(more),
            (Self::Single(values), Piece::Single(more)) => values.extend_from_slice(more),
            (Self::Text { ends, bytes }, Piece::Text(offsets, more)) => return extend_text(ends, bytes, offsets, more),
            (Self::Names { codes, names, known }, Piece::Names(more, named)) => {
                let codes_here: Vec<u32> = named.iter().map(|name| code_of(name, names, known)).collect();
                let code = |code: &i32| usize::try_from(*code).ok().and_then(|code| codes_here.get(code).copied());
                codes.extend(more.iter().map(|one| code(one).unwrap_or(u32::MAX)));
            }
            _ => return Err("changes its type"),
        }
        Ok(piece.rows())
    }
}

impl Piece<'_> {
    const fn rows(self) -> usize {
        match self {
            Self::Whole(values) => values.len(),
            Self::Double(values) => values.len(),
            Self::Single(values) => values.len(),
            Self::Text(offsets, _) => offsets.len().saturating_sub(1),
            Self::Names(codes, _) => codes.len(),
        }
    }
}

fn code_of(name: &String, names: &mut Vec<String>, known: &mut HashMap<String, u32>) -> u32 {
    if let Some(code) = known.get(name) {
        return *code;
    }
    let code = u32::try_from(names.len()).unwrap_or(u32::MAX);
    names.push(name.clone());
    known.insert(name.clone(), code);
    code
}

fn extend_text(
    ends: &mut Vec<usize>,
    bytes: &mut Vec<u8>,
    offsets: &[i64],
    more: &[u8],
) -> Result<usize, &'static str> {
    let places: Option<Vec<usize>> = offsets.iter().map(|offset| usize::try_from(*offset).ok()).collect();
    let places = places.filter(|places| places.is_sorted()).ok_or("has offsets that run back")?;
    let Some((&first, rest)) = places.split_first() else { return Ok(0) };
    let Range { start, end } = first..rest.last().copied().unwrap_or(first);
    let piece = more.get(start..end).ok_or("has offsets behind its text")?;
    let base = bytes.len();
    bytes.extend_from_slice(piece);
    ends.extend(rest.iter().map(|place| base + place - start));
    Ok(rest.len())
}
