//! Writes a simulated session to standard output as length-prefixed ITCH 5.0: `publish amzn|demo|load SEED SECONDS`.
//!
//! Feeds `docs/concepts/stylised_facts.py` and whoever wants ITCH bytes in a pipe.

use plimsoll_sim::{Advance, SimConfig, SimulatedExchange};
use std::io::{self, Write};

const SECOND: i64 = 1_000_000_000;

fn main() -> io::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let word = |nth: usize| words.get(nth).map_or("", String::as_str);
    let seed = word(1).parse().unwrap_or(1);
    let config = match word(0) {
        "amzn" => SimConfig::like_amzn(seed),
        "demo" => SimConfig::demo(seed),
        "load" => SimConfig::load(seed, 50, 100_000.0),
        other => return Err(io::Error::other(format!("session {other:?}: use amzn, demo or load"))),
    };
    let until = word(2).parse::<i64>().map_or(i64::MAX - 1, |seconds| config.session_start_ns + seconds * SECOND);
    let mut exchange = SimulatedExchange::new(config);
    let (mut bytes, mut out) = (Vec::new(), io::stdout().lock());
    loop {
        bytes.clear();
        let state = exchange.advance(until, 1 << 20, &mut bytes);
        out.write_all(&bytes)?;
        if state != Advance::Full {
            return out.flush();
        }
    }
}
