"""The scrub bar: the day's volume as an outline, its marks, the cursor; drag or click to go there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from terminal.sdk import figures
from terminal.sdk.theme import Tokens
from terminal.sdk.words import tr
from terminal.widgets import fonts

MARKS_HEIGHT, AXIS_HEIGHT = 12, 15
STEPS_MIN = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720)
DAY_MIN = 1440


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment on the bar: where, what kind, what it says."""

    place: float
    kind: str
    text: str


class ScrubBar(QWidget):
    """Places are shares of the recording, 0 to 1."""

    sought = Signal(float)

    def __init__(self, tokens: Tokens, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tokens = tokens
        self.volume: NDArray[np.float64] = np.zeros(1)
        self.marks: Sequence[Mark] = ()
        self.first_ns = self.last_ns = 0
        self.place = 0.0
        self.indexed = 0.0
        self.hover: float | None = None
        self.dragged: float | None = None
        self.outline: QPixmap | None = None
        self.setMouseTracking(True)
        self.setMinimumWidth(180)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Place in the recording"))

    def set_day(
        self, volume: NDArray[np.float64], marks: Sequence[Mark], first_ns: int, last_ns: int, indexed: float
    ) -> None:
        """The recording's outline and how much of it is known."""
        self.volume, self.marks = volume, marks
        self.first_ns, self.last_ns, self.indexed = first_ns, last_ns, indexed
        self.outline = None
        self.update()

    def set_place(self, place: float) -> None:
        """Where the cursor is; while it is dragged it stays under the mouse."""
        if round(place * self.width() * 4) != round(self.place * self.width() * 4):
            self.update()
        self.place = place

    def take_drag(self) -> float | None:
        """Where the mouse dragged the cursor since the last call; at most one seek for each frame."""
        dragged, self.dragged = self.dragged, None
        return dragged

    def place_at(self, x: float) -> float:
        """The share under a pixel."""
        return min(max((x - 6) / max(self.width() - 12, 1), 0.0), 1.0)

    def x_of(self, place: float) -> float:
        """The pixel of a share."""
        return 6 + place * max(self.width() - 12, 1)

    def ts_ns(self, place: float) -> int:
        """The time at a share."""
        return self.first_ns + round((self.last_ns - self.first_ns) * place)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.last_ns > self.first_ns:
            self.dragged = self.place_at(event.position().x())
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.hover = self.place_at(event.position().x())
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.dragged = self.hover
        self.setToolTip(self.hint(self.hover))
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.last_ns > self.first_ns:
            self.dragged = None
            self.sought.emit(self.place_at(event.position().x()))

    def leaveEvent(self, _event: object) -> None:
        self.hover = None
        self.update()

    def hint(self, place: float) -> str:
        """The time under the mouse, and the mark near it."""
        words = tr("{time} UTC: click or drag to go there").format(time=figures.clock(self.ts_ns(place)))
        reach = 5 / max(self.width(), 1)
        near = [mark for mark in self.marks if abs(mark.place - place) <= reach]
        return words + "".join(f"\n{mark.kind} {figures.clock(self.ts_ns(mark.place))} {mark.text}" for mark in near)

    # Painting.

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.outline is None or self.outline.deviceIndependentSize().toSize() != self.size():
            self.outline = self.drawn_outline()
        painter.drawPixmap(0, 0, self.outline)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        base, x = self.height() - AXIS_HEIGHT, self.x_of(self.place)
        painter.fillRect(QRectF(self.x_of(0), base - 2, x - self.x_of(0), 2), QColor(self.tokens.accent))
        if self.hover is not None:
            painter.fillRect(QRectF(self.x_of(self.hover), 2, 1, base - 2), QColor(self.tokens.line3))
        painter.fillRect(QRectF(x - 0.75, 2, 1.5, base - 2), QColor(self.tokens.accent))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.tokens.accent))
        painter.drawEllipse(QPointF(x, base - 1), 4, 4)

    def drawn_outline(self) -> QPixmap:
        """Volume, marks and axis, which change seldom."""
        ratio = self.devicePixelRatioF()
        image = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
        image.setDevicePixelRatio(ratio)
        image.fill(QColor(self.tokens.s2))
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_volume(painter)
        self.paint_axis(painter)
        for mark in self.marks:
            self.paint_mark(painter, mark)
        painter.end()
        return image

    def paint_volume(self, painter: QPainter) -> None:
        """Square-root heights, as one burst of volume would flatten the rest; what is not read yet is hatched."""
        base, top = self.height() - AXIS_HEIGHT - 2, MARKS_HEIGHT + 1
        heights = np.sqrt(self.volume / max(float(self.volume.max(initial=0.0)), 1e-9)) * (base - top)
        step = (self.width() - 12) / max(len(heights), 1)
        fill = QColor(self.tokens.line3)
        for at, height in enumerate(heights):
            if height > 0:
                painter.fillRect(QRectF(6 + at * step, base - height, max(step - 1, 1), height), fill)
        painter.fillRect(QRectF(6, base, self.width() - 12, 1), QColor(self.tokens.line2))
        if self.indexed < 1:
            rest = QRectF(self.x_of(self.indexed), top, self.x_of(1) - self.x_of(self.indexed), base - top)
            painter.fillRect(rest, QColor(self.tokens.s2))
            painter.fillRect(rest, QBrush(QColor(self.tokens.line2), Qt.BrushStyle.BDiagPattern))

    def paint_axis(self, painter: QPainter) -> None:
        """Round times that do not touch each other."""
        span_ns = self.last_ns - self.first_ns
        if span_ns <= 0:
            return
        painter.setFont(fonts.numbers(self.tokens.type.hint))
        width = QFontMetricsF(painter.font()).horizontalAdvance("16:21") + 22
        room = max((self.width() - 12) / width, 1)
        days = max(math.ceil(span_ns / (DAY_MIN * figures.MINUTE) / room), 1)
        steps = (*STEPS_MIN, days * DAY_MIN)
        step_ns = next(m for m in steps if span_ns / (m * figures.MINUTE) <= room or m == steps[-1]) * figures.MINUTE
        by_day = step_ns >= DAY_MIN * figures.MINUTE
        painter.setPen(QColor(self.tokens.t3))
        top = self.height() - AXIS_HEIGHT + 1
        for ts_ns in range(-(-self.first_ns // step_ns) * step_ns, self.last_ns + 1, step_ns):
            x = self.x_of((ts_ns - self.first_ns) / span_ns)
            painter.fillRect(QRectF(x, top - 2, 1, 3), QColor(self.tokens.line3))
            left = min(max(x - width / 2, 0), self.width() - width)
            box = QRectF(left, top, width, AXIS_HEIGHT - 1)
            painter.drawText(
                box, Qt.AlignmentFlag.AlignCenter, figures.date(ts_ns)[5:] if by_day else figures.clock(ts_ns)[:5]
            )

    def paint_mark(self, painter: QPainter, mark: Mark) -> None:
        """Each kind has a shape and a colour of its own."""
        x, y, t = self.x_of(mark.place), MARKS_HEIGHT / 2, self.tokens
        token = {"gap": t.warn, "damage": t.warn, "halt": t.danger}.get(mark.kind, t.t2)
        painter.setPen(QPen(QColor(token), 1.5))
        painter.setBrush(QColor(token))
        if mark.kind == "gap":
            painter.drawRect(QRectF(x - 3, y - 3, 6, 6))
        elif mark.kind == "halt":
            painter.drawEllipse(QPointF(x, y), 3.2, 3.2)
        elif mark.kind == "damage":
            painter.drawPolygon(QPolygonF([QPointF(x - 4, y + 3), QPointF(x + 4, y + 3), QPointF(x, y - 4)]))
        else:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(x, y), 3.2, 3.2)
