"""Everything a user can do, in one register: the palette lists it, keys and menus run it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from terminal.sdk.desk import Action
from terminal.widgets.slot import SlotBoundary


class ActionRegistry:
    """Actions by owner: the window, each open panel, each plugin. A later action of the same id wins."""

    def __init__(self) -> None:
        self.by_owner: dict[str, tuple[Action, ...]] = {}
        self.user_keys: dict[str, str] = {}
        self.listeners: list[Callable[[], object]] = []
        self.on_fault: Callable[[Exception], None] | None = None

    def add(self, owner: str, actions: Iterable[Action]) -> None:
        """Sets what an owner offers, in place of what it offered before; its actions win from now on."""
        self.by_owner.pop(owner, None)
        self.by_owner[owner] = tuple(actions)
        self.changed()

    def remove(self, owner: str) -> None:
        """Forgets an owner; one that is not there is no error."""
        if self.by_owner.pop(owner, None) is not None:
            self.changed()

    def all(self) -> tuple[Action, ...]:
        """Every action once, in the order in which owners came."""
        return tuple({action.id: action for actions in self.by_owner.values() for action in actions}.values())

    def find(self, action_id: str) -> Action | None:
        """The action of an id."""
        return next((action for action in self.all() if action.id == action_id), None)

    def run(self, action_id: str) -> bool:
        """Does it; false where it is not there or cannot be done now. What it raises is shown, not thrown."""
        action = self.find(action_id)
        if action is None or not action.enabled():
            return False
        SlotBoundary(f"action {action_id}", self.on_fault).run(action.run)
        return True

    # Keys.

    def keys_of(self, action: Action) -> str:
        """The user's keys for an action, else its own; empty for none."""
        return self.user_keys.get(action.id, action.keys)

    def set_user_keys(self, keys: Mapping[str, str]) -> None:
        """Sets the user's choices by action id; an empty choice takes the keys away."""
        if dict(keys) != self.user_keys:
            self.user_keys = dict(keys)
            self.changed()

    # News.

    def on_change(self, call: Callable[[], object]) -> Callable[[], None]:
        """Calls after each change of actions or keys; returns what ends that."""
        self.listeners.append(call)
        return lambda: self.listeners.remove(call) if call in self.listeners else None

    def changed(self) -> None:
        """Tells those who listen."""
        for call in tuple(self.listeners):
            call()
