//! What the thread that trades tells the mirror: bounded pieces between its turns, and only what changed.

use super::handover::StatePort;
use super::usage::measured;
use super::value::{
    BalanceState, Currency, GatewayState, LimitState, PnlState, PositionState, SessionState, StateKey, StateValue,
};
use plimsoll_oms::{Amount, Oms, Position};
use plimsoll_risk::{HaltGate, LimitKind, Limits};
use plimsoll_types::{
    AccountId, Directory, ExecutionReport, HaltRecord, InstrumentTable, Money, Nanos, Scope, Side, StrategyId,
};
use std::collections::{BTreeMap, HashMap};

/// Time between two slices of the walk over everything.
const SLICE_NS: Nanos = 20_000_000;

/// Positions, scopes and limits of a slice: some ten microseconds together.
const POSITIONS: usize = 32;
const SCOPES: usize = 8;
const LIMITS: usize = 8;

/// Positions whose change is told with the next turn; the walk finds the others within a second or so.
const MOST_CHANGED: usize = 256;

/// Instruments named in a turn.
const NAMES: usize = 64;

/// Everything that there is to tell, as the thread that trades has it at hand.
#[derive(Clone, Copy)]
pub struct StateView<'a> {
    /// Orders and positions.
    pub oms: &'a Oms,
    /// Limits in force.
    pub limits: &'a Limits,
    /// Halts in force.
    pub gate: &'a HaltGate,
    /// Who there is.
    pub directory: &'a Directory,
    /// What can be traded.
    pub instruments: &'a InstrumentTable,
}

type Place = (AccountId, StrategyId, plimsoll_types::InstrumentId);

/// Tells the mirror what changed. The thread that trades owns it.
#[derive(Debug)]
pub struct StateTeller {
    port: StatePort,
    told: HashMap<StateKey, StateValue>,
    changed: Vec<Place>,
    halts: BTreeMap<u64, HaltRecord>,
    halts_epoch: Option<u64>,
    limits_version: Option<u64>,
    named: usize,
    slice_ns: Nanos,
    position: usize,
    scope: usize,
    limit: usize,
    /// Received less paid, by account and currency, of the positions that the walk has passed.
    cash: BTreeMap<(AccountId, Currency), Amount>,
}

impl StateTeller {
    /// Tells through this port.
    #[must_use]
    pub fn new(port: StatePort) -> Self {
        Self {
            port,
            told: HashMap::new(),
            changed: Vec::with_capacity(MOST_CHANGED),
            halts: BTreeMap::new(),
            halts_epoch: None,
            limits_version: None,
            named: 0,
            slice_ns: Nanos::MIN,
            position: 0,
            scope: 0,
            limit: 0,
            cash: BTreeMap::new(),
        }
    }

    /// Notes what a report changed; told with the next turn.
    pub fn on_report(&mut self, report: &ExecutionReport) {
        let place = (report.attribution.account, report.attribution.strategy, report.instrument);
        if self.changed.len() < MOST_CHANGED && !self.changed.contains(&place) {
            self.changed.push(place);
        }
    }

    /// One turn of the thread: a sign of life, what changed, and every twenty milliseconds a slice of everything.
    pub fn turn(&mut self, now_ns: Nanos, mono_ns: Nanos, view: StateView<'_>) {
        self.name(view);
        self.heed_halts(now_ns, view.gate);
        for (account, strategy, instrument) in std::mem::take(&mut self.changed) {
            if let Some(position) = view.oms.position(account, strategy, instrument) {
                self.tell_position(now_ns, view, position);
            }
        }
        if mono_ns >= self.slice_ns {
            self.slice_ns = mono_ns.saturating_add(SLICE_NS);
            self.walk_positions(now_ns, view);
            self.walk_scopes(now_ns, view);
            self.walk_limits(now_ns, view);
        }
        self.port.beat(now_ns);
    }

    /// Tells which halts came and went. Called before a halt is lifted too, so that none comes and goes unseen.
    pub fn heed_halts(&mut self, now_ns: Nanos, gate: &HaltGate) {
        let epoch = gate.epoch();
        if self.halts_epoch.replace(epoch) == Some(epoch) {
            return;
        }
        let held: BTreeMap<u64, HaltRecord> = gate.halts().into_iter().map(|halt| (halt.number, halt)).collect();
        for halt in held.values().filter(|halt| self.halts.get(&halt.number) != Some(halt)) {
            self.port.engage(halt);
        }
        for gone in self.halts.values().filter(|halt| !held.contains_key(&halt.number)) {
            self.port.lift(now_ns, gone.number, gone.scope, "", "");
        }
        self.halts = held;
    }

    /// A halt was lifted, by whom and why.
    pub fn lifted(&mut self, now_ns: Nanos, number: u64, by: &str, reason: &str) {
        if let Some(halt) = self.halts.remove(&number) {
            self.port.lift(now_ns, number, halt.scope, by, reason);
        }
    }

    /// How a client session stands.
    pub fn session(&mut self, now_ns: Nanos, number: u32, state: SessionState) {
        self.tell(now_ns, StateKey::Session(number), StateValue::Session(state));
    }

    /// How the gateway stands.
    pub fn gateway(&mut self, now_ns: Nanos, state: GatewayState) {
        self.tell(now_ns, StateKey::Gateway, StateValue::Gateway(state));
    }

    fn tell(&mut self, now_ns: Nanos, key: StateKey, value: StateValue) {
        if self.told.get(&key) != Some(&value) {
            self.port.put(now_ns, key, value.clone());
            self.told.insert(key, value);
        }
    }

