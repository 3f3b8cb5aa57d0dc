"""Small controls: a button with an icon and its key, and a row of choices of which one holds."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from terminal.sdk.theme import Tokens
from terminal.sdk.words import tr
from terminal.widgets import fonts, icons


def icon_button(tokens: Tokens, icon: str, name: str, key: str = "", *, plain: bool = False) -> QToolButton:
    """A button with an icon; `name` is read out by screen readers and shown with `key` on hover."""
    button = QToolButton()
    button.setIcon(icons.icon(icon, tokens.t1, tokens.metrics.icon))
    button.setIconSize(QSize(tokens.metrics.icon, tokens.metrics.icon))
    button.setAccessibleName(name)
    button.setToolTip(f"{name} ({key})" if key else name)
    button.setFixedHeight(tokens.metrics.control)
    button.setCursor(Qt.CursorShape.ArrowCursor)
    if plain:
        button.setProperty("role", "plain")
    return button


class KeyCap(QLabel):
    """A key's name in a small frame."""

    def __init__(self, tokens: Tokens, key: str, parent: QWidget | None = None) -> None:
        super().__init__(key, parent)
        self.setFont(fonts.numbers(tokens.type.hint))
        self.setStyleSheet(
            f"color: {tokens.t2}; border: 1px solid {tokens.line2}; border-radius: {tokens.metrics.radius}px;"
            f" padding: 0 4px; font-size: {tokens.type.hint}px;"
        )
        self.setAccessibleName(tr("Key {key}").format(key=key))


class ChoiceRow(QFrame):
    """Joined buttons of which exactly one is down."""

    chosen = Signal(int)

    def __init__(self, tokens: Tokens, names: Sequence[str], label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(label)
        self.setStyleSheet("ChoiceRow { background: transparent; }")
        self.group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for at, name in enumerate(names):
            button = QPushButton(name)
            button.setCheckable(True)
            button.setFont(fonts.words(tokens.type.body))
            button.setAccessibleName(f"{label} {name}")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setStyleSheet(joined(tokens, first=at == 0, last=at == len(names) - 1))
            self.group.addButton(button, at)
            row.addWidget(button)
        self.group.idClicked.connect(self.chosen)

    def choose(self, at: int) -> None:
        """Shows which one holds, without a signal; an index outside the row shows none."""
        held = self.group.checkedId()
        if at in range(len(self.group.buttons())):
            self.group.button(at).setChecked(True)
        elif held >= 0:
            self.group.setExclusive(False)
            self.group.button(held).setChecked(False)
            self.group.setExclusive(True)

    def chosen_at(self) -> int:
        """Which one holds, -1 for none."""
        return self.group.checkedId()


def joined(tokens: Tokens, *, first: bool, last: bool) -> str:
    """Corners only at the ends, one line between neighbours."""
    radius = tokens.metrics.radius
    left, right = (radius if first else 0), (radius if last else 0)
    return (
        f"QPushButton {{ border-top-left-radius: {left}px; border-bottom-left-radius: {left}px;"
        f" border-top-right-radius: {right}px; border-bottom-right-radius: {right}px;"
        f" {'' if first else 'border-left-width: 0;'} background: {tokens.s1}; color: {tokens.t2}; padding: 0 9px;"
        f" min-height: {tokens.metrics.control - 2}px; }}"
        f" QPushButton:hover {{ background: {tokens.s4}; color: {tokens.t1}; }}"
        f" QPushButton:checked {{ background: {tokens.s4}; color: {tokens.t1}; font-weight: 600; }}"
    )
