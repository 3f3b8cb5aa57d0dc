"""The tour of the first run: a few callouts that point at the window's own parts and name their keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QRegion
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from terminal.sdk.theme import Tokens
from terminal.sdk.words import tr
from terminal.widgets import fonts
from terminal.widgets.buttons import KeyCap

if TYPE_CHECKING:
    from terminal.app.window.window import TerminalWindow

NAME = "tour"
WIDTH, GAP, EDGE = 330, 14, 3


@dataclass(frozen=True, slots=True)
class Step:
    """One callout: what it points at (``None`` where that is not on screen), its words, and keys."""

    find: Callable[[], QWidget | None]
    title: str
    text: str
    keys: str = ""


def steps_of(window: TerminalWindow) -> list[Step]:
    """The steps, in the language and with the keys in force."""
    registry = window.actions_known

    def keys(action_id: str) -> str:
        action = registry.find(action_id)
        return registry.keys_of(action) if action is not None else ""

    def docked(*wanted: str) -> Callable[[], QWidget | None]:
        def find() -> QWidget | None:
            shown = [slot for slot in window.arrangement.docked() if slot.widget.isVisible()]
            named = [slot.widget for slot in shown if slot.manifest.id in wanted]
            return next(iter(named or [slot.widget for slot in shown]), None)

        return find

    def foot() -> QWidget | None:
        item = window.foot.itemAt(0)
        return item.widget() if item is not None else None

    return [  # each part is looked up when it is shown: a change of theme makes it anew
        Step(lambda: window.app_bar.search, tr("Everything is one word away"),
             tr("Type a few letters of an instrument, a panel, an action, a setting or a recorded day."),
             keys("window.search")),
        Step(lambda: window.app_bar.quote, tr("The linked instrument"),
             tr("Panels of one colour group follow it. Click the letter in a panel's title to change its group.")),
        Step(lambda: window.app_bar.tabs, tr("Workspaces"),
             tr("Each keeps its own panels and places. Undo brings back what you moved or closed."),
             keys("layout.undo")),
        Step(docked("depth_heatmap", "order_book"), tr("A panel"),
             tr("Its title shows how old its data are. Late, stale and gapped data are marked, never shown as live."),
             keys("window.next_panel")),
        Step(foot, tr("Time"),
             tr("Play, step and seek. Every panel goes to the same nanosecond, and back to live."),
             keys("machine.go_to_moment")),
        Step(lambda: window.app_bar.bell, tr("Notices"),
             tr("What went wrong, when, and what to do about it. The gravest stands in the bar beside."),
             keys("notices.show")),
        Step(lambda: window.app_bar.view_button, tr("Make it yours"),
             tr("Theme, language, size of text and alerts are in the settings; every key can be changed."),
             keys("settings.open")),
    ]  # fmt: skip


class Callout(QFrame):
    """Title, words, keys, and the way on."""

    def __init__(self, tokens: Tokens, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("callout")
        self.setStyleSheet(
            f"#callout {{ background: {tokens.s2}; border: 2px solid {tokens.accent};"
            f" border-radius: {tokens.metrics.radius}px; }}"
        )
        scale = tokens.type.body / 12
        self.setFixedWidth(round(WIDTH * scale))
        self.title, self.text, self.count = QLabel(), QLabel(), QLabel()
        self.title.setFont(fonts.words(tokens.type.heading, 700))
        self.text.setWordWrap(True)
        self.count.setProperty("role", "hint")
        self.key = KeyCap(tokens, "")
        self.skip, self.back, self.next = QPushButton(tr("Skip")), QPushButton(tr("Back")), QPushButton(tr("Next"))
        self.next.setProperty("role", "primary")
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.key)
        foot = QHBoxLayout()
        foot.addWidget(self.count, 1)
        for button in (self.skip, self.back, self.next):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # keys go to the tour as a whole
            foot.addWidget(button)
        self.column = column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.text)
        column.addLayout(foot)

    def show_step(self, step: Step, at: int, total: int) -> None:
        """One step's words."""
        self.title.setText(step.title)
        self.text.setText(step.text)
        self.key.setText(step.keys)
        self.key.setVisible(bool(step.keys))
        self.back.setEnabled(at > 0)
        self.next.setText(tr("Done") if at == total - 1 else tr("Next"))
        self.count.setText(tr("{n} of {total}  ·  Enter, ←, Esc").format(n=at + 1, total=total))
        self.text.setFixedHeight(self.text.heightForWidth(self.width() - 32) + 2)
        self.column.activate()
        self.setFixedHeight(self.column.sizeHint().height())


