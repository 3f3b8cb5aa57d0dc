"""Pictures of one stream of signals: what moved it, its past against what came, its IC, its calibration."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from terminal.sdk import figures
from terminal.sdk.theme import Tokens
from terminal.sdk.words import tr
from terminal.widgets import fonts
from terminal.widgets.small_plot import LEFT, RIGHT, Floats, SmallPlot, by_pixel

Steps = Sequence[tuple[str, float, float, str]]
"""Label, start, end, and ``base``, ``share``, ``rest`` or ``total``."""


def seconds(ts_ns: NDArray[np.int64]) -> Floats:
    """Times as seconds since the midnight of the first."""
    if not len(ts_ns):
        return np.empty(0)
    return np.asarray((ts_ns - int(ts_ns[0]) // figures.DAY * figures.DAY) / figures.SECOND, dtype=np.float64)


class Waterfall(QWidget):
    """Steps that add up to a value, one a row."""

    def __init__(self, tokens: Tokens, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tokens = tokens
        self.steps: Steps = ()
        self.words, self.digits = fonts.words(tokens.type.body), fonts.numbers(tokens.type.body)
        self.strong = fonts.numbers(tokens.type.body, 700)
        self.line = round(15 * tokens.type.hint / 11)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("What moved it, in bps"))

    def sizeHint(self) -> QSize:
        return QSize(280, 220)

    def minimumSizeHint(self) -> QSize:
        return QSize(180, round(self.line + 10 + max(len(self.steps), 4) * 1.3 * self.tokens.type.body))

    def show_steps(self, steps: Steps) -> None:
        """These steps from now on."""
        if steps != self.steps:
            grown, self.steps = len(steps) != len(self.steps), steps
            if grown:
                self.updateGeometry()
            self.setAccessibleDescription(", ".join(f"{label} {signed(end - start)}" for label, start, end, _ in steps))
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, t = QPainter(self), self.tokens
        painter.fillRect(self.rect(), QColor(t.s1))
        painter.setFont(fonts.words(t.type.hint))
        painter.setPen(QColor(t.t2))
        title = tr("What moved it, bps; adds up to the value")
        painter.drawText(QRectF(8, 1, self.width() - 16, self.line), LEFT, title)
        if not self.steps:
            painter.setPen(QColor(t.t3))
            text = tr("This plugin does not say which features moved its signal (features_used).")
            box = QRectF(self.rect()).adjusted(12, self.line, -12, 0)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)
        else:
            self.paint_steps(painter)
        painter.end()

    def paint_steps(self, painter: QPainter) -> None:
        """A row a step: label, bar, figure."""
        t, top = self.tokens, self.line + 6.0
        height = min((self.height() - top - 4) / len(self.steps), t.metrics.table_row * 1.0)
        figure = QFontMetricsF(self.strong).horizontalAdvance("−00.00") + 10
        label = min(
            max(QFontMetricsF(self.words).horizontalAdvance(step[0]) for step in self.steps) + 8, self.width() * 0.4
        )
        field = QRectF(label + 12, top, max(self.width() - label - figure - 28, 20), height * len(self.steps))
        ends = [value for _, start, end, _ in self.steps for value in (start, end)]
        low, high = min(*ends, 0.0), max(*ends, 0.0)
        scale = field.width() / ((high - low) or 1.0)
        zero = field.x() - low * scale
        painter.fillRect(QRectF(round(zero), top, 1, field.height()), QColor(t.line3))
        for at, step in enumerate(self.steps):
            row = QRectF(0, top + at * height, self.width(), height)
            self.paint_step(painter, row, step, label, figure, zero, scale)
            if at + 2 < len(self.steps):  # the line that carries the sum on to the next row
                x = zero + step[2] * scale
                painter.setPen(QPen(QColor(t.line3), 1, Qt.PenStyle.DotLine))
                painter.drawLine(QPointF(x, row.center().y()), QPointF(x, row.bottom() + height / 2))

    def paint_step(
        self, painter: QPainter, row: QRectF, step: tuple[str, float, float, str], label: float, figure: float,
        zero: float, scale: float,
    ) -> None:  # fmt: skip
        """One row."""
        t, (name, start, end, kind) = self.tokens, step
        share = end - start
        total = kind == "total"
        if total:
            painter.fillRect(QRectF(8, row.top(), self.width() - 16, 1), QColor(t.line2))
        painter.setFont(fonts.words(t.type.body, 600) if total else self.words)
        painter.setPen(QColor(t.t1 if total else t.t2))
        words = QFontMetricsF(painter.font()).elidedText(name, Qt.TextElideMode.ElideRight, label)
        painter.drawText(QRectF(8, row.top(), label + 4, row.height()), LEFT, words)
        plain = kind in ("base", "rest", "total")
        token = "t2" if plain else "up" if share > 0 else "down"
        bar = QRectF(zero + start * scale, row.center().y() - 5, share * scale, 10).normalized()
        painter.fillRect(bar.adjusted(0, 0, max(1 - bar.width(), 0), 0), QColor(getattr(t, token)))
        painter.setFont(self.strong if total else self.digits)
        painter.setPen(QColor(t.t1 if plain else getattr(t, token)))
        place = QRectF(self.width() - figure - 8, row.top(), figure, row.height())
        painter.drawText(place, RIGHT, signed(share))


def signed(share: float) -> str:
    """Two decimals with their sign; what rounds to zero has none."""
    if abs(share) < 0.005:
        return "0.00"
    return f"{'+' if share > 0 else ''}{figures.number(share, 2)}"


class HistoryPlot(SmallPlot):
    """Values of a stream, and what came over each horizon."""

    def __init__(self, tokens: Tokens) -> None:
        empty = tr("No signal yet.")
        super().__init__(tokens, tr("Predicted and realised"), tr("bps, time UTC"), empty)
        self.ts, self.value, self.realised = np.empty(0), np.empty(0), np.empty(0)
        self.decimals = 1

    def show_history(self, ts_ns: NDArray[np.int64], value: Floats, realised: Floats) -> None:
        """The past of one stream."""
        self.ts, self.value, self.realised = seconds(ts_ns), value, realised
        _, came = by_pixel(self.ts, realised, max(self.width() // 3, 40))
        shown = np.concatenate([value, came])
        known = shown[np.isfinite(shown)]  # at first no horizon is over
        self.fit(self.ts, [float(known.min()), float(known.max())] if len(known) else [])
        self.update()

    def draw(self, painter: QPainter, box: QRectF) -> None:
        columns, t = int(box.width()), self.tokens
        self.polyline(painter, *by_pixel(self.ts, self.realised, columns // 3), t.series[1], 1.0)
        self.polyline(painter, *by_pixel(self.ts, self.value, columns // 2), t.series[0], 1.0)
        many = len(self.ts) > columns // 3
        came = tr("realised, averaged") if many else tr("realised")
        self.key(painter, ((tr("predicted"), t.series[0]), (came, t.series[1])))


class CoursePlot(SmallPlot):
    """The IC over time with its 95 % band."""

    def __init__(self, tokens: Tokens) -> None:
        empty = tr("The IC shows once 150 horizons are over.")
        super().__init__(tokens, tr("Realised IC in a moving window, 95% band"), "", empty)
        self.ts, self.ic, self.low, self.high = (np.empty(0) for _ in range(4))

    def show_course(self, ts_ns: NDArray[np.int64], ic: Floats, low: Floats, high: Floats) -> None:
        """An IC with its band."""
        self.ts, self.ic, self.low, self.high = seconds(ts_ns), ic, low, high
        self.fit(self.ts, [float(v) for part in (low, high) for v in part])
        self.update()

    def draw(self, painter: QPainter, _box: QRectF) -> None:
        self.band(painter, self.ts, self.low, self.high, self.tokens.series[0])
        self.polyline(painter, self.ts, self.ic, self.tokens.series[0], 1.8)


class BinsPlot(SmallPlot):
    """Realised against predicted by bin, with 95 % whiskers; on the dashed line it would be right."""

    def __init__(self, tokens: Tokens) -> None:
        empty = tr("The bins show once 45 horizons are over.")
        super().__init__(tokens, tr("Realised by predicted, 95%"), "bps", empty)
        self.timed = False
        self.decimals = 1
        self.predicted, self.realised, self.low, self.high = (np.empty(0) for _ in range(4))

    def show_bins(self, predicted: Floats, realised: Floats, low: Floats, high: Floats) -> None:
        """Means of the bins and their intervals."""
        self.predicted, self.realised, self.low, self.high = predicted, realised, low, high
        self.fit(predicted, [float(v) for v in (*low, *high)])
        if self.filled:
            edge = 0.1 * (self.x_high - self.x_low)
            self.x_low, self.x_high = self.x_low - edge, self.x_high + edge
        self.update()

    def draw(self, painter: QPainter, _box: QRectF) -> None:
        t = self.tokens
        painter.setPen(QPen(QColor(t.line3), 1, Qt.PenStyle.DashLine))
        ends = (self.x_low, self.x_high)
        painter.drawLine(*(QPointF(self.at_x(v), self.at_y(v)) for v in ends))
        for x, y, low, high in zip(self.predicted, self.realised, self.low, self.high, strict=True):
            if any(math.isnan(v) for v in (y, low, high)):
                continue
            at = QPointF(self.at_x(x), self.at_y(y))
            painter.setPen(QPen(QColor(t.series[0]), 1.3))
            painter.drawLine(QPointF(at.x(), self.at_y(low)), QPointF(at.x(), self.at_y(high)))
            painter.setBrush(QColor(t.s1))
            painter.drawEllipse(at, 3.2, 3.2)
            painter.setBrush(Qt.BrushStyle.NoBrush)
        self.key(painter, ((tr("predicted = realised"), t.line3),))
