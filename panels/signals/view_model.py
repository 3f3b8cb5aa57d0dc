"""What the signals panel shows: a row a stream, and of the chosen one what moved it and how well it has done."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from terminal.domain.signals import SignalKey
from terminal.sdk import figures
from terminal.sdk.signals import SignalBoard, SignalHistory, SignalStream
from terminal.sdk.table import BLANK, Bar, Cell, Column, Gauge, Kind, ListSource, Row, Tag, Whisker
from terminal.sdk.words import tr

Floats = NDArray[np.float64]
STEPS_MOST = 9
"""Steps of the waterfall; smaller features go into one."""
ROUNDED_BPS = 0.005
BINS = 9
WINDOWS = 60
Z95 = 1.959964
IC_SCALE = 0.2
"""An IC that fills the whisker's half: beyond it the whisker goes on out of its cell."""


def columns() -> tuple[Column, ...]:
    """The table's columns."""
    return (
        Column("symbol", tr("Instrument"), width=72),
        Column("signal", tr("Signal"), width=130, stretch=True, rank=1, doc=tr("Plugin, version, signal")),
        Column("value", tr("Value"), Kind.PICTURE, "bps", 110, doc=tr("Expected change of the mid over the horizon")),
        Column("horizon", tr("Horizon"), Kind.NUMBER, width=70, rank=5),
        Column("confidence", tr("Confidence"), Kind.PICTURE, width=104, rank=3,
               doc=tr("How sure of the direction; 0.50, the line, is a coin toss")),
        Column("age", tr("Age"), Kind.NUMBER, width=92, rank=2, doc=tr("Venue time since it was said")),
        Column("ic", tr("Realised IC, 95%"), Kind.PICTURE, width=144, rank=4,
               doc=tr("Correlation of value and realised move on horizons that are over, with its 95% interval; "
                      "the scale ends at ±0.2")),
        Column("hit", tr("Hit"), Kind.NUMBER, "%", 104, rank=6, doc=tr("Share of right directions, 95% interval")),
        Column("count", tr("Signals"), Kind.NUMBER, width=66, rank=7),
        Column("state", tr("State"), Kind.TAG, width=70),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the waterfall: from where to where, and its share, in basis points."""

    label: str
    start: float
    end: float
    kind: str = "share"
    """``base``, ``share``, ``rest`` or ``total``."""

    @property
    def share(self) -> float:
        """What it adds."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Bins:
    """Realised against predicted: mean of each bin and its 95% interval, and how many it holds."""

    predicted: Floats
    realised: Floats
    low: Floats
    high: Floats
    counts: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class IcCourse:
    """The IC over time in windows of equal count, with its 95% band."""

    ts_ns: NDArray[np.int64]
    ic: Floats
    low: Floats
    high: Floats


class SignalsModel:
    """Rows of all streams and the detail of the chosen one."""

    def __init__(self, board: SignalBoard, symbol_of: Callable[[int], str], version_of: Callable[[str], str]) -> None:
        self.board = board
        self.symbol_of = symbol_of
        self.version_of = version_of
        self.source = ListSource(columns())
        self.chosen: SignalKey | None = None
        self.wished: SignalKey | None = None
        """What the user chose, also while it says nothing: it is shown again once it does."""
        self.streams: Mapping[SignalKey, SignalStream] = {}
        self.clock_ns = 0
        self.silent = False

    def update(self, clock_ns: int, *, silent: bool = False) -> None:
        """Takes the newest of every stream as of a venue time; a silent feed stops that clock, so ages say nothing."""
        self.clock_ns, self.silent = clock_ns, silent
        self.streams = {stream.key: stream for stream in self.board.streams()}
        self.chosen = self.wished if self.wished in self.streams else next(iter(self.streams), None)
        top = max((abs(stream.latest.value) for stream in self.streams.values()), default=1.0)
        scale = round_up(top)
        self.source.show(self.row(stream, scale) for stream in self.streams.values())

    def choose(self, key: SignalKey) -> None:
        """Shows a stream."""
        self.wished = key
        if key in self.streams:
            self.chosen = key

    def row(self, stream: SignalStream, scale: float) -> Row:
        """One stream."""
        latest, age_ns = stream.latest, max(self.clock_ns - stream.ts_ns, 0)
        expired = age_ns > latest.horizon_ns
        score = stream.score
        symbol = self.symbol_of(stream.key.instrument_id)
        value = Cell(
            signed(latest.value, 2),
            latest.value,
            direction(latest.value),
            Bar(latest.value / scale, direction(latest.value)),
        )
        return Row(
            stream.key,
            (
                Cell(symbol, symbol),
                Cell(self.name_of(stream.key), tip=self.name_of(stream.key)),
                value,
                Cell(span(latest.horizon_ns), latest.horizon_ns),
                Cell(figures.number(latest.confidence, 2), latest.confidence, mark=Gauge(latest.confidence, limit=0.5)),
                Cell(figures.age(age_ns), age_ns, "warn" if expired else "t2"),
                ic_cell(score.ic, score.ic_low, score.ic_high, score.independent),
                hit_cell(score.hit_rate, score.hit_low, score.hit_high),
                Cell(f"{stream.count:,}", stream.count),
                silent_cell() if self.silent else state_cell(stream, expired=expired),
            ),
            dim=expired or stream.shadow or self.silent,
        )  # fmt: skip

    def name_of(self, key: SignalKey) -> str:
        """``ofi_forecaster 0.3.1 · fast``."""
        version = self.version_of(key.plugin_id)
        return " · ".join(part for part in (f"{key.plugin_id} {version}".strip(), key.name) if part)

    def stream(self) -> SignalStream | None:
        """The chosen one."""
        return None if self.chosen is None else self.streams.get(self.chosen)

    def history(self) -> SignalHistory | None:
        """The chosen one's past."""
        return None if self.chosen is None else self.board.history(self.chosen)

    def headline(self) -> str:
        """``AMZN · ofi_forecaster 0.3.1 · +3.10 bps over 60 s · R² 0.014 on 1,204 horizons``."""
        stream = self.stream()
        if stream is None:
            return ""
        score = stream.score
        past = tr("no horizon is over yet")
        if score.count and not math.isnan(score.r2):
            past = tr("R² {r2} out of sample, {n} horizons, {m} without overlap").format(
                r2=figures.number(score.r2, 3), n=f"{score.count:,}", m=f"{score.independent:,}"
            )
        said = tr("{value} bps over {span}").format(
            value=signed(stream.latest.value, 2), span=span(stream.latest.horizon_ns)
        )
        symbol = self.symbol_of(stream.key.instrument_id)
        return " · ".join((symbol, self.name_of(stream.key), said, past))

    def title_detail(self) -> str:
        """``7 streams, 1 expired``."""
        gone = sum(self.clock_ns - s.ts_ns > s.latest.horizon_ns for s in self.streams.values())
        words = tr("{n} streams").format(n=len(self.streams)) if self.streams else tr("none yet")
        return words + (tr(", {n} expired").format(n=gone) if gone else "")


# Cells.


def ic_cell(ic: float, low: float, high: float, independent: int) -> Cell:
    """The IC with its whisker; blank with the reason while too few horizons are over."""
    if math.isnan(ic):
        return Cell("–", None, "t3", Whisker(ic, low, high), tr("too few horizons are over"))
    ink = "t1" if low > 0 or high < 0 else "t2"
    tip = tr("95% from {low} to {high}, {n} horizons that do not overlap").format(
        low=signed(low, 3), high=signed(high, 3), n=independent
    )
    whisker = Whisker(low / IC_SCALE, ic / IC_SCALE, high / IC_SCALE, "p1")
    return Cell(signed(ic, 3), ic, ink, whisker, tip)


def hit_cell(rate: float, low: float, high: float) -> Cell:
    """``53.1 ± 2.4``: the half width of the interval beside the share."""
    if math.isnan(rate):
        return BLANK
    tip = tr("95% from {low}% to {high}%").format(low=figures.number(100 * low, 1), high=figures.number(100 * high, 1))
    return Cell(f"{100 * rate:.1f} ± {50 * (high - low):4.1f}", 100 * rate, tip=tip)


def state_cell(stream: SignalStream, *, expired: bool) -> Cell:
    """Live, shadow or expired."""
    if expired:
        return Cell(
            tr("expired"), "expired", mark=Tag("warn"), tip=tr("older than its horizon: it says nothing of now")
        )
    if stream.shadow:
        return Cell(tr("shadow"), "shadow", mark=Tag("t2"), tip=tr("said by a version that only runs beside the other"))
    return Cell(tr("live"), "live", mark=Tag("ok"))


def silent_cell() -> Cell:
    """The feed says nothing: what was said last may be old."""
    return Cell(
        tr("stale"), "stale", mark=Tag("danger"), tip=tr("the feed is silent: its clock stands, and so do these ages")
    )


def direction(value: float) -> str:
    """Token of a sign."""
    return "up" if value > 0 else "down" if value < 0 else "t2"


def signed(value: float, decimals: int) -> str:
    """With its sign; what is rounded to zero has none."""
    words = figures.number(value, decimals)
    if not any(char in "123456789" for char in words):
        return words.removeprefix(figures.MINUS)
    return f"+{words}" if value > 0 else words


def span(ns: int) -> str:
    """A horizon: ``60 s``, ``30 min``."""
    if ns % figures.MINUTE == 0 and ns > figures.MINUTE:
        return f"{ns // figures.MINUTE} min"
    return f"{ns // figures.SECOND} s" if ns % figures.SECOND == 0 else figures.duration(ns)


def round_up(value: float) -> float:
    """The next of 1, 2, 5, 10…: the scale of the bars stands still while values move a little."""
    if not value > 0:
        return 1.0
    base = 10.0 ** math.floor(math.log10(value))
    return float(next(step * base for step in (1, 2, 5, 10) if step * base >= value * 0.999999))


# The detail.


def waterfall(features: Mapping[str, float], value: float) -> tuple[Step, ...]:
    """Steps from zero to the value: base, the largest shares, the rest, and what the plugin does not explain."""
    if not features:
        return ()
    base = features.get("base", 0.0)
    shares = sorted(((n, v) for n, v in features.items() if n != "base"), key=lambda pair: -abs(pair[1]))
    steps, at = [Step(tr("Base"), 0.0, base, "base")], base
    for name, share in shares[:STEPS_MOST]:
        steps.append(Step(tr(name), at, at + share))
        at += share
    rest = shares[STEPS_MOST:]
    if rest:
        more = sum(share for _, share in rest)
        steps.append(Step(tr("{n} smaller ones").format(n=len(rest)), at, at + more, "rest"))
        at += more
    if abs(value - at) > ROUNDED_BPS:
        steps.append(Step(tr("Not explained"), at, value, "rest"))
    return (*steps, Step(tr("Value now"), 0.0, value, "total"))


def closed(history: SignalHistory) -> tuple[NDArray[np.int64], Floats, Floats]:
    """Times, values and realised moves of the horizons that are over."""
    over = ~np.isnan(history.realised_bps)
    return history.ts_ns[over], history.value_bps[over], history.realised_bps[over]


def apart(ts_ns: NDArray[np.int64], horizon_ns: int) -> float:
    """Share of the horizons that do not overlap another: intervals count only those."""
    if len(ts_ns) < 2:
        return 1.0
    length = float(ts_ns[-1] - ts_ns[0]) + horizon_ns
    return min(length / horizon_ns / len(ts_ns), 1.0)


def bins_of(history: SignalHistory, horizon_ns: int) -> Bins | None:
    """Equal counts per bin; ``None`` while fewer than five would be in each."""
    ts_ns, said, came = closed(history)
    if len(said) < 5 * BINS:
        return None
    parts = np.array_split(np.argsort(said, kind="stable"), BINS)
    share = apart(ts_ns, horizon_ns)
    counts = np.array([len(part) for part in parts])
    predicted, realised = (np.array([column[part].mean() for part in parts]) for column in (said, came))
    spread = np.array([came[part].std(ddof=1) for part in parts])
    half = Z95 * spread / np.sqrt(np.maximum(counts * share, 1))
    return Bins(predicted, realised, realised - half, realised + half, counts)


def ic_course(history: SignalHistory, horizon_ns: int) -> IcCourse | None:
    """The IC in windows of a fifth of the past that step along it; ``None`` while too little is over."""
    ts_ns, said, came = closed(history)
    window = len(said) // 5
    if window < 30:
        return None
    ends = np.unique(np.linspace(window, len(said), WINDOWS).astype(int))
    ic = correlations(said, came, ends, window)
    independent = max(window * apart(ts_ns, horizon_ns), 4.0)
    reach = Z95 / math.sqrt(max(independent - 3, 1.0))
    z = np.arctanh(np.clip(ic, -0.999, 0.999))
    return IcCourse(ts_ns[ends - 1], ic, np.tanh(z - reach), np.tanh(z + reach))


def correlations(one: Floats, other: Floats, ends: NDArray[np.int64], window: int) -> Floats:
    """Pearson's in windows that end at `ends`, from running sums; ``nan`` where one does not vary."""
    one, other = one - one.mean(), other - other.mean()  # sums of what is centred lose no digits

    def sums(values: Floats) -> Floats:
        running = np.concatenate([[0.0], np.cumsum(values)])
        return np.asarray((running[ends] - running[ends - window]) / window)

    mean_one, mean_other = sums(one), sums(other)
    spread = (sums(one * one) - mean_one**2) * (sums(other * other) - mean_other**2)
    with np.errstate(invalid="ignore", divide="ignore"):
        found = (sums(one * other) - mean_one * mean_other) / np.sqrt(spread)
    return np.where(spread > 1e-18, np.clip(found, -1.0, 1.0), np.nan)
