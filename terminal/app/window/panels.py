"""Open panels: each gets a context, a place, and a boundary, so that one that raises leaves the others running."""

from __future__ import annotations

import json
import logging
import time
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QWidget

from terminal.app.keyboard.actions import ActionRegistry
from terminal.app.services.tasks import TaskScope
from terminal.app.window.cards import failure_card, missing_card
from terminal.app.window.links import Linked
from terminal.app.workspace.workspaces import PINNED, PanelEntry
from terminal.domain.errors import UserError
from terminal.domain.market import SessionStatus
from terminal.plugin_host.boundary import guarded
from terminal.plugin_host.loading import load
from terminal.plugin_host.meters import FrameBudget
from terminal.sdk.desk import Action, Desk
from terminal.sdk.market import InstrumentView, MarketSession
from terminal.sdk.panel import Area, Panel, PanelDefaults, PanelManifest
from terminal.sdk.theme import Tokens
from terminal.sdk.words import noop, tr

if TYPE_CHECKING:
    import pyarrow as pa

log = logging.getLogger(__name__)


class PanelOverrunError(UserError):
    """A panel that takes too much of the window's time."""


class Context:
    """The :class:`~terminal.sdk.panel.PanelContext` of one panel."""

    def __init__(self, slot: PanelSlot, settings: Mapping[str, object], desk: Desk) -> None:
        self.slot = slot
        self.settings = settings
        self.desk = desk

    @property
    def session(self) -> MarketSession:
        return self.slot.linked.session

    @property
    def status(self) -> SessionStatus:
        return self.slot.linked.status

    @property
    def tokens(self) -> Tokens:
        return self.slot.linked.tokens

    def view(self) -> InstrumentView:
        return self.slot.linked.view()

    def select_instrument(self, instrument_id: int) -> None:
        self.slot.linked.on_select(instrument_id)


