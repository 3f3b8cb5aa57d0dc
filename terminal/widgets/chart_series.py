"""Lines, columns and marks over the bars of a chart, painted in pixels from what is in view."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from terminal.sdk.theme import Tokens
from terminal.widgets.view_item import Column, OverViewItem, Pixels, polygon


class SeriesItem(OverViewItem):
    """One column of values over time as a line, or as columns from zero."""

    def __init__(self, tokens: Tokens, colour: str, *, columns: bool = False, dashed: bool = False) -> None:
        super().__init__(tokens)
        self.colour = colour
        self.columns = columns
        self.dashed = dashed
        self.x: Column = np.empty(0)
        self.y: Column = np.empty(0)
        self.seconds = 1.0

    def set_values(self, x: Column, y: Column, seconds: float) -> None:
        """Values at the opening of bars of `seconds`."""
        self.x, self.y, self.seconds = x, y, seconds
        self.update()

    def values_between(self, left: float, right: float) -> Column:
        """The finite values that a range of x shows."""
        start, stop = np.searchsorted(self.x, (left - self.seconds, right))
        shown = self.y[start:stop]
        return shown[np.isfinite(shown)]

    def paint_pixels(self, painter: QPainter, pixels: Pixels, seen: QRectF, plot: QRectF) -> None:
        start, stop = np.searchsorted(self.x, (seen.left() - 2 * self.seconds, seen.right() + self.seconds))
        x = pixels.x(self.x[start:stop] + self.seconds / 2)
        y = pixels.y(self.y[start:stop])
        if self.columns:
            self.paint_columns(painter, x, y, pixels, plot)
        else:
            self.paint_line(painter, *merged(x, y))

    def paint_line(self, painter: QPainter, x: Column, y: Column) -> None:
        """The line, broken where values are unknown."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        style = Qt.PenStyle.DashLine if self.dashed else Qt.PenStyle.SolidLine
        painter.setPen(QPen(QColor(self.colour), 1.4, style))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        known = np.isfinite(y)
        for part in np.split(np.arange(len(y)), np.flatnonzero(np.diff(known.astype(np.int8))) + 1):
            if len(part) > 1 and known[part[0]]:
                painter.drawPolyline(polygon(x[part], y[part]))

    def paint_columns(self, painter: QPainter, x: Column, y: Column, pixels: Pixels, plot: QRectF) -> None:
        """A column for each value: direction by colour and by the side of zero it stands on."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        width = max(int(abs(pixels.sx) * self.seconds * 0.34) * 2 + 1, 1)
        zero = min(max(round(pixels.dy), round(plot.top())), round(plot.bottom()))
        for at, top in zip(np.floor(x).tolist(), y.tolist(), strict=True):
            if top == top:  # a known value
                ink = QColor(self.tokens.up if top <= zero else self.tokens.down)
                painter.fillRect(QRectF(at - width // 2, min(top, zero), width, max(abs(top - zero), 1)), ink)


def merged(x: Column, y: Column) -> tuple[Column, Column]:
    """Lowest and highest value of each pixel where many fall on one; all of them where few do."""
    if len(x) < 4 or (x[-1] - x[0]) * 2 > len(x):
        return x, y
    pixel = np.floor(x)
    starts = np.flatnonzero(np.diff(pixel, prepend=pixel[0] - 1))
    low, high = np.fmin.reduceat(y, starts), np.fmax.reduceat(y, starts)
    return np.repeat(pixel[starts], 2), np.column_stack([low, high]).ravel()


class SignalMarksItem(OverViewItem):
    """Where a signal changed its direction: triangles beside the price, with the word in the read-out."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__(tokens)
        self.x: Column = np.empty(0)
        self.y: Column = np.empty(0)
        self.up: NDArray[np.bool_] = np.empty(0, dtype=np.bool_)

    def set_marks(self, x: Column, y: Column, up: NDArray[np.bool_]) -> None:
        """Time, price and direction of each change."""
        self.x, self.y, self.up = x, y, up
        self.update()

    def paint_pixels(self, painter: QPainter, pixels: Pixels, seen: QRectF, _plot: QRectF) -> None:
        start, stop = np.searchsorted(self.x, (seen.left(), seen.right()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self.tokens.s1), 1))
        marks = zip(pixels.x(self.x[start:stop]), pixels.y(self.y[start:stop]), self.up[start:stop], strict=True)
        for x, y, up in marks:
            tip = y + 6 if up else y - 6
            base = tip + 8 if up else tip - 8
            painter.setBrush(QColor(self.tokens.up if up else self.tokens.down))
            painter.drawPolygon(QPolygonF([QPointF(x, tip), QPointF(x - 4.5, base), QPointF(x + 4.5, base)]))
