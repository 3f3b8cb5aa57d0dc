"""One plugin of a run: the version that runs, one that runs beside it, and the one before."""

from __future__ import annotations

import math
from dataclasses import dataclass

from terminal.domain.plugins import PluginKind, PluginState
from terminal.domain.signals import Signal
from terminal.plugin_host.core_ports import Orders
from terminal.plugin_host.discovery import Refusal
from terminal.plugin_host.runtime import Factory, PluginRuntime
from terminal.plugin_host.shadow import Comparison
from terminal.plugin_host.signal_board import SessionSignals
from terminal.sdk.desk import PluginReport, ShadowReport
from terminal.sdk.manifest import Capabilities, PluginManifest
from terminal.sdk.plugin import OrderIntent, QuoteIntent

RUNS = (PluginKind.STRATEGY, PluginKind.MODEL)
"""Kinds that get a thread and events. The others wait for whoever uses them."""
NAN = float("nan")


class DeskOutputs:
    """:class:`~terminal.plugin_host.context.Outputs` that count: the signal board and the order ledger."""

    def __init__(self, plugin_id: str, board: SessionSignals, orders: Orders) -> None:
        self.plugin_id = plugin_id
        self.board = board
        self.orders = orders

    def signal(self, instrument_id: int, ts_ns: int, signal: Signal) -> None:
        """On the board."""
        self.board.add(self.plugin_id, instrument_id, ts_ns, signal)

    def submit(self, _ts_ns: int, intent: OrderIntent) -> str:
        """To the ledger."""
        return self.orders.submit(intent)

    def cancel(self, _ts_ns: int, cl_ord_id: str) -> bool:
        """To the ledger."""
        return self.orders.cancel(cl_ord_id)

    def replace(self, _ts_ns: int, cl_ord_id: str, qty: int, px: int) -> str:
        """To the ledger."""
        return self.orders.replace(cl_ord_id, qty, px)

    def quote(self, _ts_ns: int, intent: QuoteIntent) -> str:
        """To the ledger."""
        return self.orders.quote(intent)

    def working(self) -> tuple[str, ...]:
        """Those in the ledger."""
        return self.orders.working()

    def position(self, instrument_id: int) -> int:
        """As the ledger has it."""
        return self.orders.position(instrument_id)

    def cancel_all(self) -> int:
        """Of this run of the plugin."""
        return self.orders.cancel_all()


@dataclass(frozen=True, slots=True)
class Version:
    """A version that can be run again: its code stays in memory, whatever becomes of its folder."""

    manifest: PluginManifest
    factory: Factory


@dataclass(slots=True)
class Shadow:
    """A version that runs beside the one that counts."""

    manifest: PluginManifest
    comparison: Comparison
    runtime: PluginRuntime | None = None
    outputs: DeskOutputs | None = None
    """Where what it says goes once it is promoted."""
    failure: str = ""
    """Why it could not even be begun."""

    @property
    def runs(self) -> bool:
        """Whether it can take over."""
        return self.runtime is not None and self.runtime.state is PluginState.ACTIVE

    def report(self) -> ShadowReport:
        """How it compares so far."""
        events = self.runtime.events if self.runtime is not None else 0
        failed = self.runtime is not None and self.runtime.state is PluginState.QUARANTINED
        return self.comparison.report(events, self.runtime.reason if failed and self.runtime else self.failure)


@dataclass(slots=True)
class Hosted:
    """A plugin as the host keeps it."""

    manifest: PluginManifest
    state: PluginState = PluginState.VALIDATED
    reason: str = ""
    runtime: PluginRuntime | None = None
    outputs: DeskOutputs | None = None
    shadow: Shadow | None = None
    previous: Version | None = None

    @property
    def stands(self) -> tuple[PluginState, str]:
        """Its state and the reason: the runtime's own where it has one."""
        return (self.state, self.reason) if self.runtime is None else (self.runtime.state, self.runtime.reason)

    def report(self) -> PluginReport:
        """As the board shows it."""
        state, reason = self.stands
        run = self.runtime
        return PluginReport(
            id=self.manifest.id,
            kind=self.manifest.kind,
            state=state,
            version=self.manifest.version,
            reason=reason,
            doc=self.manifest.doc,
            bundled=self.manifest.bundled,
            path=self.manifest.path,
            capabilities=capability_words(self.manifest.capabilities),
            events=run.events if run else 0,
            skipped=run.skipped if run else 0,
            callback_us_p50=run.times.percentile_us(0.5) if run else NAN,
            callback_us_p99=run.times.percentile_us(0.99) if run else NAN,
            callback_us_max=run.times.max_ns / 1e3 if run and run.times.total else NAN,
            budget_ms=self.manifest.budget.callback_ms if self.manifest.kind in RUNS else NAN,
            memory_mb=run.memory.grown_mb if run else NAN,
            signals=run.context.signals if run else 0,
            working_orders=len(self.outputs.working()) if self.outputs else 0,
            shadow=self.shadow.report() if self.shadow else None,
        )


def refused_report(refusal: Refusal) -> PluginReport:
    """A plugin that was refused before any of its code was imported."""
    return PluginReport(
        id=refusal.id,
        kind=refusal.kind or PluginKind.STRATEGY,
        state=PluginState.REFUSED,
        version=refusal.version,
        reason=refusal.reason,
        doc="",
        bundled=False,
        path=refusal.path,
        capabilities=(),
        callback_us_p50=math.nan,
    )


def capability_words(given: Capabilities) -> tuple[str, ...]:
    """What a plugin may have, in words."""
    words = list(given.market_data)
    if given.features:
        words.append(f"features {given.features} every {given.every}")
    if given.signals:
        words.append("signals")
    words += [f"orders {kind}" for kind in given.orders]
    if given.history:
        words.append("history")
    if words and given.instruments != ("*",):
        words.append(f"only {', '.join(given.instruments)}")
    return tuple(words)
