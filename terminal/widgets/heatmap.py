"""The depth heatmap widget."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from terminal.sdk.theme import Tokens
from terminal.sdk.words import tr
from terminal.widgets.grid_owner import GridOwner
from terminal.widgets.native import HeatmapPainter, NativeView, PaintTheme
from terminal.widgets.painted import PaintedWidget
from terminal.widgets.time_span import TimeSpan

AXIS_H = 20
AXIS_W = 62
NOTCH = 1.25
"""Zoom of one notch of the wheel."""


@dataclass(frozen=True, slots=True)
class HeatHit:
    """What rested under a point: `qty` None where it is not known, `side` 1 bid, 2 ask, 0 none."""

    ts_ns: int
    px: int
    side: int
    qty: int | None
    orders: int


class HeatmapWidget(PaintedWidget):
    """The book's history; the wheel zooms time, with Ctrl price; dragging goes back in history."""

    menu_asked = Signal(object)
    """A context menu is wanted at this global place."""
    span_changed = Signal()
    """Zoom or place in history changed."""

    def __init__(self, tokens: Tokens, parent: QWidget | None = None) -> None:
        super().__init__(tokens, tr("Depth heatmap with trades"), parent)
        self.owner_of_grid = GridOwner(self.owner)
        self.painter: HeatmapPainter | None = None
        self.span = TimeSpan()
        self.show_trades = True
        self.show_best = True
        self.drag_from: QPoint | None = None

    def bound(self, native: NativeView) -> None:
        self.painter = native.heatmap_painter()
        self.owner_of_grid.bind(native)
        self.span.follow()
        self.resized()

    def look(self) -> Hashable:
        grid = self.owner_of_grid.grid
        placed = grid and (grid.revision, grid.group)
        return (placed, self.span.length_ns, self.span.right_ns, self.show_trades, self.show_best)

    def follow(self, now_ns: int) -> None:
        """Lets the grid follow the market, unless the mouse is over it."""
        if self.native is not None:
            self.owner_of_grid.follow(self.native, now_ns)

    def compose(self, native: NativeView, theme: PaintTheme) -> None:
        grid = self.owner_of_grid.grid
        if self.painter is None or grid is None:
            return
        self.painter.set_span(self.ns_per_px(), self.span.right_ns, self.show_trades, self.show_best)
        stale, gapped = self.condition.stale, self.condition.gapped
        self.painter.paint(self.pixels, theme, native, grid, hover=self.hover(), stale=stale, gapped=gapped)

    def resized(self) -> None:
        grid, metrics = self.owner_of_grid.grid, self.tokens.metrics
        if self.painter is None or grid is None:
            return
        growth = metrics.ladder_row / 18
        lengths = (metrics.ladder_row, metrics.table_head, AXIS_H * growth, AXIS_W * growth)
        self.painter.set_lengths(*(self.px(length) for length in lengths))
        grid.claim(self.owner, self.painter.rows_in(self.px(self.height())))

    def set_tokens(self, tokens: Tokens) -> None:
        super().set_tokens(tokens)
        self.resized()

    def ns_per_px(self) -> int:
        """Time of one device pixel."""
        width = self.px(self.width() - AXIS_W * self.tokens.metrics.ladder_row / 18)
        native = self.native
        first, now = (native.first_ns, native.now_ns) if native is not None else (None, None)
        return self.span.ns_per_px(width, first, now)

    def hovering(self, inside: bool) -> None:
        if self.owner_of_grid.grid is not None:
            self.owner_of_grid.grid.hold(self.owner, inside)

    def centre(self) -> None:
        """Puts the market in the middle."""
        if self.native is not None:
            self.owner_of_grid.centre(self.native)
            self.update()

    def zoom(self, factor: float) -> None:
        """Shows `factor` times as much time."""
        self.span.zoom(factor, self.ns_per_px() * self.px(self.width()))
        self.span_moved()

    def show_span(self, length_ns: int | None) -> None:
        """Shows this much time, None the whole recording, up to now."""
        self.span.show(length_ns)
        self.span_moved()

    def return_to_now(self) -> None:
        """Follows the newest column again."""
        self.span.follow()
        self.span_moved()

    def span_moved(self) -> None:
        """Zoom or place in history changed."""
        self.span_changed.emit()
        self.update()

    def pan(self, pixels: int) -> None:
        """Moves by device pixels, positive towards older columns; past now it follows again."""
        native = self.native
        if native is not None and native.now_ns is not None:
            self.span.pan(-pixels * self.ns_per_px(), native.first_ns or native.now_ns, native.now_ns)
            self.span_moved()

    def hit(self, x: float, y: float) -> HeatHit | None:
        """What rested under a point of the widget."""
        grid, native = self.owner_of_grid.grid, self.native
        if self.painter is None or grid is None or native is None:
            return None
        size = (self.px(self.width()), self.px(self.height()))
        found = self.painter.hit(self.theme(native), native, grid, size, (self.px(x), self.px(y)))
        return None if found is None else HeatHit(*found)

    def wheelEvent(self, event: QWheelEvent) -> None:
        notches = (event.angleDelta().y() or event.angleDelta().x()) / 120
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.owner_of_grid.step_group(-1 if notches > 0 else 1)
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.pan(round(notches * self.px(80)))
        else:
            self.zoom(NOTCH**-notches)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.drag_from = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        here = event.position().toPoint()
        if self.drag_from is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        self.pan(self.px(here.x() - self.drag_from.x()))
        rows = int((here.y() - self.drag_from.y()) / self.tokens.metrics.ladder_row)
        if self.owner_of_grid.grid is not None:
            self.owner_of_grid.grid.scroll(rows)
        self.drag_from = QPoint(here.x(), self.drag_from.y() + rows * self.tokens.metrics.ladder_row)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self.drag_from = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom(1 / NOTCH**2)
            case Qt.Key.Key_Minus:
                self.zoom(NOTCH**2)
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                self.pan(self.px(60) * (1 if event.key() == Qt.Key.Key_Left else -1))
            case Qt.Key.Key_Up | Qt.Key.Key_Down if self.owner_of_grid.grid is not None:
                self.owner_of_grid.grid.scroll(1 if event.key() == Qt.Key.Key_Up else -1)
            case Qt.Key.Key_C:
                self.centre()
            case Qt.Key.Key_Home | Qt.Key.Key_End:
                self.return_to_now()
            case _:
                super().keyPressEvent(event)
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_asked.emit(event.globalPos())

    def close_grid(self) -> None:
        """Leaves the shared grid; idempotent."""
        self.owner_of_grid.leave()
