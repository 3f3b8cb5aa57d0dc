//! `risk-bench ORDERS`: nanoseconds of the full check set, order by order, every check timed as in the gateway.
//!
//! Limits of every kind are set for the firm, and the sums for the account and the algorithm too; the order state holds open
//! orders and positions of several algorithms, and takes each approved order in before the next. Prints a line of JSON.

mod firm;
mod tsc;

use firm::Firm;
use plimsoll_risk::Stopwatch;
use plimsoll_types::RiskCheck;
use tsc::Tsc;

/// Orders before the first that counts: rows resolved, tables grown.
const WARM_UP: u64 = 20_000;

fn main() {
    let orders = std::env::args().nth(1).and_then(|word| word.parse().ok()).unwrap_or(300_000_u64);
    let stopwatch = Tsc::calibrated();
    let mut firm = Firm::new();
    let mut spans = Vec::with_capacity(usize::try_from(orders).unwrap_or(0));
    let mut by_check = vec![Vec::new(); RiskCheck::ALL.len()];
    for number in 1..=WARM_UP + orders {
        let order = firm.next_order(number);
        let began_ns = stopwatch.read_ns();
        let approved = firm.check(&order, &stopwatch);
        let took_ns = stopwatch.read_ns() - began_ns;
        if !approved {
            eprintln!("order {number} was refused: {:?}", firm.decision);
            std::process::exit(1);
        }
        firm.place(&order);
        if number > WARM_UP {
            spans.push(took_ns);
            for (place, outcome) in firm.decision.outcomes.iter().enumerate() {
                by_check[place].push(outcome.took_ns);
            }
        }
    }
    spans.sort_unstable();
    let at = |share: f64| spans[((spans.len() - 1) as f64 * share) as usize];
    let median = |spans: &mut Vec<u32>| {
        let middle = spans.len() / 2;
        *spans.select_nth_unstable(middle).1
    };
    let checks = RiskCheck::ALL.iter().zip(&mut by_check);
    let checks: Vec<_> = checks.map(|(check, spans)| format!("\"{}\": {}", check.name(), median(spans))).collect();
    println!(
        "{{\"orders\": {orders}, \"checks\": {}, \"p50_ns\": {}, \"p99_ns\": {}, \"p999_ns\": {}, \"reading_ns\": {:.1}, \"median_ns\": {{{}}}}}",
        firm.decision.outcomes.len(),
        at(0.5),
        at(0.99),
        at(0.999),
        stopwatch.cost_ns(),
        checks.join(", ")
    );
}
