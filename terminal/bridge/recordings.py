"""Recorded sessions: found, read as columns, made from foreign recordings, and cleared away.

A recorded session is a folder ``<recordings>/<id>`` with ``session.json`` and segments ``000000.plseg``; see
``docs/reference/formats.md``. Its path replays like any other recording.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from terminal import _core
from terminal.bridge.jobs import Progress, core_errors, finished
from terminal.bridge.parquet import columns_of
from terminal.domain.market import UNSET

Columns = dict[str, NDArray[np.int64]]
"""Columns of equal length by name."""

SESSION_FILE = "session.json"
SEGMENT = ".plseg"
FIRST_SEGMENT = f"000000{SEGMENT}"
DOOMED = ".deleting"
STARTED = re.compile(r"\d{8}T\d{6}Z-")
"""How the id of a session begins that was recorded here; an imported one has the name of its format."""
UNFINISHED = (".partial", DOOMED)
"""Endings of folders that are not to be seen yet, or any more."""
LAST_NS = 2**63 - 1
NOTHING: dict[str, Any] = {
    "messages": 0,
    "events": 0,
    "from_ns": 0,
    "to_ns": 0,
    "gaps": 0,
    "bytes": 0,
    "source": "",
    "instruments": [],
    "ended": False,
}


@dataclass(frozen=True, slots=True)
class RecordedSession:
    """One recorded session, or one imported recording, as its folder tells without being decoded."""

    id: str
    path: Path
    label: str
    source: str
    """Format or generator that it was recorded from: ``itch50``, ``lobster``."""
    messages: int
    events: int
    from_ns: int
    to_ns: int
    """Venue time of the first and last event; 0 where there is none."""
    gaps: int
    complete: bool
    """Whether it was closed in order; one that was cut off still replays up to its last sound block."""
    running: bool
    """Whether a terminal is writing it now."""
    instruments: tuple[str, ...]
    bytes: int
    damage: str
    """Empty, or what is wrong and what is kept, in words."""


@dataclass(frozen=True, slots=True)
class Reject:
    """One damaged unit of a foreign recording that was passed over."""

    place: str
    """``line 102``, ``byte 4711`` or ``row 7``."""
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import gave."""

    session: RecordedSession
    existing: bool
    """The same content was imported before: nothing was written."""
    rejected: int
    rejects: tuple[Reject, ...]
    """The first of the rejected units, some thousand at most; none where the session existed."""
    seconds: float


def scan(folder: Path) -> list[RecordedSession]:
    """The sessions below a recordings folder, newest first; what is no session is passed over."""
    if not folder.is_dir():
        return []
    found = [read_session(path) for path in folder.iterdir() if is_session(path)]
    return sorted(found, key=lambda session: (session.to_ns, session.id), reverse=True)


def is_session(path: Path) -> bool:
    """Whether the folder is a recorded session: complete, running or cut off, and no import under way."""
    return path.suffix not in UNFINISHED and ((path / SESSION_FILE).is_file() or (path / FIRST_SEGMENT).is_file())


def read_session(path: Path) -> RecordedSession:
    """One session's folder; what is damaged in it is told in words, never raised."""
    running = is_running(path)
    told = told_of(path)
    try:
        read = _core.survey(str(path), names="instruments" not in told)
    except _core.CoreError as error:
        read = NOTHING | {"damage": str(error)}
    damage = [] if running else [word for word in (told.get("damage", ""), read["damage"]) if word]
    return RecordedSession(
        id=path.name,
        path=path,
        label=told.get("label") or path.name,
        source=told.get("source") or read["source"],
        messages=read["messages"],
        events=read["events"],
        from_ns=read["from_ns"],
        to_ns=read["to_ns"],
        gaps=read["gaps"],
        complete=not running and told.get("closed_ns") is not None and read["ended"] and not damage,
        running=running,
        instruments=tuple(told.get("instruments", read["instruments"])),
        bytes=read["bytes"],
        damage="; ".join(damage),
    )


