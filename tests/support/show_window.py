"""Draws the window over the session in memory and saves pictures: for looking at it without a core.

``python -m tests.support.show_window FOLDER [THEME] [WIDTHxHEIGHT] [HEALTH]``
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def main(folder: Path, name: str = "dark", size: str = "1920x1080", health: str = "fresh") -> None:
    from PySide6.QtWidgets import QApplication

    from terminal.app.window.window import TerminalWindow
    from terminal.domain.market import FeedHealth
    from terminal.plugin_host.discovery import discover
    from terminal.widgets import fonts
    from terminal.widgets.theme import stylesheet, theme
    from tests.support.memory_session import MemorySession

    app = QApplication([])
    tokens = theme(name)
    app.setFont(fonts.words(tokens.type.body))
    app.setStyleSheet(stylesheet(tokens))
    session = MemorySession(running=True, speed=20.0, health=FeedHealth(health))
    found = discover()
    manifests, refused = found.panels(), found.refused
    print(refused)
    window = TerminalWindow(session, manifests, tokens)
    width, height = map(int, size.split("x"))
    window.resize(width, height)
    window.show()
    until = time.monotonic() + 3
    while time.monotonic() < until:
        app.processEvents()
    folder.mkdir(parents=True, exist_ok=True)
    window.grab().save(str(folder / "window.png"))
    for slot in window.slots:
        slot.widget.grab().save(str(folder / f"{slot.manifest.id}.png"))
        print(slot.manifest.id, slot.failure or "ok")
    loop = window.loop
    print(
        "frame",
        loop.frame_ms.spread(),
        "cpu",
        loop.cpu_ms.spread(),
        "work",
        loop.work_ms.spread(),
        "interval",
        loop.interval_ms.spread(),
    )
    window.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
