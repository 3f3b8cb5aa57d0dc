"""The head of a table: titles with units, sorted by a click, resized at their edges, moved by dragging."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from terminal.sdk.table import Kind
from terminal.sdk.theme import Tokens
from terminal.sdk.words import tr
from terminal.widgets import fonts
from terminal.widgets.table_columns import ColumnLayout, Placed, column_at, edge_at

DRAG_PX = 6


class TableHead(QWidget):
    """Paints the titles over the columns that its table placed."""

    sort_asked = Signal(str)
    fit_asked = Signal(str)
    changed = Signal()
    """Columns were resized or moved."""
    menu_asked = Signal(object)

    def __init__(self, tokens: Tokens, columns: ColumnLayout, parent: QWidget) -> None:
        super().__init__(parent)
        self.tokens = tokens
        self.columns = columns
        self.placed: list[Placed] = []
        self.offset = 0
        self.sort: tuple[str, bool] | None = None
        self.resizing: tuple[str, float, float] | None = None
        self.pressed: tuple[Placed, float] | None = None
        self.target: float | None = None
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(tr("Column heads"))

    def show_columns(self, placed: list[Placed], offset: int, sort: tuple[str, bool] | None) -> None:
        """Draws these columns from now on."""
        if (placed, offset, sort) != (self.placed, self.offset, self.sort):
            self.placed, self.offset, self.sort = placed, offset, sort
            self.update()

    # Painting.

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self.tokens.s1))
        painter.setFont(fonts.words(self.tokens.type.hint))
        for place in self.placed:
            self.title(painter, place)
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(self.tokens.line2))
        if self.target is not None:
            painter.setPen(QPen(QColor(self.tokens.accent), 2))
            painter.drawLine(QPointF(self.target, 2), QPointF(self.target, self.height() - 2))
        painter.end()

    def title(self, painter: QPainter, place: Placed) -> None:
        """Title, unit and the mark of sorting of one column."""
        pad = self.tokens.metrics.cell_padding
        box = QRectF(place.x - self.offset + pad, 0, place.width - 2 * pad, self.height())
        mark = ""
        if self.sort is not None and self.sort[0] == place.column.id:
            mark = " ▼" if self.sort[1] else " ▲"
        face = QFontMetricsF(painter.font())
        unit = f" {place.column.unit}" if place.column.unit else ""
        words = face.elidedText(
            place.column.title, Qt.TextElideMode.ElideRight, box.width() - face.horizontalAdvance(mark)
        )
        if face.horizontalAdvance(words + unit + mark) > box.width():
            unit = ""
        right = place.column.kind in (Kind.NUMBER, Kind.PICTURE)
        x = box.right() - face.horizontalAdvance(words + unit + mark) if right else box.left()
        parts = ((words, self.tokens.t1 if mark else self.tokens.t2), (unit, self.tokens.t3), (mark, self.tokens.t1))
        for text, ink in parts:
            painter.setPen(QColor(ink))
            painter.drawText(QRectF(x, 0, box.width() + pad, self.height()), Qt.AlignmentFlag.AlignVCenter, text)
            x += face.horizontalAdvance(text)

    # The mouse.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        x = event.position().x() + self.offset
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if (edge := edge_at(self.placed, x)) is not None:
            self.resizing = (edge.column.id, x, edge.width)
        elif (place := column_at(self.placed, x)) is not None:
            self.pressed = (place, x)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x() + self.offset
        if self.resizing is not None:
            column_id, start, width = self.resizing
            self.columns.resize(column_id, width + x - start)
            self.changed.emit()
        elif self.pressed is not None:
            if abs(x - self.pressed[1]) > DRAG_PX:
                over = self.gap_at(x)
                self.target = (over.x if over else self.placed[-1].right) - self.offset
                self.update()
        else:
            place = column_at(self.placed, x)
            self.setToolTip(tip_of(place) if place else "")
            on_edge = edge_at(self.placed, x) is not None
            self.setCursor(Qt.CursorShape.SplitHCursor if on_edge else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        x = event.position().x() + self.offset
        pressed, self.pressed = self.pressed, None
        dragged, self.target = self.target is not None, None
        if self.resizing is not None:
            self.resizing = None
        elif pressed is not None and dragged:
            over = self.gap_at(x)
            self.columns.move(pressed[0].column.id, over.column.id if over else None)
            self.changed.emit()
        elif pressed is not None:
            self.sort_asked.emit(pressed[0].column.id)
        self.update()

    def gap_at(self, x: float) -> Placed | None:
        """The column before which a dragged one would land; ``None`` for the end."""
        return next((place for place in self.placed if x < place.x + place.width / 2), None)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        edge = edge_at(self.placed, event.position().x() + self.offset)
        if edge is not None:
            self.fit_asked.emit(edge.column.id)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_asked.emit(event.globalPos())


def tip_of(place: Placed) -> str:
    """Title, unit and meaning of a column."""
    unit = f", {place.column.unit}" if place.column.unit else ""
    return f"{place.column.title}{unit}" + (f"\n{place.column.doc}" if place.column.doc else "")
