"""The rehearsal of the kill switch, as the core carries it out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from terminal import _core
from terminal.bridge.jobs import core_errors


@dataclass(frozen=True, slots=True)
class DrillPlan:
    """What is rehearsed."""

    resting: int = 1_000
    """Orders at rest when the switch is pulled."""
    offered_per_second: int = 50_000
    storm_ms: int = 300
    """For how long orders are offered before the switch, and after it."""
    held_lots: int = 2
    """Lots of each of two instruments that are held, to be closed."""
    seed: int = 1


@dataclass(frozen=True, slots=True)
class DrillReport:
    """What was measured. Times count from the moment at which the switch was pulled."""

    last_order_us: float
    """Until no order could be let through any more."""
    last_on_wire_us: float | None
    """Until the last order left for the venue; None where none left after the switch was pulled."""
    orders_after_latch: int
    """Orders that left after the gate was shut: each is a failure."""
    kept_us: float
    """Until the halt was on the disk."""
    all_cancelled_us: float
    """Until the last cancel of what rested left for the venue."""
    all_confirmed_us: float
    """Until the venue had confirmed them all."""
    flat_ms: float
    """Until nothing was held any more."""
    resting: int
    cancels: int
    offered: int
    offered_per_second: float
    turned_away: int
    sent: int
    stopped_at_gate: int
    closed_positions: int
    audit: Path


def rehearse_halt(home: Path, plan: DrillPlan) -> DrillReport:
    """Rehearses once, in a home of its own.

    Raises:
        UserError: it could not be carried through.
    """
    with core_errors():
        row = _core.rehearse_halt(home, plan.resting, plan.offered_per_second, plan.storm_ms, plan.held_lots, plan.seed)
    return DrillReport(**row | {"audit": Path(row["audit"])})
