"""Recorded sessions: found, read as columns, made from foreign recordings, and cleared away.

A recorded session is a folder ``<recordings>/<id>`` with ``session.json`` and segments ``000000.plseg``; see
``docs/reference/formats.md``. Its path replays like any other recording.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from terminal.bridge.jobs import Progress

Columns = dict[str, NDArray[np.int64]]
"""Columns of equal length by name."""


@dataclass(frozen=True, slots=True)
class RecordedSession:
    """One recorded session, or one imported recording, as its folder tells without being decoded."""

    id: str
    path: Path
    label: str
    source: str
    """Format or generator that it was recorded from: ``itch50``, ``lobster``."""
    messages: int
    events: int
    from_ns: int
    to_ns: int
    """Venue time of the first and last event; 0 where there is none."""
    gaps: int
    complete: bool
    """Whether it was closed in order; one that was cut off still replays up to its last sound block."""
    running: bool
    """Whether a terminal is writing it now."""
    instruments: tuple[str, ...]
    bytes: int
    damage: str
    """Empty, or what is wrong and what is kept, in words."""


@dataclass(frozen=True, slots=True)
class Reject:
    """One damaged unit of a foreign recording that was passed over."""

    place: str
    """``line 102``, ``byte 4711`` or ``row 7``."""
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import gave."""

    session: RecordedSession
    existing: bool
    """The same content was imported before: nothing was written."""
    rejected: int
    rejects: tuple[Reject, ...]
    """The first of the rejected units, some thousand at most."""
    seconds: float


def scan(folder: Path) -> list[RecordedSession]:  # noqa: ARG001 — read when the core has landed
    """The sessions below a recordings folder, newest first; what is no session is passed over."""
    return []


def extract(
    path: Path,
    kind: Literal["trades", "quotes"],
    progress: Progress,
    from_ns: int | None = None,
    to_ns: int | None = None,
) -> dict[str, Columns]:
    """Trades or best prices of everything that the terminal can replay, by symbol, with from ≤ ts < to.

    Trades: ``ts_ns px qty side flags``; quotes: ``ts_ns bid_px bid_qty ask_px ask_qty`` whenever one of them changes.
    Prices and quantities are raw fixed point, ``UNSET`` where a side is empty; side is the aggressor: 1, 2, 0 unknown.

    Raises:
        UserError: the path cannot be opened or is damaged; the message names the file, the place and the next step.
    """
    raise NotImplementedError


def book_at(path: Path, symbol: str, ts_ns: int, levels: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Bids and asks as they stood at ``ts_ns``, best first: arrays (n, 3) of raw price, raw quantity, order count.

    Raises:
        UserError: the path cannot be opened, or has no such symbol; the message names the nearest.
    """
    raise NotImplementedError


def import_recording(
    source: Path, format: str | None, recordings_folder: Path, label: str, progress: Progress
) -> ImportReport:
    """Makes a recorded session from any recording that the terminal reads.

    Its id comes from the content and the format: a second import finds the first. It appears under its id only when it
    is whole; a cut-off import is begun again. Damaged units are passed over and reported.

    Raises:
        UserError: the source cannot be opened, or the session cannot be written.
    """
    raise NotImplementedError


def prune(folder: Path, keep_bytes: int) -> Sequence[RecordedSession]:  # noqa: ARG001
    """Deletes the oldest complete sessions until what is left takes ``keep_bytes`` at most; a running one stays."""
    return ()


def new_id(source: str) -> str:
    """An id for a session that starts now: ``20261127T234940Z-sim7-4f2a``."""
    raise NotImplementedError
