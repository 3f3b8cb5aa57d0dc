//! The mirror's way to Redis: down, or up and writing.

use super::StateFlowError;
use super::connection::Connection;
use super::image::Batch;
use super::resp::Reply;
use super::row::StateRow;
use super::writing::{Keys, Meta, accepted};
use plimsoll_types::Nanos;
use std::collections::HashSet;

/// Keys that the index holds at most where a gateway wrote it: those of this gateway and of one before.
const MOST_LISTED: i64 = 1 << 16;

/// Another gateway counts as alive when its last sign is no older, and no further ahead.
const ALIVE_NS: Nanos = 10_000_000_000;

/// Leftovers taken away at once.
const REMOVED_AT_ONCE: usize = 512;

/// A connection that is known to be ours to write to.
pub(super) struct Link {
    connection: Connection,
    keys: Keys,
    epoch: Nanos,
    beat: Option<u64>,
}

impl Link {
    pub const fn new(connection: Connection, keys: Keys, epoch: Nanos) -> Self {
        Self { connection, keys, epoch, beat: None }
    }

    /// Makes the prefix ours: nothing of another type stands there, no other gateway writes, nothing of a former one remains.
    pub fn prepare(&mut self, now_ns: Nanos, live: &HashSet<String>) -> Result<(), StateFlowError> {
        self.beat = None;
        let types = self.connection.exchange(&self.keys.questions())?;
        accepted(&types)?;
        let replies = self.connection.exchange(&self.keys.clearing(&types))?;
        accepted(&replies)?;
        let [.., writer, count] = replies.as_slice() else { return Err(StateFlowError::Protocol("too few replies")) };
        self.check_writer(now_ns, writer.items())?;
        match count {
            Reply::Integer(0) => Ok(()),
            Reply::Integer(count) if *count <= MOST_LISTED => self.remove_leftovers(live),
            _ => accepted(&self.connection.exchange(&self.keys.unlisting())?),
        }
    }

    /// The gateway that started last writes; a dead one's epoch, or one out of any plausible time, stops nobody.
    fn check_writer(&self, now_ns: Nanos, fields: &[Reply]) -> Result<(), StateFlowError> {
        let number = |place: usize| fields.get(place).and_then(Reply::text).and_then(|text| text.parse::<Nanos>().ok());
        let (Some(epoch), Some(ts_ns)) = (number(0), number(1)) else { return Ok(()) };
        let is_alive = ts_ns.abs_diff(now_ns) <= ALIVE_NS.unsigned_abs() && number(2) == Some(1);
        if epoch > self.epoch && epoch <= now_ns.saturating_add(ALIVE_NS) && is_alive {
            return Err(StateFlowError::Superseded(epoch));
        }
        Ok(())
    }

    fn remove_leftovers(&mut self, live: &HashSet<String>) -> Result<(), StateFlowError> {
        let replies = self.connection.exchange(&self.keys.listing())?;
        accepted(&replies)?;
        let listed = replies.first().map_or(&[][..], Reply::items).iter();
        let left: Vec<Vec<u8>> = listed
            .filter_map(|reply| if let Reply::Bulk(Some(bytes)) = reply { Some(bytes) } else { None })
            .filter(|bytes| std::str::from_utf8(bytes).map_or(true, |key| !live.contains(key)))
            .cloned()
            .collect();
        for chunk in left.chunks(REMOVED_AT_ONCE) {
            accepted(&self.connection.exchange(&self.keys.removal(chunk))?)?;
        }
        Ok(())
    }

    /// Writes it all or nothing.
    ///
    /// # Errors
    /// [`StateFlowError::Changed`] where the last thing written here was not ours: then everything is to be written anew.
    pub fn write(&mut self, batch: &Batch, refreshed: &[StateRow], meta: &Meta) -> Result<(), StateFlowError> {
        let replies = self.connection.exchange(&self.keys.transaction(batch, refreshed, meta))?;
        accepted(&replies)?;
        let before = replies.last().map_or(&[][..], Reply::items).first().map_or(&[][..], Reply::items);
        let told = [Some(self.epoch.to_string()), self.beat.map(|beat| beat.to_string())];
        let was_ours = before.iter().zip(&told).all(|(found, told)| found.text() == told.as_deref());
        let is_first = self.beat.replace(meta.beat).is_none();
        if is_first || was_ours { Ok(()) } else { Err(StateFlowError::Changed) }
    }
}
