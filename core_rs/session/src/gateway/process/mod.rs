//! `plimsoll gateway`: the parts put together from a configuration and a home, run until told to stop.

mod assemble;
mod desk_state;
mod embedded;
mod error;
mod halts;
mod keys;
mod limits;
mod log_sync;
mod path_desk;
mod position_lines;
mod supervisor;
#[cfg(test)]
mod tests;

pub use embedded::{PathTimes, time_embedded};
pub use error::GatewayError;
pub use keys::{key_path, principal_secret};

use super::config::GatewayConfig;
use super::server::Gateway;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::fs::Timespec;
use std::fs::File;
use std::path::PathBuf;

/// Folders of a home that the gateway uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folders {
    /// What relative paths of the configuration begin at.
    pub home: PathBuf,
    /// Keys of principals and of the audit log; 0700.
    pub keys: PathBuf,
    /// Sockets and the lock; 0700.
    pub run: PathBuf,
    /// Halts, limits, people.
    pub supervision: PathBuf,
}

/// What is said of a gateway that began or ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Names and addresses of its sockets.
    pub endpoints: Vec<(String, String)>,
    /// What people should know at once.
    pub notices: Vec<String>,
}

/// A gateway from its configuration, running.
///
/// # Errors
/// [`GatewayError`] naming the file, the id or the process, and what to do.
pub fn start(config: &GatewayConfig, folders: &Folders) -> Result<(Gateway, Said), GatewayError> {
    let (parts, supervisor, notices) = assemble::assemble(config, folders)?;
    let gateway = Gateway::start(parts, supervisor).map_err(GatewayError::Sockets)?;
    let endpoints =
        gateway.endpoints().iter().map(|(name, endpoint)| ((*name).to_owned(), endpoint.to_string())).collect();
    Ok((gateway, Said { endpoints, notices }))
}

/// Waits until the descriptor `stop_fd` can be read or the gateway has ended by itself, then ends it in order. Returns what
/// is to be said.
///
/// # Errors
/// [`GatewayError::Ended`] where it ended by itself or its log could not be closed in order.
pub fn wait(gateway: Gateway, stop_fd: i32) -> Result<String, GatewayError> {
    // The descriptor is the caller's: an own end of the same pipe is opened.
    let stop = File::open(format!("/proc/self/fd/{stop_fd}")).map_err(GatewayError::Sockets)?;
    let timeout = Timespec { tv_sec: 0, tv_nsec: 200_000_000 };
    let mut asked = false;
    while !asked && gateway.is_running() {
        asked = matches!(poll(&mut [PollFd::new(&stop, PollFlags::IN)], Some(&timeout)), Ok(ready) if ready > 0);
    }
    let why = if asked { "the gateway was told to stop" } else { "the gateway ended by itself" };
    let closed = gateway.stop(why);
    if asked { closed.map_err(GatewayError::Ended) } else { Err(GatewayError::Ended(closed.unwrap_or_else(|why| why))) }
}
