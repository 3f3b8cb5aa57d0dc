"""Volume at price on a chart: the profile at the right edge, and the footprint inside wide bars."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from terminal.sdk import figures
from terminal.sdk.theme import Tokens
from terminal.widgets import fonts
from terminal.widgets.view_item import Column, OverViewItem, Pixels

PROFILE_SHARE = 0.2
"""Share of the plot's width for the fullest row of the profile."""
FOOTPRINT_PITCH = 92
"""Pixels that a bar needs before its footprint can be read."""
FootprintBar = tuple[float, int, int, float, float]
"""Opening (x), first row, row behind the last, open and close."""
IMBALANCE = 3.0
"""A row where one side took this many times the other's volume is set in that side's colour."""


class Rows(Protocol):
    """Volume at price as the chart's model has it."""

    @property
    def ts_open_ns(self) -> NDArray[np.int64]: ...
    @property
    def px(self) -> Column: ...
    @property
    def bought(self) -> Column: ...
    @property
    def sold(self) -> Column: ...
    @property
    def total(self) -> Column: ...
    @property
    def step(self) -> float: ...
    def __len__(self) -> int: ...


class ProfileItem(OverViewItem):
    """Bought and sold volume by price from the right edge, the value area brighter, the point of control as a line."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__(tokens)
        self.rows: Rows | None = None
        self.area: tuple[int, int, int] | None = None

    def set_rows(self, rows: Rows | None, area: tuple[int, int, int] | None) -> None:
        """Other rows; `area` is the row of the point of control, and the lowest and highest of the value area."""
        self.rows, self.area = rows, area
        self.update()

    def paint_pixels(self, painter: QPainter, pixels: Pixels, _seen: QRectF, plot: QRectF) -> None:
        if self.rows is None or self.area is None or len(self.rows) == 0:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        rows, (control, low, high) = self.rows, self.area
        most = max(float((rows.bought + rows.sold).max()), 1e-12)  # a cross has no side and would dwarf the rest
        scale = plot.width() * PROFILE_SHARE / most
        tops, bottoms = pixels.y(rows.px + rows.step), pixels.y(rows.px)
        for at in range(len(rows)):
            height = max(float(bottoms[at] - tops[at]) - 1, 1)
            edge = plot.right()
            for quantity, colour in ((rows.sold[at], self.tokens.ask), (rows.bought[at], self.tokens.bid)):
                width = float(quantity) * scale
                ink = QColor(colour)
                ink.setAlpha(120 if low <= at <= high else 55)
                painter.fillRect(QRectF(edge - width, float(tops[at]), width, height), ink)
                edge -= width
        middle = float(tops[control] + bottoms[control]) / 2
        painter.setPen(QPen(QColor(self.tokens.t1), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QLineF(plot.left(), middle, plot.right(), middle))


class FootprintItem(OverViewItem):
    """Sold × bought at each price inside the bars, once they are wide enough to be read."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__(tokens)
        self.rows: Rows | None = None
        self.bars: list[FootprintBar] = []
        self.seconds = 1.0
        self.decimals = 0
        self.font = fonts.numbers(tokens.type.hint)

    def set_rows(self, rows: Rows | None, bars: list[FootprintBar], seconds: float, decimals: int) -> None:
        """Other rows with the bars that they are of."""
        self.rows, self.bars, self.seconds, self.decimals = rows, bars, seconds, decimals
        self.update()

    def paint_pixels(self, painter: QPainter, pixels: Pixels, _seen: QRectF, plot: QRectF) -> None:
        pitch = abs(pixels.sx) * self.seconds
        if self.rows is None or pitch < FOOTPRINT_PITCH:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setFont(self.font)
        for x, start, stop, opened, closed in self.bars:
            left = x * pixels.sx + pixels.dx
            if left + pitch >= plot.left() and left <= plot.right():
                self.paint_bar(painter, pixels, left, pitch, start, stop)
                self.paint_body(painter, pixels, left, opened, closed)

    def paint_body(self, painter: QPainter, pixels: Pixels, left: float, opened: float, closed: float) -> None:
        """The bar's open to close as a narrow body beside its rows: hollow up, solid down."""
        top, bottom = sorted((pixels.point(0, opened).y(), pixels.point(0, closed).y()))
        up = closed >= opened
        colour = QColor(self.tokens.up if up else self.tokens.down)
        painter.setPen(QPen(colour, 1))
        painter.setBrush(QColor(self.tokens.s1) if up else colour)
        painter.drawRect(QRectF(left + 2, top, 5, max(bottom - top, 1)))

    def paint_bar(self, painter: QPainter, pixels: Pixels, left: float, pitch: float, start: int, stop: int) -> None:
        """The rows of one bar, its fullest one outlined."""
        if self.rows is None:
            return
        rows, t = self.rows, self.tokens
        most = start + int(np.argmax(rows.total[start:stop]))
        inner = QRectF(left + 10, 0, pitch - 13, 0)
        for at in range(start, stop):
            top, bottom = float(pixels.y(rows.px[at] + rows.step)), float(pixels.y(rows.px[at]))
            cell = QRectF(inner.left(), top, inner.width(), bottom - top - 1)
            share = float(rows.total[at] / rows.total[most])
            bought, sold = float(rows.bought[at]), float(rows.sold[at])
            ground = QColor(t.bid_fill if bought >= sold else t.ask_fill)
            painter.fillRect(cell, QColor(t.s1))
            painter.fillRect(QRectF(cell.left(), cell.top(), cell.width() * share, cell.height()), ground)
            if cell.height() >= 11:
                half = QRectF(cell.left(), top, cell.width() / 2, cell.height())
                self.figure(painter, half, sold, bought, t.ask)
                self.figure(painter, half.translated(half.width(), 0), bought, sold, t.bid)
            if at == most:
                painter.setPen(QPen(QColor(t.t1), 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(cell.adjusted(0, 0, -1, -1))

    def figure(self, painter: QPainter, box: QRectF, quantity: float, other: float, side: str) -> None:
        """One side's figure, in its colour where it outweighs the other by far."""
        heavy = quantity > 0 and quantity >= IMBALANCE * other
        painter.setPen(QColor(side if heavy else self.tokens.t2))
        words = figures.compact(quantity) if quantity >= 10_000 else figures.number(quantity, self.decimals)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
