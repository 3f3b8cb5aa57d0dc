"""The state flow: positions, balances, P&L, limits, halts, sessions and the gateway's health, as last mirrored.

    snapshot = reader.snapshot()
    for position in snapshot.positions: ...

What is read here is shown, and decides nothing: limits and halts are decided in the gateway alone. Prices, quantities
and money are raw integers (1e-9, 1e-8, 1e-6); ``None`` stands for what is not known.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

MONEY_ONE = 1_000_000


@dataclass(frozen=True, slots=True)
class Position:
    """What an account's strategy holds of an instrument."""

    account: str
    strategy: str
    """Empty for trading by hand."""
    instrument: str
    venue_mic: str
    currency: str
    qty: int
    """Above zero long, below short."""
    avg_px: int | None
    mark_px: int | None
    realised: int
    unrealised: int | None
    fees: int
    open_buy_qty: int
    open_sell_qty: int
    seq: int
    ts_ns: int


@dataclass(frozen=True, slots=True)
class Balance:
    """Money of an account in one currency."""

    account: str
    currency: str
    cash: int
    reserved: int
    available: int | None
    """What new orders may use; ``None`` where nothing limits it."""
    seq: int
    ts_ns: int


@dataclass(frozen=True, slots=True)
class ProfitAndLoss:
    """Of a part of the firm, today."""

    scope: str
    """``firm``, or ``account:A1`` and so on."""
    currency: str
    realised: int
    unrealised: int | None
    fees: int
    high: int
    """The day's highest net figure."""
    seq: int
    ts_ns: int

    @property
    def net(self) -> int | None:
        """After fees; ``None`` where something open cannot be valued."""
        return None if self.unrealised is None else self.realised + self.unrealised - self.fees

    @property
    def drawdown(self) -> int | None:
        """How far below the day's high it is."""
        return None if self.net is None else max(0, self.high - self.net)


@dataclass(frozen=True, slots=True)
class LimitHeadroom:
    """A limit and what is left of it."""

    scope: str
    kind: str
    """What it caps, as limit records name it: ``gross-exposure``, ``open-orders`` and so on."""
    unit: str
    """``qty``, ``price``, ``money``, ``count``, ``ratio``, ``ns`` or ``flag``: the unit of the raw integers."""
    measured: int | None
    """``None`` where it limits single orders or rates, or cannot be told."""
    limit: int
    headroom: int | None
    version: int
    seq: int
    ts_ns: int


@dataclass(frozen=True, slots=True)
class Halt:
    """A halt in force."""

    number: int
    scope: str
    mode: str
    reason: str
    by: str
    ts_halt_ns: int | None
    seq: int
    ts_ns: int


@dataclass(frozen=True, slots=True)
class SessionState:
    """A client session at the gateway."""

    number: int
    principal: str
    trader: str
    phase: str
    """``logged-on``, ``detached`` or ``closed``."""
    may_trade: bool
    operator_alive: bool
    """Whether its person's window gives signs of life."""
    commands: int
    refused: int
    """Frames refused: forged, replayed, late, malformed."""
    seq: int
    ts_ns: int


@dataclass(frozen=True, slots=True)
class GatewayHealth:
    """How the gateway stands."""

    phase: str
    """``recovering``, ``trading``, ``halted`` or ``closing``."""
    profile: str
    """``SIM`` or ``LIVE``."""
    venue_connected: bool
    halt: str
    """Strictest mode that holds for the whole firm."""
    limits_version: int
    audit_records: int
    audit_writable: bool
    open_orders: int
    unconfirmed: int
    """Cancels that a halt sent and that no venue has confirmed."""
    commands: int
    refused: int
    market_events: int
    market_age_ns: int
    seq: int
    ts_ns: int


class Stale(StrEnum):
    """Why a snapshot is not to be taken for the present."""

    UNREACHABLE = "unreachable"  # the server does not answer; what is shown is the last that was read
    ABSENT = "absent"  # nothing was ever written under this prefix
    SILENT = "silent"  # the gateway's mirror gives no sign of life
    SOURCE_SILENT = "source-silent"  # the mirror lives, the gateway's order thread gives no sign
    RESYNCING = "resyncing"  # not everything is written yet
    CLOSED = "closed"  # the gateway ended in order
    CLOCK = "clock"  # the writer's clock is ahead of the reader's
    UNREADABLE = "unreadable"  # another schema, or no sense in it


@dataclass(frozen=True, slots=True)
class Dropped:
    """A value that was not believed."""

    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class StateSnapshot:
    """Everything at one time."""

    positions: tuple[Position, ...] = ()
    balances: tuple[Balance, ...] = ()
    pnl: tuple[ProfitAndLoss, ...] = ()
    limits: tuple[LimitHeadroom, ...] = ()
    halts: tuple[Halt, ...] = ()
    sessions: tuple[SessionState, ...] = ()
    gateway: GatewayHealth | None = None
    epoch: int = 0
    """When the gateway started, UTC."""
    seq: int = 0
    """Everything up to here is in it."""
    head: int = 0
    """The newest that the gateway's mirror knew: more than ``seq`` while it catches up."""
    ts_ns: int | None = None
    """The mirror's last sign of life, UTC by its clock."""
    read_ns: int = 0
    """When it was read, UTC by the reader's clock."""
    stale: Stale | None = None
    detail: str = ""
    """What is behind ``stale``, in words; names no secret."""
    stale_since_ns: int | None = None
    """When the last snapshot was read that was not stale; ``None`` while it is not, or where there was none."""
    dropped: tuple[Dropped, ...] = ()
    dropped_total: int = 0
    """Values dropped since the reader was opened."""
    refused: int = 0
    """Values that the gateway did not mirror because there are too many."""

    @property
    def age_ns(self) -> int | None:
        """Time since the mirror's last sign of life."""
        return None if self.ts_ns is None else max(0, self.read_ns - self.ts_ns)

    def position(self, account: str, strategy: str, instrument: str) -> Position | None:
        """One position, where there is one."""
        wanted = (account, strategy, instrument)
        return next((held for held in self.positions if (held.account, held.strategy, held.instrument) == wanted), None)


class StateReader(Protocol):
    """Reads the state flow, from Redis or inside the process: the same shapes either way."""

    def snapshot(self) -> StateSnapshot:
        """The state as it is now. An outage raises nothing: the last snapshot comes back, marked stale.

        May take as long as the server's time-out, four seconds: not for the GUI's thread.
        """

    def close(self) -> None:
        """Lets go of the connection."""
