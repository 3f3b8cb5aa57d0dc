"""Phosphor icons, taken from the files of the package ``qtawesome``.

The package itself loads eleven icon fonts at the first icon (0.3 s); this reads only the one in use.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPainter, QPixmap

PREFIX = "ph."
FILES = ("phosphor-1.3.0.ttf", "phosphor-charmap-1.3.0.json")


@cache
def face() -> tuple[str, dict[str, int]]:
    """Family of the icon font and the code point of each icon; empty where the package is not installed."""
    spec = find_spec("qtawesome")
    if spec is None or spec.origin is None:
        return "", {}
    font, charmap = (Path(spec.origin).parent / "fonts" / name for name in FILES)
    families = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(font)))
    if not families or not charmap.exists():
        return "", {}
    points = json.loads(charmap.read_text(encoding="utf-8"))
    return families[0], {name: int(point, 16) for name, point in points.items()}


def draw(painter: QPainter, box: QRectF, name: str, colour: str) -> None:
    """Paints the icon ``ph.name`` centred in `box`; paints nothing where it is not known."""
    family, points = face()
    point = points.get(name.removeprefix(PREFIX))
    if point is None:
        return
    font = QFont(family)
    font.setPixelSize(round(min(box.width(), box.height())))
    painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, chr(point))


@cache
def pixmap(name: str, colour: str, pixels: int) -> QPixmap:
    """The icon ``ph.name`` as a square of `pixels`, sharp on the densest screen attached."""
    app = QGuiApplication.instance()
    ratio = app.devicePixelRatio() if isinstance(app, QGuiApplication) else 1.0
    image = QPixmap(round(pixels * ratio), round(pixels * ratio))
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    draw(painter, QRectF(0, 0, pixels, pixels), name, colour)
    painter.end()
    return image


def icon(name: str, colour: str, pixels: int = 14) -> QIcon:
    """The icon ``ph.name`` for buttons and menus."""
    return QIcon(pixmap(name, colour, pixels))
