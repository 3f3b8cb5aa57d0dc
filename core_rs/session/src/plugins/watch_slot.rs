//! What the watchdog knows of one plugin. Written by the plugin's thread around each call, read by the watchdog.

use super::monotonic::monotonic_ns;
use super::order_ledger::OrderLedger;
use super::thread_use::{ThreadUse, thread_id, thread_use};
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicI64, AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};

/// One plugin under watch.
#[derive(Debug)]
pub struct Slot {
    pub(super) plugin_id: String,
    pub(super) hang_ns: i64,
    pub(super) memory_bytes: i64,
    /// When the call in progress began; zero between calls.
    entered_ns: AtomicI64,
    calls: AtomicU64,
    busy_ns: AtomicI64,
    longest_ns: AtomicI64,
    pub(super) grown_bytes: AtomicI64,
    stopped: AtomicBool,
    why: Mutex<String>,
    /// The plugin's own thread, as the system numbers it; zero before its first call.
    thread: AtomicI32,
    /// What that thread had used when the call in progress was first seen to last. Only the watchdog uses it.
    sight: Mutex<Option<Sight>>,
}

/// The first look at a call that lasts.
#[derive(Debug, Clone, Copy)]
struct Sight {
    entered_ns: i64,
    at_ns: i64,
    used: ThreadUse,
}

/// What became of the time since a call was first seen to last.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spent {
    pub(super) span_ns: i64,
    pub(super) used: ThreadUse,
}

impl Slot {
    pub(super) fn new(plugin_id: &str, hang_ms: u32, memory_mb: u32) -> Self {
        Self {
            plugin_id: plugin_id.to_owned(),
            hang_ns: i64::from(hang_ms.max(1)) * 1_000_000,
            memory_bytes: i64::from(memory_mb) << 20,
            entered_ns: AtomicI64::new(0),
            calls: AtomicU64::new(0),
            busy_ns: AtomicI64::new(0),
            longest_ns: AtomicI64::new(0),
            grown_bytes: AtomicI64::new(0),
            stopped: AtomicBool::new(false),
            why: Mutex::default(),
            thread: AtomicI32::new(0),
            sight: Mutex::default(),
        }
    }

    /// A call into the plugin begins.
    #[inline]
    pub fn enter(&self) {
        if self.thread.load(Relaxed) == 0 {
            self.thread.store(thread_id(), Relaxed);
        }
        self.entered_ns.store(monotonic_ns(), Relaxed);
    }

    /// The call is over; how long it took, zero where none was under way.
    #[inline]
    pub fn leave(&self) -> i64 {
        self.left_at(monotonic_ns(), 0)
    }

    /// The call is over and the next one begins: one look at the clock for both.
    #[inline]
    pub fn turn(&self) -> i64 {
        let now_ns = monotonic_ns();
        self.left_at(now_ns, now_ns)
    }

    // Only the plugin's own thread writes these: a load and a store are enough.
    #[inline]
    fn left_at(&self, now_ns: i64, next_ns: i64) -> i64 {
        let entered_ns = self.entered_ns.load(Relaxed);
        self.entered_ns.store(next_ns, Relaxed);
        if entered_ns == 0 {
            return 0;
        }
        let spent_ns = now_ns - entered_ns;
        self.calls.store(self.calls.load(Relaxed) + 1, Relaxed);
        self.busy_ns.store(self.busy_ns.load(Relaxed) + spent_ns, Relaxed);
        if spent_ns > self.longest_ns.load(Relaxed) {
            self.longest_ns.store(spent_ns, Relaxed);
        }
        spent_ns
    }

    /// When the call in progress began.
    #[must_use]
    pub fn entered_ns(&self) -> Option<i64> {
        Some(self.entered_ns.load(Relaxed)).filter(|entered_ns| *entered_ns != 0)
    }

    /// What the thread used since this call was first looked at; `None` where the system does not tell.
    pub(super) fn spent(&self, entered_ns: i64, now_ns: i64) -> Option<Spent> {
        let used = thread_use(self.thread.load(Relaxed))?;
        let mut sight = self.sight.lock().unwrap_or_else(PoisonError::into_inner);
        let first =
            sight.filter(|sight| sight.entered_ns == entered_ns).unwrap_or(Sight { entered_ns, at_ns: now_ns, used });
        *sight = Some(first);
        Some(Spent { span_ns: now_ns - first.at_ns, used: used.since(first.used) })
    }

    /// Whose.
    #[must_use]
    pub fn plugin_id(&self) -> &str {
        &self.plugin_id
    }

    /// Calls that came back.
    #[must_use]
    pub fn calls(&self) -> u64 {
        self.calls.load(Relaxed)
    }

    /// Time spent in them.
    #[must_use]
    pub fn busy_ns(&self) -> i64 {
        self.busy_ns.load(Relaxed)
    }

    /// The longest of them.
    #[must_use]
    pub fn longest_ns(&self) -> i64 {
        self.longest_ns.load(Relaxed)
    }

    /// Growth of the process that is put down to this plugin.
    #[must_use]
    pub fn grown_bytes(&self) -> i64 {
        self.grown_bytes.load(Relaxed)
    }

    /// Whether it was stopped, by the watchdog or by the host.
    #[must_use]
    pub fn stopped(&self) -> bool {
        self.stopped.load(Relaxed)
    }

    /// Why it was stopped; empty while it runs.
    #[must_use]
    pub fn why(&self) -> String {
        self.why.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Stops the plugin on the host's word: it gets no order through any more and loses those it has. How many.
    pub fn stop(&self, ledger: &OrderLedger, why: &str) -> usize {
        self.mark_stopped(why);
        ledger.stop(&self.plugin_id, why, monotonic_ns())
    }

    /// Marks it stopped; false where it was already.
    pub(super) fn mark_stopped(&self, why: &str) -> bool {
        let first = !self.stopped.swap(true, Relaxed);
        if first {
            why.clone_into(&mut self.why.lock().unwrap_or_else(PoisonError::into_inner));
        }
        first
    }
}
