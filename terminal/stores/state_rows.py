"""Rows of the state flow into typed values. Nothing is believed that cannot be: it is dropped and named.

The rows are those of ``core_rs/session/src/state_flow/row.rs``; ``docs/reference/state-keys.md`` lists them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from terminal.domain.market import PRICE_ONE, QTY_ONE
from terminal.sdk.state import (
    MONEY_ONE,
    Balance,
    Dropped,
    GatewayHealth,
    Halt,
    LimitHeadroom,
    Position,
    ProfitAndLoss,
    SessionState,
)

SCHEMA = "1"
LONGEST_TEXT = 256
AHEAD_NS = 5_000_000_000
"""A value may be so much newer than its writer's last sign of life, no more."""
MOST_RAW = 2**63 - 1

MODES = {"none", "reduce-only", "freeze", "cancel-all", "flatten"}
PHASES = {"recovering", "trading", "halted", "closing"}
SESSION_PHASES = {"logged-on", "detached", "closed"}
SCOPES = {"desk", "account", "trader", "strategy", "instrument", "session"}
UNITS = {"flag": 1, "count": 1, "ns": 1, "qty": QTY_ONE, "price": PRICE_ONE, "money": MONEY_ONE, "ratio": 10**6}

STAMP = ("schema", "epoch", "seq", "ts_ns")
FIELDS: dict[str, tuple[str, ...]] = {
    "gateway": (
        *("phase", "profile", "venue_connected", "halt", "limits_version", "audit_records", "audit_writable"),
        *("open_orders", "unconfirmed", "commands", "refused", "market_events", "market_age_ns"),
    ),
    "halt": ("number", "scope", "mode", "reason", "by", "ts_halt_ns"),
    "session": (*("principal", "trader", "phase", "may_trade", "operator_alive", "commands", "refused"),),
    "position": (
        *("currency", "venue_mic", "qty", "avg_px", "mark_px", "realised", "unrealised", "fees"),
        *("open_buy_qty", "open_sell_qty"),
    ),
    "balance": ("cash", "reserved", "available"),
    "pnl": ("currency", "realised", "unrealised", "fees", "high"),
    "limit": ("unit", "measured", "limit", "headroom", "version"),
}
META = (
    *("schema", "epoch", "seq", "head", "beat", "ts_ns", "ts_source_ns", "source_age_ns"),
    *("synced", "open", "refused", "halts_lost"),
)

Row = Mapping[str, str]
Value = Position | Balance | ProfitAndLoss | LimitHeadroom | Halt | SessionState | GatewayHealth

DECIMAL = re.compile(r"(-?)(\d{1,19})(?:\.(\d{1,9}))?", re.ASCII)
WHOLE = re.compile(r"-?\d{1,19}", re.ASCII)


class ImplausibleError(ValueError):
    """A row that is not believed; the message says why, without what it held."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Nothing larger is believed, in whole units."""

    px: int = 10**8
    qty: int = 10**10
    money: int = 10**12


@dataclass(frozen=True, slots=True)
class Meta:
    """What all other rows are judged by."""

    epoch: int
    seq: int
    head: int
    beat: int
    ts_ns: int
    ts_source_ns: int
    source_age_ns: int | None
    synced: bool
    open: bool
    refused: int


