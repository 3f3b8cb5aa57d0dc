"""Bar periods: their names, their lengths, and what the distance between rows says."""

from __future__ import annotations

import difflib
import re

from terminal.domain.errors import UserError

SECOND = 1_000_000_000
DAY = 86_400 * SECOND
MONTH = 30 * DAY
"""What a month counts for where periods are compared; its bars are never resampled."""

UNITS = {
    "ns": 1,
    "us": 1_000,
    "ms": 1_000_000,
    "s": SECOND,
    "min": 60 * SECOND,
    "h": 3_600 * SECOND,
    "d": DAY,
    "w": 7 * DAY,
    "mo": MONTH,
}
SPELLINGS = {
    "sec": "s",
    "second": "s",
    "m": "min",
    "t": "min",
    "minute": "min",
    "hour": "h",
    "hr": "h",
    "day": "d",
    "daily": "d",
    "week": "w",
    "weekly": "w",
    "month": "mo",
    "monthly": "mo",
}
WRITTEN = re.compile(r"(\d*)\s*([a-z]+)")


def period_ns(text: str) -> int:
    """Nanoseconds of ``1min``, ``5m``, ``1h``, ``1d``.

    Raises:
        UserError: no whole number of a known unit; the message shows how to write one.
    """
    written = text.strip()
    found = WRITTEN.fullmatch(written.lower()) if written != "1M" else re.fullmatch(r"(1)(M)", written)
    unit = "" if found is None else unit_of(found[2])
    length = UNITS.get(unit, 0) * int((found[1] if found else "") or 1)
    if length <= 0 or length >= 1 << 62:
        near = difflib.get_close_matches(written.lower().lstrip("0123456789 "), [*UNITS, *SPELLINGS], n=1)
        hint = f"; did you mean {unit_of(near[0])}?" if near else ""
        raise UserError(f"period {text!r}: write a whole number and one of {', '.join(UNITS)}, such as 1min{hint}")
    return length


def unit_of(word: str) -> str:
    """A unit by any of its spellings."""
    if word == "M":
        return "mo"
    if word in UNITS:
        return word
    return SPELLINGS.get(word) or SPELLINGS.get(word.removesuffix("s"), word)


def period_name(length_ns: int) -> str:
    """The one spelling of a period that the library keeps: ``1min``, ``90min``, ``1d``, ``1mo``."""
    if length_ns % MONTH == 0:
        return f"{length_ns // MONTH}mo"
    unit = max((unit for unit in UNITS if unit != "mo" and length_ns % UNITS[unit] == 0), key=UNITS.__getitem__)
    return f"{length_ns // UNITS[unit]}{unit}"


def period_between(distance_ns: int) -> str:
    """The period of bars whose times lie mostly this far apart; a month has 28 to 31 days."""
    if 28 * DAY <= distance_ns <= 31 * DAY:
        return "1mo"
    return period_name(distance_ns)
