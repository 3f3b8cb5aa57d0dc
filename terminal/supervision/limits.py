"""Limits: what holds, and the way of a change. A draft is signed by who asks, tried on recorded days, and approved by
another person; then it holds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from terminal.bridge.limits import (
    LimitLine,
    Limits,
    Rehearsed,
    approve_limits,
    check_limits_request,
    live_limits,
    newest_version,
    read_limits,
    rehearse,
)
from terminal.bridge.supervision import DecisionLog, Signed, approval_statement, limits_statement
from terminal.domain.errors import UserError
from terminal.stores.manifest import write_whole
from terminal.supervision.keys import SigningKey
from terminal.supervision.people import FILE as PEOPLE

DRAFTS = "drafts"
DECISIONS = "supervision"
"""The log of decisions, in which there are no orders."""
LIFE_NS = 24 * 3_600 * 1_000_000_000
"""How long a draft waits for the second person."""


@dataclass(frozen=True, slots=True)
class Change:
    """One limit to be set, or with no value to be taken away."""

    scope: str
    kind: str
    value: str | None


@dataclass(frozen=True, slots=True)
class Draft:
    """Limits that somebody asks for."""

    text: str
    limits: Limits
    replaces: int
    reason: str
    requested_by: str
    ts_ns: int
    expires_ns: int
    statement: str
    signature: str
    rehearsed: tuple[dict[str, Any], ...] | None
    """What it would have refused on recorded days; None before it was tried on any."""

    @property
    def signed(self) -> Signed:
        """As the core takes it."""
        return Signed(self.requested_by, bytes.fromhex(self.statement), self.signature)


class LimitsFolder:
    """The limits of a home."""

    def __init__(self, supervision: Path) -> None:
        self.supervision = supervision
        self.people = supervision / PEOPLE
        self.drafts = supervision / "limits" / DRAFTS

    def live(self) -> Limits:
        """What holds.

        Raises:
            UserError: it cannot be used, so nothing is traded.
        """
        return live_limits(self.supervision, self.people)

    def history(self) -> list[Limits]:
        """Every approved version, oldest first.

        Raises:
            UserError: one of them is damaged.
        """
        newest = newest_version(self.supervision)
        return [live_limits(self.supervision, self.people, version) for version in range(1, newest + 1)]

    def changed(self, changes: Sequence[Change], reason: str) -> str:
        """The text of the next version: what holds, with the changes.

        Raises:
            UserError: a change names what is not there.
        """
        live = self.live()
        lines = {(line.scope, line.kind): line for line in live.lines}
        for change in changes:
            place = (change.scope, change.kind)
            if change.value is not None:
                lines[place] = LimitLine(change.scope, change.kind, change.value, reason)
            elif lines.pop(place, None) is None:
                raise UserError(f"{change.scope} has no limit {change.kind}; `plimsoll limits show` lists what holds")
        return text_of(live, lines.values(), live.version + 1, reason)

    def draft(self, text: str, reason: str, key: SigningKey, now_ns: int) -> Draft:
        """Keeps limits as the draft of the next version, in the place of any other.

        Raises:
            UserError: the text cannot be used, or the core refuses the request.
        """
        replaces = newest_version(self.supervision)
        path = self.path(replaces + 1)
        limits = read_limits(path, text)
        if limits.version != replaces + 1:
            raise UserError(
                f"the draft is of version {limits.version}, the next is {replaces + 1}; write version = {replaces + 1}"
            )
        expires_ns = now_ns + LIFE_NS
        statement = limits_statement(limits.version, replaces, limits.digest, reason, key.name, now_ns, expires_ns)
        signature = key.sign(statement)
        check_limits_request(self.people, now_ns, Signed(key.name, statement, signature))
        draft = Draft(text, limits, replaces, reason, key.name, now_ns, expires_ns, statement.hex(), signature, None)
        self.keep(draft)
        return draft

    def waiting(self) -> Draft | None:
        """The draft of the next version.

        Raises:
            UserError: it is damaged.
        """
        path = self.path(newest_version(self.supervision) + 1)
        if not path.exists():
            return None
        try:
            text = path.read_text(encoding="utf-8")
            row = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
            draft = Draft(text=text, limits=read_limits(path, text), **row)
        except (OSError, ValueError, TypeError) as error:
            raise UserError(f"{path}: the draft is damaged ({error}); draft anew") from error
        tried = draft.rehearsed
        return replace(draft, rehearsed=None if tried is None else tuple(tried))

    def needed(self) -> Draft:
        """The draft of the next version, which must be there.

        Raises:
            UserError: there is none.
        """
        draft = self.waiting()
        if draft is None:
            raise UserError("there is no draft; `plimsoll limits draft` makes one")
        return draft

    def simulate(self, draft: Draft, logs: Iterable[Path]) -> list[Rehearsed]:
        """Tries a draft on recorded days, and keeps with it what came of that.

        Raises:
            UserError: a log cannot be read.
        """
        days = [rehearse(draft.limits.path, draft.text, log) for log in logs]
        kept = tuple(
            {"log": str(day.log), "orders": day.orders, "refused": day.refused, "digest": draft.limits.digest}
            for day in days
        )
        self.keep(replace(draft, rehearsed=kept))
        return days

    def approve(self, draft: Draft, key: SigningKey, now_ns: int, log: DecisionLog) -> Limits:
        """Lets a draft hold.

        Raises:
            UserError: it was not tried, or changed since; the person may not; what held before still does.
        """
        tried = draft.rehearsed
        if tried is None or any(day["digest"] != draft.limits.digest for day in tried):
            raise UserError("the draft was not tried on recorded days yet; `plimsoll limits simulate` does that")
        statement = approval_statement(draft.signed, key.name, now_ns)
        approval = Signed(key.name, statement, key.sign(statement))
        limits = approve_limits(self.supervision, self.people, now_ns, draft.text, draft.signed, approval, log)
        for path in (draft.limits.path, draft.limits.path.with_suffix(".json")):
            path.unlink(missing_ok=True)
        return limits

    def path(self, version: int) -> Path:
        """Where the draft of a version lies."""
        return self.drafts / f"{version:04}.toml"

    def keep(self, draft: Draft) -> None:
        """Writes a draft.

        Raises:
            UserError: the disk refuses.
        """
        row = {name: value for name, value in asdict(draft).items() if name not in ("text", "limits")}
        path = draft.limits.path
        try:
            self.drafts.mkdir(parents=True, exist_ok=True)
            write_whole(path, draft.text.encode())
            write_whole(path.with_suffix(".json"), json.dumps(row, indent=1).encode())
        except OSError as error:
            raise UserError(f"{path}: {error.strerror or error}; the draft was not kept") from error


def text_of(live: Limits, lines: Iterable[LimitLine], version: int, reason: str) -> str:
    """Limits as a file."""
    rows = [f"version = {version}", f"reason = {json.dumps(reason, ensure_ascii=False)}"]
    scope = None
    for line in sorted(lines, key=lambda line: (scope_order(line.scope), line.scope)):
        if line.scope != scope:
            scope = line.scope
            rows += ["", f"[limits.{json.dumps(scope, ensure_ascii=False)}]"]
        why = json.dumps(line.reason, ensure_ascii=False)
        rows.append(f"{line.kind} = {{ value = {json.dumps(line.value)}, reason = {why} }}")
    for row in live.restricted:
        fields = asdict(row)
        rows += ["", "[[restricted]]", *(f"{key} = {json.dumps(fields[key], ensure_ascii=False)}" for key in fields)]
    return "\n".join(rows) + "\n"


def scope_order(scope: str) -> int:
    """The place in the tree, the widest first."""
    kinds = ("firm", "desk", "account", "trader", "strategy", "instrument", "session")
    kind = scope.partition(":")[0]
    return kinds.index(kind) if kind in kinds else len(kinds)


def recorded_logs(audit: Path, most: int) -> list[Path]:
    """The newest audit logs below a folder, newest first."""
    folders = {path.parent for path in audit.rglob("*.audit") if path.parent.name != DECISIONS}
    return sorted(folders, key=lambda folder: folder.stat().st_mtime, reverse=True)[:most]
