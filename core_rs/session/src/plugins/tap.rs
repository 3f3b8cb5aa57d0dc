//! The ring between the `md` thread and one plugin's thread. Bounded; full, it drops the newest, counts them and says so.

use super::event::{PluginEvent, Stamped};
use super::listen_pace::ListenPace;
use super::monotonic::monotonic_ns;
use super::narrator::Narrator;
use plimsoll_book::Applied;
use plimsoll_engine::{MarketOnly, TradingLoop, Witness};
use plimsoll_types::{InstrumentTable, MarketEvent};
use std::hint::spin_loop;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{available_parallelism, sleep, yield_now};
use std::time::Duration;

/// Largest ring: a plugin that is further behind than this gains nothing from older events.
const MOST_CAPACITY: usize = 1 << 20;

/// Longest wait for a reader that takes nothing of the past.
const PATIENCE: Duration = Duration::from_millis(200);

/// Longest spin before a reader parks, and the mean wait up to which spinning is worth it: waking a parked thread takes
/// tens of microseconds.
const SPIN_NS: i64 = 250_000;

/// A wait beyond this tells no more about the flow.
const SLOW_NS: i64 = 10_000_000;

/// Threads that spin at this moment. One core stays free of them.
static SPINNING: AtomicUsize = AtomicUsize::new(0);

#[derive(Debug, Default)]
struct TapState {
    closed: AtomicBool,
    ended: AtomicBool,
    put: AtomicU64,
    taken: AtomicU64,
    skipped: AtomicU64,
    untold: AtomicU64,
    untold_ts_ns: AtomicI64,
    failure: Mutex<Option<String>>,
}

/// The two ends of a new tap.
#[must_use]
pub fn tap_channel(narrator: Narrator, capacity: usize, past: bool) -> (TapWriter, TapReader) {
    let capacity = capacity.clamp(1, MOST_CAPACITY);
    let (sender, receiver) = sync_channel(capacity);
    let state = Arc::new(TapState::default());
    let waker = TapWaker { sender: sender.clone(), state: Arc::clone(&state) };
    let outlet =
        Outlet { sender, state: Arc::clone(&state), capacity: capacity as u64, overflowing: false, waits: false };
    let reader = TapReader { receiver, state, waker, mean_wait_ns: SLOW_NS };
    (TapWriter { narrator, outlet, past }, reader)
}

/// The `md` thread's end.
#[derive(Debug)]
pub struct TapWriter {
    narrator: Narrator,
    outlet: Outlet,
    past: bool,
}

#[derive(Debug)]
struct Outlet {
    /// `None` only wakes the reader.
    sender: SyncSender<Option<Stamped>>,
    state: Arc<TapState>,
    capacity: u64,
    overflowing: bool,
    waits: bool,
}

impl TapWriter {
    /// Whether it is to be told of the past that a session catches up with.
    #[must_use]
    pub const fn wants_past(&self) -> bool {
        self.past
    }

    fn is_open(&self) -> bool {
        !self.outlet.state.closed.load(Relaxed)
    }

    fn note_failure(&self) {
        if let Some(failure) = self.narrator.failure() {
            let mut told = self.outlet.state.failure.lock().unwrap_or_else(PoisonError::into_inner);
            told.get_or_insert_with(|| failure.to_string());
        }
    }
}

impl Outlet {
    fn put(&mut self, event: PluginEvent) {
        if self.overflowing && !self.has_recovered() {
            return self.drop_newest(&event);
        }
        self.overflowing = false;
        self.tell_skipped();
        let mut item = Some(Stamped { event, stamp_ns: monotonic_ns() });
        let mut waited = Duration::ZERO;
        while let Err(TrySendError::Full(back)) = self.sender.try_send(item) {
            if !self.waits || waited >= PATIENCE || self.state.closed.load(Relaxed) {
                self.overflowing = true;
                if let Some(stamped) = back {
                    self.drop_newest(&stamped.event);
                }
                return;
            }
            item = back;
            sleep(Duration::from_millis(1));
            waited += Duration::from_millis(1);
        }
        self.state.put.fetch_add(1, Relaxed);
    }

    /// Half empty again: a reader that catches up gets whole stretches, not every second event.
    fn has_recovered(&self) -> bool {
        let waiting = self.state.put.load(Relaxed).saturating_sub(self.state.taken.load(Relaxed));
        waiting <= self.capacity / 2
    }

