"""Glyphs for the core's painters: Qt draws each character of each font once, the core blends the coverage."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter

from terminal.sdk.theme import Tokens
from terminal.sdk.words import tr
from terminal.widgets import fonts
from terminal.widgets.native import NativeView, PaintTheme

CHARS = "".join(map(chr, range(32, 127))) + "\u2212–·…▲▼▸▾×Σσµ±≥≤→←€£¥₿"
PHASES = 4
"""Each character is drawn at this many places within a pixel, so that text is spaced as its font wants."""

MARGIN = 3
TOKENS = (
    "s0", "s1", "s2", "s3", "s4", "line", "line2", "line3", "t1", "t2", "t3", "bid", "ask", "up", "down", "own", "warn",
    "danger", "ok", "bid_fill", "ask_fill", "own_fill", "warn_fill", "danger_fill", "ok_fill", "accent", "accent_text",
)  # fmt: skip
"""Colours in the order of the core's ``Token``."""


@dataclass(frozen=True, slots=True)
class Atlas:
    """One font's coverage: `boxes` has, per character and phase, start in `coverage`, width, height and offset."""

    advances: NDArray[np.float32]
    boxes: NDArray[np.int32]
    coverage: NDArray[np.uint8]
    cap_height: float


def paint_theme(native: NativeView, tokens: Tokens, ratio: float) -> PaintTheme:
    """Colours, fonts and scale of `tokens` on a screen of `ratio` device pixels per logical pixel."""
    text_scale = tokens.type.body / 12
    heat = [(share, rgb(colour)) for share, colour in tokens.heat]
    theme = native.paint_theme([rgb(getattr(tokens, name)) for name in TOKENS], heat, ratio * text_scale)
    words = [tr(word) for word in native.painted_words()]
    theme.set_words(words)
    chars = CHARS + "".join(sorted(set("".join(words)) - set(CHARS)))
    for role, font in enumerate(roles(tokens, ratio)):
        made = atlas(font, chars)
        theme.set_font(role, chars, made.advances, made.boxes, made.coverage, PHASES, made.cap_height)
    return theme


def roles(tokens: Tokens, ratio: float) -> list[QFont]:
    """The fonts in the order of the core's ``Role``, sized in device pixels."""
    body, hint = round(tokens.type.body * ratio), round(tokens.type.hint * ratio)
    made = [
        fonts.numbers(body), fonts.numbers(body, 700), fonts.numbers(hint),
        fonts.words(body), fonts.words(body, 600), fonts.words(hint),
    ]  # fmt: skip
    for font in made:
        font.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
        font.setStyleStrategy(QFont.StyleStrategy.PreferAntialias | QFont.StyleStrategy.NoSubpixelAntialias)
    return made


def rgb(colour: str) -> int:
    """``#RRGGBB`` as a number."""
    return int(colour[1:], 16)


def atlas(font: QFont, chars: str = CHARS) -> Atlas:
    """Coverage of every one of `chars` in `font`, at each phase."""
    metrics = QFontMetricsF(font)
    advances = np.array([metrics.horizontalAdvance(char) for char in chars], dtype=np.float32)
    width = math.ceil(float(advances.max())) + 2 * MARGIN
    ascent = math.ceil(metrics.ascent()) + 1
    height = ascent + math.ceil(metrics.descent()) + 1
    cells = drawn(font, chars, width, height, ascent)
    boxes, coverage = packed(cells, ascent)
    return Atlas(advances, boxes, coverage, float(metrics.capHeight()))


def drawn(font: QFont, chars: str, width: int, height: int, ascent: int) -> NDArray[np.uint8]:
    """One cell of `width` x `height` for each character and phase."""
    count = len(chars) * PHASES
    image = QImage(width, height * count, QImage.Format.Format_Grayscale8)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    painter.setFont(font)
    painter.setPen(Qt.GlobalColor.white)
    for index in range(count):
        char, phase = divmod(index, PHASES)
        painter.drawText(QPointF(MARGIN + phase / PHASES, index * height + ascent), chars[char])
    painter.end()
    lines = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(height * count, image.bytesPerLine())
    return lines[:, :width].reshape(count, height, width).copy()


def packed(cells: NDArray[np.uint8], ascent: int) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
    """Boxes round the ink of each cell, and the ink of all of them one after the other."""
    left, right = bounds(cells.max(axis=1) > 0)
    top, bottom = bounds(cells.max(axis=2) > 0)
    parts, boxes, start = [], np.zeros((len(cells), 5), dtype=np.int32), 0
    for at, cell in enumerate(cells):
        ink = cell[top[at] : bottom[at], left[at] : right[at]]
        boxes[at] = (start, ink.shape[1], ink.shape[0], left[at] - MARGIN, top[at] - ascent)
        parts.append(ink.ravel())
        start += ink.size
    return boxes, np.concatenate(parts)


def bounds(inked: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First inked place and the one after the last of each row; both zero where there is none."""
    first = inked.argmax(axis=1)
    after = inked.shape[1] - inked[:, ::-1].argmax(axis=1)
    return first, np.where(inked.any(axis=1), after, first)
