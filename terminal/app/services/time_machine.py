"""The time machine: a replay of a recorded day, or of the running one; the live session runs on behind it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from terminal.domain.errors import UserError
from terminal.sdk.desk import MachineMode
from terminal.sdk.market import MarketSession
from terminal.sdk.words import tr

if TYPE_CHECKING:
    from terminal.app.window.window import TerminalWindow

log = logging.getLogger(__name__)
Opener = Callable[[Path], MarketSession]


def open_recording(path: Path) -> MarketSession:
    """A replay, paused."""
    from terminal.bridge.session import open_replay

    return open_replay(path)


class WindowTimeMachine:
    """The :class:`~terminal.sdk.desk.TimeMachine` of one window.

    ``resolve`` finds the recording of a session of the catalogue, ``running`` the one that is being written, which it
    first brings up to date on disk. The window keeps the live session; a replay is opened and closed here.
    """

    def __init__(
        self,
        window: TerminalWindow,
        resolve: Callable[[str], Path],
        running: Callable[[], Path | None],
        opener: Opener = open_recording,
    ) -> None:
        self.window = window
        self.resolve = resolve
        self.running = running
        self.opener = opener
        self.mode = MachineMode.LIVE
        self.replay: MarketSession | None = None
        self.wanted_ns: int | None = None
        """A moment that the replay has not read up to yet."""
        self.last_ms = 0.0

    def open_recorded(self, session_id: str, ts_ns: int | None = None) -> None:
        """Shows a day of the catalogue."""
        self.open(self.resolve(session_id), ts_ns, MachineMode.RECORDED)

    def open_running(self, ts_ns: int | None = None) -> None:
        """Shows the running session's past."""
        path = self.running()
        if path is None:
            words = tr("the running session is not recorded, so there is no past to show; a replay has its own")
            raise UserError(words)
        self.open(path, 2**62 if ts_ns is None else ts_ns, MachineMode.RUNNING)

    def open(self, path: Path, ts_ns: int | None, mode: MachineMode) -> None:
        """Puts a replay on screen, at a moment where one is given."""
        began = time.perf_counter()
        replay = self.opener(path)
        before, self.replay = self.replay, replay
        self.mode, self.wanted_ns = mode, ts_ns
        self.seek_if_read()
        self.window.show_session(replay)
        if before is not None:
            before.close()
        self.last_ms = (time.perf_counter() - began) * 1e3
        log.info("time machine: %s is on screen, opened in %.0f ms; the live session runs on", path.name, self.last_ms)

    def return_to_live(self) -> None:
        """Back to the session that was started."""
        if self.replay is None:
            return
        replay, self.replay = self.replay, None
        self.mode, self.wanted_ns = MachineMode.LIVE, None
        self.window.show_session(self.window.live)
        replay.close()
        log.info("time machine: back to live")

    def frame(self, _now_ns: int) -> None:
        """Once a frame."""
        if self.wanted_ns is not None:
            self.seek_if_read()

    def seek_if_read(self) -> None:
        """Goes to the wanted moment once the recording is read up to it."""
        if self.replay is None or self.wanted_ns is None:
            return
        status = self.replay.status()
        if status.last_ns >= self.wanted_ns or status.indexed >= 1:
            self.replay.seek(min(self.wanted_ns, status.last_ns))
            self.wanted_ns = None

    def close(self) -> None:
        """Lets the replay go; idempotent."""
        if self.replay is not None:
            self.replay.close()
            self.replay = None
