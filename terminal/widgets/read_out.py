"""One painted line of label and figure pairs from both ends; every pair keeps its place."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from terminal.sdk.theme import Tokens
from terminal.widgets import fonts

Pairs = list[tuple[str, str]]


class ReadOut(QWidget):
    """What does not fit is left out from the right end of the left pairs; the tooltip has it whole."""

    def __init__(self, tokens: Tokens, name: str) -> None:
        super().__init__()
        self.tokens = tokens
        self.left: Pairs = []
        self.right: Pairs = []
        self.words = fonts.words(tokens.type.hint)
        self.digits = fonts.numbers(tokens.type.hint, 600)
        self.setFixedHeight(round(18 * tokens.type.body / 12))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    def show_pairs(self, left: Pairs, right: Pairs) -> None:
        """Shows label and figure pairs from both ends."""
        if (left, right) != (self.left, self.right):
            self.left, self.right = left, right
            words = " ".join(f"{label} {figure}" for label, figure in left)
            self.setAccessibleDescription(words)
            self.setToolTip(words)
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        end = self.width() - 10.0
        for label, figure in reversed(self.right):
            end -= self.room(label, figure)
        at = end
        for label, figure in self.right:
            at = self.pair(painter, at, label, figure)
        at = 8.0
        for label, figure in self.left:
            if at + self.room(label, figure) > end - 8:
                break
            at = self.pair(painter, at, label, figure)

    def room(self, label: str, figure: str) -> float:
        """Width of a pair."""
        words, digits = QFontMetricsF(self.words), QFontMetricsF(self.digits)
        return words.horizontalAdvance(label) + digits.horizontalAdvance(figure) + (14 if figure else 10)

    def pair(self, painter: QPainter, at: float, label: str, figure: str) -> float:
        """Paints a pair; returns where the next begins."""
        for text, font, ink in ((label, self.words, self.tokens.t2), (figure, self.digits, self.tokens.t1)):
            painter.setFont(font)
            painter.setPen(QColor(ink))
            painter.drawText(QPointF(at, self.height() - 5), text)
            at += QFontMetricsF(font).horizontalAdvance(text) + 4
        return at + 6
