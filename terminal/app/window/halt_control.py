"""The halt in every window's bar: one press from anywhere, and in words and colour once something is halted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton

from terminal.sdk.theme import Tokens
from terminal.sdk.words import tr
from terminal.widgets import fonts


class HaltControl(QPushButton):
    """``HALT``; once something is halted ``HALTED``, filled. Hidden while nobody watches over halts."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__(tr("HALT"))
        self.tokens = tokens
        self.on_press: Callable[[], object] = lambda: None
        self.halted: bool | None = None
        self.setFont(fonts.words(tokens.type.body, 700))
        self.setFixedSize(round(76 * tokens.type.body / 12), tokens.metrics.control)
        self.setAccessibleName(tr("Halt the whole firm and cancel every order"))
        self.clicked.connect(self.press)
        self.hide()

    def press(self) -> None:
        """Does what a press does by now."""
        self.on_press()

    def show_state(self, halted: bool, words: str) -> None:
        """Whether something is halted, and what the tool tip says of it."""
        if words != self.toolTip():
            self.setToolTip(words)
            self.setAccessibleDescription(words)
        if halted == self.halted:
            return
        self.halted = halted
        t = self.tokens
        ground, ink = (t.danger, t.s0) if halted else (t.danger_fill, t.danger)
        edge = f"border: 1px solid {t.danger}; border-radius: {t.metrics.radius}px;"
        self.setStyleSheet(
            f"QPushButton {{ background: {ground}; color: {ink}; {edge} padding: 0; }}"
            f"QPushButton:hover, QPushButton:focus {{ border-color: {t.t1}; }}"
            f"QPushButton:pressed {{ background: {t.danger}; color: {t.s0}; }}"
        )
        self.setText(tr("HALTED") if halted else tr("HALT"))
        self.show()
