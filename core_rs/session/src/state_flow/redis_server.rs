//! A real Redis for tests: in a folder of its own, on a unix socket, nothing kept on disk.

use super::connection::Connection;
use super::resp::{Reply, Requests};
use super::{RedisUrl, StateRow};
use std::collections::BTreeMap;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

pub(crate) struct RedisServer {
    folder: TempDir,
    options: Vec<String>,
    child: Option<Child>,
}

impl RedisServer {
    /// Starts one; `None`, and a word about it, where it is not installed. Continuous integration installs it.
    pub fn start(options: &[&str]) -> Option<Self> {
        let options = options.iter().map(|option| (*option).to_owned()).collect();
        let mut server = Self { folder: TempDir::new().unwrap(), options, child: None };
        if let Err(error) = Command::new("redis-server").arg("--version").stdout(Stdio::null()).status() {
            assert!(std::env::var_os("CI").is_none(), "redis-server: {error}; setup/system-packages.sh installs it");
            eprintln!("SKIPPED: redis-server: {error}; setup/system-packages.sh installs it");
            return None;
        }
        server.run();
        Some(server)
    }

    /// Starts it, on the same socket as before, empty.
    pub fn run(&mut self) {
        let child = Command::new("redis-server")
            .args(["--port", "0", "--save", "", "--appendonly", "no", "--dir"])
            .arg(self.folder.path())
            .arg("--unixsocket")
            .arg(self.socket())
            .args(&self.options)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        self.child = Some(child);
        until("Redis listens", || std::os::unix::net::UnixStream::connect(self.socket()).is_ok());
    }

    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    fn socket(&self) -> std::path::PathBuf {
        self.folder.path().join("redis.sock")
    }

    pub fn url(&self) -> RedisUrl {
        RedisUrl::parse(&self.address()).unwrap()
    }

    /// One field of a hash.
    pub fn field(&self, key: &str, name: &str) -> Option<String> {
        self.ask(&["HGET", key, name]).text().map(str::to_owned)
    }

    /// The address as it is written.
    pub fn address(&self) -> String {
        format!("unix://{}", self.socket().display())
    }

    /// One command's answer.
    pub(super) fn ask(&self, words: &[&str]) -> Reply {
        self.ask_as(&self.url(), words)
    }

    pub(super) fn ask_as(&self, url: &RedisUrl, words: &[&str]) -> Reply {
        let mut requests = Requests::default();
        requests.add(words);
        Connection::open(url).unwrap().exchange(&requests).unwrap().remove(0)
    }

    /// Every hash that the index names, by key.
    pub fn rows(&self, prefix: &str) -> BTreeMap<String, Vec<String>> {
        let texts =
            |reply: &Reply| reply.items().iter().map(|item| item.text().unwrap().to_owned()).collect::<Vec<_>>();
        let keys = texts(&self.ask(&["SMEMBERS", &format!("{prefix}:keys")]));
        keys.into_iter().map(|key| (key.clone(), texts(&self.ask(&["HGETALL", &format!("{prefix}:{key}")])))).collect()
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.kill();
    }
}

/// As [`RedisServer::rows`] gives them.
pub(crate) fn as_held(rows: &[StateRow]) -> BTreeMap<String, Vec<String>> {
    let flat = |row: &StateRow| row.fields.iter().flat_map(|(name, text)| [(*name).to_owned(), text.clone()]).collect();
    rows.iter().filter(|row| row.key != "meta").map(|row| (row.key.clone(), flat(row))).collect()
}

pub(crate) fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !is_so() {
        assert!(Instant::now() < deadline, "not within 20 s: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}
