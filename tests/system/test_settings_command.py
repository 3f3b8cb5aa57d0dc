"""`plimsoll settings` from outside."""

from __future__ import annotations

import json

import pytest

from terminal.app.main import main


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("PLIMSOLL_HOME", str(tmp_path))
    return tmp_path


def last_json(capsys) -> dict:
    return dict(json.loads(capsys.readouterr().out.splitlines()[-1]))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("set", "appearance.thme", "dark"), "appearance.theme"),
        (("set", "appearance.theme", "drak"), "did you mean dark"),
        (("set", "alerts.pause", "soon"), "250ms"),
        (("get", "nothing"), "plimsoll settings list"),
        (("reset", "alert.sound"), "alerts.sound"),
    ],
)
def test_a_wrong_setting_or_value_is_refused_with_the_nearest(words, said, capsys, home):
    assert main(["settings", *words]) == 1
    assert said in capsys.readouterr().err.splitlines()[-1]
    assert not (home / "settings.toml").exists()


def test_no_act_is_wrong_usage(capsys):
    assert main(["settings"]) == 2
    assert "ACT" in capsys.readouterr().err


def test_a_value_is_set_kept_told_and_reset(capsys):
    assert main(["settings", "set", "alerts.pause", "30s", "--json"]) == 0
    assert last_json(capsys)["value"] == "30s"
    assert main(["settings", "get", "alerts.pause", "--json"]) == 0
    assert last_json(capsys)["source"] == "user"
    assert main(["settings", "reset", "alerts.pause", "--json"]) == 0
    assert last_json(capsys) == {"key": "alerts.pause", "value": "5s", "source": "default", "where": ""}


def test_the_list_holds_every_setting_and_where_it_comes_from(capsys, monkeypatch):
    monkeypatch.setenv("PLIMSOLL_APPEARANCE_THEME", "light")
    assert main(["settings", "set", "shortcuts.layout.undo", "Ctrl+U"]) == 0
    capsys.readouterr()
    assert main(["settings", "list", "--json"]) == 0
    rows = {row["key"]: row for row in last_json(capsys)["settings"]}
    assert rows["appearance.theme"]["source"] == "environment"
    assert rows["shortcuts.layout.undo"]["value"] == "Ctrl+U"
    assert rows["log.level"]["source"] == "default"


def test_a_damaged_file_is_named_and_the_command_goes_on(capsys, home):
    (home / "settings.toml").write_bytes(b"\x00{[broken")
    assert main(["settings", "get", "appearance.theme"]) == 0
    said = capsys.readouterr()
    assert "settings.toml.bad-" in said.err
    assert said.out == "dark\n"


def test_the_path_is_that_of_the_home(capsys, home):
    assert main(["settings", "path", "--json"]) == 0
    assert last_json(capsys)["path"] == str(home / "settings.toml")
