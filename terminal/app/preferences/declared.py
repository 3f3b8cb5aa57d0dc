"""The declarations of ``resources/settings/*.toml``, one file a section."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from pathlib import Path

import resources
from terminal.domain.errors import UserError
from terminal.sdk.manifest import SettingDeclaration
from terminal.sdk.setting_text import declaration_of
from terminal.sdk.setting_values import nearest

FOLDER = Path(resources.__file__).parent / "settings"


@dataclass(frozen=True, slots=True)
class Section:
    """Settings that belong together."""

    name: str
    title: str
    doc: str
    order: int
    settings: Mapping[str, SettingDeclaration]
    open: SettingDeclaration | None = None
    """Where names are not known beforehand, as those of actions: what each of their values must be."""

    def declaration(self, name: str) -> SettingDeclaration | None:
        """The declaration of a setting of this section, ``None`` where there is none."""
        return self.settings.get(name, self.open)


@cache
def sections(folder: Path = FOLDER) -> tuple[Section, ...]:
    """Every section in its order.

    Raises:
        UserError: a declaration that breaks its own rules; the message names file and setting.
    """
    found = [section_of(path) for path in sorted(folder.glob("*.toml"))]
    return tuple(sorted(found, key=lambda section: (section.order, section.name)))


def section_of(path: Path) -> Section:
    """One file."""
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    head = document["section"]
    try:
        tables = document.get("settings", {}).items()
        settings = {name: declaration_of(f"{path.stem}.{name}", table) for name, table in tables}
    except UserError as error:
        raise UserError(f"{path.name}: {error}") from error
    kind = head.get("open")
    free = declaration_of(path.stem, {"type": kind, "default": "", "doc": head["doc"]}) if kind else None
    return Section(path.stem, head["title"], head["doc"], head.get("order", 100), settings, free)


def section(name: str) -> Section | None:
    """The section of that name."""
    return next((section for section in sections() if section.name == name), None)


def declarations() -> dict[str, SettingDeclaration]:
    """Every declared setting by ``section.name``, in order; those of open sections are not among them."""
    return {f"{one.name}.{name}": made for one in sections() for name, made in one.settings.items()}


def find(key: str) -> SettingDeclaration:
    """The declaration of ``section.name``.

    Raises:
        UserError: there is no such setting; the message names the nearest.
    """
    group, _, name = key.partition(".")
    held = section(group)
    found = held.declaration(name) if held is not None and name else None
    if found is None:
        raise UserError(unknown(key))
    return replace(found, name=key) if found.name != key else found


def unknown(key: str) -> str:
    """What to say of a setting that does not exist, with the nearest that does."""
    known = declarations()
    group, _, name = key.partition(".")
    same_name = [other for other in known if other.partition(".")[2] in (name, group)]
    if same_name:
        return f"there is no setting {key}; did you mean {same_name[0]!r}?"
    if near := nearest(key, known):
        return f"there is no setting {key}; did you mean {near!r}?"
    words = [*(one.name for one in sections()), *(other.partition(".")[2] for other in known)]
    like = next(iter(get_close_matches(group, words, n=1, cutoff=0.7)), "")
    holder = next((other for other in known if like in other.split(".")), "")
    hint = f"; did you mean {holder!r}?" if holder else "; `plimsoll settings list` names them all"
    return f"there is no setting {key}{hint}"
