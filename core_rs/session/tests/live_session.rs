//! The running session: threads, ages, gaps, views. Waits are bounded and generous; nothing measures speed.
#![allow(clippy::unwrap_used)]

use plimsoll_engine::publish::PanelRecord;
use plimsoll_session::simulation::{SceneFault, SimRequest, SimScene};
use plimsoll_session::{MarketSession, Phase, SessionStatus, ViewEnds};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(20);

fn demo(past_s: f64, faults: Vec<SceneFault>) -> MarketSession {
    SimRequest { seed: 3, scene: SimScene::Demo, past_s, faults }.start().unwrap()
}

/// Drains every view like a window does each frame, until the status fits.
fn wait_for(
    session: &MarketSession,
    views: &mut Vec<ViewEnds>,
    records: &mut Vec<PanelRecord>,
    fits: impl Fn(&SessionStatus) -> bool,
) -> SessionStatus {
    let started = Instant::now();
    loop {
        views.extend(session.take_new_views());
        for view in views.iter() {
            records.extend(view.records.try_iter());
        }
        let status = session.status();
        if fits(&status) {
            return status;
        }
        assert!(started.elapsed() < PATIENCE, "not reached within {PATIENCE:?}: {status:?}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn test_the_past_fills_the_panels_before_the_present_begins() {
    let session = demo(30.0, Vec::new());
    let (mut views, mut records) = (Vec::new(), Vec::new());
    let status = wait_for(&session, &mut views, &mut records, |status| status.phase == Phase::Running);
    assert!(status.counters.events > 10_000, "{status:?}");
    assert_eq!(views.len(), session.instruments().len());
    let columns = records.iter().filter(|record| matches!(record, PanelRecord::Column(_))).count();
    let trades = records.iter().filter(|record| matches!(record, PanelRecord::Trade(_))).count();
    assert!(columns > 500 && trades > 50, "{columns} columns, {trades} trades");
    assert!(!records.iter().any(|record| matches!(record, PanelRecord::Skipped { .. })), "nothing of the past is lost");
}

#[test]
fn test_books_reach_readers_and_stay_young() {
    let session = demo(1.0, Vec::new());
    let (mut views, mut records) = (Vec::new(), Vec::new());
    let first = wait_for(&session, &mut views, &mut records, |status| status.phase == Phase::Running);
    let later =
        wait_for(&session, &mut views, &mut records, |status| status.counters.events > first.counters.events + 500);
    assert!(later.age_ns < 1_000_000_000, "{later:?}");
    let mut filled = 0;
    for view in &mut views {
        let snapshot = view.snapshots.latest();
        filled += usize::from(snapshot.levels(plimsoll_types::Side::Buy).len() > 5);
    }
    assert!(filled >= 6, "{filled} of {} books are filled", views.len());
    assert!(session.take_unseen_age_ns().is_some());
}

#[test]
fn test_a_feed_that_dies_is_old_and_one_that_returns_is_young() {
    let session = demo(1.0, vec![SceneFault::Silence { after_s: 0.5, for_s: 2.5 }]);
    let (mut views, mut records) = (Vec::new(), Vec::new());
    wait_for(&session, &mut views, &mut records, |status| {
        status.phase == Phase::Running && status.age_ns > 1_000_000_000
    });
    wait_for(&session, &mut views, &mut records, |status| status.age_ns < 250_000_000);
}

#[test]
fn test_a_loss_is_a_gap_until_the_snapshot() {
    let session = demo(1.0, vec![SceneFault::Loss { after_s: 0.5, for_s: 0.5, resync_s: 1.0 }]);
    let (mut views, mut records) = (Vec::new(), Vec::new());
    let gapped = wait_for(&session, &mut views, &mut records, |status| status.gapped);
    assert_eq!(gapped.counters.gaps, 1);
    wait_for(&session, &mut views, &mut records, |status| !status.gapped);
    assert!(records.iter().any(|record| matches!(record, PanelRecord::Gap { .. })));
    assert!(records.iter().any(|record| matches!(record, PanelRecord::Resync { .. })));
}

#[test]
fn test_closing_ends_the_threads_even_when_nobody_reads() {
    let mut session = demo(300.0, Vec::new());
    session.close();
    session.close();
}
