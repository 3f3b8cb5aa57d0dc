"""The real simulated exchange with its feed cut: death is on screen within a second, a gap until the book is whole."""

from __future__ import annotations

import time

import pytest

from terminal import _core
from terminal.bridge.session import CoreSession
from terminal.domain.market import FeedHealth, SessionInfo, SessionMode
from tests.gui.test_window import badge_of

pytestmark = [pytest.mark.gui, pytest.mark.slow]
AFTER_S = 1.0


@pytest.fixture
def faulty():
    """Opens sessions with faults and closes them."""
    opened = []

    def open_with(*faults):
        core = _core.MarketSession.open_simulation(7, past_s=2.0, faults=list(faults))
        session = CoreSession(core, SessionInfo(SessionMode.SIM, "Simulated exchange", core.format, seekable=False))
        opened.append(session)
        return session

    yield open_with
    for session in opened:
        session.close()


def states(qtbot, window, seconds):
    """The chart's badge at each change, with the time since it was first fresh."""
    seen: list[tuple[float, FeedHealth | None]] = []
    began = None
    until = time.monotonic() + seconds
    window.loop.start()
    while time.monotonic() < until:
        qtbot.wait(10)
        health = badge_of(window, "chart").health if window.linked.instrument_id is not None else None
        if health is FeedHealth.FRESH and began is None:
            began = time.monotonic()
        if began is not None and (not seen or seen[-1][1] is not health):
            seen.append((time.monotonic() - began, health))
    window.loop.stop()
    return seen


def test_a_silent_feed_is_late_then_stale_and_fresh_again_by_itself(qtbot, open_window, faulty):
    window = open_window(faulty(("silence", AFTER_S, 2.0, 0.0)))
    seen = states(qtbot, window, 6)
    order = [health for _, health in seen]
    assert order[:3] == [FeedHealth.FRESH, FeedHealth.LATE, FeedHealth.STALE]
    assert order[-1] is FeedHealth.FRESH
    late, stale = seen[1][0], seen[2][0]
    assert stale - late < 0.75 + 0.35  # late begins 250 ms after the last event, stale must show 1 s after it


def test_lost_messages_show_as_a_gap_until_the_book_is_whole(qtbot, open_window, faulty):
    session = faulty(("loss", AFTER_S, 0.2, 1.0))
    window = open_window(session)
    seen = states(qtbot, window, 6)
    order = [health for _, health in seen]
    assert FeedHealth.GAPPED in order
    assert order[-1] is FeedHealth.FRESH
    assert session.status().gaps >= 1
