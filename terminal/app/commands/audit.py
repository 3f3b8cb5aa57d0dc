"""`plimsoll audit`: verify an audit log, export its orders for the regulator, look into it."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from terminal.app.main import DONE, FAILED
from terminal.domain.errors import UserError


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the sub-commands of `plimsoll audit`."""
    group = parser.add_subparsers(dest="action", metavar="ACTION", required=True)

    def action(name: str, words: str) -> argparse.ArgumentParser:
        made = group.add_parser(name, help=words, description=f"{words[0].upper()}{words[1:]}.", allow_abbrev=False)
        made.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print one JSON line last")
        made.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help="show the trace of an error")
        made.add_argument("folder", type=Path, metavar="DIR", help="the log's folder")
        made.add_argument("--anchor", type=Path, action="append", default=[], metavar="FILE", help=ANCHOR)
        made.add_argument("--key", metavar="KEY", help="public key that the log must begin with: a file, or its digits")
        return made

    action("verify", "say whether a log is as it was written, and name the first bad record")


ANCHOR = "a copy of the checkpoints that is kept elsewhere; may be given again"


def run(args: argparse.Namespace) -> int:
    """Carries the action out.

    Raises:
        UserError: a key that is none, or an output that cannot be written.
    """
    return verify(args)


def verify(args: argparse.Namespace) -> int:
    """Prints the verdict; 1 where the log is bad."""
    from terminal.supervision import audit

    verdict = audit.verify(args.folder, args.anchor, key_of(args.key))
    if args.json:
        print(json.dumps(verdict.plain))
    else:
        print(f"{args.folder}: {verdict.words}", file=sys.stdout if verdict.ok else sys.stderr)
    return DONE if verdict.ok else FAILED


def key_of(given: str | None) -> str | None:
    """The digits of a key, or those in the file of this name.

    Raises:
        UserError: the file cannot be read.
    """
    if given is None or not Path(given).exists():
        return given
    try:
        return Path(given).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{given}: holds no public key: {error}") from error
