"""Every notice that waits, with its time and what can be done; and the bell in the app bar that counts them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QToolButton, QVBoxLayout, QWidget

from terminal.app.keyboard.actions import ActionRegistry
from terminal.app.services.notice_centre import GRAVITY, ICONS, NoticeCentre, Told
from terminal.sdk import figures
from terminal.sdk.theme import Tokens
from terminal.sdk.words import tr
from terminal.widgets import fonts, icons
from terminal.widgets.buttons import icon_button

if TYPE_CHECKING:
    from terminal.app.window.window import TerminalWindow

NAME = "notice list"


class NoticeBell(QToolButton):
    """How many notices wait; its colour and icon are those of the gravest."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.tokens = tokens
        self.shown: tuple[int, int] = (-1, -1)
        self.setProperty("role", "plain")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIconSize(QSize(tokens.metrics.icon, tokens.metrics.icon))
        self.setFont(fonts.numbers(tokens.type.hint, 700))
        self.setFixedWidth(round(46 * tokens.type.body / 12))
        self.setAccessibleName(tr("Notices"))
        self.show_state(())

    def show_state(self, waiting: tuple[Told, ...]) -> None:
        """Brings count and icon up to date."""
        gravest = max((GRAVITY.get(told.notice.severity, 0) for told in waiting), default=0)
        if (len(waiting), gravest) == self.shown:
            return
        self.shown = (len(waiting), gravest)
        severity = next((name for name, weight in GRAVITY.items() if weight == gravest), "info")
        token = severity if severity in ("danger", "warn") else "t2"
        icon = "ph.bell-ringing" if gravest >= GRAVITY["warn"] else "ph.bell"
        self.setIcon(icons.icon(icon, getattr(self.tokens, token), self.tokens.metrics.icon))
        self.setText(f"{len(waiting)}" if waiting else "")
        self.setStyleSheet(f"color: {getattr(self.tokens, token)};")
        words = tr("{n} notices wait").format(n=len(waiting)) if waiting else tr("No notices")
        self.setAccessibleDescription(words)


class NoticeList(QFrame):
    """A popup with one card a notice, newest first."""

    def __init__(self, tokens: Tokens, centre: NoticeCentre, actions: ActionRegistry, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.tokens = tokens
        self.centre = centre
        self.actions_known = actions
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName(NAME)
        self.setAccessibleName(tr("Notices"))
        self.setStyleSheet(f"NoticeList {{ border: 1px solid {tokens.line2}; background: {tokens.s2}; }}")
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        title = QLabel(tr("Notices"))
        title.setFont(fonts.words(tokens.type.heading, 600))
        self.all_button = QPushButton(tr("Dismiss all"))
        self.all_button.clicked.connect(lambda: self.dismiss(None))
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(self.all_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 10)
        column.addLayout(head)
        column.addWidget(self.area, 1)
        self.fill()

    def fill(self) -> None:
        """One card a notice, or that there is none."""
        waiting = self.centre.waiting()
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(6)
        for told in waiting:
            column.addWidget(self.card(told))
        if not waiting:
            nothing = QLabel(tr("Nothing waits for you. What was said is in the log."))
            nothing.setProperty("role", "label")
            column.addWidget(nothing)
        column.addStretch(1)
        self.all_button.setEnabled(bool(waiting))
        self.area.setWidget(inner)

    def card(self, told: Told) -> QWidget:
        """Icon, title, time, words, and what can be done."""
        t, notice = self.tokens, told.notice
        severity = notice.severity if notice.severity in ("danger", "warn") else "t3"
        colour = getattr(t, severity)
        card = QFrame()
        card.setObjectName("card")
        card.setStyleSheet(f"#card {{ border-left: 3px solid {colour}; background: {t.s1}; }}")
        icon = QLabel()
        icon.setPixmap(icons.pixmap(ICONS.get(severity, "ph.info"), colour, t.metrics.icon_notice))
        title = QLabel(f"{notice.title} ×{told.count}" if told.count > 1 else notice.title)
        title.setFont(fonts.words(t.type.body, 600))
        title.setStyleSheet(f"color: {colour if severity != 't3' else t.t1};")
        time_words = QLabel(f"{figures.clock(told.ts_ns)} UTC")
        time_words.setFont(fonts.numbers(t.type.hint))
        time_words.setStyleSheet(f"color: {t.t3};")
        away = icon_button(t, "ph.x", tr("Dismiss"), plain=True)
        away.clicked.connect(partial(self.dismiss, told.seq))
        head = QHBoxLayout()
        for widget, stretch in ((icon, 0), (title, 1), (time_words, 0), (away, 0)):
            head.addWidget(widget, stretch)
        words = QLabel(notice.text)
        words.setWordWrap(True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout(card)
        column.setContentsMargins(8, 2, 4, 8)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(words)
        action = self.actions_known.find(notice.action) if notice.action else None
        if action is not None:
            button = QPushButton(action.title)
            button.clicked.connect(partial(self.act, told))
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def dismiss(self, seq: int | None, *_: object) -> None:
        """Takes one away, or all."""
        self.centre.dismiss(seq)
        self.fill()

    def act(self, told: Told, *_: object) -> None:
        """Does what helps, and takes the notice away."""
        self.close()
        self.centre.dismiss(told.seq)
        self.actions_known.run(told.notice.action)


def show_notices(window: TerminalWindow) -> NoticeList:
    """The list below the bell."""
    box = NoticeList(window.tokens, window.notices, window.actions_known, window)
    scale = window.tokens.type.body / 12
    box.resize(round(460 * scale), round(380 * scale))
    bell = window.app_bar.bell
    corner = bell.mapToGlobal(QPoint(bell.width(), bell.height() + 4))
    box.move(corner - QPoint(box.width(), 0))
    box.show()
    box.area.setFocus()
    return box
