//! What is sent to Redis, and what its answers mean.

use super::StateFlowError;
use super::image::Batch;
use super::resp::{Reply, Requests};
use super::row::{SCHEMA, StateRow};
use plimsoll_types::Nanos;

/// Entries that the stream of changes keeps, about.
const CHANGES_KEPT: &str = "16384";

/// Entries that the stream of halts keeps, about.
const HALTS_KEPT: &str = "65536";

/// What readers judge all values by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Meta {
    pub epoch: Nanos,
    pub seq: u64,
    pub head: u64,
    pub beat: u64,
    pub ts_ns: Nanos,
    pub ts_source_ns: Nanos,
    pub source_age_ns: Option<u64>,
    pub is_synced: bool,
    pub is_open: bool,
    pub refused: u64,
    pub halts_lost: u64,
}

impl Meta {
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        vec![
            ("schema", SCHEMA.to_string()),
            ("epoch", self.epoch.to_string()),
            ("seq", self.seq.to_string()),
            ("head", self.head.to_string()),
            ("beat", self.beat.to_string()),
            ("ts_ns", self.ts_ns.to_string()),
            ("ts_source_ns", self.ts_source_ns.to_string()),
            ("source_age_ns", self.source_age_ns.map_or_else(String::new, |age| age.to_string())),
            ("synced", u8::from(self.is_synced).to_string()),
            ("open", u8::from(self.is_open).to_string()),
            ("refused", self.refused.to_string()),
            ("halts_lost", self.halts_lost.to_string()),
        ]
    }
}

/// The names under one prefix.
#[derive(Debug, Clone)]
pub(super) struct Keys {
    prefix: String,
}

impl Keys {
    pub fn new(prefix: &str) -> Self {
        Self { prefix: prefix.to_owned() }
    }

    pub fn of(&self, key: &str) -> String {
        format!("{}:{key}", self.prefix)
    }

    /// Everything in one transaction: a reader sees all of it or nothing. Its first answer is what the last one wrote.
    pub fn transaction(&self, batch: &Batch, refreshed: &[StateRow], meta: &Meta) -> Requests {
        let mut requests = Requests::default();
        requests.add(["MULTI"]);
        requests.add(["HMGET", &self.of("meta"), "epoch", "beat"]);
        for row in batch.rows.iter().chain(refreshed) {
            requests.add(["DEL", &self.of(&row.key)]);
            requests.add(self.hash(&row.key, &row.fields));
        }
        for gone in &batch.removed {
            requests.add(["DEL", &self.of(gone)]);
        }
        self.index(&mut requests, "SADD", batch.rows.iter().chain(refreshed).map(|row| row.key.as_str()));
        self.index(&mut requests, "SREM", batch.removed.iter().map(String::as_str));
        for (key, op) in
            batch.rows.iter().map(|row| (&row.key, "put")).chain(batch.removed.iter().map(|key| (key, "del")))
        {
            let seq = meta.seq.to_string();
            let epoch = meta.epoch.to_string();
            let fields = [("op", op), ("key", key), ("seq", &seq), ("epoch", &epoch)];
            requests.add(self.entry("changes", CHANGES_KEPT, fields.iter().map(|(name, text)| (*name, *text))));
        }
        for halt in &batch.halts {
            let fields = halt.iter().map(|(name, text)| (*name, text.as_str()));
            requests.add(self.entry("halts", HALTS_KEPT, fields));
        }
        requests.add(self.hash("meta", &meta.fields()));
        requests.add(["EXEC"]);
        requests
    }

    fn hash(&self, key: &str, fields: &[(&'static str, String)]) -> Vec<String> {
        let mut words = vec!["HSET".to_owned(), self.of(key)];
        for (name, text) in fields {
            words.extend([(*name).to_owned(), text.clone()]);
        }
        words
    }

    fn entry<'a>(&self, stream: &str, kept: &str, fields: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<String> {
        let mut words: Vec<String> = vec!["XADD".into(), self.of(stream), "MAXLEN".into(), "~".into(), kept.into()];
        words.push("*".to_owned());
        words.extend(fields.flat_map(|(name, text)| [name.to_owned(), text.to_owned()]));
        words
    }

    fn index<'a>(&self, requests: &mut Requests, verb: &str, keys: impl Iterator<Item = &'a str>) {
        let mut words = vec![verb.to_owned(), self.of("keys")];
        words.extend(keys.map(str::to_owned));
        if words.len() > 2 {
            requests.add(words);
        }
    }

    /// What is there before anything is written: by whom, and of which types.
    pub fn questions(&self) -> Requests {
        let mut requests = Requests::default();
        for key in ["meta", "keys", "changes", "halts"] {
            requests.add(["TYPE", &self.of(key)]);
        }
        requests
    }

    /// Deletes what stands in the way with another type, then asks who wrote last and how many keys there are.
    pub fn clearing(&self, types: &[Reply]) -> Requests {
        let mut requests = Requests::default();
        let wanted = [("meta", "hash"), ("keys", "set"), ("changes", "stream"), ("halts", "stream")];
        for ((key, kind), found) in wanted.into_iter().zip(types) {
            if found.text().is_some_and(|text| text != kind && text != "none") {
                requests.add(["DEL", &self.of(key)]);
            }
        }
        requests.add(["HMGET", &self.of("meta"), "epoch", "ts_ns", "open"]);
        requests.add(["SCARD", &self.of("keys")]);
        requests
    }

    /// Every key that the index names.
    pub fn listing(&self) -> Requests {
        let mut requests = Requests::default();
        requests.add(["SMEMBERS", &self.of("keys")]);
        requests
    }

    /// Takes an index away that no gateway of ours can have written.
    pub fn unlisting(&self) -> Requests {
        let mut requests = Requests::default();
        requests.add(["DEL", &self.of("keys")]);
        requests
    }

    /// Takes leftovers of another gateway away.
    pub fn removal(&self, keys: &[Vec<u8>]) -> Requests {
        let mut requests = Requests::default();
        let prefixed = |key: &Vec<u8>| [format!("{}:", self.prefix).as_bytes(), key].concat();
        requests.add(std::iter::once(b"DEL".to_vec()).chain(keys.iter().map(prefixed)));
        let words = [b"SREM".to_vec(), self.of("keys").into_bytes()];
        requests.add(words.into_iter().chain(keys.iter().cloned()));
        requests
    }
}

/// The answers, where none is an error.
pub(super) fn accepted(replies: &[Reply]) -> Result<(), StateFlowError> {
    let error = |replies: &[Reply]| {
        replies.iter().find_map(|reply| if let Reply::Error(text) = reply { Some(text.clone()) } else { None })
    };
    let found = error(replies).or_else(|| replies.last().and_then(|last| error(last.items())));
    match found {
        Some(text) if text.starts_with("WRONGTYPE") => Err(StateFlowError::Changed),
        Some(text) => Err(StateFlowError::of_server(&text)),
        None => Ok(()),
    }
}
