"""Reads a ``plugin.toml`` and validates all of it; no code of the plugin is imported."""

from __future__ import annotations

import keyword
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from terminal.domain.errors import UserError
from terminal.domain.plugins import PluginKind
from terminal.plugin_host.manifest_keys import (
    BUDGET,
    CAPABILITIES,
    FILE,
    PANEL,
    PLUGIN,
    REQUIRED,
    SETTING,
    TABLES,
    Key,
    Section,
)
from terminal.plugin_host.packages import place_of
from terminal.sdk.manifest import (
    API,
    Budget,
    Capabilities,
    PanelDeclaration,
    PluginManifest,
    SettingDeclaration,
    SettingType,
)
from terminal.sdk.setting_values import BOUNDED, checked, did_you_mean, duration_ns

LONGEST = 256 * 1024
"""Bytes of a manifest; whatever is longer is something else."""
IDENTIFIER = re.compile(r"[a-z][a-z0-9_]{0,63}")
OFFERS_NO_ORDERS = (PluginKind.MODEL, PluginKind.ALPHA, PluginKind.SOURCE)


class ManifestError(UserError):
    """A ``plugin.toml`` that cannot be used; the message names file and key, and what happens."""

    def __init__(self, path: Path, key: str, reason: str) -> None:
        place = "".join(letter if letter.isprintable() else "?" for letter in key[:120])
        what = " The" if reason.endswith("?") else "; the"
        super().__init__(f"{path}: {place}: {reason}{what} plugin is left out and none of its code was imported")
        self.path = path
        self.key = key
        self.reason = reason


def read(path: Path, *, bundled: bool = False) -> PluginManifest:
    """One validated manifest.

    Raises:
        ManifestError: naming the file, the key, what is wrong and the nearest right word.
    """
    manifest = validated(path, document(path), bundled=bundled)
    try:
        place_of(path.parent, manifest.entry)
    except LookupError as error:
        raise ManifestError(path, "plugin.entry", str(error)) from None
    return manifest


def document(path: Path) -> dict[str, Any]:
    """The file as TOML."""
    try:
        with path.open("rb") as file:
            content = file.read(LONGEST + 1)
        if len(content) > LONGEST:
            raise ManifestError(path, "file", f"is longer than {LONGEST // 1024} KiB, which no {FILE} is")
        return tomllib.loads(content.decode("utf-8"))
    except OSError as error:
        raise ManifestError(path, "file", f"cannot be read: {error.strerror or error}") from None
    except (ValueError, RecursionError) as error:
        words = "nested too deeply" if isinstance(error, RecursionError) else " ".join(str(error).split())
        raise ManifestError(path, "file", f"is not TOML: {words}") from None


def validated(path: Path, tables: Mapping[str, Any], *, bundled: bool = False) -> PluginManifest:
    """The manifest that these tables declare, each key checked."""
    for name in tables:
        if name not in TABLES:
            raise ManifestError(path, name, f"is no table of a {FILE}{did_you_mean(name, TABLES)}")
    plugin = section(path, PLUGIN, tables, needed=True)
    if plugin["api"] != API:
        raise ManifestError(path, "plugin.api", f"is {plugin['api']!r}, this terminal offers {API!r}")
    kind = PluginKind(plugin["kind"])
    check_kind(path, kind, tables)
    return PluginManifest(
        id=identifier(path, plugin["id"]),
        kind=kind,
        entry=entry(path, plugin["entry"]),
        path=path,
        version=version(path, plugin["version"]),
        api=API,
        doc=plugin["doc"],
        requires=requirements(path, plugin["requires"]),
        capabilities=capabilities(path, kind, section(path, CAPABILITIES, tables)),
        budget=budget(path, section(path, BUDGET, tables)),
        settings=settings(path, tables.get("settings", {})),
        panel=PanelDeclaration(**section(path, PANEL, tables, needed=True)) if kind is PluginKind.PANEL else None,
        bundled=bundled,
    )


def check_kind(path: Path, kind: PluginKind, tables: Mapping[str, Any]) -> None:
    """Refuses tables that mean nothing for the kind."""
    for known in (CAPABILITIES, BUDGET, PANEL):
        if known.name in tables and kind not in known.kinds:
            kinds = ", ".join(sorted(known.kinds))
            raise ManifestError(path, known.name, f"means nothing for kind {kind}, only for {kinds}; take it out")


def section(path: Path, known: Section, tables: Mapping[str, Any], *, needed: bool = False) -> dict[str, Any]:
    """Every key of one table, with defaults where absent."""
    if known.name not in tables and needed:
        raise ManifestError(path, known.name, f"the table [{known.name}] is missing")
    return values(path, known, known.name, tables.get(known.name, {}))


def values(path: Path, known: Section, place: str, table: object) -> dict[str, Any]:
    """The keys of `table`, each of its type and within its bounds."""
    if not isinstance(table, dict):
        raise ManifestError(path, place, f"is {shown(table)}, wanted a table [{place}]")
    for name in table:
        if name not in known.names():
            raise ManifestError(path, f"{place}.{name}", f"is no key of [{place}]{did_you_mean(name, known.names())}")
    found = {}
    for key in known.keys:
        if key.name in table:
            found[key.name] = value(path, f"{place}.{key.name}", key, table[key.name])
        elif key.default is REQUIRED:
            raise ManifestError(path, f"{place}.{key.name}", "is missing")
        else:
            found[key.name] = key.default
    return found


