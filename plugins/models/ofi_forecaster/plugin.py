"""Forecasts the mid's change over the next intervals from what the last one showed.

Order-flow imbalance explains much of the mid's change in the *same* interval (Cont, Kukanov & Stoikov, 2014); of the
*next* one it explains very little. The forecaster predicts first and learns once the horizon is over, so its
out-of-sample R² says what there is and no more.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field

import numpy as np

from terminal.domain.signals import Signal
from terminal.sdk.events import FeatureRow, Gap, Skipped
from terminal.sdk.plugin import Model, PluginContext
from terminal.sdk.words import noop

from .regression import Regression, Scaler, Vector

INPUTS = (
    noop("microprice − mid"),
    noop("order-flow imbalance"),
    noop("queue imbalance"),
    noop("trade imbalance"),
    noop("last change"),
)
BPS = 1e4
LOG_EVERY = 200


@dataclass(slots=True)
class Open:
    """A forecast whose horizon is not over."""

    mid: float
    inputs: Vector | None
    said: float


@dataclass(slots=True)
class Follower:
    """What is known of one instrument."""

    regression: Regression
    scaler: Scaler
    open: deque[Open] = field(default_factory=deque)
    mid: float = math.nan

    def forget_open(self) -> None:
        """Rows do not follow on each other here."""
        self.open.clear()
        self.mid = math.nan


class OfiForecaster(Model):
    """One regression for each instrument."""

    def __init__(self, context: PluginContext) -> None:
        self.context = context
        self.horizon = whole(context.settings["horizon"])
        self.half_life = whole(context.settings["half_life"])
        self.warm_up = whole(context.settings["warm_up"])
        self.followers: dict[int, Follower] = {}

    def on_features(self, row: FeatureRow) -> None:
        """One interval is over: learn from the forecast that ended with it, then make the next."""
        follower = self.follower(row.instrument_id)
        mid, *rest = row.values
        self.learn(follower, mid)
        inputs = inputs_of(mid, rest, follower.mid)
        follower.mid = mid
        if not np.isfinite(inputs).all() or not mid > 0:
            follower.open.append(Open(mid, None, 0.0))
            return
        follower.scaler.add(inputs)
        scaled = follower.scaler.scaled(inputs)
        value, deviation = follower.regression.forecast(scaled)
        follower.open.append(Open(mid, scaled, value))
        if follower.regression.learnt >= self.warm_up:
            self.say(row, follower, scaled, value, deviation)

    def on_gap(self, gap: Gap) -> None:
        """What is open cannot be judged any more."""
        self.follower(gap.instrument_id).forget_open()

    def on_skipped(self, _skipped: Skipped) -> None:
        """Rows are missing, of whichever instrument."""
        for follower in self.followers.values():
            follower.forget_open()

    def learn(self, follower: Follower, mid: float) -> None:
        """Judges the forecast made one horizon ago."""
        if len(follower.open) < self.horizon:
            return
        before = follower.open.popleft()
        if before.inputs is None or not mid > 0:
            return
        follower.regression.learn(before.inputs, (mid / before.mid - 1) * BPS, before.said)
        if follower.regression.learnt % LOG_EVERY == 0:
            figures = f"{follower.regression.learnt} horizons learnt, out-of-sample R² {follower.regression.r2:.4f}"
            self.context.log(f"{self.symbol(follower)}: {figures}")

    def say(self, row: FeatureRow, follower: Follower, scaled: Vector, value: float, deviation: float) -> None:
        """Says the forecast with what moved it."""
        shares = follower.regression.shares(scaled)
        used = {name: float(share) for name, share in zip(INPUTS, shares, strict=False)}
        used["base"] = float(shares[-1])
        signal = Signal(
            value=value,
            horizon_ns=(row.ts_end_ns - row.ts_start_ns) * self.horizon,
            confidence=confidence(value, deviation),
            features_used=used,
        )
        self.context.emit(row.instrument_id, signal)

    def follower(self, instrument_id: int) -> Follower:
        """What is known of an instrument, from nothing at first."""
        found = self.followers.get(instrument_id)
        if found is None:
            regression = Regression(len(INPUTS), self.half_life)
            found = self.followers[instrument_id] = Follower(regression, Scaler(len(INPUTS), regression.keep))
        return found

    def symbol(self, follower: Follower) -> str:
        """Whose regression it is."""
        own = next(number for number, one in self.followers.items() if one is follower)
        return next((info.symbol for info in self.context.instruments() if info.id == own), f"instrument {own}")


def inputs_of(mid: float, rest: list[float], mid_before: float) -> Vector:
    """The inputs in the order of :data:`INPUTS`; what is a price becomes basis points."""
    microprice, ofi, queues, trades = rest
    return np.array([(microprice / mid - 1) * BPS, ofi, queues, trades, (mid / mid_before - 1) * BPS])


def confidence(value: float, deviation: float) -> float:
    """Probability that the direction is right, were the outcome normal round the forecast."""
    if not deviation > 0 or math.isinf(deviation):
        return 0.5
    return 0.5 * (1 + math.erf(abs(value) / deviation / math.sqrt(2)))


def whole(value: object) -> int:
    """A setting that is declared a whole number."""
    assert isinstance(value, int), "the host checks settings against the manifest"
    return value


def create(context: PluginContext) -> OfiForecaster:
    """The factory that the manifest names."""
    return OfiForecaster(context)
