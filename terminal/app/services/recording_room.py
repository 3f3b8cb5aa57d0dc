"""Keeps the folder of recordings within its room: now and then, on a worker, the oldest whole ones go."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from terminal.app.services.library import recordings_folder
from terminal.sdk.desk import DeskNotice
from terminal.sdk.words import tr

if TYPE_CHECKING:
    from terminal.app.services.composition import Composition

FIRST_NS, EVERY_NS = 15_000_000_000, 600_000_000_000
GB = 1_000_000_000


class RecordingRoom:
    """Looks first when the window has settled, then every ten minutes."""

    def __init__(self, made: Composition) -> None:
        self.made = made
        self.due_ns = 0

    def frame(self, now_ns: int) -> None:
        """One frame."""
        if not self.due_ns:
            self.due_ns = now_ns + FIRST_NS
        if now_ns < self.due_ns:
            return
        self.due_ns = now_ns + EVERY_NS
        limit = round(self.made.settings.number("recording.folder_limit") * GB)
        if limit:
            folder = recordings_folder(self.made.folders)
            self.made.desk.work(partial(clear, folder, limit), self.tell, self.failed)

    def tell(self, gone: object) -> None:
        """What was deleted is said."""
        assert isinstance(gone, Sequence), "a list of what went"
        if gone:
            words = tr("{names}: recordings took more than {limit:g} GB. Settings, Recording, sets the room.").format(
                names=", ".join(map(str, gone)), limit=self.made.settings.number("recording.folder_limit")
            )
            self.made.desk.notify(DeskNotice("info", tr("Old recordings deleted"), words, "recording", "settings.open"))

    def failed(self, error: Exception) -> None:
        """The folder could not be looked at; the next look tries again."""
        self.made.desk.notify(DeskNotice("warn", tr("Recordings could not be looked at"), str(error), "recording"))


def clear(folder: Path, limit: int) -> list[str]:
    """Deletes the oldest whole recordings beyond the limit; returns their ids."""
    from terminal.bridge import recordings

    return [session.id for session in recordings.prune(folder, limit)]