class Tour(QWidget):
    """Lies over the window while it lasts: an edge round the part that is meant, and the callout beside it."""

    def __init__(self, tokens: Tokens, steps: Sequence[Step], parent: QWidget, on_end: Callable[[], object]) -> None:
        super().__init__(parent)
        self.tokens = tokens
        self.host = parent
        self.steps = [step for step in steps if self.target_of(step) is not None]
        self.on_end = on_end
        self.at = 0
        self.setObjectName(NAME)
        self.setAccessibleName(tr("Tour of the window"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.callout = Callout(tokens, self)
        self.callout.next.clicked.connect(lambda: self.go(1))
        self.callout.back.clicked.connect(lambda: self.go(-1))
        self.callout.skip.clicked.connect(self.end)
        parent.installEventFilter(self)
        self.setGeometry(parent.rect())
        self.show()
        self.raise_()
        self.setFocus()
        self.show_step()

    def target_of(self, step: Step) -> QWidget | None:
        """What a step points at, where it is on screen."""
        found = step.find()
        return found if found is not None and found.isVisible() else None

    def go(self, by: int) -> None:
        """On, back, or past the last step to the end."""
        self.at += by
        if not 0 <= self.at < len(self.steps):
            self.end()
            return
        self.show_step()

    def show_step(self) -> None:
        """Points at this step's part."""
        if not self.steps:
            self.end()
            return
        step = self.steps[self.at]
        self.callout.show_step(step, self.at, len(self.steps))
        self.setAccessibleDescription(f"{step.title}. {step.text}")
        self.callout.move(self.place_for(self.target_rect()))
        self.update()

    def target_rect(self) -> QRect:
        """Where the part lies."""
        target = self.target_of(self.steps[self.at])
        if target is None:
            return QRect(self.rect().center(), self.rect().center())
        return QRect(target.mapTo(self.host, QPoint(0, 0)), target.size())

    def place_for(self, target: QRect) -> QPoint:
        """Below the part, else above it, else inside it; always whole on the window."""
        box, inside = self.callout.size(), self.rect().adjusted(8, 8, -8, -8)
        x = min(max(target.center().x() - box.width() // 2, inside.left()), inside.right() - box.width())
        if target.bottom() + GAP + box.height() <= inside.bottom():
            y = target.bottom() + GAP
        elif target.top() - GAP - box.height() >= inside.top():
            y = target.top() - GAP - box.height()
        else:
            y = target.center().y() - box.height() // 2
        return QPoint(x, min(max(y, inside.top()), inside.bottom() - box.height()))

    def end(self) -> None:
        """Goes away, and says so once."""
        if self.objectName() != NAME:
            return
        self.setObjectName("")
        self.host.removeEventFilter(self)
        self.hide()
        self.deleteLater()
        self.on_end()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self.steps:
            return
        target = self.target_rect()
        painter = QPainter(self)
        veil = QColor(self.tokens.s0)
        veil.setAlpha(120)
        painter.setClipRegion(QRegion(self.rect()) - QRegion(target))
        painter.fillRect(self.rect(), veil)
        painter.setClipping(False)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self.tokens.accent), 2))
        painter.drawRoundedRect(QRectF(target).adjusted(-EDGE, -EDGE, EDGE, EDGE), 3, 3)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.end()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Right, Qt.Key.Key_Space):
            self.go(1)
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Backspace) and self.at > 0:
            self.go(-1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self.host:
            self.setGeometry(self.host.rect())
            self.show_step()
        return super().eventFilter(watched, event)


def start_tour(window: TerminalWindow, on_end: Callable[[], object] = lambda: None) -> Tour:
    """Begins the tour; one that runs begins anew."""
    old = window.findChild(Tour, NAME)
    if old is not None:
        old.end()
    return Tour(window.tokens, steps_of(window), window, on_end)
