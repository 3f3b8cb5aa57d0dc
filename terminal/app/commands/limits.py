"""`plimsoll limits`: what holds, and the way of a change: draft, simulate, approve."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from terminal.app.commands.decisions import decision_log
from terminal.app.commands.key_choice import add_signer, signer
from terminal.app.commands.moments import second
from terminal.app.folders import Folders, user_folders
from terminal.app.main import DONE
from terminal.bridge.gateway_control import ask_reload
from terminal.bridge.limits import Limits, Rehearsed, limit_kinds, live_limits
from terminal.domain.errors import UserError
from terminal.supervision.limits import Change, Draft, LimitsFolder, recorded_logs
from terminal.supervision.people import PeopleFile

ACTS = (
    ("show", "the limits that hold, a version, or the draft"),
    ("draft", "ask for other limits"),
    ("simulate", "say which orders of recorded days the draft would have refused"),
    ("approve", "let another person's draft hold"),
    ("history", "every version, who asked and who approved"),
    ("kinds", "everything that can be limited"),
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `plimsoll limits`."""
    group = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    for name, words in ACTS:
        act = group.add_parser(name, help=words, description=words, allow_abbrev=False)
        act.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print one JSON line last")
        if name == "show":
            which = act.add_mutually_exclusive_group()
            which.add_argument("--version", type=int, metavar="N", dest="number", help="an approved version")
            which.add_argument("--draft", action="store_true", help="the draft that waits")
        elif name == "draft":
            configure_draft(act)
        elif name == "simulate":
            act.add_argument(
                "--days", type=int, default=5, metavar="N", help="how many of the newest logs; 5 unless said"
            )
            act.add_argument("--log", type=Path, action="append", metavar="DIR", help="this log instead; repeatable")
        elif name == "approve":
            add_signer(act)


def configure_draft(act: argparse.ArgumentParser) -> None:
    """The arguments of a draft."""
    words = "a limit, such as desk:equities max-qty 500; repeatable"
    act.add_argument("--set", nargs=3, action="append", default=[], metavar=("SCOPE", "KIND", "VALUE"), help=words)
    act.add_argument("--unset", nargs=2, action="append", default=[], metavar=("SCOPE", "KIND"), help="take one away")
    act.add_argument("--file", type=Path, metavar="FILE", help="the whole of it, edited by hand")
    act.add_argument("--reason", required=True, help="from what it follows: capital, strategy, experience")
    add_signer(act)


def run(args: argparse.Namespace) -> int:
    """Carries one act out.

    Raises:
        UserError: it is refused; what held before still does.
    """
    folders = user_folders()
    folder = LimitsFolder(folders.supervision)
    match args.act:
        case "show":
            show(folder, args)
        case "draft":
            draft(folder, args, PeopleFile(folders.supervision))
        case "simulate":
            simulate(folder, args, folders)
        case "approve":
            approve(folder, args, folders)
        case "history":
            history(folder, as_json=args.json)
        case _:
            kinds(as_json=args.json)
    return DONE


def show(folder: LimitsFolder, args: argparse.Namespace) -> None:
    """Limits as a tree."""
    if args.draft:
        limits = folder.needed().limits
    elif args.number:
        limits = live_limits(folder.supervision, folder.people, args.number)
    else:
        limits = folder.live()
    if args.json:
        print(json.dumps(document(limits)))
    else:
        print_tree(limits)


def document(limits: Limits) -> dict[str, Any]:
    """For machines."""
    return asdict(limits) | {"path": str(limits.path), "is_demo": limits.version == 0}


def print_tree(limits: Limits) -> None:
    """Scope by scope."""
    print(title(limits))
    scope = None
    for line in limits.lines:
        if line.scope != scope:
            scope = line.scope
            print(scope)
        print(f"  {line.kind:<22} {line.value:>12}   {line.reason}")
    for row in limits.restricted:
        print(f"{row.scope}\n  may not trade {row.instrument}: {row.reason}")


def title(limits: Limits) -> str:
    """One line on a version."""
    if limits.version == 0:
        return "the demonstration's limits: nobody has approved any for this home"
    if not limits.approved_by:
        return f"draft of version {limits.version}: {limits.reason}"
    return f"version {limits.version}: {limits.reason} (asked {limits.requested_by}, approved {limits.approved_by})"


