"""Trades with the flow: Cont, Kukanov & Stoikov (2014) found that order-flow imbalance moves the mid.

Most of that move happens in the interval of the flow itself, so little is left for whoever sees it at its end: the
position is small, and the spread is paid only where the flow is strong.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from terminal.domain.market import UNSET, InstrumentInfo
from terminal.domain.orders import ExecType, TimeInForce
from terminal.domain.signals import Signal
from terminal.sdk.events import ExecutionReport, FeatureRow, Gap, Quote, Skipped
from terminal.sdk.plugin import OrderIntent, PluginContext, Strategy

from .rule import Flow, Stance, stance

BUY, SELL = 1, 2
BPS = 1e4
SHARE = 0.1
"""Of the spread: how far the mid is said to go for one deviation of the flow."""


@dataclass(slots=True)
class Desk:
    """What is known of one instrument."""

    info: InstrumentInfo
    flow: Flow
    bid: int = UNSET
    ask: int = UNSET
    target: int = 0
    resting: str = ""
    """The one order that may be at work; empty for none."""
    side: int = 0
    px: int = UNSET
    leaves: int = 0
    filled: int = 0
    """Of the resting order."""
    leaving: bool = False
    """Whether a cancel or a change of the resting order is on its way."""

    @property
    def quoted(self) -> bool:
        """Whether both sides are there."""
        return UNSET not in (self.bid, self.ask) and self.bid < self.ask


class Ofi(Strategy):
    """One rule for every instrument."""

    def __init__(self, context: PluginContext) -> None:
        self.context = context
        self.keep = 0.5 ** (1.0 / number(context, "half_life"))
        self.warm_up = int(number(context, "warm_up"))
        self.lean, self.cross = number(context, "lean"), number(context, "cross")
        self.lots = int(number(context, "lots"))
        self.desks: dict[int, Desk] = {}

    def on_quote(self, quote: Quote) -> None:
        """Remembers the best prices."""
        desk = self.desk(quote.instrument_id)
        if desk is not None:
            desk.bid, desk.ask = quote.bid_px, quote.ask_px

    def on_features(self, row: FeatureRow) -> None:
        """One interval is over: what does its flow call for?"""
        ofi, mid = row.values
        desk = self.desk(row.instrument_id)
        if desk is None or not (math.isfinite(ofi) and mid > 0):
            return
        deviations = desk.flow.deviations(ofi)
        if desk.flow.seen <= self.warm_up or not desk.quoted:
            return
        wanted = stance(deviations, desk.target, self.lean, self.cross, self.lots)
        if wanted.target != desk.target:
            self.say(row, desk, deviations)
        desk.target = wanted.target
        self.work(desk, wanted)

    def on_order(self, report: ExecutionReport) -> None:
        """Follows the resting order."""
        desk = self.desks.get(report.instrument_id)
        if desk is None or desk.resting not in (report.cl_ord_id, report.orig_cl_ord_id):
            return
        name = report.orig_cl_ord_id if report.exec_type == ExecType.CANCEL_REJECTED else report.cl_ord_id
        desk.resting = "" if report.is_done else name
        desk.leaves, desk.filled, desk.leaving = report.leaves_qty, report.cum_qty, False

    def on_gap(self, gap: Gap) -> None:
        """What the flow was is not known: nothing new until the next row."""
        desk = self.desks.get(gap.instrument_id)
        if desk is not None:
            desk.bid = desk.ask = UNSET
            self.take_back(desk)

    def on_skipped(self, _skipped: Skipped) -> None:
        """Quotes were missed: the prices remembered may be old."""
        for desk in self.desks.values():
            desk.bid = desk.ask = UNSET

    def work(self, desk: Desk, wanted: Stance) -> None:
        """Brings the one order in line with what is wanted."""
        missing = wanted.target * desk.info.lot - self.context.orders.position(desk.info.id)
        if desk.leaving:
            return
        if not missing:
            self.take_back(desk)
            return
        side = BUY if missing > 0 else SELL
        near, far = (desk.bid, desk.ask) if side == BUY else (desk.ask, desk.bid)
        px = far if wanted.urgent else near
        if not desk.resting:
            self.send(desk, side, min(abs(missing), self.lots * desk.info.lot), px, urgent=wanted.urgent)
        elif desk.side != side or desk.leaves != abs(missing):
            self.take_back(desk)
        elif desk.px != px:
            desk.resting = self.context.orders.replace(desk.resting, desk.filled + abs(missing), px)
            desk.px, desk.leaving = px, True

    def send(self, desk: Desk, side: int, qty: int, px: int, *, urgent: bool) -> None:
        """Wants one order."""
        intent = OrderIntent(
            desk.info.id,
            side,
            qty,
            px,
            time_in_force=TimeInForce.IOC if urgent else TimeInForce.DAY,
            post_only=not urgent,
        )
        desk.resting = self.context.orders.submit(intent)
        desk.side, desk.px, desk.leaves, desk.filled = side, px, qty, 0

    def take_back(self, desk: Desk) -> None:
        """Cancels what rests."""
        if desk.resting and not desk.leaving:
            desk.leaving = self.context.orders.cancel(desk.resting)
            if not desk.leaving:
                desk.resting = ""

    def say(self, row: FeatureRow, desk: Desk, deviations: float) -> None:
        """A signal beside the order."""
        spread_bps = (desk.ask - desk.bid) / (desk.ask + desk.bid) * 2 * BPS
        value = max(-5.0, min(5.0, deviations)) * SHARE * spread_bps
        signal = Signal(
            value=value,
            horizon_ns=10 * (row.ts_end_ns - row.ts_start_ns),
            confidence=0.5 + min(abs(deviations), 5.0) / 100,
            features_used={"order-flow imbalance": value},
        )
        self.context.emit(row.instrument_id, signal)

    def desk(self, instrument_id: int) -> Desk | None:
        """What is known of an instrument; ``None`` before the instrument itself is."""
        found = self.desks.get(instrument_id)
        if found is None:
            info = next((one for one in self.context.instruments() if one.id == instrument_id), None)
            if info is not None:
                found = self.desks[instrument_id] = Desk(info, Flow(self.keep))
        return found


def number(context: PluginContext, name: str) -> float:
    """A setting that is declared a number."""
    value = context.settings[name]
    assert isinstance(value, int | float), "the host checks settings against the manifest"
    return value


def create(context: PluginContext) -> Ofi:
    """The factory that the manifest names."""
    return Ofi(context)
