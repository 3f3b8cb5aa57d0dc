"""Streams of signals in memory: seeded, drawn for a whole day, known up to a clock that a test sets."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from terminal.domain.signals import Signal, SignalKey, SignalScore
from terminal.sdk.signals import SignalHistory, SignalStream

SECOND = 1_000_000_000
NAN = float("nan")
FEATURES = (
    "ofi_22s",
    "queue_imbalance_3",
    "trade_sign_run",
    "qqq_lead_250ms",
    "spread",
    "volatility_60s",
    "time_of_day",
)


@dataclass
class DrawnStream:
    """One stream: signals every `every_s`, realised values that follow them as well as `skill` says."""

    key: SignalKey
    horizon_s: int
    skill: float
    first_ns: int
    count: int = 12_000
    every_s: float = 1.0
    shadow: bool = False
    until_ns: int = 2**62
    seed: int = 1
    history: SignalHistory = field(init=False)

    def __post_init__(self) -> None:
        draw = np.random.default_rng(self.seed)
        steps = draw.normal(0, 1, self.count)
        value = np.zeros(self.count)
        for at in range(1, self.count):
            value[at] = 0.97 * value[at - 1] + 0.45 * steps[at]
        noise = draw.normal(0, 6, self.count)
        realised = self.skill * 6 / max(float(np.std(value)), 1e-9) * value + noise
        ts_ns = self.first_ns + (np.arange(self.count) * self.every_s * SECOND).astype(np.int64)
        self.history = SignalHistory(ts_ns, value, 0.5 + 0.4 * np.tanh(np.abs(value) / 4), realised)

    def known(self, clock_ns: int) -> int:
        """Signals said by then."""
        return int(np.searchsorted(self.history.ts_ns, min(clock_ns, self.until_ns), side="right"))

    def upto(self, clock_ns: int, limit: int) -> SignalHistory:
        """The newest `limit` said by then; what is not over yet has no realised value."""
        end = self.known(clock_ns)
        part = slice(max(end - limit, 0), end)
        ts_ns = self.history.ts_ns[part]
        over = ts_ns + self.horizon_s * SECOND <= clock_ns
        realised = np.where(over, self.history.realised_bps[part], np.nan)
        return SignalHistory(ts_ns, self.history.value_bps[part], self.history.confidence[part], realised)

    def stream(self, clock_ns: int) -> SignalStream | None:
        """The newest signal and how the stream has done."""
        past = self.upto(clock_ns, 5_000)
        if not len(past.ts_ns):
            return None
        value = float(past.value_bps[-1])
        latest = Signal(value, self.horizon_s * SECOND, float(past.confidence[-1]), self.shares(value), self.key.name)
        return SignalStream(
            self.key,
            latest,
            int(past.ts_ns[-1]),
            self.known(clock_ns),
            1 / self.every_s,
            score(past, self.horizon_s),
            self.shadow,
        )

    def shares(self, value: float) -> dict[str, float]:
        """Shares that add up to the value."""
        weights = (0.42, 0.21, 0.16, 0.12, 0.06, -0.07, -0.04)
        shares = {name: value * weight for name, weight in zip(FEATURES, weights, strict=True)}
        return {"base": value - sum(shares.values()), **shares}


def score(past: SignalHistory, horizon_s: int) -> SignalScore:
    """IC with Fisher's z, hit rate with Wilson's interval."""
    over = ~np.isnan(past.realised_bps)
    said, came = past.value_bps[over], past.realised_bps[over]
    count = len(said)
    if count < 30:
        return SignalScore(count, 0, NAN, NAN, NAN, NAN, NAN, NAN, NAN)
    span = (past.ts_ns[over][-1] - past.ts_ns[over][0]) / SECOND
    independent = max(min(count, int(span / horizon_s)), 4)
    ic = float(np.corrcoef(said, came)[0, 1])
    reach = 1.96 / math.sqrt(max(independent - 3, 1))
    hit = float(np.mean(np.sign(said) == np.sign(came)))
    z = 1.96**2 / independent
    middle, half = (
        (hit + z / 2) / (1 + z),
        1.96 / (1 + z) * math.sqrt(hit * (1 - hit) / independent + z / (4 * independent)),
    )
    r2 = 1 - float(np.sum((came - said) ** 2) / np.sum(came**2))
    low, high = math.tanh(math.atanh(ic) - reach), math.tanh(math.atanh(ic) + reach)
    return SignalScore(count, independent, hit, middle - half, middle + half, ic, low, high, r2)


class MemorySignals:
    """The :class:`~terminal.sdk.signals.SignalBoard` over drawn streams."""

    def __init__(self, clock_ns: Callable[[], int], drawn: tuple[DrawnStream, ...] = ()) -> None:
        self.clock_ns = clock_ns
        self.drawn = drawn

    @property
    def revision(self) -> int:
        return sum(one.known(self.clock_ns()) for one in self.drawn)

    def streams(self) -> tuple[SignalStream, ...]:
        return tuple(stream for one in self.drawn if (stream := one.stream(self.clock_ns())) is not None)

    def history(self, key: SignalKey, limit: int = 5_000) -> SignalHistory:
        found = next((one for one in self.drawn if one.key == key), None)
        if found is None:
            return SignalHistory(np.empty(0, np.int64), np.empty(0), np.empty(0), np.empty(0))
        return found.upto(self.clock_ns(), limit)


def lively_streams(first_ns: int) -> tuple[DrawnStream, ...]:
    """What the pictures show: live, shadow and expired streams of several instruments."""

    def one(plugin: str, instrument: int, horizon_s: int, skill: float, seed: int, **more: object) -> DrawnStream:
        name = str(more.pop("name", ""))
        return DrawnStream(SignalKey(plugin, instrument, name), horizon_s, skill, first_ns, seed=seed, **more)  # type: ignore[arg-type]

    return (
        one("ofi_forecaster", 1, 60, 0.10, 1),
        one("ema_cross", 1, 5, 0.03, 2),
        one("ofi_forecaster", 2, 60, 0.08, 3),
        one("ofi_forecaster", 3, 60, 0.02, 4),
        one("lead_lag", 2, 10, 0.05, 5, name="qqq"),
        one("ofi_forecaster@0.4.0", 1, 60, 0.12, 6, shadow=True),
        one("news_tone", 1, 1800, -0.02, 7, every_s=60.0, count=40),
    )
