"""What the watchlist shows: named lists of symbols with their prices, kept between runs."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from terminal.domain.market import PRICE_ONE, QTY_ONE, UNSET, InstrumentInfo, TopOfBook
from terminal.sdk import figures
from terminal.sdk.desk import Watchlists
from terminal.sdk.market import InstrumentView, MarketSession
from terminal.sdk.table import BLANK, Cell, Column, Kind, ListSource, Row, Spark
from terminal.sdk.words import tr

SPARK_NS = 10 * figures.MINUTE
SPARK_BAR_NS = 15 * figures.SECOND
SPARK_EVERY_NS = 1_000_000_000
"""A line of minutes needs no more than one look a second."""
LONGEST_NAME = 40
LATE_NS, STALE_NS = 250_000_000, 1_000_000_000


def columns() -> tuple[Column, ...]:
    """The table's columns: in a narrow panel symbol, price and change stay."""
    return (
        Column("symbol", tr("Symbol"), width=62, stretch=True),
        Column("last", tr("Last"), Kind.NUMBER, width=72),
        Column("change", tr("From open"), Kind.NUMBER, width=80),
        Column("bid_size", tr("Bid size"), Kind.NUMBER, width=66, rank=6),
        Column("bid", tr("Bid"), Kind.NUMBER, width=72, rank=3),
        Column("ask", tr("Ask"), Kind.NUMBER, width=72, rank=3),
        Column("ask_size", tr("Ask size"), Kind.NUMBER, width=66, rank=6),
        Column("spread", tr("Spread"), Kind.NUMBER, tr("ticks"), 92, rank=4),
        Column("volume", tr("Day volume"), Kind.NUMBER, width=82, rank=5),
        Column("spark", tr("10 min"), Kind.TEXT, width=84, rank=2, doc=tr("Last price over the last ten minutes")),
        Column("age", tr("Age"), Kind.NUMBER, width=62, rank=7, doc=tr("Venue time since the last event of its book")),
    )


@dataclass(slots=True)
class Line:
    """The last minutes of one instrument, looked at now and then."""

    taken_ns: int = -SPARK_EVERY_NS
    values: tuple[float, ...] = field(default=())


