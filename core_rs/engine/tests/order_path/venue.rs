//! A venue that does as it is told.

use super::desk::{START_NS, entries};
use plimsoll_audit::MemoryDisk;
use plimsoll_book::{Applied, Books};
use plimsoll_engine::Venue;
use plimsoll_risk::RiskApproved;
use plimsoll_types::{
    CancelReason, ClOrdId, ExecId, InstrumentTable, Liquidity, MarketEvent, Money, Nanos, Price, Qty, VenueCommand,
    VenueOrderId, VenueReport, VenueReportBody,
};
use plimsoll_wire::journal::JournalEntry;
use std::sync::{Arc, Mutex, MutexGuard};

/// What the venue does by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Accepts orders, replaces and cancels at once.
    Obliging,
    /// Says nothing.
    Silent,
}

pub struct Script {
    pub manner: Manner,
    pub is_connected: bool,
    pub sent: Vec<VenueCommand>,
    pub asked: Vec<ClOrdId>,
    /// What the log held when each command was sent, where it was looked at.
    pub seen: Vec<Vec<JournalEntry>>,
    pub looks_at: Option<MemoryDisk>,
    replies: Vec<VenueReport>,
    next_exec: u64,
}

impl Script {
    pub fn new() -> Self {
        Self {
            manner: Manner::Obliging,
            is_connected: true,
            sent: Vec::new(),
            asked: Vec::new(),
            seen: Vec::new(),
            looks_at: None,
            replies: Vec::new(),
            next_exec: 0,
        }
    }

    pub fn say(&mut self, cl_ord_id: ClOrdId, body: VenueReportBody) -> ExecId {
        self.next_exec += 1;
        let exec_id = ExecId(self.next_exec);
        self.replies.push(VenueReport {
            ts_venue_ns: START_NS,
            exec_id,
            cl_ord_id,
            venue_order_id: VenueOrderId(cl_ord_id.0),
            body,
        });
        exec_id
    }

    pub fn fill(&mut self, cl_ord_id: ClOrdId, px: Price, qty: Qty) -> ExecId {
        self.say(cl_ord_id, VenueReportBody::Fill { px, qty, liquidity: Liquidity::Removed, fee: Money::ZERO })
    }

    pub fn take_sent(&mut self) -> Vec<VenueCommand> {
        std::mem::take(&mut self.sent)
    }

    pub fn new_orders(&self) -> usize {
        self.sent.iter().filter(|command| !matches!(command, VenueCommand::Cancel(_))).count()
    }

    pub fn cancels(&self) -> Vec<ClOrdId> {
        let cancels = self.sent.iter().filter_map(|command| match command {
            VenueCommand::Cancel(cancel) => Some(cancel.orig_cl_ord_id),
            _ => None,
        });
        cancels.collect()
    }

    fn oblige(&mut self, command: &VenueCommand) {
        match command {
            VenueCommand::New(order) => self.say(order.cl_ord_id, VenueReportBody::Accepted),
            VenueCommand::Replace(replace) => {
                let (orig_cl_ord_id, qty, px) = (replace.orig_cl_ord_id, replace.qty, replace.px);
                self.say(replace.cl_ord_id, VenueReportBody::Replaced { orig_cl_ord_id, qty, px })
            }
            VenueCommand::Cancel(cancel) => {
                self.say(cancel.orig_cl_ord_id, VenueReportBody::Cancelled { reason: CancelReason::Requested })
            }
        };
    }
}

#[derive(Clone)]
pub struct ScriptedVenue(pub Arc<Mutex<Script>>);

impl ScriptedVenue {
    pub fn script(&self) -> MutexGuard<'_, Script> {
        self.0.lock().unwrap()
    }
}

impl Venue for ScriptedVenue {
    fn venue_mic(&self) -> &str {
        "XTST"
    }

    fn on_market(&mut self, _: &MarketEvent, _: &Applied, _: &Books, _: &InstrumentTable) {}

    fn send(&mut self, _: Nanos, command: RiskApproved<VenueCommand>) {
        let command = command.into_command();
        let mut script = self.script();
        if let Some(disk) = script.looks_at.clone() {
            script.seen.push(entries(&disk));
        }
        script.sent.push(command);
        if script.manner == Manner::Obliging {
            script.oblige(&command);
        }
    }

    fn request_status(&mut self, _: Nanos, order: ClOrdId, _: ClOrdId) {
        self.script().asked.push(order);
    }

    fn poll(&mut self, _: Nanos, reports: &mut Vec<VenueReport>) {
        let mut script = self.script();
        if script.is_connected {
            reports.append(&mut script.replies);
        }
    }

    fn next_due_ns(&self) -> Option<Nanos> {
        let script = self.script();
        (!script.replies.is_empty() && script.is_connected).then_some(Nanos::MIN)
    }

    fn is_connected(&self) -> bool {
        self.script().is_connected
    }
}
