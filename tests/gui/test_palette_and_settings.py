"""Palette and settings dialog, driven as a user does."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from terminal.app.keyboard.palette import Recent, open_palette
from terminal.app.preferences.settings_dialog import SettingsDialog, show_settings
from terminal.sdk.data import CatalogueSession
from tests.support.memory_session import OPEN_NS


@pytest.fixture
def window(desk_window):
    return desk_window()


def find(window, name: str):
    return next((child for child in window.children() if child.objectName() == name), None)


# Palette.


def test_the_palette_finds_each_kind_and_runs_what_is_chosen(qtbot, window):
    box = open_palette(window)
    assert {choice.kind for choice in box.choices} >= {"instrument", "panel", "workspace", "action", "setting"}
    qtbot.keyClicks(box.field, "light theme")
    assert box.found[0].id == "appearance.light"
    qtbot.keyClick(box.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.tokens.id == "light")


def test_a_first_letter_asks_for_one_kind(window):
    box = open_palette(window)
    for letter, kind in ((">", "action"), ("@", "instrument"), ("#", "setting")):
        box.field.setText(letter)
        assert {choice.kind for choice in box.found} == {kind}
    box.close()


def test_letters_in_order_find_and_the_nearest_comes_first(window):
    box = open_palette(window)
    box.field.setText("und lay")
    assert box.found[0].id == "layout.undo"
    box.field.setText("cbt")
    assert "appearance.colour-blind" in [choice.id for choice in box.found]
    box.close()


def test_what_was_chosen_last_comes_first_also_in_the_next_run(window, tmp_path):
    box = open_palette(window)
    box.field.setText("MSFT")
    box.choose()
    box = open_palette(window)
    assert box.found[0].name == "MSFT"
    box.close()
    assert Recent(tmp_path, print).marks[0] == "instrument:MSFT"


def test_an_action_that_cannot_be_done_now_is_not_offered(window):
    box = open_palette(window)
    assert "machine.return_to_live" not in [choice.id for choice in box.choices]
    box.close()


def test_recorded_days_come_when_the_library_answers_and_only_to_an_open_box(qtbot, window):
    day = CatalogueSession("day-1", "Simulated exchange", "sim", 1_204, OPEN_NS, OPEN_NS, 0, True, False, (), 0)
    answers = []
    window.composition.desk.on_work = lambda job, done, failed: answers.append(done)
    box = open_palette(window)
    answers[-1]((day,))
    assert [choice.detail for choice in box.choices if choice.kind == "session"] == ["2012-06-21, 1,204 messages"]
    box.close()
    QApplication.sendPostedEvents(box, QEvent.Type.DeferredDelete)
    answers[-1]((day,))  # nobody listens any more


def test_a_setting_in_the_palette_opens_the_dialog_there(window):
    box = open_palette(window)
    box.field.setText("# pause")
    box.choose()
    dialog = find(window, "settings dialog")
    assert dialog.focusWidget() is dialog.forms["alerts"].rows["alerts.pause"].editor.widget
    dialog.close()


# Settings.


def row_of(dialog: SettingsDialog, key: str):
    return dialog.forms[key.partition(".")[0]].rows[key]


def test_a_value_out_of_bounds_is_refused_below_its_field_and_nothing_is_kept(qtbot, window):
    dialog = show_settings(window, window.composition.settings, "alerts.hysteresis")
    row = row_of(dialog, "alerts.hysteresis")
    row.editor.widget.clear()
    qtbot.keyClicks(row.editor.widget, "5000")
    qtbot.keyClick(row.editor.widget, Qt.Key.Key_Return)
    assert "at most 1000" in row.wrong.text()
    assert window.composition.settings.number("alerts.hysteresis") == 2.0
    row.editor.widget.setText("3")
    qtbot.keyClick(row.editor.widget, Qt.Key.Key_Return)
    assert row.wrong.isHidden()
    assert window.composition.settings.number("alerts.hysteresis") == 3.0
    dialog.close()


def test_words_where_a_number_belongs_are_refused(qtbot, window):
    dialog = show_settings(window, window.composition.settings)
    row = row_of(dialog, "alerts.pause")
    row.editor.widget.setText("soon")
    qtbot.keyClick(row.editor.widget, Qt.Key.Key_Return)
    assert "250ms" in row.wrong.text()
    dialog.close()


def test_a_reset_brings_the_default_back_and_goes(qtbot, window):
    dialog = show_settings(window, window.composition.settings)
    row = row_of(dialog, "alerts.sound")
    assert row.reset.isHidden()
    row.editor.widget.click()
    assert not row.reset.isHidden()
    row.reset.click()
    assert window.composition.settings.flag("alerts.sound")
    assert row.editor.widget.isChecked()
    assert row.reset.isHidden()
    dialog.close()


def test_what_the_environment_holds_is_locked_and_says_by_what(desk_window):
    window = desk_window({"PLIMSOLL_ALERTS_SOUND": "off"})
    dialog = show_settings(window, window.composition.settings)
    row = row_of(dialog, "alerts.sound")
    assert not row.editor.widget.isEnabled()
    assert "PLIMSOLL_ALERTS_SOUND" in row.doc_words()
    dialog.close()


def test_the_field_shows_only_what_holds_the_words_and_says_when_nothing_does(window):
    dialog = show_settings(window, window.composition.settings)
    dialog.field.setText("memory")
    shown = [key for form in dialog.forms.values() for key, row in form.rows.items() if not row.isHidden()]
    assert shown == ["alerts.memory", "data.query_memory"]
    dialog.field.setText("zzz")
    assert not dialog.nothing.isHidden()
    dialog.close()


def test_the_dialog_follows_a_change_of_theme_made_in_it(qtbot, window):
    dialog = show_settings(window, window.composition.settings)
    row = row_of(dialog, "appearance.theme")
    row.editor.widget.setCurrentIndex(1)
    row.editor.widget.activated.emit(1)
    qtbot.waitUntil(lambda: window.tokens.id == "light" and find(window, "settings dialog") not in (None, dialog))
    anew = find(window, "settings dialog")
    assert anew.tokens.id == "light"
    anew.close()


def test_every_setting_has_a_row_with_a_name_for_screen_readers(window):
    dialog = show_settings(window, window.composition.settings)
    for form in dialog.forms.values():
        for row in form.rows.values():
            assert row.editor.widget.accessibleName()
    dialog.close()
