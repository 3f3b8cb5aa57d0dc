"""Runs a plugin over given events without a desk and keeps what it says: for checks, comparisons and tests."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from terminal.domain.errors import UserError
from terminal.domain.market import InstrumentInfo
from terminal.domain.signals import Signal
from terminal.plugin_host.boundary import Fault, guarded
from terminal.plugin_host.context import Context
from terminal.plugin_host.core_ports import RawEvent
from terminal.plugin_host.runtime import TS_AT
from terminal.sdk.events import EVENT_TYPES, HANDLERS
from terminal.sdk.manifest import PluginManifest
from terminal.sdk.plugin import OrderIntent, QuoteIntent

MOST = 2_000_000
"""Outputs kept of one run."""


@dataclass(frozen=True, slots=True)
class Output:
    """One thing that a plugin said, at an event of this venue time."""

    ts_ns: int
    instrument_id: int
    what: str
    """``signal``, ``signal NAME``, ``buy``, ``sell`` or ``cancel``."""
    values: tuple[float, ...]
    """Value, confidence and horizon of a signal; quantity and price of an order."""

    def __str__(self) -> str:
        figures = ", ".join(f"{value:g}" for value in self.values)
        return f"{self.what} ({figures}) for instrument {self.instrument_id} at {self.ts_ns} ns"


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a plugin said over some events, and what stopped it, if anything."""

    outputs: tuple[Output, ...]
    events: int
    fault: Fault | None


class Recorder:
    """:class:`~terminal.plugin_host.context.Outputs` that keep what is said; orders rest until they are cancelled."""

    def __init__(self) -> None:
        self.outputs: list[Output] = []
        self.resting: dict[str, OrderIntent] = {}
        self.quotes: dict[int, tuple[str, ...]] = {}
        self.numbered = 0

    def keep(self, output: Output) -> None:
        """One more."""
        if len(self.outputs) < MOST:
            self.outputs.append(output)

    def signal(self, instrument_id: int, ts_ns: int, signal: Signal) -> None:
        """A signal was said."""
        self.keep(signal_output(instrument_id, ts_ns, signal))

    def submit(self, ts_ns: int, intent: OrderIntent) -> str:
        """An order is wanted."""
        self.numbered += 1
        name = f"dry-{self.numbered}"
        self.resting[name] = intent
        self.keep(order_output(ts_ns, intent))
        return name

    def cancel(self, ts_ns: int, cl_ord_id: str) -> bool:
        """A cancel is wanted."""
        intent = self.resting.pop(cl_ord_id, None)
        if intent is not None:
            self.keep(Output(ts_ns, intent.instrument_id, "cancel", (float(intent.qty), float(intent.px))))
        return intent is not None

    def replace(self, ts_ns: int, cl_ord_id: str, qty: int, px: int) -> str:
        """A change is wanted: here a cancel and an order."""
        before = self.resting.get(cl_ord_id)
        if before is None:
            raise UserError(f"order {cl_ord_id} does not work: nothing to replace")
        self.cancel(ts_ns, cl_ord_id)
        return self.submit(ts_ns, dataclasses.replace(before, qty=qty, px=px))

    def quote(self, ts_ns: int, intent: QuoteIntent) -> str:
        """A quote is wanted: the last one's sides leave."""
        for name in self.quotes.get(intent.instrument_id, ()):
            self.cancel(ts_ns, name)
        names = tuple(self.submit(ts_ns, side) for side in intent.sides())
        self.quotes[intent.instrument_id] = names
        return names[0] if names else "dry-0"

    def working(self) -> tuple[str, ...]:
        """Orders that rest."""
        return tuple(self.resting)

    def position(self, _instrument_id: int) -> int:
        """Nothing fills."""
        return 0

    def cancel_all(self) -> int:
        """Nothing rests any more."""
        count = len(self.resting)
        self.resting.clear()
        return count


def signal_output(instrument_id: int, ts_ns: int, signal: Signal) -> Output:
    """A signal as an output."""
    what = f"signal {signal.name}".rstrip()
    return Output(ts_ns, instrument_id, what, (signal.value, signal.confidence, float(signal.horizon_ns)))


def order_output(ts_ns: int, intent: OrderIntent) -> Output:
    """An order as an output."""
    what = "buy" if intent.side == 1 else "sell"
    return Output(ts_ns, intent.instrument_id, what, (float(intent.qty), float(intent.px)))


def dry_run(
    manifest: PluginManifest,
    create: Callable[[Context], object],
    events: Iterable[RawEvent],
    instruments: Callable[[], tuple[InstrumentInfo, ...]] = lambda: (),
    settings: Mapping[str, object] | None = None,
) -> DryRun:
    """Runs a plugin from ``create`` over every event, on the caller's thread; what it raises ends the run.

    The budget of signals and orders holds as in a real run, that of time does not.
    """
    recorder = Recorder()
    chosen = defaults(manifest) if settings is None else settings
    context = Context(manifest, chosen, recorder, instruments)
    counted = 0

    def live() -> None:
        nonlocal counted
        plugin = create(context)
        handlers = [getattr(plugin, handler, None) for handler in HANDLERS]
        for code, _, payload in events:
            counted += 1
            handler = handlers[code]
            if handler is not None:
                context.now_ns = payload[TS_AT[code]]
                handler(EVENT_TYPES[code]._make(payload))
        close = getattr(plugin, "close", None)
        if callable(close):
            close()

    fault = guarded(live, manifest.id)
    return DryRun(tuple(recorder.outputs), counted, fault)


def defaults(manifest: PluginManifest) -> dict[str, object]:
    """The settings that a manifest declares, at their defaults."""
    return {name: declared.default for name, declared in manifest.settings.items()}
