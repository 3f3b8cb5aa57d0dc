"""The signals panel, driven by keys and clicks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from panels.signals.view import create
from terminal.domain.market import FeedHealth
from terminal.domain.signals import SignalKey
from tests.support.desk_panel import DeskPanel, cell, click_row, keys_of, press
from tests.support.memory_signals import MemorySignals

pytestmark = pytest.mark.gui
MSFT = SignalKey("ofi_forecaster", 2)


@pytest.fixture
def opened(qapp):
    panel = DeskPanel(create, (1000, 640))
    yield panel
    panel.close()


def test_choosing_a_row_links_its_instrument_and_shows_its_pictures(opened):
    table = opened.panel.table_view
    click_row(table, MSFT)
    assert opened.linked == [2]
    opened.frame()
    assert opened.panel.pictures.headline.text().startswith("MSFT · ofi_forecaster 0.3.1")
    assert "ofi_22s" in opened.panel.pictures.waterfall.accessibleDescription()


def test_keys_walk_through_the_rows(opened):
    table = opened.panel.table_view
    assert table.current() == keys_of(table)[0]
    press(table, Qt.Key.Key_Down)
    assert table.current() == keys_of(table)[1]
    assert "Row 2 of 7" in table.accessibleDescription()


def test_values_change_in_place(opened):
    table = opened.panel.table_view
    before, order = cell(table, MSFT, "value"), keys_of(table)
    opened.session.clock_ns += 5_000_000_000
    opened.frame()
    assert cell(table, MSFT, "value") != before
    assert keys_of(table) == order


def test_a_narrow_panel_shows_one_picture_at_a_time(qapp):
    panel = DeskPanel(create, (340, 520))
    pictures = panel.panel.pictures
    assert [p.isVisibleTo(pictures) for p in pictures.all] == [True, False, False, False]
    click_row(panel.panel.table_view, MSFT, double=True)
    assert [p.isVisibleTo(pictures) for p in pictures.all] == [False, True, False, False]
    assert [place.column.id for place in panel.panel.table_view.placed][-1] == "state"
    panel.close()


def test_without_signals_the_next_step_is_said(qapp):
    panel = DeskPanel(create)
    panel.desk.signals = MemorySignals(lambda: 0)
    panel.panel.model.board = panel.desk.signals
    panel.frame()
    assert panel.panel.table_view.card.isVisibleTo(panel.panel.table_view)
    assert "Enable a model" in panel.panel.table_view.card.text.text()
    panel.close()


def test_state_comes_back_and_nonsense_is_passed_over(opened, qapp):
    click_row(opened.panel.table_view, MSFT)
    opened.panel.table_view.sort_by("value")
    state = opened.panel.save_state()
    other = DeskPanel(create)
    other.panel.restore_state(state)
    other.frame()
    again = other.panel.save_state()
    assert {**again, "sizes": 0} == {**state, "sizes": 0}
    other.panel.restore_state({"chosen": ["x"], "table": 5, "picture": 9})
    other.frame()
    other.close()


def test_the_table_is_exported_with_values(opened):
    table = opened.panel.table()
    assert table.num_rows == 7
    assert table.schema.field("value").type == "double"


def test_a_silent_feed_is_said_in_every_row(opened):
    opened.session.health = FeedHealth.STALE
    opened.frame()
    table = opened.panel.table_view
    assert {cell(table, key, "state") for key in keys_of(table)} == {"stale"}
    assert all(row.dim for row in opened.panel.model.source.rows)
    opened.session.health = FeedHealth.FRESH
    opened.frame()
    assert cell(table, MSFT, "state") == "live"


def test_the_first_stream_is_marked_without_linking_and_a_lost_choice_falls_back_to_it(opened):
    table = opened.panel.table_view
    first = keys_of(table)[0]
    assert (table.current(), opened.linked) == (first, [])
    click_row(table, MSFT)
    drawn, opened.desk.signals.drawn = opened.desk.signals.drawn, opened.desk.signals.drawn[:1]
    opened.frame()
    assert table.current() == first
    opened.desk.signals.drawn = drawn
    opened.frame()
    assert table.current() == MSFT
