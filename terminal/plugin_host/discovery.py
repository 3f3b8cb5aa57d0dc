"""Finds panels and plugins wherever they lie and validates them; one that is bad never hides the others."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

from terminal.domain.errors import UserError
from terminal.domain.plugins import PluginKind
from terminal.plugin_host.loading import bundled_folders
from terminal.plugin_host.manifest import ManifestError, read
from terminal.plugin_host.manifest_keys import FILE
from terminal.plugin_host.requirements import missing
from terminal.plugin_host.trust import Trust
from terminal.sdk.manifest import PluginManifest
from terminal.sdk.panel import Area, PanelManifest

GROUP = "plimsoll.plugins"
"""Entry points whose value names a package that holds a ``plugin.toml``."""
DEPTH = 4
"""Folders below a place in which plugins are looked for."""


Chosen = Callable[[PluginManifest], Mapping[str, object]]
"""The settings in force of a plugin."""


class Origin(StrEnum):
    """How a plugin came to be found; the first in this order wins an id."""

    NAMED = "named"
    """``--plugin DIR``."""
    BUNDLED = "bundled"
    USER = "user"
    """The user's plugin folder."""
    DISTRIBUTION = "distribution"
    """An installed distribution with an entry point in group ``plimsoll.plugins``."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A plugin that is left out; what could be read of it, and why."""

    id: str
    """Its id, or its folder's name."""
    path: Path
    """Its ``plugin.toml``."""
    reason: str
    kind: PluginKind | None = None
    version: str = ""
    origin: Origin = Origin.NAMED


@dataclass(frozen=True, slots=True)
class Discovery:
    """Every plugin that was found."""

    manifests: tuple[PluginManifest, ...] = ()
    """Valid and allowed, in order of kind and id, panels in their own order."""
    refused: tuple[Refusal, ...] = ()
    origins: dict[str, Origin] = field(default_factory=dict)
    """Of the manifests, by id."""

    def panels(self, settings: Chosen | None = None) -> tuple[PanelManifest, ...]:
        """What the window opens, in order, with the settings in force; without `settings`, the defaults."""
        panels = [manifest for manifest in self.manifests if manifest.kind is PluginKind.PANEL]
        found = [panel_manifest(manifest, (settings or defaults)(manifest)) for manifest in panels]
        return tuple(sorted(found, key=lambda panel: (panel.order, panel.id)))


def discover(
    places: Iterable[tuple[Path, Origin]] | None = None, named: Iterable[Path] = (), trust: Trust | None = None
) -> Discovery:
    """Everything found in `places`, without them in the bundled trees; `named` folders go first.

    What comes from third parties is refused unless `trust` allows it, and so is what lacks a distribution it needs.

    Raises:
        UserError: a named folder does not exist or holds no plugin.
    """
    every = [(folder, Origin.NAMED) for folder in named]
    for folder, _ in every:
        check_named(folder)
    every += [(folder, Origin.BUNDLED) for folder in bundled_folders()] if places is None else list(places)
    gathering = Gathering(trust)
    for folder, origin in every:
        for path in manifests_below(folder):
            gathering.take(path, origin)
    return gathering.done()


def distributions() -> Iterator[tuple[Path, Origin]]:
    """Folders of the packages that entry points in the group name; nothing of them is imported."""
    for point in entry_points(group=GROUP):
        folder = package_folder(point.module)
        if folder is not None:
            yield folder, Origin.DISTRIBUTION


def package_folder(module: str) -> Path | None:
    """Where a package lies. Only its topmost package is looked up, since looking further up would import it."""
    top, *inner = module.split(".")
    try:
        spec = find_spec(top)
    except (ImportError, ValueError):
        return None
    places = spec.submodule_search_locations if spec is not None else None
    found = (Path(place).joinpath(*inner) for place in places or ())
    return next((folder for folder in found if (folder / FILE).is_file()), None)


def check_named(folder: Path) -> None:
    """Refuses what was named and cannot be meant."""
    if not folder.is_dir():
        raise UserError(f"--plugin {folder}: is no folder; name the one that holds {FILE}")
    if not any(manifests_below(folder)):
        raise UserError(f"--plugin {folder}: holds no {FILE}; `plimsoll plugin new NAME` makes a plugin")


