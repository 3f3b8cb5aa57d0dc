"""A whole desk in memory: every port with lively data, and what a test needs to make it fail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from terminal.app.services.desk import TerminalDesk
from terminal.domain.errors import UserError
from terminal.domain.plugins import PluginKind, PluginState
from terminal.sdk.desk import (
    AlertEvent,
    AlertKind,
    AlertRule,
    DeskNotice,
    LogLine,
    MachineMode,
    PluginReport,
    ShadowReport,
)
from terminal.sdk.manifest import SettingDeclaration
from terminal.sdk.setting_values import checked
from tests.support.memory_library import MemoryLibrary
from tests.support.memory_session import OPEN_NS, MemorySession
from tests.support.memory_signals import MemorySignals, lively_streams

SECOND = 1_000_000_000
OFI = "ofi_forecaster"


def lively_reports() -> tuple[PluginReport, ...]:
    """A plugin in each state."""
    folder = Path("plugins.local")

    def one(
        name: str, kind: PluginKind, state: PluginState, reason: str = "", doc: str = "", **more: Any
    ) -> PluginReport:
        bundled = bool(more.pop("bundled", True))
        path = Path("plugins") / name if bundled else folder / name
        words = more.pop("capabilities", ("quotes", "trades"))
        return PluginReport(name, kind, state, more.pop("version", "1.0.0"), reason, doc, bundled, path, words, **more)

    busy: dict[str, Any] = {
        "events": 1_204_881,
        "callback_us_p50": 14.2,
        "callback_us_p99": 61.0,
        "callback_us_max": 480.0,
    }
    shadow = ShadowReport("0.4.0", 312.0, 184_203, 1_204, 1_198, 0.964, 0.21, 4, 4)
    return (
        one("ema_cross", PluginKind.STRATEGY, PluginState.ACTIVE, doc="Two moving averages of the mid that cross.",
            capabilities=("quotes", "orders child"), **busy | {"callback_us_p99": 38.5}, budget_ms=2.0, memory_mb=0.4,
            signals=412, working_orders=2),
        one("pairs_v1", PluginKind.STRATEGY, PluginState.QUARANTINED,
            "on_quote took 31.4 ms, its budget is 5.0 ms: third overrun in 60 s (pairs.py:118 in spread_zscore). Its "
            "4 orders were cancelled in 0.7 ms. Shorten the loop or raise budget.callback_ms, then enable it again.",
            "Spread of two instruments.", version="0.4.2", bundled=False, capabilities=("quotes", "orders parent"),
            **busy | {"callback_us_p99": 31_400.0, "callback_us_max": 44_000.0}, budget_ms=5.0, memory_mb=12.8,
            skipped=8_412),
        one(OFI, PluginKind.MODEL, PluginState.ACTIVE, doc="Order flow by online regression.", version="0.3.1",
            capabilities=("quotes", "features ofi,mid every 1s", "signals"), **busy, budget_ms=5.0, memory_mb=3.2,
            signals=36_114, shadow=shadow),
        one("news_tone", PluginKind.MODEL, PluginState.DISABLED, doc="Tone of headlines.", bundled=False),
        one("alpha_101", PluginKind.ALPHA, PluginState.REFUSED,
            "requires numexpr>=2.10, which is not installed: run uv pip install numexpr, then reload.", bundled=False),
        one("chart", PluginKind.PANEL, PluginState.ENABLED, doc="Candles with VWAP."),
    )  # fmt: skip


class MemoryPlugins:
    """The plugin board; `calls` lists what was asked, `refuses` makes the next call fail."""

    def __init__(self, reports: tuple[PluginReport, ...] | None = None) -> None:
        self.found = {report.id: report for report in (lively_reports() if reports is None else reports)}
        self.calls: list[tuple[str, ...]] = []
        self.refuses = ""
        self.values: dict[tuple[str, str], object] = {}
        self.declared = (
            SettingDeclaration("halflife", "duration", "22s", "How fast it forgets.", max=600, title="Half-life"),
            SettingDeclaration("threshold", "float", 2.0, "Least value that is said.", min=0, max=50, unit="bps"),
            SettingDeclaration("levels", "int", 3, "Levels of the book.", min=1, max=10),
            SettingDeclaration("mode", "choice", "online", "How it learns.", choices=("online", "frozen")),
            SettingDeclaration("quiet", "bool", False, "Whether it says nothing while the book is crossed."),
        )  # fmt: skip

    def reports(self) -> tuple[PluginReport, ...]:
        return tuple(self.found.values())

    def turn(self, call: str, plugin_id: str, state: PluginState | None) -> None:
        self.calls.append((call, plugin_id))
        if self.refuses:
            raise UserError(self.refuses)
        if state is not None:
            self.found[plugin_id] = replace(self.found[plugin_id], state=state, reason="")

    def enable(self, plugin_id: str) -> None:
        self.turn("enable", plugin_id, PluginState.ACTIVE)

    def disable(self, plugin_id: str) -> None:
        self.turn("disable", plugin_id, PluginState.DISABLED)

    def reload(self, plugin_id: str) -> None:
        self.turn("reload", plugin_id, None)
        shadow = ShadowReport("0.5.0", 0.0, 0, 0, 0, float("nan"), float("nan"), 0, 0)
        self.found[plugin_id] = replace(self.found[plugin_id], shadow=shadow)

    def promote(self, plugin_id: str) -> None:
        self.turn("promote", plugin_id, None)
        report = self.found[plugin_id]
        self.found[plugin_id] = replace(report, version=report.shadow.version if report.shadow else "", shadow=None)

    def roll_back(self, plugin_id: str) -> None:
        self.turn("roll_back", plugin_id, None)
        self.found[plugin_id] = replace(self.found[plugin_id], shadow=None)

    def settings(self, plugin_id: str) -> tuple[tuple[SettingDeclaration, object], ...]:
        shown = self.declared if plugin_id in (OFI, "pairs_v1") else ()
        return tuple((one, self.values.get((plugin_id, one.name), one.default)) for one in shown)

    def set_setting(self, plugin_id: str, name: str, value: object) -> None:
        declaration = next(one for one in self.declared if one.name == name)
        self.values[plugin_id, name] = checked(declaration, value)
        self.calls.append(("set_setting", plugin_id, name))


class MemoryAlerts:
    """Rules and events."""

    def __init__(self, rules: tuple[AlertRule, ...] | None = None) -> None:
        self.kept = {rule.id: rule for rule in (lively_rules() if rules is None else rules)}
        self.said = list(lively_events()) if rules is None else []

    def rules(self) -> tuple[AlertRule, ...]:
        return tuple(self.kept.values())

    def put(self, rule: AlertRule) -> None:
        if rule.kind is AlertKind.PRICE and rule.threshold <= 0 and rule.measure != "spread_ticks":
            raise UserError(f"alert {rule.id}: threshold {rule.threshold:g} is no price; give one above zero")
        self.kept[rule.id] = rule

    def remove(self, rule_id: str) -> None:
        self.kept.pop(rule_id, None)

    def events(self, limit: int = 500) -> tuple[AlertEvent, ...]:
        return tuple(self.said[:limit])

    def acknowledge(self, seq: int | None = None) -> None:
        self.said = [replace(e, acknowledged=True) if seq in (None, e.seq) else e for e in self.said]


def lively_rules() -> tuple[AlertRule, ...]:
    """One of each kind."""
    return (
        AlertRule("amzn-low", AlertKind.PRICE, "last", "below", 223.20, "AMZN", once=True),
        AlertRule("ofi-strong", AlertKind.SIGNAL, OFI, "above", 2.0, words="OFI signal above +2 bps"),
        AlertRule("feed-dead", AlertKind.FEED, "stale"),
        AlertRule("plugin-out", AlertKind.RISK, "plugin", enabled=False, sound=False),
    )


def lively_events() -> tuple[AlertEvent, ...]:
    """Newest first."""
    at = OPEN_NS + 10_000 * SECOND
    return (
        AlertEvent(4, "feed-dead", at, "Feed stale for 1.6 s: no message since 16:16:40", "danger"),
        AlertEvent(3, "amzn-low", at - 90 * SECOND, "AMZN last 223.19 is below 223.20", "warn"),
        AlertEvent(2, "ofi-strong", at - 800 * SECOND, "OFI signal above +2 bps: +2.31 on AMZN", "info"),
        AlertEvent(1, "ofi-strong", at - 3_000 * SECOND, "OFI signal above +2 bps: +2.04 on AMZN", "info", True),
    )


class MemoryLog:
    """A log that grows with :meth:`say`."""

    path: Path | None = Path("logs") / "plimsoll.log"

    def __init__(self, count: int = 400) -> None:
        self.kept: list[LogLine] = []
        for at in range(count):
            self.say(*LOG_LINES[at % len(LOG_LINES)])

    def say(self, level: str, source: str, text: str) -> None:
        seq = len(self.kept) + 1
        self.kept.append(LogLine(seq, OPEN_NS + seq * 317_204_551, level, source, text))

    def lines(self, after_seq: int = 0) -> tuple[LogLine, ...]:
        return tuple(self.kept[after_seq:])


LOG_LINES = (
    ("info", "session", "XNAS ITCH: 57,515 messages, no gap"),
    ("debug", "window", "frame 8.1 ms, p99 14.6 ms"),
    ("info", OFI, "refitted on 22 s of order flow: R2 0.014 out of sample"),
    ("warning", "recorder", "the disk is 92% full: 18 GB left, about 6 h at this rate"),
    ("info", "catalogue", "session 20261127T142002 catalogued: 8,114,207 messages"),
    ("error", "pairs_v1", "quarantined: on_quote took 31.4 ms, budget 5.0 ms; 4 orders cancelled\n"
     "Traceback (most recent call last):\n  pairs.py:118 spread_zscore"),
)  # fmt: skip


class MemoryWatchlists:
    """Named lists."""

    def __init__(self) -> None:
        self.revision = 1
        self.lists = {"Main": ("AMZN", "MSFT", "INTC", "EBAY"), "Tech": ("MSFT", "INTC")}

    def names(self) -> tuple[str, ...]:
        return tuple(self.lists)

    def symbols(self, name: str) -> tuple[str, ...]:
        return self.lists.get(name, ())

    def put(self, name: str, symbols: tuple[str, ...]) -> None:
        self.lists[name] = symbols
        self.revision += 1

    def remove(self, name: str) -> None:
        if len(self.lists) > 1 and self.lists.pop(name, None) is not None:
            self.revision += 1


class MemoryTimeMachine:
    """Notes where it was sent."""

    def __init__(self) -> None:
        self.mode = MachineMode.LIVE
        self.opened: list[tuple[str, int | None]] = []
        self.refuses = ""

    def open_recorded(self, session_id: str, ts_ns: int | None = None) -> None:
        if self.refuses:
            raise UserError(self.refuses)
        self.opened.append((session_id, ts_ns))
        self.mode = MachineMode.RECORDED

    def open_running(self, ts_ns: int | None = None) -> None:
        self.opened.append(("", ts_ns))
        self.mode = MachineMode.RUNNING

    def return_to_live(self) -> None:
        self.mode = MachineMode.LIVE


class Workers:
    """Work that a test runs when it likes: :meth:`run` does all that waits; `at_once` does not wait for that."""

    def __init__(self, *, at_once: bool = True) -> None:
        self.at_once = at_once
        self.waiting: list[tuple[Callable[[], object], Callable[[Any], None], Callable[[Exception], None]]] = []

    def work(self, job: Callable[[], object], done: Callable[[Any], None], failed: Callable[[Exception], None]) -> None:
        self.waiting.append((job, done, failed))
        if self.at_once:
            self.run()

    def run(self) -> None:
        waiting, self.waiting = self.waiting, []
        for job, done, failed in waiting:
            try:
                result = job()
            except UserError as error:
                failed(error)
            else:
                done(result)


class MemoryDesk(TerminalDesk):
    """The desk with all of it; `notices` and `workers` are the test's."""

    signals: MemorySignals
    plugins: MemoryPlugins
    alerts: MemoryAlerts
    log: MemoryLog
    data: MemoryLibrary
    watchlists: MemoryWatchlists
    time_machine: MemoryTimeMachine

    def __init__(self, session: MemorySession, *, at_once: bool = True) -> None:
        self.session = session
        self.notices: list[DeskNotice] = []
        self.workers = Workers(at_once=at_once)
        super().__init__(
            signals=MemorySignals(lambda: session.clock_ns, lively_streams(OPEN_NS)), plugins=MemoryPlugins(),
            alerts=MemoryAlerts(), log=MemoryLog(), data=MemoryLibrary(), watchlists=MemoryWatchlists(),
            time_machine=MemoryTimeMachine(), on_notice=self.notices.append, on_work=self.workers.work,
        )  # fmt: skip
