"""The heatmap's widgets: spans, layers, return to now, and the heatmap itself."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from panels.depth_heatmap.view_model import (
    SPANS,
    Kept,
    behind_words,
    column_words,
    kept,
    span_index,
    spoken,
    title_detail,
)
from terminal.domain.market import FeedHealth
from terminal.sdk import figures
from terminal.sdk.desk import PanelState
from terminal.sdk.figures import SECOND
from terminal.sdk.market import InstrumentView
from terminal.sdk.panel import PanelContext, PanelDefaults
from terminal.sdk.words import tr
from terminal.widgets import fonts
from terminal.widgets.buttons import ChoiceRow, icon_button
from terminal.widgets.heatmap import HeatmapWidget
from terminal.widgets.native import native_of
from terminal.widgets.painted import condition_of


def create(context: PanelContext) -> DepthHeatmapPanel:
    """The factory named in ``plugin.toml``."""
    return DepthHeatmapPanel(context)


class DepthHeatmapPanel(PanelDefaults):
    """The :class:`~terminal.sdk.panel.Panel` of the heatmap."""

    def __init__(self, context: PanelContext) -> None:
        self.context = context
        self.tokens = context.tokens
        self.view: InstrumentView | None = None
        self.heatmap = HeatmapWidget(self.tokens)
        self.heatmap.menu_asked.connect(self.open_menu)
        self.spans = ChoiceRow(self.tokens, [tr(span.words) for span in SPANS], tr("Time shown"))
        self.spans.chosen.connect(lambda at: self.heatmap.show_span(SPANS[at].length_ns))
        self.words = QLabel()
        self.words.setProperty("role", "label")
        self.words.setFont(fonts.words(self.tokens.type.hint))
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.trades = self.layer(tr("Trades"), "show_trades")
        self.best = self.layer(tr("Best prices"), "show_best")
        self.now = QPushButton(tr("Now"))
        self.now.setFont(fonts.words(self.tokens.type.hint))
        self.now.setToolTip(tr("Follow the newest column (Home)"))
        self.now.clicked.connect(self.heatmap.return_to_now)
        self.centre = icon_button(self.tokens, "ph.crosshair-simple", tr("Centre on the market"), "C", plain=True)
        self.centre.clicked.connect(self.heatmap.centre)
        self.heatmap.span_changed.connect(self.show_span)
        seconds = context.settings.get("span_seconds", 100)
        self.heatmap.span.show(seconds * SECOND if isinstance(seconds, int) else None)
        self.widget = self.laid_out()
        self.show_span()

    def layer(self, name: str, attribute: str) -> QToolButton:
        """A button that shows or hides a layer."""
        button = QToolButton()
        button.setText(name)
        button.setCheckable(True)
        button.setChecked(True)
        button.setFont(fonts.words(self.tokens.type.hint))
        button.setToolTip(tr("Show or hide: {layer}").format(layer=name.lower()))
        button.toggled.connect(lambda on: self.show_layer(attribute, on))
        return button

    def show_layer(self, attribute: str, on: bool) -> None:
        """Shows or hides a layer."""
        setattr(self.heatmap, attribute, on)
        self.heatmap.update()

    def laid_out(self) -> QWidget:
        """Toolbar over heatmap."""
        widget = QWidget()
        widget.setFocusProxy(self.heatmap)
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 2, 4, 2)
        bar.setSpacing(6)
        height = self.tokens.metrics.control
        for button in self.spans.group.buttons():
            button.setFixedHeight(height)
        bar.addWidget(self.spans)
        bar.addWidget(self.words, 1)
        for button in (self.trades, self.best, self.now, self.centre):
            button.setFixedHeight(height)
            bar.addWidget(button)
        column = QVBoxLayout(widget)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self.heatmap, 1)
        return widget

    def show_span(self) -> None:
        """Toolbar as zoom and place in history are now."""
        span, native = self.heatmap.span, self.heatmap.native
        self.spans.choose(span_index(span.length_ns))
        self.now.setEnabled(not span.following)
        behind = behind_words(span.right_ns, None if native is None else native.now_ns)
        step = ""
        if self.view is not None and self.heatmap.owner_of_grid.grid is not None:
            info = self.view.instrument
            rows = info.tick * self.heatmap.owner_of_grid.grid.group
            step = tr("step {price}").format(price=figures.price(rows, info.price_decimals))
        ns_per_px = self.heatmap.ns_per_px()
        words = ", ".join(part for part in (behind, column_words(ns_per_px), step) if part)
        if words != self.words.toolTip():
            self.words.setToolTip(f"{words}")
            metrics = self.words.fontMetrics()
            self.words.setText(metrics.elidedText(words, Qt.TextElideMode.ElideRight, self.words.width()))
            if self.view is not None:
                at = span_index(span.length_ns)
                named = tr(SPANS[at].words) if at >= 0 else ""
                self.heatmap.setAccessibleDescription(spoken(self.view.instrument, named, behind))

    def title_detail(self) -> str:
        return "" if self.view is None else title_detail(self.view.instrument)

    def on_frame(self, now_ns: int) -> None:
        self.heatmap.follow(now_ns)
        self.heatmap.on_frame(condition_of(self.context.status.health))
        self.show_span()

    def on_instrument(self, view: InstrumentView) -> None:
        self.view = view
        self.heatmap.show_instrument(native_of(view))
        self.show_span()

    def open_menu(self, at: QPoint) -> None:
        """Spans, layers, centring."""
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def menu(self) -> QMenu:
        """The context menu."""
        menu = QMenu(tr("Heatmap"), self.widget)
        shown = span_index(self.heatmap.span.length_ns)
        for at, span in enumerate(SPANS):
            action = QAction(tr(span.words), menu, checkable=True)
            action.setChecked(at == shown)
            action.triggered.connect(lambda _=False, length=span.length_ns: self.heatmap.show_span(length))
            menu.addAction(action)
        menu.addSeparator()
        for words, key, act in (
            (tr("Zoom in"), "+", lambda: self.heatmap.zoom(0.5)),
            (tr("Zoom out"), "−", lambda: self.heatmap.zoom(2.0)),
            (tr("Coarser price step"), tr("Ctrl wheel"), lambda: self.heatmap.owner_of_grid.step_group(1)),
            (tr("Finer price step"), tr("Ctrl wheel"), lambda: self.heatmap.owner_of_grid.step_group(-1)),
            (tr("Centre on the market"), "C", self.heatmap.centre),
            (tr("Return to now"), "Home", self.heatmap.return_to_now),
        ):
            menu.addAction(f"{words}\t{key}", act)
        return menu

    def save_state(self) -> PanelState:
        return Kept(self.heatmap.span.length_ns, self.heatmap.show_trades, self.heatmap.show_best).state()

    def restore_state(self, state: PanelState) -> None:
        held = kept(state, self.heatmap.span.length_ns)
        self.heatmap.show_span(held.length_ns)
        self.trades.setChecked(held.trades)
        self.best.setChecked(held.best)

    def health(self) -> FeedHealth | None:
        native = self.heatmap.native
        return FeedHealth.GAPPED if native is not None and native.gapped else None

    def close(self) -> None:
        self.heatmap.close_grid()