def value(path: Path, place: str, key: Key, given: object) -> object:
    """One value of a key's type."""
    match key.type:
        case "text" if isinstance(given, str):
            return one_of(path, place, key, given)
        case "texts" if isinstance(given, list) and all(isinstance(part, str) for part in given):
            return tuple(one_of(path, place, key, part) for part in given)
        case "flag" if isinstance(given, bool):
            return given
        case "whole" if isinstance(given, int) and not isinstance(given, bool):
            return within(path, place, key, given)
        case "number" if isinstance(given, int | float) and not isinstance(given, bool):
            return within(path, place, key, given)
        case "any":
            return given
    raise ManifestError(path, place, f"is {shown(given)}, wanted {WANTED[key.type]}")


WANTED = {
    "text": "a string",
    "texts": "a list of strings",
    "flag": "true or false",
    "whole": "a whole number",
    "number": "a number",
}


def shown(given: object) -> str:
    """A value short enough for a message."""
    try:
        words = repr(given)
    except ValueError:  # Python writes no whole number of more than some thousand digits
        return "a very large number"
    return words if len(words) <= 60 else f"{words[:57]}…"


def one_of(path: Path, place: str, key: Key, given: str) -> str:
    """One of the key's choices, where it has any."""
    if key.choices and given not in key.choices:
        raise ManifestError(
            path, place, f"{shown(given)} is not one of {', '.join(key.choices)}{meant(given, key.choices)}"
        )
    if not given.isprintable():
        raise ManifestError(path, place, "holds characters that cannot be shown")
    return given


def meant(given: str, choices: tuple[str, ...]) -> str:
    """The nearest choice, in words."""
    words = did_you_mean(given, choices)
    return words if "did you mean" in words else ""


def within(path: Path, place: str, key: Key, given: float) -> float:
    """A number inside the key's bounds."""
    low = -1e300 if key.least is None else key.least
    high = 1e300 if key.most is None else key.most
    if not low <= given <= high:
        raise ManifestError(path, place, f"is {shown(given)}, wanted {low:g} to {high:g}")
    return given


def identifier(path: Path, given: str) -> str:
    """A plugin's id."""
    if not IDENTIFIER.fullmatch(given) or keyword.iskeyword(given):
        raise ManifestError(
            path, "plugin.id", f"{shown(given)} is not made of lower-case letters, digits and underscores"
        )
    return given


def entry(path: Path, given: str) -> str:
    """``package.module:callable``."""
    module, _, factory = given.partition(":")
    names = [*module.split("."), factory]
    if not all(name.isidentifier() and not keyword.iskeyword(name) for name in names):
        raise ManifestError(path, "plugin.entry", f"{shown(given)} is not of the form package.module:callable")
    return given


def version(path: Path, given: str) -> str:
    """A version that can be compared."""
    from packaging.version import InvalidVersion, Version

    try:
        Version(given)
    except InvalidVersion:
        raise ManifestError(path, "plugin.version", f"{shown(given)} is no version such as 1.2.0") from None
    return given


def requirements(path: Path, given: tuple[str, ...]) -> tuple[str, ...]:
    """Requirement specifiers."""
    from packaging.requirements import InvalidRequirement, Requirement

    for words in given:
        try:
            Requirement(words)
        except InvalidRequirement:
            raise ManifestError(
                path, "plugin.requires", f"{shown(words)} is no requirement such as scipy>=1.11"
            ) from None
    return given


def capabilities(path: Path, kind: PluginKind, table: dict[str, Any]) -> Capabilities:
    """What it may have."""
    try:
        if duration_ns(table["every"]) <= 0:
            raise ValueError("is not above zero")
    except ValueError as error:
        raise ManifestError(path, "capabilities.every", str(error)) from None
    if table["orders"] and kind in OFFERS_NO_ORDERS:
        raise ManifestError(path, "capabilities.orders", f"a plugin of kind {kind} hands on no orders; a strategy does")
    return Capabilities(**table)


def budget(path: Path, table: dict[str, Any]) -> Budget:
    """What it may use."""
    if table["hang_ms"] < table["callback_ms"]:
        raise ManifestError(path, "budget.hang_ms", f"is below callback_ms, {table['callback_ms']:g}")
    return Budget(**{name: float(number) for name, number in table.items()})


def settings(path: Path, table: object) -> dict[str, SettingDeclaration]:
    """Each declared setting; its default must pass its own check."""
    if not isinstance(table, dict):
        raise ManifestError(path, "settings", f"is {shown(table)}, wanted tables [settings.NAME]")
    return {name: setting(path, name, declared) for name, declared in table.items()}


def setting(path: Path, name: str, declared: object) -> SettingDeclaration:
    """One declared setting."""
    place = f"settings.{name}"
    if not IDENTIFIER.fullmatch(name):
        raise ManifestError(path, place, "is not named by lower-case letters, digits and underscores")
    table = values(path, SETTING, place, declared)
    kind = cast(SettingType, table.pop("type"))
    bounds = [table[end] for end in ("min", "max") if table[end] is not None]
    if bounds and kind not in BOUNDED:
        raise ManifestError(path, place, f"min and max mean nothing for type {kind}")
    if len(bounds) == 2 and bounds[0] > bounds[1]:
        raise ManifestError(path, f"{place}.min", f"is {bounds[0]:g}, above max, {bounds[1]:g}")
    if (kind == "choice") != bool(table["choices"]):
        raise ManifestError(path, f"{place}.choices", "belongs to type choice, which needs at least one")
    found = SettingDeclaration(name=name, type=kind, **table)
    try:
        table["default"] = checked(found, found.default)
    except UserError as error:
        raise ManifestError(path, f"{place}.default", str(error).removeprefix(f"{name}: ")) from None
    return SettingDeclaration(name=name, type=kind, **table)
