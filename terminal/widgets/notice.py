"""The notice strip: what is wrong with the data, why, and what happens next. Its place is kept, so nothing moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from terminal.sdk.theme import Tokens
from terminal.sdk.words import tr
from terminal.widgets import fonts, icons


@dataclass(frozen=True, slots=True)
class Notice:
    """One message: `severity` is ``danger``, ``warn`` or ``t3`` (a plain state)."""

    severity: str
    icon: str
    title: str
    text: str
    action: str = ""
    """Words of the button, empty for none."""


class NoticeStrip(QWidget):
    """Two lines with an icon; blank while there is nothing to say."""

    def __init__(self, tokens: Tokens, on_action: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tokens = tokens
        self.notice: Notice | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(tr("Notice"))
        self.on_press: Callable[[], object] = lambda: None
        """Where the strip itself is pressed, beside its button."""
        self.button = QPushButton(self)
        self.button.hide()
        self.button.clicked.connect(lambda: on_action(self.button.text()))

    def sizeHint(self) -> QSize:
        return QSize(480, self.tokens.metrics.app_bar - 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.tokens.metrics.app_bar - 4)

    def show_notice(self, notice: Notice | None) -> None:
        """Shows `notice`, or nothing."""
        if notice == self.notice:
            return
        self.notice = notice
        words = f"{notice.title}. {notice.text}" if notice else ""
        self.setToolTip(words)
        self.setAccessibleDescription(words)
        self.button.setVisible(bool(notice and notice.action))
        if notice and notice.action:
            self.button.setText(notice.action)
        self.place_button()
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.notice is not None and event.button() == Qt.MouseButton.LeftButton:
            self.on_press()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self.place_button()

    def place_button(self) -> None:
        """The button stands at the right end."""
        hint = self.button.sizeHint()
        self.button.setGeometry(
            self.width() - hint.width() - 8, (self.height() - hint.height()) // 2, hint.width(), hint.height()
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.notice is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        plain = self.notice.severity == "t3"
        colour = getattr(self.tokens, self.notice.severity)
        fill = self.tokens.s3 if plain else getattr(self.tokens, f"{self.notice.severity}_fill")
        painter.setBrush(QColor(fill))
        painter.setPen(QColor(self.tokens.line2 if plain else colour))
        painter.drawRoundedRect(QRectF(0.5, 2.5, self.width() - 1, self.height() - 5), 3, 3)
        size = self.tokens.metrics.icon_notice
        icons.draw(painter, QRectF(10, (self.height() - size) / 2, size, size), self.notice.icon, colour)
        self.paint_lines(painter, colour, size + 20)

    def paint_lines(self, painter: QPainter, colour: str, left: float) -> None:
        """Title over text, each cut with an ellipsis where it does not fit; the tooltip has it whole."""
        if self.notice is None:
            return
        right = self.button.x() - 8 if self.notice.action else self.width() - 8
        half = self.height() / 2
        lines = (
            (self.notice.title, fonts.words(self.tokens.type.body, 600), colour, 3.0),
            (self.notice.text, fonts.words(self.tokens.type.hint), self.tokens.t1, half - 1),
        )
        for words, font, ink, top in lines:
            shown = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, right - left)
            painter.setFont(font)
            painter.setPen(QColor(ink))
            painter.drawText(QRectF(left, top, right - left, half - 2), Qt.AlignmentFlag.AlignVCenter, shown)
