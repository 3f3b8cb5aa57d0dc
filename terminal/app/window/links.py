"""What panels share: the session, its status as of this frame, and the groups whose members follow one instrument."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from terminal.app.services.desk import TerminalDesk
from terminal.app.services.tasks import Tasks
from terminal.app.workspace.workspaces import GROUPS, PINNED
from terminal.domain.market import InstrumentInfo, SessionStatus
from terminal.sdk.market import InstrumentView, MarketSession
from terminal.sdk.theme import Tokens


class Linked:
    """One group of panels, or one pinned panel: the instrument that they follow."""

    def __init__(self, links: Links, group: str) -> None:
        self.links = links
        self.group = group
        """``A`` to ``D``; empty for a pinned panel."""
        self.instrument_id: int | None = None
        self.symbol = ""
        """The instrument by name: what remains of it in another session."""
        self.on_select: Callable[[int], None] = lambda _: None

    @property
    def session(self) -> MarketSession:
        return self.links.session

    @property
    def status(self) -> SessionStatus:
        return self.links.status

    @property
    def tokens(self) -> Tokens:
        return self.links.tokens

    @property
    def desk(self) -> TerminalDesk:
        return self.links.desk

    def select(self, instrument_id: int) -> InstrumentView:
        """Follows another instrument from now on; nothing changes where its view cannot be opened.

        Raises:
            TransientError: the core is too busy to open it now.
        """
        view = self.session.view(instrument_id)
        view.refresh()
        self.instrument_id, self.symbol = instrument_id, view.instrument.symbol
        return view

    def find(self) -> bool:
        """Finds the instrument by its name, else takes the session's first; false while the session knows none."""
        known = self.session.instruments()
        if self.instrument_id is None and known:
            number = next((info.id for info in known if info.symbol == self.symbol), known[0].id)
            self.session.view(number).refresh()
            self.instrument_id = number  # the name stays: another session may have it
            self.symbol = self.symbol or known[0].symbol
        return self.instrument_id is not None

    def view(self) -> InstrumentView:
        """The instrument's view."""
        assert self.instrument_id is not None, "panels open only once an instrument is linked"
        return self.session.view(self.instrument_id)

    def info(self) -> InstrumentInfo | None:
        """The instrument, ``None`` before there is one."""
        return None if self.instrument_id is None else self.view().instrument


class Links:
    """The session on screen and every group of it."""

    def __init__(
        self, session: MarketSession, tokens: Tokens, desk: TerminalDesk | None = None, tasks: Tasks | None = None
    ) -> None:
        self.session = session
        self.tokens = tokens
        self.desk = desk or TerminalDesk()
        self.tasks = tasks
        self.status: SessionStatus = session.status()
        self.groups = {group: Linked(self, group) for group in GROUPS}
        self.active = self.groups[GROUPS[0]]
        """The group of the panel that was last used: what the app bar shows."""

    def refresh(self, shown: Iterable[Linked]) -> int | None:
        """Takes this frame's status and the newest data of the instruments on screen, each once.

        Returns the age of the oldest event that no frame has shown yet, ``None`` where none waits.
        """
        unseen_ns = self.session.take_unseen_age_ns()
        self.status = self.session.status()
        wanted = {linked.instrument_id for linked in (self.active, *shown)}
        for instrument_id in sorted(number for number in wanted if number is not None):
            self.session.view(instrument_id).refresh()
        return unseen_ns

    def pinned(self, instrument_id: int | None = None) -> Linked:
        """A link of one panel's own."""
        linked = Linked(self, PINNED)
        if instrument_id is not None:
            linked.select(instrument_id)
        return linked

    def show_session(self, session: MarketSession, pinned: Iterable[Linked]) -> None:
        """Another session: each link finds its instrument by name once it is needed."""
        self.session = session
        self.status = session.status()
        for linked in (*self.groups.values(), *pinned):
            linked.instrument_id = None
