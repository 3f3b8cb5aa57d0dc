"""The features in pandas as a live system has them: each interval as it ends, state carried from one to the next."""

from __future__ import annotations

from collections import deque

import numpy as np
import pandas as pd
from in_pandas import order_flow, quotes

Row = dict[str, float]


class LivePandas:
    """Every interval costs work in its own events only; nothing old is computed again."""

    def __init__(self, every: str, levels: int, tick: float) -> None:
        self.every, self.levels, self.tick = every, levels, tick
        self.origin = self.last = np.nan
        self.volume = self.notional = self.first = self.second = 0.0
        self.window: deque[tuple[float, float]] = deque(maxlen=6)
        self.open_bar = pd.DataFrame()
        self.last_bar: Row = dict.fromkeys(("open", "high", "low", "close", "volume", "vwap"), np.nan)
        self.area, self.since, self.began = 0.0, 0, 0
        self.mids: list[float] = []
        self.gain = self.loss = self.ema = np.nan

    def interval(self, books: pd.DataFrame, prints: pd.DataFrame, start: pd.Timestamp) -> Row:
        """The row of one interval: its books behind the last one before it, its trades."""
        end = start + pd.Timedelta(self.every)
        flow = order_flow(books, self.levels).iloc[1 if self.mids else 0 :].sum()
        row = {name: float(value) for name, value in quotes(books.iloc[-1], self.levels, self.tick).items()}
        row |= {"ofi": flow[0], f"ofi_multi(levels={self.levels})": flow.sum()}
        row |= self.traded(prints) | self.tick_bars(prints)
        row |= self.over_time((books.bid_px_1 + books.ask_px_1) / 2, end)
        return row | self.chained(row["mid"])

    def traded(self, prints: pd.DataFrame) -> Row:
        px, qty = prints.px, prints.qty
        volume, notional = qty.sum(), (px * qty).sum()
        if np.isnan(self.origin) and len(px):
            self.origin = px.iloc[0]
        away = px - self.origin
        self.volume += volume
        self.notional += notional
        self.first += (away * qty).sum()
        self.second += (away**2 * qty).sum()
        self.window.append((volume, notional))
        self.last = px.iloc[-1] if len(px) else self.last
        known = self.volume > 0
        vwap = self.notional / self.volume if known else np.nan
        sigma = np.sqrt(self.second / self.volume - (self.first / self.volume) ** 2) if known else np.nan
        recent = [sum(part) for part in zip(*self.window, strict=True)]
        return {
            "trade_imbalance": (prints.sign * qty).sum(),
            "volume": volume,
            "trade_count": len(px),
            "last": self.last,
            "vwap": vwap,
            "vwap(window=60s)": recent[1] / recent[0] if recent[0] else np.nan,
            "vwap_bands.vwap": vwap,
            "vwap_bands.sigma": sigma,
            "vwap_bands.upper": vwap + 2 * sigma,
            "vwap_bands.lower": vwap - 2 * sigma,
            **bar("ohlcv", px, volume, notional),
        }

    def tick_bars(self, prints: pd.DataFrame, count: int = 100) -> Row:
        pending = pd.concat([self.open_bar, prints]) if len(self.open_bar) else prints
        finished = len(pending) // count
        if finished:
            full = pending.iloc[(finished - 1) * count : finished * count]
            self.last_bar = bar("", full.px, full.qty.sum(), (full.px * full.qty).sum())
        self.open_bar = pending.iloc[finished * count :]
        named = {f"tick_bars.{name.removeprefix('.')}": value for name, value in self.last_bar.items()}
        return named | {"tick_bars.finished": finished}

    def over_time(self, mid: pd.Series, end: pd.Timestamp) -> Row:
        ns = mid.index.as_unit("ns").asi8
        self.began = self.began or ns[0]
        until = np.minimum(np.append(ns[1:], end.value), end.value)
        since = np.maximum(ns, self.since or ns[0])
        self.area += ((mid - mid.iloc[0]) * (until - since)).sum() + mid.iloc[0] * float(end.value - since[0])
        self.since = end.value
        squares = (np.log(mid).diff() ** 2).sum()
        known = float(end.value - self.began)
        return {"twap": self.area / known, "realised_variance": squares, "realised_vol": np.sqrt(squares)}

    def chained(self, mid: float) -> Row:
        self.mids.append(mid)
        seen = pd.Series(self.mids[-21:])
        self.ema = mid if len(self.mids) == 1 else self.ema + 2 / 21 * (mid - self.ema)
        volatility = np.log(seen).diff().std() if len(self.mids) > 20 else np.nan
        return {
            "rsi": self.rsi(14),
            "ema(n=20)": self.ema if len(self.mids) >= 20 else np.nan,
            "rolling_vol(n=20)": volatility,
        }

    def rsi(self, n: int) -> float:
        if len(self.mids) <= n:
            return np.nan
        change = np.diff(self.mids[-n - 1 :])
        if len(self.mids) == n + 1:
            self.gain, self.loss = change.clip(min=0).mean(), (-change).clip(min=0).mean()
        else:
            self.gain = (self.gain * (n - 1) + max(change[-1], 0)) / n
            self.loss = (self.loss * (n - 1) + max(-change[-1], 0)) / n
        moved = self.gain + self.loss
        return 100 * self.gain / moved if moved else 50.0


def bar(name: str, px: pd.Series, volume: float, notional: float) -> Row:
    """A bar's values; prices of an empty one are unknown."""
    prices = (px.iloc[0], px.max(), px.min(), px.iloc[-1]) if len(px) else (np.nan,) * 4
    row = dict(zip(("open", "high", "low", "close"), prices, strict=True))
    row |= {"volume": volume, "vwap": notional / volume if volume else np.nan}
    return {f"{name}.{key}" if name else key: value for key, value in row.items()}
