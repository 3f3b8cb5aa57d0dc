"""The features in pandas, vectorised as one would write them: the peer, and an independent check of every value."""

from __future__ import annotations

import numpy as np
import pandas as pd

Columns = dict[str, pd.Series]


def compute(books: pd.DataFrame, prints: pd.DataFrame, every: str, levels: int, tick: float) -> pd.DataFrame:
    """One row per interval, columns named as in the specification."""
    start = min(books.index[0], prints.index[0]).floor(every)
    rows = pd.date_range(start, max(books.index[-1], prints.index[-1]).floor(every), freq=every)
    last_book = books.resample(every).last().reindex(rows).ffill()
    mid = (books.bid_px_1 + books.ask_px_1) / 2
    columns = quotes(last_book, levels, tick)
    columns |= binned_flow(books, every, rows, levels)
    columns |= trades(prints, every, rows)
    columns |= over_time(mid, every, rows)
    columns |= chained(columns["mid"])
    return pd.DataFrame(columns, index=rows)


def quotes(book: pd.DataFrame, levels: int, tick: float) -> Columns:
    """What follows from the last book of each interval, or from one book."""
    bids = sum(book[f"bid_qty_{m}"] for m in range(1, levels + 1))
    asks = sum(book[f"ask_qty_{m}"] for m in range(1, levels + 1))
    weight = book.bid_qty_1 / (book.bid_qty_1 + book.ask_qty_1)
    spread = book.ask_px_1 - book.bid_px_1
    return {
        "mid": (book.bid_px_1 + book.ask_px_1) / 2,
        "microprice": weight * book.ask_px_1 + (1 - weight) * book.bid_px_1,
        "spread": spread,
        "spread_ticks": spread / tick,
        f"depth_imbalance(levels={levels})": (bids - asks) / (bids + asks),
    }


def order_flow(books: pd.DataFrame, levels: int) -> pd.DataFrame:
    """The flow of each book change, one column per level."""
    per_level = {}
    for m in range(1, levels + 1):
        bp, bq, ap, aq = (books[f"{key}_{m}"] for key in ("bid_px", "bid_qty", "ask_px", "ask_qty"))
        bp0, bq0, ap0, aq0 = bp.shift(), bq.shift(), ap.shift(), aq.shift()
        bid = bq.where(bp >= bp0, 0) - bq0.where(bp <= bp0, 0)
        ask = aq.where(ap <= ap0, 0) - aq0.where(ap >= ap0, 0)
        per_level[m - 1] = bid - ask
    return pd.DataFrame(per_level)


def binned_flow(books: pd.DataFrame, every: str, rows: pd.DatetimeIndex, levels: int) -> Columns:
    flow = order_flow(books, levels).resample(every).sum().reindex(rows, fill_value=0)
    return {"ofi": flow[0], f"ofi_multi(levels={levels})": flow.sum(axis=1)}


def trades(prints: pd.DataFrame, every: str, rows: pd.DatetimeIndex) -> Columns:
    def binned(values: pd.Series) -> pd.Series:
        return values.resample(every).sum().reindex(rows, fill_value=0)

    px, qty = prints.px, prints.qty
    volume, notional = binned(qty), binned(px * qty)
    away = px - px.iloc[0]
    first, second = binned(away * qty).cumsum(), binned(away**2 * qty).cumsum()
    vwap = notional.cumsum() / volume.cumsum()
    sigma = np.sqrt(second / volume.cumsum() - (first / volume.cumsum()) ** 2)
    bars = px.resample(every).ohlc().reindex(rows)
    columns = {
        "trade_imbalance": binned(prints.sign * qty),
        "volume": volume,
        "trade_count": px.resample(every).count().reindex(rows, fill_value=0),
        "last": px.resample(every).last().reindex(rows).ffill(),
        "vwap": vwap,
        "vwap(window=60s)": notional.rolling(6, min_periods=1).sum() / volume.rolling(6, min_periods=1).sum(),
        "vwap_bands.vwap": vwap,
        "vwap_bands.sigma": sigma,
        "vwap_bands.upper": vwap + 2 * sigma,
        "vwap_bands.lower": vwap - 2 * sigma,
        **{f"ohlcv.{name}": bars[name] for name in ("open", "high", "low", "close")},
        "ohlcv.volume": volume,
        "ohlcv.vwap": notional / volume.where(volume > 0),
    }
    return columns | tick_bars(prints, 100, every, rows)


def tick_bars(prints: pd.DataFrame, count: int, every: str, rows: pd.DatetimeIndex) -> Columns:
    full = prints.iloc[: len(prints) // count * count].assign(notional=lambda p: p.px * p.qty)
    groups = full.groupby(np.arange(len(full)) // count)
    bars = groups.px.ohlc()
    bars["volume"] = groups.qty.sum()
    bars["vwap"] = groups.notional.sum() / bars["volume"]
    bars.index = full.index[count - 1 :: count]
    latest = bars.resample(every).last().reindex(rows).ffill()
    finished = bars.close.resample(every).count().reindex(rows, fill_value=0)
    return {f"tick_bars.{name}": latest[name] for name in bars} | {"tick_bars.finished": finished}


def over_time(mid: pd.Series, every: str, rows: pd.DatetimeIndex) -> Columns:
    ends = rows + pd.Timedelta(every)
    ns = mid.index.as_unit("ns").asi8.astype(float) - float(rows[0].value)
    area = pd.Series(np.r_[0.0, np.cumsum(mid.to_numpy()[:-1] * np.diff(ns))], index=mid.index)
    at = np.searchsorted(mid.index.to_numpy(), ends.to_numpy()) - 1
    end_ns = ends.as_unit("ns").asi8.astype(float) - float(rows[0].value)
    whole = area.to_numpy()[at] + mid.to_numpy()[at] * (end_ns - ns[at])
    squares = (np.log(mid).diff() ** 2).resample(every).sum().reindex(rows, fill_value=0)
    return {
        "twap": pd.Series(whole / (end_ns - ns[0]), index=rows),
        "realised_variance": squares,
        "realised_vol": np.sqrt(squares),
    }


def chained(mid: pd.Series) -> Columns:
    returns = np.log(mid).diff()
    return {
        "rsi": rsi(mid, 14),
        "ema(n=20)": mid.ewm(span=20, adjust=False, min_periods=20).mean(),
        "rolling_vol(n=20)": returns.rolling(20).std(),
    }


def rsi(mid: pd.Series, n: int) -> pd.Series:
    change = mid.diff()

    def smooth(part: pd.Series) -> pd.Series:
        seeded = part.copy()
        seeded.iloc[:n] = np.nan
        seeded.iloc[n] = part.iloc[1 : n + 1].mean()
        return seeded.ewm(alpha=1 / n, adjust=False).mean()

    gain, loss = smooth(change.clip(lower=0)), smooth((-change).clip(lower=0))
    return (100 * gain / (gain + loss)).where(gain + loss != 0, 50.0).where(gain.notna())
