"""Taps, runs, the watchdog and the ledger as the plugin runtime has them."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from terminal.bridge.jobs import core_errors
from terminal.bridge.plugin_core import (
    EventRun,
    EventTap,
    Finding,
    OrderLedger,
    Perturbation,
    PluginWatch,
    RawEvent,
    TapRequest,
    open_run,
    simulate_run,
)
from terminal.bridge.session import CoreSession, open_load
from terminal.domain.errors import UserError
from terminal.domain.market import UNSET
from terminal.domain.orders import OrdType
from terminal.sdk.events import EVENT_TYPES, FeatureRow, Phase, Quote, Skipped, Trade
from terminal.sdk.plugin import OrderIntent, QuoteIntent

PATIENCE_S = 20.0
SKIPPED = EVENT_TYPES.index(Skipped)
BACKTRACKING = re.compile(r"(a+)+$")
ORDER = OrderIntent(0, 1, 100_000_000, 5_000_000_000)
WANTED = TapRequest("tide")


@pytest.fixture
def ledger() -> OrderLedger:
    return OrderLedger()


@pytest.fixture
def watch(ledger: OrderLedger, tmp_path: Path) -> Iterator[PluginWatch]:
    watch = PluginWatch(ledger, tmp_path / "watch.log")
    yield watch
    watch.close()


@pytest.fixture
def session() -> Iterator[CoreSession]:
    session = open_load(3, 4, 2_000.0)
    yield session
    session.close()


def found(watch: PluginWatch) -> Finding:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        if findings := watch.take_findings():
            return findings[0]
        time.sleep(0.005)
    raise AssertionError("the watchdog found nothing")


def events_of(session: CoreSession, request: TapRequest, enough: Callable[[list[RawEvent]], bool]) -> list[RawEvent]:
    tap = session.tap(request)
    events: list[RawEvent] = []
    until = time.monotonic() + PATIENCE_S
    while not enough(events) and time.monotonic() < until:
        events += tap.wait(0.1, 256)
    tap.close()
    return events


def test_a_hang_in_native_code_is_named_while_the_interpreter_is_held(
    watch: PluginWatch, ledger: OrderLedger, tmp_path: Path
):
    orders = ledger.open("tide", 5)
    orders.submit(ORDER)
    slot = watch.register("tide", hang_ms=50)
    watch.breathe()
    began = time.monotonic_ns()
    slot.enter()
    BACKTRACKING.match("a" * 23 + "b")  # this thread gives the interpreter to nobody meanwhile
    returned = time.monotonic_ns()
    slot.leave()
    finding = found(watch)
    assert (finding.plugin_id, finding.kind, finding.cancelled) == ("tide", "hang", 1)
    assert began < finding.at_ns < returned
    assert finding.holds_interpreter
    assert slot.stopped
    assert "tide" in (tmp_path / "watch.log").read_text()
    assert orders.working() == ()
    with pytest.raises(UserError, match=r"tide.*stopped"):
        orders.submit(ORDER)
    submitted, cancelled, refused = ledger.take_events()[0]
    assert [submitted.what, cancelled.what, refused.what] == ["submitted", "cancelled", "refused"]
    assert cancelled.at_ns < returned
    assert cancelled.intent == ORDER


def test_memory_taken_inside_a_call_is_put_down_to_its_plugin(watch: PluginWatch):
    calm = watch.register("calm", hang_ms=60_000, memory_mb=64)
    slot = watch.register("greedy", hang_ms=60_000, memory_mb=64)
    calm.enter()
    calm.leave()
    held = []
    slot.enter()
    until = time.monotonic() + PATIENCE_S
    while not slot.stopped and time.monotonic() < until:
        held.append(bytearray(b"x" * (4 << 20)))
        time.sleep(0.005)
    slot.leave()
    finding = found(watch)
    assert (finding.plugin_id, finding.kind) == ("greedy", "memory")
    assert finding.grown_bytes > 64 << 20
    assert "MiB" in finding.text
    assert not calm.stopped


def test_a_call_is_timed_and_its_error_passed_on(watch: PluginWatch):
    slot = watch.register("tide")
    assert slot.call(lambda event: None, 1) > 0
    with pytest.raises(ZeroDivisionError):
        slot.call(lambda event: 1 / event, 0)
    assert slot.calls == 2
    assert slot.leave() == 0, "nothing is under way after an error"


def test_a_plugin_stopped_by_the_host_orders_no_more(watch: PluginWatch, ledger: OrderLedger):
    orders, slot = ledger.open("tide", 5), watch.register("tide")
    first = orders.submit(ORDER)
    assert slot.stop("it raised") == 1
    assert slot.reason == "it raised"
    assert not orders.cancel(first)
    with pytest.raises(UserError, match="it raised"):
        orders.submit(ORDER)
    assert watch.take_findings() == ()


def test_a_report_that_cannot_be_written_is_refused_with_its_name(ledger: OrderLedger, tmp_path: Path):
    with pytest.raises(UserError, match=r"nowhere/watch\.log"):
        PluginWatch(ledger, tmp_path / "nowhere" / "watch.log")


def test_an_order_budget_is_kept_and_no_order_is_refused(ledger: OrderLedger):
    orders = ledger.open("tide", 2)
    working = (orders.submit(ORDER), orders.submit(ORDER))
    with pytest.raises(UserError, match="budget of 2 orders a second"):
        orders.submit(ORDER)
    with pytest.raises(UserError, match="neither 1"):
        orders.submit(OrderIntent(0, 3, 1, 1))
    assert orders.working() == ledger.working("tide") == working
    assert orders.cancel(working[0])
    assert orders.cancel_all() == 1


def test_a_quote_and_a_replacement_leave_one_order_a_side_in_the_ledger(ledger: OrderLedger):
    orders = ledger.open("tide", 100)
    orders.quote(QuoteIntent(0, bid_px=9, bid_qty=5, ask_px=11, ask_qty=5))
    orders.quote(QuoteIntent(0, bid_px=8, bid_qty=5, ask_px=12, ask_qty=5))
    bid, ask = orders.working()
    higher = orders.replace(bid, 5, 10)
    assert orders.working() == (ask, higher)
    with pytest.raises(UserError, match="nothing to replace"):
        orders.replace(bid, 5, 10)
    with pytest.raises(UserError, match="limit orders only"):
        orders.submit(OrderIntent(0, 1, 5, UNSET, OrdType.MARKET))
    assert orders.position(0) == 0


def test_a_closed_tap_wakes_its_reader_and_stays_silent(session: CoreSession):
    tap = session.tap(TapRequest("tide", instruments=()))
    closer = threading.Timer(0.05, tap.close)
    closer.start()
    assert tap.wait(PATIENCE_S, 10) == []
    closer.join()
    assert tap.closed
    assert tap.wait(PATIENCE_S, 10) == []


def test_a_tap_ends_with_its_session():
    session = open_load(3, 4, 2_000.0)
    tap = session.tap(TapRequest("tide", instruments=()))
    session.close()
    assert tap.wait(PATIENCE_S, 10) == []
    assert tap.ended
    assert session.tap(WANTED).ended, "there is nothing to tell any more"
    assert not tap.closed


def ask_until(tap: EventTap, until: float) -> None:
    with core_errors():
        while time.monotonic() < until:
            tap.wait(0.0, 1)


def test_a_tap_has_one_reader(session: CoreSession):
    tap = session.tap(TapRequest("tide", instruments=()))
    reader = threading.Thread(target=tap.wait, args=(PATIENCE_S, 10))
    reader.start()
    until = time.monotonic() + PATIENCE_S
    with pytest.raises(UserError, match="one reader"):
        ask_until(tap, until)
    tap.close()
    reader.join()


def test_wrong_features_are_refused_by_name(session: CoreSession):
    with pytest.raises(UserError, match=r"tide.*ofii"):
        session.tap(TapRequest("tide", features="ofii", every_ns=1_000_000_000))
    with pytest.raises(UserError, match="ofii"):
        simulate_run(7, 1.0, TapRequest("tide", features="ofii", every_ns=1_000_000_000))


def test_live_events_carry_their_fields_and_a_stamp(session: CoreSession):
    request = TapRequest("tide", features="mid,spread", every_ns=100_000_000)
    wanted = {0, 1, 2}
    events = events_of(session, request, lambda events: wanted <= {code for code, _, _ in events})
    made = [EVENT_TYPES[code]._make(fields) for code, _, fields in events]
    now = time.monotonic_ns()
    assert all(0 < stamp <= now for _, stamp, _ in events)
    quote = next(event for event in made if isinstance(event, Quote) and event.bid_qty and event.ask_qty)
    trade = next(event for event in made if isinstance(event, Trade))
    row = next(event for event in made if isinstance(event, FeatureRow))
    assert quote.bid_px < quote.ask_px
    assert trade.qty > 0
    assert trade.side in (0, 1, 2)
    assert row.ts_end_ns - row.ts_start_ns == 100_000_000
    assert len(row.values) == 2


def test_any_thread_may_open_a_tap(session: CoreSession):
    opened: list[EventTap] = []
    thread = threading.Thread(target=lambda: opened.append(session.tap(WANTED)))
    thread.start()
    thread.join()
    assert opened[0].wait(PATIENCE_S, 1)
    opened[0].close()


def test_a_slow_reader_is_told_what_it_missed(session: CoreSession):
    tap = session.tap(TapRequest("tide", capacity=4))
    until = time.monotonic() + PATIENCE_S
    while not tap.skipped and time.monotonic() < until:
        time.sleep(0.01)
    codes: list[int] = []
    while SKIPPED not in codes and time.monotonic() < until:
        codes += [code for code, _, _ in tap.wait(0.1, 100)]
    tap.close()
    assert SKIPPED in codes


def later_quotes(events: list[RawEvent], fork_ns: int) -> set[RawEvent]:
    return {event for event in events if event[0] == 0 and event[2][1] > fork_ns}


def take_all(run: EventRun, events: list[RawEvent]) -> None:
    while more := run.take(7):
        events += more


def first_events(run: EventRun) -> list[RawEvent]:
    return list(run)


def test_a_run_is_deterministic_and_another_future_leaves_the_past():
    request = TapRequest("tide", features="ofi", every_ns=1_000_000_000)
    whole = first_events(simulate_run(7, 4.0, request))
    assert whole == first_events(simulate_run(7, 4.0, request))
    assert {EVENT_TYPES[code] for code, _, _ in whole} == {Quote, Trade, FeatureRow, Phase}
    fork_ns = whole[len(whole) // 2][2][1]
    other = first_events(simulate_run(7, 4.0, request, perturbed=Perturbation(fork_ns, seed=9)))

    def known_at(events: list[RawEvent]) -> list[RawEvent]:
        return [event for event in events if event[2][2 if event[0] == 2 else 1] <= fork_ns]

    assert known_at(whole) == known_at(other)
    assert not later_quotes(whole, fork_ns) & later_quotes(other, fork_ns)


def test_a_run_names_its_instruments_and_its_end():
    run = simulate_run(7, 1.0, WANTED)
    ended_before = run.ended
    assert run.take(5)
    assert len(run.instruments()) == 8
    assert all(info.symbol for info in run.instruments())
    first_events(run)
    assert (ended_before, run.ended) == (False, True)
    assert run.take() == []


def test_a_damaged_recording_gives_what_came_before_and_then_the_error(tmp_path: Path):
    path = tmp_path / "quotes.csv"
    rows = [f"{1_700_000_000_000 + n},10.{n:02},5,11.{n:02},5" for n in range(50)]
    path.write_text("\n".join(["timestamp,bid,bid_size,ask,ask_size", *rows, "later,x,5,y,5"]) + "\n")
    run = open_run(path, WANTED)
    events: list[RawEvent] = []
    with pytest.raises(UserError, match=r"quotes\.csv.*52"):
        take_all(run, events)
    assert len(events) == 50
    assert run.ended


def test_a_recording_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(UserError, match=r"gone\.itch"):
        open_run(tmp_path / "gone.itch", WANTED)
