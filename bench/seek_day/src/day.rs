//! A simulated day of a given number of messages.

use plimsoll_sim::{Advance, SimConfig, SimulatedExchange};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Seconds from the open to the close of the simulated session.
const SESSION_SECONDS: f64 = 23_400.0;

/// What was written.
pub struct Written {
    pub messages: u64,
    pub bytes: u64,
}

/// Writes a whole session of about `messages` messages over `instruments` instruments.
///
/// # Errors
/// What the operating system says.
pub fn write(file: &Path, messages: f64, instruments: usize) -> io::Result<Written> {
    let mut exchange = SimulatedExchange::new(SimConfig::load(7, instruments, messages / SESSION_SECONDS));
    let mut out = BufWriter::new(File::create(file)?);
    let (mut piece, mut bytes) = (Vec::new(), 0);
    loop {
        piece.clear();
        let state = exchange.advance(i64::MAX - 1, 1 << 20, &mut piece);
        out.write_all(&piece)?;
        bytes += piece.len() as u64;
        if state != Advance::Full {
            out.flush()?;
            return Ok(Written { messages: exchange.messages(), bytes });
        }
    }
}
