"""The room of recordings: what goes, and what is said."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from terminal.app.folders import below
from terminal.app.preferences.book import SettingsFile
from terminal.app.services import recording_room
from terminal.app.services.desk import TerminalDesk
from terminal.app.services.recording_room import EVERY_NS, FIRST_NS, RecordingRoom


@pytest.fixture
def run(tmp_path, monkeypatch):
    """A run without a session, whose folder holds two recordings too many."""
    asked: list = []
    told: list = []

    def clear(folder, limit):
        asked.append((folder, limit))
        return ["day-1", "day-2"]

    monkeypatch.setattr(recording_room, "clear", clear)
    settings = SettingsFile(tmp_path, {}, site=tmp_path / "none")
    desk = TerminalDesk(on_notice=told.append)
    made = SimpleNamespace(settings=settings, folders=below(tmp_path), desk=desk)
    return SimpleNamespace(room=RecordingRoom(cast(Any, made)), asked=asked, told=told, made=made)


def test_the_folder_is_looked_at_once_the_window_has_settled_and_then_now_and_then(run):
    for at in (1, FIRST_NS, FIRST_NS + 1, FIRST_NS + 2, FIRST_NS + 1 + EVERY_NS):
        run.room.frame(at)
    assert [limit for _, limit in run.asked] == [50_000_000_000] * 2
    assert "day-1, day-2" in run.told[0].text


def test_no_limit_deletes_nothing(run):
    run.made.settings.put("recording.folder_limit", 0.0)
    run.room.frame(1)
    run.room.frame(1 + FIRST_NS)
    assert run.asked == []


def test_a_folder_that_cannot_be_looked_at_is_said(run):
    run.room.failed(OSError("stale handle"))
    assert "stale handle" in run.told[0].text


def test_nothing_gone_is_nothing_said(run):
    run.room.tell([])
    assert run.told == []
