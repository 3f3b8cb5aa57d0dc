"""Keys for actions: those of the window work in all of its windows, those of a panel where the panel has the focus."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from terminal.app.keyboard.actions import ActionRegistry

if TYPE_CHECKING:
    from terminal.app.window.window import TerminalWindow

Bound = tuple[tuple[str, str], ...]


class Shortcuts:
    """Binds the keys of the registry, anew for each owner whose actions or keys changed."""

    def __init__(self, window: TerminalWindow, actions: ActionRegistry) -> None:
        self.window = window
        self.actions = actions
        self.bound: dict[str, tuple[Bound, list[QShortcut]]] = {}
        self.stop = actions.on_change(self.bind)

    def bind(self) -> None:
        """Brings every owner's keys up to date."""
        for owner in tuple(self.bound):
            if owner not in self.actions.by_owner:
                self.release(owner)
        for owner, actions in tuple(self.actions.by_owner.items()):
            wanted = tuple((action.id, keys) for action in actions if (keys := self.actions.keys_of(action)))
            if owner in self.bound and self.bound[owner][0] == wanted:
                continue
            self.release(owner)
            place, context = self.place_of(owner)
            self.bound[owner] = (wanted, [self.shortcut(place, context, *one) for one in wanted])

    def place_of(self, owner: str) -> tuple[QWidget, Qt.ShortcutContext]:
        """Where an owner's keys work."""
        slot = self.window.arrangement.slot(owner)
        if slot is None:
            return self.window, Qt.ShortcutContext.ApplicationShortcut
        return slot.widget, Qt.ShortcutContext.WidgetWithChildrenShortcut

    def shortcut(self, place: QWidget, context: Qt.ShortcutContext, action_id: str, keys: str) -> QShortcut:
        """One key."""
        shortcut = QShortcut(QKeySequence(keys), place)
        shortcut.setContext(context)
        shortcut.activated.connect(partial(self.actions.run, action_id))
        return shortcut

    def release(self, owner: str) -> None:
        """Takes an owner's keys away."""
        for shortcut in self.bound.pop(owner, ((), []))[1]:
            shortcut.setEnabled(False)
            shortcut.deleteLater()

    def close(self) -> None:
        """Takes every key away."""
        self.stop()
        for owner in tuple(self.bound):
            self.release(owner)
