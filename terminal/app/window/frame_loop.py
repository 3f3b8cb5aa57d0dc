"""The one frame timer: what is drawn when, and how long it took."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, QTimer

from terminal.widgets.slot import SlotBoundary

PERIOD_MS = 16
PERIOD_NS = PERIOD_MS * 1_000_000
RECENT = 600
"""Frames behind the figures of the status bar, about ten seconds."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Percentiles of some times in milliseconds."""

    p50: float
    p99: float
    max: float


class TimeHistogram:
    """Times in buckets of 0.1 ms up to one second; longer ones count as the last bucket, their maximum is kept."""

    BUCKET_NS = 100_000
    BUCKETS = 10_000

    def __init__(self) -> None:
        self.counts = [0] * (self.BUCKETS + 1)
        self.total = 0
        self.max_ns = 0

    def add(self, ns: int) -> None:
        """Counts one time."""
        self.counts[min(max(ns, 0) // self.BUCKET_NS, self.BUCKETS)] += 1
        self.total += 1
        self.max_ns = max(self.max_ns, ns)

    def percentile_ms(self, fraction: float) -> float:
        """The upper edge of the bucket that holds this share of the times, in ms; 0 without any."""
        wanted, seen = fraction * self.total, 0
        if self.total == 0:
            return 0.0
        for bucket, count in enumerate(self.counts[:-1]):
            seen += count
            if seen >= wanted:
                return min((bucket + 1) * self.BUCKET_NS, self.max_ns) / 1e6
        return self.max_ns / 1e6

    def spread(self) -> Spread:
        """Median, 99th percentile and maximum in ms."""
        return Spread(
            round(self.percentile_ms(0.5), 1), round(self.percentile_ms(0.99), 1), round(self.max_ns / 1e6, 1)
        )

    def clear(self) -> None:
        """Forgets every time."""
        self.__init__()  # type: ignore[misc]


class FrameClock:
    """When the next frame is due. A late frame is counted from the first due time it missed, so a stall shows whole."""

    def __init__(self, period_ns: int = PERIOD_NS) -> None:
        self.period_ns = period_ns
        self.next_due_ns = 0

    def due(self, now_ns: int) -> int:
        """The time at which the frame that begins at `now_ns` was due; the one after it is set on the same grid."""
        due_ns = min(self.next_due_ns or now_ns, now_ns)
        missed = (now_ns - due_ns) // self.period_ns
        self.next_due_ns = due_ns + (missed + 1) * self.period_ns
        return due_ns


class FrameLoop(QObject):
    """Calls `work` and then `paint` about sixty times a second; `work` returns the age of the oldest new update.

    ``frame_ms`` runs from the moment the frame was due to the moment it was painted, so it holds waiting, work and
    painting; ``interval_ms`` runs from one painted frame to the next; ``input_to_paint_ms`` from the arrival of the
    oldest update that a frame is the first to show until painted, the worst of each frame; ``cpu_ms`` is the GUI
    thread's own processor time, which a busy machine does not lengthen.
    """

    def __init__(
        self, work: Callable[[int], int | None], paint: Callable[[], None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("frame loop")
        self.work = work
        self.paint = paint
        self.after: Callable[[], None] = lambda: None
        self.boundary = SlotBoundary("a frame")
        self.clock = FrameClock()
        self.frame_ms = TimeHistogram()
        self.work_ms = TimeHistogram()
        self.interval_ms = TimeHistogram()
        self.input_to_paint_ms = TimeHistogram()
        self.cpu_ms = TimeHistogram()
        self.recent_ns: deque[int] = deque(maxlen=RECENT)
        self.painted_ns = 0
        self.timer = QTimer(self)
        self.timer.setObjectName("frame")
        self.timer.setTimerType(Qt.TimerType.PreciseTimer)
        self.timer.setInterval(PERIOD_MS)
        self.timer.timeout.connect(self.tick)

    def start(self) -> None:
        """Begins drawing."""
        self.timer.start()

    def stop(self) -> None:
        """Ends drawing; idempotent."""
        self.timer.stop()

    def tick(self) -> None:
        """One frame."""
        now_ns = time.monotonic_ns()
        due_ns = self.clock.due(now_ns)
        cpu_ns = time.thread_time_ns()
        unseen_ns = self.boundary.run(lambda: self.work(now_ns))
        worked_ns = time.monotonic_ns()
        self.paint()
        painted_ns = time.monotonic_ns()
        self.cpu_ms.add(time.thread_time_ns() - cpu_ns)
        self.work_ms.add(worked_ns - now_ns)
        self.frame_ms.add(painted_ns - due_ns)
        self.recent_ns.append(painted_ns - due_ns)
        if self.painted_ns:
            self.interval_ms.add(painted_ns - self.painted_ns)
        if unseen_ns is not None:
            self.input_to_paint_ms.add(unseen_ns + painted_ns - now_ns)
        self.painted_ns = painted_ns
        self.after()

    def recent(self) -> Spread:
        """The last ten seconds of ``frame_ms``."""
        times = sorted(self.recent_ns)
        if not times:
            return Spread(0.0, 0.0, 0.0)
        at = (len(times) // 2, min(len(times) - 1, len(times) * 99 // 100), len(times) - 1)
        return Spread(*(times[index] / 1e6 for index in at))

    def forget(self) -> None:
        """Starts the figures and the frame grid anew, as after a warm-up."""
        self.clock = FrameClock()
        self.painted_ns = 0
        for histogram in (self.frame_ms, self.work_ms, self.cpu_ms, self.interval_ms, self.input_to_paint_ms):
            histogram.clear()
        self.recent_ns.clear()
