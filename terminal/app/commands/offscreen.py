"""Running without a display: when that is so, the pictures it leaves, and the figures it prints."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from terminal.domain.errors import UserError
from terminal.domain.market import FeedHealth

if TYPE_CHECKING:
    from terminal.app.window.panels import PanelSlot
    from terminal.app.window.window import TerminalWindow

SIZE = (1920, 1080)
SECONDS = 20.0
"""How long a run lasts that nobody can see and nobody gave an end."""
FILL_S = 0.3
"""How long a panel that was not on screen is shown before its picture is taken."""
REPLAY_SPEED = 60.0
"""Speed of a replay that nobody can see: one minute of the day for each second, so that the pictures show something."""
UNSEEN_PLATFORMS = ("offscreen", "minimal", "vnc")


def display_present(environment: Mapping[str, str], platform: str = sys.platform) -> bool:
    """Whether a window could be seen by anybody."""
    chosen = environment.get("QT_QPA_PLATFORM", "")
    if chosen:
        return chosen.split(":")[0] not in UNSEEN_PLATFORMS
    if platform in ("win32", "darwin"):
        return True
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def save_shots(window: TerminalWindow, folder: Path) -> list[str]:
    """One picture of the window and one of each panel; returns their paths.

    Raises:
        UserError: where a picture cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"{folder}: cannot hold the pictures: {error.strerror}; choose another folder") from error
    targets = {"window": window.grab()}
    for slot in window.slots:
        show_now(window, slot)
        dock = window.docks.docks.get(slot.key)
        area = dock.dockAreaWidget() if dock is not None else None
        targets[slot.key.replace("#", "-")] = (slot.widget if area is None else area).grab()
    saved = []
    for name, picture in targets.items():
        path = folder / f"{name}.png"
        if not picture.save(str(path)):
            raise UserError(f"{path}: the picture could not be written; is there room on the disk?")
        saved.append(str(path))
    return saved


def show_now(window: TerminalWindow, slot: PanelSlot) -> None:
    """Brings a panel on screen that lies behind another one or is closed, and gives it time to fill."""
    if slot.widget.isVisible() or slot.key not in window.docks.docks:
        return
    from PySide6.QtWidgets import QApplication

    window.docks.show_panel(slot.key)
    until = time.monotonic() + FILL_S
    while time.monotonic() < until:
        QApplication.processEvents()
        time.sleep(0.005)


def process_started() -> float:
    """When this process began, in seconds since the epoch."""
    import psutil

    return float(psutil.Process().create_time())


def peak_mb() -> float:
    """The most memory this process has held so far, in MB (of 2^20).

    Linux keeps it by process; ``ru_maxrss`` would count the parent that started us as well.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(row for row in status.read_text(encoding="ascii").splitlines() if row.startswith("VmHWM"))
        return round(int(line.split()[1]) / 1024, 1)
    import psutil

    memory = psutil.Process().memory_info()
    return round(getattr(memory, "peak_wset", memory.rss) / 2**20, 1)


class RunFigures:
    """What a run measured, from the first painted window on."""

    def __init__(self, window: TerminalWindow) -> None:
        self.window = window
        self.startup_seconds = 0.0
        self.began_ns = 0
        self.updates = 0

    def window_painted(self) -> None:
        """The window is on screen: what follows is running, what was before is starting."""
        self.startup_seconds = round(time.time() - process_started(), 2)
        self.window.loop.forget()
        self.wait_for_now()

    def wait_for_now(self) -> None:
        """The simulated exchange first fills in the minutes before: only what comes after counts as a rate."""
        self.began_ns = time.monotonic_ns()
        self.updates = self.window.links.status.updates
        if self.window.links.status.health is FeedHealth.LOADING and not self.window.live.info.seekable:
            self.window.painted = self.wait_for_now

    def summary(self) -> dict[str, Any]:
        """The summary line of ``plimsoll run``.

        ``frame_ms`` runs from the moment a frame was due until it was painted, ``interval_ms`` from one painted frame
        to the next, ``input_to_paint_ms`` from the arrival of the oldest update of each frame until painted.
        """
        loop, status = self.window.loop, self.window.live.status()
        figures: dict[str, Any] = {
            "mode": self.window.live.info.mode.value,
            "source": self.window.live.info.label,
        }
        for name, times in (
            ("frame_ms", loop.frame_ms),
            ("input_to_paint_ms", loop.input_to_paint_ms),
            ("interval_ms", loop.interval_ms),
            ("frame_cpu_ms", loop.cpu_ms),
        ):
            spread = times.spread()
            figures |= {f"{name}_p50": spread.p50, f"{name}_p99": spread.p99, f"{name}_max": spread.max}
        seconds = (time.monotonic_ns() - self.began_ns) / 1e9 if self.began_ns else 0.0
        return figures | {
            "frames": loop.frame_ms.total,
            "updates_per_second": round(max(status.updates - self.updates, 0) / seconds) if seconds else 0,
            "startup_seconds": self.startup_seconds,
            "seconds": round(seconds, 1),
            "peak_mb": peak_mb(),
            "health": status.health.value,
            "units": status.units,
            "gaps": status.gaps,
            "damaged": status.damaged,
        }

    def pictured(self, shots: list[str]) -> dict[str, Any]:
        """What stands in the summary only once the pictures are taken: for them, hidden panels are opened too."""
        failed = [slot.key for slot in self.window.slots if slot.failure and not slot.missing]
        return {"failed_panels": failed, "shots": shots}
