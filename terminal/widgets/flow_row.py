"""A row of controls that goes on in a further line where there is no room: narrow docks cut nothing off."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget

from terminal.sdk.theme import Tokens


class FlowLayout(QLayout):
    """Items from left to right at their wished sizes; expanding ones share what is left of their line."""

    def __init__(self, gap: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.gap = gap
        self.held: list[QLayoutItem] = []
        self.setContentsMargins(8, 0, 4, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self.held.append(item)

    def count(self) -> int:
        return len(self.held)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self.held[index] if 0 <= index < len(self.held) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self.held.pop(index) if 0 <= index < len(self.held) else None

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self.arranged(QRect(0, 0, width, 0), place=False)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        shown = [item.minimumSize() for item in self.held if not item.isEmpty()]
        wide = max((size.width() for size in shown), default=0)
        return QSize(wide + 12, max((size.height() for size in shown), default=0))

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self.arranged(rect, place=True)

    def arranged(self, rect: QRect, *, place: bool) -> int:
        """Places the items line by line; returns the height they take."""
        margins = self.contentsMargins()
        left, room = rect.x() + margins.left(), rect.width() - margins.left() - margins.right()
        y = rect.y()
        for line in self.lines(room):
            height = max(item.sizeHint().height() for item in line)
            if place:
                self.place_line(line, left, y, room, height)
            y += height + self.gap
        return max(y - self.gap - rect.y(), 0)

    def lines(self, room: int) -> list[list[QLayoutItem]]:
        """Items by line."""
        found: list[list[QLayoutItem]] = []
        taken = room + 1
        for item in self.held:
            if item.isEmpty():
                continue
            wide = item.sizeHint().width() if not expands(item) else item.minimumSize().width()
            if not found or taken + self.gap + wide > room:
                found.append([])
                taken = -self.gap
            found[-1].append(item)
            taken += self.gap + wide
        return found

    def place_line(self, line: list[QLayoutItem], x: int, y: int, room: int, height: int) -> None:
        """Places one line."""
        wishes = [item.minimumSize().width() if expands(item) else item.sizeHint().width() for item in line]
        elastic = sum(expands(item) for item in line)
        extra = max(room - sum(wishes) - self.gap * (len(line) - 1), 0) // elastic if elastic else 0
        for item, wish in zip(line, wishes, strict=True):
            wide = min(wish + (extra if expands(item) else 0), room)
            item.setGeometry(QRect(x, y, wide, height))
            x += wide + self.gap


def expands(item: QLayoutItem) -> bool:
    """Whether an item takes what is left of its line."""
    return bool(item.expandingDirections() & Qt.Orientation.Horizontal)


class FlowRow(QWidget):
    """A toolbar whose controls flow."""

    def __init__(self, tokens: Tokens, *controls: QWidget) -> None:
        super().__init__()
        self.flow = FlowLayout(tokens.metrics.grid, self)
        for control in controls:
            self.add(control)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, control: QWidget) -> None:
        """One more at the end."""
        self.flow.addWidget(control)
