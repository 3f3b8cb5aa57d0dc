"""`plimsoll run`: the terminal on the simulated exchange, or on a recording."""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import logging
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from terminal.app.commands.offscreen import REPLAY_SPEED, SECONDS, SIZE, RunFigures, display_present, save_shots
from terminal.app.commands.paths import data_path
from terminal.app.folders import user_folders
from terminal.app.preferences.book import SettingsFile
from terminal.app.preferences.declared import find
from terminal.app.services.log_book import logging_to, qt_to_log
from terminal.domain.errors import UserError
from terminal.domain.market import FeedHealth
from terminal.sdk.setting_text import from_text
from terminal.sdk.words import tr

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from terminal.app.services.composition import Composition
    from terminal.app.window.window import TerminalWindow
    from terminal.app.workspace.workspaces import WorkspaceStore
    from terminal.bridge.session import CoreSession
    from terminal.sdk.desk import LogBook
    from terminal.sdk.theme import Tokens

LOG = logging.getLogger(__name__)
SWITCH_INTERVAL_S = 1e-4
"""Each call from Python into Qt gives the interpreter lock up and must win it back: a short turn keeps frames even."""
THEMES = ("dark", "light", "colour-blind")
LANGUAGES = ("en", "zh")


@dataclass(frozen=True, slots=True)
class RunPlan:
    """What the arguments and the machine together ask for."""

    replay: Path | None
    format: str | None
    skip_damaged: bool
    seed: int
    speed: float
    offscreen: bool
    seconds: float | None
    shots: Path | None
    settings: dict[str, str]
    """What the command line sets, by ``section.name``."""
    plugins: tuple[Path, ...] = ()
    """Folders of plugins from outside the tree, for this run."""
    workspace: str | None = None
    record: bool = True
    try_switches: bool = False
    """Whether to change theme, language and workspace once, for the figures."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `plimsoll run`."""
    parser.add_argument(
        "--replay", type=data_path, metavar="PATH", help="a recording; without it the simulated exchange"
    )
    parser.add_argument("--format", metavar="NAME", help="the recording's format, where its name does not tell")
    parser.add_argument("--skip-damaged", action="store_true", help="pass over damaged units of the recording")
    parser.add_argument("--seed", type=int, default=7, metavar="N", help="seed of the simulated exchange (7)")
    parser.add_argument(
        "--speed", type=speed, metavar="N", help=f"replay speed, or max (1; without a display {REPLAY_SPEED:.0f})"
    )
    parser.add_argument("--offscreen", action="store_true", help="draw without a display, as is done where none is")
    parser.add_argument(
        "--duration", type=seconds, metavar="S", help=f"end after S seconds (without a display {SECONDS:.0f})"
    )
    parser.add_argument(
        "--shots", type=Path, metavar="DIR", help="save pictures of the window and each panel at the end"
    )
    parser.add_argument(
        "--plugin", type=Path, action="append", default=[], metavar="DIR", help="load a plugin from DIR for this run"
    )
    parser.add_argument("--workspace", metavar="NAME", help="the workspace to open (setting window.workspace)")
    parser.add_argument("--no-record", action="store_true", help="keep no recording of this session")
    parser.add_argument("--try-switches", action="store_true", help=argparse.SUPPRESS)
    add_setting_arguments(parser)


