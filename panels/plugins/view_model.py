"""What the plugins panel shows: how each plugin stands, what it costs, and what can be done about it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from terminal.domain.errors import TerminalError
from terminal.domain.plugins import PluginKind, PluginState
from terminal.sdk import figures
from terminal.sdk.desk import PluginBoard, PluginReport, ShadowReport
from terminal.sdk.table import BLANK, Cell, Column, Gauge, Kind, ListSource, Row, Tag
from terminal.sdk.words import tr

RUNNING = {PluginState.ACTIVE, PluginState.ENABLED}
TOKENS = {
    PluginState.ACTIVE: "ok",
    PluginState.QUARANTINED: "danger",
    PluginState.REFUSED: "danger",
    PluginState.DISABLED: "t2",
    PluginState.DISCOVERED: "warn",
}
NEAR_BUDGET = 0.8
KEYS = {
    "enable": "Ctrl+E",
    "disable": "Ctrl+D",
    "reload": "Ctrl+R",
    "promote": "Ctrl+Shift+P",
    "roll_back": "Ctrl+Shift+B",
}
"""Keys of the steps in the table: never a letter alone, which filters."""


def kind_words() -> dict[PluginKind, str]:
    """The kinds in the user's language."""
    return {
        PluginKind.PANEL: tr("panel"),
        PluginKind.STRATEGY: tr("strategy"),
        PluginKind.MODEL: tr("model"),
        PluginKind.ALPHA: tr("alpha"),
        PluginKind.EXECUTION: tr("execution"),
        PluginKind.SOURCE: tr("source"),
        PluginKind.FEED: tr("feed"),
        PluginKind.VENUE: tr("venue"),
        PluginKind.RISK_CHECK: tr("risk check"),
        PluginKind.TCA_METRIC: tr("tca metric"),
        PluginKind.THEME: tr("theme"),
    }


def state_words() -> dict[PluginState, str]:
    """The states in the user's language."""
    return {
        PluginState.DISCOVERED: tr("not allowed"),
        PluginState.VALIDATED: tr("validated"),
        PluginState.ENABLED: tr("enabled"),
        PluginState.ACTIVE: tr("active"),
        PluginState.DISABLED: tr("disabled"),
        PluginState.REFUSED: tr("refused"),
        PluginState.QUARANTINED: tr("quarantined"),
    }


