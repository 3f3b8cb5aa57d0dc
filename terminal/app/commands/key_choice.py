"""Whose key a command signs with: options, and the passphrase from a file or from the person."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from terminal.domain.errors import UserError
from terminal.supervision.keys import SigningKey, open_key
from terminal.supervision.people import PeopleFile


def add_signer(parser: argparse.ArgumentParser, flag: str = "as", help: str = "who you are") -> None:
    """Adds ``--as NAME`` (or another word), the key file and the file of its passphrase."""
    prefix = "" if flag == "as" else f"{flag}-"
    parser.add_argument(f"--{flag}", metavar="NAME", dest=f"{flag}_name", help=help)
    parser.add_argument(
        f"--{prefix}key", metavar="FILE", dest=f"{flag}_key", type=Path, help=f"key file of --{flag}, if kept elsewhere"
    )
    parser.add_argument(
        f"--{prefix}passphrase-file",
        metavar="FILE",
        dest=f"{flag}_passphrase",
        type=Path,
        help=f"first line is the passphrase of --{flag}; else it is asked for",
    )


def signer(args: argparse.Namespace, people: PeopleFile, flag: str = "as") -> SigningKey:
    """The opened key of whoever ``--as`` names.

    Raises:
        UserError: nobody is named, nobody of that name, or the key does not open.
    """
    name = getattr(args, f"{flag}_name")
    if not name:
        raise UserError(f"who are you? add --{flag} NAME; `plimsoll people list` names everyone")
    person = people.person(name)
    path = getattr(args, f"{flag}_key") or people.key_file(name)
    key = open_key(path, lambda owner: passphrase_of(owner, getattr(args, f"{flag}_passphrase")))
    if key.public != person.key:
        raise UserError(f"{path}: is not the key that {name} was added with")
    return SigningKey(name, key.public, key.private)


def passphrase_of(owner: str, file: Path | None) -> str:
    """The passphrase: a file's first line, or what the person types.

    Raises:
        UserError: the file cannot be read, or nobody is there to be asked.
    """
    if file is not None:
        try:
            return file.read_text(encoding="utf-8").partition("\n")[0]
        except (OSError, UnicodeDecodeError) as error:
            raise UserError(f"{file}: {getattr(error, 'strerror', None) or error}; nothing was signed") from error
    return typed(f"passphrase of {owner}: ", owner)


def new_passphrase(owner: str, file: Path | None) -> str:
    """The passphrase of a new key, typed twice.

    Raises:
        UserError: the two differ, or nobody is there to be asked.
    """
    if file is not None:
        return passphrase_of(owner, file)
    first = typed(f"new passphrase for {owner}: ", owner)
    if typed("again: ", owner) != first:
        raise UserError("the two passphrases differ; no key was made")
    return first


def typed(prompt: str, owner: str) -> str:
    """What the person types, unseen.

    Raises:
        UserError: standard input is no terminal.
    """
    import getpass

    if not sys.stdin.isatty():
        raise UserError(f"nobody is there to type the passphrase of {owner}; name a file with --passphrase-file")
    try:
        return getpass.getpass(prompt)
    except EOFError:
        raise UserError(f"the passphrase of {owner} was not given") from None
