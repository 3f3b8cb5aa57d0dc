//! The kill switch, rehearsed: a gateway core of its own with the simulated exchange, orders at rest, a storm of orders
//! offered, and then somebody else pulls the switch.
//!
//! Three threads: `orders` owns the order path (risk, order state, audit log on disk, venue) and turns as a gateway's does;
//! `storm` offers; the switch is pulled from the thread that asked for the rehearsal. What left for the venue is stamped at
//! the venue's door with the machine's monotonic clock.

mod core;
mod door;
mod storm;

use self::core::{Core, Watched};
use super::{HaltsFile, NewHalt, ScopeText, SupervisionError};
use crate::gateway::clock::{mono_ns, now};
use door::Left;
use plimsoll_types::{HaltMode, HaltRecord, Scope};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering::SeqCst;
use std::thread::sleep;
use std::time::Duration;
use storm::Storm;

/// How long anything is waited for.
const PATIENCE_NS: i64 = 30_000_000_000;
const PAUSE: Duration = Duration::from_micros(500);

/// What is rehearsed.
#[derive(Debug, Clone)]
pub struct DrillPlan {
    /// A home of its own: halts file and audit log.
    pub home: PathBuf,
    /// Orders at rest when the switch is pulled.
    pub resting: u32,
    /// Orders offered a second while it is pulled.
    pub offered_per_second: u32,
    /// For how long before and after.
    pub storm_ms: u32,
    /// Lots of each of two instruments that are held, to be closed.
    pub held_lots: u32,
    /// Of market and venue.
    pub seed: u64,
}

/// What was measured. Times count from the moment at which the switch was pulled.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DrillReport {
    /// Until no order could be let through any more: from here on the gate is shut on every thread.
    pub last_order_us: f64,
    /// Until the last order that was let through left for the venue; `None` where none left after the switch was pulled.
    pub last_on_wire_us: Option<f64>,
    /// Orders that left after the gate was shut: each one is a failure.
    pub orders_after_latch: u64,
    /// Until the halt was on the disk.
    pub kept_us: f64,
    /// Until the cancel of the last resting order left.
    pub all_cancelled_us: f64,
    /// Until the venue had confirmed that every order is gone.
    pub all_confirmed_us: f64,
    /// Until nothing was held any more.
    pub flat_ms: f64,
    /// Orders at rest when the switch was pulled.
    pub resting: u64,
    /// Cancels that left.
    pub cancels: u64,
    /// Orders that the storm offered, over its whole time.
    pub offered: u64,
    /// The same a second.
    pub offered_per_second: f64,
    /// Of those, turned away because the queue was full.
    pub turned_away: u64,
    /// Orders that left before the gate was shut.
    pub sent: u64,
    /// Approved orders that the halt stopped at the gate itself.
    pub stopped_at_gate: u64,
    /// Positions that were closed.
    pub closed_positions: u64,
    /// Where the audit log lies.
    pub audit: PathBuf,
}

