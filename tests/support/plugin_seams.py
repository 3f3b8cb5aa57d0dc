"""Stand-ins for what the core gives a running plugin: events, a watchdog's slot, outputs that remember."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from terminal.domain.market import PRICE_ONE, QTY_ONE, InstrumentInfo
from terminal.domain.plugins import PluginKind
from terminal.domain.signals import Signal
from terminal.plugin_host.context import Context
from terminal.plugin_host.core_ports import RawEvent
from terminal.plugin_host.runtime import PluginRuntime, Seams
from terminal.sdk.manifest import Budget, Capabilities, PluginManifest
from terminal.sdk.plugin import OrderIntent, QuoteIntent

INSTRUMENT = InstrumentInfo(1, "TIDE", "XSIM", "EUR", PRICE_ONE // 100, QTY_ONE, 2, 0)
WITHIN_S = 20.0


def until(true: Callable[[], object], within_s: float = WITHIN_S) -> None:
    """Waits for something that happens on another thread."""
    end = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.005)


def quote(ts_ns: int, bid: int = 100, ask: int = 101) -> RawEvent:
    """A quote as the core hands it over."""
    return 0, 0, (1, ts_ns, bid * PRICE_ONE, QTY_ONE, ask * PRICE_ONE, QTY_ONE)


class FakeTap:
    """A queue of events."""

    def __init__(self, events: Sequence[RawEvent] = ()) -> None:
        self.events = list(events)
        self.news = threading.Condition()
        self.closed = False
        self.ended = False

    def put(self, *events: RawEvent) -> None:
        with self.news:
            self.events.extend(events)
            self.news.notify_all()

    def wait(self, timeout_s: float, most: int) -> Sequence[RawEvent]:
        with self.news:
            self.news.wait_for(lambda: self.events or self.closed, timeout_s)
            batch, self.events = self.events[:most], self.events[most:]
            return batch

    def close(self) -> None:
        with self.news:
            self.closed = True
            self.news.notify_all()


class FakeSlot:
    """A watchdog's slot."""

    def __init__(self) -> None:
        self.depth = 0
        self.entered_ns = 0
        self.stopped = False

    def call(self, handler: Callable[[Any], object], event: Any) -> int:
        began = time.perf_counter_ns()
        self.depth += 1
        self.entered_ns = time.monotonic_ns()
        try:
            handler(event)
        finally:
            self.depth -= 1
        return time.perf_counter_ns() - began

    def stop(self, _reason: str) -> int:
        self.stopped = True
        return 0


class Kept:
    """Outputs that remember."""

    def __init__(self) -> None:
        self.signals: list[tuple[int, int, Signal]] = []
        self.orders: dict[str, OrderIntent] = {}
        self.done = False

    def signal(self, instrument_id: int, ts_ns: int, signal: Signal) -> None:
        self.signals.append((instrument_id, ts_ns, signal))

    def submit(self, _ts_ns: int, intent: OrderIntent) -> str:
        name = f"order-{len(self.orders) + 1}"
        self.orders[name] = intent
        return name

    def cancel(self, _ts_ns: int, cl_ord_id: str) -> bool:
        return self.orders.pop(cl_ord_id, None) is not None

    def replace(self, ts_ns: int, cl_ord_id: str, qty: int, px: int) -> str:
        before = self.orders.pop(cl_ord_id)
        return self.submit(ts_ns, replace(before, qty=qty, px=px))

    def quote(self, ts_ns: int, intent: QuoteIntent) -> str:
        return next(self.submit(ts_ns, side) for side in intent.sides())

    def working(self) -> tuple[str, ...]:
        return tuple(self.orders)

    def position(self, _instrument_id: int) -> int:
        return 0

    def cancel_all(self) -> int:
        n, self.done = len(self.orders), True
        self.orders.clear()
        return n


def manifest(
    capabilities: Capabilities | None = None,
    budget: Budget | None = None,
    plugin_id: str = "tide",
    **more: Any,
) -> PluginManifest:
    """A manifest without a file."""
    return PluginManifest(
        id=plugin_id,
        kind=more.pop("kind", PluginKind.STRATEGY),
        entry="nowhere:create",
        path=Path("plugin.toml"),
        capabilities=capabilities or Capabilities(market_data=("quotes",), signals=True, orders=("child",)),
        budget=budget or Budget(),
        **more,
    )


