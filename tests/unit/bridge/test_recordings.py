"""Recorded sessions through the bridge: found, replayed, read as columns, imported, cleared away."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from terminal import _core
from terminal.bridge import recordings
from terminal.bridge.jobs import ReplayRequest, replay
from terminal.bridge.session import CoreSession, open_replay, open_simulation
from terminal.domain.errors import UserError
from terminal.domain.market import UNSET, RecorderStatus
from tests.support.lobster_day import LobsterDay
from tests.support.repository import ROOT


def quiet(_fraction: float, _units: int) -> None:
    """No progress."""


def replayed(path: Path, *, skip_damaged: bool = False) -> dict[str, Any]:
    return replay(ReplayRequest(path, skip_damaged=skip_damaged), quiet)


def read(session: CoreSession) -> RecorderStatus:
    status = session.status().recorder
    assert status is not None
    return status


def until(holds, seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "not reached"
        time.sleep(0.01)


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    """A closed session of a simulation with a short past."""
    path = recordings.new_session(tmp_path / "recordings", "sim3")
    core = _core.MarketSession.open_simulation(3, past_s=20.0, record_to=str(path), label="A short day")
    until(lambda: core.status()["phase"] == "running")
    core.close()
    return path


def test_a_folder_that_is_not_there_holds_no_sessions(tmp_path: Path):
    assert recordings.scan(tmp_path / "none") == []


def test_what_is_no_session_is_passed_over(tmp_path: Path, recorded: Path):
    (recorded.parent / "notes.txt").write_text("mine")
    (recorded.parent / "empty").mkdir()
    recorded.rename(recorded.with_name("lobster-1.partial"))
    assert recordings.scan(recorded.parent) == []


def test_a_closed_session_is_complete_and_says_what_it_is(recorded: Path):
    (session,) = recordings.scan(recorded.parent)
    report = replayed(recorded)
    assert (session.id, session.label, session.source) == (recorded.name, "A short day", "itch50")
    assert session.complete
    assert not session.running
    assert session.damage == ""
    assert session.messages == report["messages"] > 1_000
    assert (session.gaps, report["gaps"], report["failure"]) == (0, 0, None)
    assert session.to_ns - session.from_ns > 19_000_000_000
    assert len(session.instruments) == report["instruments"] == 8
    assert session.bytes == sum(file.stat().st_size for file in recorded.glob("*.plseg"))


def test_a_running_session_is_running_and_its_past_opens(tmp_path: Path):
    path = recordings.new_session(tmp_path, "sim7")
    session = open_simulation(7, record_to=path)
    try:
        until(lambda: session.status().health == "fresh" and read(session).events > 0)
        assert session.recording == path
        (found,) = recordings.scan(tmp_path)
        assert found.running
        assert not found.complete
        assert found.damage == ""
        assert len(found.instruments) == 8
        assert recordings.prune(tmp_path, 0) == []
        past = open_replay(path)
        assert past.status().first_ns <= found.to_ns
        past.close()
        status = read(session)
        assert (status.id, status.dropped, status.failure) == (path.name, 0, "")
    finally:
        session.close()
    (found,) = recordings.scan(tmp_path)
    assert found.complete
    assert not found.running


def test_damaged_words_about_a_session_do_not_hide_it(recorded: Path):
    (recorded / "session.json").write_bytes(b"\x00{[broken")
    (session,) = recordings.scan(recorded.parent)
    assert session.messages > 1_000
    assert not session.complete
    assert "session.json" in session.damage
    (recorded / "session.json").write_text("[]")
    assert "holds no object" in recordings.scan(recorded.parent)[0].damage
    (recorded / "session.json").unlink()
    assert len(recordings.scan(recorded.parent)) == 1


def test_a_flipped_byte_is_refused_by_place_and_passed_over_as_a_gap(recorded: Path):
    segment = recorded / "000000.plseg"
    content = bytearray(segment.read_bytes())
    content[len(content) // 2] ^= 16
    segment.write_bytes(content)
    failure = replayed(recorded)["failure"]
    assert "000000.plseg" in failure
    assert "byte " in failure
    passed = replayed(recorded, skip_damaged=True)
    assert (passed["failure"], passed["gaps"], passed["damaged"]) == (None, 1, 1)


KILLED = """
import sys, time
from terminal import _core
core = _core.MarketSession.open_simulation(5, past_s=float(sys.argv[2]), record_to=sys.argv[1])
while core.recorder()["events"] < int(sys.argv[3]):
    time.sleep(0.005)
