use super::plan::Plan;
use super::world::run_plan;
use super::*;

/// Seeds of one run of the tests; `plimsoll simulate` runs as many as it is told.
const SEEDS: u64 = 400;

#[test]
fn test_no_seed_loses_or_doubles_anything() {
    let bad: Vec<Outcome> =
        (0..SEEDS).map(|seed| run(seed).unwrap()).filter(|outcome| !outcome.violations.is_empty()).collect();
    let first = bad.first().map(|outcome| (outcome.seed, &outcome.violations, &outcome.story));
    assert!(bad.is_empty(), "{} bad seeds, the first: {first:#?}", bad.len());
}

#[test]
fn test_the_seeds_bring_every_kind_of_accident_and_real_trading() {
    let (mut stories, mut fills, mut restarts) = (String::new(), 0, 0);
    for seed in 0..100 {
        let outcome = run(seed).unwrap();
        stories.push_str(&outcome.story.join("\n"));
        fills += outcome.fills;
        restarts += outcome.restarts;
    }
    let kinds = [
        "a connection is cut",
        "a terminal dies",
        "a window hangs",
        "a frame is forged",
        "the gateway is killed",
        "the power goes",
        "the disk is full",
        "the disk fails",
        "the clock is set",
        "the line to the venue is cut",
        "halt Firm",
    ];
    for kind in kinds {
        assert!(stories.contains(kind), "{kind}");
    }
    assert!(fills > 1_000 && restarts > 30, "{fills} fills, {restarts} restarts");
}

#[test]
fn test_a_seed_reproduces() {
    for seed in [3, 17, 99] {
        assert_eq!(run(seed).unwrap(), run(seed).unwrap());
    }
}

#[test]
fn test_a_fill_that_the_venue_conceals_is_found() {
    let mut found = 0;
    for seed in 0..40 {
        // A restart or a reconnect asks for every order and would bring the fill back, as it should.
        let quiet = Plan { venue_cuts: 0, gateway_dies: 0, power_goes: 0, disk_breaks: 0, busts: 0, ..Plan::of(seed) };
        let outcome = run_plan(seed, Plan { conceals: 20_000, ..quiet.clone() }).unwrap();
        found += u32::from(!outcome.violations.is_empty());
        assert!(run_plan(seed, quiet).unwrap().violations.is_empty(), "seed {seed}");
    }
    assert!(found > 10, "{found} of 40");
}
