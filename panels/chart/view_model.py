"""What the chart shows: the bars so far, kept up to date from their tail, and the ranges that fit them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from terminal.domain.market import SessionMode, TopOfBook
from terminal.sdk import figures
from terminal.sdk.figures import DAY, HOUR, MINUTE, SECOND
from terminal.sdk.market import InstrumentView
from terminal.sdk.words import tr

Column = NDArray[np.float64]
FAR = 2**62

SHOWN = (45, 90, 180)
"""Bars in view while following now: the first that holds the day so far, so that candles stand still meanwhile."""
ROOM = 6
"""Bars of room kept right of the newest."""


@dataclass(frozen=True, slots=True)
class Period:
    """Time of one bar."""

    ns: int
    name: str


PERIODS = (
    Period(SECOND, "1 s"),
    Period(5 * SECOND, "5 s"),
    Period(15 * SECOND, "15 s"),
    Period(MINUTE, "1 min"),
    Period(5 * MINUTE, "5 min"),
    Period(15 * MINUTE, "15 min"),
    Period(HOUR, "1 h"),
)


@dataclass(frozen=True, slots=True)
class Bars:
    """Columns of equal length; ``x`` is seconds since the day's midnight UTC at the bar's opening."""

    x: Column
    open: Column
    high: Column
    low: Column
    close: Column
    volume: Column
    vwap: Column
    sigma: Column

    def __len__(self) -> int:
        return len(self.x)

    def slice(self, start: int, stop: int) -> Bars:
        """Bars from `start` to before `stop`."""
        return Bars(*(getattr(self, name)[start:stop] for name in self.__slots__))

    def grouped(self, first: int, size: int) -> Bars:
        """Bars merged by `size`, the first being bar number `first`: scrolling does not change the groups."""
        if size <= 1 or len(self) == 0:
            return self
        starts = np.flatnonzero(np.diff((np.arange(len(self)) + first) // size, prepend=-1))
        ends = np.append(starts[1:], len(self)) - 1
        return Bars(
            self.x[starts],
            self.open[starts],
            np.maximum.reduceat(self.high, starts),
            np.minimum.reduceat(self.low, starts),
            self.close[ends],
            np.add.reduceat(self.volume, starts),
            self.vwap[ends],
            self.sigma[ends],
        )

    def between(self, left: float, right: float) -> tuple[int, int]:
        """Indices of the bars that a range of ``x`` touches, one more at each side."""
        start, stop = np.searchsorted(self.x, (left, right))
        return max(int(start) - 1, 0), min(int(stop) + 1, len(self))


NONE = Bars(*(np.empty(0) for _ in Bars.__slots__))


class ChartModel:
    """Bars of the linked instrument at one period, up to the session's cursor."""

    def __init__(self, period_ns: int = MINUTE) -> None:
        self.period = next((period for period in PERIODS if period.ns >= period_ns), PERIODS[-1])
        self.view: InstrumentView | None = None
        self.midnight_ns = 0
        self.last_open_ns = 0
        self.bars = NONE

    @property
    def seconds(self) -> float:
        """Time of one bar in seconds, the unit of ``x``."""
        return self.period.ns / SECOND

    def set_view(self, view: InstrumentView) -> None:
        """Another instrument: everything is fetched anew."""
        self.view = view
        self.clear()

    def set_period(self, period: Period) -> None:
        """Another period: everything is fetched anew."""
        self.period = period
        self.clear()

    def clear(self) -> None:
        """Forgets the bars."""
        self.bars = NONE
        self.last_open_ns = 0

    def update(self, clock_ns: int) -> bool:
        """Takes the bars since the last one known; after a jump back in time, all. True where the chart changed."""
        if self.view is None:
            return False
        if clock_ns < self.last_open_ns:
            self.clear()
        start_ns = self.last_open_ns if len(self.bars) else -FAR
        columns = self.view.bars(self.period.ns, start_ns, FAR)
        opened_ns = columns["ts_open_ns"]
        if len(opened_ns) == 0:
            return False
        if len(self.bars) == 0:
            self.midnight_ns = int(opened_ns[0]) // DAY * DAY
        before = self.bars
        self.bars = self.joined(columns)
        self.last_open_ns = int(opened_ns[-1])
        return len(before) != len(self.bars) or not equal_tails(before, self.bars)

    def joined(self, columns: dict[str, NDArray[np.float64]]) -> Bars:
        """The bars known with `columns` in the place of those from their first on."""
        x = (columns["ts_open_ns"] - self.midnight_ns) / SECOND
        keep = int(np.searchsorted(self.bars.x, x[0]))
        new = Bars(x, *(columns[name] for name in ("open", "high", "low", "close", "volume", "vwap", "vwap_sigma")))
        if keep == 0:
            return new
        return Bars(*(np.concatenate([getattr(self.bars, name)[:keep], getattr(new, name)]) for name in Bars.__slots__))

    def ts_ns(self, x: float) -> int:
        """The time at an ``x``."""
        return self.midnight_ns + round(x * SECOND)

    def x(self, ts_ns: int) -> float:
        """The ``x`` of a time."""
        return (ts_ns - self.midnight_ns) / SECOND

    def following(self) -> tuple[float, float]:
        """The range of ``x`` that shows the newest bars with a little room at the right."""
        if len(self.bars) == 0:
            return 0.0, SHOWN[0] * self.seconds
        first, right = float(self.bars.x[0]) - self.seconds, float(self.bars.x[-1]) + ROOM * self.seconds
        for shown in SHOWN:
            if right - first <= shown * self.seconds:
                return first, first + shown * self.seconds
        return right - SHOWN[-1] * self.seconds, right

    def price_range(
        self, left: float, right: float, over: tuple[float, float] | None = None
    ) -> tuple[float, float] | None:
        """Lowest and highest price in a range of ``x`` with a margin.

        The VWAP line, and what lies `over` the price, are inside where they are near.
        """
        start, stop = self.bars.between(left, right)
        if stop <= start:
            return None
        shown = self.bars.slice(start, stop)
        low, high = float(shown.low.min()), float(shown.high.max())
        span = max(high - low, abs(high) * 1e-4, 1e-9)
        vwap = shown.vwap[np.isfinite(shown.vwap)]
        near = vwap[(vwap > low - span) & (vwap < high + span)]
        if len(near):
            low, high = min(low, float(near.min())), max(high, float(near.max()))
        if over is not None:
            low, high = min(low, max(over[0], low - span)), max(high, min(over[1], high + span))
        margin = 0.08 * max(high - low, abs(high) * 1e-4, 1e-9)
        return low - margin, high + margin

    def volume_top(self, left: float, right: float) -> float:
        """The largest volume of a bar in a range of ``x``, at least 1; a lone giant (an auction) is cut at the top."""
        start, stop = self.bars.between(left, right)
        if stop <= start:
            return 1.0
        shown = self.bars.volume[start:stop]
        usual = 3 * float(np.percentile(shown, 95)) if len(shown) > 20 else float(shown.max())
        return max(min(float(shown.max()), usual), 1.0)

    def bar_at(self, x: float | None) -> int:
        """Index of the bar that covers `x`, of the newest for ``None`` or beyond the end, -1 where there is none."""
        if x is None or len(self.bars) == 0:
            return len(self.bars) - 1
        at = int(np.searchsorted(self.bars.x, x, side="right")) - 1
        return max(at, 0)


