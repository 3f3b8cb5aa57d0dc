"""The palette under ``Ctrl K``: a few letters find an instrument, a panel, an action, a workspace, a setting, a day."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from terminal.app.keyboard.ranking import Choice, matching
from terminal.sdk.theme import Tokens
from terminal.sdk.words import tr
from terminal.widgets import fonts, icons

SHOWN = 60
ICONS = {
    "instrument": "ph.tag",
    "panel": "ph.squares-four",
    "action": "ph.lightning",
    "workspace": "ph.layout",
    "setting": "ph.gear-six",
    "session": "ph.clock-counter-clockwise",
}


def kind_words(kind: str) -> str:
    """A kind in the user's language."""
    return {
        "instrument": tr("Instrument"),
        "panel": tr("Panel"),
        "action": tr("Action"),
        "workspace": tr("Workspace"),
        "setting": tr("Setting"),
        "session": tr("Recorded day"),
    }.get(kind, "")


class ChoiceRows(QStyledItemDelegate):
    """Paints a row: icon of its kind, name, details, and at the right its keys or its kind."""

    def __init__(self, tokens: Tokens, parent: QObject) -> None:
        super().__init__(parent)
        self.tokens = tokens

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, self.tokens.metrics.control + 2)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        choice = index.data(Qt.ItemDataRole.UserRole)
        t, box = self.tokens, QRectF(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(box, QColor(t.s4 if chosen else t.s2))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen:  # not by the ground alone
            painter.fillRect(QRectF(box.left(), box.top() + 4, 2, box.height() - 8), QColor(t.accent))
        size = t.metrics.icon
        icon = QRectF(box.left() + 10, box.center().y() - size / 2, size, size)
        icons.draw(painter, icon, ICONS.get(choice.kind, "ph.dot-outline"), t.t2)
        right = self.paint_right(painter, box, choice)
        left = icon.right() + 10
        name = fonts.words(t.type.body, 600)
        left = self.text(painter, left, right, box, choice.name, name, t.t1) + 10
        self.text(painter, left, right, box, choice.detail, fonts.words(t.type.hint), t.t2)

    def paint_right(self, painter: QPainter, box: QRectF, choice: Choice) -> float:
        """Kind, and before it the keys in a frame; returns where they begin."""
        t = self.tokens
        font = fonts.words(t.type.hint)
        words = kind_words(choice.kind)
        width = QFontMetricsF(font).horizontalAdvance(words)
        right = box.right() - 10
        painter.setFont(font)
        painter.setPen(QColor(t.t3))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(QRectF(right - width - 2, box.top(), width + 2, box.height()), flags, words)
        right -= max(width, 64 * t.type.body / 12) + 10
        if choice.keys:
            digits = fonts.numbers(t.type.hint)
            keys = QFontMetricsF(digits).horizontalAdvance(choice.keys) + 10
            cap = QRectF(right - keys, box.center().y() - 8.5, keys, 17)
            painter.setPen(QPen(QColor(t.line2)))
            painter.drawRoundedRect(cap, t.metrics.radius, t.metrics.radius)
            painter.setFont(digits)
            painter.setPen(QColor(t.t2))
            painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, choice.keys)
            right = cap.left() - 8
        return right

    def text(
        self, painter: QPainter, left: float, right: float, box: QRectF, words: str, font: object, ink: str
    ) -> float:
        """Words between two edges, cut where they do not fit; returns where they end."""
        if right - left < 20 or not words:
            return left
        painter.setFont(font)  # type: ignore[arg-type]
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, round(right - left))
        painter.setPen(QColor(ink))
        painter.drawText(QRectF(left, box.top(), right - left, box.height()), Qt.AlignmentFlag.AlignVCenter, shown)
        return left + metrics.horizontalAdvance(shown)


class SearchBox(QFrame):
    """A popup that closes on Escape, on a click elsewhere, and once something is chosen."""

    def __init__(
        self,
        tokens: Tokens,
        choices: Sequence[Choice],
        parent: QWidget,
        recent: Sequence[str] = (),
        on_chosen: Callable[[Choice], object] = lambda _: None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("search box")
        self.setAccessibleName(tr("Palette"))
        self.setStyleSheet(
            f"SearchBox {{ border: 1px solid {tokens.line2}; background: {tokens.s2}; }}"
            f"SearchBox QListWidget {{ background: {tokens.s2}; border: none; }}"
        )
        self.tokens = tokens
        self.choices = list(choices)
        self.recent = tuple(recent)
        self.on_chosen = on_chosen
        self.found: list[Choice] = []
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("Instrument, panel, action, setting, recorded day"))
        self.field.setAccessibleName(tr("Search"))
        self.field.textChanged.connect(self.search)
        self.field.installEventFilter(self)
        self.rows = QListWidget()
        self.rows.setItemDelegate(ChoiceRows(tokens, self.rows))
        self.rows.setUniformItemSizes(True)
        self.rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows.setAccessibleName(tr("What was found"))
        self.rows.itemClicked.connect(lambda _: self.choose())
        self.count = QLabel()
        self.count.setProperty("role", "hint")
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 6)
        column.setSpacing(6)
        for widget in (self.field, self.rows, self.count):
            column.addWidget(widget)
        self.search("")

    def open_at(self, right_top: QPoint) -> None:
        """Shows the box with its upper right corner there."""
        scale = self.tokens.type.body / 12
        self.resize(round(600 * scale), round(460 * scale))
        self.move(right_top - QPoint(self.width(), 0))
        self.show()
        self.field.setFocus()

    def add(self, choices: Sequence[Choice]) -> None:
        """More to find that took a moment to learn; what is chosen stays chosen."""
        at = self.rows.currentRow()
        self.choices.extend(choices)
        self.search(self.field.text())
        self.rows.setCurrentRow(min(max(at, 0), self.rows.count() - 1))

    def search(self, typed: str) -> None:
        """Lists what matches."""
        self.found = matching(self.choices, typed, self.recent)
        self.rows.clear()
        for choice in self.found[:SHOWN]:
            item = QListWidgetItem(choice.name)
            item.setData(Qt.ItemDataRole.UserRole, choice)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join(filter(None, (choice.name, choice.detail))))
            item.setToolTip(choice.detail)
            self.rows.addItem(item)
        self.rows.setCurrentRow(0)
        if self.found:
            words = tr("{n} of {total}  ·  ↑↓ choose  ·  Enter go  ·  > actions  @ instruments  # settings")
            self.count.setText(words.format(n=len(self.found), total=len(self.choices)))
        else:
            self.count.setText(tr("Nothing is called {typed!r} here: try fewer letters").format(typed=typed))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {
                Qt.Key.Key_Down: 1,
                Qt.Key.Key_Up: -1,
                Qt.Key.Key_PageDown: 10,
                Qt.Key.Key_PageUp: -10,
            }.get(Qt.Key(event.key()))
            if step is not None:
                self.move_by(step)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.choose()
                return True
        return super().eventFilter(watched, event)

    def move_by(self, step: int) -> None:
        """Chooses another row: one step goes round at the ends, a page stops there."""
        count = max(self.rows.count(), 1)
        at = self.rows.currentRow() + step
        self.rows.setCurrentRow(at % count if abs(step) == 1 else min(max(at, 0), count - 1))

    def choose(self) -> None:
        """Carries out the chosen row and closes."""
        row = self.rows.currentRow()
        if 0 <= row < len(self.found):
            chosen = self.found[row]
            self.close()
            self.on_chosen(chosen)
            chosen.choose()


__all__ = ["Choice", "SearchBox", "matching"]
