//! Configurations: the bundled one, and every way to get one wrong.

use crate::gateway::config::GatewayConfig;
use std::path::Path;

const DEMO: &str = include_str!("../../../../../resources/gateway/demo.toml");

fn refusal(text: &str) -> String {
    GatewayConfig::parse(Path::new("gateway.toml"), text).unwrap_err().to_string()
}

#[test]
fn test_the_bundled_configuration_can_be_used() {
    let config = GatewayConfig::demo().unwrap();
    assert_eq!(config.principals.len(), 3);
    assert_eq!(config.directory().unwrap().accounts().len(), 1);
}

#[test]
fn test_what_is_wrong_is_named_by_file_line_and_key() {
    let cases = [
        ("profile = \"SIM\"", "profile = \"PAPER\"", "line 3: profile: unknown variant `PAPER`"),
        ("past_s = 60.0", "past_seconds = 60.0", "past_seconds: unknown field"),
        ("past_s = 60.0", "past_s = \"long\"", "past_s: invalid type"),
        ("past_s = 60.0", "past_s = nan", "market.past_s: must lie between"),
        ("seed = 7", "seed = ", "seed"),
        ("seed = 7", "seed = -7", "seed"),
        ("feed = \"demo\"", "feed = \"recording\"", "market.path: a recording needs one"),
        ("trader = \"kim\"", "trader = \"lee\"", "principals.trader: firm.traders has no `lee`"),
        ("name = \"terminal-2\"", "name = \"terminal\"", "`terminal` is there twice"),
        ("name = \"terminal-2\"", "name = \"../terminal\"", "is no name"),
        ("accounts = [\"demo\"]", "accounts = [\"real\"]", "firm.accounts has no `real`"),
        ("profile = \"SIM\"", "profile = \"LIVE\"", "line 3: profile: LIVE needs a venue"),
        ("[risk]", "[endpoints]\norders = \"tcp://0.0.0.0:7000\"\n[risk]", "outside this machine"),
        ("[risk]", "[sessions]\nheartbeat_ms = 1000\nlost_after_ms = 1500\n[risk]", "lost_after_ms: must be twice"),
        ("may_trade = false", "dead_man = { strategies_ms = 400000 }", "none is infinite"),
        ("taker_fee_bps = 0.5", "taker_fee_bps = inf", "venue.taker_fee_bps"),
    ];
    for (from, to, expected) in cases {
        assert!(DEMO.contains(from), "{from}");
        let refused = refusal(&DEMO.replacen(from, to, 1));
        assert!(refused.starts_with("gateway.toml, line ") && refused.contains(expected), "{to}: {refused}");
    }
}

#[test]
fn test_a_damaged_configuration_is_refused_and_never_panics() {
    let mut state = 3_u64;
    for _ in 0..3_000 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let mut bytes = DEMO.as_bytes().to_vec();
        let at = usize::try_from(state >> 33).unwrap() % bytes.len();
        match state % 3 {
            0 => bytes.truncate(at),
            1 => bytes[at] = u8::try_from((state >> 8) & 0x7F).unwrap(),
            _ => drop(bytes.drain(at..(at + 9).min(DEMO.len()))),
        }
        if let Ok(text) = String::from_utf8(bytes) {
            // Some still mean something: what counts is that reading ends, and names the file where it does not.
            if let Err(error) = GatewayConfig::parse(Path::new("gateway.toml"), &text) {
                assert!(error.to_string().starts_with("gateway.toml, line "));
            }
        }
    }
}
