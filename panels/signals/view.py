"""The signals panel: every stream in a table, the chosen one in pictures below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QSplitter, QVBoxLayout, QWidget

from panels.signals.view_model import Bins, IcCourse, SignalsModel, bins_of, ic_course, waterfall
from terminal.domain.market import FeedHealth
from terminal.domain.signals import SignalKey
from terminal.sdk.desk import Action, PanelState
from terminal.sdk.panel import PanelContext, PanelDefaults
from terminal.sdk.table import Card, arrow_of
from terminal.sdk.theme import Tokens
from terminal.sdk.words import tr
from terminal.widgets import fonts
from terminal.widgets.buttons import ChoiceRow
from terminal.widgets.signal_plots import BinsPlot, CoursePlot, HistoryPlot, Waterfall
from terminal.widgets.table import VirtualTable

if TYPE_CHECKING:
    import pyarrow as pa

ROWS_NS, PICTURE_NS = 100_000_000, 250_000_000
"""Rows ten times a second; one of the three plots four times a second, so that no frame draws them all."""
SILENT = (FeedHealth.STALE, FeedHealth.FAILED)
WIDE = 640
"""Width from which all four pictures have room; below it one is shown at a time."""
EMPTY = "ph.activity"
NONE = np.empty(0)


def create(context: PanelContext) -> SignalsPanel:
    """The factory named in the manifest."""
    return SignalsPanel(context)


class Pictures(QWidget):
    """Four pictures in a square, or one of them where there is little room."""

    arranged = Signal()

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.tokens = tokens
        self.headline = QLabel()
        self.headline.setFont(fonts.words(tokens.type.body, 600))
        self.headline.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.waterfall, self.history = Waterfall(tokens), HistoryPlot(tokens)
        self.course, self.bins = CoursePlot(tokens), BinsPlot(tokens)
        self.all: tuple[QWidget, ...] = (self.waterfall, self.history, self.course, self.bins)
        self.choice = ChoiceRow(tokens, [tr("Why"), tr("Past"), tr("IC"), tr("Bins")], tr("Picture"))
        self.choice.choose(0)
        self.choice.chosen.connect(lambda _: self.arrange())
        self.grid = QGridLayout()
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setSpacing(2 * tokens.metrics.grid)
        self.grid.setRowStretch(0, 4)
        self.grid.setRowStretch(1, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(4)
        column.addWidget(self.headline)
        column.addWidget(self.choice, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(self.grid, 1)
        self.wide: bool | None = None
        self.arrange()

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 150)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_headline()
        if (self.width() >= WIDE) is not self.wide:
            self.arrange()

    def arrange(self) -> None:
        """All four, or the chosen one."""
        self.wide = self.width() >= WIDE
        self.choice.setVisible(not self.wide)
        for at, picture in enumerate(self.all):
            self.grid.removeWidget(picture)
            shown = self.wide or at == self.choice.chosen_at()
            picture.setVisible(shown)
            if shown:
                place = divmod(at, 2) if self.wide else (0, 0)
                self.grid.addWidget(picture, *place)
        self.arranged.emit()

    def say(self, words: str) -> None:
        """The headline, whole in the tooltip."""
        if words != self.headline.toolTip():
            self.headline.setToolTip(words)
            self.fit_headline()

    def fit_headline(self) -> None:
        """Cuts the headline to its room."""
        whole, room = self.headline.toolTip(), max(self.width() - 12, 0)
        self.headline.setText(self.headline.fontMetrics().elidedText(whole, Qt.TextElideMode.ElideRight, room))


class SignalsPanel(PanelDefaults):
    """The :class:`~terminal.sdk.panel.Panel` of signals."""

    def __init__(self, context: PanelContext) -> None:
        self.context = context
        self.model = SignalsModel(context.desk.signals, self.symbol_of, self.version_of)
        self.versions: dict[str, str] = {}
        self.rows_ns = self.pictures_ns = 0
        self.turn = 0
        self.drawn: dict[int, tuple[SignalKey, int]] = {}
        """Of each picture, which stream it shows and how many signals that had said."""
        self.table_view = VirtualTable(context.tokens, self.model.source, tr("Signals"))
        self.table_view.current_changed.connect(self.choose)
        self.table_view.activated.connect(lambda _key: self.focus_pictures())
        self.table_view.show_card(
            Card(tr("No signal yet"), tr("Enable a model or strategy in Plugins; its signals show here."), EMPTY)
        )
        self.pictures = Pictures(context.tokens)
        self.pictures.arranged.connect(self.draw_all)
        self.widget = QSplitter(Qt.Orientation.Vertical)
        self.widget.setAccessibleName(tr("Signals"))
        self.widget.setChildrenCollapsible(False)
        self.widget.setHandleWidth(context.tokens.metrics.grid)
        self.widget.addWidget(self.table_view)
        self.widget.addWidget(self.pictures)
        self.widget.setStretchFactor(0, 1)
        self.widget.setStretchFactor(1, 1)
        self.widget.setSizes([3_500, 6_500])
        self.widget.setFocusProxy(self.table_view)

    # What the rows need to know.

    def symbol_of(self, instrument_id: int) -> str:
        """An instrument's symbol; its number while the session has not named it."""
        found = next((info for info in self.context.session.instruments() if info.id == instrument_id), None)
        return str(instrument_id) if found is None else found.symbol

    def version_of(self, plugin_id: str) -> str:
        """A plugin's version; empty where it is not known."""
        return self.versions.get(plugin_id, "")

    # What the user does.

    def choose(self, key: object) -> None:
        """Shows a stream's pictures, and links its instrument."""
        if not isinstance(key, SignalKey):
            return
        self.model.choose(key)
        self.draw_all()
        known = {info.id for info in self.context.session.instruments()}
        if key.instrument_id in known and key.instrument_id != self.context.view().instrument.id:
            self.context.select_instrument(key.instrument_id)

    def focus_pictures(self) -> None:
        """``Enter``: the next picture where one is shown at a time."""
        if not self.pictures.wide:
            self.pictures.choice.choose((self.pictures.choice.chosen_at() + 1) % 4)
            self.pictures.arrange()

    # Panel.

    def title_detail(self) -> str:
        return self.model.title_detail()

    def on_frame(self, now_ns: int) -> None:
        if now_ns - self.rows_ns >= ROWS_NS:
            self.rows_ns = now_ns
            self.versions = {report.id: report.version for report in self.context.desk.plugins.reports()}
            status = self.context.status
            self.model.update(status.clock_ns, silent=status.health in SILENT)
            self.pictures.say(self.model.headline())
            self.mark_chosen()
            self.draw(0)  # with the row: the same value stands in both
        self.table_view.on_frame(now_ns)
        if now_ns - self.pictures_ns >= PICTURE_NS:
            self.pictures_ns = now_ns
            self.draw(self.turn + 1)
            self.turn = (self.turn + 1) % 3

    def mark_chosen(self) -> None:
        """The row whose pictures are shown is the current one, without linking its instrument: nobody chose it."""
        order = self.table_view.order
        if self.model.chosen is not None and order.current != self.model.chosen:
            order.take(self.rows_ns)
            self.table_view.rows_changed()
            order.choose(order.place_of(self.model.chosen))
            self.table_view.viewport().update()

    def draw_all(self) -> None:
        """Every picture at once, for a stream just chosen."""
        self.pictures.say(self.model.headline())
        for at in range(4):
            self.draw(at)

    def draw(self, at: int) -> None:
        """Brings one picture up to date where the stream said anything new and the picture is shown."""
        stream, pictures = self.model.stream(), self.pictures
        if stream is None or pictures.all[at].isHidden() or self.drawn.get(at) == (stream.key, stream.count):
            return
        self.drawn[at] = (stream.key, stream.count)
        latest = stream.latest
        history = self.model.history() if at else None
        if at == 0:
            steps = waterfall(latest.features_used, latest.value)
            pictures.waterfall.show_steps(tuple((s.label, s.start, s.end, s.kind) for s in steps))
        elif history is None:
            return
        elif at == 1:
            pictures.history.show_history(history.ts_ns, history.value_bps, history.realised_bps)
        elif at == 2:
            course = ic_course(history, latest.horizon_ns) or IcCourse(np.empty(0, np.int64), NONE, NONE, NONE)
            pictures.course.show_course(course.ts_ns, course.ic, course.low, course.high)
        else:
            bins = bins_of(history, latest.horizon_ns) or Bins(NONE, NONE, NONE, NONE, np.empty(0, np.int64))
            pictures.bins.show_bins(bins.predicted, bins.realised, bins.low, bins.high)

    def save_state(self) -> PanelState:
        chosen = self.model.wished
        key = [chosen.plugin_id, chosen.instrument_id, chosen.name] if chosen else None
        return {
            "table": self.table_view.save_state(),
            "chosen": key,
            "picture": self.pictures.choice.chosen_at(),
            "sizes": self.widget.sizes(),
        }

    def restore_state(self, state: PanelState) -> None:
        self.table_view.restore_state(state.get("table"))
        chosen, picture, sizes = state.get("chosen"), state.get("picture"), state.get("sizes")
        if isinstance(sizes, list) and len(sizes) == 2 and all(isinstance(n, int) and n > 0 for n in sizes):
            self.widget.setSizes(sizes)
        if isinstance(chosen, list) and len(chosen) == 3 and isinstance(chosen[1], int):
            self.model.choose(SignalKey(str(chosen[0]), chosen[1], str(chosen[2])))
        if isinstance(picture, int) and picture in range(4):
            self.pictures.choice.choose(picture)
            self.pictures.arrange()

    def actions(self) -> Sequence[Action]:
        return (
            Action("signals.filter", tr("Filter signals"), self.table_view.open_filter, tr("by instrument or plugin")),
            Action("signals.next_picture", tr("Next picture of the signal"), self.focus_pictures),
        )

    def table(self) -> pa.Table:
        return arrow_of(self.model.source, self.table_view.order.rows)
