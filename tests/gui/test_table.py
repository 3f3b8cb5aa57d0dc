"""The virtual table: a hundred thousand rows, keys, clicks, copying, filtering, and nothing painted twice."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from terminal.sdk.table import (
    Bar,
    Card,
    Cell,
    Column,
    Gauge,
    Kind,
    ListSource,
    Mark,
    Row,
    Spark,
    TableSource,
    Tag,
    Whisker,
)
from terminal.widgets.table import VirtualTable
from terminal.widgets.theme import theme

pytestmark = pytest.mark.gui
COLUMNS = (Column("n", "Number", Kind.NUMBER, unit="sh", width=80), Column("w", "Words", stretch=True, width=100))
MANY = 100_000


class Counted(TableSource):
    """A source that counts how often a row is made."""

    asked = 0

    def __len__(self) -> int:
        return MANY

    def row(self, at: int) -> Row:
        self.asked += 1
        return Row(at, (Cell(f"{at:,}", at), Cell(f"row {at}")))

    def key(self, at: int) -> int:
        return at


@pytest.fixture
def open_table(qtbot):
    def opened(source: TableSource) -> VirtualTable:
        table = VirtualTable(theme("dark"), source, "Numbers")
        qtbot.addWidget(table)
        table.resize(400, 300)
        table.show()
        frame(table)
        return table

    return opened


def frame(table: VirtualTable, now_ns: int = 10**12) -> None:
    table.on_frame(now_ns)
    QApplication.processEvents()


def small(*names: str) -> ListSource:
    source = ListSource(COLUMNS)
    source.show(Row(name, (Cell(str(at), at), Cell(name))) for at, name in enumerate(names))
    return source


def click(table: VirtualTable, place: int, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    at = QPoint(20, place * table.row_height() + 5)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, keys, at)


def test_only_rows_on_screen_are_made(open_table):
    source = Counted(COLUMNS)
    table = open_table(source)
    assert source.asked < 200
    QTest.keyClick(table, Qt.Key.Key_End)
    frame(table)
    assert table.current() == MANY - 1
    assert source.asked < 600
    assert "Row 100000 of 100000" in table.accessibleDescription()


def test_unchanged_rows_are_not_painted_again(open_table):
    source = small("a", "b", "c")
    table = open_table(source)
    rows, cells = table.rows_painted, table.cells_painted
    frame(table)
    assert table.rows_painted == rows
    source.show([*source.rows[:2], Row("c", (Cell("9", 9), Cell("c")))])
    frame(table)
    assert (table.rows_painted, table.cells_painted) == (rows + 1, cells + 1)


def test_keys_choose_extend_and_take(open_table):
    table = open_table(small("a", "b", "c"))
    taken: list[object] = []
    table.activated.connect(taken.append)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down):
        QTest.keyClick(table, key)
    QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert table.order.chosen == {"b", "c"}
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert taken == ["c"]


def test_clicks_choose_and_add(open_table):
    table = open_table(small("a", "b", "c"))
    click(table, 0)
    click(table, 2, Qt.KeyboardModifier.ControlModifier)
    assert table.order.chosen == {"a", "c"}
    click(table, 9)
    assert table.order.chosen == {"a", "c"}


def test_copy_takes_the_chosen_rows_as_a_spreadsheet_reads_them(open_table):
    table = open_table(small("a", "b", "c"))
    click(table, 1)
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "Number (sh)\tWords\n1\tb\n"
    QTest.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.clipboard().text() == "Number (sh),Words\n0,a\n1,b\n2,c\n"


def test_typing_filters_and_escape_shows_all_again(open_table):
    table = open_table(small("apple", "pear", "plum"))
    QTest.keyClicks(table, "p")
    QTest.keyClicks(table.box, "l")
    frame(table)
    assert [table.order.key_at(at) for at in range(len(table.order.rows))] == ["apple", "plum"]
    QTest.keyClicks(table.box, "zz")
    assert table.card.isVisibleTo(table)
    assert "hidden" in table.card.text.text()
    QTest.keyClick(table.box, Qt.Key.Key_Escape)
    assert len(table.order.rows) == 3
    assert not table.card.isVisibleTo(table)


def test_a_click_on_the_head_sorts_and_a_drag_resizes_and_moves(open_table):
    table = open_table(small("b", "a"))
    QTest.mouseClick(table.head, Qt.MouseButton.LeftButton, pos=QPoint(200, 8))
    assert table.order.sort == ("w", False)
    assert table.order.key_at(0) == "a"
    drag(table, 80, 130)
    assert table.columns.widths["n"] == 130
    drag(table, 40, 390)
    assert table.columns.shown() == ["w", "n"]


def drag(table: VirtualTable, start: int, end: int) -> None:
    QTest.mousePress(table.head, Qt.MouseButton.LeftButton, pos=QPoint(start, 8))
    for x in ((start + end) // 2, end):
        QTest.mouseMove(table.head, QPoint(x, 8))
    QTest.mouseRelease(table.head, Qt.MouseButton.LeftButton, pos=QPoint(end, 8))


def test_state_comes_back(open_table):
    table = open_table(small("b", "a"))
    table.sort_by("w")
    table.columns.show("n", shown=False)
    table.filter("a")
    state = table.save_state()
    other = open_table(small("b", "a"))
    other.restore_state(state)
    assert other.save_state() == state
    other.restore_state({"sort": ["gone", 1], "columns": 3, "filter": 7})
    assert other.order.sort == ("w", False)


def test_an_empty_table_says_the_next_step(open_table):
    source = ListSource(COLUMNS)
    table = open_table(source)
    acted: list[bool] = []
    table.card_acted.connect(lambda: acted.append(True))
    table.show_card(Card("No rows yet", "Import some.", action="Import"))
    assert table.card.isVisibleTo(table)
    QTest.mouseClick(table.card.button, Qt.MouseButton.LeftButton)
    assert acted == [True]
    source.show(small("a").rows)
    frame(table)
    assert not table.card.isVisibleTo(table)


def test_a_table_that_follows_its_tail_stays_put_once_scrolled_up(open_table):
    source = small(*map(str, range(50)))
    table = open_table(source)
    table.follow_tail = True
    table.scroll_to_end()
    source.show(small(*map(str, range(80))).rows)
    frame(table)
    assert table.at_end()
    table.verticalScrollBar().setValue(5)
    source.show(small(*map(str, range(90))).rows)
    frame(table)
    assert table.verticalScrollBar().value() == 5


def test_every_kind_of_cell_is_painted(open_table):
    nan = float("nan")
    marks: list[Mark] = [Bar(-0.5, "down"), Bar(nan), Gauge(0.5, limit=0.8), Gauge(nan), Spark((1.0, nan, 2.0))]
    marks += [Spark((1.0,)), Whisker(-2.0, 0.1, 2.0), Whisker(nan, nan, nan), Tag("danger", "ph.warning"), Tag("t2")]
    source = ListSource(COLUMNS)
    source.show(Row(at, (Cell("1", 1, mark=mark), Cell("x")), dim=at % 2 == 0) for at, mark in enumerate(marks))
    table = open_table(source)
    assert table.rows_painted >= len(marks)
    table.columns.resize("n", 200)
    table.fit("w")
    assert table.columns.widths["w"] > 28


def test_a_source_that_lost_rows_is_painted_before_the_next_frame(open_table):
    source = small("a", "b", "c")
    table = open_table(source)
    click(table, 2)
    source.show(source.rows[:1])
    table.viewport().repaint()
    QTest.keyClick(table, Qt.Key.Key_Down)
    table.copy(",")
    frame(table)
    assert len(table.order.rows) == 1


def test_the_menu_sorts_and_shows_columns_without_a_mouse(open_table):
    table = open_table(small("b", "a"))
    menu = table.menu()
    found = {action.text(): action.menu() for action in menu.actions() if action.menu()}
    next(action for action in found["Sort by"].actions() if action.text() == "Words").trigger()
    assert table.order.key_at(0) == "a"
    next(action for action in found["Columns"].actions() if action.text() == "Number").trigger()
    assert table.columns.shown() == ["w"]
    found["Columns"].actions()[-1].trigger()
    assert table.columns.shown() == ["n", "w"]
    menu.deleteLater()
