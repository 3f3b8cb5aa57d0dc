//! One recorded day under other limits.

use super::{Rehearsed, WouldRefuse};
use crate::supervision::{LimitsText, SupervisionError};
use plimsoll_audit::Record;
use plimsoll_oms::{Oms, OmsConfig};
use plimsoll_risk::{
    CheckContext, Current, HaltGate, LimitKind, Limits, MarketView, NoStopwatch, RiskEngine, RiskSetup, SelfTrade,
    SessionGrant, ShortSale, empty_decision,
};
use plimsoll_types::{
    Attribution, CheckOutcome, Instrument, InstrumentId, InstrumentTable, Level, Nanos, NewOrder, OrderCommand, Price,
    Qty, RiskCheck, RiskDecision, Scope, TradingStatus, Unit, VenueReportBody,
};
use plimsoll_wire::journal::{CommandEntry, JournalEntry, Vocabulary};
use std::collections::HashMap;
use std::sync::Arc;

/// No limit, and yet one: a mandatory kind must be there.
const OPEN: i64 = i64::MAX - 1;

/// Kinds that depend on the market of the moment, by the check that measured them on the day.
const MARKET: [(RiskCheck, &[LimitKind]); 4] = [
    (RiskCheck::MarketData, &[LimitKind::MarketDataAge]),
    (
        RiskCheck::PriceCollar,
        &[LimitKind::CollarLast, LimitKind::CollarMid, LimitKind::CollarStatic, LimitKind::CollarPeriod],
    ),
    (RiskCheck::FatFinger, &[LimitKind::FatFinger]),
    (RiskCheck::Frame, &[LimitKind::FrameAge]),
];

pub(super) struct Day<'t> {
    text: &'t LimitsText,
    vocabulary: Vocabulary,
    instruments: InstrumentTable,
    /// As drafted.
    limits: Limits,
    oms: Option<Oms>,
    risk: Option<RiskEngine>,
    pending: Option<CommandEntry>,
    /// What an instrument was last worth: a market to put orders on.
    worth: HashMap<InstrumentId, Price>,
    found: Rehearsed,
    failed: Option<SupervisionError>,
    decision: RiskDecision,
}

/// When, by both clocks.
#[derive(Clone, Copy)]
struct At {
    seq: u64,
    utc_ns: Nanos,
    mono_ns: Nanos,
}

impl<'t> Day<'t> {
    pub(super) fn new(text: &'t LimitsText) -> Self {
        Self {
            text,
            vocabulary: Vocabulary::default(),
            instruments: InstrumentTable::default(),
            limits: Limits::unusable("no day began"),
            oms: None,
            risk: None,
            pending: None,
            worth: HashMap::new(),
            found: Rehearsed::default(),
            failed: None,
            decision: empty_decision(),
        }
    }

    pub(super) fn close(self) -> Result<Rehearsed, SupervisionError> {
        self.failed.map_or(Ok(self.found), Err)
    }

    pub(super) fn record(&mut self, record: &Record<'_>) {
        let Ok(entry) = JournalEntry::read(record.kind, record.payload) else { return };
        let at = At { seq: record.seq, utc_ns: record.ts_utc_ns, mono_ns: record.ts_mono_ns };
        if let JournalEntry::Vocabulary(words) = entry {
            if let Err(error) = self.learn(words) {
                self.failed.get_or_insert(error);
            }
            return;
        }
        // Taken out for the time of one entry, so that it can be handed about beside the rest.
        let (Some(mut oms), Some(mut risk)) = (self.oms.take(), self.risk.take()) else { return };
        self.entry(at, &entry, &mut oms, &mut risk);
        while let Some(trip) = risk.next_trip() {
            let scope = trip.scope.text(&self.vocabulary.directory, &self.instruments);
            self.found.trips.push(format!("{} of {scope} at record {}", trip.control.name(), at.seq));
        }
        (self.oms, self.risk) = (Some(oms), Some(risk));
    }

