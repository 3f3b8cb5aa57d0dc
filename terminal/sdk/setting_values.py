"""The one check of setting values: plugins' settings and the terminal's own go through :func:`checked`."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import get_args

from terminal.domain.errors import UserError
from terminal.sdk.manifest import SettingDeclaration, SettingType
from terminal.sdk.words import noop, tr

UNITS_NS = {"ns": 1, "us": 1_000, "ms": 1_000_000, "s": 1_000_000_000, "min": 60_000_000_000, "h": 3_600_000_000_000}
TYPES: tuple[str, ...] = get_args(SettingType)
BOUNDED = ("int", "float", "duration")
"""Types that take ``min`` and ``max``; a duration's are in seconds."""

DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(ns|us|ms|s|min|h)")
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
KEYS = re.compile(r"[^\s+]+(\+[^\s+]+)*(\+\+)?|\+")


def checked(declaration: SettingDeclaration, value: object) -> object:
    """The value as it is kept: an ``int`` for a float becomes a float, a colour is written in upper case.

    A duration is text such as ``30s``, :func:`duration_ns` reads it; a path and keys are text.

    Raises:
        UserError: not of the declared type, or outside its bounds; the message begins with the setting's name.
    """
    kept = TYPED[declaration.type](declaration, value)
    if declaration.type in BOUNDED:
        check_bounds(declaration, kept)
    return kept


def duration_ns(text: str) -> int:
    """Nanoseconds of ``30s``, ``250ms``, ``1.5min``.

    Raises:
        ValueError: no number with one of the units ``ns us ms s min h``.
    """
    match = DURATION.fullmatch(text.strip())
    if match is None or len(text) > 40:
        raise ValueError(f"{text!r} is no duration: write a number and one of {', '.join(UNITS_NS)}, such as 30s")
    return round(float(match[1]) * UNITS_NS[match[2]])


def nearest(word: str, among: Iterable[str]) -> str:
    """The likeliest of the right words for a wrong one, empty where none is like it."""
    return next(iter(get_close_matches(word, list(among), n=1, cutoff=0.5)), "")


def did_you_mean(word: str, among: Iterable[str]) -> str:
    """`` ; did you mean …?`` where a right word is near, else the right words."""
    right = tuple(among)
    near = nearest(word, right)
    if near:
        return tr("; did you mean {near}?").format(near=near)
    return tr("; there are {words}").format(words=", ".join(right)) if right else ""


def refusal(declaration: SettingDeclaration, value: object, wanted: str) -> UserError:
    """What is said about a value that cannot be."""
    try:
        shown = repr(value)
    except ValueError:  # Python writes no whole number of more than some thousand digits
        shown = tr("a very large number")
    shown = shown if len(shown) <= 60 else shown[:57] + "…"
    words = tr("{name}: {value} is not {wanted}")
    return UserError(words.format(name=declaration.name, value=shown, wanted=wanted))


def whole(declaration: SettingDeclaration, value: object) -> object:
    """A whole number of 64 bits."""
    if not isinstance(value, int) or isinstance(value, bool) or not -(2**63) <= value < 2**63:
        raise refusal(declaration, value, tr("a whole number"))
    return value


def real(declaration: SettingDeclaration, value: object) -> object:
    """A finite number."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not -1e300 < value < 1e300:
        raise refusal(declaration, value, tr("a number"))
    return float(value)


def flag(declaration: SettingDeclaration, value: object) -> object:
    """True or false."""
    if not isinstance(value, bool):
        raise refusal(declaration, value, tr("true or false"))
    return value


def words(declaration: SettingDeclaration, value: object) -> object:
    """Text."""
    if not isinstance(value, str) or "\0" in value:
        raise refusal(declaration, value, tr("text"))
    return value


def choice(declaration: SettingDeclaration, value: object) -> object:
    """One of the choices."""
    if not isinstance(value, str) or value not in declaration.choices:
        near = nearest(value, declaration.choices) if isinstance(value, str) else ""
        meant = tr("; did you mean {near}?").format(near=near) if near else ""
        words = tr("one of {choices}").format(choices=", ".join(declaration.choices))
        raise refusal(declaration, value, words + meant)
    return value


def matching(pattern: re.Pattern[str], wanted: str) -> Callable[[SettingDeclaration, object], object]:
    """Text of a form."""

    def check(declaration: SettingDeclaration, value: object) -> object:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise refusal(declaration, value, tr(wanted))
        return value

    return check


def duration(declaration: SettingDeclaration, value: object) -> object:
    """A duration."""
    matching(DURATION, noop("a duration such as 30s or 250ms"))(declaration, value)
    return value


def colour(declaration: SettingDeclaration, value: object) -> object:
    """A colour."""
    return str(matching(COLOUR, noop("a colour such as #1E90FF"))(declaration, value)).upper()


def keys(declaration: SettingDeclaration, value: object) -> object:
    """A shortcut, empty for none."""
    return value if value == "" else matching(KEYS, noop("a shortcut such as Ctrl+K"))(declaration, value)


TYPED: dict[str, Callable[[SettingDeclaration, object], object]] = {
    "int": whole,
    "float": real,
    "bool": flag,
    "str": words,
    "choice": choice,
    "duration": duration,
    "path": words,
    "colour": colour,
    "keys": keys,
}


def check_bounds(declaration: SettingDeclaration, value: object) -> None:
    """Refuses what is below ``min`` or above ``max``."""
    number = duration_ns(value) / 1e9 if isinstance(value, str) else value
    assert isinstance(number, int | float), "only numbers and durations have bounds"
    unit = "s" if declaration.type == "duration" else declaration.unit
    low = -math.inf if declaration.min is None else declaration.min
    high = math.inf if declaration.max is None else declaration.max
    if not low <= number <= high:
        words = tr("{name}: {value} is outside its bounds, at least {limit}")
        if number > high:
            words = tr("{name}: {value} is outside its bounds, at most {limit}")
        limit = f"{low if number < low else high:g} {unit}".rstrip()
        raise UserError(words.format(name=declaration.name, value=value, limit=limit))
