//! The word that every order passes, and the promise that none passes once it is set.
//!
//! The order thread marks that it is sending, then looks at the word, then sends, then takes the mark away. Whoever halts
//! changes the word first and looks at the mark afterwards. All four are sequentially consistent, so at least one of the two
//! sees the other (Dekker): either the sender sees the halt and does not send, or the halter sees the mark and waits for it
//! to go. The model test runs this very code under every interleaving.

use std::sync::atomic::{AtomicU64, Ordering};

/// The operations of an atomic word; tests put a model checker's words in their place.
pub(crate) trait Word {
    /// Sequentially consistent load.
    fn load(&self) -> u64;
    /// Sequentially consistent store.
    fn store(&self, value: u64);
    /// Sequentially consistent exchange; whether it took place.
    fn exchange(&self, from: u64, to: u64) -> bool;
    /// Lets another thread go on.
    fn relax(&self, round: u32);
}

impl Word for AtomicU64 {
    #[inline]
    fn load(&self) -> u64 {
        Self::load(self, Ordering::SeqCst)
    }

    #[inline]
    fn store(&self, value: u64) {
        Self::store(self, value, Ordering::SeqCst);
    }

    #[inline]
    fn exchange(&self, from: u64, to: u64) -> bool {
        self.compare_exchange(from, to, Ordering::SeqCst, Ordering::SeqCst).is_ok()
    }

    fn relax(&self, round: u32) {
        if round < 64 {
            std::hint::spin_loop();
        } else {
            std::thread::yield_now();
        }
    }
}

/// The word and the mark.
#[derive(Debug, Default)]
pub(crate) struct Latch<W> {
    word: W,
    /// Counts entries and exits: odd while a send is under way.
    turns: W,
}

impl<W: Word> Latch<W> {
    #[cfg(test)]
    pub(crate) const fn over(word: W, turns: W) -> Self {
        Self { word, turns }
    }

    /// The word as it is now.
    #[inline]
    pub(crate) fn word(&self) -> u64 {
        self.word.load()
    }

    /// Sets the word. Sends that begin from now on see it; [`settled`](Self::settled) says of those that began before.
    pub(crate) fn set(&self, value: u64) {
        self.word.store(value);
    }

    /// What to hand to [`settled`](Self::settled), taken after [`set`](Self::set).
    pub(crate) fn turn(&self) -> u64 {
        self.turns.load()
    }

    /// Whether the send that was under way at `turn` is over.
    pub(crate) fn settled(&self, turn: u64) -> bool {
        turn.is_multiple_of(2) || self.turns.load() != turn
    }

    /// Waits until no send that could have missed the word is under way.
    pub(crate) fn settle(&self) {
        let turn = self.turn();
        let mut round = 0;
        while !self.settled(turn) {
            self.turns.relax(round);
            round = round.saturating_add(1);
        }
    }

    /// Marks that a send is under way. Senders exclude each other; a gateway has one.
    #[inline]
    pub(crate) fn enter(&self) -> Sending<'_, W> {
        let mut round = 0;
        loop {
            let turn = self.turns.load();
            if turn.is_multiple_of(2) && self.turns.exchange(turn, turn.wrapping_add(1)) {
                return Sending { latch: self, turn: turn.wrapping_add(1) };
            }
            self.turns.relax(round);
            round = round.saturating_add(1);
        }
    }
}

/// A send under way; dropping it ends it, also where the send panics.
#[derive(Debug)]
pub(crate) struct Sending<'a, W: Word> {
    latch: &'a Latch<W>,
    turn: u64,
}

impl<W: Word> Sending<'_, W> {
    /// The word, read after the mark was set: what decides.
    #[inline]
    pub(crate) fn word(&self) -> u64 {
        self.latch.word.load()
    }
}

impl<W: Word> Drop for Sending<'_, W> {
    #[inline]
    fn drop(&mut self) {
        self.latch.turns.store(self.turn.wrapping_add(1));
    }
}