    /// Names and instruments; the first of them begins the day.
    fn learn(&mut self, words: Vocabulary) -> Result<(), SupervisionError> {
        self.instruments = words.table();
        self.vocabulary = words;
        let resolved = self.text.resolve(&self.vocabulary.directory, &self.instruments)?;
        let market: Vec<LimitKind> = MARKET.iter().flat_map(|(_, kinds)| kinds.iter().copied()).collect();
        let opened = resolved.limits.records().iter().cloned().map(|mut record| {
            record.value = if market.contains(&record.kind) { OPEN } else { record.value };
            record
        });
        let opened = Limits::new(self.text.version, opened.collect()).unwrap_or_else(|_| Limits::unusable("opened"));
        self.limits = resolved.limits;
        let directory = self.vocabulary.directory.clone();
        match &mut self.risk {
            Some(risk) => risk.set_limits(opened),
            None => {
                let mut setup = RiskSetup::of(directory.clone());
                setup.short_sale = ShortSale::Free;
                setup.self_trade = SelfTrade::Unchecked;
                setup.restricted = resolved.restricted;
                self.risk = Some(RiskEngine::new(opened, Arc::new(HaltGate::default()), setup));
                let currency = directory.accounts().first().map(|account| account.currency.clone());
                let config = OmsConfig { directory, currency: currency.unwrap_or_default(), rates: Vec::new() };
                self.oms = Oms::new(config).ok();
            }
        }
        if let Some(oms) = &mut self.oms {
            for (id, instrument) in (0..).zip(self.instruments.rows()) {
                oms.list(InstrumentId(id), instrument);
            }
        }
        Ok(())
    }

    fn entry(&mut self, at: At, entry: &JournalEntry, oms: &mut Oms, risk: &mut RiskEngine) {
        match entry {
            JournalEntry::Command(command) => self.pending = Some(*command),
            JournalEntry::Decision(decision) => self.decided(at, decision, oms, risk),
            JournalEntry::VenueReport(report) => {
                if let (VenueReportBody::Fill { px, .. }, Some(order)) = (report.body, oms.order(report.cl_ord_id)) {
                    self.worth.insert(order.terms.instrument, px);
                }
                let mut told = Vec::new();
                oms.on_venue_report(at.utc_ns, report, &mut told);
                for one in &told {
                    risk.on_report(at.mono_ns, one, oms);
                }
            }
            JournalEntry::Mark(mark) => {
                self.worth.insert(mark.instrument, mark.px);
                oms.mark(mark.instrument, mark.px);
                risk.watch(oms);
            }
            JournalEntry::VenueLink(true) => _ = oms.venue_back(at.utc_ns),
            JournalEntry::VenueLink(false) => oms.venue_lost(at.utc_ns, &mut Vec::new()),
            _ => {}
        }
    }

    fn decided(&mut self, at: At, decision: &RiskDecision, oms: &mut Oms, risk: &mut RiskEngine) {
        let pending = self.pending.take_if(|entry| entry.command.cl_ord_id() == decision.cl_ord_id);
        let Some(CommandEntry { session, command, .. }) = pending else { return };
        match command {
            OrderCommand::New(order) if decision.is_approved() => {
                self.judge(at, session, &order, None, decision, oms, risk);
                oms.place(at.utc_ns, session, &order);
            }
            OrderCommand::New(order) => _ = oms.refuse(at.utc_ns, session, &order, decision.reason),
            OrderCommand::Replace(replace) if decision.is_approved() => {
                let Some(current) = oms.order(replace.orig_cl_ord_id).map(Current::from) else { return };
                let amended =
                    NewOrder { qty: replace.qty, px: replace.px, cl_ord_id: replace.cl_ord_id, ..current.order };
                self.judge(at, session, &amended, Some(current), decision, oms, risk);
                if let Some(instrument) = self.instruments.get(current.order.instrument) {
                    let _ = oms.replace(at.utc_ns, &replace, instrument);
                }
            }
            OrderCommand::Replace(replace) => {
                oms.refuse_request(at.utc_ns, replace.cl_ord_id, replace.orig_cl_ord_id, decision.reason);
            }
            OrderCommand::Cancel(cancel) => {
                if decision.is_approved() {
                    let _ = oms.cancel(at.utc_ns, &cancel);
                }
            }
            OrderCommand::MassCancel(_) | OrderCommand::Quote(_) => {}
        }
    }

