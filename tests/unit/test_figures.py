"""Figures read as the look demands: thousands, a true minus, units, UTC."""

import math

import pytest

from terminal.domain.market import PRICE_ONE, QTY_ONE, UNSET
from terminal.sdk import figures


@pytest.mark.parametrize(
    ("raw", "decimals", "shown"),
    [
        (1_204_500_000_000, 2, "1,204.50"),
        (-1_204_500_000_000, 2, "\u22121,204.50"),
        (223_170_000_000, 2, "223.17"),
        (223_165_000_000, 2, "223.17"),
        (-1_000, 2, "0.00"),
        (0, 2, "0.00"),
        (7 * PRICE_ONE, 0, "7"),
        (UNSET, 2, "–"),
    ],
)
def test_price_is_written_at_tick_precision(raw, decimals, shown):
    assert figures.price(raw, decimals) == shown


def test_quantity_has_thousands():
    assert figures.quantity(1_700 * QTY_ONE) == "1,700"
    assert figures.quantity(150_000_000, 3) == "1.500"


@pytest.mark.parametrize(
    ("ns", "shown"),
    [
        (841, "841 ns"),
        (39_900, "39.9 µs"),
        (18_000_000, "18 ms"),
        (4_200_000_000, "4.2 s"),
        (108_000_000_000, "1 min 48 s"),
        (8_040_000_000_000, "2 h 14 min"),
    ],
)
def test_duration_takes_the_unit_that_fits(ns, shown):
    assert figures.duration(ns) == shown


@pytest.mark.parametrize(
    ("ns", "shown"), [(18_400_000, "18 ms"), (249_999_999, "249 ms"), (600_000_000, "0.6 s"), (4_200_000_000, "4.2 s")]
)
def test_age_is_milliseconds_then_tenths_of_seconds(ns, shown):
    assert figures.age(ns) == shown


def test_change_is_signed_with_a_true_minus_and_zero_unsigned():
    assert figures.change_percent(9_968, 10_000) == "\u22120.32%"
    assert figures.change_percent(10_104, 10_000) == "+1.04%"
    assert figures.change_percent(10_000, 10_000) == "0.00%"
    assert figures.change_percent(UNSET, 10_000) == "–"


def test_clock_shows_the_nanoseconds_apart():
    ts_ns = 1_340_295_667_318_204_551
    assert figures.clock_parts(ts_ns) == ("16:21:07.318", "204 551")
    assert figures.date(ts_ns) == "2012-06-21"


@pytest.mark.parametrize(
    ("value", "shown"), [(842, "842"), (9_999, "9,999"), (41_380, "41.4 k"), (2_400_000, "2.40 M"), (math.nan, "–")]
)
def test_large_counts_are_short(value, shown):
    assert figures.compact(value) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [("16:21", "16:21:00.000"), ("16:21:07.5", "16:21:07.500"), ("162107", "16:21:07.000"), (" 0930 ", "09:30:00.000")],
)
def test_a_typed_time_is_understood(text, shown):
    found = figures.clock_of(text, 1_340_295_667_318_204_551)
    assert found is not None
    assert figures.clock_parts(found)[0] == shown


@pytest.mark.parametrize("text", ["", "soon", "25:00", "12:61", "1:2:3:4", "12", "12:00:00.1234567890", "-1:00"])
def test_what_is_no_time_is_refused(text):
    assert figures.clock_of(text, 0) is None
