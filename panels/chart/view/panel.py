"""The chart: candles with the session VWAP over volume, and whatever studies and drawings the user adds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from panels.chart.drawing_book import DrawingBook
from panels.chart.view import kept
from panels.chart.view.studies import Studies
from panels.chart.view.toolbar import TOOLS, Commands, Toolbar, asked_text
from panels.chart.view_model import PERIODS, ChartModel, bar_columns, day_pairs, period_for
from terminal.domain.drawings import DrawingKind, Point
from terminal.domain.errors import UserError
from terminal.domain.market import FeedHealth
from terminal.sdk import figures
from terminal.sdk.desk import Action, PanelState
from terminal.sdk.market import InstrumentView
from terminal.sdk.panel import PanelContext, PanelDefaults
from terminal.sdk.words import tr
from terminal.widgets.candles import CandlestickItem, VolumeItem, VwapItem
from terminal.widgets.drawing_hand import DrawingHand
from terminal.widgets.drawing_item import DrawingItem
from terminal.widgets.plot_stack import PlotStack

if TYPE_CHECKING:
    import pyarrow as pa

REFRESH_NS = 100_000_000
"""Bars are asked for at most ten times a second: faster than a candle can be read."""
GREY = {FeedHealth.STALE, FeedHealth.FAILED}


def create(context: PanelContext) -> ChartPanel:
    """The factory named in ``plugin.toml``."""
    return ChartPanel(context)


class ChartPanel(PanelDefaults):
    """The :class:`~terminal.sdk.panel.Panel` of the chart."""

    def __init__(self, context: PanelContext) -> None:
        self.context = context
        self.tokens = context.tokens
        wished = int(str(context.settings.get("period_seconds", 0)))
        self.model = ChartModel((wished or period_for(context.session.info.mode)) * figures.SECOND)
        self.book = DrawingBook()
        self.following = True
        self.fitted = False
        self.fetched_ns = 0
        self.hover: QPointF | None = None
        self.place: tuple[int, int] | None = None
        """Part of time to show once there are bars."""
        self.widget = QWidget()
        self.widget.setAccessibleName(tr("Chart"))
        self.widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.build_plots()
        self.toolbar = Toolbar(self.tokens, self.commands(), self.widget)
        self.read_out, self.periods, self.now = self.toolbar.read_out, self.toolbar.periods, self.toolbar.now
        self.periods.choose(PERIODS.index(self.model.period))
        column = QVBoxLayout(self.widget)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(2)
        column.addLayout(self.toolbar)
        column.addWidget(self.plots, 1)
        self.bind_keys()

    def build_plots(self) -> None:
        """Price over volume; wheel and drag move time, prices fit themselves."""
        t = self.tokens
        self.plots = PlotStack(t, self.moved_by_hand)
        self.main, self.below = self.plots.add("price", 4), self.plots.add("volume", 1)
        self.price, self.volume = self.main.plot, self.below.plot
        self.price_axis, self.volume_axis = self.main.axis, self.below.axis
        self.volume_axis.short = True
        self.candles, self.vwap, self.bars = CandlestickItem(t), VwapItem(t), VolumeItem(t)
        self.drawn = DrawingItem(t)
        self.studies = Studies(self.plots, self.main, self.context.session, self.context.desk.signals)
        for item in (self.vwap, self.candles, self.drawn):
            self.price.addItem(item)
        self.volume.addItem(self.bars)
        self.level = pg.InfiniteLine(angle=0, pen=pg.mkPen(t.line3, width=1, style=Qt.PenStyle.DotLine))
        self.level.hide()
        self.price.addItem(self.level, ignoreBounds=True)
        self.hand = DrawingHand(self.plots.viewport(), self.drawn, self.book, self.point_at)
        self.hand.inside = lambda at: self.main.contains(self.plots.mapToScene(at.toPoint()))
        self.hand.ask_words = lambda: asked_text(self.widget, tr("Note"), tr("Words on the chart"))
        self.plots.scene().sigMouseMoved.connect(self.hovered)
        self.plots.leaveEvent = lambda _event: self.hovered(None)

    def commands(self) -> Commands:
        """What toolbar, keys and palette can have done."""
        studies = self.studies
        return Commands(
            choose_period=self.choose_period,
            follow=partial(self.follow, on=True),
            draw=self.draw,
            remove_drawing=self.remove_drawing,
            clear_drawings=lambda: self.change_drawings(self.book.clear),
            undo_drawing=lambda: self.change_drawings(self.book.undo),
            toggle_indicator=self.toggle_indicator,
            add_indicator=self.add_indicator,
            toggle_compared=lambda symbol: self.study(studies.toggle_compared(symbol, self.model.period.ns)),
            toggle_signals=lambda: self.study(studies.toggle_signals()),
            toggle_profile=lambda: self.study(flip(studies.volumes.profile)),
            toggle_footprint=lambda: self.study(flip(studies.volumes.footprint)),
            shown=self.shown,
            symbols=self.other_symbols,
        )

    def bind_keys(self) -> None:
        """``1`` to ``7`` periods, ``N`` now, ``+ −`` zoom, ``I D`` menus, ``Alt`` and a letter a drawing tool."""
        for at in range(len(PERIODS)):
            self.key(str(at + 1), partial(self.choose_period, at))
        self.key("N", partial(self.follow, on=True))
        for keys, factor in (("+", 0.8), ("=", 0.8), ("-", 1.25)):
            self.key(keys, partial(self.zoom, factor))
        self.key("I", self.toolbar.studies.showMenu)
        self.key("D", self.toolbar.tools.showMenu)
        self.key("Esc", partial(self.draw, None))
        self.key("Delete", self.remove_drawing)
        self.key("Alt+Z", lambda: self.change_drawings(self.book.undo))
        for kind, _title, keys in TOOLS:
            self.key(keys, partial(self.draw, kind))

    def key(self, keys: str, act: Callable[[], object]) -> None:
        """A key that holds while the chart has the focus."""
        shortcut = QShortcut(QKeySequence(keys), self.widget, act)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # What the user does.

    def choose_period(self, at: int) -> None:
        """Shows another period, from now."""
        self.periods.choose(at)
        self.model.set_period(PERIODS[at])
        self.studies.set_period(PERIODS[at].ns)
        self.fetched_ns = 0
        self.follow(on=True)

    def follow(self, *, on: bool) -> None:
        """Keeps the newest bars in view, or leaves the view alone."""
        self.following = on
        self.now.setChecked(on)
        if on:
            self.fitted = False
            self.fit()

    def zoom(self, factor: float) -> None:
        """Shows less or more time, about the newest bar in view."""
        left, right = self.price.viewRange()[0]
        self.price.setXRange(right - (right - left) * factor, right, padding=0)
        self.moved_by_hand()

    def moved_by_hand(self, *_: object) -> None:
        """The user zoomed or dragged: the view is theirs until they ask for now; prices fit what they chose."""
        self.follow(on=False)
        left, right = self.price.viewRange()[0]
        self.fit_prices(left, right)
        self.fetched_ns = 0

    def hovered(self, at: QPointF | None) -> None:
        """The mouse moved over the plots, or left them."""
        self.hover = at if at is not None and self.plots.pane_at(at) is not None else None
        self.show_cross()
        self.show_read_out()

    def study(self, _shown: bool) -> None:
        """A study came or went: the next frame draws it."""
        self.fetched_ns = 0

    def toggle_indicator(self, spec: str) -> None:
        """Shows an indicator or takes it away; a wrong one is said in the read-out."""
        try:
            self.study(self.studies.toggle_indicator(spec, self.model.period.ns))
        except UserError as error:
            self.read_out.show_pairs([(tr("Indicator refused: {why}").format(why=error), "")], [])

    def add_indicator(self) -> None:
        """An indicator by its specification."""
        spec = asked_text(self.widget, tr("Indicator"), tr("Of the feature library, such as rsi(n=21,on=trade)"))
        if spec:
            self.toggle_indicator(spec)

    def shown(self, study: str) -> bool:
        """Whether a study is shown."""
        volumes = self.studies.volumes
        named = {
            "signals": self.studies.signals is not None,
            "profile": volumes.profile.isVisible(),
            "footprint": volumes.footprint.isVisible(),
        }
        compared = study.removeprefix("compare:") in self.studies.compared
        return bool(named.get(study, study in self.studies.indicators or (study.startswith("compare:") and compared)))

    def other_symbols(self) -> list[str]:
        """Instruments that can be compared with."""
        own = self.context.view().instrument.symbol
        return [info.symbol for info in self.context.session.instruments() if info.symbol != own]

    # Drawings.

    def point_at(self, at: QPointF) -> Point:
        """Time and price under a place of the viewport."""
        place = self.price.vb.mapSceneToView(self.plots.mapToScene(at.toPoint()))
        return self.model.ts_ns(place.x()), float(place.y())

    def draw(self, kind: DrawingKind | None) -> None:
        """Takes a drawing tool, or puts it down."""
        self.change_drawings(partial(self.book.begin, kind))
        shape = Qt.CursorShape.CrossCursor if kind is not None else Qt.CursorShape.ArrowCursor
        self.plots.viewport().setCursor(shape)

    def remove_drawing(self) -> None:
        """Removes the selected drawing."""
        self.change_drawings(self.book.remove)

    def change_drawings(self, change: Callable[[], object]) -> None:
        """Changes the book and shows it."""
        change()
        self.show_drawings()

    def show_drawings(self) -> None:
        """Has the drawings painted as they are now."""
        self.drawn.midnight_ns = self.model.midnight_ns
        self.drawn.show_drawings(self.book.drawings(), self.book.selected, None)
        if self.book.tool is None:
            self.plots.viewport().setCursor(Qt.CursorShape.ArrowCursor)

    # Drawing.

    def fit(self) -> None:
        """Shows the newest bars."""
        left, right = self.model.following()
        if (left, right) != tuple(self.price.viewRange()[0]):
            self.price.setXRange(left, right, padding=0)
        self.fit_prices(left, right, held=self.fitted)
        self.fitted = len(self.model.bars) > 0

    def fit_prices(self, left: float, right: float, *, held: bool = False) -> None:
        """Fits prices and volumes to a range of time; held ones only grow, so that the chart stands still."""
        wanted = self.model.price_range(left, right, self.studies.price_range(left, right))
        if wanted is None:
            return
        low, high = self.price.viewRange()[1]
        inner = 0.05 * (wanted[1] - wanted[0])
        roomy = (high - low) > 1.6 * (wanted[1] - wanted[0])
        if not held or roomy or wanted[0] + inner < low or wanted[1] - inner > high:
            self.price.setYRange(*wanted, padding=0)
        top = self.model.volume_top(left, right)
        shown = self.volume.viewRange()[1][1]
        if not held or top > shown or top < shown / 2.5:
            self.volume.setYRange(0, top * 1.15, padding=0)

    def show_cross(self) -> None:
        """The crosshair under the mouse."""
        place = None if self.hover is None else self.price.vb.mapSceneToView(self.hover)
        self.plots.show_cross(None if place is None else place.x())
        inside = place is not None and self.hover is not None and self.main.contains(self.hover)
        self.level.setVisible(inside)
        if place is not None:
            self.level.setPos(place.y())
        self.price_axis.tag("mouse", place.y() if place is not None and inside else None)

    def show_read_out(self) -> None:
        """The bar under the mouse, or the newest; VWAP, studies, and the day's figures."""
        x = None if self.hover is None else self.price.vb.mapSceneToView(self.hover).x()
        at = self.model.bar_at(x)
        if at < 0:
            self.read_out.show_pairs([(tr("No trades yet: the first one opens a bar"), "")], [])
            return
        bars, instrument = self.model.bars, self.context.view().instrument
        decimals = instrument.price_decimals
        clock = figures.clock(self.model.ts_ns(float(bars.x[at])))
        left = [("", clock if self.model.period.ns < figures.MINUTE else clock[:5])]
        for name, column in (("O", bars.open), ("H", bars.high), ("L", bars.low), ("C", bars.close)):
            left.append((name, figures.number(float(column[at]), decimals)))
        left.append(("V", figures.number(float(bars.volume[at]), instrument.qty_decimals)))
        left.append(("╌ VWAP", figures.number(float(bars.vwap[at]), decimals + 1)))
        left.append((tr("bands ±1σ ±2σ, σ"), figures.number(float(bars.sigma[at]), decimals + 1)))
        self.read_out.show_pairs(left, day_pairs(self.context.view().top(), decimals, instrument.qty_decimals))

    # Panel.

    def title_detail(self) -> str:
        """``AMZN · XNAS · 1 min · USD``."""
        info = self.context.view().instrument
        venue = f" · {info.venue_mic}" if info.venue_mic else ""
        unit = tr("{currency}, time UTC").format(currency=info.currency or tr("price"))
        return f"{info.symbol}{venue} · {self.model.period.name} · {unit}"

    def on_frame(self, now_ns: int) -> None:
        """Takes new bars now and then, and redraws where they differ."""
        status = self.context.status
        if now_ns - self.fetched_ns < REFRESH_NS:
            return
        self.fetched_ns = now_ns
        opacity = 0.45 if status.health in GREY else 1.0
        if self.candles.opacity() != opacity:
            self.candles.setOpacity(opacity)
        changed = self.model.update(status.clock_ns)
        self.studies.update(self.context.view(), self.model, status.clock_ns, now_ns)
        self.candles.setVisible(not self.studies.volumes.covering)
        if not changed:
            return
        bars, seconds = self.model.bars, self.model.seconds
        for item in (self.candles, self.vwap, self.bars):
            item.set_bars(bars, seconds)
        self.price_axis.tag("vwap", float(bars.vwap[-1]))
        self.price_axis.tag("last", float(bars.close[-1]), strong=True)
        if self.drawn.midnight_ns != self.model.midnight_ns:
            self.show_drawings()
        if self.place is not None:
            (left, right), self.place = self.place, None
            self.price.setXRange(self.model.x(left), self.model.x(right), padding=0)
            self.moved_by_hand()
        if self.following:
            self.fit()
        self.show_read_out()

    def on_instrument(self, view: InstrumentView) -> None:
        """Shows another instrument, from now."""
        self.model.set_view(view)
        info = view.instrument
        self.price_axis.decimals, self.price_axis.unit = info.price_decimals, info.currency
        self.drawn.decimals = info.price_decimals
        self.volume_axis.unit = tr("volume sh") if info.qty_decimals == 0 else tr("volume")
        self.book.show(info.symbol)
        self.show_drawings()
        if self.studies.signals is not None:
            self.studies.signals.forget()
        self.fetched_ns = 0
        self.follow(on=True)

    def save_state(self) -> PanelState:
        """Period, part of time in view where it does not follow now, studies and drawings."""
        return kept.saved(self)

    def restore_state(self, state: PanelState) -> None:
        """What was kept; an indicator that is no longer known is passed over."""
        kept.restore(self, state)

    def actions(self) -> Sequence[Action]:
        """For palette and shortcuts."""
        commands = self.toolbar.commands
        drawing = [Action(f"chart.draw_{kind}", tr(title), partial(self.draw, kind)) for kind, title, _ in TOOLS]
        return (
            Action("chart.follow_now", tr("Follow now"), commands.follow),
            Action("chart.signals", tr("Show or hide signals"), commands.toggle_signals),
            Action("chart.profile", tr("Show or hide the volume profile"), commands.toggle_profile),
            Action("chart.footprint", tr("Show or hide the footprint"), commands.toggle_footprint),
            Action("chart.indicator", tr("Add an indicator"), commands.add_indicator),
            *drawing,
        )

    def table(self) -> pa.Table | None:
        """The bars."""
        import pyarrow as pa

        return pa.table(bar_columns(self.model.bars, self.model.midnight_ns))

    def health(self) -> FeedHealth | None:
        """The feed's."""
        return None

    def close(self) -> None:
        """Lets the scene go, and the menus that pyqtgraph makes without a parent."""
        self.plots.close_menus()
        self.plots.close()


def flip(item: pg.GraphicsObject) -> bool:
    """Shows a hidden item or hides a shown one; true where it is shown now."""
    item.setVisible(not item.isVisible())
    return bool(item.isVisible())
