"""The watchlist: a choice of lists, a line to add by, and the table."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from panels.watchlist.view_model import WatchlistModel
from terminal.domain.market import FeedHealth
from terminal.sdk.desk import Action, PanelState
from terminal.sdk.market import InstrumentView
from terminal.sdk.panel import PanelContext, PanelDefaults
from terminal.sdk.table import Card, arrow_of
from terminal.sdk.words import tr
from terminal.widgets.buttons import icon_button
from terminal.widgets.choice_box import ChoiceBox
from terminal.widgets.filter_box import FilterBox
from terminal.widgets.table import VirtualTable

if TYPE_CHECKING:
    import pyarrow as pa

SILENT = (FeedHealth.STALE, FeedHealth.FAILED)
ROWS_NS = 200_000_000
"""Prices are read at most five times a second: faster than a table can be read."""


def create(context: PanelContext) -> WatchlistPanel:
    """The factory named in the manifest."""
    return WatchlistPanel(context)


class WatchlistPanel(PanelDefaults):
    """The :class:`~terminal.sdk.panel.Panel` of watchlists."""

    def __init__(self, context: PanelContext) -> None:
        self.context = context
        self.model = WatchlistModel(context.desk.watchlists, context.session)
        self.rows_ns = 0
        self.linked_id = -1
        self.mode = ""
        """What the line is for: ``add``, ``make``, ``rename``; empty while it is closed."""
        self.offers: tuple[str, ...] = ()
        self.widget = QWidget()
        self.widget.setAccessibleName(tr("Watchlist"))
        self.build_table()
        column = QVBoxLayout(self.widget)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(2)
        column.addLayout(self.toolbar())
        column.addWidget(self.line)
        column.addWidget(self.problem)
        column.addWidget(self.table_view, 1)
        self.widget.setFocusProxy(self.table_view)

    def build_table(self) -> None:
        """The table and its keys."""
        self.table_view = VirtualTable(self.context.tokens, self.model.source, tr("Watchlist"))
        self.table_view.activated.connect(self.link)
        self.table_view.row_dropped.connect(self.dropped)
        self.table_view.rows_movable = True
        self.table_view.extend_menu = self.fill_menu
        self.table_view.card_acted.connect(self.add_all)
        text = tr("Ctrl+N adds by typing; or begin with what the session has.")
        self.table_view.show_card(Card(tr("This list is empty"), text, "ph.star", action=tr("Watch every instrument")))
        for keys, call in (
            ("Ctrl+N", partial(self.open_line, "add")),
            ("Ins", partial(self.open_line, "add")),
            ("Del", self.remove),
            ("Alt+Up", partial(self.move, -1)),
            ("Alt+Down", partial(self.move, 1)),
            ("F2", partial(self.open_line, "rename")),
            ("Ctrl+PgUp", partial(self.turn_list, -1)),
            ("Ctrl+PgDown", partial(self.turn_list, 1)),
        ):
            self.table_view.on_key(keys, call)

    def toolbar(self) -> QHBoxLayout:
        """Lists and what can be done with them."""
        tokens = self.context.tokens
        self.lists = ChoiceBox(tokens, tr("List"))
        self.lists.chosen.connect(self.choose_list)
        self.add = icon_button(tokens, "ph.plus", tr("Add a symbol"), "Ctrl+N")
        self.add.clicked.connect(partial(self.open_line, "add"))
        self.more = icon_button(tokens, "ph.dots-three", tr("More for this list"))
        self.more.clicked.connect(lambda: self.list_menu().popup(self.more.mapToGlobal(self.more.rect().bottomLeft())))
        self.line = FilterBox(tr("Symbol"))
        self.line.returnPressed.connect(self.take_line)
        self.line.gone_on.connect(self.take_line)
        self.line.left.connect(self.close_line)
        self.line.hide()
        self.known = QStringListModel(self.line)
        self.completer = QCompleter(self.known, self.line)
        self.completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        self.problem.setStyleSheet(f"color: {tokens.danger}; padding: 0 {tokens.metrics.cell_padding}px;")
        self.problem.hide()
        row = QHBoxLayout()
        row.setContentsMargins(8, 0, 4, 0)
        row.setSpacing(4)
        row.addWidget(self.lists, 1)
        row.addWidget(self.add)
        row.addWidget(self.more)
        self.show_lists()
        return row

    def show_lists(self) -> None:
        """The lists as they now are."""
        self.lists.show_choices(self.model.names(), self.model.name)

    def fill_menu(self, menu: QMenu) -> None:
        """Entries of the table's menu."""
        menu.addAction(tr("Link") + "\tEnter", lambda: self.link(self.table_view.current()))
        menu.addAction(tr("Add a symbol…") + "\tCtrl+N", partial(self.open_line, "add"))
        menu.addAction(tr("Remove") + "\tDel", self.remove)
        menu.addAction(tr("Up") + "\tAlt+↑", partial(self.move, -1))
        menu.addAction(tr("Down") + "\tAlt+↓", partial(self.move, 1))

    def list_menu(self) -> QMenu:
        """What can be done with the list."""
        menu = QMenu(tr("List"), self.widget)
        menu.addAction(tr("New list…"), partial(self.open_line, "make"))
        menu.addAction(tr("Rename…") + "\tF2", partial(self.open_line, "rename"))
        menu.addAction(tr("Remove this list"), self.drop_list)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    # What the user does.

    def open_line(self, mode: str) -> None:
        """Opens the line to type a symbol or a name into."""
        self.mode = mode
        hints = {
            "add": tr("Symbol, or several; Enter adds"),
            "make": tr("Name of the new list"),
            "rename": tr("New name of {name}").format(name=self.model.name),
        }
        self.line.setPlaceholderText(hints[mode])
        self.line.setAccessibleName(hints[mode])
        self.line.setCompleter(self.completer if mode == "add" else None)  # type: ignore[arg-type]
        self.line.setText(self.model.name if mode == "rename" else "")
        self.line.selectAll()
        self.line.show()
        self.line.setFocus()
        self.complain("")

    def add_all(self) -> None:
        """Watches every instrument of the session."""
        self.model.add_all()
        self.renew()

    def take_line(self) -> None:
        """What was typed holds, or is refused in place."""
        text = self.line.text()
        take = {"add": self.model.add, "make": self.model.make, "rename": self.model.rename}.get(self.mode)
        if take is None:
            return
        problem = take(text)
        self.complain(problem)
        if problem:
            return
        self.renew()
        if self.mode == "add":
            self.line.clear()
        else:
            self.close_line()

    def close_line(self) -> None:
        """Back to the table."""
        self.mode = ""
        self.line.hide()
        self.complain("")
        self.table_view.setFocus()

    def complain(self, problem: str) -> None:
        """Says why something was refused, where it was typed."""
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def choose_list(self, name: str) -> None:
        """Shows another list."""
        self.model.choose(name)
        self.renew()

    def turn_list(self, by: int) -> None:
        """The list before or after."""
        names = self.model.names()
        at = names.index(self.model.name) if self.model.name in names else 0
        self.choose_list(names[(at + by) % len(names)])

    def drop_list(self) -> None:
        """Forgets the list shown."""
        self.complain(self.model.drop())
        self.renew()

    def remove(self) -> None:
        """Takes the chosen symbols out."""
        place = self.table_view.order.place_of(self.table_view.current())
        self.model.remove([str(key) for key in self.table_view.order.chosen])
        self.renew()
        if len(self.model.source):
            self.table_view.choose_place(min(place, len(self.model.source) - 1))

    def move(self, by: int) -> None:
        """Moves the current symbol; in a sorted table the list's own order is shown first."""
        current = self.table_view.current()
        if current is not None and self.model.move(str(current), by):
            self.own_order()

    def dropped(self, key: object, before: object) -> None:
        """A row was dragged."""
        self.model.move_to(str(key), None if before is None else str(before))
        self.own_order()

    def own_order(self) -> None:
        """The order that the user gave the list."""
        self.table_view.order.sort = None
        self.renew()

    def link(self, key: object) -> None:
        """Links the instrument, or says why it cannot."""
        info = next((one for one in self.context.session.instruments() if one.symbol == key), None)
        if info is not None:
            self.complain("")
            self.context.select_instrument(info.id)
        elif key is not None:
            words = tr("{symbol} is not in this session: it has {others}")
            known = ", ".join(one.symbol for one in self.context.session.instruments()[:5])
            self.complain(words.format(symbol=key, others=known or tr("no instrument yet")))

    def renew(self) -> None:
        """Reads the lists again at once."""
        self.show_lists()
        self.rows_ns = 0
        self.read(0)
        self.table_view.renew()

    def read(self, now_ns: int) -> None:
        """Takes the newest prices; the linked instrument's view is refreshed by the window."""

        def refresh(view: InstrumentView) -> None:
            if view.instrument.id != self.linked_id:
                view.refresh()

        status = self.context.status
        self.model.update(now_ns, status.clock_ns, refresh, silent=status.health in SILENT)

    # Panel.

    def title_detail(self) -> str:
        return self.model.title_detail()

    def on_instrument(self, view: InstrumentView) -> None:
        self.linked_id = view.instrument.id

    def on_frame(self, now_ns: int) -> None:
        if now_ns - self.rows_ns >= ROWS_NS:
            self.rows_ns = now_ns
            self.read(now_ns)
            if self.model.lists.revision != self.model.revision:
                self.model.revision = self.model.lists.revision
                self.show_lists()
            if (offers := self.model.offers()) != self.offers:
                self.offers = offers
                self.known.setStringList(list(offers))
        self.table_view.on_frame(now_ns)

    def save_state(self) -> PanelState:
        return {"list": self.model.name, "table": self.table_view.save_state()}

    def restore_state(self, state: PanelState) -> None:
        self.model.choose(str(state.get("list", "")))
        self.show_lists()
        self.table_view.restore_state(state.get("table"))

    def actions(self) -> Sequence[Action]:
        return (
            Action("watchlist.add", tr("Add a symbol to the watchlist"), partial(self.open_line, "add")),
            Action("watchlist.new_list", tr("New watchlist"), partial(self.open_line, "make")),
            Action("watchlist.rename", tr("Rename the watchlist"), partial(self.open_line, "rename")),
            Action("watchlist.next_list", tr("Next watchlist"), partial(self.turn_list, 1)),
        )

    def table(self) -> pa.Table:
        return arrow_of(self.model.source, self.table_view.order.rows)
