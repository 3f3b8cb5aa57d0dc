"""Theme, language and text size while the terminal runs."""

from __future__ import annotations

from typing import cast

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from terminal.app.window.language import current, speak
from terminal.app.window.window_actions import panel_menu
from terminal.sdk import words
from terminal.widgets.glyphs import paint_theme
from terminal.widgets.native import NativeView
from terminal.widgets.theme import stylesheet, theme
from tests.gui.conftest import slot_of, tick

pytestmark = pytest.mark.gui


def application() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app


@pytest.fixture(autouse=True)
def plain(qapp):
    """Every test begins and ends in English and without a style sheet."""
    yield
    speak("en")
    application().setStyleSheet("")


def test_another_theme_reaches_bars_titles_and_panels_and_keeps_their_state(window):
    slot_of(window, "chart").panel.choose_period(5)
    before = slot_of(window, "chart").panel
    light = theme("light")
    window.dresser.wear(light)
    tick(window)
    panel = slot_of(window, "chart").panel
    assert panel is not before
    assert panel.tokens is light
    assert panel.periods.chosen_at() == 5
    assert window.app_bar.tokens is light
    assert all(extras.chip.tokens is light for extras in window.docks.extras.values())
    assert application().styleSheet() == stylesheet(light)
    assert window.dresser.took_ms["theme_ms"] > 0


def test_the_same_theme_again_does_nothing(window):
    before = slot_of(window, "chart").panel
    window.dresser.wear(window.tokens)
    assert slot_of(window, "chart").panel is before


def test_larger_text_makes_bars_and_titles_higher(window):
    window.dresser.wear(theme("dark").with_text_scale(1.5))
    tick(window)
    area = window.docks.docks["chart"].dockAreaWidget()
    assert area.titleBar().height() == window.tokens.metrics.dock_title
    assert window.app_bar.height() == window.tokens.metrics.app_bar > 40
    assert slot_of(window, "replay").widget.height() == window.tokens.metrics.replay


def test_another_language_opens_panels_anew_with_its_words(window, monkeypatch):
    def speak_foreign(_language):
        words.install("¡{}".format, "test")
        return True

    monkeypatch.setattr("terminal.app.window.dress.speak", speak_foreign)
    window.dresser.speak("xx")
    tick(window)
    assert window.app_bar.view_button.text() == "¡View"
    assert window.docks.docks["chart"].windowTitle() == "¡Chart"
    assert window.actions_known.find("panel.close").title == "¡Close panel"
    words.install(None)


def test_a_language_that_is_not_there_leaves_english_and_says_so(window):
    window.dresser.speak("tlh")
    tick(window)
    assert current() == "en"
    assert "tlh" in window.app_bar.notice.notice.text


def test_a_panel_that_fails_while_its_state_is_saved_says_so(window, monkeypatch):
    slot = slot_of(window, "chart")
    monkeypatch.setattr(type(slot.panel), "save_state", lambda _self: 1 / 0)
    window.arrangement.capture()
    assert "ZeroDivisionError" in slot.failure
    monkeypatch.undo()
    slot.reopen()
    tick(window)
    assert slot.failure == ""
    assert slot.panel is not None


def test_switching_everything_leaves_no_more_widgets_than_before(window):
    window.dresser.wear(theme("light"))
    window.dresser.wear(theme("dark"))
    tick(window)
    app = application()
    before = len(app.allWidgets())
    for name in ("light", "dark") * 3:
        window.dresser.wear(theme(name))
        tick(window)
    assert len(app.allWidgets()) <= before + 5


def test_a_tour_under_way_goes_on_pointing_after_a_change_of_theme(window):
    from terminal.app.window.tour import start_tour

    tour = start_tour(window)
    window.dresser.wear(theme("light"))
    tour.show_step()
    assert tour.target_of(tour.steps[0]) is window.app_bar.search
    tour.grab()
    tour.end()


def test_chinese_reaches_titles_menus_and_painted_words_and_english_comes_back(window):
    def said():
        tick(window)
        entries = [entry.text().split("\t")[0] for entry in panel_menu(window, slot_of(window, "chart")).actions()]
        return window.docks.docks["chart"].windowTitle(), entries[-1], painted_heading(window)

    english = said()
    assert english == ("Chart", "Save table as CSV…", "Resting size")
    window.dresser.speak("zh")
    assert said() == ("图表", "将表格存为 CSV…", "挂单量")
    window.dresser.speak("en")
    assert said() == english


def test_the_words_of_qt_change_with_the_language(window):
    window.dresser.speak("zh")
    assert QCoreApplication.translate("QKeySequenceEdit", "Press shortcut") != "Press shortcut"
    window.dresser.speak("en")
    assert QCoreApplication.translate("QKeySequenceEdit", "Press shortcut") == "Press shortcut"


class Painter:
    """Stands in for the core, and keeps the words that it is handed to paint."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def painted_words(self) -> list[str]:
        return ["Resting size"]

    def paint_theme(self, *_args: object) -> Painter:
        return self

    def set_words(self, said: list[str]) -> None:
        self.said = said

    def set_font(self, *_args: object) -> None:
        """The glyphs, which another test looks at."""


def painted_heading(window) -> str:
    """A word that the core paints, as its widgets hand it over now."""
    painter = Painter()
    paint_theme(cast("NativeView", painter), window.tokens, 1.0)
    return painter.said[0]
