"""A home with people in it: kim trades, lee and max are risk, ann analyses."""

from __future__ import annotations

from pathlib import Path

from terminal.supervision.keys import SigningKey, new_key, open_key
from terminal.supervision.people import NewPerson, PeopleFile

PEOPLE = {"kim": "trader", "lee": "risk", "ann": "analyst", "max": "risk"}
NOW_NS = 1_700_000_000_000_000_000


def nobody_asks(owner: str) -> str:
    """The keys of a test have no passphrase."""
    raise AssertionError(f"the passphrase of {owner} was asked for")


def key_of(people: PeopleFile, name: str) -> SigningKey:
    """The opened key of somebody."""
    return open_key(people.key_file(name), nobody_asks)


def staffed(folder: Path) -> PeopleFile:
    """The people file of a folder, with everybody in it."""
    people = PeopleFile(folder)
    for name, role in PEOPLE.items():
        public = new_key(people.key_file(name), name, None)
        voucher = key_of(people, "lee") if people.needs_word() else None
        people.add(NewPerson(name, role, public), voucher, NOW_NS)
    return people
