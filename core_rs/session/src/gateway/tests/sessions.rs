//! Sessions against clients, over a transport of memory.

use crate::gateway::client::{Dialogue, Told};
use crate::gateway::frame::Kind;
use crate::gateway::logon::{Secret, Standing};
use crate::gateway::sessions::{
    ConnId, DeadMan, Effect, Now, Principal, ReportRing, SessionRules, Sessions, WINDOW, Whose,
};
use plimsoll_types::{
    AccountId, Attribution, ClOrdId, DeskId, ExecType, ExecutionReport, InstrumentId, NewOrder, OrdStatus,
    OrderCommand, Price, Qty, RejectReason, Side, StrategyId, TraderId,
};
use plimsoll_wire::journal::{Canonical, SessionChange};

const MS: i64 = 1_000_000;

fn at(ms: i64) -> Now {
    Now { utc_ns: 1_000_000 * MS + ms * MS, mono_ns: ms * MS }
}

fn principal(number: u32, account: u16) -> Principal {
    Principal {
        name: format!("terminal-{number}"),
        secret: Secret::new([u8::try_from(number).unwrap(); 32]),
        session: number,
        origin: number,
        accounts: vec![AccountId(account)],
        may_trade: true,
        dead_man: DeadMan::default(),
        commands_per_second: 1_000,
    }
}

fn gateway(ring: ReportRing) -> Sessions {
    let rules =
        SessionRules { profile: "SIM".into(), instance: 1, started: at(0), heartbeat_ms: 1_000, lost_after_ms: 3_000 };
    Sessions::new(rules, vec![principal(1, 1), principal(2, 1), principal(3, 2)], ring)
}

pub fn order(origin: u32, number: u64) -> NewOrder {
    let attribution =
        Attribution { trader: TraderId(1), desk: DeskId(1), account: AccountId(1), strategy: StrategyId::NONE };
    let id = ClOrdId::new(origin, number);
    NewOrder::limit(id, attribution, InstrumentId(0), Side::Buy, Qty::from_raw(Qty::ONE), Price::from_raw(1))
}

pub fn report(order: &NewOrder) -> ExecutionReport {
    ExecutionReport {
        ts_ns: 1,
        ts_venue_ns: 1,
        exec_id: plimsoll_types::ExecId(0),
        cl_ord_id: order.cl_ord_id,
        orig_cl_ord_id: ClOrdId::NONE,
        venue_order_id: plimsoll_types::VenueOrderId(0),
        attribution: order.attribution,
        instrument: order.instrument,
        side: order.side,
        exec_type: ExecType::New,
        ord_status: OrdStatus::New,
        liquidity: plimsoll_types::Liquidity::Unknown,
        reason: RejectReason::None,
        qty: order.qty,
        px: order.px,
        last_qty: Qty::ZERO,
        last_px: Price::UNSET,
        cum_qty: Qty::ZERO,
        leaves_qty: order.qty,
        avg_px: Price::UNSET,
        fee: plimsoll_types::Money::ZERO,
    }
}

/// A client and what it was told.
struct Client {
    conn: ConnId,
    dialogue: Dialogue,
    told: Vec<Told>,
    cut: bool,
}

impl Client {
    fn log_on(gateway: &mut Sessions, conn: ConnId, number: u32, last_report: u64, now: Now) -> (Self, Vec<Effect>) {
        Self::log_on_with(gateway, conn, number, Secret::new([u8::try_from(number).unwrap(); 32]), last_report, now)
    }

    fn log_on_with(
        gateway: &mut Sessions,
        conn: ConnId,
        number: u32,
        secret: Secret,
        last_report: u64,
        now: Now,
    ) -> (Self, Vec<Effect>) {
        let standing = Standing { last_report, instance: 1, resumes: true, ..Standing::default() };
        let name = format!("terminal-{number}");
        let nonce = [u8::try_from(conn % 250).unwrap(); 32];
        let (dialogue, hello) = Dialogue::begin("SIM", &name, secret, nonce, standing);
        let mut client = Self { conn, dialogue, told: Vec::new(), cut: false };
        gateway.opened(conn, "memory".into(), now);
        let effects = client.send(gateway, &hello, now);
        (client, effects)
    }

