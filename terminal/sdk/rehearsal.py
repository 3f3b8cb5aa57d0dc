"""A stage to try a strategy, model or alpha on without a terminal: in its own tests, and in ``plimsoll plugin check``.

    stage = Rehearsal(settings={"half_life": "5s"})
    stage.play(create(stage), market(seconds=60))
    assert stage.signals

What is refused here is refused by the terminal; budgets are not measured.
"""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from terminal.domain.errors import UserError
from terminal.domain.market import PRICE_ONE, QTY_ONE, InstrumentInfo
from terminal.domain.orders import ExecType, OrdStatus
from terminal.domain.signals import Signal
from terminal.sdk.data import DataLibrary
from terminal.sdk.events import EVENT_TYPES, HANDLERS, Event, ExecutionReport, FeatureRow, Phase, Quote, Trade
from terminal.sdk.manifest import Capabilities
from terminal.sdk.plugin import CapabilityError, OrderIntent, QuoteIntent

EVERYTHING = Capabilities(
    market_data=("quotes", "trades", "phases"), features="ofi,mid", signals=True, orders=("parent", "child")
)
INSTRUMENT = InstrumentInfo(1, "TEST", "XSIM", "USD", PRICE_ONE // 100, QTY_ONE, 2, 0)
OPEN_NS = 1_704_103_200_000_000_000
"""2024-01-01 10:00 UTC."""
SECOND = 1_000_000_000
LIKE_PRICES = ("microprice", "ema", "sma", "vwap", "twap")


class Said(NamedTuple):
    """One signal, and when it was said."""

    ts_ns: int
    instrument_id: int
    signal: Signal


class Rehearsal:
    """A :class:`~terminal.sdk.plugin.PluginContext` that remembers; also the plugin's :class:`OrderPort`.

    Raises:
        CapabilityError: where the plugin touches what `capabilities` do not give.
    """

    def __init__(
        self,
        settings: Mapping[str, object] | None = None,
        capabilities: Capabilities = EVERYTHING,
        plugin_id: str = "rehearsed",
        library: DataLibrary | None = None,
    ) -> None:
        self.plugin_id = plugin_id
        self.settings = dict(settings or {})
        self.capabilities = capabilities
        self.library = library
        self.now_ns = 0
        self.signals: list[Said] = []
        self.lines: list[str] = []
        self.submitted: dict[str, OrderIntent] = {}
        """Every order by its id, in order; :meth:`working` leaves out those cancelled."""
        self.cancelled: set[str] = set()
        self.quotes: dict[int, tuple[str, ...]] = {}
        self.held: dict[int, int] = {}
        """Raw quantity by instrument: nothing fills by itself, :meth:`fill` fills."""

    def play(self, plugin: object, events: Iterable[Event]) -> None:
        """Hands the events to the plugin's handlers, one after the other, at their own times."""
        for event in events:
            self.now_ns = known_ns(event)
            handler = getattr(plugin, HANDLERS[EVENT_TYPES.index(type(event))], None)
            if handler is not None and self.delivers(event):
                handler(event)

    def delivers(self, event: Event) -> bool:
        """Whether the capabilities ask for an event."""
        match event:
            case FeatureRow():
                return bool(self.capabilities.features)
            case Quote():
                return "quotes" in self.capabilities.market_data
            case Trade():
                return "trades" in self.capabilities.market_data
            case Phase():
                return "phases" in self.capabilities.market_data
            case _:
                return True

    def instruments(self) -> tuple[InstrumentInfo, ...]:
        """The one of :func:`market`."""
        return (INSTRUMENT,)

    def emit(self, instrument_id: int, signal: Signal) -> None:
        """Remembers a signal."""
        self.need(self.capabilities.signals, "signals = true")
        if not isinstance(signal, Signal):
            raise UserError(f"plugin {self.plugin_id}: emit wants a Signal, not {type(signal).__name__}")
        self.signals.append(Said(self.now_ns, instrument_id, signal))

    @property
    def orders(self) -> Rehearsal:
        """Its orders, which go nowhere."""
        self.need(bool(self.capabilities.orders), 'orders = ["child"]')
        return self

    def submit(self, intent: OrderIntent) -> str:
        """Remembers an order."""
        if intent.side not in (1, 2) or intent.qty <= 0:
            raise UserError(f"plugin {self.plugin_id}: {intent} has no side 1 or 2, or no quantity above zero")
        cl_ord_id = f"{self.plugin_id}-{len(self.submitted) + 1}"
        self.submitted[cl_ord_id] = intent
        return cl_ord_id

    def cancel(self, cl_ord_id: str) -> bool:
        """Remembers a cancel."""
        works = cl_ord_id in self.working()
        self.cancelled.add(cl_ord_id)
        return works

    def replace(self, cl_ord_id: str, qty: int, px: int) -> str:
        """Remembers a cancel and an order."""
        if cl_ord_id not in self.working():
            raise UserError(f"plugin {self.plugin_id}: order {cl_ord_id} does not work: nothing to replace")
        self.cancel(cl_ord_id)
        return self.submit(dataclasses.replace(self.submitted[cl_ord_id], qty=qty, px=px))

    def quote(self, intent: QuoteIntent) -> str:
        """Remembers an order for each side, and the end of the last quote's."""
        for name in self.quotes.get(intent.instrument_id, ()):
            self.cancel(name)
        names = tuple(self.submit(side) for side in intent.sides())
        self.quotes[intent.instrument_id] = names
        return names[0] if names else f"{self.plugin_id}-0"

    def working(self) -> tuple[str, ...]:
        """Orders that were not cancelled."""
        return tuple(name for name in self.submitted if name not in self.cancelled)

    def position(self, instrument_id: int) -> int:
        """What was filled, or what the test put into ``held``."""
        return self.held.get(instrument_id, 0)

    def fill(self, plugin: object, cl_ord_id: str) -> ExecutionReport:
        """Fills an order whole at its own price: the position moves, ``on_order`` and ``on_fill`` are called."""
        order = self.submitted[cl_ord_id]
        self.cancelled.add(cl_ord_id)
        signed = order.qty if order.side == 1 else -order.qty
        self.held[order.instrument_id] = self.position(order.instrument_id) + signed
        report = ExecutionReport(
            instrument_id=order.instrument_id, ts_ns=self.now_ns, cl_ord_id=cl_ord_id, orig_cl_ord_id="",
            exec_type=ExecType.TRADE, ord_status=OrdStatus.FILLED, side=order.side, qty=order.qty, px=order.px,
            last_qty=order.qty, last_px=order.px, cum_qty=order.qty, leaves_qty=0, avg_px=order.px, fee=0,
            liquidity=2, reason="", text="",
        )  # fmt: skip
        for name in ("on_order", "on_fill"):
            handler = getattr(plugin, name, None)
            if handler is not None:
                handler(report)
        return report

    @property
    def history(self) -> DataLibrary:
        """The library that the rehearsal was given."""
        self.need(self.capabilities.history or self.capabilities is EVERYTHING, "history = true")
        if self.library is None:
            raise UserError(f"plugin {self.plugin_id}: there is no data library in this rehearsal")
        return self.library

    def log(self, words: str) -> None:
        """Remembers a line."""
        self.lines.append(str(words))

    def need(self, given: bool, line: str) -> None:
        """Refuses what was not given."""
        if not given:
            raise CapabilityError(
                f"plugin {self.plugin_id} was not given this: its plugin.toml needs `{line}` under [capabilities]"
            )


def known_ns(event: Event) -> int:
    """When an event may be known."""
    match event:
        case FeatureRow():
            return event.ts_end_ns
        case ExecutionReport():
            return event.ts_ns
        case _:
            return event.ts_venue_ns


def market(seconds: float = 60.0, seed: int = 7, features: str = "ofi,mid", every_ns: int = SECOND) -> list[Event]:
    """A generated market of one instrument: ten quotes a second, trades, and rows of `features`; the seed repeats it.

    Averages and prices are near the mid; every other feature is drawn, and the first of all moves the next prices, so
    that a model has something to find.
    """
    draw = random.Random(seed)
    names = [name for name in split_features(features) if name]
    tick, ts_ns, push = 10_000, OPEN_NS, 0.0
    events: list[Event] = []
    for step in range(1, round(seconds * 10) + 1):
        ts_ns = OPEN_NS + step * SECOND // 10
        tick += round(draw.gauss(0.4 * push, 0.7))
        bid, ask = (at * INSTRUMENT.tick for at in (tick, tick + draw.choice((1, 1, 2))))
        lots = [draw.randint(1, 40) * 100 * QTY_ONE for _ in "ba"]
        quote = Quote(INSTRUMENT.id, ts_ns, bid, lots[0], ask, lots[1])
        events.append(quote)
        if draw.random() < 0.3:
            side = draw.choice((1, 2))
            events.append(Trade(INSTRUMENT.id, ts_ns, ask if side == 1 else bid, 100 * QTY_ONE, side, 0))
        if names and (step * SECOND // 10) % every_ns == 0:
            push = draw.gauss(0, 1)
            drawn = [push, *(draw.gauss(0, 1) for _ in names)]
            values = tuple(near_mid(name, quote.mid, drawn[at]) for at, name in enumerate(names))
            events.append(FeatureRow(INSTRUMENT.id, ts_ns - every_ns, ts_ns, values))
    return events


def near_mid(name: str, mid: float, drawn: float) -> float:
    """A feature's value: the mid, something near it, or what was drawn."""
    if name == "mid":
        return mid
    return mid * (1 + drawn / 20_000) if name.startswith(LIKE_PRICES) else drawn


def split_features(specification: str) -> list[str]:
    """The single features of ``ofi,ema(half_life=30s)``: split at the commas outside parentheses."""
    parts, depth = [""], 0
    for letter in specification:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and not depth:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts]
