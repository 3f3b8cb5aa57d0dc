//! The folder of sockets and lock: its owner's alone, and one gateway's at a time.

use super::Endpoint;
use rustix::fs::FlockOperation;
use rustix::process::geteuid;
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Read, Seek, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// A folder that cannot be used.
#[derive(Debug, Error)]
pub enum RunFolderError {
    /// Others may look into it.
    #[error("{0} can be entered by other users; `chmod 700 {0}` and start again")]
    Open(PathBuf),
    /// It belongs to somebody else.
    #[error("{0} belongs to another user; give the gateway a home of its own")]
    Foreign(PathBuf),
    /// A gateway runs on it.
    #[error("a gateway is already running (pid {pid}) on {path}; end it or choose another home")]
    Running {
        /// Its process.
        pid: String,
        /// Which folder.
        path: PathBuf,
    },
    /// The system refuses.
    #[error("{path}: {source}")]
    Io {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// The folder, locked as long as this lives.
#[derive(Debug)]
pub struct RunFolder {
    path: PathBuf,
    lock: File,
}

fn io_at(path: &Path) -> impl FnOnce(io::Error) -> RunFolderError {
    move |source| RunFolderError::Io { path: path.to_owned(), source }
}

impl RunFolder {
    /// Makes the folder where it is missing, checks that it is its owner's alone, and locks it.
    ///
    /// # Errors
    /// [`RunFolderError`].
    pub fn lock(path: &Path) -> Result<Self, RunFolderError> {
        check(path)?;
        let lock_path = path.join("gateway.lock");
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false).mode(0o600);
        let mut lock = options.open(&lock_path).map_err(io_at(&lock_path))?;
        if rustix::fs::flock(&lock, FlockOperation::NonBlockingLockExclusive).is_err() {
            let mut pid = String::new();
            let _ = lock.read_to_string(&mut pid); // it only names the other one
            return Err(RunFolderError::Running { pid: pid.trim().to_owned(), path: path.to_owned() });
        }
        let pid = format!("{}\n", std::process::id());
        lock.set_len(0)
            .and_then(|()| lock.rewind())
            .and_then(|()| lock.write_all(pid.as_bytes()))
            .map_err(io_at(&lock_path))?;
        Ok(Self { path: path.to_owned(), lock })
    }

    /// An ipc endpoint in it; what a dead gateway left there is removed.
    ///
    /// # Errors
    /// [`RunFolderError`] where it cannot be removed.
    pub fn ipc(&self, name: &str) -> Result<Endpoint, RunFolderError> {
        let path = self.path.join(name);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(io_at(&path)(error)),
            _ => Ok(Endpoint::Ipc(path)),
        }
    }

    /// Writes a file that only its owner can read.
    ///
    /// # Errors
    /// [`RunFolderError`].
    pub fn write(&self, name: &str, text: &str) -> Result<PathBuf, RunFolderError> {
        let path = self.path.join(name);
        let _ = std::fs::remove_file(&path); // an old one may have other rights
        let mut options = OpenOptions::new();
        options.write(true).create_new(true).mode(0o600);
        options.open(&path).and_then(|mut file| file.write_all(text.as_bytes())).map_err(io_at(&path))?;
        Ok(path)
    }

    /// The folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for RunFolder {
    fn drop(&mut self) {
        for name in ["orders.ipc", "control.ipc", "reports.ipc", "control.key", "endpoints"] {
            let _ = std::fs::remove_file(self.path.join(name));
        }
        let _ = self.lock.set_len(0);
    }
}

fn check(path: &Path) -> Result<(), RunFolderError> {
    if let Err(error) = DirBuilder::new().recursive(true).mode(0o700).create(path) {
        return Err(io_at(path)(error));
    }
    let facts = std::fs::metadata(path).map_err(io_at(path))?;
    if facts.uid() != geteuid().as_raw() {
        return Err(RunFolderError::Foreign(path.to_owned()));
    }
    if facts.mode() & 0o077 != 0 {
        return Err(RunFolderError::Open(path.to_owned()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn test_a_second_gateway_is_told_the_pid_of_the_first() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("run");
        let first = RunFolder::lock(&path).unwrap();
        let refused = RunFolder::lock(&path).unwrap_err().to_string();
        assert!(refused.contains(&format!("already running (pid {})", std::process::id())), "{refused}");
        drop(first);
        assert!(RunFolder::lock(&path).is_ok());
    }

    #[test]
    fn test_a_folder_open_to_others_is_refused() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("run");
        drop(RunFolder::lock(&path).unwrap());
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o750)).unwrap();
        let refused = RunFolder::lock(&path).unwrap_err().to_string();
        assert!(refused.contains("chmod 700"), "{refused}");
    }

    #[test]
    fn test_what_a_dead_gateway_left_is_removed() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("run");
        let run = RunFolder::lock(&path).unwrap();
        std::fs::write(path.join("orders.ipc"), "stale").unwrap();
        assert_eq!(run.ipc("orders.ipc").unwrap(), Endpoint::Ipc(path.join("orders.ipc")));
        assert!(!path.join("orders.ipc").exists());
    }
}
