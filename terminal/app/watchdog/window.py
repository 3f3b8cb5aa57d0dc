"""The watchdog's window: is the gateway alive, is it halted, and one red button."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QColor, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from terminal.app.watchdog import told
from terminal.app.watchdog.told import CHORD, MODE
from terminal.sdk.theme import Tokens
from terminal.sdk.words import tr
from terminal.supervision.halting import Engaged
from terminal.supervision.vigil import Vigil
from terminal.widgets import fonts
from terminal.widgets.theme import contrast

DRAW_EVERY_MS = 100
SIZE = (480, 344)
RED = (0.87, 0.80)
"""Saturation and value of the button, in the hue of danger: a full red on which light text reads."""
BUTTON_HEIGHT = 84


class WatchdogWindow(QWidget):
    """Stays above other windows. The button and the chord halt the whole firm in one action, without asking back."""

    answered = Signal(object)
    """What came of a halt; told by another thread."""

    def __init__(self, vigil: Vigil, tokens: Tokens, by: str) -> None:
        super().__init__(None, Qt.WindowType.Window | Qt.WindowType.WindowStaysOnTopHint)
        self.vigil, self.tokens, self.by = vigil, tokens, by
        self.setWindowTitle(tr("Plimsoll watchdog"))
        self.resize(*SIZE)
        self.setMinimumSize(*SIZE)
        self.pulse = headline(tokens)
        self.facts = line()
        self.state = headline(tokens)
        self.reason = line()
        self.outcome = line()
        self.button = QPushButton(tr("HALT FIRM"))
        self.button.setFont(fonts.words(tokens.type.hero, 700))
        self.button.setAccessibleName(tr("Halt the whole firm and cancel every order"))
        self.button.clicked.connect(self.halt)
        self.chord = QShortcut(QKeySequence(CHORD), self)
        self.chord.setAutoRepeat(False)
        self.chord.activated.connect(self.halt)
        self.answered.connect(self.show_outcome)
        self.lay_out()
        self.timer = QTimer(self)
        self.timer.setInterval(DRAW_EVERY_MS)
        self.timer.timeout.connect(self.draw)
        self.timer.start()
        self.draw()

    def lay_out(self) -> None:
        """From the gateway at the top to the button at the bottom."""
        t = self.tokens
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addWidget(card(tr("GATEWAY"), self.pulse, self.facts, t))
        column.addWidget(card(tr("TRADING"), self.state, self.reason, t))
        column.addWidget(self.button)
        column.addWidget(self.outcome)
        column.addStretch(1)
        self.outcome.setMinimumHeight(3 * t.type.body)
        self.outcome.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.outcome.setText(tr("One action: no new orders, all orders cancelled. {chord}").format(chord=CHORD))
        ground = QColor.fromHsvF(QColor(t.danger).hueF(), *RED).name()
        text = max((t.t1, t.s0), key=lambda colour: contrast(colour, ground))
        height = f"min-height: {BUTTON_HEIGHT}px; max-height: {BUTTON_HEIGHT}px;"
        base = f"background: {ground}; color: {text}; border-radius: {t.metrics.radius}px; {height}"
        self.button.setStyleSheet(
            f"QPushButton {{ {base} border: none; }}"
            f"QPushButton:hover {{ {base} border: 3px solid {t.t1}; }}"
            f"QPushButton:pressed {{ background: {t.danger_fill}; color: {t.danger}; border: 3px solid {t.danger}; }}"
            f"QPushButton:focus {{ border: 3px solid {t.t1}; }}"
        )

    def draw(self) -> None:
        """What was seen last, in words and colour."""
        sight = self.vigil.sight
        paint(self.pulse, told.gateway_told(sight), self.tokens)
        self.facts.setText(told.facts_told(sight))
        paint(self.state, told.state_told(sight), self.tokens)
        self.reason.setText(told.reason_told(sight))
        self.reason.setToolTip(self.reason.text())

    def halt(self) -> None:
        """Halts; the window goes on drawing meanwhile."""
        self.outcome.setText(tr("Halting…"))
        self.vigil.halt(MODE, tr("watchdog: red button"), self.by, self.answered.emit)

    def show_outcome(self, outcome: Engaged | str) -> None:
        """Says what came of it."""
        if isinstance(outcome, str):
            self.outcome.setText(tr("NOT HALTED: {why}").format(why=outcome))
            self.outcome.setStyleSheet(f"color: {self.tokens.danger};")
            return
        self.outcome.setStyleSheet("")
        self.outcome.setText(outcome_words(outcome))
        self.outcome.setToolTip(outcome.words)
        self.draw()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stops looking. What is halted stays halted."""
        self.timer.stop()
        self.vigil.stop()
        super().closeEvent(event)


def outcome_words(outcome: Engaged) -> str:
    """How a halt came to hold."""
    took = f"{outcome.took_us / 1_000:.1f} ms"
    if outcome.gateway == "halted":
        return tr("Halted in {took}. It takes two people to re-arm: plimsoll arm").format(took=took)
    if outcome.gateway == "silent":
        return tr("The gateway does not answer. The halt is on the disk ({took}); end its process").format(took=took)
    return tr("No gateway runs. The halt is on the disk ({took}) and holds from the next start").format(took=took)


def headline(tokens: Tokens) -> QLabel:
    """The line that is read from across the room."""
    label = QLabel()
    label.setFont(fonts.words(tokens.type.key_number, 600))
    return label


def line() -> QLabel:
    """A line of facts."""
    label = QLabel()
    label.setProperty("role", "label")
    label.setWordWrap(True)
    return label


def paint(label: QLabel, said: told.Told, tokens: Tokens) -> None:
    """Words in the colour of what they mean."""
    if label.text() != said.words:
        label.setText(said.words)
    sheet = f"color: {getattr(tokens, said.token)};"
    if label.styleSheet() != sheet:
        label.setStyleSheet(sheet)


def card(title: str, head: QLabel, below: QLabel, tokens: Tokens) -> QFrame:
    """A titled group."""
    frame = QFrame()
    frame.setObjectName("card")
    radius = tokens.metrics.radius
    frame.setStyleSheet(
        f"#card {{ background: {tokens.s2}; border: 1px solid {tokens.line}; border-radius: {radius}px; }}"
    )
    column = QVBoxLayout(frame)
    column.setContentsMargins(12, 8, 12, 8)
    column.setSpacing(2)
    name = QLabel(title)
    name.setProperty("role", "hint")
    column.addWidget(name)
    column.addWidget(head)
    column.addWidget(below)
    return frame
