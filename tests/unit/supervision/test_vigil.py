"""What the watchdog makes of a gateway's answers, and of none."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from terminal.app.watchdog import told
from terminal.bridge import gateway_control
from terminal.bridge.supervision import Halt
from terminal.supervision import vigil
from terminal.supervision.halting import Engaged, Place, engage_anywhere
from terminal.supervision.vigil import NOTHING, Sight, Vigil, pulse_of

STATUS = {"profile": "SIM", "working": 3, "unconfirmed": 0, "venue_connected": True, "limits_version": 2}


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """An empty home."""
    return Place(tmp_path / "supervision", tmp_path / "run")


@pytest.fixture
def held_by_another(place: Place) -> Iterator[int]:
    """A process holds the home and answers nothing, as a gateway does that hangs."""
    place.run.mkdir(parents=True)
    lock = place.run / "gateway.lock"
    lock.write_text("4711\n")
    with lock.open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield 4711


@pytest.mark.parametrize(
    ("age_s", "pid", "pulse"),
    [
        (None, None, "absent"),
        (9.0, None, "gone"),
        (0.2, 7, "alive"),
        (1.0, 7, "late"),
        (1.6, 7, "silent"),
        (None, 7, "silent"),
    ],
)
def test_a_pulse_is_told_by_age_and_process(age_s: float | None, pid: int | None, pulse: str):
    assert pulse_of(age_s, pid) == pulse


def test_an_ended_gateway_is_seen_at_once(place: Place, monkeypatch: pytest.MonkeyPatch):
    now = [100.0]
    watch = Vigil(place, lambda: now[0])
    monkeypatch.setattr(vigil, "gateway_pid", lambda run: 7)
    monkeypatch.setattr(vigil, "ask_status", lambda run, within: gateway_control.Answer("done", status=STATUS))
    assert watch.look().pulse == "alive"
    monkeypatch.setattr(vigil, "ask_status", lambda run, within: gateway_control.Answer("refused"))
    now[0] += 1.0
    assert watch.look().pulse == "late"
    now[0] += 1.0
    assert watch.look().pulse == "silent"
    monkeypatch.setattr(vigil, "gateway_pid", lambda run: None)
    assert watch.look().pulse == "gone"


def test_a_hanging_gateway_is_named_and_the_halt_is_kept(place: Place, held_by_another: int):
    assert gateway_control.gateway_pid(place.run) == held_by_another
    assert Vigil(place).look().pulse == "silent"
    engaged = engage_anywhere(place, "firm", "cancel-all", "it hangs", "kim", 5)
    assert Vigil(place).look().halts == (engaged.halt,)


def test_a_home_without_a_gateway_has_none(place: Place):
    assert gateway_control.gateway_pid(place.run) is None
    place.run.mkdir(parents=True)
    (place.run / "gateway.lock").write_text(f"{os.getpid()}\n")
    assert gateway_control.gateway_pid(place.run) is None


def test_a_halt_from_the_vigil_is_told(place: Place):
    watch, outcomes = Vigil(place), list[Engaged | str]()
    watch.halt("cancel-all", "button", "kim", outcomes.append)
    watch.stop()
    assert isinstance(outcomes[0], Engaged)
    assert watch.look().halts[0].reason == "button"


def test_words_name_the_widest_and_strictest_halt():
    halts = (
        Halt(1, "desk:a", "flatten", "one", "kim", 0),
        Halt(2, "firm", "freeze", "two", "lee", 3_600_000_000_000),
        Halt(3, "firm", "cancel-all", "three", "ann", 7_200_000_000_000),
    )
    sight = Sight("alive", 0.2, 7, STATUS, halts, None)
    assert told.state_told(sight).words == "HALTED: Firm, all cancelled"
    assert told.reason_told(sight) == "three (by ann, 02:00:00 UTC) · 2 more halts hold"
    assert told.facts_told(sight) == "SIM · pid 7 · 3 orders at work · limits version 2"
    assert (told.state_told(NOTHING).token, told.gateway_told(NOTHING).token) == ("ok", "t2")
