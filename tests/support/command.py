"""The `plimsoll` command, run as a user would run it."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.repository import ROOT


@dataclass(frozen=True, slots=True)
class Finished:
    """A run that has ended."""

    code: int
    out: str
    err: str

    @property
    def last(self) -> str:
        """The last line of standard output that says something."""
        return last_line(self.out)

    @property
    def complaint(self) -> str:
        """The last line of standard error that says something."""
        return last_line(self.err)

    @property
    def json(self) -> Any:
        """The last line of standard output, read as JSON."""
        return json.loads(self.last)


def last_line(text: str) -> str:
    """The last line that is not blank, or nothing."""
    return next((line for line in reversed(text.splitlines()) if line.strip()), "")


@dataclass(frozen=True, slots=True)
class Plimsoll:
    """Runs the command with a home folder of its own, offscreen."""

    home: Path

    def __call__(self, *words: object, timeout: float = 240, **environment: str) -> Finished:
        """Runs `plimsoll` with these words and waits for its end."""
        inherited = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
        own = {"QT_QPA_PLATFORM": "offscreen", "PLIMSOLL_HOME": str(self.home)}
        command = Path(sys.executable).with_name("plimsoll")
        process = subprocess.run(
            [str(command), *map(str, words)],
            cwd=ROOT,
            env=inherited | own | environment,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout,
        )
        return Finished(process.returncode, process.stdout, process.stderr)


def called(*words: object) -> Finished:
    """Runs `plimsoll` within this process: for many short runs that start nothing."""
    from terminal.app.main import main

    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main([str(word) for word in words])
    return Finished(code, out.getvalue(), err.getvalue())
