"""What the plugin runtime has of the core: taps of the running market, deterministic runs, the watchdog, the ledger.

A running session tells each plugin through a tap of its own (:meth:`terminal.bridge.session.CoreSession.tap`); a check
or a backtest pulls the same events, losslessly and without a clock, from an :class:`EventRun`. Raw events are
``(code, stamp_ns, fields)``: the code indexes :data:`terminal.sdk.events.EVENT_TYPES`, the stamp is
``time.monotonic_ns()`` at the moment the core handed the event over, the fields are those of the event's class.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from terminal import _core
from terminal.bridge.jobs import core_errors
from terminal.bridge.parquet import columns_of
from terminal.domain.errors import UserError
from terminal.domain.market import InstrumentInfo
from terminal.domain.orders import OrdType
from terminal.sdk.plugin import OrderIntent, QuoteIntent

RawEvent = tuple[int, int, tuple[Any, ...]]
RING = 16_384
"""Events that one tap holds: most of a second at 20,000 a second."""
TAKE = 4_096
"""Events that a run is asked for at a time."""
KEPT = 4_096
"""Intents that a plugin's view of the ledger keeps before it lets go of those that are done."""
HANG_MS = 200
"""How long a call into a plugin may last before the watchdog stops the plugin."""

EventTap = _core.EventTap
"""``wait(timeout_s, most)``, ``close()``, ``skipped``, ``waiting``, ``ended``, ``closed``, ``failure``."""
WatchSlot = _core.WatchSlot
"""``enter()``, ``leave()``, ``turn()``, ``call(handler, event)``, ``stop(reason)``, ``stopped``, ``reason``."""


@dataclass(frozen=True, slots=True)
class TapRequest:
    """What a plugin wants to be told. Gaps, resyncs and skipped events are always told."""

    name: str
    """The plugin's id, for messages."""
    instruments: tuple[int, ...] | None = None
    """These only; ``None`` is all of them."""
    quotes: bool = True
    """Best bid and offer, each time either changed at the end of a unit of the feed."""
    trades: bool = True
    phases: bool = True
    features: str = ""
    """A specification of the feature library, computed for each instrument; empty for none."""
    every_ns: int = 0
    """Interval of the features. Only intervals seen whole are told."""
    capacity: int = RING
    """Events that wait at most; beyond it the newest are dropped, counted and told as ``Skipped``."""
    past: bool = False
    """Also what a session that catches up with its past has left of it; else events begin where the tap does."""

    @property
    def wanted(self) -> tuple[list[int] | None, bool, bool, bool, str, int]:
        """As the core reads it."""
        chosen = None if self.instruments is None else list(self.instruments)
        return chosen, self.quotes, self.trades, self.phases, self.features, self.every_ns


@dataclass(frozen=True, slots=True)
class Perturbation:
    """Another future: from ``after_ns`` on the market is its own mirror image, moved and scaled by ``seed``."""

    after_ns: int
    seed: int = 1


class EventRun:
    """A recording or a simulated market, told from its beginning, as fast as it is taken and always the same."""

    def __init__(self, core: _core.EventRun) -> None:
        self.core = core

    def take(self, most: int = TAKE) -> list[RawEvent]:
        """The next events, ``most`` at most; none when all were taken.

        Raises:
            UserError: the recording is damaged; everything before that was taken.
        """
        with core_errors():
            return self.core.take(most)

    def __iter__(self) -> Iterator[RawEvent]:
        """What was not taken yet, one by one."""
        while events := self.take():
            yield from events

    @property
    def ended(self) -> bool:
        """Whether everything was taken."""
        return self.core.ended

    @property
    def failure(self) -> str | None:
        """Why the features stopped, if they did."""
        return self.core.failure

    def instruments(self) -> tuple[InstrumentInfo, ...]:
        """Those seen so far, in order of id."""
        return tuple(InstrumentInfo(number, *row) for number, row in enumerate(self.core.instruments()))


