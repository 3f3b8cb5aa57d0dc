"""What a strategy, model or alpha is, and the context it is given. ``create(context)`` is named in its ``plugin.toml``.

    class Tide(Strategy):
        def __init__(self, context: PluginContext) -> None:
            self.context = context

        def on_quote(self, quote: Quote) -> None:
            self.context.emit(quote.instrument_id, Signal(value=1.5, horizon_ns=10_000_000_000, confidence=0.55))

The same object runs on the live feed, in a replay and in a backtest: it learns the time from events alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from terminal.domain.errors import UserError
from terminal.domain.market import UNSET, InstrumentInfo
from terminal.domain.orders import OrdType, PegTo, TimeInForce
from terminal.domain.signals import Signal
from terminal.sdk.data import DataLibrary


class CapabilityError(UserError):
    """A plugin touched what its manifest does not ask for; the message names the capability and the manifest's key."""


@dataclass(frozen=True, slots=True)
class OrderIntent:
    """An order that a plugin wants; what becomes of it is the gateway's to decide."""

    instrument_id: int
    side: int
    """1 buy, 2 sell."""
    qty: int
    """Raw, 1e-8."""
    px: int
    """Raw limit price, 1e-9; ``UNSET`` for market and stop orders."""
    ord_type: OrdType = OrdType.LIMIT
    time_in_force: TimeInForce = TimeInForce.DAY
    stop_px: int = UNSET
    """Raw, of a stop order."""
    display_qty: int = UNSET
    """Raw, shown at a time (iceberg); ``UNSET`` shows all."""
    post_only: bool = False
    """Refused by the venue where it would take liquidity."""
    reduce_only: bool = False
    """May only make the position smaller."""
    peg_to: PegTo = PegTo.NONE
    peg_offset: int = 0
    """Raw price towards better prices of the order's own side."""
    expire_ns: int = UNSET
    """UTC, of an order good till date."""
    parent: str = ""
    """``cl_ord_id`` of the parent order that an execution algorithm works."""


@dataclass(frozen=True, slots=True)
class QuoteIntent:
    """Both sides at once, in place of the last quote of the instrument; a side of quantity zero is withdrawn."""

    instrument_id: int
    bid_px: int
    bid_qty: int
    ask_px: int
    ask_qty: int

    def sides(self) -> tuple[OrderIntent, ...]:
        """The sides that are not withdrawn, as orders."""
        both = ((1, self.bid_qty, self.bid_px), (2, self.ask_qty, self.ask_px))
        return tuple(OrderIntent(self.instrument_id, side, qty, px) for side, qty, px in both if qty)


class OrderPort(Protocol):
    """A plugin's own orders. Nothing here reaches a venue except through risk.

    What becomes of an order is told to ``on_order``, fills also to ``on_fill``; never inside the call that sent it.
    """

    def submit(self, intent: OrderIntent) -> str:
        """Hands an order on and returns its ``cl_ord_id``.

        Raises:
            TerminalError: the plugin is stopped, over its order budget, or this is no order.
        """

    def cancel(self, cl_ord_id: str) -> bool:
        """Asks for a cancel; false where no such order works."""

    def replace(self, cl_ord_id: str, qty: int, px: int) -> str:
        """Asks for another whole quantity and price; returns the order's name once it is replaced.

        An order that is done meanwhile, or cannot be changed, says so in a report of type ``CANCEL_REJECTED``: it names
        the refused request and, as the original, the order.

        Raises:
            TerminalError: there never was such an order, or as :meth:`submit`.
        """

    def quote(self, intent: QuoteIntent) -> str:
        """Quotes both sides and returns the quote's id.

        Raises:
            TerminalError: as :meth:`submit`.
        """

    def working(self) -> tuple[str, ...]:
        """Those not yet done."""

    def position(self, instrument_id: int) -> int:
        """What the plugin holds, raw quantity, below zero where it is short; fills so far, none expected."""


class PluginContext(Protocol):
    """Ports of one plugin, shaped by its capabilities: touching one it was not given raises ``CapabilityError``."""

    @property
    def plugin_id(self) -> str:
        """Its id."""

    @property
    def settings(self) -> Mapping[str, object]:
        """Its settings: the manifest's defaults under the user's choices."""

    @property
    def now_ns(self) -> int:
        """Venue time of the event in hand: the only clock a plugin needs."""

    def instruments(self) -> tuple[InstrumentInfo, ...]:
        """Those that it receives events of, as far as they are known."""

    def emit(self, instrument_id: int, signal: Signal) -> None:
        """Says a signal."""

    @property
    def orders(self) -> OrderPort:
        """Its orders."""

    @property
    def history(self) -> DataLibrary:
        """Recorded data up to the event in hand."""

    def log(self, words: str) -> None:
        """A line in the log, under the plugin's name."""


class Strategy:
    """Base of strategies and models: define those handlers of :data:`terminal.sdk.events.HANDLERS` that you need.

    All are called on the plugin's own thread, one event at a time.
    """

    def close(self) -> None:
        """The last call, also after a failure; idempotent."""


class Model(Strategy):
    """A forecaster: a :class:`Strategy` that only says signals."""


class Alpha(Protocol):
    """A formula over a whole table; the install check perturbs later rows and compares earlier results."""

    def evaluate(self, columns: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
        """One value a row, from this row and those before it. Columns: ``open high low close volume`` and features."""
