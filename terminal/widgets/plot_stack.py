"""Panes over one time axis: the first is the main one, the others share its time and have a value axis of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGraphicsTextItem

from terminal.sdk.theme import Tokens
from terminal.widgets import fonts
from terminal.widgets.plot_axes import TimeAxis, ValueAxis, value_width


class Pane:
    """One plot with its value axis."""

    def __init__(self, name: str, plot: pg.PlotItem, axis: ValueAxis, weight: int, tokens: Tokens) -> None:
        self.name = name
        self.plot = plot
        self.axis = axis
        self.weight = weight
        pen = pg.mkPen(tokens.line3, width=1, style=Qt.PenStyle.DotLine)  # cosmetic, as a plain QPen is not
        self.cross = pg.InfiniteLine(angle=90, pen=pen)
        self.cross.hide()
        plot.addItem(self.cross, ignoreBounds=True)
        self.caption = QGraphicsTextItem(plot.vb)
        self.caption.setFont(fonts.words(tokens.type.hint))
        self.caption.setDefaultTextColor(QColor(tokens.t2))
        self.caption.setPos(4, 0)
        self.caption.setZValue(20)
        self.said = ""

    def say(self, parts: list[tuple[str, str]]) -> None:
        """Words at the top left, each with its colour, empty for the label's."""
        words = "&nbsp;&nbsp;&nbsp;".join(
            f"<span style='color:{colour}'>{escape(text)}</span>" if colour else escape(text) for text, colour in parts
        )
        if words != self.said:
            self.said = words
            self.caption.setHtml(words)

    def contains(self, at: QPointF) -> bool:
        """Whether a point of the scene lies in the plot."""
        return bool(self.plot.vb.sceneBoundingRect().contains(at))


class PlotStack(pg.GraphicsLayoutWidget):  # type: ignore[misc]
    """The panes. Time moves by wheel and drag; values are fitted by whoever owns the panes."""

    def __init__(self, tokens: Tokens, moved: Callable[..., None]) -> None:
        super().__init__()
        self.tokens = tokens
        self.moved = moved
        self.panes: dict[str, Pane] = {}
        self.axis_width = value_width(tokens, "100,000.00")
        self.time_axis: TimeAxis | None = None
        self.menus: list[object] = []
        self.setBackground(tokens.s1)
        self.ci.layout.setContentsMargins(0, 0, 0, 0)
        self.ci.layout.setSpacing(0)

    def __iter__(self) -> Iterator[Pane]:
        return iter(self.panes.values())

    def add(self, name: str, weight: int) -> Pane:
        """A further pane below the others; `weight` is its share of the height."""
        axis = ValueAxis(self.tokens, self.axis_width)
        plot = pg.PlotItem(axisItems={"right": axis})
        pane = Pane(name, plot, axis, weight, self.tokens)
        plot.hideAxis("left")
        plot.showAxis("right")
        plot.hideButtons()
        plot.setMenuEnabled(False)
        plot.setMouseEnabled(x=True, y=False)
        plot.disableAutoRange()
        plot.showGrid(x=True, y=True, alpha=0.35)
        plot.vb.sigRangeChangedManually.connect(self.moved)
        self.menus.append(plot.ctrlMenu)
        first = next(iter(self), None)
        if first is not None:
            plot.setXLink(first.plot)
        self.panes[name] = pane
        self.arrange()
        return pane

    def remove(self, name: str) -> None:
        """Takes a pane out; one that is not there is no error."""
        pane = self.panes.pop(name, None)
        if pane is not None:
            pane.plot.setXLink(None)
            self.ci.removeItem(pane.plot)
            self.arrange()

    def arrange(self) -> None:
        """Puts the panes in order, the time axis below the last of them."""
        for pane in self:
            if pane.plot in self.ci.items:
                self.ci.removeItem(pane.plot)
        last = next(reversed(self.panes.values()), None)
        for row, pane in enumerate(self):
            is_last = pane is last
            if is_last:
                self.time_axis = TimeAxis(self.tokens)
                pane.plot.setAxisItems({"bottom": self.time_axis, "right": pane.axis})
                pane.plot.showGrid(x=True, y=True, alpha=0.35)
            pane.plot.showAxis("bottom", is_last)
            self.ci.addItem(pane.plot, row, 0)
            self.ci.layout.setRowStretchFactor(row, pane.weight)

    def pane_at(self, at: QPointF) -> Pane | None:
        """The pane under a point of the scene."""
        return next((pane for pane in self if pane.contains(at)), None)

    def show_cross(self, x: float | None) -> None:
        """The vertical line through every pane, or none."""
        for pane in self:
            pane.cross.setVisible(x is not None)
            if x is not None:
                pane.cross.setPos(x)

    def close_menus(self) -> None:
        """Lets go of the menus that pyqtgraph makes without a parent."""
        menus, self.menus = self.menus, []
        for menu in menus:
            menu.deleteLater()  # type: ignore[attr-defined]
