"""Indicators of the chart: the feature library's own operators, fed from the tape, one row a bar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from terminal.domain.errors import UserError
from terminal.sdk.market import InstrumentView
from terminal.sdk.words import noop

if TYPE_CHECKING:
    from terminal.sdk.features import FeatureStream

Column = NDArray[np.float64]
Place = Literal["price", "pane"]
Style = Literal["line", "columns"]


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator: a specification of the feature library, where it stands, and how it is drawn."""

    spec: str
    title: str
    place: Place = "pane"
    style: Style = "line"
    unit: str = ""
    low: float | None = None
    high: float | None = None
    """Bounds of its pane where they are fixed."""
    marks: tuple[float, ...] = ()
    """Values worth a line across the pane."""


OFFERS = (
    Indicator("ema(n=20,on=trade)", noop("EMA 20"), "price"),
    Indicator("ema(n=50,on=trade)", noop("EMA 50"), "price"),
    Indicator("vwap(window=5m)", noop("VWAP of 5 min"), "price"),
    Indicator("vwap_bands(k=2,window=15m)", noop("VWAP bands of 15 min, 2σ"), "price"),
    Indicator("rsi(n=14,on=trade)", noop("RSI 14"), "pane", "line", "", 0, 100, (30, 50, 70)),
    Indicator("rolling_vol(n=20,on=trade)", noop("Volatility of 20 bars"), "pane", "line", noop("per √bar")),
    Indicator("realised_vol(on=trade)", noop("Realised volatility in the bar"), "pane", "line", noop("per √bar")),
    Indicator("trade_imbalance", noop("Trade imbalance"), "pane", "columns", noop("net"), None, None, (0,)),
    Indicator("trade_count", noop("Trades in the bar"), "pane", "columns", noop("trades")),
)
HIDDEN_OUTPUTS = ("sigma", "finished")
"""Outputs that are no price or value to draw."""


def offer(spec: str) -> Indicator:
    """The indicator on offer of this specification, or one in a pane of its own."""
    return next((one for one in OFFERS if one.spec == spec), Indicator(spec, spec))


class IndicatorSeries:
    """One indicator of one instrument at one period, kept up from the tape; rows like the chart's bars.

    Raises:
        UserError: the specification is wrong; the message names the part.
    """

    def __init__(self, indicator: Indicator, period_ns: int) -> None:
        self.indicator = indicator
        self.period_ns = period_ns
        self.view: InstrumentView | None = None
        self.next = 0
        self.stream: FeatureStream | None = None
        self.ts_ns: NDArray[np.int64] = np.empty(0, dtype=np.int64)
        self.columns: dict[str, Column] = {}
        self.running: Mapping[str, NDArray[np.generic]] = {}
        self.begin()

    def begin(self) -> None:
        """Forgets everything and starts at the beginning of the tape."""
        from terminal.sdk import features

        tick = None if self.view is None else self.view.instrument.tick
        self.stream = features.stream(self.indicator.spec, self.period_ns, tick=tick)
        self.next = 0
        self.ts_ns = np.empty(0, dtype=np.int64)
        self.columns = {name: np.empty(0) for name in self.stream.columns}
        self.running = {}

    def follow(self, view: InstrumentView) -> bool:
        """Takes the prints since the last call; true when a value changed."""
        if view is not self.view:
            self.view = view
            self.begin()
        prints = view.prints(self.next)
        if prints.next < self.next:  # the cursor went back
            self.begin()
            prints = view.prints(0)
        if prints.next == self.next or self.stream is None:
            return False
        self.next = prints.next
        self.stream.feed(trades=prints.columns)
        self.append(self.stream.take_arrays())
        unfinished = self.stream.fork()
        unfinished.finish()
        self.running = unfinished.take_arrays()
        return True

    def append(self, rows: Mapping[str, NDArray[np.generic]]) -> None:
        """Keeps finished rows."""
        self.ts_ns = np.concatenate([self.ts_ns, rows["ts_start_ns"].astype(np.int64)])
        for name in self.columns:
            self.columns[name] = np.concatenate([self.columns[name], rows[name].astype(np.float64)])

    def lines(self) -> tuple[NDArray[np.int64], dict[str, Column]]:
        """Opening times and the columns to draw, the running bar last."""
        ts_ns, columns = self.ts_ns, {n: c for n, c in self.columns.items() if not n.endswith(HIDDEN_OUTPUTS)}
        if len(self.running):
            ts_ns = np.concatenate([ts_ns, self.running["ts_start_ns"].astype(np.int64)])
            columns = {n: np.concatenate([c, self.running[n].astype(np.float64)]) for n, c in columns.items()}
        return ts_ns, columns

    def newest(self) -> dict[str, float]:
        """The newest value of each column drawn, ``nan`` where unknown."""
        return {name: float(column[-1]) if len(column) else float("nan") for name, column in self.lines()[1].items()}

    def needs_the_book(self) -> bool:
        """Whether prints alone never give a value: it reads quotes or depth, which the tape does not hold."""
        _, columns = self.lines()
        return len(self.ts_ns) > 3 and all(not np.isfinite(column).any() for column in columns.values())


def checked(spec: str, period_ns: int) -> str:
    """What is wrong with a specification, empty where nothing is."""
    try:
        IndicatorSeries(Indicator(spec, spec), period_ns)
    except UserError as error:
        return str(error)
    return ""
