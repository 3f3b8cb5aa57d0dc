"""Where this user's panels and plugins lie, and which of them may run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from terminal.app.folders import Folders
from terminal.plugin_host.discovery import Discovery, Origin, discover, distributions
from terminal.plugin_host.loading import bundled_folders
from terminal.plugin_host.requirements import missing
from terminal.plugin_host.trust import Trust
from terminal.sdk.manifest import PluginManifest


def plugin_folder(folders: Folders) -> Path:
    """Where plugins are installed to."""
    return folders.data / "plugins"


def find_plugins(folders: Folders, named: Iterable[Path] = ()) -> Discovery:
    """Everything that a run with these folders finds; `named` ones are for that run only.

    Raises:
        UserError: a named folder does not exist or holds no plugin.
    """
    return discover(places(folders), named, Trust(folders.settings))


def places(folders: Folders) -> list[tuple[Path, Origin]]:
    """Where plugins lie, those that win an id first."""
    found = [(folder, Origin.BUNDLED) for folder in bundled_folders()]
    return [*found, (plugin_folder(folders), Origin.USER), *distributions()]


def refusal_now(folders: Folders, found: Discovery) -> Callable[[PluginManifest], str]:
    """Says why a plugin that was found may not be loaded anew, since its folder or the allow-list changed meanwhile."""

    def refusal(manifest: PluginManifest) -> str:
        third_party = found.origins.get(manifest.id) in (Origin.USER, Origin.DISTRIBUTION)
        refused = Trust(folders.settings).refusal(manifest) if third_party else ""
        return refused or missing(manifest)

    return refusal
