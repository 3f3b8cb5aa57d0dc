"""How a stream of signals has done so far, kept up to date one finished horizon at a time."""

from __future__ import annotations

import math

from terminal.domain.signals import SignalScore

Z95 = 1.959963984540054
NAN = float("nan")
FEWEST = 10
"""Horizons that do not overlap below which nothing is claimed."""
FISHER_FEWEST = 4


class RunningScore:
    """Sums behind a :class:`~terminal.domain.signals.SignalScore`; adding one is O(1), as is asking.

    A signal or a move of exactly zero has no direction: it counts for ``ic`` and ``r2``, not for the hit rate.
    """

    def __init__(self) -> None:
        self.count = 0
        self.independent = 0
        self.directed = 0
        self.directed_independent = 0
        self.hits = 0
        self.next_ns: int | None = None
        self.next_directed_ns: int | None = None
        self.mean_x = self.mean_y = 0.0
        self.var_x = self.var_y = self.cov = 0.0
        self.error = self.moved = 0.0

    def add(self, ts_ns: int, horizon_ns: int, value: float, realised: float) -> None:
        """One horizon that is over, in order of the signals' times."""
        self.count += 1
        if self.next_ns is None or ts_ns >= self.next_ns:
            self.independent += 1
            self.next_ns = ts_ns + horizon_ns
        if value and realised:
            self.directed += 1
            self.hits += (value > 0) == (realised > 0)
            if self.next_directed_ns is None or ts_ns >= self.next_directed_ns:
                self.directed_independent += 1
                self.next_directed_ns = ts_ns + horizon_ns
        self.add_moments(value, realised)
        self.error += (realised - value) ** 2
        self.moved += realised**2

    def add_moments(self, x: float, y: float) -> None:
        """Welford's update of the means and central sums."""
        dx = x - self.mean_x
        self.mean_x += dx / self.count
        self.var_x += dx * (x - self.mean_x)
        dy = y - self.mean_y
        self.mean_y += dy / self.count
        self.var_y += dy * (y - self.mean_y)
        self.cov += dx * (y - self.mean_y)

    def score(self) -> SignalScore:
        """As it stands; ``nan`` where fewer than ten horizons that do not overlap are over."""
        hit, ic, r2 = (NAN, NAN, NAN), (NAN, NAN, NAN), NAN
        if self.directed_independent >= FEWEST:
            hit = wilson(self.hits / self.directed, self.directed_independent)
        if self.independent >= FEWEST:
            if self.var_x > 0 and self.var_y > 0:
                ic = fisher(self.cov / math.sqrt(self.var_x * self.var_y), self.independent)
            if self.moved > 0:
                r2 = 1 - self.error / self.moved
        return SignalScore(self.count, self.independent, *hit, *ic, r2)


def wilson(share: float, n: int) -> tuple[float, float, float]:
    """A share with Wilson's 95 % interval at ``n`` independent trials."""
    z2 = Z95**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return share, max(middle - half, 0.0), min(middle + half, 1.0)


def fisher(ic: float, n: int) -> tuple[float, float, float]:
    """A correlation with Fisher's 95 % interval at ``n`` independent observations."""
    ic = min(max(ic, -1.0), 1.0)
    if n < FISHER_FEWEST or abs(ic) == 1.0:
        return ic, ic, ic
    z, half = math.atanh(ic), Z95 / math.sqrt(n - 3)
    return ic, math.tanh(z - half), math.tanh(z + half)
