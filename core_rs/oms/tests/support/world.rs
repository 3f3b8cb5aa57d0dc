//! Orders, a venue, and a link between them that may do anything to what is on its way.
#![allow(dead_code, clippy::unwrap_used, clippy::panic)] // each test file uses its part; this is test code

use super::venue::Venue;
use super::{AMZN, BY, SHELL, id, instrument, oms, px, qty};
use plimsoll_oms::{CancelStep, Oms, ReplaceStep};
use plimsoll_types::{
    AccountId, Attribution, CancelOrder, CancelReason, ClOrdId, Instrument, InstrumentId, NewOrder, OrdType, Price,
    Qty, ReplaceOrder, Side, StrategyId, UNKNOWN_TIME, VenueCommand, VenueReport,
};

/// One thing that happens; small numbers choose among what there is.
#[derive(Debug, Clone)]
pub enum Deed {
    New {
        is_buy: bool,
        whole: i64,
        at: i64,
        who: u8,
        is_market: bool,
    },
    Cancel(u8),
    Chase(u8),
    Replace {
        nth: u8,
        whole: i64,
        at: i64,
    },
    Mark {
        at: i64,
        of_shell: bool,
    },
    /// The venue takes the oldest command.
    Process {
        accepts: bool,
    },
    Fill {
        nth: u8,
        whole: i64,
        at: i64,
    },
    VenueCancel(u8),
    Bust {
        nth: u8,
        by: u8,
    },
    Correct {
        nth: u8,
        by: u8,
        whole: i64,
        at: i64,
    },
    /// One of the next reports arrives.
    Deliver(u8),
    /// One that arrived arrives again.
    Again(u8),
    /// Changes on their way may arrive later, and nobody knows.
    Down {
        keeps_changes: bool,
    },
    Up,
}

/// What the order state was told, for a restart.
#[derive(Debug, Clone)]
enum Told {
    Placed(NewOrder),
    Cancelled(CancelOrder),
    Chased(CancelOrder),
    Replaced(ReplaceOrder),
    Heard(VenueReport),
    Lost,
    Back,
    Marked(InstrumentId, Price),
}

pub struct World {
    pub oms: Oms,
    pub venue: Venue,
    /// First names, in order.
    pub placed: Vec<ClOrdId>,
    uplink: Vec<VenueCommand>,
    heard: Vec<VenueReport>,
    told: Vec<Told>,
    last_name: u64,
    /// Times at which the order state reported a fill.
    pub trades_told: usize,
}

fn pick(nth: u8, count: usize) -> Option<usize> {
    (count > 0).then(|| usize::from(nth) % count)
}

fn listed(of: InstrumentId) -> Instrument {
    instrument("X", if of == AMZN { "USD" } else { "EUR" })
}

impl World {
    pub fn new() -> Self {
        Self {
            oms: oms(),
            venue: Venue::default(),
            placed: Vec::new(),
            uplink: Vec::new(),
            heard: Vec::new(),
            told: Vec::new(),
            last_name: 0,
            trades_told: 0,
        }
    }

    fn name(&mut self) -> ClOrdId {
        self.last_name += 1;
        id(self.last_name)
    }

    fn now_ns(&self) -> i64 {
        self.told.len() as i64
    }

    pub fn happen(&mut self, deed: &Deed) {
        match *deed {
            Deed::New { is_buy, whole, at, who, is_market } => self.place(is_buy, (whole, at), who, is_market),
            Deed::Cancel(nth) => self.cancel(nth, false),
            Deed::Chase(nth) => self.cancel(nth, true),
            Deed::Replace { nth, whole, at } => self.replace(nth, whole, at),
            Deed::Mark { at, of_shell } => self.mark(if of_shell { SHELL } else { AMZN }, px(at)),
            Deed::Process { accepts } => self.process(accepts),
            Deed::Fill { nth, whole, at } => {
                if let Some(nth) = pick(nth, self.venue.orders.len()) {
                    self.venue.fill(nth, qty(whole).raw(), px(at).raw());
                }
            }
            Deed::VenueCancel(nth) => {
                if let Some(nth) = pick(nth, self.venue.orders.len()).filter(|nth| !self.venue.orders[*nth].is_done) {
                    self.venue.cancel(nth, CancelReason::Venue);
                }
            }
            Deed::Bust { nth, by } => {
                if let Some(nth) = pick(nth, self.venue.fills.len()) {
                    self.venue.bust(nth, usize::from(by));
                }
            }
            Deed::Correct { nth, by, whole, at } => {
                if let Some(nth) = pick(nth, self.venue.fills.len()) {
                    self.venue.correct(nth, usize::from(by), qty(whole).raw(), px(at).raw());
                }
            }
            Deed::Deliver(nth) => self.deliver(nth),
            Deed::Again(nth) => {
                if let Some(nth) = pick(nth, self.heard.len()) {
                    let report = self.heard[nth];
                    self.hear(&report);
                }
            }
            Deed::Down { keeps_changes } => self.down(keeps_changes),
            Deed::Up => self.up(),
        }
    }

    fn place(&mut self, is_buy: bool, (whole, at): (i64, i64), who: u8, is_market: bool) {
        if !self.oms.is_connected() {
            return;
        }
        let attribution = Attribution {
            account: AccountId(1 + u16::from(who % 2)),
            strategy: StrategyId(u16::from(who / 2 % 3)),
            ..BY
        };
        let of = if who % 5 == 4 { SHELL } else { AMZN };
        let side = if is_buy { Side::Buy } else { Side::Sell };
        let mut order = NewOrder::limit(self.name(), attribution, of, side, qty(whole), px(at));
        if is_market {
            (order.ord_type, order.px) = (OrdType::Market, Price::UNSET);
        }
        assert_eq!(self.oms.admit(self.now_ns(), 1, &order, &listed(of)), Ok(()));
        self.oms.place(self.now_ns(), 1, &order);
        self.told.push(Told::Placed(order));
        self.placed.push(order.cl_ord_id);
        self.uplink.push(VenueCommand::New(order));
    }

