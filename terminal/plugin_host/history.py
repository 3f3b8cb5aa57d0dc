"""Recorded data as a plugin may read it: never beyond the event in hand, whatever it asks for."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from terminal.domain.errors import UserError
from terminal.sdk.data import CatalogueInstrument, CatalogueSession, DataLibrary, Table
from terminal.sdk.plugin import CapabilityError

UNITS_NS = {"ms": 10**6, "s": 10**9, "min": 60 * 10**9, "m": 60 * 10**9, "h": 3_600 * 10**9, "d": 86_400 * 10**9}


class BoundedHistory:
    """A :class:`~terminal.sdk.data.DataLibrary` that ends at ``now_ns()``."""

    def __init__(self, library: DataLibrary, now_ns: Callable[[], int]) -> None:
        self.library = library
        self.now_ns = now_ns

    def instruments(self) -> tuple[CatalogueInstrument, ...]:
        """Everything there are data of."""
        return self.library.instruments()

    def sessions(self) -> tuple[CatalogueSession, ...]:
        """Recorded sessions that were over by now."""
        return tuple(session for session in self.library.sessions() if session.to_ns <= self.now_ns())

    def bars(self, symbol: str, period: str, from_ns: int | None = None, to_ns: int | None = None) -> Table:
        """Bars that were finished by now."""
        latest = self.now_ns() - period_ns(period) + 1  # bounds are of the opening time, and exclusive
        return self.library.bars(symbol, period, from_ns, earlier(to_ns, latest))

    def trades(self, symbol: str, from_ns: int | None = None, to_ns: int | None = None) -> Table:
        """Trades up to now."""
        return self.library.trades(symbol, from_ns, earlier(to_ns, self.now_ns() + 1))

    def quotes(self, symbol: str, from_ns: int | None = None, to_ns: int | None = None) -> Table:
        """Quotes up to now."""
        return self.library.quotes(symbol, from_ns, earlier(to_ns, self.now_ns() + 1))

    def books(self, session_id: str, symbol: str, ts_ns: int, levels: int = 10) -> Table:
        """A book of the past."""
        return self.library.books(session_id, symbol, min(ts_ns, self.now_ns()), levels)

    def query(self, sql: str, parameters: Sequence[object] = ()) -> Table:  # noqa: ARG002 - the port's own names
        """Not offered: no one can tell what free SQL looks at."""
        raise CapabilityError("history: SQL could read beyond the event in hand; use bars, trades, quotes or books")

    def cancel(self) -> None:
        """Nothing runs: SQL is not offered."""


def earlier(wanted_ns: int | None, latest_ns: int) -> int:
    """The bound in force."""
    return latest_ns if wanted_ns is None else min(wanted_ns, latest_ns)


def period_ns(period: str) -> int:
    """Nanoseconds of ``1min``, ``30s``, ``1d``.

    Raises:
        UserError: it is no period.
    """
    match = re.fullmatch(r"(\d+)\s*(ms|s|min|m|h|d)", period.strip().lower())
    if match is None or int(match[1]) == 0:
        raise UserError(f"period {period!r}: write it like 30s, 1min, 1h or 1d")
    return int(match[1]) * UNITS_NS[match[2]]
