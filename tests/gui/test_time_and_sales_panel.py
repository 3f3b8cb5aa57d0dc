"""The tape: newest on top, never jumps while scrolled back, sweeps as groups, a size filter."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from panels.time_and_sales.view import create
from terminal.domain.market import QTY_ONE
from tests.support.generated_market import OPEN_NS, TICK, GeneratedMarket
from tests.support.painted_panel import OpenPanel, colour, pixels

pytestmark = pytest.mark.gui
NOTICE = 24


@pytest.fixture
def market() -> GeneratedMarket:
    made = GeneratedMarket()
    made.advance(1_500)
    return made


@pytest.fixture
def opened(qapp: QApplication, market: GeneratedMarket) -> Iterator[OpenPanel]:
    panel = OpenPanel(create, market, (340, 420))
    yield panel
    panel.close()


def test_newest_print_is_on_top(opened: OpenPanel, market: GeneratedMarket):
    newest = market.native.trades(1)
    hit = opened.panel.widget.hit(24)
    assert hit is not None
    assert hit.ts_ns <= int(newest["ts_venue_ns"][0]) <= hit.ts_ns + 500_000


def test_tape_does_not_jump_while_scrolled_back(opened: OpenPanel, market: GeneratedMarket):
    tape = opened.panel.widget
    tape.scroll_rows(10)
    opened.frame()
    before = pixels(tape)[:-NOTICE]
    market.advance(400)
    opened.frame()
    assert (pixels(tape)[:-NOTICE] == before).all()
    assert tape.newer() > 10
    assert "new" in spoken_after(opened)


def test_home_returns_to_the_newest(opened: OpenPanel, market: GeneratedMarket):
    tape = opened.panel.widget
    QTest.keyClick(tape, Qt.Key.Key_PageDown)
    assert tape.held
    market.advance(100)
    QTest.keyClick(tape, Qt.Key.Key_Home)
    opened.frame()
    assert not tape.held
    test_newest_print_is_on_top(opened, market)


def test_scrolling_up_to_the_newest_row_lets_the_tape_run(opened: OpenPanel):
    tape = opened.panel.widget
    tape.scroll_rows(5)
    tape.scroll_rows(-5)
    assert not tape.held


def test_scrolling_ends_at_the_oldest_print(opened: OpenPanel, market: GeneratedMarket):
    tape = opened.panel.widget
    tape.scroll_rows(100_000)
    opened.frame()
    first = market.native.trades(1_000_000)["ts_venue_ns"][-1]
    hit = opened.panel.widget.hit(24)
    assert hit is not None
    assert hit.ts_ns == int(first)


def test_size_filter_leaves_out_small_prints(opened: OpenPanel):
    tape = opened.panel.widget
    tape.set_least(300 * QTY_ONE)
    opened.frame()
    hits = [opened.panel.widget.hit(y) for y in range(24, 400, 18)]
    sizes = [hit.qty for hit in hits if hit is not None and not hit.sweep_prints]
    assert sizes
    assert min(sizes) >= 300 * QTY_ONE
    assert opened.panel.title_detail() == "AMZN · from 300 sh"


def test_arrow_unfolds_the_newest_sweep(qapp: QApplication):
    market = GeneratedMarket()
    sweep(market, OPEN_NS + 10**9)
    panel = OpenPanel(create, market, (340, 300))
    tape = panel.panel.widget
    assert [tape.hit(y) is not None for y in (24, 42)] == [True, False]
    QTest.keyClick(tape, Qt.Key.Key_Right)
    panel.frame()
    rows = [panel.panel.widget.hit(y) for y in (24, 42, 60, 78)]
    assert [row.px // TICK for row in rows if row] == [100, 102, 101, 100]
    QTest.keyClick(tape, Qt.Key.Key_Left)
    panel.frame()
    assert tape.hit(42) is None
    panel.close()


def test_a_sweep_ground_has_its_side_colour(qapp: QApplication):
    market = GeneratedMarket()
    sweep(market, OPEN_NS + 10**9)
    panel = OpenPanel(create, market, (340, 300))
    assert (pixels(panel.panel.widget) == colour(panel.context.tokens, "bid_fill")).any()
    panel.close()


def test_a_print_beyond_the_cursor_is_not_shown(opened: OpenPanel, market: GeneratedMarket):
    cursor = market.ts_ns - 60 * 10**9
    market.native.refresh(cursor)
    opened.frame()
    hit = opened.panel.widget.hit(24)
    assert hit is not None
    assert hit.ts_ns <= cursor


def test_menu_filters_and_unfolds(opened: OpenPanel):
    menu = opened.panel.menu()
    actions = {action.text(): action for action in menu.actions()}
    actions["from 500 sh"].trigger()
    actions["Unfold every sweep"].trigger()
    menu.deleteLater()
    assert opened.panel.widget.least_qty == 500 * QTY_ONE
    assert opened.panel.widget.unfold_all


def spoken_after(opened: OpenPanel) -> str:
    opened.frame(2.0)
    return str(opened.panel.widget.accessibleDescription())


def sweep(market: GeneratedMarket, ts_ns: int) -> None:
    count = 3
    market.native.ingest_trades(
        ts_ns + np.arange(count, dtype=np.int64) * 183_000,
        (100 + np.arange(count, dtype=np.int64)) * TICK,
        np.full(count, 100 * QTY_ONE, dtype=np.int64),
        np.ones(count, dtype=np.int64),
        np.zeros(count, dtype=np.int64),
    )
    market.native.refresh()
