"""Composes one run: the services of the desk, in the order in which they need each other, and their end."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from terminal.app.keyboard.actions import ActionRegistry
from terminal.app.preferences.book import SettingsFile
from terminal.app.services.comforts import add_comforts, attach_comforts
from terminal.app.services.desk import TerminalDesk
from terminal.app.services.feed_log import log_feed
from terminal.app.services.halt_watch import attach_halts
from terminal.app.services.library import open_library
from terminal.app.services.notice_centre import NoticeCentre
from terminal.app.services.recording_watch import watch_recording
from terminal.app.services.tasks import Tasks
from terminal.app.window.attachments import attach_appearance, attach_time_machine

if TYPE_CHECKING:
    from terminal.app.folders import Folders
    from terminal.app.window.window import TerminalWindow
    from terminal.sdk.desk import LogBook
    from terminal.sdk.market import MarketSession


@dataclass(slots=True)
class Composition:
    """Everything of a run beside the session and the window.

    Services come in :func:`compose` (before the window, no Qt widget) and :meth:`attach` (with the window). Each names
    its end with ``ends.callback``; the last to come ends first. ``frames`` are called once a frame on the GUI thread,
    ``summaries`` once at the end for the summary line of ``plimsoll run``.
    """

    session: MarketSession
    folders: Folders
    tasks: Tasks
    desk: TerminalDesk
    actions: ActionRegistry
    settings: SettingsFile
    ends: ExitStack = field(default_factory=ExitStack)
    frames: list[Callable[[int], object]] = field(default_factory=list)
    summaries: list[Callable[[], dict[str, Any]]] = field(default_factory=list)
    notices: NoticeCentre = field(default_factory=NoticeCentre)
    """Takes notices from the start; the window shows them once it is there."""

    def attach(self, window: TerminalWindow) -> None:
        """The window is there: what needs it begins."""
        attach_time_machine(self, window)
        attach_appearance(self, window)
        attach_comforts(self, window)
        attach_halts(self, window)

    def summary(self) -> dict[str, Any]:
        """What services add to the summary line."""
        return {key: value for part in self.summaries for key, value in part().items()}

    def close(self) -> None:
        """Ends every service, the last one first; idempotent."""
        self.ends.close()


def compose(
    session: MarketSession, folders: Folders, settings: SettingsFile | None = None, log: LogBook | None = None
) -> Composition:
    """The services of a run on a session, before there is a window. Without settings, those of the folders."""
    settings = settings or SettingsFile(folders.settings)
    tasks = Tasks()
    desk = TerminalDesk(on_work=tasks.scope().work, settings=settings, data=open_library(folders))
    made = Composition(session, folders, tasks, desk, ActionRegistry(), settings)
    made.ends.callback(tasks.close)
    desk.on_notice = made.notices.add
    add_comforts(made, log)
    watch_recording(made)
    log_feed(made)
    return made