class Rig:
    """One runtime on stand-ins."""

    def __init__(
        self,
        create: Callable[[Context], object],
        declared: PluginManifest | None = None,
        settings: Mapping[str, object] | None = None,
    ) -> None:
        self.outputs = Kept()
        self.tap = FakeTap()
        self.slot = FakeSlot()
        self.ended: list[PluginRuntime] = []
        declared = declared or manifest()
        self.context = Context(declared, settings or {}, self.outputs, lambda: (INSTRUMENT,))
        seams = Seams(lambda _: create, lambda _: self.tap, self.slot, self.ended.append)
        self.runtime = PluginRuntime(declared, self.context, seams)

    def start(self) -> Rig:
        self.runtime.start()
        return self

    def look(self) -> bool:
        """What watchdog and host do a few times a second; true once the thread has ended."""
        now_ns, limit_ms = time.monotonic_ns(), self.runtime.manifest.budget.hang_ms
        ms = (now_ns - self.slot.entered_ns) / 1e6
        if self.slot.depth and ms > limit_ms and not self.slot.stopped:
            self.runtime.quarantine(self.runtime.hang_words(self.runtime.call, ms, limit_ms))
        self.runtime.look(now_ns)
        return not self.runtime.thread.is_alive()

    def gone(self) -> Rig:
        until(self.look)
        return self


class FakeOrders(Kept):
    """One run's orders in the ledger."""

    def submit(self, intent: OrderIntent) -> str:  # type: ignore[override]
        return super().submit(0, intent)

    def cancel(self, cl_ord_id: str) -> bool:  # type: ignore[override]
        return super().cancel(0, cl_ord_id)

    def replace(self, cl_ord_id: str, qty: int, px: int) -> str:  # type: ignore[override]
        return super().replace(0, cl_ord_id, qty, px)

    def quote(self, intent: QuoteIntent) -> str:  # type: ignore[override]
        return super().quote(0, intent)


@dataclass
class Found:
    """A finding of the watchdog."""

    plugin_id: str
    kind: str = "hang"
    elapsed_ns: int = 251_000_000
    grown_bytes: int = 0
    holds_interpreter: bool | None = True
    text: str = "it holds the interpreter"


class FakeCore:
    """The core: what was opened and registered, in order."""

    def __init__(self) -> None:
        self.taps: list[FakeTap] = []
        self.slots: dict[str, FakeSlot] = {}
        self.orders: dict[str, FakeOrders] = {}
        self.found: list[Found] = []
        self.breaths = 0

    def open_tap(self, _manifest: PluginManifest) -> FakeTap:
        self.taps.append(FakeTap())
        return self.taps[-1]

    def register(self, _manifest: PluginManifest, name: str) -> tuple[FakeSlot, FakeOrders]:
        self.slots[name], self.orders[name] = FakeSlot(), FakeOrders()
        return self.slots[name], self.orders[name]

    def instruments(self) -> tuple[InstrumentInfo, ...]:
        return (INSTRUMENT,)

    def breathe(self) -> None:
        self.breaths += 1

    def findings(self) -> list[Found]:
        found, self.found = self.found, []
        return found

    def close(self) -> None:
        return None

    def put(self, *events: RawEvent) -> None:
        """To every tap."""
        for tap in self.taps:
            tap.put(*events)


class FakeLoader:
    """Plugins by id: their factory and manifest as they are on disk now."""

    def __init__(self, **factories: Callable[[Context], object]) -> None:
        self.factories = factories
        self.on_disk: dict[str, PluginManifest | Exception] = {}
        self.loads: list[tuple[str, bool]] = []

    def read(self, declared: PluginManifest) -> PluginManifest:
        found = self.on_disk.get(declared.id, declared)
        if isinstance(found, Exception):
            raise found
        return found

    def load(self, declared: PluginManifest, *, fresh: bool) -> Callable[[Context], object]:
        self.loads.append((declared.id, fresh))
        return self.factories[declared.id]
