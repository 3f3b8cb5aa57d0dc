"""Open panels: each gets a context, a place, and a boundary, so that one that raises leaves the others running."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from terminal.app.desk import TerminalDesk
from terminal.app.tasks import Tasks, TaskScope
from terminal.domain.market import InstrumentInfo, SessionStatus
from terminal.plugin_host.boundary import guarded
from terminal.plugin_host.loading import load
from terminal.sdk.desk import Desk
from terminal.sdk.market import InstrumentView, MarketSession
from terminal.sdk.panel import Panel, PanelManifest
from terminal.sdk.theme import Tokens

log = logging.getLogger(__name__)


class Linked:
    """What all panels share: the session, its status as of this frame, and the instrument they follow."""

    def __init__(self, session: MarketSession, tokens: Tokens, desk: TerminalDesk | None = None) -> None:
        self.session = session
        self.tokens = tokens
        self.desk = desk or TerminalDesk()
        self.tasks: Tasks | None = None
        self.status: SessionStatus = session.status()
        self.instruments: tuple[InstrumentInfo, ...] = session.instruments()
        self.instrument_id: int | None = None
        self.on_select: Callable[[int], None] = lambda _: None

    def refresh(self) -> int | None:
        """Takes this frame's status and the linked instrument's newest data.

        Returns the age of the oldest event that no frame has shown yet, ``None`` where none waits.
        """
        unseen_ns = self.session.take_unseen_age_ns()
        self.status = self.session.status()
        if self.instrument_id is not None:
            self.view().refresh()
        return unseen_ns

    def view(self) -> InstrumentView:
        """The linked instrument's view."""
        assert self.instrument_id is not None, "panels open only once an instrument is linked"
        return self.session.view(self.instrument_id)

    def info(self) -> InstrumentInfo | None:
        """The linked instrument, ``None`` before there is one."""
        return None if self.instrument_id is None else self.view().instrument


class Context:
    """The :class:`~terminal.sdk.panel.PanelContext` of one panel."""

    def __init__(self, linked: Linked, settings: Mapping[str, object], desk: Desk) -> None:
        self.linked = linked
        self.settings = settings
        self.desk = desk

    @property
    def session(self) -> MarketSession:
        return self.linked.session

    @property
    def status(self) -> SessionStatus:
        return self.linked.status

    @property
    def tokens(self) -> Tokens:
        return self.linked.tokens

    def view(self) -> InstrumentView:
        return self.linked.view()

    def select_instrument(self, instrument_id: int) -> None:
        self.linked.on_select(instrument_id)


class PanelSlot:
    """The place of one panel: its widget, or what became of it."""

    def __init__(self, manifest: PanelManifest, linked: Linked) -> None:
        self.manifest = manifest
        self.linked = linked
        self.panel: Panel | None = None
        self.failure = ""
        self.scope: TaskScope | None = None
        self.widget = QStackedWidget()
        self.widget.setObjectName(f"panel {manifest.id}")
        self.widget.setAccessibleName(manifest.title)

    def open(self) -> None:
        """Imports and creates the panel."""
        if self.linked.tasks is not None:
            self.scope = self.linked.tasks.scope()
        desk = self.linked.desk if self.scope is None else self.linked.desk.scoped(self.scope)
        context = Context(self.linked, dict(self.manifest.settings), desk)
        with Boundary(self, "opening"):
            self.panel = load(self.manifest)(context)
            self.panel.on_instrument(self.linked.view())
            self.widget.addWidget(self.panel.widget)
            self.widget.setCurrentWidget(self.panel.widget)
            self.widget.setFocusProxy(self.panel.widget)

    def frame(self, now_ns: int) -> None:
        """One frame, where the panel can be seen and has not failed."""
        if self.panel is None or not self.widget.isVisible():
            return
        with Boundary(self, "drawing"):
            self.panel.on_frame(now_ns)

    def link(self, view: InstrumentView) -> None:
        """The linked instrument is another one."""
        if self.panel is not None:
            with Boundary(self, "changing the instrument"):
                self.panel.on_instrument(view)

    def detail(self) -> str:
        """Words beside the title."""
        if self.panel is None:
            return ""
        with Boundary(self, "titling"):
            return self.panel.title_detail()
        return ""

    def fail(self, doing: str, error: Exception) -> None:
        """Puts a card in the panel's place that says what happened."""
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}:{place.lineno}"
        self.failure = f"{type(error).__name__}: {error} ({where}, {doing})"
        log.error("panel %s failed while %s", self.manifest.id, doing, exc_info=error)
        self.panel = None
        card = failure_card(self.linked.tokens, self.manifest.title, self.failure)
        self.widget.addWidget(card)
        self.widget.setCurrentWidget(card)

    def close(self) -> None:
        """Closes the panel; idempotent."""
        panel, self.panel = self.panel, None
        if self.scope is not None:
            self.scope.close()
        if panel is not None:
            guarded(panel.close, self.manifest.id)


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


def failure_card(tokens: Tokens, title: str, reason: str) -> QWidget:
    """What failed, why, and what goes on."""
    card = QWidget()
    column = QVBoxLayout(card)
    words = QLabel(
        f"<p style='color:{tokens.danger}; font-weight:600'>■ {title} stopped</p><p>{reason}</p>"
        f"<p style='color:{tokens.t2}'>The other panels go on. Close it, or open it again from the View menu.</p>"
    )
    words.setWordWrap(True)
    words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    words.setAlignment(Qt.AlignmentFlag.AlignCenter)
    column.addWidget(words)
    return card
