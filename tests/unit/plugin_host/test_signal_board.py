"""Signals and what came of them, against a naive recomputation."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal.domain.signals import Signal, SignalKey
from terminal.plugin_host import signal_board
from terminal.plugin_host.signal_board import SessionSignals
from terminal.plugin_host.signal_score import RunningScore, fisher, wilson

SECOND = 1_000_000_000


def said(value: float, horizon_s: float = 1.0) -> Signal:
    return Signal(value=value, horizon_ns=int(horizon_s * SECOND), confidence=0.5)


def test_a_signal_gets_no_credit_for_the_move_that_made_it():
    board = SessionSignals()
    board.observe(1, 10, 100.0)
    board.add("tide", 1, 15, said(5.0))
    board.observe(1, 20, 101.0)  # the jump that came with the signal
    board.observe(1, 15 + SECOND, 101.0)
    assert board.history(SignalKey("tide", 1)).realised_bps.tolist() == [0.0]


def test_what_is_open_in_a_gap_is_never_known():
    board = SessionSignals()
    board.add("tide", 1, 0, said(1.0))
    board.observe(1, 0, 100.0)
    board.gap(1)
    board.observe(1, SECOND, 101.0)
    assert np.isnan(board.history(SignalKey("tide", 1)).realised_bps).all()
    assert board.streams()[0].score.count == 0


def test_an_unknown_mid_at_either_end_is_not_scored():
    board = SessionSignals()
    for at, mids in ((0, (math.nan, 101.0)), (10 * SECOND, (100.0, math.nan))):
        board.add("tide", 1, at, said(1.0))
        board.observe(1, at, mids[0])
        board.observe(1, at + SECOND, mids[1])
    assert board.streams()[0].score.count == 0


def test_going_back_in_a_replay_forgets_what_was_open():
    board = SessionSignals()
    board.add("tide", 1, 5 * SECOND, said(1.0))
    board.observe(1, 5 * SECOND, 100.0)
    board.observe(1, 2 * SECOND, 90.0)
    board.observe(1, 7 * SECOND, 101.0)
    assert board.streams()[0].score.count == 0


def test_signals_of_a_stream_beyond_the_most_are_refused_and_counted(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(signal_board, "STREAMS", 1)
    board = SessionSignals()
    for plugin in ("one", "two", "two"):
        board.add(plugin, 1, 0, said(1.0))
    assert [stream.key.plugin_id for stream in board.streams()] == ["one"]
    assert board.refused == 2


def test_history_is_the_newest_in_order_once_the_rings_are_full(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(signal_board, "KEPT", 4)
    board = SessionSignals()
    for n in range(10):
        board.add("tide", 1, n, said(float(n)))
    assert board.history(SignalKey("tide", 1)).value_bps.tolist() == [6, 7, 8, 9]
    assert board.history(SignalKey("tide", 1), 2).ts_ns.tolist() == [8, 9]
    assert board.streams()[0].count == 10
    assert board.history(SignalKey("nobody", 1)).ts_ns.size == 0


def test_the_rate_is_by_venue_time():
    board = SessionSignals()
    for n in range(11):
        board.add("tide", 1, n * SECOND // 2, said(1.0))
    assert board.streams()[0].per_second == pytest.approx(2.0)


def test_golden_intervals():
    # Wilson (1927) for 7 of 10; Fisher's z for r = .5, n = 28 (tanh(.5493 ± .3920))
    assert wilson(0.7, 10) == pytest.approx((0.7, 0.39678, 0.89221), abs=1e-5)
    assert fisher(0.5, 28) == pytest.approx((0.5, 0.15602, 0.73583), abs=1e-4)


def test_nothing_is_claimed_of_few_horizons():
    running = RunningScore()
    for n in range(9):
        running.add(n * SECOND, SECOND, 1.0, 1.0)
    score = running.score()
    assert score.count == score.independent == 9
    assert math.isnan(score.hit_rate)
    assert math.isnan(score.ic)
    assert math.isnan(score.r2)


def test_overlapping_horizons_widen_the_intervals():
    apart, overlapping = RunningScore(), RunningScore()
    for n in range(200):
        x, y = math.sin(n), math.sin(n) + math.cos(3 * n)
        apart.add(n * SECOND, SECOND, x, y)
        overlapping.add(n * SECOND, 10 * SECOND, x, y)
    assert overlapping.score().independent == 20
    assert overlapping.score().ic == pytest.approx(apart.score().ic)
    assert overlapping.score().ic_low < apart.score().ic_low
    assert overlapping.score().hit_low < apart.score().hit_low


# Against a naive recomputation.


@dataclass
class Step:
    """Either a mid or a signal, this long after the step before."""

    wait: int
    mid: float | None
    value: float
    horizon: int


steps = st.lists(
    st.builds(
        Step,
        wait=st.integers(0, 3),
        mid=st.none() | st.floats(90, 110) | st.just(math.nan),
        value=st.floats(-20, 20).map(lambda x: round(x, 3)),
        horizon=st.integers(1, 6),
    ),
    max_size=120,
)


def naive(walk: list[Step]) -> list[float]:
    """What came of each signal, looked up in the whole list of mids afterwards."""
    now = 0
    mids: list[tuple[int, float]] = []
    signals: list[tuple[int, int, int]] = []
    for step in walk:
        now += step.wait
        if step.mid is None:
            signals.append((now, len(mids), step.horizon))
        else:
            mids.append((now, step.mid))
    realised = []
    for ts, known, horizon in signals:
        later = mids[known:]
        start = next((at for at, (when, _) in enumerate(later) if when >= ts), None)
        end = None if start is None else next((m for when, m in later[start:] if when >= ts + horizon), None)
        realised.append(math.nan if start is None or end is None else (end / later[start][1] - 1) * 1e4)
    return realised


@given(steps)
def test_realised_changes_match_a_naive_lookup(walk: list[Step]):
    board, now = SessionSignals(), 0
    for step in walk:
        now += step.wait
        if step.mid is None:
            board.add("tide", 1, now, Signal(value=step.value, horizon_ns=step.horizon, confidence=0.5))
        else:
            board.observe(1, now, step.mid)
    got = board.history(SignalKey("tide", 1)).realised_bps
    np.testing.assert_allclose(got, np.array(naive(walk)), rtol=1e-12, atol=1e-9)


@given(st.lists(st.tuples(st.integers(0, 5), st.floats(-50, 50), st.floats(-50, 50)), min_size=12, max_size=80))
def test_scores_match_a_naive_recomputation(rows: list[tuple[int, float, float]]):
    horizon, now, running = 7, 0, RunningScore()
    times, x, y = [], [], []
    for wait, rough_value, rough_realised in rows:
        now += wait
        value, realised = round(rough_value, 2), round(rough_realised, 2)
        running.add(now, horizon, value, realised)
        times.append(now)
        x.append(value)
        y.append(realised)
    apart, until = 0, -1
    for ts in times:
        if ts >= until:
            apart, until = apart + 1, ts + horizon
    score, xs, ys = running.score(), np.array(x), np.array(y)
    assert (score.count, score.independent) == (len(rows), apart)
    if apart >= 10:
        if np.ptp(xs) > 0 and np.ptp(ys) > 0:
            assert score.ic == pytest.approx(np.corrcoef(xs, ys)[0, 1], abs=1e-9)
            assert score.ic_low <= score.ic <= score.ic_high
        if (ys != 0).any():
            assert score.r2 == pytest.approx(1 - ((ys - xs) ** 2).sum() / (ys**2).sum(), rel=1e-9)
    if not math.isnan(score.hit_rate):
        directed = (xs != 0) & (ys != 0)
        assert score.hit_rate == pytest.approx((np.sign(xs) == np.sign(ys))[directed].mean())
        assert 0 <= score.hit_low <= score.hit_rate <= score.hit_high <= 1
