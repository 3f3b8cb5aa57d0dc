"""The transport drives the session by button, key, mouse and typed time, and says why it cannot."""

from __future__ import annotations

import math

import pytest
from PySide6.QtCore import QPoint, Qt

from panels.replay.view_model import SPEEDS, ReplayModel
from terminal.domain.market import FeedHealth, SessionMode
from tests.gui.conftest import slot_of, tick
from tests.support.memory_session import CLOSE_NS, OPEN_NS, MemorySession

pytestmark = pytest.mark.gui
SECOND = 1_000_000_000


@pytest.fixture
def panel(window):
    return slot_of(window, "replay").panel


@pytest.fixture
def model(session):
    model = ReplayModel(session)
    model.update(session.status(), 1)
    return model


def test_space_pauses_and_plays_wherever_the_focus_is(qtbot, window, panel, session):
    slot_of(window, "chart").widget.setFocus()
    for expected in (("pause", None), ("play", None)):
        qtbot.keyClick(window, Qt.Key.Key_Space)
        tick(window)
        assert session.calls[-1] == expected


def test_the_play_button_tells_what_it_will_do(window, panel, session):
    assert panel.play.accessibleName() == "Pause"
    session.playing = False
    tick(window)
    assert panel.play.accessibleName() == "Play"


def test_a_step_back_goes_to_before_the_last_unit(model, session):
    model.step(-1)
    assert session.calls == [("step", -1)]
    assert not session.playing


def test_arrows_step_where_the_transport_has_the_focus(qtbot, window, panel, session):
    panel.widget.setFocus()
    qtbot.keyClick(panel.widget, Qt.Key.Key_Right)
    assert session.calls == [("step", 1)]


def test_arrows_leave_the_session_alone_elsewhere(qtbot, window, session):
    slot_of(window, "chart").panel.widget.setFocus()
    qtbot.keyClick(slot_of(window, "chart").panel.widget, Qt.Key.Key_Right)
    assert session.calls == []


def test_speeds_are_chosen_by_button_and_by_key(qtbot, window, panel, session):
    qtbot.mouseClick(panel.speeds.group.button(4), Qt.MouseButton.LeftButton)
    assert session.calls[-1] == ("set_speed", math.inf)
    tick(window)
    assert panel.speeds.chosen_at() == 4
    panel.widget.setFocus()
    qtbot.keyClick(panel.widget, Qt.Key.Key_Down)
    assert session.calls[-1] == ("set_speed", 100.0)


@pytest.mark.parametrize(
    ("speed", "steps", "wanted"), [(1.0, 1, 10.0), (0.1, -1, 0.1), (math.inf, 1, math.inf), (60.0, -1, 10.0)]
)
def test_faster_and_slower_stop_at_the_ends(model, session, speed, steps, wanted):
    session.speed = speed
    model.update(session.status(), 1)
    model.faster(steps)
    assert session.calls[-1] == ("set_speed", wanted)


def test_another_speed_than_those_offered_shows_none_of_them(window, panel, session):
    session.speed = 60.0
    tick(window)
    assert panel.speeds.chosen_at() == -1


def test_a_click_on_the_bar_goes_there(qtbot, panel, session):
    bar = panel.bar
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(round(bar.x_of(0.25)), 20))
    name, ts_ns = session.calls[-1]
    assert name == "seek"
    assert abs(ts_ns - (OPEN_NS + (CLOSE_NS - OPEN_NS) // 4)) < 60 * SECOND


def test_a_drag_seeks_at_most_once_a_frame(qtbot, window, panel, session):
    bar = panel.bar
    qtbot.mousePress(bar, Qt.MouseButton.LeftButton, pos=QPoint(100, 20))
    bar.dragged = 0.1
    bar.dragged = 0.5
    tick(window)
    assert [name for name, _ in session.calls] == ["seek"]
    assert session.calls[0][1] == panel.model.ts_ns(0.5)
    qtbot.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=QPoint(100, 20))


def test_a_typed_time_jumps(qtbot, panel, session):
    panel.jump.setText("15:00")
    qtbot.keyClick(panel.jump, Qt.Key.Key_Return)
    assert session.calls == [("seek", OPEN_NS - OPEN_NS % (86_400 * SECOND) + 15 * 3_600 * SECOND)]
    assert panel.jump.text() == ""


@pytest.mark.parametrize(
    ("typed", "why"), [("soon", "is no time"), ("03:00", "outside the recording, 13:30:00 to 20:00:00")]
)
def test_a_time_that_cannot_be_is_refused_with_the_reason(qtbot, panel, session, typed, why):
    panel.jump.setText(typed)
    qtbot.keyClick(panel.jump, Qt.Key.Key_Return)
    assert session.calls == []
    assert why in panel.legend.toolTip()
    assert panel.jump.text() == typed


def test_loading_shows_how_far_and_how_fast(session):
    session.indexed = 41_380 / 57_515
    model = ReplayModel(session)
    model.update(session.status(), 1_000_000_000)
    words = model.update(session.status(), 1_000_000_000 + 17_241_667).loading
    assert words == "Rebuilding the book 41,380 / 57,515 msgs · 2.40 M msgs/s"


def test_the_outline_is_asked_for_again_as_more_is_read(session, monkeypatch):
    asked = []
    outline = session.outline

    def noticing(bins):
        asked.append(bins)
        return outline(bins)

    monkeypatch.setattr(session, "outline", noticing, raising=False)
    model = ReplayModel(session)
    for indexed in (0.0, 0.001, 0.5, 0.5, 1.0, 1.0):
        session.indexed = indexed
        model.update(session.status(), 1)
    assert len(asked) == 3


def test_play_at_the_end_starts_again(model, session):
    session.health = FeedHealth.ENDED
    model.update(session.status(), 1)
    model.toggle()
    assert session.calls == [("seek", OPEN_NS), ("play", None)]


def test_marks_are_found_near_the_mouse(model):
    gap = model.marks[0]
    assert model.mark_near(model.place_of(gap.ts_ns) + 0.001, 0.005) == gap
    assert model.mark_near(0.99, 0.005) is None


def test_without_a_recording_there_is_a_clock_and_the_reason(open_window):
    session = MemorySession(mode=SessionMode.SIM)
    window = open_window(session)
    panel = slot_of(window, "replay").panel
    assert panel.clock.shown[0].count(":") == 2
    assert "plimsoll run --replay FILE" in panel.model.why_not()
    panel.model.toggle()
    panel.model.step(1)
    assert session.calls == []


def test_speeds_offered_rise():
    assert list(SPEEDS) == sorted(SPEEDS)
