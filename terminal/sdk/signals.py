"""Signals as panels read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from terminal.domain.signals import Signal, SignalKey, SignalScore


@dataclass(frozen=True, slots=True)
class SignalHistory:
    """Signals of one stream in order of time: arrays of equal length. ``realised_bps`` is ``nan`` where still open."""

    ts_ns: NDArray[np.int64]
    value_bps: NDArray[np.float64]
    confidence: NDArray[np.float64]
    realised_bps: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SignalStream:
    """The newest of one stream, and how the stream has done."""

    key: SignalKey
    latest: Signal
    ts_ns: int
    """Venue time of the event that it was said at."""
    count: int
    per_second: float
    score: SignalScore
    shadow: bool = False
    """Said by a version that only shadow-runs."""


class SignalBoard(Protocol):
    """Every stream of signals of the session. Cheap to ask once a frame."""

    @property
    def revision(self) -> int:
        """Grows with every signal."""

    def streams(self) -> tuple[SignalStream, ...]:
        """Those that said anything, in the order of their first signal."""

    def history(self, key: SignalKey, limit: int = 5_000) -> SignalHistory:
        """The newest ``limit`` of one stream; empty where there is none."""