    fn name(&mut self, view: StateView<'_>) {
        for instrument in view.instruments.rows().iter().skip(self.named).take(NAMES) {
            let id = plimsoll_types::InstrumentId(u32::try_from(self.named).unwrap_or(u32::MAX));
            self.port.name_instrument(id, instrument);
            self.named += 1;
        }
    }

    fn tell_position(&mut self, now_ns: Nanos, view: StateView<'_>, position: &Position) {
        let mark_px = view.oms.mark_of(position.instrument);
        let value = PositionState {
            qty: position.qty,
            avg_px: position.avg_px(),
            mark_px,
            realised: money(Some(position.realised)),
            unrealised: money(position.unrealised(mark_px)),
            fees: money(Some(position.fees)),
            open_buy_qty: position.working(Side::Buy).qty,
            open_sell_qty: position.working(Side::Sell).qty,
        };
        let (account, strategy, instrument) = (position.account, position.strategy, position.instrument);
        self.tell(now_ns, StateKey::Position { account, strategy, instrument }, StateValue::Position(value));
    }

    fn walk_positions(&mut self, now_ns: Nanos, view: StateView<'_>) {
        let positions = view.oms.positions();
        for position in positions.iter().skip(self.position).take(POSITIONS) {
            self.tell_position(now_ns, view, position);
            let currency = Currency::new(view.oms.currency_of(position));
            *self.cash.entry((position.account, currency)).or_default() += position.cash() - position.fees;
        }
        self.position += POSITIONS;
        if self.position >= positions.len() {
            self.position = 0;
            for ((account, currency), cash) in std::mem::take(&mut self.cash) {
                self.tell_balance(now_ns, view, account, currency, cash);
            }
        }
    }

    /// What is reserved, and what is left of the buying power, is counted in the account's own currency alone.
    fn tell_balance(
        &mut self,
        now_ns: Nanos,
        view: StateView<'_>,
        account: AccountId,
        currency: Currency,
        cash: Amount,
    ) {
        let scope = Scope::Account(account);
        let is_own = view.oms.currency(scope).is_some_and(|own| Currency::new(own) == currency);
        let reserved = if is_own { view.oms.pnl(scope).map(|pnl| pnl.working_buy) } else { Some(Amount::ZERO) };
        let limit = view.limits.own(LimitKind::BuyingPower, scope).filter(|_| is_own);
        let used = measured(view.oms, LimitKind::BuyingPower, scope);
        let available =
            limit.zip(used).map_or(Money::UNSET, |(limit, used)| Money::from_raw(limit.saturating_sub(used)));
        let value = BalanceState { cash: money(Some(cash)), reserved: money(reserved), available };
        self.tell(now_ns, StateKey::Balance { account, currency }, StateValue::Balance(value));
    }

    fn walk_scopes(&mut self, now_ns: Nanos, view: StateView<'_>) {
        let count = |length: usize| 1..=u16::try_from(length).unwrap_or(u16::MAX);
        let desks = count(view.directory.desks().len()).map(|id| Scope::Desk(plimsoll_types::DeskId(id)));
        let accounts = count(view.directory.accounts().len()).map(|id| Scope::Account(AccountId(id)));
        let strategies = count(view.directory.strategies().len()).map(|id| Scope::Strategy(StrategyId(id)));
        let all = std::iter::once(Scope::Firm).chain(desks).chain(accounts).chain(strategies);
        let chosen: Vec<Scope> = all.skip(self.scope).take(SCOPES).collect();
        self.scope = if chosen.len() < SCOPES { 0 } else { self.scope + SCOPES };
        for scope in chosen {
            let Some((pnl, currency)) = view.oms.pnl(scope).zip(view.oms.currency(scope)) else { continue };
            let value = PnlState {
                currency: Currency::new(currency),
                realised: money(Some(pnl.realised)),
                unrealised: money(Some(pnl.unrealised).filter(|_| pnl.is_complete)),
                fees: money(Some(pnl.fees)),
                high: money(Some(pnl.day_peak)),
            };
            self.tell(now_ns, StateKey::Pnl(scope), StateValue::Pnl(value));
        }
    }

    fn walk_limits(&mut self, now_ns: Nanos, view: StateView<'_>) {
        let records = view.limits.records();
        if self.limits_version.replace(view.limits.version()) != Some(view.limits.version()) {
            self.limit = 0;
            self.forget_limits(now_ns, view.limits);
        }
        for record in records.iter().skip(self.limit).take(LIMITS) {
            let value = LimitState {
                unit: record.kind.unit(),
                measured: measured(view.oms, record.kind, record.scope),
                limit: record.value,
                version: record.version,
            };
            let key = StateKey::Limit { scope: record.scope, kind: record.kind };
            self.tell(now_ns, key, StateValue::Limit(value));
        }
        self.limit = if self.limit + LIMITS >= records.len() { 0 } else { self.limit + LIMITS };
    }

    /// Limits that the new version no longer has.
    fn forget_limits(&mut self, now_ns: Nanos, limits: &Limits) {
        let is_gone = |key: &StateKey| match key {
            StateKey::Limit { scope, kind } => {
                !limits.records().iter().any(|record| (record.scope, record.kind) == (*scope, *kind))
            }
            _ => false,
        };
        let gone: Vec<StateKey> = self.told.keys().filter(|key| is_gone(key)).copied().collect();
        for key in gone {
            self.told.remove(&key);
            self.port.remove(now_ns, key);
        }
    }
}

fn money(amount: Option<Amount>) -> Money {
    amount.and_then(Amount::to_money).unwrap_or(Money::UNSET)
}

#[cfg(test)]
mod tests;