    /// Sends, and hears everything that comes of it; returns the effects that are not for this client.
    fn send(&mut self, gateway: &mut Sessions, bytes: &[u8], now: Now) -> Vec<Effect> {
        let mut effects = Vec::new();
        gateway.arrived(self.conn, bytes, [9; 32], now, &mut effects);
        self.hear(gateway, effects, now)
    }

    fn hear(&mut self, gateway: &mut Sessions, effects: Vec<Effect>, now: Now) -> Vec<Effect> {
        let mut rest = Vec::new();
        for effect in effects {
            match effect {
                Effect::Send(conn, bytes) if conn == self.conn => {
                    let mut reply = Vec::new();
                    self.told.extend(self.dialogue.heard(&bytes, now.mono_ns, &mut reply).unwrap());
                    if !reply.is_empty() {
                        rest.extend(self.send(gateway, &reply, now));
                    }
                }
                Effect::Close(conn) if conn == self.conn => self.cut = true,
                other => rest.push(other),
            }
        }
        rest
    }

    fn sealed(&mut self, kind: Kind, payload: &[u8], now: Now) -> Vec<u8> {
        let mut bytes = Vec::new();
        assert!(self.dialogue.say(kind, 1_000, payload, now.mono_ns, &mut bytes));
        bytes
    }

    fn order(&mut self, gateway: &mut Sessions, order: NewOrder, now: Now) -> Vec<Effect> {
        let bytes = self.sealed(Kind::Command, &OrderCommand::New(order).to_bytes(), now);
        self.send(gateway, &bytes, now)
    }

    fn deliver(&mut self, gateway: &mut Sessions, now: Now) -> bool {
        let mut effects = Vec::new();
        let more = gateway.deliver(now, &mut effects);
        self.hear(gateway, effects, now);
        more
    }

    fn numbers(&self) -> Vec<u64> {
        let number = |told: &Told| if let Told::Report(report) = told { Some(report.number) } else { None };
        self.told.iter().filter_map(number).collect()
    }

    fn refusals(&self) -> Vec<RejectReason> {
        let reason = |told: &Told| if let Told::CommandRefused(refused) = told { Some(refused.reason) } else { None };
        self.told.iter().filter_map(reason).collect()
    }
}

fn commands(effects: &[Effect]) -> usize {
    effects.iter().filter(|effect| matches!(effect, Effect::Command { .. })).count()
}

#[test]
fn test_a_client_logs_on_and_its_command_reaches_the_order_path_once() {
    let mut gateway = gateway(ReportRing::default());
    let (mut client, effects) = Client::log_on(&mut gateway, 1, 1, 0, at(1));
    assert!(matches!(&client.told[..], [Told::Welcomed(welcome)] if welcome.session == 1 && welcome.last_number == 0));
    assert!(matches!(&effects[..], [Effect::Record(entry)] if entry.change == SessionChange::Resumed));
    let bytes = client.sealed(Kind::Command, &OrderCommand::New(order(1, 1)).to_bytes(), at(2));
    let mut taken = commands(&client.send(&mut gateway, &bytes, at(2)));
    for _ in 0..1_000 {
        taken += commands(&client.send(&mut gateway, &bytes, at(2)));
    }
    assert_eq!(taken, 1);
    assert_eq!(commands(&client.order(&mut gateway, order(1, 2), at(3))), 1, "the session goes on");
}

#[test]
fn test_a_wrong_key_and_a_wrong_profile_are_turned_away_and_recorded() {
    let mut gateway = gateway(ReportRing::default());
    let (client, effects) = Client::log_on_with(&mut gateway, 1, 1, Secret::new([99; 32]), 0, at(0));
    assert!(matches!(&client.told[..], [Told::Refused(refusal)] if refusal.reason == RejectReason::NotLoggedOn));
    assert!(client.cut);
    assert!(matches!(&effects[..], [Effect::Record(entry)] if entry.change == SessionChange::Refused));
    let (stranger, _) = Client::log_on_with(&mut gateway, 2, 77, Secret::new([77; 32]), 0, at(0));
    assert_eq!(stranger.told, client.told, "an unknown name is told the same as a wrong key");
    let standing = Standing::default();
    let (_, hello) = Dialogue::begin("LIVE", "terminal-1", Secret::new([1; 32]), [0; 32], standing);
    let mut live = Client { conn: 3, told: Vec::new(), cut: false, dialogue: client.dialogue };
    gateway.opened(3, "memory".into(), at(0));
    let mut effects = Vec::new();
    gateway.arrived(3, &hello, [0; 32], at(0), &mut effects);
    live.cut = effects.iter().any(|effect| matches!(effect, Effect::Close(3)));
    assert!(live.cut);
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Record(entry) if entry.reason.contains("profile"))));
}

