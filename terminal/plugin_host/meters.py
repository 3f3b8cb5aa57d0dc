"""What a plugin uses: the times of its calls, a sliding look at its budget, its share of memory, its rates."""

from __future__ import annotations

import os
import time
from functools import cache
from pathlib import Path

RECENT_CALLS = 1_000
FREE_CALLS = 3
"""Slow calls that never count: the first ones import and compile."""
ONE_IN = 100
BLOCKED_CALLS = 100
PAGE = os.sysconf("SC_PAGE_SIZE")
MEGABYTE = 1 << 20
WAITED = 20
"""A call that used less than this part of its time waited for others, who may have grown meanwhile."""


class CallTimes:
    """How long calls took, in buckets 6 % wide."""

    FINE = 16
    SHIFT_BITS = 5
    BUCKETS = 16 * 60

    def __init__(self) -> None:
        self.counts = [0] * self.BUCKETS
        self.total = 0
        self.max_ns = 0

    def add(self, ns: int) -> None:
        """Counts one time."""
        shift = max(ns.bit_length() - self.SHIFT_BITS, 0)
        self.counts[shift * self.FINE + (ns >> shift)] += 1
        self.total += 1
        if ns > self.max_ns:
            self.max_ns = ns

    def percentile_us(self, fraction: float) -> float:
        """The upper edge of the bucket that holds this share of the times, in µs; ``nan`` without any."""
        if self.total == 0:
            return float("nan")
        wanted, seen = fraction * self.total, 0
        for bucket, count in enumerate(self.counts):
            seen += count
            if seen >= wanted:
                return min(upper_edge_ns(bucket), self.max_ns) / 1e3
        return self.max_ns / 1e3


def upper_edge_ns(bucket: int) -> int:
    """The longest time that falls into a bucket of :class:`CallTimes`."""
    if bucket < 2 * CallTimes.FINE:
        return bucket
    shift = bucket // CallTimes.FINE - 1
    return ((bucket - shift * CallTimes.FINE + 1) << shift) - 1


class Overruns:
    """How many of the newest calls were over a limit."""

    def __init__(self, window: int) -> None:
        self.flags = bytearray(window)
        self.at = 0
        self.seen = 0
        self.over = 0

    def add(self, over: bool) -> None:
        """Counts one call."""
        at = self.at
        self.over += over - self.flags[at]
        self.flags[at] = over
        self.at = (at + 1) % len(self.flags)
        self.seen = min(self.seen + 1, len(self.flags))


class CallBudget:
    """Whether the calls keep to ``callback_ms``: 99 of the newest 100 do, three slow ones are always forgiven.

    Processor time counts, so that a busy machine is nobody's fault. A plugin that waits in its calls uses none: it is
    over as well once half of its newest calls take longer than the budget by the clock on the wall.
    """

    def __init__(self, limit_ms: float) -> None:
        self.limit_ns = int(limit_ms * 1e6)
        self.busy = Overruns(RECENT_CALLS)
        self.waiting = Overruns(BLOCKED_CALLS)

    def add(self, wall_ns: int, cpu_ns: int) -> bool:
        """Counts one call; true once the budget is broken."""
        limit = self.limit_ns
        self.busy.add(cpu_ns > limit)
        self.waiting.add(wall_ns > limit)
        if wall_ns <= limit:
            return False
        return self.busy.over > max(FREE_CALLS, self.busy.seen // ONE_IN) or self.waiting.over > BLOCKED_CALLS // 2


class FrameBudget:
    """Whether a panel leaves the window room: most of its newest sixty frames use the processor for less than 50 ms."""

    FRAMES = 60
    LIMIT_NS = 50_000_000

    def __init__(self) -> None:
        self.slow = Overruns(self.FRAMES)

    def add(self, cpu_ns: int) -> bool:
        """Counts one frame; true once the budget is broken."""
        self.slow.add(cpu_ns > self.LIMIT_NS)
        return self.slow.over > self.FRAMES // 2


class TokenBucket:
    """So many a second, with two seconds' worth at once; by the time of the events, so that a replay decides alike."""

    def __init__(self, per_second: float) -> None:
        self.per_second = per_second
        self.most = max(2 * per_second, 1.0)
        self.tokens = self.most
        self.ts_ns: int | None = None

    def take(self, ts_ns: int) -> bool:
        """Whether one more fits."""
        if self.ts_ns is not None and ts_ns > self.ts_ns:
            self.tokens = min(self.tokens + (ts_ns - self.ts_ns) / 1e9 * self.per_second, self.most)
        self.ts_ns = ts_ns
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


class Flood:
    """Tells a burst from a lasting flood: drops in ten seconds of the feed's time, or twenty seconds' worth at once."""

    SECONDS = 10
    WORTH = 20

    def __init__(self, per_second: float) -> None:
        self.bucket = TokenBucket(per_second)
        self.dropped = 0
        self.seconds: set[int] = set()
        self.most = max(self.WORTH * per_second, 100.0)
        self.since = 0

    def take(self, ts_ns: int) -> bool:
        """Whether one more is let through; what is not is counted."""
        if self.bucket.take(ts_ns):
            return True
        second = ts_ns // 1_000_000_000
        if self.seconds and second - max(self.seconds) > 1:  # it had stopped in between
            self.seconds.clear()
            self.since = 0
        self.seconds.add(second)
        self.dropped += 1
        self.since += 1
        return False

    @property
    def lasting(self) -> bool:
        """Whether it is no burst any more."""
        return len(self.seconds) >= self.SECONDS or self.since > self.most


class MemoryMeter:
    """Growth of the process during a plugin's own calls: an estimate, since other threads grow meanwhile.

    Only calls longer than half a millisecond are looked at: no other can fill much memory.
    """

    LOOK_NS = 500_000

    def __init__(self) -> None:
        self.grown = 0
        self.begin()

    def begin(self) -> None:
        """Calls follow."""
        self.before = resident_bytes()
        self.looked_ns = time.monotonic_ns()

    def before_call(self) -> None:
        """What others took since the last look is not put down to the call that follows."""
        if time.monotonic_ns() - self.looked_ns > self.LOOK_NS:
            self.begin()

    def add(self, wall_ns: int, cpu_ns: int) -> None:
        """One call is over. In one that mostly waited, others grew."""
        if wall_ns > self.LOOK_NS:
            now = resident_bytes()
            if cpu_ns * WAITED > wall_ns:
                self.grown = max(self.grown + min(now - self.before, cpu_ns * BYTES_A_NS), 0)
            self.before = now

    @property
    def grown_mb(self) -> float:
        """Growth so far in MB."""
        return self.grown / MEGABYTE


BYTES_A_NS = 8
"""New memory cannot be filled faster than this by one thread: what grew beyond it in a call, others took."""


@cache
def memory_file() -> int | None:
    """The process's own figures, open for as long as it lives; ``None`` where the system has no such file."""
    path = Path("/proc/self/statm")
    return os.open(path, os.O_RDONLY) if path.exists() else None


def resident_bytes() -> int:
    """Bytes that the process holds now; 0 where the system does not tell cheaply."""
    file = memory_file()
    return 0 if file is None else int(os.pread(file, 64, 0).split()[1]) * PAGE
