"""`plimsoll arm`: lifts a halt; it takes a reason and two people, one of role risk."""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict
from typing import Any

from terminal.app.commands.decisions import decision_log
from terminal.app.commands.key_choice import add_signer, signer
from terminal.app.commands.moments import second
from terminal.app.folders import Folders, user_folders
from terminal.app.main import DONE
from terminal.bridge.gateway_control import ask_arm
from terminal.bridge.supervision import Lift, rearm
from terminal.domain.errors import UserError
from terminal.sdk.setting_values import duration_ns
from terminal.supervision.keys import SigningKey
from terminal.supervision.people import PeopleFile
from terminal.supervision.rearming import Asked, Rearming, Request

BOTH = "re-arming takes a reason and two people, one of role risk"


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `plimsoll arm`."""
    parser.add_argument("--scope", required=True, help="exactly the scope that was halted")
    parser.add_argument("--halt", type=int, metavar="NUMBER", help="only this halt of the scope")
    parser.add_argument("--reason", help="why it may go; begins a request")
    parser.add_argument("--approve", action="store_true", help="agree to another person's request")
    parser.add_argument(
        "--expires", default="15min", help="how long a request waits for the second person; a day at most"
    )
    add_signer(parser)
    add_signer(parser, "with", "the second person, where both are here")


def run(args: argparse.Namespace) -> int:
    """Asks, agrees, or both.

    Raises:
        UserError: what is missing or wrong; the halt holds.
    """
    folders = user_folders()
    people, rearming = PeopleFile(folders.supervision), Rearming(folders.supervision)
    if args.approve:
        if args.reason or args.with_name:
            raise UserError("--approve agrees to what another person asked: it takes --scope and --as alone")
        key = signer(args, people)
        request = rearming.one_for(args.scope, key.name, time.time_ns())
        return carry_out(folders, rearming, request, key, as_json=args.json)
    refuse_half(args)
    key = signer(args, people)
    second = signer(args, people, "with") if args.with_name else None
    life_ns = life_of(args.expires)
    request = rearming.ask(Asked(args.scope, args.reason, args.halt, life_ns), key, time.time_ns())
    if second is not None:
        return carry_out(folders, rearming, request, second, as_json=args.json)
    tell_waiting(request, as_json=args.json)
    return DONE


def refuse_half(args: argparse.Namespace) -> None:
    """Says what is missing of a request.

    Raises:
        UserError: something is.
    """
    if not (args.reason or "").strip():
        raise UserError(f"{args.scope} stays halted: {BOTH}; say why with --reason and who you are with --as NAME")
    if not args.as_name:
        raise UserError(
            f"{args.scope} stays halted: {BOTH}; say who you are with --as NAME, the other with --with NAME"
        )


def life_of(text: str) -> int:
    """How long a request lives.

    Raises:
        UserError: no length of time.
    """
    try:
        return duration_ns(text)
    except ValueError as error:
        raise UserError(f"--expires: {error}") from None


def carry_out(folders: Folders, rearming: Rearming, request: Request, key: SigningKey, *, as_json: bool) -> int:
    """Lifts what both people agree to."""
    now_ns = time.time_ns()
    approval = rearming.agree(request, key, now_ns)
    number, asked = request.halts[0], request.signed
    answer = ask_arm(folders.run, number, request.reason, asked, approval)
    if answer.state == "none":
        lifts = rearm(folders.supervision, rearming.people, now_ns, asked, approval, decision_log(folders))
    elif answer.state == "done":
        lifts = tuple(Lift(one, request.reason, request.requested_by, key.name) for one in request.halts)
    else:
        raise UserError(f"{request.scope} stays halted: {answer.words}")
    rearming.forget(request)
    tell_lifted(request, lifts, as_json=as_json)
    return DONE


def tell_waiting(request: Request, *, as_json: bool) -> None:
    """Says that the second person is missing."""
    if as_json:
        print(json.dumps({"armed": False, "waiting": True} | public(request)))
        return
    print(f"{request.scope} stays halted until a second person approves, before {second(request.expires_ns)}:")
    print(f"plimsoll arm --scope {request.scope} --approve --as NAME")


def tell_lifted(request: Request, lifts: tuple[Lift, ...], *, as_json: bool) -> None:
    """Says what was lifted, and by whom."""
    if as_json:
        print(json.dumps({"armed": True, "scope": request.scope, "lifted": [asdict(lift) for lift in lifts]}))
        return
    numbers = ", ".join(str(lift.number) for lift in lifts)
    people = f"{lifts[0].requested_by} and {lifts[0].approved_by}"
    print(f"ARMED {request.scope}: halt {numbers} lifted by {people}: {request.reason}")
    print("orders that were cancelled stay cancelled; other halts, wider or narrower, still hold")


def public(request: Request) -> dict[str, Any]:
    """A request without its signature."""
    fields = asdict(request)
    return {key: fields[key] for key in ("scope", "halts", "reason", "requested_by", "ts_ns", "expires_ns")}
