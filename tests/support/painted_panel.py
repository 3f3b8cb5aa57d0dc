"""Opens a painted panel on a generated market, offscreen, and reads its picture back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication

from terminal.widgets.painted import PaintedWidget
from terminal.widgets.theme import theme
from tests.support.generated_market import GeneratedContext, GeneratedMarket

SECOND = 1_000_000_000


class OpenPanel:
    """A panel, its context, and a frame clock of the test's own."""

    def __init__(
        self, create: Callable[[Any], Any], market: GeneratedMarket, size: tuple[int, int], **settings: object
    ) -> None:
        self.context = GeneratedContext(market, theme("dark"), settings=settings)
        self.panel = create(self.context)
        self.now_ns = 0
        self.panel.on_instrument(self.context.view())
        self.panel.widget.resize(*size)
        self.panel.widget.show()
        self.frame()

    def frame(self, seconds: float = 0.016) -> None:
        """One frame of the host, this much later."""
        self.now_ns += round(seconds * SECOND)
        self.panel.on_frame(self.now_ns)
        QApplication.processEvents()

    def close(self) -> None:
        """As the window closes a panel."""
        self.panel.close()
        self.panel.widget.close()
        self.panel.widget.deleteLater()


def pixels(widget: PaintedWidget) -> NDArray[np.uint32]:
    """The frame of a painted widget as it was last composited, without the alpha byte."""
    return widget.pixels & np.uint32(0xFFFFFF)


def colour(tokens: Any, name: str) -> int:
    """A token as the number that stands in a frame."""
    return int(getattr(tokens, name)[1:], 16)


def put_mouse(widget: PaintedWidget, x: int, y: int) -> None:
    """The mouse over a widget; offscreen there is no pointer to move."""
    widget.mouse = QPoint(x, y)
    widget.hovering(inside=True)
