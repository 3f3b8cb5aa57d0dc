"""Bars of many ticks, piece by piece: memory stays small, and what is small stays fast."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa

from terminal.sdk.features import TradeColumns
from terminal.stores.manifest import Manifest, Series
from terminal.stores.series import raw

MakeBars = Callable[[int, TradeColumns], pa.Table]
"""Time bars of a length in nanoseconds, made of trades."""
COLUMNS = ["ts_ns", "px", "qty"]


def pieces(
    root: Path, manifest: Manifest, series: Series, from_ns: int | None, to_ns: int | None
) -> Iterator[pl.DataFrame]:
    """The trades of a series part by part, in order of time."""
    for part in manifest.within(series, from_ns, to_ns):
        first = part.from_ns if from_ns is None else max(from_ns, part.from_ns)
        last = part.to_ns + 1 if to_ns is None else min(to_ns, part.to_ns + 1)
        yield raw(root, manifest, series, first, last, COLUMNS, only=part)


def bars_of(some: Iterable[pl.DataFrame], length: int, make_bars: MakeBars) -> pl.DataFrame | None:
    """The bars of all pieces; None where there is no trade. A bar that a piece begins is made with the next."""
    made: list[pl.DataFrame] = []
    held: pl.DataFrame | None = None
    for piece in some:
        rows = piece if held is None or not held.height else pl.concat([held, piece])
        if not rows.height:
            continue
        begun = int(rows["ts_ns"][-1]) // length * length
        cut = int(rows["ts_ns"].search_sorted(begun))
        if cut:
            made.append(pl.DataFrame(make_bars(length, trade_columns(rows.slice(0, cut)))))
        held = rows.slice(cut)
    if held is not None and held.height:
        made.append(pl.DataFrame(make_bars(length, trade_columns(held))))
    return pl.concat(made) if made else None


def trade_columns(trades: pl.DataFrame) -> TradeColumns:
    """Raw trades as the core reads them; an unknown quantity counts nothing, and sides matter to no bar."""
    whole = trades.rechunk()
    ts_ns, px, qty = (whole[name] for name in COLUMNS)
    counted = qty.fill_null(0) if qty.null_count() else qty
    return TradeColumns(ts_ns.to_numpy(), px.to_numpy(), counted.to_numpy(), np.zeros(whole.height, np.int8))
