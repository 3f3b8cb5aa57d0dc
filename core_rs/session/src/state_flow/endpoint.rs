//! Where Redis is, and how to log on to it. Nothing here prints a password.

use super::StateFlowError;
use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;

/// A Redis server's address, of the form that its Python client takes too:
/// `redis://[[USER]:PASSWORD@]HOST[:PORT][/DB]`, `rediss://…[?ssl_ca_certs=FILE]` with TLS, `unix://[[USER]:PASSWORD@]/PATH[?db=DB]`.
#[derive(Clone, PartialEq, Eq)]
pub struct RedisUrl {
    pub(super) place: Place,
    pub(super) user: Option<String>,
    pub(super) password: Option<String>,
    pub(super) db: u32,
    pub(super) ca_file: Option<PathBuf>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    Tcp { host: String, port: u16, tls: bool },
    Unix(PathBuf),
}

impl RedisUrl {
    /// From text.
    ///
    /// # Errors
    /// [`StateFlowError::Url`] saying what is wrong, never with the password in it; also where it would send a password and
    /// positions in the clear beyond this machine.
    pub fn parse(text: &str) -> Result<Self, StateFlowError> {
        let wrong = StateFlowError::Url;
        let (scheme, rest) = text.split_once("://").ok_or(wrong("it has no ://"))?;
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (logon, rest) = rest.rsplit_once('@').map_or((None, rest), |(logon, rest)| (Some(logon), rest));
        let (user, password) = logon.map_or(Ok((None, None)), credentials)?;
        let (place, db) = match scheme {
            "redis" | "rediss" => tcp(rest, scheme == "rediss")?,
            "unix" if rest.starts_with('/') => (Place::Unix(PathBuf::from(decoded(rest)?)), 0),
            "unix" => return Err(wrong("a unix socket's path begins with /")),
            _ => return Err(wrong("it begins with neither redis://, rediss:// nor unix://")),
        };
        let mut url = Self { place, user, password, db, ca_file: None };
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            url.option(pair)?;
        }
        url.checked()
    }

    fn option(&mut self, pair: &str) -> Result<(), StateFlowError> {
        let (name, value) = pair.split_once('=').ok_or(StateFlowError::Url("an option has no ="))?;
        let value = decoded(value)?;
        match name {
            "db" => self.db = value.parse().map_err(|_| StateFlowError::Url("the database is no number"))?,
            "username" => self.user = Some(value),
            "password" => self.password = Some(value),
            "ssl_ca_certs" => self.ca_file = Some(PathBuf::from(value)),
            _ => return Err(StateFlowError::Url("its options are db, username, password and ssl_ca_certs")),
        }
        Ok(())
    }

    fn checked(self) -> Result<Self, StateFlowError> {
        match &self.place {
            Place::Tcp { host, tls: false, .. } if !is_loopback(host) => {
                Err(StateFlowError::Url("redis:// beyond this machine is in the clear; use rediss://"))
            }
            Place::Tcp { tls: true, .. } => Ok(self),
            _ if self.ca_file.is_some() => Err(StateFlowError::Url("ssl_ca_certs belongs to rediss://")),
            _ => Ok(self),
        }
    }

    /// With the password kept elsewhere.
    #[must_use]
    pub fn with_password(mut self, password: &str) -> Self {
        self.password = Some(password.to_owned());
        self
    }
}

fn tcp(rest: &str, tls: bool) -> Result<(Place, u32), StateFlowError> {
    let (address, db) = rest.split_once('/').unwrap_or((rest, ""));
    let (host, port) = match address.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        Some((host, port)) => (host, port.strip_prefix(':').unwrap_or("")),
        None => address.split_once(':').unwrap_or((address, "")),
    };
    let host = if host.is_empty() { "localhost" } else { host };
    let port = if port.is_empty() { Ok(6_379) } else { port.parse() };
    let port = port.map_err(|_| StateFlowError::Url("the port is no number from 1 to 65535"))?;
    let db = if db.is_empty() { Ok(0) } else { db.parse() };
    let db = db.map_err(|_| StateFlowError::Url("the database is no number"))?;
    Ok((Place::Tcp { host: host.to_owned(), port, tls }, db))
}

