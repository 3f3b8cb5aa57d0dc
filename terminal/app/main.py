"""The `plimsoll` command: which sub-commands there are, and the outermost error boundary."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from terminal.app.commands.command import Entry
from terminal.domain.errors import TerminalError


def sub_command(name: str, module: str, help: str) -> Entry:
    """A sub-command carried out by a module of :mod:`terminal.app.commands`."""
    return Entry(name, f"terminal.app.commands.{module}", help)


COMMANDS: tuple[Entry, ...] = (
    sub_command("run", "run", "open the terminal on the simulated exchange, or on a recording"),
    sub_command("replay", "replay", "replay a recording through decoder, books and features, and verify it"),
    sub_command("trade", "trade", "let a strategy trade a recording through order path, risk and simulated venue"),
    sub_command("features", "features", "sample features of a recording into a Parquet file"),
    sub_command("halt", "halt", "stop the firm or a part of it at once, whether or not a gateway runs"),
    sub_command("arm", "arm", "lift a halt: takes a reason and two people, one of role risk"),
    sub_command("drill", "drill", "rehearse the kill switch on the simulated exchange, and keep the times"),
    sub_command("gateway", "gateway", "run the gateway: sessions, risk, order state, audit log, venue"),
    sub_command("watchdog", "watchdog", "a window of its own with one red button, whatever becomes of the terminal"),
    sub_command("status", "status", "say what is halted, what runs, which limits hold"),
    sub_command("limits", "limits", "show, draft, simulate and approve the limits of pre-trade risk"),
    sub_command("people", "people", "list, add and remove people and their keys"),
    sub_command("desktop-entry", "desktop_entry", "put the terminal into the desktop's menu, or take it out"),
    sub_command("plugin", "plugin", "list, make, check, install and reload plugins"),
    sub_command("settings", "settings", "list, read and set the terminal's settings"),
    sub_command("import", "import_data", "bring bars, ticks, quotes or a recording into the library"),
    sub_command("catalogue", "catalogue", "list what is recorded and imported; delete or export a session"),
    sub_command("query", "query", "ask the library in SQL; nothing is written"),
    sub_command("state", "state", "show positions, limits, halts and the gateway's health"),
    sub_command("audit", "audit", "verify an audit log, export its orders for the regulator, look into it"),
    sub_command("simulate", "simulate", "run the gateway under seeded faults and virtual time, and compare every book"),
    sub_command("doctor", "doctor", "say what this machine has, what is missing, and what to do about it"),
    sub_command("bench", "bench", "run one benchmark, ours beside the peer; without a name list them"),
)

DONE, FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one sub-command and returns the exit code: 0 done, 1 refused or failed, 2 wrong usage."""
    words = sys.argv[1:] if argv is None else list(argv)
    debug = "--debug" in words
    try:
        entry, args = parsed(words)
        return entry.load().run(args)
    except SystemExit as stop:  # argparse: 0 after --help, 2 on wrong usage
        return stop.code if isinstance(stop.code, int) else FAILED
    except KeyboardInterrupt:
        complain("interrupted")
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output left, as `| head` does: nobody is there to be told
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except TerminalError as error:
        if debug:
            raise
        complain(str(error))
        return FAILED
    except Exception as error:
        if debug:
            raise
        complain(f"{type(error).__name__}: {one_line(error)}; this is a defect, run again with --debug for the trace")
        return FAILED


def parsed(words: Sequence[str]) -> tuple[Entry, argparse.Namespace]:
    """Finds the sub-command in `words`, lets it declare its arguments, and parses them."""
    wanted = next((word for word in words if not word.startswith("-")), None)
    parser, _ = parsers(wanted)
    args = parser.parse_args(words)
    if args.version:
        print_version()
        raise SystemExit(DONE)
    chosen = next((entry for entry in COMMANDS if entry.name == args.command), None)
    if chosen is None:
        parser.print_help()
        raise SystemExit(WRONG_USAGE)
    return chosen, args


def parsers(wanted: str | None) -> tuple[argparse.ArgumentParser, dict[str, argparse.ArgumentParser]]:
    """The parser of `plimsoll` and those of its sub-commands, of which only `wanted` is imported and complete."""
    parser = argparse.ArgumentParser(prog="plimsoll", description="A desktop trading terminal.", allow_abbrev=False)
    parser.add_argument("--version", action="store_true", help="print the version and exit")
    parser.add_argument("--debug", action="store_true", help="show the trace of an error")
    group = parser.add_subparsers(dest="command", metavar="COMMAND")
    subparsers = {}
    for entry in COMMANDS:
        sub = group.add_parser(entry.name, help=entry.help, description=capitalised(entry.help), allow_abbrev=False)
        sub.add_argument("--json", action="store_true", help="print one JSON line last, for machines")
        sub.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help="show the trace of an error")
        if entry.name == wanted:
            entry.load().configure(sub)
        subparsers[entry.name] = sub
    return parser, subparsers


def command_help(entry: Entry) -> str:
    """What `plimsoll NAME --help` prints."""
    return parsers(entry.name)[1][entry.name].format_help()


def print_version() -> None:
    """Prints the version of the distribution, which is the core's too."""
    from importlib.metadata import version

    print(f"plimsoll {version('plimsoll-terminal')}")


def capitalised(sentence: str) -> str:
    """The first letter in upper case and a full stop, the rest untouched."""
    return f"{sentence[0].upper()}{sentence[1:]}."


def one_line(error: BaseException) -> str:
    """The error's message without line breaks, so that it stays the last line of standard error."""
    return " ".join(str(error).split()) or "no message"


def complain(message: str) -> None:
    """Prints `message` as the last line of standard error."""
    sys.stdout.flush()
    print(f"plimsoll: {message}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