#[test]
fn test_reports_missed_while_away_are_sent_again_and_none_twice() {
    let mut gateway = gateway(ReportRing::default());
    let (mut client, _) = Client::log_on(&mut gateway, 1, 1, 0, at(0));
    for number in 1..=10 {
        gateway.report(0, report(&order(1, number)));
    }
    client.deliver(&mut gateway, at(1));
    assert_eq!(client.numbers(), (1..=10).collect::<Vec<_>>());
    gateway.closed(1, "killed", &mut Vec::new());
    for number in 11..=20 {
        gateway.report(0, report(&order(1, number)));
    }
    let (mut again, _) = Client::log_on(&mut gateway, 2, 1, 7, at(2)); // it had seen 7 when it was killed
    again.deliver(&mut gateway, at(2));
    assert_eq!(again.numbers(), (8..=20).collect::<Vec<_>>());
}

#[test]
fn test_a_restarted_gateway_sends_the_last_step_again_whole() {
    let mut ring = ReportRing::default();
    let numbers: Vec<_> = [10, 10, 12, 12].map(|records| ring.push(records, report(&order(1, records)))).into();
    let standing = Standing { last_report: numbers[2], last_step: numbers[1], instance: 99, resumes: true };
    assert_eq!(standing.has(99), numbers[2], "the same gateway goes on behind what was received");
    assert_eq!(ring.place_after(standing.has(1)), 2, "another one sends the step of the last report again");
    assert_eq!(ring.at(2).map(|(number, _)| number), Some(numbers[2]));
    assert!(numbers.is_sorted() && numbers[0] == 10 << 16);
}

#[test]
fn test_two_terminals_on_one_account_both_see_its_reports_and_a_third_does_not() {
    let mut gateway = gateway(ReportRing::default());
    let (mut first, _) = Client::log_on(&mut gateway, 1, 1, 0, at(0));
    let (mut second, _) = Client::log_on(&mut gateway, 2, 2, 0, at(0));
    let (mut other, _) = Client::log_on(&mut gateway, 3, 3, 0, at(0));
    gateway.report(0, report(&order(1, 1)));
    gateway.report(0, report(&order(2, 1)));
    let mut effects = Vec::new();
    gateway.deliver(at(1), &mut effects);
    let effects = first.hear(&mut gateway, effects, at(1));
    let effects = second.hear(&mut gateway, effects, at(1));
    other.hear(&mut gateway, effects, at(1));
    assert_eq!((first.numbers(), second.numbers(), other.numbers()), (vec![1, 2], vec![1, 2], vec![]));
}

#[test]
fn test_the_same_principal_elsewhere_takes_the_session_over() {
    let mut gateway = gateway(ReportRing::default());
    let (mut first, _) = Client::log_on(&mut gateway, 1, 1, 0, at(0));
    let (_second, effects) = Client::log_on(&mut gateway, 2, 1, 0, at(1));
    first.hear(&mut gateway, effects, at(1));
    assert!(first.cut);
    assert!(matches!(first.told.last(), Some(Told::Ended(end)) if !end.may_return));
}

#[test]
fn test_a_peer_that_never_acknowledges_gets_no_more_than_a_window_and_holds_nobody_up() {
    let mut gateway = gateway(ReportRing::keeping(20_000));
    let (mut slow, _) = Client::log_on(&mut gateway, 1, 1, 0, at(0));
    let (mut fast, _) = Client::log_on(&mut gateway, 2, 2, 0, at(0));
    for number in 1..=15_000 {
        gateway.report(0, report(&order(1, number)));
    }
    for _ in 0..40 {
        let mut effects = Vec::new();
        gateway.deliver(at(1), &mut effects);
        let effects = slow.hear(&mut gateway, effects, at(1));
        fast.hear(&mut gateway, effects, at(1));
        let beat = fast.sealed(Kind::Heartbeat, &crate::gateway::message::Heartbeat::default().to_bytes(), at(1));
        fast.send(&mut gateway, &beat, at(1));
    }
    assert_eq!(fast.numbers().len(), 15_000);
    assert!(slow.numbers().len() as u64 <= WINDOW, "{}", slow.numbers().len());
    for number in 15_001..=40_000 {
        gateway.report(0, report(&order(1, number)));
    }
    // The ring has gone past where the slow one stands.
    let beat = slow.sealed(Kind::Heartbeat, &crate::gateway::message::Heartbeat::default().to_bytes(), at(2));
    slow.send(&mut gateway, &beat, at(2));
    slow.deliver(&mut gateway, at(2));
    assert!(slow.cut);
    let (again, _) = Client::log_on(&mut gateway, 9, 1, WINDOW, at(3));
    assert!(matches!(&again.told[0], Told::Welcomed(welcome) if welcome.is_behind));
}

