"""`plimsoll audit verify` and the verifier that stands alone, on sound and on changed logs."""

from __future__ import annotations

import csv
import json
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from terminal import _core
from terminal.supervision import audit
from tests.support.command import Plimsoll
from tests.support.repository import ROOT

STAND_ALONE = ROOT / "docs/verify_audit.py"
RECORDS = 400
CODES = {"NEWO", "TRIG", "REME", "CHMO", "CAME", "CAMO", "REMO", "EXPI", "PARF", "FILL"}


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed log of several segments."""
    folder = tmp_path_factory.mktemp("audit") / "log"
    _core.bench_audit(folder, RECORDS, group=7, payload_bytes=90, segment_bytes=30_000, sync_ms=0)
    return folder


def stand_alone(folder: Path, *more: object) -> tuple[int, dict[str, Any]]:
    """What the other verifier says."""
    command = [sys.executable, str(STAND_ALONE), str(folder), *map(str, more)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, json.loads(done.stdout)


def test_a_sound_log_is_told_so(plimsoll: Plimsoll, log: Path):
    run = plimsoll("audit", "verify", log, "--json")
    assert run.code == 0
    told = run.json
    assert list(told)[:3] == ["records", "ok", "first_bad"]
    assert told["ok"]
    assert told["first_bad"] is None
    assert told["closed"]
    assert told["records"] > RECORDS
    assert "sound, closed" in plimsoll("audit", "verify", log).out


def test_a_changed_log_is_refused_with_its_first_bad_record(plimsoll: Plimsoll, log: Path, tmp_path: Path):
    folder = tmp_path / "log"
    shutil.copytree(log, folder)
    segment = folder / "00000000.audit"
    raw = bytearray(segment.read_bytes())
    raw[5_000] ^= 1
    segment.write_bytes(raw)
    run = plimsoll("audit", "verify", folder, "--json")
    assert (run.code, run.json["ok"], run.json["first_bad"]["file"]) == (1, False, "00000000.audit")
    seq = run.json["first_bad"]["seq"]
    for_people = plimsoll("audit", "verify", folder)
    assert for_people.code == 1
    assert f"BAD at record {seq}, 00000000.audit byte " in for_people.complaint


def test_what_is_no_log_is_bad_and_no_trace(plimsoll: Plimsoll, tmp_path: Path):
    emptied = tmp_path / "emptied"
    emptied.mkdir()
    (emptied / "00000000.audit").touch()
    for folder in (tmp_path / "none", tmp_path, emptied):
        assert stand_alone(folder)[0] == 1
        run = plimsoll("audit", "verify", folder, "--json")
        assert (run.code, run.json["ok"], run.json["records"]) == (1, False, 0)
        assert run.json["first_bad"]["reason"]
        assert "Traceback" not in run.err


def test_a_key_from_elsewhere_must_be_the_log_s(plimsoll: Plimsoll, log: Path):
    assert plimsoll("audit", "verify", log, "--key", log / "audit.pub", "--json").code == 0
    run = plimsoll("audit", "verify", log, "--key", "00" * 32, "--json")
    assert (run.code, run.json["first_bad"]["file"]) == (1, "audit.pub")
    refused = plimsoll("audit", "verify", log, "--key", "no key", "--json")
    assert refused.code == 1
    assert "64 hexadecimal digits" in refused.complaint


def test_a_copy_of_the_anchor_is_held_against_the_log(plimsoll: Plimsoll, log: Path, tmp_path: Path):
    copy = tmp_path / "kept-elsewhere"
    shutil.copyfile(log / "anchor", copy)
    assert plimsoll("audit", "verify", log, "--anchor", copy, "--json").json["ok"]
    copy.write_bytes(copy.read_bytes()[:-1])
    run = plimsoll("audit", "verify", log, "--anchor", copy, "--json")
    assert (run.code, run.json["first_bad"]["file"]) == (1, str(copy))
    assert stand_alone(log, "--anchor", copy)[0] == 1


def flip(raw: bytearray, rng: random.Random) -> None:
    raw[rng.randrange(len(raw))] ^= 1 << rng.randrange(8)


def delete(raw: bytearray, rng: random.Random) -> None:
    at = rng.randrange(len(raw))
    del raw[at : at + 200]


def insert(raw: bytearray, rng: random.Random) -> None:
    at = rng.randrange(len(raw))
    raw[at:at] = rng.randbytes(rng.randrange(1, 99))


def truncate(raw: bytearray, rng: random.Random) -> None:
    del raw[rng.randrange(len(raw)) :]


def repeat(raw: bytearray, rng: random.Random) -> None:
    raw += raw[rng.randrange(len(raw)) :]


@pytest.mark.parametrize("change", [flip, delete, insert, truncate, repeat], ids=lambda change: change.__name__)
def test_two_verifiers_agree_on_every_changed_file(
    change: Callable[[bytearray, random.Random], None], log: Path, tmp_path: Path
):
    rng = random.Random(change.__name__)
    names = sorted(path.name for path in log.iterdir())
    assert names == ["00000000.audit", "00000001.audit", "00000002.audit", "anchor", "audit.pub"]
    for name in names:
        folder = tmp_path / name
        shutil.copytree(log, folder)
        raw = bytearray((folder / name).read_bytes())
        change(raw, rng)
        (folder / name).write_bytes(raw)
        ours, (code, theirs) = audit.verify(folder), stand_alone(folder)
        assert code == 1, (name, ours)
        assert ours.first_bad is not None, name
        assert (ours.first_bad.seq, ours.records) == (theirs["first_bad"]["seq"], theirs["records"])
        assert ours.first_bad.file == theirs["first_bad"]["file"]


def test_two_verifiers_agree_on_sound_logs_closed_and_not(log: Path, tmp_path: Path):
    ours, (code, theirs) = audit.verify(log), stand_alone(log)
    assert (code, theirs) == (0, {"records": ours.records, "ok": True, "first_bad": None, "closed": True})
    crashed = tmp_path / "log"
    shutil.copytree(log, crashed)
    last = crashed / "00000002.audit"
    last.write_bytes(last.read_bytes()[: -(180 + 64)])
    (crashed / "anchor").write_bytes((crashed / "anchor").read_bytes()[:-180])
    ours, (code, theirs) = audit.verify(crashed), stand_alone(crashed)
    assert ours.ok
    assert not ours.closed
    assert code == 0
    assert theirs == {"records": ours.records, "ok": True, "first_bad": None, "closed": False}


def test_the_stand_alone_verifier_is_short_and_imports_nothing_of_ours():
    text = STAND_ALONE.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 150
    imported = {line.split()[1].split(".")[0] for line in text.splitlines() if line.startswith(("import ", "from "))}
    assert imported - set(sys.stdlib_module_names) == {"cryptography"}


@pytest.fixture
def traded(plimsoll: Plimsoll, shared_data: Path) -> Path:
    """The log of a strategy's day."""
    day = shared_data / "lobster/AMZN_2012-06-21_34200000_57600000_message_1.csv"
    if not day.is_file():
        pytest.skip("the recorded day is not here")
    return Path(plimsoll("trade", "--replay", day, "--strategy", "ofi", "--json").json["audit_dir"])