def draft(folder: LimitsFolder, args: argparse.Namespace, people: PeopleFile) -> None:
    """Asks for other limits."""
    changes = [Change(*row) for row in args.set] + [Change(scope, kind, None) for scope, kind in args.unset]
    if bool(changes) == bool(args.file):
        raise UserError("say what changes, with --set and --unset or with --file, not both")
    if not args.reason.strip():
        raise UserError("limits need a reason; say with --reason from what they follow")
    key = signer(args, people)
    text = text_in(args.file) if args.file else folder.changed(changes, args.reason)
    made = folder.draft(text, args.reason, key, time.time_ns())
    if args.json:
        print(json.dumps({"draft": made.limits.version, "path": str(made.limits.path), "digest": made.limits.digest}))
    else:
        print(f"draft of version {made.limits.version} is at {made.limits.path}")
        print("next: plimsoll limits simulate, then plimsoll limits approve --as NAME by another person")


def text_in(path: Path) -> str:
    """What a file says."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path}: {getattr(error, 'strerror', None) or error}") from error


def simulate(folder: LimitsFolder, args: argparse.Namespace, folders: Folders) -> None:
    """Tries the draft."""
    made = folder.needed()
    days = folder.simulate(made, args.log or recorded_logs(folders.audit, args.days))
    orders, refused = sum(day.orders for day in days), sum(day.refused for day in days)
    if args.json:
        rows = [asdict(day) | {"log": str(day.log)} for day in days]
        print(json.dumps({"draft": made.limits.version, "days": rows, "orders": orders, "refused": refused}))
        return
    if not days:
        print("no recorded day is here: nothing could be tried")
    for day in days:
        print_day(day)
    of = f"{orders:,} orders and amends of {len(days)} days"
    print(f"version {made.limits.version} would have refused {refused:,} of {of}")


def print_day(day: Rehearsed) -> None:
    """One recorded day."""
    checks = ", ".join(f"{check} {count:,}" for check, count in day.by_check.items())
    of = f"{day.orders:,} orders and amends{f': {checks}' if checks else ''}"
    print(f"{day.log}: would have refused {day.refused:,} of {of}")
    for one in day.first[:3]:
        print(f"  {second(one.ts_ns)} {one.symbol} {one.cl_ord_id}: {one.check} {one.measured}, limit {one.limit}")
    for trip in day.trips[:3]:
        print(f"  would have halted: {trip}")
    if day.problem:
        print(f"  the log is damaged ({day.problem}); what comes behind was not tried")


def approve(folder: LimitsFolder, args: argparse.Namespace, folders: Folders) -> None:
    """Lets the draft hold, and tells a running gateway."""
    key = signer(args, PeopleFile(folders.supervision))
    made = folder.needed()
    limits = folder.approve(made, key, time.time_ns(), decision_log(folders))
    answer = ask_reload(folders.run, "limits")
    if args.json:
        print(json.dumps(document(limits) | {"rehearsed": made.rehearsed, "gateway": answer.state}))
        return
    if answer.state == "refused":
        print(f"the running gateway did not take them over: {answer.words}")
    print(f"version {limits.version} holds: asked {limits.requested_by}, approved {limits.approved_by}")
    print(words_of(made))


def words_of(made: Draft) -> str:
    """What was known of it when it was approved."""
    tried = made.rehearsed or ()
    orders, refused = sum(day["orders"] for day in tried), sum(day["refused"] for day in tried)
    return f"on {len(tried)} recorded days it would have refused {refused:,} of {orders:,} orders"


def history(folder: LimitsFolder, *, as_json: bool) -> None:
    """Every version."""
    versions = folder.history()
    if as_json:
        print(json.dumps({"versions": [document(limits) for limits in versions]}))
        return
    if not versions:
        print("nobody has approved any limits for this home; the demonstration's hold")
    for limits in versions:
        when = second(limits.asked_ns) if limits.asked_ns else ""
        print(f"{when}  {title(limits)}")


def kinds(*, as_json: bool) -> None:
    """Everything that can be limited."""
    rows: Iterable[Any] = limit_kinds()
    if as_json:
        print(json.dumps({"kinds": [asdict(kind) for kind in rows]}))
        return
    for kind in rows:
        needed = ", must be there" if kind.is_mandatory else ""
        print(f"{kind.name:<22} {kind.unit:<9} {kind.words}{needed}")
