"""The tape's widgets: the tape and its menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtGui import QAction, QActionGroup, QHelpEvent
from PySide6.QtWidgets import QMenu, QToolTip

from panels.time_and_sales.view_model import filters, kept_lots, print_columns, print_words, spoken, title_detail
from terminal.domain.market import FeedHealth
from terminal.sdk.desk import PanelState
from terminal.sdk.market import InstrumentView
from terminal.sdk.panel import PanelContext, PanelDefaults
from terminal.sdk.words import tr
from terminal.widgets.native import native_of
from terminal.widgets.painted import condition_of
from terminal.widgets.tape import TapeWidget

if TYPE_CHECKING:
    import pyarrow as pa

PRINTS = 5_000
"""Most prints in a table."""
SPOKEN_EVERY_NS = 1_000_000_000


def create(context: PanelContext) -> TimeAndSalesPanel:
    """The factory named in ``plugin.toml``."""
    return TimeAndSalesPanel(context)


class TimeAndSalesPanel(PanelDefaults, QObject):
    """The :class:`~terminal.sdk.panel.Panel` of the tape."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self.context = context
        self.view: InstrumentView | None = None
        self.spoken_ns = 0
        lots = context.settings.get("least_lots", 0)
        self.least_lots = lots if isinstance(lots, int) else 0
        self.widget = TapeWidget(context.tokens)
        self.widget.menu_asked.connect(self.open_menu)
        self.widget.filter_asked.connect(lambda: self.open_menu(self.widget.mapToGlobal(QPoint(8, 24))))
        self.widget.set_unfold_all(bool(context.settings.get("unfold_sweeps", False)))
        self.widget.installEventFilter(self)

    def title_detail(self) -> str:
        return "" if self.view is None else title_detail(self.view.instrument, self.widget.least_qty)

    def on_frame(self, now_ns: int) -> None:
        self.widget.on_frame(condition_of(self.context.status.health))
        if self.view is not None and now_ns - self.spoken_ns >= SPOKEN_EVERY_NS:
            self.spoken_ns = now_ns
            newest = self.widget.hit(self.widget.tokens.metrics.table_head + 1)
            self.widget.setAccessibleDescription(spoken(self.view.instrument, newest, self.widget.newer()))

    def on_instrument(self, view: InstrumentView) -> None:
        self.view = view
        self.widget.set_least(self.least_lots * view.instrument.lot)
        self.widget.show_instrument(native_of(view))

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Tooltips say what the row has no room for."""
        if event.type() != QEvent.Type.ToolTip or not isinstance(event, QHelpEvent) or self.view is None:
            return False
        found = self.widget.hit(event.pos().y())
        QToolTip.showText(event.globalPos(), print_words(self.view.instrument, found) if found else "", self.widget)
        return True

    def open_menu(self, at: QPoint) -> None:
        """Size filters and folding."""
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def menu(self) -> QMenu:
        """The context menu."""
        menu = QMenu(tr("Time and sales"), self.widget)
        group = QActionGroup(menu)
        for choice in filters(self.view.instrument) if self.view is not None else ():
            action = QAction(choice.words, menu, checkable=True)
            action.setChecked(choice.qty == self.widget.least_qty)
            action.triggered.connect(lambda _=False, qty=choice.qty: self.choose(qty))
            group.addAction(action)
            menu.addAction(action)
        menu.addSeparator()
        unfold = QAction(tr("Unfold every sweep"), menu, checkable=True)
        unfold.setChecked(self.widget.unfold_all)
        unfold.toggled.connect(self.widget.set_unfold_all)
        menu.addAction(unfold)
        menu.addAction(tr("Return to the newest") + "\tHome", self.widget.return_to_newest)
        return menu

    def choose(self, qty: int) -> None:
        """Another size filter; it stays in lots where the instrument changes."""
        if self.view is not None:
            self.least_lots = qty // max(self.view.instrument.lot, 1)
        self.widget.set_least(qty)

    def save_state(self) -> PanelState:
        return {"least_lots": self.least_lots, "unfold_sweeps": self.widget.unfold_all}

    def restore_state(self, state: PanelState) -> None:
        self.least_lots = kept_lots(state, self.least_lots)
        if self.view is not None:
            self.widget.set_least(self.least_lots * self.view.instrument.lot)
        self.widget.set_unfold_all(state.get("unfold_sweeps") is True)

    def table(self) -> pa.Table | None:
        if self.view is None:
            return None
        import pyarrow as pa

        return pa.table(print_columns(self.view.instrument, self.view.trades(PRINTS)))

    def health(self) -> FeedHealth | None:
        return None

    def close(self) -> None:
        self.widget.removeEventFilter(self)
