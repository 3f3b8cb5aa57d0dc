//! A storm: orders offered at a steady rate, whatever becomes of them.

use super::core::{Desk, WHO};
use super::{DrillPlan, SupervisionError};
use crate::gateway::clock::mono_ns;
use plimsoll_types::{ClOrdId, NewOrder, OrderCommand, Side, TimeInForce};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::SeqCst;
use std::sync::mpsc::TrySendError;
use std::thread::{JoinHandle, sleep};
use std::time::Duration;

const PAUSE: Duration = Duration::from_micros(100);
/// The storm's orders are named apart from those at rest.
const FIRST_NAME: u64 = 1 << 32;

/// What was offered.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Offers {
    pub offered: u64,
    pub turned_away: u64,
    took_ns: i64,
}

impl Offers {
    #[allow(clippy::cast_precision_loss)] // a rate
    pub fn per_second(self) -> f64 {
        self.offered as f64 * 1e9 / self.took_ns.max(1) as f64
    }
}

/// The running storm.
pub(super) struct Storm {
    is_loose: Arc<AtomicBool>,
    ends: Arc<AtomicBool>,
    thread: JoinHandle<Offers>,
}

impl Storm {
    /// Waits to be let loose.
    pub fn start(plan: &DrillPlan, desk: Desk) -> Result<Self, SupervisionError> {
        let (is_loose, ends) = (Arc::<AtomicBool>::default(), Arc::<AtomicBool>::default());
        let (loose, end) = (Arc::clone(&is_loose), Arc::clone(&ends));
        let rate = i64::from(plan.offered_per_second);
        let thread = std::thread::Builder::new().name("drill-storm".to_owned()).spawn(move || {
            while !loose.load(SeqCst) && !end.load(SeqCst) {
                sleep(PAUSE);
            }
            blow(&desk, rate, &end)
        });
        let thread = thread.map_err(|error| SupervisionError::Drill(format!("the system gives no thread: {error}")))?;
        Ok(Self { is_loose, ends, thread })
    }

    pub fn let_loose(&self) {
        self.is_loose.store(true, SeqCst);
    }

    pub fn end(self) -> Offers {
        self.ends.store(true, SeqCst);
        self.thread.join().unwrap_or_default()
    }
}

fn blow(desk: &Desk, rate: i64, ends: &AtomicBool) -> Offers {
    let began_ns = mono_ns();
    let mut offers = Offers::default();
    while !ends.load(SeqCst) {
        let due = u64::try_from((mono_ns() - began_ns) / 1_000 * rate / 1_000_000).unwrap_or(0);
        while offers.offered < due {
            let (instrument, px, lot) = desk.prices[usize::try_from(offers.offered).unwrap_or(0) % desk.prices.len()];
            let name = ClOrdId::new(1, FIRST_NAME + offers.offered);
            let order = NewOrder {
                time_in_force: TimeInForce::Ioc,
                ..NewOrder::limit(name, WHO, instrument, Side::Buy, lot, px)
            };
            offers.offered += 1;
            match desk.commands.try_send(OrderCommand::New(order)) {
                Ok(()) => {}
                Err(TrySendError::Full(_)) => offers.turned_away += 1,
                Err(TrySendError::Disconnected(_)) => return Offers { took_ns: mono_ns() - began_ns, ..offers },
            }
        }
        sleep(PAUSE);
    }
    Offers { took_ns: mono_ns() - began_ns, ..offers }
}
