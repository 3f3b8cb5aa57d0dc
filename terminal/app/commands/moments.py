"""Moments as commands print them."""

from __future__ import annotations

from datetime import UTC, datetime

SECOND_NS = 1_000_000_000


def moment(ts_ns: int) -> str:
    """ISO 8601 in UTC with nanoseconds where there are any: ``2021-12-31T23:01:00Z``."""
    seconds, rest = divmod(ts_ns, SECOND_NS)
    whole = datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{whole}.{rest:09d}Z" if rest else f"{whole}Z"


def second(ts_ns: int) -> str:
    """ISO 8601 in UTC to the second, for people."""
    return moment(ts_ns - ts_ns % SECOND_NS)
