"""The chart: bars kept up from their tail, ranges that stand still, candles that merge when narrow."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt

from panels.chart.view_model import PERIODS, SHOWN, Bars, ChartModel
from terminal.widgets.plot_axes import time_step
from tests.gui.conftest import slot_of, tick
from tests.support.memory_session import BAR_NS, OPEN_NS, MemorySession

pytestmark = pytest.mark.gui
SECOND = 1_000_000_000
MINUTE = 60 * SECOND


@pytest.fixture
def model(session):
    model = ChartModel(MINUTE)
    model.set_view(session.view(1))
    model.update(session.clock_ns)
    return model


@pytest.fixture
def chart(window):
    return slot_of(window, "chart").panel


def fresh(session, period_ns=MINUTE):
    """A model that fetched everything at once."""
    model = ChartModel(period_ns)
    model.set_view(session.view(1))
    model.update(session.clock_ns)
    return model


def assert_equal(one: Bars, other: Bars):
    for name in Bars.__slots__:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)


def test_bars_taken_bit_by_bit_equal_bars_taken_at_once(session, model):
    for _ in range(40):
        session.clock_ns += 7 * BAR_NS
        model.update(session.clock_ns)
    assert_equal(model.bars, fresh(session).bars)


def test_only_the_tail_is_asked_for(session, model, monkeypatch):
    asked = []
    view = session.view(1)
    bars = view.bars

    def noticing(period_ns, start_ns, end_ns):
        asked.append(start_ns)
        return bars(period_ns, start_ns, end_ns)

    monkeypatch.setattr(view, "bars", noticing)
    session.clock_ns += 5 * MINUTE
    model.update(session.clock_ns)
    assert asked == [model.midnight_ns + round(float(model.bars.x[-6]) * SECOND)]


def test_a_jump_back_in_time_forgets_what_lies_ahead(session, model):
    session.clock_ns = OPEN_NS + 600 * BAR_NS
    assert model.update(session.clock_ns)
    assert_equal(model.bars, fresh(session).bars)


def test_nothing_new_is_no_change(session, model):
    assert not model.update(session.clock_ns)


def test_grouped_bars_keep_open_high_low_close_and_volume(model):
    first, size = 3, 4
    merged = model.bars.slice(3, 23).grouped(first, size)
    source = model.bars.slice(3, 23)
    assert merged.open[0] == source.open[0]
    assert merged.close[-1] == source.close[-1]
    assert merged.high.max() == source.high.max()
    assert merged.low.min() == source.low.min()
    assert merged.volume.sum() == pytest.approx(source.volume.sum())


def test_groups_do_not_change_while_the_view_scrolls(model):
    one = model.bars.slice(0, 40).grouped(0, 4)
    other = model.bars.slice(8, 48).grouped(8, 4)
    np.testing.assert_array_equal(one.x[2:], other.x[: len(one.x) - 2])


def test_the_vwap_widens_the_range_only_where_it_is_near(model):
    left, right = model.following()
    start, stop = model.bars.between(left, right)
    low, high = model.price_range(left, right)
    assert low < model.bars.low[start:stop].min()
    assert high > model.bars.high[start:stop].max()
    assert model.price_range(-10, -5) is not None or len(model.bars) == 0


def test_an_empty_day_has_no_range_and_says_so(open_window):
    session = MemorySession()
    session.clock_ns = OPEN_NS
    model = ChartModel()
    assert model.price_range(0, 1) is None
    assert model.bar_at(None) == -1


@pytest.mark.parametrize(
    ("span_s", "most", "step"), [(60, 6, 10), (3_600, 8, 600), (23_400, 12, 3_600), (180 * 60, 12, 900)]
)
def test_time_ticks_are_round(span_s, most, step):
    assert time_step(span_s, most) == step


def test_number_keys_choose_the_period(qtbot, window, chart):
    chart.widget.setFocus()
    qtbot.keyClick(chart.widget, Qt.Key.Key_1)
    assert chart.model.period == PERIODS[0]
    tick(window)
    assert chart.periods.chosen_at() == 0
    assert len(chart.model.bars) > SHOWN[-1]


def test_zooming_by_hand_holds_the_view_until_now_is_asked_for(window, chart, session):
    chart.zoom(0.5)
    held = chart.price.viewRange()
    session.clock_ns += 30 * MINUTE
    tick(window, later_ns=SECOND)
    assert chart.price.viewRange() == held
    assert not chart.now.isChecked()
    chart.follow(on=True)
    assert chart.price.viewRange()[0][1] > held[0][1]


def test_following_now_keeps_prices_still_while_they_stay_inside(window, chart, session):
    tick(window, later_ns=SECOND)
    before = chart.price.viewRange()[1]
    session.clock_ns += BAR_NS
    tick(window, later_ns=2 * SECOND)
    assert chart.price.viewRange()[1] == before


def test_the_last_price_is_tagged_on_the_axis(window, chart, session):
    tick(window, later_ns=SECOND)
    value, strong = chart.price_axis.overlay.tags["last"]
    assert strong
    assert value == session.view(1).bars(MINUTE, 0, 2**62)["close"][-1]


def test_the_read_out_shows_the_newest_bar_and_the_day(window, chart):
    tick(window, later_ns=SECOND)
    assert [label for label, _ in chart.read_out.left][1:6] == ["O", "H", "L", "C", "V"]
    assert chart.read_out.right[0] == ("Day", "")


def test_the_title_names_the_unit_and_the_time_zone(chart):
    assert chart.title_detail() == "AMZN · XNAS · 1 min · USD, time UTC"


@pytest.mark.parametrize("bars", [8, 160, 1_500])
def test_every_width_of_candle_is_painted(window, chart, bars):
    tick(window, later_ns=SECOND)
    right = float(chart.model.bars.x[-1])
    chart.price.setXRange(right - bars * 60, right, padding=0)
    chart.moved_by_hand()
    picture = chart.plots.grab().toImage()
    colours = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(0, picture.height(), 2)}
    assert chart.tokens.up.lower() in colours
    assert chart.tokens.down.lower() in colours


def test_the_newest_candle_is_painted_after_the_view_moved_on(window, chart, session):
    tick(window, later_ns=SECOND)
    session.clock_ns += 50 * MINUTE
    tick(window, later_ns=2 * SECOND)
    bars, axis = chart.model.bars, chart.price.vb
    place = axis.mapViewToScene(QPointF(float(bars.x[-1]) + chart.model.seconds / 2, float(bars.close[-1])))
    picture = chart.plots.grab().toImage()
    near = {
        picture.pixelColor(round(place.x()) + dx, round(place.y()) + dy).name()
        for dx in range(-4, 5)
        for dy in range(-4, 5)
    }
    assert {chart.tokens.up.lower(), chart.tokens.down.lower()} & near


def test_while_the_day_is_young_candles_stand_still(session):
    session.clock_ns = OPEN_NS + 10 * MINUTE
    model = fresh(session)
    before = model.following()
    session.clock_ns += 20 * MINUTE
    model.update(session.clock_ns)
    assert model.following() == before
