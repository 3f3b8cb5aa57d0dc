"""Reading the audit log: whether it is as it was written, and what is wrong first where it is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from terminal.bridge import audit


@dataclass(frozen=True, slots=True)
class FirstBad:
    """The first thing in a log that is not as it was written."""

    seq: int
    """The first record that cannot be believed."""
    file: str
    offset: int
    """Where in the file."""
    reason: str
    recoverable: bool
    """Whether a crash may have left it; opening the log then cuts it off and records that."""


@dataclass(frozen=True, slots=True)
class AuditVerdict:
    """What verification found."""

    records: int
    """Sound records up to the first bad one, the log's own included."""
    ok: bool
    first_bad: FirstBad | None
    closed: bool
    """Whether the log ends with the signed checkpoint of a clean close."""
    in_use: bool
    """Whether a process was writing it meanwhile."""
    checkpoints: int
    anchored_records: int
    """Records under a signed checkpoint that every anchor holds."""
    head: str
    root: str
    log_id: str
    first_key: str
    key: str
    bytes: int
    from_ns: int | None
    to_ns: int | None

    @property
    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)

    @property
    def words(self) -> str:
        """For people, in one sentence."""
        if self.first_bad is not None:
            bad = self.first_bad
            hint = "; a crash may have left it, opening the log cuts it off and says so" if bad.recoverable else ""
            return f"BAD at record {bad.seq}, {bad.file} byte {bad.offset}: {bad.reason}{hint}"
        state = "closed" if self.closed else "being written" if self.in_use else "not closed"
        open_end = self.records - self.anchored_records - self.closed
        tail = f"; the last {open_end:,} are held by the chain alone" if open_end > 0 else ""
        return f"sound, {state}: {self.records:,} records under {self.checkpoints:,} signed checkpoints{tail}"


def verify(folder: Path, anchors: Sequence[Path] = (), key: str | None = None) -> AuditVerdict:
    """Verifies the log in `folder`.

    Args:
        folder: of the log.
        anchors: copies of its checkpoints that are kept elsewhere.
        key: the public key that it must begin with, 64 hexadecimal digits.

    Raises:
        UserError: `key` is no public key.
    """
    return verdict_of(audit.verify(folder, anchors, key))


def verdict_of(told: dict[str, Any]) -> AuditVerdict:
    """From the core's words."""
    bad = told.pop("first_bad")
    return AuditVerdict(first_bad=None if bad is None else FirstBad(**bad), **told)


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """One record in words."""

    seq: int
    ts_utc_ns: int
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Search:
    """Which records to show; what is empty lets everything through."""

    from_seq: int = 0
    last: int = 0
    """The last so many that match; 0 for all."""
    kind: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """Which record of which log, and what the log does not know of the firm."""

    format: str
    """``rts24`` or ``rts6``."""
    as_json: bool = False
    output: Path | None = None
    """None for standard output."""
    lei: str | None = None
    trading_capacity: str | None = None


def export(
    folder: Path, request: ExportRequest, anchors: Sequence[Path] = (), key: str | None = None
) -> tuple[int, AuditVerdict]:
    """Writes the rows up to the first bad record; how many, and the verdict on the log.

    Raises:
        UserError: the log cannot be read, or the rows cannot be written.
    """
    given = request.format, request.as_json, request.output, request.lei, request.trading_capacity
    told = audit.export(folder, *given, anchors=anchors, key=key)
    rows = int(told.pop("rows"))
    return rows, verdict_of(told)


def search(folder: Path, wanted: Search, key: str | None = None) -> tuple[list[AuditRecord], AuditVerdict]:
    """The records that match, in order, and the verdict on the log: they are to be believed as far as it says.

    Raises:
        UserError: the log cannot be read.
    """
    found, told = audit.search(folder, wanted.from_seq, wanted.last, wanted.kind, wanted.text, key)
    return [AuditRecord(*record) for record in found], verdict_of(told)
