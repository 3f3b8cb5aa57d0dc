//! A running gateway.

use super::control_thread::ControlThread;
use super::orders::OrdersThread;
use super::publisher::Publisher;
use super::seam::{DeskStanding, OrderDesk, OrdersPort};
use crate::gateway::clock;
use crate::gateway::control::{ControlDoor, GatewayStatus, SessionLine, Supervisor};
use crate::gateway::frame::MacKey;
use crate::gateway::logon::Nonce;
use crate::gateway::sessions::Sessions;
use crate::gateway::socket::{Endpoint, Hub, HubLimits, RunFolder, Waker};
use crate::gateway::zmtp::SocketType;
use hkdf::Hkdf;
use sha2::Sha256;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

/// Instructions that wait for the orders thread.
const MOST_INSTRUCTIONS: usize = 1_024;

/// What a gateway is made of.
pub struct GatewayParts<D: OrderDesk> {
    /// Its folder, locked.
    pub run: RunFolder,
    /// Sessions, with the reports of the journal.
    pub sessions: Sessions,
    /// Orders, risk, audit, market, venue.
    pub desk: D,
    /// Beside ipc: a loopback endpoint for orders.
    pub tcp: Option<Endpoint>,
    /// What the control thread shows as status begins with this.
    pub status: GatewayStatus,
    /// Time between two syncs of the audit log.
    pub sync_every: Duration,
}

/// What whoever carries out control requests is given.
pub struct GatewayPorts<I> {
    /// Hands instructions to the orders thread.
    pub orders: OrdersPort<I>,
    /// Reads how the gateway stands.
    pub status: StatusPort,
}

/// Reads how the gateway stands.
#[derive(Clone)]
pub struct StatusPort(Arc<Shared>);

impl StatusPort {
    /// As of at most a tenth of a second ago; halts are the supervisor's to fill in.
    #[must_use]
    pub fn read(&self) -> GatewayStatus {
        self.0.status.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Ends the gateway in order.
    pub fn stop(&self, words: &str) {
        self.0.stop(words);
    }
}

/// Random texts for logons, drawn ahead of an attacker's knowledge: HKDF of a key of the system's and a counter.
pub(super) struct Nonces {
    key: [u8; 32],
    count: AtomicU64,
}

impl Nonces {
    pub(super) fn next(&self) -> Nonce {
        let count = self.count.fetch_add(1, Ordering::Relaxed).to_le_bytes();
        let mut nonce = [0; 32];
        // 32 bytes of HKDF-SHA256 cannot be too many.
        let expanded = Hkdf::<Sha256>::new(None, &self.key).expand(&count, &mut nonce);
        debug_assert!(expanded.is_ok(), "32 bytes of HKDF");
        nonce
    }
}

/// What the threads share.
pub(super) struct Shared {
    stopping: AtomicBool,
    why: Mutex<String>,
    wakers: Vec<Waker>,
    status: Mutex<GatewayStatus>,
    refused: AtomicU64,
    pub(super) nonces: Nonces,
}

impl Shared {
    pub(super) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }

    pub(super) fn stop(&self, words: &str) {
        if !self.stopping.swap(true, Ordering::Relaxed) {
            words.clone_into(&mut self.why.lock().unwrap_or_else(PoisonError::into_inner));
        }
        self.wakers.iter().for_each(Waker::wake);
    }

