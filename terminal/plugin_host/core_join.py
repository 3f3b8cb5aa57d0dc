"""The running half of the host, joined to the core of one session."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path

from terminal.bridge.features import CoreFeatures
from terminal.bridge.plugin_core import EventTap, OrderLedger, PluginOrders, PluginWatch, TapRequest, WatchSlot
from terminal.bridge.plugin_core import Finding as CoreFinding
from terminal.bridge.session import CoreSession
from terminal.domain.errors import TerminalError, TransientError
from terminal.domain.market import InstrumentInfo, SessionMode
from terminal.plugin_host.signal_board import SessionSignals
from terminal.sdk.manifest import PluginManifest

STAR_MOST = 40
"""Instruments that ``*`` gives a plugin in a session of many: those shown first, then in the session's order."""
MID_EVERY_NS = 100_000_000
"""How often the mid is sampled for the scores of signals, in venue time."""
WAIT_S = 0.5
OPENING_S = 10.0
MOST = 1_024
FEATURES, GAP, SKIPPED = 2, 4, 6
"""Codes of the events that the scores need."""


class SessionCore:
    """Implements :class:`terminal.plugin_host.core_ports.Core`."""

    def __init__(self, session: CoreSession, report: Path | None = None) -> None:
        """Starts the watchdog, which writes its findings to the file ``report`` too.

        Raises:
            UserError: that file cannot be written.
        """
        self.session = session
        self.known: tuple[InstrumentInfo, ...] = session.instruments()
        self.ledger = OrderLedger()
        self.watch = PluginWatch(self.ledger, report)
        self.owner = threading.get_ident()
        self.asked: deque[tuple[PluginManifest, Future[EventTap]]] = deque()
        self.closing = False

    def open_tap(self, manifest: PluginManifest) -> EventTap:
        """A tap of what the manifest asks for; another thread than the session's waits for the next frame.

        Raises:
            UserError: the features asked for are wrong.
            TransientError: the window drew no frame for a long time.
        """
        if threading.get_ident() == self.owner:
            return self.opened(manifest)
        asked: Future[EventTap] = Future()
        self.asked.append((manifest, asked))
        until = time.monotonic() + OPENING_S
        while not self.closing and time.monotonic() < until:
            with suppress(TimeoutError):
                return asked.result(0.1)
        raise TransientError(f"plugin {manifest.id}: the session gave it no events in {OPENING_S:g} s; enable it again")

    def serve_taps(self) -> None:
        """Opens what was asked for, on the session's own thread."""
        while self.asked:
            manifest, asked = self.asked.popleft()
            try:
                asked.set_result(self.opened(manifest))
            except TerminalError as error:
                asked.set_exception(error)

    def opened(self, manifest: PluginManifest) -> EventTap:
        """A tap of what the manifest asks for."""
        given = manifest.capabilities
        every_ns = CoreFeatures().interval_ns(given.every) if given.features else 0
        return self.session.tap(
            TapRequest(
                name=manifest.id,
                instruments=self.chosen(given.instruments),
                quotes="quotes" in given.market_data,
                trades="trades" in given.market_data,
                phases="phases" in given.market_data,
                features=given.features,
                every_ns=every_ns,
                past=bool(given.features) and not given.market_data,
            )
        )

    def register(self, manifest: PluginManifest, name: str) -> tuple[WatchSlot, PluginOrders]:
        """An entry in the watchdog and in the order ledger for one run of a plugin."""
        budget = manifest.budget
        orders = self.ledger.open(name, max(round(budget.orders_per_second), 1))
        return self.watch.register(name, round(budget.hang_ms), round(budget.memory_mb)), orders

    def instruments(self) -> tuple[InstrumentInfo, ...]:
        """Those known so far; from any thread."""
        return self.known

    def chosen(self, symbols: tuple[str, ...]) -> tuple[int, ...] | None:
        """Ids of the instruments that a manifest names; ``None`` is all of them, also those still to come."""
        known = self.session.instruments()
        if "*" not in symbols:
            return tuple(info.id for info in known if info.symbol in symbols)
        if self.session.info.mode is SessionMode.SIM:
            return None
        shown = [number for number in self.session.views if number < len(known)]
        return tuple(dict.fromkeys([*shown, *(info.id for info in known)]))[:STAR_MOST]

    def breathe(self) -> None:
        """The interpreter runs, and the session's own thread has a moment."""
        self.watch.breathe()
        self.known = self.session.instruments()
        if self.asked:
            self.serve_taps()

    def findings(self) -> Sequence[CoreFinding]:
        """What the watchdog found since it was last asked."""
        self.ledger.take_events()  # nobody reads them yet; untaken ones would hold new orders up
        return self.watch.take_findings()

    def close(self) -> None:
        """Ends the watchdog; idempotent."""
        self.closing = True
        self.watch.close()


class MidFeed:
    """Thread ``signals``: hands the session's mids to the signal board, sampled by venue time."""

    def __init__(self, core: SessionCore, board: SessionSignals) -> None:
        self.core = core
        self.board = board
        self.tap: EventTap | None = None
        self.closing = False
        self.thread = threading.Thread(target=self.run, name="signals", daemon=True)

    def start(self) -> None:
        """Begins with what the session says from now on."""
        request = TapRequest(
            name="signals",
            instruments=self.core.chosen(("*",)),
            quotes=False,
            trades=False,
            phases=False,
            features="mid",
            every_ns=MID_EVERY_NS,
            past=True,
        )
        self.tap = self.core.session.tap(request)
        self.thread.start()

    def run(self) -> None:
        """Loop of bounded work until closed."""
        assert self.tap is not None, "start opens the tap"
        while not self.closing:
            for code, _, fields in self.tap.wait(WAIT_S, MOST):
                if code == FEATURES:
                    instrument_id, _, end_ns, (mid,) = fields
                    self.board.observe(instrument_id, end_ns, mid)
                elif code == GAP:
                    self.board.gap(fields[0])
                elif code == SKIPPED:
                    self.board.gap_everywhere()
            if self.tap.ended:
                return

    def close(self) -> None:
        """Ends the thread; idempotent."""
        self.closing = True
        if self.tap is not None:
            self.tap.close()
        if self.thread.ident is not None:
            self.thread.join(WAIT_S)
