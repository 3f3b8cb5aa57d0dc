"""What is counted, and when it is too much."""

from __future__ import annotations

import math
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal.plugin_host.meters import CallBudget, CallTimes, Flood, FrameBudget, MemoryMeter, TokenBucket

MS = 1_000_000
SECOND = 1_000_000_000


@given(st.lists(st.integers(0, 2**40), min_size=1, max_size=60), st.floats(0.01, 1.0))
def test_percentiles_are_those_of_the_times_within_a_bucket(times: list[int], fraction: float):
    counted = CallTimes()
    for time_ns in times:
        counted.add(time_ns)
    exact = sorted(times)[math.ceil(fraction * len(times)) - 1] / 1e3
    assert exact <= counted.percentile_us(fraction) <= exact * (1 + 1 / 16) + 0.001


def test_no_time_has_no_percentile():
    assert math.isnan(CallTimes().percentile_us(0.5))


def test_one_call_in_a_hundred_may_be_slow():
    budget = CallBudget(1.0)
    assert not any(budget.add(*(2 * MS, 2 * MS) if n % 100 == 99 else (0, 0)) for n in range(5_000))


def test_a_busy_machine_is_nobodys_fault():
    budget = CallBudget(1.0)
    slow = [budget.add(20 * MS if n % 3 == 0 else MS // 2, MS // 2) for n in range(1_000)]
    assert not any(slow)


def test_slow_calls_of_long_ago_are_forgotten():
    budget = CallBudget(1.0)
    for _ in range(3):
        assert not budget.add(2 * MS, 2 * MS)
    for _ in range(1_000):
        budget.add(0, 0)
    assert [budget.add(2 * MS, 2 * MS) for _ in range(11)] == [False] * 10 + [True]


def test_a_panel_is_stopped_once_most_of_its_frames_are_slow():
    budget = FrameBudget()
    assert [budget.add(60 * MS) for _ in range(31)] == [False] * 30 + [True]
    light = FrameBudget()
    assert not any(light.add(60 * MS if n % 2 else MS) for n in range(600))


def test_a_bucket_holds_two_seconds_worth_and_fills_by_venue_time():
    bucket = TokenBucket(5)
    assert sum(bucket.take(0) for _ in range(50)) == 10
    assert sum(bucket.take(SECOND) for _ in range(50)) == 5
    assert sum(bucket.take(3_600 * SECOND) for _ in range(50)) == 10
    assert not bucket.take(0)  # time that goes back fills nothing


def test_a_rate_below_one_still_lets_one_through():
    assert TokenBucket(0.001).take(0)


def test_a_burst_is_no_flood_but_drops_second_after_second_are():
    flood = Flood(10)
    for _ in range(60):
        flood.take(0)
    assert flood.dropped == 40
    assert not flood.lasting
    flood.take(60 * SECOND)
    for second in range(61, 71):
        assert not flood.lasting
        for _ in range(25):
            flood.take(second * SECOND)
    assert flood.lasting


def test_memory_that_others_took_between_two_calls_is_put_down_to_nobody():
    meter = MemoryMeter()
    meter.begin()
    others = np.ones(8 << 20)
    time.sleep(0.001)
    meter.before_call()
    meter.add(100 * MS, 90 * MS)
    assert meter.grown_mb < 16
    assert others.size


def test_no_call_is_blamed_for_more_than_it_had_time_to_fill():
    meter = MemoryMeter()
    meter.begin()
    others = np.ones(8 << 20)
    meter.add(MS, MS)
    assert meter.grown_mb < 8
    assert others.size


def test_memory_of_a_call_that_waited_is_put_down_to_nobody():
    meter = MemoryMeter()
    meter.begin()
    held = np.ones(8 << 20)
    meter.add(100 * MS, MS)
    assert meter.grown_mb == 0
    meter.begin()
    more = np.ones(8 << 20)
    meter.add(100 * MS, 90 * MS)
    assert meter.grown_mb == pytest.approx(64, abs=16)
    assert held.size == more.size
