"""A small box that asks for a line of text and says what is wrong with it. It never stops the window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from terminal.domain.errors import TerminalError
from terminal.widgets import fonts


class AskText(QDialog):
    """Title, label, field; a refusal stands below the field until another text is typed."""

    def __init__(self, parent: QWidget, title: str, label: str, text: str, take: Callable[[str], object]) -> None:
        super().__init__(parent)
        self.take = take
        self.setWindowTitle(title)
        self.setObjectName("ask")
        self.setMinimumWidth(380)
        heading = QLabel(title)
        heading.setProperty("role", "heading")
        self.field = QLineEdit(text)
        self.field.setAccessibleName(label)
        self.field.setPlaceholderText(label)
        self.field.selectAll()
        self.wrong = QLabel(" ")
        self.wrong.setWordWrap(True)
        self.wrong.setProperty("role", "hint")
        self.field.textEdited.connect(lambda _: self.wrong.setText(" "))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.go)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(8)
        for widget in (heading, self.field, self.wrong, buttons):
            column.addWidget(widget)

    def go(self) -> None:
        """Hands the text on; stays open where it is refused."""
        try:
            self.take(self.field.text())
        except TerminalError as error:
            self.wrong.setText(str(error))
            return
        self.accept()


def ask_text(
    parent: QWidget, title: str, label: str, text: str, take: Callable[[str], object], *, numbers: bool = False
) -> AskText:
    """Opens the box; it goes once it is closed."""
    box = AskText(parent, title, label, text, take)
    if numbers:
        box.field.setFont(fonts.numbers(13))
    box.finished.connect(box.deleteLater)
    box.open()
    return box
