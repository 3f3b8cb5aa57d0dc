"""A terminal's session with a gateway: orders out, reports in, and what a running one is asked.

The session is kept up by a thread of the core, which needs no interpreter: a wedged Python does not lose it. That the
window itself lives is another matter: call :meth:`GatewaySession.operator_lives` from the thread that would hang.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from terminal import _core
from terminal.bridge.jobs import core_errors
from terminal.domain.orders import ExecType, OrdStatus, OrdType, PegTo, TimeInForce

PRICE_DECIMALS, QTY_DECIMALS, MONEY_DECIMALS = 9, 8, 6
UNSET = -(1 << 63)

POST_ONLY, REDUCE_ONLY, LOCATED, QUOTE, LIQUIDATION, MANUAL = 1, 2, 4, 8, 16, 32
"""Execution instructions; add them up."""

Who = tuple[int, int, int, int]
"""Trader, desk, account and strategy as the snapshot numbers them; strategy 0 for orders by hand."""


def raw(value: Decimal | None, decimals: int) -> int | None:
    """The core's whole number for `value`; None stays None.

    Raises:
        ValueError: it has more decimals than the core keeps, or is no number.
    """
    if value is None:
        return None
    scaled = value.scaleb(decimals)
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{value} has more than {decimals} decimals")
    return int(scaled)


def decimal(value: int, decimals: int) -> Decimal | None:
    """The number behind the core's whole number; None where it is unset."""
    return None if value == UNSET else Decimal(value).scaleb(-decimals)


@dataclass(frozen=True, slots=True)
class OrderTicket:
    """What is asked of the gateway: FIX `NewOrderSingle`."""

    who: Who
    instrument: int
    side: int
    """1 buys, 2 sells."""
    qty: Decimal
    px: Decimal | None = None
    ord_type: OrdType = OrdType.LIMIT
    time_in_force: TimeInForce = TimeInForce.DAY
    flags: int = 0
    stop_px: Decimal | None = None
    display_qty: Decimal | None = None
    peg_to: PegTo = PegTo.NONE
    peg_offset: Decimal = Decimal(0)
    expire_ns: int | None = None
    frame_seq: int = 0
    """Of the market frame that the sender saw."""
    parent: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """One ExecutionReport. Numbers are converted when they are looked at."""

    native: _core.GatewayReport

    @property
    def number(self) -> int:
        """Of the report; 0 where it tells a state and nothing happened."""
        return self.native.number

    @property
    def cl_ord_id(self) -> int:
        """FIX tag 11."""
        return self.native.cl_ord_id

    @property
    def orig_cl_ord_id(self) -> int:
        """FIX tag 41; 0 for none."""
        return self.native.orig_cl_ord_id

    @property
    def exec_type(self) -> ExecType:
        """FIX tag 150."""
        return ExecType(self.native.exec_type)

    @property
    def ord_status(self) -> OrdStatus:
        """FIX tag 39."""
        return OrdStatus(self.native.ord_status)

    @property
    def reason(self) -> str:
        """Why it was refused, as machines read it; ``None`` as a word where it was not."""
        return self.native.reason

    @property
    def px(self) -> Decimal | None:
        """FIX tag 44."""
        return decimal(self.native.px, PRICE_DECIMALS)

    @property
    def qty(self) -> Decimal | None:
        """FIX tag 38."""
        return decimal(self.native.qty, QTY_DECIMALS)

    @property
    def last_px(self) -> Decimal | None:
        """FIX tag 31."""
        return decimal(self.native.last_px, PRICE_DECIMALS)

    @property
    def last_qty(self) -> Decimal | None:
        """FIX tag 32."""
        return decimal(self.native.last_qty, QTY_DECIMALS)

    @property
    def cum_qty(self) -> Decimal | None:
        """FIX tag 14."""
        return decimal(self.native.cum_qty, QTY_DECIMALS)

    @property
    def leaves_qty(self) -> Decimal | None:
        """FIX tag 151."""
        return decimal(self.native.leaves_qty, QTY_DECIMALS)

    @property
    def avg_px(self) -> Decimal | None:
        """FIX tag 6."""
        return decimal(self.native.avg_px, PRICE_DECIMALS)

    @property
    def fee(self) -> Decimal | None:
        """FIX tag 137; above zero is paid."""
        return decimal(self.native.fee, MONEY_DECIMALS)


@dataclass(frozen=True, slots=True)
class Connected:
    """There is a session: the first, or again."""

    session: int
    origin: int
    last_number: int
    is_behind: bool
    """Reports are missing that are no longer kept: only a snapshot tells what became of them."""
    may_trade: bool
    started_ns: int


@dataclass(frozen=True, slots=True)
class Disconnected:
    """There is no session for now."""

    words: str
    tries_again: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """A command that did not reach the order path."""

    cl_ord_id: int
    code: int
    reason: str
    words: str


@dataclass(frozen=True, slots=True)
class NotReceived:
    """A command that was lost with its connection; it is not sent again."""

    cl_ord_id: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that is open: the truth, whatever the terminal held before."""

    content: dict[str, Any]

    @property
    def orders(self) -> list[Report]:
        """Working orders."""
        return [Report(native) for native in self.content["orders"]]

    @property
    def state_hash(self) -> str:
        """Digest of the gateway's whole order state."""
        return str(self.content["state_hash"])


Event = Connected | Disconnected | Report | Refused | NotReceived | Snapshot


