"""What the running half of the host needs of the core: events, a watchdog, an order ledger. The bridge has them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from terminal.sdk.plugin import OrderIntent

RawEvent = tuple[int, int, tuple[Any, ...]]
"""Code of :data:`terminal.sdk.events.EVENT_TYPES`, when the core handed it over, and the fields."""


class Tap(Protocol):
    """A plugin's own bounded queue of events."""

    def wait(self, timeout_s: float, most: int) -> Sequence[RawEvent]:
        """Up to ``most`` events as soon as there are any, none at the end of the time; gives the interpreter up."""

    def close(self) -> None:
        """Ends it and wakes whoever waits; idempotent."""


class Slot(Protocol):
    """One plugin's entry in the core's watchdog, which needs no interpreter lock to look at it."""

    def enter(self) -> None:
        """A call into the plugin begins."""

    def leave(self) -> None:
        """It is over."""

    @property
    def stopped(self) -> bool:
        """Whether the watchdog stopped the plugin."""

    def stop(self) -> None:
        """Stops the plugin: no further order of it is taken."""


class Orders(Protocol):
    """One plugin's orders in the core's ledger."""

    def submit(self, intent: OrderIntent) -> str:
        """Hands an order on; returns its id."""

    def cancel(self, cl_ord_id: str) -> bool:
        """Asks for a cancel."""

    def working(self) -> tuple[str, ...]:
        """Those not yet done."""

    def cancel_all(self) -> int:
        """Cancels every one and takes no more; returns how many."""
