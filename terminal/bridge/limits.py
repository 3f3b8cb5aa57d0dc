"""Limits as the core reads, keeps and rehearses them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from terminal import _core
from terminal.bridge.jobs import core_errors
from terminal.bridge.supervision import DecisionLog, Signed


@dataclass(frozen=True, slots=True)
class LimitLine:
    """One limit of one scope."""

    scope: str
    kind: str
    value: str
    """As people write it: ``5%``, ``250ms``, ``1000``."""
    reason: str


@dataclass(frozen=True, slots=True)
class Restricted:
    """An instrument that a scope may not trade."""

    scope: str
    instrument: str
    reason: str


@dataclass(frozen=True, slots=True)
class Limits:
    """One version."""

    path: Path
    version: int
    """0 for the demonstration's."""
    reason: str
    digest: str
    lines: tuple[LimitLine, ...]
    restricted: tuple[Restricted, ...]
    requested_by: str = ""
    approved_by: str = ""
    """Empty for a draft and for the demonstration's."""
    asked_ns: int | None = None


@dataclass(frozen=True, slots=True)
class LimitKind:
    """What can be limited."""

    name: str
    words: str
    unit: str
    is_mandatory: bool
    """An order that no scope limits so is refused."""
    is_length: bool
    """No cap, but the length of time that a cap counts over."""


@dataclass(frozen=True, slots=True)
class WouldRefuse:
    """An order of a recorded day that a draft would have refused."""

    seq: int
    ts_ns: int
    cl_ord_id: str
    symbol: str
    check: str
    measured: str
    limit: str


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What a draft would have done to one recorded day."""

    log: Path
    records: int
    orders: int
    refused: int
    by_check: dict[str, int]
    first: tuple[WouldRefuse, ...]
    trips: tuple[str, ...]
    problem: str | None
    """What is wrong with the log; the figures then are of the part before it."""


def live_limits(supervision: Path, people: Path, version: int | None = None) -> Limits:
    """The limits that hold, or an approved version.

    Raises:
        UserError: they cannot be used: then nothing is traded. The message names file, line and key.
    """
    with core_errors():
        return limits_from(_core.limits_live(supervision, people, version))


def newest_version(supervision: Path) -> int:
    """The highest version that two people agreed to; 0 for none.

    Raises:
        UserError: the folder is not as it was left.
    """
    with core_errors():
        return _core.limits_newest(supervision)


def read_limits(path: Path, text: str) -> Limits:
    """Reads the text of limits.

    Raises:
        UserError: it names line and key.
    """
    with core_errors():
        return limits_from(_core.limits_parse(path, text))


def approve_limits(
    supervision: Path, people: Path, now_ns: int, text: str, request: Signed, approval: Signed, log: DecisionLog
) -> Limits:
    """Records that limits, to which two people agree, hold from now on, and lets them.

    Raises:
        UserError: what is wrong; what held before still does.
    """
    with core_errors():
        signed = [request.triple(), approval.triple()]
        return limits_from(_core.limits_approve(supervision, people, now_ns, text, signed, log.audit, log.key))


def check_limits_request(people: Path, now_ns: int, request: Signed) -> None:
    """Refuses a request for limits that no approval could carry through.

    Raises:
        UserError: what is wrong with it.
    """
    with core_errors():
        _core.check_limits_request(people, now_ns, request.triple())


def limit_kinds() -> tuple[LimitKind, ...]:
    """Everything that can be limited."""
    return tuple(LimitKind(*row) for row in _core.limit_kinds())


def rehearse(path: Path, text: str, log: Path) -> Rehearsed:
    """Which orders of a recorded day limits would have refused.

    Raises:
        UserError: the limits or the log cannot be read.
    """
    with core_errors():
        row = _core.limits_rehearse(path, text, log)
    first = tuple(WouldRefuse(**one) for one in row["first"])
    return Rehearsed(**row | {"log": Path(row["log"]), "first": first, "trips": tuple(row["trips"])})


def limits_from(row: dict[str, Any]) -> Limits:
    """As the core tells it."""
    lines = tuple(LimitLine(**line) for line in row["lines"])
    restricted = tuple(Restricted(**line) for line in row["restricted"])
    return Limits(**row | {"path": Path(row["path"]), "lines": lines, "restricted": restricted})
