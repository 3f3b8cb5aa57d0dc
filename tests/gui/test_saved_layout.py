"""The last layout comes back; a damaged file never keeps the window from opening."""

from __future__ import annotations

import json

import pytest

from terminal.app.saved_layout import NAME, restore, save
from tests.gui.conftest import slot_of
from tests.support.memory_session import MemorySession

pytestmark = pytest.mark.gui


def test_a_closed_dock_stays_closed_in_the_next_window(open_window, session, tmp_path):
    first = open_window(session)
    first.docks.docks["chart"].toggleView(False)
    save(first, tmp_path)
    second = open_window(MemorySession())
    assert restore(second, tmp_path)
    assert not slot_of(second, "chart").widget.isVisible()


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"version": 1}', '{"version": 1, "panels": ["chart"], "geometry": "*"}']
)
def test_a_damaged_layout_gives_the_default_and_is_kept_as_bad(window, tmp_path, text):
    (tmp_path / NAME).write_text(text)
    assert not restore(window, tmp_path)
    assert (tmp_path / "last.bad").read_text() == text
    assert slot_of(window, "chart").widget.isVisible()


def test_a_layout_for_other_panels_is_left_alone(window, tmp_path):
    save(window, tmp_path)
    document = json.loads((tmp_path / NAME).read_text())
    (tmp_path / NAME).write_text(json.dumps(document | {"panels": ["chart", "blotter"]}))
    assert not restore(window, tmp_path)
    assert (tmp_path / NAME).exists()


def test_a_folder_that_refuses_costs_only_the_layout(window, tmp_path, caplog):
    (tmp_path / "file").write_text("")
    save(window, tmp_path / "file" / "workspaces")
    assert "was not saved" in caplog.text


def test_no_layout_yet_is_no_trouble(window, tmp_path, caplog):
    assert not restore(window, tmp_path)
    assert caplog.text == ""
