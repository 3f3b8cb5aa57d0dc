"""The workspaces in the app bar: a tab for each with its key, one button for all where there is no room."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from terminal.sdk.theme import Tokens
from terminal.sdk.words import tr
from terminal.widgets import fonts
from terminal.widgets.buttons import KeyCap, icon_button

TABS = 5


class WorkspaceTab(QPushButton):
    """A title with its key; underlined while it is on the desk."""

    def __init__(self, tokens: Tokens, title: str, key: str) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setAccessibleName(tr("Workspace {name}").format(name=title))
        self.setToolTip(f"{title} ({key})" if key else title)
        self.setFixedHeight(tokens.metrics.app_bar)
        self.setStyleSheet(
            "QPushButton { background: transparent; border: 0; border-radius: 0; padding: 0 8px; }"
            f" QPushButton:hover {{ background: {tokens.s3}; }}"
            f" QPushButton:checked {{ background: transparent; border-bottom: 2px solid {tokens.accent}; }}"
            f" QPushButton:focus {{ border: 2px solid {tokens.accent}; }}"
        )
        words = QLabel(title)
        words.setFont(fonts.words(tokens.type.body))
        row = QHBoxLayout(self)
        row.setContentsMargins(9, 0, 7, 0)
        row.setSpacing(6)
        row.addWidget(words)
        if key:
            row.addWidget(KeyCap(tokens, key), 0, Qt.AlignmentFlag.AlignVCenter)
        for label in self.findChildren(QLabel):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setMinimumWidth(row.sizeHint().width())


class WorkspaceTabs(QWidget):
    """Tabs, and a menu behind them with every workspace and what can be done with them."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.tokens = tokens
        self.setAccessibleName(tr("Workspaces"))
        self.setStyleSheet("WorkspaceTabs { background: transparent; }")
        self.on_choose: Callable[[str], object] = lambda _name: None
        self.on_menu: Callable[[QPoint], object] = lambda _at: None
        self.shown: tuple[dict[str, str], str] = ({}, "")
        self.tabs: dict[str, WorkspaceTab] = {}
        self.wide = True
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(0)
        self.one = QToolButton()
        self.one.setProperty("role", "plain")
        self.more = icon_button(tokens, "ph.caret-down", tr("Workspaces"), plain=True)
        for button in (self.one, self.more):
            button.clicked.connect(partial(self.open_menu, button))
            self.row.addWidget(button)
        self.one.hide()

    def open_menu(self, button: QToolButton) -> None:
        """The menu below its button."""
        self.on_menu(button.mapToGlobal(QPoint(0, button.height())))

    def set_tabs(self, titles: Mapping[str, str], current: str) -> None:
        """Shows these workspaces, the current one marked."""
        if (dict(titles), current) == self.shown:
            return
        if dict(titles) != self.shown[0]:
            for tab in self.tabs.values():
                self.row.removeWidget(tab)
                tab.hide()
                tab.deleteLater()
            self.tabs = {}
            for at, (name, title) in enumerate(list(titles.items())[:TABS]):
                tab = WorkspaceTab(self.tokens, title, f"F{at + 1}")
                tab.clicked.connect(partial(self.choose, name))
                self.tabs[name] = tab
                self.row.insertWidget(at, tab)
        self.shown = (dict(titles), current)
        for name, tab in self.tabs.items():
            tab.setChecked(name == current)
        self.one.setText(titles.get(current, current))
        self.fit()

    def choose(self, name: str, *_: object) -> None:
        """A tab was pressed; what is on the desk decides which one is marked."""
        self.on_choose(name)
        for other, tab in self.tabs.items():
            tab.setChecked(other == self.shown[1])

    def set_wide(self, wide: bool) -> None:
        """Tabs where there is room, else one button."""
        if wide != self.wide:
            self.wide = wide
            self.fit()

    def fit(self) -> None:
        """Shows tabs or the button; the workspace on the desk is always named."""
        named = self.shown[1] in self.tabs
        for name, tab in self.tabs.items():
            tab.setVisible(self.wide and (named or name in self.tabs))
        self.one.setVisible(bool(self.shown[1]) and not (self.wide and named))
