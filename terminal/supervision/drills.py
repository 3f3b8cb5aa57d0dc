"""Rehearsals of the kill switch, and the record of them: what an auditor asks for."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from terminal.bridge.drill import DrillPlan, DrillReport, rehearse_halt
from terminal.domain.errors import UserError

FOLDER = "drills"
HISTORY = "history.jsonl"
MOST_US = 1_000.0
"""No order may be let through later than this."""
MOST_CANCELLED_US = 250_000.0
"""The last of the cancels may not leave later than this."""


class Drills:
    """The rehearsals of a home. Each runs in a folder of its own and touches nothing else."""

    def __init__(self, supervision: Path) -> None:
        self.folder = supervision / FOLDER
        self.history = self.folder / HISTORY

    def rehearse(self, plan: DrillPlan, by: str, now_ns: int, *, keep: bool) -> dict[str, Any]:
        """Rehearses once and keeps the figures; the audit log of it only where asked for.

        Raises:
            UserError: it could not be carried through, or not be kept.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            home = Path(tempfile.mkdtemp(prefix="drill-", dir=self.folder))
        except OSError as error:
            raise UserError(f"{self.folder}: {error.strerror or error}; nothing was rehearsed") from error
        try:
            report = rehearse_halt(home, plan)
        finally:
            if not keep:
                shutil.rmtree(home, ignore_errors=True)
        row = {"ts_ns": now_ns, "by": by, "passed": has_passed(report)} | asdict(report) | {"plan": asdict(plan)}
        row["audit"] = str(report.audit) if keep else None
        self.keep(row)
        return row

    def keep(self, row: dict[str, Any]) -> None:
        """Adds a line to the record.

        Raises:
            UserError: the disk refuses.
        """
        try:
            with self.history.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row) + "\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise UserError(f"{self.history}: {error.strerror or error}; the rehearsal was not recorded") from error

    def past(self) -> list[dict[str, Any]]:
        """Every rehearsal, oldest first; a line that was cut off is left out.

        Raises:
            UserError: the record cannot be read.
        """
        try:
            lines = self.history.read_text(encoding="utf-8").splitlines() if self.history.exists() else []
        except (OSError, UnicodeDecodeError) as error:
            raise UserError(f"{self.history}: cannot be read ({error})") from error
        rows = []
        for line in lines:
            try:
                rows.append(json.loads(line))
            except ValueError:
                continue
        return rows


def has_passed(report: DrillReport) -> bool:
    """Whether everything was as fast as it must be, and nothing went out after the latch."""
    return (
        report.orders_after_latch == 0
        and report.last_order_us <= MOST_US
        and (report.last_on_wire_us or 0.0) <= MOST_US
        and report.all_cancelled_us <= MOST_CANCELLED_US
    )
