//! Random markets.

use super::{Event, OPEN, SECOND, book, trade};
use plimsoll_types::{Nanos, Side};
use proptest::prelude::*;

/// What happens next: milliseconds later, kind, and numbers to make it of.
type Step = (i64, u8, i64, i64, Vec<i64>);

/// Books of up to four levels a side that wander, now and then one-sided; trades; missing events when `gaps`.
pub fn market(steps: usize, gaps: bool) -> impl Strategy<Value = Vec<Event>> {
    let step = (0_i64..1_500, 0_u8..20, -2_i64..=2, 1_i64..4, prop::collection::vec(1_i64..50, 8));
    prop::collection::vec(step, 1..steps).prop_map(move |steps| play(&steps, gaps))
}

fn play(steps: &[Step], gaps: bool) -> Vec<Event> {
    let (mut now, mut mid) = (OPEN + 3 * SECOND, 10_000_i64);
    steps
        .iter()
        .map(|(wait_ms, kind, drift, spread, sizes)| {
            now += wait_ms.saturating_sub(300).max(0) * 1_000_000;
            mid += drift;
            match kind {
                0 if gaps => Event::Unknown(now),
                1 => one_sided(now, mid, sizes),
                2..=9 => print(now, mid + drift, sizes),
                _ => two_sided(now, mid, *spread, sizes),
            }
        })
        .collect()
}

fn two_sided(now: Nanos, mid: i64, spread: i64, sizes: &[i64]) -> Event {
    let depth = 1 + usize::try_from(sizes[0] % 4).unwrap();
    let bids: Vec<_> = (0..depth).map(|m| (mid - 1 - 2 * i64::try_from(m).unwrap(), sizes[m])).collect();
    let asks: Vec<_> = (0..4).map(|m| (mid + spread + i64::try_from(m).unwrap(), sizes[4 + m])).collect();
    book(now, &bids, &asks)
}

fn one_sided(now: Nanos, mid: i64, sizes: &[i64]) -> Event {
    if sizes[1] % 2 == 0 { book(now, &[(mid, sizes[2])], &[]) } else { book(now, &[], &[(mid, sizes[2])]) }
}

fn print(now: Nanos, cents: i64, sizes: &[i64]) -> Event {
    let aggressor = match sizes[3] % 5 {
        0 => None,
        1 | 2 => Some(Side::Buy),
        _ => Some(Side::Sell),
    };
    trade(now, cents, sizes[2], aggressor)
}
