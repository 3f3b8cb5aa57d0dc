"""Panels in windows of their own: mode, notices and age there too; back on a screen that is there."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint

from terminal.domain.market import FeedHealth
from tests.gui.conftest import slot_of, tick
from tests.support.memory_session import MemorySession

pytestmark = pytest.mark.gui


@pytest.fixture
def floated(qtbot, window):
    """A window whose chart has a window of its own."""
    window.docks.float_panel("chart")
    dock = window.docks.docks["chart"]
    qtbot.waitUntil(lambda: dock.isInFloatingContainer() and dock.isVisible())
    tick(window)
    return window


def strip_of(window):
    (strip,) = window.pop_outs.strips.values()
    return strip


def test_trouble_with_the_feed_shows_there_too(floated, session):
    session.health, session.age_ns = FeedHealth.STALE, 2_000_000_000
    tick(floated)
    assert "Stale" in strip_of(floated).notice.notice.title
    area = floated.docks.docks["chart"].dockAreaWidget()
    assert not area.titleBar().isHidden()
    assert floated.docks.extras[area].badge.shown.words == "stale 2.0 s"


def test_the_past_is_told_there_too(floated):
    assert strip_of(floated).banner.isHidden()
    floated.show_session(MemorySession())
    tick(floated)
    assert not strip_of(floated).banner.isHidden()
    floated.show_session(floated.live)
    tick(floated)
    assert strip_of(floated).banner.isHidden()


def test_a_window_on_a_screen_that_is_gone_comes_back(floated):
    (own,) = floated.docks.floating()
    own.move(QPoint(-20_000, 9_000))
    floated.pop_outs.bring_back()
    assert floated.screen().availableGeometry().intersects(own.frameGeometry())


def test_one_that_can_be_seen_stays_where_it_is(floated):
    (own,) = floated.docks.floating()
    own.move(QPoint(60, 60))
    before = own.pos()
    floated.pop_outs.bring_back()
    assert own.pos() == before


def test_windows_are_kept_in_the_workspace(floated):
    kept = floated.arrangement.capture()
    assert [list(kept.layout.floating[0].node.keys)] == [["chart"]]
    floated.arrangement.reset()
    floated.arrangement.show(kept)
    tick(floated)
    assert floated.docks.docks["chart"].isInFloatingContainer()


def test_closing_the_terminal_takes_its_windows_along(floated):
    (own,) = floated.docks.floating()
    floated.close()
    assert not own.isVisible()
    assert slot_of(floated, "chart").panel is None
