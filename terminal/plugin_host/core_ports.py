"""What the running half of the host needs of the core: events, a watchdog, an order ledger. The bridge has them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from terminal.domain.market import InstrumentInfo
from terminal.sdk.manifest import PluginManifest
from terminal.sdk.plugin import OrderIntent, QuoteIntent

RawEvent = tuple[int, int, tuple[Any, ...]]
"""Code of :data:`terminal.sdk.events.EVENT_TYPES`, when the core handed it over, and the fields."""


class Tap(Protocol):
    """A plugin's own bounded queue of events."""

    def wait(self, timeout_s: float, most: int) -> Sequence[RawEvent]:
        """Up to ``most`` events as soon as there are any, none at the end of the time; gives the interpreter up."""

    @property
    def ended(self) -> bool:
        """Whether the session is over: what waits can still be taken, nothing comes any more."""

    def close(self) -> None:
        """Ends it and wakes whoever waits; idempotent."""


class Slot(Protocol):
    """One plugin's entry in the core's watchdog, which needs no interpreter lock to look at it."""

    def call(self, handler: Callable[[Any], object], event: Any, /) -> int:
        """Calls ``handler(event)`` under the watchdog's eye; nanoseconds that it took."""

    @property
    def stopped(self) -> bool:
        """Whether the watchdog or the host stopped the plugin."""

    def stop(self, reason: str, /) -> int:
        """Stops the plugin: its orders are cancelled, no further one is taken. How many were cancelled."""


class Orders(Protocol):
    """One plugin's orders in the core's ledger."""

    def submit(self, intent: OrderIntent) -> str:
        """Hands an order on; returns its id."""

    def cancel(self, cl_ord_id: str) -> bool:
        """Asks for a cancel."""

    def replace(self, cl_ord_id: str, qty: int, px: int) -> str:
        """Asks for another quantity and price; returns the name that the order then has."""

    def quote(self, intent: QuoteIntent) -> str:
        """Quotes both sides; returns the quote's id."""

    def working(self) -> tuple[str, ...]:
        """Those not yet done."""

    def position(self, instrument_id: int) -> int:
        """What the plugin holds."""

    def cancel_all(self) -> int:
        """Cancels every one and takes no more; returns how many."""


class Finding(Protocol):
    """A plugin that the watchdog stopped."""

    @property
    def plugin_id(self) -> str:
        """The name of its slot, as it was registered."""

    @property
    def kind(self) -> str:
        """``hang`` or ``memory``."""

    @property
    def elapsed_ns(self) -> int:
        """How long the call had lasted."""

    @property
    def grown_bytes(self) -> int:
        """Memory put down to the plugin."""

    @property
    def holds_interpreter(self) -> bool | None:
        """Whether nothing else of Python ran meanwhile."""

    @property
    def text(self) -> str:
        """What the watchdog said at once, with the number of orders that it cancelled."""


class Core(Protocol):
    """The core as the host uses it."""

    def open_tap(self, manifest: PluginManifest, /) -> Tap:
        """A tap of what the manifest asks for."""

    def register(self, manifest: PluginManifest, name: str, /) -> tuple[Slot, Orders]:
        """An entry in the watchdog and in the order ledger for one run of a plugin."""

    def instruments(self) -> tuple[InstrumentInfo, ...]:
        """Those known so far."""

    def breathe(self) -> None:
        """The interpreter runs: told once a frame."""

    def findings(self) -> Sequence[Finding]:
        """What the watchdog found since it was last asked."""

    def close(self) -> None:
        """Ends the watchdog; idempotent."""
