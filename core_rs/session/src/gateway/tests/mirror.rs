//! The state of a whole gateway, in a real Redis and over the control socket.

use super::process::{client, connected, halt, rest, running};
use crate::gateway::client::{Received, ask_state};
use crate::gateway::control::{ControlReply, StateLine};
use crate::state_flow::StateRules;
use crate::state_flow::redis_server::{RedisServer, until};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

/// Every value, by key.
fn state(home: &Path) -> BTreeMap<String, BTreeMap<String, String>> {
    let lines = ask_state(&home.join("run"), Duration::from_secs(5)).unwrap().unwrap();
    let fields = |line: StateLine| line.fields.into_iter().map(|field| (field.name, field.text)).collect();
    lines.into_iter().map(|line| (line.key.clone(), fields(line))).collect()
}

/// Redis holds what the gateway says, but for what changes by itself.
fn is_mirrored(redis: &RedisServer, home: &Path) -> bool {
    let held = |key: &str| key != "meta" && key != "gateway";
    let (rows, state) = (redis.rows("desk"), state(home));
    rows.keys().filter(|key| held(key)).eq(state.keys().filter(|key| held(key)))
        && state
            .iter()
            .filter(|(key, _)| key.starts_with("halt") || key.starts_with("session"))
            .all(|(key, fields)| rows[key].chunks(2).all(|field| fields[&field[0]] == field[1]))
}

#[test]
fn test_orders_positions_limits_and_halts_reach_redis_and_come_back_after_its_death() {
    let Some(mut redis) = RedisServer::start(&[]) else { return };
    let home = tempfile::tempdir().unwrap();
    let gateway = running(home.path(), |config| config.state = StateRules::redis(&redis.address(), "desk"));
    let terminal = client(home.path(), "terminal", Received::default());
    connected(&terminal);
    rest(&terminal, 3);
    let is_bid = |(key, row): (&String, &Vec<String>)| {
        key.starts_with("position:demo:-:") && row.chunks(2).any(|field| field == ["open_buy_qty", "30"])
    };
    until("the open orders are in Redis", || redis.rows("desk").iter().any(is_bid));
    until("the limits are in Redis", || redis.rows("desk").keys().any(|key| key.starts_with("limit:")));
    until("everything is in Redis", || is_mirrored(&redis, home.path()));
    until("the session is in Redis", || redis.field("desk:session:1", "phase").as_deref() == Some("logged-on"));
    redis.kill();
    // Orders and the halt neither wait for Redis nor fail without it.
    rest(&terminal, 2);
    assert!(matches!(halt(home.path()), ControlReply::Done { .. }));
    until("the halt is told inside", || state(home.path()).contains_key("halt:1"));
    redis.run();
    until("the halt is in Redis", || redis.field("desk:halt:1", "reason").as_deref() == Some("a drill"));
    until("everything is in Redis again", || is_mirrored(&redis, home.path()));
    until("the gateway is halted there", || redis.field("desk:gateway", "phase").as_deref() == Some("halted"));
    drop(terminal);
    gateway.stop("the test is over").unwrap();
    assert_eq!(redis.field("desk:meta", "open").as_deref(), Some("0"));
    assert_eq!(redis.field("desk:gateway", "phase").as_deref(), Some("closing"));
}

#[test]
fn test_a_gateway_starts_and_says_so_without_its_redis() {
    let home = tempfile::tempdir().unwrap();
    let address = format!("unix://{}/none.sock", home.path().display());
    let gateway = running(home.path(), |config| config.state = StateRules::redis(&address, "desk"));
    let terminal = client(home.path(), "terminal", Received::default());
    connected(&terminal);
    rest(&terminal, 1);
    until("status says so", || super::process::status(home.path()).mirror.contains("is Redis running there?"));
    drop(terminal);
    gateway.stop("the test is over").unwrap();
}
