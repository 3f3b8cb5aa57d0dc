"""Theme, language and text size while the terminal runs: everything on screen is made anew, its state kept."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from terminal.app.window.language import current, speak
from terminal.sdk.desk import DeskNotice
from terminal.sdk.theme import Tokens
from terminal.sdk.words import tr
from terminal.widgets import fonts
from terminal.widgets.theme import stylesheet, theme

if TYPE_CHECKING:
    from terminal.app.window.window import TerminalWindow

LANGUAGE = "appearance.language"


def dress_application(app: QApplication, tokens: Tokens) -> None:
    """Font and style sheet of a theme."""
    app.setFont(fonts.words(tokens.type.body))
    app.setStyleSheet(stylesheet(tokens))


class Dresser:
    """Changes what the window wears. Panels are closed first and opened last: fewer widgets to polish."""

    def __init__(self, window: TerminalWindow) -> None:
        self.window = window
        self.took_ms: dict[str, float] = {}
        """The longest that each kind of change took, until painted."""

    def wear(self, tokens: Tokens) -> None:
        """Another theme, text size or density."""
        began = time.perf_counter()
        window = self.window
        if tokens == window.tokens:
            return
        self.undress()
        window.tokens = window.links.tokens = tokens
        app = QApplication.instance()
        assert isinstance(app, QApplication), "there is an application wherever there is a window"
        dress_application(app, tokens)
        self.dress("theme_ms", began)

    def speak(self, language: str) -> None:
        """Another language."""
        began = time.perf_counter()
        self.undress()
        if not speak(language):
            words = tr("There are no texts in {language} here; English stays.").format(language=language)
            self.window.notify(DeskNotice("warn", tr("Language not changed"), words, "window"))
        self.dress("language_ms", began)

    def undress(self) -> None:
        """Closes every panel, its state kept, and lets its widgets go at once: a style sheet costs by widget."""
        self.window.setUpdatesEnabled(False)
        self.window.take_bars()
        self.window.docks.undress()
        for slot in self.window.slots:
            slot.put_away()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def dress(self, name: str, began: float) -> None:
        """Bars, titles and panels anew, and painted."""
        window = self.window
        window.rebuild()
        window.setUpdatesEnabled(True)
        window.work(time.monotonic_ns())
        window.paint()
        self.note(name, began)

    def try_switches(self) -> None:
        """Changes everything once and back, for the figures of a run."""
        window, tokens = self.window, self.window.tokens
        was = current()
        self.wear(theme("light" if tokens.id != "light" else "dark"))
        self.wear(tokens)
        for language in ("zh", was):
            self.speak(language)
        here = window.arrangement.name
        for name in (*window.arrangement.store.bundled, here):
            began = time.perf_counter()
            window.show_workspace(name)
            window.work(time.monotonic_ns())
            window.paint()
            self.note("workspace_ms", began)

    def note(self, name: str, began: float) -> None:
        """Keeps the longest time of a kind of change."""
        took = (time.perf_counter() - began) * 1e3
        self.took_ms[name] = round(max(took, self.took_ms.get(name, 0.0)), 1)

    def figures(self) -> dict[str, float]:
        """For the summary of a run."""
        return dict(self.took_ms)
