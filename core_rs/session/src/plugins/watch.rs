//! Thread `plugin watch`: stops a plugin whose call does not return, or whose memory grows beyond its budget.
//!
//! It needs no interpreter lock, so that a plugin which holds the lock inside native code is found too: its orders are
//! cancelled and its name is on disk before Python runs again, if it ever does.

use super::monotonic::monotonic_ns;
use super::order_ledger::OrderLedger;
use super::resident::resident_bytes;
use super::watch_slot::{Slot, Spent};
use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Between two looks: a hang is found within its limit and this.
const LOOK: Duration = Duration::from_millis(10);

/// Findings kept for a host that does not take them: each plugin is found once until it is registered anew.
const MOST_FINDINGS: usize = 1_024;

/// A window that breathed this long after a call began was not kept from it by the call.
const BREATH_NS: i64 = 60_000_000;

/// A thread that runs less than half of the time while nothing of Python runs waits for whoever holds the interpreter.
/// It is held to be the culprit only after this many times its limit: native code may hold the interpreter and wait.
const PATIENCE: i64 = 50;

/// A window that was kept from breathing for this long has been kept by somebody: what waited meanwhile begins anew.
const PAUSE_NS: i64 = 150_000_000;

/// Calls younger than this are not looked at closely.
const YOUNG_NS: i64 = 10_000_000;

/// What was wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FindingKind {
    /// A call did not return in time.
    Hang,
    /// More memory than the plugin may take.
    Memory,
}

impl FindingKind {
    /// `hang` or `memory`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hang => "hang",
            Self::Memory => "memory",
        }
    }
}

/// A plugin that the watchdog stopped, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Who.
    pub plugin_id: String,
    /// What.
    pub kind: FindingKind,
    /// How long the call had lasted; zero where none was under way.
    pub elapsed_ns: i64,
    /// Memory put down to it.
    pub grown_bytes: i64,
    /// Whether the window could not breathe either: the call holds the interpreter. `None` where nothing ever breathed.
    pub holds_interpreter: Option<bool>,
    /// Orders that were cancelled.
    pub cancelled: usize,
    /// For people.
    pub text: String,
    /// Monotonic time.
    pub at_ns: i64,
}

#[derive(Debug)]
struct Watched {
    slots: Mutex<Vec<Arc<Slot>>>,
    findings: Mutex<VecDeque<Finding>>,
    breathed_ns: AtomicI64,
    /// When the window breathed again after a pause.
    resumed_ns: AtomicI64,
    ledger: Arc<OrderLedger>,
    report: Option<Mutex<File>>,
}

/// The process's watchdog; dropping it ends its thread.
#[derive(Debug)]
pub struct PluginWatch {
    watched: Arc<Watched>,
    ending: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl PluginWatch {
    /// Starts the thread. Findings are appended to the file at `report` as well, and said on the error output.
    ///
    /// # Errors
    /// What the system says where the file cannot be opened or no thread is to be had.
    pub fn start(ledger: Arc<OrderLedger>, report: Option<&Path>) -> io::Result<Self> {
        let open = |path: &Path| File::options().create(true).append(true).open(path);
        let watched = Arc::new(Watched {
            slots: Mutex::default(),
            findings: Mutex::default(),
            breathed_ns: AtomicI64::new(0),
            resumed_ns: AtomicI64::new(0),
            ledger,
            report: report.map(open).transpose()?.map(Mutex::new),
        });
        let (ending, ended) = channel();
        let seen = Arc::clone(&watched);
        let thread = Builder::new().name("plugin watch".into()).spawn(move || {
            let mut memory = Memory::default();
            while ended.recv_timeout(LOOK) == Err(RecvTimeoutError::Timeout) {
                seen.look(&mut memory);
            }
        })?;
        Ok(Self { watched, ending: Some(ending), thread: Some(thread) })
    }

    /// Watches a plugin from now on, in place of an earlier one of the same id.
    #[must_use]
    pub fn register(&self, plugin_id: &str, hang_ms: u32, memory_mb: u32) -> Arc<Slot> {
        let slot = Arc::new(Slot::new(plugin_id, hang_ms, memory_mb));
        let mut slots = lock(&self.watched.slots);
        slots.retain(|other| other.plugin_id != plugin_id);
        slots.push(Arc::clone(&slot));
        slot
    }

    /// Watches this one no longer.
    pub fn unregister(&self, slot: &Arc<Slot>) {
        lock(&self.watched.slots).retain(|other| !Arc::ptr_eq(other, slot));
    }

    /// The window is alive.
    pub fn breathe(&self) {
        let now_ns = monotonic_ns();
        if now_ns - self.watched.breathed_ns.load(Relaxed) > PAUSE_NS {
            self.watched.resumed_ns.store(now_ns, Relaxed);
        }
        self.watched.breathed_ns.store(now_ns, Relaxed);
    }

    /// What was found since the last call.
    #[must_use]
    pub fn take_findings(&self) -> Vec<Finding> {
        lock(&self.watched.findings).drain(..).collect()
    }

    /// Ends the thread and waits for it; again does nothing.
    pub fn close(&mut self) {
        self.ending = None;
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has nothing left to tell.
            let _ = thread.join();
        }
    }
}

