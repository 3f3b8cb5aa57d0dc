"""Rows that cannot be taken: which, where and why."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

import polars as pl

KEPT = 1_000
"""Rejected rows that are told one by one; the rest are counted."""


@dataclass(frozen=True, slots=True, order=True)
class Reject:
    """One row that was not taken."""

    line: int
    """Of the file, counted from 1; of Parquet the row."""
    column: str
    value: str
    reason: str

    def sentence(self) -> str:
        """The same for a person."""
        cell = f"column {self.column}: {self.value!r} " if self.column else ""
        return f"line {self.line}: {cell}{self.reason}"


@dataclass(slots=True)
class Rejects:
    """The first rejected rows, and how many there are."""

    count: int = 0
    first: list[Reject] = field(default_factory=list)

    def add(self, found: list[Reject], count: int | None = None) -> None:
        """Takes rejected rows, all or only the first of ``count``."""
        self.count += len(found) if count is None else count
        self.first = sorted([*self.first, *found])[:KEPT]

    def plain(self) -> dict[str, Any]:
        """For a JSON file."""
        return {"count": self.count, "first": [asdict(one) for one in self.first]}

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Rejects:
        """From a JSON file."""
        return cls(plain["count"], [Reject(**one) for one in plain["first"]])


class Judge:
    """Marks the bad rows of one block; a row's first fault is the one that is told."""

    def __init__(self, lines: pl.Series) -> None:
        self.lines = lines
        self.bad = pl.Series("bad", [False], dtype=pl.Boolean).new_from_index(0, len(lines))
        self.rejects = Rejects()

    def mark(self, fault: pl.Series, column: str, values: pl.Series, reason: str) -> None:
        """Rejects the rows where ``fault`` is true and nothing was found before."""
        new = fault.fill_null(False) & ~self.bad
        count = int(new.sum())
        if not count:
            return
        at = new.arg_true().head(KEPT)
        cells = values.gather(at).to_list()
        lines = self.lines.gather(at).to_list()
        found = [
            Reject(int(line), column, "" if cell is None else str(cell)[:80], reason)
            for line, cell in zip(lines, cells, strict=True)
        ]
        self.rejects.add(found, count)
        self.bad = self.bad | new
