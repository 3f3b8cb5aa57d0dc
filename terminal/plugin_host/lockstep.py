"""Runs a strategy over a recording in lockstep with an order path: nothing happens in the market while it thinks."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import Any, Protocol

from terminal.domain.market import InstrumentInfo
from terminal.domain.signals import Signal
from terminal.plugin_host.boundary import Fault, guarded
from terminal.plugin_host.context import Context
from terminal.plugin_host.dry_run import defaults
from terminal.sdk.events import HANDLERS
from terminal.sdk.manifest import PluginManifest
from terminal.sdk.plugin import OrderIntent, QuoteIntent

EVENTS_A_TURN = 20_000
"""Events handed over between two looks at the progress."""

Progress = Callable[[float, int], None]


class Run(Protocol):
    """Market, order path and venue of one run."""

    def drive(self, handlers: list[Callable[[Any], object] | None], context: object, most: int, /) -> int:
        """Lets the market go on until so many events were handed over."""

    def submit(self, intent: OrderIntent) -> str:
        """Hands an order on."""

    def cancel_order(self, cl_ord_id: str) -> bool:
        """Asks for a cancel."""

    def replace(self, cl_ord_id: str, qty: int, px: int) -> str:
        """Asks for another quantity and price."""

    def quote(self, intent: QuoteIntent) -> str:
        """Quotes both sides."""

    def working(self) -> tuple[str, ...]:
        """Orders not yet done."""

    def position(self, instrument_id: int) -> int:
        """What the strategy holds."""

    def instruments(self) -> tuple[InstrumentInfo, ...]:
        """Those seen so far."""

    def stop(self, reason: str) -> int:
        """Halts the strategy and cancels its orders."""

    def cancel(self) -> None:
        """Ends the run at the next event."""

    @property
    def over(self) -> bool:
        """Whether nothing comes any more."""

    @property
    def fraction(self) -> float:
        """Fraction done."""

    @property
    def units(self) -> int:
        """Messages so far."""


class RunOutputs:
    """:class:`~terminal.plugin_host.context.Outputs` that go to a run."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.signals = 0

    def signal(self, _instrument_id: int, _ts_ns: int, _signal: Signal) -> None:
        """Counted: nobody looks at a run's signals."""
        self.signals += 1

    def submit(self, _ts_ns: int, intent: OrderIntent) -> str:
        """To the order path."""
        return self.run.submit(intent)

    def cancel(self, _ts_ns: int, cl_ord_id: str) -> bool:
        """To the order path."""
        return self.run.cancel_order(cl_ord_id)

    def replace(self, _ts_ns: int, cl_ord_id: str, qty: int, px: int) -> str:
        """To the order path."""
        return self.run.replace(cl_ord_id, qty, px)

    def quote(self, _ts_ns: int, intent: QuoteIntent) -> str:
        """To the order path."""
        return self.run.quote(intent)

    def working(self) -> tuple[str, ...]:
        """As the order state has them."""
        return self.run.working()

    def position(self, instrument_id: int) -> int:
        """As the order state has it."""
        return self.run.position(instrument_id)

    def cancel_all(self) -> int:
        """Halts the strategy."""
        return self.run.stop("stopped by the host")


def trade(
    manifest: PluginManifest,
    create: Callable[[Context], object],
    run: Run,
    settings: Mapping[str, object] | None = None,
    progress: Progress = lambda _fraction, _units: None,
) -> Fault | None:
    """Runs a strategy from ``create`` to the end of the recording; what it raised, if anything.

    One that raises is stopped and its orders are cancelled; the market then goes on until their cancels are confirmed.
    An interrupt from the keyboard ends the run at the next event; a second one ends the process as usual.
    """
    chosen = defaults(manifest) | dict(settings or {})
    context = Context(manifest, chosen, RunOutputs(run), run.instruments)
    plugin: object | None = None

    def live() -> None:
        nonlocal plugin
        plugin = create(context)
        handlers = [getattr(plugin, name, None) for name in HANDLERS]
        while not run.over:
            run.drive(handlers, context, EVENTS_A_TURN)
            progress(run.fraction, run.units)

    with interrupts_to(run.cancel):
        fault = guarded(live, manifest.id)
        if fault is not None:
            context.stopped = fault.words
            run.stop(fault.words)
            settle(run)
        close = getattr(plugin, "close", None)
        closing = guarded(close, manifest.id) if callable(close) else None
    return fault or closing


def settle(run: Run) -> None:
    """Lets the market go on, with nobody told, until nothing of the strategy works any more."""
    nobody: list[Callable[[Any], object] | None] = [None] * len(HANDLERS)
    while run.working() and not run.over:
        run.drive(nobody, Clock(), 1)


class Clock:
    """Takes the time that nobody looks at."""

    now_ns = 0


@contextmanager
def interrupts_to(first: Callable[[], None]) -> Iterator[None]:
    """Lets the first interrupt from the keyboard do something else than raise in the middle of the strategy's code."""
    try:
        before = signal.getsignal(signal.SIGINT)

        def heard(_number: int, _frame: FrameType | None) -> None:
            first()
            signal.signal(signal.SIGINT, before)

        signal.signal(signal.SIGINT, heard)
    except ValueError:  # not the main thread: signals are somebody else's
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
