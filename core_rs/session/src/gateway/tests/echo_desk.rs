//! An order path of a few lines: whatever is new is acknowledged, whatever is cancelled is cancelled.

use super::sessions::report;
use crate::gateway::control::{ControlReply, ControlRequest, GatewayStatus, Supervisor};
use crate::gateway::logon::Secret;
use crate::gateway::message::Snapshot;
use crate::gateway::publication::TopOfBook;
use crate::gateway::server::{
    Advanced, DeskStanding, Gateway, GatewayParts, GatewayPorts, OrderDesk, OrdersPort, StatusPort,
};
use crate::gateway::sessions::{DeadMan, Now, Principal, ReportRing, SessionRules, Sessions, Whose};
use crate::gateway::socket::{Endpoint, RunFolder};
use crate::gateway::{
    client::{ClientSettings, Received},
    clock,
};
use plimsoll_types::{
    AccountId, ClOrdId, ExecType, ExecutionReport, NewOrder, OrdStatus, OrderCommand, Price, Qty, RejectReason,
};
use plimsoll_wire::journal::{OrderClick, SessionEntry};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What happened to an [`EchoDesk`].
#[derive(Debug, Default)]
pub struct Seen {
    pub commands: Vec<ClOrdId>,
    pub used: BTreeSet<ClOrdId>,
    pub cancels: Vec<(u32, Whose, i64)>,
    pub entries: Vec<SessionEntry>,
    pub working: BTreeMap<ClOrdId, NewOrder>,
}

#[derive(Default)]
pub struct EchoDesk {
    pub seen: Arc<Mutex<Seen>>,
    pub halted: Arc<AtomicBool>,
    frame: u64,
}

impl OrderDesk for EchoDesk {
    type Instruction = ();

    fn command(&mut self, now: Now, _: u32, _: u64, command: &OrderCommand, told: &mut Vec<ExecutionReport>) {
        let mut seen = self.seen.lock().unwrap();
        seen.commands.push(command.cl_ord_id());
        let fresh = seen.used.insert(command.cl_ord_id());
        match command {
            OrderCommand::New(order) => {
                let mut answer = ExecutionReport { ts_ns: now.utc_ns, ..report(order) };
                let halted = self.halted.load(Ordering::SeqCst);
                if halted || !fresh {
                    answer.exec_type = ExecType::Rejected;
                    answer.ord_status = OrdStatus::Rejected;
                    answer.reason = if halted { RejectReason::Halted } else { RejectReason::DuplicateClOrdId };
                } else {
                    seen.working.insert(order.cl_ord_id, *order);
                }
                told.push(answer);
            }
            OrderCommand::Cancel(cancel) => {
                if let Some(order) = seen.working.remove(&cancel.orig_cl_ord_id) {
                    told.push(cancelled(&order));
                }
            }
            _ => {}
        }
    }

    fn advance(&mut self, _: Now, _: &mut Vec<ExecutionReport>) -> Advanced {
        Advanced::Idle(Duration::from_millis(10))
    }

    fn instruct(&mut self, _: Now, (): (), _: &mut Vec<ExecutionReport>) {}

    fn cancel(&mut self, now: Now, session: u32, whose: Whose, _: &str, told: &mut Vec<ExecutionReport>) {
        let mut seen = self.seen.lock().unwrap();
        seen.cancels.push((session, whose, now.mono_ns));
        let of_session =
            |id: &ClOrdId, order: &mut NewOrder| id.origin() == session && whose.means(order.attribution.strategy);
        told.extend(seen.working.extract_if(.., of_session).map(|(_, order)| cancelled(&order)));
    }

    fn session(&mut self, _: Now, entry: &SessionEntry) {
        self.seen.lock().unwrap().entries.push(entry.clone());
    }

    fn click(&mut self, _: Now, _: &OrderClick) {}

    fn records(&self) -> u64 {
        0
    }

    fn status_of(&self, cl_ord_id: ClOrdId) -> Option<ExecutionReport> {
        self.seen.lock().unwrap().working.get(&cl_ord_id).map(report)
    }

