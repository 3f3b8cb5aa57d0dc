"""A generated market in the core's own view: a book that drifts, prints with sweeps, gaps and halts; seeded."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from terminal import _core
from terminal.domain.market import QTY_ONE, FeedHealth, InstrumentInfo, TopOfBook
from terminal.sdk.theme import Tokens

TICK = 10_000_000
OPEN_NS = 1_340_295_400 * 1_000_000_000
"""2012-06-21 16:16:40 UTC."""
COLUMN_NS = 100_000_000
HIDDEN, CROSS = 4, 8


@dataclass
class GeneratedMarket:
    """One instrument, advanced column by column into ``native``."""

    seed: int = 7
    levels: int = 24
    spread: int = 4
    base_tick: int = 22_315
    native: _core.InstrumentView = field(init=False)
    ts_ns: int = field(default=OPEN_NS, init=False)

    def __post_init__(self) -> None:
        self.native = _core.InstrumentView.detached("AMZN", "USD", "sh", TICK, QTY_ONE, 2, 0)
        self.draw = np.random.default_rng(self.seed)
        self.mid = float(self.base_tick)
        draw = self.draw
        self.sizes = np.round(draw.exponential(4, 100_000)) * 100 + draw.choice([0, 0, 0, 20, 56, 40], 100_000)
        self.sizes[draw.random(100_000) < 0.3] = 0
        self.sizes[draw.random(100_000) < 0.03] *= 4

    def book(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Bids and asks, best first."""
        half = self.spread / 2
        best_bid, best_ask = int(np.floor(self.mid - half)), int(np.ceil(self.mid + half))
        sides = []
        for start, step in ((best_bid, -1), (best_ask, 1)):
            ticks = start + step * np.arange(self.levels)
            lots = self.sizes[ticks % 100_000].astype(np.int64)
            lots[0] = max(lots[0], 100)
            kept = lots > 0
            sides.append(
                np.column_stack([ticks[kept] * TICK, lots[kept] * QTY_ONE, 1 + lots[kept] // 300]).astype(np.int64)
            )
        return sides[0], sides[1]

    def advance(self, columns: int) -> None:
        """This many columns of 100 ms later."""
        for _ in range(columns):
            self.step()
        bids, asks = self.book()
        self.native.set_book(self.ts_ns, bids, asks)
        self.native.refresh()

    def step(self) -> None:
        """One column."""
        draw = self.draw
        if draw.random() < 0.06:
            self.mid += float(draw.choice([-2, -1, -1, 1, 1, 2]))
        for at in (self.mid + draw.normal(0, 12, 2)).astype(int):
            self.sizes[at % 100_000] = 0 if draw.random() < 0.3 else np.round(draw.exponential(4)) * 100 + 100
        bids, asks = self.book()
        self.native.ingest_column(self.ts_ns, bids, asks)
        if draw.random() < 0.09:
            self.trade(bids, asks)
        self.ts_ns += COLUMN_NS

    def trade(self, bids: NDArray[np.int64], asks: NDArray[np.int64]) -> None:
        """One print, a sweep over three prices, or a hidden midpoint print."""
        draw = self.draw
        side = int(draw.integers(1, 3))
        levels = asks if side == 1 else bids
        count = min(3, len(levels)) if draw.random() < 0.12 else 1
        ts = self.ts_ns + int(draw.integers(0, COLUMN_NS - 400_000)) + np.arange(count) * 183_000
        px, qty = levels[:count, 0].copy(), draw.choice([25, 60, 100, 100, 200, 300, 500], count) * QTY_ONE
        flags = np.zeros(count, dtype=np.int64)
        if count == 1 and draw.random() < 0.1:
            px, flags = np.array([(bids[0, 0] + asks[0, 0]) // 2 + TICK // 2]), np.array([HIDDEN])
        self.native.ingest_trades(
            ts.astype(np.int64), px.astype(np.int64), qty.astype(np.int64), np.full(count, side), flags
        )


class GeneratedView:
    """The port of one instrument over a :class:`GeneratedMarket`, as far as the painted panels ask."""

    def __init__(self, market: GeneratedMarket) -> None:
        self.market = market
        self.instrument = InstrumentInfo(1, "AMZN", "XNAS", "USD", TICK, QTY_ONE, 2, 0)

    @property
    def native(self) -> object:
        return self.market.native

    def top(self) -> TopOfBook:
        """Best prices and day figures, from the core."""
        return TopOfBook(**self.market.native.top())


@dataclass
class Status:
    """As much of a session's status as the painted panels read."""

    health: FeedHealth = FeedHealth.FRESH


@dataclass
class GeneratedContext:
    """A panel's context over one :class:`GeneratedMarket`."""

    market: GeneratedMarket
    tokens: Tokens
    settings: dict[str, object] = field(default_factory=dict)
    status: Status = field(default_factory=Status)

    def view(self) -> GeneratedView:
        """The only instrument."""
        return GeneratedView(self.market)
