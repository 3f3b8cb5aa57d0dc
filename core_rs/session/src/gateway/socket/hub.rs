//! A bound ZeroMQ socket with all its peers, owned by one thread. Nothing in it blocks but [`Hub::wait`], and that only as
//! long as it is told to.

use super::stream::{Listener, Stream};
use super::{Endpoint, Waker};
use crate::gateway::zmtp::{SocketType, Zmtp, put_message};
use rustix::event::epoll::{self, EventData, EventFlags};
use rustix::fd::OwnedFd;
use rustix::fs::Timespec;
use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::time::Duration;

/// Read from one peer in one turn.
const READ_AT_ONCE: usize = 64 * 1024;
/// Events taken at a time.
const MOST_EVENTS: usize = 64;
const WAKER: u64 = u64::MAX;
/// Listeners are numbered down from here, peers up from 1.
const LISTENERS: u64 = u64::MAX - 1_024;

/// What a peer may take up.
#[derive(Debug, Clone, Copy)]
pub struct HubLimits {
    /// Peers at a time; further ones are closed at once.
    pub peers: usize,
    /// Bytes of one message.
    pub message: usize,
    /// Bytes waiting to be read by a peer; beyond it the peer is cut.
    pub waiting: usize,
}

impl Default for HubLimits {
    fn default() -> Self {
        Self { peers: 64, message: crate::gateway::frame::MOST_FRAME, waiting: 8 << 20 }
    }
}

/// What happened to the socket.
#[derive(Debug)]
pub enum Happened<'a> {
    /// A peer came; the text says from where.
    Opened(u64, String),
    /// A peer sent this.
    Message(u64, &'a [u8]),
    /// A peer is gone, and why.
    Closed(u64, String),
}

struct Peer {
    stream: Stream,
    zmtp: Zmtp,
    out: Vec<u8>,
    written: usize,
    is_waiting: bool,
    is_closing: bool,
}

/// A bound socket.
pub struct Hub {
    of: SocketType,
    limits: HubLimits,
    epoll: OwnedFd,
    waker: Waker,
    listeners: Vec<Listener>,
    peers: HashMap<u64, Peer>,
    next: u64,
    dirty: Vec<u64>,
    failed: Vec<(u64, String)>,
    buffer: Vec<u8>,
}

impl Hub {
    /// Bound to nothing yet.
    ///
    /// # Errors
    /// Where the system gives no descriptor.
    pub fn new(of: SocketType, limits: HubLimits) -> io::Result<Self> {
        let epoll = epoll::create(epoll::CreateFlags::CLOEXEC)?;
        let waker = Waker::new()?;
        epoll::add(&epoll, &waker, EventData::new_u64(WAKER), EventFlags::IN)?;
        Ok(Self {
            of,
            limits,
            epoll,
            waker,
            listeners: Vec::new(),
            peers: HashMap::new(),
            next: 1,
            dirty: Vec::new(),
            failed: Vec::new(),
            buffer: vec![0; READ_AT_ONCE],
        })
    }

    /// Takes connections at `endpoint`; returns where, with the port that was taken.
    ///
    /// # Errors
    /// Of the system: the address is taken.
    pub fn bind(&mut self, endpoint: &Endpoint) -> io::Result<Endpoint> {
        let listener = Listener::bind(endpoint)?;
        let data = EventData::new_u64(LISTENERS + self.listeners.len() as u64);
        epoll::add(&self.epoll, &listener, data, EventFlags::IN)?;
        let bound = listener.address().map_or_else(|| endpoint.clone(), Endpoint::Tcp);
        self.listeners.push(listener);
        Ok(bound)
    }

    /// Ends a wait from another thread.
    #[must_use]
    pub fn waker(&self) -> Waker {
        self.waker.clone()
    }

    /// How many peers there are.
    #[must_use]
    pub fn peers(&self) -> usize {
        self.peers.len()
    }

    /// Bytes that wait to be read by a peer.
    #[must_use]
    pub fn waiting(&self, peer: u64) -> usize {
        self.peers.get(&peer).map_or(0, |peer| peer.out.len() - peer.written)
    }

    /// Queues a message for a peer; it goes out with [`flush`](Self::flush). A peer with too much waiting is cut.
    pub fn send(&mut self, peer: u64, message: &[u8]) {
        let Some(state) = self.peers.get_mut(&peer) else { return };
        if state.out.len() - state.written + message.len() > self.limits.waiting {
            self.failed.push((peer, "it does not read what it is sent".to_owned()));
            return;
        }
        put_message(&mut state.out, message);
        self.dirty.push(peer);
    }

    /// Closes a peer once what it was sent is written.
    pub fn close(&mut self, peer: u64) {
        if let Some(state) = self.peers.get_mut(&peer) {
            state.is_closing = true;
            self.dirty.push(peer);
        }
    }

