"""The search box under ``Ctrl K``: type a few letters of an instrument or a panel, press Enter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from terminal.sdk.theme import Tokens

SHOWN = 12


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to find: words to match, words beside them, and what choosing it does."""

    name: str
    detail: str
    choose: Callable[[], None]


def matching(choices: Sequence[Choice], typed: str) -> list[Choice]:
    """Choices whose name holds what was typed, those that begin with it first."""
    wanted = typed.strip().casefold()
    found = [choice for choice in choices if wanted in choice.name.casefold()]
    return sorted(found, key=lambda choice: not choice.name.casefold().startswith(wanted))


class SearchBox(QFrame):
    """A popup that closes on Escape, on a click elsewhere, and once something is chosen."""

    def __init__(self, tokens: Tokens, choices: Sequence[Choice], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("search box")
        self.setStyleSheet(f"SearchBox {{ border: 1px solid {tokens.line2}; background: {tokens.s2}; }}")
        self.choices = choices
        self.found: list[Choice] = []
        self.field = QLineEdit()
        self.field.setPlaceholderText("Instrument or panel")
        self.field.setAccessibleName("Search")
        self.field.textChanged.connect(self.search)
        self.field.installEventFilter(self)
        self.rows = QListWidget()
        self.rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows.itemClicked.connect(lambda _: self.choose())
        self.count = QLabel()
        self.count.setProperty("role", "hint")
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 6)
        column.setSpacing(6)
        for widget in (self.field, self.rows, self.count):
            column.addWidget(widget)
        self.search("")

    def open_at(self, right_top: QPoint) -> None:
        """Shows the box with its upper right corner there."""
        self.resize(420, 380)
        self.move(right_top - QPoint(self.width(), 0))
        self.show()
        self.field.setFocus()

    def search(self, typed: str) -> None:
        """Lists what matches."""
        self.found = matching(self.choices, typed)
        self.rows.clear()
        for choice in self.found[:SHOWN]:
            self.rows.addItem(QListWidgetItem(f"{choice.name}    {choice.detail}"))
        self.rows.setCurrentRow(0)
        self.count.setText(
            f"{len(self.found)} of {len(self.choices)}  ·  ↑↓ choose  ·  Enter go"
            if self.found
            else f"Nothing is called {typed!r} here: try fewer letters"
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                self.rows.setCurrentRow((self.rows.currentRow() + step) % max(self.rows.count(), 1))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.choose()
                return True
        return super().eventFilter(watched, event)

    def choose(self) -> None:
        """Carries out the chosen row and closes."""
        row = self.rows.currentRow()
        if 0 <= row < len(self.found):
            chosen = self.found[row]
            self.close()
            chosen.choose()
