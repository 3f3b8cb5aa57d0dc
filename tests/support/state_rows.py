"""Rows of the state flow as the gateway writes them: the golden page that the core's own test holds too."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from tests.support.repository import ROOT

PAGE = ROOT / "tests/golden/state_rows.txt"
NOW_NS = 1_793_629_800_000_000_000
EPOCH = NOW_NS - 60

Rows = dict[str, dict[str, str]]


def golden_rows() -> Rows:
    """One row of every kind, by key."""
    rows: Rows = {}
    key = ""
    for line in PAGE.read_text("utf-8").splitlines():
        if not line.startswith(" "):
            key = line
            rows[key] = {}
        else:
            name, _, text = line.strip(" ").partition(" =")
            rows[key][name] = text.removeprefix(" ")
    return rows


def meta_row(**changed: object) -> dict[str, str]:
    """The row ``meta`` of a mirror that is up to date."""
    whole = {"schema": 1, "epoch": EPOCH, "seq": 10, "head": 10, "beat": 7, "ts_ns": NOW_NS, "ts_source_ns": NOW_NS}
    rest = {"source_age_ns": 1_000, "synced": 1, "open": 1, "refused": 0, "halts_lost": 0}
    return {name: str(text) for name, text in (whole | rest | changed).items()}


def write_rows(client: Any, rows: Mapping[str, Mapping[str, str]], prefix: str = "plimsoll", **meta: object) -> None:
    """Writes rows as the gateway does, with a sign of life of this moment unless ``meta`` says another."""
    now = time.time_ns()
    client.hset(f"{prefix}:meta", mapping=meta_row(**({"ts_ns": now, "ts_source_ns": now} | meta)))
    for key, row in rows.items():
        client.hset(f"{prefix}:{key}", mapping=dict(row))
        client.sadd(f"{prefix}:keys", key)
