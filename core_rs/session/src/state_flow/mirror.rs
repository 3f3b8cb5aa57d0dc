//! Thread `state`: takes what the ports handed in, and writes it to Redis where there is one.

use super::StateFlowError;
use super::connection::Connection;
use super::endpoint::RedisUrl;
use super::handover::{Handover, StatePort, Waiting};
use super::image::Image;
use super::link::Link;
use super::row::{Names, StateRow};
use super::writing::{Keys, Meta};
use plimsoll_types::{Directory, InstrumentTable, Nanos};
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Time between two looks at what was handed in.
const TURN: Duration = Duration::from_millis(10);

/// Time between two signs of life.
const BEAT: Duration = Duration::from_secs(1);

/// Time before a second attempt, and the longest that it grows to.
const RETRY_FIRST: Duration = Duration::from_millis(100);
const RETRY_LAST: Duration = Duration::from_secs(5);

/// Values written at once.
const AT_ONCE: usize = 512;

/// Values written anew with each sign of life.
const REFRESHED_AT_ONCE: usize = 256;

/// Where the state is mirrored to.
#[derive(Debug, Clone)]
pub struct StateTarget {
    /// The server; `None` keeps the state inside the process only.
    pub redis: Option<RedisUrl>,
    /// Comes before every key, so that gateways can share a server.
    pub prefix: String,
}

/// How the mirror stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MirrorStatus {
    /// Whether a server is configured.
    pub is_configured: bool,
    /// Whether it answers.
    pub is_connected: bool,
    /// Whether it holds everything that there is, but for what changed within the last moments.
    pub is_synced: bool,
    /// When it last held everything; `None` while it does, or never did.
    pub stale_since_ns: Option<Nanos>,
    /// Sequence up to which everything is written.
    pub seq: u64,
    /// Sequence of the newest value handed in.
    pub head: u64,
    /// Values and halts that wait.
    pub waiting: usize,
    /// Transactions that Redis took.
    pub written: u64,
    /// Times that a connection was made.
    pub connects: u64,
    /// Values that a later one replaced before they were written.
    pub conflated: u64,
    /// Values that their thread kept for a moment because the mirror held the lock.
    pub deferred: u64,
    /// Values refused because there are too many keys.
    pub refused: u64,
    /// Halt events dropped because too many waited.
    pub halts_lost: u64,
    /// Why it cannot write now; empty while it can.
    pub failure: String,
}

/// Everything that the mirror's thread shares with whoever asks.
struct Shared {
    handover: Arc<Handover>,
    image: Mutex<Image>,
    status: Mutex<MirrorStatus>,
    closing: AtomicBool,
}

impl Shared {
    fn image(&self) -> MutexGuard<'_, Image> {
        self.image.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn status(&self) -> MutexGuard<'_, MirrorStatus> {
        self.status.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn absorb(&self, waiting: &mut Waiting) -> MutexGuard<'_, Image> {
        let mut image = self.image();
        self.handover.take(waiting);
        image.absorb(waiting);
        image
    }
}

/// The state of the process, mirrored. Dropping it writes what waits, says that it is closed, and ends the thread: within two seconds
/// whatever Redis does.
pub struct StateMirror {
    shared: Arc<Shared>,
    epoch: Nanos,
    thread: Option<JoinHandle<()>>,
}

impl StateMirror {
    /// Begins to mirror. Redis need not be there yet.
    ///
    /// # Errors
    /// When the machine gives no thread.
    pub fn start(
        target: StateTarget,
        directory: &Directory,
        instruments: &InstrumentTable,
    ) -> io::Result<(Self, StatePort)> {
        let epoch = now_ns();
        let handover = Arc::new(Handover::default());
        let names = Names::new(directory.clone(), instruments);
        let status = MirrorStatus { is_configured: target.redis.is_some(), ..MirrorStatus::default() };
        let shared = Arc::new(Shared {
            handover: Arc::clone(&handover),
            image: Mutex::new(Image::new(names, epoch)),
            status: Mutex::new(status),
            closing: AtomicBool::new(false),
        });
        let work = MirrorThread {
            shared: Arc::clone(&shared),
            keys: Keys::new(&target.prefix),
            target,
            epoch,
            link: None,
            resync_to: None,
            retry_at: Instant::now(),
            retry: RETRY_FIRST,
            beat_at: Instant::now(),
            beat: 0,
            waiting: Waiting::default(),
        };
        let thread = Builder::new().name("state".into()).spawn(move || work.run())?;
        Ok((Self { shared, epoch, thread: Some(thread) }, StatePort::new(handover)))
    }

    /// How it stands.
    #[must_use]
    pub fn status(&self) -> MirrorStatus {
        let mut status = self.shared.status().clone();
        let image = self.shared.image();
        status.head = self.shared.handover.head();
        status.seq = image.complete();
        status.waiting = image.waiting();
        (status.conflated, status.deferred) = (image.tally.conflated, image.tally.deferred);
        (status.refused, status.halts_lost) = (image.tally.refused, image.tally.halts_lost);
        status
    }

