"""What the SQL console does: history of queries, the one that runs, its result or its error with the place it is at."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from panels.sql_console.result import ResultSource, summary
from terminal.domain.errors import UserError
from terminal.sdk.data import DataLibrary
from terminal.sdk.table import Cell, Column, Kind, ListSource, Row, TableSource
from terminal.sdk.words import tr

if TYPE_CHECKING:
    import pyarrow as pa

VIEWS = ("bars", "trades", "quotes", "instruments", "sessions")
SAMPLES = (
    "SELECT * FROM sessions",
    "SELECT symbol, count(*) AS trades, sum(qty) AS volume FROM trades GROUP BY symbol",
    "SELECT * FROM bars ORDER BY ts_open_ns DESC LIMIT 100",
)
HISTORY = 200
LINE = re.compile(r"\bLINE (\d+):")
QUOTED = re.compile(r'"([^"]+)"')
PLACE = re.compile(r"^LINE (\d+): (.*)\n( *)\^", re.MULTILINE)


class Query:
    """One run of one text. A run that was given up is no longer heard."""

    def __init__(self, sql: str) -> None:
        self.sql = sql
        self.began = time.monotonic()
        self.given_up = False


class SqlModel:
    """The console without its widgets."""

    def __init__(self, library: DataLibrary) -> None:
        self.library = library
        self.history: list[str] = []
        self.at: int | None = None
        self.draft = ""
        self.running: Query | None = None
        self.result: TableSource = ListSource(())
        self.answered = False
        self.said = ""
        self.error = ""
        self.schema = ListSource(
            (
                Column("name", tr("View, column"), Kind.CODE, width=110, stretch=True),
                Column("type", tr("Type"), width=80, rank=1),
            )
        )
        self.names: tuple[str, ...] = ()
        self.closed = False

    # Running.

    def begin(self, text: str) -> Query | None:
        """A run of `text`, ``None`` while there is nothing to run or another one runs."""
        sql = text.strip().rstrip(";").strip()
        if not sql or self.running is not None:
            return None
        self.remember(text.strip())
        self.error = ""
        self.running = Query(sql)
        return self.running

    def job(self, query: Query) -> Callable[[], object]:
        """The work of a run, for a worker."""
        return lambda: ResultSource(self.library.query(query.sql).arrow())

    def take(self, query: Query, result: object) -> None:
        """A result came."""
        if query.given_up:
            return
        assert isinstance(result, TableSource)
        self.running, self.result, self.answered = None, result, True
        self.said = summary(len(result), time.monotonic() - query.began)

    def fail(self, query: Query, error: Exception) -> None:
        """A run failed; the former result stays."""
        if query.given_up:
            return
        self.running, self.error, self.said = None, str(error), ""

    def cancel(self) -> None:
        """Gives the run up, and asks the library to end it."""
        if self.running is None:
            return
        self.running.given_up = True
        self.running = None
        self.said = tr("Cancelled; the result of before is shown") if self.answered else tr("Cancelled")
        self.library.cancel()

    def close(self) -> None:
        """Ends what runs, the reading of the views too."""
        self.cancel()
        self.closed = True
        self.library.cancel()

    def seconds(self) -> float:
        """How long the run takes so far."""
        return 0.0 if self.running is None else time.monotonic() - self.running.began

    # History.

    def remember(self, text: str) -> None:
        """Keeps a text as the newest of the history, once."""
        if text in self.history:
            self.history.remove(text)
        self.history.append(text)
        del self.history[:-HISTORY]
        self.at = None

    def recall(self, by: int, shown: str) -> str:
        """The text before (−1) or after (1) in the history; what was being typed comes back at its end."""
        if not self.history:
            return shown
        if self.at is None:
            if by > 0:
                return shown
            self.draft, self.at = shown, len(self.history)
        self.at = max(self.at + by, 0)
        if self.at >= len(self.history):
            self.at = None
            return self.draft
        return self.history[self.at]

    # Schema.

    def read_schema(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        """Columns of each view with their types; on a worker. A view that cannot be read has none."""
        found: dict[str, Sequence[tuple[str, str]]] = {}
        for view in VIEWS:
            if self.closed:
                break
            try:
                whole = self.library.query(f"SELECT * FROM {view} LIMIT 0").arrow()
            except UserError:
                found[view] = ()
            else:
                found[view] = tuple((field.name, str(field.type)) for field in whole.schema)
        return found

    def take_schema(self, found: object) -> None:
        """The views became known."""
        assert isinstance(found, Mapping)
        rows = []
        for view, columns in found.items():
            rows.append(
                Row(view, (Cell(view, view, bold=True), Cell("" if columns else tr("cannot be read"), ink="t3")))
            )
            rows += [Row((view, n), (Cell(f"  {n}", n, "t2"), Cell(kind, kind, "t3"))) for n, kind in columns]
        self.schema.show(rows)
        self.names = tuple(dict.fromkeys([*found, *(name for columns in found.values() for name, _ in columns)]))

    def title_detail(self) -> str:
        """What the last run brought."""
        return tr("running") if self.running is not None else self.said


def place_of(error: str, sql: str) -> int | None:
    """Where in `sql` a complaint points, counted from 0: by its ``LINE n: …`` and ``^``, else by the word it quotes."""
    match = PLACE.search(error)
    if match is not None:
        return place_under_caret(int(match[1]), match[2], len(match[3]), sql)
    line = LINE.search(error)
    start = line_start(sql, int(line[1])) if line else 0
    for word in QUOTED.findall(error):
        found = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE).search(sql, start)
        if found is not None:
            return found.start()
    return None


def line_start(sql: str, number: int) -> int:
    """Where a line begins, counted from 1; 0 outside."""
    lines = sql.split("\n")
    return sum(len(line) + 1 for line in lines[: number - 1]) if 1 <= number <= len(lines) else 0


def place_under_caret(number: int, excerpt: str, blanks: int, sql: str) -> int | None:
    """The place in `sql` over which the engine put its caret."""
    lines = sql.split("\n")
    if not 1 <= number <= len(lines):
        return None
    inside, line = blanks - len(f"LINE {number}: "), lines[number - 1]
    if excerpt.startswith("..."):  # the engine shows a part of a long line
        part = excerpt.removeprefix("...").removesuffix("...")
        inside = line.find(part) + inside - 3 if part in line else 0
    return line_start(sql, number) + min(max(inside, 0), len(line))


def as_csv(whole: pa.Table) -> bytes:
    """A result as CSV."""
    import pyarrow as pa
    import pyarrow.csv

    sink = pa.BufferOutputStream()
    pyarrow.csv.write_csv(whole, sink)
    return bytes(sink.getvalue())
