"""Which Parquet parts the library consists of: one small file, read without a lock and replaced whole under one.

Parts never change once they are written. An import writes new ones and then names them in the manifest; until that
moment nobody sees them, and what it replaces stays on disk for a while for those who are still reading it.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from terminal.domain.errors import FatalError, UserError

VERSION = 1
NAME = "manifest.json"
LOCK = "manifest.lock"
KINDS = ("bars", "trades", "quotes")
RECORDED = "recorded"
"""Folder of the ticks of recorded sessions."""
RETIRED_SECONDS = 900.0
"""How long a replaced part stays for readers that began before it was replaced."""
IMPORTED = "import"


@dataclass(frozen=True, slots=True, order=True)
class Series:
    """One run of rows: bars of a symbol and period, or ticks of a symbol and source, in order of time.

    A recorded session may hold thousands of symbols: its ticks are one series, of symbol ``""``, with a column for it.
    """

    kind: str
    symbol: str
    tag: str
    """The period of bars; for ticks ``import``, or the id of the session they were recorded in."""

    @property
    def folder(self) -> Path:
        """Where its parts lie, with names that DuckDB reads as columns."""
        if not self.symbol:
            return Path(RECORDED) / self.kind / f"source={quote(self.tag, safe='')}"
        label = "period" if self.kind == "bars" else "source"
        return Path(self.kind) / f"symbol={quote(self.symbol, safe='')}" / f"{label}={quote(self.tag, safe='')}"


@dataclass(frozen=True, slots=True)
class Part:
    """One immutable Parquet file."""

    file: str
    """Relative to the library."""
    rows: int
    from_ns: int
    to_ns: int
    """Time of the last row."""
    bytes: int


@dataclass(slots=True)
class Manifest:
    """All parts by series, what is known of instruments, and what was imported."""

    parts: dict[Series, list[Part]] = field(default_factory=dict)
    instruments: dict[str, dict[str, str]] = field(default_factory=dict)
    sources: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Finished imports by content and settings, the newest last."""
    sessions: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Recorded sessions whose ticks have been taken out, with the count of trades and quotes of each symbol."""
    retired: dict[str, float] = field(default_factory=dict)
    """Replaced files and when they were replaced, in seconds of the epoch."""

    def series(self, kind: str, symbol: str | None = None) -> list[Series]:
        """The imported series of a kind, in order."""
        return sorted(one for one in self.parts if one.kind == kind and one.symbol and symbol in (None, one.symbol))

    def recorded(self, kind: str) -> list[Series]:
        """The series of a kind that were taken out of recorded sessions."""
        return sorted(one for one in self.parts if one.kind == kind and not one.symbol)

    def within(self, series: Series, from_ns: int | None, to_ns: int | None) -> list[Part]:
        """Parts of a series that may hold rows with from ≤ t < to, in order of time."""
        return [
            part
            for part in self.parts.get(series, ())
            if (to_ns is None or part.from_ns < to_ns) and (from_ns is None or part.to_ns >= from_ns)
        ]

    def replace(self, series: Series, old: list[Part], new: list[Part]) -> None:
        """Puts new parts of a series in the place of old ones, which are kept for a while."""
        gone = {part.file for part in old}
        kept = [part for part in self.parts.get(series, ()) if part.file not in gone]
        now = time.time()
        self.retired.update(dict.fromkeys(gone, now))
        self.parts[series] = sorted([*kept, *new], key=lambda part: (part.from_ns, part.to_ns))
        if not self.parts[series]:
            del self.parts[series]

    def drop_session(self, session_id: str) -> None:
        """Forgets the ticks of a recorded session."""
        self.sessions.pop(session_id, None)
        for series in [one for one in self.parts if not one.symbol and one.tag == session_id]:
            self.replace(series, list(self.parts[series]), [])


def load(root: Path) -> Manifest:
    """The library as it is now; an absent one is empty.

    Raises:
        FatalError: the manifest is damaged; the message says how to build it again.
    """
    path = root / NAME
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
        if read["version"] != VERSION:
            raise UserError(
                f"{path}: is of version {read['version']}, this terminal reads {VERSION}; update the terminal"
            )
        parts = {Series(**entry["series"]): [Part(*values) for values in entry["parts"]] for entry in read["parts"]}
        return Manifest(parts, read["instruments"], read["sources"], read["sessions"], read["retired"])
    except FileNotFoundError:
        return Manifest()
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FatalError(
            f"{path}: damaged ({type(error).__name__}); the Parquet files beside it are whole: "
            "move the manifest away and import again, or restore it from a backup"
        ) from error


def save(root: Path, manifest: Manifest) -> None:
    """Replaces the manifest whole; call it only under :func:`locked`."""
    content = {
        "version": VERSION,
        "parts": [
            {"series": asdict(series), "parts": [list(asdict(part).values()) for part in parts]}
            for series, parts in sorted(manifest.parts.items())
        ],
        "instruments": manifest.instruments,
        "sources": manifest.sources,
        "sessions": manifest.sessions,
        "retired": manifest.retired,
    }
    write_whole(root / NAME, json.dumps(content).encode())


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file so that it is there whole or not at all, even when the power fails."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    settle_folder(path.parent)


def settle_folder(folder: Path) -> None:
    """Makes the names in a folder as durable as the files."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Holds a lock that other processes wait for; the system releases it even when this one is killed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def changing(root: Path) -> Iterator[Manifest]:
    """The manifest for one change: saved when the block ends well, forgotten with its new files when it does not."""
    with locked(root / LOCK):
        manifest = load(root)
        sweep(root, manifest)
        yield manifest
        save(root, manifest)


def sweep(root: Path, manifest: Manifest) -> None:
    """Deletes files that nobody reads any more: replaced long ago, or left by an import that was killed."""
    now = time.time()
    for file, since in list(manifest.retired.items()):
        if not 0 <= now - since < RETIRED_SECONDS:
            (root / file).unlink(missing_ok=True)
            del manifest.retired[file]
    known = {part.file for parts in manifest.parts.values() for part in parts} | manifest.retired.keys()
    imported = [path for kind in KINDS for path in (root / kind).glob("symbol=*/*=*/*")]
    for path in [*imported, *(root / RECORDED).glob("*/source=*/*")]:
        if path.relative_to(root).as_posix() not in known:
            path.unlink(missing_ok=True)
