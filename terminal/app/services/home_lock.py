"""Which terminal a home belongs to: the first keeps layouts and settings there, a second one opens and keeps none."""

from __future__ import annotations

import os
from pathlib import Path

NAME = "terminal.pid"


class HomeLock:
    """A file with the process number of the terminal that owns a home."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self.held = False
        self.other = 0
        """The terminal that owns the home already."""

    def take(self) -> bool:
        """Owns the home from now on; false where another terminal that runs does. A dead one's file is taken over."""
        for _ in range(3):
            try:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                with self.path.open("x", encoding="ascii") as file:
                    file.write(f"{os.getpid()} {started(os.getpid())}\n")
                self.held = True
                return True
            except FileExistsError:
                self.other = self.owner()
                if self.other:
                    return False
                self.path.unlink(missing_ok=True)
            except OSError:
                return True  # a folder that cannot be written holds nothing that two could fight over
        return False

    def owner(self) -> int:
        """The running terminal that the file names, 0 where it runs no more."""
        try:
            number, _, birth = self.path.read_text(encoding="ascii").strip().partition(" ")
            pid = int(number)
        except (OSError, ValueError):
            return 0
        alive = pid > 0 and pid != os.getpid() and started(pid) == birth
        return pid if alive else 0

    def release(self) -> None:
        """Gives the home up; idempotent."""
        if self.held:
            self.held = False
            self.path.unlink(missing_ok=True)


def started(pid: int) -> str:
    """When a process began, empty where there is none: numbers of processes come again."""
    import psutil

    try:
        return f"{psutil.Process(pid).create_time():.2f}"
    except psutil.Error:
        return ""
