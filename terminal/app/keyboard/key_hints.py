"""While ``Alt`` is held alone: the keys of everything in sight, on it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from terminal.sdk.theme import Tokens
from terminal.widgets import fonts

if TYPE_CHECKING:
    from terminal.app.window.window import TerminalWindow

IN_TOOLTIP = re.compile(r"\(([^()]+)\)\s*$")
KEYS_LIKE = re.compile(r"(?:(?:Ctrl|Alt|Shift|Meta)\+)*(?:F\d{1,2}|[A-Za-z]+|[^\s\w]|\d)")
Hint = tuple[QRect, str]


class KeyHints(QWidget):
    """A sheet over the window that takes no clicks."""

    def __init__(self, tokens: Tokens, hints: list[Hint], strips: list[Hint], parent: QWidget) -> None:
        super().__init__(parent)
        self.tokens = tokens
        self.hints = hints
        self.strips = strips
        self.setObjectName("key hints")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setGeometry(parent.rect())
        self.show()
        self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = fonts.numbers(self.tokens.type.hint, 700)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        for place, keys in self.hints:
            width, height = metrics.horizontalAdvance(keys) + 10, metrics.height() + 2
            box = QRectF(place.center().x() - width / 2, place.bottom() - height / 2, width, height)
            box.moveLeft(min(max(box.left(), 1), self.width() - width - 1))
            box.moveTop(min(box.top(), self.height() - height - 1))
            self.paint_cap(painter, box, keys, Qt.AlignmentFlag.AlignCenter)
        for place, words in self.strips:
            height = metrics.height() + 8
            box = QRectF(place.left() + 4, place.bottom() - height - 2, place.width() - 8, height)
            shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, box.width() - 12)
            box.setWidth(min(metrics.horizontalAdvance(shown) + 14, box.width()))
            self.paint_cap(painter, box, shown, Qt.AlignmentFlag.AlignCenter)

    def paint_cap(self, painter: QPainter, box: QRectF, words: str, align: Qt.AlignmentFlag) -> None:
        """Words in a frame in the accent."""
        painter.setBrush(QColor(self.tokens.accent))
        painter.setPen(QPen(QColor(self.tokens.s0)))
        painter.drawRoundedRect(box, self.tokens.metrics.radius, self.tokens.metrics.radius)
        painter.setPen(QColor(self.tokens.accent_text))
        painter.drawText(box, align, words)


class HintKey(QObject):
    """Watches for ``Alt`` alone.

    Keys that no widget takes reach the window, so its own events are enough: a filter over the whole application would
    run Python for every event of every widget.
    """

    def __init__(self, window: TerminalWindow) -> None:
        super().__init__(window)
        self.window = window
        self.sheet: KeyHints | None = None
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Alt and not event.isAutoRepeat():
                self.show()
            elif event.key() != Qt.Key.Key_Alt:
                self.hide()
        elif kind in (QEvent.Type.KeyRelease, QEvent.Type.WindowDeactivate, QEvent.Type.MouseButtonPress):
            self.hide()
        return False

    def show(self) -> None:
        """The keys of what is in sight now."""
        if self.sheet is None and self.window.isVisible():
            self.sheet = KeyHints(self.window.tokens, button_hints(self.window), panel_hints(self.window), self.window)

    def hide(self) -> None:
        """Away; idempotent."""
        if self.sheet is not None:
            self.sheet.hide()
            self.sheet.deleteLater()
            self.sheet = None

    def close(self) -> None:
        """Watches no more."""
        self.hide()
        self.window.removeEventFilter(self)


def rect_in(window: QWidget, widget: QWidget) -> QRect:
    """Where a widget lies in the window."""
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def button_hints(window: TerminalWindow) -> list[Hint]:
    """Buttons that name a key in their tooltip, or have a shortcut."""
    found = []
    for button in window.findChildren(QAbstractButton):
        if not button.isVisible() or button.window() is not window:
            continue
        named = IN_TOOLTIP.search(button.toolTip())
        keys = named[1].strip() if named else button.shortcut().toString()
        if keys and KEYS_LIKE.fullmatch(keys):
            found.append((rect_in(window, button), keys))
    return found


def panel_hints(window: TerminalWindow) -> list[Hint]:
    """One strip a panel: what its own keys do."""
    registry = window.actions_known
    found = []
    for slot in window.slots:
        if not slot.widget.isVisible() or slot.widget.window() is not window:
            continue
        actions = [(registry.keys_of(action), action.title) for action in registry.by_owner.get(slot.key, ())]
        words = "   ".join(f"{keys} {title}" for keys, title in actions if keys)
        if words:
            found.append((rect_in(window, slot.widget), words))
    return found
