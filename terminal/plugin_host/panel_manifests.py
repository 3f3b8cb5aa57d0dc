"""Finds panels by their ``panel.toml`` and validates them without importing their code."""

from __future__ import annotations

import importlib
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, cast

from terminal.domain.errors import UserError
from terminal.sdk.panel import API, Area, Panel, PanelContext, PanelManifest

FILE = "panel.toml"
REQUIRED = ("id", "title", "api", "entry", "default_area")
OPTIONAL = ("order", "doc", "icon")


class ManifestError(UserError):
    """A ``panel.toml`` that cannot be used; the message names the file and the key."""

    def __init__(self, path: Path, key: str, reason: str) -> None:
        super().__init__(f"{path}: {key}: {reason}; the panel is left out")
        self.path = path
        self.key = key


def bundled_folders() -> tuple[Path, ...]:
    """Where the bundled panels lie."""
    return tuple(Path(folder) for folder in importlib.import_module("panels").__path__)


def discover(folders: Iterable[Path]) -> tuple[tuple[PanelManifest, ...], tuple[ManifestError, ...]]:
    """Valid manifests in order of ``order``, and what was wrong with the others."""
    found: dict[str, PanelManifest] = {}
    refused: list[ManifestError] = []
    for path in sorted(path for folder in folders for path in folder.glob(f"*/{FILE}")):
        try:
            manifest = read(path)
            if manifest.id in found:
                raise ManifestError(path, "panel.id", f"{manifest.id!r} is taken by {found[manifest.id].path}")
            found[manifest.id] = manifest
        except ManifestError as error:
            refused.append(error)
    ordered = sorted(found.values(), key=lambda manifest: (manifest.order, manifest.id))
    return tuple(ordered), tuple(refused)


def read(path: Path) -> PanelManifest:
    """One validated manifest.

    Raises:
        ManifestError: naming the file and the key.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ManifestError(path, "file", f"cannot be read: {error}") from None
    except tomllib.TOMLDecodeError as error:
        raise ManifestError(path, "file", f"is not TOML: {error}") from None
    return validated(path, document)


def validated(path: Path, document: Mapping[str, Any]) -> PanelManifest:
    """The manifest that `document` declares, each key checked."""
    table = document.get("panel")
    if not isinstance(table, dict):
        raise ManifestError(path, "panel", "the table [panel] is missing")
    for key in REQUIRED:
        if key not in table:
            raise ManifestError(path, f"panel.{key}", "is missing")
    for key in table:
        if key not in REQUIRED + OPTIONAL:
            raise ManifestError(path, f"panel.{key}", "is not a key of the panel table")
    if table["api"] != API:
        raise ManifestError(path, "panel.api", f"is {table['api']!r}, this terminal offers {API!r}")
    return PanelManifest(
        id=identifier(path, table["id"]),
        title=text(path, "title", table["title"]),
        entry=entry(path, table["entry"]),
        default_area=area(path, table["default_area"]),
        path=path,
        order=order(path, table.get("order", 100)),
        doc=text(path, "doc", table.get("doc", "")),
        icon=text(path, "icon", table.get("icon", "ph.squares-four")),
        settings=defaults(path, document.get("settings", {})),
    )


def text(path: Path, key: str, value: object) -> str:
    """A string, or a refusal."""
    if not isinstance(value, str):
        raise ManifestError(path, f"panel.{key}", f"is {value!r}, wanted a string")
    return value


def identifier(path: Path, value: object) -> str:
    """A panel id: lower-case words joined by underscores."""
    name = text(path, "id", value)
    if not name.isidentifier() or name != name.lower():
        raise ManifestError(path, "panel.id", f"{name!r} is not made of lower-case letters, digits and underscores")
    return name


def entry(path: Path, value: object) -> str:
    """``package.module:callable``."""
    place = text(path, "entry", value)
    module, _, factory = place.partition(":")
    if not factory.isidentifier() or not all(part.isidentifier() for part in module.split(".")):
        raise ManifestError(path, "panel.entry", f"{place!r} is not of the form package.module:callable")
    return place


def area(path: Path, value: object) -> Area:
    """One of the areas of the default layout."""
    try:
        return Area(text(path, "default_area", value))
    except ValueError:
        choices = ", ".join(Area)
        raise ManifestError(path, "panel.default_area", f"{value!r} is not one of {choices}") from None


def order(path: Path, value: object) -> int:
    """A whole number."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise ManifestError(path, "panel.order", f"is {value!r}, wanted a whole number")
    return value


def defaults(path: Path, table: object) -> dict[str, object]:
    """Default of each declared setting."""
    if not isinstance(table, dict):
        raise ManifestError(path, "settings", "is not a table")
    for name, declared in table.items():
        if not isinstance(declared, dict) or "default" not in declared:
            raise ManifestError(path, f"settings.{name}.default", "is missing")
    return {name: declared["default"] for name, declared in table.items()}


def factory_of(manifest: PanelManifest) -> Callable[[PanelContext], Panel]:
    """Imports the panel's code and returns its factory; only now does any of it run.

    Raises:
        ManifestError: where the entry does not lead to a callable.
    """
    module, _, name = manifest.entry.partition(":")
    try:
        factory = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise ManifestError(manifest.path, "panel.entry", f"{manifest.entry} cannot be loaded: {error}") from error
    if not callable(factory):
        raise ManifestError(manifest.path, "panel.entry", f"{manifest.entry} is not callable")
    return cast("Callable[[PanelContext], Panel]", factory)
