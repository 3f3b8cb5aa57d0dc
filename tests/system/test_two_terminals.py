"""Two terminals on one home, damaged workspaces, and switches while running, from outside."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.repository import ROOT

pytestmark = [pytest.mark.gui, pytest.mark.slow]


def test_a_second_terminal_opens_and_says_that_it_keeps_no_layout(plimsoll, own_home):
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PLIMSOLL_HOME": str(own_home)}
    command = [str(Path(sys.executable).with_name("plimsoll")), "run", "--offscreen", "--duration", "60"]
    first = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 30
        while not (own_home / "run" / "terminal.pid").exists() and time.monotonic() < until:
            time.sleep(0.1)
        done = plimsoll("run", "--offscreen", "--duration", "2")
    finally:
        first.kill()
        first.wait()
    assert done.code == 0, done.complaint
    assert f"another terminal (pid {first.pid}) uses this home" in done.err
    after = plimsoll("run", "--offscreen", "--duration", "1")
    assert "another terminal" not in after.err


def test_a_damaged_workspace_is_named_and_the_window_opens(plimsoll, own_home):
    (own_home / "workspaces").mkdir(parents=True)
    (own_home / "workspaces" / "trading.json").write_bytes(b"\x00{[broken")
    done = plimsoll("run", "--offscreen", "--duration", "1", "--workspace", "trading")
    assert done.code == 0, done.complaint
    assert "trading.json" in done.err
    assert next((own_home / "workspaces").glob("trading.json.bad-*")).read_bytes() == b"\x00{[broken"


def test_damaged_settings_and_a_workspace_that_names_a_plugin_that_is_gone_open_all_the_same(plimsoll, own_home):
    (own_home / "workspaces").mkdir(parents=True)
    layout = {"main": {"row": [{"tabs": ["chart"]}, {"tabs": ["orderflow"]}]}}
    workspace = own_home / "workspaces" / "mine.json"
    workspace.write_text(json.dumps({"version": 1, "layout": layout, "panels": {"orderflow": {"state": {"deep": 1}}}}))
    kept = workspace.read_text()
    (own_home / "settings.toml").write_bytes(b"\x00{[broken")
    done = plimsoll("run", "--offscreen", "--duration", "2", "--workspace", "mine")
    assert done.code == 0, done.complaint
    assert done.json["failed_panels"] == []
    assert "orderflow, which no plugin here offers" in done.err
    assert "plimsoll plugin install" in done.err
    assert "settings.toml: is no TOML" in done.err
    assert next(own_home.glob("settings.toml.bad-*")).read_bytes() == b"\x00{[broken"
    assert workspace.read_text() == kept
    assert "Traceback" not in done.err


def test_an_unknown_workspace_is_refused_with_the_nearest(plimsoll):
    done = plimsoll("run", "--offscreen", "--duration", "1", "--workspace", "tradin")
    assert done.code == 1
    assert "did you mean trading" in done.complaint


def test_everything_can_be_switched_while_it_runs(plimsoll):
    done = plimsoll("run", "--offscreen", "--duration", "4", "--try-switches")
    assert done.code == 0, done.complaint
    assert done.json["failed_panels"] == []
    assert done.json.keys() >= {"theme_ms", "language_ms", "workspace_ms"}
