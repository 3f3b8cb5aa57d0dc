//! Values as text: what Redis holds, and what readers inside the process get.

use super::handover::Versioned;
use super::value::{
    BalanceState, GatewayState, HaltEvent, LimitState, PnlState, PositionState, SessionState, StateKey, StateValue,
};
use plimsoll_types::{
    Directory, HaltRecord, Instrument, InstrumentId, InstrumentTable, Money, Nanos, Price, Qty, Scope, UNKNOWN_TIME,
    Unit,
};

/// Version of keys and fields; readers refuse any other.
pub const SCHEMA: u32 = 1;

/// No text of a value is longer, in characters.
const LONGEST_TEXT: usize = 240;

/// One value under its key, fields in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateRow {
    /// `position:A1:ofi:AMZN`; the prefix comes before it in Redis.
    pub key: String,
    /// Name and text of each field.
    pub fields: Vec<(&'static str, String)>,
}

/// Names behind the numbers.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub directory: Directory,
    pub instruments: Vec<Option<Instrument>>,
}

impl Names {
    pub fn new(directory: Directory, instruments: &InstrumentTable) -> Self {
        Self { directory, instruments: instruments.rows().iter().cloned().map(Some).collect() }
    }

    /// Later definitions of an instrument win. Numbers beyond any that a session gives are ignored.
    pub fn name(&mut self, id: InstrumentId, instrument: Instrument) {
        const MOST: usize = 1 << 20;
        if id.index() < MOST {
            if self.instruments.len() <= id.index() {
                self.instruments.resize(id.index() + 1, None);
            }
            self.instruments[id.index()] = Some(instrument);
        }
    }

    fn instrument(&self, id: InstrumentId) -> Option<&Instrument> {
        self.instruments.get(id.index())?.as_ref()
    }

    /// The scope as key text: its kind and its name, which is `-` where it has none.
    fn scope(&self, scope: Scope) -> Option<String> {
        let (kind, name) = match scope {
            Scope::Firm => return Some("firm".to_owned()),
            Scope::Desk(id) => ("desk", self.directory.desk_name(id).to_owned()),
            Scope::Account(id) => ("account", self.directory.account_name(id).to_owned()),
            Scope::Trader(id) => ("trader", self.directory.trader_name(id).to_owned()),
            Scope::Strategy(id) => ("strategy", self.directory.strategy_name(id).to_owned()),
            Scope::Instrument(id) => ("instrument", self.instrument(id)?.symbol.clone()),
            Scope::Session(number) => ("session", number.to_string()),
        };
        Some(format!("{kind}:{}", part(&name)))
    }

    /// The key's text; `None` while an instrument has no name.
    pub fn key(&self, key: StateKey) -> Option<String> {
        Some(match key {
            StateKey::Gateway => "gateway".to_owned(),
            StateKey::Halt(number) => format!("halt:{number}"),
            StateKey::Session(number) => format!("session:{number}"),
            StateKey::Position { account, strategy, instrument } => format!(
                "position:{}:{}:{}",
                part(self.directory.account_name(account)),
                part(self.directory.strategy_name(strategy)),
                part(&self.instrument(instrument)?.symbol)
            ),
            StateKey::Balance { account, currency } => {
                format!("balance:{}:{}", part(self.directory.account_name(account)), part(currency.text()))
            }
            StateKey::Pnl(scope) => format!("pnl:{}", self.scope(scope)?),
            StateKey::Limit { scope, kind } => format!("limit:{}:{}", self.scope(scope)?, kind.name()),
        })
    }

