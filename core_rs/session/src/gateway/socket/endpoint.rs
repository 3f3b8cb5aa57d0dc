//! Where a socket is.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use thiserror::Error;

/// An address of a ZeroMQ socket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Endpoint {
    /// `ipc:///var/lib/plimsoll/run/orders.ipc`
    Ipc(PathBuf),
    /// `tcp://127.0.0.1:7101`; port 0 takes a free one.
    Tcp(SocketAddr),
}

/// An address that is none, or that may not be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EndpointError {
    /// Of no known form.
    #[error("`{0}` is no endpoint; write ipc:///absolute/path or tcp://127.0.0.1:PORT")]
    Form(String),
    /// Reachable from outside.
    #[error(
        "{0} can be reached from outside this machine; that needs encrypted sessions with keys pinned on both sides, \
         which this gateway does not have: bind 127.0.0.1 and bring the terminal here through a tunnel"
    )]
    NotLoopback(SocketAddr),
}

impl Endpoint {
    /// Reads it. Tcp is taken on loopback only.
    ///
    /// # Errors
    /// [`EndpointError`].
    pub fn parse(text: &str) -> Result<Self, EndpointError> {
        let form = || EndpointError::Form(text.to_owned());
        if let Some(path) = text.strip_prefix("ipc://") {
            return if path.starts_with('/') { Ok(Self::Ipc(path.into())) } else { Err(form()) };
        }
        let address: SocketAddr = text.strip_prefix("tcp://").ok_or_else(form)?.parse().map_err(|_| form())?;
        if address.ip().is_loopback() { Ok(Self::Tcp(address)) } else { Err(EndpointError::NotLoopback(address)) }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ipc(path) => write!(f, "ipc://{}", path.display()),
            Self::Tcp(address) => write!(f, "tcp://{address}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_only_this_machine_can_be_named() {
        for text in ["ipc:///run/x.ipc", "tcp://127.0.0.1:7101", "tcp://[::1]:0"] {
            assert_eq!(Endpoint::parse(text).unwrap().to_string(), text);
        }
        for text in ["tcp://0.0.0.0:7101", "tcp://10.0.0.4:7101", "tcp://[::]:7101"] {
            let refused = Endpoint::parse(text).unwrap_err();
            assert!(refused.to_string().contains("outside this machine"), "{refused}");
        }
        for text in ["", "ipc://run", "udp://127.0.0.1:1", "tcp://localhost:7101", "tcp://127.0.0.1"] {
            assert_eq!(Endpoint::parse(text), Err(EndpointError::Form(text.to_owned())));
        }
    }
}
