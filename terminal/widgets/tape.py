"""The time and sales widget."""

from __future__ import annotations

from collections.abc import Hashable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from terminal.domain.market import Print
from terminal.sdk.theme import Tokens
from terminal.sdk.words import tr
from terminal.widgets.native import NativeView, PaintTheme, TapePainter
from terminal.widgets.painted import PaintedWidget

WHEEL_ROWS = 3


class TapeWidget(PaintedWidget):
    """Prints, newest on top. Scrolled back it stands still and counts what is new."""

    menu_asked = Signal(object)
    """A context menu is wanted at this global place."""
    filter_asked = Signal()
    """The size filter is wanted."""

    def __init__(self, tokens: Tokens, parent: QWidget | None = None) -> None:
        super().__init__(tokens, tr("Time and sales"), parent)
        self.painter: TapePainter | None = None
        self.least_qty = 0
        self.unfold_all = False
        self.turn = 0

    def bound(self, native: NativeView) -> None:
        self.painter = native.tape_painter()
        self.painter.set_least(self.least_qty)
        self.painter.set_unfold_all(self.unfold_all)
        self.resized()

    def look(self) -> Hashable:
        return self.turn

    def compose(self, native: NativeView, theme: PaintTheme) -> None:
        if self.painter is not None:
            stale, gapped = self.condition.stale, self.condition.gapped
            self.painter.paint(self.pixels, theme, native, hover=self.hover(), stale=stale, gapped=gapped)

    def resized(self) -> None:
        metrics = self.tokens.metrics
        if self.painter is not None:
            self.painter.set_lengths(self.px(metrics.ladder_row), self.px(metrics.table_head))

    def set_tokens(self, tokens: Tokens) -> None:
        super().set_tokens(tokens)
        self.resized()

    def set_least(self, least_qty: int) -> None:
        """Leaves out prints, or sweeps in all, below this raw quantity."""
        self.least_qty = least_qty
        if self.painter is not None:
            self.painter.set_least(least_qty)
        self.turned()

    def set_unfold_all(self, unfold_all: bool) -> None:
        """Unfolds or folds every sweep."""
        self.unfold_all = unfold_all
        if self.painter is not None:
            self.painter.set_unfold_all(unfold_all)
        self.turned()

    def turned(self) -> None:
        """What is shown of the tape changed."""
        self.turn += 1
        self.update()

    @property
    def held(self) -> bool:
        """Whether it is scrolled back and stands still."""
        return self.painter is not None and self.painter.held

    def newer(self) -> int:
        """Prints newer than the first row while it is held."""
        return 0 if self.painter is None or self.native is None else self.painter.newer(self.native)

    def scroll_rows(self, rows: int) -> None:
        """Scrolls by rows, positive to older prints."""
        if self.painter is not None and self.native is not None:
            self.painter.scroll(self.native, rows)
            self.turned()

    def return_to_newest(self) -> None:
        """Runs with the newest print again."""
        if self.painter is not None:
            self.painter.follow_newest()
            self.turned()

    def fold(self, unfold: bool) -> None:
        """Unfolds or folds the sweep under the mouse, else the newest one on screen."""
        if self.painter is None or self.native is None:
            return
        point = self.hover()
        if point is None or not self.painter.fold_at(self.native, point[1], unfold):
            self.painter.fold_first(self.native, unfold)
        self.turned()

    def hit(self, y: float) -> Print | None:
        """The print under a line of the widget; the first print of a folded sweep."""
        if self.painter is None or self.native is None:
            return None
        found = self.painter.hit(self.native, self.px(y))
        return None if found is None else Print(*found)

    def visible_rows(self) -> int:
        """Whole rows on screen."""
        metrics = self.tokens.metrics
        return max((self.height() - metrics.table_head) // metrics.ladder_row, 1)

    def wheelEvent(self, event: QWheelEvent) -> None:
        steps = event.angleDelta().y()
        if steps:
            self.scroll_rows(-WHEEL_ROWS if steps > 0 else WHEEL_ROWS)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self.painter is None or self.native is None:
            return
        if self.on_notice(event.position().toPoint()):
            self.return_to_newest()
        elif self.painter.fold_at(self.native, self.px(event.position().y()), None):
            self.turned()

    def on_notice(self, at: QPoint) -> bool:
        """Whether a point is on the strip that says how many prints are new."""
        return self.held and at.y() >= self.height() - 22 * self.tokens.metrics.ladder_row / 18

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Down:
                self.scroll_rows(1)
            case Qt.Key.Key_Up:
                self.scroll_rows(-1)
            case Qt.Key.Key_PageDown:
                self.scroll_rows(self.visible_rows())
            case Qt.Key.Key_PageUp:
                self.scroll_rows(-self.visible_rows())
            case Qt.Key.Key_Home:
                self.return_to_newest()
            case Qt.Key.Key_Right | Qt.Key.Key_Left:
                self.fold(unfold=event.key() == Qt.Key.Key_Right)
            case Qt.Key.Key_F:
                self.filter_asked.emit()
            case _:
                super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_asked.emit(event.globalPos())