@dataclass(frozen=True, slots=True)
class Fields:
    """One row, read field by field."""

    row: Row
    bounds: Bounds

    def text(self, name: str, allowed: Iterable[str] | None = None) -> str:
        """A text as it is."""
        text = self.row.get(name)
        if text is None:
            raise ImplausibleError(f"{name} is missing")
        if len(text) > LONGEST_TEXT or not (text.isprintable() or text == ""):
            raise ImplausibleError(f"{name} is too long or not printable")
        if allowed is not None and text not in allowed:
            raise ImplausibleError(f"{name} is none of those there are")
        return text

    def whole(self, name: str, least: int = 0) -> int:
        """A whole number that 64 bits hold."""
        text = self.text(name)
        if not WHOLE.fullmatch(text) or not least <= int(text) <= MOST_RAW:
            raise ImplausibleError(f"{name} is no whole number in range")
        return int(text)

    def time(self, name: str) -> int | None:
        """UTC nanoseconds; empty for unknown."""
        return self.whole(name, least=1) if self.text(name) else None

    def flag(self, name: str) -> bool:
        """Yes or no."""
        return self.text(name, ("0", "1")) == "1"

    def fixed(self, name: str, one: int, most: int) -> int:
        """Decimal text as raw units of ``1/one``, exactly; ``most`` is raw too."""
        found = DECIMAL.fullmatch(self.text(name))
        if found is None:
            raise ImplausibleError(f"{name} is no number")
        sign, whole, decimals = found.group(1), found.group(2), found.group(3) or ""
        places = len(str(one)) - 1
        if len(decimals.rstrip("0")) > places:
            raise ImplausibleError(f"{name} has more decimals than there are")
        raw = int(whole) * one + int((decimals[:places] or "0").ljust(places, "0") if places else 0)
        if raw > most:
            raise ImplausibleError(f"{name} is out of range")
        return -raw if sign else raw

    def maybe(self, name: str, read: Callable[[str], int]) -> int | None:
        """What ``read`` gives, or ``None`` for an empty text."""
        return read(name) if self.text(name) else None

    def px(self, name: str) -> int:
        """A raw price."""
        return self.fixed(name, PRICE_ONE, self.bounds.px * PRICE_ONE)

    def qty(self, name: str) -> int:
        """A raw quantity."""
        return self.fixed(name, QTY_ONE, self.bounds.qty * QTY_ONE)

    def open_qty(self, name: str) -> int:
        """A raw quantity that cannot be below zero."""
        raw = self.qty(name)
        if raw < 0:
            raise ImplausibleError(f"{name} is below zero")
        return raw

    def money(self, name: str) -> int:
        """A raw amount."""
        return self.fixed(name, MONEY_ONE, self.bounds.money * MONEY_ONE)


def meta_of(row: Row) -> Meta:
    """The row ``meta``.

    Raises:
        ImplausibleError: another schema, or no sense in it.
    """
    fields = Fields(row, Bounds())
    fields.text("schema", (SCHEMA,))
    counts = {name: fields.whole(name) for name in ("seq", "head", "beat", "refused")}
    times = {name: fields.whole(name) for name in ("epoch", "ts_ns", "ts_source_ns")}
    age = fields.maybe("source_age_ns", fields.whole)
    return Meta(**counts, **times, source_age_ns=age, synced=fields.flag("synced"), open=fields.flag("open"))


@dataclass(slots=True)
class Reading:
    """Rows taken in one by one."""

    meta: Meta
    bounds: Bounds = field(default_factory=Bounds)
    values: list[Value] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)

    def take(self, key: str, row: Row) -> None:
        """Takes a row, or drops it and says why."""
        try:
            self.values.append(self.value(key, row))
        except ImplausibleError as reason:
            self.drop(key, str(reason))

    def drop(self, key: str, reason: str) -> None:
        """Counts a row as not believed."""
        self.dropped.append(Dropped(shown(key), reason))

    def value(self, key: str, row: Row) -> Value:
        """The typed value of a row.

        Raises:
            ImplausibleError: saying which field is wrong.
        """
        fields = Fields(row, self.bounds)
        fields.text("schema", (SCHEMA,))
        if fields.whole("epoch") != self.meta.epoch:
            raise ImplausibleError("epoch is another gateway's")
        seq, ts_ns = fields.whole("seq"), fields.whole("ts_ns")
        if ts_ns > max(self.meta.ts_ns, self.meta.ts_source_ns) + AHEAD_NS:
            raise ImplausibleError("ts_ns is in the future")
        kind, *parts = key.split(":")
        if kind not in READ:
            raise ImplausibleError("the key is of no known kind")
        return READ[kind](parts, fields, seq, ts_ns)


def shown(key: str) -> str:
    """A key as it may be shown: short, and without what a terminal would obey."""
    return "".join(letter if letter.isprintable() else "?" for letter in key[:120])


def names(parts: list[str], count: int) -> list[str]:
    """The names in a key."""
    if len(parts) != count:
        raise ImplausibleError("the key has another form")
    return [name_of(part) for part in parts]


def name_of(part: str) -> str:
    """A name as it was before it became part of a key; empty for nobody."""
    try:
        name = "" if part == "-" else unquote(part, errors="strict")
    except UnicodeDecodeError:
        raise ImplausibleError("the key holds no name") from None
    if len(name) > LONGEST_TEXT or not (name.isprintable() or name == ""):
        raise ImplausibleError("the key holds no name")
    return name


def scope_of(parts: list[str]) -> str:
    """``firm``, or kind and name."""
    if parts == ["firm"]:
        return "firm"
    if len(parts) != 2 or parts[0] not in SCOPES:
        raise ImplausibleError("the scope has another form")
    return f"{parts[0]}:{name_of(parts[1])}"