print("going", flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("events", [1, 3_000, 8_000])
def test_a_killed_recorder_leaves_a_session_that_replays_without_a_gap(tmp_path: Path, events: int):
    path = tmp_path / "20260101T000000Z-sim5-0000"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", KILLED, str(path), "10", str(events)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)
    assert process.stdout is not None
    with process.stdout as said:
        assert said.readline() == b"going\n"
        time.sleep(events % 7 / 50)  # anywhere within a turn of the writer
        process.send_signal(signal.SIGKILL)
        process.wait()
    (session,) = recordings.scan(tmp_path)
    report = replayed(path)
    assert not session.complete
    assert not session.running
    assert (report["failure"], report["gaps"]) == (None, 0)
    assert report["messages"] == session.messages > 0
    assert session.events >= events


FULL = """
import json, resource, signal, sys, time
from terminal import _core
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
_, most = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, most))
core = _core.MarketSession.open_simulation(5, past_s=20.0, record_to=sys.argv[1])
def wait(holds):
    end = time.monotonic() + 30
    while not holds(core.recorder()) and time.monotonic() < end:
        time.sleep(0.01)
wait(lambda one: one["failure"])
failure, phase = core.recorder()["failure"], core.status()["phase"]
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
wait(lambda one: not one["failure"])
units = core.status()["units"]
core.close()
print(json.dumps({"failure": failure, "phase": phase, "units": units}))
"""


def test_a_disk_that_refuses_stops_no_session_and_recording_goes_on_without_loss(tmp_path: Path):
    path = tmp_path / "20260101T000000Z-sim5-0000"
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(path)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=100,
    )
    told = json.loads(done.stdout)
    assert "File too large" in told["failure"]
    assert "by itself" in told["failure"]
    assert told["phase"] in ("running", "loading")
    report = replayed(path)
    (session,) = recordings.scan(tmp_path)
    assert (report["failure"], report["gaps"]) == (None, 0)
    assert report["messages"] == session.messages >= told["units"]
    assert session.complete


def test_what_a_replay_leaves_out_is_said(recorded: Path):
    assert recordings.words_about(recorded) == ""
    segment = recorded / "000000.plseg"
    segment.write_bytes(segment.read_bytes()[:-1000])
    words = recordings.words_about(recorded)
    assert "000000.plseg: cut off: the last" in words
    assert recordings.words_about(segment) == words
    assert recordings.words_about(recorded / "session.json") == ""


def test_trades_and_quotes_come_as_columns_within_bounds(recorded: Path):
    (session,) = recordings.scan(recorded.parent)
    trades = recordings.extract(recorded, "trades", quiet)
    quotes = recordings.extract(recorded, "quotes", quiet)
    assert set(trades) <= set(session.instruments)
    assert set(quotes) == set(session.instruments)
    symbol = max(trades, key=lambda name: len(trades[name]["ts_ns"]))
    assert list(trades[symbol]) == ["ts_ns", "px", "qty", "side", "flags"]
    ts_ns = trades[symbol]["ts_ns"]
    assert len(ts_ns) > 2
    assert (np.diff(ts_ns) >= 0).all()
    assert set(trades[symbol]["side"]) <= {0, 1, 2}
    from_ns, to_ns = int(ts_ns[1]), int(ts_ns[-1])
    part = recordings.extract(recorded, "trades", quiet, from_ns, to_ns)[symbol]["ts_ns"]
    assert (part == ts_ns[(ts_ns >= from_ns) & (ts_ns < to_ns)]).all()
    best = np.stack(list(quotes[symbol].values())[1:])
    assert (np.diff(best, axis=1) != 0).any(axis=0).all(), "a row only where something changed"


def test_the_book_at_a_time_has_the_quote_of_that_time(recorded: Path):
    symbol, quotes = next(iter(recordings.extract(recorded, "quotes", quiet).items()))
    middle = len(quotes["ts_ns"]) // 2
    ts_ns = int(quotes["ts_ns"][middle])
    row = np.flatnonzero(quotes["ts_ns"] == ts_ns)[-1]
    bids, asks = recordings.book_at(recorded, symbol, ts_ns, 5)
    assert bids.shape[1] == 3
    assert 1 <= len(bids) <= 5
    assert (bids[0, :2] == [quotes["bid_px"][row], quotes["bid_qty"][row]]).all()
    assert (asks[0, :2] == [quotes["ask_px"][row], quotes["ask_qty"][row]]).all()
    with pytest.raises(UserError, match='no instrument "NONE"; there are'):
        recordings.book_at(recorded, "NONE", ts_ns, 5)


