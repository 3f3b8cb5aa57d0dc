"""A data library in a folder of its own, with bars made by the core and recordings made of arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from terminal.domain.errors import UserError
from terminal.sdk import features
from terminal.sdk.data import CatalogueSession
from terminal.stores.console import Limits
from terminal.stores.importing import ImportReport, ImportRequest, import_file
from terminal.stores.library import Library
from terminal.stores.mapping import Mapping as ColumnMapping

MINUTE = 60_000_000_000
START = 1_600_000_020_000_000_000


@dataclass(slots=True)
class MadeRecordings:
    """Recorded sessions whose ticks are arrays."""

    made: dict[str, tuple[CatalogueSession, dict[str, dict[str, dict[str, NDArray[np.int64]]]]]] = field(
        default_factory=dict
    )
    asked: list[tuple[str, str]] = field(default_factory=list)

    def add(self, name: str, symbol: str, trades: int, running: bool = False) -> None:
        """A session with one trade a second from START on, at 100, 101, …"""
        ts_ns = START + np.arange(trades) * 1_000_000_000
        price = (100 + np.arange(trades)) * 10**9
        one = np.full(trades, 10**8)
        ticks = {
            "trades": {symbol: {"ts_ns": ts_ns, "px": price, "qty": one, "side": np.ones(trades, np.int64)}},
            "quotes": {symbol: {"ts_ns": ts_ns, "bid_px": price, "bid_qty": one, "ask_px": price, "ask_qty": one}},
        }
        last = int(ts_ns[-1])
        session = CatalogueSession(
            name, name, "made", trades, START, last, 0, not running, running, (symbol,), trades * 100
        )
        self.made[name] = (session, ticks)

    def sessions(self) -> Sequence[CatalogueSession]:
        """All of them."""
        return [session for session, _ in self.made.values()]

    def ticks(
        self, session_id: str, kind: str, from_ns: int | None = None, to_ns: int | None = None
    ) -> Mapping[str, Mapping[str, NDArray[np.int64]]]:
        """The arrays within the bounds; remembers who asked."""
        self.asked.append((session_id, kind))
        cut = {}
        for symbol, columns in self.made[session_id][1][kind].items():
            ts_ns = columns["ts_ns"]
            inside = (ts_ns >= (from_ns or 0)) & (ts_ns < (to_ns or 1 << 62))
            cut[symbol] = {name: values[inside] for name, values in columns.items()}
        return cut

    def book(
        self,
        session_id: str,
        symbol: str,  # noqa: ARG002 — every book is the same
        ts_ns: int,  # noqa: ARG002
        levels: int,  # noqa: ARG002
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Two bids and one ask."""
        if session_id not in self.made:
            raise UserError(f"catalogue:{session_id}: no such session")
        bids = np.array([[99 * 10**9, 10**8, 1], [98 * 10**9, 2 * 10**8, 2]])
        return bids, np.array([[101 * 10**9, 3 * 10**8, 1]])


def library(root: Path, recordings: MadeRecordings | None = None, limits: Limits | None = None) -> Library:
    """A library in ``root``."""
    return Library(
        root, lambda length, trades: features.bars("time", length, trades), recordings or MadeRecordings(), limits
    )


def imported(
    root: Path,
    path: Path,
    format: str = "ohlcv",
    instrument: str = "X",
    period: str = "",
    mapping: ColumnMapping | None = None,
) -> ImportReport:
    """Imports a file into the library in ``root``."""
    request = ImportRequest(path, format, instrument, period, mapping or ColumnMapping())
    return import_file(root, request, lambda _fraction, _rows: None)


def bars_csv(path: Path, minutes: Sequence[int], price: float = 100.0) -> Path:
    """One-minute bars at these minutes after START."""
    lines = ["timestamp,open,high,low,close,volume"]
    lines += [f"{START + n * MINUTE},{price},{price + 1},{price - 1},{price},{10 + n}" for n in minutes]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def stored_files(root: Path) -> dict[str, bytes]:
    """Every Parquet part by its name."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*.parquet")}
