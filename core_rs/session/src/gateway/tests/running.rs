//! The threads and sockets, with an order path of a few lines behind them.

use super::echo_desk::{settings, start};
use super::sessions::order;
use crate::gateway::client::{ClientEvent, GatewayClient, Received, Told, ask};
use crate::gateway::clock;
use crate::gateway::control::{ControlReply, ControlRequest, seal_request};
use crate::gateway::frame::MacKey;
use crate::gateway::logon::Secret;
use crate::gateway::publication::{Published, decode};
use crate::gateway::sessions::Whose;
use crate::gateway::socket::{Endpoint, Stream};
use crate::gateway::zmtp::{SocketType, Zmtp, put_message};
use plimsoll_types::{ClOrdId, ExecType, HaltMode, OrderCommand};
use std::io::{Read, Write};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(10);

/// Everything that happens until `enough` says so.
fn until(client: &GatewayClient, mut enough: impl FnMut(&[ClientEvent]) -> bool) -> Vec<ClientEvent> {
    let (mut events, started) = (Vec::new(), Instant::now());
    while !enough(&events) {
        assert!(started.elapsed() < PATIENCE, "{events:?}");
        events.extend(client.wait(Duration::from_millis(50)));
    }
    events
}

fn connected(endpoint: &Endpoint, number: u32) -> GatewayClient {
    let client = GatewayClient::start(settings(endpoint, number)).unwrap();
    until(&client, |events| events.iter().any(|event| matches!(event, ClientEvent::Connected(_))));
    client
}

fn send(client: &GatewayClient) -> ClOrdId {
    let id = client.next_cl_ord_id(1).unwrap();
    client.send(&OrderCommand::New(order(id.origin(), id.number()))).unwrap();
    id
}

fn acknowledged(events: &[ClientEvent]) -> Vec<ClOrdId> {
    let id = |event: &ClientEvent| match event {
        ClientEvent::Told(Told::Report(it)) if it.report.exec_type == ExecType::New => Some(it.report.cl_ord_id),
        _ => None,
    };
    events.iter().filter_map(id).collect()
}

#[test]
fn test_orders_are_acknowledged_in_order_over_ipc_and_tcp() {
    let home = tempfile::tempdir().unwrap();
    let running = start(home.path(), |_, _| {});
    let tcp = running.gateway.endpoints().last().unwrap().1.clone();
    for (number, endpoint) in [(1, &running.orders), (3, &tcp)] {
        let client = connected(endpoint, number);
        let sent: Vec<_> = (0..1_000).map(|_| send(&client)).collect();
        let events = until(&client, |events| acknowledged(events).len() >= 1_000);
        assert_eq!(acknowledged(&events), sent);
    }
    assert_eq!(running.gateway.stop("test over"), Ok("closed".to_owned()));
}

#[test]
fn test_a_killed_client_comes_back_and_finds_everything_once() {
    let home = tempfile::tempdir().unwrap();
    let running = start(home.path(), |_, _| {});
    let mut last_report = 0;
    let mut received = Received::default();
    let (mut sent, mut heard) = (Vec::new(), Vec::new());
    for round in 0..10 {
        let client = GatewayClient::start(crate::gateway::client::ClientSettings {
            received: received.clone(),
            ..settings(&running.orders, 1)
        })
        .unwrap();
        let mut events = until(&client, |events| events.iter().any(|event| matches!(event, ClientEvent::Connected(_))));
        sent.extend((0..50 + round).map(|_| send(&client)));
        events.extend(client.wait(Duration::from_millis(1)));
        for event in events {
            if let ClientEvent::Told(Told::Report(report)) = event {
                assert_eq!(report.number, last_report + 1, "none twice, none left out");
                last_report = report.number;
                heard.push(report.report.cl_ord_id);
            }
        }
        received = client.received();
        drop(client); // no logout
    }
    let client = GatewayClient::start(crate::gateway::client::ClientSettings {
        received: received.clone(),
        ..settings(&running.orders, 1)
    })
    .unwrap();
    let taken = running.seen.lock().unwrap().commands.clone();
    let rest = taken.len() - heard.len();
    heard.extend(acknowledged(&until(&client, |events| acknowledged(events).len() >= rest)));
    assert_eq!(heard, taken);
    assert!(taken.iter().all(|id| sent.contains(id)) && taken.len() > 400, "{}", taken.len());
}

#[test]
fn test_a_restarted_gateway_is_found_again() {
    let home = tempfile::tempdir().unwrap();
    let running = start(home.path(), |_, _| {});
    let client = connected(&running.orders, 1);
    running.gateway.stop("a restart").unwrap();
    let gone = until(&client, |events| events.iter().any(|event| matches!(event, ClientEvent::Disconnected { .. })));
    assert!(format!("{gone:?}").contains("a restart"), "{gone:?}");
    assert!(client.next_cl_ord_id(1).is_err() && !client.is_connected());
    let running = start(home.path(), |_, _| {});
    until(&client, |events| events.iter().any(|event| matches!(event, ClientEvent::Connected(_))));
    let id = send(&client);
    assert_eq!(acknowledged(&until(&client, |events| !acknowledged(events).is_empty())), [id]);
    drop(running);
}