def told_of(path: Path) -> dict[str, Any]:
    """What ``session.json`` says, as far as it is of the right kind; ``damage`` where it says nothing."""
    try:
        told = json.loads((path / SESSION_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        return {"damage": f"{SESSION_FILE}: {error}"}
    kinds = {"label": str, "source": str, "closed_ns": int, "instruments": list}
    if not isinstance(told, dict):
        return {"damage": f"{SESSION_FILE}: holds no object"}
    return {name: told[name] for name, kind in kinds.items() if isinstance(told.get(name), kind)}


def words_about(path: Path) -> str:
    """What was left out of a session that was cut off, or what is damaged in it; empty for every other path."""
    if path.is_dir() and is_session(path):
        return read_session(path).damage
    if path.suffix != SEGMENT or not path.is_file():
        return ""
    with core_errors():
        return str(_core.survey(str(path), names=False)["damage"])


def is_running(path: Path) -> bool:
    """Whether a process holds the folder's lock: it ends with the process, however that ends."""
    try:
        held = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(held, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False  # a file system without locks
    finally:
        os.close(held)
    return False


def extract(
    path: Path,
    kind: Literal["trades", "quotes"],
    progress: Progress,
    from_ns: int | None = None,
    to_ns: int | None = None,
    *,
    format: str | None = None,
    skip_damaged: bool = False,
) -> dict[str, Columns]:
    """Trades or best prices of everything that the terminal can replay, by symbol, with from ≤ ts < to.

    Trades: ``ts_ns px qty side flags``; quotes: ``ts_ns bid_px bid_qty ask_px ask_qty`` whenever one of them changes.
    Prices and quantities are raw fixed point, ``UNSET`` where a side is empty; side is the aggressor: 1, 2, 0 unknown.

    Raises:
        UserError: the path cannot be opened or is damaged; the message names the file, the place and the next step.
    """
    with core_errors():
        job = _core.start_extract(
            str(path),
            kind,
            from_ns=UNSET if from_ns is None else from_ns,
            to_ns=LAST_NS if to_ns is None else to_ns,
            format=format,
            skip_damaged=skip_damaged,
            columns=columns_of(path, format),
        )
        return finished(job, progress)


def book_at(
    path: Path, symbol: str, ts_ns: int, levels: int, *, format: str | None = None, skip_damaged: bool = False
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Bids and asks as they stood at ``ts_ns``, best first: arrays (n, 3) of raw price, raw quantity, order count.

    Raises:
        UserError: the path cannot be opened, or has no such symbol; the message lists those there are.
    """
    with core_errors():
        columns = columns_of(path, format)
        return _core.book_at(
            str(path), symbol, ts_ns, levels, format=format, skip_damaged=skip_damaged, columns=columns
        )


def import_recording(
    source: Path, format: str | None, recordings_folder: Path, label: str, progress: Progress
) -> ImportReport:
    """Makes a recorded session from any recording that the terminal reads.

    Its id comes from the content and the format: a second import finds the first. It appears under its id only when it
    is whole; a cut-off import is begun again. Damaged units are passed over and reported.

    Raises:
        UserError: the source cannot be opened, or the session cannot be written.
    """
    with core_errors():
        columns = columns_of(source, format)
        job = _core.start_import(str(source), str(recordings_folder), label, format=format, columns=columns)
        report = finished(job, progress)
        # What was there already was read once: its damaged units are counted in it, not told again.
        rejected = _core.survey(report["folder"], names=False)["damaged"] if report["existing"] else report["rejected"]
    return ImportReport(
        session=read_session(Path(report["folder"])),
        existing=report["existing"],
        rejected=rejected,
        rejects=tuple(Reject(*reject) for reject in report["rejects"]),
        seconds=report["seconds"],
    )


def prune(folder: Path, keep_bytes: int) -> Sequence[RecordedSession]:
    """Deletes the oldest complete sessions until what is left takes ``keep_bytes`` at most.

    What is running, open in a replay, cut off or imported stays, and so does what cannot be deleted. Returns those
    deleted, oldest first.
    """
    sessions = scan(folder)
    excess = sum(session.bytes for session in sessions) - keep_bytes
    gone = []
    for session in sorted(sessions, key=lambda one: one.id):
        if excess <= 0:
            break
        if session.complete and STARTED.match(session.id) and delete(session.path):
            excess -= session.bytes
            gone.append(session)
    return gone


def delete(path: Path) -> bool:
    """Takes a session away, out of sight first: no half of it is ever seen. False where it is in use or stays."""
    doomed = path.with_name(f"{path.name}{DOOMED}")
    try:
        held = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.rename(doomed)
    except OSError:
        return False
    finally:
        os.close(held)
    shutil.rmtree(doomed, ignore_errors=True)
    return True


def new_session(folder: Path, source: str) -> Path:
    """The folder of a session that starts now, not made yet: ``20261127T234940Z-sim7-4f2a`` below ``folder``."""
    now = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    return folder / f"{now}-{source}-{secrets.token_hex(2)}"
