"""The set-up installs where it may, and elsewhere says exactly what to run."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.repository import ROOT, text_of

TOOLS = ("bash", "dirname", "grep", "mkdir", "flock", "cut", "sort", "find", "xargs", "sha256sum")


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A PATH of its own, with no more than the scripts' ordinary tools."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in TOOLS:
        if found := shutil.which(tool):
            (folder / tool).symlink_to(found)
    return folder


def pretend(programs: Path, name: str, body: str) -> None:
    """Puts a program of this name on the PATH."""
    script = programs / name
    script.write_text(f"#!/bin/bash\n{body}\n", encoding="utf-8")
    script.chmod(0o755)


def run(script: Path, programs: Path, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(programs), "HOME": str(home)}
    return subprocess.run(["/bin/bash", str(script)], env=environment, capture_output=True, text=True, timeout=60)


def test_without_rights_the_exact_line_is_printed_and_setup_goes_on(programs: Path, tmp_path: Path):
    pretend(programs, "dpkg-query", 'echo "libgl1 installed"; echo "xvfb not-installed"; exit 1')
    pretend(programs, "id", "echo 1000")
    pretend(programs, "sudo", "exit 1")
    result = run(ROOT / "setup/system-packages.sh", programs, tmp_path)
    assert result.returncode == 0
    line = result.stderr.split("run: ")[1].split()
    assert line[:7] == ["sudo", "apt-get", "update", "&&", "sudo", "apt-get", "install"]
    assert {"xvfb", "fonts-inter", "libxcb-cursor0"} <= set(line)
    assert "libgl1" not in line


def test_as_root_only_what_is_missing_is_installed(programs: Path, tmp_path: Path):
    log = tmp_path / "apt.log"
    pretend(programs, "dpkg-query", 'shift 2; for name in "$@"; do [ $name = xvfb ] || echo "$name installed"; done')
    pretend(programs, "id", "echo 0")
    pretend(programs, "apt-get", f'echo "$*" >>{log}')
    result = run(ROOT / "setup/system-packages.sh", programs, tmp_path)
    assert result.returncode == 0
    update, install = log.read_text(encoding="utf-8").splitlines()
    assert update.endswith("update")
    assert install.endswith("--no-install-recommends xvfb")


def test_failed_installation_is_told_and_setup_goes_on(programs: Path, tmp_path: Path):
    pretend(programs, "dpkg-query", "exit 1")
    pretend(programs, "id", "echo 0")
    pretend(programs, "apt-get", "exit 100")
    result = run(ROOT / "setup/system-packages.sh", programs, tmp_path)
    assert result.returncode == 0
    assert "apt-get failed" in result.stderr


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A source tree with nothing but the script in it."""
    script = tmp_path / "tree/setup/environment.sh"
    script.parent.mkdir(parents=True)
    script.write_text(text_of(Path("setup/environment.sh")), encoding="utf-8")
    return script


def test_missing_cargo_says_what_to_install(programs: Path, tree: Path, tmp_path: Path):
    result = run(tree, programs, tmp_path)
    assert result.returncode == 1
    assert "cargo is missing; install Rust" in result.stderr


def test_python_out_of_range_says_what_to_install(programs: Path, tree: Path, tmp_path: Path):
    for tool in ("cargo", "cc"):
        pretend(programs, tool, "exit 0")
    pretend(programs, "python3", "exit 1")
    result = run(tree, programs, tmp_path)
    assert result.returncode == 1
    assert "Python 3.11 or 3.12 is missing" in result.stderr
