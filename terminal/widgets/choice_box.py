"""One of several words, chosen from a menu: what a combo box does, without its own list view."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from terminal.sdk.theme import Tokens
from terminal.widgets import icons


class ChoiceBox(QPushButton):
    """Shows what is chosen; a click, ``Space`` or ``↓`` opens the choices, ``Alt ↑ ↓`` steps through them."""

    chosen = Signal(str)

    def __init__(self, tokens: Tokens, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = label
        self.names: tuple[str, ...] = ()
        self.titles: tuple[str, ...] = ()
        self.value = ""
        self.setAccessibleName(label)
        self.setIcon(icons.icon("ph.caret-down", tokens.t2, tokens.metrics.icon_tag))
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow stands at the right of the words
        self.setStyleSheet(f"QPushButton {{ text-align: right; min-height: {tokens.metrics.control - 2}px; }}")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self.open_choices)

    def show_choices(self, names: Sequence[str], value: str, titles: Sequence[str] = ()) -> None:
        """These choices, with the words for each where they differ; `value` is the one that holds."""
        self.names, self.titles = tuple(names), tuple(titles) or tuple(names)
        self.show_value(value)

    def show_value(self, value: str) -> None:
        """Which one holds, without a signal."""
        self.value = value
        words = self.titles[self.names.index(value)] if value in self.names else value
        if words != self.text():
            self.setText(words)
            self.setToolTip(f"{self.label}: {words}")
            self.setAccessibleDescription(words)

    def choose(self, value: str) -> None:
        """The user chose."""
        self.show_value(value)
        self.chosen.emit(value)

    def menu_of_choices(self) -> QMenu:
        """The choices as a menu."""
        menu = QMenu(self.label, self)
        menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        for name, title in zip(self.names, self.titles, strict=True):
            action = QAction(title, menu, checkable=True)
            action.setChecked(name == self.value)
            action.triggered.connect(partial(self.choose, name))
            menu.addAction(action)
        return menu

    def open_choices(self) -> None:
        """Opens the choices below."""
        menu = self.menu_of_choices()
        menu.setMinimumWidth(self.width())
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step and event.modifiers() & Qt.KeyboardModifier.AltModifier and self.names:
            at = self.names.index(self.value) if self.value in self.names else 0
            self.choose(self.names[min(max(at + step, 0), len(self.names) - 1)])
        elif step:
            self.open_choices()
        else:
            super().keyPressEvent(event)
