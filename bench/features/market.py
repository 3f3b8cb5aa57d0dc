"""A generated day: a wandering five-level book and trades, as raw columns and as pandas frames."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from terminal.sdk.features import PRICE_ONE, QTY_ONE, DepthColumns, TradeColumns

LEVELS = 5
SESSION_S = 23_400
OPEN_NS = 1_340_285_400 * 1_000_000_000
TICK = PRICE_ONE // 100
AMZN = "lobster/AMZN_2012-06-21_34200000_57600000_{}_1.csv"


@dataclass(frozen=True)
class Day:
    """The same events for both sides, each in the form that it likes best."""

    depth: DepthColumns
    trades: TradeColumns
    books: pd.DataFrame
    prints: pd.DataFrame

    @property
    def events(self) -> int:
        """Books and trades."""
        return len(self.books) + len(self.prints)


def as_day(depth: DepthColumns, trades: TradeColumns) -> Day:
    """Adds the pandas frames: doubles, indexed by time."""
    books = {}
    for m in range(len(depth.bid_px)):
        books[f"bid_px_{m + 1}"] = depth.bid_px[m] / PRICE_ONE
        books[f"bid_qty_{m + 1}"] = depth.bid_qty[m] / QTY_ONE
        books[f"ask_px_{m + 1}"] = depth.ask_px[m] / PRICE_ONE
        books[f"ask_qty_{m + 1}"] = depth.ask_qty[m] / QTY_ONE
    sign = np.array([0, 1, -1])[trades.side]
    prints = {"px": trades.px / PRICE_ONE, "qty": trades.qty / QTY_ONE, "sign": sign}
    return Day(
        depth,
        trades,
        pd.DataFrame(books, index=pd.to_datetime(depth.ts_ns)),
        pd.DataFrame(prints, index=pd.to_datetime(trades.ts_ns)),
    )


def held(rng: np.random.Generator, values: np.ndarray, rate: float) -> np.ndarray:
    """The values, each held until the next change; changes come at this rate per book."""
    at = np.where(rng.random(len(values)) < rate, np.arange(len(values)), 0)
    return values[np.maximum.accumulate(at)]


def generated(books: int, trades: int, seed: int = 7) -> Day:
    """A day of so many books and trades: per book about one quantity changes, prices every twelfth time."""
    rng = np.random.default_rng(seed)
    ts_books, ts_trades = (np.sort(OPEN_NS + rng.integers(0, SESSION_S * 10**9, n)) for n in (books, trades))
    moves = rng.choice([-1, 0, 1], books, p=[0.02, 0.96, 0.02]).cumsum() + 22_000
    spread = held(rng, rng.choice([1, 1, 2, 3], books), 0.04)
    steps = np.arange(LEVELS)[:, None]
    quantities = [[held(rng, rng.integers(1, 500, books), 0.1) * QTY_ONE for _ in steps] for _ in "ba"]
    depth = DepthColumns(
        ts_books,
        list((moves - steps) * TICK),
        quantities[0],
        list((moves + spread + steps) * TICK),
        quantities[1],
    )
    at = np.maximum(np.searchsorted(ts_books, ts_trades) - 1, 0)
    side = rng.integers(1, 3, trades)
    px = np.where(side == 1, moves[at] + spread[at], moves[at]) * TICK
    prints = TradeColumns(ts_trades, px, rng.integers(1, 300, trades) * QTY_ONE, side.astype(np.int8))
    return as_day(depth, prints)


def amzn() -> Day | None:
    """LOBSTER's AMZN day, or None where the file is absent."""
    root = Path(os.environ.get("PLIMSOLL_SHARED_DATA", Path(__file__).resolve().parents[2] / "../shared/data"))
    if not (root / AMZN.format("message")).is_file():
        return None
    messages, levels = (pd.read_csv(root / AMZN.format(kind)) for kind in ("message", "orderbook"))
    ts_ns = OPEN_NS + ((messages.Time - 34_200) * 1e9).round().astype(np.int64).to_numpy()
    raw = {name: levels[name].to_numpy(np.int64) for name in levels}
    price, quantity = PRICE_ONE // 10_000, QTY_ONE
    depth = DepthColumns(
        ts_ns,
        [raw["BestBid"] * price],
        [raw["BestBidVolume"] * quantity],
        [raw["BestAsk"] * price],
        [raw["BestAskVolume"] * quantity],
    )
    traded = messages.Type.isin([4, 5]).to_numpy()
    trades = TradeColumns(
        ts_ns[traded],
        messages.Price.to_numpy(np.int64)[traded] * price,
        messages.Size.to_numpy(np.int64)[traded] * quantity,
        np.where(messages.Direction.to_numpy()[traded] == -1, 1, 2).astype(np.int8),
    )
    return as_day(depth, trades)


def depth_part(depth: DepthColumns, rows: slice) -> DepthColumns:
    """Some rows of the books, not copied."""
    sides = ([level[rows] for level in side] for side in (depth.bid_px, depth.bid_qty, depth.ask_px, depth.ask_qty))
    return DepthColumns(depth.ts_ns[rows], *sides)


def trades_part(trades: TradeColumns, rows: slice) -> TradeColumns:
    """Some rows of the trades, not copied."""
    return TradeColumns(trades.ts_ns[rows], trades.px[rows], trades.qty[rows], trades.side[rows])
