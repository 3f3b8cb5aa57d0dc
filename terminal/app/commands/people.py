"""`plimsoll people`: who there is, what they may do, and their keys."""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict
from pathlib import Path

from terminal.app.commands.decisions import decision_log
from terminal.app.commands.key_choice import add_signer, new_passphrase, signer
from terminal.app.commands.moments import second
from terminal.app.folders import user_folders
from terminal.app.main import DONE
from terminal.bridge.supervision import ROLES, Person
from terminal.domain.errors import UserError
from terminal.supervision.keys import new_key
from terminal.supervision.people import NewPerson, PeopleFile


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `plimsoll people`."""
    group = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    for name, words in (
        ("list", "everybody, with role and key"),
        ("add", "let somebody in and make their key"),
        ("remove", "take somebody's rights away"),
    ):
        act = group.add_parser(name, help=words, description=words, allow_abbrev=False)
        act.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print one JSON line last")
        if name == "list":
            continue
        act.add_argument("name", help="their name, such as kim")
        add_signer(act, help="who vouches: somebody of role risk or administrator")
        if name == "add":
            configure_add(act)


def configure_add(act: argparse.ArgumentParser) -> None:
    """The arguments of a new person."""
    act.add_argument("--role", required=True, choices=ROLES, help="what they are there for")
    act.add_argument(
        "--scope", action="append", default=[], metavar="SCOPE", help="what else they may halt; repeatable"
    )
    key = act.add_mutually_exclusive_group()
    key.add_argument("--public", metavar="HEX", help="their public key, made on their own machine")
    key.add_argument("--new-key", metavar="FILE", type=Path, help="where the new key goes, such as a stick")
    act.add_argument("--new-passphrase-file", metavar="FILE", type=Path, help="first line is the new key's passphrase")
    act.add_argument("--no-passphrase", action="store_true", help="leave the key open: for machines and rehearsals")


def run(args: argparse.Namespace) -> int:
    """Carries one act out.

    Raises:
        UserError: it is refused; nothing was changed.
    """
    people = PeopleFile(user_folders().supervision)
    if args.act == "list":
        print_all(people, as_json=args.json)
        return DONE
    log = decision_log(user_folders())
    role = f", {args.role}" if args.act == "add" else ""
    log.note(f"people: {args.act} {args.name}{role}, word of {args.as_name or 'nobody'}")
    person = add(args, people) if args.act == "add" else remove(args, people)
    log.note(f"people: {args.act} {person.name} done, key {person.key}")
    tell(person, args, people)
    return DONE


def add(args: argparse.Namespace, people: PeopleFile) -> Person:
    """Lets somebody in."""
    people.check_name(args.name)
    voucher = signer(args, people) if people.needs_word() or args.as_name else None
    public, made = args.public, None
    if public is None:
        made = args.new_key or people.key_file(args.name)
        words = None if args.no_passphrase else new_passphrase(args.name, args.new_passphrase_file)
        public = new_key(made, args.name, words)
    try:
        return people.add(NewPerson(args.name, args.role, public, args.scope), voucher, time.time_ns())
    except UserError:
        if made is not None:
            made.unlink(missing_ok=True)
        raise


def remove(args: argparse.Namespace, people: PeopleFile) -> Person:
    """Takes somebody's rights away."""
    return people.remove(args.name, signer(args, people), time.time_ns())


def tell(person: Person, args: argparse.Namespace, people: PeopleFile) -> None:
    """Says what was done."""
    if args.json:
        print(json.dumps({"act": args.act} | asdict(person)))
    elif args.act == "remove":
        print(f"removed {person.name}; what they signed before stays valid, what they sign from now on is refused")
    else:
        place = "their own machine" if args.public else args.new_key or people.key_file(person.name)
        print(f"added {person.name}, {person.role}; key {person.key[:16]}…, private half: {place}")


def print_all(people: PeopleFile, *, as_json: bool) -> None:
    """Everybody, aligned."""
    rows = people.all()
    if as_json:
        print(json.dumps({"people": [asdict(person) for person in rows], "path": str(people.path)}))
        return
    if not rows:
        print("nobody yet; `plimsoll people add NAME --role risk` begins")
    for person in rows:
        gone = f"  removed {second(person.removed_ns)}" if person.removed_ns else ""
        word = f"  vouched for by {person.vouched_by}" if person.vouched_by else ""
        print(f"{person.name:<16} {person.role:<14} {person.key[:16]}…{word}{gone}")
