"""The feature library beside the same features in pandas, streaming and the whole day at once; values compared first.

Streaming is what a terminal does: each interval's row is due when the interval ends. Both sides get the same pieces of
arrays and are driven from Python; pandas carries its state from interval to interval and works vectorised within each.
Over a whole recorded day at once vectorised pandas is much faster than that: its figures are printed as well.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise

import in_pandas
import market
import numpy as np
import pandas as pd
from live_pandas import LivePandas

from terminal.bridge.features import CoreFeatures

LEVELS = 5
EVERY = "10s"
SHARED = (
    "mid,microprice,spread,spread_ticks,depth_imbalance(levels={k}),ofi,ofi_multi(levels={k}),trade_imbalance,volume,"
    "trade_count,last,vwap,vwap(window=60s),vwap_bands,ohlcv,tick_bars,twap,realised_variance,realised_vol,rsi,ema(n=20),"
    "rolling_vol(n=20)"
)
"""What both compute."""
ALONE = ",volume_bars,mlofi(levels={k}),ofi_multi(levels={k},norm=depth),twap(window=60s),ema(half_life=30s)"
"""What pandas has no vectorised form of."""
TOLERANCE = 1e-6


def ours(day: market.Day, spec: str) -> pd.DataFrame:
    """The operators, one event after the other."""
    stream = CoreFeatures().stream(spec, CoreFeatures().interval_ns(EVERY), market.TICK, 0)
    stream.feed(day.depth, day.trades)
    stream.finish()
    frame = stream.take().to_pandas()
    return frame.set_index(pd.to_datetime(frame.pop("ts_start_ns")))


def theirs(day: market.Day, levels: int) -> pd.DataFrame:
    """The same in pandas."""
    return in_pandas.compute(day.books, day.prints, EVERY, levels, market.TICK / market.PRICE_ONE)


def pieces(day: market.Day) -> list[tuple[pd.Timestamp, slice, slice]]:
    """The intervals of a day: start, books and trades within."""
    every = pd.Timedelta(EVERY)
    first, last = (pick(day.books.index[at], day.prints.index[at]) for pick, at in ((min, 0), (max, -1)))
    starts = pd.date_range(first.floor(EVERY), last.floor(EVERY), freq=every)
    cuts = [index.searchsorted([*starts, starts[-1] + every]) for index in (day.books.index, day.prints.index)]
    bounds = zip(starts, *(pairwise(cut) for cut in cuts), strict=True)
    return [(start, slice(*books), slice(*prints)) for start, books, prints in bounds]


def ours_live(day: market.Day, spec: str, intervals: list[tuple[pd.Timestamp, slice, slice]]) -> pd.DataFrame:
    """The operators, driven from Python: each interval's events handed over and complete rows taken as it ends."""
    stream = CoreFeatures().stream(spec, CoreFeatures().interval_ns(EVERY), market.TICK, 0)
    taken = []
    for _, books, prints in intervals:
        stream.feed(market.depth_part(day.depth, books), market.trades_part(day.trades, prints))
        taken.append(stream.take_arrays())
    stream.finish()
    taken.append(stream.take_arrays())
    columns = {name: np.concatenate([arrays[name] for arrays in taken]) for name in taken[0]}
    return pd.DataFrame(columns, index=pd.to_datetime(columns.pop("ts_start_ns")))


def theirs_live(day: market.Day, levels: int, intervals: list[tuple[pd.Timestamp, slice, slice]]) -> pd.DataFrame:
    """The same in pandas, with state carried from interval to interval."""
    live = LivePandas(EVERY, levels, market.TICK / market.PRICE_ONE)
    rows = [
        live.interval(day.books.iloc[max(books.start - 1, 0) : books.stop], day.prints.iloc[prints], start)
        for start, books, prints in intervals
    ]
    return pd.DataFrame(rows, index=pd.DatetimeIndex([start for start, _, _ in intervals]))


