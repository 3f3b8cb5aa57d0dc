"""The heatmap: exact read-outs, nothing beyond the cursor, history that stands still when panned."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from panels.depth_heatmap.view import create
from terminal.widgets.heatmap import HeatmapWidget
from tests.support.generated_market import COLUMN_NS, GeneratedMarket
from tests.support.painted_panel import OpenPanel, colour, pixels

pytestmark = pytest.mark.gui


@pytest.fixture
def market() -> GeneratedMarket:
    made = GeneratedMarket()
    made.advance(1_500)
    return made


@pytest.fixture
def opened(qapp: QApplication, market: GeneratedMarket) -> Iterator[OpenPanel]:
    panel = OpenPanel(create, market, (760, 420))
    yield panel
    panel.close()


def test_read_out_of_now_is_the_book(opened: OpenPanel, market: GeneratedMarket):
    heatmap = opened.panel.heatmap
    bids, asks = market.native.depth(50)
    resting = {int(px): (int(qty), int(orders)) for px, qty, orders in np.vstack([bids, asks])}
    right = heatmap.width() - 62 - 12
    hits = [heatmap.hit(right, y) for y in range(30, 380, 18)]
    shown = {hit.px: (hit.qty, hit.orders) for hit in hits if hit is not None and hit.qty}
    assert len(shown) > 5
    assert shown == {px: resting[px] for px in shown}


def test_nothing_beyond_the_cursor_is_drawn(opened: OpenPanel, market: GeneratedMarket):
    heatmap = opened.panel.heatmap
    cursor = market.ts_ns - 400 * COLUMN_NS
    bids, asks = market.book()
    show_at(market, cursor, bids, asks)
    opened.frame()
    assert market.native.now_ns == cursor
    earlier = pixels(heatmap)
    market.advance(50)  # records run ahead of the cursor
    show_at(market, cursor, bids, asks)
    opened.frame()
    assert (earlier == pixels(heatmap)).all()


def show_at(market: GeneratedMarket, cursor: int, bids: NDArray[np.int64], asks: NDArray[np.int64]) -> None:
    market.native.set_book(cursor, bids, asks)
    market.native.refresh(cursor)


def test_keys_and_buttons_zoom_time(opened: OpenPanel):
    heatmap = opened.panel.heatmap
    before = heatmap.ns_per_px()
    QTest.keyClick(heatmap, Qt.Key.Key_Plus)
    assert heatmap.ns_per_px() < before
    assert opened.panel.spans.chosen_at() == -1
    opened.panel.spans.group.button(2).click()
    assert heatmap.span.length_ns == 600 * 1_000_000_000
    QTest.keyClick(heatmap, Qt.Key.Key_Minus)
    assert heatmap.span.length_ns > 600 * 1_000_000_000


def test_dragging_goes_back_and_stands_still_until_now_is_asked_for(opened: OpenPanel, market: GeneratedMarket):
    heatmap = opened.panel.heatmap
    drag(heatmap, QPoint(300, 200), QPoint(420, 200))
    right = heatmap.span.right_ns
    assert right is not None
    assert opened.panel.now.isEnabled()
    assert "back" in opened.panel.words.toolTip()
    market.advance(20)
    opened.frame()
    assert heatmap.span.right_ns == right
    opened.panel.now.click()
    assert heatmap.span.following
    assert not opened.panel.now.isEnabled()


def test_a_frame_computes_only_the_new_columns(opened: OpenPanel, market: GeneratedMarket):
    opened.frame()
    heatmap = opened.panel.heatmap
    before = heatmap.painter.columns_computed
    for _ in range(10):
        market.advance(1)
        opened.frame()
    assert heatmap.painter.columns_computed - before < 60


def test_a_gap_is_hatched_and_its_sizes_are_not_known(opened: OpenPanel, market: GeneratedMarket):
    market.native.ingest_gap(market.ts_ns - 100 * COLUMN_NS)
    market.native.refresh()
    opened.frame()
    heatmap = opened.panel.heatmap
    assert (pixels(heatmap) == colour(opened.context.tokens, "warn")).any()
    hit = heatmap.hit(heatmap.width() - 62 - 20, 200)
    assert hit is not None
    assert hit.qty is None


def test_layers_can_be_hidden(opened: OpenPanel):
    heatmap = opened.panel.heatmap
    shown = (pixels(heatmap)[24:380, :600] == colour(opened.context.tokens, "bid")).sum()
    opened.panel.trades.click()
    opened.panel.best.click()
    opened.frame()
    hidden = (pixels(heatmap)[24:380, :600] == colour(opened.context.tokens, "bid")).sum()
    assert hidden == 0
    assert shown > 100


def test_day_shows_everything_from_the_first_column(opened: OpenPanel, market: GeneratedMarket):
    opened.panel.spans.group.button(4).click()
    opened.frame()
    heatmap = opened.panel.heatmap
    shown_ns = heatmap.ns_per_px() * (heatmap.width() - 62)
    first_ns = market.native.first_ns
    assert first_ns is not None
    assert shown_ns >= market.ts_ns - first_ns


def test_an_empty_session_says_what_will_fill_it(qapp: QApplication):
    panel = OpenPanel(create, GeneratedMarket(), (500, 300))
    shown = pixels(panel.panel.heatmap)
    assert (shown == colour(panel.context.tokens, "t1")).any()
    assert panel.panel.heatmap.hit(100, 100) is None
    panel.close()


def drag(widget: HeatmapWidget, start: QPoint, end: QPoint) -> None:
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    for kind, place, button, held in (
        (QEvent.Type.MouseButtonPress, start, left, left),
        (QEvent.Type.MouseMove, end, none, left),
        (QEvent.Type.MouseButtonRelease, end, left, none),
    ):
        at = QPointF(place)
        QApplication.sendEvent(widget, QMouseEvent(kind, at, at, button, held, Qt.KeyboardModifier.NoModifier))
