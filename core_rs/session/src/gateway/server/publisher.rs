//! Thread `publisher`: reports and prices to whoever subscribed. Nobody waits for a subscriber: what it does not read in time
//! it misses, sees the gap, and asks for a snapshot.

use super::running::Shared;
use crate::gateway::clock;
use crate::gateway::publication::{self, PRICES, Published, REPORTS};
use crate::gateway::socket::{Happened, Hub};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

/// Time between two rounds.
const ROUND: Duration = Duration::from_millis(5);
/// Publications that wait for the thread.
const MOST_QUEUED: usize = 65_536;
/// Bytes that may wait for one subscriber; beyond it publications are dropped for it.
const MOST_WAITING: usize = 1 << 20;
/// Topics of one subscriber.
const MOST_TOPICS: usize = 16;

/// The orders thread's end.
#[derive(Debug, Clone)]
pub(super) struct PublisherPort {
    sender: SyncSender<Published>,
    dropped: Arc<AtomicU64>,
}

impl PublisherPort {
    /// Never waits: where the queue is full the publication is dropped and its number is missing.
    pub(super) fn publish(&self, what: Published) {
        if self.sender.try_send(what).is_err() {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// The thread's state.
pub(super) struct Publisher {
    hub: Hub,
    queue: Receiver<Published>,
    dropped: Arc<AtomicU64>,
    shared: Arc<Shared>,
    topics: HashMap<u64, Vec<Vec<u8>>>,
    numbers: [u64; 2],
}

impl Publisher {
    pub(super) fn new(hub: Hub, shared: Arc<Shared>) -> (Self, PublisherPort) {
        let (sender, queue) = sync_channel(MOST_QUEUED);
        let dropped = Arc::new(AtomicU64::new(0));
        let port = PublisherPort { sender, dropped: Arc::clone(&dropped) };
        (Self { hub, queue, dropped, shared, topics: HashMap::new(), numbers: [0, 0] }, port)
    }

    /// Runs until told to stop.
    pub(super) fn run(mut self) {
        while !self.shared.is_stopping() {
            let topics = &mut self.topics;
            let outcome = self.hub.wait(ROUND, &mut |happened| match happened {
                Happened::Opened(peer, _) => {
                    topics.insert(peer, Vec::new());
                }
                Happened::Closed(peer, _) => {
                    topics.remove(&peer);
                }
                Happened::Message(peer, bytes) => subscribe(topics.get_mut(&peer), bytes),
            });
            if let Err(error) = outcome {
                return self.shared.stop(&format!("the publishing socket: {error}"));
            }
            while let Ok(what) = self.queue.try_recv() {
                self.publish(&what);
            }
            // What the queue had no room for is a gap in the reports' numbers.
            self.numbers[0] += self.dropped.swap(0, Ordering::Relaxed);
            self.hub.flush();
        }
    }

    fn publish(&mut self, what: &Published) {
        let topic = if matches!(what, Published::Report(_)) { 0 } else { 1 };
        self.numbers[topic] += 1;
        let first = [REPORTS, PRICES][topic];
        if !self.topics.values().flatten().any(|wanted| wanted.is_empty() || wanted[0] == first) {
            return;
        }
        let bytes = publication::encode(self.numbers[topic], clock::now().utc_ns, what);
        for (peer, wanted) in &self.topics {
            if wanted.iter().any(|prefix| bytes.starts_with(prefix)) && self.hub.waiting(*peer) < MOST_WAITING {
                self.hub.send(*peer, &bytes);
            }
        }
    }
}

/// `1 ‖ topic` subscribes, `0 ‖ topic` ends it: ZMTP 3.0.
fn subscribe(topics: Option<&mut Vec<Vec<u8>>>, bytes: &[u8]) {
    let Some(topics) = topics else { return };
    match bytes.split_first() {
        Some((1, topic)) if topics.len() < MOST_TOPICS && topic.len() <= 64 => topics.push(topic.to_vec()),
        Some((0, topic)) => topics.retain(|known| known != topic),
        _ => {}
    }
}
