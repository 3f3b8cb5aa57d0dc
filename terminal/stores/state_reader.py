"""The :class:`~terminal.sdk.state.StateReader` over any source of rows: judges their age, drops what cannot be."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from terminal.domain.errors import TransientError
from terminal.sdk.state import (
    Balance,
    Dropped,
    GatewayHealth,
    Halt,
    LimitHeadroom,
    Position,
    ProfitAndLoss,
    SessionState,
    Stale,
    StateSnapshot,
)
from terminal.stores.state_rows import AHEAD_NS, Bounds, ImplausibleError, Meta, Reading, Row, Value, meta_of

log = logging.getLogger(__name__)
Kind = TypeVar("Kind")

SILENT_NS = 3_000_000_000
"""The mirror gives a sign of life every second."""
MOST_DROPPED = 1_000
"""Dropped values that one snapshot names; all are counted."""
MOST_SAID = 10_000
"""Dropped values that are remembered as said in the log."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What a source gave: texts by key without prefix, or why a key's value could not be taken."""

    meta: Row | None
    values: Mapping[str, Row]
    refused: tuple[Dropped, ...] = ()


class StateSource(Protocol):
    """Where rows come from."""

    def fetch(self) -> Rows:
        """All rows as they are now.

        Raises:
            TransientError: it does not answer.
        """

    def close(self) -> None:
        """Lets go of it."""


@dataclass(slots=True)
class CallSource:
    """Rows of this very process: ``rows`` gives key and fields, ``meta`` among them."""

    rows: Callable[[], Iterable[tuple[str, Iterable[tuple[str, str]]]]]

    def fetch(self) -> Rows:
        """As :class:`StateSource` says."""
        values: dict[str, Row] = {key: dict(fields) for key, fields in self.rows()}
        return Rows(values.pop("meta", None), values)

    def close(self) -> None:
        """There is nothing to let go of."""


class RowsReader:
    """Reads a source; keeps the last good snapshot for the time that it does not answer."""

    def __init__(
        self,
        source: StateSource,
        *,
        bounds: Bounds | None = None,
        alert: Callable[[Dropped], object] | None = None,
        wall_ns: Callable[[], int] = time.time_ns,
        mono_ns: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        self.source = source
        self.bounds = bounds or Bounds()
        self.alert = alert
        self.wall_ns, self.mono_ns = wall_ns, mono_ns
        self.last = StateSnapshot(stale=Stale.ABSENT)
        self.fresh_ns: int | None = None
        """When the last snapshot was read that was not stale."""
        self.sign: tuple[int, int] | None = None
        """The mirror's sign of life last seen to change, and when by the own monotonic clock."""
        self.dropped_total = 0
        self.said: set[Dropped] = set()

    def snapshot(self) -> StateSnapshot:
        """As :class:`~terminal.sdk.state.StateReader` says."""
        try:
            rows = self.source.fetch()
        except TransientError as error:
            return self.marked(self.last, Stale.UNREACHABLE, str(error))
        if rows.meta is None:
            self.count(list(rows.refused))
            return self.marked(StateSnapshot(), Stale.ABSENT, "nothing was written there")
        try:
            meta = meta_of(rows.meta)
        except ImplausibleError as reason:
            self.count([Dropped("meta", str(reason))])
            return self.marked(self.last, Stale.UNREADABLE, f"meta: {reason}")
        reading = Reading(meta, self.bounds)
        for key, row in rows.values.items():
            reading.take(key, row)
        dropped = [*rows.refused, *reading.dropped]
        self.count(dropped)
        snapshot = arranged(reading.values, meta, tuple(dropped[:MOST_DROPPED]))
        return self.marked(snapshot, *self.judged(meta))

    def judged(self, meta: Meta) -> tuple[Stale | None, str]:
        """Whether what was read is the present."""
        if not meta.open:
            return Stale.CLOSED, "the gateway ended in order"
        if meta.ts_ns > self.wall_ns() + AHEAD_NS:
            return Stale.CLOCK, f"the gateway's clock is {(meta.ts_ns - self.wall_ns()) / 1e9:.0f} s ahead"
        if (still := self.still_ns(meta)) > SILENT_NS:
            return Stale.SILENT, f"no sign of life of the gateway for {still / 1e9:.0f} s"
        if meta.source_age_ns is None or meta.source_age_ns > SILENT_NS:
            return Stale.SOURCE_SILENT, "no sign of life of the gateway's order thread"
        if not meta.synced:
            return Stale.RESYNCING, "not everything is written yet"
        return None, ""

    def still_ns(self, meta: Meta) -> int:
        """How long the sign of life has not changed: by its time at first, then by the own monotonic clock."""
        now, sign = self.mono_ns(), meta.beat or meta.ts_ns
        if self.sign is None:
            self.sign = (sign, now - max(0, self.wall_ns() - meta.ts_ns))
        elif self.sign[0] != sign:
            self.sign = (sign, now)
        return now - self.sign[1]

    def marked(self, snapshot: StateSnapshot, stale: Stale | None, detail: str) -> StateSnapshot:
        """The snapshot with what is known about its age."""
        now = self.wall_ns()
        if stale is None:
            self.fresh_ns = now
        since = None if stale is None else self.fresh_ns
        self.last = replace(
            snapshot,
            read_ns=now,
            stale=stale,
            detail=detail,
            stale_since_ns=since,
            dropped_total=self.dropped_total,
        )
        return self.last

    def count(self, dropped: list[Dropped]) -> None:
        """Counts and tells; the same value for the same reason is told once."""
        self.dropped_total += len(dropped)
        for one in dropped:
            if one not in self.said and len(self.said) < MOST_SAID:
                self.said.add(one)
                log.warning("state flow: %s was dropped: %s; look who else writes there", one.key, one.reason)
                if self.alert is not None:
                    self.alert(one)

    def close(self) -> None:
        """As :class:`~terminal.sdk.state.StateReader` says."""
        self.source.close()


def arranged(values: list[Value], meta: Meta, dropped: tuple[Dropped, ...]) -> StateSnapshot:
    """Values by kind, each kind in order."""

    def of(kind: type[Kind]) -> list[Kind]:
        return [value for value in values if isinstance(value, kind)]

    return StateSnapshot(
        positions=tuple(sorted(of(Position), key=lambda p: (p.account, p.strategy, p.instrument))),
        balances=tuple(sorted(of(Balance), key=lambda b: (b.account, b.currency))),
        pnl=tuple(sorted(of(ProfitAndLoss), key=lambda p: p.scope)),
        limits=tuple(sorted(of(LimitHeadroom), key=lambda one: (one.scope, one.kind))),
        halts=tuple(sorted(of(Halt), key=lambda halt: halt.number)),
        sessions=tuple(sorted(of(SessionState), key=lambda session: session.number)),
        gateway=next(iter(of(GatewayHealth)), None),
        epoch=meta.epoch,
        seq=meta.seq,
        head=meta.head,
        ts_ns=meta.ts_ns,
        dropped=dropped,
        refused=meta.refused,
    )
