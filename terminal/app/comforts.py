"""The comforts of a run: log, watchlists, alerts, notices of the settings, and what the user does with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from terminal.app.alerts.book import AlertStore
from terminal.app.alerts.scene import DeskScene
from terminal.app.watchlists import WatchlistStore
from terminal.sdk.desk import DeskNotice
from terminal.sdk.words import tr

if TYPE_CHECKING:
    from terminal.app.composition import Composition
    from terminal.app.window import TerminalWindow
    from terminal.sdk.desk import LogBook

OWNER = "desk"
"""Whose actions these are, in the register."""


def add_comforts(made: Composition, log: LogBook | None) -> None:
    """Services that need no window."""
    desk, settings, folder = made.desk, made.settings, made.folders.settings
    if log is not None:
        desk.log = log
    for problem in settings.problems:
        title = tr("Settings were set aside") if problem.set_aside else tr("A setting is not used")
        desk.notify(DeskNotice("warn", title, str(problem), "settings", "settings.open"))
    desk.watchlists = WatchlistStore(folder, desk.notify)
    alerts = AlertStore(folder, settings, desk.notify)
    scene = DeskScene(made.session, desk, settings, made.folders.data)
    desk.alerts = alerts

    def watch(now_ns: int) -> None:
        """One frame."""
        scene.begin_frame(now_ns)
        alerts.evaluate(now_ns, scene)

    made.frames.append(watch)


def attach_comforts(made: Composition, _window: TerminalWindow) -> None:
    """What needs the window."""
    from terminal.app.alerts.caller import DesktopCaller

    caller = DesktopCaller(made.folders.run)
    made.ends.callback(caller.close)
    if isinstance(made.desk.alerts, AlertStore):
        made.desk.alerts.caller = caller
    keep_user_keys(made)


def keep_user_keys(made: Composition) -> None:
    """The user's shortcuts are those of the settings, now and after each change."""

    def apply(key: str = "shortcuts.", _value: object = None) -> None:
        if key.startswith("shortcuts."):
            kept = made.settings.kept("shortcuts")
            made.actions.set_user_keys({name: str(keys) for name, keys in kept.items()})

    apply()
    made.ends.callback(made.settings.on_change(apply))
