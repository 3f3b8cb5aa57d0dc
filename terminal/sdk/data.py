"""The data library: everything recorded and imported, through one door.

    bars = library.bars("BTCUSDT-PERP", "1min").polars()

Implemented over DuckDB and Parquet by :mod:`terminal.stores`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class CatalogueSession:
    """One recorded session, or one imported recording."""

    id: str
    label: str
    source: str
    messages: int
    from_ns: int
    to_ns: int
    gaps: int
    complete: bool
    """Whether it was closed in order; one that was cut off still replays up to its last sound block."""
    running: bool
    """Whether a terminal is writing it now."""
    instruments: tuple[str, ...]
    bytes: int


@dataclass(frozen=True, slots=True)
class CatalogueInstrument:
    """One instrument and what there is of it."""

    symbol: str
    venue_mic: str
    currency: str
    bars: int
    trades: int
    quotes: int
    from_ns: int
    to_ns: int


class Table(Protocol):
    """A result, in the form asked for; nothing is copied that need not be."""

    def arrow(self) -> pa.Table:
        """As an Arrow table."""

    def polars(self) -> Any:
        """As a ``polars.DataFrame``."""

    def pandas(self) -> Any:
        """As a ``pandas.DataFrame``."""


class DataLibrary(Protocol):
    """What is known of the past. Times are UTC nanoseconds, prices in currency; bounds are from ≤ t < to."""

    def instruments(self) -> tuple[CatalogueInstrument, ...]:
        """Everything there are data of, by symbol."""

    def sessions(self) -> tuple[CatalogueSession, ...]:
        """Recorded sessions, newest first."""

    def bars(self, symbol: str, period: str, from_ns: int | None = None, to_ns: int | None = None) -> Table:
        """Columns ``ts_open_ns open high low close volume vwap trades``; made from ticks where no bars were imported.

        Raises:
            UserError: no such instrument or period; the message names the nearest.
        """

    def trades(self, symbol: str, from_ns: int | None = None, to_ns: int | None = None) -> Table:
        """Columns ``ts_ns price qty side``; side is the aggressor, 1 buy, 2 sell, 0 unknown."""

    def quotes(self, symbol: str, from_ns: int | None = None, to_ns: int | None = None) -> Table:
        """Columns ``ts_ns bid_px bid_qty ask_px ask_qty``."""

    def books(self, session_id: str, symbol: str, ts_ns: int, levels: int = 10) -> Table:
        """The book of a recorded session as it stood: columns ``level bid_px bid_qty ask_px ask_qty``."""

    def query(self, sql: str, parameters: Sequence[object] = ()) -> Table:
        """Read-only SQL over the views ``bars trades quotes instruments sessions``.

        Raises:
            UserError: what it refuses (whatever writes, or reads outside the library), or the engine's complaint.
        """

    def cancel(self) -> None:
        """Ends the queries that run now: each raises; nothing happens where none runs."""