#[test]
fn test_a_wrong_key_is_told_so_and_gives_up() {
    let home = tempfile::tempdir().unwrap();
    let running = start(home.path(), |_, _| {});
    let mut wrong = settings(&running.orders, 1);
    wrong.secret = Secret::new([42; 32]);
    let client = GatewayClient::start(wrong).unwrap();
    let events = until(&client, |events| !events.is_empty());
    assert!(
        matches!(&events[..], [ClientEvent::Disconnected { words, tries_again: false }] if words.contains("wrong key"))
    );
    assert_eq!(running.seen.lock().unwrap().entries.len(), 1, "and it is recorded");
}

#[test]
fn test_a_hung_window_has_its_orders_cancelled_in_time_while_its_link_lives() {
    let home = tempfile::tempdir().unwrap();
    let running = start(home.path(), |_, principals| principals[0].dead_man.operator_ms = 600);
    let client = connected(&running.orders, 1);
    send(&client);
    let started = clock::mono_ns();
    for _ in 0..4 {
        client.operator_lives();
        std::thread::sleep(Duration::from_millis(300));
    }
    assert_eq!(running.seen.lock().unwrap().working.len(), 1, "it gave signs of life for 1.2 s");
    let hung = clock::mono_ns();
    let events = until(&client, |events| {
        events
            .iter()
            .any(|it| matches!(it, ClientEvent::Told(Told::Report(it)) if it.report.exec_type == ExecType::Cancelled))
    });
    let cancels = running.seen.lock().unwrap().cancels.clone();
    let (_, whose, at_ns) = *cancels.iter().find(|cancel| cancel.0 == 1).unwrap();
    assert_eq!(whose, Whose::ByHand);
    assert!(at_ns - hung < 850_000_000 && at_ns - started > 600_000_000, "{} ms", (at_ns - hung) / 1_000_000);
    assert!(client.is_connected(), "{events:?}");
}

/// A ZeroMQ peer of a few lines.
struct Peer {
    stream: Stream,
    zmtp: Zmtp,
}

impl Peer {
    fn new(endpoint: &Endpoint, of: SocketType) -> Self {
        let stream = Stream::connect(endpoint).unwrap();
        (&stream).write_all(&Zmtp::greeting()).unwrap();
        Self { stream, zmtp: Zmtp::new(of, 1 << 20) }
    }

    fn send(&mut self, message: &[u8]) {
        let mut bytes = Vec::new();
        put_message(&mut bytes, message);
        (&self.stream).write_all(&bytes).unwrap();
    }

    /// The next message, or `None` where the other end closed.
    fn next(&mut self) -> Option<Vec<u8>> {
        loop {
            let mut reply = Vec::new();
            let message = self.zmtp.next(&mut reply).unwrap().map(<[u8]>::to_vec);
            (&self.stream).write_all(&reply).ok()?;
            if message.is_some() {
                return message;
            }
            let mut bytes = vec![0; 65_536];
            match (&self.stream).read(&mut bytes) {
                Ok(0) | Err(_) => return None,
                Ok(count) => self.zmtp.push(&bytes[..count]),
            }
        }
    }
}

fn control(home: &std::path::Path, request: &ControlRequest) -> ControlReply {
    ask(&home.join("run"), request, Duration::from_secs(5)).unwrap().unwrap()
}

fn halt() -> ControlRequest {
    ControlRequest::Halt { scope: "firm".into(), mode: HaltMode::Freeze, reason: "test".into(), by: "kim".into() }
}

#[test]
fn test_a_halt_is_answered_while_orders_flood_in() {
    let home = tempfile::tempdir().unwrap();
    let running = start(home.path(), |_, principals| principals[0].commands_per_second = 2_000);
    let client = connected(&running.orders, 1);
    let stop = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        let flood = scope.spawn(|| {
            let mut offered = 0_u64;
            while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                let id = client.next_cl_ord_id(1).unwrap();
                offered += u64::from(client.send(&OrderCommand::New(order(1, id.number()))).is_ok());
                drop(client.wait(Duration::ZERO));
            }
            offered
        });
        std::thread::sleep(Duration::from_millis(500));
        let took: Vec<_> = (0..20)
            .map(|_| {
                let started = Instant::now();
                assert!(matches!(control(home.path(), &halt()), ControlReply::Done { .. }));
                started.elapsed()
            })
            .collect();
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
        let offered = flood.join().unwrap();
        assert!(took.iter().max().unwrap() < &Duration::from_millis(250), "{took:?}");
        let taken = running.seen.lock().unwrap().commands.len() as u64;
        assert!(offered > 3 * taken, "{offered} offered, {taken} taken: throttled");
    });
}

