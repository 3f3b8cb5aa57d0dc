//! Logon, as the gateway sees it.

use super::{ConnId, Effect, Now, Sessions, Stage};
use crate::gateway::frame::{Frame, FrameFault, Kind};
use crate::gateway::link::Link;
use crate::gateway::logon::{
    Challenge, Hello, Nonce, Proof, Refusal, Secret, SessionKeys, Standing, Welcome, is_proven, session_keys,
};
use plimsoll_types::RejectReason;
use plimsoll_wire::journal::{Canonical, SessionChange, SessionEntry};

/// Who did not prove themselves is told this, whatever was wrong.
const UNPROVEN: &str = "unknown principal or wrong key; compare the terminal's key file with the gateway's";

impl Sessions {
    /// A frame of a connection that has not logged on.
    pub(super) fn greet(&mut self, conn: ConnId, bytes: &[u8], nonce: Nonce, now: Now, effects: &mut Vec<Effect>) {
        let frame = match Frame::read(bytes) {
            Ok(frame) => frame,
            Err(fault) => return self.refuse_stranger(conn, "", &fault.to_string(), now, effects),
        };
        let Some(state) = self.conns.get_mut(&conn) else { return };
        match (frame.header.kind, std::mem::replace(&mut state.stage, Stage::Stranger)) {
            (Kind::Hello, Stage::Stranger) => match Hello::from_bytes(frame.payload) {
                Some(hello) => self.challenge(conn, hello, nonce, now, effects),
                None => self.refuse_stranger(conn, "", &FrameFault::Payload.to_string(), now, effects),
            },
            (Kind::Proof, Stage::Challenged(hello, challenge)) => match Proof::from_bytes(frame.payload) {
                Some(proof) => self.judge(conn, &hello, &challenge, &proof, now, effects),
                None => self.refuse_stranger(conn, "", &FrameFault::Payload.to_string(), now, effects),
            },
            _ => self.refuse_stranger(conn, "", "a frame of no session", now, effects),
        }
    }

    fn challenge(&mut self, conn: ConnId, hello: Hello, nonce: Nonce, now: Now, effects: &mut Vec<Effect>) {
        if hello.profile != self.rules.profile {
            let words = format!(
                "this gateway runs profile {}, the terminal profile {}; nothing is shared between the two",
                self.rules.profile,
                printable(&hello.profile)
            );
            let principal = printable(&hello.principal);
            return self.turn_away(conn, &principal, RejectReason::WrongProfile, &words, now, effects);
        }
        let challenge = Challenge { nonce, instance: self.rules.instance };
        Self::say(conn, Kind::Challenge, &challenge.to_bytes(), now, effects);
        if let Some(state) = self.conns.get_mut(&conn) {
            state.stage = Stage::Challenged(hello, challenge);
        }
    }

    fn judge(
        &mut self,
        conn: ConnId,
        hello: &Hello,
        challenge: &Challenge,
        proof: &Proof,
        now: Now,
        effects: &mut Vec<Effect>,
    ) {
        let at = self.sessions.iter().position(|session| session.principal.name == hello.principal);
        // A stranger's proof is checked too, against a secret that nobody holds: its refusal takes as long.
        let nobody = Secret::new(challenge.nonce);
        let secret = at.map_or(&nobody, |at| &self.sessions[at].principal.secret);
        let proven = is_proven(secret, hello, challenge, proof);
        let Some(at) = at.filter(|_| proven) else {
            return self.refuse_stranger(conn, &printable(&hello.principal), UNPROVEN, now, effects);
        };
        if let Some(before) = self.sessions[at].conn.filter(|before| *before != conn) {
            self.end(before, SessionChange::Lost, false, "the same principal logged on elsewhere", now, effects);
        }
        let keys = session_keys(&self.sessions[at].principal.secret, hello, challenge);
        self.attach(conn, at, keys, proof.standing, now, effects);
    }

    fn attach(
        &mut self,
        conn: ConnId,
        at: usize,
        keys: SessionKeys,
        standing: Standing,
        now: Now,
        effects: &mut Vec<Effect>,
    ) {
        let Some(state) = self.conns.get_mut(&conn) else { return };
        let session = &mut self.sessions[at];
        let link = Link::new(session.principal.session, keys.to_client, keys.to_gateway);
        state.stage = Stage::Attached { at, link: Box::new(link) };
        state.heard_ns = now.mono_ns;
        session.conn = Some(conn);
        session.timers.attached(now.mono_ns);
        let has = standing.has(self.rules.instance);
        state.next_report = if standing.resumes { self.reports.place_after(has) } else { self.reports.end() };
        let welcome = Welcome {
            session: session.principal.session,
            origin: session.principal.origin,
            last_number: session.last_number,
            last_report: self.reports.last(),
            is_behind: standing.resumes && self.reports.lacks_after(has),
            instance: self.rules.instance,
            session_ns: now.mono_ns,
            heartbeat_ms: self.rules.heartbeat_ms,
            lost_after_ms: self.rules.lost_after_ms,
            may_trade: session.principal.may_trade,
            started_ns: self.rules.started.utc_ns,
        };
        let change = if standing.resumes { SessionChange::Resumed } else { SessionChange::LoggedOn };
        let entry = SessionEntry {
            session: session.principal.session,
            change,
            principal: session.principal.name.clone(),
            peer: state.peer.clone(),
            reason: String::new(),
        };
        effects.push(Effect::Record(entry));
        self.send(conn, Kind::Welcome, &welcome.to_bytes(), now, effects);
    }

    /// Ends a connection that never became a session; recorded.
    pub(super) fn refuse_stranger(
        &mut self,
        conn: ConnId,
        principal: &str,
        words: &str,
        now: Now,
        effects: &mut Vec<Effect>,
    ) {
        self.turn_away(conn, principal, RejectReason::NotLoggedOn, words, now, effects);
    }

    fn turn_away(
        &mut self,
        conn: ConnId,
        principal: &str,
        reason: RejectReason,
        words: &str,
        now: Now,
        effects: &mut Vec<Effect>,
    ) {
        let Some(state) = self.conns.get_mut(&conn) else { return };
        state.stage = Stage::Ended;
        let entry = SessionEntry {
            session: 0,
            change: SessionChange::Refused,
            principal: principal.to_owned(),
            peer: state.peer.clone(),
            reason: words.to_owned(),
        };
        self.refusals.note(now.mono_ns, entry, effects);
        let refusal = Refusal { reason, words: words.to_owned() };
        Self::say(conn, Kind::Refusal, &refusal.to_bytes(), now, effects);
        effects.push(Effect::Close(conn));
    }
}

/// A stranger's words, safe to write into a log.
fn printable(text: &str) -> String {
    text.chars().take(64).map(|letter| if letter.is_control() { '?' } else { letter }).collect()
}
