//! What befalls Redis, done to a real one: the threads that trade notice nothing, and afterwards nothing is missing.

use super::redis_server::{RedisServer, as_held, until};
use super::resp::Reply;
use super::sample_tests::{directory, halt, instruments, position, position_key, tell};
use super::*;
use plimsoll_types::{Instrument, InstrumentId, InstrumentTable, Nanos, Price, Qty, Scope, StrategyId};
use std::time::{Duration, Instant};

fn target(url: RedisUrl) -> StateTarget {
    StateTarget { redis: Some(url), prefix: "plimsoll".to_owned() }
}

fn mirror(server: &RedisServer) -> (StateMirror, StatePort) {
    StateMirror::start(target(server.url()), &directory(), &instruments()).unwrap()
}

/// Redis holds everything, and nothing waits.
fn settle(mirror: &StateMirror) {
    until(&format!("{:?}", mirror.status()), || {
        let status = mirror.status();
        status.is_synced && status.waiting == 0 && status.seq == status.head
    });
}

fn assert_equal(server: &RedisServer, mirror: &StateMirror) {
    settle(mirror);
    assert_eq!(server.rows("plimsoll"), as_held(&mirror.snapshot()));
}

/// A burst of positions: as the thread that trades would tell them. Every one was taken at once, so the sequence says.
/// Returns the 50th and the 99th percentile of what two puts took.
fn burst(mirror: &StateMirror, port: &mut StatePort, turns: i64) -> (Duration, Duration) {
    let before = mirror.status();
    let mut took = Vec::new();
    for qty in 0..turns {
        let began = Instant::now();
        port.put(qty, position_key(0, 1), position(qty));
        port.put(qty, position_key(1, 0), position(-qty));
        took.push(began.elapsed());
    }
    assert_eq!(mirror.status().head - before.head, 2 * turns.unsigned_abs());
    port.beat(turns);
    until("all is handed over", || port.flush());
    took.sort_unstable();
    (took[took.len() / 2], took[took.len() * 99 / 100])
}

fn is_halt_of(reply: &Reply, event: &str, number: u64) -> bool {
    let words: Vec<_> = reply.items()[1].items().iter().filter_map(Reply::text).collect();
    words[1] == event && words.contains(&number.to_string().as_str())
}

#[test]
fn test_a_kill_and_restart_leaves_no_gap() {
    let Some(mut server) = RedisServer::start(&[]) else { return };
    let (mirror, mut port) = mirror(&server);
    tell(&mut port);
    assert_equal(&server, &mirror);
    server.kill();
    until("the loss is noticed", || !mirror.status().is_connected);
    burst(&mirror, &mut port, 10_000);
    port.engage(&halt(9));
    port.remove(1, StateKey::Pnl(Scope::Firm));
    until("all is handed over", || port.flush());
    let status = mirror.status();
    assert!(status.stale_since_ns.is_some() && status.waiting <= 4, "{status:?}");
    assert!(status.failure.contains("Redis"), "{}", status.failure);
    server.run();
    assert_equal(&server, &mirror);
    let status = mirror.status();
    assert!(status.stale_since_ns.is_none() && status.failure.is_empty() && status.connects == 2, "{status:?}");
    // Lost with the server's memory, the halt in force is told again, before the newer one.
    let halts = server.ask(&["XRANGE", "plimsoll:halts", "-", "+"]);
    assert!(is_halt_of(&halts.items()[0], "held", 4) && is_halt_of(&halts.items()[1], "engaged", 9), "{halts:?}");
}

#[test]
fn test_a_pause_delays_the_mirror_alone() {
    let Some(server) = RedisServer::start(&[]) else { return };
    let (mirror, mut port) = mirror(&server);
    tell(&mut port);
    settle(&mirror);
    let before = burst(&mirror, &mut port, 10_000);
    server.ask(&["CLIENT", "PAUSE", "5000"]);
    let began = Instant::now();
    let during = burst(&mirror, &mut port, 10_000);
    until("the mirror knows that it is behind", || mirror.status().stale_since_ns.is_some());
    let behind = burst(&mirror, &mut port, 10_000);
    eprintln!(
        "two puts, p50 and p99: before the pause {before:?}, during it {during:?}, known to be behind {behind:?}"
    );
    assert!(began.elapsed() < Duration::from_secs(5), "the pause was over before it was noticed");
    assert!(mirror.status().waiting <= 2);
    assert_equal(&server, &mirror);
}