def open_run(
    path: Path,
    request: TapRequest,
    format: str | None = None,
    *,
    skip_damaged: bool = False,
    perturbed: Perturbation | None = None,
) -> EventRun:
    """The events of a recording.

    Raises:
        UserError: it cannot be opened, or the features asked for are wrong; the message names which.
    """
    with core_errors():
        columns = columns_of(path, format)
        return EventRun(
            _core.EventRun.open(
                str(path), request.wanted, format, skip_damaged, columns=columns, perturb=fork_of(perturbed)
            )
        )


def simulate_run(seed: int, seconds: float, request: TapRequest, *, perturbed: Perturbation | None = None) -> EventRun:
    """The first ``seconds`` of the simulated exchange, in virtual time: the same events for the same seed.

    Raises:
        UserError: the features asked for are wrong.
    """
    with core_errors():
        return EventRun(_core.EventRun.simulate(seed, seconds, request.wanted, perturb=fork_of(perturbed)))


def fork_of(perturbed: Perturbation | None) -> tuple[int, int] | None:
    """As the core reads it."""
    return None if perturbed is None else (perturbed.after_ns, perturbed.seed)


@dataclass(frozen=True, slots=True)
class Finding:
    """A plugin that the watchdog stopped."""

    plugin_id: str
    kind: Literal["hang", "memory"]
    elapsed_ns: int
    """How long the call had lasted."""
    grown_bytes: int
    """Memory put down to the plugin."""
    holds_interpreter: bool | None
    """Whether the window could not breathe either: the call holds the interpreter. ``None`` without a window."""
    cancelled: int
    """Orders that were cancelled."""
    text: str
    """For people."""
    at_ns: int
    """``time.monotonic_ns()``."""


@dataclass(frozen=True, slots=True)
class OrderEvent:
    """One entry of the ledger's story."""

    plugin_id: str
    cl_ord_id: str
    """Empty for a refused order."""
    what: Literal["submitted", "cancelled", "refused"]
    reason: str
    at_ns: int
    """``time.monotonic_ns()``."""
    intent: OrderIntent


class OrderLedger:
    """The orders of every plugin: each plugin's own view, until a gateway takes the ledger's place behind this port."""

    def __init__(self) -> None:
        self.core = _core.OrderLedger()

    def open(self, plugin_id: str, orders_per_second: int) -> PluginOrders:
        """Opens a plugin's account, or opens it anew after a stop."""
        self.core.open(plugin_id, orders_per_second)
        return PluginOrders(self.core, plugin_id)

    def working(self, plugin_id: str) -> tuple[str, ...]:
        """Ids of its working orders, oldest first."""
        return tuple(self.core.working(plugin_id))

    def cancel_all(self, plugin_id: str, reason: str) -> int:
        """Cancels everything that it has working; how many."""
        return self.core.cancel_all(plugin_id, reason)

    def stop(self, plugin_id: str, reason: str) -> int:
        """As :meth:`cancel_all`, and takes no further order until the account is opened anew."""
        return self.core.stop(plugin_id, reason)

    def take_events(self) -> tuple[tuple[OrderEvent, ...], int]:
        """What happened since the last call, and how many refusals found no place in the list.

        Take them now and then: new orders are refused while 65,536 events wait.
        """
        rows, untold = self.core.take_events()
        return tuple(order_event(*row) for row in rows), untold


def order_event(
    plugin_id: str, cl_ord_id: str, what: Any, reason: str, at_ns: int, instrument: int, side: int, qty: int, px: int
) -> OrderEvent:
    """An entry from the core's columns."""
    return OrderEvent(plugin_id, cl_ord_id, what, reason, at_ns, OrderIntent(instrument, side, qty, px))


