"""Tells the user when the running session stops being recorded, when it goes on, and when the disk runs out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from terminal.domain.market import RecorderStatus
from terminal.sdk.desk import DeskNotice
from terminal.sdk.words import tr

if TYPE_CHECKING:
    from terminal.app.services.composition import Composition

LOOK_NS = 500_000_000
SOURCE = "recording"


class RecordingWatch:
    """Looks at the recorder now and then, on the GUI thread; a word only where something changed."""

    def __init__(self, read: Callable[[], RecorderStatus | None], notify: Callable[[DeskNotice], None]) -> None:
        self.read = read
        self.notify = notify
        self.looked_ns = -LOOK_NS
        self.failing = False
        self.warned = False

    def frame(self, now_ns: int) -> None:
        """Once a frame."""
        if now_ns - self.looked_ns < LOOK_NS:
            return
        self.looked_ns = now_ns
        status = self.read()
        if status is not None:
            self.tell(status)

    def tell(self, status: RecorderStatus) -> None:
        """Says what is new."""
        failing = bool(status.failure)
        if failing and not self.failing:
            self.notify(DeskNotice("warn", tr("Not recording"), status.failure, SOURCE))
        elif self.failing and not failing:
            self.notify(DeskNotice("info", tr("Recording again"), self.lost(status), SOURCE))
        self.failing = failing
        if status.warning and not self.warned:
            self.notify(DeskNotice("warn", tr("Disk space runs out"), status.warning, SOURCE))
        self.warned = bool(status.warning)

    def lost(self, status: RecorderStatus) -> str:
        """What the pause cost."""
        if not status.dropped:
            return tr("Nothing was lost.")
        return tr("{n:,} events were not kept; a replay shows the gap.").format(n=status.dropped)

    def summary(self) -> dict[str, Any]:
        """For the summary line of a run."""
        status = self.read()
        if status is None:
            return {}
        return {
            "recording": {
                "id": status.id,
                "events": status.events,
                "bytes": status.bytes,
                "dropped": status.dropped,
                "failure": status.failure,
            }
        }


def watch_recording(made: Composition) -> None:
    """Watches the recorder of the run's session, where it has one."""
    from terminal.bridge.session import CoreSession

    if isinstance(made.session, CoreSession):
        watch = RecordingWatch(made.session.recorder, made.desk.notify)
        made.frames.append(watch.frame)
        made.summaries.append(watch.summary)
