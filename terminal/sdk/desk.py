"""What the desk offers panels beside the session: signals, plugins, alerts, log, data, watchlists, time machine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from terminal.domain.plugins import PluginKind, PluginState
from terminal.sdk.data import DataLibrary
from terminal.sdk.manifest import SettingDeclaration
from terminal.sdk.signals import SignalBoard


@dataclass(frozen=True, slots=True)
class DeskNotice:
    """Something to tell the user: what happened, on which id, and what to do."""

    severity: str
    """``danger``, ``warn`` or ``info``."""
    title: str
    text: str
    source: str = ""
    action: str = ""
    """Id of an action that helps; empty for none."""


# Plugins.


@dataclass(frozen=True, slots=True)
class ShadowReport:
    """A new version that runs beside the old one on the same events: how alike their outputs are."""

    version: str
    seconds: float
    events: int
    old_signals: int
    new_signals: int
    agreeing: float
    """Share of signals said at the same event by both with the same sign; ``nan`` without any."""
    mean_difference_bps: float
    """Mean of |new − old| over signals said at the same event by both."""
    old_orders: int
    new_orders: int
    failure: str = ""
    """Why the new version was stopped, empty while it runs."""


@dataclass(frozen=True, slots=True)
class PluginReport:
    """One plugin at this moment."""

    id: str
    kind: PluginKind
    state: PluginState
    version: str
    reason: str
    """Why it is refused or quarantined, and what to do; else empty."""
    doc: str
    bundled: bool
    path: Path
    capabilities: tuple[str, ...]
    """In words: ``quotes``, ``features ofi,mid every 1s``, ``orders child``."""
    events: int = 0
    skipped: int = 0
    callback_us_p50: float = float("nan")
    callback_us_p99: float = float("nan")
    callback_us_max: float = float("nan")
    budget_ms: float = float("nan")
    memory_mb: float = float("nan")
    signals: int = 0
    working_orders: int = 0
    shadow: ShadowReport | None = None


class PluginBoard(Protocol):
    """The plugins of this run. Calls return at once; what they start shows in the reports."""

    def reports(self) -> tuple[PluginReport, ...]:
        """Every plugin found, in order of kind and id."""

    def enable(self, plugin_id: str) -> None:
        """Runs a plugin that was disabled or quarantined, from the start."""

    def disable(self, plugin_id: str) -> None:
        """Stops a plugin; its orders are cancelled."""

    def reload(self, plugin_id: str) -> None:
        """Loads the plugin's folder anew and lets it shadow-run beside the running version."""

    def promote(self, plugin_id: str) -> None:
        """The shadow takes over."""

    def roll_back(self, plugin_id: str) -> None:
        """The shadow is dropped; after a promotion, the version before it runs again."""

    def settings(self, plugin_id: str) -> tuple[tuple[SettingDeclaration, object], ...]:
        """What can be set, and its value in force."""

    def set_setting(self, plugin_id: str, name: str, value: object) -> None:
        """Sets and keeps one setting; the plugin starts anew with it.

        Raises:
            UserError: the value is not of the declared type or outside its bounds.
        """


# Alerts.


class AlertKind(StrEnum):
    """What an alert watches."""

    PRICE = "price"
    SIGNAL = "signal"
    FEED = "feed"
    RISK = "risk"


@dataclass(frozen=True, slots=True)
class AlertRule:
    """When to call the user.

    ``measure`` by kind: price ``last bid ask mid spread_ticks``; signal ``PLUGIN`` or ``PLUGIN/NAME``; feed ``stale
    gapped failed``; risk ``plugin recording disk memory``. ``relation`` is ``above``, ``below`` or ``is``.
    """

    id: str
    kind: AlertKind
    measure: str
    relation: str = "is"
    threshold: float = 0.0
    symbol: str = ""
    """Empty for any instrument."""
    words: str = ""
    once: bool = False
    """Whether it switches itself off after it spoke; else it speaks again once the condition was false between."""
    sound: bool = True
    desktop: bool = True
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class AlertEvent:
    """An alert that spoke."""

    seq: int
    rule_id: str
    ts_ns: int
    """Venue time."""
    words: str
    severity: str
    acknowledged: bool = False


