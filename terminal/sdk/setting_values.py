"""Values of declared settings: read from a declaration's table, checked, and written back as text.

The terminal's own settings and those of plugins take this one road, so a form, a file and an environment variable
refuse the same values in the same words.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import get_args

from terminal.domain.errors import UserError
from terminal.sdk.manifest import SettingDeclaration, SettingType

TYPES: tuple[str, ...] = get_args(SettingType)
FIELDS = {"type", "default", "doc", "min", "max", "unit", "choices", "title", "restart"}
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
DURATION = re.compile(r"\s*([0-9]*\.?[0-9]+)\s*(ns|us|µs|ms|s|min|h|d)\s*")
UNITS_S = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "min": 60.0, "h": 3_600.0, "d": 86_400.0}
MODIFIERS = ("Ctrl", "Alt", "Shift", "Meta")
YES, NO = ("true", "yes", "on", "1"), ("false", "no", "off", "0")


def declaration_of(name: str, table: Mapping[str, object]) -> SettingDeclaration:
    """The declaration in a TOML table ``[settings.NAME]``.

    Raises:
        UserError: an unknown type or field, no default or doc, or a default that breaks its own bounds.
    """
    for field in table:
        if field not in FIELDS:
            raise UserError(f"setting {name}: no field {field!r}{nearest_words(field, FIELDS)}")
    kind = table.get("type")
    if kind not in TYPES:
        raise UserError(f"setting {name}: type {kind!r} is unknown{nearest_words(str(kind), TYPES)}")
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
    """A bound as a number; a duration's may be written ``"10s"``."""
    value = table.get(side)
    if value is None:
        return None
    if isinstance(value, str) and table.get("type") == "duration":
        return seconds_of(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise UserError(f"setting {name}: {side} {value!r} is no number")
    return float(value)


def checked(declaration: SettingDeclaration, value: object) -> object:
    """``value`` as the declared type: a duration as seconds, a number as ``int`` or ``float``, the rest as text.

    Raises:
        UserError: not of the declared type, or outside its bounds; the message says what would do.
    """
    match declaration.type:
        case "bool":
            if not isinstance(value, bool):
                raise refusal(declaration, value, "true or false is wanted")
            return value
        case "int" | "float" | "duration":
            return checked_number(declaration, value)
        case "choice":
            if value not in declaration.choices:
                near = nearest_words(str(value), declaration.choices)
                raise refusal(declaration, value, f"choose one of {', '.join(declaration.choices)}{near}")
            return value
        case _:
            return checked_text(declaration, value)


def checked_number(declaration: SettingDeclaration, value: object) -> int | float:
    """An ``int``, ``float`` or duration inside its bounds."""
    if declaration.type == "duration" and isinstance(value, str):
        seconds = seconds_of(value)
        if seconds is None:
            raise refusal(declaration, value, "write a number and a unit: 250ms, 10s, 5min, 2h")
        value = seconds
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        kind = "whole number" if declaration.type == "int" else "number"
        raise refusal(declaration, value, f"a {kind} is wanted{bounds_words(declaration)}")
    if declaration.type == "int" and value != int(value):
        raise refusal(declaration, value, f"a whole number is wanted{bounds_words(declaration)}")
    low, high = declaration.min, declaration.max
    if (low is not None and value < low) or (high is not None and value > high):
        raise refusal(declaration, value, f"outside its bounds{bounds_words(declaration)}")
    return int(value) if declaration.type == "int" else float(value)


def checked_text(declaration: SettingDeclaration, value: object) -> str:
    """Words, a path, a colour or keys."""
    if not isinstance(value, str) or "\x00" in value:
        raise refusal(declaration, value, "text is wanted")
    if declaration.type == "colour" and not COLOUR.fullmatch(value):
        raise refusal(declaration, value, "a colour is written #RRGGBB")
    if declaration.type == "keys":
        return keys_of(value, declaration)
    return value


def keys_of(text: str, declaration: SettingDeclaration) -> str:
    """A shortcut in its one spelling, ``Ctrl+Shift+K``; two strokes are joined by a comma, empty is none."""
    strokes = [stroke_of(part.strip()) for part in text.split(", ")] if text.strip() else []
    if None in strokes:
        raise refusal(declaration, text, "keys are written Ctrl+K, Alt+Shift+F6 or Space")
    return ", ".join(stroke for stroke in strokes if stroke)


def stroke_of(text: str) -> str | None:
    """One stroke with its modifiers in order, ``None`` where it is none."""
    head, key = (text[:-1].removesuffix("+"), "+") if text.endswith("+") else text.rpartition("+")[::2]
    held = {word.strip().capitalize() for word in head.split("+")} if head else set()
    if not key.strip() or not held <= set(MODIFIERS):
        return None
    spelt = key.strip()[:1].upper() + key.strip()[1:]
    return "+".join([*(word for word in MODIFIERS if word in held), spelt])


def from_text(declaration: SettingDeclaration, text: str) -> object:
    """The value that ``text`` means: from an environment variable, a command line or a field of a form.

    Raises:
        UserError: as :func:`checked`.
    """
    word = text.strip()
    match declaration.type:
        case "bool":
            if word.lower() not in YES + NO:
                raise refusal(declaration, text, "true or false is wanted")
            return word.lower() in YES
        case "int" | "float":
            try:
                number = float(word.replace("_", "").replace(",", ""))
            except ValueError:
                number = math.nan
            return checked(declaration, number if math.isfinite(number) else text)
        case "duration":
            bare = re.fullmatch(r"[0-9]*\.?[0-9]+", word)
            return checked(declaration, float(word) if bare else word)
        case _:
            return checked(declaration, word)


def to_text(declaration: SettingDeclaration, value: object) -> str:
    """A value in the words that :func:`from_text` takes."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if declaration.type == "duration" and isinstance(value, int | float):
        return duration_text(float(value))
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)


def to_toml(declaration: SettingDeclaration, value: object) -> bool | int | float | str:
    """A checked value as a settings file keeps it; durations as text."""
    if isinstance(value, bool | int | float) and declaration.type != "duration":
        return value
    return to_text(declaration, value)


def seconds_of(text: str) -> float | None:
    """Seconds of ``250ms``, ``10 s`` or ``5min``; ``None`` where it is no duration."""
    found = DURATION.fullmatch(text)
    return float(found[1]) * UNITS_S[found[2]] if found else None


def duration_text(seconds: float) -> str:
    """Seconds in the largest unit that keeps a whole number, ``250ms``."""
    for unit in ("d", "h", "min", "s", "ms", "us"):
        count = seconds / UNITS_S[unit]
        if abs(count - round(count)) < 1e-9 and round(count) >= 1:
            return f"{round(count)}{unit}"
    return f"{seconds:g}s"


def bounds_words(declaration: SettingDeclaration) -> str:
    """``, from 1 to 1.5 GB``; empty without bounds."""
    low, high = (
        None if side is None else to_text(declaration, side if declaration.type == "duration" else float(side))
        for side in (declaration.min, declaration.max)
    )
    unit = f" {declaration.unit}" if declaration.unit and declaration.type != "duration" else ""
    if low is not None and high is not None:
        return f", from {low} to {high}{unit}"
    if low is not None:
        return f", at least {low}{unit}"
    return f", at most {high}{unit}" if high is not None else ""


def refusal(declaration: SettingDeclaration, value: object, why: str) -> UserError:
    """What is wrong with a value, and what would do."""
    return UserError(f"setting {declaration.name}: {value!r} is refused: {why}")


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that is most like ``word``; empty where none is."""
    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return found[0] if found else ""


def nearest_words(word: str, known: Iterable[str]) -> str:
    """``; did you mean 'theme'?``, or nothing."""
    found = nearest(word, known)
    return f"; did you mean {found!r}?" if found else ""
