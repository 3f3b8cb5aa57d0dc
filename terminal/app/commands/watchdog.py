"""`plimsoll watchdog`: a process and a small window of its own beside the terminal, with one red button."""

from __future__ import annotations

import argparse
import getpass
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from terminal.app.commands.offscreen import display_present
from terminal.app.folders import user_folders
from terminal.app.main import DONE
from terminal.domain.errors import UserError

if TYPE_CHECKING:
    from terminal.app.watchdog.window import WatchdogWindow
    from terminal.supervision.vigil import Sight

UNSEEN_S = 2.0
"""How long a watchdog lasts that nobody can see and nobody gave an end."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `plimsoll watchdog`."""
    parser.add_argument("--offscreen", action="store_true", help="without a display")
    parser.add_argument("--seconds", type=float, metavar="S", help="end after this time; 2 s where nobody can see it")
    parser.add_argument("--shots", type=Path, metavar="DIR", help="leave a picture of the window there")
    parser.add_argument("--halt", action="store_true", help="press the button at once: for rehearsals")


def run(args: argparse.Namespace) -> int:
    """Shows the window until it is closed.

    Raises:
        UserError: no display, or the picture cannot be written.
    """
    unseen = args.offscreen or not display_present(os.environ)
    if unseen:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    seconds = args.seconds or (UNSEEN_S if unseen else None)
    window, seen = watch(seconds, args.halt)
    shot = picture(window, args.shots) if args.shots else None
    window.close()
    if args.json:
        print(json.dumps({"pulse": seen.pulse, "halted": bool(seen.halts), "shot": shot}))
    return DONE


def watch(seconds: float | None, presses: bool) -> tuple[WatchdogWindow, Sight]:
    """Runs the window; returns it, not closed yet, and what it saw last."""
    from PySide6.QtCore import QTimer

    from terminal.app.commands.run import application
    from terminal.app.preferences.book import SettingsFile
    from terminal.app.watchdog.window import WatchdogWindow
    from terminal.supervision.halting import Place
    from terminal.supervision.vigil import Vigil

    folders = user_folders()
    app, tokens = application(SettingsFile(folders.settings))
    vigil = Vigil(Place(folders.supervision, folders.run))
    window = WatchdogWindow(vigil, tokens, f"{getpass.getuser()} (watchdog)")
    vigil.start()
    window.show()
    if presses:
        QTimer.singleShot(0, window.button.click)
    if seconds is not None:
        QTimer.singleShot(round(seconds * 1_000), app.quit)
    app.exec()
    return window, vigil.sight


def picture(window: WatchdogWindow, folder: Path) -> str:
    """A picture of the window.

    Raises:
        UserError: it cannot be written.
    """
    path = folder / "watchdog.png"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"{folder}: cannot hold the picture: {error.strerror}") from error
    if not window.grab().save(str(path)):
        raise UserError(f"{path}: the picture could not be written; is there room on the disk?")
    return str(path)