    /// All values as they are now, first the row `meta`: what readers inside the process get, and equal to what Redis holds
    /// once it holds everything.
    #[must_use]
    pub fn snapshot(&self) -> Vec<StateRow> {
        let mut waiting = Waiting::default();
        let image = self.shared.absorb(&mut waiting);
        let meta = Meta {
            epoch: self.epoch,
            seq: image.newest(),
            head: image.newest(),
            beat: 0,
            ts_ns: now_ns(),
            ts_source_ns: image.source_ns,
            source_age_ns: image.source_age_ns(),
            is_synced: true,
            is_open: true,
            refused: image.tally.refused,
            halts_lost: image.tally.halts_lost,
        };
        let mut rows = vec![StateRow { key: "meta".to_owned(), fields: meta.fields() }];
        rows.extend(image.rows());
        rows
    }
}

impl Drop for StateMirror {
    fn drop(&mut self) {
        self.shared.closing.store(true, Ordering::Release);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            // A thread that panicked left values that readers see grow old.
            let _ = thread.join();
        }
    }
}

struct MirrorThread {
    shared: Arc<Shared>,
    target: StateTarget,
    keys: Keys,
    epoch: Nanos,
    link: Option<Link>,
    /// Everything up to this place of the image is written before Redis counts as complete.
    resync_to: Option<u64>,
    retry_at: Instant,
    retry: Duration,
    beat_at: Instant,
    beat: u64,
    waiting: Waiting,
}

impl MirrorThread {
    fn run(mut self) {
        loop {
            let closing = self.shared.closing.load(Ordering::Acquire);
            drop(self.shared.absorb(&mut self.waiting));
            let remains = self.turn(closing);
            if closing {
                break;
            }
            if !remains {
                std::thread::park_timeout(TURN);
            }
        }
    }

    /// One look; says whether more waits and can be written at once.
    fn turn(&mut self, closing: bool) -> bool {
        if self.target.redis.is_none() || (self.link.is_none() && (closing || Instant::now() < self.retry_at)) {
            return false;
        }
        match self.written(closing) {
            Ok(remains) => remains,
            Err(error) => {
                self.fail(&error);
                false
            }
        }
    }

    fn written(&mut self, closing: bool) -> Result<bool, StateFlowError> {
        if self.link.is_none() {
            self.connect()?;
        }
        let mut remains = self.write(closing)?;
        while closing && remains {
            remains = self.write(closing)?;
        }
        Ok(remains)
    }

    fn connect(&mut self) -> Result<(), StateFlowError> {
        let Some(url) = &self.target.redis else { return Ok(()) };
        let connection = Connection::open(url)?;
        let mut link = Link::new(connection, self.keys.clone(), self.epoch);
        let live = self.shared.image().key_texts();
        link.prepare(now_ns(), &live)?;
        self.resync_to = Some(self.shared.image().queue_all());
        self.link = Some(link);
        self.beat_at = Instant::now();
        let mut status = self.shared.status();
        status.is_connected = true;
        status.connects += 1;
        Ok(())
    }

    /// Writes the next values where there are any, a sign of life where it is due.
    fn write(&mut self, closing: bool) -> Result<bool, StateFlowError> {
        let mut image = self.shared.image();
        let batch = image.batch(AT_ONCE);
        let beats = closing || Instant::now() >= self.beat_at;
        if batch.is_empty() && !beats {
            return Ok(false);
        }
        let refreshed = if beats { image.refresh(REFRESHED_AT_ONCE) } else { Vec::new() };
        self.beat += 1;
        let is_synced = batch.is_last || self.resync_to.is_none();
        let meta = Meta {
            epoch: self.epoch,
            seq: batch.seq,
            head: self.shared.handover.head(),
            beat: self.beat,
            ts_ns: now_ns(),
            ts_source_ns: image.source_ns,
            source_age_ns: image.source_age_ns(),
            is_synced,
            is_open: !(closing && batch.is_last),
            refused: image.tally.refused,
            halts_lost: image.tally.halts_lost,
        };
        drop(image);
        if let Some(link) = &mut self.link {
            link.write(&batch, &refreshed, &meta)?;
        }
        let mut image = self.shared.image();
        image.written(&batch);
        if batch.is_last || self.resync_to.is_some_and(|place| image.is_written(place)) {
            self.resync_to = None;
        }
        drop(image);
        if beats {
            self.beat_at = Instant::now() + BEAT;
        }
        self.retry = RETRY_FIRST;
        self.note_success(is_synced);
        Ok(!batch.is_last)
    }

    fn note_success(&self, is_synced: bool) {
        let mut status = self.shared.status();
        status.written += 1;
        status.is_synced = is_synced;
        if is_synced {
            status.stale_since_ns = None;
            status.failure.clear();
        }
    }

    /// Tells, and tries again later; another gateway's presence is asked about at the slowest pace.
    fn fail(&mut self, error: &StateFlowError) {
        self.link = None;
        self.retry_at = Instant::now() + self.retry;
        self.retry = (self.retry * 2).min(RETRY_LAST);
        let mut status = self.shared.status();
        if status.is_synced {
            status.stale_since_ns = Some(now_ns());
        }
        status.is_connected = false;
        status.is_synced = false;
        status.failure = match &self.target.redis {
            Some(url) => format!("{error}; mirror to {url}, tried again by itself"),
            None => String::new(),
        };
    }
}

/// UTC by the machine: what a reader in another process compares with.
fn now_ns() -> Nanos {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Nanos::try_from(since.as_nanos()).unwrap_or(Nanos::MAX)
}
