"""A strategy trading a recording in lockstep: market, order path and venue in the core, callbacks in Python."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from terminal import _core
from terminal.bridge.jobs import core_errors
from terminal.bridge.parquet import columns_of
from terminal.bridge.plugin_core import TapRequest
from terminal.domain.market import InstrumentInfo
from terminal.sdk.events import EVENT_TYPES
from terminal.sdk.plugin import OrderIntent, QuoteIntent


@dataclass(frozen=True, slots=True)
class TradeRequest:
    """What is traded, by whom, and where it is recorded."""

    path: Path
    wanted: TapRequest
    """What the strategy is told."""
    strategy: str
    version: str
    digest: str
    """SHA-256 over the plugin's files, hexadecimal."""
    audit_root: Path
    """A folder of its own is made below it."""
    key: Path
    """Private key of the audit log; made where there is none."""
    limits: Path | None = None
    """Limit file; without one the limits of the demonstration hold."""
    seed: int = 0
    format: str | None = None
    skip_damaged: bool = False


class TradeRun:
    """One run; the strategy's orders enter at the time of the event in hand."""

    def __init__(self, request: TradeRequest) -> None:
        """Opens recording and audit log.

        Raises:
            UserError: one of them cannot be opened, or the limits are unusable; the message names which.
        """
        with core_errors():
            columns = columns_of(request.path, request.format)
            self.core = _core.TradeRun(
                str(request.path),
                request.wanted.wanted,
                strategy=(request.strategy, request.version, request.digest),
                audit_root=str(request.audit_root),
                key=str(request.key),
                limits=None if request.limits is None else str(request.limits),
                seed=request.seed,
                format=request.format,
                skip_damaged=request.skip_damaged,
                columns=columns,
            )

    def drive(self, handlers: Sequence[Callable[[Any], object] | None], context: object, most: int) -> int:
        """Lets the market go on until ``most`` events were handed to ``handlers``, and returns how many were.

        Fewer at the end, when cancelled, and now and then for a look at the progress. Before each, ``context.now_ns``
        is set. What a handler raises comes through; the run can go on after it.
        """
        with core_errors():
            return self.core.drive(EVENT_TYPES, handlers, context, most)

    @property
    def over(self) -> bool:
        """Whether the recording is over, or the run was cancelled."""
        return self.core.over

    @property
    def failure(self) -> str | None:
        """Why it ended early: damage, or that it was cancelled."""
        return self.core.failure

    @property
    def fraction(self) -> float:
        """Fraction of the recording done."""
        return self.core.fraction

    @property
    def units(self) -> int:
        """Messages so far."""
        return self.core.units

    def cancel(self) -> None:
        """Ends the run at the next event; from any thread, and from a signal handler."""
        self.core.cancel()

    def instruments(self) -> tuple[InstrumentInfo, ...]:
        """Those seen so far."""
        return tuple(InstrumentInfo(number, *row) for number, row in enumerate(self.core.instruments()))

    def submit(self, intent: OrderIntent) -> str:
        """Hands an order on; what becomes of it is told to ``on_order``.

        Raises:
            UserError: a value is out of its range.
        """
        with core_errors():
            return self.core.submit(
                (
                    intent.instrument_id,
                    intent.side,
                    int(intent.ord_type),
                    int(intent.time_in_force),
                    int(intent.peg_to),
                ),
                (intent.qty, intent.px, intent.stop_px, intent.display_qty, intent.peg_offset, intent.expire_ns),
                (intent.post_only, intent.reduce_only),
                intent.parent,
            )

    def cancel_order(self, cl_ord_id: str) -> bool:
        """Asks for a cancel; false where no such order works."""
        return self.core.cancel_order(cl_ord_id)

    def replace(self, cl_ord_id: str, qty: int, px: int) -> str:
        """Asks for another quantity and price; of an order that is done meanwhile, ``on_order`` is told so.

        Raises:
            UserError: there never was such an order.
        """
        with core_errors():
            return self.core.replace(cl_ord_id, qty, px)

    def quote(self, intent: QuoteIntent) -> str:
        """Quotes both sides."""
        with core_errors():
            return self.core.quote(
                intent.instrument_id, (intent.bid_px, intent.bid_qty), (intent.ask_px, intent.ask_qty)
            )

    def working(self) -> tuple[str, ...]:
        """Orders not yet done."""
        return tuple(self.core.working())

    def position(self, instrument_id: int) -> int:
        """What the strategy holds."""
        return self.core.position(instrument_id)

    def stop(self, reason: str) -> int:
        """Halts the strategy: its orders are cancelled, no further one is let through. How many worked."""
        return self.core.stop(reason)

    def finish(self) -> dict[str, Any]:
        """Ends the run in order and closes the audit log; the figures of the run. Again gives the same.

        Raises:
            UserError: the audit log could not be closed; the message says why.
        """
        with core_errors():
            return self.core.finish()