    /// The whole row; `None` while an instrument has no name, and for what is no more.
    pub fn row(&self, epoch: Nanos, key: StateKey, version: &Versioned) -> Option<StateRow> {
        let value = version.value.as_ref()?;
        let mut fields = Fields::default();
        match value {
            StateValue::Gateway(state) => gateway(&mut fields, state),
            StateValue::Halt(halt) => self.halt(&mut fields, halt)?,
            StateValue::Session(state) => self.session(&mut fields, state),
            StateValue::Position(state) => {
                if let StateKey::Position { instrument, .. } = key {
                    fields.text("currency", &self.instrument(instrument)?.currency);
                    fields.text("venue_mic", &self.instrument(instrument)?.venue_mic);
                }
                position(&mut fields, state);
            }
            StateValue::Balance(state) => balance(&mut fields, state),
            StateValue::Pnl(state) => pnl(&mut fields, state),
            StateValue::Limit(state) => limit(&mut fields, state),
        }
        fields.whole("schema", SCHEMA);
        fields.whole("epoch", epoch);
        fields.whole("seq", version.seq);
        fields.whole("ts_ns", version.ts_ns);
        Some(StateRow { key: self.key(key)?, fields: fields.0 })
    }

    fn halt(&self, fields: &mut Fields, halt: &HaltRecord) -> Option<()> {
        fields.whole("number", halt.number);
        fields.0.push(("scope", self.scope(halt.scope)?));
        fields.text("mode", halt.mode.name());
        fields.text("reason", &halt.reason);
        fields.text("by", &halt.by);
        fields.time("ts_halt_ns", halt.ts_ns);
        Some(())
    }

    fn session(&self, fields: &mut Fields, state: &SessionState) {
        fields.text("principal", &state.principal);
        fields.text("trader", self.directory.trader_name(state.trader));
        fields.text("phase", state.phase.name());
        fields.flag("may_trade", state.may_trade);
        fields.flag("operator_alive", state.operator_alive);
        fields.whole("commands", state.commands);
        fields.whole("refused", state.refused);
    }

    /// A halt's entry in its stream.
    pub fn event(&self, epoch: Nanos, seq: u64, event: &HaltEvent) -> Vec<(&'static str, String)> {
        let mut fields = Fields::default();
        match event {
            HaltEvent::Engaged(halt) | HaltEvent::Held(halt) => {
                fields.text("event", if matches!(event, HaltEvent::Held(_)) { "held" } else { "engaged" });
                // A halt of an instrument that was never named still is told.
                if self.halt(&mut fields, halt).is_none() {
                    fields.text("scope", "instrument:?");
                    fields.text("mode", halt.mode.name());
                }
            }
            HaltEvent::Lifted { number, scope, by, reason, ts_ns } => {
                fields.text("event", "lifted");
                fields.whole("number", number);
                fields.0.push(("scope", self.scope(*scope).unwrap_or_else(|| "instrument:?".to_owned())));
                fields.text("reason", reason);
                fields.text("by", by);
                fields.time("ts_halt_ns", *ts_ns);
            }
        }
        fields.whole("schema", SCHEMA);
        fields.whole("epoch", epoch);
        fields.whole("seq", seq);
        fields.0
    }
}

/// One part of a key: a name in which `:` and whatever patterns or terminals give a meaning is `%XX`; `-` for no name.
pub(super) fn part(name: &str) -> String {
    use std::fmt::Write;
    if name.is_empty() || name == "-" {
        return if name.is_empty() { "-".to_owned() } else { "%2D".to_owned() };
    }
    let mut text = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"._-/+@".contains(&byte) {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}"); // writing into a string cannot fail
        }
    }
    text
}

#[derive(Default)]
struct Fields(Vec<(&'static str, String)>);

impl Fields {
    fn text(&mut self, name: &'static str, text: &str) {
        let plain = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter });
        self.0.push((name, plain.take(LONGEST_TEXT).collect()));
    }

    fn whole(&mut self, name: &'static str, number: impl std::fmt::Display) {
        self.0.push((name, number.to_string()));
    }

    fn flag(&mut self, name: &'static str, set: bool) {
        self.0.push((name, if set { "1" } else { "0" }.to_owned()));
    }

    fn time(&mut self, name: &'static str, ts_ns: Nanos) {
        self.0.push((name, if ts_ns == UNKNOWN_TIME { String::new() } else { ts_ns.to_string() }));
    }

    fn price(&mut self, name: &'static str, px: Price) {
        self.0.push((name, if px.is_set() { px.format(0) } else { String::new() }));
    }

    fn qty(&mut self, name: &'static str, qty: Qty) {
        self.0.push((name, if qty.is_set() { qty.format(0) } else { String::new() }));
    }

    fn money(&mut self, name: &'static str, amount: Money) {
        self.0.push((name, if amount.is_set() { amount.format(0) } else { String::new() }));
    }
}

