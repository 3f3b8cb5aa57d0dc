"""What a plugin is handed: ports shaped by its capabilities, with its rates looked after."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Protocol

from terminal.domain.errors import UserError
from terminal.domain.market import InstrumentInfo
from terminal.domain.signals import Signal
from terminal.plugin_host.history import BoundedHistory
from terminal.plugin_host.meters import Flood, TokenBucket
from terminal.sdk.data import DataLibrary
from terminal.sdk.manifest import PluginManifest
from terminal.sdk.plugin import CapabilityError, OrderIntent, OrderPort, QuoteIntent


class Outputs(Protocol):
    """Where what a plugin says goes: the desk, or a comparison."""

    def signal(self, instrument_id: int, ts_ns: int, signal: Signal, /) -> None:
        """A signal was said."""

    def submit(self, ts_ns: int, intent: OrderIntent, /) -> str:
        """An order is wanted; returns its id."""

    def cancel(self, ts_ns: int, cl_ord_id: str, /) -> bool:
        """A cancel is wanted; false where no such order works."""

    def replace(self, ts_ns: int, cl_ord_id: str, qty: int, px: int, /) -> str:
        """Another quantity and price are wanted; returns the order's name once it is replaced."""

    def quote(self, ts_ns: int, intent: QuoteIntent, /) -> str:
        """A quote is wanted in the place of the last one of its instrument; returns its id."""

    def working(self) -> tuple[str, ...]:
        """Orders not yet done."""

    def position(self, instrument_id: int, /) -> int:
        """What the plugin holds."""

    def cancel_all(self) -> int:
        """Cancels every order and takes no more; returns how many."""


class Context:
    """The :class:`~terminal.sdk.plugin.PluginContext` of one running plugin. Only the plugin's thread calls it."""

    def __init__(
        self,
        manifest: PluginManifest,
        settings: Mapping[str, object],
        outputs: Outputs,
        known: Callable[[], tuple[InstrumentInfo, ...]],
        library: Callable[[], DataLibrary] | None = None,
    ) -> None:
        self.manifest = manifest
        self.plugin_id = manifest.id
        self.settings = MappingProxyType(dict(settings))
        self.outputs = outputs
        self.known = known
        self.library = library
        self.now_ns = 0
        self.stopped = ""
        """Why nothing more is taken from the plugin; empty while it runs."""
        self.flood = Flood(manifest.budget.signals_per_second)
        self.signals = 0
        self.log_bucket = TokenBucket(20)
        self.logger = logging.getLogger(f"plugin.{manifest.id}")
        self.port = Port(self)

    def instruments(self) -> tuple[InstrumentInfo, ...]:
        """Those that it receives events of, as far as they are known."""
        wanted = self.manifest.capabilities.instruments
        return tuple(one for one in self.known() if "*" in wanted or one.symbol in wanted)

    def emit(self, instrument_id: int, signal: Signal) -> None:
        """Says a signal; more of them than the budget allows are dropped and counted."""
        self.need(self.manifest.capabilities.signals, "signals", "signals = true")
        self.refuse_when_stopped()
        if not isinstance(signal, Signal):
            raise UserError(f"plugin {self.plugin_id}: emit wants a Signal, not {type(signal).__name__}")
        if self.flood.take(self.now_ns):
            self.signals += 1
            self.outputs.signal(instrument_id, self.now_ns, signal)

    @property
    def orders(self) -> OrderPort:
        """Its orders."""
        self.need(bool(self.manifest.capabilities.orders), "orders", 'orders = ["child"]')
        return self.port

    @property
    def history(self) -> DataLibrary:
        """Recorded data up to the event in hand."""
        self.need(self.manifest.capabilities.history, "history", "history = true")
        if self.library is None:
            raise UserError(f"plugin {self.plugin_id}: there is no data library in this run")
        return BoundedHistory(self.library(), lambda: self.now_ns)

    def log(self, words: str) -> None:
        """A line in the log; twenty a second."""
        if not self.stopped and self.log_bucket.take(self.now_ns):
            self.logger.info("%s", str(words)[:1_000])

    def need(self, given: bool, capability: str, line: str) -> None:
        """Refuses what the manifest does not ask for."""
        if not given:
            raise CapabilityError(
                f"plugin {self.plugin_id} was not given {capability}: its plugin.toml needs `{line}` under "
                "[capabilities]"
            )

    def refuse_when_stopped(self) -> None:
        """Nothing is taken from a plugin that was stopped, even where its thread still runs."""
        if self.stopped:
            raise UserError(f"plugin {self.plugin_id} is stopped: {self.stopped}")


class Port:
    """The :class:`~terminal.sdk.plugin.OrderPort` of one plugin."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.bucket = TokenBucket(context.manifest.budget.orders_per_second)
        self.submitted = 0
        self.refused = 0

    def submit(self, intent: OrderIntent) -> str:
        """Hands an order on and returns its id."""
        context = self.context
        context.refuse_when_stopped()
        if intent.side not in (1, 2) or intent.qty <= 0:
            raise UserError(f"plugin {context.plugin_id}: {intent} has no side 1 or 2, or no quantity above zero")
        self.take()
        return context.outputs.submit(context.now_ns, intent)

    def replace(self, cl_ord_id: str, qty: int, px: int) -> str:
        """Hands a change on and returns the order's name once it is replaced."""
        context = self.context
        context.refuse_when_stopped()
        self.take()
        return context.outputs.replace(context.now_ns, cl_ord_id, qty, px)

    def quote(self, intent: QuoteIntent) -> str:
        """Hands a quote on and returns its id."""
        context = self.context
        context.refuse_when_stopped()
        if intent.bid_qty < 0 or intent.ask_qty < 0:
            raise UserError(f"plugin {context.plugin_id}: {intent} has a quantity below zero")
        self.take()
        return context.outputs.quote(context.now_ns, intent)

    def take(self) -> None:
        """One of the orders that its budget allows."""
        context = self.context
        if not self.bucket.take(context.now_ns):
            self.refused += 1
            rate = context.manifest.budget.orders_per_second
            raise UserError(f"plugin {context.plugin_id}: over its budget of {rate:g} orders a second; not sent")
        self.submitted += 1

    def cancel(self, cl_ord_id: str) -> bool:
        """Asks for a cancel; also of a plugin that was stopped, since cancelling only lowers risk."""
        return self.context.outputs.cancel(self.context.now_ns, cl_ord_id)

    def working(self) -> tuple[str, ...]:
        """Those not yet done."""
        return self.context.outputs.working()

    def position(self, instrument_id: int) -> int:
        """What the plugin holds."""
        return self.context.outputs.position(instrument_id)
