//! Thread `md`: advances the trading loop as its clock says and publishes the books.

use crate::hub::RecordHub;
use crate::indexer::share_instruments;
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

/// Longest sleep with nothing due.
const IDLE: Duration = Duration::from_millis(5);

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
    pub(crate) lanes: Vec<Option<Lane>>,
    pub(crate) published_at_ns: i64,
}

pub(crate) struct Lane {
    writer: Box<snapshot::Writer>,
    updates: Option<u64>,
}

impl MdThread {
    /// Runs until told to close.
    pub fn run(mut self) {
        self.catch_up();
        self.publish(true);
        loop {
            let busy = self.playing && self.turn();
            self.publish(false);
            let wait = if busy { Duration::ZERO } else { self.idle_time() };
            match self.commands.recv_timeout(wait) {
                Ok(Command::Close) | Err(RecvTimeoutError::Disconnected) => return,
                Ok(command) => self.obey(command),
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }

    /// Brings a live loop to the present before it is paced: the generated past fills the panels, nothing of it is lost.
    fn catch_up(&mut self) {
        let Some(mut hub) = self.hub.take() else { return };
        hub.wait_for_readers(true);
        let due_ns = self.pacing.due_ns(self.clock.now_ns());
        let outcome = loop {
            match self.replay.advance(due_ns, TURN_EVENTS, &mut hub, &mut ()) {
                Ok(Progress::Busy) if !self.cell.closing() => self.tell(),
                outcome => break outcome,
            }
        };
        hub.wait_for_readers(false);
        self.hub = Some(hub);
        self.cell.set_phase(Phase::Running);
        self.cell.mark_current();
        self.conclude(outcome);
    }

    /// Applies what is due; true when more is.
    fn turn(&mut self) -> bool {
        let due_ns = self.pacing.due_ns(self.clock.now_ns());
        let before = self.replay.state().counters().events;
        let outcome = match &mut self.hub {
            Some(hub) => self.replay.advance(due_ns, TURN_EVENTS, hub, &mut ()),
            None => self.replay.advance(due_ns, TURN_EVENTS, &mut (), &mut ()),
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
            }
            Err(error) => {
                self.playing = false;
                self.cell.fail(error.to_string());
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
            Command::Step(units) => {
                self.set_playing(false);
                let target = self.replay.units().saturating_add_signed(units);
                let outcome = self.replay.seek_units(target, &mut ());
                self.settle(outcome);
            }
            Command::Seek(ts_ns) => {
                let outcome = self.replay.seek(ts_ns, &mut ());
                self.settle(outcome);
                self.pacing = Pacing::anchored(self.clock.now_ns(), ts_ns, self.pacing.speed());
            }
            Command::Attach(instrument, writer) => self.attach(instrument, writer),
            Command::Watch(instrument) => self.watch(instrument),
            Command::Close => {}
        }
    }

    /// After a jump: say where the cursor is, and in which phase.
    fn settle(&mut self, outcome: Result<Progress, FeedError>) {
        self.cell.set_phase(if self.playing { Phase::Running } else { Phase::Paused });
        self.cell.mark_current();
        self.cell.mark_unseen();
        self.anchor(self.pacing.speed());
        self.conclude(outcome);
        self.publish(true);
    }

    fn set_playing(&mut self, playing: bool) {
        if self.timing == Timing::Live {
            return;
        }
        self.playing = playing;
        self.anchor(self.pacing.speed());
        self.cell.mark_current();
        self.cell.set_phase(if playing { Phase::Running } else { Phase::Paused });
    }

    fn anchor(&mut self, speed: Speed) {
        if self.timing == Timing::Replay {
            self.pacing = Pacing::anchored(self.clock.now_ns(), self.replay.clock_ns(), speed);
        }
    }

    fn attach(&mut self, instrument: InstrumentId, writer: Box<snapshot::Writer>) {
        let index = instrument.index();
        if self.lanes.len() <= index {
            self.lanes.resize_with(index + 1, || None);
        }
        self.lanes[index] = Some(Lane { writer, updates: None });
        self.publish(true);
    }

    fn watch(&mut self, instrument: InstrumentId) {
        if let Some(hub) = &mut self.hub {
            hub.ensure(instrument);
            self.replay.state_mut().record_also(instrument);
        }
    }

    fn idle_time(&self) -> Duration {
        if !self.playing {
            return IDLE;
        }
        let Some(next_ns) = self.replay.next_due_ns() else { return Duration::from_millis(1) };
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

impl Lane {
    fn publish(&mut self, book: plimsoll_book::Book<'_>, at_once: bool) {
        let updates = book.updates();
        if at_once || self.updates != Some(updates) {
            self.updates = Some(updates);
            self.writer.publish(book);
        }
    }
}

pub(crate) fn as_multiple(speed: Speed) -> f64 {
    match speed {
        Speed::Times(times) => times,
        Speed::Max => f64::INFINITY,
    }
}
