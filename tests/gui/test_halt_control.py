"""The halt in every window: one press or one chord halts the firm, and what is halted stands in every bar."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from terminal.bridge.supervision import engage, halts_of
from terminal.sdk.words import tr
from tests.gui.conftest import tick

pytestmark = pytest.mark.gui

LATER_NS = 1_000_000_000


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Where halts are kept."""
    return tmp_path / "supervision"


def held(home: Path) -> list[str]:
    """What holds."""
    return [f"{halt.scope} {halt.mode}" for halt in halts_of(home).halts]


def shows(qtbot, window, words: str) -> None:
    """Waits until the bar says so."""

    def told() -> bool:
        tick(window, LATER_NS)
        return bool(window.app_bar.halt.text() == words)

    qtbot.waitUntil(told, timeout=10_000)


def test_one_press_halts_the_firm_and_the_bar_says_so(qtbot, desk_window, home):
    window = desk_window()
    shows(qtbot, window, "HALT")
    qtbot.mouseClick(window.app_bar.halt, Qt.MouseButton.LeftButton)
    shows(qtbot, window, "HALTED")
    assert held(home) == ["firm cancel-all"]
    assert "HALTED: Firm" in window.app_bar.halt.toolTip()
    assert window.tokens.danger in window.app_bar.halt.styleSheet()


def test_the_action_behind_chord_and_palette_halts(qtbot, desk_window, home):
    window = desk_window()
    action = window.actions_known.find("trading.halt")
    assert action is not None
    assert window.actions_known.keys_of(action) == "Ctrl+Shift+H"
    window.actions_known.run("trading.halt")
    shows(qtbot, window, "HALTED")
    assert held(home) == ["firm cancel-all"]


def test_a_halt_from_elsewhere_is_told_in_every_window(qtbot, desk_window, home):
    window = desk_window()
    window.docks.float_panel("chart")
    qtbot.waitUntil(lambda: len(window.pop_outs.strips) == 1)
    shows(qtbot, window, "HALT")
    engage(home, "strategy:ofi", "freeze", "it behaves oddly", "lee", 1)
    shows(qtbot, window, "HALTED")
    (strip,) = window.pop_outs.strips.values()
    assert strip.halt.text() == "HALTED"
    assert "it behaves oddly" in strip.halt.toolTip()
    assert any("HALTED" in one.notice.title for one in window.notices.waiting())


def test_the_bar_made_anew_for_another_theme_still_says_so(qtbot, desk_window, home):
    engage(home, "firm", "freeze", "before the start", "lee", 1)
    window = desk_window()
    shows(qtbot, window, "HALTED")
    window.rebuild()
    shows(qtbot, window, "HALTED")


def test_a_halt_that_could_not_be_kept_is_told(qtbot, desk_window, home):
    window = desk_window()
    home.write_text("no folder")
    qtbot.mouseClick(window.app_bar.halt, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(
        lambda: any(tr("NOT HALTED") in one.notice.title for one in window.notices.waiting()), timeout=10_000
    )
