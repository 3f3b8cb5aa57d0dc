"""The wheel runs where no toolchain is, the application folder where no Python is, and the desktop finds both."""

from __future__ import annotations

import configparser
import json
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.command import Plimsoll, last_line
from tests.support.repository import ROOT

UV = ROOT / ".tools/uv/bin/uv"
NO_TOOLCHAIN = "/usr/bin:/bin"
MAIN_CATEGORIES = {"Office", "Network", "Utility", "Development"}


def run(command: list[object], folder: Path, environment: Mapping[str, str]) -> str:
    """Standard output of a command that must succeed."""
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=folder, env=dict(environment), capture_output=True, text=True, timeout=280)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built as a release is."""
    if not UV.exists():
        pytest.skip("no .tools/uv: run make setup")
    folder = tmp_path_factory.mktemp("dist")
    environment = os.environ | {"UV_PYTHON_DOWNLOADS": "never"}
    run([UV, "build", "--wheel", "--quiet", "--python", sys.executable, "--out-dir", folder], ROOT, environment)
    return next(folder.glob("*.whl"))


def bare(home: Path) -> dict[str, str]:
    """An environment without compiler, virtual environment or display."""
    return {"PATH": NO_TOOLCHAIN, "HOME": str(home), "PLIMSOLL_HOME": str(home), "LANG": "C.UTF-8"}


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_wheel_runs_in_an_empty_environment_without_a_toolchain(wheel: Path, tmp_path: Path):
    environment = os.environ | {"UV_PYTHON_DOWNLOADS": "never"}
    run([UV, "venv", "--quiet", "--python", sys.executable, tmp_path / "env"], tmp_path, environment)
    python = tmp_path / "env/bin/python"
    run([UV, "pip", "install", "--quiet", "--python", python, wheel], tmp_path, environment)
    home = tmp_path / "elsewhere"
    home.mkdir()
    assert shutil.which("cargo", path=NO_TOOLCHAIN) is None
    out = run([python.with_name("plimsoll"), "run", "--offscreen", "--duration", "4"], home, bare(home))
    summary = json.loads(last_line(out))
    assert summary["failed_panels"] == []
    assert summary["frames"] > 0
    assert summary["updates_per_second"] > 0
    assert all(state in ("active", "enabled") for state in summary["plugins"].values()), summary["plugins"]
    assert json.loads(last_line(run([python.with_name("plimsoll"), "doctor", "--json"], home, bare(home))))


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_application_folder_runs_from_wherever_it_is_moved(wheel: Path, tmp_path: Path):
    made = tmp_path / "made/Plimsoll.AppDir"
    run([ROOT / "packaging/bundle.sh", wheel, made], ROOT, os.environ)
    moved = tmp_path / "moved to.AppDir"
    made.rename(moved)
    home = tmp_path / "home of nobody"
    home.mkdir()
    out = run([moved / "AppRun", "run", "--offscreen", "--duration", "4"], home, bare(home))
    assert json.loads(last_line(out))["failed_panels"] == []
    for name in ("plimsoll.desktop", "plimsoll.svg", ".DirIcon", "AppRun"):
        assert (moved / name).is_file()


def test_desktop_entry_holds_what_the_specification_wants():
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[method-assign,assignment]
    entry.read(ROOT / "resources/desktop/plimsoll.desktop", encoding="utf-8")
    head = entry["Desktop Entry"]
    assert head["Type"] == "Application"
    assert head["Exec"].split() == ["plimsoll", "run"]
    assert MAIN_CATEGORIES & set(head["Categories"].split(";"))
    assert (ROOT / f"resources/icons/{head['Icon']}.svg").is_file()
    for action in filter(None, head["Actions"].split(";")):
        assert {"Name", "Exec"} <= set(entry[f"Desktop Action {action}"])


def test_icon_is_square_and_drawn_with_shapes_alone():
    icon = ElementTree.parse(ROOT / "resources/icons/plimsoll.svg").getroot()
    left, top, width, height = map(float, icon.attrib["viewBox"].split())
    assert (left, top) == (0, 0)
    assert width == height
    assert {child.tag.rpartition("}")[2] for child in icon} <= {"title", "rect", "circle", "line"}


def test_desktop_entry_is_written_for_this_installation_and_removed_again(plimsoll: Plimsoll, tmp_path: Path):
    written = [Path(place) for place in plimsoll("desktop-entry", "--folder", tmp_path, "--json").json["written"]]
    assert all(place.is_file() for place in written)
    program = written[0].read_text(encoding="utf-8").split("Exec=")[1].split()[0]
    assert Path(program).is_file()
    removed = plimsoll("desktop-entry", "--folder", tmp_path, "--remove", "--json").json["removed"]
    assert removed == [str(place) for place in written]
    assert not any(place.exists() for place in written)
    assert plimsoll("desktop-entry", "--folder", tmp_path, "--remove", "--json").json["removed"] == []


def test_desktop_entry_in_a_folder_that_is_a_file_is_refused_by_name(plimsoll: Plimsoll, tmp_path: Path):
    blocked = tmp_path / "blocked"
    blocked.write_text("", encoding="utf-8")
    done = plimsoll("desktop-entry", "--folder", blocked)
    assert done.code == 1
    assert "blocked" in done.complaint
    assert "--folder" in done.complaint
