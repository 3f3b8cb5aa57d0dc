"""The virtual table: a hundred thousand rows, of which only those on screen are asked for and changed ones painted.

Keys: arrows, ``Page``, ``Home``, ``End`` move (with ``Shift`` they extend), ``Enter`` takes, ``Ctrl A`` chooses all,
``Ctrl C`` copies as text for a spreadsheet, ``Ctrl Shift C`` as CSV; typing filters, ``Esc`` shows all again;
the menu key opens what else there is: sorting, columns, and what the panel adds.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Mapping
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from terminal.sdk.table import TableSource
from terminal.sdk.theme import Tokens
from terminal.sdk.words import tr
from terminal.widgets.filter_box import FilterBox
from terminal.widgets.table_columns import column_at
from terminal.widgets.table_grid import TableGrid
from terminal.widgets.table_order import RowOrder
from terminal.widgets.table_text import as_text

DRAG_PX = 6


class VirtualTable(TableGrid):
    """Draws a :class:`~terminal.sdk.table.TableSource`. It has no timer: its panel calls :meth:`on_frame`."""

    current_changed = Signal(object)
    """Key of the current row, ``None`` for none."""
    activated = Signal(object)
    """Key of a row that was double-clicked or entered."""
    row_dropped = Signal(object, object)
    """Keys of a row that was dragged, and of the one that it was dropped before; ``None`` for the end."""
    card_acted = Signal()
    card_sampled = Signal(str)

    def __init__(self, tokens: Tokens, source: TableSource, name: str, parent: QWidget | None = None) -> None:
        super().__init__(tokens, source, name, parent)
        self.extend_menu: Callable[[QMenu], None] = lambda _: None
        self.rows_movable = False
        self.pressed_at: QPoint | None = None
        self.head.sort_asked.connect(self.sort_by)
        self.head.fit_asked.connect(self.fit)
        self.head.changed.connect(self.relayout)
        self.head.menu_asked.connect(self.open_menu)
        self.card.acted.connect(self.card_acted)
        self.card.sampled.connect(self.card_sampled)
        self.build_box()

    def build_box(self) -> None:
        """The filter box at the foot, and the keys that hold in the whole table."""
        self.box = FilterBox(tr("Filter rows; Esc shows all"), self)
        self.box.textChanged.connect(self.filter)
        self.box.left.connect(self.close_filter)
        self.box.gone_on.connect(self.enter_rows)
        self.box.hide()
        near = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys, call in (
            (QKeySequence.StandardKey.Copy, partial(self.copy, "\t")),
            (QKeySequence("Ctrl+Shift+C"), partial(self.copy, ",")),
            (QKeySequence.StandardKey.Find, self.open_filter),
        ):
            QShortcut(QKeySequence(keys), self, call).setContext(near)

    # What the panel calls.

    def show_source(self, source: TableSource) -> None:
        """Another table in the place of this one."""
        sort_known = self.order.sort is not None and any(c.id == self.order.sort[0] for c in source.columns)
        if [c.id for c in source.columns] != [c.id for c in self.source.columns]:
            self.columns.adopt(source.columns)
        self.source = source
        sort = self.order.sort if sort_known else None
        self.order = RowOrder(source)
        self.order.sort = sort
        self.box.clear()
        self.order.arrange()
        self.rows_changed()
        self.verticalScrollBar().setValue(0)
        self.relayout()

    def on_key(self, keys: str, call: Callable[[], object]) -> None:
        """A key of the panel's that holds while the table has the focus."""
        QShortcut(QKeySequence(keys), self, call).setContext(Qt.ShortcutContext.WidgetShortcut)

    def current(self) -> Hashable:
        """Key of the current row."""
        return self.order.current

    def choose(self, key: Hashable) -> None:
        """Makes a row the current one, where it is shown."""
        place = self.order.place_of(key)
        if place >= 0:
            self.choose_place(place)

    def save_state(self) -> dict[str, object]:
        """Columns, sorting and filter, for a workspace."""
        sort = list(self.order.sort) if self.order.sort else None
        return {"columns": self.columns.state(), "sort": sort, "filter": self.order.needle}

    def restore_state(self, state: object) -> None:
        """Takes a kept state up; what makes no sense is passed over."""
        if not isinstance(state, Mapping):
            return
        columns, sort, needle = state.get("columns"), state.get("sort"), state.get("filter")
        if isinstance(columns, Mapping):
            self.columns.restore(columns)
        if isinstance(sort, list | tuple) and len(sort) == 2 and sort[0] in self.columns.columns:
            self.order.sort = (str(sort[0]), bool(sort[1]))
        self.order.arrange()
        if isinstance(needle, str) and needle:
            self.open_filter(needle, focus=False)
        self.rows_changed()
        self.relayout()

    def sort_by(self, column_id: str) -> None:
        """Sorts by a column; a second time the other way round, a third time not at all."""
        self.order.sort_by(column_id, time.monotonic_ns())
        self.rows_changed()
        self.relayout()

    def filter(self, needle: str) -> None:
        """Shows rows that hold these words."""
        self.order.filter(needle)
        self.rows_changed()
        self.painted = []
        self.viewport().update()

    def fit(self, column_id: str) -> None:
        """Makes a column as wide as its widest cell on screen, at least as its title."""
        at, column = self.columns.places[column_id], self.columns.columns[column_id]
        rows = [look[0] for look in self.looks() if look is not None]
        words = [row.cells[at].text for row in rows] + [f"{column.title} {column.unit} ▲"]
        self.columns.resize(column_id, max(self.cells.wide(text, column.kind, bold=True) for text in words))
        self.relayout()

    # Choosing.

    def choose_place(self, place: int, *, extend: bool = False, toggle: bool = False) -> None:
        """Makes the row at a place the current one and brings it into view."""
        before = self.order.current
        place = min(max(place, 0), len(self.order.rows) - 1)
        self.order.choose(place, extend=extend, toggle=toggle)
        first, whole = self.verticalScrollBar().value(), self.whole_rows()
        if place < first:
            self.verticalScrollBar().setValue(place)
        elif place >= first + whole:
            self.verticalScrollBar().setValue(place - whole + 1)
        self.viewport().update()
        if (at := self.order.at(place)) >= 0:
            n, of = place + 1, len(self.order.rows)
            spoken = self.source.spoken(at)
            self.setAccessibleDescription(tr("Row {n} of {of}: {row}").format(n=n, of=of, row=spoken))
        if self.order.current != before:
            self.current_changed.emit(self.order.current)

    def place_at(self, y: float) -> int:
        """The place under a line of the viewport; −1 under the last row."""
        place = self.verticalScrollBar().value() + int(y // self.row_height())
        return place if 0 <= place < len(self.order.rows) else -1

    def copy(self, separator: str) -> None:
        """Chosen rows, else all, with their heads onto the clipboard."""
        rows = self.order.chosen_rows() or [at for at in self.order.rows if at < len(self.source)]
        columns = [place.at for place in self.placed]
        QApplication.clipboard().setText(as_text(self.source, rows, columns, separator))

    def open_filter(self, words: str = "", *, focus: bool = True) -> None:
        """Opens the filter box."""
        self.box.show()
        self.place_parts()
        if words:
            self.box.setText(words)
        if focus:
            self.box.setFocus()

    def close_filter(self) -> None:
        """Shows every row again."""
        self.box.clear()
        self.box.hide()
        self.place_parts()
        self.setFocus()

    # Qt's own calls.

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.place_parts()

    def place_parts(self) -> None:
        """Head on top, filter box at the foot, rows between."""
        head = self.tokens.metrics.table_head
        foot = self.tokens.metrics.control + 2 if not self.box.isHidden() else 0
        self.setViewportMargins(0, head, 0, foot)
        inside = self.contentsRect()
        self.head.setGeometry(QRect(inside.x(), inside.y(), inside.width(), head))
        self.box.setGeometry(QRect(inside.x(), inside.bottom() + 1 - foot, inside.width(), max(foot, 1)))
        self.rows_changed()
        self.relayout()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.key_ns = time.monotonic_ns()
        extend = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        here, last = self.order.place_of(self.order.current), len(self.order.rows) - 1
        match event.key():
            case Qt.Key.Key_Down:
                self.choose_place(here + 1, extend=extend)
            case Qt.Key.Key_Up:
                self.choose_place(here - 1, extend=extend)
            case Qt.Key.Key_PageDown:
                self.choose_place(here + self.whole_rows(), extend=extend)
            case Qt.Key.Key_PageUp:
                self.choose_place(here - self.whole_rows(), extend=extend)
            case Qt.Key.Key_Home:
                self.choose_place(0, extend=extend)
            case Qt.Key.Key_End:
                self.choose_place(last, extend=extend)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if here >= 0:
                self.activated.emit(self.order.current)
            case Qt.Key.Key_Escape if not self.box.isHidden():
                self.close_filter()
            case Qt.Key.Key_A if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.order.choose_all()
                self.viewport().update()
            case _ if plain and event.text().strip() and event.text().isprintable():
                self.open_filter(self.box.text() + event.text())
            case _:
                super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self.place_at(event.position().y())
        if place < 0:
            return
        keys = event.modifiers()
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed_at = event.position().toPoint()
            toggle = bool(keys & Qt.KeyboardModifier.ControlModifier)
            self.choose_place(place, extend=bool(keys & Qt.KeyboardModifier.ShiftModifier), toggle=toggle)
        elif self.order.key_at(place) not in self.order.chosen:
            self.choose_place(place)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.place_at(event.position().y()) >= 0:
            self.activated.emit(self.order.current)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        dropped, self.drop_gap, self.pressed_at = self.drop_gap, -1, None
        if dropped >= 0:
            self.row_dropped.emit(self.order.current, self.order.key_at(dropped))
            self.viewport().update()
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if self.rows_movable and self.pressed_at is not None and abs(at.y() - self.pressed_at.y()) > DRAG_PX:
            gap = self.verticalScrollBar().value() + round(at.y() / self.row_height())
            self.drop_gap = min(max(gap, 0), len(self.order.rows))
            self.viewport().update()
        self.hover(self.place_at(at.y()))
        if (tip := self.tip_at(at)) != self.viewport().toolTip():
            self.viewport().setToolTip(tip)

    def leaveEvent(self, _event: QEvent) -> None:
        self.hover(-1)

    def hover(self, place: int) -> None:
        """The row under the mouse."""
        if place != self.hovered:
            self.hovered = place
            self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def tip_at(self, at: QPoint) -> str:
        """What the cell under the mouse has no room for."""
        row = self.order.at(self.place_at(at.y()))
        column = column_at(self.placed, at.x() + self.horizontalScrollBar().value())
        if row < 0 or column is None:
            return ""
        cell = self.source.row(row).cells[column.at]
        cut = self.cells.wide(cell.text, column.column.kind, bold=cell.bold) > column.width
        return cell.tip or (cell.text if cut else "")

    def enter_rows(self) -> None:
        """From the filter box into the rows."""
        self.setFocus()
        self.choose_place(max(self.order.place_of(self.order.current), 0))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.open_menu(event.globalPos())

    def open_menu(self, at: QPoint) -> None:
        """What can be done with rows and columns."""
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def menu(self) -> QMenu:
        """The context menu: the panel's own entries first."""
        menu = QMenu(self.accessibleName(), self)
        self.extend_menu(menu)
        if menu.actions():
            menu.addSeparator()
        menu.addAction(tr("Copy rows") + "\tCtrl+C", partial(self.copy, "\t"))
        menu.addAction(tr("Copy rows as CSV") + "\tCtrl+Shift+C", partial(self.copy, ","))
        menu.addAction(tr("Filter") + "\tCtrl+F", self.open_filter)
        sorting = menu.addMenu(tr("Sort by"))
        for place in self.placed:
            sorting.addAction(place.column.title, partial(self.sort_by, place.column.id))
        columns = menu.addMenu(tr("Columns"))
        for column in self.source.columns:
            action = columns.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(any(place.column.id == column.id for place in self.placed))
            action.toggled.connect(partial(self.show_column, column.id))
        columns.addSeparator()
        columns.addAction(tr("As they were"), self.reset_columns)
        return menu

    def show_column(self, column_id: str, shown: bool) -> None:
        """Shows or hides a column."""
        self.columns.show(column_id, shown=shown)
        self.relayout()

    def reset_columns(self) -> None:
        """Columns as the panel declared them."""
        self.columns.reset()
        self.relayout()
