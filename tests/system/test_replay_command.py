"""`plimsoll replay` on generated recordings, whole and damaged, as a user would run it."""

from __future__ import annotations

import gzip
import lzma
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.command import Finished, Plimsoll
from tests.support.itch_day import FILE_NAME, ItchDay
from tests.support.lobster_day import LobsterDay

KEYS = [
    "messages",
    "seconds",
    "messages_per_second",
    "verified_rows",
    "mismatches",
    "revealed",
    "gaps",
    "damaged",
    "instruments",
    "faults",
    "state_hash",
]


def refused(run: Finished, *names: str) -> None:
    """The run failed, and its last complaint says all of `names` without a trace."""
    assert run.code == 1, run
    assert "Traceback" not in run.err
    for name in names:
        assert name in run.complaint, run.complaint


def test_report_has_its_keys_in_order_and_counts_every_message(plimsoll: Plimsoll, tmp_path: Path):
    day = ItchDay().trade(2_000)
    run = plimsoll("replay", day.write(tmp_path), "--json")
    assert run.code == 0
    assert list(run.json) == KEYS
    assert (run.json["messages"], run.json["faults"], run.json["damaged"]) == (len(day.messages), {}, 0)


def test_person_reads_a_report_in_words(plimsoll: Plimsoll, tmp_path: Path):
    run = plimsoll("replay", ItchDay().trade(500).write(tmp_path))
    assert run.code == 0
    assert "503 messages" in run.out
    assert run.last.startswith("state ")


def test_compressed_recordings_end_in_the_state_of_the_plain_one(plimsoll: Plimsoll, tmp_path: Path):
    plain = ItchDay().trade(3_000).write(tmp_path)
    content = plain.read_bytes()
    half = len(content) // 2
    packed = {
        "gz": gzip.compress(content),
        "members.gz": gzip.compress(content[:half]) + gzip.compress(content[half:]),
        "xz": lzma.compress(content),
    }
    hashes = {plimsoll("replay", plain, "--json").json["state_hash"]}
    for suffix, bytes_ in packed.items():
        path = tmp_path / f"{FILE_NAME}.{suffix}"
        path.write_bytes(bytes_)
        hashes.add(plimsoll("replay", path, "--json").json["state_hash"])
    assert len(hashes) == 1


def test_another_day_ends_in_another_state(plimsoll: Plimsoll, tmp_path: Path):
    hashes = set()
    for seed in (1, 2):
        (folder := tmp_path / str(seed)).mkdir()
        hashes.add(plimsoll("replay", ItchDay(seed).trade(100).write(folder), "--json").json["state_hash"])
    assert len(hashes) == 2


@pytest.mark.parametrize("levels", [1, 3, 10])
def test_every_row_of_a_generated_lobster_day_follows(plimsoll: Plimsoll, tmp_path: Path, levels: int):
    messages, books = LobsterDay(levels, seed=levels).trade(2_000).write(tmp_path)
    run = plimsoll("replay", messages, "--verify", books, "--json")
    assert run.code == 0
    assert (run.json["messages"], run.json["verified_rows"], run.json["mismatches"]) == (2_000, 2_000, 0)
    assert run.json["faults"] == {}
    assert 0 < run.json["revealed"] < 200


@pytest.mark.parametrize("column", [0, 3, 5, 10])
def test_one_wrong_figure_in_the_answers_is_found_and_located(plimsoll: Plimsoll, tmp_path: Path, column: int):
    day = LobsterDay().trade(300)
    fields = day.books[200].split(",")
    fields[column] = str(int(fields[column]) + 100)
    day.books[200] = ",".join(fields)
    messages, books = day.write(tmp_path)
    run = plimsoll("replay", messages, "--verify", books, "--json")
    # A level that entered the window with this row is taken from the file, the next rows tell that it was wrong.
    assert run.json["mismatches"] >= 1
    refused(run, messages.name, "orderbook line 20")


def test_missing_and_surplus_answers_are_mismatches(plimsoll: Plimsoll, tmp_path: Path):
    day = LobsterDay().trade(300)
    whole = day.books
    for books in (whole[:-3], whole + whole[-3:]):
        day.books = books
        messages, answers = day.write(tmp_path)
        run = plimsoll("replay", messages, "--verify", answers, "--json")
        assert run.code == 1
        assert "300" in run.complaint or "297" in run.complaint or "left over" in run.complaint


