"""Workspace files: damaged ones set aside and never thrown away, names checked, written whole."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terminal.app.workspace.layout_tree import Layout, LayoutError, Tabs
from terminal.app.workspace.workspaces import PanelEntry, Workspace, WorkspaceStore, built_in, document_for, parsed
from terminal.domain.errors import UserError

MINE = Workspace(
    "mine", "mine", Layout(Tabs(("chart", "chart#2"), "chart")), {"chart#2": PanelEntry("B", "", {"period_ns": 5})}
)


@pytest.fixture
def store(tmp_path):
    return WorkspaceStore(tmp_path)


@pytest.mark.parametrize(
    "text",
    [b"", b"\x00{[broken", b"[]", b"{}", b'{"version": 99}', b'{"version": 1}', b"[" * 100_000, b"\xff\xfe"],
)
def test_a_damaged_file_is_named_kept_aside_and_replaced_by_what_comes_with_the_terminal(store, tmp_path, text):
    (tmp_path / "trading.json").write_bytes(text)
    workspace, wrong = store.read("trading")
    assert workspace == store.bundled["trading"]
    assert "trading.json" in wrong
    (kept,) = tmp_path.glob("trading.json.bad-*")
    assert kept.read_bytes() == text
    assert kept.name in wrong
    assert store.read("trading") == (store.bundled["trading"], "")


def test_two_damaged_files_in_a_second_are_both_kept(store, tmp_path):
    for text in (b"one", b"two"):
        (tmp_path / "trading.json").write_bytes(text)
        store.read("trading")
    assert {path.read_bytes() for path in tmp_path.glob("*.bad-*")} == {b"one", b"two"}


def test_a_damaged_file_that_cannot_be_moved_is_not_written_over(store, tmp_path, monkeypatch):
    (tmp_path / "trading.json").write_bytes(b"junk")
    monkeypatch.setattr("pathlib.Path.replace", lambda *_: (_ for _ in ()).throw(PermissionError(13, "denied")))
    _, wrong = store.read("trading")
    monkeypatch.undo()
    store.write(store.bundled["trading"])
    assert "not written over" in wrong
    assert (tmp_path / "trading.json").read_bytes() == b"junk"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["version", "layout", "panels", "groups", "title", "main", "tabs", "chart", "A"]), inner
        )
    ),
    max_leaves=15,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(document=st.dictionaries(st.sampled_from(["version", "layout", "panels", "groups", "title"]), JSON))
def test_any_json_gives_a_workspace_or_is_refused_in_words(document):
    text = json.dumps(document | {"version": 1}).encode()
    try:
        workspace = parsed("x", text)
    except LayoutError:
        return
    assert parsed("x", json.dumps(document_for(workspace)).encode()) == workspace


def test_what_is_kept_comes_back(store):
    store.write(MINE)
    assert store.read("mine") == (MINE, "")
    assert store.names()[-1] == "mine"


def test_a_disk_that_refuses_says_so_and_the_one_before_is_whole(store, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="was not saved"):
        WorkspaceStore(tmp_path / "file").write(MINE)


@pytest.mark.parametrize("name", ["", "  ", "../x", ".hidden", "a/b", "x" * 41, "TRADING"])
def test_a_name_that_cannot_be_given_is_refused(store, name):
    with pytest.raises(UserError):
        store.fresh_name(name)


def test_an_unknown_workspace_is_refused_with_the_nearest(store):
    with pytest.raises(UserError, match="did you mean trading"):
        store.check_known("tradin")


def test_one_that_comes_with_the_terminal_is_not_renamed_or_deleted(store):
    with pytest.raises(UserError, match="comes with the terminal"):
        store.rename("trading", "other")
    with pytest.raises(UserError, match="comes with the terminal"):
        store.discard(store.bundled["trading"])


def test_renaming_moves_the_file(store, tmp_path):
    store.write(MINE)
    assert store.rename("mine", "yours") == "yours"
    assert not (tmp_path / "mine.json").exists()
    assert store.read("yours")[0].panels == MINE.panels


def test_a_deleted_workspace_is_kept_beside(store, tmp_path):
    store.write(MINE)
    kept = store.discard(MINE)
    assert "mine" not in store.names()
    assert parsed("mine", (tmp_path / kept).read_bytes()) == MINE


def test_export_and_import_go_round_and_never_write_over_a_name(store, tmp_path):
    store.write(MINE)
    file = tmp_path / "elsewhere" / "mine.json"
    store.export(MINE, file)
    assert store.take_in(file) == "mine 2"
    assert store.read("mine 2")[0].layout == MINE.layout


def test_a_foreign_file_is_not_imported(store, tmp_path):
    (tmp_path / "foreign.json").parent.mkdir(exist_ok=True)
    file = tmp_path / "x" / "foreign.json"
    file.parent.mkdir()
    file.write_text('{"dockviewLayout": []}')
    with pytest.raises(UserError, match="not a workspace"):
        store.take_in(file)


def test_a_second_terminal_keeps_nothing(store, tmp_path):
    store.writable = False
    store.write(MINE)
    store.remember("mine", "")
    assert list(tmp_path.iterdir()) == []


def test_the_last_workspace_is_remembered_and_junk_forgotten(store, tmp_path):
    assert store.last() == {}
    store.remember("research", "00ff")
    assert store.last() == {"workspace": "research", "geometry": "00ff"}
    (tmp_path / ".last.json").write_text("[1")
    assert store.last() == {}
    assert ".last" not in store.names()


def test_what_comes_with_the_terminal_is_sound():
    bundled = built_in()
    assert list(bundled) == ["trading", "signals", "research"]
    assert bundled["trading"].strays
