"""Jobs on a few worker threads, their results back on the GUI thread, dropped with their owner."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

log = logging.getLogger(__name__)
THREADS = 2
JOIN_S = 2.0
"""How long closing waits for a job in hand; one that takes longer ends with the process."""


@dataclass(slots=True)
class Job:
    """One job, and who hears of it."""

    scope: TaskScope
    run: Callable[[], object]
    done: Callable[[Any], None]
    failed: Callable[[Exception], None]
    result: object = None
    error: Exception | None = None


class TaskScope:
    """The jobs of one owner. Closing it drops what waits, and what is still to be heard."""

    def __init__(self, tasks: Tasks) -> None:
        self.tasks = tasks
        self.open = True

    def work(self, job: Callable[[], object], done: Callable[[Any], None], failed: Callable[[Exception], None]) -> None:
        """Runs ``job`` on a worker, then ``done`` or ``failed`` on the GUI thread, unless closed by then."""
        if self.open:
            self.tasks.put(Job(self, job, done, failed))

    def close(self) -> None:
        """Hears of nothing any more; idempotent."""
        self.open = False


class Tasks(QObject):
    """A few daemon threads, started with the first job. Jobs run in the order in which they came."""

    finished = Signal(object)

    def __init__(self, threads: int = THREADS) -> None:
        super().__init__()
        self.most = threads
        self.waiting: deque[Job] = deque()
        self.news = threading.Condition()
        self.threads: list[threading.Thread] = []
        self.idle = 0
        self.closing = False
        self.finished.connect(self.deliver, Qt.ConnectionType.QueuedConnection)

    def scope(self) -> TaskScope:
        """A scope for one owner."""
        return TaskScope(self)

    def put(self, job: Job) -> None:
        """Hands a job to the workers."""
        with self.news:
            if self.closing:
                return
            self.waiting.append(job)
            if self.idle < len(self.waiting) and len(self.threads) < self.most:
                thread = threading.Thread(target=self.serve, name=f"worker-{len(self.threads)}", daemon=True)
                self.threads.append(thread)
                thread.start()
            self.news.notify()

    def serve(self) -> None:
        """One worker: takes jobs until closed."""
        while (job := self.take()) is not None:
            if not job.scope.open:
                continue
            try:
                job.result = job.run()
            except Exception as error:  # noqa: BLE001 - whoever asked is told
                job.error = error
            with self.news:
                if not self.closing:
                    self.finished.emit(job)

    def take(self) -> Job | None:
        """The next job, ``None`` at the end."""
        with self.news:
            self.idle += 1
            self.news.wait_for(lambda: self.waiting or self.closing)
            self.idle -= 1
            return None if self.closing else self.waiting.popleft()

    def deliver(self, job: Job) -> None:
        """Tells the owner, on the GUI thread."""
        if not job.scope.open or self.closing:
            return
        try:
            if job.error is None:
                job.done(job.result)
            else:
                job.failed(job.error)
        except Exception:
            log.exception("what should follow a job failed; its panel shows what it showed before")

    def close(self) -> None:
        """Drops what waits and ends the workers; idempotent."""
        with self.news:
            self.closing = True
            self.waiting.clear()
            self.news.notify_all()
        for thread in self.threads:
            thread.join(JOIN_S)
            if thread.is_alive():
                log.warning("%s is still at its job; it ends with the process", thread.name)
        self.threads.clear()
