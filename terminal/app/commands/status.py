"""`plimsoll status`: what is halted and why, what runs, which limits hold."""

from __future__ import annotations

import argparse
import json
import time
from typing import Any

from terminal.app.commands.arm import public
from terminal.app.commands.moments import second
from terminal.app.folders import user_folders
from terminal.app.main import DONE
from terminal.supervision.standing import Standing, halt_rows, standing_of


def configure(parser: argparse.ArgumentParser) -> None:
    """`plimsoll status` takes no arguments of its own."""


def run(args: argparse.Namespace) -> int:
    """Says how this home stands."""
    standing = standing_of(user_folders().supervision, time.time_ns())
    if args.json:
        print(json.dumps(document(standing)))
    else:
        tell(standing)
    return DONE


def document(standing: Standing) -> dict[str, Any]:
    """For machines."""
    halts, people = standing.halts, standing.people
    return {
        "halted": bool(halts.halts),
        "halts": halt_rows(halts),
        "halts_file": {"path": str(halts.path), "sequence": halts.sequence, "damage": halts.damage},
        "waiting": [public(request) for request in standing.waiting],
        "people": {"present": people.present, "of_risk": people.of_risk},
        "problems": standing.problems,
    }


def tell(standing: Standing) -> None:
    """For people."""
    for halt in standing.halts.halts:
        when = f", since {second(halt.ts_ns)}" if halt.ts_ns else ""
        print(f"HALTED  {halt.scope}, {halt.mode}: {halt.reason} (halt {halt.number}, by {halt.by}{when})")
    if not standing.halts.halts:
        print("nothing is halted")
    for request in standing.waiting:
        until = second(request.expires_ns)
        print(f"waiting {request.requested_by} asks to re-arm {request.scope} ({request.reason}); until {until}")
    for problem in standing.problems:
        print(f"note    {problem}")