def test_records_are_shown_in_words_and_found(plimsoll: Plimsoll, log: Path):
    run = plimsoll("audit", "show", log, "--last", 3)
    lines = run.out.splitlines()
    assert run.code == 0
    assert len(lines) == 3
    assert "checkpoint" in lines[-1]
    found = plimsoll("audit", "show", log, "--kind", "segment", "--from", 1, "--last", 0, "--json").json
    assert found["ok"]
    assert [record["kind"] for record in found["records"]] == ["segment", "segment"]
    refused = plimsoll("audit", "show", log, "--last", -1)
    assert refused.code == 1
    assert "count from 0" in refused.complaint


@pytest.mark.parametrize("format", ["rts24", "rts6"])
def test_an_export_without_orders_has_its_columns_only(plimsoll: Plimsoll, tmp_path: Path, format: str):
    empty = tmp_path / "log"
    _core.bench_audit(empty, 0)
    run = plimsoll("audit", "export", empty, "--format", format)
    assert run.code == 0
    columns = next(csv.reader(run.out.splitlines()))
    assert {"event", "sequence_number", "instrument_identification", "audit_seq", "clock_proven"} <= set(columns)
    assert len(run.out.splitlines()) == 1
    rows = plimsoll("audit", "export", empty, "--format", format, "--json")
    assert json.loads(rows.out) == []


def test_an_export_of_what_is_no_order_log_is_refused_with_its_record(plimsoll: Plimsoll, log: Path, tmp_path: Path):
    target = tmp_path / "rows.csv"
    run = plimsoll("audit", "export", log, "--format", "rts24", "--output", target)
    assert run.code == 1
    assert "record 2" in run.complaint
    assert list(tmp_path.iterdir()) == [], "nothing half written stays"


def test_a_day_of_orders_is_exported_whole(plimsoll: Plimsoll, traded: Path, tmp_path: Path):
    target = tmp_path / "rows.csv"
    words = (
        "--format",
        "rts24",
        "--output",
        target,
        "--lei",
        "5493001KJTIIGC8Y1R12",
        "--capacity",
        "DEAL",
        "--csv",
        "--json",
    )
    told = plimsoll("audit", "export", traded, *words).json
    with target.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert told["ok"]
    assert told["rows"] == len(rows) > 0
    assert all(row["event"] for row in rows), "the event is never null"
    events = {row["event"] for row in rows}
    assert {"NEWO", "FILL"} <= events <= CODES
    assert {row["submitting_entity_lei"] for row in rows} == {"5493001KJTIIGC8Y1R12"}
    assert all(row["trader"] and row["client_identification"] and row["instrument_identification"] for row in rows)
    by_json = json.loads(plimsoll("audit", "export", traded, "--format", "rts6", "--json").out)
    assert {row["section"] for row in by_json} >= {"decision", "outgoing", "outcome"}


WRITER = """
import resource, sys
from pathlib import Path
from terminal import _core
limit = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
_core.bench_audit(Path(sys.argv[1]), 50_000_000, segment_bytes=1 << 40)
"""


def test_a_disk_that_takes_no_more_leaves_a_sound_log(tmp_path: Path):
    command = [sys.executable, "-c", WRITER, str(tmp_path / "log"), "2000000"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "no space left" in done.stderr
    verdict = audit.verify(tmp_path / "log")
    assert verdict.ok, verdict.words
    assert not verdict.closed
    assert verdict.bytes > 1_900_000


@pytest.mark.parametrize("milliseconds", [20, 60, 110, 170])
def test_a_killed_writer_leaves_a_log_that_is_sound_or_torn_at_its_end(tmp_path: Path, milliseconds: int):
    command = [sys.executable, "-c", WRITER, str(tmp_path / "log"), str(1 << 33)]
    anchor = tmp_path / "log/anchor"
    with subprocess.Popen(command, cwd=ROOT) as writer:
        while not (anchor.is_file() and anchor.stat().st_size):
            assert writer.poll() is None
            time.sleep(0.002)
        time.sleep(milliseconds / 1000)
        writer.kill()
    verdict = audit.verify(tmp_path / "log")
    assert verdict.first_bad is None or verdict.first_bad.recoverable, verdict.words
    assert verdict.records > 0
    assert not verdict.closed
