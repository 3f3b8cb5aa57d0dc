"""The kill switch against a running gateway, a hanging one, and one that starts anew."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from terminal.supervision.people import PeopleFile
from tests.support.command import called
from tests.support.people import staffed

pytestmark = pytest.mark.network


@contextmanager
def gateway(home: Path) -> Iterator[subprocess.Popen[str]]:
    """The demonstration's gateway as a process of its own, ready; ended at the end."""
    command = [str(Path(sys.executable).with_name("plimsoll")), "gateway", "--json"]
    environment = os.environ | {"PLIMSOLL_HOME": str(home)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert json.loads(process.stdout.readline())["ready"]
            yield process
        finally:
            process.send_signal(signal.SIGCONT)
            process.terminate()
            process.wait(30)


def holds(check: Callable[[], bool], within_s: float = 10.0) -> bool:
    """Whether something comes true in time."""
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        if check():
            return True
        time.sleep(0.05)
    return False


def halt(reason: str, scope: str = "firm") -> dict[str, object]:
    """Halts."""
    row: dict[str, object] = called("halt", "--scope", scope, "--mode", "freeze", "--reason", reason, "--json").json
    return row


@pytest.fixture
def people(own_home: Path) -> PeopleFile:
    """Everybody, in the home of the test."""
    return staffed(own_home / "supervision")


def test_a_halt_outlives_gateways_that_run_hang_and_start_anew(own_home: Path, people: PeopleFile):
    before = halt("before any gateway ran", "desk:equities")
    assert before["gateway"] == "none"
    with gateway(own_home) as process:
        status = called("status", "--json").json
        assert (status["gateway"]["pid"], status["gateway"]["answers"]) == (process.pid, True)
        row = halt("while it runs")
        assert row["gateway"] == "halted"
        assert isinstance(row["gate_closed_us"], float)
        assert [one["reason"] for one in called("status", "--json").json["halts"]] == [
            "before any gateway ran",
            "while it runs",
        ]

        process.send_signal(signal.SIGSTOP)
        hung = halt("while it hangs", "strategy:ofi")
        assert hung["gateway"] == "silent"
        assert f"kill -9 {process.pid}" in str(hung["words"])
        problems = called("status", "--json").json["problems"]
        assert any(f"pid {process.pid}" in problem for problem in problems)
        stuck = called("arm", "--scope", "firm", "--reason", "over", "--as", "kim", "--with", "lee")
        assert (stuck.code, "stays halted" in stuck.complaint) == (1, True)
        process.send_signal(signal.SIGCONT)
        assert holds(lambda: called("status", "--json").json["gateway"]["answers"])

    with gateway(own_home):
        kept = {one["reason"] for one in called("status", "--json").json["halts"]}
        assert kept == {"before any gateway ran", "while it runs", "while it hangs"}
        alone = called("arm", "--scope", "firm", "--reason", "over", "--as", "kim", "--with", "kim")
        assert alone.code == 1
        armed = called("arm", "--scope", "firm", "--reason", "over", "--as", "kim", "--with", "lee", "--json")
        assert armed.json["armed"]
        assert {one["scope"] for one in called("status", "--json").json["halts"]} == {"desk:equities", "strategy:ofi"}


def test_limits_that_two_people_approve_hold_in_a_running_gateway(own_home: Path, people: PeopleFile):
    with gateway(own_home):
        called("limits", "draft", "--set", "firm", "max-qty", "7", "--reason", "a test", "--as", "kim")
        called("limits", "simulate")
        assert called("limits", "approve", "--as", "lee", "--json").json["gateway"] == "done"
        assert holds(lambda: called("status", "--json").json["gateway"]["limits_version"] == 1)

    path = people.path.parent / "limits" / "0001.toml"
    path.write_text(path.read_text().replace('"7"', '"seven"'))
    with gateway(own_home):
        assert holds(lambda: bool(called("status", "--json").json["gateway"]["blocked"]))
        blocked = called("status", "--json").json["gateway"]["blocked"]
        assert f"{path}:" in blocked
        assert "max-qty" in blocked


def test_a_damaged_halts_file_starts_a_gateway_halted(own_home: Path, people: PeopleFile):
    halt("soon unknown", "desk:equities")
    file = people.path.parent / "halts"
    file.write_bytes(b"\xff" * file.stat().st_size)
    with gateway(own_home):
        halts = called("status", "--json").json["halts"]
        assert {one["scope"] for one in halts} == {"firm"}
        assert any("cannot be trusted" in one["reason"] for one in halts)


def test_a_halt_of_what_nobody_is_called_stops_the_firm(own_home: Path):
    kept = halt("before any gateway", "desk:equites")
    assert "whole firm" in str(kept["words"])
    with gateway(own_home):
        status = called("status", "--json").json
        (held,) = status["halts"]
        assert "so all: before any gateway" in held["reason"]
        said = halt("while it runs", "trader:nobody")
        assert "WHOLE FIRM" in str(said["words"])
        scopes = [row["scope"] for row in called("status", "--json").json["halts"]]
        assert scopes == ["desk:equites", "firm"]