#[test]
fn test_a_full_redis_is_told_and_made_good() {
    let Some(server) = RedisServer::start(&[]) else { return };
    let (mirror, mut port) = mirror(&server);
    tell(&mut port);
    settle(&mirror);
    server.ask(&["CONFIG", "SET", "maxmemory", "1"]);
    burst(&mirror, &mut port, 100);
    until("it is told", || mirror.status().failure.contains("out of memory"));
    server.ask(&["CONFIG", "SET", "maxmemory", "0"]);
    assert_equal(&server, &mirror);
}

#[test]
fn test_a_replica_that_takes_no_writes_is_told_and_made_good() {
    let Some(server) = RedisServer::start(&[]) else { return };
    let (mirror, mut port) = mirror(&server);
    tell(&mut port);
    settle(&mirror);
    server.ask(&["REPLICAOF", "127.0.0.1", "1"]);
    burst(&mirror, &mut port, 100);
    until("it is told", || mirror.status().failure.contains("read-only replica"));
    server.ask(&["REPLICAOF", "NO", "ONE"]);
    assert_equal(&server, &mirror);
}

#[test]
fn test_a_wrong_password_is_told_without_showing_it_and_the_right_one_is_taken() {
    let Some(server) = RedisServer::start(&["--requirepass", "hunter2"]) else { return };
    let wrong = target(server.url().with_password("planted-secret"));
    let (mirror, mut port) = StateMirror::start(wrong, &directory(), &instruments()).unwrap();
    burst(&mirror, &mut port, 100);
    until("it is told", || mirror.status().failure.contains("WRONGPASS"));
    let told = format!("{:?} {:?}", mirror.status(), server.url().with_password("planted-secret"));
    assert!(!told.contains("planted-secret") && !mirror.status().is_connected, "{told}");
    let right = server.url().with_password("hunter2");
    let (mirror, mut port) = StateMirror::start(target(right.clone()), &directory(), &instruments()).unwrap();
    tell(&mut port);
    settle(&mirror);
    assert_eq!(server.ask_as(&right, &["HGET", "plimsoll:position:A1:ofi:AMZN", "qty"]).text(), Some("-300"));
}

#[test]
fn test_what_others_delete_or_write_is_made_good() {
    let Some(server) = RedisServer::start(&[]) else { return };
    let (mirror, mut port) = mirror(&server);
    tell(&mut port);
    settle(&mirror);
    server.ask(&["FLUSHALL"]);
    until("all is there again", || server.rows("plimsoll") == as_held(&mirror.snapshot()));
    server.ask(&["HSET", "plimsoll:position:A1:ofi:AMZN", "qty", "NaN", "foreign", "1"]);
    server.ask(&["DEL", "plimsoll:gateway"]);
    server.ask(&["SET", "plimsoll:gateway", "of another type"]);
    until("the values are made good", || {
        server.ask(&["TYPE", "plimsoll:gateway"]).text() == Some("hash")
            && server.rows("plimsoll") == as_held(&mirror.snapshot())
    });
    for key in ["plimsoll:meta", "plimsoll:keys", "plimsoll:halts", "plimsoll:changes"] {
        server.ask(&["DEL", key]);
        server.ask(&["SET", key, "of another type"]);
    }
    port.engage(&halt(5));
    until("all is handed over", || port.flush());
    until("the layout is made good", || server.ask(&["TYPE", "plimsoll:changes"]).text() == Some("stream"));
    assert_equal(&server, &mirror);
}

#[test]
fn test_leftovers_of_a_former_gateway_go_and_a_newer_gateway_wins() {
    let Some(server) = RedisServer::start(&[]) else { return };
    let (former, mut port) = mirror(&server);
    tell(&mut port);
    settle(&former);
    server.ask(&["SADD", "plimsoll:keys", "position:GONE:-:X"]);
    server.ask(&["HSET", "plimsoll:position:GONE:-:X", "qty", "1"]);
    server.ask(&["SET", "elsewhere", "untouched"]);
    let (newer, mut newer_port) = mirror(&server);
    newer_port.put(1, position_key(1, 1), position(5));
    until("all is handed over", || newer_port.flush());
    until("the former gives way", || former.status().failure.contains("another gateway"));
    settle(&newer);
    assert_eq!(server.rows("plimsoll"), as_held(&newer.snapshot()));
    assert_eq!(server.ask(&["KEYS", "plimsoll:position:*"]).items().len(), 1);
    assert_eq!(server.ask(&["GET", "elsewhere"]).text(), Some("untouched"));
    drop(newer);
    assert_eq!(server.ask(&["HGET", "plimsoll:meta", "open"]).text(), Some("0"));
}

