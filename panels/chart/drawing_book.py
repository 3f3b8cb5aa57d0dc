"""The drawings of each instrument: placing them point by point, moving, removing, undoing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from terminal.domain.drawings import Drawing, DrawingKind, Point, points_of

UNDO = 50


@dataclass
class DrawingBook:
    """Drawings by symbol, the one being placed, and the one selected."""

    by_symbol: dict[str, list[Drawing]] = field(default_factory=dict)
    symbol: str = ""
    tool: DrawingKind | None = None
    placed: tuple[Point, ...] = ()
    """Points set so far of the drawing under way."""
    selected: int = -1
    past: list[tuple[str, list[Drawing]]] = field(default_factory=list)

    def show(self, symbol: str) -> None:
        """Another instrument's drawings."""
        self.symbol = symbol
        self.cancel()
        self.selected = -1

    def drawings(self) -> tuple[Drawing, ...]:
        """Those of the instrument shown."""
        return tuple(self.by_symbol.get(self.symbol, ()))

    def begin(self, tool: DrawingKind | None) -> None:
        """Takes a tool, or puts it down."""
        self.tool = tool
        self.placed = ()
        self.selected = -1

    def cancel(self) -> None:
        """Gives up the drawing under way."""
        self.begin(None)

    def place(self, point: Point, words: str = "") -> bool:
        """Sets the next point; true when that completed the drawing, which is then selected."""
        if self.tool is None:
            return False
        self.placed = (*self.placed, point)
        if len(self.placed) < points_of(self.tool):
            return False
        made = Drawing(self.tool, self.placed, words)
        self.begin(None)
        self.put([*self.drawings(), made])
        self.selected = len(self.drawings()) - 1
        return True

    def preview(self, point: Point) -> Drawing | None:
        """The drawing under way as it would be with its next point there."""
        if self.tool is None:
            return None
        points = (*self.placed, point)
        return Drawing(self.tool, (points * 2)[: points_of(self.tool)] if len(points) == 1 else points)

    def replace(self, at: int, drawing: Drawing, *, keep_past: bool = True) -> None:
        """Another drawing in the place of one; the steps of one drag keep only the first's past."""
        changed = list(self.drawings())
        changed[at] = drawing
        self.put(changed, keep_past=keep_past)

    def remove(self, at: int | None = None) -> bool:
        """Removes one, the selected unless told; false where there is none."""
        at = self.selected if at is None else at
        changed = list(self.drawings())
        if not 0 <= at < len(changed):
            return False
        del changed[at]
        self.selected = -1
        self.put(changed)
        return True

    def clear(self) -> None:
        """Removes all of the instrument."""
        self.selected = -1
        self.put([])

    def undo(self) -> bool:
        """Takes the last change back; false where there is none."""
        if not self.past:
            return False
        symbol, drawings = self.past.pop()
        self.by_symbol[symbol] = drawings
        self.selected = -1
        return True

    def put(self, drawings: list[Drawing], *, keep_past: bool = True) -> None:
        """The instrument's drawings from now on."""
        if keep_past:
            self.past = [*self.past[-UNDO + 1 :], (self.symbol, list(self.drawings()))]
        self.by_symbol[self.symbol] = drawings

    def document(self) -> dict[str, object]:
        """For a workspace."""
        return {symbol: [one.document() for one in drawings] for symbol, drawings in self.by_symbol.items() if drawings}

    def restore(self, document: object) -> None:
        """What a workspace kept; what makes no sense is passed over."""
        if not isinstance(document, Mapping):
            return
        for symbol, drawings in document.items():
            read = [Drawing.from_document(one) for one in drawings] if isinstance(drawings, list) else []
            self.by_symbol[str(symbol)] = [one for one in read if one is not None]
