"""The search for what a test leaves running: timers, threads, tasks, top-level widgets.

Qt's timers are noticed when they start (napari's way), so that those that C++ owns are seen as well.
"""

from __future__ import annotations

import asyncio
import gc
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

GRACE_S = 2.0
"""How long a thread that was told to stop may take to do so."""

CORE_THREADS = ("md", "index", "job", "orders", "audit", "worker", "sim", "state", "plimsoll")
"""How the names of the core's own threads begin; other native threads are pools of libraries."""


@dataclass
class Watch:
    """What was there before the test, and what Qt objects were started during it."""

    threads: set[threading.Thread]
    native: set[str]
    tasks: set[int]
    widgets: set[int]
    started: list[Any] = field(default_factory=list)

    @classmethod
    def begin(cls) -> Watch:
        """Looks round before a test."""
        return cls(
            threads=set(threading.enumerate()),
            native=set(core_threads()),
            tasks={id(task) for task in pending_tasks()},
            widgets={id(widget) for widget in top_level_widgets()},
        )

    def leaked(self) -> list[str]:
        """What the test left behind, in words; empty when it is clean."""
        settle_qt()
        found = [*self.timers_left(), *self.widgets_left(), *self.tasks_left()]
        return found + settled(self.threads_left)

    def timers_left(self) -> Iterator[str]:
        """Timers and Qt threads that still run."""
        for thing in self.started:
            if alive(thing) and (thing.isActive() if hasattr(thing, "isActive") else thing.isRunning()):
                yield f"{type(thing).__name__} {thing.objectName()!r} of {describe(thing.parent())} still runs"

    def widgets_left(self) -> Iterator[str]:
        """Windows that are still there."""
        for widget in top_level_widgets():
            if id(widget) not in self.widgets and alive(widget):
                yield f"top-level widget {describe(widget)} was not closed and deleted"

    def tasks_left(self) -> Iterator[str]:
        """Asyncio tasks that are not done."""
        for task in pending_tasks():
            if id(task) not in self.tasks:
                yield f"asyncio task {task.get_name()!r} is not done: {task.get_coro()!r}"

    def threads_left(self) -> list[str]:
        """Threads of Python and of the core that still run."""
        python = [f"thread {thread.name!r} still runs" for thread in set(threading.enumerate()) - self.threads]
        return python + [f"core thread {name!r} still runs" for name in set(core_threads()) - self.native]


@contextmanager
def noticing_starts(watch: Watch) -> Iterator[None]:
    """Keeps every QTimer and QThread that is started while inside."""
    qt = sys.modules.get("PySide6.QtCore")
    if qt is None:
        yield
        return
    originals: list[tuple[Any, Callable[..., Any]]] = [(qt.QTimer, qt.QTimer.start), (qt.QThread, qt.QThread.start)]

    def recording(original: Callable[..., Any]) -> Callable[..., Any]:
        def start(thing: Any, *args: Any, **named: Any) -> Any:
            watch.started.append(thing)
            return original(thing, *args, **named)

        return start

    for owner, original in originals:
        owner.start = recording(original)
    try:
        yield
    finally:
        for owner, original in originals:
            owner.start = original


def settled(look: Callable[[], list[str]]) -> list[str]:
    """What `look` still finds after at most the grace time."""
    until = time.monotonic() + GRACE_S
    while (found := look()) and time.monotonic() < until:
        time.sleep(0.02)
    return found


def settle_qt() -> None:
    """Lets Qt delete what was asked to be deleted."""
    qt = sys.modules.get("PySide6.QtCore")
    if qt is None or qt.QCoreApplication.instance() is None:
        return
    gc.collect()
    for _ in range(2):
        qt.QCoreApplication.sendPostedEvents(None, qt.QEvent.Type.DeferredDelete.value)
        qt.QCoreApplication.processEvents()


def top_level_widgets() -> list[Any]:
    """Every window of the application; none where Qt was not imported."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or not isinstance(widgets.QApplication.instance(), widgets.QApplication):
        return []
    return list(widgets.QApplication.topLevelWidgets())


def alive(thing: Any) -> bool:
    """Whether the C++ side of a Qt object still exists."""
    import shiboken6

    return bool(shiboken6.isValid(thing))


def describe(thing: Any) -> str:
    """A Qt object in words."""
    return "nobody" if thing is None else f"{type(thing).__name__} {thing.objectName()!r}"


def pending_tasks() -> list[asyncio.Task[Any]]:
    """Every asyncio task of every loop that is not done. The register has another name from Python 3.12 on."""
    name = "_scheduled_tasks" if hasattr(asyncio.tasks, "_scheduled_tasks") else "_all_tasks"
    register: Any = getattr(asyncio.tasks, name)
    return [task for task in list(register) if not task.done()]


def core_threads() -> list[str]:
    """The names of the core's native threads, where the system tells."""
    found = []
    for comm in Path("/proc/self/task").glob("*/comm"):
        try:
            name = comm.read_text(encoding="utf-8").strip()
        except OSError:  # the thread ended while we looked
            continue
        if name.startswith(CORE_THREADS):
            found.append(f"{name} ({comm.parent.name})")
    return found
