"""Volume at price: the profile of a stretch of time with its value area, and the footprint of each bar."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from terminal.domain.market import PRICE_ONE, QTY_ONE
from terminal.sdk.market import InstrumentView

VALUE_AREA = 0.70
"""Share of the volume in the value area (Steidlmayer's market profile)."""
STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000, 2000, 5000)
FAR = 2**62

Column = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class VolumeAtPrice:
    """Rows in order of bar and price; prices in currency, quantities in units of the instrument."""

    ts_open_ns: NDArray[np.int64]
    px: Column
    """Lowest price of the row."""
    bought: Column
    sold: Column
    total: Column
    step: float
    """Height of a row in currency."""

    def __len__(self) -> int:
        return len(self.px)


@dataclass(frozen=True, slots=True)
class ValueArea:
    """Where most of the volume traded: row indices of the point of control, the lowest and the highest row."""

    control: int
    low: int
    high: int


def fetched(view: InstrumentView, start_ns: int, end_ns: int, period_ns: int, ticks: int) -> VolumeAtPrice:
    """Volume at price between two times, rows of so many ticks, bars of ``period_ns`` (0: one)."""
    step = view.instrument.tick * ticks
    rows = view.traded(start_ns, end_ns, period_ns, step)
    bought, sold = rows["bought"] / QTY_ONE, rows["sold"] / QTY_ONE
    total = bought + sold + rows["other"] / QTY_ONE
    return VolumeAtPrice(rows["ts_open_ns"], rows["px"] / PRICE_ONE, bought, sold, total, step / PRICE_ONE)


def ticks_for(tick: float, price_span: float, height: float, least_px: float) -> int:
    """Ticks a row so that rows are at least ``least_px`` high in ``height`` pixels that show ``price_span``."""
    wanted = least_px * price_span / max(height, 1.0) / max(tick, 1e-12)
    return next((step for step in STEPS if step >= wanted), STEPS[-1])


def value_area(total: Column, share: float = VALUE_AREA) -> ValueArea | None:
    """The value area of a profile: from the fullest row outwards, taking the fuller neighbour, to ``share`` of all."""
    if len(total) == 0 or total.sum() <= 0:
        return None
    control = int(np.argmax(total))
    low = high = control
    held, wanted = float(total[control]), share * float(total.sum())
    while held < wanted and (low > 0 or high < len(total) - 1):
        below = float(total[low - 1]) if low > 0 else -1.0
        above = float(total[high + 1]) if high < len(total) - 1 else -1.0
        if above >= below:
            high, held = high + 1, held + above
        else:
            low, held = low - 1, held + below
    return ValueArea(control, low, high)


def bar_rows(rows: VolumeAtPrice) -> list[tuple[int, int, int]]:
    """Opening time, first row and row behind the last of each bar."""
    starts = np.flatnonzero(np.diff(rows.ts_open_ns, prepend=-FAR))
    ends = [*starts[1:].tolist(), len(rows)]
    return [(int(rows.ts_open_ns[start]), int(start), end) for start, end in zip(starts.tolist(), ends, strict=True)]
