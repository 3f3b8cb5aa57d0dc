"""The watchdog's window: one action halts, and what it says is true."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from terminal.app.watchdog.window import WatchdogWindow
from terminal.bridge.supervision import halts_of
from terminal.supervision.halting import Place
from terminal.supervision.vigil import Vigil
from terminal.widgets.theme import theme

pytestmark = pytest.mark.gui


@pytest.fixture
def window(qtbot, tmp_path: Path) -> Iterator[WatchdogWindow]:
    """On an empty home."""
    vigil = Vigil(Place(tmp_path / "supervision", tmp_path / "run"))
    shown = WatchdogWindow(vigil, theme("dark"), "kim (watchdog)")
    qtbot.addWidget(shown)
    vigil.start()
    shown.show()
    yield shown
    shown.close()


def halts(window: WatchdogWindow) -> list[str]:
    """What holds in the home."""
    return [f"{halt.scope} {halt.mode}" for halt in halts_of(window.vigil.place.supervision).halts]


def test_one_click_halts_the_firm(qtbot, window: WatchdogWindow):
    assert window.state.text() == "Not halted"
    qtbot.mouseClick(window.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "HALTED" in window.state.text(), timeout=10_000)
    assert halts(window) == ["firm cancel-all"]
    assert "by kim (watchdog)" in window.reason.text()
    assert "holds from the next start" in window.outcome.text()


def test_the_chord_halts_the_firm(qtbot, window: WatchdogWindow):
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=10_000)
    QTest.keyClick(window, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: halts(window) == ["firm cancel-all"], timeout=10_000)


def test_a_halt_that_could_not_be_kept_is_told_in_red(qtbot, window: WatchdogWindow):
    window.vigil.place.supervision.parent.joinpath("supervision").write_text("no folder")
    window.halt()
    qtbot.waitUntil(lambda: window.outcome.text().startswith("NOT HALTED"), timeout=10_000)
    assert theme("dark").danger in window.outcome.styleSheet()
