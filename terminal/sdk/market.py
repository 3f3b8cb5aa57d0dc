"""Ports to market data: what a panel may ask of the running session.

The bridge implements them over the Rust core. Everything here is a cheap pull: nothing calls back per event.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from terminal.domain.market import InstrumentInfo, OutlineMark, SessionInfo, SessionStatus, TopOfBook
from terminal.sdk.features import TradeColumns


@dataclass(frozen=True, slots=True)
class Prints:
    """Prints as columns, and where the next ones begin."""

    columns: TradeColumns
    next: int
    first: int
    """The oldest place that is still kept."""


class InstrumentView(Protocol):
    """One instrument's latest book and its history up to the session's cursor.

    The host calls :meth:`refresh` once per frame and instrument; panels only read.
    """

    @property
    def instrument(self) -> InstrumentInfo:
        """Whose view."""

    def refresh(self) -> bool:
        """Take the newest snapshot and records; true when anything changed since the last call."""

    def top(self) -> TopOfBook:
        """Best prices and day figures."""

    def depth(self, levels: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Bids and asks, best first: arrays of shape (n, 3) with raw price, raw quantity, order count."""

    def bars(self, period_ns: int, start_ns: int, end_ns: int) -> dict[str, NDArray[np.float64]]:
        """Time bars from the feature library, the running one last.

        Columns of equal length: ``ts_open_ns`` (int64), ``open``, ``high``, ``low``, ``close``, ``volume``, ``vwap``
        (session VWAP at the bar's end), ``vwap_sigma`` (its volume-weighted standard deviation). Prices in currency.
        """

    def trades(self, limit: int) -> dict[str, NDArray[np.int64]]:
        """Newest trades first: ``ts_venue_ns``, ``px``, ``qty`` (raw), ``side`` (aggressor 1, 2, 0), ``flags``."""

    def prints(self, start: int) -> Prints:
        """Prints from a place in the tape on, oldest first, up to the session's cursor.

        Ask with 0, then with what ``next`` said. Where ``next`` is smaller than asked for, the cursor went back.
        """

    def traded(self, start_ns: int, end_ns: int, period_ns: int, step: int) -> dict[str, NDArray[np.int64]]:
        """Volume at price from ``start_ns`` to before ``end_ns``, in order of bar and price.

        Columns ``ts_open_ns px bought sold other``, raw; bars of ``period_ns`` (0: one), rows of raw price ``step``.
        """

    @property
    def native(self) -> object:
        """The core's own view, which the painters of :mod:`terminal.widgets` composite from."""


class MarketSession(Protocol):
    """A running feed with its books: simulated exchange, replay or live."""

    @property
    def info(self) -> SessionInfo:
        """What the session is."""

    def instruments(self) -> tuple[InstrumentInfo, ...]:
        """Those seen so far, in order of id."""

    def status(self) -> SessionStatus:
        """The session at this moment."""

    def view(self, instrument_id: int) -> InstrumentView:
        """The one shared view of an instrument; asking twice gives the same object."""

    def play(self) -> None:
        """Let replay time run."""

    def pause(self) -> None:
        """Stop replay time at the last applied unit."""

    def set_speed(self, speed: float) -> None:
        """Replay speed as a multiple of venue time; ``inf`` is as fast as possible."""

    def step(self, units: int) -> None:
        """Pause and apply this many further input units; backwards when negative."""

    def seek(self, ts_ns: int) -> None:
        """Go to the book as it was after the last unit at or before ``ts_ns``."""

    def outline(self, bins: int) -> tuple[NDArray[np.float64], tuple[OutlineMark, ...]]:
        """Traded volume of the recording in ``bins`` equal parts of its time, and its marks."""

    def take_unseen_age_ns(self) -> int | None:
        """Age of the oldest event that no frame has shown; the caller takes it as shown now. ``None`` without one."""

    def close(self) -> None:
        """Stop the threads; idempotent."""
