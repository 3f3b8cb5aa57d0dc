"""The keys of every action: the user's own over the default, and what two actions would have in common."""

from __future__ import annotations

from dataclasses import dataclass

from terminal.app.keyboard.actions import ActionRegistry
from terminal.app.preferences.book import SettingsFile
from terminal.sdk.desk import Action

WINDOW = "window"
"""The owner whose keys work everywhere; those of a panel work where it has the focus."""


@dataclass(frozen=True, slots=True)
class Binding:
    """One action with its keys."""

    owner: str
    action: Action
    keys: str

    @property
    def changed(self) -> bool:
        """Whether the user chose other keys than the default."""
        return self.keys != self.action.keys


class KeyBindings:
    """Reads from the register, writes to the settings."""

    def __init__(self, registry: ActionRegistry, settings: SettingsFile) -> None:
        self.registry = registry
        self.settings = settings

    def all(self) -> tuple[Binding, ...]:
        """Every action once, those of the window first."""
        owners = sorted(self.registry.by_owner, key=lambda owner: owner != WINDOW)
        found = {
            action.id: Binding(owner, action, self.registry.keys_of(action))
            for owner in owners
            for action in self.registry.by_owner[owner]
        }
        return tuple(found.values())

    def clashes(self, wanted: Binding, keys: str) -> tuple[Binding, ...]:
        """Other actions that the same keys would run in the same place."""
        if not keys:
            return ()
        return tuple(
            other
            for other in self.all()
            if other.keys == keys
            and other.action.id != wanted.action.id
            and (other.owner == wanted.owner or WINDOW in (other.owner, wanted.owner))
        )

    def doubled(self) -> tuple[tuple[str, tuple[Binding, ...]], ...]:
        """Keys that are meant for several actions in one place, so that none of them runs, with those actions."""
        found: dict[str, tuple[Binding, ...]] = {}
        for binding in self.all():
            if binding.keys not in found and (clashes := self.clashes(binding, binding.keys)):
                found[binding.keys] = (binding, *clashes)
        return tuple(found.items())

    def set(self, wanted: Binding, keys: str) -> None:
        """Gives an action keys, or none, and takes them from those that had them in the same place.

        Raises:
            UserError: keys that are none, or settings that cannot be kept.
        """
        for other in self.clashes(wanted, keys):
            self.settings.put(f"shortcuts.{other.action.id}", "")
        if keys == wanted.action.keys:
            self.settings.reset(f"shortcuts.{wanted.action.id}")
        else:
            self.settings.put(f"shortcuts.{wanted.action.id}", keys)

    def reset(self, action_id: str) -> None:
        """The default keys of one."""
        self.settings.reset(f"shortcuts.{action_id}")

    def reset_all(self) -> None:
        """The default keys of all."""
        for name in self.settings.kept("shortcuts"):
            self.settings.reset(f"shortcuts.{name}")
