"""What the heatmap says in words: its spans, its columns, and itself to a screen reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from terminal.domain.market import InstrumentInfo
from terminal.sdk import figures
from terminal.sdk.figures import DAY, HOUR, MINUTE, SECOND
from terminal.sdk.words import noop, tr

EXACT_NS = 100_000_000
"""The book is kept at the end of every tenth of a second."""


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time on offer; None is the whole recording or session."""

    length_ns: int | None
    words: str


SPANS = (
    Span(30 * SECOND, "30 s"),
    Span(100 * SECOND, "100 s"),
    Span(10 * MINUTE, "10 min"),
    Span(HOUR, "1 h"),
    Span(None, noop("Day")),
)


def span_index(length_ns: int | None) -> int:
    """Which of :data:`SPANS` is shown, -1 for one in between."""
    return next((at for at, span in enumerate(SPANS) if span.length_ns == length_ns), -1)


@dataclass(frozen=True, slots=True)
class Kept:
    """What a workspace keeps of the heatmap."""

    length_ns: int | None
    trades: bool = True
    best: bool = True

    def state(self) -> dict[str, object]:
        """For a workspace."""
        return {"length_ns": self.length_ns, "trades": self.trades, "best": self.best}


def kept(state: Mapping[str, object], length_ns: int | None) -> Kept:
    """What a workspace kept; `length_ns` where it kept no length that makes sense."""
    length = state.get("length_ns", length_ns)
    if length is not None and not (type(length) is int and 5 * SECOND <= length <= 7 * DAY):
        length = length_ns
    return Kept(length, state.get("trades") is not False, state.get("best") is not False)


def column_words(ns_per_px: int) -> str:
    """What one pixel column stands for: the exact book of a tenth of a second, or the mean size over its time."""
    if ns_per_px <= EXACT_NS:
        return tr("Column 100 ms")
    return tr("Column {time}").format(time=figures.duration(ns_per_px))


def title_detail(info: InstrumentInfo) -> str:
    """``AMZN · XNAS``."""
    return f"{info.symbol} · {info.venue_mic}" if info.venue_mic else info.symbol


def behind_words(right_ns: int | None, now_ns: int | None) -> str:
    """How far back in history the picture's right edge stands; empty while it follows now."""
    if right_ns is None or now_ns is None:
        return ""
    return tr("{time} back").format(time=figures.duration(max(now_ns - right_ns, 0)))


def spoken(info: InstrumentInfo, span: str, behind: str) -> str:
    """What the picture is, as a sentence."""
    words = tr("Depth of {symbol} over {span}, {place}.")
    return words.format(symbol=info.symbol, span=span or tr("a chosen time"), place=behind or tr("up to now"))