    fn snapshot(&self, accounts: &[AccountId]) -> Snapshot {
        let seen = self.seen.lock().unwrap();
        let mine = seen.working.values().filter(|order| accounts.contains(&order.attribution.account));
        Snapshot { orders: mine.map(report).collect(), ..Snapshot::default() }
    }

    fn prices(&mut self, changed: &mut Vec<TopOfBook>) {
        self.frame += 1;
        changed.push(TopOfBook {
            instrument: plimsoll_types::InstrumentId(0),
            ts_venue_ns: 1,
            bid_px: Price::from_raw(1),
            bid_qty: Qty::ZERO,
            ask_px: Price::UNSET,
            ask_qty: Qty::ZERO,
            last_px: Price::UNSET,
            frame_seq: self.frame,
        });
    }

    fn sync(&mut self, _: Now) {}

    fn standing(&self, _: Now) -> DeskStanding {
        DeskStanding { working: self.seen.lock().unwrap().working.len() as u64, ..DeskStanding::default() }
    }

    fn close(self, _: Now) -> Result<String, String> {
        Ok("closed".into())
    }
}

fn cancelled(order: &NewOrder) -> ExecutionReport {
    ExecutionReport {
        exec_type: ExecType::Cancelled,
        ord_status: OrdStatus::Cancelled,
        leaves_qty: Qty::ZERO,
        ..report(order)
    }
}

/// Halts an [`EchoDesk`] and answers status.
pub struct Switch {
    pub halted: Arc<AtomicBool>,
    pub status: StatusPort,
    pub _orders: OrdersPort<()>,
}

impl Supervisor for Switch {
    fn handle(&mut self, _: i64, request: ControlRequest) -> ControlReply {
        match request {
            ControlRequest::Halt { .. } => {
                self.halted.store(true, Ordering::SeqCst);
                ControlReply::Done { number: 1, took_ns: 1, words: "halted".into() }
            }
            ControlRequest::Status => ControlReply::Status { status: self.status.read() },
            _ => ControlReply::Refused { words: "not here".into() },
        }
    }
}

pub struct Running {
    pub gateway: Gateway,
    pub seen: Arc<Mutex<Seen>>,
    pub orders: Endpoint,
}

/// A gateway on a folder, of two principals on one account and a third elsewhere.
pub fn start(home: &Path, rules: impl FnOnce(&mut SessionRules, &mut Vec<Principal>)) -> Running {
    let principal = |number: u32, account: u16| Principal {
        name: format!("terminal-{number}"),
        secret: Secret::new([u8::try_from(number).unwrap(); 32]),
        session: number,
        origin: number,
        accounts: vec![AccountId(account)],
        may_trade: true,
        dead_man: DeadMan::default(),
        commands_per_second: 1_000_000,
    };
    let mut principals = vec![principal(1, 1), principal(2, 1), principal(3, 2)];
    let mut session_rules = SessionRules {
        profile: "SIM".into(),
        instance: 7,
        started: clock::now(),
        heartbeat_ms: 200,
        lost_after_ms: 1_000,
    };
    rules(&mut session_rules, &mut principals);
    let desk = EchoDesk::default();
    let (seen, halted) = (Arc::clone(&desk.seen), Arc::clone(&desk.halted));
    let parts = GatewayParts {
        run: RunFolder::lock(&home.join("run")).unwrap(),
        sessions: Sessions::new(session_rules, principals, ReportRing::default()),
        desk,
        tcp: Some(Endpoint::parse("tcp://127.0.0.1:0").unwrap()),
        status: GatewayStatus::default(),
        sync_every: Duration::from_millis(50),
    };
    let gateway = Gateway::start(parts, |ports: GatewayPorts<()>| {
        Box::new(Switch { halted, status: ports.status, _orders: ports.orders })
    });
    let gateway = gateway.unwrap();
    let orders = gateway.endpoints()[0].1.clone();
    Running { gateway, seen, orders }
}

pub fn settings(endpoint: &Endpoint, number: u32) -> ClientSettings {
    ClientSettings {
        endpoint: endpoint.clone(),
        profile: "SIM".into(),
        principal: format!("terminal-{number}"),
        secret: Secret::new([u8::try_from(number).unwrap(); 32]),
        lives_ms: 1_000,
        received: Received::default(),
    }
}
