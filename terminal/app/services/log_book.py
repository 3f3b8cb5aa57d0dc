"""This run's log: the newest lines in memory for the panel, all of them in a file, secrets in neither."""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path

from terminal.app.preferences.book import SettingsFile
from terminal.app.services.redaction import redacted
from terminal.sdk.desk import LogLine

FILE = "plimsoll.log"
KEPT = 5_000
PER_SECOND = 500
"""Lines of one source in a second beyond which the rest is counted, not kept: no flood may push the others out."""
LONGEST = 4_000
QUIET_ON_STDERR = ("qt", "plugin traces", "feed")
"""Sources whose warnings are for the log alone: they mean nothing to a trader, or are said in words beside."""


class FloodGate(logging.Filter):
    """Lets a source say so much a second; says afterwards how much it kept back."""

    def __init__(self, per_second: int = PER_SECOND, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.per_second = per_second
        self.clock = clock
        self.seen: dict[str, tuple[int, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a line passes."""
        second = int(self.clock())
        before, count = self.seen.get(record.name, (second, 0))
        if before != second:
            if count > self.per_second:
                record.msg = f"({count - self.per_second:,} lines of this source were dropped) {record.msg}"
            count = 0
        self.seen[record.name] = (second, count + 1)
        return count < self.per_second


class Sink(logging.Handler):
    """Passes each line once through the gate, then to every place that keeps it.

    A plugin's thread may be told to end while it writes a line. The library takes a handler's lock in one call and
    gives it back in another, so that such an end could leave it taken for ever, and the window would wait for it. One
    lock in a ``with``, which nothing can strike between, serves all places instead of their own.
    """

    def __init__(self, places: list[logging.Handler]) -> None:
        super().__init__()
        self.places = places
        self.whole = threading.RLock()
        self.addFilter(FloodGate())
        for handler in (self, *places):
            handler.lock = None

    def handle(self, record: logging.LogRecord) -> bool:
        """To each place that takes lines of this level, where the gate lets it through."""
        passes = bool(self.filter(record))
        if passes:
            with self.whole:
                self.emit(record)
        return passes

    def emit(self, record: logging.LogRecord) -> None:
        """To each place."""
        for place in self.places:
            if record.levelno >= place.level:
                place.handle(record)

    def close(self) -> None:
        """Closes the places."""
        for place in self.places:
            place.close()
        super().close()


class OneLine(logging.Formatter):
    """Level, source and message; what was raised in its place and words, without a trace."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        return words_of(record)


class FileLines(logging.Formatter):
    """Time in UTC, level, source, message, and the whole trace below; without secrets."""

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s [%(threadName)s] %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """The lines of one record."""
        return redacted(super().format(record))


class LogRing(logging.Handler):
    """The :class:`~terminal.sdk.desk.LogBook`: the newest lines, from any thread."""

    def __init__(self, kept: int = KEPT) -> None:
        super().__init__()
        self.path: Path | None = None
        self.ring: deque[LogLine] = deque(maxlen=kept)
        self.seq = 0
        self.whole = threading.RLock()

    def emit(self, record: logging.LogRecord) -> None:
        """Takes one line."""
        source = record.name.removeprefix("terminal.")
        level = record.levelname.lower()
        words = words_of(record)
        with self.whole:
            self.seq += 1
            self.ring.append(LogLine(self.seq, int(record.created * 1e9), level, source, words))

    def lines(self, after_seq: int = 0) -> tuple[LogLine, ...]:
        """Those after a line, oldest first."""
        if after_seq >= self.seq:
            return ()
        with self.whole:
            held = tuple(self.ring)
        return held[max(len(held) - (self.seq - after_seq), 0) :]


def words_of(record: logging.LogRecord) -> str:
    """The message and what was raised, in one line, without secrets."""
    try:
        words = record.getMessage()
    except (TypeError, ValueError) as error:
        words = f"{record.msg} (its arguments do not fit: {error})"
    raised = record.exc_info[1] if record.exc_info else None
    if raised is not None:
        words = f"{words}: {type(raised).__name__}: {raised}"
    words = " ".join(redacted(words).split())
    return words if len(words) <= LONGEST else f"{words[:LONGEST]}… ({len(words):,} characters)"


@contextmanager
def logging_to(folder: Path, settings: SettingsFile) -> Iterator[LogRing]:
    """Sends every log line to ring, file and (warnings) standard error while it lasts."""
    root = logging.getLogger()
    level_before = root.level
    ring = LogRing()
    console = logging.StreamHandler(sys.stderr)
    console.setLevel(logging.WARNING)
    console.setFormatter(OneLine())
    console.addFilter(lambda record: record.name not in QUIET_ON_STDERR)
    file = file_handler(folder, settings, ring)
    sink = Sink([ring, console, file] if file is not None else [ring, console])
    with ExitStack() as ends:
        root.addHandler(sink)
        ends.callback(sink.close)
        ends.callback(root.removeHandler, sink)
        root.setLevel(settings.text("log.level").upper())
        ends.callback(root.setLevel, level_before)
        logging.captureWarnings(True)
        ends.callback(logging.captureWarnings, False)
        ends.enter_context(thread_faults_logged())
        if ring.path is not None:
            ends.enter_context(crashes_written(folder))
        yield ring


def file_handler(folder: Path, settings: SettingsFile, ring: LogRing) -> logging.Handler | None:
    """The file; where it cannot be opened the run goes on without, and the ring says so."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / FILE,
            maxBytes=round(settings.number("log.file_size") * 1e6),
            backupCount=round(settings.number("log.files")),
            encoding="utf-8",
        )
    except OSError as error:
        words = f"{folder / FILE} cannot be written: {error.strerror or error}; this run's log is in memory only"
        ring.handle(logging.LogRecord(__name__, logging.WARNING, "", 0, words, None, None))
        return None
    handler.setFormatter(FileLines())
    ring.path = folder / FILE
    return handler


@contextmanager
def thread_faults_logged() -> Iterator[None]:
    """What ends a thread is in the log, not only on a console that nobody sees."""
    before = threading.excepthook

    def log_fault(fault: threading.ExceptHookArgs) -> None:
        if fault.exc_value is not None:
            name = fault.thread.name if fault.thread else "a thread"
            words = "%s ended by an error; what it served stands still"
            logging.getLogger("threads").error(words, name, exc_info=fault.exc_value)

    threading.excepthook = log_fault
    try:
        yield
    finally:
        threading.excepthook = before


@contextmanager
def crashes_written(folder: Path) -> Iterator[None]:
    """A crash inside native code leaves every thread's place in ``crash.log``; a run in order leaves no such file."""
    path = folder / "crash.log"
    with path.open("a", encoding="utf-8") as place:
        faulthandler.enable(place)
        try:
            yield
        finally:
            faulthandler.disable()
    with suppress(OSError):
        if not path.stat().st_size:
            path.unlink()


def qt_to_log(kind: object, _context: object, message: str) -> None:
    """Qt's own chatter goes to the log, by its severity."""
    names = {"QtDebugMsg": logging.DEBUG, "QtWarningMsg": logging.WARNING, "QtCriticalMsg": logging.ERROR}
    logging.getLogger("qt").log(names.get(getattr(kind, "name", ""), logging.INFO), "%s", message)