#[test]
fn test_what_is_late_foreign_or_too_much_is_refused_by_its_reason() {
    let mut gateway = gateway(ReportRing::default());
    let (mut client, _) = Client::log_on(&mut gateway, 1, 1, 0, at(0));
    let late = client.sealed(Kind::Command, &OrderCommand::New(order(1, 1)).to_bytes(), at(0));
    assert_eq!(commands(&client.send(&mut gateway, &late, at(1_001))), 0);
    client.order(&mut gateway, order(2, 1), at(1_001));
    assert_eq!(client.refusals(), [RejectReason::Expired, RejectReason::WrongOrigin]);
    let taken: usize =
        (2..5_002).map(|number| commands(&client.order(&mut gateway, order(1, number), at(1_002)))).sum();
    assert_eq!(taken, 1_000, "a burst of one second's worth");
    assert_eq!(client.refusals().iter().filter(|reason| **reason == RejectReason::QueueFull).count(), 4_000);
}

#[test]
fn test_a_silent_connection_is_lost_and_a_hung_window_loses_its_orders() {
    let mut gateway = gateway(ReportRing::default());
    let (mut client, _) = Client::log_on(&mut gateway, 1, 1, 0, at(0));
    let mut cancels = Vec::new();
    for second in 1..=5 {
        let now = at(second * 1_000);
        let beat = crate::gateway::message::Heartbeat { operator: 1, ..Default::default() }; // it hangs
        let bytes = client.sealed(Kind::Heartbeat, &beat.to_bytes(), now);
        client.send(&mut gateway, &bytes, now);
        let mut effects = Vec::new();
        gateway.tick(now, &mut effects);
        cancels.extend(client.hear(&mut gateway, effects, now));
    }
    cancels.retain(|effect| matches!(effect, Effect::Cancel { session: 1, .. })); // the others were never there
    assert!(matches!(cancels[..], [Effect::Cancel { session: 1, whose: Whose::ByHand, .. }]), "{cancels:?}");
    assert!(!client.cut, "its link lives");
    client.order(&mut gateway, order(1, 1), at(5_000));
    assert_eq!(client.refusals(), [RejectReason::Halted]);
    let mut effects = Vec::new();
    gateway.tick(at(8_001), &mut effects);
    let mut rest = client.hear(&mut gateway, effects, at(8_001));
    rest.retain(|effect| matches!(effect, Effect::Record(_)));
    assert!(client.cut, "nothing was heard for three seconds");
    assert!(matches!(&rest[..], [Effect::Record(entry)] if entry.change == SessionChange::Lost));
}

#[test]
fn test_a_million_hostile_frames_end_no_session_but_their_own() {
    let mut gateway = gateway(ReportRing::default());
    let (mut client, _) = Client::log_on(&mut gateway, 1, 1, 0, at(0));
    let mut effects = Vec::new();
    let mut state = 1_u64;
    for conn in 10..100_010_u64 {
        gateway.opened(conn, "memory".into(), at(0));
        for _ in 0..10 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let mut bytes = b"PG\x01\x01".to_vec();
            bytes[3] = u8::try_from(state >> 60).unwrap();
            bytes.extend_from_slice(&state.to_le_bytes());
            bytes.resize(4 + usize::try_from((state >> 40) % 90).unwrap(), 0);
            gateway.arrived(conn, &bytes, [0; 32], at(0), &mut effects);
        }
        gateway.closed(conn, "gone", &mut effects);
        effects.retain(|effect| !matches!(effect, Effect::Send(..) | Effect::Close(_)));
    }
    assert_eq!(effects.len(), 20, "recorded by their count");
    assert_eq!(commands(&client.order(&mut gateway, order(1, 1), at(1))), 1);
}
