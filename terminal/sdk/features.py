"""The feature library: order-flow imbalance, VWAP, RSI and the rest, computed by the core's incremental operators.

The same operators serve live panels, replay, training and batch: :func:`compute` gives the stream's bits.

    table = compute("ofi,mid,ema(half_life=30s)", every="10s", depth=depth, trades=trades)

Specifications are comma-separated names with parameters, as the generated reference page lists them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from typing import Literal, Protocol, TypeVar

import numpy as np
import pyarrow as pa
from numpy.typing import ArrayLike, NDArray

from terminal.domain.errors import FatalError, UserError

PRICE_ONE = 1_000_000_000
QTY_ONE = 100_000_000
UNSET = np.iinfo(np.int64).min

Ints = NDArray[np.int64]
Code = TypeVar("Code", np.bool_, np.int8, np.uint16)
BarRule = Literal["time", "ticks", "volume"]


@dataclass(frozen=True)
class Parameter:
    """A parameter of a feature; without a default it is simply absent unless given."""

    name: str
    wanted: str
    default: str | None
    doc: str


@dataclass(frozen=True)
class Feature:
    """What the catalogue says of a feature."""

    name: str
    title: str
    kind: Literal["state", "interval"]
    unit: str
    formula: str
    parameters: tuple[Parameter, ...]
    outputs: tuple[str, ...]
    warm_up: str
    unknown: str
    source: str


@dataclass(frozen=True)
class DepthColumns:
    """Books in order of time: raw prices (1e-9) and quantities (1e-8), one array per level, best first.

    An unset price (``UNSET``) ends the levels of its row; ``known`` is false from where events are missing.
    """

    ts_ns: Ints
    bid_px: Sequence[Ints]
    bid_qty: Sequence[Ints]
    ask_px: Sequence[Ints]
    ask_qty: Sequence[Ints]
    known: NDArray[np.bool_] | None = None

    @classmethod
    def from_table(cls, table: pa.Table) -> DepthColumns:
        """From Arrow columns ``ts_ns``, ``bid_px_1``, ``bid_qty_1``, ``ask_px_1``, … and perhaps ``known``.

        All hold raw integers; times may be timestamps of any unit. A null price is unset.

        Raises:
            UserError: a column is missing or of another type.
        """
        levels = range(1, 1 + sum(name.startswith("bid_px_") for name in table.column_names))
        keys = ("bid_px", "bid_qty", "ask_px", "ask_qty")
        sides = {key: [integers(table, f"{key}_{m}") for m in levels] for key in keys}
        known = flags(table, "known", np.bool_) if "known" in table.column_names else None
        return cls(integers(table, "ts_ns"), **sides, known=known)


@dataclass(frozen=True)
class TradeColumns:
    """Trades in order of time: raw prices and quantities; ``side`` is the aggressor, 1 buyer, 2 seller, 0 unknown."""

    ts_ns: Ints
    px: Ints
    qty: Ints
    side: NDArray[np.int8]
    flags: NDArray[np.uint16] | None = None

    @classmethod
    def from_table(cls, table: pa.Table) -> TradeColumns:
        """From Arrow columns ``ts_ns``, ``px``, ``qty``, ``side`` and perhaps ``flags``.

        All hold raw integers; times may be timestamps of any unit.

        Raises:
            UserError: a column is missing or of another type.
        """
        given = flags(table, "flags", np.uint16) if "flags" in table.column_names else None
        ts_ns, px, qty = (integers(table, name) for name in ("ts_ns", "px", "qty"))
        return cls(ts_ns, px, qty, side=flags(table, "side", np.int8), flags=given)


class FeatureStream(Protocol):
    """Features of one instrument, fed piece by piece."""

    @property
    def columns(self) -> list[str]:
        """Names of the columns."""

    @property
    def levels_needed(self) -> int:
        """Book levels that the features need."""

    def feed(self, depth: DepthColumns | None = None, trades: TradeColumns | None = None) -> None:
        """Take the next books and trades; raises UserError where they cannot be read."""

    def finish(self) -> None:
        """Complete the interval that was begun, at the end of the input."""

    def take(self) -> pa.Table:
        """The complete rows, taken out: ``ts_start_ns`` and one column per value; the metadata carries ``hash``."""

    def take_arrays(self) -> dict[str, NDArray[np.generic]]:
        """As :meth:`take`, without Arrow and hash: cheap enough for every interval of a live session."""

    def fork(self) -> FeatureStream:
        """An equal stream that goes on from here."""

    def digest(self) -> str:
        """Hash of the operators' state."""


