"""Which rows a table shows, in which order: what stays under the hand, what is sorted last, what is chosen."""

from __future__ import annotations

import math

import pytest

from terminal.sdk.table import Cell, Column, Kind, ListSource, Row, arrow_of
from terminal.widgets.table_columns import ColumnLayout, column_at, edge_at
from terminal.widgets.table_order import SETTLE_NS, RowOrder
from terminal.widgets.table_text import as_text

COLUMNS = (Column("symbol", "Symbol"), Column("px", "Last", Kind.NUMBER, unit="USD", width=60))


def source(**prices: float | None) -> ListSource:
    made = ListSource(COLUMNS)
    fill(made, **prices)
    return made


def fill(made: ListSource, **prices: float | None) -> None:
    made.show(Row(name, (Cell(name, name), Cell("–" if px is None else str(px), px))) for name, px in prices.items())


def shown(order: RowOrder) -> list[object]:
    return [order.source.key(at) for at in order.rows]


def test_missing_values_are_last_in_both_directions():
    order = RowOrder(source(a=2.0, b=None, c=1.0, d=math.nan))
    order.sort_by("px")
    assert shown(order) == ["c", "a", "b", "d"]
    order.sort_by("px")
    assert shown(order) == ["a", "c", "b", "d"]
    order.sort_by("px")
    assert shown(order) == ["a", "b", "c", "d"]


def test_equal_values_keep_the_order_of_the_source():
    order = RowOrder(source(a=1.0, b=1.0, c=1.0))
    for _ in range(2):
        order.sort_by("px")
        assert shown(order) == ["a", "b", "c"]


def test_rows_keep_their_places_while_the_table_is_held():
    rows = source(a=1.0, b=2.0, c=3.0)
    order = RowOrder(rows)
    order.sort_by("px")
    order.remember()
    fill(rows, a=9.0, b=2.0, c=3.0, d=0.0)
    assert order.take(10 * SETTLE_NS, held=True)
    assert shown(order) == ["a", "b", "c", "d"]
    order.remember()
    assert order.take(20 * SETTLE_NS, held=False)
    assert shown(order) == ["d", "b", "c", "a"]


def test_changing_values_sort_at_most_once_a_second():
    rows = source(a=1.0, b=2.0)
    order = RowOrder(rows)
    order.sort_by("px", 5 * SETTLE_NS)
    order.remember()
    fill(rows, a=3.0, b=2.0)
    order.take(5 * SETTLE_NS + SETTLE_NS // 2)
    assert shown(order) == ["a", "b"]
    order.take(6 * SETTLE_NS)
    assert shown(order) == ["b", "a"]
    assert not order.take(9 * SETTLE_NS)


def test_equal_rows_are_no_change():
    rows = source(a=1.0)
    order = RowOrder(rows)
    order.take(0)
    fill(rows, a=1.0)
    assert not order.take(10)


def test_filter_wants_every_word():
    order = RowOrder(source(amzn=1.0, amd=2.0, msft=1.0))
    order.filter("am 1.0")
    assert shown(order) == ["amzn"]
    order.filter("")
    assert len(order.rows) == 3


def test_a_choice_stays_with_its_row_when_others_go():
    rows = source(a=1.0, b=2.0, c=3.0)
    order = RowOrder(rows)
    order.take(0)
    order.choose(1)
    fill(rows, b=2.0, c=3.0)
    order.take(1)
    assert order.place_of(order.current) == 0
    order.choose(1, extend=True)
    assert order.chosen == {"b", "c"}
    order.choose(0, toggle=True)
    assert order.chosen == {"c"}


def test_choosing_outside_changes_nothing():
    order = RowOrder(source(a=1.0))
    order.take(0)
    order.choose(7)
    assert order.current is None


def test_columns_share_what_is_left_and_keep_what_the_user_set():
    layout = ColumnLayout(
        (Column("a", "A", width=50), Column("b", "B", width=50, stretch=True), Column("c", "C", width=40))
    )
    placed = layout.placed(300)
    assert [(p.x, p.width) for p in placed] == [(0, 50), (50, 210), (260, 40)]
    layout.move("c", "a")
    layout.resize("b", 70)
    layout.show("a", shown=False)
    again = ColumnLayout(tuple(layout.columns.values()))
    again.restore(layout.state())
    assert [(p.column.id, p.width) for p in again.placed(300)] == [("c", 40), ("b", 70)]


@pytest.mark.parametrize(
    "state",
    [{"order": 7}, {"order": ["gone"], "widths": {"a": "wide", "gone": 3}, "hidden": ["a", "b"]}, {"hidden": None}],
)
def test_a_broken_column_state_is_passed_over(state):
    layout = ColumnLayout((Column("a", "A"), Column("b", "B")))
    layout.restore(state)
    assert layout.shown() == ["a", "b"]


def test_the_last_column_cannot_be_hidden():
    layout = ColumnLayout((Column("a", "A"), Column("b", "B")))
    layout.show("a", shown=False)
    layout.show("b", shown=False)
    assert layout.shown() == ["b"]


def test_edges_and_columns_are_found_under_the_mouse():
    placed = ColumnLayout((Column("a", "A", width=50), Column("b", "B", width=50))).placed(100)
    edge, column = edge_at(placed, 52), column_at(placed, 60)
    assert edge is not None
    assert edge.column.id == "a"
    assert column is not None
    assert column.column.id == "b"
    assert edge_at(placed, 30) is None
    assert column_at(placed, 400) is None


def test_copied_rows_hold_plain_numbers_and_quote_what_needs_it():
    made = ListSource(COLUMNS)
    made.show([Row(1, (Cell("A,B", "A,B"), Cell("−1,204.5", -1204.5))), Row(2, (Cell("C"), Cell("–")))])
    assert as_text(made, [0, 1], [0, 1], ",") == 'Symbol,Last (USD)\n"A,B",-1204.5\nC,\n'
    assert as_text(made, [0], [1, 0], "\t") == "Last (USD)\tSymbol\n-1204.5\tA,B\n"


def test_values_of_mixed_kinds_become_one_kind_in_arrow():
    made = ListSource((Column("v", "V"), Column("w", "W")))
    made.show([Row(1, (Cell("", 1), Cell("", "x"))), Row(2, (Cell("", 2.5), Cell("", 3))), Row(3, (Cell(), Cell()))])
    assert arrow_of(made).to_pydict() == {"v": [1.0, 2.5, None], "w": ["x", "3", None]}
