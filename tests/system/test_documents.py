"""The documents tell the truth: links lead somewhere, generated pages are current, marked blocks run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from setup.reference_pages import stale
from tests.support.repository import ROOT, project_files, text_of

PAGES = [path for path in project_files() if path.suffix == ".md"]
LINK = re.compile(r"!?\[[^\]]*\]\((?P<target>[^)\s]+)\)")
BLOCK = re.compile(r"^```sh runnable\n(?P<commands>.*?)^```$", re.MULTILINE | re.DOTALL)
SESSION = re.compile(r"^```sh runnable session\n(?P<commands>.*?)^```$", re.MULTILINE | re.DOTALL)
"""Blocks of one page that go on where the one before left off."""
PYTHON = re.compile(r"^```python runnable\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
BLOCKS = [(path, match["commands"]) for path in PAGES for match in BLOCK.finditer(text_of(path))]
SESSIONS = {path: found for path in PAGES if (found := "".join(SESSION.findall(text_of(path))))}
PROGRAMS = [(path, match["code"]) for path in PAGES for match in PYTHON.finditer(text_of(path))]


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_relative_links_lead_somewhere(page: Path):
    targets = [match["target"] for match in LINK.finditer(FENCED.sub("", text_of(page)))]
    assert [target for target in targets if is_broken(page, target)] == []


def is_broken(page: Path, target: str) -> bool:
    """Whether a link of `page` names no file, or no heading of its file."""
    if re.match(r"[a-z]+:", target):
        return False
    name, _, anchor = target.partition("#")
    file = (ROOT / page.parent / name).resolve() if name else ROOT / page
    return not file.exists() or (bool(anchor) and anchor not in anchors(file.read_text(encoding="utf-8")))


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize(
    ("page", "commands"), BLOCKS, ids=[f"{page}-{number}" for number, (page, _) in enumerate(BLOCKS)]
)
def test_marked_block_runs(page: Path, commands: str, own_home: Path):
    run_as_user(commands, own_home)


@pytest.mark.slow
@pytest.mark.parametrize("page", SESSIONS, ids=str)
def test_the_marked_blocks_of_a_session_run_in_turn(page: Path, own_home: Path):
    run_as_user(SESSIONS[page], own_home)


@pytest.mark.parametrize(
    ("page", "code"), PROGRAMS, ids=[f"{page}-{number}" for number, (page, _) in enumerate(PROGRAMS)]
)
def test_marked_python_runs(page: Path, code: str):
    exec(compile(code, str(page), "exec"), {"__name__": str(page)})


def run_as_user(commands: str, own_home: Path) -> None:
    """Runs lines in a shell, and ends at the first that fails."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    run = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands],
        cwd=ROOT,
        env=os.environ | {"PATH": path, "PLIMSOLL_HOME": str(own_home)},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert run.returncode == 0, run.stderr


def test_generated_pages_are_current():
    assert [path.name for path in stale()] == [], "run `make docs`"


def test_every_decision_is_listed_and_complete():
    index = text_of(Path("docs/decisions/README.md"))
    pages = [path for path in PAGES if path.parent == Path("docs/decisions") and path.name != "README.md"]
    assert pages
    assert [path.name for path in pages if f"]({path.name})" not in index] == []
    needed = ("## Context", "## Choice", "## Cost")
    assert [path.name for path in pages if any(heading not in text_of(path) for heading in needed)] == []
