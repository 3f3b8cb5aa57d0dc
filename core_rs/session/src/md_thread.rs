//! Thread `md`: advances the trading loop as its clock says and publishes the books.

use crate::book_lane::Lane;
use crate::hub::RecordHub;
use crate::indexer::share_instruments;
use crate::plugins::{TapSet, TapWriter};
use crate::status::{Phase, StatusCell};
use crate::system_clock::SystemClock;
use plimsoll_book::snapshot;
use plimsoll_engine::{Clock, FeedError, Pacing, Progress, Replay, Speed};
use plimsoll_types::{Instrument, InstrumentId, Nanos};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Events applied before commands are looked at again: well under a millisecond.
const TURN_EVENTS: usize = 4_096;

/// Shortest time between two snapshots of one book.
const PUBLISH_EVERY_NS: i64 = 5_000_000;

/// Events applied on the way of a jump before commands are looked at again: a newer jump replaces it, closing ends it.
const JUMP_EVENTS: usize = 65_536;

/// Units that a step forward tells the plugins one by one; beyond it is a jump.
const MOST_STEPS_TOLD: u64 = 10_000;

/// Longest sleep while replay time runs with nothing due.
const IDLE: Duration = Duration::from_millis(5);

/// Time between two looks at a feed that does not say when its next event is due.
const POLL: Duration = Duration::from_millis(1);

/// Longest sleep while nothing moves; commands end it at once.
const STANDING: Duration = Duration::from_millis(100);

/// What the session's owner may ask of the thread.
pub enum Command {
    /// Let replay time run.
    Play,
    /// Hold it.
    Pause,
    /// Change the pace.
    Speed(Speed),
    /// Pause, and apply this many further units; backwards when negative.
    Step(i64),
    /// Go to the state after the last event at or before this time.
    Seek(Nanos),
    /// Publish this instrument's book here.
    Attach(InstrumentId, Box<snapshot::Writer>),
    /// Record this instrument for the panels from now on.
    Watch(InstrumentId),
    /// Tell a plugin what happens from now on.
    Tap(Box<TapWriter>),
    /// End.
    Close,
}

/// How the thread's time relates to the feed's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timing {
    /// Events carry the machine's own time; an event is the only proof of life.
    Live,
    /// Replay time is the thread's own: it is current whenever everything due was applied.
    Replay,
}

/// Where a jump leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Goal {
    /// Behind the last event at or before this time.
    Time(Nanos),
    /// Behind this many units.
    Units(u64),
}

/// The first event of a recording: no jump goes before it, so that playing on always has something due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beginning {
    /// Venue time.
    pub ts_ns: Nanos,
    /// Units applied with it.
    pub units: u64,
}

/// The thread's state.
pub struct MdThread {
    pub(crate) replay: Replay,
    pub(crate) hub: Option<RecordHub>,
    pub(crate) commands: Receiver<Command>,
    pub(crate) cell: Arc<StatusCell>,
    pub(crate) instruments: Arc<Mutex<Vec<Instrument>>>,
    pub(crate) clock: SystemClock,
    pub(crate) timing: Timing,
    pub(crate) pacing: Pacing,
    pub(crate) playing: bool,
    pub(crate) beginning: Option<Beginning>,
    pub(crate) goal: Option<Goal>,
    pub(crate) set_out: bool,
    pub(crate) taps: TapSet,
    /// Whether the way to the goal is a jump that the plugins must be told of; they see each event of a few steps forward.
    pub(crate) owes_jump: bool,
    pub(crate) lanes: Vec<Option<Lane>>,
    pub(crate) published_at_ns: i64,
}

impl MdThread {
    /// Runs until told to close.
    pub fn run(mut self) {
        let waiting = self.catch_up();
        self.publish(true);
        if self.cell.closing() {
            return; // the command to close was among those that waited
        }
        waiting.into_iter().for_each(|command| self.obey(command));
        loop {
            let busy = if self.goal.is_some() { self.approach() } else { self.playing && self.turn() };
            self.publish(false);
            let wait = if busy { Duration::ZERO } else { self.idle_time() };
            let mut next = self.commands.recv_timeout(wait);
            while let Ok(command) = next {
                if matches!(command, Command::Close) {
                    return;
                }
                self.obey(command);
                next = self.commands.try_recv().map_err(|_| RecvTimeoutError::Timeout);
            }
            if matches!(next, Err(RecvTimeoutError::Disconnected)) {
                return;
            }
        }
    }

