//! `seek-day FILE MESSAGES INSTRUMENTS SEEKS`: simulates a day into FILE, opens it as a session and seeks at random.
//!
//! The peer is the same core without checkpoints: it replays from the first message to the same times.

mod day;
mod measure;

use plimsoll_engine::FeaturePlan;
use std::error::Error;
use std::path::Path;

/// What `plimsoll replay` computes and hashes.
const FEATURES: &str = "mid,microprice,spread,ofi,trade_imbalance,vwap";

/// Seeks that the peer repeats: it takes seconds for each.
const PEER_SEEKS: usize = 7;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, messages, instruments, seeks] = arguments.as_slice() else {
        return Err("usage: seek-day FILE MESSAGES INSTRUMENTS SEEKS".into());
    };
    let file = Path::new(file);
    let written = day::write(file, messages.parse()?, instruments.parse()?)?;
    println!("simulated day: {} messages, {} MB, {instruments} instruments", written.messages, written.bytes >> 20);
    let bare = measure::headless(file, FeaturePlan::none())?;
    println!("headless, books: {bare:.0} messages/s");
    let full = measure::headless(file, FeaturePlan::continuous(FEATURES)?)?;
    println!("headless, books and {FEATURES}: {full:.0} messages/s");
    let before_mb = measure::resident_mb()?;
    let mut seeking = measure::Seeking::open(file)?;
    let index_s = seeking.wait_for_index();
    println!("index pass: {index_s:.2} s, {:.0} messages/s", written.messages as f64 / index_s);
    let targets = seeking.targets(seeks.parse()?);
    let times = measure::sorted(targets.iter().map(|target| seeking.seek(*target)).collect());
    let (p50, p99, max) = (measure::quantile(&times, 0.5), measure::quantile(&times, 0.99), times[times.len() - 1]);
    println!("{} random seeks: p50 {p50:.1} ms, p99 {p99:.1} ms, max {max:.1} ms", times.len());
    println!(
        "memory: {before_mb} MB before, {} MB with the session open, {} MB at its peak",
        measure::resident_mb()?,
        measure::peak_mb()?
    );
    drop(seeking);
    let from_start: Result<Vec<f64>, _> =
        targets.iter().take(PEER_SEEKS).map(|target| measure::from_start(file, *target)).collect();
    let peer = measure::quantile(&measure::sorted(from_start?), 0.5);
    println!("seek-day ours={p50:.1} peer={peer:.1} ratio={:.1} unit=ms", peer / p50);
    Ok(())
}