#[test]
fn test_memory_stays_bounded_and_everything_arrives_with_thousands_of_keys() {
    let Some(mut server) = RedisServer::start(&[]) else { return };
    let mut table = InstrumentTable::default();
    for number in 0..20_000 {
        let symbol = format!("I{number}");
        let (tick, lot) = (Price::from_raw(1), Qty::from_raw(1));
        table.intern(&symbol, || Instrument {
            symbol: symbol.clone(),
            venue_mic: String::new(),
            currency: "USD".into(),
            tick,
            lot,
        });
    }
    let (mirror, mut port) = StateMirror::start(target(server.url()), &directory(), &table).unwrap();
    server.kill();
    for round in 0..3 {
        for number in 0..20_000 {
            let account = plimsoll_types::AccountId(1);
            let key = StateKey::Position { account, strategy: StrategyId(1), instrument: InstrumentId(number) };
            port.put(Nanos::from(round), key, position(i64::from(number)));
        }
    }
    port.engage(&halt(1));
    until("all is handed over", || port.flush());
    // The halt takes a place of the others where it comes first, and one of its own where they are full.
    until("all is taken over", || mirror.status().waiting > MOST_KEYS);
    assert!(mirror.status().refused > 0);
    server.run();
    assert_equal(&server, &mirror);
    let rows = server.rows("plimsoll");
    assert!(rows.contains_key("halt:1") && (MOST_KEYS..=MOST_KEYS + 1).contains(&rows.len()), "{}", rows.len());
    assert!(server.ask(&["HGET", "plimsoll:meta", "refused"]).text() != Some("0"));
}

#[test]
fn test_a_server_that_is_no_redis_costs_nothing() {
    use std::io::{Read, Write};
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("odd.sock");
    let listener = std::os::unix::net::UnixListener::bind(&path).unwrap();
    let odd = std::thread::spawn(move || {
        for answer in [
            "$999999999\r\n",
            "HTTP/1.1 400 Bad Request\r\n\r\n",
            "*131072\r\n",
            "-ERR unknown, args: 'planted-secret'\r\n",
        ] {
            let (mut line, _) = listener.accept().unwrap();
            let _ = line.read(&mut [0; 256]);
            let _ = line.write_all(answer.as_bytes());
        }
    });
    let url = RedisUrl::parse(&format!("unix://:planted-secret@{}", path.display())).unwrap();
    let (mirror, mut port) = StateMirror::start(target(url), &directory(), &instruments()).unwrap();
    burst(&mirror, &mut port, 100);
    until("it is told", || mirror.status().failure.contains("no Redis"));
    until("every answer was read", || odd.is_finished());
    until("the last is told", || mirror.status().failure.contains("refused"));
    assert!(!mirror.status().failure.contains("planted-secret"));
}

#[test]
fn test_tls_checks_the_certificate() {
    let certificate = tempfile::TempDir::new().unwrap();
    let (key, cert) = (certificate.path().join("key.pem"), certificate.path().join("cert.pem"));
    let made = std::process::Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=redis",
        ])
        .args(["-addext", "subjectAltName=IP:127.0.0.1", "-addext", "basicConstraints=critical,CA:FALSE"])
        .arg("-keyout")
        .arg(&key)
        .arg("-out")
        .arg(&cert)
        .output();
    if !made.is_ok_and(|output| output.status.success()) {
        assert!(std::env::var_os("CI").is_none(), "openssl makes no certificate");
        eprintln!("SKIPPED: openssl makes no certificate");
        return;
    }
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let (key, cert) = (key.display().to_string(), cert.display().to_string());
    let options = ["--tls-port", &port, "--tls-cert-file", &cert, "--tls-key-file", &key, "--tls-auth-clients", "no"];
    let Some(server) = RedisServer::start(&options) else { return };
    let stranger = RedisUrl::parse(&format!("rediss://127.0.0.1:{port}")).unwrap();
    let (mirror, _port) = StateMirror::start(target(stranger), &directory(), &instruments()).unwrap();
    until("it is told", || mirror.status().failure.contains("ertificate"));
    let known = RedisUrl::parse(&format!("rediss://127.0.0.1:{port}?ssl_ca_certs={cert}")).unwrap();
    let (mirror, mut port) = StateMirror::start(target(known), &directory(), &instruments()).unwrap();
    tell(&mut port);
    assert_equal(&server, &mirror);
    assert!(server.folder().join("redis.sock").exists());
}