    /// Brings a live loop to the present before it is paced: the generated past fills the panels, nothing of it is lost.
    /// Plugins are told of it only where they asked. Returns the commands that must wait for the present.
    fn catch_up(&mut self) -> Vec<Command> {
        let mut waiting = Vec::new();
        let Some(mut hub) = self.hub.take() else { return waiting };
        hub.wait_for_readers(true);
        self.taps.wait_for_readers(true);
        let due_ns = self.pacing.due_ns(self.clock.now_ns());
        let outcome = loop {
            self.admit_early(&mut waiting);
            match self.replay.advance(due_ns, TURN_EVENTS, &mut hub, &mut self.taps) {
                Ok(Progress::Busy) if !self.cell.closing() => self.tell(),
                outcome => break outcome,
            }
        };
        hub.wait_for_readers(false);
        self.taps.wait_for_readers(false);
        self.hub = Some(hub);
        self.cell.set_phase(Phase::Running);
        self.cell.mark_current();
        self.conclude(outcome);
        waiting
    }

    /// Taps that asked for the past begin in the middle of it.
    fn admit_early(&mut self, waiting: &mut Vec<Command>) {
        for command in self.commands.try_iter() {
            match command {
                Command::Tap(tap) if tap.wants_past() => self.taps.attach(tap, self.replay.state()),
                other => waiting.push(other),
            }
        }
    }

    /// Applies what is due; true when more is.
    fn turn(&mut self) -> bool {
        let due_ns = self.pacing.due_ns(self.clock.now_ns());
        let before = self.replay.state().counters().events;
        let outcome = match &mut self.hub {
            Some(hub) => self.replay.advance(due_ns, TURN_EVENTS, hub, &mut self.taps),
            None => self.replay.advance(due_ns, TURN_EVENTS, &mut (), &mut self.taps),
        };
        let moved = self.replay.state().counters().events > before;
        if moved {
            self.cell.mark_unseen();
        }
        if moved || self.timing == Timing::Replay {
            self.cell.mark_current();
        }
        self.conclude(outcome)
    }

    fn conclude(&mut self, outcome: Result<Progress, FeedError>) -> bool {
        match outcome {
            Ok(Progress::Busy) => return true,
            Ok(Progress::Reached | Progress::Idle) => {}
            Ok(Progress::Ended) => {
                self.playing = false;
                self.cell.set_phase(Phase::Ended);
                self.publish(true);
            }
            Err(error) => {
                self.playing = false;
                self.cell.fail(error.to_string());
                self.publish(true);
            }
        }
        self.tell();
        false
    }

    fn obey(&mut self, command: Command) {
        match command {
            Command::Play => self.set_playing(true),
            Command::Pause => self.set_playing(false),
            Command::Speed(speed) => {
                self.anchor(speed);
                self.cell.set_speed(as_multiple(speed));
            }
            Command::Step(units) => self.step(units),
            Command::Seek(ts_ns) => self.seek(ts_ns),
            Command::Attach(instrument, writer) => self.attach(instrument, writer),
            Command::Watch(instrument) => self.watch(instrument),
            Command::Tap(tap) => self.taps.attach(tap, self.replay.state()),
            Command::Close => {}
        }
    }

    fn step(&mut self, units: i64) {
        let Some(beginning) = self.beginning else { return };
        self.set_playing(false);
        let from = match self.goal {
            Some(Goal::Units(units)) => units,
            Some(Goal::Time(_)) => return self.step_behind_jump(units),
            None => self.replay.units(),
        };
        self.jump(Goal::Units(from.saturating_add_signed(units).max(beginning.units)));
    }

    /// A step counts from where the jump before it leads.
    fn step_behind_jump(&mut self, units: i64) {
        while self.goal.is_some() {
            if self.cell.closing() {
                return;
            }
            self.approach();
        }
        self.step(units);
    }

    fn seek(&mut self, ts_ns: Nanos) {
        if let Some(beginning) = self.beginning {
            self.jump(Goal::Time(ts_ns.max(beginning.ts_ns)));
        }
    }

    /// Sets out for `goal` in place of an earlier one.
    fn jump(&mut self, goal: Goal) {
        self.goal = Some(goal);
        self.set_out = true;
    }

