"""Sound and desktop notification: with what the machine has, and nothing where it has nothing."""

from __future__ import annotations

import wave

import pytest
from PySide6.QtCore import QProcess
from PySide6.QtWidgets import QApplication

from terminal.app.alerts.caller import DesktopCaller, chime


@pytest.fixture
def started(monkeypatch):
    """Programs that would be started; `refuse` names those that do not start."""
    calls: list[list[str]] = []
    refuse: set[str] = set()

    def start(program, arguments):
        calls.append([program, *arguments])
        return program not in refuse, 0

    monkeypatch.setattr(QProcess, "startDetached", start)
    monkeypatch.setattr(QApplication, "beep", lambda: calls.append(["beep"]))
    return calls, refuse


@pytest.fixture
def caller(qapp, tmp_path):
    made = DesktopCaller(tmp_path / "run")
    made.silent, made.player, made.notifier = False, "/bin/pw-play", "/bin/notify-send"
    yield made
    made.close()


def test_nothing_sounds_where_nobody_watches(qapp, tmp_path, started):
    made = DesktopCaller(tmp_path)
    made.sound()
    made.desktop("Alert", "AMZN")
    assert started[0] == []


def test_the_sound_is_a_file_of_its_own_played_by_what_is_there(caller, started, tmp_path):
    caller.sound()
    assert started[0] == [["/bin/pw-play", str(tmp_path / "run/alert.wav")]]


def test_without_a_player_or_with_one_that_does_not_start_it_beeps(caller, started):
    started[1].add("/bin/pw-play")
    caller.sound()
    caller.player = None
    caller.sound()
    assert started[0][1:] == [["beep"], ["beep"]]


def test_a_folder_that_refuses_costs_the_tune_not_the_call(caller, started, tmp_path):
    (tmp_path / "run").write_text("a file")
    caller.sound()
    assert started[0] == [["beep"]]


def test_words_of_an_alert_are_never_taken_for_options(caller, started):
    caller.desktop("Alert", "--help")
    program, *arguments = started[0][0]
    assert program == "/bin/notify-send"
    assert arguments.index("--") < arguments.index("--help")


def test_without_a_notifier_and_a_tray_nothing_happens(caller, started):
    caller.notifier = None
    caller.desktop("Alert", "AMZN")
    assert started[0] == []


def test_the_sound_is_short_and_does_not_click(tmp_path):
    with wave.open(str(chime(tmp_path)), "rb") as sound:
        seconds = sound.getnframes() / sound.getframerate()
        frames = sound.readframes(sound.getnframes())
    assert 0.2 < seconds < 0.5
    assert frames[:2] == b"\x00\x00"
    assert max(frames) > 0
    assert chime(tmp_path).stat().st_size > 10_000
