"""What can be done with the window, its workspaces and its panels: as actions for keys and palette, and as menus."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from terminal.app.window import panel_files
from terminal.app.window.docks import group_menu
from terminal.app.window.panels import PanelSlot
from terminal.app.workspace.actions import workspace_actions
from terminal.app.workspace.workspaces import GROUPS, PINNED
from terminal.sdk.desk import Action, MachineMode
from terminal.sdk.words import tr

if TYPE_CHECKING:
    from terminal.app.window.window import TerminalWindow


def window_actions(window: TerminalWindow) -> list[Action]:
    """Everything, in the language in force."""
    return [
        *layout_actions(window),
        *panel_actions(window),
        *machine_actions(window),
        *workspace_actions(window),
    ]


def layout_actions(window: TerminalWindow) -> list[Action]:
    """Search, focus, undo."""
    arrangement = window.arrangement
    return [
        Action("window.search", tr("Search"), window.open_search, keys="Ctrl+K"),
        Action("window.next_panel", tr("Next panel"), partial(window.focus_panel, 1), keys="F6"),
        Action("window.previous_panel", tr("Previous panel"), partial(window.focus_panel, -1), keys="Shift+F6"),
        Action(
            "layout.undo", tr("Undo layout change"), arrangement.undo, keys="Ctrl+Z",
            detail=tr("Brings back what was closed, moved, floated or tabbed."),
        ),
        Action("layout.redo", tr("Redo layout change"), arrangement.redo, keys="Ctrl+Shift+Z"),
        Action("layout.reset", tr("Layout as it came"), partial(reset, window)),
    ]  # fmt: skip


def reset(window: TerminalWindow) -> None:
    """The workspace as it came."""
    window.arrangement.reset()
    window.show_tabs()


def panel_actions(window: TerminalWindow) -> list[Action]:
    """What can be done with the panel in use."""

    def used(call: Callable[[PanelSlot], object]) -> Callable[[], object]:
        def run() -> object:
            slot = window.used()
            return None if slot is None else call(slot)

        return run

    arrangement, docks = window.arrangement, window.docks
    found = [
        Action("panel.close", tr("Close panel"), used(lambda slot: docks.close_panel(slot.key)), keys="Ctrl+W"),
        Action("panel.float", tr("Panel in a window of its own"), used(lambda slot: docks.float_panel(slot.key)),
               keys="Ctrl+Shift+F"),
        Action("panel.another", tr("Open another of this panel"), used(arrangement.open_another), keys="Ctrl+Shift+N"),
        Action("panel.reopen", tr("Open panel anew"), used(lambda slot: slot.reopen()), keys="Ctrl+Shift+R"),
        Action("panel.copy_picture", tr("Copy picture of panel"), used(partial(panel_files.copy_picture, window)),
               keys="Ctrl+Shift+C"),
        Action("panel.save_picture", tr("Save picture of panel…"), used(partial(panel_files.save_picture, window)),
               keys="Ctrl+Shift+P"),
        Action("panel.copy_table", tr("Copy panel's table as CSV"), used(partial(panel_files.copy_table, window)),
               keys="Ctrl+Shift+T"),
        Action("panel.save_table", tr("Save panel's table as CSV…"), used(partial(panel_files.save_table, window)),
               keys="Ctrl+Shift+E"),
    ]  # fmt: skip
    for at, group in enumerate((*GROUPS, PINNED)):
        title = tr("Panel to group {letter}").format(letter=group) if group else tr("Pin panel to its instrument")
        join = used(partial(lambda group, slot: arrangement.set_group(slot, group), group))
        name, keys = (group.lower(), f"Ctrl+Alt+{at + 1}") if group else ("pin", "Ctrl+Alt+0")
        found.append(Action(f"panel.group_{name}", title, join, keys=keys))
    for slot in arrangement.docked():
        title = tr("Show {panel}").format(panel=slot.title)
        found.append(Action(f"panel.show.{slot.key}", title, partial(docks.show_panel, slot.key)))
    return found


def machine_actions(window: TerminalWindow) -> list[Action]:
    """The way to the past and back. The machine comes after the window, so each asks for it when it is run."""

    def live() -> bool:
        return window.links.desk.time_machine.mode is MachineMode.LIVE

    def scrub() -> None:
        window.links.desk.time_machine.open_running()

    def back() -> None:
        window.links.desk.time_machine.return_to_live()

    go = tr("Any recorded moment, to the nanosecond.")
    return [
        Action("machine.go_to_moment", tr("Go to moment…"), window.ask_moment, keys="Ctrl+G", detail=go),
        Action(
            "machine.running_past", tr("Scrub the running session's past"), scrub, keys="Ctrl+Shift+G", enabled=live
        ),
        Action("machine.return_to_live", tr("Return to live"), back, keys="Ctrl+Shift+L", enabled=lambda: not live()),
    ]


# Menus.


def add_all(menu: QMenu, window: TerminalWindow, heads: tuple[str, ...]) -> None:
    """Entries for every action whose id begins with one of these, with its key."""
    registry = window.actions_known
    for action in registry.all():
        if action.id.startswith(heads):
            keys = registry.keys_of(action)
            entry = menu.addAction(f"{action.title}\t{keys}" if keys else action.title)
            entry.setEnabled(action.enabled())
            entry.setToolTip(action.detail)
            entry.triggered.connect(partial(lambda action_id, *_: registry.run(action_id), action.id))


def view_menu(window: TerminalWindow) -> QMenu:
    """Which panels are open, undo, the time machine."""
    menu = QMenu(window)
    for toggle in window.docks.toggles():
        menu.addAction(toggle)
    menu.addSeparator()
    add_all(menu, window, ("layout.", "window.next", "window.previous"))
    menu.addSeparator()
    add_all(menu, window, ("machine.",))
    return menu


def workspace_menu(window: TerminalWindow) -> QMenu:
    """Every workspace, and what can be done with them."""
    menu = QMenu(window)
    add_all(menu, window, ("workspace.open.",))
    menu.addSeparator()
    add_all(menu, window, ("workspace.do.",))
    return menu


def panel_menu(window: TerminalWindow, slot: PanelSlot) -> QMenu:
    """What can be done with one panel."""
    menu = QMenu(window)
    arrangement, docks = window.arrangement, window.docks
    has_table = slot.has_table()
    groups = group_menu(window.tokens, menu, slot.linked.group, partial(arrangement.set_group, slot))
    rows: tuple[tuple[str, str, Callable[[], object], bool], ...] = (
        (tr("Open another"), "panel.another", partial(arrangement.open_another, slot), slot.panel is not None),
        (tr("Float"), "panel.float", partial(docks.float_panel, slot.key), True),
        (tr("Close"), "panel.close", partial(docks.close_panel, slot.key), True),
        ("", "", lambda: None, True),
        (tr("Copy picture"), "panel.copy_picture", partial(panel_files.copy_picture, window, slot), True),
        (tr("Save picture…"), "panel.save_picture", partial(panel_files.save_picture, window, slot), True),
        (tr("Copy table as CSV"), "panel.copy_table", partial(panel_files.copy_table, window, slot), has_table),
        (tr("Save table as CSV…"), "panel.save_table", partial(panel_files.save_table, window, slot), has_table),
    )
    menu.addMenu(groups)
    for words, action_id, run, can in rows:
        if not words:
            menu.addSeparator()
            continue
        action = window.actions_known.find(action_id)
        keys = window.actions_known.keys_of(action) if action is not None else ""
        entry = menu.addAction(f"{words}\t{keys}" if keys else words)
        entry.setEnabled(can)
        entry.triggered.connect(partial(window.guard, run))
    return menu
