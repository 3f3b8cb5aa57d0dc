"""Re-arming: one person asks, another one agrees, and only then do halts go."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from terminal.bridge.supervision import (
    Halt,
    Halts,
    Signed,
    approval_statement,
    check_lift_request,
    halts_of,
    lift_statement,
    settle_halts,
)
from terminal.domain.errors import UserError
from terminal.stores.manifest import write_whole
from terminal.supervision.keys import SigningKey
from terminal.supervision.people import FILE as PEOPLE

REQUESTS = "requests"
LIFE_NS = 15 * 60 * 1_000_000_000
"""How long a request waits for the second person unless it says otherwise."""


@dataclass(frozen=True, slots=True)
class Request:
    """Asks for halts to be lifted, signed by who asks."""

    scope: str
    halts: tuple[int, ...]
    reason: str
    requested_by: str
    ts_ns: int
    expires_ns: int
    statement: str
    """Hexadecimal, as signed."""
    signature: str

    @property
    def signed(self) -> Signed:
        """As the core takes it."""
        return Signed(self.requested_by, bytes.fromhex(self.statement), self.signature)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be lifted, and why."""

    scope: str
    reason: str
    halt: int | None = None
    """One halt of the scope; all of them where this is None."""
    life_ns: int = LIFE_NS


class Rearming:
    """The requests of a home that wait for a second person."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.people = folder / PEOPLE
        self.requests = folder / REQUESTS

    def ask(self, asked: Asked, key: SigningKey, now_ns: int) -> Request:
        """Makes and keeps a request. A damaged halts file is made sound first: halted, but numbered.

        Raises:
            UserError: nothing of this scope is halted, or the core refuses the request.
        """
        halts = halts_of(self.folder)
        if halts.damage is not None:
            halts = settle_halts(self.folder)
        numbers = [halt.number for halt in chosen(halts, asked.scope, asked.halt)]
        expires_ns = now_ns + asked.life_ns
        statement = lift_statement(halts.ledger, numbers, asked.scope, asked.reason, key.name, now_ns, expires_ns)
        signature = key.sign(statement)
        check_lift_request(self.folder, self.people, now_ns, Signed(key.name, statement, signature))
        request = Request(
            asked.scope, tuple(numbers), asked.reason, key.name, now_ns, expires_ns, statement.hex(), signature
        )
        self.keep(request)
        return request

    def agree(self, request: Request, key: SigningKey, now_ns: int) -> Signed:
        """The approval of a second person; it does nothing by itself."""
        statement = approval_statement(request.signed, key.name, now_ns)
        return Signed(key.name, statement, key.sign(statement))

    def waiting(self, now_ns: int) -> list[Request]:
        """Requests that can still be approved, oldest first; what is none is passed over."""
        found = []
        for path in sorted(self.requests.glob("arm-*.json")):
            try:
                row = json.loads(path.read_text(encoding="utf-8"))
                request = Request(**row | {"halts": tuple(row["halts"])})
                is_waiting = now_ns <= request.expires_ns
            except (OSError, ValueError, TypeError, KeyError):
                continue
            if is_waiting:
                found.append(request)
        return sorted(found, key=lambda request: request.ts_ns)

    def one_for(self, scope: str, approver: str, now_ns: int) -> Request:
        """The newest request for this scope that somebody else made.

        Raises:
            UserError: there is none.
        """
        waiting = [request for request in self.waiting(now_ns) if request.scope == scope]
        others = [request for request in waiting if request.requested_by != approver]
        if others:
            return others[-1]
        if waiting:
            raise UserError(f"{approver} asked for this; another person must approve it")
        raise UserError(f"nobody asks for {scope} to be re-armed, or the request has expired; ask with --reason")

    def keep(self, request: Request) -> None:
        """Keeps a request; one for the same halts by the same person is replaced.

        Raises:
            UserError: the disk refuses.
        """
        try:
            self.requests.mkdir(parents=True, exist_ok=True)
            write_whole(self.file(request), json.dumps(asdict(request), indent=1).encode())
        except OSError as error:
            raise UserError(f"{self.requests}: {error.strerror or error}; the request was not kept") from error

    def forget(self, request: Request) -> None:
        """Takes a request away that was carried out."""
        self.file(request).unlink(missing_ok=True)

    def file(self, request: Request) -> Path:
        """Where a request lies."""
        numbers = "-".join(map(str, request.halts[:8]))
        return self.requests / f"arm-{numbers}-{request.requested_by}.json"


def chosen(halts: Halts, scope: str, number: int | None) -> Sequence[Halt]:
    """The halts of exactly this scope: wider and narrower ones stay.

    Raises:
        UserError: there is none.
    """
    found = [halt for halt in halts.halts if halt.scope == scope and number in (None, halt.number)]
    if found:
        return found
    held = ", ".join(sorted({halt.scope for halt in halts.halts})) or "nothing"
    which = f"halt {number} of {scope}" if number is not None else scope
    raise UserError(f"{which} is not halted; halted is {held}")
