"""The user hears of the recorder only when something changes."""

from __future__ import annotations

from terminal.app.services.recording_watch import LOOK_NS, RecordingWatch
from terminal.domain.market import RecorderStatus
from terminal.sdk.desk import DeskNotice


def told(*statuses: RecorderStatus | None) -> list[DeskNotice]:
    """What is said over these readings, one a look."""
    said: list[DeskNotice] = []
    left = list(statuses)
    watch = RecordingWatch(lambda: left.pop(0), said.append)
    for look in range(len(statuses)):
        watch.frame(look * LOOK_NS)
    return said


def status(failure: str = "", warning: str = "", dropped: int = 0) -> RecorderStatus:
    return RecorderStatus("a", 1, 1, dropped, failure, warning)


def test_a_session_that_is_not_recorded_says_nothing():
    assert told(None, None) == []


def test_a_failure_is_told_once_and_so_is_its_end():
    said = told(status(), status("disk full"), status("disk full"), status(dropped=3), status(dropped=3))
    assert [(one.severity, one.source) for one in said] == [("warn", "recording"), ("info", "recording")]
    assert said[0].text == "disk full"
    assert "3 events were not kept" in said[1].text


def test_a_pause_without_loss_says_so():
    assert told(status("disk full"), status())[1].text == "Nothing was lost."


def test_scarce_space_is_told_when_it_begins():
    said = told(
        status(warning="900 MiB free"), status(warning="800 MiB free"), status(), status(warning="700 MiB free")
    )
    assert [one.text for one in said] == ["900 MiB free", "700 MiB free"]


def test_it_looks_twice_a_second_only():
    looks: list[int] = []
    watch = RecordingWatch(lambda: looks.append(1), lambda _notice: None)
    for frame in range(120):
        watch.frame(frame * LOOK_NS // 60)
    assert len(looks) == 2