    pub(super) fn why(&self) -> String {
        self.why.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn refused_controls(&self, count: u64) {
        self.refused.fetch_add(count, Ordering::Relaxed);
    }

    pub(super) fn show(&self, standing: DeskStanding, sessions: Vec<SessionLine>, reports: u64) {
        let mut status = self.status.lock().unwrap_or_else(PoisonError::into_inner);
        status.limits_version = standing.limits_version;
        status.blocked = standing.blocked;
        status.working = standing.working;
        status.unconfirmed = standing.unconfirmed;
        status.venue_connected = standing.venue_connected;
        status.audit_records = standing.audit_records;
        status.market_events = standing.market_events;
        status.market_age_ms = standing.market_age_ms;
        status.sessions = sessions;
        status.reports = reports;
    }
}

/// A running gateway; dropping it ends it in order.
pub struct Gateway {
    shared: Arc<Shared>,
    orders: Option<JoinHandle<Result<String, String>>>,
    others: Vec<JoinHandle<()>>,
    endpoints: Vec<(&'static str, Endpoint)>,
    _run: RunFolder,
}

impl Gateway {
    /// Binds the sockets and starts the threads.
    ///
    /// # Errors
    /// Of the system: an address is taken, no thread is given.
    pub fn start<D: OrderDesk + 'static>(
        parts: GatewayParts<D>,
        supervisor: impl FnOnce(GatewayPorts<D::Instruction>) -> Box<dyn Supervisor>,
    ) -> io::Result<Self> {
        let GatewayParts { run, sessions, desk, tcp, status, sync_every } = parts;
        let (mut orders, mut endpoints) = (Hub::new(SocketType::Router, HubLimits::default())?, Vec::new());
        let mut control = Hub::new(SocketType::Router, HubLimits::default())?;
        let mut reports = Hub::new(SocketType::Pub, HubLimits { message: 128, ..HubLimits::default() })?;
        let ipc = |name: &str| run.ipc(name).map_err(io::Error::other);
        endpoints.push(("orders", orders.bind(&ipc("orders.ipc")?)?));
        endpoints.push(("control", control.bind(&ipc("control.ipc")?)?));
        endpoints.push(("reports", reports.bind(&ipc("reports.ipc")?)?));
        if let Some(tcp) = tcp {
            endpoints.push(("orders", orders.bind(&tcp)?));
        }
        let key: [u8; 32] = clock::random()?;
        let text: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
        run.write("control.key", &text).map_err(io::Error::other)?;
        let listing: String = endpoints.iter().map(|(name, at)| format!("{name} {at}\n")).collect();
        run.write("endpoints", &listing).map_err(io::Error::other)?;
        let shared = Arc::new(Shared {
            stopping: AtomicBool::new(false),
            why: Mutex::default(),
            wakers: vec![orders.waker(), control.waker(), reports.waker()],
            status: Mutex::new(status),
            refused: AtomicU64::new(0),
            nonces: Nonces { key: clock::random()?, count: AtomicU64::new(0) },
        });
        let (sender, inbox) = sync_channel(MOST_INSTRUCTIONS);
        let ports =
            GatewayPorts { orders: OrdersPort::new(sender, orders.waker()), status: StatusPort(Arc::clone(&shared)) };
        let (publisher, port) = Publisher::new(reports, Arc::clone(&shared));
        let door = ControlDoor::new(MacKey::new(&key));
        let control = ControlThread { hub: control, door, supervisor: supervisor(ports), shared: Arc::clone(&shared) };
        let orders = OrdersThread {
            hub: orders,
            sessions,
            desk,
            inbox,
            publisher: port,
            shared: Arc::clone(&shared),
            sync_every,
        };
        let control = Builder::new().name("control".into()).spawn(move || control.run())?;
        let publisher = Builder::new().name("publisher".into()).spawn(move || publisher.run())?;
        let orders = Builder::new().name("orders".into()).spawn(move || orders.run())?;
        Ok(Self { shared, orders: Some(orders), others: vec![control, publisher], endpoints, _run: run })
    }

    /// Where its sockets are, by name.
    #[must_use]
    pub fn endpoints(&self) -> &[(&'static str, Endpoint)] {
        &self.endpoints
    }

    /// Reads how it stands; may also end it.
    #[must_use]
    pub fn port(&self) -> StatusPort {
        StatusPort(Arc::clone(&self.shared))
    }

    /// Whether it still runs by itself.
    #[must_use]
    pub fn is_running(&self) -> bool {
        !self.shared.is_stopping() && self.orders.as_ref().is_some_and(|thread| !thread.is_finished())
    }

    /// Ends it in order: clients are told why, the log is closed.
    ///
    /// # Errors
    /// What went wrong, in words.
    pub fn stop(mut self, words: &str) -> Result<String, String> {
        self.end(words)
    }

    fn end(&mut self, words: &str) -> Result<String, String> {
        self.shared.stop(words);
        for thread in self.others.drain(..) {
            let _ = thread.join(); // it has nothing left to tell
        }
        match self.orders.take().map(JoinHandle::join) {
            Some(Ok(outcome)) => outcome,
            Some(Err(_)) => Err("the orders thread ended with a defect; the log was not closed in order".to_owned()),
            None => Ok(String::new()),
        }
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        let _ = self.end("the gateway was ended"); // nobody is there to be told
    }
}
