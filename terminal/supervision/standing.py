"""How a home stands: what is halted, who waits for whom, which limits hold, whether a gateway runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from terminal.bridge.supervision import Halts, halts_of
from terminal.domain.errors import UserError
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

    halts: Halts
    people: PeopleStanding
    waiting: tuple[Request, ...]

    @property
    def problems(self) -> list[str]:
        """What somebody should see to, in words."""
        found = [self.halts.damage or "", self.people.problem]
        if self.halts.is_half_damaged:
            found.append(
                f"{self.halts.path}: one of its two halves is damaged; nothing is lost, the next change mends it"
            )
        return [problem for problem in found if problem]


def standing_of(supervision: Path, now_ns: int) -> Standing:
    """Looks; changes nothing."""
    return Standing(halts_of(supervision), people_standing(supervision), tuple(Rearming(supervision).waiting(now_ns)))


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
