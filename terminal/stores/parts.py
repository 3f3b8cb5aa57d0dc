"""Rows into parts: what an import adds to a series, merged with what is there already."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from terminal.stores.manifest import Manifest, Part, Series, settle_folder

PART_ROWS = 4_000_000
GROUP_ROWS = 1 << 17
"""Rows whose least and greatest time a reader can judge without reading them."""
SMALL_ROWS = 200_000
"""A last part below this is written anew together with what follows it, so that daily files do not pile up."""

TIME = {"bars": "ts_open_ns", "trades": "ts_ns", "quotes": "ts_ns"}
COLUMNS: dict[str, dict[str, type[pl.DataType]]] = {
    "bars": {
        "ts_open_ns": pl.Int64,
        "open": pl.Int64,
        "high": pl.Int64,
        "low": pl.Int64,
        "close": pl.Int64,
        "volume": pl.Int64,
        "vwap": pl.Int64,
        "trades": pl.Int64,
    },
    "trades": {"ts_ns": pl.Int64, "px": pl.Int64, "qty": pl.Int64, "side": pl.Int8},
    "quotes": {
        "ts_ns": pl.Int64,
        "bid_px": pl.Int64,
        "bid_qty": pl.Int64,
        "ask_px": pl.Int64,
        "ask_qty": pl.Int64,
    },
}
"""Raw integers: prices in 1e-9, quantities in 1e-8 of the unit."""


@dataclass(frozen=True, slots=True)
class Added:
    """What became of the rows that were offered to a series."""

    new: int
    already: int
    """Rows that were there before, value by value."""
    changed: int
    """Bars whose values were replaced."""


def add(root: Path, manifest: Manifest, series: Series, rows: pl.DataFrame) -> Added:
    """Merges sorted rows into a series and names the new parts in the manifest."""
    time = TIME[series.kind]
    rows = rows.select(pl.col(name).cast(kind) for name, kind in COLUMNS[series.kind].items())
    first, last = int(rows[time][0]), int(rows[time][-1])
    meeting = [part for part in manifest.parts.get(series, ()) if part.from_ns <= last and part.to_ns >= first]
    if meeting:
        there = read(root, meeting)
        merged, added = (upserted if series.kind == "bars" else united)(there, rows, time)
        if not added.new and not added.changed:
            return added
    else:
        merged, added = rows, Added(rows.height, 0, 0)
    if before := small_neighbour(manifest.parts.get(series, ()), first, meeting):
        merged = pl.concat([read(root, [before]), merged])
        meeting = [before, *meeting]
    manifest.replace(series, meeting, write(root, series, merged))
    return added


def small_neighbour(parts: Sequence[Part], first: int, meeting: list[Part]) -> Part | None:
    """The part just before these rows where it is small."""
    start = min([first, *(part.from_ns for part in meeting)])
    before = max((part for part in parts if part.to_ns < start), key=lambda part: part.to_ns, default=None)
    return before if before is not None and before.rows < SMALL_ROWS else None


def upserted(there: pl.DataFrame, rows: pl.DataFrame, time: str) -> tuple[pl.DataFrame, Added]:
    """Bars: one a time, the newly imported in the place of the old."""
    kept = there.join(rows, on=time, how="anti")
    replaced = there.height - kept.height
    same = there.join(rows, on=there.columns, how="semi", nulls_equal=True).height
    merged = pl.concat([kept, rows]).sort(time)
    return merged, Added(rows.height - replaced, same, replaced - same)


def united(there: pl.DataFrame, rows: pl.DataFrame, time: str) -> tuple[pl.DataFrame, Added]:
    """Ticks: each as often as the one that holds it most often, so that overlapping files count once."""
    nth = pl.int_range(pl.len()).over(there.columns).alias("nth")
    keys = [*there.columns, "nth"]
    fresh = rows.with_columns(nth).join(there.with_columns(nth), on=keys, how="anti", nulls_equal=True).drop("nth")
    merged = pl.concat([there, fresh]).sort(time, maintain_order=True)
    return merged, Added(fresh.height, rows.height - fresh.height, 0)


def read(root: Path, parts: list[Part]) -> pl.DataFrame:
    """The rows of some parts of one series, in order."""
    return pl.concat([pl.read_parquet(root / part.file, hive_partitioning=False) for part in parts])


def write(root: Path, series: Series, rows: pl.DataFrame) -> list[Part]:
    """Writes sorted rows into new parts; they count once the manifest names them."""
    folder = root / series.folder
    folder.mkdir(parents=True, exist_ok=True)
    written = [one_part(root, series, rows.slice(at, PART_ROWS)) for at in range(0, rows.height, PART_ROWS)]
    settle_folder(folder)
    return written


def one_part(root: Path, series: Series, rows: pl.DataFrame) -> Part:
    """Writes one new file and makes it durable."""
    moments = rows[TIME[series.kind]].to_numpy()
    first, last = int(moments.min()), int(moments.max())
    path = root / series.folder / f"{first}-{secrets.token_hex(6)}.parquet"
    table: pa.Table = rows.to_arrow().replace_schema_metadata(
        {"plimsoll": f"{series.kind} of {series.symbol or 'many'}, {series.tag}; prices in 1e-9, quantities in 1e-8"}
    )
    with path.open("wb") as file:
        pq.write_table(
            table,
            file,
            row_group_size=GROUP_ROWS,
            compression="zstd",
            compression_level=1,
            use_dictionary=[name for name in table.column_names if series.kind != "bars" and name != "ts_ns"],
        )
        file.flush()
        os.fsync(file.fileno())
    return Part(path.relative_to(root).as_posix(), rows.height, first, last, path.stat().st_size)
