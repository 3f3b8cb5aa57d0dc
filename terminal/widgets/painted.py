"""The base of what redraws every frame: the core composites into a NumPy frame, Qt blits it with one call."""

from __future__ import annotations

import itertools
import time
from collections.abc import Hashable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QEnterEvent, QHideEvent, QImage, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from terminal.domain.market import FeedHealth
from terminal.sdk import words
from terminal.sdk.theme import Tokens
from terminal.widgets import glyphs
from terminal.widgets.native import Frame, NativeView, PaintTheme, Point

OWNERS = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Condition:
    """State of the data behind a picture."""

    stale: bool = False
    gapped: bool = False


def condition_of(health: FeedHealth) -> Condition:
    """How data of this health is drawn: silent feeds grey, gapped ones without sizes."""
    return Condition(health in (FeedHealth.STALE, FeedHealth.FAILED), health is FeedHealth.GAPPED)


class PaintedWidget(QWidget):
    """Owns the frame and repaints it when :meth:`look` changed. It has no timer: its host calls :meth:`on_frame`."""

    themes: ClassVar[dict[tuple[str, int, float, str], PaintTheme]] = {}
    """Made once per theme, text size, screen and language, shared by all painted widgets."""

    def __init__(self, tokens: Tokens, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tokens = tokens
        self.native: NativeView | None = None
        self.condition = Condition()
        self.mouse: QPoint | None = None
        self.owner = next(OWNERS)
        self.composite_ns = 0
        self.composites = 0
        self.shown: Hashable = None
        self.pixels: Frame = np.zeros((0, 0), dtype=np.uint32)
        self.image = QImage()
        self.setAccessibleName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 90)

    # What a painted widget says of itself.

    def look(self) -> Hashable:
        """Everything that the picture depends on; another value means another picture."""
        raise NotImplementedError

    def compose(self, native: NativeView, theme: PaintTheme) -> None:
        """Paints into ``self.pixels``."""
        raise NotImplementedError

    def bound(self, native: NativeView) -> None:
        """The instrument is now that of `native`."""

    # What its host calls.

    def show_instrument(self, native: NativeView | None) -> None:
        """Draws `native` from now on."""
        self.native = native
        if native is not None:
            self.bound(native)
        self.shown = None
        self.update()

    def set_tokens(self, tokens: Tokens) -> None:
        """Draws with another theme."""
        self.tokens = tokens
        self.shown = None
        self.update()

    def on_frame(self, condition: Condition) -> None:
        """One frame of the host's timer: asks for a repaint only where the picture changed."""
        self.condition = condition
        if self.isVisible() and self.look_now() != self.shown:
            self.update()

    # Lengths in device pixels.

    def px(self, logical: float) -> int:
        """Logical pixels in device pixels."""
        return round(logical * self.devicePixelRatioF())

    def hover(self) -> Point:
        """Where the mouse is, in device pixels; None outside."""
        return None if self.mouse is None else (self.px(self.mouse.x()), self.px(self.mouse.y()))

    def theme(self, native: NativeView) -> PaintTheme:
        """Colours and fonts for this screen, made on first use."""
        look = f"{self.tokens.id} {hash(self.tokens)}"
        key = (look, self.tokens.type.body, self.devicePixelRatioF(), words.language())
        if key not in self.themes:
            self.themes[key] = glyphs.paint_theme(native, self.tokens, self.devicePixelRatioF())
        return self.themes[key]

    # Qt's own calls.

    def look_now(self) -> Hashable:
        """:meth:`look` with what every painted widget depends on."""
        revision = -1 if self.native is None else self.native.revision
        size = (self.width(), self.height(), self.devicePixelRatioF())
        return (revision, size, self.condition, self.mouse and (self.mouse.x(), self.mouse.y()), self.look())

    def paintEvent(self, _event: QPaintEvent) -> None:
        looks = self.look_now()
        if looks != self.shown and self.native is not None:
            started = time.perf_counter_ns()
            self.fit_frame()
            self.compose(self.native, self.theme(self.native))
            self.composite_ns = time.perf_counter_ns() - started
            self.composites += 1
            self.shown = looks
        painter = QPainter(self)
        if self.native is None:
            painter.fillRect(self.rect(), QColor(self.tokens.s1))
        else:
            painter.drawImage(0, 0, self.image)
        painter.end()

    def fit_frame(self) -> None:
        """A frame of the widget's size; the image lies over the same memory."""
        height, width = max(self.px(self.height()), 1), max(self.px(self.width()), 1)
        if self.pixels.shape != (height, width):
            self.pixels = np.zeros((height, width), dtype=np.uint32)
            self.image = QImage(self.pixels.data, width, height, width * 4, QImage.Format.Format_RGB32)
        self.image.setDevicePixelRatio(self.devicePixelRatioF())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.resized()
        super().resizeEvent(event)

    def resized(self) -> None:
        """The widget has another size."""

    def hovering(self, inside: bool) -> None:
        """The mouse came or left."""

    def enterEvent(self, event: QEnterEvent) -> None:
        self.mouse = event.position().toPoint()
        self.hovering(inside=True)

    def leaveEvent(self, _event: QEvent) -> None:
        self.mouse = None
        self.hovering(inside=False)

    def hideEvent(self, _event: QHideEvent) -> None:
        self.mouse = None
        self.hovering(inside=False)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.mouse = event.position().toPoint()