def kept_period(state: Mapping[str, object]) -> Period | None:
    """The period that a workspace kept, ``None`` where it kept none that makes sense."""
    return next((period for period in PERIODS if period.ns == state.get("period_ns")), None)


def kept_place(state: Mapping[str, object]) -> tuple[int, int] | None:
    """The part of time that a workspace kept, ``None`` where the chart followed now."""
    match state.get("shown_ns"):
        case [int(left), int(right)] if 0 < left < right < FAR:
            return left, right
    return None


def bar_columns(bars: Bars, midnight_ns: int) -> dict[str, Any]:
    """Bars as columns ``ts_open_ns open high low close volume vwap``."""
    columns: dict[str, Any] = {"ts_open_ns": np.round(bars.x * SECOND).astype(np.int64) + midnight_ns}
    return columns | {name: getattr(bars, name) for name in ("open", "high", "low", "close", "volume", "vwap")}


def equal_tails(one: Bars, other: Bars) -> bool:
    """Whether the newest bars are equal."""
    return all(getattr(one, name)[-1] == getattr(other, name)[-1] for name in ("x", "high", "low", "close", "volume"))


def period_for(mode: SessionMode) -> int:
    """Seconds of a candle where none is wished for: the simulated exchange opened only minutes ago."""
    return 5 if mode is SessionMode.SIM else 60


def day_pairs(top: TopOfBook, decimals: int, qty_decimals: int) -> list[tuple[str, str]]:
    """The day's high, low and volume."""
    return [
        (tr("Day"), ""),
        ("H", figures.price(top.high_px, decimals)),
        ("L", figures.price(top.low_px, decimals)),
        ("V", figures.quantity(top.day_volume, qty_decimals)),
    ]


def words_of(value: object) -> list[str]:
    """The strings of a kept list; none where it is no list."""
    return [word for word in value if isinstance(word, str)] if isinstance(value, list) else []
