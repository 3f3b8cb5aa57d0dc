"""What a window needs of a run and a run of its window: the time machine, and the settings of its looks."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from terminal.app.services.library import RecordedSessions, recordings_folder
from terminal.app.services.time_machine import WindowTimeMachine
from terminal.app.window.dress import LANGUAGE
from terminal.sdk.desk import Action
from terminal.sdk.words import tr

if TYPE_CHECKING:
    from terminal.app.services.composition import Composition
    from terminal.app.window.window import TerminalWindow

THEMES = ("dark", "light", "colour-blind")
SCALES = (1.0, 1.1, 1.25, 1.5)


def attach_time_machine(composition: Composition, window: TerminalWindow) -> None:
    """The way to the past: recorded sessions by their id, and the running one where it is being recorded."""
    folder = recordings_folder(composition.folders)
    sessions = RecordedSessions(folder)

    def running() -> Path | None:
        recorder = composition.session.status().recorder
        return None if recorder is None else folder / recorder.id

    machine = WindowTimeMachine(window, sessions.path, running)
    composition.desk.time_machine = machine
    composition.frames.append(machine.frame)
    composition.ends.callback(machine.close)


def attach_appearance(composition: Composition, window: TerminalWindow) -> None:
    """A change of an appearance setting shows at once; themes, languages and text sizes are actions."""
    from terminal.app.preferences.appearance import KEYS, tokens_of

    settings, dresser = composition.settings, window.dresser

    def changed(key: str, value: object) -> None:
        # Whoever set it may stand in a panel that is made anew: that waits until the call is over.
        if key in KEYS:
            QTimer.singleShot(0, window, lambda: dresser.wear(tokens_of(settings)))
        elif key == LANGUAGE:
            QTimer.singleShot(0, window, lambda: dresser.speak(str(value)))

    composition.ends.callback(settings.on_change(changed))
    composition.summaries.append(dresser.figures)
    window.more_actions.append(partial(appearance_actions, composition))
    window.offer_actions()


def appearance_actions(composition: Composition) -> list[Action]:
    """Themes, languages, text sizes."""
    settings = composition.settings
    put = settings.put

    def scaled(step: int) -> None:
        now = settings.number("appearance.text_scale")
        at = min(range(len(SCALES)), key=lambda index: abs(SCALES[index] - now))
        put("appearance.text_scale", SCALES[min(max(at + step, 0), len(SCALES) - 1)])

    names = {"dark": tr("Dark theme"), "light": tr("Light theme"), "colour-blind": tr("Colour-blind theme")}
    themes = [Action(f"appearance.{theme}", names[theme], partial(put, "appearance.theme", theme)) for theme in THEMES]
    return [
        *themes,
        Action("appearance.english", "English", partial(put, LANGUAGE, "en")),
        Action("appearance.chinese", "简体中文", partial(put, LANGUAGE, "zh")),
        Action("appearance.larger", tr("Larger text"), partial(scaled, 1), keys="Ctrl++"),
        Action("appearance.smaller", tr("Smaller text"), partial(scaled, -1), keys="Ctrl+-"),
    ]
