"""The body of the virtual table: which rows are on screen, and how they are painted.

The rows on screen are kept as one image; a frame paints those that differ into it and blits it with one call, because
every further call of Qt's costs time when plugins work beside it.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from terminal.sdk.table import Card, Row, TableSource
from terminal.sdk.theme import Tokens
from terminal.sdk.words import tr
from terminal.widgets.state_card import StateCard
from terminal.widgets.table_columns import ColumnLayout, Placed
from terminal.widgets.table_head import TableHead
from terminal.widgets.table_order import RowOrder
from terminal.widgets.table_paint import CellPainter

KEY_HOLD_NS = 1_500_000_000
"""How long rows stay where they are after a key."""
Look = tuple[Row, bool, bool, bool]
"""What a place on screen shows: the row, and whether it is chosen, has the focus, is under the mouse."""


class TableGrid(QAbstractScrollArea):
    """Draws a :class:`~terminal.sdk.table.TableSource`. It has no timer: its panel calls :meth:`on_frame`."""

    def __init__(self, tokens: Tokens, source: TableSource, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tokens = tokens
        self.source = source
        self.order = RowOrder(source)
        self.cells = CellPainter(tokens)
        self.columns = ColumnLayout(source.columns, tokens.type.body / 12)
        self.placed: list[Placed] = []
        self.painted: list[Look | None] = []
        self.image = QImage()
        self.hovered = -1
        self.drop_gap = -1
        """The gap before which a dragged row would land."""
        self.key_ns = -KEY_HOLD_NS
        self.follow_tail = False
        self.empty: Card | None = None
        self.rows_painted = self.cells_painted = 0
        self.head = TableHead(tokens, self.columns, self)
        self.card = StateCard(tokens, self.viewport())
        self.card.hide()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.verticalScrollBar().valueChanged.connect(self.scrolled)
        self.horizontalScrollBar().valueChanged.connect(self.scrolled)

    def on_frame(self, now_ns: int) -> None:
        """Takes changes of the source up and repaints what they changed on screen."""
        if not self.isVisible():
            return
        at_end = self.at_end()
        held = self.viewport().underMouse() or now_ns - self.key_ns < KEY_HOLD_NS
        if self.order.take(now_ns, held=held):
            self.rows_changed()
            if self.follow_tail and at_end:
                self.scroll_to_end()
            if self.looks() != self.painted:
                self.viewport().update()

    def show_card(self, card: Card | None) -> None:
        """What to show while there are no rows."""
        self.empty = card
        self.place_card()

    # Rows and columns.

    def row_height(self) -> int:
        """Height of a row."""
        return self.tokens.metrics.table_row

    def whole_rows(self) -> int:
        """Rows that fit on screen whole."""
        return max(self.viewport().height() // self.row_height(), 1)

    def rows_changed(self) -> None:
        """Rows came, went or moved."""
        self.order.remember()
        self.verticalScrollBar().setRange(0, max(len(self.order.rows) - self.whole_rows(), 0))
        self.verticalScrollBar().setPageStep(self.whole_rows())
        self.place_card()

    def renew(self) -> None:
        """Takes the source up as it is, in order, at once: the user asked for what changed."""
        self.order.arrange()
        self.rows_changed()
        self.relayout()

    def relayout(self) -> None:
        """Columns have other places: everything is painted anew."""
        self.placed = self.columns.placed(self.viewport().width())
        wide = self.placed[-1].right if self.placed else 0
        self.horizontalScrollBar().setRange(0, max(round(wide - self.viewport().width()), 0))
        self.horizontalScrollBar().setPageStep(self.viewport().width())
        self.head.show_columns(self.placed, self.horizontalScrollBar().value(), self.order.sort)
        self.painted = []
        self.viewport().update()

    def scrolled(self) -> None:
        """The user scrolled."""
        self.head.show_columns(self.placed, self.horizontalScrollBar().value(), self.order.sort)
        self.painted = []
        self.viewport().update()

    def at_end(self) -> bool:
        """Whether the last row is on screen."""
        return self.verticalScrollBar().value() >= self.verticalScrollBar().maximum()

    def scroll_to_end(self) -> None:
        """Shows the last row."""
        self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

    def place_card(self) -> None:
        """The card stands where there is no row: the panel's, or that the filter leaves none."""
        card = self.empty
        if len(self.source) and self.order.needle:
            text = tr("{n} rows are hidden by it. Esc clears the filter.").format(n=len(self.source))
            title = tr("No row holds “{words}”").format(words=self.order.needle)
            card = Card(title, text, "ph.funnel")
        shown = card is not None and not len(self.order.rows)
        if shown and card is not None:
            self.card.show_card(card)
            self.card.setGeometry(self.viewport().rect())
        self.card.setVisible(shown)

    # Painting.

    def looks(self) -> list[Look | None]:
        """What each place on screen shows."""
        first, count = self.verticalScrollBar().value(), self.whole_rows() + 1
        focused = self.hasFocus()
        found: list[Look | None] = []
        for place in range(first, first + count):
            at = self.order.at(place)
            if at < 0:
                found.append(None)
                continue
            row = self.source.row(at)
            mine = row.key == self.order.current
            found.append((row, row.key in self.order.chosen, mine and focused, place == self.hovered))
        return found

    def paintEvent(self, _event: QPaintEvent) -> None:
        self.fit_image()
        looks = self.looks()
        inner = QPainter(self.image)
        for at, look in enumerate(looks):
            before = self.painted[at] if at < len(self.painted) else None
            if not self.painted or before != look:
                self.paint_row(inner, at, before, look)
        inner.end()
        self.painted = looks
        painter = QPainter(self.viewport())
        painter.drawImage(0, 0, self.image)
        if self.drop_gap >= 0:
            y = (self.drop_gap - self.verticalScrollBar().value()) * self.row_height()
            painter.fillRect(0, y - 1, self.viewport().width(), 2, QColor(self.tokens.accent))
        painter.end()

    def fit_image(self) -> None:
        """An image of the viewport's size."""
        ratio, size = self.devicePixelRatioF(), self.viewport().size()
        wanted = (max(round(size.width() * ratio), 1), max(round(size.height() * ratio), 1))
        if (self.image.width(), self.image.height()) != wanted:
            self.image = QImage(*wanted, QImage.Format.Format_RGB32)
            self.painted = []
        self.image.setDevicePixelRatio(ratio)
        if not self.painted:
            self.image.fill(QColor(self.tokens.s1))

    def paint_row(self, painter: QPainter, at: int, before: Look | None, look: Look | None) -> None:
        """One row into the image; where only values changed, only their cells."""
        height, wide = self.row_height(), self.viewport().width()
        top = at * height
        if look is None:
            painter.fillRect(0, top, wide, height, QColor(self.tokens.s1))
            return
        self.rows_painted += 1
        row, chosen, focused, hovered = look
        ground = QColor(self.tokens.s4 if chosen else self.tokens.s2 if hovered else self.tokens.s1)
        same = before is not None and before[1:] == look[1:] and before[0].dim == row.dim
        known = before[0].cells if same and before is not None else ()
        if not same:
            painter.fillRect(0, top, wide, height - 1, ground)
            painter.fillRect(0, top + height - 1, wide, 1, QColor(self.tokens.line))
        offset = self.horizontalScrollBar().value()
        for place in self.placed:
            if place.right <= offset or place.x - offset >= wide:
                continue
            cell = row.cells[place.at]
            if same and known[place.at] == cell:
                continue
            box = QRectF(place.x - offset, top, place.width, height - 1)
            if same:
                painter.fillRect(box, ground)
            self.cells_painted += 1
            self.cells.paint(painter, box, place.column.kind, cell, dim=row.dim)
        if focused:
            painter.fillRect(0, top, 2, height - 1, QColor(self.tokens.accent))
