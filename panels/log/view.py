"""The log panel: filters over a table that follows its tail, and the chosen line in full below."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from panels.log.view_model import LEVELS, LogModel, level_words
from terminal.sdk.desk import Action, PanelState
from terminal.sdk.panel import PanelContext, PanelDefaults
from terminal.sdk.table import Card, arrow_of
from terminal.sdk.words import tr
from terminal.widgets import fonts
from terminal.widgets.buttons import icon_button
from terminal.widgets.choice_box import ChoiceBox
from terminal.widgets.filter_box import FilterBox
from terminal.widgets.flow_row import FlowRow
from terminal.widgets.table import VirtualTable

if TYPE_CHECKING:
    import pyarrow as pa

ROWS_NS = 250_000_000


def create(context: PanelContext) -> LogPanel:
    """The factory named in the manifest."""
    return LogPanel(context)


class LogPanel(PanelDefaults):
    """The :class:`~terminal.sdk.panel.Panel` of the log."""

    def __init__(self, context: PanelContext) -> None:
        self.context = context
        self.model = LogModel(context.desk.log)
        self.rows_ns = 0
        self.known: tuple[str, ...] = ()
        self.table_view = VirtualTable(context.tokens, self.model.source, tr("Log"))
        self.table_view.follow_tail = True
        self.table_view.current_changed.connect(self.show_line)
        self.table_view.show_card(Card(tr("Nothing logged yet"), tr("What this run does shows here."), "ph.article"))
        self.table_view.on_key("Ctrl+End", partial(self.follow, on=True))
        self.table_view.on_key("Ctrl+O", self.open_folder)
        self.whole = QLabel()
        self.whole.setFont(fonts.numbers(context.tokens.type.hint))
        self.whole.setWordWrap(True)
        self.whole.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.whole.setStyleSheet(f"background: {context.tokens.s2}; padding: 6px 8px;")
        self.whole.setAccessibleName(tr("The chosen line in full"))
        self.whole.hide()
        self.widget = QWidget()
        self.widget.setAccessibleName(tr("Log"))
        column = QVBoxLayout(self.widget)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.toolbar())
        column.addWidget(self.table_view, 1)
        column.addWidget(self.whole)
        self.widget.setFocusProxy(self.table_view)

    def toolbar(self) -> FlowRow:
        """Level, source, words, tail and file."""
        tokens, words = self.context.tokens, level_words()
        self.level = ChoiceBox(tokens, tr("Least level"))
        self.level.show_choices(LEVELS, "debug", [tr("from {level}").format(level=words[level]) for level in LEVELS])
        self.level.chosen.connect(lambda _: self.choose())
        self.origin = ChoiceBox(tokens, tr("Source"))
        self.origin.show_choices(("",), "", (tr("every source"),))
        self.origin.chosen.connect(lambda _: self.choose())
        self.search = FilterBox(tr("Search"))
        self.search.textChanged.connect(self.table_view.filter)
        self.search.left.connect(self.leave_search)
        self.search.gone_on.connect(self.table_view.enter_rows)
        self.tail = QPushButton(tr("Follow"))
        self.tail.setCheckable(True)
        self.tail.setChecked(True)
        self.tail.setToolTip(tr("Keep the newest line in view (Ctrl+End)"))
        self.tail.clicked.connect(lambda on: self.follow(on=on))
        self.folder = icon_button(tokens, "ph.folder-open", tr("Show the log file"), "Ctrl+O")
        self.folder.clicked.connect(self.open_folder)
        self.search.setMinimumWidth(90)
        return FlowRow(tokens, self.level, self.origin, self.search, self.tail, self.folder)

    # What the user does.

    def choose(self) -> None:
        """Filters by level and source."""
        self.model.choose(self.level.value, self.origin.value)
        self.table_view.renew()
        if self.table_view.follow_tail:
            self.table_view.scroll_to_end()

    def leave_search(self) -> None:
        """Every word again."""
        self.search.clear()
        self.table_view.setFocus()

    def follow(self, *, on: bool) -> None:
        """Keeps the newest line in view, or leaves the view alone."""
        self.table_view.follow_tail = on
        self.tail.setChecked(on)
        if on:
            self.table_view.scroll_to_end()

    def open_folder(self) -> None:
        """Shows the folder of the log file in the desktop's file manager."""
        path = self.context.desk.log.path
        if path is None:
            self.say(tr("No log file could be opened; these lines are held in memory only."))
        elif not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent))):
            self.say(tr("The log file is {path}").format(path=path))

    def say(self, words: str) -> None:
        """Words in the strip below."""
        self.whole.setText(words)
        self.whole.setVisible(bool(words))

    def show_line(self, key: object) -> None:
        """A line of several, or too long for its row, in full."""
        line = self.model.line(key)
        self.say(line.text if line is not None and ("\n" in line.text or len(line.text) > 60) else "")

    # Panel.

    def title_detail(self) -> str:
        return self.model.title_detail()

    def on_frame(self, now_ns: int) -> None:
        if now_ns - self.rows_ns >= ROWS_NS:
            self.rows_ns = now_ns
            self.model.update()
            origins = tuple(sorted(self.model.origins))
            if origins != self.known:
                self.known = origins
                self.origin.show_choices(("", *origins), self.model.origin, (tr("every source"), *origins))
        self.table_view.on_frame(now_ns)

    def save_state(self) -> PanelState:
        return {
            "level": self.model.level,
            "source": self.model.origin,
            "search": self.search.text(),
            "follow": self.table_view.follow_tail,
            "table": self.table_view.save_state(),
        }

    def restore_state(self, state: PanelState) -> None:
        self.table_view.restore_state({**as_mapping(state.get("table")), "filter": ""})
        level, origin, search = state.get("level"), state.get("source"), state.get("search")
        self.level.show_value(level if level in LEVELS else "debug")
        self.origin.show_value(origin if isinstance(origin, str) else "")
        self.search.setText(search if isinstance(search, str) else "")
        self.choose()
        self.follow(on=state.get("follow") is not False)

    def actions(self) -> Sequence[Action]:
        return (
            Action("log.follow", tr("Follow the log"), partial(self.follow, on=True)),
            Action("log.search", tr("Search the log"), self.search.setFocus),
            Action("log.folder", tr("Show the log file"), self.open_folder),
        )

    def table(self) -> pa.Table:
        return arrow_of(self.model.source, self.table_view.order.rows)


def as_mapping(state: object) -> dict[str, object]:
    """A kept state that is one."""
    return dict(state) if isinstance(state, dict) else {}
