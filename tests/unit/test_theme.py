"""Theme tokens: complete, legible, derived as the look demands."""

import pytest

from terminal.domain.errors import UserError
from terminal.widgets.theme import THEMES, contrast, stylesheet, theme

TEXT = ("t1", "t2", "t3", "bid", "ask", "up", "down", "own", "warn", "danger", "ok")
SURFACES = ("s1", "s2", "s3", "s4")


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("text", TEXT)
def test_every_text_colour_is_legible_on_every_surface(name, surface, text):
    tokens = theme(name)
    assert contrast(getattr(tokens, text), getattr(tokens, surface)) >= 4.5


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("colour", ["bid", "ask", "own", "warn", "danger", "ok"])
def test_every_colour_is_legible_on_its_own_fill(name, colour):
    tokens = theme(name)
    assert contrast(getattr(tokens, colour), getattr(tokens, f"{colour}_fill")) >= 4.45


@pytest.mark.parametrize("name", THEMES)
def test_text_on_the_accent_is_legible(name):
    assert contrast(theme(name).accent, theme(name).accent_text) >= 4.5


def test_contrast_agrees_with_published_figures():
    assert round(contrast("#000000", "#FFFFFF"), 2) == 21.0
    assert round(contrast("#E8ECF2", "#11141A"), 1) == 15.6


def test_colour_blind_keeps_the_surfaces_of_dark():
    dark, blind = theme("dark"), theme("colour-blind")
    assert (blind.s0, blind.s4, blind.heat) == (dark.s0, dark.s4, dark.heat)
    assert blind.bid != dark.bid


def test_red_up_swaps_direction_and_leaves_sides_and_danger():
    dark = theme("dark")
    red_up = dark.with_red_up()
    assert (red_up.up, red_up.down) == (dark.down, dark.up)
    assert (red_up.bid, red_up.ask, red_up.danger) == (dark.bid, dark.ask, dark.danger)


def test_text_scale_grows_text_and_its_rows_and_stops_at_150_percent():
    large = theme("dark").with_text_scale(9)
    assert (large.type.body, large.metrics.dock_title) == (18, 39)
    assert large.metrics.radius == 3


def test_unknown_theme_is_refused_by_name():
    with pytest.raises(UserError, match="solarized"):
        theme("solarized")


@pytest.mark.parametrize("name", THEMES)
def test_stylesheet_takes_colours_from_the_tokens(name):
    assert theme(name).s2 in stylesheet(theme(name))


def test_density_moves_rows_but_keeps_text_and_room_for_it():
    normal = theme("dark")
    roomy, tight = normal.with_density(1.18), normal.with_density(0.1)
    assert roomy.metrics.table_row > normal.metrics.table_row > tight.metrics.table_row > tight.type.body
    assert roomy.type == tight.type == normal.type
    assert normal.with_density(1.0) is normal
