"""A line to filter by: ``Esc`` empties it, ``↓`` and ``Enter`` go on to what it filters."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget


class FilterBox(QLineEdit):
    """The line; its words come as ``textChanged``."""

    left = Signal()
    """``Esc``: the filter is no longer wanted."""
    gone_on = Signal()
    """``↓`` or ``Enter``: on to the rows."""

    def __init__(self, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape:
                self.left.emit()
            case Qt.Key.Key_Down | Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.gone_on.emit()
            case _:
                super().keyPressEvent(event)
