"""Drawings over a plot: their shapes in pixels, what of them the mouse is on, and their painting."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from terminal.domain.drawings import RETRACEMENTS, Drawing, DrawingKind
from terminal.sdk import figures
from terminal.sdk.theme import Tokens
from terminal.widgets import fonts
from terminal.widgets.view_item import OverViewItem, Pixels

SECOND = 1_000_000_000
REACH = 6.0
"""Pixels within which the mouse is on a line or a handle."""
HANDLE = 3.5


@dataclass(slots=True)
class Shape:
    """A drawing in pixels."""

    handles: list[QPointF]
    lines: list[QLineF] = field(default_factory=list)
    boxes: list[QRectF] = field(default_factory=list)
    words: list[tuple[QPointF, str]] = field(default_factory=list)

    def distance(self, at: QPointF) -> float:
        """Pixels from a point to the nearest line, edge or word of it."""
        near = [to_line(line, at) for line in self.lines]
        for box in self.boxes:
            corners = [box.topLeft(), box.topRight(), box.bottomRight(), box.bottomLeft()]
            near += [to_line(QLineF(corners[n], corners[(n + 1) % 4]), at) for n in range(4)]
        near += [to_line(QLineF(place, place + QPointF(7.0 * len(text), 0)), at) for place, text in self.words]
        return min(near, default=math.inf)

    def handle_at(self, at: QPointF) -> int:
        """The handle under a point, -1 for none."""
        return next((n for n, handle in enumerate(self.handles) if QLineF(handle, at).length() <= REACH), -1)


def to_line(line: QLineF, at: QPointF) -> float:
    """Pixels from a point to a segment."""
    dx, dy = line.dx(), line.dy()
    length = dx * dx + dy * dy
    share = 0.0 if length == 0 else ((at.x() - line.x1()) * dx + (at.y() - line.y1()) * dy) / length
    return QLineF(at, line.pointAt(min(max(share, 0.0), 1.0))).length()


def shape_of(drawing: Drawing, pixels: Pixels, midnight_ns: int, plot: QRectF, decimals: int) -> Shape:
    """The drawing's shape in a plot."""
    points = [pixels.point((ts_ns - midnight_ns) / SECOND, price) for ts_ns, price in drawing.points]
    shape = Shape(points)
    first, last = points[0], points[-1]
    match drawing.kind:
        case DrawingKind.LEVEL:
            shape.lines = [QLineF(plot.left(), first.y(), plot.right(), first.y())]
            shape.words = [(QPointF(plot.left() + 8, first.y() - 4), figures.number(drawing.points[0][1], decimals))]
        case DrawingKind.MOMENT:
            shape.lines = [QLineF(first.x(), plot.top(), first.x(), plot.bottom())]
            shape.words = [(QPointF(first.x() + 5, plot.top() + 28), figures.clock(drawing.points[0][0]))]
        case DrawingKind.TREND:
            shape.lines = [QLineF(first, last)]
        case DrawingKind.RAY:
            shape.lines = [QLineF(first, beyond(first, last, plot))]
        case DrawingKind.BOX:
            shape.boxes = [QRectF(first, last).normalized()]
        case DrawingKind.FIBONACCI:
            retraced(shape, drawing, pixels, plot, decimals)
        case DrawingKind.MEASURE:
            shape.boxes = [QRectF(first, last).normalized()]
            shape.words = [(QPointF(max(first.x(), last.x()) + 6, last.y()), measured(drawing, decimals))]
        case DrawingKind.NOTE:
            shape.words = [(first + QPointF(8, 4), drawing.words)]
    return shape


def beyond(first: QPointF, last: QPointF, plot: QRectF) -> QPointF:
    """Where a line from one point through another leaves the plot."""
    line = QLineF(first, last)
    if line.length() == 0:
        return last
    line.setLength(line.length() + plot.width() + plot.height())
    return line.p2()


