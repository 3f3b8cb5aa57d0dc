"""The terminal's window: app bar, docks, transport, status bar, all drawn from one frame timer."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QByteArray, QCoreApplication, QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QMenu, QVBoxLayout, QWidget

from terminal.app.keyboard.actions import ActionRegistry
from terminal.app.keyboard.palette import Recent, open_palette
from terminal.app.keyboard.shortcuts import Shortcuts
from terminal.app.preferences.settings_dialog import show_settings
from terminal.app.services.composition import Composition
from terminal.app.services.notice_centre import NoticeCentre
from terminal.app.window.app_bar import AppBar
from terminal.app.window.docks import Docks, TitleExtras, group_menu
from terminal.app.window.dress import Dresser
from terminal.app.window.feed_notice import PLAY_AGAIN, notice_of
from terminal.app.window.frame_loop import FrameLoop
from terminal.app.window.links import Linked, Links
from terminal.app.window.moment import ask_moment
from terminal.app.window.notice_list import show_notices
from terminal.app.window.panels import PanelSlot
from terminal.app.window.past_banner import PastBanner
from terminal.app.window.pop_outs import PopOuts
from terminal.app.window.status_bar import StatusBar
from terminal.app.window.window_actions import panel_menu, view_menu, window_actions, workspace_menu
from terminal.app.workspace.arrangement import Arrangement
from terminal.app.workspace.workspaces import WorkspaceStore
from terminal.domain.market import FeedHealth
from terminal.sdk.desk import Action, DeskNotice
from terminal.sdk.market import MarketSession
from terminal.sdk.panel import Area, PanelManifest
from terminal.sdk.theme import Tokens
from terminal.sdk.words import tr
from terminal.widgets.notice import Notice
from terminal.widgets.slot import SlotBoundary

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
        store: WorkspaceStore | None = None,
    ) -> None:
        super().__init__()
        self.live = session
        self.tokens = tokens
        self.composition = composition
        self.actions_known = composition.actions if composition is not None else ActionRegistry()
        self.actions_known.on_fault = self.show_refusal
        desk, tasks = (composition.desk, composition.tasks) if composition is not None else (None, None)
        self.links = Links(session, tokens, desk, tasks)
        self.notices = composition.notices if composition is not None else NoticeCentre()
        self.recent = Recent(composition.folders.settings if composition is not None else None, self.notify)
        self.arrangement = Arrangement(
            manifests, self.links, store or WorkspaceStore(None), self.actions_known, self.notify
        )
        self.arrangement.on_link = lambda linked: partial(self.select_instrument, linked=linked)
        for linked in self.links.groups.values():
            linked.on_select = partial(self.select_instrument, linked=linked)
        self.loop = FrameLoop(self.work, self.paint, self)
        self.loop.after = self.after_frame
        self.loop.boundary.on_fault = self.show_fault
        self.notice_ns = 0
        self.over = False
        self.painted: Callable[[], None] | None = None
        self.first_workspace = self.arrangement.name
        self.setWindowTitle(f"Plimsoll · {session.info.label}")
        self.setMinimumSize(960, 600)
        self.build()
        self.shortcuts = Shortcuts(self, self.actions_known)
        self.more_actions: list[Callable[[], list[Action]]] = []
        """Actions of the window that others bring, made anew with every change of language."""
        self.dresser = Dresser(self)
        self.offer_actions()
        QApplication.instance().focusChanged.connect(self.focus_moved)  # type: ignore[union-attr]

    @property
    def session(self) -> MarketSession:
        """The session on screen: the live one, or the past."""
        return self.links.session

    @property
    def linked(self) -> Linked:
        """The group of the panel that was used last."""
        return self.links.active

    @property
    def slots(self) -> list[PanelSlot]:
        """Every panel's place, in order."""
        return self.arrangement.slots

    def build(self) -> None:
        """Lays out the window; panels open once there is an instrument to show."""
        inner = QMainWindow()
        inner.setObjectName("gutter")
        inner.setWindowFlags(Qt.WindowType.Widget)
        self.docks = Docks(inner, self.tokens, self.ask_group, self.ask_menu)
        self.pop_outs = PopOuts(self.docks, self)
        self.waiting = QLabel(tr("Waiting for the first instrument of {name}…").format(name=self.live.info.label))
        self.waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.inner = inner
        self.head, self.foot, self.end = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        whole = QWidget()
        whole.setObjectName("gutter")
        self.column = column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self.head)
        column.addSpacing(self.tokens.metrics.grid)
        column.addWidget(self.waiting, 1)
        column.addWidget(inner, 1)
        column.addSpacing(self.tokens.metrics.grid)
        column.addLayout(self.foot)
        column.addLayout(self.end)
        inner.hide()
        self.build_bars()
        self.setCentralWidget(whole)

    def take_bars(self) -> None:
        """Takes app bar, banner and status bar away."""
        for layout in (self.head, self.end):
            while (item := layout.takeAt(0)) is not None:
                if (bar := item.widget()) is not None:
                    bar.hide()
                    bar.deleteLater()

    def build_bars(self) -> None:
        """App bar, banner of the past, and status bar, in the theme and language in force."""
        self.app_bar = AppBar(self.tokens, self.live.info, self.open_search, self.act_on_notice)
        self.banner = PastBanner(self.tokens, self.actions_known)
        self.status = StatusBar(self.tokens, self.live.info)
        self.head.addWidget(self.app_bar)
        self.head.addWidget(self.banner)
        self.end.addWidget(self.status)
        for bar in (self.app_bar, self.status):
            bar.show()  # at once: a layout shows what it is given only when the event loop turns
        self.banner.hide()
        self.app_bar.bell.clicked.connect(lambda: show_notices(self))
        self.app_bar.notice.on_press = lambda: show_notices(self)
        self.app_bar.tabs.on_choose = self.show_workspace
        self.app_bar.tabs.on_menu = lambda at: self.pop_up(workspace_menu(self), at)
        self.app_bar.on_view = lambda at: self.pop_up(view_menu(self), at)

    def open_panels(self) -> None:
        """Lays the first workspace out; each panel opens when it is seen first."""
        self.waiting.hide()
        self.inner.show()
        self.column.activate()
        self.arrangement.begin(self.docks, self.first_workspace)
        for slot in self.slots:
            if slot.manifest.default_area is Area.FOOT:
                slot.widget.setFixedHeight(self.tokens.metrics.replay)
                self.foot.addWidget(slot.widget)
                slot.widget.show()
                slot.open()
                slot.widget.setFocus()
        self.pop_outs.bring_back()
        self.show_tabs()

    def show_tabs(self) -> None:
        """The workspaces in the app bar."""
        store, shown = self.arrangement.store, self.arrangement.name
        titles = {name: store.bundled[name].title if name in store.bundled else name for name in store.names()}
        self.app_bar.tabs.set_tabs({name: tr(title) for name, title in titles.items()}, shown)
        self.offer_actions()

    def offer_actions(self) -> None:
        """Registers what can be done, in the language in force."""
        more = [action for part in self.more_actions for action in part()]
        self.actions_known.add("window", [*window_actions(self), *more])

    # The frame.

    def work(self, now_ns: int) -> int | None:
        """One frame's work: take the newest of everything, let panels draw, bring titles and bars up to date."""
        if self.links.session is not self.live:
            self.live.status()  # its history moves on behind the past
        shown = [slot for slot in self.slots if slot.panel is not None and slot.widget.isVisible()]
        unseen_ns = self.links.refresh(slot.linked for slot in shown)
        if self.linked.instrument_id is None and not self.first_instrument():
            self.show_state(now_ns)
            return None
        for call in self.composition.frames if self.composition is not None else ():
            call(now_ns)
        for slot in tuple(self.slots):
            slot.frame(now_ns)
        self.docks.frame(partial(self.show_title, now_ns))
        self.arrangement.frame(now_ns)
        self.show_state(now_ns)
        return unseen_ns

    def first_instrument(self) -> bool:
        """Opens the panels as soon as the session knows an instrument."""
        if not self.linked.find():
            return False
        self.linked.view().refresh()
        if self.arrangement.docks is None:
            self.open_panels()
        return True

    def show_title(self, now_ns: int, slot: PanelSlot, extras: TitleExtras) -> None:
        """Group, details and age in one title."""
        status = self.links.status
        own = slot.panel.health() if slot.panel is not None else FeedHealth.FAILED if slot.failure else None
        extras.badge.set_state(own or status.health, status.age_ns, now_ns, status.indexed)
        extras.set_detail(slot.detail())
        extras.chip.set_group(slot.linked.group)

    def show_state(self, now_ns: int) -> None:
        """Quote, mode, notice and status bar."""
        status, instrument = self.links.status, self.linked.info()
        live = status if self.session is self.live else self.live.status()
        self.app_bar.mode.show_status(live)
        if instrument is not None:
            self.app_bar.quote.show_quote(now_ns, instrument, self.linked.view().top(), status.health)
        notice = self.notices.most_pressing(notice_of(self.session.info, status), now_ns)
        shown = self.app_bar.notice.notice
        changed = (notice and (notice.severity, notice.icon)) != (shown and (shown.severity, shown.icon))
        if changed or now_ns - self.notice_ns > NOTICE_NS:
            self.notice_ns = now_ns
            self.app_bar.notice.show_notice(notice)
            self.pop_outs.show_state(notice, live, status)
        if self.banner.isVisible():
            self.banner.show_status(self.session.info, status)
        self.status.frame(now_ns, time.time_ns(), status, self.loop.recent())

    def notify(self, notice: DeskNotice) -> None:
        """Tells the user."""
        self.notices.add(notice)

    def show_refusal(self, error: Exception) -> None:
        """An action that could not be done says why."""
        self.notify(DeskNotice("warn", tr("That was not done"), str(error) or type(error).__name__, "window"))

    def show_fault(self, error: Exception) -> None:
        """The frame itself failed: say so where the feed's state stands, over what may now be old."""
        words = tr("{error}. What is on screen may be old; the next frame tries again.").format(
            error=f"{type(error).__name__}: {error}"
        )
        self.app_bar.notice.show_notice(Notice("danger", "ph.x-circle", tr("The window cannot draw"), words))

    def paint(self) -> None:
        """Has Qt paint at once what this frame marked, so that the frame's time holds its painting."""
        for window in (self, *self.docks.floating()):
            QCoreApplication.sendPostedEvents(window, QEvent.Type.UpdateRequest.value)

    def after_frame(self) -> None:
        """Tells once that the panels are on screen."""
        if self.painted is not None and self.linked.instrument_id is not None:
            done, self.painted = self.painted, None
            done()

    def show_session(self, session: MarketSession) -> None:
        """Another session on screen: every panel opens anew on it, in its state."""
        for slot in self.slots:
            slot.put_away()
        self.links.show_session(session, self.arrangement.pins())
        self.banner.setVisible(session is not self.live)
        self.notice_ns = 0  # the other windows say so with the next frame
        for slot in self.slots:
            if slot.manifest.default_area is Area.FOOT and self.links.active.find():
                slot.open()

    def rebuild(self) -> None:
        """Bars and titles anew, for another theme or language."""
        self.build_bars()
        self.banner.setVisible(self.session is not self.live)
        self.docks.redress(self.tokens)
        self.pop_outs.redress()
        for slot in self.slots:
            if slot.manifest.default_area is Area.FOOT:
                slot.widget.setFixedHeight(self.tokens.metrics.replay)
        self.app_bar.tabs.shown = ({}, "")
        self.show_tabs()

    # What the user does.

    def select_instrument(self, instrument_id: int, linked: Linked | None = None) -> None:
        """Links every panel of a group to another instrument; without one, of the group used last."""
        linked = linked or self.linked
        if instrument_id == linked.instrument_id:
            return
        view = linked.select(instrument_id)
        for slot in self.slots:
            if slot.linked is linked:
                slot.link(view)

    def show_workspace(self, name: str) -> None:
        """Another workspace."""
        self.arrangement.switch(name)
        self.pop_outs.bring_back()
        self.show_tabs()

    def used(self) -> PanelSlot | None:
        """The panel that has the focus, else the first on screen."""
        held = QApplication.focusWidget()
        docked = [slot for slot in self.arrangement.docked() if slot.widget.isVisible()]
        focused = (slot for slot in docked if held is not None and slot.widget.isAncestorOf(held))
        return next(focused, docked[0] if docked else None)

    def focus_moved(self, _old: QWidget | None, now: QWidget | None) -> None:
        """A panel that is used makes its group the one of the app bar, and answers to its actions."""
        if now is None:
            return
        slot = next((slot for slot in self.slots if slot.widget.isAncestorOf(now)), None)
        if slot is None or slot.panel is None:
            return
        slot.offer()
        if slot.linked.group and slot.linked.instrument_id is not None:
            self.links.active = slot.linked

    def open_search(self) -> None:
        """The palette below its button."""
        open_palette(self)

    def open_settings(self, key: str = "") -> None:
        """The settings dialog, at one of them where named."""
        if self.composition is not None:
            show_settings(self, self.composition.settings, key)

    def focus_panel(self, step: int) -> None:
        """Gives the next open panel the focus."""
        shown = [slot.widget for slot in self.slots if slot.widget.isVisible()]
        if not shown:
            return
        held = next((at for at, widget in enumerate(shown) if widget.isAncestorOf(self.focusWidget())), -step)
        shown[(held + step) % len(shown)].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def ask_group(self, slot: PanelSlot, at: QPoint) -> None:
        """The menu of a group chip."""
        choose = partial(self.arrangement.set_group, slot)
        self.pop_up(group_menu(self.tokens, self, slot.linked.group, choose), at)

    def ask_menu(self, slot: PanelSlot, at: QPoint) -> None:
        """The menu of a panel's title."""
        self.pop_up(panel_menu(self, slot), at)

    def pop_up(self, menu: QMenu, at: QPoint) -> None:
        """Shows a menu that goes once it was used."""
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def act_on_notice(self, words: str) -> None:
        """The button of the notice strip."""
        if words == tr(PLAY_AGAIN):
            self.session.seek(self.links.status.first_ns)
            self.session.play()
        elif action := self.notices.take(words):
            self.actions_known.run(action)

    def guard(self, run: Callable[[], object]) -> None:
        """Does what a menu or a box asks for; a refusal is shown."""
        SlotBoundary("a menu", self.show_refusal).run(run)

    def ask_moment(self) -> None:
        """Asks for a moment to go to."""
        ask_moment(self)

    # Begin and end.

    def restore_geometry(self, text: str) -> None:
        """Stands where it stood, if that makes sense."""
        if text:
            self.restoreGeometry(QByteArray.fromHex(QByteArray(text.encode("ascii", "ignore"))))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.loop.start()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.loop.stop()
        if self.over:
            return
        self.over = True
        self.arrangement.save()
        geometry = bytes(self.saveGeometry().toHex().data()).decode("ascii")
        self.arrangement.store.remember(self.arrangement.name, geometry)
        QApplication.instance().focusChanged.disconnect(self.focus_moved)  # type: ignore[union-attr]
        self.shortcuts.close()
        for slot in self.slots:
            slot.close()
        self.pop_outs.close()
        super().closeEvent(event)
        self.closed.emit()
