"""The strategy and the market take turns; whatever the strategy does, the run ends in order."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from typing import Any

import pytest

from terminal.domain.market import InstrumentInfo
from terminal.domain.signals import Signal
from terminal.plugin_host.context import Context
from terminal.plugin_host.lockstep import RunOutputs, interrupts_to, trade
from terminal.sdk.events import Quote
from terminal.sdk.manifest import Capabilities
from terminal.sdk.plugin import OrderIntent, QuoteIntent
from tests.support.plugin_seams import INSTRUMENT, manifest

ORDER = OrderIntent(INSTRUMENT.id, 1, 100, 100)
GIVEN = Capabilities(market_data=("quotes",), signals=True, orders=("child",))


class FakeRun:
    """A market of some quotes; an order works until the third event after its cancel."""

    def __init__(self, quotes: int) -> None:
        self.left = quotes
        self.orders: list[str] = []
        self.stopped: list[str] = []
        self.leaving = 0
        self.cancelled = False
        self.units = 0

    @property
    def over(self) -> bool:
        return self.cancelled or not self.left

    @property
    def fraction(self) -> float:
        return 1.0 if self.over else 0.0

    def drive(self, handlers: list[Callable[[Any], object] | None], context: Any, most: int) -> int:
        for heard in range(min(most, self.left)):
            self.left -= 1
            self.units += 1
            self.leaving -= 1
            if self.stopped and self.leaving <= 0:
                self.orders.clear()
            context.now_ns = self.units
            if handlers[0] is not None:
                handlers[0](Quote(INSTRUMENT.id, self.units, 1, 1, 2, 1))
            if self.cancelled:
                return heard + 1
        return min(most, self.left)

    def submit(self, _intent: OrderIntent) -> str:
        self.orders.append(f"1-{len(self.orders) + 1}")
        return self.orders[-1]

    def cancel_order(self, cl_ord_id: str) -> bool:
        return cl_ord_id in self.orders

    def replace(self, _cl_ord_id: str, _qty: int, _px: int) -> str:
        return "1-9"

    def quote(self, _intent: QuoteIntent) -> str:
        return "1-8"

    def working(self) -> tuple[str, ...]:
        return tuple(self.orders)

    def position(self, _instrument_id: int) -> int:
        return -5

    def instruments(self) -> tuple[InstrumentInfo, ...]:
        return (INSTRUMENT,)

    def stop(self, reason: str) -> int:
        self.stopped.append(reason)
        self.leaving = 3
        return len(self.orders)

    def cancel(self) -> None:
        self.cancelled = True


class Told:
    def __init__(self, context: Context, act: Callable[[int], object] = lambda _n: None) -> None:
        self.context, self.act = context, act
        self.heard: list[int] = []
        self.closed = 0

    def on_quote(self, quote: Quote) -> None:
        assert self.context.now_ns == quote.ts_venue_ns
        self.heard.append(quote.ts_venue_ns)
        self.act(len(self.heard))

    def close(self) -> None:
        self.closed += 1


def run_of(run: FakeRun, act: Callable[[Context, int], object]) -> tuple[Any, Told]:
    made: list[Told] = []

    def create(context: Context) -> Told:
        made.append(Told(context, lambda n: act(context, n)))
        return made[0]

    return trade(manifest(GIVEN), create, run), made[0]


def test_every_event_is_heard_at_its_own_time_and_the_strategy_is_closed():
    fault, told = run_of(FakeRun(50_000), lambda _context, _n: None)
    assert fault is None
    assert told.heard == list(range(1, 50_001))
    assert told.closed == 1


def test_a_strategy_that_raises_is_stopped_and_the_market_goes_on_until_its_orders_are_gone():
    run = FakeRun(100)

    def act(context: Context, n: int) -> None:
        if n == 10:
            context.orders.submit(ORDER)
            raise ZeroDivisionError("the tide is out")

    fault, told = run_of(run, act)
    assert "the tide is out" in fault.words
    assert run.stopped == [fault.words]
    assert (run.working(), len(told.heard), run.units, told.closed) == ((), 10, 13, 1)
    with pytest.raises(Exception, match="stopped"):
        told.context.orders.submit(ORDER)


def test_a_strategy_that_cannot_be_closed_is_a_fault_too():
    class Stuck(Told):
        def close(self) -> None:
            raise RuntimeError("the door is stuck")

    fault = trade(manifest(GIVEN), Stuck, FakeRun(3))
    assert fault is not None
    assert "the door is stuck" in fault.words


def test_an_interrupt_ends_the_run_and_never_strikes_inside_the_strategy():
    run = FakeRun(100)

    def act(_context: Context, n: int) -> None:
        if n == 5:
            os.kill(os.getpid(), signal.SIGINT)

    before = signal.getsignal(signal.SIGINT)
    fault, told = run_of(run, act)
    assert fault is None
    assert len(told.heard) == 5
    assert signal.getsignal(signal.SIGINT) is before


def test_interrupts_are_left_alone_on_another_thread():
    seen: list[object] = []

    def elsewhere() -> None:
        with interrupts_to(lambda: None):
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert seen == [signal.getsignal(signal.SIGINT)]


def test_everything_that_a_strategy_says_goes_to_the_run():
    run = FakeRun(1)
    outputs = RunOutputs(run)
    outputs.signal(INSTRUMENT.id, 1, Signal(value=1.0, horizon_ns=1, confidence=0.5))
    name = outputs.submit(1, ORDER)
    assert outputs.cancel(1, name)
    assert (outputs.replace(1, name, 1, 1), outputs.quote(1, QuoteIntent(1, 1, 1, 2, 1))) == ("1-9", "1-8")
    assert (outputs.working(), outputs.position(1), outputs.signals) == ((name,), -5, 1)
    assert outputs.cancel_all() == 1
