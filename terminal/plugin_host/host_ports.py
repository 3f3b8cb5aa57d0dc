"""What the host is handed: how plugins are read and imported, where choices are kept, who opens panels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from terminal.domain.plugins import PluginState
from terminal.plugin_host.dry_run import defaults
from terminal.plugin_host.runtime import Factory
from terminal.sdk.manifest import PluginManifest


class Loader(Protocol):
    """Reads and imports plugins."""

    def read(self, manifest: PluginManifest) -> PluginManifest:
        """The manifest as its file is now.

        Raises:
            TerminalError: it cannot be used, or the plugin is not allowed any more.
        """

    def load(self, manifest: PluginManifest, *, fresh: bool) -> Factory:
        """Imports the code; runs on the plugin's thread. ``fresh`` code shares nothing with what was loaded before."""


class KeptSettings(Protocol):
    """Where the user's choices are kept."""

    def values(self, manifest: PluginManifest) -> Mapping[str, object]:
        """Those in force: defaults under the user's choices."""

    def put(self, manifest: PluginManifest, name: str, value: object) -> None:
        """Keeps one, which was checked."""


class RunSettings:
    """:class:`KeptSettings` that last as long as the run."""

    def __init__(self) -> None:
        self.chosen: dict[str, dict[str, object]] = {}

    def values(self, manifest: PluginManifest) -> Mapping[str, object]:
        """Defaults under what was chosen."""
        chosen = self.chosen.get(manifest.id, {})
        return defaults(manifest) | {name: value for name, value in chosen.items() if name in manifest.settings}

    def put(self, manifest: PluginManifest, name: str, value: object) -> None:
        """Keeps one for this run."""
        self.chosen.setdefault(manifest.id, {})[name] = value


class KeptChoices(Protocol):
    """Which plugins the user switched off, kept between runs."""

    def off(self) -> frozenset[str]:
        """Their ids."""

    def put(self, plugin_id: str, *, off: bool) -> None:
        """Keeps one choice."""


class RunChoices:
    """:class:`KeptChoices` that last as long as the run."""

    def __init__(self) -> None:
        self.chosen: set[str] = set()

    def off(self) -> frozenset[str]:
        """Their ids."""
        return frozenset(self.chosen)

    def put(self, plugin_id: str, *, off: bool) -> None:
        """Keeps one choice for this run."""
        (self.chosen.add if off else self.chosen.discard)(plugin_id)


def none_stand() -> Mapping[str, tuple[PluginState, str]]:
    """Of panels, where there is no window."""
    return {}


@dataclass(slots=True)
class PanelSwitch:
    """How the host and the window speak of panels, which the window opens and draws."""

    open: Callable[[str], object] = lambda _: None
    """Opens a panel, anew where it had failed."""
    close: Callable[[str], object] = lambda _: None
    stand: Callable[[], Mapping[str, tuple[PluginState, str]]] = none_stand
    """State and reason of each panel that has a place on the desk."""
