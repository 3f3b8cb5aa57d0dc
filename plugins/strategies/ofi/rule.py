"""The rule itself: what position the flow calls for. No ports, no prices."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(slots=True)
class Flow:
    """How unusual the newest flow is, against a deviation that forgets."""

    keep: float
    """Share of the past that counts after one interval."""
    weight: float = 0.0
    square: float = 0.0
    seen: int = 0

    def deviations(self, ofi: float) -> float:
        """Takes one interval in; its flow in standard deviations of what came before it, zero while nothing did."""
        usual = math.sqrt(self.square / self.weight) if self.weight > 0 else 0.0
        self.weight = self.keep * self.weight + 1.0
        self.square = self.keep * self.square + ofi * ofi
        self.seen += 1
        return ofi / usual if usual > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Stance:
    """What the flow calls for."""

    target: int
    """Position in lots."""
    urgent: bool
    """Whether to take the other side's price for it."""


def stance(deviations: float, before: int, lean: float, cross: float, lots: int) -> Stance:
    """The position for a flow of so many deviations.

    A position is kept while the flow neither turns nor grows strong the other way; a flow against it of half of what
    calls for one ends it.
    """
    size, direction = abs(deviations), 1 if deviations > 0 else -1
    if size >= lean:
        return Stance(direction * lots, size >= cross)
    against = before * direction < 0 and size >= lean / 2
    return Stance(0 if against else before, urgent=False)
