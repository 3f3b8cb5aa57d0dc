"""Studies and drawings on the chart, as the user makes them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt

from panels.chart.indicators import OFFERS
from terminal.domain.drawings import DrawingKind
from tests.gui.conftest import slot_of, tick

pytestmark = pytest.mark.gui
SECOND = 1_000_000_000


@pytest.fixture
def chart(window):
    tick(window, later_ns=SECOND)
    return slot_of(window, "chart").panel


def viewport_point(chart, x: float, price: float) -> QPoint:
    """Where a time and a price lie on the viewport."""
    place: QPoint = chart.plots.mapFromScene(chart.price.vb.mapViewToScene(QPointF(x, price)))
    return place


def middle(chart) -> tuple[float, float]:
    (left, right), (low, high) = chart.price.viewRange()
    return (left + right) / 2, (low + high) / 2


def click(qtbot, chart, x: float, price: float) -> None:
    qtbot.mouseClick(chart.plots.viewport(), Qt.MouseButton.LeftButton, pos=viewport_point(chart, x, price))


def test_a_trend_line_is_placed_by_two_clicks_after_its_key(qtbot, chart):
    chart.widget.setFocus()
    qtbot.keyClick(chart.widget, Qt.Key.Key_T, Qt.KeyboardModifier.AltModifier)
    assert chart.book.tool is DrawingKind.TREND
    x, price = middle(chart)
    click(qtbot, chart, x, price)
    click(qtbot, chart, x + 600, price + 0.05)
    (drawing,) = chart.book.drawings()
    assert drawing.points[0][1] == pytest.approx(price, abs=0.02)
    assert abs(drawing.points[1][0] - drawing.points[0][0] - 600 * SECOND) < 30 * SECOND
    assert chart.book.selected == 0


def test_a_drawing_is_dragged_and_deleted(qtbot, chart):
    x, price = middle(chart)
    chart.draw(DrawingKind.LEVEL)
    click(qtbot, chart, x, price)
    chart.plots.grab()
    viewport, start = chart.plots.viewport(), viewport_point(chart, x + 100, price)
    held = chart.price.viewRange()
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(viewport, start + QPoint(0, -20))
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=start + QPoint(0, -20))
    assert chart.book.drawings()[0].points[0][1] > price
    assert chart.price.viewRange() == held
    qtbot.keyClick(chart.widget, Qt.Key.Key_Delete)
    assert chart.book.drawings() == ()
    qtbot.keyClick(chart.widget, Qt.Key.Key_Z, Qt.KeyboardModifier.AltModifier)
    assert len(chart.book.drawings()) == 1


def test_clicks_without_a_tool_draw_nothing(qtbot, chart):
    click(qtbot, chart, *middle(chart))
    assert chart.book.drawings() == ()


@pytest.mark.parametrize("offer", OFFERS, ids=lambda offer: offer.spec)
def test_each_indicator_shows_values_and_goes_again(window, chart, offer):
    panes = len(list(chart.plots))
    chart.toggle_indicator(offer.spec)
    tick(window, later_ns=2 * SECOND)
    layer = chart.studies.indicators[offer.spec]
    assert any(len(item.values_between(*chart.price.viewRange()[0])) for item in layer.items.values())
    assert len(list(chart.plots)) == panes + (offer.place == "pane")
    chart.plots.grab()
    chart.toggle_indicator(offer.spec)
    assert len(list(chart.plots)) == panes


def test_a_wrong_indicator_is_said_in_the_read_out(chart):
    chart.toggle_indicator("ema(n=-3)")
    assert "refused" in chart.read_out.left[0][0]
    assert chart.studies.indicators == {}


def test_profile_and_footprint_are_painted(window, chart):
    plain = chart.plots.grab().toImage()
    chart.toolbar.commands.toggle_profile()
    chart.toolbar.commands.toggle_footprint()
    tick(window, later_ns=SECOND)
    right = float(chart.model.bars.x[-1])
    chart.price.setXRange(right - 8 * chart.model.seconds, right, padding=0)
    chart.moved_by_hand()
    tick(window, later_ns=2 * SECOND)
    assert chart.studies.volumes.levels is not None
    assert chart.studies.volumes.covering
    assert not chart.candles.isVisible()
    assert chart.plots.grab().toImage() != plain


def test_another_instrument_is_compared_from_the_left_edge(window, chart):
    chart.toolbar.commands.toggle_compared("MSFT")
    tick(window, later_ns=2 * SECOND)
    layer = chart.studies.compared["MSFT"]
    assert layer.words().startswith("MSFT ")
    assert layer.words().endswith("%")
    chart.toolbar.commands.toggle_compared("MSFT")
    assert chart.studies.compared == {}


def test_state_brings_studies_and_drawings_back(window, chart, qtbot):
    chart.toggle_indicator(OFFERS[0].spec)
    chart.toggle_indicator("rsi(n=14,on=trade)")
    chart.toolbar.commands.toggle_profile()
    chart.draw(DrawingKind.LEVEL)
    click(qtbot, chart, *middle(chart))
    kept = chart.save_state()
    for spec in list(chart.studies.indicators):
        chart.toggle_indicator(spec)
    chart.toolbar.commands.toggle_profile()
    chart.book.clear()
    chart.restore_state(kept)
    assert chart.save_state() == kept


def test_state_that_makes_no_sense_is_passed_over(chart):
    chart.restore_state(
        {"period_ns": "x", "indicators": [3, "nonsense("], "studies": 7, "drawings": [1], "compared": ["?"]}
    )
    assert chart.studies.indicators == {}


def test_a_new_period_computes_indicators_anew(window, chart):
    chart.toggle_indicator(OFFERS[0].spec)
    chart.choose_period(0)
    tick(window, later_ns=2 * SECOND)
    assert chart.studies.indicators[OFFERS[0].spec].series.period_ns == SECOND
