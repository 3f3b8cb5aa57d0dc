"""Composes the data library of a home: Parquet parts and recorded sessions below its data folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from terminal.app.preferences.book import SettingsFile
from terminal.domain.errors import UserError
from terminal.sdk.data import CatalogueInstrument, CatalogueSession, Table

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from terminal.app.folders import Folders
    from terminal.bridge.recordings import RecordedSession
    from terminal.stores.library import Library


def library_folder(folders: Folders) -> Path:
    """Where imported data are."""
    return folders.data / "library"


def recordings_folder(folders: Folders) -> Path:
    """Where recorded sessions are, one folder each."""
    return folders.data / "recordings"


def open_library(folders: Folders) -> LateLibrary:
    """The library of these folders. Opening reads nothing yet; any number of processes may have it open."""
    return LateLibrary(folders)


class LateLibrary:
    """A :class:`~terminal.sdk.data.DataLibrary` whose engines are imported with the first call, not with the window."""

    def __init__(self, folders: Folders) -> None:
        self.folders = folders
        self.opened: Library | None = None

    def library(self) -> Library:
        """The library itself. Two threads may both open it: either serves."""
        if self.opened is None:
            from terminal.sdk import features
            from terminal.stores.console import Limits
            from terminal.stores.library import Library

            settings = SettingsFile(self.folders.settings)
            limits = Limits(
                seconds=settings.number("data.query_time"),
                memory_mb=round(settings.number("data.query_memory")),
                threads=round(settings.number("data.query_threads")),
            )

            self.opened = Library(
                library_folder(self.folders),
                lambda length_ns, trades: features.bars("time", length_ns, trades),
                RecordedSessions(recordings_folder(self.folders)),
                limits,
            )
        return self.opened

    def instruments(self) -> tuple[CatalogueInstrument, ...]:
        """Everything there are data of, by symbol."""
        return self.library().instruments()

    def sessions(self) -> tuple[CatalogueSession, ...]:
        """Recorded sessions, newest first."""
        return self.library().sessions()

    def bars(self, symbol: str, period: str, from_ns: int | None = None, to_ns: int | None = None) -> Table:
        """Bars, made of finer ones or of ticks where none were imported."""
        return self.library().bars(symbol, period, from_ns, to_ns)

    def trades(self, symbol: str, from_ns: int | None = None, to_ns: int | None = None) -> Table:
        """Trades of imports and recorded sessions."""
        return self.library().trades(symbol, from_ns, to_ns)

    def quotes(self, symbol: str, from_ns: int | None = None, to_ns: int | None = None) -> Table:
        """Best prices of imports and recorded sessions."""
        return self.library().quotes(symbol, from_ns, to_ns)

    def books(self, session_id: str, symbol: str, ts_ns: int, levels: int = 10) -> Table:
        """The book of a recorded session as it stood."""
        return self.library().books(session_id, symbol, ts_ns, levels)

    def query(self, sql: str, parameters: Sequence[object] = ()) -> Table:
        """Read-only SQL over the views."""
        return self.library().query(sql, parameters)

    def cancel(self) -> None:
        """Ends every query that is running now, from any thread."""
        if self.opened is not None:
            self.opened.cancel()


class RecordedSessions:
    """Implements the stores' Recordings over the core."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def scan(self) -> Sequence[RecordedSession]:
        """As the core found them, newest first."""
        from terminal.bridge import recordings

        return recordings.scan(self.folder) if self.folder.is_dir() else ()

    def sessions(self) -> Sequence[CatalogueSession]:
        """Recorded sessions, newest first."""
        return [catalogued(session) for session in self.scan()]

    def ticks(
        self, session_id: str, kind: str, from_ns: int | None = None, to_ns: int | None = None
    ) -> Mapping[str, Mapping[str, NDArray[np.int64]]]:
        """Raw columns of trades or quotes, by symbol."""
        from terminal.bridge import recordings

        path = self.path(session_id)
        return recordings.extract(path, "trades" if kind == "trades" else "quotes", lambda _a, _b: None, from_ns, to_ns)

    def book(
        self, session_id: str, symbol: str, ts_ns: int, levels: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Bids and asks as they stood, best first."""
        from terminal.bridge import recordings

        return recordings.book_at(self.path(session_id), symbol, ts_ns, levels)

    def path(self, session_id: str) -> Path:
        """The session's folder, by its id or the unique beginning of one.

        Raises:
            UserError: there is none; the message names the nearest.
        """
        return session_named(self.scan(), session_id).path


def session_named(sessions: Sequence[RecordedSession], name: str) -> RecordedSession:
    """The session of an id, or the only one whose id begins with ``name``.

    Raises:
        UserError: there is none, or more than one; the message names the nearest.
    """
    import difflib

    exact = [session for session in sessions if session.id == name]
    found = exact or [session for session in sessions if name and session.id.startswith(name)]
    if len(found) == 1:
        return found[0]
    if found:
        several = ", ".join(session.id for session in found[:5])
        raise UserError(f"catalogue:{name} is the beginning of {len(found)} sessions: {several}; write more of it")
    ids = [session.id for session in sessions]
    near = difflib.get_close_matches(name, ids, n=1, cutoff=0.3) or ids[:1]
    hint = f"the nearest is catalogue:{near[0]}" if near else "nothing is recorded yet"
    raise UserError(f"catalogue:{name}: no such session; {hint}; plimsoll catalogue lists them")


def catalogued(session: RecordedSession) -> CatalogueSession:
    """A session as the data library tells of it."""
    return CatalogueSession(
        id=session.id,
        label=session.label,
        source=session.source,
        messages=session.messages,
        from_ns=session.from_ns,
        to_ns=session.to_ns,
        gaps=session.gaps,
        complete=session.complete,
        running=session.running,
        instruments=tuple(session.instruments),
        bytes=session.bytes,
    )
