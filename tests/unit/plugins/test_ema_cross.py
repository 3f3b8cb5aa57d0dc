"""The cross is said once, at the cross; orders leave only where they are allowed."""

from __future__ import annotations

import math

import pytest

from plugins.strategies.ema_cross.plugin import BUY, SELL, create, intent
from terminal.domain.market import PRICE_ONE, QTY_ONE, InstrumentInfo
from terminal.plugin_host.core_ports import RawEvent
from terminal.plugin_host.dry_run import DryRun, defaults, dry_run
from terminal.plugin_host.manifest import read
from tests.support.repository import ROOT

MANIFEST = read(ROOT / "plugins/strategies/ema_cross/plugin.toml", bundled=True)
SECOND = 1_000_000_000
INFO = InstrumentInfo(0, "TIDE", "XSIM", "EUR", PRICE_ONE // 100, QTY_ONE, 2, 0)


def rows(*gaps: float, mid: float = 100.0) -> list[RawEvent]:
    """One row for each distance of the fast average from the slow one."""
    return [(2, 0, (0, n * SECOND, (n + 1) * SECOND, (mid, mid + gap, mid))) for n, gap in enumerate(gaps)]


def run(events: list[RawEvent], **settings: object) -> DryRun:
    result = dry_run(MANIFEST, create, events, lambda: (INFO,), defaults(MANIFEST) | settings)
    assert result.fault is None
    return result


def test_only_the_cross_is_said():
    outputs = run(rows(1, 1, -1, -1, 0, -1, 1)).outputs
    assert [(output.what, output.ts_ns // SECOND, math.copysign(1, output.values[0])) for output in outputs] == [
        ("signal", 3, -1),
        ("signal", 7, 1),
    ]


def test_averages_that_are_not_known_yet_are_no_side():
    assert run(rows(math.nan, 1, math.nan, -1, 1)).outputs == run(rows(math.nan, 1, math.nan, -1, 1)).outputs
    assert [output.ts_ns // SECOND for output in run(rows(math.nan, 1, math.nan, -1, 1)).outputs] == [5]


def test_a_gap_makes_it_wait_for_two_sides_again():
    events = rows(1, -1, 1)
    events.insert(1, (4, 0, (0, SECOND)))
    assert [output.ts_ns // SECOND for output in run(events).outputs] == [3]


def test_orders_leave_only_when_told_to():
    crossing = rows(1, -1, 1)
    assert {output.what for output in run(crossing).outputs} == {"signal"}
    outputs = run(crossing, trade=True).outputs
    assert [output.what for output in outputs] == ["signal", "sell", "signal", "cancel", "buy"]


def test_it_learns_how_sure_a_cross_is_from_its_own():
    rising = [
        (2, 0, (0, n * SECOND, (n + 1) * SECOND, (100 + n, 101 + n if n % 2 else 99 + n, 100 + n))) for n in range(40)
    ]
    outputs = run(rising, horizon="1s").outputs
    ups = [output for output in outputs if output.values[0] > 0]
    assert outputs[0].values[1] == 0.5
    assert ups[-1].values[0] > 10 * ups[0].values[0]
    assert outputs[-1].values[1] == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize(("mid", "side", "px"), [(100.005, BUY, 100.01), (100.005, SELL, 100.0), (100.01, BUY, 100.01)])
def test_an_order_lies_on_the_tick_at_or_beyond_the_mid(mid: float, side: int, px: float):
    made = intent(INFO, side, 2, mid)
    assert made.px == round(px * 100) * INFO.tick
    assert made.qty == 2 * QTY_ONE