    fn cancel(&mut self, nth: u8, chases: bool) {
        let Some(nth) = pick(nth, self.placed.len()) else { return };
        let cancel =
            CancelOrder { cl_ord_id: self.name(), orig_cl_ord_id: self.placed[nth], ts_intent_ns: UNKNOWN_TIME };
        let now_ns = self.now_ns();
        let step = if chases { self.oms.chase(now_ns, &cancel) } else { self.oms.cancel(now_ns, &cancel) };
        if let Ok(step) = step {
            self.told.push(if chases { Told::Chased(cancel) } else { Told::Cancelled(cancel) });
            if let CancelStep::Send(sent) = step {
                self.uplink.push(VenueCommand::Cancel(sent));
            }
        }
    }

    fn replace(&mut self, nth: u8, whole: i64, at: i64) {
        let Some(nth) = pick(nth, self.placed.len()) else { return };
        let Some(order) = self.oms.order(self.placed[nth]) else { return };
        let (orig_cl_ord_id, of, is_market) = (order.cl_ord_id(), order.instrument(), !order.terms.px.is_set());
        let replace = ReplaceOrder {
            cl_ord_id: self.name(),
            orig_cl_ord_id,
            qty: qty(whole),
            display_qty: Qty::UNSET,
            px: if is_market { Price::UNSET } else { px(at) },
            stop_px: Price::UNSET,
            frame_seq: 0,
            ts_intent_ns: UNKNOWN_TIME,
        };
        let step = self.oms.replace(self.now_ns(), &replace, &listed(of));
        if let Ok(step) = step {
            self.told.push(Told::Replaced(replace));
            if matches!(step, ReplaceStep::Send(_)) {
                self.uplink.push(VenueCommand::Replace(replace));
            }
        }
    }

    fn mark(&mut self, of: InstrumentId, at: Price) {
        self.oms.mark(of, at);
        self.told.push(Told::Marked(of, at));
    }

    fn process(&mut self, accepts: bool) {
        if !self.uplink.is_empty() {
            let command = self.uplink.remove(0);
            self.venue.take(&command, accepts);
        }
    }

    fn deliver(&mut self, nth: u8) {
        if let Some(nth) = pick(nth, self.venue.flight.len().min(5)) {
            let report = self.venue.flight.remove(nth);
            self.hear(&report);
        }
    }

    fn hear(&mut self, report: &VenueReport) {
        let mut out = Vec::new();
        let outcome = self.oms.on_venue_report(self.now_ns(), report, &mut out);
        self.trades_told += out.iter().filter(|told| told.exec_type == plimsoll_types::ExecType::Trade).count();
        self.told.push(Told::Heard(*report));
        self.heard.push(*report);
        self.uplink.extend(outcome.release.filter(|_| self.oms.is_connected()));
    }

    /// The link goes: new orders and reports on their way are lost.
    fn down(&mut self, keeps_changes: bool) {
        self.uplink.retain(|command| keeps_changes && !matches!(command, VenueCommand::New(_)));
        let oms = &self.oms;
        self.venue.lose(|name| oms.closed(name).is_some());
        self.oms.venue_lost(self.now_ns(), &mut Vec::new());
        self.told.push(Told::Lost);
    }

    fn up(&mut self) {
        for request in self.oms.venue_back(self.now_ns()) {
            self.venue.tell(request.cl_ord_id, request.replacing);
        }
        self.told.push(Told::Back);
    }

    /// The link stands, everything arrives, and the venue is asked until nothing is unknown.
    pub fn settle(&mut self) {
        for _ in 0..20 {
            self.up();
            while !self.uplink.is_empty() || !self.venue.flight.is_empty() {
                self.process(true);
                self.deliver(0);
            }
            if self.oms.unknown().next().is_none() {
                return;
            }
        }
        panic!("still unknown: {:?}", self.oms.unknown().collect::<Vec<_>>());
    }

    /// Everything that was heard is heard again.
    pub fn hear_all_again(&mut self) {
        for report in self.heard.clone() {
            let mut out = Vec::new();
            self.oms.on_venue_report(self.now_ns(), &report, &mut out);
            assert!(out.is_empty(), "a duplicate was told to clients");
        }
    }

    /// The order state again from what it was told.
    pub fn rebuilt(&self) -> Oms {
        let mut oms = oms();
        for (now_ns, told) in self.told.iter().enumerate() {
            let now_ns = now_ns as i64;
            match told {
                Told::Placed(order) => _ = oms.place(now_ns, 1, order),
                Told::Cancelled(cancel) => _ = oms.cancel(now_ns, cancel),
                Told::Chased(cancel) => _ = oms.chase(now_ns, cancel),
                Told::Replaced(replace) => {
                    let of = oms.order(replace.orig_cl_ord_id).unwrap().instrument();
                    _ = oms.replace(now_ns, replace, &listed(of));
                }
                Told::Heard(report) => _ = oms.on_venue_report(now_ns, report, &mut Vec::new()),
                Told::Lost => oms.venue_lost(now_ns, &mut Vec::new()),
                Told::Back => _ = oms.venue_back(now_ns),
                Told::Marked(of, at) => oms.mark(*of, *at),
            }
        }
        oms
    }
}
