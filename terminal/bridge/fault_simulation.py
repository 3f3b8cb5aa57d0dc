"""One seed of the fault simulation, run by the core."""

from __future__ import annotations

from dataclasses import dataclass

from terminal import _core
from terminal.bridge.jobs import core_errors


@dataclass(frozen=True, slots=True)
class SeedOutcome:
    """What a seed came to. The same seed comes to the same, on every machine."""

    seed: int
    violations: tuple[str, ...]
    """What must never happen and did; empty for a good run."""
    story: tuple[str, ...]
    """The accidents, in order, in virtual time."""
    commands: int
    fills: int
    restarts: int
    accidents: int
    state: str
    """Digest of the order state at the end, and the number of audit records."""


def simulate_seed(seed: int) -> SeedOutcome:
    """Runs one seed; the interpreter lock is let go meanwhile.

    Raises:
        UserError: the simulation itself could not begin.
    """
    with core_errors():
        violations, story, commands, fills, restarts, accidents, state = _core.simulate_faults(seed)
    return SeedOutcome(seed, tuple(violations), tuple(story), commands, fills, restarts, accidents, state)
