"""1-minute bars of 10 million ticks: the data API over Parquet beside pandas on a CSV of the same ticks; equal bars.

Both begin with nothing in memory but their own modules: ours opens the library and asks for bars, pandas reads the file
and resamples it, as its users do. The rate of importing a million bars is printed above.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl

from terminal.sdk import features
from terminal.stores.importing import ImportRequest, import_file
from terminal.stores.library import Library

NAME = "bars-from-ticks"
TICKS = 10_000_000
BARS = 1_000_000
RUNS = 3
START_NS = 1_700_000_000_000_000_000


class Nothing:
    """A library without recorded sessions."""

    def sessions(self) -> tuple[()]:
        """None."""
        return ()


def write_ticks(path: Path, count: int) -> None:
    """A generated random walk: time with microseconds, price on a tick of 0.25, whole quantities, the aggressor."""
    random = np.random.default_rng(7)
    times = pl.Series(START_NS + np.cumsum(random.integers(1, 17_000, count)) * 1_000).cast(pl.Datetime("ns"))
    price = (20_000 + np.cumsum(random.integers(-1, 2, count))) * 0.25
    frame = pl.DataFrame(
        {
            "time": times.dt.to_string("%Y-%m-%d %H:%M:%S%.6f"),
            "price": price,
            "qty": random.integers(1, 100, count),
            "side": random.choice(["buy", "sell"], count),
        }
    )
    frame.write_csv(path)


def write_bars(path: Path, count: int) -> None:
    """Generated 1-minute bars."""
    random = np.random.default_rng(8)
    close = np.round(10_000 + np.cumsum(random.normal(0, 0.5, count)), 2)
    opened = np.concatenate([close[:1], close[:-1]])
    minutes = np.arange(count) * 60_000_000_000 + 1_500_000_000_000_000_000
    frame = pl.DataFrame(
        {
            "timestamp": pl.Series(minutes).cast(pl.Datetime("ns")).dt.to_string("%Y-%m-%d %H:%M:%S"),
            "open": opened,
            "high": np.round(np.maximum(opened, close) + 0.05, 2),
            "low": np.round(np.minimum(opened, close) - 0.05, 2),
            "close": close,
            "volume": random.integers(1, 100_000, count),
        }
    )
    frame.write_csv(path)


def bring_in(root: Path, path: Path, format: str, rows: int) -> None:
    """Imports a file and prints the rate; ends the run where a row is missing."""
    began, worked = time.perf_counter(), time.process_time()
    report = import_file(root, ImportRequest(path, format, "GEN"), lambda _fraction, _rows: None)
    wall, work = time.perf_counter() - began, time.process_time() - worked
    if (report.rows, report.rejects.count) != (rows, 0):
        raise SystemExit(f"{NAME}: imported {report.rows} of {rows} rows, {report.rejects.count} rejected")
    size = path.stat().st_size / 1e6
    print(
        f"import {format}: {rows:,} rows ({size:.0f} MB) in {wall:.2f} s, {work:.2f} s of processor: "
        f"{rows / wall:,.0f} rows/s",
        flush=True,
    )


def ours(root: Path) -> pl.DataFrame:
    """A library opened anew, asked for bars."""
    opened = Library(root, lambda length, trades: features.bars("time", length, trades), Nothing())
    return opened.bars("GEN", "1min").polars()


def theirs(path: Path) -> pd.DataFrame:
    """pandas: read the file, resample it."""
    ticks = pd.read_csv(path, parse_dates=["time"], index_col="time")
    minutes = ticks.resample("1min")
    bars = minutes["price"].ohlc()
    bars["volume"] = minutes["qty"].sum()
    bars["vwap"] = (ticks["price"] * ticks["qty"]).resample("1min").sum() / bars["volume"]
    bars["trades"] = minutes["price"].count()
    return bars[bars["trades"] > 0]


def check(mine: pl.DataFrame, other: pd.DataFrame) -> None:
    """Ends the run where the bars differ."""
    if mine["ts_open_ns"].to_list() != other.index.as_unit("ns").asi8.tolist():
        raise SystemExit(f"{NAME}: the bars open at different times")
    for name in ("open", "high", "low", "close", "volume", "vwap", "trades"):
        a, b = mine[name].to_numpy().astype(float), other[name].to_numpy(dtype=float)
        if not np.allclose(a, b, rtol=1e-9, atol=0):
            raise SystemExit(f"{NAME}: {name} differs from pandas")
    print(f"{mine.height:,} bars, equal to those of pandas")


def timed(call, *arguments):
    """The result and how long it took."""
    began = time.perf_counter()
    result = call(*arguments)
    return time.perf_counter() - began, result


def main() -> None:
    """Makes the files, imports them, and measures both."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else TICKS
    with tempfile.TemporaryDirectory(prefix="plimsoll-bench-") as folder:
        ticks, bars, root = Path(folder, "ticks.csv"), Path(folder, "bars.csv"), Path(folder, "library")
        write_bars(bars, BARS)
        bring_in(root / "bars", bars, "ohlcv", BARS)
        write_ticks(ticks, count)
        bring_in(root / "ticks", ticks, "ticks", count)
        features.library()
        runs = [timed(ours, root / "ticks") for _ in range(RUNS)]
        peer, expected = timed(theirs, ticks)
        check(runs[-1][1], expected)
    best = min(seconds for seconds, _ in runs)
    print("ours, run by run: " + ", ".join(f"{seconds:.3f} s" for seconds, _ in runs))
    print(f"{NAME} ours={best:.3f} peer={peer:.3f} ratio={peer / best:.1f} unit=s")


if __name__ == "__main__":
    main()
