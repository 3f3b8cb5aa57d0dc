"""What is imported twice, over each other, at once, or broken off in the middle."""

from __future__ import annotations

import json
import random
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terminal.domain.errors import FatalError, UserError
from terminal.stores import importing, manifest, parts, text_files
from terminal.stores.manifest import NAME, Series
from tests.support.data_library import MINUTE, START, bars_csv, imported, library, stored_files


def volumes(root: Path) -> dict[int, float]:
    """Volume by minute."""
    bars = library(root).bars("X", "1min").polars()
    return {(t - START) // MINUTE: v for t, v in zip(bars["ts_open_ns"], bars["volume"], strict=True)}


def test_the_same_file_twice_changes_nothing(tmp_path: Path):
    path = bars_csv(tmp_path / "bars.csv", range(10))
    root = tmp_path / "library"
    first = imported(root, path)
    before = stored_files(root)
    again = imported(root, path)
    assert (first.rows, first.already, again.rows, again.already) == (10, 0, 10, 10)
    assert stored_files(root) == before


def test_overlapping_bars_take_the_place_of_old_ones(tmp_path: Path):
    root = tmp_path / "library"
    imported(root, bars_csv(tmp_path / "a.csv", range(10), price=100))
    report = imported(root, bars_csv(tmp_path / "b.csv", range(5, 15), price=200))
    assert (report.rows, report.already, report.changed) == (10, 0, 5)
    closes = library(root).bars("X", "1min").polars()["close"].to_list()
    assert closes == [100.0] * 5 + [200.0] * 10


def test_an_older_file_imported_again_holds_again(tmp_path: Path):
    root = tmp_path / "library"
    old = bars_csv(tmp_path / "a.csv", range(10), price=100)
    imported(root, old)
    imported(root, bars_csv(tmp_path / "b.csv", range(10), price=200))
    assert imported(root, old).changed == 10
    assert set(library(root).bars("X", "1min").polars()["close"]) == {100.0}


def ticks_csv(path: Path, rows: list[tuple[int, int]]) -> Path:
    """Trades of seconds and prices."""
    path.write_text("time,price,qty\n" + "".join(f"{1_640_995_200 + t},{p},1\n" for t, p in rows), encoding="utf-8")
    return path


def test_a_growing_file_of_ticks_counts_each_once(tmp_path: Path):
    root = tmp_path / "library"
    rows = [(0, 5), (0, 5), (1, 6), (1, 6), (2, 7)]
    imported(root, ticks_csv(tmp_path / "noon.csv", rows[:3]), "ticks")
    report = imported(root, ticks_csv(tmp_path / "evening.csv", rows), "ticks")
    assert (report.rows, report.already) == (5, 3)
    assert library(root).trades("X").polars()["price"].to_list() == [5, 5, 6, 6, 7]


@settings(max_examples=40)
@given(st.lists(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 3)), min_size=1, max_size=30), max_size=4))
def test_ticks_are_kept_as_often_as_the_file_that_has_them_most_often(
    tmp_path_factory: pytest.TempPathFactory, files: list[list[tuple[int, int]]]
):
    folder = tmp_path_factory.mktemp("ticks")
    for n, rows in enumerate(files):
        imported(folder / "library", ticks_csv(folder / f"{n}.csv", rows), "ticks")
    expected = {row: max(rows.count(row) for rows in files) for rows in files for row in rows}
    found: dict[tuple[int, int], int] = {}
    if files:
        for t, p in library(folder / "library").trades("X").polars().select("ts_ns", "price").rows():
            key = (t // 10**9 - 1_640_995_200, int(p))
            found[key] = found.get(key, 0) + 1
    assert found == expected


@settings(max_examples=40)
@given(st.lists(st.sets(st.integers(0, 40), min_size=2), min_size=1, max_size=5))
def test_bars_are_those_of_the_last_file_that_has_them(tmp_path_factory: pytest.TempPathFactory, files: list[set[int]]):
    folder = tmp_path_factory.mktemp("bars")
    expected = {}
    for n, minutes in enumerate(files):
        order = list(minutes)
        random.Random(n).shuffle(order)
        imported(folder / "library", bars_csv(folder / f"{n}.csv", order, price=100 + n), period="1min")
        expected.update(dict.fromkeys(minutes, 100.0 + n))
    bars = library(folder / "library").bars("X", "1min").polars()
    assert {(t - START) // MINUTE: c for t, c in bars.select("ts_open_ns", "close").rows()} == expected


def test_an_import_that_breaks_off_goes_on_from_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    root = tmp_path / "library"
    lines = bars_csv(tmp_path / "bars.csv", range(300)).read_text().splitlines()
    lines[7], lines[290] = "x", "y"
    path = tmp_path / "bars.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setattr(text_files, "BLOCK_BYTES", 1_000)
    calls = []

    def stop(fraction: float, rows: int) -> None:
        calls.append(rows)
        if len(calls) == 5:
            raise KeyboardInterrupt

    request = importing.ImportRequest(path, "ohlcv", "X")
    with pytest.raises(KeyboardInterrupt):
        importing.import_file(root, request, stop)
    assert library(root).instruments() == ()
    resumed: list[int] = []
    report = importing.import_file(root, request, lambda fraction, rows: resumed.append(rows))
    assert resumed[0] > calls[-1]
    assert (report.rows, [one.line for one in report.rejects.first]) == (298, [8, 291])
    assert not list((root / "staging").glob("*/"))


def test_a_failed_commit_leaves_the_library_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    root = tmp_path / "library"
    imported(root, bars_csv(tmp_path / "a.csv", range(10)))
    before = volumes(root)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(manifest, "write_whole", full)
    with pytest.raises(OSError, match="No space"):
        imported(root, bars_csv(tmp_path / "b.csv", range(5, 20), price=7))
    monkeypatch.undo()
    assert volumes(root) == before
    assert imported(root, bars_csv(tmp_path / "b.csv", range(5, 20), price=7)).rows == 15
    named = {part.file for some in manifest.load(root).parts.values() for part in some}
    assert set(stored_files(root)) - named == set(manifest.load(root).retired)


def test_replaced_parts_stay_for_a_while_and_then_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    root = tmp_path / "library"
    imported(root, bars_csv(tmp_path / "a.csv", range(10)))
    imported(root, bars_csv(tmp_path / "b.csv", range(10), price=9))
    assert len(stored_files(root)) == 2
    monkeypatch.setattr(manifest, "RETIRED_SECONDS", -1.0)
    imported(root, bars_csv(tmp_path / "c.csv", range(20, 30)))
    assert len(library(root).bars("X", "1min").polars()) == 20
    named = {part.file for some in manifest.load(root).parts.values() for part in some}
    assert named <= set(stored_files(root))


def test_small_files_day_by_day_do_not_pile_up(tmp_path: Path):
    root = tmp_path / "library"
    for day in range(12):
        imported(root, bars_csv(tmp_path / "day.csv", range(day * 10, day * 10 + 10)))
    assert len(manifest.load(root).parts[Series("bars", "X", "1min")]) == 1
    assert len(volumes(root)) == 120


def test_parts_do_not_overlap_and_prune(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(parts, "PART_ROWS", 7)
    monkeypatch.setattr(parts, "SMALL_ROWS", 3)
    root = tmp_path / "library"
    for start in (0, 50, 20, 10):
        imported(root, bars_csv(tmp_path / "some.csv", range(start, start + 20)))
    some = manifest.load(root).parts[Series("bars", "X", "1min")]
    assert all(one.to_ns < two.from_ns for one, two in pairwise(some))
    inside = library(root).bars("X", "1min", START + 12 * MINUTE, START + 15 * MINUTE).polars()
    assert [(t - START) // MINUTE for t in inside["ts_open_ns"]] == [12, 13, 14]
    assert len(volumes(root)) == 60


def test_imports_at_once_lose_nothing(tmp_path: Path):
    root = tmp_path / "library"
    files = [bars_csv(tmp_path / f"{n}.csv", range(n * 50, n * 50 + 60)) for n in range(6)]
    with ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(lambda path: imported(root, path, period="1min"), files))
        counts = list(pool.map(lambda _: library(root).query("select count(*) from bars").polars().item(), range(8)))
    assert sum(report.rows for report in reports) == 360
    assert set(counts) == {310}


def test_a_damaged_manifest_is_named(tmp_path: Path):
    root = tmp_path / "library"
    imported(root, bars_csv(tmp_path / "a.csv", range(10)))
    (root / NAME).write_text("{broken", encoding="utf-8")
    with pytest.raises(FatalError, match=r"manifest\.json: damaged"):
        library(root).instruments()


def test_a_library_of_a_later_version_is_refused(tmp_path: Path):
    root = tmp_path / "library"
    imported(root, bars_csv(tmp_path / "a.csv", range(10)))
    content = json.loads((root / NAME).read_text())
    (root / NAME).write_text(json.dumps(content | {"version": 99}), encoding="utf-8")
    with pytest.raises(UserError, match="version 99"):
        library(root).instruments()


def test_symbols_of_any_spelling_are_kept(tmp_path: Path):
    root = tmp_path / "library"
    names = ["BRK/B", "600000", "a b", "../..", "ÆØ=1", "x'; drop table bars; --", "%41"]
    for name in names:
        imported(root, bars_csv(tmp_path / "a.csv", range(3)), instrument=name)
    assert [one.symbol for one in library(root).instruments()] == sorted(names)
    found = library(root).query("select distinct symbol from bars order by 1").polars()["symbol"]
    assert sorted(found.to_list()) == sorted(names)
    assert all(path.is_relative_to(root) for path in root.rglob("*.parquet"))
    assert isinstance(library(root).bars("../..", "1min").polars(), pl.DataFrame)
