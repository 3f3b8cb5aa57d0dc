//! The connections between terminals and gateway: frames keep their order on each, take their time, and are lost with it.

use super::dice::Dice;
use crate::gateway::sessions::ConnId;
use std::collections::BTreeMap;

/// Who is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    /// The gateway.
    Gateway,
    /// The terminal.
    Terminal,
}

/// What comes out of a wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arrival {
    /// The connection stands.
    Opened,
    /// One frame.
    Frame(Vec<u8>),
    /// The connection is gone.
    Closed,
}

#[derive(Debug, Default)]
struct Way {
    next: u64,
    due_ns: i64,
    waiting: BTreeMap<u64, (i64, Arrival)>,
}

/// Every connection that was ever made.
#[derive(Debug, Default)]
pub struct Wires {
    ways: BTreeMap<(ConnId, End), Way>,
    last: ConnId,
}

impl Wires {
    /// A terminal connects; the gateway, where it runs, hears of it.
    pub fn connect(&mut self, now_ns: i64) -> ConnId {
        self.last += 1;
        self.ways.insert((self.last, End::Terminal), Way::default());
        let mut way = Way::default();
        way.waiting.insert(0, (now_ns, Arrival::Opened));
        way.next = 1;
        self.ways.insert((self.last, End::Gateway), way);
        self.last
    }

    /// Sends a frame towards `to`; nowhere once the connection is cut.
    pub fn send(&mut self, conn: ConnId, to: End, bytes: Vec<u8>, now_ns: i64, delay_ns: i64) {
        self.put(conn, to, Arrival::Frame(bytes), now_ns, delay_ns);
    }

    /// Ends a connection in order: what was sent before still arrives.
    pub fn close(&mut self, conn: ConnId, by: End, now_ns: i64, delay_ns: i64) {
        let other = if by == End::Gateway { End::Terminal } else { End::Gateway };
        self.put(conn, other, Arrival::Closed, now_ns, delay_ns);
        self.ways.remove(&(conn, by));
    }

    /// Cuts a connection: what is on its way is lost, or the last part of it.
    pub fn cut(&mut self, conn: ConnId, now_ns: i64, dice: &mut Dice) {
        for end in [End::Gateway, End::Terminal] {
            let Some(way) = self.ways.get_mut(&(conn, end)) else { continue };
            let arrives = dice.below(way.waiting.len() as u64 + 1);
            let kept = way.waiting.keys().nth(usize::try_from(arrives).unwrap_or(0)).copied();
            if let Some(first_lost) = kept {
                way.waiting.split_off(&first_lost);
            }
            self.put(conn, end, Arrival::Closed, now_ns, dice.between(0, 20) * super::plan::MS);
        }
    }

    /// What arrives at `end` by `now_ns`, in order on each connection.
    pub fn arrivals(&mut self, end: End, now_ns: i64) -> Vec<(ConnId, Arrival)> {
        let mut arrived = Vec::new();
        for ((conn, _), way) in self.ways.iter_mut().filter(|((_, of), _)| *of == end) {
            while let Some(entry) = way.waiting.first_entry().filter(|entry| entry.get().0 <= now_ns) {
                arrived.push((*conn, entry.remove().1));
            }
        }
        for (conn, arrival) in &arrived {
            if *arrival == Arrival::Closed {
                self.ways.remove(&(*conn, end));
            }
        }
        arrived
    }

    /// Connections that one could cut.
    #[must_use]
    pub fn standing(&self) -> Vec<ConnId> {
        self.ways.keys().filter(|(_, end)| *end == End::Gateway).map(|(conn, _)| *conn).collect()
    }

    fn put(&mut self, conn: ConnId, to: End, arrival: Arrival, now_ns: i64, delay_ns: i64) {
        if let Some(way) = self.ways.get_mut(&(conn, to)) {
            way.due_ns = way.due_ns.max(now_ns + delay_ns);
            way.waiting.insert(way.next, (way.due_ns, arrival));
            way.next += 1;
        }
    }
}
