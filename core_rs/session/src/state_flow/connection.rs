//! One connection to Redis. Every exchange has a deadline.

use super::StateFlowError;
use super::endpoint::{Place, RedisUrl};
use super::resp::{Reply, Requests, read_reply};
use super::tls;
use std::io::{self, BufReader, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

/// Within this a connection is made, or an exchange is over.
const PATIENCE: Duration = Duration::from_secs(2);

pub(super) enum Socket {
    Tcp(TcpStream),
    Unix(UnixStream),
}

/// A socket whose reads and writes together end by a deadline.
pub(super) struct Timed {
    socket: Socket,
    deadline: Instant,
}

impl Timed {
    fn left(&self) -> io::Result<Option<Duration>> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() { Err(io::ErrorKind::TimedOut.into()) } else { Ok(Some(left)) }
    }
}

impl Read for Timed {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let left = self.left()?;
        match &mut self.socket {
            Socket::Tcp(stream) => {
                stream.set_read_timeout(left)?;
                stream.read(into)
            }
            Socket::Unix(stream) => {
                stream.set_read_timeout(left)?;
                stream.read(into)
            }
        }
    }
}

impl Write for Timed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let left = self.left()?;
        match &mut self.socket {
            Socket::Tcp(stream) => {
                stream.set_write_timeout(left)?;
                stream.write(bytes)
            }
            Socket::Unix(stream) => {
                stream.set_write_timeout(left)?;
                stream.write(bytes)
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

enum Line {
    Plain(BufReader<Timed>),
    Tls(Box<BufReader<tls::Stream>>),
}

/// A connection, logged on.
pub(super) struct Connection {
    line: Line,
}

impl Connection {
    /// Connects, logs on and chooses the database.
    ///
    /// # Errors
    /// [`StateFlowError`] naming the step that failed, without the password.
    pub fn open(url: &RedisUrl) -> Result<Self, StateFlowError> {
        let deadline = Instant::now() + PATIENCE;
        let line = match &url.place {
            Place::Unix(path) => plain(Socket::Unix(UnixStream::connect(path)?), deadline),
            Place::Tcp { host, port, tls } => {
                let stream = dial(host, *port, deadline)?;
                stream.set_nodelay(true)?;
                let timed = Timed { socket: Socket::Tcp(stream), deadline };
                if *tls {
                    Line::Tls(Box::new(BufReader::new(tls::wrap(host, url.ca_file.as_deref(), timed)?)))
                } else {
                    Line::Plain(BufReader::new(timed))
                }
            }
        };
        let mut connection = Self { line };
        connection.log_on(url)?;
        Ok(connection)
    }

    fn log_on(&mut self, url: &RedisUrl) -> Result<(), StateFlowError> {
        let mut requests = Requests::default();
        let password = url.password.as_deref();
        match (url.user.as_deref(), password) {
            (Some(user), password) => requests.add(["AUTH", user, password.unwrap_or("")]),
            (None, Some(password)) => requests.add(["AUTH", password]),
            (None, None) => {}
        }
        let with_logon = requests.count() > 0;
        if with_logon {
            // An answer to a logon may quote what was sent: only its code is kept.
            if let Some(Reply::Error(text)) = self.exchange(&requests)?.first() {
                return Err(StateFlowError::Logon(code(text)));
            }
        }
        let mut requests = Requests::default();
        requests.add(["SELECT", &url.db.to_string()]);
        match self.exchange(&requests)?.first() {
            Some(Reply::Error(text)) => Err(StateFlowError::of_server(text)),
            _ => Ok(()),
        }
    }

    /// Sends the commands and reads as many replies.
    ///
    /// # Errors
    /// [`StateFlowError`] where the line fails, or not everything came within two seconds.
    pub fn exchange(&mut self, requests: &Requests) -> Result<Vec<Reply>, StateFlowError> {
        let deadline = Instant::now() + PATIENCE;
        match &mut self.line {
            Line::Plain(line) => {
                line.get_mut().deadline = deadline;
                exchanged(line, requests)
            }
            Line::Tls(line) => {
                line.get_mut().sock.deadline = deadline;
                exchanged(&mut **line, requests)
            }
        }
    }
}

fn plain(socket: Socket, deadline: Instant) -> Line {
    Line::Plain(BufReader::new(Timed { socket, deadline }))
}

fn exchanged<S: Read + Write>(line: &mut BufReader<S>, requests: &Requests) -> Result<Vec<Reply>, StateFlowError> {
    line.get_mut().write_all(requests.bytes())?;
    line.get_mut().flush()?;
    (0..requests.count()).map(|_| read_reply(line)).collect()
}

fn dial(host: &str, port: u16, deadline: Instant) -> Result<TcpStream, StateFlowError> {
    let mut failed = io::Error::from(io::ErrorKind::NotFound);
    for address in (host, port).to_socket_addrs()? {
        let left = deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
        match TcpStream::connect_timeout(&address, left) {
            Ok(stream) => return Ok(stream),
            Err(error) => failed = error,
        }
    }
    Err(failed.into())
}

/// The first word of an error: `WRONGPASS`, `NOAUTH`, `OOM`.
pub(super) fn code(text: &str) -> String {
    text.chars().take_while(char::is_ascii_uppercase).take(16).collect()
}
