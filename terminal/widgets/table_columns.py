"""Where a table's columns stand: order, widths, which are hidden. Knows no Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from terminal.sdk.table import Column

LEAST = 28
GRIP = 4
"""Pixels beside an edge at which it can be taken hold of."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A column on screen: its place in the source, and where it stands."""

    at: int
    column: Column
    x: float
    width: float

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.x + self.width


class ColumnLayout:
    """The columns of one table, as the user put them."""

    def __init__(self, columns: Sequence[Column], scale: float = 1.0) -> None:
        self.scale = scale
        self.adopt(columns)

    def adopt(self, columns: Sequence[Column]) -> None:
        """Other columns; nothing the user did to the former ones is kept."""
        self.columns = {column.id: column for column in columns}
        self.places = {column.id: at for at, column in enumerate(columns)}
        self.order = [column.id for column in columns]
        self.widths: dict[str, float] = {}
        self.hidden = {column.id for column in columns if column.hidden}
        self.asked: set[str] = set()
        """Those the user asked for: they do not give way."""

    def width_of(self, column_id: str) -> float:
        """Its width on screen before what is left over is shared."""
        return self.widths.get(column_id, self.columns[column_id].width * self.scale)

    def shown(self) -> list[str]:
        """Ids from left to right."""
        return [column_id for column_id in self.order if column_id not in self.hidden]

    def fitting(self, room: float) -> list[str]:
        """Shown columns without those that give way, the last of the highest rank first."""
        ids = self.shown()
        taken = sum(self.width_of(column_id) for column_id in ids)
        yielding = [i for i in ids if self.columns[i].rank and i not in self.asked]
        for column_id in sorted(yielding, key=lambda i: (-self.columns[i].rank, -self.places[i])):
            if taken <= room:
                break
            ids.remove(column_id)
            taken -= self.width_of(column_id)
        return ids

    def placed(self, room: float) -> list[Placed]:
        """Every column that has its place in `room`; stretching ones share what is left of it."""
        ids = self.fitting(room)
        taken = sum(self.width_of(column_id) for column_id in ids)
        elastic = [i for i in ids if self.columns[i].stretch and i not in self.widths]
        extra = max(room - taken, 0.0) / len(elastic) if elastic else 0.0
        found, x = [], 0.0
        for column_id in ids:
            width = self.width_of(column_id) + (extra if column_id in elastic else 0.0)
            found.append(Placed(self.places[column_id], self.columns[column_id], x, width))
            x += width
        return found

    def resize(self, column_id: str, width: float) -> None:
        """Gives a column a width of the user's."""
        self.widths[column_id] = max(width, LEAST)

    def move(self, column_id: str, before: str | None) -> None:
        """Puts a column before another, or at the end."""
        if column_id == before:
            return
        self.order.remove(column_id)
        self.order.insert(self.order.index(before) if before in self.order else len(self.order), column_id)

    def show(self, column_id: str, *, shown: bool) -> None:
        """Shows or hides a column; the last one stays."""
        if shown:
            self.hidden.discard(column_id)
            self.asked.add(column_id)
            return
        self.asked.discard(column_id)
        if len(self.shown()) > 1:
            self.hidden.add(column_id)

    def reset(self) -> None:
        """As the panel declared them."""
        self.adopt(sorted(self.columns.values(), key=lambda column: self.places[column.id]))

    def state(self) -> dict[str, object]:
        """For a workspace; widths at text scale 1."""
        return {
            "order": list(self.order),
            "widths": {column_id: round(width / self.scale, 1) for column_id, width in self.widths.items()},
            "hidden": sorted(self.hidden),
            "asked": sorted(self.asked),
        }

    def restore(self, state: Mapping[str, object]) -> None:
        """Takes a kept state up as far as its columns still exist; new columns keep their place at the end."""
        order, widths, hidden, asked = (state.get(name) for name in ("order", "widths", "hidden", "asked"))
        if isinstance(order, list):
            known = [column_id for column_id in dict.fromkeys(order) if column_id in self.columns]
            self.order = known + [column_id for column_id in self.order if column_id not in known]
        if isinstance(widths, dict):
            sound = {i: w for i, w in widths.items() if i in self.columns and isinstance(w, int | float) and w == w}
            self.widths = {column_id: min(max(w * self.scale, LEAST), 4_000.0) for column_id, w in sound.items()}
        if isinstance(hidden, list):
            wished = {column_id for column_id in hidden if column_id in self.columns}
            self.hidden = wished if len(wished) < len(self.columns) else self.hidden
        if isinstance(asked, list):
            self.asked = {column_id for column_id in asked if column_id in self.columns}


def edge_at(placed: Sequence[Placed], x: float) -> Placed | None:
    """The column whose right edge is under `x`."""
    return next((place for place in placed if abs(place.right - x) <= GRIP), None)


def column_at(placed: Sequence[Placed], x: float) -> Placed | None:
    """The column under `x`."""
    return next((place for place in placed if place.x <= x < place.right), None)
