"""Groups: panels of a letter follow one instrument, a pinned one its own."""

from __future__ import annotations

import pytest

from terminal.app.workspace.workspaces import PINNED
from tests.gui.conftest import slot_of, tick

pytestmark = pytest.mark.gui


@pytest.fixture
def two(window):
    """A window with two charts."""
    window.arrangement.open_another(slot_of(window, "chart"))
    tick(window)
    return window


def shown(window, key):
    return window.arrangement.slot(key).panel.context.view().instrument.symbol


def test_a_group_leaves_the_others_alone(two):
    two.arrangement.set_group(two.arrangement.slot("chart#2"), "B")
    two.arrangement.slot("chart#2").panel.context.select_instrument(3)
    assert (shown(two, "chart"), shown(two, "chart#2")) == ("AMZN", "INTC")


def test_panels_of_a_group_go_together(two):
    two.arrangement.slot("chart#2").panel.context.select_instrument(2)
    assert (shown(two, "chart"), shown(two, "chart#2")) == ("MSFT", "MSFT")


def test_a_new_group_begins_with_what_its_first_member_shows(two):
    two.arrangement.set_group(two.arrangement.slot("chart#2"), "D")
    assert shown(two, "chart#2") == "AMZN"


def test_a_panel_joins_what_its_group_shows(two):
    slot = two.arrangement.slot("chart#2")
    two.arrangement.set_group(slot, "B")
    slot.panel.context.select_instrument(3)
    two.arrangement.set_group(two.arrangement.slot("chart"), "B")
    assert shown(two, "chart") == "INTC"


def test_a_pinned_panel_stays_when_its_group_moves_on(two):
    slot = two.arrangement.slot("chart#2")
    two.arrangement.set_group(slot, PINNED)
    two.select_instrument(3)
    assert (shown(two, "chart"), shown(two, "chart#2")) == ("INTC", "AMZN")


def test_groups_and_pins_are_kept(two):
    two.arrangement.set_group(two.arrangement.slot("chart"), "B")
    two.arrangement.slot("chart").panel.context.select_instrument(2)
    two.arrangement.set_group(two.arrangement.slot("chart#2"), PINNED)
    kept = two.arrangement.capture()
    assert kept.groups["B"] == "MSFT"
    assert (kept.panels["chart"].group, kept.panels["chart#2"].symbol) == ("B", "AMZN")
    two.select_instrument(3)
    two.arrangement.show(kept)
    tick(two)
    assert (shown(two, "chart"), shown(two, "chart#2")) == ("MSFT", "AMZN")


def test_the_title_shows_the_group_and_its_menu_chooses(two):
    area = two.docks.docks["chart"].dockAreaWidget()
    two.docks.show_panel("chart")
    tick(two)
    chip = two.docks.extras[area].chip
    assert chip.accessibleName() == "Group A"
    from terminal.app.window.docks import group_menu

    slot = two.arrangement.slot("chart")
    menu = group_menu(two.tokens, two, slot.linked.group, lambda group: two.arrangement.set_group(slot, group))
    next(action for action in menu.actions() if action.text() == "Group C").trigger()
    menu.deleteLater()
    tick(two)
    assert chip.accessibleName() == "Group C"


def test_the_panel_that_is_used_makes_its_group_the_app_bars(two):
    slot = two.arrangement.slot("chart#2")
    two.arrangement.set_group(slot, "B")
    slot.panel.context.select_instrument(3)
    two.focus_moved(None, slot.panel.widget)
    tick(two)
    assert two.app_bar.quote.instrument.symbol == "INTC"
