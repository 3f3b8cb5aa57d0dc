"""What a trader draws on a chart: points of time and price, and what they make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Point = tuple[int, float]
"""Venue time in UTC nanoseconds, and price in currency."""


class DrawingKind(StrEnum):
    """What the points make."""

    LEVEL = "level"
    """A price, over all time."""
    MOMENT = "moment"
    """A time, over all prices."""
    TREND = "trend"
    """A line from one point to another."""
    RAY = "ray"
    """A line from one point through another and on."""
    BOX = "box"
    """A stretch of time and price."""
    FIBONACCI = "fibonacci"
    """Retracements of a move at 0, 23.6, 38.2, 50, 61.8, 78.6 and 100 percent."""
    MEASURE = "measure"
    """A move with its change, percentage and time."""
    NOTE = "note"
    """Words at a point."""


POINTS = {DrawingKind.LEVEL: 1, DrawingKind.MOMENT: 1, DrawingKind.NOTE: 1}
"""How many points a kind takes; two where it is not named."""
RETRACEMENTS = (0.0, 0.236, 0.382, 0.5, 0.618, 0.786, 1.0)


def points_of(kind: DrawingKind) -> int:
    """How many points a kind takes."""
    return POINTS.get(kind, 2)


@dataclass(frozen=True, slots=True)
class Drawing:
    """One drawing."""

    kind: DrawingKind
    points: tuple[Point, ...]
    words: str = ""

    def moved(self, by_ns: int, by_price: float) -> Drawing:
        """The whole drawing somewhere else."""
        return Drawing(self.kind, tuple((ts_ns + by_ns, price + by_price) for ts_ns, price in self.points), self.words)

    def with_point(self, at: int, point: Point) -> Drawing:
        """One of its points somewhere else."""
        return Drawing(self.kind, (*self.points[:at], point, *self.points[at + 1 :]), self.words)

    def document(self) -> dict[str, object]:
        """For a workspace: JSON values only."""
        return {"kind": self.kind.value, "points": [list(point) for point in self.points], "words": self.words}

    @classmethod
    def from_document(cls, document: object) -> Drawing | None:
        """What :meth:`document` wrote; ``None`` for anything else."""
        if not isinstance(document, Mapping):
            return None
        try:
            kind = DrawingKind(str(document["kind"]))
            points = tuple((int(ts_ns), float(price)) for ts_ns, price in document["points"])
        except (KeyError, TypeError, ValueError):
            return None
        if len(points) != points_of(kind) or not all(abs(price) < 1e15 for _, price in points):
            return None
        return cls(kind, points, str(document.get("words", "")))