def add_setting_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments that set a setting for this run."""
    parser.add_argument("--theme", choices=THEMES, help="colours (setting appearance.theme)")
    parser.add_argument("--lang", choices=LANGUAGES, help="language of the window (setting appearance.language)")
    scale = partial(value_of, "appearance.text_scale")
    parser.add_argument(
        "--text-scale", type=scale, metavar="X", help="size of text, 1 to 1.5 (setting appearance.text_scale)"
    )
    parser.add_argument("--tour", action="store_true", help="take the tour of the window (setting window.tour)")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        type=assignment,
        metavar="KEY=VALUE",
        help="any setting, for this run only",
    )


def assignment(word: str) -> tuple[str, str]:
    """``section.name=value``, of a setting that there is and a value that it can have."""
    key, equals, value = word.partition("=")
    if not equals or "." not in key:
        raise argparse.ArgumentTypeError(f"{word!r} is not of the form section.name=value")
    return key.strip(), value_of(key.strip(), value)


def value_of(key: str, word: str) -> str:
    """A value that a setting can have, as it was written."""
    try:
        from_text(find(key), word)
    except UserError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    return word


def settings_of(args: argparse.Namespace) -> dict[str, str]:
    """What the command line sets."""
    named = {
        "appearance.theme": args.theme,
        "appearance.language": args.lang,
        "appearance.text_scale": args.text_scale,
        "window.tour": "always" if args.tour else None,
    }
    return {key: value for key, value in named.items() if value is not None} | dict(args.set)


def speed(word: str) -> float:
    """A positive multiple of venue time, ``max`` for as fast as possible."""
    value = float("inf") if word == "max" else float(word)
    if not value > 0:
        raise ValueError(word)
    return value


def seconds(word: str) -> float:
    """A positive number of seconds."""
    value = float(word)
    if not 0 < value < float("inf"):
        raise ValueError(word)
    return value


def plan_of(args: argparse.Namespace) -> RunPlan:
    """The plan; without a display it draws offscreen for a while and leaves pictures."""
    unseen = args.offscreen or not display_present(os.environ)
    shots: Path | None = args.shots
    if unseen and shots is None and not args.offscreen:
        shots = user_folders().data / "pictures"
    return RunPlan(
        replay=args.replay,
        format=args.format,
        skip_damaged=args.skip_damaged,
        seed=args.seed,
        speed=args.speed or (REPLAY_SPEED if unseen and args.replay else 1.0),
        offscreen=unseen,
        seconds=args.duration or (SECONDS if unseen else None),
        shots=shots,
        settings=settings_of(args),
        plugins=tuple(args.plugin),
        workspace=args.workspace,
        record=not args.no_record,
        try_switches=args.try_switches,
    )


def run(args: argparse.Namespace) -> int:
    """Opens the session and the window, runs until closed or over, prints the summary.

    Raises:
        UserError: the recording cannot be opened, or a picture cannot be written.
    """
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    gc.disable()  # starting makes only what stays: the collector would walk it again and again
    plan = plan_of(args)
    if plan.offscreen:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    settings = SettingsFile(user_folders().settings, given=plan.settings)
    with logging_to(user_folders().logs, settings) as log:
        session = open_session(plan, settings)
        say_what_began(session)
        try:
            summary = show(plan, session, settings, log)
            failure = session.status().message
        finally:
            gc.enable()
            session.close()
    if plan.shots is not None:
        print(f"pictures in {plan.shots}")
    print(json.dumps(summary), flush=True)
    if plan.offscreen and summary["health"] == FeedHealth.FAILED:
        raise UserError(failure or f"{session.info.label}: the feed failed")
    return 0


def say_what_began(session: CoreSession) -> None:
    """The first lines of the log."""
    LOG.info("session begins: %s (%s)", session.info.label, session.info.mode.value)
    recorder = session.recorder()
    if recorder is not None:
        LOG.info("recorded in %s", user_folders().data / "recordings" / recorder.id)


def open_session(plan: RunPlan, settings: SettingsFile) -> CoreSession:
    """The recording, or the simulated exchange, which is itself recorded."""
    from terminal.bridge import recordings
    from terminal.bridge import session as sessions

    if plan.replay is None:
        folder = user_folders().data / "recordings"
        recorded = plan.record and settings.flag("recording.enabled")
        record_to = recordings.new_session(folder, f"sim{plan.seed}") if recorded else None
        return sessions.open_simulation(seed=plan.seed, record_to=record_to)
    replay = sessions.open_replay(plan.replay, format=plan.format, skip_damaged=plan.skip_damaged, speed=plan.speed)
    replay.play()
    return replay


def show(plan: RunPlan, session: CoreSession, settings: SettingsFile, log: LogBook) -> dict[str, object]:
    """The window from opening to closing; returns the summary."""
    import qasync

    from terminal.app.plugins.installed import find_plugins
    from terminal.app.plugins.joined import add_plugins
    from terminal.app.plugins.settings import PluginSettings
    from terminal.app.services.composition import compose
    from terminal.app.window.window import TerminalWindow

    app, tokens = application(settings)
    found = find_plugins(user_folders(), plan.plugins)
    composition = compose(session, user_folders(), settings, log)
    plugins = add_plugins(composition, found, session)
    window = TerminalWindow(
        session, found.panels(PluginSettings(settings).values), tokens, composition, open_workspaces(plan, composition)
    )
    composition.attach(window)
    plugins.attach(window)
    window.resize(*SIZE)
    choose_workspace(plan, composition, window)
    figures = RunFigures(window)
    window.painted = partial(settle, figures, plugins.begin)
    if plan.offscreen:
        window.show()
    else:
        window.showMaximized()
    with qasync.QEventLoop(app) as loop:
        loop.run_until_complete(until_over(window, plan))
    summary = figures.summary()  # before the pictures, which open panels and take their time
    shots = save_shots(window, plan.shots) if plan.shots is not None else []
    summary |= figures.pictured(shots) | composition.summary()
    window.close()
    composition.close()
    window.deleteLater()
    app.processEvents()
    return summary


def open_workspaces(plan: RunPlan, composition: Composition) -> WorkspaceStore:
    """The workspaces of the home. A run that nobody sees keeps no layout, nor does a second terminal."""
    from terminal.app.services.home_lock import HomeLock
    from terminal.app.workspace.workspaces import WorkspaceStore
    from terminal.sdk.desk import DeskNotice

    store = WorkspaceStore(composition.folders.workspaces)
    if plan.workspace is not None:
        store.check_known(plan.workspace)
    lock = HomeLock(composition.folders.run)
    owned = lock.take()
    composition.ends.callback(lock.release)
    store.writable = owned and not plan.offscreen
    if not owned:
        words = tr(
            "another terminal (pid {pid}) uses this home: layout changes here are not kept; "
            "set PLIMSOLL_HOME for a second one"
        ).format(pid=lock.other)
        composition.desk.notify(DeskNotice("warn", tr("A second terminal"), words, "window"))
    return store


def choose_workspace(plan: RunPlan, composition: Composition, window: TerminalWindow) -> None:
    """The workspace that opens first: as told, as set, or the last one; without a display never the last one."""
    from terminal.sdk.desk import DeskNotice

    store = window.arrangement.store
    last = {} if plan.offscreen else store.last()
    chosen = plan.workspace or composition.settings.text("window.workspace")
    if chosen == "last":
        chosen = str(last.get("workspace", ""))
    if chosen in store.names():
        window.first_workspace = chosen
    elif chosen:
        words = tr("workspace {name!r} is not there any more: {shown} is shown")
        words = words.format(name=chosen, shown=window.first_workspace)
        window.notify(DeskNotice("warn", tr("Another workspace"), words, "window"))
    window.restore_geometry(str(last.get("geometry", "")))


def settle(figures: RunFigures, begin: Callable[[], object]) -> None:
    """The window is on screen: what start made is kept out of the collector's rounds, which begin now."""
    figures.window_painted()
    gc.freeze()
    gc.enable()
    begin()


