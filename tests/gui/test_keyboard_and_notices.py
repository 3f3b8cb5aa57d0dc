"""Keyboard, notices, tour, key hints and switches, driven as a user does."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from terminal.app.keyboard.key_bindings import KeyBindings
from terminal.app.keyboard.key_hints import KeyHints, button_hints
from terminal.app.keyboard.keyboard_dialog import show_keyboard
from terminal.app.preferences.book import SettingsFile
from terminal.app.window.notice_list import show_notices
from terminal.app.window.tour import Tour
from terminal.domain.errors import UserError
from terminal.sdk.desk import Action, AlertKind, AlertRule, DeskNotice
from tests.gui.conftest import tick


@pytest.fixture
def window(desk_window):
    return desk_window()


def find(window, name: str):
    return next((child for child in window.children() if child.objectName() == name), None)


# Keyboard.


@pytest.fixture
def keyboard(window):
    dialog = show_keyboard(window, KeyBindings(window.actions_known, window.composition.settings))
    yield dialog
    if isValid(dialog):
        dialog.close()


def choose(dialog, action_id: str) -> None:
    items = [item for _, items in dialog.groups for item in items]
    dialog.tree.setCurrentItem(next(item for item in items if item.data(0, 0x0100).action.id == action_id))


def test_the_list_holds_every_action_once_with_the_keys_in_force(window, keyboard):
    shown = [item.data(0, 0x0100).action.id for _, items in keyboard.groups for item in items]
    assert sorted(shown) == sorted(action.id for action in window.actions_known.all())


def test_no_two_actions_have_the_same_keys_as_they_came(window):
    bindings = KeyBindings(window.actions_known, window.composition.settings)
    clashes = {one.action.id: bindings.clashes(one, one.keys) for one in bindings.all()}
    assert {name: [c.action.id for c in found] for name, found in clashes.items() if found} == {}


def test_keys_that_another_action_has_are_named_before_they_are_taken(window, keyboard):
    choose(keyboard, "layout.undo")
    keyboard.keys.setKeySequence(QKeySequence("Ctrl+K"))
    assert "Search" in keyboard.words.text()
    keyboard.set_button.click()
    registry = window.actions_known
    assert registry.keys_of(registry.find("layout.undo")) == "Ctrl+K"
    assert registry.keys_of(registry.find("window.search")) == ""


def test_changed_keys_work_at_once_and_are_kept(qtbot, window, keyboard, tmp_path):
    choose(keyboard, "appearance.next_theme")
    keyboard.keys.setKeySequence(QKeySequence("Ctrl+J"))
    keyboard.set_button.click()
    keyboard.close()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.tokens.id == "light")
    kept = SettingsFile(tmp_path, {}, site=tmp_path / "none").kept("shortcuts")
    assert kept == {"appearance.next_theme": "Ctrl+J"}


def test_keys_can_be_taken_and_come_back_one_by_one_or_all(window, keyboard):
    registry = window.actions_known
    choose(keyboard, "layout.undo")
    keyboard.none_button.click()
    assert registry.keys_of(registry.find("layout.undo")) == ""
    keyboard.default_button.click()
    assert registry.keys_of(registry.find("layout.undo")) == "Ctrl+Z"
    keyboard.none_button.click()
    keyboard.all_button.click()
    assert window.composition.settings.kept("shortcuts") == {}


def test_settings_that_cannot_be_kept_say_so_and_keys_stay(window, keyboard, monkeypatch):
    def refuse(*_):
        raise UserError("settings.toml cannot be written: disk full")

    monkeypatch.setattr(window.composition.settings, "put", refuse)
    choose(keyboard, "layout.undo")
    keyboard.none_button.click()
    assert "disk full" in keyboard.words.text()
    registry = window.actions_known
    assert registry.keys_of(registry.find("layout.undo")) == "Ctrl+Z"


def test_a_panels_keys_may_be_those_of_another_panel_but_not_of_the_window(window):
    bindings = KeyBindings(window.actions_known, window.composition.settings)
    window.actions_known.add("one", [Action("one.act", "One", lambda: None, keys="C")])
    window.actions_known.add("two", [Action("two.act", "Two", lambda: None, keys="C")])
    one = next(binding for binding in bindings.all() if binding.action.id == "one.act")
    assert bindings.clashes(one, "C") == ()
    assert [clash.action.id for clash in bindings.clashes(one, "Ctrl+K")] == ["window.search"]


# Notices and alerts.

WARN = DeskNotice("warn", "A file could not be read", "alerts.json", "alerts", "settings.open")


def test_a_notice_stands_in_the_strip_and_in_the_list_until_it_is_seen_to(window):
    window.composition.desk.notify(WARN)
    tick(window, 10**9)
    assert window.app_bar.notice.notice.title == "A file could not be read"
    assert window.app_bar.bell.text() == "1"
    box = show_notices(window)
    box.act(window.notices.waiting()[0])
    assert find(window, "settings dialog") is not None
    tick(window, 2 * 10**9)
    assert window.app_bar.notice.notice is None
    assert window.app_bar.bell.text() == ""
    find(window, "settings dialog").close()


def test_all_notices_are_dismissed_at_once_and_the_list_says_that_none_waits(window):
    window.composition.desk.notify(WARN)
    box = show_notices(window)
    box.all_button.click()
    assert window.notices.waiting() == ()
    assert not box.all_button.isEnabled()
    box.close()


def test_a_damaged_settings_file_is_told_in_the_window(desk_window, tmp_path):
    (tmp_path / "settings.toml").write_bytes(b"\x00{[broken")
    window = desk_window()
    (told,) = window.notices.waiting()
    assert "settings.toml" in told.notice.text
    assert "settings.toml.bad-" in told.notice.text


def test_an_alert_speaks_in_the_window_from_the_next_frame(window, session):
    window.composition.desk.alerts.put(AlertRule("a", AlertKind.PRICE, "last", "above", 1.0, symbol="INTC"))
    tick(window)
    assert "INTC last above 1" in window.notices.waiting()[0].notice.text


# Tour.


def test_the_tour_is_never_taken_unasked_where_nobody_watches(window):
    tick(window)
    assert find(window, "tour") is None


def test_the_tour_points_at_real_parts_and_ends_with_its_last_step(qtbot, desk_window):
    window = desk_window(given={"window.tour": "always"})
    tour = find(window, "tour")
    assert len(tour.steps) >= 6
    seen = set()
    for _ in range(len(tour.steps)):
        seen.add(tour.callout.title.text())
        assert window.rect().contains(tour.callout.geometry())
        assert not tour.target_rect().intersects(tour.callout.geometry()) or tour.target_rect().height() > 300
        qtbot.keyClick(tour, Qt.Key.Key_Return)
    assert len(seen) == len(tour.steps)
    assert find(window, "tour") is None
    assert window.composition.settings.flag("window.tour_seen")


def test_escape_ends_the_tour_and_it_can_be_taken_again(qtbot, desk_window):
    window = desk_window(given={"window.tour": "always"})
    qtbot.keyClick(find(window, "tour"), Qt.Key.Key_Escape)
    assert find(window, "tour") is None
    assert window.actions_known.run("window.tour")
    tour = find(window, "tour")
    assert isinstance(tour, Tour)
    window.resize(1000, 640)
    assert tour.size() == window.size()
    tour.end()


# Key hints.


def test_alt_alone_shows_keys_and_any_other_key_takes_them_away(qtbot, window):
    def press(kind, key):
        QApplication.sendEvent(window, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier))

    press(QEvent.Type.KeyPress, Qt.Key.Key_Alt)
    assert isinstance(find(window, "key hints"), KeyHints)
    press(QEvent.Type.KeyRelease, Qt.Key.Key_Alt)
    hints = find(window, "key hints")
    assert hints is None or not hints.isVisible()
    press(QEvent.Type.KeyPress, Qt.Key.Key_Alt)
    press(QEvent.Type.KeyPress, Qt.Key.Key_V)
    assert all(not child.isVisible() for child in window.findChildren(KeyHints))


def test_hints_name_the_keys_of_buttons_in_sight(window):
    assert {"Ctrl+K", "Alt+V", "Ctrl+Shift+M"} <= {keys for _, keys in button_hints(window)}


# Switches while running.


def test_density_and_size_of_text_change_by_action_and_are_kept(qtbot, window):
    run = window.actions_known.run
    before = window.tokens
    assert run("appearance.next_density")
    assert run("appearance.larger")
    qtbot.waitUntil(lambda: window.tokens.type.body > before.type.body)
    assert window.tokens.metrics.table_row > before.metrics.table_row
    assert window.composition.settings.text("appearance.density") == "roomy"


def test_buttons_name_the_keys_in_force(window):
    window.composition.settings.put("shortcuts.window.search", "Ctrl+P")
    assert "(Ctrl+P)" in window.app_bar.search.toolTip()
    assert "Ctrl+P" in {keys for _, keys in button_hints(window)}


def test_keys_with_two_meanings_are_told_at_start_with_what_to_do(desk_window, tmp_path):
    (tmp_path / "settings.toml").write_text('[shortcuts]\n"layout.undo" = "Ctrl+K"\n')
    window = desk_window()
    (told,) = window.notices.waiting()
    assert "Search" in told.notice.text
    assert "Undo layout change" in told.notice.text
    assert told.notice.action == "window.keyboard"


def test_a_press_on_the_strip_opens_the_list(qtbot, window):
    qtbot.mouseClick(window.app_bar.notice, Qt.MouseButton.LeftButton)
    assert find(window, "notice list") is None
    window.composition.desk.notify(WARN)
    tick(window, 10**9)
    qtbot.mouseClick(window.app_bar.notice, Qt.MouseButton.LeftButton)
    find(window, "notice list").close()
