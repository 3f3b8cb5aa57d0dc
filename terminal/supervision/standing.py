"""How a home stands: what is halted, who waits for whom, which limits hold, whether a gateway runs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from terminal.bridge.gateway_control import Answer, ask_status, gateway_pid
from terminal.bridge.limits import Limits, live_limits
from terminal.bridge.supervision import Halts, halts_of
from terminal.domain.errors import UserError
from terminal.supervision.halting import Place
from terminal.supervision.people import FILE as PEOPLE
from terminal.supervision.people import PeopleFile
from terminal.supervision.rearming import Rearming, Request


@dataclass(frozen=True, slots=True)
class PeopleStanding:
    """Who could approve."""

    present: int
    of_risk: int
    problem: str
    """Why nobody can approve anything; empty where somebody can."""


@dataclass(frozen=True, slots=True)
class Standing:
    """All of it."""

    gateway: Answer
    pid: int | None
    halts: Halts
    limits: Limits | None
    limits_problem: str
    """Why the limits cannot be used; empty where they can."""
    people: PeopleStanding
    waiting: tuple[Request, ...]

    @property
    def problems(self) -> list[str]:
        """What somebody should see to, in words."""
        found = [self.halts.damage or "", self.limits_problem, self.people.problem]
        if self.pid is not None and self.gateway.state != "done":
            found.insert(0, f"the gateway (pid {self.pid}) does not answer: {self.gateway.words or 'it may hang'}")
        if self.halts.is_half_damaged:
            found.append(
                f"{self.halts.path}: one of its two halves is damaged; nothing is lost, the next change mends it"
            )
        return [problem for problem in found if problem]


def standing_of(place: Place, now_ns: int) -> Standing:
    """Looks; changes nothing."""
    limits, problem = None, ""
    try:
        limits = live_limits(place.supervision, place.supervision / PEOPLE)
    except UserError as error:
        problem = str(error)
    gateway = ask_status(place.run)
    return Standing(
        gateway,
        gateway_pid(place.run),
        as_carried_out(halts_of(place.supervision), gateway),
        limits,
        problem,
        people_standing(place.supervision),
        tuple(Rearming(place.supervision).waiting(now_ns)),
    )


def as_carried_out(halts: Halts, gateway: Answer) -> Halts:
    """With what a running gateway says of each: of a scope that it does not know it halted the whole firm."""
    carried_out = tuple(replace(halt, reason=gateway.reasons.get(halt.number, halt.reason)) for halt in halts.halts)
    return replace(halts, halts=carried_out)


def people_standing(supervision: Path) -> PeopleStanding:
    """Who could approve."""
    try:
        present = PeopleFile(supervision).present()
    except UserError as error:
        return PeopleStanding(0, 0, str(error))
    of_risk = sum(person.role == "risk" for person in present)
    lacking = ""
    if len(present) < 2 or not of_risk:
        lacking = "nothing can be re-armed: it takes two people, one of role risk; `plimsoll people add` lets them in"
    return PeopleStanding(len(present), of_risk, lacking)


def halt_rows(halts: Halts) -> list[dict[str, Any]]:
    """The halts for machines."""
    names = ("number", "scope", "mode", "reason", "by", "ts_ns")
    return [{name: getattr(halt, name) for name in names} for halt in halts.halts]
