"""The terminal's window: app bar, docks, transport, status bar, all drawn from one frame timer."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QLabel, QMainWindow, QMenu, QVBoxLayout, QWidget

from terminal.app import saved_layout
from terminal.app.actions import ActionRegistry
from terminal.app.app_bar import AppBar
from terminal.app.composition import Composition
from terminal.app.docks import Docks, TitleExtras
from terminal.app.feed_notice import PLAY_AGAIN, notice_of
from terminal.app.frame_loop import FrameLoop
from terminal.app.panels import Linked, PanelSlot
from terminal.app.search import Choice, SearchBox
from terminal.app.status_bar import StatusBar
from terminal.domain.market import FeedHealth
from terminal.sdk.desk import DeskNotice
from terminal.sdk.market import MarketSession
from terminal.sdk.panel import Area, PanelManifest
from terminal.sdk.theme import Tokens
from terminal.sdk.words import tr
from terminal.widgets.notice import Notice

NOTICE_NS = 250_000_000


class TerminalWindow(QMainWindow):
    """One session on screen. Closing the window closes its panels and stops its timer; the session is the caller's."""

    closed = Signal()

    def __init__(
        self,
        session: MarketSession,
        manifests: Sequence[PanelManifest],
        tokens: Tokens,
        composition: Composition | None = None,
    ) -> None:
        super().__init__()
        self.session = session
        self.tokens = tokens
        self.composition = composition
        self.actions_known = composition.actions if composition is not None else ActionRegistry()
        self.linked = Linked(session, tokens, composition.desk if composition is not None else None)
        self.linked.tasks = composition.tasks if composition is not None else None
        self.linked.on_select = self.select_instrument
        self.slots = [PanelSlot(manifest, self.linked) for manifest in manifests]
        self.loop = FrameLoop(self.work, self.paint, self)
        self.loop.after = self.after_frame
        self.loop.boundary.on_fault = self.show_fault
        self.notice_ns = 0
        self.painted: Callable[[], None] | None = None
        self.layout_folder: Path | None = None
        self.setWindowTitle(f"Plimsoll · {session.info.label}")
        self.setMinimumSize(960, 600)
        self.build()
        self.bind_keys()

    def build(self) -> None:
        """Lays out the window; panels open once there is an instrument to show."""
        self.app_bar = AppBar(self.tokens, self.session.info, self.open_search, self.act_on_notice)
        self.status = StatusBar(self.tokens, self.session.info)
        inner = QMainWindow()
        inner.setObjectName("gutter")
        inner.setWindowFlags(Qt.WindowType.Widget)
        self.docks = Docks(inner, self.tokens)
        self.waiting = QLabel(f"Waiting for the first instrument of {self.session.info.label}…")
        self.waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.inner = inner
        self.foot = QVBoxLayout()
        whole = QWidget()
        whole.setObjectName("gutter")
        self.column = column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.app_bar)
        column.addSpacing(self.tokens.metrics.grid)
        column.addWidget(self.waiting, 1)
        column.addWidget(inner, 1)
        column.addSpacing(self.tokens.metrics.grid)
        column.addLayout(self.foot)
        column.addWidget(self.status)
        inner.hide()
        self.setCentralWidget(whole)

    def bind_keys(self) -> None:
        """The window's own keys."""
        for keys, action in (
            ("Ctrl+K", self.open_search),
            ("F6", partial(self.focus_panel, 1)),
            ("Shift+F6", partial(self.focus_panel, -1)),
        ):
            QShortcut(QKeySequence(keys), self, action)

    def open_panels(self, instrument_id: int) -> None:
        """Opens every panel on an instrument."""
        self.session.view(instrument_id)
        self.linked.instrument_id = instrument_id
        self.linked.refresh()
        for slot in self.slots:
            slot.open()
        self.waiting.hide()
        self.inner.show()
        self.column.activate()
        self.docks.fill([slot for slot in self.slots if slot.manifest.default_area is not Area.FOOT])
        for slot in self.slots:
            if slot.manifest.default_area is Area.FOOT:
                slot.widget.setFixedHeight(self.tokens.metrics.replay)
                self.foot.addWidget(slot.widget)
                slot.widget.show()
                slot.widget.setFocus()
        self.waiting.hide()
        self.inner.show()
        if self.layout_folder is not None:
            saved_layout.restore(self, self.layout_folder)
        self.app_bar.set_menu(self.view_menu())

    def view_menu(self) -> QMenu:
        """Which panels are open, and the way back to the default layout."""
        menu = QMenu(self)
        for action in self.docks.toggles():
            menu.addAction(action)
        menu.addSeparator()
        menu.addAction("Next panel\tF6", partial(self.focus_panel, 1))
        menu.addAction("Default layout", self.docks.reset)
        return menu

    # The frame.

    def work(self, now_ns: int) -> int | None:
        """One frame's work: take the newest of everything, let panels draw, bring titles and bars up to date."""
        if self.linked.instrument_id is None and not self.first_instrument():
            self.linked.refresh()
            self.show_state(now_ns)
            return None
        unseen_ns = self.linked.refresh()
        for call in self.composition.frames if self.composition is not None else ():
            call(now_ns)
        for slot in self.slots:
            slot.frame(now_ns)
        self.docks.frame(partial(self.show_title, now_ns))
        self.show_state(now_ns)
        return unseen_ns

    def first_instrument(self) -> bool:
        """Opens the panels as soon as the session knows an instrument."""
        known = self.session.instruments()
        if not known:
            return False
        self.open_panels(known[0].id)
        return True

    def show_title(self, now_ns: int, slot: PanelSlot, extras: TitleExtras) -> None:
        """Details and age in one title."""
        status = self.linked.status
        own = slot.panel.health() if slot.panel is not None else FeedHealth.FAILED
        extras.badge.set_state(own or status.health, status.age_ns, now_ns, status.indexed)
        extras.set_detail(slot.detail())

    def show_state(self, now_ns: int) -> None:
        """Quote, mode, notice and status bar."""
        status, instrument = self.linked.status, self.linked.info()
        self.app_bar.mode.show_status(status)
        if instrument is not None:
            self.app_bar.quote.show_quote(now_ns, instrument, self.linked.view().top(), status.health)
        notice = notice_of(self.session.info, status)
        if self.composition is not None:
            notice = self.composition.notices.most_pressing(notice, now_ns)
        shown = self.app_bar.notice.notice
        changed = (notice and (notice.severity, notice.icon)) != (shown and (shown.severity, shown.icon))
        if changed or now_ns - self.notice_ns > NOTICE_NS:
            self.notice_ns = now_ns
            self.app_bar.notice.show_notice(notice)
        self.status.frame(now_ns, time.time_ns(), status, self.loop.recent())

    def notify(self, notice: DeskNotice) -> None:
        """Tells the user."""
        if self.composition is not None:
            self.composition.notices.add(notice)

    def show_fault(self, error: Exception) -> None:
        """The frame itself failed: say so where the feed's state stands, over what may now be old."""
        words = f"{type(error).__name__}: {error}. What is on screen may be old; the next frame tries again."
        self.app_bar.notice.show_notice(Notice("danger", "ph.x-circle", "The window cannot draw", words))

    def paint(self) -> None:
        """Has Qt paint at once what this frame marked, so that the frame's time holds its painting."""
        for window in (self, *self.docks.floating()):
            QCoreApplication.sendPostedEvents(window, QEvent.Type.UpdateRequest.value)

    def after_frame(self) -> None:
        """Tells once that the panels are on screen."""
        if self.painted is not None and self.linked.instrument_id is not None:
            done, self.painted = self.painted, None
            done()

    # What the user does.

    def select_instrument(self, instrument_id: int) -> None:
        """Links every panel to another instrument."""
        if instrument_id == self.linked.instrument_id:
            return
        view = self.session.view(instrument_id)
        view.refresh()
        self.linked.instrument_id = instrument_id
        for slot in self.slots:
            slot.link(view)

    def open_search(self) -> None:
        """The search box below its button."""
        button = self.app_bar.search
        corner = QPoint(button.width(), button.height() + 4)
        SearchBox(self.tokens, self.choices(), self).open_at(button.mapToGlobal(corner))

    def choices(self) -> list[Choice]:
        """Everything the search can find."""
        instruments = [
            Choice(info.symbol, f"{info.venue_mic} {info.currency}", partial(self.select_instrument, info.id))
            for info in self.session.instruments()
        ]
        panels = [
            Choice(slot.manifest.title, "panel", partial(self.docks.show_panel, slot.manifest.id))
            for slot in self.slots
            if slot.manifest.id in self.docks.docks
        ]
        return instruments + panels

    def focus_panel(self, step: int) -> None:
        """Gives the next open panel the focus."""
        shown = [slot.widget for slot in self.slots if slot.widget.isVisible()]
        if not shown:
            return
        held = next((at for at, widget in enumerate(shown) if widget.isAncestorOf(self.focusWidget())), -step)
        shown[(held + step) % len(shown)].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def act_on_notice(self, action: str) -> None:
        """The button of the notice strip."""
        if action == tr(PLAY_AGAIN):
            self.session.seek(self.linked.status.first_ns)
            self.session.play()
        elif self.composition is not None and (taken := self.composition.notices.take(action)):
            self.actions_known.run(taken)

    # Begin and end.

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.loop.start()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.loop.stop()
        if self.layout_folder is not None and self.linked.instrument_id is not None:
            saved_layout.save(self, self.layout_folder)
        for slot in self.slots:
            slot.close()
        super().closeEvent(event)
        self.closed.emit()
