"""Market values as the panels read them.

Prices and quantities are fixed point, as in the core: raw integers of unit 1e-9 (price) and 1e-8 (quantity).
Times are UTC nanoseconds in ``int``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

PRICE_ONE = 1_000_000_000
QTY_ONE = 100_000_000
UNSET = -(2**63)


class SessionMode(StrEnum):
    """Where the events come from."""

    SIM = "sim"
    REPLAY = "replay"
    LIVE = "live"


class FeedHealth(StrEnum):
    """What a data panel's badge says, by the age of the last event and the state of the book."""

    FRESH = "fresh"  # up to 250 ms
    LATE = "late"  # up to 1 s
    STALE = "stale"  # beyond 1 s: feed death
    GAPPED = "gapped"  # units are missing until resync
    LOADING = "loading"  # a recording is being indexed
    PAUSED = "paused"  # a replay that stands still: not live
    ENDED = "ended"  # the recording is over
    FAILED = "failed"  # the feed ended with an error; see the message


@dataclass(frozen=True, slots=True)
class InstrumentInfo:
    """One tradable instrument of a session."""

    id: int
    symbol: str
    venue_mic: str
    currency: str
    tick: int
    lot: int
    price_decimals: int
    qty_decimals: int


@dataclass(frozen=True, slots=True)
class SessionInfo:
    """What a session is, fixed from its start."""

    mode: SessionMode
    label: str
    """``Simulated exchange, seed 7`` or the file's name."""
    source: str
    """Format or generator: ``itch50``, ``lobster``."""
    seekable: bool


@dataclass(frozen=True, slots=True)
class RecorderStatus:
    """What is recorded of a running session."""

    id: str
    """Of the recorded session: the name of its folder."""
    bytes: int
    events: int
    dropped: int
    """Events received and not kept, because the disk was too slow or refused them."""
    failure: str
    """Why nothing can be written now, and what to do; empty while it can. Recording goes on by itself."""
    warning: str
    """What will soon be in the way; empty while nothing is."""


@dataclass(frozen=True, slots=True)
class SessionStatus:
    """The session at one moment; cheap enough to ask each frame."""

    health: FeedHealth
    message: str
    """Empty, or what failed, on which file or line, what was kept and what to do."""
    clock_ns: int
    """Venue time of the last applied event."""
    age_ns: int
    """Monotonic time since the last event reached the books; what the badge shows."""
    first_ns: int
    last_ns: int
    """Bounds of the recording (0 where unknown)."""
    playing: bool
    speed: float
    """Replay speed as a multiple of venue time; ``inf`` is as fast as possible."""
    units: int
    """Input units (messages, rows, frames) applied so far."""
    total_units: int
    """Units in the recording once indexed, else 0."""
    updates: int
    """Events applied so far."""
    gaps: int
    damaged: int
    indexed: float
    """Fraction of the recording indexed, 0 to 1."""
    recorder: RecorderStatus | None = None
    """None where nothing is recorded."""


@dataclass(frozen=True, slots=True)
class TopOfBook:
    """Best prices and day figures of one instrument; ``UNSET`` where unknown."""

    bid_px: int
    bid_qty: int
    ask_px: int
    ask_qty: int
    last_px: int
    last_qty: int
    last_side: int
    """Aggressor of the last trade: 1 buy, 2 sell, 0 unknown."""
    open_px: int
    high_px: int
    low_px: int
    day_volume: int
    status: str
    """Trading phase: ``trading``, ``halted``, ``auction``…"""
    crossed: bool
    locked: bool
    gapped: bool
    ts_venue_ns: int
    updates: int


@dataclass(frozen=True, slots=True)
class OutlineMark:
    """A moment worth seeing on the time bar."""

    ts_ns: int
    kind: str
    """``gap``, ``halt``, ``auction``, ``damage``."""
    text: str


@dataclass(frozen=True, slots=True)
class Print:
    """One print as the tape shows it, raw."""

    ts_ns: int
    px: int
    qty: int
    side: int
    """Aggressor: 1 buy, 2 sell, 0 unknown."""
    flags: int
    match_id: int
    sweep_prints: int
    """Prints of the sweep that it stands for; 0 where it is no part of one."""
