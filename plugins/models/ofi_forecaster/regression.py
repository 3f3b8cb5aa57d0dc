"""Linear regression that learns one observation at a time and slowly forgets."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]

PRIOR = 10.0
"""Observations that the belief in no effect is worth."""
LIMIT = 5.0
"""Standardised inputs are held within so many standard deviations: one odd second must not rule the fit."""
FEWEST = 10


class Scaler:
    """Running mean and deviation of each input, forgetting at the same pace as the regression."""

    def __init__(self, size: int, keep: float) -> None:
        self.keep = keep
        self.weight = 0.0
        self.seen = 0
        self.mean = np.zeros(size)
        self.var = np.zeros(size)

    def add(self, x: Vector) -> None:
        """Takes one observation in."""
        self.seen += 1
        self.weight = self.keep * self.weight + 1.0
        share = 1.0 / self.weight
        step = x - self.mean
        self.mean = self.mean + share * step
        self.var = (1.0 - share) * (self.var + share * step * step)

    def scaled(self, x: Vector) -> Vector:
        """In standard deviations from the mean; zero for an input that never moved."""
        deviation = np.sqrt(self.var)
        steps = np.divide(x - self.mean, deviation, out=np.zeros_like(x), where=deviation > 0)
        return np.clip(steps, -LIMIT, LIMIT)


class Regression:
    """Recursive least squares with forgetting (Haykin, Adaptive Filter Theory, ch. 10), begun at no effect.

    The last weight is the constant. ``r2`` is out of sample: each forecast was made before its outcome was learnt.
    """

    def __init__(self, inputs: int, half_life: float) -> None:
        self.keep = 0.5 ** (1.0 / half_life)
        self.weights = np.zeros(inputs + 1)
        self.spread = np.eye(inputs + 1) / PRIOR
        self.learnt = 0
        self.noise = 0.0
        self.noise_weight = 0.0
        self.missed = 0.0
        self.moved = 0.0

    def forecast(self, x: Vector) -> tuple[float, float]:
        """Expected outcome, and the standard deviation of the outcome round it; infinite before anything is known."""
        whole = np.append(x, 1.0)
        if self.learnt < FEWEST or self.noise <= 0:
            return float(whole @ self.weights), math.inf
        return float(whole @ self.weights), math.sqrt(self.noise * (1.0 + float(whole @ self.spread @ whole)))

    def shares(self, x: Vector) -> Vector:
        """What each input, and last the constant, adds to the forecast."""
        parts: Vector = np.append(x, 1.0) * self.weights
        return parts

    def learn(self, x: Vector, y: float, said: float) -> None:
        """The outcome ``y`` of inputs ``x``, of which ``said`` was forecast at the time."""
        self.missed += (y - said) ** 2
        self.moved += y * y
        whole = np.append(x, 1.0)
        error = y - float(whole @ self.weights)
        turned = self.spread @ whole
        gain = turned / (self.keep + float(whole @ turned))
        self.weights = self.weights + gain * error
        self.spread = self.spread - np.outer(gain, turned)
        if float(np.trace(self.spread)) < len(whole) / PRIOR:  # without news, forgetting must not blow the belief up
            self.spread = self.spread / self.keep
        self.spread = (self.spread + self.spread.T) / 2.0
        self.noise_weight = self.keep * self.noise_weight + 1.0
        self.noise += (error * error - self.noise) / self.noise_weight
        self.learnt += 1

    @property
    def r2(self) -> float:
        """1 − Σ(outcome − forecast)² / Σ outcome²; against the forecast of no change."""
        return 1.0 - self.missed / self.moved if self.moved > 0 else math.nan
