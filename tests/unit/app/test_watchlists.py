"""Watchlists: kept between runs, and what happens to a file that was damaged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from terminal.app.services.kept_file import KeptFile
from terminal.app.services.watchlists import FILE, WatchlistStore
from terminal.domain.errors import UserError


def store(folder: Path, said: list | None = None) -> WatchlistStore:
    return WatchlistStore(folder, (said if said is not None else []).append)


@pytest.mark.parametrize(
    "content", [b"\x00{[broken", b"[]", b'{"version": 99}', b'"words"', b"\xff\xfe", b"[" * 100_000]
)
def test_a_damaged_file_is_said_by_name_and_set_aside(tmp_path, content):
    (tmp_path / FILE).write_bytes(content)
    said: list = []
    lists = store(tmp_path, said)
    assert lists.names() == ("Watchlist",)
    assert FILE in said[0].text
    (aside,) = tmp_path.glob("watchlists.json.bad-*")
    assert aside.read_bytes() == content


@pytest.mark.parametrize(
    "lists", ["words", [1, 2], [{"name": 3, "symbols": []}], [{"name": "a"}], [{"name": "a", "symbols": "AMZN"}]]
)
def test_entries_without_sense_are_passed_over(tmp_path, lists):
    (tmp_path / FILE).write_text(json.dumps({"version": 1, "lists": lists}))
    assert store(tmp_path).names() == ("Watchlist",)


def test_lists_are_kept_in_order_between_runs(tmp_path):
    lists = store(tmp_path)
    lists.put("Tech", ("MSFT", "AMZN", "MSFT", " "))
    lists.put("Banks", ())
    again = store(tmp_path)
    assert again.names() == ("Tech", "Banks")
    assert again.symbols("Tech") == ("MSFT", "AMZN")
    assert again.symbols("none") == ()


def test_the_revision_grows_with_changes_only(tmp_path):
    lists = store(tmp_path)
    lists.remove("none")
    assert lists.revision == 0
    lists.put("Tech", ("MSFT",))
    lists.remove("Tech")
    assert lists.revision == 2


def test_names_and_lists_beyond_bounds_are_refused(tmp_path):
    lists = store(tmp_path)
    for name, symbols in (("", ()), ("x" * 61, ()), ("many", tuple(map(str, range(2_001))))):
        with pytest.raises(UserError, match="watchlist"):
            lists.put(name, symbols)
    assert lists.revision == 0


def test_a_disk_that_refuses_leaves_the_lists_as_they_were(tmp_path):
    lists = store(tmp_path)
    lists.put("Tech", ("MSFT",))
    lists.file = KeptFile(tmp_path / FILE / "inside.json", 1, print)
    with pytest.raises(UserError, match="cannot be written"):
        lists.put("Tech", ())
    assert lists.symbols("Tech") == ("MSFT",)


def test_until_a_list_is_kept_the_session_s_symbols_are_watched(tmp_path):
    known = ["AMZN"]
    store = WatchlistStore(tmp_path, lambda _: None, lambda: known)
    (name,) = store.names()
    before = store.revision
    assert store.symbols(name) == ("AMZN",)
    known.append("MSFT")
    assert store.revision != before
    assert store.symbols(name) == ("AMZN", "MSFT")
    shown = store.revision
    store.put(name, ("INTC",))
    assert store.revision > shown
    assert store.symbols(name) == ("INTC",)
    assert WatchlistStore(tmp_path, lambda _: None, lambda: known).symbols(name) == ("INTC",)
