"""Moments as typed, to the nanosecond."""

from __future__ import annotations

import pytest

from terminal.app.window.moment import moment_of
from terminal.domain.errors import UserError

NINE = 1_340_269_200_000_000_000
"""2012-06-21 09:00 UTC."""


@pytest.mark.parametrize(
    ("text", "after_nine_ns"),
    [
        ("2012-06-21 09:00:00", 0),
        ("2012-06-21T09:00:00.000000001Z", 1),
        ("09:00:00.5", 500_000_000),
        ("9:01", 60_000_000_000),
        ("09:00:07.318 204 551", 7_318_204_551),
        ("2012-06-22 09:00:00 UTC", 86_400_000_000_000),
    ],
)
def test_a_moment_is_read_to_the_nanosecond(text, after_nine_ns):
    assert moment_of(text, NINE) == NINE + after_nine_ns


@pytest.mark.parametrize("text", ["", "soon", "25:00:00", "2012-13-01 09:00", "09:00:00.1234567890", "2012-06-21"])
def test_what_is_no_moment_is_refused_in_words(text):
    with pytest.raises(UserError):
        moment_of(text, NINE)
