"""The ladder's widgets: lock, price step, centre, and the ladder itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from panels.order_book.view_model import depth_columns, kept_step, spoken, step_price, steps, title_detail
from terminal.domain.market import FeedHealth
from terminal.sdk.desk import PanelState
from terminal.sdk.market import InstrumentView
from terminal.sdk.panel import PanelContext, PanelDefaults
from terminal.sdk.theme import Tokens
from terminal.sdk.words import tr
from terminal.widgets import fonts, icons
from terminal.widgets.buttons import icon_button
from terminal.widgets.ladder import LadderWidget
from terminal.widgets.native import native_of
from terminal.widgets.painted import condition_of

if TYPE_CHECKING:
    import pyarrow as pa

LEVELS = 200
"""Most levels of a side in a table."""
SPOKEN_EVERY_NS = 1_000_000_000


def create(context: PanelContext) -> OrderBookPanel:
    """The factory named in ``plugin.toml``."""
    return OrderBookPanel(context)


class LockTag(QWidget):
    """Says that a click on a price does nothing."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        tag = QToolButton()
        tag.setIcon(icons.icon("ph.lock-simple-fill", tokens.t1, tokens.metrics.icon_tag))
        tag.setIconSize(QSize(tokens.metrics.icon_tag, tokens.metrics.icon_tag))
        tag.setToolButtonStyle(tag.toolButtonStyle().ToolButtonTextBesideIcon)
        tag.setText(tr("LOCKED"))
        tag.setFont(fonts.words(tokens.type.hint, 600))
        tag.setFixedHeight(tokens.metrics.control)
        tag.setToolTip(tr("This session takes no orders; a click on a price only marks the row."))
        tag.setAccessibleName(tr("Click trading is locked"))
        words = QLabel(tr("Click trading off"))
        words.setProperty("role", "label")
        words.setFont(fonts.words(tokens.type.hint))
        words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row.addWidget(tag)
        row.addWidget(words, 1)


class OrderBookPanel(PanelDefaults):
    """The :class:`~terminal.sdk.panel.Panel` of the ladder."""

    def __init__(self, context: PanelContext) -> None:
        self.context = context
        self.tokens = context.tokens
        self.view: InstrumentView | None = None
        self.shown_step: tuple[int, int] | None = None
        self.spoken_ns = 0
        self.ladder = LadderWidget(self.tokens)
        self.ladder.menu_asked.connect(self.open_menu)
        self.step = QToolButton()
        self.step.setFont(fonts.words(self.tokens.type.hint))
        self.step.setFixedHeight(self.tokens.metrics.control)
        self.step.setToolTip(tr("Price step of a row (+ and −)"))
        self.step.setAccessibleName(tr("Price step"))
        self.step.clicked.connect(lambda: self.open_menu(self.step.mapToGlobal(QPoint(0, self.step.height()))))
        self.centre = icon_button(self.tokens, "ph.crosshair-simple", tr("Centre on the market"), "C", plain=True)
        self.centre.setFixedSize(self.tokens.metrics.control, self.tokens.metrics.control)
        self.centre.clicked.connect(self.ladder.centre)
        self.widget = self.laid_out()

    def laid_out(self) -> QWidget:
        """Toolbar over ladder."""
        widget = QWidget()
        widget.setFocusProxy(self.ladder)
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 2, 4, 2)
        bar.setSpacing(6)
        bar.addWidget(LockTag(self.tokens), 1)
        bar.addWidget(self.step)
        bar.addWidget(self.centre)
        column = QVBoxLayout(widget)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self.ladder, 1)
        return widget

    def title_detail(self) -> str:
        if self.view is None:
            return ""
        return title_detail(self.view.instrument, self.ticks())

    def ticks(self) -> int:
        """Ticks per row now."""
        grid = self.ladder.owner_of_grid.grid
        return 1 if grid is None else grid.group

    def on_frame(self, now_ns: int) -> None:
        self.ladder.follow(now_ns)
        self.ladder.on_frame(condition_of(self.context.status.health))
        self.show_step()
        if self.view is not None and now_ns - self.spoken_ns >= SPOKEN_EVERY_NS:
            self.spoken_ns = now_ns
            self.ladder.setAccessibleDescription(spoken(self.view.instrument, self.view.top()))

    def show_step(self) -> None:
        """The step on its button."""
        if self.view is not None and self.shown_step != (self.view.instrument.id, self.ticks()):
            self.shown_step = (self.view.instrument.id, self.ticks())
            self.step.setText(tr("Step {price}").format(price=step_price(self.view.instrument, self.ticks())))

    def on_instrument(self, view: InstrumentView) -> None:
        self.view = view
        native = native_of(view)
        self.ladder.show_instrument(native)
        chosen = self.context.settings.get("step_ticks", 0)
        if native is not None and isinstance(chosen, int) and chosen > 0:
            self.ladder.owner_of_grid.set_group(native, chosen)

    def open_menu(self, at: QPoint) -> None:
        """Price steps, and centring."""
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def menu(self) -> QMenu:
        """The context menu."""
        menu = QMenu(tr("Ladder"), self.widget)
        native = self.ladder.native
        if self.view is None or native is None:
            return menu
        group = QActionGroup(menu)
        automatic, ticks = self.ladder.owner_of_grid.automatic, self.ticks()
        for step in steps(self.view.instrument):
            action = QAction(step.words, menu, checkable=True)
            action.setChecked(step.ticks is None if automatic else step.ticks == ticks)
            action.triggered.connect(lambda _=False, ticks=step.ticks: self.choose(ticks))
            group.addAction(action)
            menu.addAction(action)
        menu.addSeparator()
        menu.addAction(tr("Centre on the market") + "\tC", self.ladder.centre)
        return menu

    def choose(self, ticks: int | None) -> None:
        """Another price step."""
        if self.ladder.native is not None:
            self.ladder.owner_of_grid.set_group(self.ladder.native, ticks)
            self.ladder.update()

    def save_state(self) -> PanelState:
        return {"step_ticks": None if self.ladder.owner_of_grid.automatic else self.ticks()}

    def restore_state(self, state: PanelState) -> None:
        if "step_ticks" in state:
            self.choose(kept_step(state))

    def table(self) -> pa.Table | None:
        if self.view is None:
            return None
        import pyarrow as pa

        return pa.table(depth_columns(self.view.instrument, *self.view.depth(LEVELS)))

    def health(self) -> FeedHealth | None:
        native = self.ladder.native
        return FeedHealth.GAPPED if native is not None and native.gapped else None

    def close(self) -> None:
        self.ladder.close_grid()
