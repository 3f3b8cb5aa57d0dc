"""The flow calls for a position; one order at a time brings it there."""

from __future__ import annotations

import pytest

from plugins.strategies.ofi.plugin import Ofi, create
from plugins.strategies.ofi.rule import Flow, Stance, stance
from terminal.domain.market import UNSET
from terminal.domain.orders import TimeInForce
from terminal.plugin_host.dry_run import defaults
from terminal.plugin_host.manifest import read
from terminal.sdk.events import FeatureRow, Gap, Quote
from terminal.sdk.rehearsal import INSTRUMENT, Rehearsal
from tests.support.repository import ROOT

MANIFEST = read(ROOT / "plugins/strategies/ofi/plugin.toml", bundled=True)
SECOND = 1_000_000_000
TICK = INSTRUMENT.tick
WARM_UP = 60


@pytest.fixture
def stage() -> Rehearsal:
    return Rehearsal(defaults(MANIFEST), MANIFEST.capabilities, "ofi")


@pytest.fixture
def warm(stage: Rehearsal) -> Ofi:
    plugin = create(stage)
    plugin.on_quote(Quote(INSTRUMENT.id, 0, 9_999 * TICK, 1, 10_001 * TICK, 1))
    for n in range(WARM_UP):
        flow(stage, plugin, 1.0 if n % 2 else -1.0, n)
    assert not stage.submitted
    return plugin


def flow(stage: Rehearsal, plugin: Ofi, ofi: float, second: int = WARM_UP) -> None:
    stage.play(plugin, [FeatureRow(INSTRUMENT.id, second * SECOND, (second + 1) * SECOND, (ofi, 100.0))])


def test_flow_is_measured_against_what_came_before_it():
    known = Flow(keep=1.0)
    assert [known.deviations(ofi) for ofi in (3.0, 3.0, -6.0)] == [0.0, 1.0, -2.0]


@pytest.mark.parametrize(
    ("deviations", "before", "wanted"),
    [
        (0.9, 0, Stance(0, urgent=False)),
        (1.0, 0, Stance(50, urgent=False)),
        (-3.0, 0, Stance(-50, urgent=True)),
        (0.1, 50, Stance(50, urgent=False)),
        (-0.4, 50, Stance(50, urgent=False)),
        (-0.6, 50, Stance(0, urgent=False)),
        (-1.2, 50, Stance(-50, urgent=False)),
    ],
)
def test_a_position_is_kept_until_the_flow_turns(deviations: float, before: int, wanted: Stance):
    assert stance(deviations, before, lean=1.0, cross=3.0, lots=50) == wanted


def test_some_flow_rests_an_order_at_the_best_price_of_its_own_side(stage: Rehearsal, warm: Ofi):
    flow(stage, warm, 1.5)
    (order,) = stage.submitted.values()
    assert (order.side, order.px, order.qty, order.post_only) == (1, 9_999 * TICK, 50 * INSTRUMENT.lot, True)
    assert [said.signal.value > 0 for said in stage.signals] == [True]


def test_strong_flow_takes_the_other_sides_price_at_once(stage: Rehearsal, warm: Ofi):
    flow(stage, warm, -5.0)
    (order,) = stage.submitted.values()
    assert (order.side, order.px, order.time_in_force) == (2, 9_999 * TICK, TimeInForce.IOC)


def test_the_resting_order_follows_the_best_price_and_leaves_when_it_is_filled(stage: Rehearsal, warm: Ofi):
    flow(stage, warm, 1.5)
    warm.on_quote(Quote(INSTRUMENT.id, 0, 10_000 * TICK, 1, 10_002 * TICK, 1))
    flow(stage, warm, 0.1)
    (resting,) = stage.working()
    assert stage.submitted[resting].px == 10_000 * TICK
    stage.fill(warm, resting)
    flow(stage, warm, 0.1)
    assert stage.working() == ()
    assert stage.position(INSTRUMENT.id) == 50 * INSTRUMENT.lot


def test_a_gap_takes_the_order_back_and_waits_for_prices(stage: Rehearsal, warm: Ofi):
    flow(stage, warm, 1.5)
    warm.on_gap(Gap(INSTRUMENT.id, 0))
    assert stage.working() == ()
    flow(stage, warm, -5.0)
    assert len(stage.submitted) == 1
    assert warm.desks[INSTRUMENT.id].bid == UNSET
