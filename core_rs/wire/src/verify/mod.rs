//! Expected books beside the books that were rebuilt.
//!
//! A verifier is handed the book after each unit (message, row, frame) and compares it with the rows of an answer file.
//! It changes nothing: what the decoders take from a file is marked [`EventFlags::REVEALED`] and counted here.

mod lobster;
mod mbp10;
mod report;

pub use lobster::LobsterVerifier;
pub use mbp10::Mbp10Verifier;
pub use report::{Verdict, VerifyReport};

use plimsoll_types::{EventFlags, Level, MarketBody, MarketEvent};

/// Compares rebuilt books with an answer file.
pub trait Verifier: Send {
    /// Levels of each side that [`check`](Self::check) wants to see.
    fn depth(&self) -> usize;

    /// Compares the book after one unit. `unit` holds the unit's events, `bids` and `asks` the best
    /// [`depth`](Self::depth) levels, best first, fewer where the book has fewer.
    fn check(&mut self, unit: &[MarketEvent], bids: &[Level], asks: &[Level]) -> Verdict;

    /// The input is over: answers that were never reached are mismatches.
    fn finish(&mut self);

    /// What was found so far.
    fn report(&self) -> &VerifyReport;
}

/// Levels that the unit took from an answer file.
fn revealed_in(unit: &[MarketEvent]) -> u64 {
    let taken = unit.iter().filter(|event| {
        event.flags.contains(EventFlags::REVEALED)
            && matches!(event.body, MarketBody::SetLevel { qty, .. } if qty.raw() > 0)
    });
    taken.count() as u64
}
