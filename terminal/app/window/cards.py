"""Cards that stand in a panel's place: what failed or is not there, and what to do."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from terminal.sdk.theme import Tokens
from terminal.sdk.words import tr


def failure_card(tokens: Tokens, title: str, reason: str, again: Callable[[], object] | None = None) -> QWidget:
    """What failed, why, and what goes on."""
    words = (
        f"<p style='color:{tokens.danger}; font-weight:600'>■ {tr('{title} stopped').format(title=title)}</p>"
        f"<p>{reason}</p>"
        f"<p style='color:{tokens.t2}'>{tr('The other panels go on. Its settings and place are kept.')}</p>"
    )
    button = None
    if again is not None:
        button = QPushButton(tr("Open again"))
        button.clicked.connect(again)
    return card(words, button)


def missing_card(tokens: Tokens, panel_id: str) -> QWidget:
    """A panel that the workspace names and nobody offers."""
    words = (
        f"<p style='color:{tokens.warn}; font-weight:600'>▲ {tr('{id} is not installed').format(id=panel_id)}</p>"
        f"<p>{tr('This workspace shows a panel of a plugin that is not here. Its place and settings are kept.')}</p>"
        f"<p style='color:{tokens.t2}'>"
        + tr("Install it with plimsoll plugin install PATH and start again, or close this place.")
        + "</p>"
    )
    return card(words, None)


def card(words: str, button: QPushButton | None) -> QWidget:
    """Words in the middle, with a button below."""
    widget = QWidget()
    column = QVBoxLayout(widget)
    label = QLabel(words)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    column.addStretch(1)
    column.addWidget(label)
    if button is not None:
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
    column.addStretch(1)
    return widget
