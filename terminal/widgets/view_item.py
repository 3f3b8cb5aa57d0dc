"""A plot item whose bounding box is always the view's: it decides itself what of it is seen, and paints in pixels."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPolygonF, QTransform

from terminal.sdk.theme import Tokens

Column = NDArray[np.float64]


class Pixels:
    """From data to device pixels, axis by axis (charts neither turn nor shear)."""

    def __init__(self, transform: QTransform) -> None:
        self.sx, self.dx = transform.m11(), transform.dx()
        self.sy, self.dy = transform.m22(), transform.dy()

    def x(self, values: Column) -> Column:
        """Pixels from the left."""
        return values * self.sx + self.dx

    def y(self, values: Column) -> Column:
        """Pixels from the top."""
        return values * self.sy + self.dy

    def point(self, x: float, y: float) -> QPointF:
        """One point."""
        return QPointF(x * self.sx + self.dx, y * self.sy + self.dy)


class OverViewItem(pg.GraphicsObject):  # type: ignore[misc]
    """Base of such items; :meth:`paint_pixels` is what they differ in."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.tokens = tokens

    def boundingRect(self) -> QRectF:
        return QRectF(self.viewRect())

    def viewTransformChanged(self) -> None:
        super().viewTransformChanged()  # forgets the view's rectangle that pyqtgraph keeps
        self.prepareGeometryChange()

    def viewRangeChanged(self) -> None:
        super().viewTransformChanged()
        self.prepareGeometryChange()

    def paint(self, painter: QPainter, *_: Any) -> None:
        transform = painter.worldTransform()
        rect = self.viewRect()
        painter.save()
        painter.resetTransform()
        self.paint_pixels(painter, Pixels(transform), rect, transform.mapRect(rect))
        painter.restore()

    def paint_pixels(self, painter: QPainter, pixels: Pixels, seen: QRectF, plot: QRectF) -> None:
        """Paints in device pixels: `seen` is the view in data, `plot` in pixels."""
        raise NotImplementedError


def polygon(x: Column, y: Column) -> QPolygonF:
    """Points from two columns."""
    return QPolygonF([QPointF(*point) for point in zip(x.tolist(), y.tolist(), strict=True)])
