"""The feature library over the Rust core."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from terminal import _core
from terminal.domain.errors import UserError
from terminal.sdk.features import BarRule, DepthColumns, Feature, FeatureStream, Ints, Parameter, TradeColumns


@contextmanager
def refusals() -> Iterator[None]:
    """The core's refusals as errors to tell the user."""
    try:
        yield
    except ValueError as error:
        raise UserError(str(error)) from error


class CoreStream:
    """Implements FeatureStream."""

    def __init__(self, native: _core.FeatureStream) -> None:
        self._native = native

    @property
    def columns(self) -> list[str]:
        return self._native.columns

    @property
    def levels_needed(self) -> int:
        return self._native.levels_needed

    def feed(self, depth: DepthColumns | None = None, trades: TradeColumns | None = None) -> None:
        with refusals():
            self._native.feed(contiguous_depth(depth), contiguous_trades(trades))

    def finish(self) -> None:
        self._native.finish()

    def take(self) -> pa.Table:
        arrays, digest = self._native.take()
        return pa.table(arrays).replace_schema_metadata({"hash": digest})

    def take_arrays(self) -> dict[str, NDArray[np.generic]]:
        return self._native.take_arrays()

    def fork(self) -> FeatureStream:
        return CoreStream(self._native.fork())

    def digest(self) -> str:
        return self._native.digest()


class CoreFeatures:
    """Implements FeatureLibrary."""

    def catalogue(self) -> tuple[Feature, ...]:
        return tuple(described(entry) for entry in _core.feature_catalogue())

    def interval_ns(self, text: str) -> int:
        with refusals():
            return _core.parse_interval(text)

    def stream(self, spec: str, every_ns: int, tick: int | None, session_start_ns: int) -> FeatureStream:
        with refusals():
            return CoreStream(_core.FeatureStream(spec, every_ns, tick, session_start_ns))

    def bars(self, rule: BarRule, size: int, trades: TradeColumns) -> pa.Table:
        with refusals():
            return pa.table(_core.trade_bars(rule, size, contiguous_trades(trades)))


def described(entry: dict[str, Any]) -> Feature:
    """A feature of the core's catalogue."""
    facts = dict(entry)
    params = facts.pop("params")
    outputs = facts.pop("outputs")
    return Feature(parameters=tuple(Parameter(*p) for p in params), outputs=tuple(outputs), **facts)


def contiguous_depth(depth: DepthColumns | None) -> DepthColumns | None:
    """Columns as the core reads them: contiguous, of the right kind."""
    if depth is None:
        return None
    return DepthColumns(
        ts_ns=integers(depth.ts_ns),
        bid_px=[integers(level) for level in depth.bid_px],
        bid_qty=[integers(level) for level in depth.bid_qty],
        ask_px=[integers(level) for level in depth.ask_px],
        ask_qty=[integers(level) for level in depth.ask_qty],
        known=None if depth.known is None else np.ascontiguousarray(depth.known, dtype=np.bool_),
    )


def contiguous_trades(trades: TradeColumns | None) -> TradeColumns | None:
    """Columns as the core reads them: contiguous, of the right kind."""
    if trades is None:
        return None
    return replace(
        trades,
        ts_ns=integers(trades.ts_ns),
        px=integers(trades.px),
        qty=integers(trades.qty),
        side=np.ascontiguousarray(trades.side, dtype=np.int8),
        flags=None if trades.flags is None else np.ascontiguousarray(trades.flags, dtype=np.uint16),
    )


def integers(column: Ints) -> Ints:
    """Integers in one piece; numbers with a fraction are refused, not rounded."""
    if not np.issubdtype(column.dtype, np.integer):
        raise UserError(f"a column of {column.dtype} where raw integers are needed; see raw_prices and raw_quantities")
    return np.ascontiguousarray(column, dtype=np.int64)