class PanelSlot:
    """The place of one panel: its widget, or what became of it. A panel can be closed and opened anew in place."""

    def __init__(self, manifest: PanelManifest, linked: Linked, key: str = "") -> None:
        self.manifest = manifest
        self.linked = linked
        self.key = key or manifest.id
        """``chart``, or ``chart#2`` for a second one."""
        self.panel: Panel | None = None
        self.failure = ""
        self.missing = not manifest.entry
        self.state: Mapping[str, object] = {}
        """What the panel said last of what to keep."""
        self.shown_id: int | None = None
        """The instrument that the panel was last given."""
        self.budget = FrameBudget()
        self.scope: TaskScope | None = None
        self.actions: ActionRegistry | None = None
        self.widget = QStackedWidget()
        self.widget.setObjectName(f"panel {self.key}")
        self.widget.setAccessibleName(self.title)

    @property
    def title(self) -> str:
        """The panel's title, with its number where there are several."""
        _, _, number = self.key.partition("#")
        title = tr(self.manifest.title)
        return f"{title} {number}" if number else title

    # Opening and closing.

    def open(self) -> None:
        """Imports and creates the panel, in the state it was kept in."""
        if self.panel is not None or self.failure:
            return
        if self.missing:
            self.failure = tr("{id} is not installed").format(id=self.manifest.id)
            self.put(missing_card(self.linked.tokens, self.manifest.id))
            return
        links = self.linked.links
        self.scope = links.tasks.scope() if links.tasks is not None else None
        desk = links.desk if self.scope is None else links.desk.scoped(self.scope)
        with Boundary(self, noop("opening")):
            self.linked.find()
            self.budget = FrameBudget()
            self.panel = load(self.manifest)(Context(self, dict(self.manifest.settings), desk))
            self.panel.on_instrument(self.linked.view())
            self.shown_id = self.linked.instrument_id
            if self.state:
                self.panel.restore_state(self.state)
            self.put(self.panel.widget)
            self.widget.setFocusProxy(self.panel.widget)
        self.offer()

    def put(self, widget: QWidget) -> None:
        """Shows a widget in the place, in place of what was there."""
        self.clear()
        self.widget.addWidget(widget)

    def clear(self) -> None:
        """Takes away what was in the place."""
        while (old := self.widget.widget(0)) is not None:
            self.widget.removeWidget(old)
            old.deleteLater()

    def offer(self) -> None:
        """Registers what can be done in the panel; of two panels the one used last answers to an action's id."""
        if self.actions is not None and self.panel is not None:
            found: Sequence[Action] = ()
            with Boundary(self, noop("naming its actions")):
                found = self.panel.actions()
            if found:
                self.actions.add(self.key, found)
            else:
                self.actions.remove(self.key)

    def keep(self) -> None:
        """Asks the panel what to keep."""
        if self.panel is None:
            return
        with Boundary(self, noop("saving its state")):
            state = self.panel.save_state()
            self.state = json.loads(json.dumps(dict(state)))

    def take_up(self, entry: PanelEntry) -> None:
        """Takes up what a workspace kept of the panel; an open one at once."""
        self.state = entry.state
        if self.panel is not None and entry.state:
            with Boundary(self, noop("restoring its state")):
                self.panel.restore_state(entry.state)

    def entry(self) -> PanelEntry:
        """What a workspace keeps."""
        self.keep()
        symbol = self.linked.symbol if self.linked.group == PINNED else ""
        return PanelEntry(self.linked.group, symbol, self.state)

    def close(self) -> None:
        """Closes the panel; idempotent."""
        panel, self.panel = self.panel, None
        if self.scope is not None:
            self.scope.close()
            self.scope = None
        if self.actions is not None:
            self.actions.remove(self.key)
        if panel is not None:
            guarded(panel.close, self.key)

    def put_away(self) -> None:
        """Closes the panel, its state kept; it opens anew when it is seen next."""
        self.keep()
        self.close()
        self.failure = ""
        self.clear()
        self.widget.setAccessibleName(self.title)

    def reopen(self) -> None:
        """Closes the panel and opens it anew in place: another theme, language or day, or after a failure."""
        self.put_away()
        if self.widget.isVisible():
            self.open()

    # Running.

    def frame(self, now_ns: int) -> None:
        """One frame, where the panel can be seen and has not failed; one that is seen first is opened."""
        if not self.widget.isVisible():
            return
        if self.panel is None:
            self.open()
        if self.panel is not None:
            with Boundary(self, noop("drawing")):
                began_ns = time.thread_time_ns()
                self.panel.on_frame(now_ns)
                if self.budget.add(time.thread_time_ns() - began_ns):
                    raise PanelOverrunError(
                        tr("most of its frames take longer than 50 ms: it would hold the window up")
                    )

    def link(self, view: InstrumentView) -> None:
        """The linked instrument is another one."""
        if self.panel is not None:
            self.shown_id = view.instrument.id
            with Boundary(self, noop("changing the instrument")):
                self.panel.on_instrument(view)

    def join(self, linked: Linked) -> None:
        """Follows another group, or an instrument of its own."""
        self.linked = linked
        if self.panel is not None and linked.find() and linked.instrument_id != self.shown_id:
            self.link(linked.view())

    def detail(self) -> str:
        """Words beside the title."""
        if self.panel is None:
            return ""
        with Boundary(self, noop("titling")):
            return self.panel.title_detail()
        return ""

    def table(self) -> pa.Table | None:
        """What the panel shows as a table."""
        if self.panel is None:
            return None
        with Boundary(self, noop("making a table")):
            return self.panel.table()
        return None

    def has_table(self) -> bool:
        """Whether the panel shows a table, without making it."""
        return self.panel is not None and getattr(type(self.panel), "table", None) is not PanelDefaults.table

    def fail(self, doing: str, error: Exception) -> None:
        """Puts a card in the panel's place that says what happened."""
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}:{place.lineno}"
        self.failure = f"{type(error).__name__}: {error} ({where}, {tr(doing)})"
        log.error("panel %s failed while %s", self.key, doing, exc_info=error)
        self.close()
        self.put(failure_card(self.linked.tokens, self.title, self.failure, self.reopen))


class Boundary:
    """Turns what a panel raises into its failure card."""

    def __init__(self, slot: PanelSlot, doing: str) -> None:
        self.slot = slot
        self.doing = doing

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        if not isinstance(error, Exception):
            return False
        self.slot.fail(self.doing, error)
        return True


def absent(panel_id: str) -> PanelManifest:
    """Stands in for a panel that a workspace names and nobody offers."""
    return PanelManifest(panel_id, panel_id.replace("_", " ").capitalize(), "", Area.CENTRE, Path())
