"""The command's own manners: exit codes, help, complaints that name the thing, no traces."""

from __future__ import annotations

import pytest

from tests.support.command import Plimsoll


def test_without_words_shows_usage_and_exits_2(plimsoll: Plimsoll):
    run = plimsoll()
    assert run.code == 2
    assert "doctor" in run.out


def test_unknown_command_is_named_and_exits_2(plimsoll: Plimsoll):
    run = plimsoll("divine")
    assert run.code == 2
    assert "divine" in run.complaint


def test_version_is_printed(plimsoll: Plimsoll):
    run = plimsoll("--version")
    assert (run.code, run.out.split()[0]) == (0, "plimsoll")


@pytest.mark.parametrize("command", ["doctor", "bench"])
def test_every_command_has_help(plimsoll: Plimsoll, command: str):
    run = plimsoll(command, "--help")
    assert run.code == 0
    assert "--json" in run.out


def test_doctor_looks_at_six_things_and_finds_nothing_blocking(plimsoll: Plimsoll):
    run = plimsoll("doctor")
    assert run.code == 0
    assert len(run.out.splitlines()) >= 6
    assert run.err == ""


def test_doctor_speaks_to_machines(plimsoll: Plimsoll):
    said = plimsoll("doctor", "--json").json
    assert said["blocking"] == 0
    assert {"python", "core", "qt", "signals", "display", "home"} <= {finding["topic"] for finding in said["findings"]}


def test_doctor_names_a_home_that_cannot_be_made(plimsoll: Plimsoll):
    run = plimsoll("doctor", PLIMSOLL_HOME="/proc/version/nowhere")
    assert run.code == 1
    assert "PLIMSOLL_HOME" in run.complaint
    assert "Traceback" not in run.err


def test_unknown_benchmark_is_named(plimsoll: Plimsoll):
    run = plimsoll("bench", "decode-tich")
    assert run.code == 1
    assert "decode-tich" in run.complaint
    assert "Traceback" not in run.err
