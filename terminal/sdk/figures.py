"""How figures are written on screen: thousands apart, a true minus, UTC clocks, durations with their unit.

Missing is ``–``, zero is ``0``. Prices and quantities come in fixed point (raw 1e-9 and 1e-8).
"""

from __future__ import annotations

import math
from datetime import UTC, datetime

from terminal.domain.market import PRICE_ONE, QTY_ONE, UNSET

MISSING = "–"
MINUS = "\u2212"
SECOND = 1_000_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def price(raw: int, decimals: int) -> str:
    """A raw price at tick precision: ``1,204.50``."""
    return MISSING if raw == UNSET else fixed(raw, PRICE_ONE, decimals)


def quantity(raw: int, decimals: int = 0) -> str:
    """A raw quantity: ``1,700``."""
    return MISSING if raw == UNSET else fixed(raw, QTY_ONE, decimals)


def fixed(raw: int, one: int, decimals: int) -> str:
    """`raw` units of 1/`one`, rounded half away from zero to `decimals`."""
    scale = 10**decimals
    rounded = (abs(raw) * scale * 2 + one) // (2 * one)
    whole, part = divmod(rounded, scale)
    sign = MINUS if raw < 0 and rounded else ""
    return f"{sign}{whole:,}.{part:0{decimals}d}" if decimals else f"{sign}{whole:,}"


def number(value: float, decimals: int) -> str:
    """A float with thousands and a true minus; ``–`` where it is not a number."""
    if math.isnan(value):
        return MISSING
    return f"{value:,.{decimals}f}".replace("-", MINUS)


def significant(value: float, digits: int = 4) -> str:
    """A number to so many significant digits: ``223.4``, ``0.01204``, ``−52``; ``–`` where there is none."""
    if not math.isfinite(value):
        return "–"
    whole = len(str(int(abs(value)))) if abs(value) >= 1 else 0
    leading = 0 if value == 0 or abs(value) >= 1 else -math.floor(math.log10(abs(value))) - 1
    return number(value, min(max(digits - whole + leading, 0), 12))


def change_percent(now: int, then: int) -> str:
    """Change of a raw price in percent, always signed: ``−0.32%``."""
    if UNSET in (now, then) or then == 0:
        return MISSING
    percent = 100 * (now - then) / then
    if abs(percent) < 0.005:
        return "0.00%"
    return f"{'+' if percent > 0 else MINUS}{abs(percent):.2f}%"


def duration(ns: int) -> str:
    """Nanoseconds in the unit that fits: ``841 ns``, ``39.9 µs``, ``18 ms``, ``4.2 s``, ``1 min 48 s``."""
    for below, unit, name in ((1_000, 1, "ns"), (1_000_000, 1_000, "µs"), (SECOND, 1_000_000, "ms")):
        if ns < below:
            value = ns / unit
            return f"{value:.0f} {name}" if unit != 1_000 or value >= 99.95 else f"{value:.1f} {name}"
    if ns < MINUTE:
        return f"{ns / SECOND:.1f} s"
    if ns < HOUR:
        return f"{ns // MINUTE} min {ns % MINUTE // SECOND} s"
    return f"{ns // HOUR} h {ns % HOUR // MINUTE} min"


def age(ns: int) -> str:
    """Age of data as badges show it: whole milliseconds below 250 ms, tenths of a second to a minute, then minutes."""
    if ns < 250_000_000:
        return f"{ns // 1_000_000} ms"
    return f"{ns / SECOND:.1f} s" if ns < MINUTE else duration(ns)


def moment(ts_ns: int) -> datetime:
    """The UTC second of a time."""
    return datetime.fromtimestamp(ts_ns // SECOND, tz=UTC)


def date(ts_ns: int) -> str:
    """``2012-06-21``."""
    return moment(ts_ns).strftime("%Y-%m-%d")


def clock(ts_ns: int) -> str:
    """``16:21:07``."""
    return moment(ts_ns).strftime("%H:%M:%S")


def clock_parts(ts_ns: int) -> tuple[str, str]:
    """A clock to the nanosecond in two parts: ``16:21:07.318`` and ``204 551``."""
    rest = ts_ns % SECOND
    return f"{clock(ts_ns)}.{rest // 1_000_000:03d}", f"{rest // 1_000 % 1_000:03d} {rest % 1_000:03d}"


def compact(value: float) -> str:
    """Large counts short: ``842``, ``41.4 k``, ``2.40 M``."""
    for size, suffix in ((1e9, "G"), (1e6, "M"), (1e4, "k")):
        if abs(value) >= size:
            shown = value / (1e3 if suffix == "k" else size)
            decimals = 0 if abs(shown) >= 100 else 1 if abs(shown) >= 10 else 2
            return f"{number(shown, decimals)} {suffix}"
    return number(value, 0)


def clock_of(text: str, day_ns: int) -> int | None:
    """The time that a trader means by ``16:21``, ``16:21:07.5`` or ``162107`` on the day of `day_ns`; else ``None``."""
    digits = text.strip()
    if ":" not in digits and len(digits.split(".")[0]) in (4, 6):
        whole, _, part = digits.partition(".")
        digits = ":".join(whole[at : at + 2] for at in range(0, len(whole), 2)) + (f".{part}" if part else "")
    fields = digits.split(":")
    seconds, _, fraction = (fields[2] if len(fields) == 3 else "0").partition(".")
    if len(fields) not in (2, 3) or not all(part.isdecimal() for part in (*fields[:2], seconds, fraction or "0")):
        return None
    hour, minute, second = int(fields[0]), int(fields[1]), int(seconds)
    if hour > 23 or minute > 59 or second > 59 or len(fraction) > 9:
        return None
    return day_ns - day_ns % DAY + hour * HOUR + minute * MINUTE + second * SECOND + int(fraction.ljust(9, "0"))
