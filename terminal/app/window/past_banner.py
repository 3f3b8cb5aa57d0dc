"""The banner over everything while the terminal shows the past: in words and colour, with the way back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from terminal.app.keyboard.actions import ActionRegistry
from terminal.domain.market import SessionInfo, SessionStatus
from terminal.sdk import figures
from terminal.sdk.theme import Tokens
from terminal.sdk.words import tr
from terminal.widgets import fonts, icons


class PastBanner(QWidget):
    """``SHOWING THE PAST · 2012-06-21 16:21:07 · return to live``."""

    def __init__(self, tokens: Tokens, actions: ActionRegistry) -> None:
        super().__init__()
        self.tokens = tokens
        self.setObjectName("past_banner")
        self.setAccessibleName(tr("Showing the past"))
        self.setStyleSheet(
            f"#past_banner, #past_banner QLabel {{ background: {tokens.warn_fill}; color: {tokens.warn}; }}"
        )
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(tokens.metrics.control + 4)
        mark = QLabel()
        mark.setPixmap(icons.pixmap("ph.clock-counter-clockwise", tokens.warn, tokens.metrics.icon_notice))
        self.what = QLabel(tr("SHOWING THE PAST"))
        self.what.setFont(fonts.words(tokens.type.heading, 700))
        self.clock = QLabel()
        self.clock.setFont(fonts.numbers(tokens.type.heading, 600))
        self.source = QLabel()
        self.source.setFont(fonts.words(tokens.type.body))
        go = QPushButton(tr("Go to moment"))
        go.clicked.connect(lambda: actions.run("machine.go_to_moment"))
        back = QPushButton(tr("Return to live"))
        back.setProperty("role", "primary")
        back.setToolTip(tr("Back to the running session (Ctrl+Shift+L); it ran on meanwhile."))
        back.clicked.connect(lambda: actions.run("machine.return_to_live"))
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 2, 10, 2)
        row.setSpacing(10)
        for widget in (mark, self.what, self.clock):
            row.addWidget(widget)
        row.addWidget(self.source, 1)
        row.addWidget(go)
        row.addWidget(back)

    def show_status(self, info: SessionInfo, status: SessionStatus) -> None:
        """Where in the past we are."""
        clock = f"{figures.date(status.clock_ns)} {figures.clock(status.clock_ns)} UTC" if status.clock_ns else ""
        words = tr("{name}. The running session goes on behind it.").format(name=info.label)
        if clock != self.clock.text():
            self.clock.setText(clock)
            self.setAccessibleDescription(f"{clock} {words}")
        if words != self.source.text():
            self.source.setText(words)
