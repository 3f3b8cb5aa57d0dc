"""The chart's widgets: periods and read-out over a price pane and a volume pane that share their time axis."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from panels.chart.view_model import PERIODS, ChartModel, bar_columns, kept_period, kept_place
from terminal.domain.market import FeedHealth, SessionMode, TopOfBook
from terminal.sdk import figures
from terminal.sdk.desk import PanelState
from terminal.sdk.market import InstrumentView
from terminal.sdk.panel import PanelContext, PanelDefaults
from terminal.sdk.theme import Tokens
from terminal.widgets import fonts
from terminal.widgets.buttons import ChoiceRow
from terminal.widgets.candles import CandlestickItem, VolumeItem, VwapItem
from terminal.widgets.plot_axes import TimeAxis, ValueAxis, value_width

if TYPE_CHECKING:
    import pyarrow as pa

REFRESH_NS = 100_000_000
"""Bars are asked for at most ten times a second: faster than a candle can be read."""
GREY = {FeedHealth.STALE, FeedHealth.FAILED}


def create(context: PanelContext) -> ChartPanel:
    """The factory named in ``plugin.toml``."""
    return ChartPanel(context)


class ReadOut(QWidget):
    """One painted line of label and figure pairs; every pair keeps its place."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.tokens = tokens
        self.left: list[tuple[str, str]] = []
        self.right: list[tuple[str, str]] = []
        self.words = fonts.words(tokens.type.hint)
        self.digits = fonts.numbers(tokens.type.hint, 600)
        self.setFixedHeight(round(18 * tokens.type.body / 12))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Bar under the mouse")

    def show_pairs(self, left: list[tuple[str, str]], right: list[tuple[str, str]]) -> None:
        """Shows label and figure pairs from both ends."""
        if (left, right) != (self.left, self.right):
            self.left, self.right = left, right
            words = " ".join(f"{label} {figure}" for label, figure in left)
            self.setAccessibleDescription(words)
            self.setToolTip(words)
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        end = self.width() - 10.0
        for label, figure in reversed(self.right):
            end -= self.room(label, figure)
        at = end
        for label, figure in self.right:
            at = self.pair(painter, at, label, figure)
        at = 8.0
        for label, figure in self.left:
            if at + self.room(label, figure) > end - 8:
                break
            at = self.pair(painter, at, label, figure)

    def room(self, label: str, figure: str) -> float:
        """Width of a pair."""
        words, digits = QFontMetricsF(self.words), QFontMetricsF(self.digits)
        return words.horizontalAdvance(label) + digits.horizontalAdvance(figure) + (14 if figure else 10)

    def pair(self, painter: QPainter, at: float, label: str, figure: str) -> float:
        """Paints a pair; returns where the next begins."""
        for text, font, ink in ((label, self.words, self.tokens.t2), (figure, self.digits, self.tokens.t1)):
            painter.setFont(font)
            painter.setPen(QColor(ink))
            painter.drawText(QPointF(at, self.height() - 5), text)
            at += QFontMetricsF(font).horizontalAdvance(text) + 4
        return at + 6


