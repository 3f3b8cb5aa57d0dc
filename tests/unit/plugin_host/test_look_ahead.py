"""The look-ahead check finds what looks ahead and passes what does not."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from terminal.domain.signals import Signal
from terminal.plugin_host.context import Context
from terminal.plugin_host.core_ports import RawEvent
from terminal.plugin_host.dry_run import DryRun, dry_run
from terminal.plugin_host.look_ahead import LookAheadReport, check_alpha, check_events
from terminal.sdk.events import Quote
from terminal.sdk.manifest import Budget
from tests.support.plugin_seams import manifest, quote

Alpha = Callable[[Mapping[str, NDArray[np.float64]]], NDArray[np.float64]]


class Formula:
    def __init__(self, formula: Alpha) -> None:
        self.evaluate = formula


def alpha(formula: Alpha) -> LookAheadReport:
    return check_alpha(lambda: Formula(formula))


@pytest.mark.parametrize(
    "formula",
    [
        lambda table: np.roll(table["close"], -1),
        lambda table: (table["close"] - table["close"].mean()) / table["close"].std(),
        lambda table: table["close"] / table["close"][-1],
        lambda table: np.convolve(table["close"], np.ones(5) / 5, mode="same"),
        lambda table: np.argsort(np.argsort(table["volume"])) * 1.0,
        lambda table: np.full(len(table["close"]), float(len(table["close"]))),
    ],
    ids=["next close", "whole-sample z-score", "last close", "centred mean", "whole-sample rank", "length"],
)
def test_a_formula_that_looks_ahead_is_caught_with_the_first_row_that_moved(formula: Alpha):
    report = alpha(formula)
    assert not report.passed
    assert report.first.startswith("row ")
    assert report.first in report.words


def test_the_first_row_that_moved_is_the_one_before_the_perturbed_rows():
    report = alpha(lambda table: np.roll(table["close"], -1))
    assert report.first == f"row {report.perturbed_at[0]}"


@pytest.mark.parametrize(
    "formula",
    [
        lambda table: np.concatenate(([np.nan], np.diff(np.log(table["close"])))),
        lambda table: np.cumsum(table["volume"]),
        lambda table: np.maximum.accumulate(table["high"]),
        lambda table: np.convolve(table["close"], np.ones(5) / 5)[: len(table["close"])],
    ],
    ids=["return", "running sum", "running maximum", "trailing mean"],
)
def test_an_honest_formula_passes(formula: Alpha):
    assert alpha(formula).passed


def test_a_formula_that_writes_into_its_input_cannot_hide():
    def sly(table: Any) -> NDArray[np.float64]:
        table["close"][:-1] = table["close"][1:]
        result: NDArray[np.float64] = table["close"]
        return result

    assert not alpha(sly).passed


def test_a_formula_that_fails_or_answers_in_another_shape_is_refused_in_words():
    assert "ZeroDivisionError" in alpha(lambda table: 1 / 0).words  # type: ignore[arg-type,return-value]
    assert "one value a row" in alpha(lambda table: table["close"][:-1]).words


# Strategies and models.


def walk(after_ns: int | None) -> list[RawEvent]:
    """Quotes of a random walk; those after a moment are others."""
    draw, price, events = random.Random(3), 100, []
    for ts_ns in range(1, 400):
        price += draw.choice((-1, 1)) + (7 if after_ns is not None and ts_ns > after_ns else 0)
        events.append(quote(ts_ns, price, price + 1))
    return events


def say(context: Context, value: float) -> None:
    context.emit(1, Signal(value=value, horizon_ns=10**9, confidence=0.5))


class Honest:
    def __init__(self, context: Context) -> None:
        self.context = context
        self.before = 0.0

    def on_quote(self, quote: Quote) -> None:
        say(self.context, quote.mid - self.before)
        self.before = quote.mid


def check(make: Callable[[Iterable[RawEvent]], Callable[[Context], object]]) -> LookAheadReport:
    declared = manifest(budget=Budget(signals_per_second=1_000))

    def run(events: Iterable[RawEvent]) -> DryRun:
        held = list(events)
        return dry_run(declared, make(held), held)

    return check_events(run, walk)


def test_an_honest_model_passes():
    report = check(lambda events: Honest)
    assert report.passed
    assert report.outputs == 399
    assert len(report.perturbed_at) == 3


def test_a_model_that_knows_the_next_quote_is_caught():
    class Prophet(Honest):
        events: list[RawEvent] = []  # noqa: RUF012

        def on_quote(self, quote: Quote) -> None:
            ahead = self.events[min(quote.ts_venue_ns, len(self.events) - 1)]
            say(self.context, ahead[2][2] / 1e9)

    def make(events: Iterable[RawEvent]) -> Callable[[Context], object]:
        return type("Prophet", (Prophet,), {"events": list(events)})

    report = check(make)
    assert not report.passed
    assert f"at {report.perturbed_at[0]} ns" in report.first
    assert "it looks ahead" in report.words


def test_a_model_that_draws_unseeded_numbers_is_told_from_one_that_looks_ahead():
    numbers = itertools.count()

    class Dice(Honest):
        def on_quote(self, _quote: Quote) -> None:
            say(self.context, float(next(numbers)))

    report = check(lambda events: Dice)
    assert not report.passed
    assert "without a seed" in report.words


def test_a_model_that_fails_or_says_nothing_is_reported_as_such():
    class Silent:
        def __init__(self, context: Context) -> None:
            pass

    assert "nothing to check" in check(lambda events: Silent).words
    report = check(lambda events: lambda context: 1 / 0)
    assert not report.passed
    assert "ZeroDivisionError" in report.words
