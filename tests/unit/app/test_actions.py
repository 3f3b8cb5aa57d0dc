"""The register of actions: by owner, by id, with the user's keys."""

from __future__ import annotations

from terminal.app.keyboard.actions import ActionRegistry
from terminal.sdk.desk import Action


def test_an_action_that_cannot_be_done_now_is_not_run():
    done = []
    registry = ActionRegistry()
    registry.add("window", [Action("window.x", "X", lambda: done.append(1), enabled=lambda: False)])
    assert not registry.run("window.x")
    assert not registry.run("window.y")
    assert done == []


def test_an_action_that_raises_is_shown_and_not_thrown(caplog):
    faults: list[Exception] = []
    registry = ActionRegistry()
    registry.on_fault = faults.append
    registry.add("window", [Action("window.x", "X", lambda: 1 / 0)])
    assert registry.run("window.x")
    assert isinstance(faults[0], ZeroDivisionError)


def test_an_owner_replaces_what_it_offered_and_leaves_nothing_behind():
    registry = ActionRegistry()
    registry.add("chart", [Action("chart.a", "A", print), Action("chart.b", "B", print)])
    registry.add("chart", [Action("chart.b", "B", print)])
    assert [action.id for action in registry.all()] == ["chart.b"]
    registry.remove("chart")
    registry.remove("chart")
    assert registry.all() == ()


def test_the_users_keys_win_and_an_empty_choice_takes_them_away():
    registry = ActionRegistry()
    action = Action("chart.a", "A", print, keys="Ctrl+A")
    assert registry.keys_of(action) == "Ctrl+A"
    registry.set_user_keys({"chart.a": ""})
    assert registry.keys_of(action) == ""


def test_listeners_hear_of_changes_until_they_stop():
    heard = []
    registry = ActionRegistry()
    stop = registry.on_change(lambda: heard.append(1))
    registry.add("chart", [])
    stop()
    registry.add("chart", [])
    assert heard == [1]
