"""The comforts of a run: log, watchlists, alerts, notices of the settings, and what the user does with them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from terminal.app.alerts.book import AlertStore
from terminal.app.alerts.scene import DeskScene
from terminal.app.keyboard.key_bindings import KeyBindings
from terminal.app.keyboard.keyboard_dialog import show_keyboard
from terminal.app.preferences.declared import find
from terminal.app.services.recording_room import RecordingRoom
from terminal.app.services.watchlists import WatchlistStore
from terminal.app.window.notice_list import show_notices
from terminal.app.window.tour import start_tour
from terminal.sdk.desk import Action, DeskNotice
from terminal.sdk.words import tr
from terminal.widgets.buttons import KeyCap

if TYPE_CHECKING:
    from terminal.app.services.composition import Composition
    from terminal.app.window.window import TerminalWindow
    from terminal.sdk.desk import LogBook
    from terminal.sdk.market import MarketSession


def add_comforts(made: Composition, log: LogBook | None) -> None:
    """Services that need no window."""
    desk, settings, folder = made.desk, made.settings, made.folders.settings
    if log is not None:
        desk.log = log
    for problem in settings.problems:
        title = tr("Settings were set aside") if problem.set_aside else tr("A setting is not used")
        desk.notify(DeskNotice("warn", title, str(problem), "settings", "settings.open"))
    desk.watchlists = WatchlistStore(folder, desk.notify, partial(symbols_of, made.session))
    alerts = AlertStore(folder, settings, desk.notify)
    scene = DeskScene(made.session, desk, settings, made.folders.data)
    scene.recording = partial(recording_trouble, made.session)
    desk.alerts = alerts

    def watch(now_ns: int) -> None:
        """One frame."""
        scene.begin_frame(now_ns)
        alerts.evaluate(now_ns, scene)

    made.frames.append(watch)
    made.frames.append(RecordingRoom(made).frame)


def symbols_of(session: MarketSession) -> list[str]:
    """The session's instruments."""
    return [info.symbol for info in session.instruments()]


def recording_trouble(session: MarketSession) -> str:
    """Why the session's recorder does not record; empty where it does, or is not meant to."""
    from terminal.bridge.session import CoreSession

    recorder = session.recorder() if isinstance(session, CoreSession) else None
    return recorder.failure if recorder is not None else ""


def attach_comforts(made: Composition, window: TerminalWindow) -> None:
    """What needs the window."""
    from terminal.app.alerts.caller import DesktopCaller
    from terminal.app.keyboard.key_hints import HintKey

    caller = DesktopCaller(made.folders.run)
    made.ends.callback(caller.close)
    if isinstance(made.desk.alerts, AlertStore):
        made.desk.alerts.caller = caller
    window.more_actions.append(partial(comfort_actions, made, window))
    window.offer_actions()
    keep_user_keys(made, window)
    name_keys(made, window)
    made.ends.callback(HintKey(window).close)
    made.frames.append(lambda _now_ns: window.app_bar.bell.show_state(made.notices.waiting()))
    begin_tour(made, window)


def begin_tour(made: Composition, window: TerminalWindow) -> None:
    """The tour of the first run, once there is something to point at; never where nobody watches, unless asked."""
    wanted = made.settings.text("window.tour")
    watched = QGuiApplication.platformName() not in ("offscreen", "minimal")
    if wanted == "always" or (wanted == "once" and watched and not made.settings.flag("window.tour_seen")):
        started = False

        def start(_now_ns: int) -> None:
            nonlocal started
            if not started and window.arrangement.docks is not None:
                started = True
                take_tour(made, window)

        made.frames.append(start)


def take_tour(made: Composition, window: TerminalWindow) -> None:
    """The tour; once it is over it is not shown by itself again."""

    def over() -> None:
        if not made.settings.flag("window.tour_seen"):
            made.settings.put("window.tour_seen", True)

    start_tour(window, lambda: window.guard(over))


def comfort_actions(made: Composition, window: TerminalWindow) -> list[Action]:
    """What can be done with settings, keys, notices and alerts, in the language in force."""
    settings, bindings = made.settings, KeyBindings(made.actions, made.settings)

    def next_of(key: str) -> None:
        choices = find(key).choices
        settings.put(key, choices[(choices.index(settings.text(key)) + 1) % len(choices)])

    def show_alerts() -> None:
        if not made.actions.run("panel.show.alerts"):
            show_notices(window)

    return [
        Action("settings.open", tr("Settings…"), window.open_settings, keys="Ctrl+,"),
        Action("window.keyboard", tr("Keyboard…"), partial(show_keyboard, window, bindings), keys="?",
               detail=tr("Every action with its keys: to look up, and to change.")),
        Action("notices.show", tr("Notices"), partial(show_notices, window), keys="Ctrl+Shift+M"),
        Action("notices.dismiss", tr("Dismiss all notices"), made.notices.dismiss, keys="Ctrl+Shift+D"),
        Action("alerts.show", tr("Show alerts"), show_alerts, keys="Ctrl+Shift+A"),
        Action("alerts.acknowledge", tr("Acknowledge all alerts"), made.desk.alerts.acknowledge),
        Action("window.tour", tr("Tour of the window"), partial(take_tour, made, window)),
        Action("appearance.next_theme", tr("Next theme"), partial(next_of, "appearance.theme"), keys="Ctrl+Alt+T"),
        Action("appearance.next_language", tr("Next language"), partial(next_of, "appearance.language"),
               keys="Ctrl+Alt+L"),
        Action("appearance.next_density", tr("Next density of rows"), partial(next_of, "appearance.density")),
    ]  # fmt: skip


def keep_user_keys(made: Composition, window: TerminalWindow) -> None:
    """The user's shortcuts are those of the settings, now and after each change, and buttons name them."""
    bindings = KeyBindings(made.actions, made.settings)

    def apply(key: str = "shortcuts.", _value: object = None) -> None:
        if key.startswith("shortcuts."):
            kept = made.settings.kept("shortcuts")
            made.actions.set_user_keys({name: str(keys) for name, keys in kept.items()})

    apply()
    for keys, meant in bindings.doubled():
        names = ", ".join(binding.action.title for binding in meant)
        words = tr("{keys} is meant for {names}: none of them runs. Give all but one other keys.")
        notice = DeskNotice(
            "warn", tr("Keys with two meanings"), words.format(keys=keys, names=names), "keys", "window.keyboard"
        )
        made.desk.notify(notice)
    made.ends.callback(made.settings.on_change(apply))
    made.ends.callback(made.actions.on_change(partial(name_keys, made, window)))


def name_keys(made: Composition, window: TerminalWindow) -> None:
    """The buttons of the app bar name the keys in force."""
    bar = window.app_bar
    for action_id, button in (("window.search", bar.search), ("notices.show", bar.bell)):
        action = made.actions.find(action_id)
        if action is not None:
            keys = made.actions.keys_of(action)
            button.setToolTip(f"{action.title} ({keys})" if keys else action.title)
            for cap in button.findChildren(KeyCap):
                cap.setText(keys.replace("+", " "))
                cap.setVisible(bool(keys))