#[test]
fn test_hostile_bytes_on_every_socket_end_nobody_but_their_sender() {
    let home = tempfile::tempdir().unwrap();
    let running = start(home.path(), |_, _| {});
    let client = connected(&running.orders, 1);
    let sockets: Vec<_> = running.gateway.endpoints().iter().map(|(_, endpoint)| endpoint.clone()).collect();
    let mut state = 5_u64;
    for round in 0..400 {
        let endpoint = &sockets[round % sockets.len()];
        let stream = Stream::connect(endpoint).unwrap();
        let mut bytes = if round % 3 == 0 { Vec::new() } else { Zmtp::greeting().to_vec() };
        if round % 3 == 2 {
            bytes.extend_from_slice(b"\x04\x19\x05READY\x0bSocket-Type\x00\x00\x00\x03SUB");
            bytes.extend_from_slice(&[2, 0, 0, 1, 0, 0, 0, 0, 0]); // a frame of 2^40 bytes
        }
        for _ in 0..round % 60 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            bytes.extend_from_slice(&state.to_be_bytes());
        }
        let _ = (&stream).write_all(&bytes); // it may be cut while it writes
    }
    let sent: Vec<_> = (0..100).map(|_| send(&client)).collect();
    assert_eq!(acknowledged(&until(&client, |events| acknowledged(events).len() >= 100)), sent);
    assert!(matches!(control(home.path(), &ControlRequest::Status), ControlReply::Status { .. }));
}

#[test]
fn test_replayed_and_forged_control_requests_are_not_carried_out() {
    let home = tempfile::tempdir().unwrap();
    let running = start(home.path(), |_, _| {});
    let endpoint = Endpoint::Ipc(home.path().join("run/control.ipc"));
    let forged = seal_request(&halt(), 1, clock::mono_ns(), &MacKey::new(&[0; 32]));
    let mut stranger = Peer::new(&endpoint, SocketType::Dealer);
    std::thread::sleep(Duration::from_millis(20));
    let mut reply = Vec::new();
    let mut bytes = [0; 512];
    while !stranger.zmtp.is_open() {
        let count = (&stranger.stream).read(&mut bytes).unwrap();
        stranger.zmtp.push(&bytes[..count]);
        let _ = stranger.zmtp.next(&mut reply);
        (&stranger.stream).write_all(&std::mem::take(&mut reply)).unwrap();
    }
    stranger.send(&forged);
    assert_eq!(stranger.next(), None, "cut without an answer");
    let client = connected(&running.orders, 1);
    send(&client);
    let events = until(&client, |events| !events.is_empty());
    assert_eq!(acknowledged(&events).len(), 1, "nothing is halted: {events:?}");
}

#[test]
fn test_a_subscriber_that_reads_nothing_holds_nobody_up_and_another_sees_every_number() {
    let home = tempfile::tempdir().unwrap();
    let running = start(home.path(), |_, _| {});
    let endpoint = Endpoint::Ipc(home.path().join("run/reports.ipc"));
    let mut deaf = Peer::new(&endpoint, SocketType::Sub);
    let mut hearing = Peer::new(&endpoint, SocketType::Sub);
    for peer in [&mut deaf, &mut hearing] {
        let (mut reply, mut bytes) = (Vec::new(), [0; 512]);
        while !peer.zmtp.is_open() {
            let count = (&peer.stream).read(&mut bytes).unwrap();
            peer.zmtp.push(&bytes[..count]);
            peer.zmtp.next(&mut reply).unwrap();
            (&peer.stream).write_all(&std::mem::take(&mut reply)).unwrap();
        }
        peer.send(b"\x01R");
        peer.send(b"\x01Q");
    }
    std::thread::sleep(Duration::from_millis(50));
    let client = connected(&running.orders, 1);
    let reader = std::thread::spawn(move || {
        let (mut reports, mut prices) = (Vec::new(), 0);
        while reports.len() < 20_000 || prices < 3 {
            match decode(&hearing.next().unwrap()).unwrap() {
                (number, _, Published::Report(report)) => reports.push((number, report.number)),
                (_, _, Published::Price(_)) => prices += 1,
            }
        }
        reports
    });
    let mut heard = 0;
    for _ in 0..20 {
        for _ in 0..1_000 {
            send(&client);
        }
        heard += acknowledged(&until(&client, |events| acknowledged(events).len() >= 1_000)).len();
    }
    assert_eq!(heard, 20_000);
    let reports = reader.join().unwrap();
    assert!(reports.iter().enumerate().all(|(at, pair)| *pair == (at as u64 + 1, at as u64 + 1)));
}
