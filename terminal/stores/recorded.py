"""Ticks of recorded sessions: taken out of a recording once, then read like imported ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from terminal.sdk.data import CatalogueSession
from terminal.stores.manifest import Manifest, Series, changing, load, locked
from terminal.stores.parts import COLUMNS, write
from terminal.stores.staging import FOLDER

UNSET = np.iinfo(np.int64).min
TICKS = ("trades", "quotes")


class Recordings(Protocol):
    """Where recorded sessions are; the app provides it over the core."""

    def sessions(self) -> Sequence[CatalogueSession]:
        """All of them, newest first."""

    def ticks(
        self, session_id: str, kind: str, from_ns: int | None = None, to_ns: int | None = None
    ) -> Mapping[str, Mapping[str, NDArray[np.int64]]]:
        """Raw columns of trades or quotes, by symbol."""

    def book(
        self, session_id: str, symbol: str, ts_ns: int, levels: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Bids and asks as they stood: raw price, raw quantity, order count."""


def frame_of(kind: str, columns: Mapping[str, NDArray[np.int64]]) -> pl.DataFrame:
    """Raw columns of a recording as the library keeps them, in order of time; unset is null."""
    frame = pl.DataFrame({name: columns[name] for name in COLUMNS[kind]}, schema_overrides=COLUMNS[kind])
    values = [name for name, type_ in COLUMNS[kind].items() if type_ == pl.Int64 and name != "ts_ns"]
    frame = frame.with_columns(pl.when(pl.col(name) != UNSET).then(pl.col(name)).alias(name) for name in values)
    return frame if frame["ts_ns"].is_sorted() else frame.sort("ts_ns", maintain_order=True)


def extract_all(
    root: Path, recordings: Recordings, wanted: Sequence[CatalogueSession], all_of_them: Sequence[CatalogueSession]
) -> None:
    """Makes the ticks of the wanted ended sessions part of the library, each once; forgets deleted sessions."""
    known = load(root).sessions
    there = {session.id for session in all_of_them}
    for session in wanted:
        if not session.running and known.get(session.id, {}).get("bytes") != session.bytes:
            extract_one(root, recordings, session)
    if gone := known.keys() - there:
        with changing(root) as manifest:
            for session_id in gone:
                manifest.drop_session(session_id)


def extract_one(root: Path, recordings: Recordings, session: CatalogueSession) -> None:
    """Takes out one session's ticks, unless another process does so at this moment: then waits for that."""
    with locked(root / FOLDER / f"session-{session.id}.lock"):
        if load(root).sessions.get(session.id, {}).get("bytes") == session.bytes:
            return
        taken = {kind: gathered(kind, recordings.ticks(session.id, kind)) for kind in TICKS}
        counts: dict[str, list[int]] = {}
        for at, rows in enumerate(taken.values()):
            for symbol, count in rows.group_by("symbol").len().iter_rows():
                counts.setdefault(symbol, [0, 0])[at] = count
        with changing(root) as manifest:
            manifest.drop_session(session.id)
            for kind, rows in taken.items():
                series = Series(kind, "", session.id)
                manifest.replace(series, [], write(root, series, rows))
            manifest.sessions[session.id] = {"bytes": session.bytes, "counts": counts}


def gathered(kind: str, by_symbol: Mapping[str, Mapping[str, NDArray[np.int64]]]) -> pl.DataFrame:
    """The rows of all symbols, one symbol after the other, each in order of time."""
    schema = {"symbol": pl.String(), **{name: type_() for name, type_ in COLUMNS[kind].items()}}
    frames = [
        frame_of(kind, columns).select(pl.lit(symbol).alias("symbol"), *COLUMNS[kind])
        for symbol, columns in sorted(by_symbol.items())
    ]
    return pl.concat(frames) if frames else pl.DataFrame(schema=schema)


def rows_of(
    root: Path, manifest: Manifest, series: Series, symbol: str, from_ns: int | None, to_ns: int | None
) -> pl.DataFrame:
    """One symbol's rows of a recorded series; groups of rows that hold none of it are not read."""
    files = [root / part.file for part in manifest.within(series, from_ns, to_ns)]
    if not files:
        return pl.DataFrame(schema=COLUMNS[series.kind])
    scan = pl.scan_parquet(files, hive_partitioning=False).filter(pl.col("symbol") == symbol)
    if from_ns is not None:
        scan = scan.filter(pl.col("ts_ns") >= from_ns)
    if to_ns is not None:
        scan = scan.filter(pl.col("ts_ns") < to_ns)
    return scan.select(list(COLUMNS[series.kind])).collect()
