"""The people file: who may do what, and the word that lets somebody in."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from terminal.bridge.supervision import FOUNDERS, Person, people_of, vouch_statement
from terminal.domain.errors import UserError
from terminal.stores.manifest import write_whole
from terminal.supervision.keys import SigningKey

FILE = "people.toml"
KEYS = "keys"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
HEAD = "# Made by `plimsoll people`. A changed or added row is refused without the word of somebody above it.\n"


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody who is to be let in."""

    name: str
    role: str
    public: str
    scopes: Sequence[str] = ()


class PeopleFile:
    """The people of a home."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self.keys = folder / KEYS

    def all(self) -> tuple[Person, ...]:
        """Everybody, also who was removed.

        Raises:
            UserError: the file is damaged; it says where.
        """
        return people_of(self.path)

    def present(self) -> tuple[Person, ...]:
        """Everybody who is there still."""
        return tuple(person for person in self.all() if person.removed_ns is None)

    def person(self, name: str) -> Person:
        """Somebody who is there still.

        Raises:
            UserError: nobody of this name.
        """
        found = next((person for person in self.present() if person.name == name), None)
        if found is None:
            raise UserError(f"there is nobody called `{name}`; `plimsoll people list` names everyone")
        return found

    def key_file(self, name: str) -> Path:
        """Where the key of somebody lies unless they keep it elsewhere."""
        return self.keys / f"{name}.key"

    def check_name(self, name: str) -> None:
        """Refuses a name that is taken, was taken, or is none.

        Raises:
            UserError: see above.
        """
        if not NAME.fullmatch(name):
            raise UserError(f"{name!r} is no name: use letters, digits, dots and dashes, 40 at most")
        if any(person.name == name for person in self.all()):
            raise UserError(f"`{name}` is there, or was: a name is given once, so that the audit log stays clear")

    def needs_word(self) -> bool:
        """Whether a new person must be vouched for."""
        return len(self.all()) >= FOUNDERS

    def add(self, new: NewPerson, voucher: SigningKey | None, now_ns: int) -> Person:
        """Lets somebody in.

        Raises:
            UserError: the name or key is taken, or the word of somebody is missing or not theirs to give.
        """
        self.check_name(new.name)
        rows = ["", "[[person]]", f'name = "{new.name}"', f'role = "{new.role}"', f'key = "{new.public}"']
        if new.scopes:
            listed = ", ".join(json.dumps(scope) for scope in new.scopes)
            rows.append(f"scopes = [{listed}]")
        rows.append(f"added = {now_ns}")
        if self.needs_word():
            if voucher is None:
                raise UserError(f"somebody of role risk or administrator must vouch for `{new.name}`: add --as NAME")
            self.check_voucher(voucher)
            word = voucher.sign(vouch_statement(new.name, new.role, new.public, list(new.scopes)))
            rows += [f'vouched_by = "{voucher.name}"', f'vouch = "{word}"']
        self.write(self.text() + "\n".join(rows) + "\n")
        return self.person(new.name)

    def remove(self, name: str, by: SigningKey, now_ns: int) -> Person:
        """Takes somebody's rights away; their row stays, so that what they signed can be checked for ever.

        Raises:
            UserError: nobody of this name, or not for this person to do.
        """
        leaving = self.person(name)
        self.check_voucher(by)
        if leaving.name == by.name:
            raise UserError("nobody removes themselves; another person of role risk or administrator can")
        row = re.compile(rf'^(name = "{re.escape(name)}"\n)', re.MULTILINE)
        self.write(row.sub(rf"\g<1>removed = {now_ns}\n", self.text(), count=1))
        return leaving

    def check_voucher(self, key: SigningKey) -> None:
        """Refuses a key that is not of somebody of role risk or administrator.

        Raises:
            UserError: see above.
        """
        person = self.person(key.name)
        if person.key != key.public:
            raise UserError(
                f"the key file is not that of `{key.name}` in {self.path}; use the one they were added with"
            )
        if not person.vouches:
            raise UserError(f"{key.name} is of role {person.role}; it takes risk or administrator")

    def text(self) -> str:
        """The file, or how a new one begins."""
        return self.path.read_text(encoding="utf-8") if self.path.exists() else HEAD

    def write(self, text: str) -> None:
        """Writes the file whole, if it will read back.

        Raises:
            UserError: it would not; the file is as it was.
        """
        people_of(self.path, text)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self.path, text.encode())
        except OSError as error:
            raise UserError(f"{self.path}: {error.strerror or error}; nobody was added or removed") from error