def test_speed_paces_by_venue_time(plimsoll: Plimsoll, tmp_path: Path):
    recording = ItchDay(spacing_ns=10_000_000).trade(400).write(tmp_path)
    paced = plimsoll("replay", recording, "--speed", "4", "--json").json
    fast = plimsoll("replay", recording, "--speed", "max", "--json").json
    assert 0.95 <= paced["seconds"] < 5, "4 s of venue time at 4 times"
    assert fast["seconds"] < 0.5
    assert paced["state_hash"] == fast["state_hash"]


@pytest.mark.parametrize("speed", ["0", "-1", "fast", "inf", "nan"])
def test_impossible_speeds_are_named(plimsoll: Plimsoll, tmp_path: Path, speed: str):
    run = plimsoll("replay", tmp_path / "absent", f"--speed={speed}")
    refused(run, "--speed", speed)


def test_interrupt_ends_a_paced_replay_with_what_was_kept(own_home: Path, tmp_path: Path):
    recording = ItchDay(spacing_ns=1_000_000_000).trade(5_000).write(tmp_path)
    command = [str(Path(sys.executable).with_name("plimsoll")), "replay", str(recording), "--speed", "10", "--json"]
    environment = os.environ | {"PLIMSOLL_HOME": str(own_home)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as run:
        time.sleep(1.5)
        run.send_signal(signal.SIGINT)
        sent = time.monotonic()
        out, err = run.communicate(timeout=20)
    assert time.monotonic() - sent < 3, "an interrupt ends it at once"
    finished = Finished(run.returncode, out, err)
    refused(finished, recording.name, "kept")
    assert 0 < finished.json["messages"] < 1_000


class TestDamagedItch:
    """Damage in the middle of an ITCH file."""

    def test_unknown_type_is_located_and_what_precedes_it_kept(self, plimsoll: Plimsoll, tmp_path: Path):
        frames = ItchDay().trade(1_000).framed()
        offset = sum(map(len, frames[:600]))
        frames[600] = frames[600][:2] + b"~" + frames[600][3:]
        path = tmp_path / FILE_NAME
        path.write_bytes(b"".join(frames))
        run = plimsoll("replay", path, "--json")
        refused(run, path.name, f"byte {offset}", "message_type", "'~'", "kept the 600 units")
        assert run.json["messages"] == 600

    def test_skipping_goes_on_and_counts(self, plimsoll: Plimsoll, tmp_path: Path):
        day = ItchDay().trade(1_000)
        printed = [at for at, message in enumerate(day.messages) if message[:1] == b"P" and at > 300][:9:2]
        whole = plimsoll("replay", day.write(tmp_path), "--json").json
        frames = day.framed()
        for at in printed:  # prints of hidden orders: without them the book is the same
            frames[at] = frames[at][:2] + b"~" + frames[at][3:]
        path = tmp_path / FILE_NAME
        path.write_bytes(b"".join(frames))
        run = plimsoll("replay", path, "--skip-damaged", "--json")
        assert run.code == 0
        assert (run.json["damaged"], run.json["messages"]) == (5, whole["messages"] - 5)
        assert run.json["faults"] == {}

    @pytest.mark.parametrize("kept", [1, 2, 7])
    def test_truncated_tail_is_located(self, plimsoll: Plimsoll, tmp_path: Path, kept: int):
        frames = ItchDay().trade(500).framed()
        path = tmp_path / FILE_NAME
        path.write_bytes(b"".join(frames[:400]) + frames[400][:kept])
        run = plimsoll("replay", path, "--json")
        refused(run, path.name, f"byte {sum(map(len, frames[:400]))}", "kept the 400 units")
        skipping = plimsoll("replay", path, "--skip-damaged", "--json")
        assert (skipping.code, skipping.json["messages"], skipping.json["damaged"]) == (0, 400, 1)

    def test_truncated_archive_gives_all_that_precedes_its_end(self, plimsoll: Plimsoll, tmp_path: Path):
        path = tmp_path / f"{FILE_NAME}.gz"
        packed = gzip.compress(b"".join(ItchDay().trade(20_000).framed()))
        path.write_bytes(packed[: len(packed) * 2 // 3])
        run = plimsoll("replay", path, "--json")
        refused(run, path.name, "kept the")
        assert 5_000 < run.json["messages"] < 20_000
        assert f"kept the {run.json['messages']} units" in run.complaint


class TestDamagedLobster:
    """Damaged rows of a LOBSTER message file."""

    @pytest.mark.parametrize(
        ("row", "field"),
        [
            ("1,x,100,2000000,1", "OrderId"),
            ("1,9999,100", "column"),
            ("9,9999,100,2000000,1", "Type"),
            ("1,9999,-100,2000000,1", "Size"),
            ("1,9999,100,2000000,3", "Direction"),
            ("1,9999,100,two,1", "Price"),
        ],
    )
    def test_bad_row_is_located_to_its_field(self, plimsoll: Plimsoll, tmp_path: Path, row: str, field: str):
        day = LobsterDay().trade(500)
        day.messages[250] = f"{day.messages[250].split(',')[0]},{row}"
        messages, _ = day.write(tmp_path)
        run = plimsoll("replay", messages, "--json")
        refused(run, messages.name, "line 251", "kept the 250 units")
        assert field.lower() in run.complaint.lower()
        skipping = plimsoll("replay", messages, "--skip-damaged", "--json")
        assert (skipping.code, skipping.json["damaged"], skipping.json["messages"]) == (0, 1, 499)

    def test_book_is_exact_again_behind_the_skipped_row(self, plimsoll: Plimsoll, tmp_path: Path):
        day = LobsterDay().trade(800)
        day.messages[250] = "nonsense"
        messages, books = day.write(tmp_path)
        run = plimsoll("replay", messages, "--verify", books, "--skip-damaged", "--json")
        assert (run.json["mismatches"], run.json["verified_rows"], run.json["gaps"]) == (0, 799, 1), run

    def test_all_rows_damaged_says_so(self, plimsoll: Plimsoll, tmp_path: Path):
        day = LobsterDay().trade(50)
        day.messages = ["nonsense"] * 50
        messages, _ = day.write(tmp_path)
        run = plimsoll("replay", messages, "--format", "lobster", "--skip-damaged", "--json")
        refused(run, messages.name, "not one sound message")
        assert run.json["messages"] == 0


class TestWhatIsNoRecording:
    """Inputs that cannot be replayed at all."""

    @pytest.mark.parametrize("extra", [(), ("--format", "itch50"), ("--format", "lobster"), ("--skip-damaged",)])
    def test_missing_empty_foreign_and_folders_are_named(
        self, plimsoll: Plimsoll, tmp_path: Path, extra: tuple[str, ...]
    ):
        (tmp_path / "empty.csv").write_bytes(b"")
        (tmp_path / "empty.gz").write_bytes(gzip.compress(b""))
        (tmp_path / "stub.gz").write_bytes(gzip.compress(b"x" * 100)[:9])
        (tmp_path / "noise.bin").write_bytes(random.Random(3).randbytes(50_000))
        (tmp_path / "folder").mkdir()
        for name in ("absent.csv", "empty.csv", "empty.gz", "stub.gz", "noise.bin", "folder"):
            refused(plimsoll("replay", tmp_path / name, "--json", *extra), name)

    def test_wrong_format_for_a_good_file_is_an_error(self, plimsoll: Plimsoll, tmp_path: Path):
        recording = ItchDay().trade(500).write(tmp_path)
        messages, _ = LobsterDay().trade(500).write(tmp_path)
        for path, wrong in ((recording, "lobster"), (messages, "itch50"), (messages, "binance-ws"), (recording, "dbn")):
            for extra in ((), ("--skip-damaged",)):
                refused(plimsoll("replay", path, "--format", wrong, "--json", *extra), path.name)

    def test_unknown_format_is_named_with_those_there_are(self, plimsoll: Plimsoll, tmp_path: Path):
        run = plimsoll("replay", ItchDay().trade(5).write(tmp_path), "--format", "itch5", "--json")
        refused(run, "itch5", "itch50", "lobster")

    def test_missing_answers_are_named(self, plimsoll: Plimsoll, tmp_path: Path):
        messages, _ = LobsterDay().trade(50).write(tmp_path)
        refused(plimsoll("replay", messages, "--verify", tmp_path / "absent.csv", "--json"), "absent.csv")

    def test_wrong_usage_exits_2(self, plimsoll: Plimsoll):
        assert plimsoll("replay").code == 2
        assert plimsoll("replay", "a", "b").code == 2
        assert plimsoll("replay", "a", "--divine").code == 2
