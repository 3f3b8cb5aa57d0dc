//! What the desk tells of itself to the state flow, between its turns.

use super::path_desk::LivePath;
use crate::gateway::control::SessionLine;
use crate::gateway::sessions::Now;
use crate::state_flow::{
    GatewayPhase, GatewayState, SessionPhase, SessionState, StateMirror, StatePort, StateTeller, StateView,
};
use plimsoll_engine::Venue;
use plimsoll_risk::SessionGrant;
use plimsoll_types::{ExecutionReport, HaltMode, Scope};
use plimsoll_wire::journal::LiftEntry;
use std::collections::HashSet;
use std::sync::Arc;

/// Counters alone are told no more often.
const COUNTERS_NS: i64 = 1_000_000_000;

/// The desk's way into the state flow.
pub(super) struct DeskState {
    teller: StateTeller,
    /// Sessions that were logged on since the start.
    seen: HashSet<u32>,
    profile: String,
    gateway: Option<GatewayState>,
    counters_ns: i64,
    /// Kept until the desk is closed: the last values are written then.
    mirror: Arc<StateMirror>,
}

/// What the market has done, for the gateway's health.
#[derive(Debug, Clone, Copy)]
pub(super) struct MarketAge {
    pub events: u64,
    pub age_ns: u64,
}

fn view(path: &LivePath) -> StateView<'_> {
    StateView {
        oms: path.oms(),
        limits: path.risk().limits(),
        gate: path.risk().gate(),
        directory: path.directory(),
        instruments: path.instruments(),
    }
}

impl DeskState {
    pub fn new(mirror: Arc<StateMirror>, port: StatePort, profile: &str) -> Self {
        let (teller, profile) = (StateTeller::new(port), profile.to_owned());
        Self { teller, seen: HashSet::new(), profile, gateway: None, counters_ns: 0, mirror }
    }

    /// Notes what reports changed.
    pub fn told(&mut self, reports: &[ExecutionReport]) {
        reports.iter().for_each(|report| self.teller.on_report(report));
    }

    /// One turn of the desk.
    pub fn turn(&mut self, now: Now, path: &LivePath) {
        self.teller.turn(now.utc_ns, now.mono_ns, view(path));
    }

    /// Halts that come are told before any goes.
    pub fn heed_halts(&mut self, now: Now, path: &LivePath) {
        self.teller.heed_halts(now.utc_ns, path.risk().gate());
    }

    /// A halt was lifted.
    pub fn lifted(&mut self, now: Now, entry: &LiftEntry) {
        let by = format!("{} and {}", entry.requested_by, entry.approved_by);
        self.teller.lifted(now.utc_ns, entry.number, &by, &entry.reason);
    }

    /// How sessions and gateway stand.
    pub fn shown(
        &mut self,
        now: Now,
        path: &LivePath,
        market: MarketAge,
        (grants, lines): (&[SessionGrant], &[SessionLine]),
    ) {
        for line in lines {
            if line.connected {
                self.seen.insert(line.session);
            }
            let grant = grants.iter().find(|grant| grant.number == line.session);
            let phase = match line.connected {
                true => SessionPhase::LoggedOn,
                false if self.seen.contains(&line.session) => SessionPhase::Detached,
                false => SessionPhase::Closed,
            };
            let state = SessionState {
                principal: line.principal.clone(),
                trader: grant.map_or_else(Default::default, |grant| grant.trader),
                phase,
                may_trade: grant.is_some_and(|grant| grant.may_trade),
                operator_alive: line.operator_alive,
                commands: line.commands,
                refused: line.refused,
            };
            self.teller.session(now.utc_ns, line.session, state);
        }
        self.tell_gateway(now, gateway(&self.profile, path, market));
    }

    fn tell_gateway(&mut self, now: Now, state: GatewayState) {
        let weighs = |state: &GatewayState| {
            (state.phase, state.venue_connected, state.halt, state.limits_version, state.audit_writable)
        };
        let is_news = self.gateway.as_ref().is_none_or(|earlier| weighs(earlier) != weighs(&state));
        if is_news || now.mono_ns >= self.counters_ns {
            self.counters_ns = now.mono_ns + COUNTERS_NS;
            self.teller.gateway(now.utc_ns, state.clone());
            self.gateway = Some(state);
        }
    }

    /// The desk is closed: the last values are handed over, and written with the mirror's end.
    pub fn close(mut self, now: Now, path: &LivePath) -> Arc<StateMirror> {
        if let Some(state) = self.gateway.take() {
            self.tell_gateway(now, GatewayState { phase: GatewayPhase::Closing, ..state });
        }
        self.turn(now, path);
        self.mirror
    }
}

fn gateway(profile: &str, path: &LivePath, market: MarketAge) -> GatewayState {
    let halt = path.risk().gate().firm_mode();
    let phase = match halt {
        _ if path.is_recovering() => GatewayPhase::Recovering,
        HaltMode::None => GatewayPhase::Trading,
        _ => GatewayPhase::Halted,
    };
    let tally = path.tally();
    GatewayState {
        phase,
        profile: profile.to_owned(),
        venue_connected: path.venue().is_connected(),
        halt,
        limits_version: path.risk().limits().version(),
        audit_records: path.audit().records(),
        audit_writable: path.health().is_writable(),
        open_orders: path.oms().open_orders(Scope::Firm).into(),
        unconfirmed: path.unconfirmed().len() as u64,
        commands: tally.commands,
        refused: tally.refused,
        market_events: market.events,
        market_age_ns: market.age_ns,
    }
}
