"""What a sub-command of `plimsoll` is: one module, found by name, imported only when it is used."""

from __future__ import annotations

import argparse
import importlib
from dataclasses import dataclass
from typing import Protocol, cast


class Command(Protocol):
    """The two functions that a sub-command's module offers."""

    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Adds the sub-command's arguments to its own parser. `--json` and `--debug` are there already."""

    def run(self, args: argparse.Namespace) -> int:
        """Carries the command out and returns the exit code.

        Raises:
            TerminalError: shown as the last line of standard error, exit code 1.
        """


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the command table: enough for `plimsoll --help` without importing the module."""

    name: str
    module: str
    help: str

    def load(self) -> Command:
        """Imports the module that carries the command out."""
        return cast(Command, importlib.import_module(self.module))
