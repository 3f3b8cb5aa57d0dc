"""`plimsoll simulate` from the outside."""

from __future__ import annotations

from tests.support.command import Plimsoll


def test_seeds_run_without_a_failure_and_say_what_they_met(plimsoll: Plimsoll):
    run = plimsoll("simulate", "--seeds", "60", "--json")
    assert run.code == 0, run.err
    assert (run.json["seeds"], run.json["failures"]) == (60, 0)
    assert run.json["fills"] > 100
    assert run.json["restarts"] > 0


def test_a_seed_tells_the_same_story_twice(plimsoll: Plimsoll):
    first, second = (plimsoll("simulate", "--first", "7", "--seeds", "1", "--story") for _ in range(2))
    assert first.err == second.err
    assert "seed 7:" in first.err


def test_no_seeds_are_refused_with_the_next_step(plimsoll: Plimsoll):
    run = plimsoll("simulate", "--seeds", "0")
    assert run.code == 1
    assert "--seeds" in run.complaint
