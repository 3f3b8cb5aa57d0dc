"""The oldest rule there is: a fast average of the mid crosses a slow one.

The averages come from the feature library. How large and how sure a cross is, the rule learns from its own crosses.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field

from terminal.domain.market import PRICE_ONE, InstrumentInfo
from terminal.domain.signals import Signal
from terminal.sdk.events import FeatureRow, Gap
from terminal.sdk.plugin import OrderIntent, PluginContext, Strategy
from terminal.sdk.setting_values import duration_ns

BPS = 1e4
BUY, SELL = 1, 2
FORGET = 0.05
"""Weight of the newest move in the running size of a move."""
FIRST_BPS = 1.0
"""Size of a cross before any was seen through."""


@dataclass(slots=True)
class Follower:
    """What is known of one instrument."""

    side: int = 0
    """Of the fast average against the slow one: 1 above, −1 below, 0 not yet known."""
    open: deque[tuple[int, float, int]] = field(default_factory=deque)
    """Crosses whose horizon is not over: its end, the mid at the cross, the direction."""
    size_bps: float = FIRST_BPS
    right: int = 0
    over: int = 0
    resting: str = ""
    """The newest order; empty where none was sent."""


class EmaCross(Strategy):
    """One rule for every instrument."""

    def __init__(self, context: PluginContext) -> None:
        self.context = context
        self.horizon_ns = duration_ns(str(context.settings["horizon"]))
        self.trade = bool(context.settings["trade"])
        self.lots = int(str(context.settings["lots"]))
        self.followers: dict[int, Follower] = {}

    def on_features(self, row: FeatureRow) -> None:
        """One interval is over."""
        mid, fast, slow = row.values
        follower = self.followers.setdefault(row.instrument_id, Follower())
        if not math.isfinite(mid + fast + slow):
            follower.side = 0
            return
        self.learn(follower, row.ts_end_ns, mid)
        side = (fast > slow) - (fast < slow)
        if side == 0:
            return
        crossed, follower.side = follower.side == -side, side
        if crossed:
            self.say(row, follower, side, mid)

    def on_gap(self, gap: Gap) -> None:
        """The averages go on with a hole in them: wait for the next two sides."""
        follower = self.followers.setdefault(gap.instrument_id, Follower())
        follower.side = 0
        follower.open.clear()

    def learn(self, follower: Follower, now_ns: int, mid: float) -> None:
        """Looks at what came of crosses whose horizon is over."""
        while follower.open and follower.open[0][0] <= now_ns:
            _, before, side = follower.open.popleft()
            move = (mid / before - 1) * BPS
            follower.size_bps += FORGET * (abs(move) - follower.size_bps)
            if move:
                follower.over += 1
                follower.right += (move > 0) == (side > 0)

    def say(self, row: FeatureRow, follower: Follower, side: int, mid: float) -> None:
        """A cross: as large as a move usually is, as sure as earlier crosses were right."""
        value = side * follower.size_bps
        follower.open.append((row.ts_end_ns + self.horizon_ns, mid, side))
        signal = Signal(
            value=value,
            horizon_ns=self.horizon_ns,
            confidence=(follower.right + 1) / (follower.over + 2),
            features_used={"ema 5s − ema 30s": value},
        )
        self.context.emit(row.instrument_id, signal)
        if self.trade:
            self.send(row.instrument_id, side, mid)

    def send(self, instrument_id: int, side: int, mid: float) -> None:
        """Takes back what still rests of it, then wants one order at the nearest tick beyond the mid."""
        info = next((one for one in self.context.instruments() if one.id == instrument_id), None)
        if info is None:
            return
        orders, follower = self.context.orders, self.followers[instrument_id]
        if follower.resting:
            orders.cancel(follower.resting)
        follower.resting = orders.submit(intent(info, BUY if side > 0 else SELL, self.lots, mid))


def intent(info: InstrumentInfo, side: int, lots: int, mid: float) -> OrderIntent:
    """An order at the first tick at or beyond the mid."""
    ticks = mid * PRICE_ONE / info.tick
    nearest = math.ceil(ticks - 1e-6) if side == BUY else math.floor(ticks + 1e-6)
    return OrderIntent(info.id, side, lots * info.lot, nearest * info.tick)


def create(context: PluginContext) -> EmaCross:
    """The factory that the manifest names."""
    return EmaCross(context)
