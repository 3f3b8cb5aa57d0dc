"""The plugins panel: every plugin in a table; the chosen one in full beside or below it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from panels.plugins.view_model import KEYS, PluginsModel, kind_words, shadow_rows, shadow_words, state_words
from terminal.domain.plugins import PluginState
from terminal.sdk.desk import Action, PanelState, PluginReport
from terminal.sdk.panel import PanelContext, PanelDefaults
from terminal.sdk.table import Card, arrow_of
from terminal.sdk.theme import Tokens
from terminal.sdk.words import tr
from terminal.widgets import fonts
from terminal.widgets.flow_row import FlowRow
from terminal.widgets.setting_form import SettingEntry, SettingForm
from terminal.widgets.table import VirtualTable

if TYPE_CHECKING:
    import pyarrow as pa

ROWS_NS = 250_000_000
WIDE = 820
"""Width from which the detail stands beside the table."""
BAD = (PluginState.QUARANTINED, PluginState.REFUSED)


def create(context: PanelContext) -> PluginsPanel:
    """The factory named in the manifest."""
    return PluginsPanel(context)


class Detail(QScrollArea):
    """One plugin in full: what it is, why it stopped, the version beside it, its settings, its buttons."""

    def __init__(self, tokens: Tokens, model: PluginsModel) -> None:
        super().__init__()
        self.tokens = tokens
        self.model = model
        self.shown: PluginReport | None = None
        self.formed = ""
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.title, self.doc, self.reason, self.shadow, self.problem = (QLabel() for _ in range(5))
        self.title.setProperty("role", "heading")
        self.doc.setProperty("role", "label")
        selectable = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        for label in (self.doc, self.reason, self.shadow, self.problem):
            label.setWordWrap(True)
            label.setTextInteractionFlags(selectable)
        self.problem.setStyleSheet(f"color: {tokens.danger};")
        self.buttons: dict[str, QPushButton] = {}
        self.button_row = FlowRow(tokens)
        self.button_row.flow.setContentsMargins(0, 0, 0, 0)
        self.facts = QGridLayout()
        self.facts.setHorizontalSpacing(12)
        self.facts.setColumnStretch(1, 1)
        self.settings_head = QLabel(tr("Settings: kept, and the plugin starts anew with them"))
        self.settings_head.setProperty("role", "label")
        self.form = self.made_form()
        inner = QWidget()
        self.column = column = QVBoxLayout(inner)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(8)
        parts: tuple[QWidget | QGridLayout, ...] = (
            self.title, self.doc, self.reason, self.button_row, self.problem, self.shadow, self.facts,
            self.settings_head, self.form,
        )  # fmt: skip
        for part in parts:
            if isinstance(part, QWidget):
                column.addWidget(part)
            else:
                column.addLayout(part)
        column.addStretch(1)
        self.setWidget(inner)

    def minimumSizeHint(self) -> QSize:
        return QSize(220, 140)

    def update_report(self) -> None:
        """Brings everything up to date where it changed."""
        report = self.model.report()
        self.problem.setText(f"✕ {self.model.problem}" if self.model.problem else "")
        self.problem.setVisible(bool(self.model.problem))
        if report is None or report == self.shown:
            return
        self.shown = report
        kind = kind_words()[report.kind]
        self.title.setText(f"{report.id} {report.version}   {state_words()[report.state]} · {kind}")
        self.doc.setText(tr(report.doc))
        self.doc.setVisible(bool(report.doc))
        self.show_reason(report)
        self.show_shadow(report)
        self.show_steps()
        self.show_facts()
        if self.formed != report.id:
            self.formed = report.id
            old, self.form = self.form, self.made_form()
            self.column.replaceWidget(old, self.form)
            old.hide()
            old.deleteLater()
            self.settings_head.setVisible(bool(self.form.rows))

    def made_form(self) -> SettingForm:
        """The settings of the chosen plugin; each is kept as it is entered, a refusal stands below it."""
        report = self.model.report()
        entries = self.model.board.settings(report.id) if report is not None else ()
        found = [SettingEntry(declaration, value) for declaration, value in entries]
        return SettingForm(self.tokens, found, self.model.set_setting, self.reset_setting)

    def reset_setting(self, name: str) -> None:
        """Back to the manifest's default."""
        declaration = self.form.rows[name].declaration
        self.model.set_setting(name, declaration.default)
        self.form.show_value(name, declaration.default)

    def show_reason(self, report: PluginReport) -> None:
        """Why it was stopped, in full, and what to do."""
        self.reason.setVisible(bool(report.reason))
        if not report.reason:
            return
        word = state_words()[report.state]
        after = ""
        if report.state is PluginState.QUARANTINED:
            after = tr("Other plugins run on. Enable runs it from the start; Reload takes its folder anew.")
        elif report.state in BAD:
            after = tr("None of its code was run. Put it right, then press Reload.")
        bad = report.state in BAD
        token, fill = ("danger", "danger_fill") if bad else ("t2", "s2")
        t = self.tokens
        self.reason.setText(f"■ {word}: {report.reason}" + (f"\n{after}" if after else ""))
        self.reason.setStyleSheet(
            f"background: {getattr(t, fill)}; color: {t.t1}; border: 1px solid {getattr(t, token)};"
            f" border-radius: {t.metrics.radius}px; padding: 8px;"
        )

    def show_shadow(self, report: PluginReport) -> None:
        """The comparison with the version that runs beside it."""
        self.shadow.setVisible(report.shadow is not None)
        if report.shadow is None:
            return
        t, rows = self.tokens, shadow_rows(report)
        heads = ("", tr("running"), tr("new"))
        lines = [line_of(heads, (t.t3, t.t3, t.t3)), *(line_of(row, (t.t2, t.t1, t.t1)) for row in rows)]
        failed = bool(report.shadow.failure)
        ink = t.danger if failed else t.t1
        head = tr("A new version runs beside it; nothing it says is acted on")
        words = f"<span style='color:{ink}'>{shadow_words(report.shadow)}</span>"
        self.shadow.setText(f"<b>{head}</b><table>{''.join(lines)}</table>{words}")
        self.shadow.setStyleSheet(
            f"background: {t.s2}; border: 1px solid {t.danger if failed else t.line2};"
            f" border-radius: {t.metrics.radius}px; padding: 8px;"
        )

    def show_steps(self) -> None:
        """The buttons; those that cannot be pressed say why on hover."""
        for step in self.model.steps():
            if step.id not in self.buttons:
                button = QPushButton(step.words)
                button.clicked.connect(partial(self.press, step.id))
                self.buttons[step.id] = button
                self.button_row.add(button)
            button = self.buttons[step.id]
            button.setEnabled(not step.refused)
            button.setToolTip(f"{step.words} ({step.keys})" + (f": {step.refused}" if step.refused else ""))
            button.setAccessibleDescription(step.refused)

    def press(self, step_id: str) -> None:
        """A button or its key."""
        self.model.do(step_id)
        self.update_report()

    def show_facts(self) -> None:
        """Labels and figures."""
        while (item := self.facts.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for at, (label, figure) in enumerate(self.model.facts()):
            name, value = QLabel(label), QLabel(figure)
            name.setProperty("role", "label")
            value.setWordWrap(True)
            value.setFont(fonts.numbers(self.tokens.type.hint))
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.facts.addWidget(name, at, 0, Qt.AlignmentFlag.AlignTop)
            self.facts.addWidget(value, at, 1)


def line_of(words: Sequence[str], inks: Sequence[str]) -> str:
    """A line of the comparison."""
    cells = (
        f"<td style='padding: 1px 18px 1px 0; color: {ink}'>{word}</td>" for word, ink in zip(words, inks, strict=True)
    )
    return f"<tr>{''.join(cells)}</tr>"


class TurningSplitter(QSplitter):
    """Side by side where there is room, else one over the other."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        wide = event.size().width() >= WIDE
        wanted = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if wanted != self.orientation():
            self.setOrientation(wanted)
            self.setSizes([58, 42] if wide else [45, 55])
        super().resizeEvent(event)


class PluginsPanel(PanelDefaults):
    """The :class:`~terminal.sdk.panel.Panel` of plugins."""

    def __init__(self, context: PanelContext) -> None:
        self.context = context
        self.model = PluginsModel(context.desk.plugins)
        self.rows_ns = 0
        self.table_view = VirtualTable(context.tokens, self.model.source, tr("Plugins"))
        self.table_view.current_changed.connect(self.choose)
        text = tr("plimsoll plugin new NAME makes one; a guide leads from there to a running signal.")
        self.table_view.show_card(Card(tr("No plugin was found"), text, "ph.puzzle-piece"))
        self.detail = Detail(context.tokens, self.model)
        for step, key in KEYS.items():
            self.table_view.on_key(key, partial(self.detail.press, step))
        self.widget = TurningSplitter(Qt.Orientation.Horizontal)
        self.widget.setAccessibleName(tr("Plugins"))
        self.widget.setChildrenCollapsible(False)
        self.widget.setHandleWidth(context.tokens.metrics.grid)
        self.widget.addWidget(self.table_view)
        self.widget.addWidget(self.detail)
        self.widget.setStretchFactor(0, 58)
        self.widget.setStretchFactor(1, 42)
        self.widget.setFocusProxy(self.table_view)

    def choose(self, key: object) -> None:
        """Shows a plugin in full."""
        if isinstance(key, str):
            self.model.choose(key)
            self.detail.update_report()

    def title_detail(self) -> str:
        return self.model.title_detail()

    def on_frame(self, now_ns: int) -> None:
        if now_ns - self.rows_ns >= ROWS_NS:
            self.rows_ns = now_ns
            self.model.update()
            if self.table_view.current() is None and self.model.chosen:
                self.table_view.renew()
                self.table_view.choose(self.model.chosen)
            self.detail.update_report()
        self.table_view.on_frame(now_ns)

    def save_state(self) -> PanelState:
        return {"table": self.table_view.save_state(), "chosen": self.model.chosen}

    def restore_state(self, state: PanelState) -> None:
        self.table_view.restore_state(state.get("table"))
        if isinstance(chosen := state.get("chosen"), str):
            self.model.choose(chosen)

    def actions(self) -> Sequence[Action]:
        def action(step_id: str, title: str) -> Action:
            def possible() -> bool:
                return any(step.id == step_id and not step.refused for step in self.model.steps())

            return Action(
                f"plugins.{step_id}", title, partial(self.detail.press, step_id), self.model.chosen, "", possible
            )

        return (
            action("enable", tr("Enable the plugin")),
            action("disable", tr("Disable the plugin")),
            action("reload", tr("Reload the plugin beside the running one")),
            action("promote", tr("Promote the new version of the plugin")),
            action("roll_back", tr("Roll the plugin back")),
        )

    def table(self) -> pa.Table:
        return arrow_of(self.model.source, self.table_view.order.rows)