    /// Goes on towards the goal; true while it is not reached.
    fn approach(&mut self) -> bool {
        let Some(goal) = self.goal else { return false };
        let set_out = std::mem::take(&mut self.set_out);
        let outcome = match goal {
            Goal::Time(ts_ns) => {
                if set_out {
                    self.owes_jump = true;
                    self.replay.jump_before(ts_ns);
                }
                self.replay.advance(ts_ns, JUMP_EVENTS, &mut (), &mut ())
            }
            Goal::Units(units) => {
                if set_out {
                    let from = self.replay.units();
                    self.replay.jump_before_units(units);
                    let steps = units.checked_sub(from).filter(|steps| *steps <= MOST_STEPS_TOLD);
                    self.owes_jump |= self.replay.units() != from || steps.is_none();
                }
                if !self.owes_jump {
                    self.replay.advance_units(units, JUMP_EVENTS, &mut (), &mut self.taps)
                } else {
                    self.replay.advance_units(units, JUMP_EVENTS, &mut (), &mut ())
                }
            }
        };
        if outcome == Ok(Progress::Busy) {
            return true;
        }
        self.goal = None;
        self.arrive(goal, outcome);
        self.playing
    }

    /// After a jump: say where the cursor is, and in which phase. Replay time goes on from where the jump led, which may
    /// lie behind the last event there.
    fn arrive(&mut self, goal: Goal, outcome: Result<Progress, FeedError>) {
        let ts_ns = match goal {
            Goal::Time(ts_ns) => ts_ns,
            Goal::Units(_) => self.replay.clock_ns(),
        };
        self.pacing = Pacing::anchored(self.clock.now_ns(), ts_ns, self.pacing.speed());
        self.cell.set_phase(if self.playing { Phase::Running } else { Phase::Paused });
        self.cell.mark_current();
        self.cell.mark_unseen();
        if std::mem::take(&mut self.owes_jump) {
            self.taps.jumped(self.replay.state());
        }
        self.conclude(outcome);
        self.publish(true);
    }

    fn set_playing(&mut self, playing: bool) {
        if self.timing == Timing::Live {
            return;
        }
        self.anchor(self.pacing.speed());
        self.playing = playing;
        self.cell.mark_current();
        self.cell.set_phase(if playing { Phase::Running } else { Phase::Paused });
        self.publish(true);
    }

    /// Replay time goes on at `speed` from where it is, which between two events is behind the last of them.
    fn anchor(&mut self, speed: Speed) {
        if self.timing == Timing::Live {
            return;
        }
        let now_ns = self.clock.now_ns();
        let reached_ns = match (self.playing, self.pacing.speed()) {
            (true, Speed::Times(_)) => self.pacing.due_ns(now_ns),
            (true, Speed::Max) => self.replay.clock_ns(),
            (false, _) => self.pacing.anchor_ns(),
        };
        let next_ns = self.replay.next_due_ns().unwrap_or(Nanos::MAX);
        let reached_ns = reached_ns.min(next_ns).max(self.replay.clock_ns());
        self.pacing = Pacing::anchored(now_ns, reached_ns, speed);
    }

    fn attach(&mut self, instrument: InstrumentId, writer: Box<snapshot::Writer>) {
        let index = instrument.index();
        if self.lanes.len() <= index {
            self.lanes.resize_with(index + 1, || None);
        }
        self.lanes[index] = Some(Lane::new(writer));
        self.publish(true);
    }

    fn watch(&mut self, instrument: InstrumentId) {
        if let Some(hub) = &mut self.hub {
            hub.ensure(instrument);
            self.replay.state_mut().record_also(instrument);
        }
    }

    fn idle_time(&mut self) -> Duration {
        if !self.playing {
            return STANDING;
        }
        let Some(next_ns) = self.replay.next_due_ns() else {
            return self.taps.pace(self.clock.elapsed_ns()).unwrap_or(POLL);
        };
        let wait_ns = self.pacing.wait_ns(self.clock.now_ns(), next_ns);
        Duration::from_nanos(u64::try_from(wait_ns).unwrap_or(0)).min(IDLE)
    }

    /// Publishes every book that changed since it was last published.
    fn publish(&mut self, at_once: bool) {
        let now_ns = self.clock.elapsed_ns();
        if !at_once && now_ns - self.published_at_ns < PUBLISH_EVERY_NS {
            return;
        }
        self.published_at_ns = now_ns;
        let books = self.replay.state().books();
        for (index, lane) in self.lanes.iter_mut().enumerate() {
            let id = InstrumentId(u32::try_from(index).unwrap_or(u32::MAX));
            if let (Some(lane), Some(book)) = (lane, books.book(id)) {
                lane.publish(book, at_once);
            }
        }
        self.tell();
    }

    fn tell(&mut self) {
        let state = self.replay.state();
        self.cell.set_cursor(state.clock_ns(), state.counters(), self.replay.units(), state.any_gapped());
        share_instruments(&self.instruments, self.replay.feed().instruments().rows());
    }
}

pub(crate) fn as_multiple(speed: Speed) -> f64 {
    match speed {
        Speed::Times(times) => times,
        Speed::Max => f64::INFINITY,
    }
}
