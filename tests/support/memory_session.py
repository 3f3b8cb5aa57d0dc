"""A market session held in memory, so that the window's own tests need no core and can stop, gap and fail the feed."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from terminal.domain.market import (
    PRICE_ONE,
    QTY_ONE,
    FeedHealth,
    InstrumentInfo,
    OutlineMark,
    SessionInfo,
    SessionMode,
    SessionStatus,
    TopOfBook,
)
from terminal.sdk.features import TradeColumns
from terminal.sdk.market import Prints

OPEN_NS = 1_340_285_400 * 1_000_000_000
"""2012-06-21 13:30 UTC."""
CLOSE_NS = OPEN_NS + 23_400 * 1_000_000_000
BAR_NS = 1_000_000_000
TICK = PRICE_ONE // 100


@dataclass
class Day:
    """A seeded day of one-second prices and volumes."""

    px: NDArray[np.float64]
    volume: NDArray[np.float64]

    @classmethod
    def drawn(cls, seed: int) -> Day:
        """A random walk with a U-shaped volume."""
        draw = np.random.default_rng(seed)
        steps = draw.normal(0, 0.012, 23_400)
        shape = 1.4 + np.cos(np.linspace(0, 2 * math.pi, 23_400))
        return cls(np.round(223.0 + np.cumsum(steps), 2), np.round(draw.exponential(40, 23_400) * shape))


class MemoryView:
    """One instrument of a :class:`MemorySession`."""

    def __init__(self, session: MemorySession, instrument: InstrumentInfo) -> None:
        self.session = session
        self.instrument = instrument
        self.day = Day.drawn(instrument.id)
        self.refreshes = 0
        self.seen_ns = 0

    @property
    def native(self) -> object:
        return None

    def refresh(self) -> bool:
        self.refreshes += 1
        changed = self.session.clock_ns != self.seen_ns
        self.seen_ns = self.session.clock_ns
        return changed

    def second(self) -> int:
        return min(max((self.session.clock_ns - OPEN_NS) // BAR_NS, 0), len(self.day.px) - 1)

    def top(self) -> TopOfBook:
        at = self.second()
        past = self.day.px[: at + 1]
        last, first, high, low = (round(v * 100) * TICK for v in (past[-1], past[0], past.max(), past.min()))
        return TopOfBook(
            bid_px=last - 2 * TICK, bid_qty=300 * QTY_ONE, ask_px=last + 2 * TICK, ask_qty=500 * QTY_ONE,
            last_px=last, last_qty=100 * QTY_ONE, last_side=1, open_px=first, high_px=high, low_px=low,
            day_volume=int(self.day.volume[: at + 1].sum()) * QTY_ONE, status="trading", crossed=False, locked=False,
            gapped=self.session.health is FeedHealth.GAPPED, ts_venue_ns=self.session.clock_ns, updates=at,
        )  # fmt: skip

    def depth(self, levels: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        top = self.top()
        steps = np.arange(levels, dtype=np.int64)
        size = np.full(levels, 200 * QTY_ONE, dtype=np.int64)
        bids = np.column_stack([top.bid_px - steps * TICK, size, steps + 1])
        asks = np.column_stack([top.ask_px + steps * TICK, size, steps + 1])
        return bids, asks

    def bars(self, period_ns: int, start_ns: int, end_ns: int) -> dict[str, NDArray[np.float64]]:
        until = self.second() + 1
        px, volume = self.day.px[:until], self.day.volume[:until]
        ts_ns = OPEN_NS + np.arange(until, dtype=np.int64) * BAR_NS
        starts = np.flatnonzero(np.diff(ts_ns // period_ns, prepend=-1))
        ends = np.append(starts[1:], until) - 1
        paid, bought = np.cumsum(px * volume), np.cumsum(volume)
        vwap = paid / bought
        sigma = np.sqrt(np.maximum(np.cumsum(px * px * volume) / bought - vwap * vwap, 0))
        columns: dict[str, NDArray[np.float64]] = {
            "ts_open_ns": (ts_ns[starts] // period_ns * period_ns).view(np.int64),
            "open": px[starts],
            "high": np.maximum.reduceat(px, starts),
            "low": np.minimum.reduceat(px, starts),
            "close": px[ends],
            "volume": np.add.reduceat(volume, starts),
            "vwap": vwap[ends],
            "vwap_sigma": sigma[ends],
        }
        inside = (columns["ts_open_ns"] + period_ns > start_ns) & (columns["ts_open_ns"] <= end_ns)
        return {name: column[inside] for name, column in columns.items()}

    def prints(self, start: int) -> Prints:
        seconds = np.arange(min(start, self.second() + 1), self.second() + 1, dtype=np.int64)
        columns = TradeColumns(
            OPEN_NS + seconds * BAR_NS,
            np.round(self.day.px[seconds] * 100).astype(np.int64) * TICK,
            self.day.volume[seconds].astype(np.int64) * QTY_ONE,
            (seconds % 2 + 1).astype(np.int8),
            np.zeros(len(seconds), dtype=np.uint16),
        )
        return Prints(columns, self.second() + 1, 0)

    def traded(self, start_ns: int, end_ns: int, period_ns: int, step: int) -> dict[str, NDArray[np.int64]]:
        prints = self.prints(0).columns
        inside = (prints.ts_ns >= start_ns) & (prints.ts_ns < end_ns)
        ts_ns, px, qty, side = (column[inside] for column in (prints.ts_ns, prints.px, prints.qty, prints.side))
        bar = ts_ns // period_ns * period_ns if period_ns else np.full_like(ts_ns, start_ns)
        rows, at = np.unique(np.column_stack([bar, px // step * step]), axis=0, return_inverse=True)
        sums = {name: np.zeros(len(rows), dtype=np.int64) for name in ("bought", "sold", "other")}
        for code, name in ((1, "bought"), (2, "sold")):
            np.add.at(sums[name], at[side == code], qty[side == code])
        return {"ts_open_ns": rows[:, 0], "px": rows[:, 1], **sums}

    def trades(self, limit: int) -> dict[str, NDArray[np.int64]]:
        at = self.second()
        seconds = np.arange(at, max(at - limit, -1), -1, dtype=np.int64)
        return {
            "ts_venue_ns": OPEN_NS + seconds * BAR_NS,
            "px": np.round(self.day.px[seconds] * 100).astype(np.int64) * TICK,
            "qty": self.day.volume[seconds].astype(np.int64) * QTY_ONE,
            "side": seconds % 2 + 1,
            "flags": np.zeros_like(seconds),
        }


@dataclass
class MemorySession:
    """A recording or a simulation whose state a test sets as it likes; `calls` lists what the window asked for."""

    mode: SessionMode = SessionMode.REPLAY
    names: tuple[str, ...] = ("AMZN", "MSFT", "INTC")
    clock_ns: int = OPEN_NS + 10_000 * BAR_NS
    health: FeedHealth = FeedHealth.FRESH
    message: str = ""
    age_ns: int = 18_000_000
    playing: bool = True
    speed: float = 1.0
    gaps: int = 0
    indexed: float = 1.0
    running: bool = False
    """Whether the clock moves on by itself with real time."""
    calls: list[tuple[str, object]] = field(default_factory=list)
    closed: bool = False

    def __post_init__(self) -> None:
        self.views: dict[int, MemoryView] = {}
        self.began_ns = time.monotonic_ns()

    @property
    def info(self) -> SessionInfo:
        seekable = self.mode is SessionMode.REPLAY
        label = "AMZN_2012-06-21_message_1.csv" if seekable else "Simulated exchange, seed 7"
        return SessionInfo(self.mode, label, "lobster" if seekable else "itch50", seekable)

    def instruments(self) -> tuple[InstrumentInfo, ...]:
        return tuple(
            InstrumentInfo(at, name, "XNAS", "USD", TICK, QTY_ONE, 2, 0) for at, name in enumerate(self.names, start=1)
        )

    def status(self) -> SessionStatus:
        if self.running and self.playing:
            now_ns = time.monotonic_ns()
            self.clock_ns = min(self.clock_ns + round((now_ns - self.began_ns) * self.speed), CLOSE_NS)
            self.began_ns = now_ns
        units = max(self.clock_ns - OPEN_NS, 0) // 400_000_000
        return SessionStatus(
            health=self.health, message=self.message, clock_ns=self.clock_ns, age_ns=self.age_ns, first_ns=OPEN_NS,
            last_ns=CLOSE_NS, playing=self.playing, speed=self.speed, units=units, total_units=57_515, updates=units,
            gaps=self.gaps, damaged=0, indexed=self.indexed,
        )  # fmt: skip

    def view(self, instrument_id: int) -> MemoryView:
        if instrument_id not in self.views:
            found = next(info for info in self.instruments() if info.id == instrument_id)
            self.views[instrument_id] = MemoryView(self, replace(found))
        return self.views[instrument_id]

    def play(self) -> None:
        self.calls.append(("play", None))
        self.playing = True
        self.began_ns = time.monotonic_ns()

    def pause(self) -> None:
        self.calls.append(("pause", None))
        self.playing = False

    def set_speed(self, speed: float) -> None:
        self.calls.append(("set_speed", speed))
        self.speed = speed

    def step(self, units: int) -> None:
        self.calls.append(("step", units))
        self.playing = False
        self.clock_ns += units * 400_000_000

    def seek(self, ts_ns: int) -> None:
        self.calls.append(("seek", ts_ns))
        self.clock_ns = ts_ns

    def outline(self, bins: int) -> tuple[NDArray[np.float64], tuple[OutlineMark, ...]]:
        volume = Day.drawn(1).volume
        edges = np.linspace(0, len(volume), bins + 1).astype(int)[:-1]
        marks = (
            OutlineMark(OPEN_NS + 3_600 * BAR_NS, "gap", "1,204 messages missing"),
            OutlineMark(OPEN_NS + 9_000 * BAR_NS, "halt", "Trading halted, news pending"),
        )
        return np.add.reduceat(volume, edges), marks

    def take_unseen_age_ns(self) -> int | None:
        return self.age_ns

    def close(self) -> None:
        self.closed = True
