"""What models and strategies say about the future, and how well they have done so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Signal:
    """A forecast for one instrument.

    Raises:
        ValueError: a value that is no finite number, a confidence outside 0 to 1, a horizon not above zero.
    """

    value: float
    """Expected change of the mid over the horizon in basis points; the sign is the direction."""
    horizon_ns: int
    confidence: float
    """0 to 1: how sure of the direction, as the plugin estimates it; 0.5 is a coin toss."""
    features_used: Mapping[str, float] = field(default_factory=dict)
    """What moved it: each feature's share of ``value`` in basis points. ``base`` is what no feature explains."""
    name: str = ""
    """Which of the plugin's signals; empty where it has one."""

    def __post_init__(self) -> None:
        if not (-1e9 < self.value < 1e9):
            raise ValueError(f"signal value {self.value!r} is no usable number of basis points")
        if not 0 <= self.confidence <= 1:
            raise ValueError(f"signal confidence {self.confidence!r} is outside 0 to 1")
        if self.horizon_ns <= 0:
            raise ValueError(f"signal horizon {self.horizon_ns!r} ns is not above zero")


@dataclass(frozen=True, slots=True)
class SignalKey:
    """Whose signal for which instrument."""

    plugin_id: str
    instrument_id: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class SignalScore:
    """How a stream of signals has done on the horizons that are over; intervals have level 95 %.

    ``ic`` is Pearson's correlation of value and realised change of the mid (Grinold & Kahn, 1999), its interval
    Fisher's z with as many observations as horizons that do not overlap; ``hit_rate`` is the share of right directions,
    its interval Wilson's. ``r2`` is out of sample: 1 − Σ(realised − value)² / Σ realised² (Campbell & Thompson, 2008).
    Everything is ``nan`` where too few horizons are over.
    """

    count: int
    independent: int
    hit_rate: float
    hit_low: float
    hit_high: float
    ic: float
    ic_low: float
    ic_high: float
    r2: float
