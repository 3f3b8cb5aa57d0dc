"""`plimsoll halt`, `arm`, `status` and `people` as somebody would use them, without a gateway."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from pathlib import Path

import pytest

from terminal.supervision.people import PeopleFile
from tests.support.command import Finished, Plimsoll, called
from tests.support.people import PEOPLE, staffed
from tests.support.repository import ROOT


@pytest.fixture
def people(own_home: Path) -> PeopleFile:
    """Everybody, in the home of the test."""
    return staffed(own_home / "supervision")


def halt(scope: str = "firm", mode: str = "freeze", reason: str = "a test") -> Finished:
    """Halts."""
    return called("halt", "--scope", scope, "--mode", mode, "--reason", reason, "--json")


def is_halted(scope: str = "firm") -> bool:
    """Whether status says so."""
    return any(row["scope"] == scope for row in called("status", "--json").json["halts"])


def test_a_halt_without_a_gateway_is_kept_and_shown(plimsoll: Plimsoll):
    words = ("--scope", "desk:equities", "--mode", "cancel-all", "--reason", "the feed lies")
    kept = plimsoll("halt", *words, "--json").json
    assert (kept["number"], kept["gateway"], kept["mode"]) == (1, "none", "cancel-all")
    shown = plimsoll("status", "--json").json
    assert shown["halted"]
    assert {key: shown["halts"][0][key] for key in ("number", "scope", "mode", "reason")} == {
        "number": 1,
        "scope": "desk:equities",
        "mode": "cancel-all",
        "reason": "the feed lies",
    }
    assert "HALTED  desk:equities, cancel-all: the feed lies" in plimsoll("status").out


@pytest.mark.parametrize(
    ("words", "code", "named"),
    [
        (["--scope", "firm"], 2, "--reason"),
        (["--reason", "x"], 2, "--scope"),
        (["--scope", "firm", "--reason", "  "], 1, "needs a reason"),
        (["--scope", "planet", "--reason", "x"], 1, "`planet` is no scope"),
        (["--scope", "firm", "--reason", "x", "--mode", "none"], 2, "--mode"),
    ],
)
def test_a_halt_that_says_too_little_is_refused(words: list[str], code: int, named: str):
    refused = called("halt", *words, "--json")
    assert refused.code == code
    assert named in refused.complaint
    assert not called("status", "--json").json["halted"]


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ([], "a reason and two people"),
        (["--reason", "over"], "--as NAME"),
        (["--reason", " ", "--as", "kim"], "--reason"),
        (["--reason", "over", "--as", "eve"], "nobody called `eve`"),
        (["--approve"], "who are you"),
        (["--approve", "--as", "lee"], "nobody asks for firm to be re-armed"),
        (["--approve", "--as", "lee", "--reason", "x"], "--approve agrees"),
        (["--reason", "over", "--as", "kim", "--with", "kim"], "kim cannot approve what they asked for"),
        (["--reason", "over", "--as", "kim", "--with", "ann"], "neither kim nor ann is of role risk"),
        (["--reason", "over", "--as", "kim", "--with", "lee", "--halt", "2"], "halt 2 of firm is not halted"),
        (["--reason", "over", "--as", "kim", "--with", "lee", "--expires", "2d"], "no duration"),
        (["--reason", "over", "--as", "kim", "--with", "lee", "--expires", "25h"], "within a day"),
        (["--reason", "over", "--as", "kim", "--key", "KEYS/lee.key"], "is not the key that kim was added with"),
    ],
)
def test_nothing_less_than_a_reason_and_two_people_arms(people: PeopleFile, words: list[str], named: str):
    halt()
    refused = called("arm", "--scope", "firm", "--json", *(word.replace("KEYS", str(people.keys)) for word in words))
    assert refused.code == 1
    assert named in refused.complaint
    assert "Traceback" not in refused.err
    assert is_halted()


def test_two_people_arm_at_two_times_and_a_used_approval_is_worth_nothing(own_home: Path, people: PeopleFile):
    halt()
    halt("desk:equities")
    asked = called("arm", "--scope", "firm", "--reason", "the feed is back", "--as", "kim", "--json")
    assert asked.json["waiting"]
    waiting = called("status", "--json").json["waiting"]
    assert [(row["scope"], row["requested_by"]) for row in waiting] == [("firm", "kim")]
    [request] = (people.path.parent / "requests").iterdir()
    kept = request.read_bytes()

    own = called("arm", "--scope", "firm", "--approve", "--as", "kim")
    assert own.code == 1
    assert "kim asked for this" in own.complaint
    armed = called("arm", "--scope", "firm", "--approve", "--as", "lee", "--json").json
    verdict = called("audit", "verify", own_home / "audit" / "supervision", "--json").json
    assert verdict["ok"]
    assert verdict["records"] >= 4
    assert [row["number"] for row in armed["lifted"]] == [1]
    assert not is_halted()
    assert is_halted("desk:equities"), "a narrower halt went with the wider one"

    halt()
    request.write_bytes(kept)
    again = called("arm", "--scope", "firm", "--approve", "--as", "lee")
    assert again.code == 1
    assert "halt 1 does not hold" in again.complaint
    assert is_halted()


def test_a_request_that_somebody_changed_arms_nothing(people: PeopleFile):
    halt()
    called("arm", "--scope", "firm", "--reason", "over", "--as", "kim")
    [request] = (people.path.parent / "requests").iterdir()
    text = request.read_text()
    request.write_text(text.replace("kim", "max"))
    refused = called("arm", "--scope", "firm", "--approve", "--as", "lee")
    assert refused.code == 1
    assert is_halted()


def test_what_cannot_be_recorded_arms_nothing_and_halts_all_the_same(own_home: Path, people: PeopleFile):
    halt()
    segment = next((own_home / "audit" / "supervision").glob("*.audit"))
    raw = bytearray(segment.read_bytes())
    raw[len(raw) // 2] ^= 1
    segment.write_bytes(raw)
    kept = halt("desk:equities").json
    assert kept["halted"]
    assert "not recorded" in kept["unrecorded"]
    refused = called("arm", "--scope", "firm", "--reason", "over", "--as", "kim", "--with", "lee")
    assert (refused.code, "not recorded" in refused.complaint) == (1, True)
    assert is_halted()


def test_a_damaged_halts_file_halts_the_firm_until_two_people_arm_it(people: PeopleFile):
    halt("desk:equities")
    file = people.path.parent / "halts"
    file.write_bytes(b"\0" * file.stat().st_size)
    shown = called("status", "--json").json
    assert [row["scope"] for row in shown["halts"]] == ["firm"]
    assert "cannot be trusted" in shown["halts_file"]["damage"]
    armed = called("arm", "--scope", "firm", "--reason", "looked at it", "--as", "kim", "--with", "lee", "--json")
    assert armed.json["armed"]
    assert not called("status", "--json").json["halted"]


def test_a_key_with_a_passphrase_needs_it(tmp_path: Path):
    words, wrong = tmp_path / "words", tmp_path / "wrong"
    words.write_text("correct horse battery\n")
    wrong.write_text("incorrect\n")
    called("people", "add", "lee", "--role", "risk", "--no-passphrase")
    added = called("people", "add", "kim", "--role", "trader", "--new-passphrase-file", words, "--json")
    assert added.json["name"] == "kim"
    halt()
    ask = ["arm", "--scope", "firm", "--reason", "over", "--as", "kim"]
    assert "--passphrase-file" in called(*ask).complaint
    assert "passphrase is wrong" in called(*ask, "--passphrase-file", wrong).complaint
    assert called(*ask, "--passphrase-file", words, "--with", "lee").code == 0


def test_the_people_are_listed_and_removed(people: PeopleFile):
    listed = called("people", "list", "--json").json["people"]
    assert {row["name"]: row["role"] for row in listed} == PEOPLE
    assert called("people", "remove", "kim", "--as", "ann").code == 1
    assert called("people", "remove", "kim", "--as", "max").code == 0
    halt()
    gone = called("arm", "--scope", "firm", "--reason", "over", "--as", "kim", "--with", "lee")
    assert "nobody called `kim`" in gone.complaint


def test_a_full_disk_keeps_no_halt_from_being_kept(own_home: Path):
    """The home on a file system of 2 MiB that is filled to the last byte."""
    script = f"""
        set -e
        mount -t tmpfs -o size=2m none {own_home}
        {Path(sys.executable).with_name("plimsoll")} halt --scope desk:first --reason first
        dd if=/dev/zero of={own_home}/filler bs=4k 2>/dev/null || true
        if dd if=/dev/zero of={own_home}/more bs=1 count=1 2>/dev/null; then echo "there is room" >&2; exit 9; fi
        {Path(sys.executable).with_name("plimsoll")} halt --scope firm --reason "the disk is full" --json
        {Path(sys.executable).with_name("plimsoll")} status --json
    """
    own_home.mkdir(parents=True)
    if subprocess.run(["unshare", "-Urm", "true"], capture_output=True).returncode:
        pytest.skip("this machine lends no mount namespace: the full disk is not rehearsed")
    environment = os.environ | {"PLIMSOLL_HOME": str(own_home)}
    done = subprocess.run(
        ["unshare", "-Urm", "bash", "-c", script], env=environment, cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "the disk is full" in done.stdout.splitlines()[-1]


def test_halts_at_once_are_all_kept(plimsoll: Plimsoll, own_home: Path):
    command = [str(Path(sys.executable).with_name("plimsoll")), "halt", "--reason", "at once", "--scope"]
    environment = os.environ | {"PLIMSOLL_HOME": str(own_home)}
    scopes = [f"desk:{number}" for number in range(4)]
    running = [subprocess.Popen([*command, scope], env=environment, stdout=subprocess.DEVNULL) for scope in scopes]
    assert [process.wait(60) for process in running] == [0] * len(scopes)
    rows = plimsoll("status", "--json").json["halts"]
    assert sorted(row["scope"] for row in rows) == scopes
    assert all(one["number"] < two["number"] for one, two in itertools.pairwise(rows))