class WatchlistModel:
    """Lists, and a row for each symbol of the one shown."""

    def __init__(self, lists: Watchlists, session: MarketSession) -> None:
        self.lists = lists
        self.session = session
        self.source = ListSource(columns())
        self.name = next(iter(lists.names()), "")
        self.lines: dict[int, Line] = {}
        self.revision = -1
        self.silent = False

    # Lists.

    def names(self) -> tuple[str, ...]:
        """The lists there are."""
        return self.lists.names()

    def symbols(self) -> tuple[str, ...]:
        """Of the list shown."""
        return self.lists.symbols(self.name)

    def choose(self, name: str) -> None:
        """Shows another list; one that is gone shows the first."""
        names = self.names()
        self.name = name if name in names else next(iter(names), "")

    def add(self, text: str) -> str:
        """Adds one symbol or several; what is refused is said, else empty."""
        wanted = [word for word in text.replace(",", " ").split() if word]
        known = {info.symbol.casefold(): info.symbol for info in self.session.instruments()}
        wanted = [known.get(word.casefold(), word.upper()) for word in wanted]
        before = self.symbols()
        new = [symbol for symbol in dict.fromkeys(wanted) if symbol not in before]
        if not wanted:
            return tr("Type a symbol first")
        if not new:
            return tr("{symbol} is in this list already").format(symbol=wanted[0])
        self.lists.put(self.name, (*before, *new))
        return ""

    def add_all(self) -> None:
        """Every instrument of the session."""
        self.lists.put(self.name, (*self.symbols(), *self.offers()))

    def remove(self, symbols: Sequence[str]) -> None:
        """Takes symbols out of the list."""
        self.lists.put(self.name, tuple(symbol for symbol in self.symbols() if symbol not in symbols))

    def move(self, symbol: str, by: int) -> bool:
        """Moves a symbol up or down; false at the end of the list."""
        order = list(self.symbols())
        if symbol not in order:
            return False
        at = order.index(symbol)
        to = at + by
        if not 0 <= to < len(order):
            return False
        order.insert(to, order.pop(at))
        self.lists.put(self.name, tuple(order))
        return True

    def move_to(self, symbol: str, before: str | None) -> None:
        """Puts a symbol before another, or at the end."""
        order = [one for one in self.symbols() if one != symbol]
        order.insert(order.index(before) if before in order else len(order), symbol)
        self.lists.put(self.name, tuple(order))

    def problem_of_name(self, name: str, besides: str = "") -> str:
        """Why a list cannot have a name; empty where it can."""
        name = name.strip()
        if not name:
            return tr("A list needs a name")
        if len(name) > LONGEST_NAME:
            return tr("A name has at most {n} characters").format(n=LONGEST_NAME)
        if name != besides and name in self.names():
            return tr("There is a list named {name} already").format(name=name)
        return ""

    def make(self, name: str) -> str:
        """Makes an empty list and shows it; what is refused is said."""
        problem = self.problem_of_name(name)
        if not problem:
            self.lists.put(name.strip(), ())
            self.name = name.strip()
        return problem

    def rename(self, name: str) -> str:
        """Gives the list shown another name; what is refused is said."""
        problem, before = self.problem_of_name(name, self.name), self.name
        if not problem and name.strip() != before:
            self.lists.put(name.strip(), self.symbols())
            self.name = name.strip()
            self.lists.remove(before)
        return problem

    def drop(self) -> str:
        """Forgets the list shown; the last one stays."""
        if len(self.names()) < 2:
            return tr("The last list stays; take its symbols out instead")
        self.lists.remove(self.name)
        self.choose("")
        return ""

    def offers(self) -> tuple[str, ...]:
        """Symbols of the session that the list does not hold, for completion."""
        held = set(self.symbols())
        return tuple(info.symbol for info in self.session.instruments() if info.symbol not in held)

    # Rows.

    def update(
        self, now_ns: int, clock_ns: int, refresh: Callable[[InstrumentView], object], *, silent: bool = False
    ) -> None:
        """Takes the newest prices of every symbol shown; those of a silent feed are grey: they may be old."""
        self.silent = silent
        if self.name not in self.names():
            self.choose(self.name)
        known = {info.symbol: info for info in self.session.instruments()}
        self.source.show(self.row(symbol, known.get(symbol), now_ns, clock_ns, refresh) for symbol in self.symbols())

    def row(
        self, symbol: str, info: InstrumentInfo | None, now_ns: int, clock_ns: int,
        refresh: Callable[[InstrumentView], object],
    ) -> Row:  # fmt: skip
        """One symbol; blank with the reason where this session does not have it."""
        if info is None:
            reason = tr("not in this session")
            rest = (Cell("–", None, "t3", tip=reason),) * (len(self.source.columns) - 2)
            return Row(symbol, (Cell(symbol, symbol, tip=reason), Cell("–", None, "t3", tip=reason), *rest), dim=True)
        view = self.session.view(info.id)
        refresh(view)
        top = view.top()
        decimals, qty = info.price_decimals, info.qty_decimals
        return Row(
            symbol,
            (
                Cell(symbol, symbol, bold=True, tip=f"{symbol} · {info.venue_mic} · {info.currency}"),
                price_cell(top.last_px, decimals),
                change_cell(top),
                quantity_cell(top.bid_qty if not top.gapped else UNSET, qty),
                price_cell(top.bid_px, decimals, "bid"),
                price_cell(top.ask_px, decimals, "ask"),
                quantity_cell(top.ask_qty if not top.gapped else UNSET, qty),
                spread_cell(top, info.tick),
                volume_cell(top, qty),
                Cell(mark=Spark(self.line(view, now_ns, clock_ns), change_token(top))),
                age_cell(clock_ns - top.ts_venue_ns if top.ts_venue_ns else -1),
            ),
            dim=self.silent,
        )  # fmt: skip

    def line(self, view: InstrumentView, now_ns: int, clock_ns: int) -> tuple[float, ...]:
        """Closes of the last minutes."""
        line = self.lines.setdefault(view.instrument.id, Line())
        if now_ns - line.taken_ns >= SPARK_EVERY_NS:
            line.taken_ns = now_ns
            close = view.bars(SPARK_BAR_NS, clock_ns - SPARK_NS, clock_ns).get("close", np.empty(0))
            line.values = tuple(round(float(value), 6) for value in close[-SPARK_NS // SPARK_BAR_NS :])
        return line.values

    def title_detail(self) -> str:
        """``Main · 4``."""
        return f"{self.name} · {len(self.symbols())}"


# Cells.


def price_cell(raw: int, decimals: int, ink: str = "") -> Cell:
    """A price, blank where there is none."""
    return BLANK if raw == UNSET else Cell(figures.price(raw, decimals), raw / PRICE_ONE, ink)


def quantity_cell(raw: int, decimals: int) -> Cell:
    """A quantity, blank where there is none or it is not to be believed."""
    return BLANK if raw == UNSET else Cell(figures.quantity(raw, decimals), raw / QTY_ONE, "t2")


def change_percent(top: TopOfBook) -> float:
    """Change since the open in percent; ``nan`` where unknown."""
    if UNSET in (top.last_px, top.open_px) or top.open_px == 0:
        return math.nan
    return 100 * (top.last_px - top.open_px) / top.open_px


def change_token(top: TopOfBook) -> str:
    """Direction since the open."""
    percent = change_percent(top)
    return "up" if percent >= 0.005 else "down" if percent <= -0.005 else "t2"


def change_cell(top: TopOfBook) -> Cell:
    """``▲ +1.04%``: never by colour alone."""
    percent, token = change_percent(top), change_token(top)
    if math.isnan(percent):
        return BLANK
    arrow = {"up": "▲ ", "down": "▼ "}.get(token, "")
    return Cell(f"{arrow}{figures.change_percent(top.last_px, top.open_px)}", percent, token)


def spread_cell(top: TopOfBook, tick: int) -> Cell:
    """Ticks between the best prices; crossed and locked books are said in words."""
    if UNSET in (top.bid_px, top.ask_px) or tick <= 0:
        return BLANK
    ticks = (top.ask_px - top.bid_px) / tick
    if top.crossed or top.locked:
        return Cell(tr("crossed") if top.crossed else tr("locked"), ticks, "warn")
    return Cell(f"{ticks:,.0f}" if ticks == int(ticks) else f"{ticks:,.1f}", ticks, "t2")


def volume_cell(top: TopOfBook, decimals: int) -> Cell:
    """The day's volume, short."""
    volume = top.day_volume / QTY_ONE
    return Cell(figures.compact(volume), volume, "t2", tip=figures.quantity(top.day_volume, decimals))


def age_cell(ns: int) -> Cell:
    """How long ago its book last changed, by venue time."""
    if ns < 0:
        return BLANK
    return Cell(figures.age(ns), ns, "t2" if ns <= LATE_NS else "warn" if ns <= STALE_NS else "t3")