class PluginOrders:
    """One plugin's orders: a :class:`terminal.sdk.plugin.OrderPort`."""

    def __init__(self, core: _core.OrderLedger, plugin_id: str) -> None:
        self.core = core
        self.plugin_id = plugin_id
        self.intents: dict[str, OrderIntent] = {}
        self.quotes: dict[int, tuple[str, ...]] = {}

    def submit(self, intent: OrderIntent) -> str:
        """Hands an order on and returns its ``cl_ord_id``.

        Raises:
            UserError: the plugin is stopped, over its order budget, or this is no order that rests until cancelled.
        """
        if intent.ord_type is not OrdType.LIMIT:
            raise UserError(f"{self.plugin_id}: the ledger keeps limit orders only; `plimsoll trade` takes every type")
        with core_errors():
            name = self.core.submit(self.plugin_id, intent.instrument_id, intent.side, intent.qty, intent.px)
        if len(self.intents) >= KEPT:
            working = set(self.working())
            self.intents = {one: kept for one, kept in self.intents.items() if one in working}
        self.intents[name] = intent
        return name

    def cancel(self, cl_ord_id: str) -> bool:
        """Cancels; false where no such order of this plugin works."""
        return self.core.cancel(self.plugin_id, cl_ord_id)

    def replace(self, cl_ord_id: str, qty: int, px: int) -> str:
        """Cancels and orders anew, which is all that a replacement is where nothing fills.

        Raises:
            UserError: no such order works, or as :meth:`submit`.
        """
        before = self.intents.get(cl_ord_id)
        if before is None or not self.cancel(cl_ord_id):
            raise UserError(f"{self.plugin_id}: order {cl_ord_id} does not work: nothing to replace")
        return self.submit(dataclasses.replace(before, qty=qty, px=px))

    def quote(self, intent: QuoteIntent) -> str:
        """Cancels what is left of the last quote of the instrument and orders each side.

        Raises:
            UserError: as :meth:`submit`.
        """
        for name in self.quotes.pop(intent.instrument_id, ()):
            self.cancel(name)
        names = tuple(self.submit(side) for side in intent.sides())
        self.quotes[intent.instrument_id] = names
        return names[0] if names else ""

    def working(self) -> tuple[str, ...]:
        """Those not yet done, oldest first."""
        return tuple(self.core.working(self.plugin_id))

    def position(self, _instrument_id: int) -> int:
        """Nothing: no order of the ledger fills."""
        return 0

    def cancel_all(self, reason: str = "stopped by the host") -> int:
        """Cancels every one and takes no more; how many."""
        return self.core.stop(self.plugin_id, reason)


class PluginWatch:
    """The process's watchdog: a thread of the core that needs no interpreter lock."""

    def __init__(self, ledger: OrderLedger, report: Path | None = None) -> None:
        """Starts the thread. Each finding is appended to the file ``report`` and said on the error output at once.

        Raises:
            UserError: the file cannot be written; the message names it.
        """
        with core_errors():
            self.core = _core.PluginWatch(ledger.core, None if report is None else str(report))

    def register(self, plugin_id: str, hang_ms: int = HANG_MS, memory_mb: int = 0) -> WatchSlot:
        """Watches a plugin from now on, in place of an earlier one of this id; a memory budget of 0 is none."""
        return self.core.register(plugin_id, hang_ms, memory_mb)

    def unregister(self, slot: WatchSlot) -> None:
        """Watches this one no longer."""
        self.core.unregister(slot)

    def breathe(self) -> None:
        """The window is alive, said each frame: tells a call that holds the interpreter from one that loops."""
        self.core.breathe()

    def take_findings(self) -> tuple[Finding, ...]:
        """What was found since the last call."""
        return tuple(finding(*row) for row in self.core.take_findings())

    def close(self) -> None:
        """Ends the thread; idempotent."""
        self.core.close()


def finding(
    plugin_id: str, kind: Any, elapsed_ns: int, grown: int, holds: bool | None, cancelled: int, text: str, at_ns: int
) -> Finding:
    """A finding from the core's columns."""
    if kind not in ("hang", "memory"):
        raise UserError(f"the core found {kind!r}, which this terminal does not know: core and terminal do not fit")
    return Finding(plugin_id, kind, elapsed_ns, grown, holds, cancelled, text, at_ns)
