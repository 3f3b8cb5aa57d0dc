"""`plimsoll halt`: stops the firm or a part of it, whether or not a gateway runs."""

from __future__ import annotations

import argparse
import getpass
import json
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from terminal.app.commands.decisions import decision_log
from terminal.app.folders import Folders, user_folders
from terminal.app.main import DONE
from terminal.bridge.supervision import MODES
from terminal.domain.errors import UserError
from terminal.supervision.halting import Engaged, Place, engage_anywhere
from terminal.supervision.people import PeopleFile


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `plimsoll halt`."""
    parser.add_argument("--scope", required=True, help="firm, or desk:, account:, trader:, strategy:, instrument: NAME")
    parser.add_argument("--mode", choices=MODES, default="cancel-all", help="what it does; cancel-all unless said")
    parser.add_argument("--reason", required=True, help="why; kept and shown until it is re-armed")
    parser.add_argument("--as", dest="as_name", metavar="NAME", help="who you are; the machine's user unless said")


def run(args: argparse.Namespace) -> int:
    """Halts.

    Raises:
        UserError: it could not be kept; the message says what holds.
    """
    if not args.reason.strip():
        raise UserError("a halt needs a reason; say why with --reason")
    folders = user_folders()
    by = args.as_name or getpass.getuser()
    place = Place(folders.supervision, folders.run)
    engaged = engage_anywhere(place, args.scope, args.mode, args.reason, by, time.time_ns())
    beyond = is_beyond(folders, args.as_name, args.scope)
    unrecorded = noted(folders, engaged, beyond)
    if args.json:
        print(json.dumps(document(engaged, beyond) | {"unrecorded": unrecorded}))
    else:
        tell(engaged, beyond)
        if unrecorded:
            print(f"the halt holds; {unrecorded}")
    return DONE


def noted(folders: Folders, engaged: Engaged, beyond: bool) -> str | None:
    """Records a halt that no gateway records; one holds whether or not that succeeds. Returns why it did not."""
    if engaged.gateway == "halted":
        return None
    halt = engaged.halt
    words = f"halt {halt.number} of {halt.scope}, {halt.mode}, by {halt.by}{', beyond their scope' if beyond else ''}"
    try:
        decision_log(folders).note(f"{words}: {halt.reason}")
    except UserError as error:
        return str(error)
    return None


def is_beyond(folders: Folders, name: str | None, scope: str) -> bool:
    """Whether somebody known halted what is not theirs. It holds all the same: stopping is allowed to everybody."""
    from terminal.bridge.supervision import may_halt

    people = PeopleFile(folders.supervision)
    try:
        return name is not None and not may_halt(people.path, name, scope)
    except UserError:
        return False


def document(engaged: Engaged, beyond: bool) -> dict[str, Any]:
    """For machines."""
    halt = asdict(engaged.halt)
    rest = {key: value for key, value in asdict(engaged).items() if key != "halt"}
    plain = {key: str(value) if isinstance(value, Path) else value for key, value in rest.items()}
    return {"halted": True} | halt | plain | {"beyond_own_scope": beyond}


def tell(engaged: Engaged, beyond: bool) -> None:
    """For people."""
    halt = engaged.halt
    print(f"HALTED {halt.scope}, {halt.mode}: {halt.reason} (halt {halt.number}, by {halt.by})")
    print(engaged.words)
    if beyond:
        print(f"{halt.by} halted beyond their own scope; it holds, and is recorded so")
