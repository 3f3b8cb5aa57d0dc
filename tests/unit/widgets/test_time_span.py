"""How much time a history shows and where its right edge stands."""

from __future__ import annotations

from terminal.widgets.grid_owner import automatic_group
from terminal.widgets.time_span import DEFAULT_NS, SECOND, TimeSpan, stepped


def test_panning_back_holds_and_past_now_follows_again():
    span = TimeSpan()
    span.pan(-30 * SECOND, first_ns=0, now_ns=1_000 * SECOND)
    assert span.right_ns == 970 * SECOND
    span.pan(10 * SECOND, first_ns=0, now_ns=1_000 * SECOND)
    assert span.right_ns == 980 * SECOND
    span.pan(60 * SECOND, first_ns=0, now_ns=1_000 * SECOND)
    assert span.following


def test_panning_never_leaves_the_recording():
    span = TimeSpan()
    span.pan(-10_000 * SECOND, first_ns=100 * SECOND, now_ns=1_000 * SECOND)
    assert span.right_ns == 100 * SECOND + DEFAULT_NS // 2


def test_the_whole_recording_fits_and_is_seldom_recomputed():
    span = TimeSpan(None)
    seen = set()
    for now in range(1_000, 2_000):
        ns_per_px = span.ns_per_px(800, 0, now * SECOND)
        assert ns_per_px * 800 >= now * SECOND
        seen.add(ns_per_px)
    assert len(seen) < 30


def test_zoom_stays_within_bounds():
    span = TimeSpan()
    for _ in range(100):
        span.zoom(0.5, 0)
    assert span.length_ns == 5 * SECOND


def test_steps_round_up():
    assert all(n <= stepped(n) <= n + n // 8 + 1 for n in (1, 7, 100, 5_000_000, 23_456_789))


def test_automatic_price_step_closes_the_spread():
    assert automatic_group(22_313, 22_317, 1) == 1
    assert automatic_group(22_300, 22_318, 1) == 5
    assert automatic_group(1, 19_999_900, 1) == 1, "stub quotes are not a market"
