"""What is measured of a day, alike for real and simulated ones."""

from __future__ import annotations

import numpy as np
from days import CLOSE, OPEN, Day, Series


def sampled_mid(day: Day, step: float) -> Series:
    grid = np.arange(OPEN, CLOSE, step)
    at = np.clip(np.searchsorted(day.t, grid, side="right") - 1, 0, None)
    return day.mid[at]


def returns(day: Day, step: float) -> Series:
    return np.diff(np.log(sampled_mid(day, step)))


def hill(x: Series, part: float) -> float:
    tail = np.sort(np.abs(x))[::-1]
    k = max(10, int(len(tail) * part))
    return float(1 / np.mean(np.log(tail[:k] / tail[k])))


def autocorrelation(x: Series, lags: list[int]) -> Series:
    x = x - x.mean()
    return np.array([np.mean(x[:-k] * x[k:]) / np.mean(x * x) for k in lags])


def tail_of_returns(day: Day, sigmas: Series) -> Series:
    """Part of the 10-second returns beyond each multiple of their standard deviation; NaN where there is none."""
    r = np.abs(returns(day, 10))
    part = np.array([np.mean(r > k * r.std()) for k in sigmas])
    return np.where(part > 0, part, np.nan)


def kurtosis(x: Series) -> float:
    x = x - x.mean()
    return float(np.mean(x**4) / np.mean(x * x) ** 2 - 3)


def decay(lags: list[int], acf: Series) -> float:
    ok = acf > 0
    return float(-np.polyfit(np.log(np.array(lags)[ok]), np.log(acf[ok]), 1)[0])


def weights(day: Day) -> Series:
    return np.diff(np.r_[day.t, CLOSE])


def spread_histogram(day: Day, longest: int = 40) -> Series:
    spread = np.round(day.ask - day.bid).astype(int).clip(1, longest)
    seconds: Series = np.bincount(spread, weights=weights(day), minlength=longest + 1)[1:].astype(float)
    share: Series = seconds / seconds.sum()
    return share


def volume_by_half_hour(day: Day) -> Series:
    half = ((day.trade_t - OPEN) // 1800).astype(int).clip(0, 12)
    volume: Series = np.bincount(half, weights=day.trade_size, minlength=13).astype(float)
    share: Series = volume / volume.sum()
    return share


def order_flow_r2(day: Day, step: float = 10.0) -> float:
    """Mean over half-hours of the R2 of mid changes on best-level order-flow imbalance (Cont et al. 2014)."""
    b, a, qb, qa = day.bid, day.ask, day.bid_size, day.ask_size
    e = np.where(b[1:] >= b[:-1], qb[1:], 0) - np.where(b[1:] <= b[:-1], qb[:-1], 0)
    e = e - np.where(a[1:] <= a[:-1], qa[1:], 0) + np.where(a[1:] >= a[:-1], qa[:-1], 0)
    n = int((CLOSE - OPEN) / step)
    flow = np.bincount(((day.t[1:] - OPEN) // step).astype(int).clip(0, n - 1), weights=e, minlength=n)
    change = np.diff(np.r_[sampled_mid(day, step), day.mid[-1]])
    per = int(1800 / step)
    return float(np.mean([np.corrcoef(flow[i : i + per], change[i : i + per])[0, 1] ** 2 for i in range(0, n, per)]))


def response(day: Day, lags: list[int]) -> Series:
    """Mean signed move of the mid, in spreads, from just before a market order until `lag` market orders later."""
    before = day.mid[np.clip(np.searchsorted(day.t, day.trade_t, side="left") - 1, 0, None)]
    usual = np.average(day.ask - day.bid, weights=weights(day))
    return np.array([np.mean(day.trade_sign[:-k] * (before[k:] - before[:-k])) for k in lags]) / usual


STEPS = [1.0, 10.0, 60.0, 300.0]
SIGN_LAGS = [1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377]
CLUSTER_LAGS = [1, 2, 3, 4, 6, 8, 12, 18, 30, 60, 120, 180]
RESPONSE_LAGS = [1, 2, 3, 5, 8, 13, 21, 34, 55, 89]


def facts(day: Day) -> dict[str, float]:
    spread, w = day.ask - day.bid, weights(day)
    found = {f"level-1 {name}s": float(n) for name, n in day.events.items()}
    found |= {
        "market orders": float(len(day.trade_t)),
        "hidden share of volume": day.hidden_share,
        "mean market order, shares": float(day.trade_size.mean()),
        "limit orders of 100 shares": float(np.mean(day.add_sizes == 100)),
        "limit orders below 100 shares": float(np.mean(day.add_sizes < 100)),
        "mean spread, ticks": float(np.average(spread, weights=w)),
        "spread std, ticks": float(np.sqrt(np.average((spread - np.average(spread, weights=w)) ** 2, weights=w))),
        "mean best queue, shares": float(np.average((day.bid_size + day.ask_size) / 2, weights=w)),
        "moves of the mid": float(np.count_nonzero(np.diff(day.mid))),
    }
    for step in STEPS:
        r = returns(day, step)
        found[f"std of {step:g} s returns, bp"] = float(r.std() * 1e4)
        found[f"excess kurtosis, {step:g} s"] = kurtosis(r)
    for step in STEPS[:2]:
        found[f"tail exponent, {step:g} s"] = hill(returns(day, step), 0.02)
    found["autocorrelation of 10 s returns, lag 1"] = float(autocorrelation(returns(day, 10), [1])[0])
    signs = autocorrelation(day.trade_sign, SIGN_LAGS)
    found |= {
        "sign autocorrelation, lag 1": float(signs[0]),
        "sign autocorrelation, lag 21": float(signs[6]),
        "sign decay exponent": decay(SIGN_LAGS[2:10], signs[2:10]),
    }
    clusters = autocorrelation(np.abs(returns(day, 10)), CLUSTER_LAGS)
    found |= {
        "autocorrelation of absolute 10 s returns, 10 s": float(clusters[0]),
        "the same, 5 min": float(clusters[8]),
    }
    gaps = np.diff(day.trade_t)
    found["std/mean of time between market orders"] = float(gaps.std() / gaps.mean())
    found["R2 of order-flow imbalance, 10 s"] = order_flow_r2(day)
    reply = response(day, RESPONSE_LAGS)
    found |= {"response after 1 market order, spreads": float(reply[0]), "response after 55": float(reply[8])}
    return found
