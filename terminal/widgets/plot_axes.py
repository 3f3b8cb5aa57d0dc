"""Axes of the plots: UTC times at round steps, values with thousands, the unit, and tags where values lie."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QGraphicsItem

from terminal.sdk import figures
from terminal.sdk.theme import Tokens
from terminal.widgets import fonts

TagBox = tuple[QRectF, str, str, str, int]

LABEL_ROOM = 110
"""Pixels that one label of the time axis may take."""
STEPS_S = (1, 5, 10, 15, 30, 60, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400)


def time_step(span_s: float, most: int) -> float:
    """The smallest round step in seconds that puts at most `most` labels in `span_s`."""
    return float(next((step for step in STEPS_S if span_s / step <= most), STEPS_S[-1]))


class PlotAxis(pg.AxisItem):  # type: ignore[misc]
    """An axis in the theme's colours that knows where its labels stand."""

    def __init__(self, tokens: Tokens, side: str) -> None:
        super().__init__(side, pen=QColor(tokens.line2), textPen=QColor(tokens.t3), tickPen=QColor(tokens.line))
        self.tokens = tokens
        self.labels: list[QRectF] = []
        self.picture: QImage | None = None
        self.drawn_for: tuple[QRectF, float] | None = None
        self.setStyle(tickFont=fonts.numbers(tokens.type.hint), tickLength=-4, tickTextOffset=6)

    def paint(self, painter: QPainter, *_: Any) -> None:
        """Blits labels and grid from an image: as a ``QPicture`` every label is shaped anew, 7 ms an axis."""
        ratio = painter.device().devicePixelRatioF()
        place = self.boundingRect()
        if self.picture is None or self.drawn_for != (place, ratio):
            self.picture = self.drawn(place, ratio)
            self.drawn_for = (place, ratio)
        painter.drawImage(place.topLeft(), self.picture)

    def drawn(self, place: QRectF, ratio: float) -> QImage:
        """The axis, and the grid over the plot it belongs to."""
        width, height = (math.ceil(length * ratio) for length in (place.width(), place.height()))
        image = QImage(max(width, 1), max(height, 1), QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(ratio)
        image.fill(0)
        inner = QPainter(image)
        inner.translate(-place.topLeft())
        inner.setFont(self.style["tickFont"])
        specs = self.generateDrawSpecs(inner)
        if specs is not None:
            self.drawPicture(inner, *specs)
        inner.end()
        return image

    def drawPicture(self, painter: QPainter, axis: Any, ticks: Any, texts: Any) -> None:
        self.labels = [QRectF(box) for box, _flags, _words in texts]
        super().drawPicture(painter, axis, ticks, texts)


class TimeAxis(PlotAxis):
    """Seconds since midnight, written as a UTC clock."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__(tokens, "bottom")
        self.setHeight(round(18 * tokens.type.hint / 11))

    def tickValues(self, minimum: float, maximum: float, size: float) -> list[tuple[float, list[float]]]:
        step = time_step(max(maximum - minimum, 1e-9), max(int(size // LABEL_ROOM), 1))
        first = -(-minimum // step) * step
        count = int((maximum - first) // step) + 1
        return [(step, [first + at * step for at in range(max(count, 0))])]

    def tickStrings(self, values: list[float], _scale: float, spacing: float) -> list[str]:
        clocks = [figures.clock(round(value % 86_400) * figures.SECOND) for value in values]
        return clocks if spacing < 60 else [clock[:5] for clock in clocks]


class ValueAxis(PlotAxis):
    """Values at the right, the unit on top, and tags for the newest value and the one under the mouse."""

    def __init__(self, tokens: Tokens, width: int) -> None:
        super().__init__(tokens, "right")
        self.decimals = 2
        self.short = False
        self.unit = ""
        self.setTickDensity(0.6)
        self.setWidth(width)
        self.overlay = AxisTags(self)

    def tickStrings(self, values: list[float], scale: float, _spacing: float) -> list[str]:
        if self.short:
            return [figures.compact(value * scale) for value in values]
        return [figures.number(value * scale, self.decimals) for value in values]

    def tag(self, name: str, value: float | None, *, strong: bool = False) -> None:
        """Tags a value on the axis, or takes the tag away."""
        self.overlay.tag(name, None if value is None or math.isnan(value) else (value, strong))


class AxisTags(QGraphicsItem):
    """The tags of an axis, over it: they change often, the axis seldom."""

    def __init__(self, axis: ValueAxis) -> None:
        super().__init__(axis)
        self.axis = axis
        self.tags: dict[str, tuple[float, bool]] = {}
        self.setZValue(10)

    def tag(self, name: str, entry: tuple[float, bool] | None) -> None:
        """A value and whether it is the newest, or ``None`` to take the tag away."""
        if self.tags.get(name) == entry:
            return
        self.tags.pop(name, None)
        if entry is not None:
            self.tags[name] = entry
        self.update()

    def boundingRect(self) -> QRectF:
        size = self.axis.size()
        return QRectF(0, 0, size.width(), size.height())

    def paint(self, painter: QPainter, *_: Any) -> None:
        t = self.axis.tokens
        unit = (QRectF(1, 0, self.boundingRect().width() - 2, 15), self.axis.unit, t.s1, t.t3, 400)
        boxes = [*([unit] if self.axis.unit else []), *self.tag_boxes()]
        for label in self.axis.labels:  # covered whole, and before any tag is drawn over its place
            if any(label.intersects(box[0]) for box in boxes):
                painter.fillRect(label.adjusted(-1, 0, 1, 0), QColor(t.s1))
        for box, words, fill, ink, weight in boxes:
            painter.fillRect(box, QColor(fill))
            painter.setPen(QColor(ink))
            painter.setFont(fonts.numbers(t.type.hint, weight))
            painter.drawText(box.adjusted(5, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, words)

    def tag_boxes(self) -> Iterator[TagBox]:
        """Place, words, fill, ink and weight of each tag in view, the newest value first: others make room for it."""
        view, t = self.axis.linkedView(), self.axis.tokens
        if view is None:
            return
        low, high = view.viewRange()[1]
        taken: list[QRectF] = []
        for value, strong in sorted(self.tags.values(), key=lambda tag: not tag[1]):
            if low <= value <= high:
                y = self.boundingRect().height() * (high - value) / max(high - low, 1e-12)
                box = beside(self.box_at(y), taken)
                taken.append(box)
                fill, ink, weight = (t.s4, t.t1, 700) if strong else (t.s2, t.t2, 400)
                yield box, figures.number(value, self.axis.decimals), fill, ink, weight

    def box_at(self, y: float) -> QRectF:
        """The box of a tag at a height, kept inside the axis."""
        height = 16 * self.axis.tokens.type.hint / 11
        top = min(max(y - height / 2, 0.0), max(self.boundingRect().height() - height, 0.0))
        return QRectF(1, round(top), self.boundingRect().width() - 2, round(height))


def beside(box: QRectF, taken: list[QRectF]) -> QRectF:
    """The box, moved off a tag that it would cover, to the side on which it lies."""
    for other in taken:
        if box.intersects(other):
            step = -box.height() if box.top() < other.top() else box.height()
            box = box.translated(0, other.top() + step - box.top())
    return box


def value_width(tokens: Tokens, widest: str) -> int:
    """Width of a value axis whose widest label this is."""
    return round(QFontMetricsF(fonts.numbers(tokens.type.hint, 700)).horizontalAdvance(widest)) + 14
