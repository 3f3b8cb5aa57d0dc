"""The bundled themes, read from ``resources/themes``, and the Qt style sheet made of a theme's tokens."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import resources
from terminal.domain.errors import UserError
from terminal.sdk.theme import Tokens

THEMES = ("dark", "light", "colour-blind")
FOLDER = Path(resources.__file__).parent / "themes"


@cache
def theme(name: str) -> Tokens:
    """The tokens of the theme `name`.

    Raises:
        UserError: where there is no such theme.
    """
    if name not in THEMES:
        raise UserError(f"no theme named {name!r}; choose one of {', '.join(THEMES)}")
    head, colours = read(name)
    return Tokens(id=head["id"], title=head["title"], **colours)


def read(name: str) -> tuple[dict[str, str], dict[str, Any]]:
    """Head and colours of a theme file, over those of the theme it is based on."""
    document = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    head = document["theme"]
    colours: dict[str, Any] = read(head["base"])[1] if "base" in head else {}
    for token, value in document["colours"].items():
        colours[token] = frozen(value)
    return head, colours


def frozen(value: Any) -> Any:
    """Lists as tuples, all the way down."""
    return tuple(frozen(part) for part in value) if isinstance(value, list) else value


def luminance(colour: str) -> float:
    """Relative luminance of ``#RRGGBB`` as WCAG 2.2 defines it."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def stylesheet(tokens: Tokens) -> str:
    """The application's style sheet; painted widgets take their colours from the tokens themselves."""
    t, m, size = tokens, tokens.metrics, tokens.type
    return f"""
QWidget {{ background: {t.s1}; color: {t.t1}; }}
QMainWindow, #gutter {{ background: {t.s0}; }}
QLabel {{ background: transparent; }}
QLabel[role="label"] {{ color: {t.t2}; }}
QLabel[role="hint"] {{ color: {t.t3}; font-size: {size.hint}px; }}
QLabel[role="heading"] {{ font-size: {size.heading}px; font-weight: 600; }}
QLabel[role="number"] {{ font-family: "JetBrains Mono", monospace; }}
QToolTip {{ background: {t.s3}; color: {t.t1}; border: 1px solid {t.line2}; padding: 4px 6px; }}
QPushButton, QToolButton {{ background: {t.s3}; color: {t.t1}; border: 1px solid {t.line2};
    border-radius: {m.radius}px; padding: 0 {m.cell_padding}px; min-height: {m.control - 2}px; }}
QPushButton:hover, QToolButton:hover {{ background: {t.s4}; }}
QPushButton:pressed, QToolButton:pressed {{ background: {t.s2}; border-color: {t.accent}; }}
QPushButton:focus, QToolButton:focus, QLineEdit:focus, QComboBox:focus {{ border: 2px solid {t.accent}; }}
QPushButton:checked, QToolButton:checked {{ background: {t.s4}; border-color: {t.line3}; font-weight: 600; }}
QPushButton[role="primary"] {{ background: {t.accent}; color: {t.accent_text}; border-color: {t.accent}; }}
QPushButton:disabled, QToolButton:disabled {{ color: {t.t3}; border-style: dashed; background: {t.s2}; }}
QToolButton[role="plain"] {{ background: transparent; border-color: transparent; padding: 0 4px; }}
QToolButton[role="plain"]:hover {{ background: {t.s4}; }}
QToolButton::menu-indicator {{ image: none; }}
QLineEdit {{ background: {t.s1}; color: {t.t1}; border: 1px solid {t.line3}; border-radius: {m.radius}px;
    padding: 0 {m.cell_padding}px; min-height: {m.control - 2}px; selection-background-color: {t.accent};
    selection-color: {t.accent_text}; }}
QMenu {{ background: {t.s2}; border: 1px solid {t.line2}; padding: 4px; }}
QMenu::item {{ background: transparent; padding: 4px 24px 4px 20px; border-radius: {m.radius}px; }}
QMenu::item:selected {{ background: {t.s4}; }}
QMenu::item:disabled {{ color: {t.t3}; }}
QMenu::separator {{ height: 1px; background: {t.line}; margin: 4px; }}
QListView {{ background: {t.s1}; border: 1px solid {t.line2}; outline: 0; }}
QListView::item {{ padding: 4px {m.cell_padding}px; }}
QListView::item:selected {{ background: {t.s4}; color: {t.t1}; }}
QScrollBar:vertical {{ background: {t.s1}; width: 10px; margin: 0; }}
QScrollBar:horizontal {{ background: {t.s1}; height: 10px; margin: 0; }}
QScrollBar::handle {{ background: {t.line2}; border-radius: {m.radius}px; min-height: 24px; min-width: 24px; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page
    {{ background: transparent; width: 0; height: 0; }}
#app_bar, #status_bar, #transport {{ background: {t.s2}; }}
#app_bar {{ border-bottom: 1px solid {t.line}; }}
#status_bar {{ border-top: 1px solid {t.line}; }}
#app_bar QLabel, #status_bar QLabel {{ background: transparent; }}
#dock_title {{ background: {t.s2}; border-bottom: 1px solid {t.line}; }}
#dock_title[focused="true"] {{ background: {t.s4}; }}
ads--CDockContainerWidget {{ background: {t.s0}; }}
ads--CDockContainerWidget > QSplitter {{ background: {t.s0}; padding: 0; }}
ads--CDockSplitter::handle {{ background: {t.s0}; }}
ads--CDockAreaWidget {{ background: {t.s1}; border: none; }}
ads--CDockAreaTitleBar {{ background: {t.s2}; border-bottom: 1px solid {t.line}; padding: 0; }}
ads--CDockWidget {{ background: {t.s1}; border: none; }}
ads--CDockWidgetTab {{ background: {t.s2}; border: none; padding: 0; }}
ads--CDockWidgetTab QLabel {{ background: transparent; font-weight: 600; padding: 0; }}
{forms(tokens)}"""


