"""The plugins of a run: joined to its session and desk, started once the window is painted, named in its summary."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from terminal.app.plugins.choices import PluginChoices
from terminal.app.plugins.control import open_channel
from terminal.app.plugins.installed import refusal_now
from terminal.app.plugins.settings import PluginSettings
from terminal.domain.errors import TerminalError
from terminal.domain.market import SessionMode
from terminal.domain.plugins import PluginState
from terminal.plugin_host.core_join import MidFeed, SessionCore
from terminal.plugin_host.discovery import Discovery
from terminal.plugin_host.host import PluginHost
from terminal.plugin_host.loading import load
from terminal.plugin_host.manifest import read
from terminal.plugin_host.runtime import Factory
from terminal.plugin_host.signal_board import SessionSignals
from terminal.sdk.desk import DeskNotice
from terminal.sdk.manifest import PluginManifest
from terminal.sdk.words import tr

if TYPE_CHECKING:
    from terminal.app.services.composition import Composition
    from terminal.app.window.window import TerminalWindow
    from terminal.bridge.session import CoreSession

log = logging.getLogger(__name__)
REPORT = "plugin-watch.log"
SETTLED_NS = 1_000_000_000
"""A recording names its instruments one after another: plugins begin once none came for this long."""


class FolderLoader:
    """Implements :class:`~terminal.plugin_host.host_ports.Loader` over the plugins' folders."""

    def __init__(self, refusal: Callable[[PluginManifest], str] = lambda _: "") -> None:
        self.refusal = refusal
        """Why a plugin may not run any more, empty where it may."""

    def read(self, manifest: PluginManifest) -> PluginManifest:
        """The manifest as its file is now."""
        found = read(manifest.path, bundled=manifest.bundled)
        if found.id != manifest.id:
            raise TerminalError(f"{manifest.path}: plugin.id: was {manifest.id}, is {found.id}; restart the terminal")
        reason = self.refusal(found)
        if reason:
            raise TerminalError(f"plugin {found.id} ({found.path}) {reason}")
        return found

    def load(self, manifest: PluginManifest, *, fresh: bool) -> Factory:
        """Imports the code."""
        return load(manifest, fresh=fresh)


@dataclass(slots=True)
class RunPlugins:
    """What a run's plugins need beside the host: the feed of mids, and the moment to begin."""

    host: PluginHost
    mids: MidFeed
    core: SessionCore
    painted: bool = False
    started: bool = False
    known: int = 0
    since_ns: int = 0
    on_start: Callable[[], object] = lambda: None

    def attach(self, window: TerminalWindow) -> None:
        """The window opens and draws the plugins that are panels."""
        panels = self.host.panels
        panels.stand = partial(panels_stand, window)
        panels.open = partial(open_panel, window)
        panels.close = partial(close_panel, window)

    def begin(self) -> None:
        """The window is painted."""
        self.painted = True

    def frame(self, now_ns: int) -> None:
        """Starts once there are instruments to speak of; then the host's own frame."""
        if self.painted and not self.started and self.settled(now_ns):
            self.started = True
            try:
                self.mids.start()
            except TerminalError as error:
                log.error("signals are not scored: %s", error)
            self.host.start()
            self.on_start()
        self.host.frame(now_ns)

    def settled(self, now_ns: int) -> bool:
        """Whether the session's instruments are known."""
        count = len(self.core.known)
        if count != self.known:
            self.known, self.since_ns = count, now_ns
        waits = self.core.session.info.mode is not SessionMode.SIM and now_ns - self.since_ns < SETTLED_NS
        return count > 0 and not waits

    def close(self) -> None:
        """Ends every thread; idempotent."""
        self.core.closing = True
        self.host.close()
        self.mids.close()
        self.core.close()


def add_plugins(made: Composition, found: Discovery, session: CoreSession) -> RunPlugins:
    """Puts plugins and signals on the desk."""
    board, desk = SessionSignals(), made.desk
    core = watched(made, session)
    for refusal in found.refused:
        desk.notify(DeskNotice("warn", tr("A plugin was refused"), refusal.reason, f"plugin {refusal.id}"))
    kept = PluginSettings(made.settings)
    for problem in (problem for manifest in found.manifests for problem in kept.problems(manifest)):
        desk.notify(DeskNotice("warn", tr("A setting of a plugin is not used"), str(problem), "settings"))
    loader = FolderLoader(refusal_now(made.folders, found))
    choices = PluginChoices(made.folders.settings, desk.notify)
    host = PluginHost(core, found, loader, board, desk.notify, kept, lambda: desk.data, choices)
    desk.plugins, desk.signals = host, board
    run = RunPlugins(host, MidFeed(core, board), core)
    made.frames.append(run.frame)
    made.summaries.append(lambda: {"plugins": host.states(), "signals": sum(one.count for one in board.streams())})
    made.ends.callback(run.close)
    run.on_start = partial(open_channel, made, host)
    return run


def watched(made: Composition, session: CoreSession) -> SessionCore:
    """The core with its watchdog, whose findings are also written to a file where one can be."""
    report = made.folders.logs / REPORT
    try:
        report.parent.mkdir(parents=True, exist_ok=True)
        return SessionCore(session, report)
    except (OSError, TerminalError) as error:
        log.warning("the watchdog's findings are not written down: %s", error)
        return SessionCore(session)


def panels_stand(window: TerminalWindow) -> dict[str, tuple[PluginState, str]]:
    """Each panel: active where it is open in any place, enabled where it waits, quarantined where it failed."""
    found: dict[str, tuple[PluginState, str]] = {}
    rank = {PluginState.ENABLED: 0, PluginState.ACTIVE: 1, PluginState.QUARANTINED: 2}
    closed = {key for key, dock in window.docks.docks.items() if dock.isClosed()}
    for slot in window.slots:
        if slot.failure:
            now = PluginState.QUARANTINED, f"{slot.failure}. {tr('Correct the panel, then enable it again.')}"
        else:
            open_now = slot.panel is not None and slot.key not in closed
            now = (PluginState.ACTIVE if open_now else PluginState.ENABLED), ""
        before = found.get(slot.manifest.id)
        if before is None or rank[before[0]] < rank[now[0]]:
            found[slot.manifest.id] = now
    return found


def open_panel(window: TerminalWindow, plugin_id: str) -> None:
    """Shows a panel, opened anew where it had failed."""
    for slot in window.slots:
        if slot.manifest.id == plugin_id and slot.failure:
            slot.reopen()
    if plugin_id in window.docks.docks:
        window.docks.show_panel(plugin_id)


def close_panel(window: TerminalWindow, plugin_id: str) -> None:
    """Closes every place of a panel."""
    for slot in window.slots:
        dock = window.docks.docks.get(slot.key)
        if slot.manifest.id == plugin_id and dock is not None:
            dock.toggleView(False)
            slot.put_away()
