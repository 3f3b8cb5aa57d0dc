"""Panels stand on the board of plugins: open, waiting, failed, and opened anew."""

from __future__ import annotations

import time

import pytest

from terminal.app.plugins.joined import close_panel, open_panel, panels_stand
from terminal.domain.plugins import PluginState
from terminal.plugin_host.meters import FrameBudget
from tests.gui.conftest import slot_of, tick

pytestmark = pytest.mark.gui


def test_an_open_panel_is_active_and_a_closed_one_waits(window):
    tick(window)
    assert panels_stand(window)["chart"] == (PluginState.ACTIVE, "")
    close_panel(window, "chart")
    assert panels_stand(window)["chart"] == (PluginState.ENABLED, "")
    open_panel(window, "chart")
    tick(window)
    assert panels_stand(window)["chart"] == (PluginState.ACTIVE, "")


def test_a_panel_that_fails_is_quarantined_and_opens_anew(window, monkeypatch):
    tick(window)
    slot = slot_of(window, "replay")

    def fail(_now_ns: int) -> None:
        raise ZeroDivisionError("no ticks today")

    monkeypatch.setattr(slot.panel, "on_frame", fail)
    tick(window)
    state, reason = panels_stand(window)["replay"]
    assert state is PluginState.QUARANTINED
    assert "no ticks today" in reason
    assert panels_stand(window)["chart"][0] is PluginState.ACTIVE
    open_panel(window, "replay")
    tick(window)
    assert panels_stand(window)["replay"] == (PluginState.ACTIVE, "")


def test_a_panel_that_holds_the_window_up_is_stopped(window, monkeypatch):
    tick(window)
    slot = slot_of(window, "chart")
    monkeypatch.setattr(FrameBudget, "LIMIT_NS", 200_000)

    def dawdle(_now_ns: int) -> None:
        end = time.thread_time_ns() + 300_000
        while time.thread_time_ns() < end:
            pass

    monkeypatch.setattr(slot.panel, "on_frame", dawdle)
    for _ in range(FrameBudget.FRAMES):
        tick(window)
    assert "would hold the window up" in slot.failure
