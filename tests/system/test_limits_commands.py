"""`plimsoll limits` and `plimsoll drill`, as somebody would use them."""

from __future__ import annotations

from pathlib import Path

import pytest

from terminal.supervision.limits import LimitsFolder
from terminal.supervision.people import PeopleFile
from tests.support.command import Finished, called
from tests.support.people import staffed

WHY = "a young strategy"


@pytest.fixture
def people(own_home: Path) -> PeopleFile:
    """Everybody, in the home of the test."""
    return staffed(own_home / "supervision")


def draft(name: str = "kim", qty: str = "500") -> Finished:
    """Asks for a smaller order size."""
    return called("limits", "draft", "--set", "firm", "max-qty", qty, "--reason", WHY, "--as", name, "--json")


def value(kind: str = "max-qty") -> str:
    """What holds for the firm."""
    lines = called("limits", "show", "--json").json["lines"]
    return next(str(row["value"]) for row in lines if (row["scope"], row["kind"]) == ("firm", kind))


def test_a_change_is_drafted_tried_and_approved_by_another_person(people: PeopleFile):
    assert (value(), called("limits", "show", "--json").json["is_demo"]) == ("2000", True)
    assert draft().json["draft"] == 1
    assert value() == "2000"
    untried = called("limits", "approve", "--as", "lee")
    assert (untried.code, "limits simulate" in untried.complaint) == (1, True)
    assert called("limits", "simulate", "--json").json["refused"] == 0
    own = called("limits", "approve", "--as", "kim")
    assert (own.code, "second person" in own.complaint, value()) == (1, True, "2000")
    held = called("limits", "approve", "--as", "lee", "--json").json
    assert (held["version"], held["requested_by"], held["approved_by"]) == (1, "kim", "lee")
    assert value() == "500"
    [row] = called("limits", "history", "--json").json["versions"]
    assert (row["version"], row["reason"]) == (1, WHY)
    again = called("limits", "approve", "--as", "max")
    assert (again.code, "there is no draft" in again.complaint) == (1, True)


@pytest.mark.parametrize(
    ("requester", "approver", "words"),
    [("kim", "ann", "neither kim nor ann is of role risk"), ("eve", "lee", "nobody called `eve`"), ("lee", "kim", "")],
)
def test_limits_take_two_people_one_of_risk(people: PeopleFile, requester: str, approver: str, words: str):
    made = draft(requester)
    called("limits", "simulate")
    approved = called("limits", "approve", "--as", approver)
    complaint = made.complaint if made.code else approved.complaint
    assert words in complaint
    assert value() == ("2000" if words else "500")


def test_a_draft_that_was_changed_after_it_was_tried_is_refused(people: PeopleFile):
    draft()
    called("limits", "simulate")
    path = LimitsFolder(people.path.parent).path(1)
    path.write_text(path.read_text().replace('"500"', '"50000"'))
    refused = called("limits", "approve", "--as", "lee")
    assert refused.code == 1
    assert value() == "2000"


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["--set", "firm", "max-qtty", "5"], "max-qtty is no limit"),
        (["--set", "planet", "max-qty", "5"], "`planet` is no scope"),
        (["--set", "firm", "max-qty", "many"], "no value of max-qty"),
        (["--set", "firm", "max-qty", "NaN"], "no value of max-qty"),
        (["--set", "session:1", "buying-power", "5"], "not counted"),
        (["--unset", "desk:a", "max-qty"], "desk:a has no limit max-qty"),
        ([], "say what changes"),
    ],
)
def test_a_draft_that_cannot_be_used_is_refused_by_name(people: PeopleFile, words: list[str], named: str):
    refused = called("limits", "draft", *words, "--reason", WHY, "--as", "kim")
    assert refused.code == 1
    assert named in refused.complaint
    assert LimitsFolder(people.path.parent).waiting() is None


def test_corrupted_limits_name_file_line_and_key(people: PeopleFile):
    draft()
    called("limits", "simulate")
    called("limits", "approve", "--as", "lee")
    path = people.path.parent / "limits" / "0001.toml"
    text = path.read_text()
    path.write_text(text.replace('max-qty = { value = "500"', 'max-qty = { value = "5O0"'))
    refused = called("limits", "show")
    assert refused.code == 1
    assert f"{path}:" in refused.complaint
    assert "max-qty" in refused.complaint
    assert "nothing is traded" in refused.complaint
    path.write_text(text.replace('"500"', '"501"'))
    assert "not the text that two people agreed to" in called("limits", "show").complaint
    path.unlink()
    assert "nothing is traded" in called("limits", "show").complaint


def test_a_drill_is_timed_and_recorded(own_home: Path):
    done = called("drill", "--orders", 100, "--rate", 5_000, "--json")
    row = done.json
    assert 0 < row["last_order_us"] <= row["all_cancelled_us"] <= row["all_confirmed_us"] <= row["flat_ms"] * 1_000
    assert (row["orders_after_latch"], row["closed_positions"]) == (0, 2)
    assert row["resting"] >= 100
    assert called("drill", "--history", "--json").json["drills"] == [row]
    assert [path.name for path in (own_home / "supervision" / "drills").iterdir()] == ["history.jsonl"]
    assert not called("status", "--json").json["halted"], "a rehearsal halted the home itself"
