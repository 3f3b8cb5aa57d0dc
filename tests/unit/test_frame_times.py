"""Frame times: a stall counts whole, percentiles come from the histogram."""

import pytest

from terminal.app.window.frame_loop import FrameClock, TimeHistogram

PERIOD = 16_000_000


def test_a_punctual_frame_was_due_when_it_began():
    clock = FrameClock(PERIOD)
    assert clock.due(1_000) == 1_000
    assert clock.due(1_000 + PERIOD) == 1_000 + PERIOD


def test_a_stall_counts_from_the_first_frame_it_missed_and_the_grid_stays():
    clock = FrameClock(PERIOD)
    clock.due(1_000)
    late = 1_000 + 5 * PERIOD + 700
    assert clock.due(late) == 1_000 + PERIOD
    assert clock.next_due_ns == 1_000 + 6 * PERIOD


def test_a_frame_that_comes_early_moves_the_grid():
    clock = FrameClock(PERIOD)
    clock.due(1_000)
    assert clock.due(1_000 + PERIOD - 300) == 1_000 + PERIOD - 300


def test_percentiles_are_upper_edges_and_the_maximum_is_exact():
    times = TimeHistogram()
    for ms in range(1, 101):
        times.add(ms * 1_000_000 - 50_000)
    assert times.percentile_ms(0.5) == pytest.approx(50.0)
    assert times.percentile_ms(0.99) == pytest.approx(99.0)
    assert times.spread().max == pytest.approx(99.9, abs=0.1)


def test_a_time_beyond_the_last_bucket_keeps_its_maximum():
    times = TimeHistogram()
    times.add(3_000_000_000)
    assert times.percentile_ms(0.99) == 3_000.0


def test_without_times_there_is_nothing_to_say():
    assert TimeHistogram().spread().p99 == 0.0
