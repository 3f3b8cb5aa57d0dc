"""What the signals panel says: steps that add up, intervals that know of overlap, and what is expired or unknown."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from panels.signals.view_model import (
    BINS,
    SignalsModel,
    apart,
    bins_of,
    ic_course,
    round_up,
    signed,
    span,
    waterfall,
)
from terminal.domain.signals import SignalKey
from terminal.sdk.signals import SignalHistory
from tests.support.memory_session import OPEN_NS
from tests.support.memory_signals import MemorySignals, lively_streams

SECOND = 1_000_000_000


@pytest.fixture
def model():
    made = SignalsModel(
        MemorySignals(lambda: OPEN_NS + 10_000 * SECOND, lively_streams(OPEN_NS)),
        {1: "AMZN", 2: "MSFT", 3: "INTC"}.__getitem__,
        lambda _: "1.0",
    )
    made.update(OPEN_NS + 10_000 * SECOND)
    return made


def words(model, key, column):
    at = next(place for place, one in enumerate(model.source.columns) if one.id == column)
    row = next(row for row in model.source.rows if row.key == key)
    return row.cells[at]


@pytest.mark.parametrize(
    ("features", "value"),
    [
        ({"base": 0.2, "a": 1.4, "b": -0.3}, 1.3),
        ({"a": 1.0}, 2.0),
        ({f"f{n}": n / 10 for n in range(30)}, 43.5),
        ({"base": -1.0}, -1.0),
    ],
)
def test_the_steps_of_the_waterfall_add_up_to_the_value(features, value):
    steps = waterfall(features, value)
    assert sum(step.share for step in steps[:-1]) == pytest.approx(value)
    assert steps[-1].share == value
    assert all(one.end == pytest.approx(after.start) for one, after in pairwise(steps[:-1]))


def test_what_the_plugin_does_not_explain_is_a_step_of_its_own():
    assert [step.label for step in waterfall({"a": 1.0}, 2.0)] == ["Base", "a", "Not explained", "Value now"]
    assert waterfall({}, 2.0) == ()


def test_a_signal_older_than_its_horizon_is_expired_and_dim(model):
    key = SignalKey("news_tone", 1)
    assert words(model, key, "state").text == "expired"
    assert next(row for row in model.source.rows if row.key == key).dim
    assert words(model, SignalKey("ofi_forecaster", 1), "state").text == "live"
    assert words(model, SignalKey("ofi_forecaster@0.4.0", 1), "state").text == "shadow"
    assert model.title_detail() == "7 streams, 1 expired"


def test_what_is_not_known_yet_is_blank_with_the_reason():
    young = SignalsModel(MemorySignals(lambda: OPEN_NS + 20 * SECOND, lively_streams(OPEN_NS)), str, lambda _: "")
    young.update(OPEN_NS + 20 * SECOND)
    ic = words(young, SignalKey("ofi_forecaster", 1), "ic")
    assert (ic.text, ic.value) == ("–", None)
    assert "too few" in ic.tip
    assert words(young, SignalKey("ofi_forecaster", 1), "hit").text == "–"
    assert "no horizon is over yet" in young.headline()


def test_no_stream_is_no_error():
    empty = SignalsModel(MemorySignals(lambda: OPEN_NS), str, lambda _: "")
    empty.update(OPEN_NS)
    assert (len(empty.source), empty.headline(), empty.title_detail(), empty.history()) == (0, "", "none yet", None)


def test_overlapping_horizons_widen_the_intervals():
    draw = np.random.default_rng(3)
    said = draw.normal(0, 2, 2_000)
    history = SignalHistory(np.arange(2_000) * SECOND, said, np.full(2_000, 0.5), said + draw.normal(0, 3, 2_000))
    near, far = bins_of(history, SECOND), bins_of(history, 100 * SECOND)
    assert near is not None
    assert far is not None
    assert ((far.high - far.low) > 5 * (near.high - near.low)).all()
    assert near.counts.sum() == 2_000
    assert (np.diff(near.predicted) > 0).all()
    courses = ic_course(history, SECOND), ic_course(history, 100 * SECOND)
    assert courses[0] is not None
    assert courses[1] is not None
    assert courses[0].low[-1] > courses[1].low[-1]
    assert courses[0].low[-1] < courses[0].ic[-1] < courses[0].high[-1]


def test_open_horizons_count_for_nothing():
    open_ones = SignalHistory(np.arange(100) * SECOND, np.ones(100), np.ones(100), np.full(100, np.nan))
    assert bins_of(open_ones, SECOND) is None
    assert ic_course(open_ones, SECOND) is None
    few = SignalHistory(np.arange(5 * BINS - 1), *(np.arange(5.0 * BINS - 1) for _ in range(3)))
    assert bins_of(few, 1) is None


def test_horizons_that_do_not_overlap_are_counted():
    assert apart(np.arange(11) * SECOND, SECOND) == 1.0
    assert apart(np.arange(101) * SECOND, 10 * SECOND) == pytest.approx(11 / 101)
    assert apart(np.array([5]), SECOND) == 1.0


@pytest.mark.parametrize(
    ("value", "said"), [(1.234, "+1.23"), (-1.234, "−1.23"), (0.001, "0.00"), (-0.001, "0.00"), (float("nan"), "–")]
)
def test_values_are_signed_unless_they_round_to_zero(value, said):
    assert signed(value, 2) == said


def test_horizons_and_scales_are_round():
    assert [span(ns) for ns in (SECOND, 60 * SECOND, 1_800 * SECOND, 250_000_000)] == [
        "1 s",
        "60 s",
        "30 min",
        "250 ms",
    ]
    assert [round_up(v) for v in (0.3, 1.0, 3.1, 60.0, 0.0, float("nan"))] == [0.5, 1.0, 5.0, 100.0, 1.0, 1.0]