/// Rehearses once.
///
/// # Errors
/// [`SupervisionError`] where it could not be carried through.
pub fn drill(plan: &DrillPlan) -> Result<DrillReport, SupervisionError> {
    let halts = HaltsFile::prepare(&plan.home.join("supervision"))?;
    let core = Core::start(plan)?;
    let storm = Storm::start(plan, core.desk())?;
    core.wait("its orders to rest", |watched| watched.resting.load(SeqCst) >= u64::from(plan.resting))?;
    storm.let_loose();
    sleep(Duration::from_millis(u64::from(plan.storm_ms)));

    let pulled = pull(&core, &halts)?;
    sleep(Duration::from_millis(u64::from(plan.storm_ms)));
    let offers = storm.end();
    core.wait("every order to be gone", |watched| watched.confirmed_ns.load(SeqCst) > 0)?;
    core.wait("everything to be closed", |watched| watched.flat_ns.load(SeqCst) > 0)?;
    let watched = core.watched();
    let ended = core.end()?;

    let since = |at_ns: i64| micros(at_ns - pulled.at_ns);
    let orders: Vec<i64> = ended.left.iter().filter(|left| left.is_order()).map(Left::at_ns).collect();
    let cancels: Vec<i64> = ended.left.iter().filter(|left| left.is_cancel()).map(Left::at_ns).collect();
    Ok(DrillReport {
        last_order_us: since(pulled.shut_ns),
        last_on_wire_us: orders.last().copied().filter(|at_ns| *at_ns > pulled.at_ns).map(since),
        orders_after_latch: orders.iter().filter(|at_ns| **at_ns > pulled.shut_ns).count() as u64,
        kept_us: since(pulled.kept_ns),
        all_cancelled_us: since(ended.last_resting_cancel_ns(&watched)),
        all_confirmed_us: since(watched.confirmed_ns.load(SeqCst)),
        flat_ms: since(watched.flat_ns.load(SeqCst)) / 1_000.0,
        resting: watched.resting_at_halt.load(SeqCst),
        cancels: cancels.len() as u64,
        offered: offers.offered,
        offered_per_second: offers.per_second(),
        turned_away: offers.turned_away,
        sent: orders.iter().filter(|at_ns| **at_ns <= pulled.shut_ns).count() as u64,
        stopped_at_gate: ended.stopped_at_gate,
        closed_positions: watched.held_at_halt.load(SeqCst),
        audit: ended.audit,
    })
}

/// When the switch was pulled, the gate was shut, and the halt was on the disk.
struct Pulled {
    at_ns: i64,
    shut_ns: i64,
    kept_ns: i64,
}

fn pull(core: &Core, halts: &HaltsFile) -> Result<Pulled, SupervisionError> {
    let (reason, by) = ("rehearsal of the kill switch".to_owned(), "drill".to_owned());
    let at = now();
    let record = HaltRecord {
        number: 0,
        scope: Scope::Firm,
        mode: HaltMode::Flatten,
        reason: reason.clone(),
        by: by.clone(),
        ts_ns: at.utc_ns,
    };
    let at_ns = mono_ns();
    let number = core.gate().engage(record);
    let shut_ns = mono_ns();
    let scope = ScopeText::firm();
    halts.engage(NewHalt { number, scope, mode: HaltMode::Flatten, reason, by, ts_ns: at.utc_ns })?;
    Ok(Pulled { at_ns, shut_ns, kept_ns: mono_ns() })
}

impl Core {
    fn wait(&self, what: &str, is_done: impl Fn(&Arc<Watched>) -> bool) -> Result<(), SupervisionError> {
        let watched = self.watched();
        let began_ns = mono_ns();
        while !is_done(&watched) {
            if let Some(reason) = self.failure() {
                return Err(SupervisionError::Drill(reason));
            }
            if mono_ns() - began_ns > PATIENCE_NS {
                return Err(SupervisionError::Drill(format!("waited {} s for {what}", PATIENCE_NS / 1_000_000_000)));
            }
            sleep(PAUSE);
        }
        Ok(())
    }
}

#[allow(clippy::cast_precision_loss)] // microseconds of seconds
fn micros(ns: i64) -> f64 {
    ns as f64 / 1_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_a_rehearsal_lets_no_order_through_and_ends_flat() {
        let home = tempfile::tempdir().unwrap();
        let plan = DrillPlan {
            home: home.path().to_owned(),
            resting: 200,
            offered_per_second: 20_000,
            storm_ms: 60,
            held_lots: 2,
            seed: 1,
        };
        let report = drill(&plan).unwrap();
        assert_eq!(report.orders_after_latch, 0);
        assert!(report.sent > 200 && report.offered > 0, "{report:?}");
        assert!(report.resting >= 200 && report.cancels >= report.resting, "{report:?}");
        assert!(report.last_order_us > 0.0 && report.all_confirmed_us >= report.all_cancelled_us, "{report:?}");
        assert!(report.closed_positions == 2 && report.flat_ms > 0.0, "{report:?}");
        assert!(HaltsFile::at(&home.path().join("supervision")).read().is_halted());
    }
}
