"""What the log panel shows: this run's lines by level, source and words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from terminal.sdk import figures
from terminal.sdk.desk import LogBook, LogLine
from terminal.sdk.table import Cell, Column, Kind, Row, TableSource
from terminal.sdk.words import tr

LEVELS = ("debug", "info", "warning", "error", "critical")
TOKENS = {"debug": "t3", "info": "t2", "warning": "warn", "error": "danger", "critical": "danger"}
KEPT = 100_000
"""Lines held; older ones are in the file."""


def columns() -> tuple[Column, ...]:
    """The table's columns."""
    return (
        Column("time", tr("Time"), Kind.CODE, "UTC", 112),
        Column("level", tr("Level"), Kind.TEXT, width=88, rank=1),
        Column("source", tr("Source"), width=110, rank=2),
        Column("text", tr("Text"), width=110, stretch=True),
    )


def level_words() -> dict[str, str]:
    """Levels in the user's language."""
    return {
        "debug": tr("debug"),
        "info": tr("info"),
        "warning": tr("warning"),
        "error": tr("error"),
        "critical": tr("critical"),
    }


class LogSource(TableSource):
    """Lines of one choice of level and source; a line becomes a row only where it is seen."""

    def __init__(self) -> None:
        super().__init__(columns())
        self.lines: list[LogLine] = []
        self.words_of_level = level_words()

    def __len__(self) -> int:
        return len(self.lines)

    def key(self, at: int) -> int:
        return self.lines[at].seq

    def words(self, at: int) -> str:
        line = self.lines[at]
        return f"{line.source} {line.text} {self.words_of_level[line.level]}".casefold()

    def ordered(self, column: int, *, descending: bool) -> Sequence[int]:
        keys = (
            lambda at: self.lines[at].ts_ns,
            lambda at: LEVELS.index(self.lines[at].level),
            lambda at: self.lines[at].source,
            lambda at: self.lines[at].text,
        )
        return sorted(range(len(self.lines)), key=keys[column], reverse=descending)

    def row(self, at: int) -> Row:
        line = self.lines[at]
        token = TOKENS[line.level]
        bad = token in ("danger", "warn")
        first, _, rest = line.text.partition("\n")
        more = tr("  (+{n} lines)").format(n=rest.count("\n") + 1) if rest else ""
        stamp = f"{figures.date(line.ts_ns)} {' '.join(figures.clock_parts(line.ts_ns))} UTC"
        word = self.words_of_level[line.level]
        return Row(
            line.seq,
            (
                Cell(figures.clock_parts(line.ts_ns)[0], line.ts_ns, "t2", tip=stamp),
                Cell(("■ " if token == "danger" else "▲ " if token == "warn" else "") + word, word, token, bold=bad),
                Cell(line.source, line.source, "t2"),
                Cell(first + more, line.text, token if token == "danger" else "", tip=line.text if rest else ""),
            ),
        )


class LogModel:
    """The lines so far, and those that the filters leave."""

    def __init__(self, book: LogBook) -> None:
        self.book = book
        self.source = LogSource()
        self.all: list[LogLine] = []
        self.level = "debug"
        self.origin = ""
        self.counts: Counter[str] = Counter()
        self.origins: dict[str, None] = {}

    def update(self) -> bool:
        """Takes new lines; true where there were any."""
        fresh = self.book.lines(self.all[-1].seq if self.all else 0)
        if not fresh:
            return False
        self.all.extend(known(line) for line in fresh)
        self.counts.update(line.level for line in self.all[-len(fresh) :])
        self.origins.update(dict.fromkeys(line.source for line in fresh))
        if len(self.all) > KEPT + KEPT // 10:
            del self.all[: len(self.all) - KEPT]
            self.choose(self.level, self.origin)
            return True
        inside = [line for line in self.all[-len(fresh) :] if self.lets(line)]
        self.source.lines.extend(inside)
        self.source.revision += bool(inside)
        return True

    def lets(self, line: LogLine) -> bool:
        """Whether the filters leave a line."""
        level = LEVELS.index(line.level) >= LEVELS.index(self.level)
        return level and self.origin in ("", line.source)

    def choose(self, level: str, origin: str) -> None:
        """Shows lines of at least a level, of one source or all."""
        self.level = level if level in LEVELS else "debug"
        self.origin = origin
        self.source.lines = [line for line in self.all if self.lets(line)]
        self.source.revision += 1

    def title_detail(self) -> str:
        """``2 errors, 1 warning``."""
        errors = self.counts["error"] + self.counts["critical"]
        warnings = self.counts["warning"]
        parts = []
        if errors:
            parts.append(tr("{n} errors").format(n=errors) if errors > 1 else tr("1 error"))
        if warnings:
            parts.append(tr("{n} warnings").format(n=warnings) if warnings > 1 else tr("1 warning"))
        return ", ".join(parts)

    def line(self, seq: object) -> LogLine | None:
        """A line by its number."""
        return next((line for line in self.source.lines if line.seq == seq), None)


def known(line: LogLine) -> LogLine:
    """A line whose level is one of ours; an unknown one is information."""
    if line.level in LEVELS:
        return line
    return LogLine(line.seq, line.ts_ns, "info", line.source, line.text)
