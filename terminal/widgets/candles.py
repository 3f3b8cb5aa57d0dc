"""Candles, volume bars and the VWAP band as pyqtgraph items, painted in pixels from the visible bars alone.

A day of one-second bars is 23,400; whatever lies outside the view costs nothing, and bars narrower than a pixel are
merged before they are painted.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from terminal.sdk.theme import Tokens
from terminal.widgets.view_item import Column, OverViewItem, Pixels, polygon


class BarColumns(Protocol):
    """Columns of bars in order of ``x``; the chart's view model offers them."""

    @property
    def x(self) -> Column: ...
    @property
    def open(self) -> Column: ...
    @property
    def high(self) -> Column: ...
    @property
    def low(self) -> Column: ...
    @property
    def close(self) -> Column: ...
    @property
    def volume(self) -> Column: ...
    @property
    def vwap(self) -> Column: ...
    @property
    def sigma(self) -> Column: ...
    def __len__(self) -> int: ...
    def slice(self, start: int, stop: int) -> BarColumns: ...
    def grouped(self, first: int, size: int) -> BarColumns: ...
    def between(self, left: float, right: float) -> tuple[int, int]: ...


class BarsItem(OverViewItem):
    """What the items share: bars, and the time of one."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__(tokens)
        self.bars: BarColumns | None = None
        self.seconds = 1.0

    def set_bars(self, bars: BarColumns, seconds: float) -> None:
        """Other bars; `seconds` is the time that one covers."""
        self.bars, self.seconds = bars, seconds
        self.update()

    def paint_pixels(self, painter: QPainter, pixels: Pixels, seen: QRectF, plot: QRectF) -> None:
        if self.bars is None or len(self.bars) == 0:
            return
        start, stop = self.bars.between(seen.left(), seen.right())
        if stop <= start:
            return
        pitch = abs(pixels.sx) * self.seconds
        size = max(1, int(np.ceil(2.0 / max(pitch, 1e-9)))) if pitch < 2 else 1
        shown = self.bars.slice(start, stop).grouped(start, size)
        self.paint_bars(painter, shown, pixels, pitch * size)
        if stop == len(self.bars):
            self.paint_newest(painter, shown, pixels, plot.right())

    def paint_bars(self, painter: QPainter, bars: BarColumns, pixels: Pixels, pitch: float) -> None:
        """Paints the visible bars, `pitch` pixels apart."""
        raise NotImplementedError

    def paint_newest(self, painter: QPainter, bars: BarColumns, pixels: Pixels, right: float) -> None:
        """Paints what leads from the newest bar to the right edge; nothing unless an item says so."""


def centres(bars: BarColumns, pixels: Pixels, pitch: float) -> Column:
    """The whole pixel at the middle of each bar."""
    return np.floor(pixels.x(bars.x) + pitch / 2)


class CandlestickItem(BarsItem):
    """Up hollow, down solid, so that direction reads without colour; sticks alone where candles are too narrow."""

    def paint_bars(self, painter: QPainter, bars: BarColumns, pixels: Pixels, pitch: float) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        x = centres(bars, pixels, pitch)
        top, bottom = np.rint(pixels.y(bars.high)), np.rint(pixels.y(bars.low))
        opened, closed = np.rint(pixels.y(bars.open)), np.rint(pixels.y(bars.close))
        upper, lower = np.minimum(opened, closed), np.maximum(opened, closed)
        half = int(pitch * 0.34)
        for up, colour in ((True, self.tokens.up), (False, self.tokens.down)):
            chosen = np.flatnonzero((bars.close >= bars.open) == up)
            painter.setPen(QPen(QColor(colour), 1))
            if half < 1:
                columns = zip(x[chosen].tolist(), top[chosen].tolist(), bottom[chosen].tolist(), strict=True)
                painter.drawLines([QLineF(at, high, at, low) for at, high, low in columns])
                continue
            painter.setBrush(QColor(self.tokens.s1 if up else colour))
            rows = zip(*(column[chosen].tolist() for column in (x, top, upper, lower, bottom)), strict=True)
            wicks: list[QLineF] = []
            bodies: list[QRectF] = []
            for at, high, body_top, body_bottom, low in rows:
                wicks += (QLineF(at, high, at, body_top), QLineF(at, body_bottom, at, low))
                bodies.append(QRectF(at - half, body_top, 2 * half, max(body_bottom - body_top, 0)))
            painter.drawLines(wicks)
            painter.drawRects(bodies)

    def paint_newest(self, painter: QPainter, bars: BarColumns, pixels: Pixels, right: float) -> None:
        y = round(float(pixels.y(bars.close[-1:])[0])) + 0.5
        painter.setPen(QPen(QColor(self.tokens.t3), 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(float(pixels.x(bars.x[-1:])[0]), y), QPointF(right, y))


class VolumeItem(BarsItem):
    """One grey bar for each candle: volume has no direction."""

    def paint_bars(self, painter: QPainter, bars: BarColumns, pixels: Pixels, pitch: float) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        x, top, base = centres(bars, pixels, pitch), pixels.y(bars.volume), round(pixels.dy)
        width = max(int(pitch * 0.34) * 2 + 1, 1)
        fill = QColor(self.tokens.line2)
        for at, height in zip(x.tolist(), np.rint(base - top).tolist(), strict=True):
            if height > 0:
                painter.fillRect(QRectF(at - width // 2, base - height, width, height), fill)


class VwapItem(BarsItem):
    """Session VWAP, dashed, with bands at one and two standard deviations."""

    def paint_bars(self, painter: QPainter, bars: BarColumns, pixels: Pixels, pitch: float) -> None:
        known = np.isfinite(bars.vwap) & np.isfinite(bars.sigma)
        x = (pixels.x(bars.x) + pitch / 2)[known]
        vwap, sigma = bars.vwap[known], bars.sigma[known]
        if len(x) < 2:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for width in (2.0, 1.0):
            fill = QColor(self.tokens.t2)
            fill.setAlpha(26)
            painter.setBrush(fill)
            upper, lower = pixels.y(vwap + width * sigma), pixels.y(vwap - width * sigma)
            painter.drawPolygon(polygon(np.concatenate([x, x[::-1]]), np.concatenate([upper, lower[::-1]])))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(self.tokens.t2), 1.2, Qt.PenStyle.DashLine))
        painter.drawPolyline(polygon(x, pixels.y(vwap)))
