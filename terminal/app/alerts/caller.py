"""Sound and desktop notification with what the machine has; nothing there is no error."""

from __future__ import annotations

import logging
import math
import os
import shutil
import struct
import wave
from pathlib import Path

from PySide6.QtCore import QProcess
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

log = logging.getLogger(__name__)
PLAYERS = ("pw-play", "paplay", "aplay", "afplay")
RATE = 44_100
NOTES_HZ = (880.0, 1_174.7)
NOTE_S = 0.14


class DesktopCaller:
    """Calls the user from outside the window."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.player = next((found for name in PLAYERS if (found := shutil.which(name))), None)
        self.notifier = shutil.which("notify-send")
        self.tray: QSystemTrayIcon | None = None
        self.silent = QGuiApplication.platformName() in ("offscreen", "minimal")

    def sound(self) -> None:
        """Two rising notes, or a beep where no player is installed."""
        if self.silent:
            return
        if self.player is not None:
            try:
                started, _ = QProcess.startDetached(self.player, [str(chime(self.folder))])
            except OSError as error:
                log.info("the alert's sound cannot be made: %s", error)
                started = False
            if started:
                return
        QApplication.beep()

    def desktop(self, title: str, text: str) -> None:
        """A notification by the desktop's own program, else by the tray."""
        if self.silent:
            return
        if self.notifier is not None:
            words = ["--app-name=Plimsoll", "--icon=plimsoll", "--", f"Plimsoll: {title}", text]
            started, _ = QProcess.startDetached(self.notifier, words)
            if started:
                return
        if QSystemTrayIcon.isSystemTrayAvailable():
            if self.tray is None:
                self.tray = QSystemTrayIcon(QApplication.windowIcon())
                self.tray.show()
            self.tray.showMessage(f"Plimsoll: {title}", text)

    def close(self) -> None:
        """Takes the tray's icon away; idempotent."""
        if self.tray is not None:
            self.tray.hide()
            self.tray = None


def chime(folder: Path) -> Path:
    """The file of the sound, made at its first use."""
    path = folder / "alert.wav"
    if path.is_file():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    with wave.open(str(partial), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(b"".join(struct.pack("<h", sample) for sample in notes()))
    partial.replace(path)
    return path


def notes() -> list[int]:
    """The samples: each note swells and fades, so that it does not click."""
    length = round(RATE * NOTE_S)
    return [
        round(9_000 * math.sin(math.pi * at / length) * math.sin(2 * math.pi * pitch * at / RATE))
        for pitch in NOTES_HZ
        for at in range(length)
    ]
