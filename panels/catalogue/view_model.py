"""What the catalogue shows: recorded sessions and instruments, how far a look at them is, and what opening one said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from terminal.domain.errors import TerminalError
from terminal.sdk import figures
from terminal.sdk.data import CatalogueInstrument, CatalogueSession, DataLibrary
from terminal.sdk.desk import TimeMachine
from terminal.sdk.table import BLANK, Card, Cell, Column, Kind, ListSource, Row, Tag
from terminal.sdk.words import tr

REFRESH_NS = 10_000_000_000
"""A running session grows: while the panel is seen, the catalogue is looked at this often."""
ICON = "ph.database"


def session_columns() -> tuple[Column, ...]:
    """Columns of the sessions."""
    return (
        Column("label", tr("Session"), width=150, stretch=True),
        Column("state", tr("State"), Kind.TAG, width=82),
        Column("from", tr("From"), Kind.CODE, "UTC", 132, rank=1),
        Column("length", tr("Length"), Kind.NUMBER, width=88, rank=3),
        Column("messages", tr("Messages"), Kind.NUMBER, width=90, rank=2),
        Column("gaps", tr("Gaps"), Kind.NUMBER, width=52, rank=4),
        Column("instruments", tr("Instruments"), width=130, rank=5),
        Column("source", tr("Source"), width=70, rank=6),
        Column("size", tr("On disk"), Kind.NUMBER, "MB", 76, rank=6),
        Column("id", tr("Id"), Kind.CODE, width=170, hidden=True),
    )


def instrument_columns() -> tuple[Column, ...]:
    """Columns of the instruments."""
    return (
        Column("symbol", tr("Symbol"), width=120, stretch=True),
        Column("venue", tr("Venue"), Kind.CODE, width=70, rank=3),
        Column("currency", tr("Currency"), Kind.CODE, width=72, rank=4),
        Column("bars", tr("Bars"), Kind.NUMBER, width=90),
        Column("trades", tr("Trades"), Kind.NUMBER, width=100),
        Column("quotes", tr("Quotes"), Kind.NUMBER, width=100),
        Column("from", tr("From"), Kind.CODE, "UTC", 132, rank=1),
        Column("to", tr("To"), Kind.CODE, "UTC", 132, rank=2),
    )


@dataclass(frozen=True, slots=True)
class Found:
    """What one look at the library brought."""

    sessions: tuple[CatalogueSession, ...]
    instruments: tuple[CatalogueInstrument, ...]


class CatalogueModel:
    """Both tables and the state of the look that fills them."""

    def __init__(self, library: DataLibrary, machine: TimeMachine) -> None:
        self.library = library
        self.machine = machine
        self.sessions = ListSource(session_columns())
        self.instruments = ListSource(instrument_columns())
        self.found: Found | None = None
        self.looking = False
        self.failure = ""
        self.said = ""
        """What opening a session said."""
        self.looked_ns = -REFRESH_NS

    def due(self, now_ns: int) -> bool:
        """Whether it is time to look again."""
        return not self.looking and now_ns - self.looked_ns >= REFRESH_NS

    def begin(self, now_ns: int) -> None:
        """A look begins."""
        self.looking, self.looked_ns = True, now_ns

    def look(self) -> Found:
        """Reads the library; on a worker."""
        return Found(tuple(self.library.sessions()), tuple(self.library.instruments()))

    def take(self, found: object) -> None:
        """What a look brought."""
        assert isinstance(found, Found)
        self.looking, self.failure, self.found = False, "", found
        self.sessions.show(session_row(session) for session in found.sessions)
        self.instruments.show(instrument_row(one) for one in found.instruments)

    def fail(self, error: Exception) -> None:
        """A look failed; what was found before stays."""
        self.looking, self.failure = False, str(error)

    def card(self) -> Card:
        """What stands in place of rows."""
        if self.failure:
            return Card(tr("The catalogue could not be read"), self.failure, "ph.x-circle", "danger", tr("Look again"))
        if self.found is None:
            return Card(tr("Reading the catalogue…"), tr("Recorded sessions and imported data"), ICON)
        text = tr(
            "A live session is recorded here as it runs. To bring data in, run\n"
            "plimsoll import ohlcv FILE.csv --instrument ID\n"
            "and for a recorded day\nplimsoll import itch50 FILE"
        )
        return Card(tr("Nothing recorded yet"), text, ICON, action=tr("Look again"))

    def session(self, session_id: object) -> CatalogueSession | None:
        """A session by its id."""
        sessions: Sequence[CatalogueSession] = self.found.sessions if self.found else ()
        return next((one for one in sessions if one.id == session_id), None)

    def open(self, session_id: object) -> bool:
        """Opens a session in the time machine; false where it was refused, and :attr:`said` says why."""
        session = self.session(session_id)
        if session is None:
            self.said = tr("Choose a session first")
            return False
        try:
            self.machine.open_recorded(session.id)
        except TerminalError as error:
            self.said = str(error)
            return False
        self.said = ""
        return True

    def title_detail(self) -> str:
        """``4 sessions, 12.1 M messages, 369 MB``."""
        if self.found is None:
            return tr("reading") if self.looking else ""
        sessions = self.found.sessions
        return tr("{n} sessions, {messages} messages, {size} MB").format(
            n=len(sessions),
            messages=figures.compact(sum(one.messages for one in sessions)),
            size=megabytes(sum(one.bytes for one in sessions)),
        )


def session_row(one: CatalogueSession) -> Row:
    """One session."""
    length = one.to_ns - one.from_ns
    return Row(
        one.id,
        (
            Cell(one.label or one.id, one.label or one.id, bold=True, tip=f"{one.label}\ncatalogue:{one.id}"),
            state_cell(one),
            time_cell(one.from_ns),
            Cell(figures.duration(length), length) if length > 0 else BLANK,
            Cell(f"{one.messages:,}", one.messages),
            Cell(f"{one.gaps:,}", one.gaps, "warn" if one.gaps else "t2"),
            Cell(", ".join(one.instruments), tip=", ".join(one.instruments), ink="t2"),
            Cell(one.source, one.source, "t2"),
            Cell(megabytes(one.bytes), one.bytes, "t2"),
            Cell(one.id, one.id, "t2"),
        ),
    )  # fmt: skip


def state_cell(one: CatalogueSession) -> Cell:
    """Running, complete, or cut off."""
    if one.running:
        return Cell(tr("running"), "running", mark=Tag("ok"), tip=tr("a terminal writes it now"))
    if one.complete:
        return Cell(tr("complete"), "complete", mark=Tag("t2"))
    tip = tr("it was not closed in order; it replays up to its last sound block")
    return Cell(tr("cut off"), "cut off", mark=Tag("warn"), tip=tip)


def instrument_row(one: CatalogueInstrument) -> Row:
    """One instrument."""
    counts = (Cell(f"{n:,}", n) if n else BLANK for n in (one.bars, one.trades, one.quotes))
    return Row(
        (one.symbol, one.venue_mic),
        (
            Cell(one.symbol, one.symbol, bold=True),
            Cell(one.venue_mic, one.venue_mic, "t2"),
            Cell(one.currency, one.currency, "t2"),
            *counts,
            time_cell(one.from_ns),
            time_cell(one.to_ns),
        ),
    )


def time_cell(ts_ns: int) -> Cell:
    """A date and a minute; blank where there is none."""
    if ts_ns == 0:
        return BLANK
    whole = f"{figures.date(ts_ns)} {' '.join(figures.clock_parts(ts_ns))} UTC"
    return Cell(f"{figures.date(ts_ns)} {figures.clock(ts_ns)[:5]}", ts_ns, "t2", tip=whole)


def megabytes(size: int) -> str:
    """Bytes in MB."""
    return figures.number(size / 1e6, 1) if size < 100_000_000 else figures.number(size / 1e6, 0)
