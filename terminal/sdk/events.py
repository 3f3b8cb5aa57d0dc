"""Market events as strategies and models receive them, one method call each.

Prices and quantities are raw fixed point (units 1e-9 and 1e-8), times UTC nanoseconds; unset prices are ``UNSET``.
They are named tuples because twenty thousand a second are made.
"""

from __future__ import annotations

from typing import NamedTuple

from terminal.domain.market import PRICE_ONE, UNSET
from terminal.domain.orders import TERMINAL, ExecType


class Quote(NamedTuple):
    """Best bid and offer after an event that changed either."""

    instrument_id: int
    ts_venue_ns: int
    bid_px: int
    bid_qty: int
    ask_px: int
    ask_qty: int

    @property
    def mid(self) -> float:
        """Mid price in currency; ``nan`` where a side is empty."""
        if UNSET in (self.bid_px, self.ask_px):
            return float("nan")
        return (self.bid_px + self.ask_px) / 2 / PRICE_ONE


class Trade(NamedTuple):
    """One print."""

    instrument_id: int
    ts_venue_ns: int
    px: int
    qty: int
    side: int
    """Aggressor: 1 buy, 2 sell, 0 unknown."""
    flags: int
    """``HIDDEN`` 4, ``CROSS`` 8, ``NON_PRINTABLE`` 16."""

    @property
    def price(self) -> float:
        """Price in currency."""
        return self.px / PRICE_ONE


class FeatureRow(NamedTuple):
    """Features of the library over one finished interval, in the order of the manifest's ``features``."""

    instrument_id: int
    ts_start_ns: int
    ts_end_ns: int
    """When it was complete: the earliest moment at which it may be known."""
    values: tuple[float, ...]


class Phase(NamedTuple):
    """The trading phase changed: ``trading``, ``halted``, ``auction``…"""

    instrument_id: int
    ts_venue_ns: int
    status: str


class Gap(NamedTuple):
    """Units are missing: the book is not to be believed until :class:`Resync`."""

    instrument_id: int
    ts_venue_ns: int


class Resync(NamedTuple):
    """The book is whole again."""

    instrument_id: int
    ts_venue_ns: int


class Skipped(NamedTuple):
    """The plugin fell behind and this many events were not delivered to it."""

    missed: int
    ts_venue_ns: int


class ExecutionReport(NamedTuple):
    """What became of one of the plugin's own orders: FIX 8, or FIX 9 where ``exec_type`` is ``CANCEL_REJECTED``."""

    instrument_id: int
    ts_ns: int
    cl_ord_id: str
    """The order's name from now on."""
    orig_cl_ord_id: str
    """Its name before, or the name of the order that a refused request meant; empty for none."""
    exec_type: str
    """A letter of :class:`terminal.domain.orders.ExecType`."""
    ord_status: str
    """A letter of :class:`terminal.domain.orders.OrdStatus`."""
    side: int
    qty: int
    px: int
    """``UNSET`` for market orders."""
    last_qty: int
    last_px: int
    """``UNSET`` unless a fill."""
    cum_qty: int
    leaves_qty: int
    avg_px: int
    """``UNSET`` before the first fill."""
    fee: int
    """Of this fill, raw money, 1e-6: above zero is paid, below zero a rebate."""
    liquidity: int
    """1 added, 2 removed, 4 in an auction, 0 unknown."""
    reason: str
    """Why it was refused, as machines read it; empty where it was not."""
    text: str
    """The same for people."""

    @property
    def is_fill(self) -> bool:
        """Whether something traded."""
        return self.exec_type == ExecType.TRADE

    @property
    def is_done(self) -> bool:
        """Whether nothing can come of the order any more."""
        return self.ord_status in TERMINAL


Event = Quote | Trade | FeatureRow | Phase | Gap | Resync | Skipped | ExecutionReport
EVENT_TYPES: tuple[type[Event], ...] = (
    Quote,
    Trade,
    FeatureRow,
    Phase,
    Gap,
    Resync,
    Skipped,
    ExecutionReport,
    ExecutionReport,
)
"""In the order of the core's event codes 0 to 8; a fill comes twice, as a report and as a fill."""
HANDLERS = (
    "on_quote",
    "on_trade",
    "on_features",
    "on_phase",
    "on_gap",
    "on_resync",
    "on_skipped",
    "on_order",
    "on_fill",
)
"""The method that each event is handed to, in the same order; a plugin has those it needs."""