def retraced(shape: Shape, drawing: Drawing, pixels: Pixels, plot: QRectF, decimals: int) -> None:
    """Lines at the retracements of a move, from its later end to the right."""
    start, end = drawing.points[0][1], drawing.points[1][1]
    left = min(handle.x() for handle in shape.handles)
    for share in RETRACEMENTS:
        price = end + (start - end) * share
        y = pixels.point(0, price).y()
        shape.lines.append(QLineF(left, y, plot.right(), y))
        shape.words.append((QPointF(left + 4, y - 3), f"{share:.1%}  {figures.number(price, decimals)}"))


def measured(drawing: Drawing, decimals: int) -> str:
    """``+0.42 (+0.19%), 3 min 20 s``."""
    (from_ns, start), (to_ns, end) = drawing.points
    share = (end - start) / start * 100 if start else 0.0
    sign = "+" if end >= start else "\u2212"
    time = figures.duration(abs(to_ns - from_ns))
    return f"{sign}{figures.number(abs(end - start), decimals)} ({sign}{abs(share):.2f}%), {time}"


class DrawingItem(OverViewItem):
    """All drawings of a plot, the selected one with its handles, the one under way dashed."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__(tokens)
        self.drawings: Sequence[Drawing] = ()
        self.selected = -1
        self.preview: Drawing | None = None
        self.midnight_ns = 0
        self.decimals = 2
        self.pixels: Pixels | None = None
        self.plot = QRectF()

    def show_drawings(self, drawings: Sequence[Drawing], selected: int, preview: Drawing | None) -> None:
        """Other drawings."""
        self.drawings, self.selected, self.preview = drawings, selected, preview
        self.update()

    def hit(self, at: QPointF) -> tuple[int, int]:
        """Drawing and handle under a point in the plot's pixels; -1 for none."""
        if self.pixels is None:
            return -1, -1
        shapes = [self.shape_in_pixels(drawing, self.pixels) for drawing in self.drawings]
        for n in [self.selected, *range(len(shapes) - 1, -1, -1)]:
            if 0 <= n < len(shapes):
                handle = shapes[n].handle_at(at)
                if handle >= 0 or shapes[n].distance(at) <= REACH:
                    return n, handle
        return -1, -1

    def shape_in_pixels(self, drawing: Drawing, pixels: Pixels) -> Shape:
        """A drawing as it was last painted."""
        return shape_of(drawing, pixels, self.midnight_ns, self.plot, self.decimals)

    def paint_pixels(self, painter: QPainter, pixels: Pixels, _seen: QRectF, plot: QRectF) -> None:
        self.pixels, self.plot = pixels, plot
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(fonts.numbers(self.tokens.type.hint))
        for n, drawing in enumerate(self.drawings):
            self.paint_shape(painter, self.shape_in_pixels(drawing, pixels), chosen=n == self.selected, dashed=False)
        if self.preview is not None:
            self.paint_shape(painter, self.shape_in_pixels(self.preview, pixels), chosen=True, dashed=True)

    def paint_shape(self, painter: QPainter, shape: Shape, *, chosen: bool, dashed: bool) -> None:
        """Lines, boxes and words in the accent, which no data are drawn in."""
        t = self.tokens
        ink = QColor(t.accent if chosen else t.t2)
        style = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
        painter.setPen(QPen(ink, 1.4 if chosen else 1.0, style))
        painter.drawLines(shape.lines)
        ground = QColor(t.t2)
        ground.setAlpha(28)
        painter.setBrush(ground)
        painter.drawRects(shape.boxes)
        metrics = QFontMetricsF(painter.font())
        for place, words in shape.words:
            box = metrics.boundingRect(words).translated(place).adjusted(-3, -1, 3, 1)
            painter.fillRect(box, QColor(t.s1))
            painter.drawText(place, words)
        if chosen:
            painter.setPen(QPen(QColor(t.accent), 1))
            painter.setBrush(QColor(t.s1))
            for handle in shape.handles:
                painter.drawEllipse(handle, HANDLE, HANDLE)