def manifests_below(folder: Path, depth: int = DEPTH) -> Iterator[Path]:
    """Manifests of a folder and those below it; a plugin's own folder is not looked into further."""
    try:
        if (folder / FILE).is_file():
            yield folder / FILE
            return
        inner = sorted(path for path in folder.iterdir() if path.is_dir()) if depth else []
    except OSError:  # a folder that is not there, or that may not be read, holds no plugin for us
        return
    for path in inner:
        if not path.name.startswith((".", "__")):
            yield from manifests_below(path, depth - 1)


@dataclass
class Gathering:
    """Manifests as they are found, the first of an id before the others."""

    trust: Trust | None = None
    found: dict[str, PluginManifest] = field(default_factory=dict)
    origins: dict[str, Origin] = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)

    def take(self, path: Path, origin: Origin) -> None:
        """Reads one manifest."""
        try:
            manifest = read(path, bundled=origin is Origin.BUNDLED)
            self.check_id(manifest, origin)
        except ManifestError as error:
            self.refused.append(refusal(path, str(error), origin))
            return
        reason = self.reason(manifest, origin)
        if reason:
            self.refused.append(refusal(path, f"plugin {manifest.id} ({path}) {reason}", origin))
        else:
            self.found.setdefault(manifest.id, manifest)
            self.origins.setdefault(manifest.id, origin)

    def reason(self, manifest: PluginManifest, origin: Origin) -> str:
        """Why a sound manifest is refused all the same; empty where it is not."""
        if origin in (Origin.USER, Origin.DISTRIBUTION):
            if self.trust is None:
                return "comes from a third party, and this run has no allow-list"
            refused = self.trust.refusal(manifest)
            if refused:
                return refused
        return missing(manifest)

    def check_id(self, manifest: PluginManifest, origin: Origin) -> None:
        """An id is taken once; what was named for this run stands in for one that is installed."""
        first = self.found.get(manifest.id)
        if first is None or first.path == manifest.path:
            return
        if self.origins[manifest.id] is not Origin.NAMED or origin is Origin.NAMED:
            raise ManifestError(manifest.path, "plugin.id", f"{manifest.id!r} is taken by {first.path}")

    def done(self) -> Discovery:
        """What was found, in order."""
        ordered = sorted(self.found.values(), key=in_order)
        return Discovery(tuple(ordered), tuple(self.refused), self.origins)


def in_order(manifest: PluginManifest) -> tuple[str, int, str]:
    """By kind, panels by their own order, then by id."""
    return manifest.kind, manifest.panel.order if manifest.panel else 0, manifest.id


def refusal(path: Path, reason: str, origin: Origin) -> Refusal:
    """A refusal with what can be read of a bad manifest."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8")).get("plugin", {})
    except (OSError, ValueError, RecursionError):
        table = {}
    words = {key: table.get(key) for key in ("id", "kind", "version")} if isinstance(table, dict) else {}
    given = words.get("id")
    kind = words.get("kind")
    version = words.get("version")
    return Refusal(
        id=given if isinstance(given, str) and given.isidentifier() else path.parent.name,
        path=path,
        reason=reason,
        kind=PluginKind(kind) if isinstance(kind, str) and kind in set(PluginKind) else None,
        version=version if isinstance(version, str) and len(version) < 60 else "",
        origin=origin,
    )


def defaults(manifest: PluginManifest) -> dict[str, object]:
    """The declared defaults of a plugin's settings."""
    return {name: declared.default for name, declared in manifest.settings.items()}


def panel_manifest(manifest: PluginManifest, settings: Mapping[str, object]) -> PanelManifest:
    """What the window needs of a manifest of kind ``panel``."""
    assert manifest.panel is not None, f"{manifest.id} is of kind {manifest.kind}, no panel"
    return PanelManifest(
        id=manifest.id,
        title=manifest.panel.title,
        entry=manifest.entry,
        default_area=Area(manifest.panel.default_area),
        path=manifest.path,
        order=manifest.panel.order,
        api=manifest.api,
        doc=manifest.doc,
        icon=manifest.panel.icon,
        settings=dict(settings),
    )
