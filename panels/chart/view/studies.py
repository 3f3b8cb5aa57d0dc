"""What lies over and under the candles: indicators, other instruments, signals, volume at price."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt

from panels.chart.indicators import Indicator, IndicatorSeries, offer
from panels.chart.view_model import ChartModel
from panels.chart.volume_at_price import bar_rows, fetched, ticks_for, value_area
from terminal.domain.market import PRICE_ONE
from terminal.domain.signals import SignalKey
from terminal.sdk import figures
from terminal.sdk.figures import SECOND
from terminal.sdk.market import InstrumentView, MarketSession
from terminal.sdk.signals import SignalBoard
from terminal.sdk.theme import Tokens
from terminal.sdk.words import tr
from terminal.widgets.chart_series import SeriesItem, SignalMarksItem
from terminal.widgets.plot_stack import Pane, PlotStack
from terminal.widgets.volume_items import FOOTPRINT_PITCH, FootprintItem, ProfileItem

SIGNALS = "signals"
ROW_PX = 13.0
"""Least height of a row of profile or footprint."""
VOLUME_EVERY_NS = 500_000_000


class IndicatorLayer:
    """One indicator: its series, its lines, and the pane they stand in."""

    def __init__(self, indicator: Indicator, period_ns: int, stack: PlotStack, main: Pane, colours: list[str]) -> None:
        self.series = IndicatorSeries(indicator, period_ns)
        self.stack = stack
        own = indicator.place == "pane"
        self.pane = stack.add(indicator.spec, 1) if own else main
        names = list(self.series.lines()[1])
        self.items = {
            name: SeriesItem(stack.tokens, colours[at % len(colours)], columns=indicator.style == "columns")
            for at, name in enumerate(names)
        }
        for item in self.items.values():
            self.pane.plot.addItem(item)
        if own:
            self.dress(indicator)

    def dress(self, indicator: Indicator) -> None:
        """Unit, fixed bounds and marks of an own pane."""
        t = self.stack.tokens
        self.pane.axis.unit = tr(indicator.unit) if indicator.unit else ""
        for mark in indicator.marks:
            pen = pg.mkPen(t.line3 if mark else t.t3, width=1, style=Qt.PenStyle.DashLine)
            self.pane.plot.addItem(pg.InfiniteLine(mark, angle=0, pen=pen), ignoreBounds=True)

    def update(self, view: InstrumentView, model: ChartModel) -> None:
        """Takes new prints and gives the lines their values."""
        self.series.follow(view)
        ts_ns, columns = self.series.lines()
        x = (ts_ns - model.midnight_ns) / SECOND
        for name, item in self.items.items():
            item.set_values(x, columns[name], model.seconds)
        if self.series.indicator.place == "pane":
            self.pane.say([(self.words(), "")])

    def words(self) -> str:
        """Title and newest values, or why there are none."""
        title = tr(self.series.indicator.title)
        if self.series.needs_the_book():
            return tr("{title}: needs quotes or depth, which the tape does not hold").format(title=title)
        values = [value for value in self.series.newest().values() if np.isfinite(value)]
        return f"{title}  " + "  ".join(figures.significant(value) for value in values)

    def fit(self, left: float, right: float) -> None:
        """Fits an own pane to what a range of time shows."""
        indicator = self.series.indicator
        if indicator.place != "pane":
            return
        shown = [item.values_between(left, right) for item in self.items.values()]
        values = np.concatenate([*shown, np.array(indicator.marks)]) if shown else np.empty(0)
        if len(values) == 0:
            return
        low = indicator.low if indicator.low is not None else float(values.min())
        high = indicator.high if indicator.high is not None else float(values.max())
        margin = 0.08 * max(high - low, abs(high) * 1e-3, 1e-12)
        self.pane.plot.setYRange(low - margin, high + margin, padding=0)
        self.pane.axis.decimals = decimals_for(high - low)

    def remove(self) -> None:
        """Takes lines and pane out."""
        for item in self.items.values():
            self.pane.plot.removeItem(item)
        if self.series.indicator.place == "pane":
            self.stack.remove(self.series.indicator.spec)


class CompareLayer:
    """Another instrument's closes, brought to this one's price at the left edge, so that moves compare in percent."""

    def __init__(self, view: InstrumentView, period_ns: int, main: Pane, tokens: Tokens, colour: str) -> None:
        self.view = view
        self.model = ChartModel(period_ns)
        self.model.set_view(view)
        self.main = main
        self.item = SeriesItem(tokens, colour)
        main.plot.addItem(self.item)
        self.change = float("nan")

    def update(self, clock_ns: int, own: ChartModel, left: float) -> None:
        """Takes new bars and rebases them at the left edge."""
        self.model.period = own.period
        self.view.refresh()
        self.model.update(clock_ns)
        bars, mine = self.model.bars, own.bars
        if len(bars) == 0 or len(mine) == 0:
            return
        x = bars.x + (self.model.midnight_ns - own.midnight_ns) / SECOND
        at = min(int(np.searchsorted(x, left)), len(x) - 1)
        base = min(int(np.searchsorted(mine.x, x[at])), len(mine) - 1)
        self.change = float(bars.close[-1] / bars.close[at] - 1) * 100
        self.item.set_values(x, bars.close / bars.close[at] * mine.close[base], own.seconds)

    def words(self) -> str:
        """``MSFT +0.32%``."""
        sign = "" if self.change != self.change else "+" if self.change >= 0 else "\u2212"
        return f"{self.view.instrument.symbol} {sign}{abs(self.change):.2f}%"

    def remove(self) -> None:
        """Takes the line out."""
        self.main.plot.removeItem(self.item)


class SignalLayer:
    """The signals of the instrument: values in a pane, changes of direction beside the price."""

    def __init__(self, board: SignalBoard, stack: PlotStack, main: Pane) -> None:
        self.board = board
        self.stack = stack
        self.main = main
        self.pane = stack.add(SIGNALS, 1)
        self.pane.axis.unit = "bps"
        self.zero = pg.InfiniteLine(0, angle=0, pen=pg.mkPen(stack.tokens.t3, width=1))
        self.pane.plot.addItem(self.zero, ignoreBounds=True)
        self.marks = SignalMarksItem(stack.tokens)
        main.plot.addItem(self.marks)
        self.items: dict[SignalKey, SeriesItem] = {}
        self.revision = -1

    def update(self, instrument_id: int, model: ChartModel) -> None:
        """Takes new signals."""
        if self.board.revision == self.revision or len(model.bars) == 0:
            return
        self.revision = self.board.revision
        streams = [s for s in self.board.streams() if s.key.instrument_id == instrument_id and not s.shadow]
        words: list[tuple[str, str]] = []
        for at, stream in enumerate(streams):
            history = self.board.history(stream.key)
            x = (history.ts_ns - model.midnight_ns) / SECOND
            self.item(stream.key, at).set_values(x, history.value_bps, 0.0)
            words.append((f"{stream.key.plugin_id} {signed(stream.latest.value)}", self.items[stream.key].colour))
            if at == 0:
                self.mark(x, history.value_bps, model)
        self.pane.say(words or [(tr("No signal for this instrument yet"), "")])

    def item(self, key: SignalKey, at: int) -> SeriesItem:
        """The line of a stream."""
        if key not in self.items:
            series = self.stack.tokens.series
            self.items[key] = SeriesItem(self.stack.tokens, series[at % len(series)])
            self.pane.plot.addItem(self.items[key])
        return self.items[key]

    def mark(self, x: np.ndarray, value: np.ndarray, model: ChartModel) -> None:
        """Triangles where the first stream changed its direction."""
        sign = np.sign(value)
        turns = np.flatnonzero((np.diff(sign, prepend=0) != 0) & (sign != 0))
        bars = np.clip(np.searchsorted(model.bars.x, x[turns], side="right") - 1, 0, len(model.bars) - 1)
        up = sign[turns] > 0
        self.marks.set_marks(x[turns], np.where(up, model.bars.low[bars], model.bars.high[bars]), up)

    def fit(self, left: float, right: float) -> None:
        """Fits the pane, zero in its middle."""
        shown = [item.values_between(left, right) for item in self.items.values()]
        most = max((float(np.abs(values).max()) for values in shown if len(values)), default=1.0) or 1.0
        self.pane.plot.setYRange(-1.15 * most, 1.15 * most, padding=0)

    def forget(self) -> None:
        """Another instrument: its lines are made anew."""
        for item in self.items.values():
            self.pane.plot.removeItem(item)
        self.items.clear()
        self.revision = -1
        self.marks.set_marks(np.empty(0), np.empty(0), np.empty(0, dtype=np.bool_))

    def remove(self) -> None:
        """Takes pane and marks out."""
        self.main.plot.removeItem(self.marks)
        self.stack.remove(SIGNALS)


class VolumeLayers:
    """Profile of what is in view, and footprint of its bars once they are wide enough."""

    def __init__(self, tokens: Tokens, main: Pane) -> None:
        self.main = main
        self.profile, self.footprint = ProfileItem(tokens), FootprintItem(tokens)
        for item in (self.profile, self.footprint):
            item.hide()
            main.plot.addItem(item)
        self.asked: tuple[object, ...] = ()
        self.asked_ns = 0
        self.levels: tuple[float, float, float] | None = None
        """Point of control, low and high of the value area, in currency."""

    def update(self, view: InstrumentView, model: ChartModel, now_ns: int) -> None:
        """Sums again where the view moved, and twice a second."""
        if not (self.profile.isVisible() or self.footprint.isVisible()) or len(model.bars) == 0:
            return
        (left, right), (low, high) = self.main.plot.viewRange()
        asked = (view, left, right, low, high, model.period, self.profile.isVisible(), self.footprint.isVisible())
        if asked == self.asked and now_ns - self.asked_ns < VOLUME_EVERY_NS:
            return
        self.asked, self.asked_ns = asked, now_ns
        height = self.main.plot.vb.height()
        ticks = ticks_for(view.instrument.tick / PRICE_ONE, high - low, height, ROW_PX)
        start_ns, end_ns = model.ts_ns(left), model.ts_ns(right)
        if self.profile.isVisible():
            self.sum_profile(view, start_ns, end_ns, max(ticks // 3, 1))
        if self.footprint.isVisible():
            self.sum_footprint(view, model, start_ns, end_ns, ticks)

    @property
    def covering(self) -> bool:
        """Whether the footprint stands in the place of the candles."""
        return bool(self.footprint.isVisible() and self.footprint.rows is not None)

    def sum_profile(self, view: InstrumentView, start_ns: int, end_ns: int, ticks: int) -> None:
        """The profile of a stretch of time."""
        rows = fetched(view, start_ns, end_ns, 0, ticks)
        area = value_area(rows.total)
        self.levels = None
        if area is not None:
            middle = rows.step / 2
            self.levels = (
                float(rows.px[area.control]) + middle,
                float(rows.px[area.low]),
                float(rows.px[area.high]) + rows.step,
            )
        self.profile.set_rows(rows, None if area is None else (area.control, area.low, area.high))

    def sum_footprint(self, view: InstrumentView, model: ChartModel, start_ns: int, end_ns: int, ticks: int) -> None:
        """The footprint of the bars in a stretch of time, if they are wide enough to be read."""
        pixel = abs(self.main.plot.vb.viewPixelSize()[0])
        if model.seconds < FOOTPRINT_PITCH * pixel:
            self.footprint.set_rows(None, [], model.seconds, 0)
            return
        period_ns = model.period.ns
        rows = fetched(view, start_ns // period_ns * period_ns, end_ns, period_ns, ticks)
        bars = []
        for ts_ns, start, stop in bar_rows(rows):
            x = (ts_ns - model.midnight_ns) / SECOND
            at = model.bar_at(x)
            bars.append((x, start, stop, float(model.bars.open[at]), float(model.bars.close[at])))
        self.footprint.set_rows(rows, bars, model.seconds, view.instrument.qty_decimals)


class Studies:
    """Everything over and under the candles, kept by what the user chose."""

    def __init__(self, stack: PlotStack, main: Pane, session: MarketSession, board: SignalBoard | None) -> None:
        self.stack = stack
        self.main = main
        self.session = session
        self.board = board
        self.indicators: dict[str, IndicatorLayer] = {}
        self.compared: dict[str, CompareLayer] = {}
        self.signals: SignalLayer | None = None
        self.volumes = VolumeLayers(stack.tokens, main)

    def colours(self) -> list[str]:
        """Series colours, those in use last."""
        series = list(self.stack.tokens.series)
        used = len(self.indicators) + len(self.compared)
        return series[used % len(series) :] + series[: used % len(series)]

    def toggle_indicator(self, spec: str, period_ns: int) -> bool:
        """Shows an indicator or takes it away; true where it is shown now.

        Raises:
            UserError: the specification is wrong.
        """
        layer = self.indicators.pop(spec, None)
        if layer is not None:
            layer.remove()
            return False
        self.indicators[spec] = IndicatorLayer(offer(spec), period_ns, self.stack, self.main, self.colours())
        return True

    def toggle_compared(self, symbol: str, period_ns: int) -> bool:
        """Compares with an instrument of the session, or no longer; true where it is compared now."""
        layer = self.compared.pop(symbol, None)
        if layer is not None:
            layer.remove()
            return False
        info = next((info for info in self.session.instruments() if info.symbol == symbol), None)
        if info is None:
            return False
        view = self.session.view(info.id)
        self.compared[symbol] = CompareLayer(view, period_ns, self.main, self.stack.tokens, self.colours()[0])
        return True

    def toggle_signals(self) -> bool:
        """Shows signals or takes them away; true where they are shown now."""
        if self.signals is not None:
            self.signals.remove()
            self.signals = None
        elif self.board is not None:
            self.signals = SignalLayer(self.board, self.stack, self.main)
        return self.signals is not None

    def set_period(self, period_ns: int) -> None:
        """Another period: indicators are computed anew."""
        for spec in list(self.indicators):
            self.toggle_indicator(spec, period_ns)
            self.toggle_indicator(spec, period_ns)

    def update(self, view: InstrumentView, model: ChartModel, clock_ns: int, now_ns: int) -> None:
        """One refresh of everything shown."""
        (left, right), _ = self.main.plot.viewRange()
        for layer in self.indicators.values():
            layer.update(view, model)
            layer.fit(left, right)
        for compared in self.compared.values():
            compared.update(clock_ns, model, left)
        if self.signals is not None:
            self.signals.update(view.instrument.id, model)
            self.signals.fit(left, right)
        self.volumes.update(view, model, now_ns)
        self.main.say(list(self.overlays()))

    def overlays(self) -> Iterator[tuple[str, str]]:
        """What lies over the price, in words and its colour."""
        for layer in self.indicators.values():
            if layer.series.indicator.place == "price":
                yield layer.words(), next(iter(layer.items.values())).colour
        for compared in self.compared.values():
            yield compared.words(), compared.item.colour
        if self.volumes.profile.isVisible() and self.volumes.levels is not None:
            control, low, high = (figures.number(price, self.main.axis.decimals) for price in self.volumes.levels)
            yield tr("POC {control}, value area 70% {low} to {high}").format(control=control, low=low, high=high), ""

    def price_range(self, left: float, right: float) -> tuple[float, float] | None:
        """Lowest and highest value of what lies over the price in a range of time."""
        over = [layer.items for layer in self.indicators.values() if layer.series.indicator.place == "price"]
        lines = [item for items in over for item in items.values()] + [one.item for one in self.compared.values()]
        shown = [values for line in lines if len(values := line.values_between(left, right))]
        return (float(min(v.min() for v in shown)), float(max(v.max() for v in shown))) if shown else None


def signed(value: float) -> str:
    """``+1.3`` or ``−0.4``."""
    return f"{'+' if value >= 0 else chr(0x2212)}{abs(value):.1f}"


def decimals_for(span: float) -> int:
    """Decimal places that tell values of a span apart."""
    return 0 if span >= 100 else 1 if span >= 10 else 2 if span >= 1 else 4 if span >= 0.01 else 6