def position(parts: list[str], fields: Fields, seq: int, ts_ns: int) -> Position:
    account, strategy, instrument = names(parts, 3)
    return Position(
        account,
        strategy,
        instrument,
        venue_mic=fields.text("venue_mic"),
        currency=fields.text("currency"),
        qty=fields.qty("qty"),
        avg_px=fields.maybe("avg_px", fields.px),
        mark_px=fields.maybe("mark_px", fields.px),
        realised=fields.money("realised"),
        unrealised=fields.maybe("unrealised", fields.money),
        fees=fields.money("fees"),
        open_buy_qty=fields.open_qty("open_buy_qty"),
        open_sell_qty=fields.open_qty("open_sell_qty"),
        seq=seq,
        ts_ns=ts_ns,
    )


def balance(parts: list[str], fields: Fields, seq: int, ts_ns: int) -> Balance:
    account, currency = names(parts, 2)
    cash, reserved = fields.money("cash"), fields.money("reserved")
    return Balance(account, currency, cash, reserved, fields.maybe("available", fields.money), seq, ts_ns)


def pnl(parts: list[str], fields: Fields, seq: int, ts_ns: int) -> ProfitAndLoss:
    return ProfitAndLoss(
        scope_of(parts),
        currency=fields.text("currency"),
        realised=fields.money("realised"),
        unrealised=fields.maybe("unrealised", fields.money),
        fees=fields.money("fees"),
        high=fields.money("high"),
        seq=seq,
        ts_ns=ts_ns,
    )


def limit(parts: list[str], fields: Fields, seq: int, ts_ns: int) -> LimitHeadroom:
    unit = fields.text("unit", UNITS)

    def raw(name: str) -> int:
        return fields.fixed(name, UNITS[unit], MOST_RAW + 1)

    measured, allowed, headroom = fields.maybe("measured", raw), raw("limit"), fields.maybe("headroom", raw)
    expected = None if measured is None else max(-MOST_RAW - 1, min(MOST_RAW, allowed - measured))
    if headroom != expected:
        raise ImplausibleError("headroom is not limit less measured")
    if not parts:
        raise ImplausibleError("the key has another form")
    kind = name_of(parts[-1])
    return LimitHeadroom(
        scope_of(parts[:-1]), kind, unit, measured, allowed, headroom, fields.whole("version"), seq, ts_ns
    )


def halt(parts: list[str], fields: Fields, seq: int, ts_ns: int) -> Halt:
    number = fields.whole("number")
    if parts != [str(number)]:
        raise ImplausibleError("number is not that of the key")
    return Halt(
        number,
        scope=scope_of(fields.text("scope").split(":")),
        mode=fields.text("mode", MODES),
        reason=fields.text("reason"),
        by=fields.text("by"),
        ts_halt_ns=fields.time("ts_halt_ns"),
        seq=seq,
        ts_ns=ts_ns,
    )


def session(parts: list[str], fields: Fields, seq: int, ts_ns: int) -> SessionState:
    (number,) = names(parts, 1)
    if not number.isascii() or not number.isdecimal():
        raise ImplausibleError("the key has another form")
    return SessionState(
        int(number),
        principal=fields.text("principal"),
        trader=fields.text("trader"),
        phase=fields.text("phase", SESSION_PHASES),
        may_trade=fields.flag("may_trade"),
        operator_alive=fields.flag("operator_alive"),
        commands=fields.whole("commands"),
        refused=fields.whole("refused"),
        seq=seq,
        ts_ns=ts_ns,
    )


def gateway(parts: list[str], fields: Fields, seq: int, ts_ns: int) -> GatewayHealth:
    names(parts, 0)
    return GatewayHealth(
        phase=fields.text("phase", PHASES),
        profile=fields.text("profile"),
        venue_connected=fields.flag("venue_connected"),
        halt=fields.text("halt", MODES),
        limits_version=fields.whole("limits_version"),
        audit_records=fields.whole("audit_records"),
        audit_writable=fields.flag("audit_writable"),
        open_orders=fields.whole("open_orders"),
        unconfirmed=fields.whole("unconfirmed"),
        commands=fields.whole("commands"),
        refused=fields.whole("refused"),
        market_events=fields.whole("market_events"),
        market_age_ns=fields.whole("market_age_ns"),
        seq=seq,
        ts_ns=ts_ns,
    )


READ: dict[str, Callable[[list[str], Fields, int, int], Value]] = {
    "position": position,
    "balance": balance,
    "pnl": pnl,
    "limit": limit,
    "halt": halt,
    "session": session,
    "gateway": gateway,
}