def application(settings: SettingsFile) -> tuple[QApplication, Tokens]:
    """Qt with the theme's fonts and style sheet."""
    from PySide6.QtCore import qInstallMessageHandler
    from PySide6.QtGui import QIcon
    from PySide6.QtWidgets import QApplication

    import resources
    from terminal.app.preferences.appearance import tokens_of
    from terminal.app.window.dress import LANGUAGE, dress_application
    from terminal.app.window.language import speak

    qInstallMessageHandler(qt_to_log)
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(["plimsoll"])
    app.setApplicationName("Plimsoll")
    app.setDesktopFileName("plimsoll")
    app.setWindowIcon(QIcon(str(Path(resources.__file__).parent / "icons" / "plimsoll.svg")))
    tokens = tokens_of(settings)
    speak(settings.text(LANGUAGE))
    dress_application(app, tokens)
    return app, tokens


async def until_over(window: TerminalWindow, plan: RunPlan) -> None:
    """Waits until the window is closed, the time is up, or the process is asked to end."""
    over = asyncio.Event()
    window.closed.connect(over.set)
    loop = asyncio.get_running_loop()
    if plan.try_switches:
        loop.call_later((plan.seconds or SECONDS) / 2, window.dresser.try_switches)
    with ending_on_signals(loop, over):
        try:
            await asyncio.wait_for(over.wait(), plan.seconds)
        except TimeoutError:
            return


@contextmanager
def ending_on_signals(loop: asyncio.AbstractEventLoop, over: asyncio.Event) -> Iterator[None]:
    """Ctrl C and a request to terminate end the run as closing does; the frame timer lets Python see them."""

    def end(_number: int, _frame: object) -> None:
        loop.call_soon_threadsafe(over.set)

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
