"""The order book ladder widget."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from terminal.sdk.theme import Tokens
from terminal.sdk.words import tr
from terminal.widgets.grid_owner import GridOwner
from terminal.widgets.native import LadderPainter, NativeView, PaintTheme
from terminal.widgets.painted import PaintedWidget

FOOT = 20
WHEEL_ROWS = 3


@dataclass(frozen=True, slots=True)
class LadderHit:
    """What lies under a point: raw price and quantities, `side` 1 bid, 2 ask, 0 neither."""

    row: int
    px: int
    side: int
    qty: int
    orders: int
    volume: int


class LadderWidget(PaintedWidget):
    """Prices that stand still, with what rests and what was traded at each."""

    menu_asked = Signal(object)
    """A context menu is wanted at this global place."""

    def __init__(self, tokens: Tokens, parent: QWidget | None = None) -> None:
        super().__init__(tokens, tr("Order book ladder"), parent)
        self.owner_of_grid = GridOwner(self.owner)
        self.painter: LadderPainter | None = None
        self.selected: int | None = None

    def bound(self, native: NativeView) -> None:
        self.painter = native.ladder_painter()
        self.owner_of_grid.bind(native)
        self.selected = None
        self.resized()

    def look(self) -> Hashable:
        grid = self.owner_of_grid.grid
        return (grid and (grid.revision, grid.group), self.selected)

    def follow(self, now_ns: int) -> None:
        """Lets the grid follow the market, unless the mouse is over it."""
        if self.native is not None:
            self.owner_of_grid.follow(self.native, now_ns)

    def compose(self, native: NativeView, theme: PaintTheme) -> None:
        grid = self.owner_of_grid.grid
        if self.painter is not None and grid is not None:
            stale, gapped = self.condition.stale, self.condition.gapped
            self.painter.paint(
                self.pixels, theme, native, grid, hover=self.hover(), selected=self.selected, stale=stale, gapped=gapped
            )

    def resized(self) -> None:
        grid, metrics = self.owner_of_grid.grid, self.tokens.metrics
        if self.painter is None or grid is None:
            return
        foot = FOOT * metrics.ladder_row / 18
        self.painter.set_lengths(self.px(metrics.ladder_row), self.px(metrics.table_head), self.px(foot))
        grid.claim(self.owner, self.painter.rows_in(self.px(self.height())))

    def set_tokens(self, tokens: Tokens) -> None:
        super().set_tokens(tokens)
        self.resized()

    def hovering(self, inside: bool) -> None:
        if self.owner_of_grid.grid is not None:
            self.owner_of_grid.grid.hold(self.owner, inside)

    def centre(self) -> None:
        """Puts the market in the middle."""
        if self.native is not None:
            self.owner_of_grid.centre(self.native)
            self.update()

    def hit(self, x: float, y: float) -> LadderHit | None:
        """What lies under a point of the widget."""
        grid = self.owner_of_grid.grid
        if self.painter is None or grid is None or self.native is None:
            return None
        found = self.painter.hit(self.native, grid, self.px(x), self.px(y))
        return None if found is None else LadderHit(*found)

    def wheelEvent(self, event: QWheelEvent) -> None:
        steps = event.angleDelta().y()
        if steps == 0 or self.owner_of_grid.grid is None:
            return
        up = 1 if steps > 0 else -1
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.owner_of_grid.step_group(-up)
        else:
            self.owner_of_grid.grid.scroll(up * WHEEL_ROWS)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.key(Qt.Key(event.key())):
            super().keyPressEvent(event)
        self.update()

    def key(self, key: Qt.Key) -> bool:
        """Does what a key asks for; False for keys that mean nothing here."""
        grid = self.owner_of_grid.grid
        if grid is None:
            return False
        match key:
            case Qt.Key.Key_Up | Qt.Key.Key_Down:
                self.select(1 if key == Qt.Key.Key_Up else -1)
            case Qt.Key.Key_PageUp | Qt.Key.Key_PageDown:
                grid.scroll(grid.rows * (1 if key == Qt.Key.Key_PageUp else -1))
            case Qt.Key.Key_C | Qt.Key.Key_Home:
                self.selected = None
                self.centre()
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal | Qt.Key.Key_Minus:
                self.owner_of_grid.step_group(1 if key == Qt.Key.Key_Minus else -1)
            case _:
                return False
        return True

    def select(self, up: int) -> None:
        """Moves the chosen row, and the grid with it at the edges; begins in the middle of the screen."""
        grid = self.owner_of_grid.grid
        if grid is None:
            return
        middle = grid.top_row - grid.rows // 2
        self.selected = middle if self.selected is None else self.selected + up
        grid.scroll(max(self.selected - grid.top_row, 0))
        grid.scroll(min(self.selected - (grid.top_row - grid.rows + 1), 0))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        hit = self.hit(event.position().x(), event.position().y())
        self.selected = None if hit is None or hit.row == self.selected else hit.row
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_asked.emit(event.globalPos())

    def close_grid(self) -> None:
        """Leaves the shared grid; idempotent."""
        self.owner_of_grid.leave()