    /// Puts an order that went out before the draft.
    #[allow(clippy::too_many_arguments)] // what was decided, on what, by whom
    fn judge(
        &mut self,
        at: At,
        session: u32,
        order: &NewOrder,
        current: Option<Current>,
        decided: &RiskDecision,
        oms: &Oms,
        risk: &mut RiskEngine,
    ) {
        self.found.orders += 1;
        let px = [order.px, order.stop_px, self.worth.get(&order.instrument).copied().unwrap_or(Price::UNSET)];
        let px = px.into_iter().find(|px| px.is_set()).unwrap_or(Price::UNSET);
        self.worth.insert(order.instrument, px);
        let of = order.attribution;
        let strategies = [of.strategy];
        let context = CheckContext {
            now_ns: at.utc_ns,
            mono_ns: at.mono_ns,
            session: &SessionGrant::trading(session, of.trader, &[of.account], &strategies),
            instrument: self.instruments.get(order.instrument),
            market: &calm(px, at.utc_ns),
            oms,
            stopwatch: &NoStopwatch,
        };
        let mut decision = std::mem::replace(&mut self.decision, empty_decision());
        let approved = match current {
            None => risk.check_new(&context, order, &mut decision).is_some(),
            Some(current) => {
                let replace = plimsoll_types::ReplaceOrder {
                    cl_ord_id: order.cl_ord_id,
                    orig_cl_ord_id: current.cl_ord_id(),
                    qty: order.qty,
                    display_qty: order.display_qty,
                    px: order.px,
                    stop_px: order.stop_px,
                    frame_seq: order.frame_seq,
                    ts_intent_ns: order.ts_intent_ns,
                };
                risk.check_replace(&context, current, &replace, &mut decision).is_some()
            }
        };
        let failed = if approved {
            self.beyond_market(decided, &scopes_of(of, order.instrument, session))
        } else {
            decision.outcomes.last().copied()
        };
        self.decision = decision;
        if let Some(outcome) = failed {
            let one = self.would_refuse(at, order, &outcome);
            self.found.refuse(one);
        }
    }

    /// What was measured on the day, against the draft.
    fn beyond_market(&self, decided: &RiskDecision, scopes: &[Scope]) -> Option<CheckOutcome> {
        decided.outcomes.iter().find_map(|outcome| {
            let (_, kinds) = MARKET.iter().find(|(check, _)| *check == outcome.check)?;
            let caps = kinds.iter().flat_map(|kind| scopes.iter().map(move |scope| (*kind, *scope)));
            let caps = caps.filter_map(|(kind, scope)| Some((self.limits.get(kind, scope)?, scope)));
            let (limit, scope) = caps.min_by_key(|(limit, _)| *limit)?;
            let is_beyond = outcome.measured > limit && outcome.unit != Unit::Flag;
            is_beyond.then_some(CheckOutcome { limit, scope, passed: false, ..*outcome })
        })
    }

    fn would_refuse(&self, at: At, order: &NewOrder, outcome: &CheckOutcome) -> WouldRefuse {
        let scope = outcome.scope.text(&self.vocabulary.directory, &self.instruments);
        WouldRefuse {
            seq: at.seq,
            ts_ns: at.utc_ns,
            cl_ord_id: order.cl_ord_id.to_string(),
            symbol: self
                .instruments
                .get(order.instrument)
                .map_or_else(String::new, |row: &Instrument| row.symbol.clone()),
            check: outcome.check.name(),
            measured: value_words(outcome, outcome.measured),
            limit: format!("{} of {scope}", value_words(outcome, outcome.limit)),
        }
    }
}

/// A market at one price on which nothing is stale: what depends on it is judged by what was measured on the day.
fn calm(px: Price, now_ns: Nanos) -> MarketView {
    let level = Level { px, qty: Qty::from_raw(Qty::ONE), orders: 1 };
    MarketView {
        bid: level,
        ask: level,
        last: px,
        reference: px,
        ts_ns: now_ns,
        is_stale: false,
        is_gapped: false,
        status: TradingStatus::Trading,
        frame_seq: 0,
    }
}

fn scopes_of(of: Attribution, instrument: InstrumentId, session: u32) -> [Scope; 7] {
    [
        Scope::Firm,
        Scope::Desk(of.desk),
        Scope::Account(of.account),
        Scope::Trader(of.trader),
        Scope::Strategy(of.strategy),
        Scope::Instrument(instrument),
        Scope::Session(session),
    ]
}

/// A value as limits are written.
fn value_words(outcome: &CheckOutcome, value: i64) -> String {
    let kind = match outcome.unit {
        Unit::Qty => LimitKind::MaxQty,
        Unit::Money => LimitKind::MaxNotional,
        Unit::Nanos => LimitKind::MarketDataAge,
        Unit::Millionths if outcome.check == RiskCheck::PriceCollar => return ratio_words(value, 10_000, '%'),
        Unit::Millionths => return ratio_words(value, 1_000_000, 'x'),
        Unit::Count | Unit::Flag | Unit::Price => LimitKind::OpenOrders,
    };
    kind.value_text(value)
}

/// Millionths in whole ones of `one`, without zeros at the end.
fn ratio_words(value: i64, one: i64, unit: char) -> String {
    let (whole, rest) = (value / one, (value % one).unsigned_abs());
    let digits = format!("{rest:0width$}", width = if one == 10_000 { 4 } else { 6 });
    let digits = digits.trim_end_matches('0');
    let point = if digits.is_empty() { "" } else { "." };
    format!("{whole}{point}{digits}{unit}")
}
