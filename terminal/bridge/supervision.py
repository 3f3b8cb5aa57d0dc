"""Halts, people and what they sign, as the core keeps and checks them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from terminal import _core
from terminal.bridge.jobs import core_errors

MODES = ("reduce-only", "freeze", "cancel-all", "flatten")
"""What a halt can do, the gentlest first."""

ROLES = ("trader", "analyst", "risk", "administrator")
"""What people are there for."""

FOUNDERS = 2
"""People who are in the file without anybody's word."""


@dataclass(frozen=True, slots=True)
class Halt:
    """One halt that holds."""

    number: int
    """From 1; 0 where the halts file itself is why."""
    scope: str
    mode: str
    reason: str
    by: str
    ts_ns: int


@dataclass(frozen=True, slots=True)
class Halts:
    """What the halts file of a home says."""

    path: Path
    ledger: str
    """Names the file in what people sign."""
    sequence: int
    halts: tuple[Halt, ...]
    damage: str | None
    """Why the file cannot be trusted; the halts then are one, of the whole firm."""
    is_half_damaged: bool


@dataclass(frozen=True, slots=True)
class Lift:
    """A halt that was lifted."""

    number: int
    reason: str
    requested_by: str
    approved_by: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody."""

    name: str
    role: str
    key: str
    """Ed25519, hexadecimal."""
    scopes: tuple[str, ...]
    """What they may halt beside ``trader:NAME``."""
    vouched_by: str
    removed_ns: int | None
    vouches: bool
    """Whether their word lets others in."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A statement and whose signature is under it."""

    person: str
    statement: bytes
    signature: str
    """Hexadecimal."""

    def triple(self) -> tuple[str, bytes, str]:
        """As the core takes it."""
        return self.person, self.statement, self.signature


def halts_of(folder: Path) -> Halts:
    """What holds; a file that cannot be trusted halts the whole firm."""
    with core_errors():
        return halts_from(_core.halts_read(folder))


def settle_halts(folder: Path) -> Halts:
    """Makes the file where there never was one, and a sound one, with the firm halted, of a damaged one.

    Raises:
        UserError: the disk refuses.
    """
    with core_errors():
        return halts_from(_core.halts_settle(folder))


def engage(folder: Path, scope: str, mode: str, reason: str, by: str, ts_ns: int) -> Halt:
    """Keeps a halt; it is on the disk when this returns.

    Raises:
        UserError: no such scope or mode, no reason, or the disk refuses.
    """
    with core_errors():
        return Halt(**_core.halts_engage(folder, scope, mode, reason, by, ts_ns))


@dataclass(frozen=True, slots=True)
class DecisionLog:
    """Where decisions are recorded before they take effect."""

    audit: Path
    """The folder of the home's audit logs."""
    key: Path
    """Signs the log; made where there is none."""

    def note(self, words: str) -> None:
        """Records words.

        Raises:
            UserError: they could not be.
        """
        with core_errors():
            _core.record_decision(self.audit, self.key, words)


def rearm(
    folder: Path, people: Path, now_ns: int, request: Signed, approval: Signed, log: DecisionLog
) -> tuple[Lift, ...]:
    """Records that the halts that the request names are lifted, and lifts them.

    Raises:
        UserError: what is wrong with the request, the approval or the people; the halts then hold.
    """
    with core_errors():
        signed = [request.triple(), approval.triple()]
        lifted = _core.halts_rearm(folder, people, now_ns, signed, log.audit, log.key)
        return tuple(Lift(**one) for one in lifted)


def check_lift_request(folder: Path, people: Path, now_ns: int, request: Signed) -> None:
    """Refuses a request for re-arming that no approval could carry through.

    Raises:
        UserError: what is wrong with it.
    """
    with core_errors():
        _core.check_lift_request(folder, people, now_ns, request.triple())


def lift_statement(
    ledger: str, halts: list[int], scope: str, reason: str, requested_by: str, ts_ns: int, expires_ns: int
) -> bytes:
    """What somebody signs who asks for halts to be lifted."""
    with core_errors():
        return _core.lift_statement(ledger, halts, scope, reason, requested_by, ts_ns, expires_ns)


def limits_statement(
    version: int, replaces: int, digest: str, reason: str, requested_by: str, ts_ns: int, expires_ns: int
) -> bytes:
    """What somebody signs who asks for limits to hold."""
    with core_errors():
        return _core.limits_statement(version, replaces, digest, reason, requested_by, ts_ns, expires_ns)


def approval_statement(request: Signed, approved_by: str, ts_ns: int) -> bytes:
    """What somebody signs who agrees to a request."""
    with core_errors():
        return _core.approval_statement(request.triple(), approved_by, ts_ns)


def vouch_statement(name: str, role: str, key: str, scopes: list[str]) -> bytes:
    """What somebody signs who says that a key is a new person's."""
    with core_errors():
        return _core.vouch_statement(name, role, key, scopes)


def people_of(path: Path, text: str | None = None) -> tuple[Person, ...]:
    """Everybody of a people file, also who was removed; or of the text that is to become one.

    Raises:
        UserError: the file is damaged; the message names line and key.
    """
    with core_errors():
        return tuple(person_from(row) for row in _core.people_read(path, text))


def may_halt(people: Path, name: str, scope: str) -> bool:
    """Whether somebody may halt a scope by their role.

    Raises:
        UserError: nobody of this name, or the file is damaged.
    """
    with core_errors():
        return _core.may_halt(people, name, scope)


def halts_from(row: dict[str, Any]) -> Halts:
    """As the core tells it."""
    return Halts(**row | {"path": Path(row["path"]), "halts": tuple(Halt(**halt) for halt in row["halts"])})


def person_from(row: dict[str, Any]) -> Person:
    """As the core tells it."""
    return Person(**row | {"scopes": tuple(row["scopes"])})
