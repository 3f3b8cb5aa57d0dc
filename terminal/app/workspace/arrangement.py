"""Which panels are open, where they lie, in which group: workspaces put on the desk, and taken from it to be kept."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from terminal.app.keyboard.actions import ActionRegistry
from terminal.app.window.docks import Docks
from terminal.app.window.links import Linked, Links
from terminal.app.window.panels import PanelSlot, absent
from terminal.app.workspace.layout_history import LayoutHistory
from terminal.app.workspace.layout_tree import Layout, layout_of_xml, only, with_panel
from terminal.app.workspace.workspaces import PINNED, PanelEntry, Workspace, WorkspaceStore
from terminal.domain.errors import UserError
from terminal.sdk.desk import DeskNotice
from terminal.sdk.panel import Area, PanelManifest
from terminal.sdk.words import tr

log = logging.getLogger(__name__)
NOTE_NS = 400_000_000
"""How often a change of layout is looked for."""
SAVE_NS = 60_000_000_000
"""How often what changed is kept, beside at the end and at every change of workspace."""


class Arrangement:
    """Panels on the desk. The window builds it, and calls :meth:`begin` once there is an instrument to show."""

    def __init__(
        self,
        manifests: Sequence[PanelManifest],
        links: Links,
        store: WorkspaceStore,
        actions: ActionRegistry,
        on_notice: Callable[[DeskNotice], object],
    ) -> None:
        self.manifests = {manifest.id: manifest for manifest in manifests}
        self.links = links
        self.store = store
        self.actions = actions
        self.on_notice = on_notice
        self.on_link: Callable[[Linked], Callable[[int], None]] = lambda _linked: lambda _number: None
        self.docks: Docks | None = None
        self.slots = [self.slot_for(manifest.id) for manifest in manifests]
        self.history = LayoutHistory()
        self.name = next(iter(store.bundled))
        self.title = ""
        self.strays = False
        self.noted_ns = self.saved_ns = 0
        self.saved: Workspace | None = None

    # Slots.

    def slot_for(self, key: str) -> PanelSlot:
        """A new place for a panel."""
        panel_id = key.partition("#")[0]
        slot = PanelSlot(self.manifests.get(panel_id) or absent(panel_id), self.links.active, key)
        slot.actions = self.actions
        return slot

    def slot(self, key: str) -> PanelSlot | None:
        """The place of a panel."""
        return next((slot for slot in self.slots if slot.key == key), None)

    def docked(self) -> list[PanelSlot]:
        """Every panel that lies in a dock."""
        return [slot for slot in self.slots if slot.manifest.default_area is not Area.FOOT]

    def pins(self) -> list[Linked]:
        """The links of pinned panels."""
        return [slot.linked for slot in self.slots if slot.linked.group == PINNED]

    # Workspaces.

    def begin(self, docks: Docks, name: str) -> None:
        """Puts the first workspace on the desk."""
        self.docks = docks
        self.show(self.read(name))

    def read(self, name: str) -> Workspace:
        """A workspace of the store; what was wrong with its file is told."""
        workspace, wrong = self.store.read(name)
        if wrong:
            self.on_notice(DeskNotice("warn", tr("Workspace {name} set aside").format(name=name), wrong, "workspaces"))
        return workspace

    def switch(self, name: str) -> None:
        """Keeps the workspace on the desk and shows another one.

        Raises:
            UserError: there is no such workspace.
        """
        self.store.check_known(name)
        if name != self.name:
            self.save()
            self.show(self.read(name))

    def reset(self) -> None:
        """The workspace as it came, one of the user's as a copy of the first."""
        self.store.remove(self.name)
        workspace, _ = self.store.read(self.name)
        self.show(workspace)

    def show(self, workspace: Workspace) -> None:
        """Lays a workspace out."""
        assert self.docks is not None, "the docks are there before a workspace"
        self.name, self.title, self.strays = workspace.name, workspace.title, workspace.strays
        layout = self.fitted(workspace)
        self.renew_slots(layout)
        self.link(workspace)
        if not self.docks.apply(layout):
            words = tr("{name} could not be laid out; the built-in layout is shown.").format(name=workspace.name)
            self.on_notice(DeskNotice("warn", tr("Workspace not shown"), words, "workspaces"))
            first = next(iter(self.store.bundled.values()))
            self.docks.apply(self.fitted(replace(first, name=workspace.name)))
        for slot in self.docked():
            if self.docks.docks[slot.key].isClosed():
                slot.put_away()
        self.history.begin(self.docks.state())
        self.saved = None
        log.info("workspace %s is shown", workspace.name)
        self.say_what_is_gone()

    def say_what_is_gone(self) -> None:
        """Panels that no plugin offers any more; their places say so too."""
        words = "workspace %s shows %s, which no plugin here offers: its place is kept; `plimsoll plugin install PATH`"
        for slot in self.docked():
            if slot.missing:
                log.warning(words + " brings it back", self.name, slot.key)

    def fitted(self, workspace: Workspace) -> Layout:
        """The layout with what is there: unknown panels only where the workspace keeps something of them."""
        feet = {slot.key for slot in self.slots if slot.manifest.default_area is Area.FOOT}
        layout = workspace.layout
        named = {key for bundled in self.store.bundled.values() for key in bundled.layout.panels()}
        areas = {panel_id: manifest.default_area.value for panel_id, manifest in self.manifests.items()}
        for panel_id, manifest in self.manifests.items():
            if panel_id not in feet:
                stray = workspace.strays and panel_id not in named
                layout = with_panel(layout, panel_id, manifest.default_area.value, areas, shown=stray)
        kept = set(workspace.panels)
        return only(layout, (key for key in layout.panels() if key not in feet and (self.offers(key) or key in kept)))

    def offers(self, key: str) -> bool:
        """Whether a panel is there."""
        return key.partition("#")[0] in self.manifests

    def renew_slots(self, layout: Layout) -> None:
        """A place for every panel of the layout; second ones and absent ones of another layout go."""
        assert self.docks is not None
        wanted = layout.panels()
        for slot in self.docked():
            if slot.key not in wanted and slot.key not in self.manifests:
                self.drop(slot)
        for key in wanted:
            if self.slot(key) is None:
                self.slots.append(self.slot_for(key))
        for slot in self.docked():
            if slot.key not in self.docks.docks:
                self.docks.add(slot)

    def drop(self, slot: PanelSlot) -> None:
        """Takes a place away for good."""
        slot.close()
        self.slots.remove(slot)
        if self.docks is not None and slot.key in self.docks.docks:
            self.docks.drop(slot.key)
        slot.widget.deleteLater()

    def link(self, workspace: Workspace) -> None:
        """Groups, pins and states as the workspace has them."""
        for group, symbol in workspace.groups.items():
            linked = self.links.groups[group]
            if symbol and symbol != linked.symbol:
                linked.symbol, linked.instrument_id = symbol, None
        if not self.links.active.find():
            return
        for slot in self.slots:
            entry = workspace.panels.get(slot.key, PanelEntry())
            slot.join(self.linked_for(entry))
            slot.take_up(entry)

    def linked_for(self, entry: PanelEntry) -> Linked:
        """The link that an entry asks for."""
        if entry.group != PINNED:
            return self.links.groups[entry.group]
        linked = self.pin()
        linked.symbol = entry.symbol or self.links.active.symbol
        return linked

    def pin(self) -> Linked:
        """A new link of one panel's own."""
        linked = self.links.pinned()
        linked.on_select = self.on_link(linked)
        return linked

    # Keeping.

    def capture(self) -> Workspace:
        """What is on the desk, for keeping."""
        assert self.docks is not None
        closed = {slot.key for slot in self.docked() if self.docks.docks[slot.key].isClosed()}
        kept = [slot for slot in self.slots if "#" not in slot.key or slot.key not in closed]
        keys = {slot.key for slot in kept}
        groups = {group: linked.symbol for group, linked in self.links.groups.items() if linked.symbol}
        return Workspace(
            name=self.name,
            title=self.title,
            layout=only(self.docks.layout(), keys),
            panels={slot.key: slot.entry() for slot in kept},
            groups=groups,
            strays=self.strays,
        )

    def save(self) -> None:
        """Keeps the workspace where it differs from what was kept; a disk that refuses costs only that."""
        if self.docks is None:
            return
        workspace = self.capture()
        if workspace == self.saved:
            return
        try:
            self.store.write(workspace)
            self.saved = workspace
        except UserError as error:
            self.on_notice(DeskNotice("warn", tr("Layout not saved"), str(error), "workspaces"))

    def frame(self, now_ns: int) -> None:
        """Looks for changes now and then."""
        if self.docks is None:
            return
        if now_ns - self.noted_ns > NOTE_NS:
            self.noted_ns = now_ns
            self.history.note(self.docks.state())
        if now_ns - self.saved_ns > SAVE_NS:
            if self.saved_ns:
                self.save()
            self.saved_ns = now_ns

    # What the user does.

    def undo(self) -> bool:
        """The layout as it was before its newest change; false where nothing changed."""
        assert self.docks is not None
        return self.go(self.history.undo(self.docks.state()))

    def redo(self) -> bool:
        """Takes the newest undo back; false where there is none."""
        assert self.docks is not None
        return self.go(self.history.redo(self.docks.state()))

    def go(self, state: bytes | None) -> bool:
        """Lays an earlier layout out; panels that came since stay, closed."""
        if state is None or self.docks is None:
            return False
        layout = layout_of_xml(state)
        areas = {slot.key: slot.manifest.default_area.value for slot in self.docked()}
        for key, area in areas.items():
            layout = with_panel(layout, key, area, areas, shown=False)
        done = self.docks.apply(only(layout, areas))
        self.history.present = self.docks.state()
        return done

    def open_another(self, slot: PanelSlot) -> PanelSlot:
        """One more of a panel, as a tab on top of it, in its state and group."""
        assert self.docks is not None
        self.history.note(self.docks.state())
        panel_id = slot.manifest.id
        taken = {other.key for other in self.slots}
        key = next(name for name in (f"{panel_id}#{number}" for number in range(2, 1_000)) if name not in taken)
        another = self.slot_for(key)
        another.linked = slot.linked if slot.linked.group != PINNED else self.linked_for(slot.entry())
        slot.keep()
        another.state = dict(slot.state)
        self.slots.append(another)
        self.docks.add(another)
        self.docks.add_beside(key, slot.key)
        return another

    def set_group(self, slot: PanelSlot, group: str) -> None:
        """Moves a panel to another group, or pins it to the instrument it shows."""
        if group == slot.linked.group:
            return
        if group == PINNED:
            linked = self.pin()
            linked.symbol, linked.instrument_id = slot.linked.symbol, slot.linked.instrument_id
        else:
            linked = self.links.groups[group]
            if not linked.symbol:  # nobody used the group yet: it begins with what its first member shows
                linked.symbol, linked.instrument_id = slot.linked.symbol, slot.linked.instrument_id
        slot.join(linked)
