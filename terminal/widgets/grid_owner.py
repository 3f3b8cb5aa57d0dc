"""How a widget takes part in the price grid that it shares with the other widgets of its instrument."""

from __future__ import annotations

from terminal.widgets.native import NativeView, PriceGrid

GROUPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
"""Ticks per row on offer."""

SPREAD_ROWS = 6
"""The most rows that automatic aggregation lets the spread take."""


def automatic_group(best_bid: int, best_ask: int, tick: int) -> int:
    """Ticks per row at which the spread takes at most :data:`SPREAD_ROWS` rows.

    A spread so wide that no aggregation on offer would close it (stub quotes before the open) is left at one tick.
    """
    spread = (best_ask - best_bid) // tick
    fitting = [group for group in GROUPS if spread <= group * SPREAD_ROWS]
    return fitting[0] if fitting else 1


class GridOwner:
    """One widget's claim on the shared grid: its rows, and its hold while the mouse is over them."""

    def __init__(self, owner: int) -> None:
        self.owner = owner
        self.grid: PriceGrid | None = None
        self.automatic = True

    def bind(self, native: NativeView) -> PriceGrid:
        """Leaves the former instrument's grid for that of `native`."""
        self.leave()
        self.grid = native.grid
        return self.grid

    def leave(self) -> None:
        """Takes part no longer; idempotent."""
        if self.grid is not None:
            self.grid.release(self.owner)
        self.grid = None

    def follow(self, native: NativeView, now_ns: int) -> None:
        """Lets the grid follow the market, and gives it a fitting aggregation on first sight of one."""
        middle = native.mid_tick
        if self.grid is None or middle is None:
            return
        if not self.grid.placed:
            self.fit_group(native)
        self.grid.follow(middle, now_ns)

    def centre(self, native: NativeView) -> None:
        """Puts the market in the middle now."""
        middle = native.mid_tick
        if self.grid is None or middle is None:
            return
        if self.automatic:
            self.fit_group(native)
        self.grid.centre(middle)

    def fit_group(self, native: NativeView) -> None:
        """Chooses the aggregation by the spread of this moment."""
        bids, asks = native.depth(1)
        if self.grid is not None and len(bids) and len(asks):
            self.grid.set_group(automatic_group(int(bids[0, 0]), int(asks[0, 0]), native.tick))

    def set_group(self, native: NativeView, group: int | None) -> None:
        """Ticks per row; None chooses by the spread."""
        self.automatic = group is None
        if group is None:
            self.centre(native)
        elif self.grid is not None:
            self.grid.set_group(group)

    def step_group(self, steps: int) -> None:
        """Coarser (positive) or finer."""
        self.automatic = False
        if self.grid is not None:
            self.grid.step_group(steps)
