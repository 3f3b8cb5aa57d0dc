"""A data library in memory: recorded sessions, instruments, and SQL over them by DuckDB."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from terminal.domain.errors import UserError
from terminal.sdk.data import CatalogueInstrument, CatalogueSession

if TYPE_CHECKING:
    import pyarrow as pa

SECOND = 1_000_000_000
DAY = 86_400 * SECOND
OPEN_NS = 1_340_285_400 * SECOND


@dataclass
class MemoryTable:
    """The :class:`~terminal.sdk.data.Table` over an Arrow table."""

    whole: pa.Table

    def arrow(self) -> pa.Table:
        return self.whole

    def polars(self) -> Any:
        import polars

        return polars.from_arrow(self.whole)

    def pandas(self) -> Any:
        return self.whole.to_pandas()


def lively_sessions() -> tuple[CatalogueSession, ...]:
    """One of each state."""
    hours = 3_600 * SECOND

    def one(name: str, label: str, source: str, messages: int, start: int, length: int, size: int, **more: Any) -> Any:
        facts: dict[str, Any] = {"gaps": 0, "complete": True, "running": False, "instruments": ("AMZN",)} | more
        return CatalogueSession(name, label, source, messages, start, start + length, bytes=size, **facts)

    return (
        one("20261128T000311", "Simulated exchange, seed 7", "itch50", 1_204_881, OPEN_NS + 5 * DAY, hours, 38_000_000,
            complete=False, running=True, instruments=("AMZN", "MSFT", "INTC")),
        one("20261127T142002", "Simulated exchange, seed 7", "itch50", 8_114_207, OPEN_NS + 4 * DAY, 6 * hours,
            241_000_000, gaps=3, complete=False, instruments=("AMZN", "MSFT", "INTC")),
        one("20261126T090000", "BTCUSDT book and trades", "bybit", 2_481_003, OPEN_NS + 2 * DAY, 24 * hours, 88_000_000,
            instruments=("BTCUSDT-PERP",)),
        one("lobster-AMZN-20120621", "AMZN 2012-06-21", "lobster", 57_515, OPEN_NS, 6 * hours, 1_904_000),
    )  # fmt: skip


class MemoryLibrary:
    """The :class:`~terminal.sdk.data.DataLibrary`; `refuses` makes every call fail as an unreadable library does."""

    def __init__(self, sessions: tuple[CatalogueSession, ...] | None = None, *, bars: int = 5_000) -> None:
        self.recorded = lively_sessions() if sessions is None else sessions
        self.count = bars
        self.refuses = ""
        self.cancelled = 0
        self.asked: list[str] = []

    def cancel(self) -> None:
        self.cancelled += 1

    def check(self) -> None:
        if self.refuses:
            raise UserError(self.refuses)

    def instruments(self) -> tuple[CatalogueInstrument, ...]:
        self.check()
        if not self.recorded:
            return ()
        last = OPEN_NS + 20 * DAY
        return (
            CatalogueInstrument("AMZN", "XNAS", "USD", self.count, 24_112, 181_403, OPEN_NS, last),
            CatalogueInstrument("BTCUSDT-PERP", "BYBIT", "USDT", 0, 1_204_772, 9_481_003, OPEN_NS + 2 * DAY, last),
            CatalogueInstrument("SPY", "ARCX", "USD", 7_812, 0, 0, OPEN_NS - 9_000 * DAY, OPEN_NS),
        )

    def sessions(self) -> tuple[CatalogueSession, ...]:
        self.check()
        return self.recorded

    def bar_table(self) -> pa.Table:
        import pyarrow as pa

        draw = np.random.default_rng(7)
        close = np.round(223 + np.cumsum(draw.normal(0, 0.02, self.count)), 2)
        columns = {
            "symbol": np.array(["AMZN", "SPY"])[np.arange(self.count) % 2],
            "ts_open_ns": OPEN_NS + np.arange(self.count, dtype=np.int64) * 60 * SECOND,
            "open": np.roll(close, 1), "high": close + 0.04, "low": close - 0.05, "close": close,
            "volume": np.round(draw.exponential(4_000, self.count)), "trades": draw.integers(1, 90, self.count),
        }  # fmt: skip
        return pa.table(columns)

    def bars(self, symbol: str, _period: str, _from_ns: int | None = None, _to_ns: int | None = None) -> MemoryTable:
        self.check()
        return MemoryTable(self.bar_table().filter([name == symbol for name in self.bar_table()["symbol"].to_pylist()]))

    def trades(self, _symbol: str, _from_ns: int | None = None, _to_ns: int | None = None) -> MemoryTable:
        import pyarrow as pa

        return MemoryTable(pa.table({"ts_ns": [OPEN_NS], "px": [1], "qty": [1], "side": [1]}))

    quotes = trades

    def books(self, _session_id: str, _symbol: str, _ts_ns: int, _levels: int = 10) -> MemoryTable:
        import pyarrow as pa

        return MemoryTable(pa.table({"level": [1], "bid_px": [1.0], "bid_qty": [1], "ask_px": [1.1], "ask_qty": [1]}))

    def query(self, sql: str, parameters: Sequence[object] = ()) -> MemoryTable:
        import duckdb
        import pyarrow as pa

        self.check()
        self.asked.append(sql)
        if not sql.lstrip().casefold().startswith(("select", "with", "describe", "from")):
            word = sql.split()[0].upper()
            raise UserError(f"the console only reads: {word} is refused; write SELECT …")
        connection = duckdb.connect(config={"threads": 1})
        try:
            connection.register("bars", self.bar_table())
            for name in ("trades", "quotes"):
                connection.register(name, self.trades("AMZN").arrow())
            connection.register("instruments", pa.table({"symbol": ["AMZN", "SPY"], "currency": ["USD", "USD"]}))
            rows = [(s.id, s.label, s.messages) for s in self.recorded]
            connection.register("sessions", pa.table({"id": [r[0] for r in rows], "label": [r[1] for r in rows]}))
            return MemoryTable(connection.sql(sql, params=list(parameters)).to_arrow_table())
        except duckdb.Error as error:
            raise UserError(str(error)) from error
        finally:
            connection.close()
