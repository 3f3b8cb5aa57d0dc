"""A plugin is changed while the terminal runs: the new version is compared, takes over, and is taken back."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from terminal.app.plugins.control_address import running
from tests.support.command import Plimsoll
from tests.support.plugin_folder import plugin_folder
from tests.support.repository import ROOT

MANIFEST = """
[plugin]
id = "tide"
kind = "model"
api = "1"
entry = "tide.plugin:create"
version = "{version}"

[capabilities]
features = "mid"
every = "200ms"
signals = true
"""

CODE = """
from terminal.domain.signals import Signal

class Tide:
    def __init__(self, context):
        self.context = context

    def on_features(self, row):
        {act}
        self.context.emit(row.instrument_id, Signal(value={value}, horizon_ns=10**9, confidence=0.5))

def create(context):
    return Tide(context)
"""


def write(folder: Path, version: str, value: float, act: str = "pass") -> None:
    (folder / "plugin.toml").write_text(MANIFEST.format(version=version))
    (folder / "plugin.py").write_text(CODE.format(value=value, act=act))


@pytest.fixture
def tide(tmp_path: Path) -> Path:
    folder = plugin_folder(tmp_path, MANIFEST.format(version="1")).parent
    write(folder, "1", 1.0)
    return folder


@pytest.fixture
def terminal(tide: Path, own_home: Path) -> Iterator[None]:
    words = ["run", "--offscreen", "--duration", "120", "--plugin", str(tide)]
    process = subprocess.Popen(
        [sys.executable, "-m", "terminal.app.main", *words],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until = time.monotonic() + 60
    while not running(own_home / "run"):
        assert process.poll() is None
        assert time.monotonic() < until
        time.sleep(0.2)
    yield
    process.terminate()
    assert process.wait(30) == 0


@pytest.mark.slow
def test_a_new_version_is_compared_promoted_and_rolled_back(plimsoll: Plimsoll, terminal: None, tide: Path):
    write(tide, "2", -2.0)
    compared = plimsoll("plugin", "reload", "tide", "--json")
    assert compared.code == 0, compared.err
    shadow = compared.json["shadow"]
    assert (compared.json["version"], shadow["version"]) == ("1", "2")
    assert (shadow["agreeing"], shadow["mean_difference_bps"]) == (0.0, 3.0)
    promoted = plimsoll("plugin", "reload", "tide", "--promote", "--json")
    assert (promoted.json["version"], promoted.json["state"], promoted.json["shadow"]) == ("2", "active", None)
    back = plimsoll("plugin", "reload", "tide", "--rollback", "--json")
    assert back.json["version"] == "1"
    write(tide, "3", 1.0, act="1 / 0")
    failed = plimsoll("plugin", "reload", "tide")
    assert failed.code == 1
    assert "ZeroDivisionError" in failed.complaint
    assert "the running one goes on" in failed.complaint
    unknown = plimsoll("plugin", "reload", "tied")
    assert unknown.code == 1
    assert "did you mean tide" in unknown.complaint
