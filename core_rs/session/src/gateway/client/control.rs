//! Asks a running gateway over its control socket: one round trip, no logon.

use super::error::ClientError;
use crate::gateway::clock;
use crate::gateway::control::{ControlReply, ControlRequest, StateLine, open_reply, seal_request};
use crate::gateway::frame::{MOST_FRAME, MacKey};
use crate::gateway::logon::Secret;
use crate::gateway::socket::{Endpoint, Stream};
use crate::gateway::zmtp::{SocketType, Zmtp, put_message};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::fs::Timespec;
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::Duration;

/// The reply of the gateway whose `run` folder this is; `None` where no gateway runs there.
///
/// # Errors
/// [`ClientError`] where a gateway is there and does not answer in time, or not as one.
pub fn ask(run: &Path, request: &ControlRequest, within: Duration) -> Result<Option<ControlReply>, ClientError> {
    let key_path = run.join("control.key");
    let Ok(text) = std::fs::read_to_string(&key_path) else { return Ok(None) };
    let Ok(stream) = Stream::connect(&Endpoint::Ipc(run.join("control.ipc"))) else { return Ok(None) };
    let Some(secret) = Secret::parse(&text) else {
        return Err(ClientError::Key { path: key_path, reason: "is no key".to_owned() });
    };
    let key = MacKey::new(secret.bytes());
    let until_ns = clock::mono_ns() + i64::try_from(within.as_nanos()).unwrap_or(i64::MAX);
    let number = u64::from_le_bytes(clock::random()?);
    let mut zmtp = Zmtp::new(SocketType::Dealer, MOST_FRAME);
    let mut out = Zmtp::greeting().to_vec();
    let mut is_sent = false;
    loop {
        (&stream).write_all(&std::mem::take(&mut out))?;
        let message = zmtp.next(&mut out).map_err(|fault| io::Error::other(fault.to_string()))?;
        if let Some(message) = message {
            let reply = open_reply(message, number, &key).map_err(|fault| io::Error::other(fault.to_string()))?;
            return Ok(Some(reply));
        }
        if zmtp.is_open() && !is_sent {
            // Sealed only now: its two seconds begin when it leaves.
            put_message(&mut out, &seal_request(request, number, clock::mono_ns(), &key));
            is_sent = true;
        }
        if out.is_empty() {
            read_some(&stream, &mut zmtp, until_ns)?;
        }
    }
}

/// The whole state of the gateway whose `run` folder this is, page by page: each value as it was when its page was made.
/// `None` where no gateway runs there.
///
/// # Errors
/// [`ClientError`] where a gateway is there and does not answer in time, or not as one.
pub fn ask_state(run: &Path, within: Duration) -> Result<Option<Vec<StateLine>>, ClientError> {
    let (mut lines, mut after) = (Vec::new(), String::new());
    loop {
        match ask(run, &ControlRequest::State { after }, within)? {
            None => return Ok(None),
            Some(ControlReply::State { lines: page, is_last }) => {
                after = page.last().map(|line: &StateLine| line.key.clone()).unwrap_or_default();
                lines.extend(page);
                if is_last || after.is_empty() {
                    return Ok(Some(lines));
                }
            }
            Some(other) => return Err(io::Error::other(format!("it answered with something else: {other:?}")).into()),
        }
    }
}

fn read_some(stream: &Stream, zmtp: &mut Zmtp, until_ns: i64) -> io::Result<()> {
    let left_ns = (until_ns - clock::mono_ns()).max(0);
    let timeout = Timespec { tv_sec: left_ns / 1_000_000_000, tv_nsec: left_ns % 1_000_000_000 };
    let late = || io::Error::new(io::ErrorKind::TimedOut, "the gateway does not answer; it may hang");
    if poll(&mut [PollFd::new(stream, PollFlags::IN)], Some(&timeout))? == 0 {
        return Err(late());
    }
    let mut bytes = [0; 16 * 1024];
    let mut stream = stream;
    match stream.read(&mut bytes)? {
        0 => Err(io::Error::new(io::ErrorKind::ConnectionReset, "the gateway closed the connection")),
        count => {
            zmtp.push(&bytes[..count]);
            Ok(())
        }
    }
}