fn position(fields: &mut Fields, state: &PositionState) {
    fields.qty("qty", state.qty);
    fields.price("avg_px", state.avg_px);
    fields.price("mark_px", state.mark_px);
    fields.money("realised", state.realised);
    fields.money("unrealised", state.unrealised);
    fields.money("fees", state.fees);
    fields.qty("open_buy_qty", state.open_buy_qty);
    fields.qty("open_sell_qty", state.open_sell_qty);
}

fn balance(fields: &mut Fields, state: &BalanceState) {
    fields.money("cash", state.cash);
    fields.money("reserved", state.reserved);
    fields.money("available", state.available);
}

fn pnl(fields: &mut Fields, state: &PnlState) {
    fields.text("currency", state.currency.text());
    fields.money("realised", state.realised);
    fields.money("unrealised", state.unrealised);
    fields.money("fees", state.fees);
    fields.money("high", state.high);
}

/// The unit's name and its decimal places.
const fn measure(unit: Unit) -> (&'static str, u32) {
    match unit {
        Unit::Flag => ("flag", 0),
        Unit::Count => ("count", 0),
        Unit::Qty => ("qty", Qty::SCALE),
        Unit::Price => ("price", Price::SCALE),
        Unit::Money => ("money", Money::SCALE),
        Unit::Nanos => ("ns", 0),
        Unit::Millionths => ("ratio", 6),
    }
}

fn limit(fields: &mut Fields, state: &LimitState) {
    let (name, scale) = measure(state.unit);
    let text = |value: Option<i64>| value.map_or_else(String::new, |v| plimsoll_types::write_decimal(v, scale, 0));
    fields.text("unit", name);
    fields.0.push(("measured", text(state.measured)));
    fields.0.push(("limit", text(Some(state.limit))));
    fields.0.push(("headroom", text(state.headroom())));
    fields.whole("version", state.version);
}

fn gateway(fields: &mut Fields, state: &GatewayState) {
    fields.text("phase", state.phase.name());
    fields.text("profile", &state.profile);
    fields.flag("venue_connected", state.venue_connected);
    fields.text("halt", state.halt.name());
    fields.whole("limits_version", state.limits_version);
    fields.whole("audit_records", state.audit_records);
    fields.flag("audit_writable", state.audit_writable);
    fields.whole("open_orders", state.open_orders);
    fields.whole("unconfirmed", state.unconfirmed);
    fields.whole("commands", state.commands);
    fields.whole("refused", state.refused);
    fields.whole("market_events", state.market_events);
    fields.whole("market_age_ns", state.market_age_ns);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_names_stay_one_part_of_a_key() {
        assert_eq!(part("AMZN"), "AMZN");
        assert_eq!(part(""), "-");
        assert_eq!(part("-"), "%2D");
        assert_eq!(part("a:b*%\n"), "a%3Ab%2A%25%0A");
        assert_eq!(part("é"), "%C3%A9");
    }

    #[test]
    fn test_texts_of_people_are_bounded_and_hold_no_control_characters() {
        let mut fields = Fields::default();
        fields.text("reason", &format!("a\r\nb\u{1b}[31m{}", "x".repeat(10_000)));
        assert_eq!(fields.0[0].1.chars().count(), LONGEST_TEXT);
        assert!(fields.0[0].1.starts_with("a  b [31mx"));
    }
}
