//! One end of a session's link: seals what is sent, opens what arrives, and refuses what was seen, forged, or is too late.
//!
//! The transport keeps order, so a sequence number that is not the next means a fault or an attack: one that was seen is a
//! replay and dropped, one that is ahead ends the connection. What was lost with a connection is sent again after the next
//! logon, by report number.

use super::frame::{Frame, FrameFault, Header, Kind, MOST_AGE_MS, MacKey, put_frame};

/// A frame may be this far ahead of this end's clock: both read one clock, at different times.
const SLACK_NS: i64 = 250_000_000;

/// What was counted; nothing of it is ever reset.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LinkCounters {
    /// Frames taken.
    pub taken: u64,
    /// Replays dropped.
    pub replayed: u64,
    /// Frames with a wrong code.
    pub forged: u64,
    /// Frames that came too late.
    pub expired: u64,
}

/// One end.
#[derive(Debug, Clone)]
pub struct Link {
    session: u32,
    seals: MacKey,
    opens: MacKey,
    sent: u64,
    received: u64,
    acknowledged: u64,
    counters: LinkCounters,
}

impl Link {
    /// Before the first frame of `session`; `seals` is the key of what this end sends.
    #[must_use]
    pub const fn new(session: u32, seals: MacKey, opens: MacKey) -> Self {
        let counters = LinkCounters { taken: 0, replayed: 0, forged: 0, expired: 0 };
        Self { session, seals, opens, sent: 0, received: 0, acknowledged: 0, counters }
    }

    /// The session's number.
    #[must_use]
    pub const fn session(&self) -> u32 {
        self.session
    }

    /// Appends the next frame; `lives_ms` zero lets it be acted on for ever.
    pub fn seal(&mut self, kind: Kind, lives_ms: u16, session_ns: i64, payload: &[u8], out: &mut Vec<u8>) {
        self.sent += 1;
        let header =
            Header { kind, session: self.session, seq: self.sent, ack: self.received, sent_ns: session_ns, lives_ms };
        put_frame(out, &header, payload, Some(&self.seals));
    }

    /// Opens the next frame. One that is too late is counted as received: its number is used up.
    ///
    /// # Errors
    /// [`FrameFault`]; see [`is_fatal`](FrameFault::is_fatal) for what it means to the connection.
    pub fn open<'a>(&mut self, bytes: &'a [u8], session_ns: i64) -> Result<Frame<'a>, FrameFault> {
        let frame = Frame::read(bytes)?;
        if !frame.is_sealed_by(&self.opens) {
            self.counters.forged += 1;
            return Err(FrameFault::Mac);
        }
        let header = frame.header;
        if header.session != self.session {
            return Err(FrameFault::Session);
        }
        if header.seq <= self.received {
            self.counters.replayed += 1;
            return Err(FrameFault::Replayed);
        }
        if header.seq != self.received + 1 {
            return Err(FrameFault::Gap);
        }
        if header.ack > self.sent {
            return Err(FrameFault::Ack);
        }
        self.received = header.seq;
        self.acknowledged = self.acknowledged.max(header.ack);
        if let Err(fault) = in_time(&header, session_ns) {
            self.counters.expired += 1;
            return Err(fault);
        }
        self.counters.taken += 1;
        Ok(frame)
    }

    /// Frames sent that the other end has not acknowledged.
    #[must_use]
    pub const fn unacknowledged(&self) -> u64 {
        self.sent - self.acknowledged
    }

    /// Frames of the other end received so far.
    #[must_use]
    pub const fn received(&self) -> u64 {
        self.received
    }

    /// Frames sent so far.
    #[must_use]
    pub const fn sent(&self) -> u64 {
        self.sent
    }

    /// What was counted.
    #[must_use]
    pub const fn counters(&self) -> LinkCounters {
        self.counters
    }
}

fn in_time(header: &Header, session_ns: i64) -> Result<(), FrameFault> {
    if header.lives_ms == 0 {
        return Ok(());
    }
    let age_ns = session_ns.saturating_sub(header.sent_ns);
    if age_ns < -SLACK_NS {
        return Err(FrameFault::Early);
    }
    let lives_ns = i64::from(header.lives_ms.min(MOST_AGE_MS)) * 1_000_000;
    if age_ns > lives_ns { Err(FrameFault::Expired) } else { Ok(()) }
}

impl FrameFault {
    /// Whether the connection ends with it: nothing after it can be trusted. A replay is dropped, a late frame refused.
    #[must_use]
    pub const fn is_fatal(self) -> bool {
        !matches!(self, Self::Replayed | Self::Expired | Self::Early)
    }
}
