"""The age badge: how old a panel's data is, and in what state its feed."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from terminal.domain.market import FeedHealth
from terminal.sdk import figures
from terminal.sdk.theme import Tokens
from terminal.sdk.words import tr
from terminal.widgets import fonts

COMMA = re.compile("[,\N{FULLWIDTH COMMA}]")
REFRESH_NS = 250_000_000
"""Digits change at most four times a second; the state changes at once."""


@dataclass(frozen=True, slots=True)
class BadgeLook:
    """What a badge shows: words, a colour by token name, and whether it is filled as a tag."""

    words: str
    token: str
    tag: bool


def look(health: FeedHealth, age_ns: int, indexed: float = 0.0) -> BadgeLook:
    """The look of a state at an age. Fresh is a dot; anything that wants an eye is a tag with a square and a word."""
    match health:
        case FeedHealth.FRESH:
            return BadgeLook(figures.age(age_ns), "ok", tag=False)
        case FeedHealth.LATE:
            return BadgeLook(tr("late {age}").format(age=figures.age(age_ns)), "warn", tag=True)
        case FeedHealth.STALE:
            return BadgeLook(tr("stale {age}").format(age=figures.age(age_ns)), "danger", tag=True)
        case FeedHealth.GAPPED:
            return BadgeLook(tr("gapped, resyncing"), "warn", tag=True)
        case FeedHealth.LOADING:
            return BadgeLook(tr("loading {percent}%").format(percent=int(indexed * 100)), "t3", tag=False)
        case FeedHealth.PAUSED:
            return BadgeLook(tr("paused"), "t3", tag=False)
        case FeedHealth.ENDED:
            return BadgeLook(tr("ended"), "t3", tag=False)
        case FeedHealth.FAILED:
            return BadgeLook(tr("failed"), "danger", tag=True)


class AgeBadge(QWidget):
    """Paints a :class:`BadgeLook` right-aligned in a box that never changes its size."""

    def __init__(self, tokens: Tokens, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tokens = tokens
        self.shown = BadgeLook("", "t3", tag=False)
        self.health: FeedHealth | None = None
        self.changed_ns = 0
        self.setFont(fonts.numbers(tokens.type.hint))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(tr("Age of the data"))

    def sizeHint(self) -> QSize:
        return self.size_for(tr("gapped, resyncing"))

    def minimumSizeHint(self) -> QSize:
        return self.size_for(tr("stale {age}").format(age="59.9 s"))

    def size_for(self, words: str) -> QSize:
        """Room for a tag of these words."""
        width = QFontMetricsF(self.font()).horizontalAdvance(words) + 26
        return QSize(math.ceil(width), self.tokens.metrics.dock_title - 6)

    def words(self) -> str:
        """The state in words, without what comes after the comma where there is no room for it."""
        room = self.width() - 26
        whole = self.shown.words
        return whole if QFontMetricsF(self.font()).horizontalAdvance(whole) <= room else COMMA.split(whole)[0]

    def set_state(self, health: FeedHealth, age_ns: int, now_ns: int, indexed: float = 0.0) -> None:
        """Shows a state; equal states only bring their digits up to date now and then."""
        if health is self.health and now_ns - self.changed_ns < REFRESH_NS:
            return
        self.changed_ns = now_ns
        self.health = health
        shown = look(health, age_ns, indexed)
        if shown != self.shown:
            self.shown = shown
            self.setAccessibleDescription(shown.words)
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = QColor(getattr(self.tokens, self.shown.token))
        words = self.words()
        width = QFontMetricsF(self.font()).horizontalAdvance(words)
        right = self.width() - (6.0 if self.shown.tag else 2.0)
        middle = self.height() / 2
        painter.setPen(Qt.PenStyle.NoPen)
        if self.shown.tag:
            box = QRectF(right - width - 18, middle - 8.5, width + 23, 17)
            painter.setBrush(QColor(getattr(self.tokens, f"{self.shown.token}_fill")))
            painter.drawRoundedRect(box, self.tokens.metrics.radius, self.tokens.metrics.radius)
            painter.setBrush(colour)
            painter.drawRect(QRectF(right - width - 12, middle - 3, 6, 6))
        else:
            painter.setBrush(colour)
            painter.drawEllipse(QRectF(right - width - 11, middle - 3, 6, 6))
        painter.setPen(colour if self.shown.tag else QColor(self.tokens.t2))
        painter.drawText(QRectF(right - width - 2, 0, width + 4, self.height()), Qt.AlignmentFlag.AlignVCenter, words)
