"""The desk: every service beside the market session, made once for a run and handed to the panels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from terminal.sdk.data import DataLibrary
    from terminal.sdk.desk import AlertBook, DeskNotice, LogBook, PluginBoard, SettingsBook, TimeMachine, Watchlists
    from terminal.sdk.signals import SignalBoard


@dataclass(slots=True)
class TerminalDesk:
    """The :class:`~terminal.sdk.desk.Desk` of one run; composed in :mod:`terminal.app.run`, which also closes it."""

    signals: SignalBoard
    plugins: PluginBoard
    alerts: AlertBook
    log: LogBook
    data: DataLibrary
    watchlists: Watchlists
    time_machine: TimeMachine
    settings: SettingsBook
    on_notice: Callable[[DeskNotice], None]
    on_work: Callable[[Callable[[], object], Callable[[object], None], Callable[[Exception], None]], None]

    def notify(self, notice: DeskNotice) -> None:
        """Tells the user."""
        self.on_notice(notice)

    def work(
        self, job: Callable[[], object], done: Callable[[object], None], failed: Callable[[Exception], None]
    ) -> None:
        """Runs ``job`` on a worker."""
        self.on_work(job, done, failed)
