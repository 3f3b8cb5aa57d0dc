"""Measures simulated days beside a real one: writes the table and the picture of simulated-exchange.md.

    python docs/concepts/stylised_facts [--seeds 8] [--print]

Needs numpy and cargo. The real day is looked for under PLIMSOLL_SHARED_DATA or ../shared/data; without it nothing is
written, and the simulation's figures are printed only.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

import numpy as np
from days import ROOT, Day, Series, real_day, simulated_day
from facts import (
    CLUSTER_LAGS,
    RESPONSE_LAGS,
    SIGN_LAGS,
    autocorrelation,
    facts,
    response,
    returns,
    spread_histogram,
    tail_of_returns,
    volume_by_half_hour,
)
from pictures import Chart, sheet

PAGE = ROOT / "docs" / "concepts" / "simulated-exchange.md"
PICTURE = PAGE.with_name("stylised-facts.svg")
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


def figure(value: float) -> str:
    """Three significant digits, counts in full."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def table(days: list[Day], real: Day | None) -> str:
    """All figures as a Markdown table."""
    measured = [facts(day) for day in days]
    actual = facts(real) if real else {}
    rows = ["| | AMZN 2012-06-21 | simulated, mean | least to most |", "| --- | ---: | ---: | ---: |"]
    for name in measured[0]:
        v = np.array([one[name] for one in measured])
        there = figure(actual[name]) if actual else "–"
        rows.append(f"| {name} | {there} | {figure(v.mean())} | {figure(v.min())} to {figure(v.max())} |")
    return "\n".join(rows)


def charts(days: list[Day], real: Day | None) -> list[Chart]:
    """The six pictures."""

    def chart(title: str, x_label: str, x: Series, of: Callable[[Day], Series], **look: object) -> Chart:
        return Chart(title, x_label, x, [of(day) for day in days], of(real) if real else None, **look)  # type: ignore[arg-type]

    sigmas = np.geomspace(0.5, 20, 40)
    return [
        chart(
            "Part of the day at each spread",
            "ticks",
            np.arange(1, 41.0),
            spread_histogram,
            x_ticks=[0, 10, 20, 30, 40],
            y_ticks=[0, 0.05, 0.1, 0.15],
        ),
        chart(
            "Tail of 10 s returns: P(|r| &gt; x)",
            "standard deviations",
            sigmas,
            lambda d: tail_of_returns(d, sigmas),
            x_log=True,
            y_log=True,
            x_ticks=[0.5, 1, 2, 5, 10, 20],
            y_ticks=[1e-4, 1e-3, 1e-2, 1e-1, 1],
        ),
        chart(
            "Autocorrelation of market order signs",
            "market orders",
            np.array(SIGN_LAGS, dtype=float),
            lambda d: autocorrelation(d.trade_sign, SIGN_LAGS),
            x_log=True,
            y_log=True,
            x_ticks=[1, 10, 100, 400],
            y_ticks=[1e-3, 1e-2, 1e-1, 1],
        ),
        chart(
            "Part of the volume in each half-hour",
            "half-hour from 09:30",
            np.arange(1, 14.0),
            volume_by_half_hour,
            x_ticks=[1, 4, 7, 10, 13],
            y_ticks=[0, 0.1, 0.2, 0.3],
        ),
        chart(
            "Autocorrelation of |10 s return|",
            "lag, 10 s",
            np.array(CLUSTER_LAGS, dtype=float),
            lambda d: autocorrelation(np.abs(returns(d, 10)), CLUSTER_LAGS),
            x_log=True,
            x_ticks=[1, 10, 100, 200],
            y_ticks=[-0.1, 0, 0.1, 0.2, 0.3],
        ),
        chart(
            "Move of the mid after a market order",
            "market orders later; in usual spreads",
            np.array(RESPONSE_LAGS, dtype=float),
            lambda d: response(d, RESPONSE_LAGS),
            x_log=True,
            x_ticks=[1, 10, 100],
            y_ticks=[0, 0.2, 0.4, 0.6],
        ),
    ]


def main() -> None:
    """Measures, prints, and writes where a real day is at hand."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=8, help="simulated days")
    parser.add_argument("--print", action="store_true", help="write no file")
    arguments = parser.parse_args()
    real = real_day()
    days = [simulated_day(seed) for seed in range(1, arguments.seeds + 1)]
    measured = table(days, real)
    print(measured)
    if real and not arguments.print:
        page = PAGE.read_text()
        before, after = page.split(BEGIN)[0], page.split(END)[1]
        PAGE.write_text(f"{before}{BEGIN}\n{measured}\n{END}{after}")
        PICTURE.write_text(sheet(charts(days, real)))


if __name__ == "__main__":
    main()