    fn drop_newest(&self, event: &PluginEvent) {
        self.state.untold_ts_ns.store(event.ts_ns(), Relaxed);
        self.state.untold.fetch_add(1, Relaxed);
        self.state.skipped.fetch_add(1, Relaxed);
    }

    fn tell_skipped(&self) {
        let Some(event) = self.state.take_skipped() else { return };
        let stamped = Stamped { event, stamp_ns: monotonic_ns() };
        if let Err(TrySendError::Full(Some(Stamped { event: PluginEvent::Skipped { missed, .. }, .. }))) =
            self.sender.try_send(Some(stamped))
        {
            self.state.untold.fetch_add(missed, Relaxed);
        } else {
            self.state.put.fetch_add(1, Relaxed);
        }
    }
}

impl Drop for Outlet {
    fn drop(&mut self) {
        self.state.ended.store(true, Relaxed);
        let _ = self.sender.try_send(None); // full: the reader is awake
    }
}

impl TapState {
    fn take_skipped(&self) -> Option<PluginEvent> {
        if self.untold.load(Relaxed) == 0 {
            return None;
        }
        let missed = self.untold.swap(0, Relaxed);
        (missed > 0).then(|| PluginEvent::Skipped { missed, ts_ns: self.untold_ts_ns.load(Relaxed) })
    }
}

/// Every tap of one session.
#[derive(Debug, Default)]
pub struct TapSet {
    taps: Vec<TapWriter>,
    pace: ListenPace,
}

impl TapSet {
    /// How soon to look at the feed again, so that events reach the plugins one by one; `None` where nobody listens.
    pub fn pace(&mut self, now_ns: i64) -> Option<Duration> {
        let told = self.taps.iter().map(|tap| tap.outlet.state.put.load(Relaxed)).max()?;
        Some(self.pace.next(now_ns, told))
    }

    /// Begins to tell `tap`, with the books as they are.
    pub fn attach(&mut self, mut tap: Box<TapWriter>, state: &TradingLoop) {
        let TapWriter { narrator, outlet, .. } = tap.as_mut();
        narrator.begin(state, &mut |event| outlet.put(event));
        self.taps.retain(TapWriter::is_open);
        self.taps.push(*tap);
    }

    /// Tells every plugin that the cursor jumped to `state`.
    pub fn jumped(&mut self, state: &TradingLoop) {
        self.taps.retain(TapWriter::is_open);
        for TapWriter { narrator, outlet, .. } in &mut self.taps {
            narrator.jumped(state, &mut |event| outlet.put(event));
        }
    }

    /// Whether a full ring makes the session wait a little, as it does while it catches up, or drops at once.
    pub fn wait_for_readers(&mut self, waits: bool) {
        self.taps.iter_mut().for_each(|tap| tap.outlet.waits = waits);
    }

    #[cold]
    fn tell(&mut self, event: &MarketEvent, applied: &Applied, state: &TradingLoop, instruments: &InstrumentTable) {
        let mut closed = false;
        for tap in &mut self.taps {
            let TapWriter { narrator, outlet, .. } = tap;
            narrator.applied(event, applied, state, instruments, &mut |event| outlet.put(event));
            tap.note_failure();
            closed |= !tap.is_open();
        }
        if closed {
            self.taps.retain(TapWriter::is_open);
        }
    }
}

impl Witness<MarketOnly> for TapSet {
    #[inline]
    fn applied(&mut self, event: &MarketEvent, applied: &Applied, state: &TradingLoop, instruments: &InstrumentTable) {
        if !self.taps.is_empty() {
            self.tell(event, applied, state, instruments);
        }
    }
}

/// Closes a tap from any thread and wakes who waits for it.
#[derive(Debug, Clone)]
pub struct TapWaker {
    sender: SyncSender<Option<Stamped>>,
    state: Arc<TapState>,
}

impl TapWaker {
    /// Nothing is told from now on; a waiting reader returns.
    pub fn close(&self) {
        self.state.closed.store(true, Relaxed);
        let _ = self.sender.try_send(None); // full: the reader is awake
    }

