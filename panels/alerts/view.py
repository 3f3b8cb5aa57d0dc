"""The alerts panel: what spoke, the rules, and the form for one rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from panels.alerts.view_model import (
    AlertsModel,
    Draft,
    kind_words,
    measure_words,
    measures_of,
    relation_words,
    relations_of,
    sentence,
    unit_of,
)
from terminal.domain.market import UNSET
from terminal.sdk import figures
from terminal.sdk.desk import Action, AlertKind, PanelState
from terminal.sdk.panel import PanelContext, PanelDefaults
from terminal.sdk.table import Card, arrow_of
from terminal.sdk.theme import Tokens
from terminal.sdk.words import tr
from terminal.widgets import fonts
from terminal.widgets.buttons import ChoiceRow
from terminal.widgets.choice_box import ChoiceBox
from terminal.widgets.flow_row import FlowRow
from terminal.widgets.table import VirtualTable

if TYPE_CHECKING:
    import pyarrow as pa

ROWS_NS = 250_000_000
Words = Callable[[], Sequence[str]]
WIDE = 640
"""Width from which events and rules stand side by side."""


def create(context: PanelContext) -> AlertsPanel:
    """The factory named in the manifest."""
    return AlertsPanel(context)


class RuleForm(QWidget):
    """The form for one rule. Every change makes the draft anew and says what it would call for."""

    def __init__(self, tokens: Tokens, model: AlertsModel, symbols: Words, plugins: Words) -> None:
        super().__init__()
        self.tokens = tokens
        self.model = model
        self.symbols, self.plugins = symbols, plugins
        self.kind, self.symbol = ChoiceBox(tokens, tr("Kind")), ChoiceBox(tokens, tr("Instrument"))
        self.measure, self.relation = ChoiceBox(tokens, tr("Measure")), ChoiceBox(tokens, tr("Relation"))
        self.threshold, self.words = QLineEdit(), QLineEdit()
        self.threshold.setFont(fonts.numbers(tokens.type.body))
        self.unit, self.preview, self.problem = QLabel(), QLabel(), QLabel()
        self.once, self.sound, self.desktop = (QPushButton(w) for w in (tr("Once"), tr("Sound"), tr("Desktop")))
        self.save, self.cancel = QPushButton(tr("Save rule")), QPushButton(tr("Cancel"))
        self.save.setProperty("role", "primary")
        self.dress()
        self.lay_out()

    def dress(self) -> None:
        """Names, hints and what each control does."""
        self.words.setPlaceholderText(tr("Own words, else the condition"))
        for control, name in (
            (self.threshold, tr("Threshold")),
            (self.words, tr("Words")),
            (self.once, tr("Once: switches itself off after it spoke")),
            (self.sound, tr("Sound")),
            (self.desktop, tr("Notification of the desktop, also while the window is hidden")),
        ):
            control.setAccessibleName(name)
            control.setToolTip(name)
        for button in (self.once, self.sound, self.desktop):
            button.setCheckable(True)
            button.clicked.connect(self.changed)
        self.kind.chosen.connect(lambda name: self.take(self.draft().of_kind(AlertKind(name), self.plugins())))
        self.measure.chosen.connect(lambda name: self.take(self.draft().of_measure(name)))
        self.symbol.chosen.connect(self.changed)
        self.relation.chosen.connect(self.changed)
        self.threshold.textEdited.connect(self.changed)
        self.words.textEdited.connect(self.changed)
        self.unit.setProperty("role", "hint")
        self.preview.setProperty("role", "label")
        for label in (self.preview, self.problem):
            label.setWordWrap(True)
        self.problem.setStyleSheet(f"color: {self.tokens.danger};")

    def lay_out(self) -> None:
        """Labels at the left, controls at the right."""
        grid = QGridLayout(self)
        grid.setContentsMargins(8, 6, 8, 6)
        grid.setSpacing(4)
        grid.setColumnStretch(1, 1)
        threshold, ways, buttons = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        threshold.addWidget(self.relation)
        threshold.addWidget(self.threshold, 1)
        threshold.addWidget(self.unit)
        for button in (self.once, self.sound, self.desktop):
            ways.addWidget(button)
        ways.addStretch(1)
        buttons.addWidget(self.save)
        buttons.addWidget(self.cancel)
        buttons.addStretch(1)
        rows: tuple[tuple[str, QWidget | QHBoxLayout], ...] = (
            (tr("Kind"), self.kind), (tr("Instrument"), self.symbol), (tr("Measure"), self.measure),
            (tr("Relation"), threshold), (tr("Words"), self.words), (tr("Calls by"), ways),
        )  # fmt: skip
        for at, (label, part) in enumerate(rows):
            name = QLabel(label)
            name.setProperty("role", "label")
            grid.addWidget(name, at, 0)
            if isinstance(part, QWidget):
                grid.addWidget(part, at, 1)
            else:
                grid.addLayout(part, at, 1)
        grid.addWidget(self.preview, len(rows), 0, 1, 2)
        grid.addWidget(self.problem, len(rows) + 1, 0, 1, 2)
        grid.addLayout(buttons, len(rows) + 2, 0, 1, 2)
        grid.setRowStretch(len(rows) + 3, 1)

    def draft(self) -> Draft:
        """The draft in hand."""
        return self.model.draft or Draft()

    def changed(self, *_: object) -> None:
        """Something was typed or chosen."""
        self.take(replace(
            self.draft(), symbol=self.symbol.value, relation=self.relation.value, threshold=self.threshold.text(),
            words=self.words.text(), once=self.once.isChecked(), sound=self.sound.isChecked(),
            desktop=self.desktop.isChecked(),
        ))  # fmt: skip

    def take(self, draft: Draft) -> None:
        """Shows a draft, and what it would call for."""
        self.model.draft = draft
        kinds = kind_words()
        self.kind.show_choices(tuple(kinds), draft.kind, tuple(kinds.values()))
        symbols = tuple(dict.fromkeys(("", *self.symbols(), draft.symbol)))
        self.symbol.show_choices(symbols, draft.symbol, tuple(symbol or tr("any instrument") for symbol in symbols))
        measures = tuple(dict.fromkeys((*measures_of(draft.kind, self.plugins()), draft.measure)))
        measures = tuple(measure for measure in measures if measure)
        self.measure.show_choices(measures, draft.measure, tuple(map(measure_words, measures)))
        relations = relations_of(draft.kind, draft.measure)
        self.relation.show_choices(relations, draft.relation, tuple(relation_words()[r] for r in relations))
        plain = draft.relation == "is"
        self.threshold.setVisible(not plain)
        self.unit.setText(unit_of(draft.kind, draft.measure))
        self.unit.setVisible(not plain)
        for line, text in ((self.threshold, draft.threshold), (self.words, draft.words)):
            if line.text() != text:
                line.setText(text)
        for button, on in ((self.once, draft.once), (self.sound, draft.sound), (self.desktop, draft.desktop)):
            button.setChecked(on)
        self.symbol.setEnabled(draft.kind in (AlertKind.PRICE, AlertKind.SIGNAL))
        rule = self.model.rule_of_draft() if draft.threshold or plain else None
        self.preview.setText(tr("Calls when: {rule}").format(rule=sentence(rule)) if rule else "")
        self.complain()

    def complain(self) -> None:
        """Why it cannot be kept, in place."""
        problem = self.model.problem
        self.problem.setText(f"✕ {problem}" if problem else "")
        self.problem.setVisible(bool(problem))
        bad = bool(problem) and self.threshold.isVisible()
        self.threshold.setStyleSheet(f"border: 2px solid {self.tokens.danger};" if bad else "")
        self.threshold.setAccessibleDescription(problem)


class Pages(QWidget):
    """Events and rules side by side, or one of them where there is little room."""

    def __init__(self, tokens: Tokens, parts: Sequence[QWidget]) -> None:
        super().__init__()
        self.parts = parts
        self.choice = ChoiceRow(tokens, [tr("Spoke"), tr("Rules")], tr("Page"))
        self.choice.choose(0)
        self.choice.chosen.connect(lambda _: self.arrange())
        self.wide = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.metrics.grid)
        row.addWidget(parts[0], 5)
        row.addWidget(parts[1], 6)
        self.arrange()

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 100)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if (self.width() >= WIDE) is not self.wide:
            self.arrange()

    def arrange(self) -> None:
        """Both, or the chosen one."""
        self.wide = self.width() >= WIDE
        self.choice.setVisible(not self.wide)
        for at, part in enumerate(self.parts):
            part.setVisible(self.wide or at == self.choice.chosen_at())

    def turn_to(self, at: int) -> None:
        """Shows a page."""
        self.choice.choose(at)
        self.arrange()


class AlertsPanel(PanelDefaults):
    """The :class:`~terminal.sdk.panel.Panel` of alerts."""

    def __init__(self, context: PanelContext) -> None:
        self.context = context
        self.model = AlertsModel(context.desk.alerts)
        self.rows_ns = 0
        tokens = context.tokens
        self.events = VirtualTable(tokens, self.model.events, tr("Alerts that spoke"))
        self.events.show_card(Card(tr("Nothing has called"), tr("What a rule says is listed here."), "ph.bell"))
        self.rules = VirtualTable(tokens, self.model.rules, tr("Alert rules"))
        text = tr("A rule calls when a price, a signal, the feed or the machine does what you name.")
        self.rules.show_card(Card(tr("No rule yet"), text, "ph.bell", action=tr("New rule")))
        self.form = RuleForm(tokens, self.model, self.symbols, self.plugins)
        self.form.hide()
        self.right = QWidget()
        column = QVBoxLayout(self.right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.rules, 1)
        column.addWidget(self.form)
        self.pages = Pages(tokens, (self.events, self.right))
        self.widget = QWidget()
        self.widget.setAccessibleName(tr("Alerts"))
        whole = QVBoxLayout(self.widget)
        whole.setContentsMargins(0, 2, 0, 0)
        whole.setSpacing(2)
        whole.addWidget(self.toolbar())
        whole.addWidget(self.pages, 1)
        self.widget.setFocusProxy(self.events)
        self.bind()

    def toolbar(self) -> FlowRow:
        """Pages, a new rule, and acknowledging all."""
        self.new = QPushButton(tr("New rule"))
        self.new.setToolTip(tr("New rule for the linked instrument (Ctrl+N)"))
        self.seen = QPushButton(tr("All seen"))
        self.seen.setToolTip(tr("Acknowledge every alert (Ctrl+Shift+A)"))
        return FlowRow(self.context.tokens, self.pages.choice, self.seen, self.new)

    def bind(self) -> None:
        """Keys and clicks."""
        self.new.clicked.connect(self.begin)
        self.seen.clicked.connect(partial(self.acknowledge, everything=True))
        self.rules.card_acted.connect(self.begin)
        self.rules.activated.connect(self.edit)
        self.events.activated.connect(lambda _key: self.acknowledge())
        for keys, call in (
            ("Ctrl+N", self.begin), ("Space", self.toggle), ("Del", self.remove),
            ("F2", lambda: self.edit(self.rules.current())),
        ):  # fmt: skip
            self.rules.on_key(keys, call)
        for keys, call in (
            ("Ctrl+N", self.begin), ("Space", self.acknowledge),
            ("Ctrl+Shift+A", partial(self.acknowledge, everything=True)),
        ):  # fmt: skip
            self.events.on_key(keys, call)
        self.form.save.clicked.connect(self.save)
        self.form.cancel.clicked.connect(self.leave_form)
        near = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for key, leave in (("Esc", self.leave_form), ("Return", self.save), ("Enter", self.save)):
            QShortcut(QKeySequence(key), self.form, leave).setContext(near)

    def symbols(self) -> Sequence[str]:
        """Instruments of the session."""
        return [info.symbol for info in self.context.session.instruments()]

    def plugins(self) -> Sequence[str]:
        """Plugins that said a signal, with the names of those that say several."""
        keys = [stream.key for stream in self.context.desk.signals.streams() if not stream.shadow]
        return list(dict.fromkeys(f"{k.plugin_id}/{k.name}" if k.name else k.plugin_id for k in keys))

    # What the user does.

    def begin(self) -> None:
        """A new rule for the linked instrument, its last price filled in."""
        view = self.context.view()
        last = view.top().last_px
        words = "" if last == UNSET else figures.price(last, view.instrument.price_decimals).replace(",", "")
        self.model.begin(symbol=view.instrument.symbol, last=words)
        self.open_form()

    def edit(self, rule_id: object) -> None:
        """Changes a rule."""
        if rule_id is not None:
            self.model.begin(rule_id)
            self.open_form()

    def open_form(self) -> None:
        """Shows the draft."""
        self.pages.turn_to(1)
        self.form.show()
        self.form.take(self.form.draft())
        self.form.threshold.setFocus()
        self.form.threshold.selectAll()

    def save(self) -> None:
        """Keeps the draft, or says in place why not."""
        if self.model.save():
            self.leave_form()
        else:
            self.form.complain()

    def leave_form(self) -> None:
        """Back to the rules."""
        self.model.draft, self.model.problem = None, ""
        self.form.hide()
        self.rules.setFocus()

    def toggle(self) -> None:
        """Switches the current rule on or off."""
        self.model.toggle(self.rules.current())

    def remove(self) -> None:
        """Forgets the chosen rules."""
        for rule_id in tuple(self.rules.order.chosen):
            self.model.remove(rule_id)

    def acknowledge(self, *_: object, everything: bool = False) -> None:
        """The chosen events, or all."""
        if everything:
            self.model.acknowledge(None)
            return
        for seq in tuple(self.events.order.chosen):
            if isinstance(seq, int):
                self.model.acknowledge(seq)

    # Panel.

    def title_detail(self) -> str:
        return self.model.title_detail()

    def on_frame(self, now_ns: int) -> None:
        if now_ns - self.rows_ns >= ROWS_NS:
            self.rows_ns = now_ns
            self.model.update()
        self.events.on_frame(now_ns)
        self.rules.on_frame(now_ns)

    def save_state(self) -> PanelState:
        tables = {"events": self.events.save_state(), "rules": self.rules.save_state()}
        return {**tables, "page": self.pages.choice.chosen_at()}

    def restore_state(self, state: PanelState) -> None:
        self.events.restore_state(state.get("events"))
        self.rules.restore_state(state.get("rules"))
        if state.get("page") in (0, 1):
            self.pages.turn_to(int(str(state["page"])))

    def actions(self) -> Sequence[Action]:
        everything = partial(self.acknowledge, everything=True)
        return (
            Action("alerts.new", tr("New alert rule"), self.begin, tr("for the linked instrument")),
            Action(
                "alerts.acknowledge", tr("Acknowledge every alert"), everything, "", "", lambda: self.model.unseen() > 0
            ),
        )

    def table(self) -> pa.Table:
        return arrow_of(self.model.events, self.events.order.rows)
