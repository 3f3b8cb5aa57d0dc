//! Where one instrument's book is published for the panels.

use plimsoll_book::{Book, snapshot};

/// The writing end, and what was written last.
pub(crate) struct Lane {
    writer: Box<snapshot::Writer>,
    updates: Option<u64>,
}

impl Lane {
    /// Nothing is published yet.
    pub(crate) fn new(writer: Box<snapshot::Writer>) -> Self {
        Self { writer, updates: None }
    }

    /// Publishes the book where it changed, or must be seen at once.
    pub(crate) fn publish(&mut self, book: Book<'_>, at_once: bool) {
        let updates = book.updates();
        if at_once || self.updates != Some(updates) {
            self.updates = Some(updates);
            self.writer.publish(book);
        }
    }
}
