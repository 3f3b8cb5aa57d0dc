"""Windows of their own for panels: each with mode and notices on top, back on a screen that is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import PySide6QtAds as QtAds
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from terminal.app.window.app_bar import Mark, ModeTag
from terminal.app.window.docks import Docks
from terminal.app.window.halt_control import HaltControl
from terminal.app.window.past_banner import PastBanner
from terminal.domain.market import SessionStatus
from terminal.widgets.notice import Notice, NoticeStrip

if TYPE_CHECKING:
    from terminal.app.window.window import TerminalWindow


class PopOutStrip(QWidget):
    """On top of a window of its own: mode and notices as in the main window, and the banner of the past."""

    def __init__(self, window: TerminalWindow) -> None:
        super().__init__()
        self.mode = ModeTag(window.tokens, window.live.info)
        self.notice = NoticeStrip(window.tokens, window.act_on_notice)
        self.halt = HaltControl(window.tokens)
        self.banner = PastBanner(window.tokens, window.actions_known)
        self.banner.setVisible(window.session is not window.live)
        bar = QWidget()
        bar.setObjectName("app_bar")
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        bar.setFixedHeight(window.tokens.metrics.app_bar)
        row = QHBoxLayout(bar)
        row.setContentsMargins(10, 0, 10, 0)
        row.setSpacing(8)
        row.addWidget(Mark(window.tokens))
        row.addWidget(self.notice, 1)
        row.addWidget(self.mode)
        row.addWidget(self.halt)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, window.tokens.metrics.grid)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(self.banner)


class PopOuts:
    """Every floating window of the docks."""

    def __init__(self, docks: Docks, window: TerminalWindow) -> None:
        self.docks = docks
        self.window = window
        self.strips: dict[QtAds.CFloatingDockContainer, PopOutStrip] = {}
        docks.manager.floatingWidgetCreated.connect(self.dress)
        self.app = QGuiApplication.instance()
        if isinstance(self.app, QGuiApplication):
            self.app.screenRemoved.connect(self.bring_back)

    def dress(self, floating: QtAds.CFloatingDockContainer) -> None:
        """Puts the strip on top of a new window."""
        strip = PopOutStrip(self.window)
        grid = floating.dockContainer().layout()
        if isinstance(grid, QGridLayout):  # the dock manager's own grid keeps its first row free
            grid.addWidget(strip, 0, 0, 1, 3)
        strip.show()
        known = floating in self.strips
        self.strips[floating] = strip
        if not known:
            floating.destroyed.connect(lambda: self.strips.pop(floating, None))

    def redress(self) -> None:
        """Makes every strip anew, for another theme or language."""
        for floating, strip in tuple(self.strips.items()):
            strip.hide()
            strip.deleteLater()
            self.dress(floating)

    def show_state(self, notice: Notice | None, live: SessionStatus, shown: SessionStatus) -> None:
        """What the app bar and the banner show, here too."""
        past = self.window.session is not self.window.live
        for strip in self.strips.values():
            strip.mode.show_status(live)
            strip.notice.show_notice(notice)
            strip.banner.setVisible(past)
            if past:
                strip.banner.show_status(self.window.session.info, shown)

    def bring_back(self, *_: object) -> None:
        """Moves windows whose screen is gone to one that is there."""
        screens = QGuiApplication.screens()
        for floating in self.docks.floating():
            frame = floating.frameGeometry()
            if any(screen.availableGeometry().intersects(frame.adjusted(40, 0, -40, -40)) for screen in screens):
                continue
            room = self.window.screen().availableGeometry()
            floating.resize(frame.size().boundedTo(room.size()))
            floating.move(room.center() - floating.rect().center())

    def close(self) -> None:
        """Lets the windows go with the main window."""
        if isinstance(self.app, QGuiApplication):
            self.app.screenRemoved.disconnect(self.bring_back)
        for floating in tuple(self.strips):
            floating.close()
