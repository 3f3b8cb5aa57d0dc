"""The SQL console: an editor, the views with their columns, the result."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from panels.sql_console.result import ResultSource, flat
from panels.sql_console.view_model import SAMPLES, Query, SqlModel, as_csv, place_of
from terminal.domain.market import FeedHealth
from terminal.sdk import figures
from terminal.sdk.desk import Action, DeskNotice, PanelState
from terminal.sdk.panel import PanelContext, PanelDefaults
from terminal.sdk.table import Card
from terminal.sdk.theme import Tokens
from terminal.sdk.words import tr
from terminal.widgets import fonts
from terminal.widgets.table import VirtualTable

if TYPE_CHECKING:
    import pyarrow as pa

TICK_NS = 100_000_000


def create(context: PanelContext) -> SqlPanel:
    """The factory named in the manifest."""
    return SqlPanel(context)


class Editor(QPlainTextEdit):
    """Plain text in figures of equal width; ``Ctrl Enter`` runs, ``Ctrl ↑ ↓`` recalls, ``Esc`` cancels."""

    run_asked = Signal()
    recalled = Signal(int)
    cancelled = Signal()

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.setFont(fonts.numbers(tokens.type.body))
        self.setAccessibleName(tr("SQL"))
        self.setPlaceholderText(tr("SELECT … FROM bars, trades, quotes, instruments or sessions. Ctrl+Enter runs."))
        self.setTabChangesFocus(True)
        self.setStyleSheet(
            f"QPlainTextEdit {{ background: {tokens.s1}; color: {tokens.t1}; border: 1px solid {tokens.line2};"
            f' font-family: "JetBrains Mono", monospace; font-size: {tokens.type.body}px;'
            f" selection-background-color: {tokens.accent}; selection-color: {tokens.accent_text}; padding: 2px; }}"
            f"QPlainTextEdit:focus {{ border-color: {tokens.accent}; }}"
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if control:
                self.run_asked.emit()
            case Qt.Key.Key_Up if control:
                self.recalled.emit(-1)
            case Qt.Key.Key_Down if control:
                self.recalled.emit(1)
            case Qt.Key.Key_Escape:
                self.cancelled.emit()
            case _:
                super().keyPressEvent(event)

    def put(self, text: str) -> None:
        """Replaces the text; undo brings the former one back."""
        cursor = self.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)
        self.setTextCursor(cursor)

    def go_to(self, place: int) -> None:
        """Selects the word at a place."""
        cursor = self.textCursor()
        cursor.setPosition(min(place, len(self.toPlainText())))
        cursor.select(QTextCursor.SelectionType.WordUnderCursor)
        self.setTextCursor(cursor)


class SqlPanel(PanelDefaults):
    """The :class:`~terminal.sdk.panel.Panel` of the SQL console."""

    def __init__(self, context: PanelContext) -> None:
        self.context = context
        self.model = SqlModel(context.desk.data)
        self.asked_schema = False
        self.ticked_ns = 0
        tokens = context.tokens
        self.editor = Editor(tokens)
        self.editor.run_asked.connect(self.run)
        self.editor.cancelled.connect(self.cancel)
        self.editor.recalled.connect(lambda by: self.editor.put(self.model.recall(by, self.editor.toPlainText())))
        self.schema = VirtualTable(tokens, self.model.schema, tr("Views and their columns"))
        self.schema.show_card(Card(tr("Reading the views…"), icon="ph.database"))
        self.schema.activated.connect(self.insert)
        self.result = VirtualTable(tokens, self.model.result, tr("Result"))
        self.result.card_sampled.connect(self.sample)
        self.result.card_acted.connect(self.cancel)
        self.error = QLabel()
        self.error.setFont(fonts.numbers(tokens.type.hint))
        self.error.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.error.setWordWrap(True)
        self.error.setTextFormat(Qt.TextFormat.PlainText)
        self.error.setStyleSheet(
            f"background: {tokens.danger_fill}; color: {tokens.t1}; border: 1px solid {tokens.danger};"
            " padding: 6px 8px;"
        )
        self.error.setAccessibleName(tr("Error"))
        self.error.hide()
        self.widget = self.laid_out()
        self.show_card()

    def laid_out(self) -> QWidget:
        """Editor beside the views, buttons, error, result."""
        top = QSplitter(Qt.Orientation.Horizontal)
        top.addWidget(self.editor)
        top.addWidget(self.schema)
        top.setStretchFactor(0, 3)
        top.setStretchFactor(1, 1)
        self.schema.setMinimumWidth(90)
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(self.toolbar())
        column.addWidget(self.error)
        column.addWidget(self.result, 1)
        whole = QSplitter(Qt.Orientation.Vertical)
        whole.setAccessibleName(tr("SQL console"))
        whole.addWidget(top)
        whole.addWidget(below)
        whole.setStretchFactor(0, 1)
        whole.setStretchFactor(1, 3)
        whole.setSizes([2_500, 7_500])
        for splitter in (top, whole):
            splitter.setChildrenCollapsible(False)
            splitter.setHandleWidth(self.context.tokens.metrics.grid)
        whole.setFocusProxy(self.editor)
        return whole

    def toolbar(self) -> QHBoxLayout:
        """Run, cancel, save, and how it went."""
        self.run_button, self.cancel_button = QPushButton(tr("Run")), QPushButton(tr("Cancel"))
        self.save_button = QPushButton(tr("Save as CSV"))
        self.run_button.setProperty("role", "primary")
        for button, keys, call in (
            (self.run_button, "Ctrl+Enter", self.run),
            (self.cancel_button, "Esc", self.cancel),
            (self.save_button, "", self.save),
        ):
            button.setToolTip(f"{button.text()} ({keys})" if keys else button.text())
            button.clicked.connect(call)
        self.status = QLabel()
        self.status.setProperty("role", "label")
        row = QHBoxLayout()
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(4)
        for button in (self.run_button, self.cancel_button, self.save_button):
            row.addWidget(button)
        row.addSpacing(8)
        row.addWidget(self.status, 1)
        self.show_buttons()
        return row

    # What the user does.

    def run(self) -> None:
        """Runs what is selected, else all of the text, on a worker."""
        cursor = self.editor.textCursor()
        text = cursor.selectedText().replace("\u2029", "\n") if cursor.hasSelection() else self.editor.toPlainText()
        query = self.model.begin(text)
        if query is None:
            return
        self.show_error("")
        self.show_buttons()
        self.show_card()
        self.context.desk.work(self.model.job(query), partial(self.take, query), partial(self.fail, query))

    def take(self, query: Query, result: object) -> None:
        """A result came."""
        self.model.take(query, result)
        if not query.given_up:
            self.result.show_source(self.model.result)
        self.show_buttons()
        self.show_card()

    def fail(self, query: Query, error: Exception) -> None:
        """The engine complained: its words, and the cursor where it points to."""
        self.model.fail(query, error)
        if not query.given_up:
            self.show_error(self.model.error)
            place = place_of(self.model.error, query.sql)
            at = self.editor.toPlainText().find(query.sql)
            if place is not None and at >= 0:
                self.editor.go_to(at + place)
        self.show_buttons()
        self.show_card()

    def cancel(self) -> None:
        """Gives the run up."""
        self.model.cancel()
        self.show_buttons()
        self.show_card()

    def insert(self, key: object) -> None:
        """Puts the name of a view or column where the cursor is."""
        self.editor.insertPlainText(str(key[1] if isinstance(key, tuple) else key))
        self.editor.setFocus()

    def sample(self, sql: str) -> None:
        """Takes an example into the editor and runs it."""
        self.editor.put(sql)
        self.editor.setFocus()
        self.run()

    def save(self) -> None:
        """Asks where to, then writes the result as CSV on a worker."""
        box = QFileDialog(self.widget, tr("Save as CSV"), "result.csv", "CSV (*.csv)")
        box.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        box.setDefaultSuffix("csv")
        box.fileSelected.connect(self.save_to)
        box.finished.connect(box.deleteLater)
        box.open()

    def save_to(self, name: str) -> None:
        """Writes the result into a file."""
        result, notify = self.model.result, self.context.desk.notify
        if not isinstance(result, ResultSource):
            return

        def written(_result: object) -> None:
            notify(DeskNotice("info", tr("Result saved"), name, "sql"))

        def refused(error: Exception) -> None:
            self.show_error(
                tr("{name} was not written: {error}. Choose another folder.").format(name=name, error=error)
            )

        self.context.desk.work(lambda: Path(name).write_bytes(as_csv(flat(result.whole))), written, refused)

    # Showing.

    def show_error(self, words: str) -> None:
        """The engine's words, in place."""
        self.error.setText(words)
        self.error.setVisible(bool(words))

    def show_buttons(self) -> None:
        """What can be pressed now."""
        runs = self.model.running is not None
        self.run_button.setEnabled(not runs)
        self.cancel_button.setEnabled(runs)
        self.save_button.setEnabled(isinstance(self.model.result, ResultSource))
        self.show_status()

    def show_status(self) -> None:
        """How long it has been running, or what came."""
        words = self.model.said
        if self.model.running is not None:
            words = tr("running, {time}").format(time=figures.duration(round(self.model.seconds() * figures.SECOND)))
        if self.model.error:
            words = tr("failed; see below what the engine says")
        if words != self.status.text():
            self.status.setText(words)

    def show_card(self) -> None:
        """What stands where there are no rows."""
        if self.model.running is not None:
            card = Card(
                tr("Running"), tr("Esc cancels; the window goes on meanwhile."), "ph.hourglass", action=tr("Cancel")
            )
        elif self.model.answered:
            card = Card(tr("No rows"), tr("The query is right; nothing fits it."), "ph.table")
        else:
            text = tr("Read-only SQL over what was recorded and imported. Try one:")
            card = Card(tr("Ask the catalogue"), text, "ph.terminal-window", samples=SAMPLES)
        self.result.show_card(card)

    # Panel.

    def title_detail(self) -> str:
        return self.model.title_detail()

    def health(self) -> FeedHealth | None:
        return FeedHealth.LOADING if self.model.running is not None else None

    def on_frame(self, now_ns: int) -> None:
        if not self.asked_schema:
            self.asked_schema = True
            self.context.desk.work(self.model.read_schema, self.model.take_schema, self.no_schema)
        if self.model.running is not None and now_ns - self.ticked_ns >= TICK_NS:
            self.ticked_ns = now_ns
            self.show_status()
        self.schema.on_frame(now_ns)
        self.result.on_frame(now_ns)

    def no_schema(self, error: Exception) -> None:
        """The views could not be read."""
        self.schema.show_card(Card(tr("The views could not be read"), str(error), "ph.x-circle", "danger"))

    def save_state(self) -> PanelState:
        return {"text": self.editor.toPlainText(), "history": list(self.model.history[-100:])}

    def restore_state(self, state: PanelState) -> None:
        text, history = state.get("text"), state.get("history")
        if isinstance(text, str):
            self.editor.setPlainText(text)
        if isinstance(history, list):
            self.model.history = [one for one in history if isinstance(one, str)]

    def actions(self) -> Sequence[Action]:
        def possible() -> bool:
            return isinstance(self.model.result, ResultSource)

        return (
            Action("sql.run", tr("Run the query"), self.run),
            Action("sql.save", tr("Save the result as CSV"), self.save, enabled=possible),
        )

    def table(self) -> pa.Table | None:
        result = self.model.result
        return flat(result.whole) if isinstance(result, ResultSource) else None

    def close(self) -> None:
        self.model.close()