class AlertBook(Protocol):
    """Rules, and what they said. Rules are kept between runs."""

    def rules(self) -> tuple[AlertRule, ...]:
        """In the order they were made."""

    def put(self, rule: AlertRule) -> None:
        """Adds a rule, or replaces the one of the same id.

        Raises:
            UserError: a measure, relation or threshold that makes no sense for the kind.
        """

    def remove(self, rule_id: str) -> None:
        """Forgets a rule; one that is not there is no error."""

    def events(self, limit: int = 500) -> tuple[AlertEvent, ...]:
        """Newest first."""

    def acknowledge(self, seq: int | None = None) -> None:
        """One event, or all."""


# Log, watchlists, time machine, actions, settings.


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of the log."""

    seq: int
    ts_ns: int
    """The machine's UTC clock."""
    level: str
    """``debug info warning error critical``."""
    source: str
    text: str


class LogBook(Protocol):
    """The newest lines of this run's log; the whole is in the file."""

    @property
    def path(self) -> Path | None:
        """The log file, ``None`` where none could be opened."""

    def lines(self, after_seq: int = 0) -> tuple[LogLine, ...]:
        """Those after a line, oldest first."""


class Watchlists(Protocol):
    """Named lists of symbols, kept between runs."""

    @property
    def revision(self) -> int:
        """Grows with every change."""

    def names(self) -> tuple[str, ...]:
        """In the user's order; there is always one."""

    def symbols(self, name: str) -> tuple[str, ...]:
        """In the user's order."""

    def put(self, name: str, symbols: tuple[str, ...]) -> None:
        """Makes or replaces a list."""

    def remove(self, name: str) -> None:
        """Forgets a list."""


class MachineMode(StrEnum):
    """What the terminal shows."""

    LIVE = "live"
    """The session that was started."""
    RECORDED = "recorded"
    """A day of the catalogue."""
    RUNNING = "running"
    """The running session's own past."""


class TimeMachine(Protocol):
    """Takes the whole terminal to any recorded moment and back; the live session runs on meanwhile."""

    @property
    def mode(self) -> MachineMode:
        """What is shown now."""

    def open_recorded(self, session_id: str, ts_ns: int | None = None) -> None:
        """Shows a day of the catalogue, at a moment where one is given.

        Raises:
            UserError: no such session, or it cannot be read.
        """

    def open_running(self, ts_ns: int | None = None) -> None:
        """Shows the running session's past; without a moment, its newest.

        Raises:
            UserError: it is not being recorded.
        """

    def return_to_live(self) -> None:
        """Back to the session that was started; does nothing there."""


@dataclass(frozen=True, slots=True)
class Action:
    """Something a user can do, by palette, menu or key."""

    id: str
    """``chart.follow_now``: begins with the panel's or plugin's id."""
    title: str
    run: Callable[[], object]
    detail: str = ""
    keys: str = ""
    """Default shortcut, ``Ctrl+K``; the user may set another."""
    enabled: Callable[[], bool] = field(default=lambda: True)


class SettingsBook(Protocol):
    """The terminal's settings, declared in ``resources/settings``."""

    def value(self, key: str) -> object:
        """The value in force of ``section.name``.

        Raises:
            UserError: no such setting; the message names the nearest.
        """

    def put(self, key: str, value: object) -> None:
        """Sets and keeps one.

        Raises:
            UserError: not of the declared type, or outside its bounds.
        """

    def on_change(self, call: Callable[[str, object], None]) -> Callable[[], None]:
        """Calls with key and value after each change; returns what ends that."""


class Desk(Protocol):
    """Everything a panel may reach beyond the market session."""

    @property
    def signals(self) -> SignalBoard:
        """What models and strategies say."""

    @property
    def plugins(self) -> PluginBoard:
        """The plugins of this run."""

    @property
    def alerts(self) -> AlertBook:
        """Rules and what they said."""

    @property
    def log(self) -> LogBook:
        """This run's log."""

    @property
    def data(self) -> DataLibrary:
        """Everything recorded and imported. Slow: ask on a worker, :meth:`work`."""

    @property
    def watchlists(self) -> Watchlists:
        """Named lists of symbols."""

    @property
    def time_machine(self) -> TimeMachine:
        """The way to any recorded moment."""

    @property
    def settings(self) -> SettingsBook:
        """The terminal's settings."""

    def notify(self, notice: DeskNotice) -> None:
        """Tells the user; also in the log."""

    def work(
        self, job: Callable[[], object], done: Callable[[object], None], failed: Callable[[Exception], None]
    ) -> None:
        """Runs ``job`` on a worker, then ``done`` or ``failed`` on the GUI thread, unless the panel was closed."""


PanelState = Mapping[str, object]
"""What a panel keeps in a workspace: JSON values only."""
