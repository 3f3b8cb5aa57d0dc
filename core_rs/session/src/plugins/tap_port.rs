//! Where taps of a session are opened: by the plugins' own threads, while another thread owns the session.

use super::narrator::EventRequest;
use super::tap::{TapReader, tap_channel};
use crate::md_thread::Command;
use plimsoll_features::FeatureError;
use std::sync::mpsc::Sender;

/// The way to one session's `md` thread.
#[derive(Clone)]
pub struct TapPort {
    commands: Sender<Command>,
}

impl TapPort {
    pub(crate) const fn new(commands: Sender<Command>) -> Self {
        Self { commands }
    }

    /// Tells a plugin what happens from now on, through a ring of `capacity` events. With `past`, a session that still
    /// catches up with its past tells what it has left of that too. The tap of a session that is over has ended already.
    ///
    /// # Errors
    /// [`FeatureError`] naming what is wrong with the features asked for.
    pub fn tap(&self, request: &EventRequest, capacity: usize, past: bool) -> Result<TapReader, FeatureError> {
        let (writer, reader) = tap_channel(request.narrator()?, capacity, past);
        // The thread is gone: the writer comes back and ends the tap.
        drop(self.commands.send(Command::Tap(Box::new(writer))));
        Ok(reader)
    }
}
