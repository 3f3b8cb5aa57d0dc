"""Plugins, alerts, log, catalogue and SQL console, driven by keys and clicks."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from panels.alerts.view import create as alerts
from panels.catalogue.view import create as catalogue
from panels.log.view import create as log
from panels.plugins.view import create as plugins
from panels.sql_console.view import create as sql
from terminal.widgets.flow_row import FlowRow
from tests.support.desk_panel import DeskPanel, cell, click_row, keys_of, press
from tests.support.memory_desk import OFI, MemoryDesk
from tests.support.memory_library import MemoryLibrary
from tests.support.memory_session import MemorySession

pytestmark = pytest.mark.gui
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def open_panel(qapp):
    made: list[DeskPanel] = []

    def opened(create, **named) -> DeskPanel:
        made.append(DeskPanel(create, **named))
        return made[-1]

    yield opened
    for panel in made:
        panel.close()


@pytest.mark.parametrize("create", [alerts, catalogue, log, plugins, sql])
def test_state_comes_back_and_nonsense_is_passed_over(open_panel, create):
    first = open_panel(create)
    state = first.panel.save_state()
    other = open_panel(create)
    other.panel.restore_state(state)
    other.frame()
    assert other.panel.save_state() == state
    other.panel.restore_state(dict.fromkeys(state, 5))
    other.frame()


@pytest.mark.parametrize("create", [alerts, catalogue, log, plugins, sql])
def test_actions_begin_with_the_panels_id_and_can_be_asked(open_panel, create):
    opened = open_panel(create)
    actions = opened.panel.actions()
    assert actions
    assert len({action.id.partition(".")[0] for action in actions}) == 1
    assert all(isinstance(action.enabled(), bool) for action in actions)


# Plugins.


def test_a_quarantine_is_shown_in_full_with_what_to_do(open_panel):
    opened = open_panel(plugins)
    detail = opened.panel.detail
    assert opened.panel.table_view.current() == "pairs_v1"
    assert "31.4 ms" in detail.reason.text()
    assert "Enable runs it from the start" in detail.reason.text()
    press(opened.panel.table_view, Qt.Key.Key_E, CONTROL)
    assert opened.desk.plugins.calls == [("enable", "pairs_v1")]
    assert not detail.reason.isVisibleTo(detail)


def test_a_shadow_is_compared_and_promoted_by_a_click(open_panel):
    opened = open_panel(plugins)
    click_row(opened.panel.table_view, OFI)
    detail = opened.panel.detail
    assert detail.shadow.isVisibleTo(detail)
    assert "96.4%" in detail.shadow.text()
    QTest.mouseClick(detail.buttons["promote"], Qt.MouseButton.LeftButton)
    assert opened.desk.plugins.calls == [("promote", OFI)]
    assert not detail.buttons["promote"].isEnabled()
    assert "reload first" in detail.buttons["promote"].toolTip()


def test_a_refusal_is_shown_beside_the_buttons(open_panel):
    opened = open_panel(plugins)
    opened.desk.plugins.refuses = "pairs_v1: its folder is gone"
    QTest.mouseClick(opened.panel.detail.buttons["reload"], Qt.MouseButton.LeftButton)
    assert "its folder is gone" in opened.panel.detail.problem.text()


def test_settings_are_checked_as_they_are_typed(open_panel):
    opened = open_panel(plugins)
    click_row(opened.panel.table_view, OFI)
    rows = opened.panel.detail.form.rows
    line = rows["threshold"].editor.widget
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "99")
    assert not rows["threshold"].wrong.isHidden()
    press(line, Qt.Key.Key_Return)
    assert opened.desk.plugins.calls == []
    line.selectAll()
    QTest.keyClicks(line, "3.5")
    press(line, Qt.Key.Key_Return)
    assert opened.desk.plugins.values == {(OFI, "threshold"): 3.5}
    rows["quiet"].editor.widget.click()
    assert opened.desk.plugins.values[OFI, "quiet"] is True
    rows["threshold"].reset.click()
    assert line.text() == "2"


# Alerts.


def test_a_rule_is_made_for_the_linked_instrument(open_panel):
    opened = open_panel(alerts)
    press(opened.panel.rules, Qt.Key.Key_N, CONTROL)
    form = opened.panel.form
    assert form.symbol.value == "AMZN"
    assert form.preview.text().startswith("Calls when: AMZN last above 22")
    form.threshold.selectAll()
    QTest.keyClicks(form.threshold, "oops")
    assert "is no number" in form.problem.text()
    form.threshold.selectAll()
    QTest.keyClicks(form.threshold, "230")
    form.relation.choose("below")
    press(form.threshold, Qt.Key.Key_Return)
    rule = opened.desk.alerts.rules()[-1]
    assert (rule.symbol, rule.relation, rule.threshold) == ("AMZN", "below", 230.0)
    assert not form.isVisibleTo(opened.panel.widget)


def test_the_books_refusal_stays_in_the_form(open_panel):
    opened = open_panel(alerts)
    opened.panel.begin()
    form = opened.panel.form
    form.threshold.selectAll()
    QTest.keyClicks(form.threshold, "-1")
    QTest.mouseClick(form.save, Qt.MouseButton.LeftButton)
    assert "is no price" in form.problem.text()
    press(form, Qt.Key.Key_Escape)
    assert opened.panel.model.draft is None


def test_rules_are_switched_changed_and_removed_by_keys(open_panel):
    opened = open_panel(alerts)
    table = opened.panel.rules
    click_row(table, "amzn-low")
    press(table, Qt.Key.Key_Space)
    assert not opened.desk.alerts.kept["amzn-low"].enabled
    press(table, Qt.Key.Key_Return)
    assert opened.panel.form.threshold.text() == "223.2"
    opened.panel.form.kind.choose("signal")
    assert opened.panel.form.measure.names[0] == OFI
    opened.panel.leave_form()
    press(table, Qt.Key.Key_Delete)
    assert "amzn-low" not in opened.desk.alerts.kept


def test_alerts_are_acknowledged_one_or_all(open_panel):
    opened = open_panel(alerts)
    assert opened.panel.title_detail() == "3 new"
    click_row(opened.panel.events, 4)
    press(opened.panel.events, Qt.Key.Key_Space)
    assert opened.panel.title_detail() == "2 new"
    press(opened.panel.events, Qt.Key.Key_A, CONTROL | SHIFT)
    assert opened.panel.model.unseen() == 0


def test_a_narrow_panel_shows_one_page(open_panel):
    opened = open_panel(alerts, size=(260, 320))
    assert opened.panel.events.isVisibleTo(opened.panel.widget)
    assert not opened.panel.right.isVisibleTo(opened.panel.widget)
    opened.panel.begin()
    assert opened.panel.form.isVisibleTo(opened.panel.widget)


# Log.


def test_the_log_follows_its_tail_until_it_is_told_not_to(open_panel):
    opened = open_panel(log, size=(700, 300))
    table = opened.panel.table_view
    opened.panel.follow(on=True)
    opened.desk.log.say("info", "x", "newest")
    opened.frame()
    assert table.at_end()
    opened.panel.follow(on=False)
    table.verticalScrollBar().setValue(10)
    opened.desk.log.say("info", "x", "newer")
    opened.frame()
    assert table.verticalScrollBar().value() == 10
    press(table, Qt.Key.Key_End, CONTROL)
    assert table.at_end()


def test_the_log_is_filtered_and_a_long_line_shown_whole(open_panel):
    opened = open_panel(log)
    opened.panel.level.choose("error")
    table = opened.panel.table_view
    assert {cell(table, key, "level") for key in keys_of(table)} == {"■ error"}
    QTest.keyClicks(opened.panel.search, "nothing like this")
    assert keys_of(table) == []
    press(opened.panel.search, Qt.Key.Key_Escape)
    click_row(table, keys_of(table)[0] if table.at_end() else table.order.key_at(table.verticalScrollBar().value()))
    assert "spread_zscore" in opened.panel.whole.text()


def test_without_a_log_file_that_is_said(open_panel):
    opened = open_panel(log)
    opened.desk.log.path = None
    press(opened.panel.table_view, Qt.Key.Key_O, CONTROL)
    assert "in memory only" in opened.panel.whole.text()


# Catalogue.


def desk_that_waits() -> MemoryDesk:
    return MemoryDesk(MemorySession(), at_once=False)


def test_the_catalogue_is_read_on_a_worker_and_opened_by_enter(open_panel):
    opened = open_panel(catalogue, desk=desk_that_waits())
    table = opened.panel.sessions
    assert table.card.title.text() == "Reading the catalogue…"
    opened.desk.workers.run()
    opened.frame()
    assert len(keys_of(table)) == 4
    click_row(table, "lobster-AMZN-20120621")
    press(table, Qt.Key.Key_Return)
    assert opened.desk.time_machine.opened == [("lobster-AMZN-20120621", None)]
    opened.panel.copy_name()
    assert QApplication.clipboard().text() == "catalogue:lobster-AMZN-20120621"


def test_a_session_that_cannot_be_opened_says_so_in_place(open_panel):
    opened = open_panel(catalogue)
    opened.desk.time_machine.refuses = "block 3 of 20120621 is damaged"
    click_row(opened.panel.sessions, "lobster-AMZN-20120621", double=True)
    assert "block 3" in opened.panel.said.text()


def test_an_unreadable_catalogue_says_so_and_can_be_asked_again(open_panel):
    desk = MemoryDesk(MemorySession())
    desk.data.refuses = "the library's index is damaged"
    opened = open_panel(catalogue, desk=desk)
    table = opened.panel.sessions
    assert "index is damaged" in table.card.text.text()
    desk.data.refuses = ""
    QTest.mouseClick(table.card.button, Qt.MouseButton.LeftButton)
    opened.frame()
    assert len(keys_of(table)) == 4


def test_pages_and_filter_hold_for_both_tables(open_panel):
    opened = open_panel(catalogue)
    opened.panel.search.setText("btc")
    assert len(keys_of(opened.panel.sessions)) == 1
    opened.panel.turn_to(1)
    opened.frame()
    assert keys_of(opened.panel.instruments) == [("BTCUSDT-PERP", "BYBIT")]
    assert opened.panel.table().num_rows == 1
    press(opened.panel.search, Qt.Key.Key_Escape)
    assert len(keys_of(opened.panel.instruments)) == 3


def test_an_empty_catalogue_explains_import(open_panel):
    desk = MemoryDesk(MemorySession())
    desk.data = MemoryLibrary(())
    opened = open_panel(catalogue, desk=desk)
    assert "plimsoll import" in opened.panel.sessions.card.text.text()


# SQL.


def test_a_query_runs_by_key_and_shows_rows_and_time(open_panel):
    opened = open_panel(sql)
    editor = opened.panel.editor
    QTest.keyClicks(editor, "SELECT symbol, close FROM bars LIMIT 7")
    press(editor, Qt.Key.Key_Return, CONTROL)
    opened.frame()
    assert opened.panel.status.text().startswith("7 rows in")
    assert opened.panel.table().num_rows == 7
    assert [column.title for column in opened.panel.result.source.columns] == ["symbol", "close"]


def test_an_error_has_the_engines_words_and_selects_the_place(open_panel):
    opened = open_panel(sql)
    editor = opened.panel.editor
    QTest.keyClicks(editor, "SELECT nothing FROM bars")
    press(editor, Qt.Key.Key_Return, CONTROL)
    assert "nothing" in opened.panel.error.text()
    assert editor.textCursor().selectedText() == "nothing"
    assert opened.panel.table() is None


def test_a_query_is_cancelled_and_its_result_is_not_heard(open_panel):
    opened = open_panel(sql, desk=desk_that_waits())
    editor = opened.panel.editor
    editor.setPlainText("SELECT 1 AS x")
    press(editor, Qt.Key.Key_Return, CONTROL)
    assert opened.panel.cancel_button.isEnabled()
    press(editor, Qt.Key.Key_Escape)
    opened.desk.workers.run()
    assert opened.panel.table() is None
    assert opened.panel.status.text() == "Cancelled"
    assert opened.panel.run_button.isEnabled()


def test_history_is_recalled_by_keys(open_panel):
    opened = open_panel(sql)
    editor = opened.panel.editor
    editor.setPlainText("SELECT 1")
    opened.panel.run()
    editor.setPlainText("draft")
    press(editor, Qt.Key.Key_Up, CONTROL)
    assert editor.toPlainText() == "SELECT 1"
    press(editor, Qt.Key.Key_Down, CONTROL)
    assert editor.toPlainText() == "draft"


def test_an_example_fills_the_editor_and_runs(open_panel):
    opened = open_panel(sql)
    opened.panel.result.card_sampled.emit("SELECT * FROM sessions")
    assert opened.panel.editor.toPlainText() == "SELECT * FROM sessions"
    assert opened.panel.table().num_rows == 4


def test_a_columns_name_goes_into_the_editor(open_panel):
    opened = open_panel(sql)
    opened.frame()
    click_row(opened.panel.schema, ("bars", "open"), double=True)
    assert opened.panel.editor.toPlainText() == "open"


def test_a_result_is_saved_or_the_reason_is_said(open_panel, tmp_path: Path):
    opened = open_panel(sql)
    opened.panel.sample("SELECT 1 AS x")
    opened.panel.save_to(str(tmp_path / "out.csv"))
    assert (tmp_path / "out.csv").read_text() == '"x"\n1\n'
    assert opened.desk.notices[-1].title == "Result saved"


@pytest.mark.parametrize("create", [alerts, catalogue, log])
def test_a_narrow_panel_cuts_no_control_off(open_panel, create):
    opened = open_panel(create, size=(240, 340))
    opened.frame()
    row = opened.panel.widget.findChild(FlowRow)
    shown = [child for child in row.children() if isinstance(child, QWidget) and child.isVisibleTo(row)]
    assert len(shown) >= 3
    for child in shown:
        assert row.rect().contains(child.geometry())
        assert child.width() >= min(child.sizeHint().width(), 90)
