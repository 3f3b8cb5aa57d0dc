"""`plimsoll settings`: what can be set, what is in force and why, and setting it."""

from __future__ import annotations

import argparse
import json

from terminal.app.folders import user_folders
from terminal.app.main import DONE, complain
from terminal.app.preferences.book import SettingsFile
from terminal.app.preferences.declared import find
from terminal.sdk.setting_text import from_text, to_text, to_toml


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `plimsoll settings`."""
    group = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    for name, words in (
        ("list", "every setting with the value in force and where it comes from"),
        ("get", "one value"),
        ("set", "set and keep one"),
        ("reset", "take your own value away"),
        ("path", "where your settings are kept"),
    ):
        act = group.add_parser(name, help=words, description=words, allow_abbrev=False)
        act.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print one JSON line last")
        if name in ("get", "set", "reset"):
            act.add_argument("key", help="section.name, such as appearance.theme")
        if name == "set":
            act.add_argument("value", help="such as dark, true, 1.25 or 10s")


def run(args: argparse.Namespace) -> int:
    """Carries one act out.

    Raises:
        UserError: no such setting, or a value that it cannot take.
    """
    book = SettingsFile(user_folders().settings)
    for problem in book.problems:
        complain(str(problem))
    match args.act:
        case "list":
            print_all(book, as_json=args.json)
        case "get":
            print_one(book, args.key, as_json=args.json)
        case "set":
            book.put(args.key, from_text(find(args.key), args.value))
            print_one(book, args.key, as_json=args.json)
        case "reset":
            book.reset(args.key)
            print_one(book, args.key, as_json=args.json)
        case _:
            print(json.dumps({"path": str(book.path)}) if args.json else book.path)
    return DONE


def row(book: SettingsFile, key: str) -> dict[str, object]:
    """One setting for machines."""
    held = book.setting(key)
    return {"key": key, "value": to_toml(held.value), "source": held.source, "where": held.where}


def print_one(book: SettingsFile, key: str, *, as_json: bool) -> None:
    """One value."""
    found = row(book, key)
    print(json.dumps(found) if as_json else to_text(book.value(key)))


def print_all(book: SettingsFile, *, as_json: bool) -> None:
    """Every setting, aligned."""
    keys = [*book.all(), *(f"shortcuts.{name}" for name in book.kept("shortcuts"))]
    if as_json:
        print(json.dumps({"settings": [row(book, key) for key in keys]}))
        return
    width = max(map(len, keys))
    for key in keys:
        held = book.setting(key)
        words = to_text(held.value)
        print(f"{key:<{width}}  {words:<12}  {held.source}{f' ({held.where})' if held.where else ''}")
