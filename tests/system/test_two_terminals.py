"""Two terminals on one home, damaged workspaces, and switches while running, from outside."""

from __future__ import annotations

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


def test_an_unknown_workspace_is_refused_with_the_nearest(plimsoll):
    done = plimsoll("run", "--offscreen", "--duration", "1", "--workspace", "tradin")
    assert done.code == 1
    assert "did you mean trading" in done.complaint


def test_everything_can_be_switched_while_it_runs(plimsoll):
    done = plimsoll("run", "--offscreen", "--duration", "4", "--try-switches")
    assert done.code == 0, done.complaint
    assert done.json["failed_panels"] == []
    assert done.json.keys() >= {"theme_ms", "language_ms", "workspace_ms"}
