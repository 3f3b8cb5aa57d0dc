"""The outermost boundary turns every end of a command into an exit code and one last line."""

from __future__ import annotations

import argparse
import sys
from types import ModuleType

import pytest

from terminal.app import main as composition
from terminal.app.commands.command import Entry
from terminal.domain.errors import TerminalError, UserError


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A sub-command `probe`, the only one, whose `run` a test replaces."""
    module = ModuleType("probe_command")
    module.configure = lambda parser: parser.add_argument("--size", type=int)  # type: ignore[attr-defined]
    module.run = lambda args: 0  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(composition, "COMMANDS", (Entry("probe", module.__name__, "try something"),))
    return module


def ending_with(error: BaseException):
    def run(args: argparse.Namespace) -> int:
        raise error

    return run


def test_exit_code_is_the_commands(command):
    command.run = lambda args: args.size
    assert composition.main(["probe", "--size", "1"]) == 1


@pytest.mark.parametrize("words", [["probe", "--size", "x"], ["probe", "--no-such"], ["other"], []])
def test_wrong_usage_exits_2(command, words):
    assert composition.main(words) == 2


def test_user_error_is_the_last_line_and_exits_1(command, capsys):
    command.run = ending_with(UserError("a.csv: empty; give a file with rows"))
    assert composition.main(["probe"]) == 1
    assert capsys.readouterr().err == "plimsoll: a.csv: empty; give a file with rows\n"


def test_defect_is_one_line_without_a_trace(command, capsys):
    command.run = ending_with(ValueError("first\nsecond"))
    assert composition.main(["probe"]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "ValueError: first second" in said
    assert "--debug" in said


@pytest.mark.parametrize("words", [["--debug", "probe"], ["probe", "--debug"]])
def test_debug_shows_the_trace(command, words):
    command.run = ending_with(UserError("no"))
    with pytest.raises(TerminalError):
        composition.main(words)


def test_interrupt_exits_130(command):
    command.run = ending_with(KeyboardInterrupt())
    assert composition.main(["probe"]) == 130


def test_help_imports_no_command(monkeypatch, capsys):
    monkeypatch.setattr(composition, "COMMANDS", (Entry("absent", "no.such.module", "never imported"),))
    assert composition.main(["--help"]) == 0
    assert "never imported" in capsys.readouterr().out