def columns() -> tuple[Column, ...]:
    """The table's columns."""
    return (
        Column("id", tr("Plugin"), width=128),
        Column("state", tr("State"), Kind.TAG, width=100),
        Column("kind", tr("Kind"), width=74, rank=4),
        Column("version", tr("Version"), Kind.CODE, width=70, rank=5),
        Column("p50", tr("Call p50"), Kind.NUMBER, "µs", 84, rank=3, doc=tr("Time of a callback, median")),
        Column("p99", tr("Call p99 of budget"), Kind.PICTURE, "µs", 160, rank=2,
               doc=tr("99 of 100 callbacks end within this; the bar is its share of the budget")),
        Column("events", tr("Events"), Kind.NUMBER, width=84, rank=6),
        Column("skipped", tr("Skipped"), Kind.NUMBER, width=72, rank=6, doc=tr("Not delivered because it fell behind")),
        Column("memory", tr("Memory"), Kind.NUMBER, "MB", 84, rank=6),
        Column("signals", tr("Signals"), Kind.NUMBER, width=68, rank=6),
        Column("orders", tr("Working"), Kind.NUMBER, width=68, rank=6, doc=tr("Orders that work now")),
        Column("reason", tr("Reason"), width=140, stretch=True, rank=1),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """A button: what it does, its words, its key, and why it cannot be pressed (empty where it can)."""

    id: str
    words: str
    keys: str
    refused: str = ""


class PluginsModel:
    """Rows of all plugins, and what can be done with the chosen one."""

    def __init__(self, board: PluginBoard) -> None:
        self.board = board
        self.source = ListSource(columns())
        self.reports: dict[str, PluginReport] = {}
        self.chosen = ""
        self.problem = ""
        """Why the last step was refused."""

    def update(self) -> None:
        """Takes the newest reports."""
        self.reports = {report.id: report for report in self.board.reports()}
        if self.chosen not in self.reports:
            worst = [r.id for r in self.reports.values() if r.state is PluginState.QUARANTINED]
            self.chosen = next(iter(worst or self.reports), "")
        self.source.show(row(report) for report in self.reports.values())

    def report(self) -> PluginReport | None:
        """The chosen one."""
        return self.reports.get(self.chosen)

    def choose(self, plugin_id: str) -> None:
        """Shows another one."""
        if plugin_id != self.chosen:
            self.chosen, self.problem = plugin_id, ""

    def steps(self) -> tuple[Step, ...]:
        """Every button, with why it cannot be pressed now."""
        report = self.report()
        if report is None:
            return ()
        runs, shadow = report.state in RUNNING, report.shadow
        enable_no = tr("it runs already") if runs else ""
        if report.state in (PluginState.REFUSED, PluginState.DISCOVERED):
            enable_no = tr("it was refused: see the reason, then reload it")
        disable_no = "" if runs or report.state is PluginState.VALIDATED else tr("it does not run")
        reload_no = tr("panels are opened anew with the workspace") if report.kind is PluginKind.PANEL else ""
        promote_no = ""
        if shadow is None:
            promote_no = tr("no new version runs beside it: reload first")
        elif shadow.failure:
            promote_no = tr("the new version failed: {why}").format(why=shadow.failure)
        return (
            Step("enable", tr("Enable"), KEYS["enable"], enable_no),
            Step("disable", tr("Disable"), KEYS["disable"], disable_no),
            Step("reload", tr("Reload"), KEYS["reload"], reload_no),
            Step("promote", tr("Promote"), KEYS["promote"], promote_no),
            Step("roll_back", tr("Roll back"), KEYS["roll_back"], ""),
        )  # fmt: skip

    def do(self, step_id: str) -> None:
        """Takes a step; what is refused is kept to be shown."""
        step = next((one for one in self.steps() if one.id == step_id), None)
        if step is None:
            return
        if step.refused:
            self.problem = f"{step.words}: {step.refused}"
            return
        try:
            getattr(self.board, step_id)(self.chosen)
            self.problem = ""
        except TerminalError as error:
            self.problem = str(error)
        self.update()

    def set_setting(self, name: str, value: object) -> None:
        """Sets one setting of the chosen plugin.

        Raises:
            UserError: it was refused.
        """
        self.board.set_setting(self.chosen, name, value)

    def title_detail(self) -> str:
        """``6, 1 quarantined``."""
        bad = [r for r in self.reports.values() if r.state in (PluginState.QUARANTINED, PluginState.REFUSED)]
        quarantined = sum(r.state is PluginState.QUARANTINED for r in bad)
        words = [str(len(self.reports))]
        if quarantined:
            words.append(tr("{n} quarantined").format(n=quarantined))
        if len(bad) - quarantined:
            words.append(tr("{n} refused").format(n=len(bad) - quarantined))
        return ", ".join(words)

    def facts(self) -> Sequence[tuple[str, str]]:
        """Labels and figures of the chosen plugin."""
        report = self.report()
        if report is None:
            return ()
        origin = tr("bundled") if report.bundled else tr("yours")
        rows = [
            (tr("May use"), ", ".join(report.capabilities) or tr("nothing: it was given no capability")),
            (tr("Longest call"), micros(report.callback_us_max)),
            (tr("Budget of a call"), tr("{ms} ms for 99 of 100").format(ms=figures.number(report.budget_ms, 1))),
            (tr("Folder"), f"{report.path} ({origin})"),
        ]
        return [pair for pair in rows if "–" not in pair[1]]


def row(report: PluginReport) -> Row:
    """One plugin."""
    state = Cell(state_words()[report.state], report.state.value, mark=Tag(TOKENS.get(report.state, "t2")))
    counted = report.events > 0
    return Row(
        report.id,
        (
            Cell(report.id, report.id, bold=True, tip=tr(report.doc)),
            state,
            Cell(kind_words()[report.kind], report.kind.value, "t2"),
            Cell(report.version, report.version, "t2"),
            number_cell(report.callback_us_p50, 1),
            budget_cell(report.callback_us_p99, report.budget_ms),
            Cell(figures.compact(report.events), report.events) if counted else BLANK,
            Cell(f"{report.skipped:,}", report.skipped, "warn" if report.skipped else "t2") if counted else BLANK,
            number_cell(report.memory_mb, 1),
            Cell(f"{report.signals:,}", report.signals) if report.signals else BLANK,
            Cell(f"{report.working_orders:,}", report.working_orders, "own") if report.working_orders else BLANK,
            reason_cell(report),
        ),
        dim=report.state is PluginState.DISABLED,
    )


def reason_cell(report: PluginReport) -> Cell:
    """Why it does not run, or that a new version runs beside it."""
    if report.reason:
        return Cell(report.reason, ink="danger", tip=report.reason)
    if report.shadow is not None:
        words = tr("{version} runs beside it").format(version=report.shadow.version)
        return Cell(words, ink="warn" if report.shadow.failure else "t2", tip=report.shadow.failure)
    return Cell("")


def number_cell(value: float, decimals: int) -> Cell:
    """A figure, blank where it was not measured."""
    return BLANK if math.isnan(value) else Cell(figures.number(value, decimals), value)


def budget_cell(p99_us: float, budget_ms: float) -> Cell:
    """A time with its share of the budget."""
    if math.isnan(p99_us):
        return BLANK
    share = p99_us / (budget_ms * 1_000) if budget_ms > 0 else math.nan
    token = "danger" if share > 1 else "warn" if share >= NEAR_BUDGET else "t2"
    tip = "" if math.isnan(share) else tr("{share}% of {ms} ms").format(share=f"{100 * share:.1f}", ms=f"{budget_ms:g}")
    return Cell(figures.number(p99_us, 1), p99_us, "" if token == "t2" else token, Gauge(share, token, 1.0), tip)


def micros(us: float) -> str:
    """Microseconds in the unit that fits."""
    return "–" if math.isnan(us) else figures.duration(round(us * 1_000))


def shadow_rows(report: PluginReport) -> Sequence[tuple[str, str, str]]:
    """Label, running version, new version."""
    shadow = report.shadow
    if shadow is None:
        return ()
    return (
        (tr("Version"), report.version, shadow.version),
        (tr("Signals"), f"{shadow.old_signals:,}", f"{shadow.new_signals:,}"),
        (tr("Orders meant"), f"{shadow.old_orders:,}", f"{shadow.new_orders:,}"),
    )


def shadow_words(shadow: ShadowReport) -> str:
    """How alike the two are, in a sentence."""
    if shadow.failure:
        return tr("Stopped: {why} The running version is not touched.").format(why=shadow.failure)
    ran = tr("{events} events in {time}").format(
        events=f"{shadow.events:,}", time=figures.duration(round(shadow.seconds * figures.SECOND))
    )
    if math.isnan(shadow.agreeing):
        return tr("{ran}; no signal of both at the same event yet.").format(ran=ran)
    return tr(
        "{ran}; {share}% of signals at the same event agree in sign, they differ by {bps} bps on average."
    ).format(ran=ran, share=f"{100 * shadow.agreeing:.1f}", bps=figures.number(shadow.mean_difference_bps, 2))
