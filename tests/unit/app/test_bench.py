"""Benchmarks are found by name, streamed, and must end with their ratio."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from terminal.app.commands import bench
from terminal.domain.errors import UserError


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A source tree with a `bench` folder of its own."""
    monkeypatch.setattr(bench, "PROJECT", tmp_path)
    (tmp_path / "bench").mkdir()
    return tmp_path / "bench"


def write(folder: Path, name: str, body: str) -> None:
    (folder / name).mkdir()
    (folder / name / "run.py").write_text(f'"""Measures {name}."""\n{body}\n', encoding="utf-8")


def called(name: str | None, *more: str, json: bool = False) -> int:
    return bench.run(argparse.Namespace(name=name, more=list(more), json=json))


def test_name_with_dashes_finds_folder_with_underscores(folder: Path, capfd: pytest.CaptureFixture[str]):
    write(folder, "book_l3", 'print("warming up")\nprint("book-l3 ours=8 peer=2 ratio=4.0 unit=M/s")')
    assert called("book-l3") == 0
    assert capfd.readouterr().out.splitlines() == ["warming up", "book-l3 ours=8 peer=2 ratio=4.0 unit=M/s"]


def test_json_repeats_the_ratio_line_for_machines(folder: Path, capfd: pytest.CaptureFixture[str]):
    write(folder, "book_l3", 'print("book-l3 ours=8 peer=2 ratio=4.0 unit=M/s")')
    called("book-l3", json=True)
    assert capfd.readouterr().out.splitlines()[-1] == '{"ours": "8", "peer": "2", "ratio": "4.0", "unit": "M/s"}'


def test_without_name_lists_each_with_its_purpose(folder: Path, capfd: pytest.CaptureFixture[str]):
    write(folder, "book_l3", "")
    (folder / "decode").mkdir()
    (folder / "decode" / "run.sh").write_text("#!/bin/bash\n# Decodes bytes.\n", encoding="utf-8")
    assert called(None) == 0
    assert capfd.readouterr().out.splitlines() == ["book-l3  Measures book_l3.", "decode   Decodes bytes."]


def test_unknown_name_suggests_the_nearest(folder: Path):
    write(folder, "decode_itch", "")
    with pytest.raises(UserError, match=r"no benchmark 'decode-tich'; did you mean decode-itch\?"):
        called("decode-tich")


@pytest.mark.parametrize("last", ["done", "", "other ours=1 peer=1 ratio=1 unit=s", "slow ours=1 peer=1 unit=s"])
def test_run_without_its_ratio_line_is_refused(folder: Path, last: str):
    write(folder, "slow", f"print({last!r})")
    with pytest.raises(UserError, match="benchmark slow must print"):
        called("slow")


def test_failed_run_is_refused_with_its_exit_code(folder: Path):
    write(folder, "slow", "raise SystemExit(3)")
    with pytest.raises(UserError, match="exit code 3"):
        called("slow")


def test_installed_wheel_says_that_benchmarks_need_the_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bench, "PROJECT", tmp_path)
    with pytest.raises(UserError, match="not of an installed wheel"):
        called("book-l3")
