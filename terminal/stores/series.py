"""Rows of a series between two times, and coarser bars made of finer ones."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pyarrow.compute as pc

from terminal.stores.manifest import Manifest, Part, Series
from terminal.stores.parts import COLUMNS, TIME
from terminal.stores.periods import DAY, MONTH

PRICE_ONE, QTY_ONE = 1e9, 1e8
PRICES = frozenset({"open", "high", "low", "close", "vwap", "px", "bid_px", "ask_px"})
QUANTITIES = frozenset({"volume", "qty", "bid_qty", "ask_qty"})
WEEK = 7 * DAY
MONDAY = 4 * DAY
"""The first Monday after the epoch, a Thursday."""


def raw(
    root: Path,
    manifest: Manifest,
    series: Series,
    from_ns: int | None,
    to_ns: int | None,
    columns: list[str] | None = None,
    only: Part | None = None,
) -> pl.DataFrame:
    """Rows with from ≤ t < to as raw integers; only the parts and row groups that may hold some are read."""
    parts = [only] if only else manifest.within(series, from_ns, to_ns)
    names = columns or list(COLUMNS[series.kind])
    if not parts:
        return pl.DataFrame(schema={name: COLUMNS[series.kind][name] for name in names})
    files = [root / part.file for part in parts]
    time = TIME[series.kind]
    cut_first = from_ns is not None and parts[0].from_ns < from_ns
    cut_last = to_ns is not None and parts[-1].to_ns >= to_ns
    if not cut_first and not cut_last:
        return pl.read_parquet(files, columns=names, hive_partitioning=False)
    scan = pl.scan_parquet(files, hive_partitioning=False)
    if cut_first:
        scan = scan.filter(pl.col(time) >= from_ns)
    if cut_last:
        scan = scan.filter(pl.col(time) < to_ns)
    return scan.select(names).collect()


def in_currency(rows: pl.DataFrame) -> pl.DataFrame:
    """Raw integers as numbers: prices in currency, quantities in units."""
    return rows.with_columns(
        divided(rows[name], PRICE_ONE if name in PRICES else QTY_ONE)
        for name in rows.columns
        if name in PRICES | QUANTITIES
    )


def divided(column: pl.Series, one: float) -> pl.Series:
    """The nearest number to each quotient; polars itself multiplies by 1/one, which is off in the last digit."""
    numbers = pc.divide(column.to_arrow().cast("float64", safe=False), one)
    return pl.Series(column.name, numbers, dtype=pl.Float64)


def coarser(bars: pl.DataFrame, period_ns: int) -> pl.DataFrame:
    """Bars in currency put together: by UTC time, weeks from Monday, months by the calendar."""
    opened = pl.col("ts_open_ns")
    if period_ns % MONTH == 0:
        months = f"{period_ns // MONTH}mo"
        start = opened.cast(pl.Datetime("ns")).dt.truncate(months).cast(pl.Int64)
    else:
        shift = MONDAY if period_ns % WEEK == 0 else 0
        start = (opened - shift).floordiv(period_ns) * period_ns + shift
    volume = pl.col("volume")
    known = (pl.col("vwap").is_not_null() | (volume == 0)).all()
    value = pl.when(known).then((pl.col("vwap") * volume).sum())
    return (
        bars.group_by(start.alias("ts_open_ns"), maintain_order=True)
        .agg(
            pl.col("open").first(),
            pl.col("high").max(),
            pl.col("low").min(),
            pl.col("close").last(),
            summed("volume"),
            (value / volume.sum()).alias("vwap"),
            summed("trades"),
        )
        .with_columns(pl.when(pl.col("vwap").is_finite()).then(pl.col("vwap")).alias("vwap"))
    )


def summed(name: str) -> pl.Expr:
    """The sum; unknown where nothing is known."""
    column = pl.col(name)
    return pl.when(column.is_not_null().any()).then(column.sum()).alias(name)


def middle_bars(quotes: pl.DataFrame, period_ns: int) -> pl.DataFrame:
    """Bars of the middle between bid and ask, for instruments that only have quotes; ``trades`` counts quotes."""
    start = pl.col("ts_ns").floordiv(period_ns) * period_ns
    middle = (pl.col("bid_px") + pl.col("ask_px")) / 2
    return (
        quotes.filter(pl.col("bid_px").is_not_null() & pl.col("ask_px").is_not_null())
        .group_by(start.alias("ts_open_ns"), maintain_order=True)
        .agg(
            middle.first().alias("open"),
            middle.max().alias("high"),
            middle.min().alias("low"),
            middle.last().alias("close"),
            pl.lit(None, pl.Float64).alias("volume"),
            pl.lit(None, pl.Float64).alias("vwap"),
            pl.len().cast(pl.Int64).alias("trades"),
        )
    )
