"""The desk: every service beside the market session, made once for a run and handed to the panels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from terminal.app.services.neutral_desk import (
    NoAlerts,
    NoData,
    NoLog,
    NoPlugins,
    NoSettings,
    NoSignals,
    NoTimeMachine,
    NoWatchlists,
)

if TYPE_CHECKING:
    from terminal.app.services.tasks import TaskScope
    from terminal.sdk.data import DataLibrary
    from terminal.sdk.desk import AlertBook, DeskNotice, LogBook, PluginBoard, SettingsBook, TimeMachine, Watchlists
    from terminal.sdk.signals import SignalBoard

Work = Callable[[Callable[[], object], Callable[[object], None], Callable[[Exception], None]], None]


def at_once(job: Callable[[], object], done: Callable[[object], None], _failed: Callable[[Exception], None]) -> None:
    """Work for a desk without workers, as in tests: done before it returns."""
    done(job())


@dataclass(slots=True)
class TerminalDesk:
    """The :class:`~terminal.sdk.desk.Desk` of one run; composed in :mod:`terminal.app.services.composition`.

    Whatever a run does not have is neutral: empty, and refusing in words.
    """

    signals: SignalBoard = field(default_factory=NoSignals)
    plugins: PluginBoard = field(default_factory=NoPlugins)
    alerts: AlertBook = field(default_factory=NoAlerts)
    log: LogBook = field(default_factory=NoLog)
    data: DataLibrary = field(default_factory=NoData)
    watchlists: Watchlists = field(default_factory=NoWatchlists)
    time_machine: TimeMachine = field(default_factory=NoTimeMachine)
    settings: SettingsBook = field(default_factory=NoSettings)
    on_notice: Callable[[DeskNotice], object] = lambda _notice: None
    on_work: Work = at_once

    def notify(self, notice: DeskNotice) -> None:
        """Tells the user."""
        self.on_notice(notice)

    def work(
        self, job: Callable[[], object], done: Callable[[object], None], failed: Callable[[Exception], None]
    ) -> None:
        """Runs ``job`` on a worker."""
        self.on_work(job, done, failed)

    def scoped(self, scope: TaskScope) -> TerminalDesk:
        """The same desk for one owner: its work ends with the scope."""
        return replace(self, on_work=scope.work)
