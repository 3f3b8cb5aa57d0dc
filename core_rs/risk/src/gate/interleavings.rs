//! Runs two threads through the latch under every interleaving of their atomic operations.
//!
//! The words of the latch are replaced by words that hand the turn on at each operation. All operations of the latch are
//! sequentially consistent, so interleavings are all that can happen.

use super::latch::{Latch, Word};
use std::cell::Cell;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex};

thread_local! {
    static ME: Cell<usize> = const { Cell::new(usize::MAX) };
}

#[derive(Default)]
struct Turns {
    current: usize,
    alive: [bool; 2],
    /// Spinning: nothing changes for them before the other has moved.
    waits: [bool; 2],
    /// Whether the other has moved since they last did: what they saw may be old, so they look again at once.
    is_behind: [bool; 2],
    /// Of each moment: who could go, and which of them went.
    path: Vec<(Vec<usize>, usize)>,
    depth: usize,
}

impl Turns {
    fn hand_on(&mut self) {
        let options: Vec<usize> = (0..2).filter(|&thread| self.alive[thread] && !self.waits[thread]).collect();
        if options.is_empty() {
            assert!(!self.alive.contains(&true), "both wait for each other");
            return;
        }
        if self.depth == self.path.len() {
            self.path.push((options, 0));
        }
        let (options, taken) = &self.path[self.depth];
        self.current = options[*taken];
        self.depth += 1;
    }
}

#[derive(Default)]
struct Turnstile {
    turns: Mutex<Turns>,
    moved: Condvar,
}

impl Turnstile {
    /// Waits for this thread's turn, does `step` and hands the turn on.
    fn step<R>(&self, waits: bool, step: impl FnOnce() -> R) -> R {
        let me = ME.get();
        let mut turns = self.moved.wait_while(self.turns.lock().unwrap(), |turns| turns.current != me).unwrap();
        let done = step();
        turns.waits[me] = waits && turns.alive[1 - me] && !turns.is_behind[me];
        turns.is_behind[me] = false;
        if !waits {
            (turns.waits[1 - me], turns.is_behind[1 - me]) = (false, true);
        }
        turns.hand_on();
        self.moved.notify_all();
        done
    }

    fn leave(&self) {
        let me = ME.get();
        let mut turns = self.moved.wait_while(self.turns.lock().unwrap(), |turns| turns.current != me).unwrap();
        turns.alive[me] = false;
        turns.waits[1 - me] = false;
        turns.hand_on();
        self.moved.notify_all();
    }
}

pub(super) struct StagedWord {
    value: AtomicU64,
    stage: Arc<Turnstile>,
}

impl Word for StagedWord {
    fn load(&self) -> u64 {
        self.stage.step(false, || self.value.load(Ordering::SeqCst))
    }

    fn store(&self, value: u64) {
        self.stage.step(false, || self.value.store(value, Ordering::SeqCst));
    }

    fn exchange(&self, from: u64, to: u64) -> bool {
        self.stage.step(false, || self.value.compare_exchange(from, to, Ordering::SeqCst, Ordering::SeqCst).is_ok())
    }

    fn relax(&self, _: u32) {
        self.stage.step(true, || ());
    }
}

/// What one interleaving came to.
pub(super) struct World {
    pub latch: Latch<StagedWord>,
    pub engaged: AtomicBool,
    pub sent_after: AtomicBool,
    pub sent: AtomicU64,
    stage: Arc<Turnstile>,
}

impl World {
    /// An order leaves: a step of its own, so that a halt can come right before or after it.
    pub(super) fn send(&self) {
        self.stage.step(false, || {
            self.sent.fetch_add(1, Ordering::SeqCst);
            if self.engaged.load(Ordering::SeqCst) {
                self.sent_after.store(true, Ordering::SeqCst);
            }
        });
    }

    /// `engage` has returned.
    pub(super) fn engage_returned(&self) {
        self.stage.step(false, || self.engaged.store(true, Ordering::SeqCst));
    }
}

/// Runs `sender` against `halter` under every interleaving; gives how many there were and in how many an order left after
/// the halter was told that none can.
pub(super) fn explore(sender: fn(&World), halter: fn(&World)) -> (usize, usize) {
    let (mut runs, mut violations, mut path) = (0, 0, Vec::new());
    loop {
        let stage = Arc::new(Turnstile::default());
        let word = || StagedWord { value: AtomicU64::new(0), stage: Arc::clone(&stage) };
        let world = World {
            latch: Latch::over(word(), word()),
            engaged: AtomicBool::new(false),
            sent_after: AtomicBool::new(false),
            sent: AtomicU64::new(0),
            stage: Arc::clone(&stage),
        };
        {
            let mut turns = stage.turns.lock().unwrap();
            (turns.alive, turns.path) = ([true; 2], std::mem::take(&mut path));
            turns.hand_on();
        }
        std::thread::scope(|scope| {
            for (me, role) in [sender, halter].into_iter().enumerate() {
                let world = &world;
                scope.spawn(move || {
                    ME.set(me);
                    role(world);
                    world.stage.leave();
                });
            }
        });
        runs += 1;
        violations += usize::from(world.sent_after.load(Ordering::SeqCst));
        path = std::mem::take(&mut stage.turns.lock().unwrap().path);
        while path.last().is_some_and(|(options, taken)| taken + 1 == options.len()) {
            path.pop();
        }
        let Some((_, taken)) = path.last_mut() else { return (runs, violations) };
        *taken += 1;
    }
}