class FeatureLibrary(Protocol):
    """Where features are computed; the bridge provides it over the Rust core."""

    def catalogue(self) -> tuple[Feature, ...]:
        """Every feature."""

    def interval_ns(self, text: str) -> int:
        """Nanoseconds of ``10s``; raises UserError for anything else."""

    def stream(self, spec: str, every_ns: int, tick: int | None, session_start_ns: int) -> FeatureStream:
        """A new stream; raises UserError naming what is wrong with ``spec``."""

    def bars(self, rule: BarRule, size: int, trades: TradeColumns) -> pa.Table:
        """OHLCV bars; the last one may not be full."""


@cache
def library() -> FeatureLibrary:
    """The library that this installation provides.

    Raises:
        FatalError: the installation has none.
    """
    found = entry_points(group="plimsoll.ports", name="features")
    if not found:
        raise FatalError("the feature library is not installed; run `make setup`")
    provided: FeatureLibrary = next(iter(found)).load()()
    return provided


def catalogue() -> tuple[Feature, ...]:
    """Every feature with its documentation, unit and parameters."""
    return library().catalogue()


def stream(spec: str, every: str | int, *, tick: int | None = None, session_start_ns: int = 0) -> FeatureStream:
    """A stream that samples ``spec`` every ``every`` (``10s``, or nanoseconds).

    ``tick`` is the smallest price step, raw; intervals start at multiples of ``every`` from ``session_start_ns``.

    Raises:
        UserError: naming the part of ``spec``, or the interval, that is wrong.
    """
    every_ns = library().interval_ns(every) if isinstance(every, str) else every
    return library().stream(spec, every_ns, tick, session_start_ns)


def compute(
    spec: str,
    every: str | int,
    *,
    depth: DepthColumns | pa.Table | None = None,
    trades: TradeColumns | pa.Table | None = None,
    tick: int | None = None,
    session_start_ns: int = 0,
) -> pa.Table:
    """Features of whole columns, one row per interval: ``ts_start_ns`` (UTC) and one column per value.

    Arrow tables are read as :meth:`DepthColumns.from_table` and :meth:`TradeColumns.from_table` say.

    Raises:
        UserError: naming what is wrong with ``spec``, the interval or the columns.
    """
    whole = stream(spec, every, tick=tick, session_start_ns=session_start_ns)
    whole.feed(
        DepthColumns.from_table(depth) if isinstance(depth, pa.Table) else depth,
        TradeColumns.from_table(trades) if isinstance(trades, pa.Table) else trades,
    )
    whole.finish()
    return whole.take()


def bars(rule: BarRule, size: str | int, trades: TradeColumns | pa.Table) -> pa.Table:
    """OHLCV bars by ``time`` (a duration), ``ticks`` (trades) or ``volume`` (raw quantity).

    Raises:
        UserError: a size or columns that cannot be read.
    """
    columns = TradeColumns.from_table(trades) if isinstance(trades, pa.Table) else trades
    return library().bars(rule, library().interval_ns(size) if isinstance(size, str) else size, columns)


def raw_prices(prices: ArrayLike) -> Ints:
    """Raw prices (1e-9) of numbers; NaN is unset."""
    return raw(prices, PRICE_ONE)


def raw_quantities(quantities: ArrayLike) -> Ints:
    """Raw quantities (1e-8) of numbers; NaN is unset."""
    return raw(quantities, QTY_ONE)


def raw(values: ArrayLike, one: int) -> Ints:
    """Fixed-point integers of unit ``1/one``, rounded to the nearest."""
    numbers = np.asarray(values, dtype=np.float64)
    unset = np.isnan(numbers)
    return np.where(unset, UNSET, np.rint(np.where(unset, 0.0, numbers) * one).astype(np.int64))


def column(table: pa.Table, name: str) -> pa.ChunkedArray:
    """A column of a table."""
    if name not in table.column_names:
        raise UserError(f"column {name} is missing; there are {', '.join(table.column_names)}")
    return table[name]


def integers(table: pa.Table, name: str) -> Ints:
    """A column as integers, without a copy where it has neither nulls nor pieces; timestamps as nanoseconds."""
    values = column(table, name)
    if pa.types.is_timestamp(values.type):
        values = values.cast(pa.timestamp("ns", tz=values.type.tz))
    elif not (pa.types.is_integer(values.type) or pa.types.is_null(values.type)):
        raise UserError(f"column {name} is {values.type}, not raw integers; see raw_prices and raw_quantities")
    return np.ascontiguousarray(values.cast(pa.int64()).fill_null(int(UNSET)).to_numpy())


def flags(table: pa.Table, name: str, kind: type[Code]) -> NDArray[Code]:
    """A column of small numbers; null is zero."""
    values = column(table, name)
    if not (pa.types.is_integer(values.type) or pa.types.is_boolean(values.type)):
        raise UserError(f"column {name} is {values.type}, not whole numbers")
    return np.ascontiguousarray(values.fill_null(pa.scalar(0).cast(values.type)).to_numpy().astype(kind))