fn credentials(text: &str) -> Result<(Option<String>, Option<String>), StateFlowError> {
    let (user, password) = text.split_once(':').map_or((text, None), |(user, password)| (user, Some(password)));
    let user = if user.is_empty() { None } else { Some(decoded(user)?) };
    Ok((user, password.map(decoded).transpose()?))
}

fn decoded(text: &str) -> Result<String, StateFlowError> {
    let wrong = StateFlowError::Url("a % is not followed by two hexadecimal digits of UTF-8 text");
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte == b'%' {
            let digits = rest.get(..2).and_then(|two| std::str::from_utf8(two).ok());
            let Some(value) = digits.and_then(|two| u8::from_str_radix(two, 16).ok()) else { return Err(wrong) };
            bytes.push(value);
            rest = &rest[2..];
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).map_err(|_| wrong)
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

impl fmt::Display for RedisUrl {
    /// The address alone: who logs on, and with what, is nobody's business.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Place::Tcp { host, port, tls } => {
                write!(f, "redis{}://{host}:{port}/{}", if *tls { "s" } else { "" }, self.db)
            }
            Place::Unix(path) => write!(f, "unix://{}?db={}", path.display(), self.db),
        }
    }
}

impl fmt::Debug for RedisUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_addresses_are_read() {
        let url = RedisUrl::parse("redis://gateway:p%40ss%3A@127.0.0.1:6380/3").unwrap();
        assert_eq!(url.place, Place::Tcp { host: "127.0.0.1".into(), port: 6_380, tls: false });
        assert_eq!((url.user.as_deref(), url.password.as_deref(), url.db), (Some("gateway"), Some("p@ss:"), 3));
        let url = RedisUrl::parse("unix://:secret@/run/redis/redis.sock?db=2").unwrap();
        assert_eq!(url.place, Place::Unix("/run/redis/redis.sock".into()));
        assert_eq!((url.user, url.password.as_deref(), url.db), (None, Some("secret"), 2));
        let url = RedisUrl::parse("rediss://redis.example?ssl_ca_certs=/etc/ca.pem").unwrap();
        assert_eq!(url.place, Place::Tcp { host: "redis.example".into(), port: 6_379, tls: true });
        assert_eq!(url.ca_file, Some("/etc/ca.pem".into()));
        assert!(matches!(RedisUrl::parse("redis://[::1]:7").unwrap().place, Place::Tcp { port: 7, .. }));
    }

    #[test]
    fn test_what_would_send_secrets_in_the_clear_is_refused() {
        let refused = RedisUrl::parse("redis://:hunter2@redis.example:6379").unwrap_err().to_string();
        assert!(refused.contains("rediss://") && !refused.contains("hunter2"), "{refused}");
    }

    #[test]
    fn test_wrong_addresses_are_refused_without_their_password() {
        for text in [
            "hunter2",
            "http://:hunter2@localhost",
            "redis://:hunter2@localhost:port",
            "redis://:hunter2@localhost/x",
            "redis://:hunter2%zz@localhost",
            "unix://:hunter2@relative",
            "redis://localhost?hunter2",
            "redis://localhost?a=hunter2",
        ] {
            let refused = RedisUrl::parse(text).unwrap_err().to_string();
            assert!(!refused.contains("hunter2"), "{refused}");
        }
    }

    #[test]
    fn test_neither_display_nor_debug_shows_who_logs_on() {
        let url = RedisUrl::parse("redis://user:hunter2@localhost").unwrap();
        assert_eq!(format!("{url} {url:?}"), "redis://localhost:6379/0 redis://localhost:6379/0");
    }
}