def test_an_import_replays_to_the_same_state_and_is_found_again(tmp_path: Path):
    source = LobsterDay().trade(400).write(tmp_path)[0]
    folder = tmp_path / "recordings"
    report = recordings.import_recording(source, None, folder, "A day", quiet)
    session = report.session
    assert (report.existing, report.rejected, report.rejects) == (False, 0, ())
    assert (session.source, session.label, session.complete) == ("lobster", "A day", True)
    ours, theirs = replayed(session.path), replayed(source)
    for name in ("messages", "state_hash", "gaps", "instruments", "first_ns", "last_ns"):
        assert ours[name] == theirs[name]
    again = recordings.import_recording(source, None, folder, "Another name", quiet)
    assert again.existing
    assert again.session == session
    assert [one.name for one in folder.iterdir()] == [session.id]


def test_damaged_units_of_an_import_are_rejected_by_line(tmp_path: Path):
    source = LobsterDay().trade(50).write(tmp_path)[0]
    lines = source.read_text().splitlines()
    lines[6] = lines[6].replace(",", ",x", 1)
    source.write_text("\n".join(lines) + "\n")
    report = recordings.import_recording(source, None, tmp_path / "recordings", "", quiet)
    assert report.rejected == len(report.rejects) == 1
    assert report.rejects[0].place == "line 7"
    assert report.session.label == source.name
    again = recordings.import_recording(source, None, tmp_path / "recordings", "", quiet)
    assert (again.existing, again.rejected, again.rejects) == (True, 1, ())


def test_a_cut_off_import_is_begun_again_and_leaves_nothing_behind(tmp_path: Path):
    source = LobsterDay().trade(50).write(tmp_path)[0]
    folder = tmp_path / "recordings"
    session = recordings.import_recording(source, None, folder, "", quiet).session
    session.path.rename(session.path.with_name(f"{session.id}.partial"))
    assert recordings.scan(folder) == []
    again = recordings.import_recording(source, None, folder, "", quiet)
    assert not again.existing
    assert [one.name for one in folder.iterdir()] == [session.id]


def test_what_cannot_be_imported_leaves_nothing_behind(tmp_path: Path):
    source = tmp_path / "x.bin"
    source.write_bytes(b"\x00" * 1000)
    with pytest.raises(UserError, match="not recognised"):
        recordings.import_recording(source, None, tmp_path / "recordings", "", quiet)
    source.write_bytes(b"1,2,3\n" * 9)
    with pytest.raises(UserError, match="no sound message"):
        recordings.import_recording(source, "lobster", tmp_path / "recordings", "", quiet)
    assert not list((tmp_path / "recordings").glob("*"))


def test_pruning_takes_the_oldest_complete_sessions_only(tmp_path: Path):
    folder = tmp_path / "recordings"
    for seed in (1, 2, 3):
        day = LobsterDay(seed=seed)
        day.time_ns += seed * 60_000_000_000
        home = tmp_path / str(seed)
        home.mkdir()
        recordings.import_recording(day.trade(50).write(home)[0], None, folder, str(seed), quiet)
    for session in recordings.scan(folder):
        session.path.rename(session.path.with_name(f"2026010{session.label}T000000Z-sim1-0000"))
    newest, middle, oldest = recordings.scan(folder)
    (oldest.path / "session.json").unlink()  # it does not count as complete any more
    gone = recordings.prune(folder, newest.bytes + oldest.bytes)
    assert [session.label for session in gone] == [middle.label]
    assert {session.id for session in recordings.scan(folder)} == {newest.id, oldest.id}


def test_an_imported_session_and_one_that_is_open_are_not_pruned(tmp_path: Path, recorded: Path):
    folder = recorded.parent
    recordings.import_recording(LobsterDay().trade(50).write(tmp_path)[0], None, folder, "", quiet)
    past = open_replay(recorded)
    try:
        assert recordings.prune(folder, 0) == []
    finally:
        past.close()
    assert [session.id for session in recordings.prune(folder, 0)] == [recorded.name]
    assert [session.source for session in recordings.scan(folder)] == ["lobster"]


def test_columns_say_where_a_side_is_empty(tmp_path: Path):
    source = tmp_path / "quotes_X.csv"
    source.write_text("timestamp,bid,ask\n1700000000,86.655,86.728\n1700000001,,86.7\n")
    quotes = recordings.extract(source, "quotes", quiet)
    (columns,) = quotes.values()
    assert columns["bid_px"].tolist() == [86_655_000_000, UNSET]
