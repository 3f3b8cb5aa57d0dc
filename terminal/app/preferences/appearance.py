"""What the appearance settings mean: the theme's tokens in force."""

from __future__ import annotations

from PySide6.QtCore import QLocale

from terminal.app.preferences.book import SettingsFile
from terminal.sdk.theme import Tokens
from terminal.widgets.theme import theme

RED_UP_REGIONS = (
    QLocale.Country.China,
    QLocale.Country.Japan,
    QLocale.Country.SouthKorea,
    QLocale.Country.Taiwan,
)
KEYS = frozenset(f"appearance.{name}" for name in ("theme", "text_scale", "density", "up_colour"))
"""Settings after whose change the tokens are others."""
GROWTH = {"compact": 0.88, "normal": 1.0, "roomy": 1.18}


def tokens_of(settings: SettingsFile) -> Tokens:
    """Theme, text size, density and direction colours as the settings say."""
    tokens = theme(settings.text("appearance.theme")).with_text_scale(settings.number("appearance.text_scale"))
    tokens = tokens.with_density(GROWTH[settings.text("appearance.density")])
    return tokens.with_red_up() if red_is_up(settings.text("appearance.up_colour")) else tokens


def red_is_up(choice: str, locale: QLocale | None = None) -> bool:
    """Whether a rise is red: by the setting, else by the region of the machine."""
    if choice == "region":
        return (locale or QLocale.system()).territory() in RED_UP_REGIONS
    return choice == "red"
