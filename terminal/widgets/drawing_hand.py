"""The mouse on a chart's drawings: places points while a tool is held, selects and drags otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from terminal.domain.drawings import Drawing, DrawingKind, Point
from terminal.widgets.drawing_item import DrawingItem


class Book(Protocol):
    """The drawings of the instrument shown; the chart's model has them."""

    tool: DrawingKind | None
    selected: int

    def drawings(self) -> tuple[Drawing, ...]: ...
    def place(self, point: Point, words: str = "") -> bool: ...
    def preview(self, point: Point) -> Drawing | None: ...
    def replace(self, at: int, drawing: Drawing, *, keep_past: bool = True) -> None: ...


class DrawingHand(QObject):
    """Filters the events of the plots' viewport; what it takes, the plot does not pan by."""

    def __init__(self, viewport: QWidget, item: DrawingItem, book: Book, point_at: Callable[[QPointF], Point]) -> None:
        super().__init__(viewport)
        self.viewport = viewport
        self.item = item
        self.book = book
        self.point_at = point_at
        """Time and price under a place of the viewport."""
        self.inside: Callable[[QPointF], bool] = lambda _: True
        self.ask_words: Callable[[], str] = lambda: ""
        """Asks the user for a note's words; empty gives the note up."""
        self.changed: Callable[[], None] = lambda: None
        self.grabbed: tuple[int, int, Point] | None = None
        self.first_step = False
        viewport.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QMouseEvent):
            return False
        at = event.position()
        match event.type():
            case QEvent.Type.MouseButtonPress:
                return event.button() is Qt.MouseButton.LeftButton and self.inside(at) and self.press(at)
            case QEvent.Type.MouseMove:
                return self.move(at)
            case QEvent.Type.MouseButtonRelease:
                return self.release()
        return False

    def press(self, at: QPointF) -> bool:
        """Places a point, or takes hold of what is under the mouse."""
        point = self.point_at(at)
        if self.book.tool is not None:
            words = self.ask_words() if self.book.tool is DrawingKind.NOTE else ""
            if self.book.tool is not DrawingKind.NOTE or words:
                self.book.place(point, words)
            self.show(at)
            return True
        found, handle = self.item.hit(at)
        if found != self.book.selected:
            self.book.selected = found
            self.show(at)
        if found < 0:
            return False
        self.grabbed, self.first_step = (found, handle, point), True
        return True

    def move(self, at: QPointF) -> bool:
        """Previews the drawing under way, or drags what is held."""
        if self.grabbed is None:
            if self.book.tool is not None:
                self.show(at)
            return False
        found, handle, origin = self.grabbed
        point, drawing = self.point_at(at), self.book.drawings()[found]
        if handle >= 0:
            changed = drawing.with_point(handle, point)
        else:
            changed = drawing.moved(point[0] - origin[0], point[1] - origin[1])
        self.book.replace(found, changed, keep_past=self.first_step)
        self.first_step = False
        self.grabbed = (found, handle, point)
        self.show(at)
        return True

    def release(self) -> bool:
        """Lets go."""
        held, self.grabbed = self.grabbed, None
        return held is not None

    def show(self, at: QPointF) -> None:
        """Has the item paint what is now."""
        preview = self.book.preview(self.point_at(at)) if self.book.tool is not None else None
        self.item.show_drawings(self.book.drawings(), self.book.selected, preview)
        self.changed()
