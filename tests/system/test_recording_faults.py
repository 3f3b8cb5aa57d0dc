"""What can go wrong with a recording while and after it is made: the terminal runs on, and says what is lost."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from tests.support.command import Finished, Plimsoll
from tests.support.repository import ROOT

pytestmark = [pytest.mark.gui, pytest.mark.slow]

COMMAND = str(Path(sys.executable).with_name("plimsoll"))


def recorded(home: Path) -> Path:
    """The folder of the only session of a home."""
    (session,) = (home / "data" / "recordings").iterdir()
    return session


def limited(home: Path, limit: int, *words: str) -> Finished:
    """A run in which no file may grow beyond the limit, as on a full disk."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PLIMSOLL_HOME": str(home)}
    bound = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (limit, limit))
    done = subprocess.run(
        [COMMAND, *words], cwd=ROOT, env=environment, capture_output=True, text=True, preexec_fn=bound, check=False
    )
    return Finished(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def small_disk(own_home: Path):
    """The home's recordings on a disk of 2 MB; skipped where no disk may be mounted."""
    folder = own_home / "data" / "recordings"
    folder.mkdir(parents=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "plimsoll-test", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no disk may be mounted here; the limit on file sizes stands in for it in the test beside")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def assert_ran_on(run: Finished) -> None:
    """The window drew, everything works, nobody sees a trace."""
    assert run.code == 0, run.err
    assert run.json["health"] == "fresh"
    assert run.json["failed_panels"] == []
    assert run.json["frames"] > 20
    assert "Traceback" not in run.err


@pytest.mark.skipif(sys.platform == "win32", reason="mounts a small disk")
def test_a_full_disk_stops_the_recording_and_nothing_else(plimsoll: Plimsoll, small_disk: Path):
    run = plimsoll("run", "--offscreen", "--duration", "5")
    assert_ran_on(run)
    told = run.json["recording"]
    assert "No space left on device" in told["failure"]
    assert "Not recording: " in run.err
    assert str(small_disk) in run.err
    (session,) = plimsoll("catalogue", "--json").json["sessions"]
    assert 0 < session["messages"] < run.json["units"]
    kept = plimsoll("replay", f"catalogue:{session['id']}", "--speed", "max", "--json")
    assert (kept.code, kept.json["messages"], kept.json["faults"]) == (0, session["messages"], {})


def test_a_limit_on_file_sizes_is_named_and_recording_goes_on_in_another_file(plimsoll: Plimsoll, own_home: Path):
    run = limited(own_home, 2_000_000, "run", "--offscreen", "--duration", "5")
    assert_ran_on(run)
    assert "Not recording: File too large" in run.err
    assert "raise the limit" in run.err
    assert run.json["recording"]["dropped"] == 0
    (session,) = plimsoll("catalogue", "--json").json["sessions"]
    assert session["gaps"] == 0
    assert session["messages"] >= run.json["recording"]["events"] > 1_000


def test_a_killed_terminal_leaves_a_session_that_replays_and_opens(plimsoll: Plimsoll, own_home: Path):
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PLIMSOLL_HOME": str(own_home)}
    words = [COMMAND, "run", "--offscreen", "--duration", "60"]
    process = subprocess.Popen(words, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 60
        while not any((own_home / "data").rglob("000000.plseg")) and time.monotonic() < until:
            time.sleep(0.1)
        time.sleep(2)
    finally:
        process.kill()
        process.wait()
    (session,) = plimsoll("catalogue", "--json").json["sessions"]
    assert (session["complete"], session["running"], session["gaps"]) == (False, False, 0)
    assert session["messages"] > 10_000
    replay = plimsoll("replay", f"catalogue:{session['id']}", "--speed", "max", "--json")
    assert (replay.code, replay.json["messages"], replay.json["gaps"]) == (0, session["messages"], 0)
    shown = plimsoll("run", "--replay", f"catalogue:{session['id']}", "--offscreen", "--duration", "2")
    assert shown.code == 0, shown.err
    assert shown.json["failed_panels"] == []


def test_a_damaged_segment_is_refused_by_name_and_place_unless_it_is_passed_over(plimsoll: Plimsoll, own_home: Path):
    assert plimsoll("run", "--offscreen", "--duration", "1").code == 0
    session = recorded(own_home)
    segment = session / "000000.plseg"
    content = bytearray(segment.read_bytes())
    content[len(content) // 2] ^= 0xFF
    segment.write_bytes(content)
    source = f"catalogue:{session.name}"
    for refused in (
        plimsoll("replay", source, "--speed", "max"),
        plimsoll("run", "--replay", source, "--offscreen", "--duration", "3"),
    ):
        assert refused.code == 1
        assert "000000.plseg: the checksum of the block" in refused.complaint
        assert "byte " in refused.complaint
        assert "defect" not in refused.complaint
    passed = plimsoll("replay", source, "--speed", "max", "--skip-damaged", "--json")
    assert (passed.code, passed.json["gaps"], passed.json["damaged"]) == (0, 1, 1)


def test_a_lost_first_segment_is_named_and_its_books_are_not_believed(plimsoll: Plimsoll, own_home: Path):
    assert limited(own_home, 2_000_000, "run", "--offscreen", "--duration", "1").code == 0
    session = recorded(own_home)
    assert (session / "000001.plseg").exists()
    (session / "000000.plseg").unlink()
    (listed,) = plimsoll("catalogue", "--json").json["sessions"]
    assert (listed["complete"], listed["gaps"]) == (False, 1)
    assert listed["damage"] == "000000.plseg is missing: what it held is a gap"
    replay = plimsoll("replay", f"catalogue:{session.name}", "--speed", "max", "--json")
    assert (replay.code, replay.json["gaps"]) == (0, 1)
    assert "000000.plseg is missing" in replay.err
