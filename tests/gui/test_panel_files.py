"""From a panel to clipboard and file: its picture, its table."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from terminal.app.window.window_actions import panel_menu, view_menu, workspace_menu
from tests.gui.conftest import slot_of, tick

pytestmark = pytest.mark.gui


def box_of(window):
    return window.findChild(QFileDialog)


def test_a_panel_without_a_table_says_to_copy_its_picture(window, monkeypatch):
    slot = slot_of(window, "chart")
    monkeypatch.setattr(type(slot.panel), "table", lambda _self: None)
    window.actions_known.run("panel.copy_table")
    tick(window)
    assert "copy its picture" in window.app_bar.notice.notice.text


def test_a_file_that_cannot_be_written_is_refused_by_name(window, tmp_path):
    window.actions_known.run("panel.save_picture")
    box = box_of(window)
    box.fileSelected.emit(str(tmp_path / "no" / "where.png"))
    box.reject()
    tick(window)
    assert "where.png" in window.app_bar.notice.notice.text


def test_the_table_of_a_panel_goes_to_the_clipboard_as_csv(window):
    tick(window)
    window.actions_known.run("panel.copy_table")
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].startswith('"ts_open_ns","open"')
    assert len(lines) > 10


def test_the_picture_of_a_panel_goes_to_clipboard_and_file(window, tmp_path):
    window.actions_known.run("panel.copy_picture")
    assert not QGuiApplication.clipboard().image().isNull()
    window.actions_known.run("panel.save_picture")
    box = box_of(window)
    box.fileSelected.emit(str(tmp_path / "chart.png"))
    box.reject()
    assert (tmp_path / "chart.png").stat().st_size > 1_000


def test_the_panel_menu_offers_everything(window):
    menu = panel_menu(window, slot_of(window, "chart"))
    words = [action.text().split("\t")[0] for action in menu.actions()]
    menu.deleteLater()
    for wanted in ("Group", "Open another", "Float", "Close", "Copy picture", "Copy table as CSV"):
        assert wanted in words


def test_menus_name_workspaces_panels_and_keys(window):
    for make, wanted in ((view_menu, "Undo layout change\tCtrl+Z"), (workspace_menu, "Workspace Trading\tF1")):
        menu = make(window)
        assert wanted in [action.text() for action in menu.actions()]
        menu.deleteLater()


def test_every_action_of_the_window_has_a_title_and_no_key_twice(window):
    actions = window.actions_known.all()
    keys = [window.actions_known.keys_of(action) for action in actions]
    used = [key for key in keys if key and key.count("+") + key.startswith("F")]
    assert all(action.title for action in actions)
    assert len(used) == len(set(used))
