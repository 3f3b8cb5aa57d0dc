"""A small painted plot: a title, round ticks, a light grid with a stronger zero line, direct labels at line ends."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from terminal.sdk import figures
from terminal.sdk.theme import Tokens
from terminal.widgets import fonts
from terminal.widgets.plot_axes import time_step

Floats = NDArray[np.float64]
LEFT, RIGHT = (
    Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
    Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
)
CENTRE = Qt.AlignmentFlag.AlignCenter


def round_ticks(low: float, high: float, most: int) -> list[float]:
    """At most about `most` round values inside a range, zero among them where it is inside."""
    if not high > low or not math.isfinite(high - low):
        return []
    raw = (high - low) / max(most, 1)
    base = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * base for factor in (1, 2, 2.5, 5, 10) if factor * base >= raw * 0.999)
    first = math.ceil(low / step - 1e-9)
    return [(first + at) * step for at in range(int((high - first * step) / step + 1e-9) + 1)]


class SmallPlot(QWidget):
    """The frame; derive, give it ranges in :meth:`fit` and paint inside in :meth:`draw`."""

    def __init__(self, tokens: Tokens, title: str, unit: str, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tokens = tokens
        self.title, self.unit, self.empty = title, unit, empty
        self.x_low, self.x_high, self.y_low, self.y_high = 0.0, 1.0, 0.0, 1.0
        self.timed = True
        self.filled = False
        self.title_end = 0.0
        self.x_unit = ""
        self.decimals = 2
        self.label_font, self.title_font = fonts.numbers(tokens.type.hint), fonts.words(tokens.type.hint)
        self.label_room = QFontMetricsF(self.label_font).horizontalAdvance("−0.000") + 8
        self.line = round(15 * tokens.type.hint / 11)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(f"{title}, {unit}" if unit else title)

    def sizeHint(self) -> QSize:
        return QSize(280, 150)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 96)

    def fit(self, xs: Floats, ys: Sequence[float], *, symmetric: bool = False) -> None:
        """Ranges that hold these values, zero within the vertical one."""
        known = [y for y in ys if math.isfinite(y)]
        self.filled = len(xs) > 0 and bool(known)
        if not self.filled:
            return
        low, high = min(*known, 0.0), max(*known, 0.0)
        if symmetric:
            high = max(-low, high)
            low = -high
        room = ((high - low) or 1.0) * 0.08
        self.x_low, self.x_high = float(xs[0]), max(float(xs[-1]), float(xs[0]) + 1e-9)
        self.y_low, self.y_high = low - room, high + room

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paints the data inside the axes."""
        raise NotImplementedError

    def frame(self) -> QRectF:
        """The place inside the axes."""
        return QRectF(
            self.label_room + 4, self.line + 6, self.width() - self.label_room - 14, self.height() - 2 * self.line - 12
        )

    def at_x(self, value: float) -> float:
        """Where a value stands."""
        box = self.frame()
        return box.x() + (value - self.x_low) / (self.x_high - self.x_low) * box.width()

    def at_y(self, value: float) -> float:
        """Where a value stands."""
        box = self.frame()
        return box.bottom() - (value - self.y_low) / (self.y_high - self.y_low) * box.height()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        t, box = self.tokens, self.frame()
        painter.fillRect(self.rect(), QColor(t.s1))
        painter.setFont(self.title_font)
        painter.setPen(QColor(t.t2))
        metrics = QFontMetricsF(self.title_font)
        title = metrics.elidedText(self.title, Qt.TextElideMode.ElideRight, self.width() - 16)
        painter.drawText(QRectF(8, 1, self.width() - 16, self.line), LEFT, title)
        self.title_end = 8 + metrics.horizontalAdvance(title)
        if self.unit:
            self.title_end += 6 + metrics.horizontalAdvance(self.unit)
            painter.setPen(QColor(t.t3))
            start = 14 + metrics.horizontalAdvance(title)
            painter.drawText(QRectF(start, 1, max(self.width() - start, 0), self.line), LEFT, self.unit)
        if not self.filled:
            painter.setPen(QColor(t.t3))
            painter.drawText(
                QRectF(self.rect()).adjusted(12, self.line, -12, 0), CENTRE | Qt.TextFlag.TextWordWrap, self.empty
            )
            painter.end()
            return
        self.axes(painter, box)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.save()
        painter.setClipRect(box.adjusted(0, -1, 4, 1))
        self.draw(painter, box)
        painter.restore()
        painter.end()

    def axes(self, painter: QPainter, box: QRectF) -> None:
        """Grid, zero line and labels."""
        t = self.tokens
        painter.setFont(self.label_font)
        for value in round_ticks(self.y_low, self.y_high, max(int(box.height() // (1.7 * self.line)), 2)):
            y = round(self.at_y(value))
            painter.fillRect(QRectF(box.x(), y, box.width(), 1), QColor(t.line3 if value == 0 else t.line))
            painter.setPen(QColor(t.t3))
            label = QRectF(0, y - self.line / 2, self.label_room - 2, self.line)
            painter.drawText(label, RIGHT, figures.number(value, self.decimals))
        for value, words in self.x_labels(box):
            x = self.at_x(value)
            painter.fillRect(QRectF(round(x), box.y(), 1, box.height()), QColor(t.line))
            painter.setPen(QColor(t.t3))
            painter.drawText(QRectF(x - 60, box.bottom() + 3, 120, self.line), CENTRE, words)
        if self.x_unit:
            painter.setFont(self.title_font)
            painter.drawText(QRectF(box.x(), 1, box.width() + 6, self.line), RIGHT, self.x_unit)

    def x_labels(self, box: QRectF) -> list[tuple[float, str]]:
        """Round values below, with their words; times in seconds as UTC clocks."""
        if not self.timed:
            ticks = round_ticks(self.x_low, self.x_high, max(int(box.width() // 60), 2))
            return [(value, figures.number(value, 0 if all(v == int(v) for v in ticks) else 1)) for value in ticks]
        step = time_step(self.x_high - self.x_low, max(int(box.width() // 80), 1))
        first = math.ceil(self.x_low / step) * step
        count = int((self.x_high - first) / step) + 1
        times = [first + at * step for at in range(max(count, 0))]
        return [(s, figures.clock(round(s) * figures.SECOND)[: 8 if step < 60 else 5]) for s in times]

    # What plots draw with.

    def polyline(self, painter: QPainter, xs: Floats, ys: Floats, colour: str, width: float = 1.4) -> None:
        """A line through what is known."""
        known = np.isfinite(ys)
        points = [QPointF(self.at_x(x), self.at_y(y)) for x, y in zip(xs[known], ys[known], strict=True)]
        painter.setPen(QPen(QColor(colour), width))
        painter.drawPolyline(QPolygonF(points))

    def band(self, painter: QPainter, xs: Floats, low: Floats, high: Floats, colour: str) -> None:
        """An interval along a line."""
        known = np.isfinite(low) & np.isfinite(high)
        xs, low, high = xs[known], low[known], high[known]
        points = [QPointF(self.at_x(x), self.at_y(y)) for x, y in zip(xs, high, strict=True)]
        points += [QPointF(self.at_x(x), self.at_y(y)) for x, y in zip(xs[::-1], low[::-1], strict=True)]
        fill = QColor(colour)
        fill.setAlpha(60)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawPolygon(QPolygonF(points))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def key(self, painter: QPainter, entries: Sequence[tuple[str, str]]) -> None:
        """What the colours mean: right of the title, or inside the axes where the title leaves no room."""
        painter.setClipping(False)
        painter.setFont(self.title_font)
        metrics, x = QFontMetricsF(self.title_font), self.width() - 10.0
        wide = sum(metrics.horizontalAdvance(words) + 24 for words, _ in entries)
        y = 1.0 if self.title_end + wide < x else self.frame().y() + 1
        for words, colour in reversed(entries):
            x -= metrics.horizontalAdvance(words)
            painter.setPen(QColor(self.tokens.t2))
            painter.drawText(QRectF(x, y, 400, self.line), LEFT, words)
            painter.fillRect(QRectF(x - 15, y + self.line / 2 - 1, 11, 2.5), QColor(colour))
            x -= 24


def by_pixel(xs: Floats, ys: Floats, columns: int) -> tuple[Floats, Floats]:
    """Means over as many equal parts as there are pixels: what is finer cannot be seen."""
    if len(xs) <= columns or columns < 1:
        return xs, ys
    edges = np.unique(np.linspace(0, len(xs), columns + 1).astype(int))[:-1]
    known = np.isfinite(ys)
    counts = np.add.reduceat(known.astype(float), edges)
    sums = np.add.reduceat(np.where(known, ys, 0.0), edges)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = np.where(counts > 0, sums / counts, np.nan)
    lengths = np.diff(np.append(edges, len(xs)))
    return np.add.reduceat(xs, edges) / lengths, means
