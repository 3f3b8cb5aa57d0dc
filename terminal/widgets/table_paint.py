"""How one cell of a table is painted."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from terminal.sdk.table import Bar, Cell, Gauge, Kind, Mark, Spark, Tag, Whisker
from terminal.sdk.theme import Tokens
from terminal.widgets import fonts, icons

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
FIGURE_SHARE = 0.5
"""How much of a picture's cell its figure takes."""


class CellPainter:
    """Paints cells in one theme. Cutting words to their room is remembered: it is what costs most."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        body = tokens.type.body
        self.faces = {
            (False, False): fonts.words(body),
            (False, True): fonts.words(body, 600),
            (True, False): fonts.numbers(body),
            (True, True): fonts.numbers(body, 700),
        }
        self.measures = {name: QFontMetricsF(face) for name, face in self.faces.items()}
        self.colours = {name: QColor(value) for name, value in vars_of(tokens).items()}
        self.cut: dict[tuple[str, bool, bool, int], str] = {}

    def colour(self, token: str) -> QColor:
        """A token's colour; an unknown one is plain text."""
        return self.colours.get(token, self.colours["t1"])

    def paint(self, painter: QPainter, box: QRectF, kind: Kind, cell: Cell, *, dim: bool = False) -> None:
        """One cell inside its box."""
        pad = self.tokens.metrics.cell_padding
        inner = box.adjusted(pad, 0, -pad, 0)
        if isinstance(cell.mark, Tag):
            self.tag(painter, inner, cell.text, cell.mark, dim=dim)
            return
        if cell.mark is not None:
            inner = self.picture(painter, inner, cell.mark, alone=not cell.text, dim=dim)
        if cell.text:
            plain = cell.ink or ("t2" if kind is Kind.TAG else "t1")
            ink = "t3" if dim and plain not in ("danger", "warn") else plain
            self.words(painter, inner, kind, cell, ink)

    def words(self, painter: QPainter, box: QRectF, kind: Kind, cell: Cell, ink: str) -> None:
        """The words, cut to their room."""
        face = (kind in (Kind.NUMBER, Kind.CODE, Kind.PICTURE), cell.bold)
        painter.setFont(self.faces[face])
        painter.setPen(self.colour(ink))
        flags = RIGHT if kind in (Kind.NUMBER, Kind.PICTURE) else LEFT
        painter.drawText(box, flags, self.fitted(cell.text, face, box.width()))

    def fitted(self, text: str, face: tuple[bool, bool], width: float) -> str:
        """`text` with an ellipsis where it is wider than its room."""
        key = (text, *face, int(width))
        if key not in self.cut:
            if len(self.cut) > 20_000:
                self.cut.clear()
            self.cut[key] = self.measures[face].elidedText(text, Qt.TextElideMode.ElideRight, max(width, 0) + 0.5)
        return self.cut[key]

    def wide(self, text: str, kind: Kind, *, bold: bool = False) -> float:
        """Room that words take, with padding."""
        face = (kind in (Kind.NUMBER, Kind.CODE, Kind.PICTURE), bold)
        return self.measures[face].horizontalAdvance(text) + 2 * self.tokens.metrics.cell_padding + 1

    # Pictures.

    def picture(self, painter: QPainter, box: QRectF, mark: Mark, *, alone: bool, dim: bool) -> QRectF:
        """The picture; returns what is left for the figure: a bar has it at the left, the others at the right."""
        figure = box.width() * FIGURE_SHARE
        if isinstance(mark, Bar):
            part = box if alone else box.adjusted(figure + 6, 0, 0, 0)
            self.bar(painter, part, mark, dim=dim)
            return box.adjusted(0, 0, figure - box.width(), 0)
        part = box if alone else box.adjusted(0, 0, -figure - 4, 0)
        if isinstance(mark, Gauge):
            self.gauge(painter, part, mark, dim=dim)
        elif isinstance(mark, Spark):
            self.spark(painter, part, mark, dim=dim)
        elif isinstance(mark, Whisker):
            self.whisker(painter, part, mark, dim=dim)
        return box.adjusted(box.width() - figure, 0, 0, 0)

    def bar(self, painter: QPainter, box: QRectF, mark: Bar, *, dim: bool) -> None:
        """A signed bar from the centre line."""
        middle, height = round(box.center().x()), 10.0
        top = round(box.center().y() - height / 2)
        if mark.share == mark.share:
            length = min(max(mark.share, -1.0), 1.0) * box.width() / 2
            body = QRectF(middle, top, length, height).normalized()
            painter.fillRect(body, self.colour("t3" if dim else mark.token))
        painter.fillRect(QRectF(middle, top - 3, 1, height + 6), self.colour("line3"))

    def gauge(self, painter: QPainter, box: QRectF, mark: Gauge, *, dim: bool) -> None:
        """A trough, filled from the left; the limit is a line over it."""
        trough = QRectF(box.x(), round(box.center().y() - 4), box.width(), 8)
        painter.fillRect(trough, self.colour("s3"))
        if mark.share == mark.share:
            filled = QRectF(trough)
            filled.setWidth(trough.width() * min(max(mark.share, 0.0), 1.0))
            painter.fillRect(filled, self.colour("t3" if dim else mark.token))
        if mark.limit is not None:
            x = round(trough.x() + trough.width() * min(max(mark.limit, 0.0), 1.0))
            painter.fillRect(QRectF(x, trough.y() - 3, 1, trough.height() + 6), self.colour("t1"))

    def spark(self, painter: QPainter, box: QRectF, mark: Spark, *, dim: bool) -> None:
        """A line over its own range, the last value as a dot."""
        known = [value for value in mark.values if value == value]
        if len(known) < 2:
            return
        low, high = min(known), max(known)
        span, step = (high - low) or 1.0, (box.width() - 3) / (len(mark.values) - 1)
        inner = box.adjusted(0, 4, 0, -4)
        scale = inner.height() / span
        flat = 0.0 if high > low else inner.height() / 2
        points = [
            QPointF(box.x() + at * step, inner.bottom() - flat - (value - low) * scale)
            for at, value in enumerate(mark.values)
            if value == value
        ]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.colour("t3" if dim else mark.token), 1.2))
        painter.drawPolyline(QPolygonF(points))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.colour("t3" if dim else mark.token))
        painter.drawEllipse(points[-1], 1.8, 1.8)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def whisker(self, painter: QPainter, box: QRectF, mark: Whisker, *, dim: bool) -> None:
        """The interval as a line, its middle as a ring, zero as a line through the row."""
        centre, half, y = box.center().x(), box.width() / 2, round(box.center().y()) + 0.5
        painter.fillRect(QRectF(round(centre), box.top() + 3, 1, box.height() - 6), self.colour("line3"))
        if any(math.isnan(value) for value in (mark.low, mark.mid, mark.high)):
            return
        left, mid, right = (centre + half * min(max(v, -1.0), 1.0) for v in (mark.low, mark.mid, mark.high))
        pen = QPen(self.colour("t3" if dim else mark.token), 1.2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen)
        painter.drawLine(QPointF(left, y), QPointF(right, y))
        for x, beyond in ((left, mark.low < -1), (right, mark.high > 1)):
            if not beyond:  # an end without its stroke goes on beyond the scale
                painter.drawLine(QPointF(x, y - 3), QPointF(x, y + 3))
        painter.setBrush(self.colour("s1"))
        painter.drawEllipse(QPointF(mid, y), 3.2, 3.2)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def tag(self, painter: QPainter, box: QRectF, text: str, mark: Tag, *, dim: bool) -> None:
        """A word on its fill; plain ones without."""
        fill = self.colours.get(f"{mark.token}_fill")
        ink = self.colour(mark.token)
        face = (False, fill is not None)
        if fill is None:
            painter.setFont(self.faces[face])
            painter.setPen(self.colour("t3") if dim else ink)
            painter.drawText(box, LEFT, self.fitted(text, face, box.width()))
            return
        icon = self.tokens.metrics.icon_tag + 4 if mark.icon else 0
        shown = self.fitted(text, face, box.width() - icon)
        height = min(box.height() - 4, round(17 * self.tokens.type.body / 12))
        wide = min(self.measures[face].horizontalAdvance(shown) + icon + 10, box.width() + 8)
        ground = QRectF(box.x() - 4, box.center().y() - height / 2, wide, height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawRoundedRect(ground, self.tokens.metrics.radius, self.tokens.metrics.radius)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if mark.icon:
            side = self.tokens.metrics.icon_tag
            icons.draw(
                painter, QRectF(ground.x() + 4, ground.center().y() - side / 2, side, side), mark.icon, ink.name()
            )
        painter.setFont(self.faces[face])
        painter.setPen(ink)
        painter.drawText(ground.adjusted(5 + icon, 0, 0, 0), LEFT, shown)


def vars_of(tokens: Tokens) -> dict[str, str]:
    """Colours of a theme by token name, plot series as ``p1`` to ``p6``."""
    names = [name for name in tokens.__slots__ if isinstance(getattr(tokens, name), str)]
    found = {name: getattr(tokens, name) for name in names if getattr(tokens, name).startswith("#")}
    return found | {f"p{at}": value for at, value in enumerate(tokens.series, start=1)}
