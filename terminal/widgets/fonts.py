"""The two typefaces, with what stands in for them where they are not installed."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase

WORDS = ("Inter", "Noto Sans CJK SC", "Noto Sans", "DejaVu Sans", "sans-serif")
NUMBERS = ("JetBrains Mono", "Noto Sans Mono CJK SC", "DejaVu Sans Mono", "monospace")
TABULAR = QFont.Tag("tnum")


@cache
def words(pixels: int, weight: int = 400) -> QFont:
    """The face for words, with figures of equal width."""
    return face(WORDS, pixels, weight)


@cache
def numbers(pixels: int, weight: int = 400) -> QFont:
    """The face for numbers, times and ids; figures of equal width."""
    font = face(NUMBERS, pixels, weight)
    font.setStyleHint(QFont.StyleHint.Monospace)
    return font


def face(families: tuple[str, ...], pixels: int, weight: int) -> QFont:
    """The first installed of `families` at `pixels`."""
    font = QFont(list(families))
    font.setPixelSize(pixels)
    font.setWeight(QFont.Weight(weight))
    font.setFeature(TABULAR, 1)
    return font


def missing() -> tuple[str, ...]:
    """Which of the two wanted faces this machine lacks; the terminal runs without them."""
    installed = set(QFontDatabase.families())
    return tuple(family for family in (WORDS[0], NUMBERS[0]) if family not in installed)
