"""Market sessions over the Rust core: the ports of :mod:`terminal.sdk.market`."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from terminal import _core
from terminal.bridge.jobs import core_errors
from terminal.bridge.parquet import columns_of
from terminal.bridge.plugin_core import TapRequest
from terminal.domain.errors import TransientError, UserError
from terminal.domain.market import (
    FeedHealth,
    InstrumentInfo,
    OutlineMark,
    RecorderStatus,
    SessionInfo,
    SessionMode,
    SessionStatus,
    TopOfBook,
)
from terminal.sdk.features import TradeColumns
from terminal.sdk.market import Prints

LATE_NS = 250_000_000
STALE_NS = 1_000_000_000
HISTORY_BYTES = 280 << 20
"""Heap for the depth history of all instruments together."""
PUMP_S = 0.005
"""Share of a frame spent on moving records into views; what is left over comes with the next frames."""
LOADING_PUMP_S = 0.006
"""The same while the past streams in and nothing moves yet."""
OPENING_S = 1.0
"""How long the core's thread may take to open a view."""

PHASES = {
    "loading": FeedHealth.LOADING,
    "paused": FeedHealth.PAUSED,
    "ended": FeedHealth.ENDED,
    "failed": FeedHealth.FAILED,
}


class CoreView:
    """An :class:`~terminal.sdk.market.InstrumentView` over the core's own view."""

    def __init__(self, instrument: InstrumentInfo, native: _core.InstrumentView, session: CoreSession) -> None:
        self.instrument = instrument
        self.native = native
        self.session = session
        self.changed = True

    def pump(self) -> None:
        """Moves waiting records in; part of the session's own frame work, whoever looks at this instrument."""
        self.changed = self.native.refresh(self.session.cursor_ns) or self.changed

    def refresh(self) -> bool:
        """Takes this frame's news of what is on screen; true when anything changed since the last call."""
        self.pump()
        changed, self.changed = self.changed, False
        return changed

    def top(self) -> TopOfBook:
        """Best prices and day figures."""
        return TopOfBook(**self.native.top())

    def depth(self, levels: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Bids and asks, best first: raw price, raw quantity, order count."""
        return self.native.depth(levels)

    def bars(self, period_ns: int, start_ns: int, end_ns: int) -> dict[str, NDArray[np.float64]]:
        """Time bars with the session's VWAP, the running one last."""
        return self.native.bars(period_ns, start_ns, end_ns)

    def trades(self, limit: int) -> dict[str, NDArray[np.int64]]:
        """Newest trades first."""
        return self.native.trades(limit)

    def prints(self, start: int) -> Prints:
        """Prints from a place in the tape on, oldest first."""
        read = self.native.prints(start)
        following, first = read.pop("next"), read.pop("first")
        return Prints(TradeColumns(**read), following, first)

    def traded(self, start_ns: int, end_ns: int, period_ns: int, step: int) -> dict[str, NDArray[np.int64]]:
        """Volume at price between two times."""
        return self.native.traded(start_ns, end_ns, period_ns, step)


class CoreSession:
    """A :class:`~terminal.sdk.market.MarketSession` over the core's threads."""

    def __init__(self, core: _core.MarketSession, info: SessionInfo, recording: Path | None = None) -> None:
        self.core = core
        self.taps = core.tap_port()
        self.info = info
        self.recording = recording
        """The folder that the session is recorded into, at most a tenth of a second behind; None where it is not."""
        self.views: dict[int, CoreView] = {}
        self.cursor_ns: int | None = core.status()["clock_ns"] if info.mode is SessionMode.REPLAY else None
        """Venue time that every view stands at; None follows the newest."""
        self.known: tuple[InstrumentInfo, ...] = ()
        self.closed = False

    def instruments(self) -> tuple[InstrumentInfo, ...]:
        """Those seen so far, in order of id."""
        if len(self.known) != self.core.instrument_count():
            rows = self.core.instruments()
            self.known = tuple(InstrumentInfo(number, *row) for number, row in enumerate(rows))
        return self.known

    def status(self) -> SessionStatus:
        """The session at this moment; also moves every view's waiting records in."""
        read = self.core.status()
        self.cursor_ns = read["clock_ns"] if self.info.mode is SessionMode.REPLAY else None
        self.pump(LOADING_PUMP_S if read["phase"] == "loading" else PUMP_S)
        return SessionStatus(
            health=health_of(read["phase"], read["gapped"], read["age_ns"]),
            message=read["message"],
            clock_ns=read["clock_ns"],
            age_ns=read["age_ns"],
            first_ns=read["first_ns"],
            last_ns=read["last_ns"],
            playing=read["phase"] == "running",
            speed=read["speed"],
            units=read["units"],
            total_units=read["total_units"],
            updates=read["updates"],
            gaps=read["gaps"],
            damaged=read["damaged"],
            indexed=read["indexed"],
            recorder=self.recorder(),
        )

    def recorder(self) -> RecorderStatus | None:
        """What is recorded of the session; None where nothing is."""
        read = self.core.recorder()
        return None if read is None else RecorderStatus(**read)

    def pump(self, seconds: float) -> None:
        """Moves what waits for each view into it, for about as long as told: those left out are first the next time."""
        self.open_new_views()
        until = time.perf_counter() + seconds
        for number in list(self.views):
            view = self.views.pop(number)
            self.views[number] = view  # the last one served goes to the end of the queue
            view.pump()
            if time.perf_counter() > until:
                break

    def open_new_views(self) -> None:
        """Gives every instrument that the core announced its view, and all of them their share of the heap."""
        new = self.core.take_new_views()
        instruments = self.instruments()
        for number, native in new:
            self.views[number] = CoreView(instruments[number], native, self)
        if new:
            for view in self.views.values():
                view.native.set_history_bytes(HISTORY_BYTES // len(self.views))

    def view(self, instrument_id: int) -> CoreView:
        """The one shared view of an instrument, opened on first demand.

        Raises:
            UserError: the session has no such instrument.
            TransientError: the core is too busy to open it now.
        """
        if instrument_id not in self.views:
            self.open_new_views()
        if instrument_id not in self.views:
            if not 0 <= instrument_id < len(self.instruments()):
                raise UserError(f"instrument {instrument_id}: the session has {len(self.instruments())} instruments")
            self.core.watch(instrument_id)
            self.wait_for(instrument_id)
        return self.views[instrument_id]

    def wait_for(self, instrument_id: int) -> None:
        """Waits for the view that the core's thread opens next."""
        until = time.monotonic() + OPENING_S
        while instrument_id not in self.views:
            if time.monotonic() > until:
                raise TransientError(f"instrument {instrument_id}: its view did not open in {OPENING_S} s; ask again")
            time.sleep(0.001)
            self.open_new_views()

    def play(self) -> None:
        """Let replay time run."""
        self.core.play()

    def pause(self) -> None:
        """Stop replay time at the last applied unit."""
        self.core.pause()

    def set_speed(self, speed: float) -> None:
        """Replay speed as a multiple of venue time; ``inf`` is as fast as possible."""
        with core_errors():
            self.core.set_speed(speed)

    def step(self, units: int) -> None:
        """Pause and apply this many further units, backwards when negative."""
        self.core.step(units)

    def seek(self, ts_ns: int) -> None:
        """Go to the book as it was after the last unit at or before ``ts_ns``."""
        self.core.seek(ts_ns)

    def outline(self, bins: int) -> tuple[NDArray[np.float64], tuple[OutlineMark, ...]]:
        """Traded volume of the recording in ``bins`` equal parts of its time, and its marks."""
        volume, marks = self.core.outline(bins)
        return np.asarray(volume), tuple(OutlineMark(*mark) for mark in marks)

    def take_unseen_age_ns(self) -> int | None:
        """Age of the oldest event that no frame has shown; the caller takes it as shown now."""
        return self.core.take_unseen_age_ns()

    def tap(self, request: TapRequest) -> _core.EventTap:
        """A plugin's own ring of events, from now on; see :mod:`terminal.bridge.plugin_core`. Any thread may ask.

        Raises:
            UserError: the features asked for are wrong.
        """
        with core_errors():
            return self.taps.tap(request.name, request.wanted, request.capacity, request.past)

    def close(self) -> None:
        """Stop the threads; idempotent."""
        if not self.closed:
            self.closed = True
            self.core.close()


def health_of(phase: str, gapped: bool, age_ns: int) -> FeedHealth:
    """What the badge says: what stands still says so, then gaps, then age."""
    if phase in PHASES:
        return PHASES[phase]
    if age_ns > STALE_NS:
        return FeedHealth.STALE
    if gapped:
        return FeedHealth.GAPPED
    return FeedHealth.LATE if age_ns > LATE_NS else FeedHealth.FRESH


def open_replay(
    path: Path, format: str | None = None, *, skip_damaged: bool = False, speed: float = 1.0
) -> CoreSession:
    """A recording, paused at its first event.

    Raises:
        UserError: it cannot be opened or decoded; the message names the file and the next step.
    """
    with core_errors():
        columns = columns_of(path, format)
        core = _core.MarketSession.open_replay(
            str(path), format=format, skip_damaged=skip_damaged, speed=speed, columns=columns
        )
    info = SessionInfo(SessionMode.REPLAY, label=path.name, source=core.format, seekable=True)
    return CoreSession(core, info)


def open_simulation(seed: int = 7, record_to: Path | None = None) -> CoreSession:
    """The simulated exchange: eight instruments, opened some minutes ago.

    Everything that it receives, those minutes included, is recorded into the folder ``record_to`` (see
    :func:`terminal.bridge.recordings.new_session`). A folder that cannot be written stops nothing: the status says so.
    """
    label = f"Simulated exchange, seed {seed}"
    with core_errors():
        core = _core.MarketSession.open_simulation(
            seed, record_to=None if record_to is None else str(record_to), label=label
        )
    info = SessionInfo(SessionMode.SIM, label=label, source=core.format, seekable=False)
    return CoreSession(core, info, record_to)


def open_load(seed: int, instruments: int, updates_per_second: float) -> CoreSession:
    """The simulated exchange as a load generator."""
    with core_errors():
        core = _core.MarketSession.open_load(seed, instruments, updates_per_second)
    label = f"Load, {instruments} instruments, {updates_per_second:,.0f} updates/s"
    return CoreSession(core, SessionInfo(SessionMode.SIM, label=label, source=core.format, seekable=False))
