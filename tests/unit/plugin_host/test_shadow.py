"""What two versions say is compared event by event, whoever says it first; nothing of the new one is real."""

from __future__ import annotations

import math

import pytest

from terminal.domain.signals import Signal
from terminal.plugin_host import shadow
from terminal.plugin_host.dry_run import DryRun, Output
from terminal.plugin_host.shadow import Compared, Comparison, ShadowOutputs, compare_runs
from terminal.sdk.plugin import OrderIntent
from tests.support.plugin_seams import Kept

ORDER = OrderIntent(1, 1, 100, 100)


def said(value: float, name: str = "") -> Signal:
    return Signal(value=value, horizon_ns=1, confidence=0.5, name=name)


@pytest.fixture
def pair() -> tuple[Comparison, Compared, ShadowOutputs, Kept]:
    comparison, real = Comparison("2"), Kept()
    return comparison, Compared(real, comparison), ShadowOutputs(comparison), real


def test_signals_meet_in_either_order(pair: tuple[Comparison, Compared, ShadowOutputs, Kept]):
    comparison, old, new, real = pair
    old.signal(1, 10, said(2.0))
    new.signal(1, 10, said(3.0))
    new.signal(1, 20, said(-1.0))
    old.signal(1, 20, said(1.0))
    new.signal(1, 30, said(5.0))  # the old one is silent here
    report = comparison.report(7)
    assert (report.old_signals, report.new_signals, report.events) == (2, 3, 7)
    assert report.agreeing == 0.5
    assert report.mean_difference_bps == 1.5
    assert len(real.signals) == 2


def test_signals_of_other_instruments_and_names_do_not_meet(pair: tuple[Comparison, Compared, ShadowOutputs, Kept]):
    comparison, old, new, _ = pair
    old.signal(1, 10, said(2.0, "fast"))
    new.signal(1, 10, said(2.0, "slow"))
    new.signal(2, 10, said(2.0, "fast"))
    assert math.isnan(comparison.report(0).agreeing)


def test_orders_of_the_new_version_are_counted_and_rest_nowhere(
    pair: tuple[Comparison, Compared, ShadowOutputs, Kept],
):
    comparison, old, new, real = pair
    old.submit(1, ORDER)
    name = new.submit(1, ORDER)
    assert new.working() == (name,)
    assert new.cancel(2, name)
    assert list(real.orders) == ["order-1"]
    report = comparison.report(0)
    assert (report.old_orders, report.new_orders) == (1, 1)


def test_what_waits_is_bounded(pair: tuple[Comparison, Compared, ShadowOutputs, Kept], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shadow, "WAITING", 3)
    comparison, _, new, _ = pair
    for ts_ns in range(10):
        new.signal(1, ts_ns, said(1.0))
    assert len(comparison.waiting[shadow.NEW]) == 3


def test_two_finished_runs_compare_alike():
    old = DryRun((Output(1, 1, "signal", (1.0, 0.5, 1.0)), Output(1, 1, "buy", (1.0, 1.0))), 5, None)
    new = DryRun((Output(1, 1, "signal", (3.0, 0.5, 1.0)), Output(2, 1, "cancel", (1.0, 1.0))), 6, None)
    report = compare_runs("2", old, new)
    assert (report.agreeing, report.mean_difference_bps, report.old_orders, report.new_orders) == (1.0, 2.0, 1, 0)
    assert report.events == 6
