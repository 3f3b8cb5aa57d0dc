"""Words on screen in the user's language.

Wrap every text that a person reads: ``tr("Best bid")``, with places named ``tr("{n} gaps").format(n=3)``. English is
the source; translations are Qt Linguist files in ``resources/i18n``. The host installs the look-up; without one,
English stays.
"""

from __future__ import annotations

from collections.abc import Callable

CONTEXT = "plimsoll"
"""The one context of all texts in the ``.ts`` files."""

_look_up: Callable[[str], str] | None = None
_language = "en"


def tr(text: str) -> str:
    """``text`` in the language in force."""
    return text if _look_up is None else _look_up(text)


def noop(text: str) -> str:
    """``text`` itself: marks a text in a table, which is looked up with :func:`tr` where it is shown."""
    return text


def counted(n: int, one: str, many: str) -> str:
    """``1 gap`` or ``2 gaps``: ``counted(n, noop("1 gap"), noop("{n:,} gaps"))``."""
    return (tr(one) if n == 1 else tr(many)).format(n=n)


def install(look_up: Callable[[str], str] | None, language: str = "en") -> None:
    """Sets how texts are looked up; ``None`` is English. Whoever changes it draws everything anew."""
    global _look_up, _language
    _look_up, _language = look_up, language


def language() -> str:
    """The language in force: for those who keep what they have drawn."""
    return _language
