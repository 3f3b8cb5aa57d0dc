"""Declared settings as text: declarations read from TOML, values from words, and words from values."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from terminal.domain.errors import UserError
from terminal.sdk.manifest import SettingDeclaration
from terminal.sdk.setting_values import TYPES, checked, did_you_mean, duration_ns, refusal
from terminal.sdk.words import tr

FIELDS = {"type", "default", "doc", "min", "max", "unit", "choices", "title", "restart"}
YES, NO = ("true", "yes", "on", "1"), ("false", "no", "off", "0")


def declaration_of(name: str, table: Mapping[str, object]) -> SettingDeclaration:
    """The declaration in a TOML table ``[settings.NAME]``.

    Raises:
        UserError: an unknown type or field, no default or doc, or a default that breaks its own bounds.
    """
    for field in table:
        if field not in FIELDS:
            raise UserError(f"setting {name}: no field {field!r}{did_you_mean(field, sorted(FIELDS))}")
    kind = table.get("type")
    if kind not in TYPES:
        raise UserError(f"setting {name}: type {kind!r} is unknown{did_you_mean(str(kind), TYPES)}")
    for field in ("default", "doc"):
        if field not in table:
            raise UserError(f"setting {name}: has no {field!r}; add one")
    choices = table.get("choices", ())
    if not isinstance(choices, list | tuple) or not all(isinstance(word, str) for word in choices):
        raise UserError(f"setting {name}: choices must be a list of words")
    if kind == "choice" and not choices:
        raise UserError(f"setting {name}: a choice needs 'choices'")
    bare = SettingDeclaration(
        name=name, type=kind, default=None, doc=str(table["doc"]),  # type: ignore[arg-type]  # checked against TYPES
        min=bound(name, table, "min"), max=bound(name, table, "max"), unit=str(table.get("unit", "")),
        choices=tuple(choices), title=str(table.get("title", "")), restart=bool(table.get("restart", False)),
    )  # fmt: skip
    return replace(bare, default=checked(bare, table["default"]))


def bound(name: str, table: Mapping[str, object], side: str) -> float | None:
    """A bound as a number; a duration's is in seconds, or written ``"10s"``."""
    value = table.get(side)
    if value is None:
        return None
    if isinstance(value, str) and table.get("type") == "duration":
        return duration_ns(value) / 1e9
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise UserError(f"setting {name}: {side} {value!r} is no number")
    return float(value)


def from_text(declaration: SettingDeclaration, text: str) -> object:
    """The value that ``text`` means: from an environment variable, a command line or a field of a form.

    Raises:
        UserError: as :func:`checked`.
    """
    word = text.strip()
    match declaration.type:
        case "bool":
            if word.lower() not in YES + NO:
                raise refusal(declaration, text, "true or false")
            return word.lower() in YES
        case "int" | "float":
            try:
                number = float(word.replace("_", "").replace(",", ""))
            except ValueError:
                number = math.nan
            if not math.isfinite(number):
                return checked(declaration, text)
            return checked(declaration, int(number) if number == int(number) else number)
        case "duration":
            return checked(declaration, f"{word}s" if word.replace(".", "", 1).isdigit() else word)
        case _:
            return checked(declaration, word)


def to_text(value: object) -> str:
    """A value in the words that :func:`from_text` takes."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)


def to_toml(value: object) -> bool | int | float | str:
    """A checked value as a settings file keeps it."""
    return value if isinstance(value, bool | int | float) else str(value)


def bounds_words(declaration: SettingDeclaration) -> str:
    """``, from 1 to 1.5 GB``; empty without bounds."""
    low, high = (None if side is None else f"{side:.12g}" for side in (declaration.min, declaration.max))
    unit = "s" if declaration.type == "duration" else declaration.unit
    unit = f" {tr(unit)}" if unit else ""
    if low is not None and high is not None:
        return tr(", from {low} to {high}{unit}").format(low=low, high=high, unit=unit)
    if low is not None:
        return tr(", at least {low}{unit}").format(low=low, unit=unit)
    return tr(", at most {high}{unit}").format(high=high, unit=unit) if high is not None else ""