    /// Whether [`close`](Self::close) was called.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.state.closed.load(Relaxed)
    }

    /// Whether the session is over: what waits can still be taken, nothing comes any more.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.state.ended.load(Relaxed)
    }

    /// Events that were not delivered, all told.
    #[must_use]
    pub fn skipped(&self) -> u64 {
        self.state.skipped.load(Relaxed)
    }

    /// Events that wait to be taken.
    #[must_use]
    pub fn waiting(&self) -> u64 {
        self.state.put.load(Relaxed).saturating_sub(self.state.taken.load(Relaxed))
    }

    /// Why the features stopped, if they did.
    #[must_use]
    pub fn failure(&self) -> Option<String> {
        self.state.failure.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The plugin thread's end.
#[derive(Debug)]
pub struct TapReader {
    receiver: Receiver<Option<Stamped>>,
    state: Arc<TapState>,
    waker: TapWaker,
    /// Of the last waits, exponentially weighted: how quickly events come.
    mean_wait_ns: i64,
}

impl TapReader {
    /// To close it from elsewhere.
    #[must_use]
    pub fn waker(&self) -> TapWaker {
        self.waker.clone()
    }

    /// Appends what waits, `most` at most, without waiting.
    pub fn take(&mut self, most: usize, into: &mut Vec<Stamped>) {
        let before = into.len();
        while into.len() - before < most
            && let Ok(item) = self.receiver.try_recv()
        {
            into.extend(item);
        }
        if into.len() == before
            && let Some(event) = self.state.take_skipped()
        {
            into.push(Stamped { event, stamp_ns: monotonic_ns() });
            self.state.put.fetch_add(1, Relaxed);
        }
        self.state.taken.fetch_add((into.len() - before) as u64, Relaxed);
    }

    /// Appends the next events, `most` at most, waiting for the first of them. None come when the time is over, the tap
    /// was closed, or the session is over.
    pub fn wait(&mut self, timeout: Duration, most: usize, into: &mut Vec<Stamped>) {
        let before = into.len();
        if self.waker.is_closed() {
            return;
        }
        self.take(most, into);
        if into.len() > before || self.waker.has_ended() {
            return;
        }
        let began_ns = monotonic_ns();
        let first = self.spin(began_ns, timeout).or_else(|| self.park(began_ns, timeout));
        let waited_ns = (monotonic_ns() - began_ns).clamp(0, SLOW_NS);
        self.mean_wait_ns += (waited_ns - self.mean_wait_ns) / 8;
        if let Some(stamped) = first.flatten() {
            into.push(stamped);
            self.state.taken.fetch_add(1, Relaxed);
            self.take(most - 1, into);
        }
    }

    /// Looks again and again for as long as the flow makes it likely that something comes.
    fn spin(&self, began_ns: i64, timeout: Duration) -> Option<Option<Stamped>> {
        if self.mean_wait_ns > SPIN_NS {
            return None;
        }
        let _turn = SpinTurn::take()?;
        let longest = i64::try_from(timeout.as_nanos()).unwrap_or(i64::MAX);
        let until_ns = began_ns + (self.mean_wait_ns * 3 + 20_000).min(SPIN_NS).min(longest);
        while monotonic_ns() < until_ns {
            for _ in 0..64 {
                if let Ok(item) = self.receiver.try_recv() {
                    return Some(item);
                }
                spin_loop();
            }
            yield_now();
        }
        None
    }

    fn park(&self, began_ns: i64, timeout: Duration) -> Option<Option<Stamped>> {
        let spent = Duration::from_nanos(u64::try_from(monotonic_ns() - began_ns).unwrap_or(0));
        self.receiver.recv_timeout(timeout.saturating_sub(spent)).ok()
    }
}

/// The right to spin; given back when dropped.
struct SpinTurn;

impl SpinTurn {
    fn take() -> Option<Self> {
        static MOST: std::sync::OnceLock<usize> = std::sync::OnceLock::new();
        let most = *MOST.get_or_init(|| available_parallelism().map_or(1, usize::from) / 2);
        let granted = SPINNING.fetch_update(Relaxed, Relaxed, |now| (now < most).then_some(now + 1));
        granted.ok().map(|_| Self)
    }
}

impl Drop for SpinTurn {
    fn drop(&mut self) {
        SPINNING.fetch_sub(1, Relaxed);
    }
}
