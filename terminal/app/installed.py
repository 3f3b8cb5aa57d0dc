"""Where this user's panels and plugins lie, and which of them may run."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from terminal.app.folders import Folders
from terminal.plugin_host.discovery import Discovery, Origin, discover, distributions
from terminal.plugin_host.loading import bundled_folders
from terminal.plugin_host.trust import Trust


def plugin_folder(folders: Folders) -> Path:
    """Where plugins are installed to."""
    return folders.data / "plugins"


def find_plugins(folders: Folders, named: Iterable[Path] = ()) -> Discovery:
    """Everything that a run with these folders finds; `named` ones are for that run only.

    Raises:
        UserError: a named folder does not exist or holds no plugin.
    """
    places = [(folder, Origin.BUNDLED) for folder in bundled_folders()]
    places += [(plugin_folder(folders), Origin.USER), *distributions()]
    return discover(places, named, Trust(folders.settings))
