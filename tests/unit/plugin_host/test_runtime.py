"""A running plugin: what each kind of failure leads to, and that nothing of it stays."""

from __future__ import annotations

import contextlib
import re
import time
import weakref
from typing import Any

import pytest

from terminal.domain.plugins import PluginState
from terminal.domain.signals import Signal
from terminal.plugin_host import runtime
from terminal.plugin_host.context import Context
from terminal.sdk.events import Quote
from terminal.sdk.manifest import Budget, Capabilities
from terminal.sdk.plugin import CapabilityError, OrderIntent
from tests.support.plugin_seams import Rig, manifest, quote, until

SIGNAL = Signal(value=1.0, horizon_ns=10**9, confidence=0.6)
ORDER = OrderIntent(instrument_id=1, side=1, qty=100, px=100)


class Quiet:
    """A plugin that keeps what it is told."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.quotes: list[Quote] = []

    def on_quote(self, quote: Quote) -> None:
        self.quotes.append(quote)


def on_quote(call: Any) -> Any:
    """A factory of plugins that only do this."""

    class Plugin(Quiet):
        def on_quote(self, quote: Quote) -> None:
            call(self.context, quote)

    return Plugin


def quarantined(rig: Rig, *words: str) -> None:
    """The runtime says what it is and why, and took its orders back."""
    assert rig.runtime.state is PluginState.QUARANTINED
    for word in words:
        assert word in rig.runtime.reason
    assert rig.outputs.done
    assert rig.slot.stopped
    assert rig.ended == [rig.runtime]
    assert rig.tap.closed or rig.runtime.tap is None


def test_a_plugin_that_raises_in_create_is_quarantined_with_its_words():
    def create(context: Context) -> object:
        raise RuntimeError("planted failure")

    rig = Rig(create).start().gone()
    quarantined(rig, "create raised RuntimeError: planted failure (test_runtime.py:", "enable it again")


def test_one_that_leaves_by_system_exit_is_quarantined_too():
    rig = Rig(on_quote(lambda context, quote: (_ for _ in ()).throw(SystemExit(3)))).start()
    rig.tap.put(quote(1))
    quarantined(rig.gone(), "on_quote raised SystemExit")


def test_a_plugin_that_raises_in_a_callback_has_its_orders_cancelled():
    def act(context: Context, quote: Quote) -> None:
        context.orders.submit(ORDER)
        1 / 0  # noqa: B018 - the point

    rig = Rig(on_quote(act)).start()
    rig.tap.put(quote(1), quote(2))
    rig.gone()
    quarantined(rig, "on_quote raised ZeroDivisionError: division by zero")
    assert rig.outputs.orders == {}
    assert rig.runtime.events == 1
    assert rig.slot.depth == 0


def test_nothing_of_a_quarantined_plugin_is_kept():
    made: list[weakref.ref[Any]] = []

    def create(context: Context) -> object:
        plugin = on_quote(lambda context, quote: 1 / 0)(context)
        made.append(weakref.ref(plugin))
        return plugin

    rig = Rig(create).start()
    rig.tap.put(quote(1))
    rig.gone()
    assert made[0]() is None


def test_a_loop_in_python_is_broken():
    def spin(context: Context, quote: Quote) -> None:
        while True:
            with contextlib.suppress(Exception):  # the plugin's own handler must not keep it alive
                sum(range(100))

    rig = Rig(on_quote(spin), manifest(budget=Budget(hang_ms=50))).start()
    rig.tap.put(quote(1))
    quarantined(rig.gone(), "on_quote has not ended after", "its limit is 50 ms")
    assert not rig.runtime.abandoned


def test_a_create_that_does_not_end_is_broken(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(runtime, "CREATE_S", 0.05)

    def create(context: Context) -> object:
        while True:
            pass

    rig = Rig(create).start().gone()
    quarantined(rig, "create has not ended after", "its limit is 50 ms")


def test_native_code_that_holds_the_interpreter_ends_the_plugin_once_it_returns():
    def hold(context: Context, quote: Quote) -> None:
        re.match(r"(a+)+$", "a" * 24 + "b")
        context.emit(1, SIGNAL)

    rig = Rig(on_quote(hold), manifest(budget=Budget(callback_ms=1, hang_ms=1))).start()
    rig.tap.put(quote(1))
    until(lambda: (rig.runtime.doing == "" and rig.runtime.times.total) or rig.look())
    for n in range(2, 6):
        rig.tap.put(quote(n))
    rig.gone()
    quarantined(rig, "on_quote")


def test_a_thread_that_does_not_come_back_is_given_up_and_said_so():
    over: list[bool] = []

    def wait(context: Context, quote: Quote) -> None:
        while not over:
            with contextlib.suppress(BaseException):  # as stubborn as native code
                time.sleep(0.01)

    rig = Rig(on_quote(wait), manifest(budget=Budget(hang_ms=1))).start()
    rig.tap.put(quote(1))
    until(lambda: rig.look() or rig.runtime.abandoned)
    quarantined(rig, "left to itself")
    over.append(True)
    rig.gone()


def test_memory_beyond_the_budget_is_found():
    kept: list[bytearray] = []

    def fill(context: Context, quote: Quote) -> None:
        kept.append(bytearray(b"x") * (96 << 20))

    rig = Rig(on_quote(fill), manifest(budget=Budget(memory_mb=64, callback_ms=60_000, hang_ms=60_000))).start()
    rig.tap.put(quote(1))
    quarantined(rig.gone(), "The process grew by", "its limit is 64 MB")


def test_a_flood_of_signals_is_dropped_and_a_lasting_one_ends_the_plugin():
    def flood(context: Context, quote: Quote) -> None:
        for _ in range(50):
            context.emit(1, SIGNAL)

    rig = Rig(on_quote(flood), manifest(budget=Budget(signals_per_second=10, callback_ms=60_000))).start()
    rig.tap.put(quote(1), quote(2))
    until(lambda: rig.context.flood.dropped == 80)
    assert rig.runtime.state is PluginState.ACTIVE
    assert len(rig.outputs.signals) == 20
    rig.tap.put(*(quote(n) for n in range(3, 10)))
    quarantined(rig.gone(), "signals more than its 10 a second allow")
    assert len(rig.outputs.signals) == 20


def test_slow_callbacks_end_the_plugin_but_some_are_forgiven():
    slow: list[int] = []

    def work(context: Context, quote: Quote) -> None:
        if slow:
            slow.pop()
            end = time.thread_time() + 0.004
            while time.thread_time() < end:
                pass

    rig = Rig(on_quote(work), manifest(budget=Budget(callback_ms=2, hang_ms=60_000))).start()
    slow.extend([1] * 3)
    rig.tap.put(*(quote(n) for n in range(200)))
    until(lambda: rig.runtime.events == 200)
    assert rig.runtime.state is PluginState.ACTIVE
    slow.extend([1] * 3)
    rig.tap.put(*(quote(n) for n in range(200)))
    quarantined(rig.gone(), "on_quote took longer than its 2 ms in 4 of the last")


def test_one_that_waits_in_its_callbacks_is_found_though_it_uses_no_processor():
    rig = Rig(on_quote(lambda c, q: time.sleep(0.003)), manifest(budget=Budget(callback_ms=2, hang_ms=60_000))).start()
    rig.tap.put(*(quote(n) for n in range(120)))
    quarantined(rig.gone(), "took longer than its 2 ms in 51")


@pytest.mark.parametrize(
    ("touch", "word"),
    [
        (lambda context: context.emit(1, SIGNAL), "signals = true"),
        (lambda context: context.orders, "orders ="),
        (lambda context: context.history, "history = true"),
    ],
)
def test_touching_what_was_not_given_names_the_capability_and_the_key(touch: Any, word: str):
    rig = Rig(on_quote(lambda context, quote: touch(context)), manifest(capabilities=Capabilities())).start()
    rig.tap.put(quote(1))
    quarantined(rig.gone(), "CapabilityError", "[capabilities]", word)


def test_a_refused_capability_can_be_caught_as_a_user_error():
    context = Rig(Quiet, manifest(capabilities=Capabilities())).context
    with pytest.raises(CapabilityError, match=r"plugin tide was not given orders: its plugin.toml needs"):
        _ = context.orders


def test_orders_beyond_the_budget_are_refused():
    refused: list[str] = []

    def act(context: Context, quote: Quote) -> None:
        try:
            context.orders.submit(ORDER)
        except Exception as error:  # noqa: BLE001 - what a plugin would do
            refused.append(str(error))

    rig = Rig(on_quote(act), manifest(budget=Budget(orders_per_second=1))).start()
    rig.tap.put(*(quote(n) for n in range(5)))
    until(lambda: rig.runtime.events == 5)
    assert len(rig.outputs.orders) == 2
    assert len(refused) == 3
    assert "over its budget of 1 orders a second" in refused[0]
    rig.runtime.stop()
    rig.gone()


def test_a_stopped_plugin_says_and_sends_nothing_more():
    rig = Rig(Quiet).start()
    until(lambda: rig.runtime.state is PluginState.ACTIVE)
    rig.runtime.stop()
    rig.gone()
    for call in (lambda: rig.context.emit(1, SIGNAL), lambda: rig.context.orders.submit(ORDER)):
        with pytest.raises(Exception, match="plugin tide is stopped"):
            call()
    assert rig.runtime.state is PluginState.DISABLED
    assert rig.outputs.signals == []


def test_one_stopped_while_it_is_created_is_closed():
    closed: list[bool] = []

    class Slow(Quiet):
        def close(self) -> None:
            closed.append(True)

    def create(context: Context) -> object:
        rig.runtime.stop()
        return Slow(context)

    rig = Rig(create)
    rig.start().gone()
    assert closed == [True]
    assert rig.runtime.tap is None


def test_a_failing_close_changes_nothing():
    class Bad(Quiet):
        def close(self) -> None:
            raise OSError("cannot close")

    rig = Rig(Bad).start()
    until(lambda: rig.runtime.state is PluginState.ACTIVE)
    rig.runtime.stop()
    rig.gone()
    assert rig.runtime.state is PluginState.DISABLED


def test_the_watchdogs_word_ends_the_plugin_between_two_events():
    rig = Rig(Quiet).start()
    until(lambda: rig.runtime.state is PluginState.ACTIVE)
    rig.slot.stopped = True
    rig.tap.put(quote(1))
    rig.runtime.quarantine("the watchdog stopped it")
    rig.gone()
    assert rig.runtime.events == 0
