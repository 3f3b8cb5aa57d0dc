"""Workspaces on the desk: switched, kept, undone; several of one panel; a panel that is gone keeps its place."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terminal.app.window.window import TerminalWindow
from terminal.app.workspace.workspaces import WorkspaceStore
from terminal.widgets.theme import theme
from tests.gui.conftest import slot_of, tick
from tests.support.memory_session import MemorySession

pytestmark = pytest.mark.gui


@pytest.fixture
def store(tmp_path):
    return WorkspaceStore(tmp_path / "workspaces")


@pytest.fixture
def open_desk(qtbot, manifests, store):
    """Opens a window on the store, as a run of the terminal would."""

    def open_on(workspace: str = "trading", session=None):
        window = TerminalWindow(session or MemorySession(), manifests, theme("dark"), None, store)
        window.first_workspace = workspace
        qtbot.addWidget(window)
        window.resize(1366, 768)
        window.show()
        window.loop.stop()
        tick(window)
        return window

    return open_on


def chart_of(window, key="chart"):
    return window.arrangement.slot(key)


def test_a_closed_panel_stays_closed_in_the_next_window(open_desk):
    first = open_desk()
    first.docks.close_panel("chart")
    first.close()
    second = open_desk()
    assert not slot_of(second, "chart").widget.isVisible()
    assert slot_of(second, "chart").panel is None


def test_a_panel_comes_back_as_it_was(open_desk):
    first = open_desk()
    chart_of(first).panel.choose_period(5)
    first.close()
    second = open_desk()
    tick(second)
    assert chart_of(second).panel.periods.chosen_at() == 5


@pytest.mark.parametrize("text", [b"", b"\x00{[broken", b"[]", b'{"version": 1, "layout": {"main": {"tabs": [1]}}}'])
def test_a_damaged_workspace_gives_the_default_a_notice_and_a_kept_file(open_desk, store, text):
    store.folder.mkdir(parents=True)
    store.path("trading").write_bytes(text)
    window = open_desk()
    tick(window)
    assert chart_of(window).widget.isVisible()
    notice = window.app_bar.notice.notice
    assert "trading" in notice.title
    assert "trading.json.bad-" in notice.text
    assert next(store.folder.glob("*.bad-*")).read_bytes() == text


LEAF = st.fixed_dictionaries(
    {"tabs": st.lists(st.sampled_from(["chart", "chart#2", "replay", "gone", "x#9"]), max_size=4)},
    optional={"current": st.sampled_from(["chart", "nobody"]), "closed": st.just(["chart"]), "share": st.just(0.001)},
)
NODE = st.recursive(
    LEAF,
    lambda inner: st.dictionaries(
        st.sampled_from(["row", "column"]), st.lists(inner, min_size=1, max_size=3), min_size=1
    ),
    max_leaves=8,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(node=NODE, floating=st.lists(NODE, max_size=1))
def test_any_sound_layout_is_laid_out(open_desk, store, node, floating):
    windows = [{"node": one, "geometry": ""} for one in floating]
    text = json.dumps({"version": 1, "layout": {"main": node, "floating": windows}, "panels": {"gone": {}, "x#9": {}}})
    store.folder.mkdir(parents=True, exist_ok=True)
    store.path("trading").write_text(text)
    store.writable = False
    window = open_desk()
    tick(window)
    assert store.path("trading").read_text() == text
    for toggle in window.docks.toggles():
        if not toggle.isChecked():
            toggle.trigger()
    window.docks.show_panel("chart")
    tick(window)
    assert chart_of(window).panel is not None
    window.close()
    window.deleteLater()


def test_a_panel_that_is_gone_keeps_its_place_and_state(open_desk, store):
    layout = {"main": {"row": [{"tabs": ["chart"]}, {"tabs": ["orderflow"]}]}}
    kept = {"orderflow": {"group": "C", "state": {"deep": [1, 2]}}}
    store.folder.mkdir(parents=True)
    store.path("mine").write_text(json.dumps({"version": 1, "layout": layout, "panels": kept}))
    window = open_desk("mine")
    tick(window)
    slot = chart_of(window, "orderflow")
    assert slot.missing
    assert slot.widget.isVisible()
    window.close()
    again = json.loads(store.path("mine").read_text())
    assert again["panels"]["orderflow"] == {"group": "C", "symbol": "", "state": {"deep": [1, 2]}}
    assert "orderflow" in json.dumps(again["layout"])


def test_switching_keeps_what_was_on_the_desk(open_desk, store):
    window = open_desk()
    window.docks.close_panel("chart")
    window.show_workspace("signals")
    tick(window)
    assert chart_of(window).widget.isVisible()
    window.show_workspace("trading")
    tick(window)
    assert not chart_of(window).widget.isVisible()
    assert window.app_bar.tabs.tabs["trading"].isChecked()


def test_the_workspace_as_it_came_forgets_the_users_changes(open_desk, store):
    window = open_desk()
    window.docks.close_panel("chart")
    window.arrangement.save()
    window.actions_known.run("workspace.do.reset")
    tick(window)
    assert chart_of(window).widget.isVisible()
    assert not store.path("trading").exists()


def test_save_as_rename_duplicate_and_delete(open_desk, store):
    from terminal.app.workspace.actions import keep_as

    window = open_desk()
    keep_as(window, "Mine")
    assert window.arrangement.name == "Mine"
    assert "Mine" in window.app_bar.tabs.tabs
    window.actions_known.run("workspace.do.duplicate")
    assert window.arrangement.name == "Mine 2"
    window.actions_known.run("workspace.do.delete")
    assert window.arrangement.name == "trading"
    assert store.names() == ("trading", "signals", "research", "Mine")
    assert (store.folder / "Mine 2.json.deleted").exists()


def test_one_that_comes_with_the_terminal_cannot_be_deleted(open_desk):
    window = open_desk()
    assert not window.actions_known.run("workspace.do.delete")


def test_an_unknown_workspace_is_refused_in_the_strip(open_desk):
    window = open_desk()
    window.guard(lambda: window.show_workspace("nobody"))
    tick(window)
    assert "nobody" in window.app_bar.notice.notice.text


# Undo.


def test_closing_a_panel_is_undone_and_done_again(open_desk):
    window = open_desk()
    window.docks.close_panel("chart")
    assert window.actions_known.run("layout.undo")
    tick(window)
    assert chart_of(window).widget.isVisible()
    window.actions_known.run("layout.redo")
    assert not chart_of(window).widget.isVisible()


def test_floating_a_panel_is_undone(open_desk):
    window = open_desk()
    window.docks.float_panel("chart")
    assert len(window.docks.floating()) == 1
    window.arrangement.undo()
    assert window.docks.floating() == [] or not window.docks.docks["chart"].isInFloatingContainer()


def test_undo_with_nothing_to_undo_changes_nothing(open_desk):
    window = open_desk()
    before = window.docks.state()
    assert not window.arrangement.undo()
    assert window.docks.state() == before


# Several of one panel.


def test_a_second_chart_begins_like_the_first_and_goes_its_own_way(open_desk):
    window = open_desk()
    chart_of(window).panel.choose_period(5)
    another = window.arrangement.open_another(chart_of(window))
    tick(window)
    assert another.key == "chart#2"
    assert another.title.endswith(" 2")
    assert another.panel.periods.chosen_at() == 5
    another.panel.choose_period(2)
    assert chart_of(window).panel.periods.chosen_at() == 5
    window.close()
    second = open_desk()
    window = second
    tick(second)
    assert chart_of(second, "chart#2").panel.periods.chosen_at() == 2


def test_a_closed_second_chart_is_forgotten_with_the_workspace(open_desk, store):
    window = open_desk()
    window.arrangement.open_another(chart_of(window))
    tick(window)
    window.docks.close_panel("chart#2")
    window.show_workspace("signals")
    assert chart_of(window, "chart#2") is None
    assert "chart#2" not in store.path("trading").read_text()


def test_undoing_a_second_chart_closes_it(open_desk):
    window = open_desk()
    window.arrangement.open_another(chart_of(window))
    tick(window)
    window.arrangement.undo()
    assert not chart_of(window, "chart#2").widget.isVisible()


# Lazy panels.


def test_a_panel_behind_another_is_made_only_when_it_is_seen(open_desk):
    first = open_desk()
    first.arrangement.open_another(chart_of(first))
    tick(first)
    first.close()
    window = open_desk()
    assert [slot.key for slot in window.arrangement.docked() if slot.panel is not None] == ["chart#2"]
    window.docks.show_panel("chart")
    tick(window)
    assert chart_of(window).panel is not None