def event_of(kind: str, content: Any) -> Event | None:
    """The typed event of one of the core's."""
    match kind:
        case "report":
            return Report(content)
        case "connected":
            return Connected(**content)
        case "disconnected":
            return Disconnected(*content)
        case "refused":
            return Refused(*content)
        case "not_received":
            return NotReceived(content)
        case "snapshot":
            return Snapshot(content)
        case _:
            return None


class GatewaySession:
    """A session with a gateway. Only :meth:`wait` waits, and without the interpreter."""

    def __init__(
        self,
        endpoint: str,
        principal: str,
        key: Path,
        profile: str = "SIM",
        lives_ms: int = 1_000,
        received: bytes | None = None,
    ) -> None:
        """Starts to connect.

        Raises:
            UserError: the endpoint or the key is none.
        """
        with core_errors():
            self.native = _core.GatewayClient(endpoint, profile, principal, key, lives_ms, received)

    @property
    def connected(self) -> bool:
        """Whether there is a session now."""
        return self.native.connected

    def submit(self, ticket: OrderTicket) -> int:
        """Sends an order and returns its `ClOrdId`.

        Raises:
            UserError: it was not sent.
        """
        with core_errors():
            return self.native.submit(
                ticket.who,
                ticket.instrument,
                ticket.side,
                raw(ticket.qty, QTY_DECIMALS) or 0,
                raw(ticket.px, PRICE_DECIMALS),
                ticket.ord_type,
                ticket.time_in_force,
                ticket.flags,
                raw(ticket.stop_px, PRICE_DECIMALS),
                raw(ticket.display_qty, QTY_DECIMALS),
                ticket.peg_to,
                raw(ticket.peg_offset, PRICE_DECIMALS) or 0,
                ticket.expire_ns,
                ticket.frame_seq,
                ticket.parent,
            )

    def cancel(self, cl_ord_id: int) -> int:
        """Asks for an order's cancel; returns the request's name."""
        with core_errors():
            return self.native.cancel(cl_ord_id)

    def replace(self, cl_ord_id: int, qty: Decimal, px: Decimal | None, stop_px: Decimal | None = None) -> int:
        """Asks for another whole quantity and price; returns the name that the order then has."""
        with core_errors():
            return self.native.replace(
                cl_ord_id, raw(qty, QTY_DECIMALS) or 0, raw(px, PRICE_DECIMALS), raw(stop_px, PRICE_DECIMALS)
            )

    def mass_cancel(self, scope: str = "firm", number: int = 0) -> int:
        """Asks for the cancel of everything in a scope that is this session's."""
        with core_errors():
            return self.native.mass_cancel(scope, number)

    def request_snapshot(self) -> None:
        """Asks for everything that is open; it comes as an event."""
        with core_errors():
            self.native.request_snapshot()

    def operator_lives(self) -> None:
        """A sign of life of the window."""
        self.native.operator_lives()

    def strategies_live(self) -> None:
        """A sign of life of the strategies' host."""
        self.native.strategies_live()

    def wait(self, seconds: float) -> list[Event]:
        """Waits at most `seconds` for something to happen; everything that did, in order."""
        events = (event_of(kind, content) for kind, content in self.native.wait(seconds))
        return [event for event in events if event is not None]

    def received(self) -> bytes:
        """What was taken so far, for a later session to go on from."""
        return self.native.received()

    def close(self) -> None:
        """Logs off: what was entered by hand is cancelled."""
        self.native.close()


@dataclass(frozen=True, slots=True)
class GatewayFolders:
    """Folders of a home that a gateway uses."""

    home: Path
    keys: Path
    run: Path
    supervision: Path


@contextmanager
def stop_signals() -> Iterator[int]:
    """A descriptor that can be read once somebody asked the process to end: the handlers run no Python to get there."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    before = {number: signal.signal(number, ignore) for number in (signal.SIGINT, signal.SIGTERM)}
    woken = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    try:
        yield reading
    finally:
        signal.set_wakeup_fd(woken)
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(reading)
        os.close(writing)


def ignore(_number: int, _frame: object) -> None:
    """The core is told by the descriptor."""


def run_gateway(config: Path | None, folders: GatewayFolders, json: bool) -> str:
    """Runs a gateway until SIGINT or SIGTERM; what is to be said at its end.

    Raises:
        UserError: it does not start, or ended by itself; the message names the file, line and key, or the process.
    """
    with stop_signals() as stop_fd, core_errors():
        return _core.gateway_run(config, folders.home, folders.keys, folders.run, folders.supervision, stop_fd, json)


def check_config(config: Path) -> None:
    """Checks a configuration.

    Raises:
        UserError: naming file, line and key.
    """
    with core_errors():
        _core.gateway_check(config)


def gateway_status(run: Path, seconds: float = 2.0) -> dict[str, Any] | None:
    """How the gateway on this `run` folder stands; None where none runs.

    Raises:
        UserError: one runs and does not answer.
    """
    with core_errors():
        return _core.gateway_status(run, seconds)


def gateway_halt(run: Path, scope: str, mode: str, reason: str, by: str) -> tuple[int, int, str] | None:
    """Halts a running gateway: the halt's number, nanoseconds to the closed gate, words. None where none runs.

    Raises:
        UserError: it was refused, or the gateway does not answer.
    """
    with core_errors():
        return _core.gateway_halt(run, scope, mode, reason, by)


def gateway_tell(run: Path, what: str) -> tuple[int, int, str] | None:
    """Tells a running gateway that its ``halts``, ``limits`` or ``people`` were changed; None where none runs."""
    with core_errors():
        return _core.gateway_tell(run, what)
