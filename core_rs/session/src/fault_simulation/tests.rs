use super::*;

fn seeds() -> u64 {
    std::env::var("PLIMSOLL_SEEDS").ok().and_then(|text| text.parse().ok()).unwrap_or(300)
}

#[test]
fn test_no_seed_loses_or_doubles_anything() {
    let mut bad = Vec::new();
    let from: u64 = std::env::var("FROM").ok().and_then(|text| text.parse().ok()).unwrap_or(0);
    for seed in from..from + seeds() {
        let outcome = run(seed).unwrap();
        if !outcome.violations.is_empty() {
            bad.push(outcome);
        }
    }
    for outcome in &bad {
        println!("seed {}: {:?}", outcome.seed, outcome.violations.first());
    }
    let first = bad.first().map(|outcome| (outcome.seed, &outcome.violations, &outcome.story));
    assert!(bad.is_empty(), "{} bad seeds, the first: {first:#?}", bad.len());
}

#[test]
fn test_a_seed_reproduces() {
    for seed in [3, 17, 99] {
        assert_eq!(run(seed).unwrap(), run(seed).unwrap());
    }
}