class ChartPanel(PanelDefaults):
    """The :class:`~terminal.sdk.panel.Panel` of the chart."""

    def __init__(self, context: PanelContext) -> None:
        self.context = context
        self.tokens = context.tokens
        wished = int(str(context.settings.get("period_seconds", 0)))
        self.model = ChartModel((wished or period_for(context.session.info.mode)) * figures.SECOND)
        self.following = True
        self.fitted = False
        self.fetched_ns = 0
        self.hover: QPointF | None = None
        self.place: tuple[int, int] | None = None
        """Part of time to show once there are bars."""
        self.widget = QWidget()
        self.widget.setAccessibleName("Chart")
        self.widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.read_out = ReadOut(self.tokens)
        self.build_plots()
        column = QVBoxLayout(self.widget)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(2)
        column.addLayout(self.toolbar())
        column.addWidget(self.plots, 1)
        self.bind_keys()

    def toolbar(self) -> QHBoxLayout:
        """Periods, read-out, and the way back to now."""
        self.periods = ChoiceRow(self.tokens, [period.name for period in PERIODS], "Period")
        self.periods.choose(PERIODS.index(self.model.period))
        self.periods.chosen.connect(self.choose_period)
        self.now = QPushButton("Follow now")
        self.now.setCheckable(True)
        self.now.setChecked(True)
        self.now.setToolTip("Keep the newest bars in view (N)")
        self.now.clicked.connect(lambda: self.follow(on=True))
        row = QHBoxLayout()
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(8)
        row.addWidget(self.periods)
        row.addWidget(self.now)
        row.addWidget(self.read_out, 1)
        return row

    def build_plots(self) -> None:
        """Price over volume; wheel and drag move time, prices fit themselves."""
        t = self.tokens
        self.plots = pg.GraphicsLayoutWidget()
        self.plots.setBackground(t.s1)
        self.plots.ci.layout.setContentsMargins(0, 0, 0, 0)
        self.plots.ci.layout.setSpacing(0)
        width = value_width(t, "100,000.00")
        self.price_axis, self.volume_axis, self.time_axis = ValueAxis(t, width), ValueAxis(t, width), TimeAxis(t)
        self.volume_axis.short = True
        self.price = self.plots.addPlot(0, 0, axisItems={"right": self.price_axis})
        self.volume = self.plots.addPlot(1, 0, axisItems={"right": self.volume_axis, "bottom": self.time_axis})
        self.volume.setXLink(self.price)
        self.plots.ci.layout.setRowStretchFactor(0, 4)
        self.plots.ci.layout.setRowStretchFactor(1, 1)
        for plot in (self.price, self.volume):
            plot.hideAxis("left")
            plot.showAxis("right")
            plot.hideButtons()
            plot.setMenuEnabled(False)
            plot.setMouseEnabled(x=True, y=False)
            plot.disableAutoRange()
            plot.showGrid(x=True, y=True, alpha=0.35)
            plot.vb.sigRangeChangedManually.connect(self.moved_by_hand)
        self.menus = [plot.ctrlMenu for plot in (self.price, self.volume)]
        self.price.hideAxis("bottom")
        self.candles, self.vwap, self.bars = CandlestickItem(t), VwapItem(t), VolumeItem(t)
        self.price.addItem(self.vwap)
        self.price.addItem(self.candles)
        self.volume.addItem(self.bars)
        self.add_lines()
        self.plots.scene().sigMouseMoved.connect(self.hovered)
        self.plots.leaveEvent = lambda _event: self.hovered(None)

    def add_lines(self) -> None:
        """The crosshair, hidden until the mouse is over the plots."""
        pen = pg.mkPen(self.tokens.line3, width=1, style=Qt.PenStyle.DotLine)  # cosmetic, as a plain QPen is not
        self.cross = [pg.InfiniteLine(angle=90, pen=pen), pg.InfiniteLine(angle=90, pen=pen)]
        self.level = pg.InfiniteLine(angle=0, pen=pen)
        for plot, lines in ((self.price, (self.cross[0], self.level)), (self.volume, (self.cross[1],))):
            for line in lines:
                line.hide()
                plot.addItem(line, ignoreBounds=True)

    def bind_keys(self) -> None:
        """``1`` to ``7`` choose the period, ``N`` follows now, ``+`` and ``−`` zoom."""
        near = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for at in range(len(PERIODS)):
            QShortcut(QKeySequence(str(at + 1)), self.widget, partial(self.choose_period, at)).setContext(near)
        QShortcut(QKeySequence("N"), self.widget, partial(self.follow, on=True)).setContext(near)
        for keys, factor in (("+", 0.8), ("=", 0.8), ("-", 1.25)):
            QShortcut(QKeySequence(keys), self.widget, partial(self.zoom, factor)).setContext(near)

    # What the user does.

    def choose_period(self, at: int) -> None:
        """Shows another period, from now."""
        self.periods.choose(at)
        self.model.set_period(PERIODS[at])
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

    def hovered(self, at: QPointF | None) -> None:
        """The mouse moved over the plots, or left them."""
        inside = at is not None and any(p.vb.sceneBoundingRect().contains(at) for p in (self.price, self.volume))
        self.hover = at if inside else None
        self.show_cross()
        self.show_read_out()

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
        wanted = self.model.price_range(left, right)
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
        for line in (*self.cross, self.level):
            line.setVisible(self.hover is not None)
        if self.hover is None:
            self.price_axis.tag("mouse", None)
            return
        place = self.price.vb.mapSceneToView(self.hover)
        for line in self.cross:
            line.setPos(place.x())
        self.level.setPos(place.y())
        inside = self.price.vb.sceneBoundingRect().contains(self.hover)
        self.price_axis.tag("mouse", place.y() if inside else None)

    def show_read_out(self) -> None:
        """The bar under the mouse, or the newest; VWAP and the day's figures."""
        x = None if self.hover is None else self.price.vb.mapSceneToView(self.hover).x()
        at = self.model.bar_at(x)
        if at < 0:
            self.read_out.show_pairs([("No trades yet: the first one opens a bar", "")], [])
            return
        bars, instrument = self.model.bars, self.context.view().instrument
        decimals = instrument.price_decimals
        clock = figures.clock(self.model.ts_ns(float(bars.x[at])))
        left = [("", clock if self.model.period.ns < figures.MINUTE else clock[:5])]
        for name, column in (("O", bars.open), ("H", bars.high), ("L", bars.low), ("C", bars.close)):
            left.append((name, figures.number(float(column[at]), decimals)))
        left.append(("V", figures.number(float(bars.volume[at]), instrument.qty_decimals)))
        left.append(("╌ VWAP", figures.number(float(bars.vwap[at]), decimals + 1)))
        left.append(("bands ±1σ ±2σ, σ", figures.number(float(bars.sigma[at]), decimals + 1)))
        self.read_out.show_pairs(left, day_pairs(self.context.view().top(), decimals, instrument.qty_decimals))

    # Panel.

    def title_detail(self) -> str:
        """``AMZN · XNAS · 1 min · USD``."""
        info = self.context.view().instrument
        venue = f" · {info.venue_mic}" if info.venue_mic else ""
        return f"{info.symbol}{venue} · {self.model.period.name} · {info.currency or 'price'}, time UTC"

    def on_frame(self, now_ns: int) -> None:
        """Takes new bars now and then, and redraws where they differ."""
        status = self.context.status
        if now_ns - self.fetched_ns < REFRESH_NS:
            return
        self.fetched_ns = now_ns
        opacity = 0.45 if status.health in GREY else 1.0
        if self.candles.opacity() != opacity:
            self.candles.setOpacity(opacity)
        if not self.model.update(status.clock_ns):
            return
        bars, seconds = self.model.bars, self.model.seconds
        for item in (self.candles, self.vwap, self.bars):
            item.set_bars(bars, seconds)
        self.price_axis.tag("vwap", float(bars.vwap[-1]))
        self.price_axis.tag("last", float(bars.close[-1]), strong=True)
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
        self.volume_axis.unit = "volume sh" if info.qty_decimals == 0 else "volume"
        self.fetched_ns = 0
        self.follow(on=True)

    def save_state(self) -> PanelState:
        """Period, and the part of time in view where it does not follow now."""
        left, right = self.price.viewRange()[0]
        shown = None if self.following else [self.model.ts_ns(left), self.model.ts_ns(right)]
        return {"period_ns": self.model.period.ns, "shown_ns": shown}

    def restore_state(self, state: PanelState) -> None:
        """Takes period and place up."""
        period = kept_period(state)
        if period is not None and period != self.model.period:
            self.choose_period(PERIODS.index(period))
        place = kept_place(state)
        if place is not None:
            self.place = place
            self.follow(on=False)

    def table(self) -> pa.Table | None:
        """The bars."""
        import pyarrow as pa

        return pa.table(bar_columns(self.model.bars, self.model.midnight_ns))

    def health(self) -> FeedHealth | None:
        """The feed's."""
        return None

    def close(self) -> None:
        """Lets the scene go, and the menus that pyqtgraph makes without a parent."""
        menus, self.menus = self.menus, []
        for menu in menus:
            menu.deleteLater()
        self.plots.close()


def period_for(mode: SessionMode) -> int:
    """Seconds of a candle where none is wished for: the simulated exchange opened only minutes ago."""
    return 5 if mode is SessionMode.SIM else 60


def day_pairs(top: TopOfBook, decimals: int, qty_decimals: int) -> list[tuple[str, str]]:
    """The day's high, low and volume."""
    return [
        ("Day", ""),
        ("H", figures.price(top.high_px, decimals)),
        ("L", figures.price(top.low_px, decimals)),
        ("V", figures.quantity(top.day_volume, qty_decimals)),
    ]
