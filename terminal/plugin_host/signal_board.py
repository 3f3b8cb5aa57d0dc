"""Every signal of the session, what came of it, and how each stream has done.

The board is handed mids in order of venue time. The mid at a time is the first one handed in at or after it, for the
start of a horizon as for its end, so that a signal never gets credit for the move that made it. Nothing here looks at
a clock: the same events give the same scores, live and in a replay.
"""

from __future__ import annotations

import heapq
import math
import threading
from collections import defaultdict

import numpy as np

from terminal.domain.signals import Signal, SignalKey
from terminal.plugin_host.signal_score import RunningScore
from terminal.sdk.signals import SignalHistory, SignalStream

KEPT = 5_000
"""Signals kept of each stream. Of one that says more within its own horizon the oldest are not scored."""
STREAMS = 500
WAITING = 200_000
"""Moments of one instrument that wait for a mid."""
RATE_OVER = 200
"""Newest signals behind the rate."""
BPS = 1e4


class Stream:
    """One stream: rings of the newest signals, and the score of those whose horizon is over."""

    def __init__(self, key: SignalKey) -> None:
        self.key = key
        self.count = 0
        self.ts_ns = np.zeros(KEPT, dtype=np.int64)
        self.value = np.zeros(KEPT)
        self.confidence = np.zeros(KEPT)
        self.start_mid = np.full(KEPT, np.nan)
        self.realised = np.full(KEPT, np.nan)
        self.latest: Signal | None = None
        self.latest_ns = 0
        self.score = RunningScore()
        self.shown: SignalStream | None = None

    def add(self, ts_ns: int, signal: Signal) -> int:
        """Keeps a signal; returns its number."""
        number, at = self.count, self.count % KEPT
        self.count += 1
        self.ts_ns[at] = ts_ns
        self.value[at] = signal.value
        self.confidence[at] = signal.confidence
        self.start_mid[at] = self.realised[at] = np.nan
        self.latest, self.latest_ns = signal, ts_ns
        self.shown = None
        return number

    def holds(self, number: int) -> bool:
        """Whether a signal is still in the rings."""
        return number >= self.count - KEPT

    def begin(self, number: int, mid: float) -> None:
        """The mid at which a signal's horizon begins."""
        if self.holds(number):
            self.start_mid[number % KEPT] = mid

    def finish(self, number: int, horizon_ns: int, mid: float) -> None:
        """A signal's horizon is over."""
        at = number % KEPT
        if not self.holds(number):
            return
        realised = (mid / self.start_mid[at] - 1) * BPS if self.start_mid[at] > 0 else math.nan
        if math.isfinite(realised):
            self.realised[at] = realised
            self.score.add(int(self.ts_ns[at]), horizon_ns, float(self.value[at]), float(realised))
            self.shown = None

    def order(self, limit: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """Places of the newest ``limit`` signals, oldest first."""
        kept = min(self.count, KEPT, max(limit, 0))
        return np.arange(self.count - kept, self.count) % KEPT

    def per_second(self) -> float:
        """Newest signals by venue time."""
        ts = self.ts_ns[self.order(RATE_OVER)]
        span = int(ts[-1] - ts[0]) if len(ts) > 1 else 0
        return (len(ts) - 1) / (span / 1e9) if span > 0 else 0.0

    def show(self) -> SignalStream:
        """The stream as panels read it."""
        if self.shown is None:
            assert self.latest is not None, "a stream begins with a signal"
            self.shown = SignalStream(
                self.key, self.latest, self.latest_ns, self.count, self.per_second(), self.score.score()
            )
        return self.shown


class SessionSignals:
    """The :class:`~terminal.sdk.signals.SignalBoard` of a session. Any thread may call anything."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.by_key: dict[SignalKey, Stream] = {}
        self.waiting: dict[int, list[tuple[int, int, int, Stream, int, int]]] = defaultdict(list)
        self.newest_ns: dict[int, int] = {}
        self.revision = 0
        self.asked = 0
        self.refused = 0
        """Signals of streams beyond :data:`STREAMS`, and horizons beyond :data:`WAITING`."""

    def add(self, plugin_id: str, instrument_id: int, ts_ns: int, signal: Signal) -> None:
        """A plugin said a signal at an event of this venue time."""
        key = SignalKey(plugin_id, instrument_id, signal.name)
        with self.lock:
            stream = self.by_key.get(key)
            if stream is None:
                if len(self.by_key) >= STREAMS:
                    self.refused += 1
                    return
                stream = self.by_key[key] = Stream(key)
            number = stream.add(ts_ns, signal)
            waiting = self.waiting[instrument_id]
            if len(waiting) < WAITING:
                self.asked += 1
                heapq.heappush(waiting, (ts_ns, self.asked, 0, stream, number, signal.horizon_ns))
            else:
                self.refused += 1
            self.revision += 1

    def observe(self, instrument_id: int, ts_ns: int, mid: float) -> None:
        """The mid of an instrument at a venue time, ``nan`` where it is unknown."""
        with self.lock:
            waiting = self.waiting[instrument_id]
            if ts_ns < self.newest_ns.get(instrument_id, ts_ns):
                waiting.clear()  # the replay went back: what was open is never known
            self.newest_ns[instrument_id] = ts_ns
            while waiting and waiting[0][0] <= ts_ns:
                due_ns, asked, ends, stream, number, horizon_ns = heapq.heappop(waiting)
                if ends:
                    stream.finish(number, horizon_ns, mid)
                    self.revision += 1
                else:
                    stream.begin(number, mid)
                    heapq.heappush(waiting, (due_ns + horizon_ns, asked, 1, stream, number, horizon_ns))

    def gap(self, instrument_id: int) -> None:
        """Events are missing: what is open now is never known."""
        with self.lock:
            self.waiting[instrument_id].clear()

    def gap_everywhere(self) -> None:
        """Events are missing, of whichever instrument."""
        with self.lock:
            for waiting in self.waiting.values():
                waiting.clear()

    def streams(self) -> tuple[SignalStream, ...]:
        """Those that said anything, in the order of their first signal."""
        with self.lock:
            return tuple(stream.show() for stream in self.by_key.values())

    def history(self, key: SignalKey, limit: int = 5_000) -> SignalHistory:
        """The newest ``limit`` of one stream; empty where there is none."""
        with self.lock:
            stream = self.by_key.get(key)
            if stream is None:
                nothing = np.zeros(0)
                return SignalHistory(np.zeros(0, dtype=np.int64), nothing, nothing, nothing)
            at = stream.order(limit)
            return SignalHistory(stream.ts_ns[at], stream.value[at], stream.confidence[at], stream.realised[at])
