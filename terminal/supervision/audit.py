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
    told = audit.verify(folder, anchors, key)
    bad = told.pop("first_bad")
    return AuditVerdict(first_bad=None if bad is None else FirstBad(**bad), **told)
