"""`plimsoll status`: what is halted and why, what runs, which limits hold."""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict
from typing import Any

from terminal.app.commands.arm import public
from terminal.app.commands.moments import second
from terminal.app.folders import user_folders
from terminal.app.main import DONE
from terminal.supervision.halting import Place
from terminal.supervision.machine_clock import MachineClock, machine_clock
from terminal.supervision.standing import Standing, halt_rows, standing_of


def configure(parser: argparse.ArgumentParser) -> None:
    """`plimsoll status` takes no arguments of its own."""


def run(args: argparse.Namespace) -> int:
    """Says how this home stands."""
    folders = user_folders()
    standing = standing_of(Place(folders.supervision, folders.run), time.time_ns())
    if args.json:
        print(json.dumps(document(standing)))
    else:
        tell(standing)
    return DONE


def document(standing: Standing) -> dict[str, Any]:
    """For machines."""
    halts, people, limits = standing.halts, standing.people, standing.limits
    return {
        "halted": bool(halts.halts),
        "halts": halt_rows(halts),
        "gateway": {
            "running": standing.pid is not None,
            "pid": standing.pid,
            "answers": standing.gateway.state == "done",
        }
        | standing.gateway.status,
        "limits": None if limits is None else {"version": limits.version, "reason": limits.reason},
        "halts_file": {"path": str(halts.path), "sequence": halts.sequence, "damage": halts.damage},
        "clock": asdict(machine_clock()),
        "audit": str(user_folders().audit),
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
    print(f"gateway {gateway_words(standing)}")
    if standing.limits is not None:
        version = standing.limits.version
        print(f"limits  {f'version {version}' if version else 'the demonstration'}: {standing.limits.reason}")
    print(f"clock   {clock_words(machine_clock())}")
    for request in standing.waiting:
        until = second(request.expires_ns)
        print(f"waiting {request.requested_by} asks to re-arm {request.scope} ({request.reason}); until {until}")
    for problem in standing.problems:
        print(f"note    {problem}")


def clock_words(clock: MachineClock) -> str:
    """The clock in one line."""
    if not clock.synchronised:
        return "unproven: the kernel knows of nothing that keeps it near UTC"
    return f"kept near UTC, at most {clock.max_error_us or 0:,} us off as far as the kernel knows"


def gateway_words(standing: Standing) -> str:
    """The gateway in one line."""
    status = standing.gateway.status
    if standing.pid is None:
        return "does not run; halts are kept and hold from the first moment of the next one"
    if not status:
        return f"pid {standing.pid} does not answer"
    facts = [
        f"{status['profile']}, pid {status['pid']}, since {second(status['started_ns'])}",
        f"{status['working']:,} orders at work, {status['unconfirmed']:,} cancels not confirmed",
        f"{len(status['sessions'])} sessions, limits version {status['limits_version']}",
        f"{status['audit_records']:,} audit records",
        f"market data {status['market_age_ms']:,} ms old",
    ]
    if not status["venue_connected"]:
        facts.insert(1, "NO LINK TO THE VENUE")
    if status["blocked"]:
        facts.insert(1, f"nothing is traded: {status['blocked']}")
    return "; ".join(facts)
