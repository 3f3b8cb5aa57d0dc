//! Frames of sessions.

use super::{ConnId, Effect, Now, Sessions, Whose};
use crate::gateway::frame::{Frame, FrameFault, Header, Kind};
use crate::gateway::message::{CommandRefused, Heartbeat, Query, Snapshot, in_parts};
use plimsoll_types::{ClOrdId, ExecutionReport, OrderCommand, RejectReason, StrategyId};
use plimsoll_wire::journal::{Canonical, OrderClick, SessionChange};

impl Sessions {
    pub(super) fn take(
        &mut self,
        conn: ConnId,
        at: usize,
        header: &Header,
        payload: &[u8],
        now: Now,
        effects: &mut Vec<Effect>,
    ) {
        let session = self.sessions[at].principal.session;
        let understood = match header.kind {
            Kind::Command => match OrderCommand::from_bytes(payload) {
                Some(command) => {
                    self.command(conn, at, header.seq, command, now, effects);
                    true
                }
                None => false,
            },
            Kind::Heartbeat => self.heartbeat(at, payload, now),
            Kind::Query => {
                Query::from_bytes(payload).map(|query| effects.push(Effect::Query(session, query.cl_ord_id))).is_some()
            }
            Kind::SnapshotRequest => {
                effects.push(Effect::Snapshot(session));
                payload.is_empty()
            }
            Kind::Click => OrderClick::from_bytes(payload).map(|click| effects.push(Effect::Click(click))).is_some(),
            Kind::Logout => {
                self.end(conn, SessionChange::LoggedOff, true, "the terminal logged off", now, effects);
                true
            }
            _ => return self.refuse_frame(conn, at, &[], FrameFault::OutOfPlace, now, effects),
        };
        if !understood {
            self.refuse_frame(conn, at, &[], FrameFault::Payload, now, effects);
        }
    }

    fn heartbeat(&mut self, at: usize, payload: &[u8], now: Now) -> bool {
        let Some(beat) = Heartbeat::from_bytes(payload) else { return false };
        self.sessions[at].timers.heard(beat.operator, beat.strategies, now.mono_ns);
        true
    }

    fn command(
        &mut self,
        conn: ConnId,
        at: usize,
        seq: u64,
        command: OrderCommand,
        now: Now,
        effects: &mut Vec<Effect>,
    ) {
        let session = &mut self.sessions[at];
        let cl_ord_id = command.cl_ord_id();
        let reason = refusal_of(session, &command, now);
        if reason == RejectReason::None {
            session.commands += 1;
            session.last_number = session.last_number.max(last_number_of(&command));
            let session = session.principal.session;
            effects.push(Effect::Command { session, seq, command });
        } else {
            session.refused += 1;
            let refused = CommandRefused { cl_ord_id, seq, reason };
            self.send(conn, Kind::CommandRefused, &refused.to_bytes(), now, effects);
        }
    }

    /// Tells the sender of a late or early command that it was not acted on. A replay is answered by nothing.
    pub(super) fn refuse_late(
        &mut self,
        conn: ConnId,
        bytes: &[u8],
        fault: FrameFault,
        now: Now,
        effects: &mut Vec<Effect>,
    ) {
        let Ok(frame) = Frame::read(bytes) else { return };
        if fault == FrameFault::Replayed || frame.header.kind != Kind::Command {
            return;
        }
        let cl_ord_id = OrderCommand::from_bytes(frame.payload).map_or(ClOrdId::NONE, |command| command.cl_ord_id());
        let refused = CommandRefused { cl_ord_id, seq: frame.header.seq, reason: RejectReason::Expired };
        self.send(conn, Kind::CommandRefused, &refused.to_bytes(), now, effects);
    }

    /// Answers a query: the order's status, or that there is no such order.
    pub fn answer(
        &mut self,
        session: u32,
        cl_ord_id: ClOrdId,
        status: Option<ExecutionReport>,
        now: Now,
        effects: &mut Vec<Effect>,
    ) {
        let Some(conn) = self.conn_of(session) else { return };
        match status.filter(|report| self.sees(session, report)) {
            Some(report) => {
                // Number zero: it tells a state, nothing happened.
                let numbered = crate::gateway::message::NumberedReport { number: 0, report };
                self.send(conn, Kind::Report, &numbered.to_bytes(), now, effects);
            }
            None => {
                let refused = CommandRefused { cl_ord_id, seq: 0, reason: RejectReason::UnknownOrder };
                self.send(conn, Kind::CommandRefused, &refused.to_bytes(), now, effects);
            }
        }
    }

    /// Sends what is open. The reports up to it were handed over before: the client has them first.
    pub fn send_snapshot(&mut self, session: u32, mut snapshot: Snapshot, now: Now, effects: &mut Vec<Effect>) {
        let Some(conn) = self.conn_of(session) else { return };
        snapshot.last_report = self.reports.last();
        for part in in_parts(&snapshot.to_bytes()) {
            self.send(conn, Kind::Snapshot, &part.to_bytes(), now, effects);
        }
    }

    pub(super) fn conn_of(&self, session: u32) -> Option<ConnId> {
        self.sessions.iter().find(|known| known.principal.session == session)?.conn
    }

    pub(super) fn sees(&self, session: u32, report: &ExecutionReport) -> bool {
        self.sessions.iter().find(|known| known.principal.session == session).is_some_and(|known| known.sees(report))
    }
}

fn refusal_of(session: &mut super::Session, command: &OrderCommand, now: Now) -> RejectReason {
    if command.cl_ord_id().origin() != session.principal.origin {
        return RejectReason::WrongOrigin;
    }
    let is_cancel = matches!(command, OrderCommand::Cancel(_) | OrderCommand::MassCancel(_));
    if !is_cancel && !session.principal.may_trade {
        return RejectReason::ReadOnlySession;
    }
    let strategy = strategy_of(command);
    let whose = if strategy.is_some() { Whose::Strategies } else { Whose::ByHand };
    let is_entry = matches!(command, OrderCommand::New(_) | OrderCommand::Quote(_));
    if is_entry && !session.timers.is_alive(whose) {
        return RejectReason::Halted;
    }
    if session.throttle.take(is_cancel, now.mono_ns) { RejectReason::None } else { RejectReason::QueueFull }
}

const fn strategy_of(command: &OrderCommand) -> StrategyId {
    match command {
        OrderCommand::New(order) => order.attribution.strategy,
        OrderCommand::Quote(quote) => quote.attribution.strategy,
        _ => StrategyId::NONE,
    }
}

/// A quote uses two numbers.
const fn last_number_of(command: &OrderCommand) -> u64 {
    match command {
        OrderCommand::Quote(quote) => quote.quote_id.number() + 1,
        other => other.cl_ord_id().number(),
    }
}
