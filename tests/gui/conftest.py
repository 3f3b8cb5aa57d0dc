"""The window over a session in memory, ticked by hand so that tests need not wait."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from terminal.app.folders import below
from terminal.app.preferences.book import SettingsFile
from terminal.app.services.composition import compose
from terminal.app.window.window import TerminalWindow
from terminal.plugin_host.discovery import Origin, discover
from terminal.widgets.theme import theme
from tests.support.memory_session import MemorySession

IN_MEMORY = ("chart", "replay")
"""Panels that need no view of the core's."""


@pytest.fixture
def session():
    return MemorySession()


@pytest.fixture
def manifests():
    return [manifest for manifest in discover().panels() if manifest.id in IN_MEMORY]


@pytest.fixture
def open_window(qtbot, manifests):
    """Opens a window on a session; the frame timer stands still, `tick` draws one frame."""

    def open_on(session, folder: Path | None = None, panels=None):
        chosen = manifests if panels is None else panels
        if folder is not None:
            chosen = [*chosen, *discover([(folder, Origin.NAMED)]).panels()]
        window = TerminalWindow(session, chosen, theme("dark"))
        qtbot.addWidget(window)
        window.resize(1366, 768)
        window.show()
        window.loop.stop()
        tick(window)
        return window

    return open_on


@pytest.fixture
def window(open_window, session):
    return open_window(session)


@pytest.fixture
def desk_window(qtbot, session, manifests, tmp_path):
    """A window with the whole composition of a run, in a home of its own."""
    opened = []

    def open_one(environment=None, given=None):
        folders = below(tmp_path)
        settings = SettingsFile(folders.settings, environment or {}, given, site=tmp_path / "none")
        made = compose(session, folders, settings)
        window = TerminalWindow(session, manifests, theme("dark"), made)
        made.attach(window)
        opened.append(made)
        qtbot.addWidget(window)
        window.resize(1366, 768)
        window.show()
        window.loop.stop()
        tick(window)
        return window

    yield open_one
    for made in opened:
        made.close()
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    app.setStyleSheet("")


def tick(window, later_ns: int = 0) -> None:
    """One frame, as if it began `later_ns` from now."""
    window.work(time.monotonic_ns() + later_ns)
    window.paint()


def slot_of(window, panel_id: str):
    """A panel's slot."""
    return next(slot for slot in window.slots if slot.manifest.id == panel_id)
