//! Thread `audit`: syncs the log, so that the orders thread never waits for a disk.

use plimsoll_audit::{SyncDone, SyncWork};
use std::io;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{Builder, JoinHandle};

/// One sync at a time is under way; the log hands out no second one.
pub(super) struct LogSync {
    work: Option<Sender<SyncWork>>,
    done: Receiver<SyncDone>,
    thread: Option<JoinHandle<()>>,
}

impl LogSync {
    /// Starts the thread.
    ///
    /// # Errors
    /// Where the system gives none.
    pub(super) fn start() -> io::Result<Self> {
        let (work, orders) = channel::<SyncWork>();
        let (tell, done) = channel();
        let thread = Builder::new().name("audit".into()).spawn(move || {
            while let Ok(work) = orders.recv() {
                if tell.send(work.run()).is_err() {
                    return;
                }
            }
        })?;
        Ok(Self { work: Some(work), done, thread: Some(thread) })
    }

    /// What became of the last sync, once it is done.
    pub(super) fn take(&self) -> Option<SyncDone> {
        self.done.try_recv().ok()
    }

    /// Has a sync carried out.
    pub(super) fn begin(&self, work: SyncWork) {
        if let Some(sender) = &self.work {
            // The thread ends only with this.
            let _ = sender.send(work);
        }
    }

    /// Ends the thread; what became of a sync that was under way.
    pub(super) fn end(&mut self) -> Option<SyncDone> {
        self.work = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join(); // it has nothing else to tell
        }
        self.take()
    }
}

impl Drop for LogSync {
    fn drop(&mut self) {
        let _ = self.end(); // nobody is there to be told
    }
}
