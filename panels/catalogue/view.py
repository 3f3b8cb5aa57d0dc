"""The catalogue: recorded sessions and instruments, found on a worker, opened in the time machine."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from panels.catalogue.view_model import CatalogueModel
from terminal.domain.market import FeedHealth
from terminal.sdk.desk import Action, PanelState
from terminal.sdk.panel import PanelContext, PanelDefaults
from terminal.sdk.table import arrow_of
from terminal.sdk.words import tr
from terminal.widgets.buttons import ChoiceRow, icon_button
from terminal.widgets.filter_box import FilterBox
from terminal.widgets.flow_row import FlowRow
from terminal.widgets.table import VirtualTable

if TYPE_CHECKING:
    import pyarrow as pa


def create(context: PanelContext) -> CataloguePanel:
    """The factory named in the manifest."""
    return CataloguePanel(context)


class CataloguePanel(PanelDefaults):
    """The :class:`~terminal.sdk.panel.Panel` of the catalogue."""

    def __init__(self, context: PanelContext) -> None:
        self.context = context
        self.model = CatalogueModel(context.desk.data, context.desk.time_machine)
        self.now_ns = 0
        tokens = context.tokens
        self.sessions = VirtualTable(tokens, self.model.sessions, tr("Recorded sessions"))
        self.instruments = VirtualTable(tokens, self.model.instruments, tr("Instruments"))
        self.tables = (self.sessions, self.instruments)
        self.stack = QStackedWidget()
        for table in self.tables:
            self.stack.addWidget(table)
            table.card_acted.connect(self.look)
            table.on_key("F5", self.look)
            table.show_card(self.model.card())
        self.sessions.activated.connect(self.open)
        self.sessions.extend_menu = self.fill_menu
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.said.setStyleSheet(f"color: {tokens.danger}; padding: 4px {tokens.metrics.cell_padding}px;")
        self.said.hide()
        self.widget = QWidget()
        self.widget.setAccessibleName(tr("Catalogue"))
        column = QVBoxLayout(self.widget)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.toolbar())
        column.addWidget(self.said)
        column.addWidget(self.stack, 1)
        self.widget.setFocusProxy(self.stack)
        self.stack.setFocusProxy(self.sessions)

    def toolbar(self) -> FlowRow:
        """Pages, words, looking again, opening."""
        tokens = self.context.tokens
        self.pages = ChoiceRow(tokens, [tr("Sessions"), tr("Instruments")], tr("Page"))
        self.pages.choose(0)
        self.pages.chosen.connect(self.turn_to)
        self.search = FilterBox(tr("Filter"))
        self.search.textChanged.connect(self.filter)
        self.search.left.connect(self.leave_search)
        self.search.gone_on.connect(lambda: self.shown().enter_rows())
        self.again = icon_button(tokens, "ph.arrow-clockwise", tr("Look again"), "F5")
        self.again.clicked.connect(self.look)
        self.open_button = QPushButton(tr("Open"))
        self.open_button.setToolTip(tr("Open the session in the time machine (Enter)"))
        self.open_button.clicked.connect(lambda: self.open(self.sessions.current()))
        self.search.setMinimumWidth(90)
        return FlowRow(tokens, self.pages, self.search, self.again, self.open_button)

    def fill_menu(self, menu: QMenu) -> None:
        """Entries of the sessions' menu."""
        menu.addAction(tr("Open in the time machine") + "\tEnter", lambda: self.open(self.sessions.current()))
        menu.addAction(tr("Copy its name for commands"), self.copy_name)

    # What the user does.

    def shown(self) -> VirtualTable:
        """The table on top."""
        return self.tables[self.stack.currentIndex()]

    def turn_to(self, at: int) -> None:
        """Shows a page."""
        self.pages.choose(at)
        self.stack.setCurrentIndex(at)
        self.stack.setFocusProxy(self.tables[at])
        self.open_button.setVisible(at == 0)

    def filter(self, words: str) -> None:
        """Both tables by the same words."""
        for table in self.tables:
            table.filter(words)

    def leave_search(self) -> None:
        """Every row again."""
        self.search.clear()
        self.shown().setFocus()

    def look(self) -> None:
        """Reads the library on a worker."""
        if self.model.looking:
            return
        self.model.begin(self.now_ns)
        self.context.desk.work(self.model.look, self.take, self.fail)

    def take(self, found: object) -> None:
        """The look is over."""
        self.model.take(found)
        self.show_cards()

    def fail(self, error: Exception) -> None:
        """The look failed: rows of before stay, and the reason is said."""
        self.model.fail(error)
        self.show_cards()

    def show_cards(self) -> None:
        """What the tables say without rows; a failure beside rows stands above them."""
        for table in self.tables:
            table.show_card(self.model.card())
        beside = self.model.failure if self.model.found is not None else ""
        self.say(beside)

    def say(self, words: str) -> None:
        """Trouble, in place."""
        self.said.setText(f"✕ {words}" if words else "")
        self.said.setVisible(bool(words))

    def open(self, session_id: object) -> None:
        """Shows the session in the whole terminal."""
        self.model.open(session_id)
        self.say(self.model.said)

    def copy_name(self) -> None:
        """``catalogue:ID``, which every command takes for a path."""
        if (session_id := self.sessions.current()) is not None:
            QApplication.clipboard().setText(f"catalogue:{session_id}")

    # Panel.

    def title_detail(self) -> str:
        return self.model.title_detail()

    def health(self) -> FeedHealth | None:
        return FeedHealth.LOADING if self.model.found is None and self.model.looking else None

    def on_frame(self, now_ns: int) -> None:
        self.now_ns = now_ns
        if self.model.due(now_ns):
            self.look()
        self.shown().on_frame(now_ns)

    def save_state(self) -> PanelState:
        state = {"sessions": self.sessions.save_state(), "instruments": self.instruments.save_state()}
        return {**state, "page": self.stack.currentIndex(), "search": self.search.text()}

    def restore_state(self, state: PanelState) -> None:
        self.sessions.restore_state(state.get("sessions"))
        self.instruments.restore_state(state.get("instruments"))
        if state.get("page") in (0, 1):
            self.turn_to(int(str(state["page"])))
        if isinstance(search := state.get("search"), str):
            self.search.setText(search)

    def actions(self) -> Sequence[Action]:
        return (
            Action("catalogue.look", tr("Look at the catalogue again"), self.look),
            Action("catalogue.open", tr("Open the chosen session"), lambda: self.open(self.sessions.current())),
            Action("catalogue.instruments", tr("Show catalogued instruments"), partial(self.turn_to, 1)),
        )

    def table(self) -> pa.Table:
        return arrow_of(self.shown().source, self.shown().order.rows)
