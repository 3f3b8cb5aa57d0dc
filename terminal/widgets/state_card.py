"""What stands where there is nothing to show: what is so, why, and the next step."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from terminal.sdk.table import Card
from terminal.sdk.theme import Tokens
from terminal.widgets import icons


class StateCard(QWidget):
    """An icon, a title, a sentence, a button; samples as buttons of their own."""

    acted = Signal()
    sampled = Signal(str)

    def __init__(self, tokens: Tokens, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tokens = tokens
        self.card: Card | None = None
        self.picture, self.title, self.text = QLabel(), QLabel(), QLabel()
        self.button = QPushButton()
        self.button.clicked.connect(self.acted)
        self.title.setProperty("role", "heading")
        self.text.setProperty("role", "label")
        self.samples = QVBoxLayout()
        self.samples.setSpacing(tokens.metrics.grid)
        column = QVBoxLayout(self)
        column.setSpacing(2 * tokens.metrics.grid)
        column.addStretch(1)
        for part in (self.picture, self.title, self.text):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(part)
        self.title.setWordWrap(True)
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addLayout(self.samples)
        column.addStretch(2)

    def show_card(self, card: Card) -> None:
        """Shows a card; an equal one changes nothing."""
        if card == self.card:
            return
        self.card = card
        colour = getattr(self.tokens, card.token)
        self.picture.setPixmap(icons.pixmap(card.icon, colour, self.tokens.metrics.icon_banner))
        self.title.setText(card.title)
        self.title.setStyleSheet(f"color: {self.tokens.danger};" if card.token == "danger" else "")
        self.text.setText(card.text)
        self.text.setVisible(bool(card.text))
        self.button.setText(card.action)
        self.button.setVisible(bool(card.action))
        self.setAccessibleName(card.title)
        self.setAccessibleDescription(card.text)
        self.show_samples(card.samples)
        self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """In a flat place the picture gives way, then the text; the title and what can be pressed stay."""
        if self.card is None:
            return
        line = self.tokens.metrics.control + 2 * self.tokens.metrics.grid
        rest = line * (2 + bool(self.card.action) + len(self.card.samples))
        self.picture.setVisible(self.height() >= rest + 2.5 * line)
        self.text.setVisible(bool(self.card.text) and self.height() >= rest)

    def show_samples(self, samples: tuple[str, ...]) -> None:
        """A button for each thing to try."""
        while (item := self.samples.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        for words in samples:
            button = QPushButton(words)
            button.setStyleSheet(f'font-family: "JetBrains Mono", monospace; font-size: {self.tokens.type.hint}px;')
            button.clicked.connect(partial(self.sampled.emit, words))
            self.samples.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