impl Drop for PluginWatch {
    fn drop(&mut self) {
        self.close();
    }
}

/// The process's memory at the last look.
#[derive(Debug, Default)]
struct Memory {
    resident_bytes: Option<i64>,
}

impl Memory {
    /// Growth since the last look.
    fn grown(&mut self) -> i64 {
        let Some(now) = resident_bytes() else { return 0 };
        let before = self.resident_bytes.replace(now).unwrap_or(now);
        now - before
    }
}

impl Watched {
    fn look(&self, memory: &mut Memory) {
        let slots: Vec<Arc<Slot>> = lock(&self.slots).clone();
        let now_ns = monotonic_ns();
        // One that was found and has not come back may hold the interpreter still: nobody else is asked why he waits.
        let known = slots.iter().any(|slot| slot.stopped() && slot.entered_ns().is_some());
        for slot in slots.iter().filter(|slot| !slot.stopped()) {
            if let Some(entered_ns) = slot.entered_ns()
                && self.overdue(slot, entered_ns, now_ns, known)
            {
                self.found(slot, FindingKind::Hang, entered_ns, now_ns);
            }
        }
        let grown = memory.grown();
        let mut inside = slots.iter().filter(|slot| slot.entered_ns().is_some());
        if let (Some(slot), None) = (inside.next(), inside.next()) {
            let total = (slot.grown_bytes() + grown).max(0);
            slot.grown_bytes.store(total, Relaxed);
            if slot.memory_bytes > 0 && total > slot.memory_bytes && !slot.stopped() {
                self.found(slot, FindingKind::Memory, slot.entered_ns().unwrap_or(now_ns), now_ns);
            }
        }
    }

    /// Whether the call has lasted longer than it may, through a doing of its own.
    fn overdue(&self, slot: &Slot, entered_ns: i64, now_ns: i64, known: bool) -> bool {
        let elapsed_ns = now_ns - entered_ns;
        if elapsed_ns < YOUNG_NS {
            return false;
        }
        let spent = slot.spent(entered_ns, now_ns);
        if elapsed_ns <= slot.hang_ns {
            return false;
        }
        let Some(Spent { span_ns, used }) = spent else { return true };
        if elapsed_ns - used.queued_ns <= slot.hang_ns {
            return false; // the machine was busy: it was ready to go on and got no processor
        }
        let waits = used.ran_ns * 2 < span_ns - used.queued_ns;
        if waits && now_ns - self.resumed_ns.load(Relaxed) <= slot.hang_ns {
            return false; // it waited for whoever kept the window too, and has hardly had its turn
        }
        let excused = waits && self.holds_interpreter(entered_ns) == Some(true);
        !excused || (!known && elapsed_ns > slot.hang_ns * PATIENCE)
    }