def worst(mine: pd.DataFrame, other: pd.DataFrame) -> tuple[float, str]:
    """The largest difference, relative to the column's size, and its column."""
    if list(mine.index) != list(other.index) or set(mine) != set(other):
        raise SystemExit(f"features: rows or columns differ: {sorted(set(mine) ^ set(other))}")
    found = []
    for name in mine:
        a, b = mine[name].to_numpy(float), other[name].to_numpy(float)
        if (np.isnan(a) != np.isnan(b)).any():
            raise SystemExit(f"features: {name} is unknown in different rows")
        scale = max(np.nanmax(np.abs(b), initial=0.0), 1e-12)
        found.append((float(np.nanmax(np.abs(a - b), initial=0.0)) / scale, name))
    return max(found)


def fastest(runs: int, *calls: Callable[[], object]) -> list[float]:
    """Least processor seconds of each call, called in turn: both sides run on one core."""
    seconds = [float("inf")] * len(calls)
    for _ in range(runs):
        for at, call in enumerate(calls):
            began = time.process_time()
            call()
            seconds[at] = min(seconds[at], time.process_time() - began)
    return seconds


def check(what: str, mine: pd.DataFrame, other: pd.DataFrame) -> str:
    """How equal the values are; ends the run where they are not."""
    difference, name = worst(mine, other)
    if difference > TOLERANCE:
        raise SystemExit(f"features: {what}: {name} differs from pandas by {difference:.2e} of its size")
    return f"equal to {difference:.0e}"


def whole_day(title: str, day: market.Day, levels: int, runs: int) -> None:
    """The day at once: columns in, columns out."""
    spec, everything = SHARED.format(k=levels), (SHARED + ALONE).format(k=levels)
    equal = check("whole day", ours(day, spec), theirs(day, levels))
    mine, other, alone = fastest(
        runs, lambda: ours(day, spec), lambda: theirs(day, levels), lambda: ours(day, everything)
    )
    print(f"{title}, {day.events:,} events, whole day at once, {columns_of(spec)} columns {equal}:")
    print(f"  ours {rate(day, mine)}, pandas {rate(day, other)}, ratio {other / mine:.1f}")
    print(f"  every operator ({columns_of(everything)} columns): ours {rate(day, alone)}")


def live(title: str, day: market.Day, levels: int, runs: int) -> tuple[float, float]:
    """Events per second of both when each row is due as its interval ends: same pieces, both driven from Python."""
    spec, intervals = SHARED.format(k=levels), pieces(day)
    kept = []
    (other,) = fastest(1, lambda: kept.append(theirs_live(day, levels, intervals)))
    equal = check("live", ours_live(day, spec, intervals), kept[0])
    (mine,) = fastest(runs, lambda: ours_live(day, spec, intervals))
    print(f"{title}, streaming, a row every {EVERY} as it ends, {equal}:")
    print(f"  ours {rate(day, mine)}, pandas {rate(day, other)}, ratio {other / mine:.1f}")
    return day.events / mine, day.events / other


def columns_of(spec: str) -> int:
    """How many values a row has."""
    return len(CoreFeatures().stream(spec, 1, None, 0).columns)


def rate(day: market.Day, seconds: float) -> str:
    """Millions of events per second."""
    return f"{day.events / seconds / 1e6:.3f} M events/s"


def main() -> None:
    """Both forms on the AMZN day where it is present and on a generated one; the last line is of the streaming form."""
    if recorded := market.amzn():
        whole_day("AMZN, level 1", recorded, 1, 5)
        live("AMZN, level 1", recorded, 1, 3)
    else:
        print("AMZN: no shared data here, only the generated day")
    day = market.generated(1_000_000, 250_000)
    whole_day("generated, 5 levels", day, LEVELS, 5)
    mine, other = live("generated, 5 levels", day, LEVELS, 3)
    print(f"features ours={mine:.0f} peer={other:.0f} ratio={mine / other:.1f} unit=events/s")


if __name__ == "__main__":
    main()
