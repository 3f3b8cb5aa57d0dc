"""The time machine: another session on screen, in words and colour; the live one runs on and is never closed."""

from __future__ import annotations

from pathlib import Path

import pytest

from terminal.app.folders import below
from terminal.app.services.composition import compose
from terminal.app.services.time_machine import WindowTimeMachine
from terminal.app.window.moment import go_to
from terminal.app.window.window import TerminalWindow
from terminal.domain.errors import UserError
from terminal.domain.market import SessionMode
from terminal.sdk.desk import MachineMode
from terminal.widgets.theme import theme
from tests.gui.conftest import slot_of, tick
from tests.support.memory_session import CLOSE_NS, OPEN_NS, MemorySession

pytestmark = pytest.mark.gui


@pytest.fixture
def live():
    return MemorySession(mode=SessionMode.SIM, names=("AMZN", "MSFT"))


@pytest.fixture
def opened():
    """The replays that were opened."""
    return []


@pytest.fixture
def window(machine):
    """The machine's window."""
    return machine.window


@pytest.fixture
def machine(qtbot, manifests, live, opened, tmp_path):
    """A window with a time machine over sessions in memory."""
    composition = compose(live, below(tmp_path))
    made = TerminalWindow(live, manifests, theme("dark"), composition)

    def opener(_path):
        opened.append(MemorySession(names=("INTC", "AMZN"), playing=False))
        return opened[-1]

    machine = WindowTimeMachine(made, Path, lambda: Path("running"), opener)
    composition.desk.time_machine = machine
    composition.frames.append(machine.frame)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.loop.stop()
    tick(made)
    yield machine
    made.close()
    composition.close()
    machine.close()


def test_the_past_is_shown_in_words_with_the_way_back(machine, window, live, opened):
    machine.open_recorded("day", OPEN_NS + 5)
    tick(window)
    assert machine.mode is MachineMode.RECORDED
    assert window.banner.isVisible()
    assert window.banner.what.text() == "SHOWING THE PAST"
    assert "2012-06-21" in window.banner.clock.text()
    assert window.app_bar.mode.info.mode is SessionMode.SIM
    assert opened[0].calls == [("seek", OPEN_NS + 5)]
    assert slot_of(window, "replay").panel.model.seekable


def test_panels_keep_instrument_and_state_by_name(machine, window):
    slot_of(window, "chart").panel.choose_period(5)
    machine.open_recorded("day")
    tick(window)
    chart = slot_of(window, "chart").panel
    assert chart.context.view().instrument.symbol == "AMZN"
    assert chart.context.view().instrument.id == 2
    assert chart.periods.chosen_at() == 5
    machine.return_to_live()
    tick(window)
    assert slot_of(window, "chart").panel.context.view().instrument.id == 1


def test_a_symbol_the_day_does_not_have_comes_back_with_the_live_session(machine, window):
    window.select_instrument(2)
    machine.open_recorded("day")
    tick(window)
    assert window.linked.info().symbol == "INTC"
    machine.return_to_live()
    tick(window)
    assert window.linked.info().symbol == "MSFT"


def test_returning_closes_the_replay_and_never_the_live_session(machine, window, live, opened):
    machine.open_recorded("day")
    assert window.actions_known.run("machine.return_to_live")
    tick(window)
    assert opened[0].closed
    assert not live.closed
    assert not window.banner.isVisible()
    assert not window.actions_known.run("machine.return_to_live")


def test_another_day_closes_the_one_before(machine, window, opened):
    machine.open_recorded("one")
    machine.open_recorded("two")
    assert [replay.closed for replay in opened] == [True, False]


def test_the_running_past_begins_at_its_newest(machine, window, opened):
    assert window.actions_known.run("machine.running_past")
    assert machine.mode is MachineMode.RUNNING
    assert opened[0].calls == [("seek", CLOSE_NS)]


def test_a_session_that_is_not_recorded_says_so(machine, window):
    machine.running = lambda: None
    with pytest.raises(UserError, match="not recorded"):
        machine.open_running()
    assert machine.mode is MachineMode.LIVE


def test_a_day_that_cannot_be_read_leaves_what_is_shown(machine, window):
    def refuse(_path):
        raise UserError("day: damaged")

    machine.opener = refuse
    window.guard(lambda: machine.open_recorded("day"))
    tick(window)
    assert window.session is window.live
    assert "damaged" in window.app_bar.notice.notice.text


def test_a_moment_not_read_yet_is_gone_to_once_it_is(machine, window, opened):
    def opener(_path):
        opened.append(MemorySession(names=("AMZN",), indexed=0.1))
        return opened[-1]

    machine.opener = opener
    later = CLOSE_NS + 60
    machine.open_recorded("day", later)
    assert opened[0].calls == []
    opened[0].indexed = 1.0
    tick(window)
    assert opened[0].calls == [("seek", CLOSE_NS)]


def test_a_moment_of_the_day_on_screen_is_sought_there(machine, window, opened):
    machine.open_recorded("day")
    tick(window)
    go_to(window, OPEN_NS + 77)
    assert opened[0].calls[-1] == ("seek", OPEN_NS + 77)


def test_a_moment_nobody_recorded_says_what_comes_nearest(qtbot, window):
    go_to(window, 1_000_000_000)
    qtbot.waitUntil(lambda: bool(window.notices.told))
    tick(window)
    assert "Nothing is recorded at 1970-01-01" in window.app_bar.notice.notice.text
