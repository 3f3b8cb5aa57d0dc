"""What the user chose of plugins' settings: tables ``[plugin.ID]`` of ``settings.toml``, checked by each manifest.

Implements :class:`~terminal.plugin_host.host_ports.KeptSettings`. The site's file goes under the user's.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from terminal.app.preferences import layers
from terminal.app.preferences.book import SettingsFile
from terminal.app.preferences.layers import FOREIGN, Problem
from terminal.domain.errors import UserError
from terminal.sdk.manifest import PluginManifest
from terminal.sdk.setting_text import to_toml
from terminal.sdk.setting_values import checked, did_you_mean


class PluginSettings:
    """Values in force by plugin; a bad one is named and its default holds."""

    def __init__(self, book: SettingsFile, site: Path | None = None) -> None:
        self.book = book
        self.files = ((site or layers.site_file()), book.path)

    def values(self, manifest: PluginManifest) -> Mapping[str, object]:
        """Those in force: defaults under the site's under the user's choices."""
        found = {name: declared.default for name, declared in manifest.settings.items()}
        for _, name, value in self.chosen(manifest):
            if name in found:
                try:
                    found[name] = checked(manifest.settings[name], value)
                except UserError:  # named by problems()
                    continue
        return found

    def problems(self, manifest: PluginManifest) -> tuple[Problem, ...]:
        """What the files say of a plugin that it cannot use."""
        found = []
        for path, name, value in self.chosen(manifest):
            where = f"{path}: [{FOREIGN}.{manifest.id}] {name}"
            if name not in manifest.settings:
                words = f"is no setting of plugin {manifest.id}{did_you_mean(name, manifest.settings)}"
                found.append(Problem(where, words))
                continue
            try:
                checked(manifest.settings[name], value)
            except UserError as error:
                found.append(Problem(where, f"{error}; the default holds"))
        return tuple(found)

    def chosen(self, manifest: PluginManifest) -> Iterator[tuple[Path, str, object]]:
        """File, name and value of everything that is kept of a plugin, the site's first."""
        for path in self.files:
            table = tables(path).get(manifest.id, {})
            if isinstance(table, Mapping):
                yield from ((path, name, value) for name, value in table.items())

    def put(self, manifest: PluginManifest, name: str, value: object) -> None:
        """Checks and keeps one.

        Raises:
            UserError: no such setting, a value it cannot take, or the disk refuses.
        """
        declared = manifest.settings.get(name)
        if declared is None:
            raise UserError(f"plugin {manifest.id}: {name} is no setting{did_you_mean(name, manifest.settings)}")
        kept = to_toml(checked(declared, value))
        document = self.book.document()
        plugins = document.setdefault(FOREIGN, {})
        plugins.setdefault(manifest.id, {})[name] = kept
        self.book.save(document, f"setting {name} of plugin {manifest.id}")


def tables(path: Path) -> Mapping[str, Any]:
    """The plugins' tables of a settings file; none where it cannot be read, which the terminal's own settings say."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8")).get(FOREIGN, {})
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, Mapping) else {}