def forms(tokens: Tokens) -> str:
    """The part of the style sheet that dialogs need: tables, choices, switches."""
    t, m = tokens, tokens.metrics
    return f"""
QTreeView {{ background: {t.s1}; border: 1px solid {t.line2}; outline: 0; selection-background-color: {t.s4}; }}
QTreeView::item {{ padding: 3px 4px; border: none; }}
QTreeView::item:selected {{ background: {t.s4}; color: {t.t1}; }}
QHeaderView::section {{ background: {t.s2}; color: {t.t2}; border: none; border-right: 1px solid {t.line};
    border-bottom: 1px solid {t.line}; padding: 3px 6px; }}
QComboBox, QKeySequenceEdit > QLineEdit {{ background: {t.s3}; color: {t.t1}; border: 1px solid {t.line3};
    border-radius: {m.radius}px; padding: 0 {m.cell_padding}px; min-height: {m.control - 2}px; }}
QComboBox:disabled, QLineEdit:disabled {{ color: {t.t3}; border-style: dashed; background: {t.s2}; }}
QComboBox::drop-down {{ border: none; width: 18px; }}
QComboBox::down-arrow {{ image: none; width: 0; height: 0; margin-right: 8px; border-left: 4px solid {t.s3};
    border-right: 4px solid {t.s3}; border-top: 5px solid {t.t2}; }}
QComboBox QAbstractItemView {{ background: {t.s2}; border: 1px solid {t.line2}; outline: 0;
    selection-background-color: {t.s4}; selection-color: {t.t1}; }}
QCheckBox {{ spacing: 6px; min-height: {m.control - 2}px; }}
QCheckBox::indicator {{ width: 14px; height: 14px; border: 1px solid {t.line3}; border-radius: {m.radius}px;
    background: {t.s1}; }}
QCheckBox::indicator:checked {{ background: {t.accent}; border-color: {t.accent}; }}
QCheckBox::indicator:disabled {{ border-style: dashed; background: {t.s2}; }}
QCheckBox:focus {{ text-decoration: underline; }}
QCheckBox:disabled {{ color: {t.t3}; }}
"""
