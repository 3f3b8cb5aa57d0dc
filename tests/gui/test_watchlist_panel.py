"""The watchlist, driven by keys and clicks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from panels.watchlist.view import create
from terminal.domain.market import FeedHealth
from tests.support.desk_panel import DeskPanel, cell, click_row, keys_of, press

pytestmark = pytest.mark.gui
ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def opened(qapp):
    panel = DeskPanel(create, (760, 300))
    yield panel
    panel.close()


def test_enter_and_a_double_click_link_the_instrument(opened):
    table = opened.panel.table_view
    press(table, Qt.Key.Key_Down)
    press(table, Qt.Key.Key_Return)
    click_row(table, "INTC", double=True)
    assert opened.linked == [1, 3]


def test_a_symbol_that_the_session_lacks_cannot_be_linked_and_says_why(opened):
    click_row(opened.panel.table_view, "EBAY", double=True)
    assert opened.linked == []
    assert "EBAY is not in this session: it has AMZN, MSFT, INTC" in opened.panel.problem.text()


def test_a_symbol_is_added_by_typing(opened):
    table, line = opened.panel.table_view, opened.panel.line
    press(table, Qt.Key.Key_N, CONTROL)
    assert line.isVisibleTo(opened.panel.widget)
    line.setText("spy")
    press(line, Qt.Key.Key_Return)
    assert keys_of(table)[-1] == "SPY"
    line.setText("amzn")
    press(line, Qt.Key.Key_Return)
    assert "in this list already" in opened.panel.problem.text()
    press(line, Qt.Key.Key_Escape)
    assert not line.isVisibleTo(opened.panel.widget)
    assert not opened.panel.problem.isVisibleTo(opened.panel.widget)


def test_completion_offers_the_sessions_instruments(opened):
    opened.panel.model.remove(["MSFT"])
    opened.frame()
    assert opened.panel.known.stringList() == ["MSFT"]


def test_rows_are_removed_and_moved_by_keys(opened):
    table = opened.panel.table_view
    click_row(table, "MSFT")
    press(table, Qt.Key.Key_Up, ALT)
    assert keys_of(table) == ["MSFT", "AMZN", "INTC", "EBAY"]
    press(table, Qt.Key.Key_Delete)
    assert keys_of(table) == ["AMZN", "INTC", "EBAY"]
    assert table.current() == "AMZN"


def test_a_row_is_dragged_to_another_place(opened):
    table = opened.panel.table_view
    height = table.row_height()
    QTest.mousePress(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, 5))
    for y in (height, 2 * height + 2):
        QTest.mouseMove(table.viewport(), QPoint(20, y))
    QTest.mouseRelease(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, 2 * height + 2))
    assert keys_of(table) == ["MSFT", "AMZN", "INTC", "EBAY"]


def test_lists_are_turned_and_renamed_by_keys(opened):
    table, line = opened.panel.table_view, opened.panel.line
    press(table, Qt.Key.Key_PageDown, CONTROL)
    assert opened.panel.title_detail() == "Tech · 2"
    press(table, Qt.Key.Key_F2)
    assert line.text() == "Tech"
    line.setText("Chips")
    press(line, Qt.Key.Key_Return)
    assert opened.desk.watchlists.names() == ("Main", "Chips")
    opened.panel.drop_list()
    assert opened.panel.title_detail() == "Main · 4"
    opened.panel.drop_list()
    assert "last list stays" in opened.panel.problem.text()


def test_another_panels_change_of_the_lists_shows(opened):
    opened.desk.watchlists.put("Main", ("INTC",))
    opened.frame()
    assert keys_of(opened.panel.table_view) == ["INTC"]


def test_prices_follow_the_session(opened):
    before = cell(opened.panel.table_view, "AMZN", "last")
    opened.session.clock_ns += 1_800 * 10**9
    opened.frame()
    assert cell(opened.panel.table_view, "AMZN", "last") != before


def test_an_empty_list_says_the_next_step(opened):
    opened.desk.watchlists.put("Main", ())
    opened.frame()
    table = opened.panel.table_view
    assert table.card.isVisibleTo(table)
    QTest.mouseClick(table.card.button, Qt.MouseButton.LeftButton)
    assert keys_of(table) == ["AMZN", "MSFT", "INTC"]


def test_state_comes_back(opened, qapp):
    opened.panel.choose_list("Tech")
    state = opened.panel.save_state()
    other = DeskPanel(create)
    other.panel.restore_state(state)
    assert other.panel.save_state() == state
    other.panel.restore_state({"list": "gone", "table": []})
    assert other.panel.model.name == "Main"
    other.close()


def test_a_narrow_list_keeps_symbol_price_and_change(qapp):
    panel = DeskPanel(create, (230, 300))
    assert [place.column.id for place in panel.panel.table_view.placed] == ["symbol", "last", "change"]
    assert panel.panel.table_view.horizontalScrollBar().maximum() == 0
    panel.close()


def test_prices_of_a_silent_feed_are_grey(opened):
    opened.session.health = FeedHealth.STALE
    opened.frame()
    assert all(row.dim for row in opened.panel.model.source.rows)
