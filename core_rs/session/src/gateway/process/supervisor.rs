//! Carries control requests out, on the control thread.

use super::halts::HaltsKeeper;
use super::limits::{LimitsPlace, LimitsRead};
use super::path_desk::PathInstruction;
use crate::gateway::clock;
use crate::gateway::control::{ControlReply, ControlRequest, HaltLine, Signed, StateField, StateLine, Supervisor};
use crate::gateway::server::GatewayPorts;
use crate::state_flow::{StateMirror, StateRow};
use crate::supervision::{NewHalt, People, ScopeText, SignedStatement};
use plimsoll_types::{HaltMode, Nanos};
use plimsoll_wire::journal::JournalEntry;
use std::path::PathBuf;
use std::sync::Arc;

/// Everything that a control request may touch.
pub(super) struct PathSupervisor {
    pub(super) halts: HaltsKeeper,
    pub(super) ports: GatewayPorts<PathInstruction>,
    pub(super) limits: LimitsPlace,
    pub(super) people: PathBuf,
    pub(super) mirror: Arc<StateMirror>,
    /// When the clock's state is recorded next.
    pub(super) clock_due_ns: i64,
}

const MINUTE_NS: i64 = 60_000_000_000;
/// A difference of the clocks that is no drift.
const LARGEST_STEP_NS: i64 = 100_000_000;

/// Of a page of the state; a frame holds somewhat more, and no value comes near it.
const PAGE_BYTES: usize = 48 << 10;

fn state_line(row: StateRow) -> StateLine {
    let field = |(name, text): (&str, String)| StateField { name: name.to_owned(), text };
    StateLine { key: row.key, fields: row.fields.into_iter().map(field).collect() }
}

impl Supervisor for PathSupervisor {
    fn handle(&mut self, now_ns: Nanos, request: ControlRequest) -> ControlReply {
        match request {
            ControlRequest::Status => self.status(),
            ControlRequest::State { after } => self.state(&after),
            ControlRequest::Halt { scope, mode, reason, by } => self.halt(now_ns, &scope, mode, reason, by),
            ControlRequest::Arm { number, signatures, .. } => self.arm(now_ns, number, signatures),
            ControlRequest::ReadHalts => self.read_halts(),
            ControlRequest::ReadLimits => self.read_limits(),
            ControlRequest::ReadPeople => done(0, 0, "people are read anew with each request"),
            ControlRequest::Beat { .. } => {
                let shut = if self.halts.is_shut() { "the firm is halted" } else { "the gateway lives" };
                done(0, 0, shut)
            }
            ControlRequest::Drill { .. } => {
                ControlReply::Refused { words: "this gateway rehearses nothing; use `plimsoll drill`".to_owned() }
            }
        }
    }

    fn tick(&mut self, _: Nanos) {
        // What could not be kept is tried again at the next tick; the gate holds it meanwhile.
        let _ = self.halts.settle();
        if clock::mono_ns() >= self.clock_due_ns {
            self.clock_due_ns = clock::mono_ns() + MINUTE_NS;
            let step_ns = clock::utc_offset_ns();
            if step_ns.abs() > LARGEST_STEP_NS {
                let words = format!("the system's clock was set: it is {step_ns} ns ahead of this log's");
                // As below.
                let _ = self.ports.orders.send(PathInstruction::Record(JournalEntry::Note(words)));
            }
            // A full queue only leaves out one of many.
            let _ =
                self.ports.orders.send(PathInstruction::Record(JournalEntry::Clock(crate::clock_state::clock_state())));
        }
    }
}

fn done(number: u64, took_ns: u64, words: &str) -> ControlReply {
    ControlReply::Done { number, took_ns, words: words.to_owned() }
}

fn refused(error: impl ToString) -> ControlReply {
    ControlReply::Refused { words: error.to_string() }
}

impl PathSupervisor {
    fn status(&self) -> ControlReply {
        let mut status = self.ports.status.read();
        status.mirror = self.mirror.status().failure;
        let line = |halt: &crate::supervision::KeptHalt| HaltLine {
            number: halt.number,
            scope: halt.scope.to_string(),
            mode: halt.mode,
            reason: self.halts.reason_of(halt),
            by: halt.by.clone(),
            ts_ns: halt.ts_ns,
        };
        status.halts = self.halts.state.halts.iter().map(line).collect();
        ControlReply::Status { status }
    }

    /// A page of the state: as much as a frame holds.
    fn state(&self, after: &str) -> ControlReply {
        let mut rows: Vec<StateRow> =
            self.mirror.snapshot().into_iter().filter(|row| row.key.as_str() > after).collect();
        rows.sort_by(|one, other| one.key.cmp(&other.key));
        let (count, mut bytes) = (rows.len(), 0);
        let lines: Vec<StateLine> = rows
            .into_iter()
            .map(state_line)
            .take_while(|line| {
                bytes +=
                    line.key.len() + line.fields.iter().map(|it| it.name.len() + it.text.len() + 16).sum::<usize>();
                bytes <= PAGE_BYTES
            })
            .collect();
        let is_last = lines.len() == count;
        ControlReply::State { lines, is_last }
    }

    fn halt(&mut self, now_ns: Nanos, scope: &str, mode: HaltMode, reason: String, by: String) -> ControlReply {
        let began_ns = clock::mono_ns();
        let scope = match ScopeText::parse(scope) {
            Ok(scope) => scope,
            Err(error) => return refused(error),
        };
        if reason.trim().is_empty() || mode == HaltMode::None {
            return refused("a halt needs a mode and a reason");
        }
        let (number, words) = self.halts.engage(NewHalt { number: 0, scope, mode, reason, by, ts_ns: now_ns });
        self.ports.orders.wake();
        let took_ns = u64::try_from(clock::mono_ns() - began_ns).unwrap_or(0);
        ControlReply::Done { number, took_ns, words }
    }

    fn arm(&mut self, now_ns: Nanos, number: u64, signatures: Vec<Signed>) -> ControlReply {
        let people = match People::read(&self.people) {
            Ok(people) => people,
            Err(error) => return refused(error),
        };
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let signed: Vec<_> = signatures
            .into_iter()
            .map(|one| SignedStatement::new(&one.person, one.statement, &hex(&one.signature)))
            .collect();
        match self.halts.file.rearm(&people, now_ns, &signed) {
            Ok(entries) => {
                // The journal names the two people; the gate opens with it, and at the latest with the next tick.
                let count = entries.len();
                if self.ports.orders.send(PathInstruction::Lift(entries)).is_err() {
                    self.halts.take_over();
                }
                done(number, 0, &format!("{count} halts are lifted"))
            }
            Err(error) => refused(error),
        }
    }

    fn read_halts(&mut self) -> ControlReply {
        let began_ns = clock::mono_ns();
        self.halts.take_over();
        self.ports.orders.wake();
        let took_ns = u64::try_from(clock::mono_ns() - began_ns).unwrap_or(0);
        done(0, took_ns, &format!("{} halts hold", self.halts.state.halts.len()))
    }

    fn read_limits(&mut self) -> ControlReply {
        let read = self.limits.read();
        let reply = match &read {
            LimitsRead::Usable { edit, .. } => done(edit.version, 0, "these limits hold"),
            LimitsRead::Unusable(why) => refused(format!("{why}; nothing is traded")),
        };
        match self.ports.orders.send(PathInstruction::Limits(Box::new(read))) {
            Ok(()) => reply,
            Err(_) => refused("the orders thread takes no instruction now; ask again"),
        }
    }
}