    /// Whether the window could not breathe since a call began; `None` where nothing ever breathed.
    fn holds_interpreter(&self, entered_ns: i64) -> Option<bool> {
        let breathed_ns = self.breathed_ns.load(Relaxed);
        (breathed_ns != 0).then_some(breathed_ns < entered_ns + BREATH_NS)
    }

    /// Stops the plugin; its orders first, words afterwards.
    fn found(&self, slot: &Slot, kind: FindingKind, entered_ns: i64, now_ns: i64) {
        let holds_interpreter = self.holds_interpreter(entered_ns);
        let elapsed_ns = now_ns - entered_ns;
        let why = reason(slot, kind, elapsed_ns, holds_interpreter);
        if !slot.mark_stopped(&why) {
            return;
        }
        let cancelled = self.ledger.stop(&slot.plugin_id, &why, now_ns);
        let text = format!("{}: {why}; it is stopped, orders cancelled: {cancelled}", slot.plugin_id);
        self.say(&text);
        let mut findings = lock(&self.findings);
        if findings.len() >= MOST_FINDINGS {
            findings.pop_front();
        }
        findings.push_back(Finding {
            plugin_id: slot.plugin_id.clone(),
            kind,
            elapsed_ns,
            grown_bytes: slot.grown_bytes(),
            holds_interpreter,
            cancelled,
            text,
            at_ns: now_ns,
        });
    }

    /// To the file and the error output: nobody is left to tell where either fails.
    fn say(&self, text: &str) {
        let utc_ns = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
        let line = format!("plugin watch: {text}\n");
        if let Some(report) = &self.report {
            let mut file = lock(report);
            let _ = file.write_all(format!("{utc_ns} {line}").as_bytes()).and_then(|()| file.sync_data());
        }
        let _ = io::stderr().write_all(line.as_bytes());
    }
}

fn reason(slot: &Slot, kind: FindingKind, elapsed_ns: i64, holds_interpreter: Option<bool>) -> String {
    let ms = elapsed_ns / 1_000_000;
    match (kind, holds_interpreter) {
        (FindingKind::Hang, Some(true)) => {
            format!("a callback has held the interpreter for {ms} ms, most likely inside native code")
        }
        (FindingKind::Hang, Some(false)) => format!("a callback has looped or waited for {ms} ms"),
        (FindingKind::Hang, None) => format!("a callback has not returned for {ms} ms"),
        (FindingKind::Memory, _) => {
            let (grown, most) = (slot.grown_bytes() >> 20, slot.memory_bytes >> 20);
            format!("its callbacks took {grown} MiB of memory, it may take {most}")
        }
    }
}

// A thread that panicked while holding one of these left it whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicBool;

    #[test]
    fn one_that_waits_for_the_interpreter_is_not_blamed_for_the_one_that_holds_it() {
        let watch = PluginWatch::start(Arc::default(), None).unwrap();
        let (holder, waiter) = (watch.register("holder", 100, 0), watch.register("waiter", 100, 0));
        watch.breathe();
        let over = Arc::new(AtomicBool::new(false));
        let ready = Arc::clone(&over);
        let waits = std::thread::spawn(move || {
            waiter.enter();
            while !ready.load(Relaxed) {
                std::thread::sleep(Duration::from_millis(5));
            }
            waiter.leave();
            waiter.stopped()
        });
        let spins = std::thread::spawn(move || {
            holder.enter();
            while !holder.stopped() {}
            holder.leave();
        });
        spins.join().unwrap();
        over.store(true, Relaxed);
        assert!(!waits.join().unwrap());
        let found = watch.take_findings();
        assert_eq!(found.iter().map(|finding| finding.plugin_id.as_str()).collect::<Vec<_>>(), ["holder"]);
        assert_eq!(found[0].holds_interpreter, Some(true));
    }
}