    /// Writes what was queued, as far as the system takes it.
    pub fn flush(&mut self) {
        let mut dirty = std::mem::take(&mut self.dirty);
        for id in dirty.drain(..) {
            self.write(id);
        }
        self.dirty = dirty;
    }

    /// Waits at most `most` for something to happen and tells it; returns at once where a peer was cut. True where the waker
    /// ended the wait.
    ///
    /// # Errors
    /// Of the system; the socket is of no use any more.
    pub fn wait(&mut self, most: Duration, told: &mut dyn FnMut(Happened<'_>)) -> io::Result<bool> {
        self.flush();
        let most = if self.failed.is_empty() { most } else { Duration::ZERO };
        let mut events = Vec::with_capacity(MOST_EVENTS);
        let timeout = Timespec {
            tv_sec: i64::try_from(most.as_secs()).unwrap_or(i64::MAX),
            tv_nsec: i64::from(most.subsec_nanos()),
        };
        match epoll::wait(&self.epoll, rustix::buffer::spare_capacity(&mut events), Some(&timeout)) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        let mut woken = false;
        for event in events {
            let (data, flags) = (event.data.u64(), event.flags);
            match data {
                WAKER => {
                    self.waker.clear();
                    woken = true;
                }
                LISTENERS.. => self.accept(data, told),
                peer => self.serve(peer, flags, told),
            }
        }
        self.flush();
        for (peer, why) in std::mem::take(&mut self.failed) {
            if self.peers.remove(&peer).is_some() {
                told(Happened::Closed(peer, why));
            }
        }
        Ok(woken)
    }

    fn accept(&mut self, data: u64, told: &mut dyn FnMut(Happened<'_>)) {
        let index = usize::try_from(data - LISTENERS).unwrap_or(usize::MAX);
        while let Some(Ok((stream, from))) = self.listeners.get(index).map(Listener::accept) {
            if self.peers.len() >= self.limits.peers {
                continue; // dropped, and with it closed
            }
            let id = self.next;
            let data = EventData::new_u64(id);
            if epoll::add(&self.epoll, &stream, data, EventFlags::IN).is_err() {
                continue;
            }
            self.next += 1;
            let zmtp = Zmtp::new(self.of, self.limits.message);
            let out = Zmtp::greeting().to_vec();
            self.peers.insert(id, Peer { stream, zmtp, out, written: 0, is_waiting: false, is_closing: false });
            self.dirty.push(id);
            told(Happened::Opened(id, from));
        }
    }

    fn serve(&mut self, id: u64, flags: EventFlags, told: &mut dyn FnMut(Happened<'_>)) {
        if flags.contains(EventFlags::OUT) {
            self.write(id);
        }
        if !flags.intersects(EventFlags::IN | EventFlags::HUP | EventFlags::ERR | EventFlags::RDHUP) {
            return;
        }
        let Some(peer) = self.peers.get_mut(&id) else { return };
        let gone = match (&peer.stream).read(&mut self.buffer) {
            Ok(0) => Some("it closed the connection".to_owned()),
            Ok(count) => {
                peer.zmtp.push(&self.buffer[..count]);
                take(id, peer, told)
            }
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted) => None,
            Err(error) => Some(error.to_string()),
        };
        if peer.out.len() > peer.written {
            self.dirty.push(id);
        }
        if let Some(why) = gone {
            self.failed.push((id, why));
        }
    }

    fn write(&mut self, id: u64) {
        let Some(peer) = self.peers.get_mut(&id) else { return };
        while peer.written < peer.out.len() {
            match (&peer.stream).write(&peer.out[peer.written..]) {
                Ok(count) => peer.written += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) => {
                    self.failed.push((id, error.to_string()));
                    return;
                }
            }
        }
        let done = peer.written == peer.out.len();
        if done {
            peer.out.clear();
            peer.out.shrink_to(READ_AT_ONCE);
            peer.written = 0;
        }
        if done && peer.is_closing {
            self.failed.push((id, "closed".to_owned()));
        } else if done == peer.is_waiting {
            peer.is_waiting = !done;
            let flags = if done { EventFlags::IN } else { EventFlags::IN | EventFlags::OUT };
            if epoll::modify(&self.epoll, &peer.stream, EventData::new_u64(id), flags).is_err() {
                self.failed.push((id, "the system no longer polls it".to_owned()));
            }
        }
    }
}

/// Tells every whole message; returns what was wrong with one.
fn take(id: u64, peer: &mut Peer, told: &mut dyn FnMut(Happened<'_>)) -> Option<String> {
    loop {
        if peer.is_closing {
            return None; // nothing more is taken from it
        }
        match peer.zmtp.next(&mut peer.out) {
            Ok(Some(message)) => told(Happened::Message(id, message)),
            Ok(None) => return None,
            Err(fault) => return Some(fault.to_string()),
        }
    }
}
