//! One connection of a client: the stream, what waits to be written, what was read.

use super::dialogue::{Dialogue, Told};
use crate::gateway::frame::{Kind, MOST_FRAME};
use crate::gateway::logon::{Secret, Standing};
use crate::gateway::socket::{Endpoint, Stream};
use crate::gateway::zmtp::{SocketType, Zmtp, put_message};
use crate::gateway::{clock, message::Heartbeat};
use plimsoll_wire::journal::Canonical;
use std::io::{self, Read, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes that may wait for a gateway that does not read; beyond it commands are refused here.
const MOST_WAITING: usize = 1 << 20;

/// Reports after which they are acknowledged without waiting for the next heartbeat.
const ACKNOWLEDGE_AFTER: u64 = 512;

/// The half that is locked for the time of one frame.
struct Line {
    dialogue: Dialogue,
    waiting: Vec<u8>,
    is_open: bool,
    acknowledged: u64,
}

/// The half that is locked while somebody waits for the gateway.
struct Inbox {
    zmtp: Zmtp,
    buffer: Vec<u8>,
}

/// A connection.
pub(super) struct Connection {
    pub(super) stream: Arc<Stream>,
    line: Mutex<Line>,
    inbox: Mutex<Inbox>,
}

/// What a read brought.
pub(super) enum Heard {
    /// Nothing now.
    Nothing,
    /// Something was told.
    Something,
    /// The connection is gone.
    Gone(String),
}

impl Connection {
    /// Connects and introduces itself.
    pub(super) fn open(
        endpoint: &Endpoint,
        profile: &str,
        principal: &str,
        secret: Secret,
        standing: Standing,
    ) -> io::Result<Self> {
        let stream = Stream::connect(endpoint)?;
        stream.set_nonblocking(true)?;
        let (dialogue, hello) = Dialogue::begin(profile, principal, secret, clock::random()?, standing);
        let mut waiting = Zmtp::greeting().to_vec();
        write_some(&stream, &mut waiting)?;
        put_message(&mut waiting, &hello); // goes out behind our READY
        let line = Line { dialogue, waiting, is_open: false, acknowledged: 0 };
        let inbox = Inbox { zmtp: Zmtp::new(SocketType::Dealer, MOST_FRAME), buffer: vec![0; 64 * 1024] };
        Ok(Self { stream: Arc::new(stream), line: Mutex::new(line), inbox: Mutex::new(inbox) })
    }

    /// Seals a frame and writes it as far as the system takes it. `Ok(false)` where there is no session, or the gateway
    /// has not read for too long.
    pub(super) fn say(&self, kind: Kind, lives_ms: u16, payload: &[u8]) -> io::Result<bool> {
        let mut line = self.line();
        if !line.dialogue.is_attached() || (kind == Kind::Command && line.waiting.len() > MOST_WAITING) {
            return Ok(false);
        }
        self.say_on(&mut line, kind, lives_ms, payload)?;
        Ok(true)
    }

    fn say_on(&self, line: &mut Line, kind: Kind, lives_ms: u16, payload: &[u8]) -> io::Result<()> {
        let mut frame = Vec::with_capacity(256);
        line.dialogue.say(kind, lives_ms, payload, clock::mono_ns(), &mut frame);
        put_message(&mut line.waiting, &frame);
        write_some(&self.stream, &mut line.waiting)
    }

    /// A sign of life, which acknowledges what was received.
    pub(super) fn beat(&self, beat: Heartbeat) -> io::Result<bool> {
        let mut line = self.line();
        if !line.dialogue.is_attached() {
            return Ok(false);
        }
        line.acknowledged = line.dialogue.received();
        self.say_on(&mut line, Kind::Heartbeat, 0, &beat.to_bytes())?;
        Ok(true)
    }

    /// Whether many reports wait for their acknowledgement.
    pub(super) fn owes_acknowledgement(&self) -> bool {
        let line = self.line();
        line.dialogue.received().saturating_sub(line.acknowledged) >= ACKNOWLEDGE_AFTER
    }

    /// Reads what is there, without waiting; `told` is called in order. Nothing where another thread is reading.
    pub(super) fn hear(&self, told: &mut dyn FnMut(Told)) -> Heard {
        let Ok(mut inbox) = self.inbox.try_lock() else { return Heard::Nothing };
        let Inbox { zmtp, buffer } = &mut *inbox;
        match (&*self.stream).read(buffer) {
            Ok(0) => return Heard::Gone("the gateway closed the connection".to_owned()),
            Ok(count) => zmtp.push(&buffer[..count]),
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted) => {
                return Heard::Nothing;
            }
            Err(error) => return Heard::Gone(error.to_string()),
        }
        match self.understand(zmtp, told) {
            Ok(()) => Heard::Something,
            Err(why) => Heard::Gone(why),
        }
    }

    fn understand(&self, zmtp: &mut Zmtp, told: &mut dyn FnMut(Told)) -> Result<(), String> {
        let mut reply = Vec::new();
        loop {
            let was_open = zmtp.is_open();
            let message = zmtp.next(&mut reply).map_err(|fault| fault.to_string())?;
            let mut line = self.line();
            if !was_open && !reply.is_empty() {
                // Our READY must go before the hello that waits.
                let behind = std::mem::replace(&mut line.waiting, std::mem::take(&mut reply));
                line.waiting.extend_from_slice(&behind);
                line.is_open = true;
            }
            let Some(message) = message else {
                return write_some(&self.stream, &mut line.waiting).map_err(|error| error.to_string());
            };
            let mut answer = Vec::new();
            let heard =
                line.dialogue.heard(message, clock::mono_ns(), &mut answer).map_err(|fault| fault.to_string())?;
            if !answer.is_empty() {
                put_message(&mut line.waiting, &answer);
            }
            drop(line);
            if let Some(heard) = heard {
                told(heard);
            }
        }
    }

    /// Writes what waited.
    pub(super) fn flush(&self) -> io::Result<()> {
        let mut line = self.line();
        if line.is_open { write_some(&self.stream, &mut line.waiting) } else { Ok(()) }
    }

    fn line(&self) -> std::sync::MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes from the front of `waiting` as much as the system takes.
fn write_some(stream: &Stream, waiting: &mut Vec<u8>) -> io::Result<()> {
    let mut written = 0;
    let outcome = loop {
        if written == waiting.len() {
            break Ok(());
        }
        let mut stream = stream;
        match stream.write(&waiting[written..]) {
            Ok(count) => written += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => break Ok(()),
            Err(error) => break Err(error),
        }
    };
    waiting.drain(..written);
    outcome
}
