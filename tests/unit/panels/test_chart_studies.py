"""What lies over the candles, without a window: drawings, indicators, volume at price."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from panels.chart.drawing_book import DrawingBook
from panels.chart.indicators import OFFERS, Indicator, IndicatorSeries, checked
from panels.chart.volume_at_price import bar_rows, fetched, ticks_for, value_area
from terminal.domain.drawings import Drawing, DrawingKind, points_of
from terminal.domain.errors import UserError
from terminal.sdk import features, figures
from tests.support.memory_session import BAR_NS, OPEN_NS, MemorySession

MINUTE = 60 * BAR_NS


@pytest.fixture
def view():
    session = MemorySession()
    session.clock_ns = OPEN_NS + 3_000 * BAR_NS
    view = session.view(1)
    view.refresh()
    return view


@pytest.mark.parametrize("offer", OFFERS, ids=lambda offer: offer.spec)
def test_indicator_kept_up_from_the_tape_equals_one_computed_at_once(offer: Indicator, view):
    grown = IndicatorSeries(offer, MINUTE)
    end_ns = view.session.clock_ns
    for passed in (10, 61, 700, 701, 2_000, 3_000):
        view.session.clock_ns = OPEN_NS + passed * BAR_NS
        grown.follow(view)
    assert view.session.clock_ns == end_ns
    whole = features.compute(offer.spec, MINUTE, trades=view.prints(0).columns, tick=view.instrument.tick)
    ts_ns, columns = grown.lines()
    np.testing.assert_array_equal(ts_ns, whole["ts_start_ns"].to_numpy())
    for name, values in columns.items():
        np.testing.assert_allclose(values, whole[name].to_numpy(), err_msg=name)


def test_indicator_begins_anew_where_the_cursor_went_back(view):
    series = IndicatorSeries(OFFERS[0], MINUTE)
    series.follow(view)
    view.session.clock_ns = OPEN_NS + 500 * BAR_NS
    series.follow(view)
    fresh = IndicatorSeries(OFFERS[0], MINUTE)
    fresh.follow(view)
    np.testing.assert_array_equal(series.lines()[0], fresh.lines()[0])


def test_indicator_that_reads_the_book_says_so(view):
    series = IndicatorSeries(Indicator("spread", "Spread"), MINUTE)
    series.follow(view)
    assert series.needs_the_book()


def test_wrong_indicator_is_refused_by_the_part_that_is_wrong():
    with pytest.raises(UserError, match="on"):
        IndicatorSeries(Indicator("rsi(on=moon)", "?"), MINUTE)
    assert "rsi" in checked("rsi(on=moon)", MINUTE)
    assert checked("rsi(n=9,on=trade)", MINUTE) == ""


def test_footprint_and_profile_hold_the_same_volume(view):
    start, end = OPEN_NS, OPEN_NS + 3_000 * BAR_NS
    whole = fetched(view, start, end, 0, 1)
    bars = fetched(view, start, end, MINUTE, 5)
    assert whole.total.sum() == pytest.approx(bars.total.sum())
    assert sum(stop - first for _, first, stop in bar_rows(bars)) == len(bars)
    assert len(bar_rows(bars)) == 50


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=60))
def test_value_area_holds_its_share_round_the_fullest_row(volumes):
    total = np.array(volumes)
    area = value_area(total)
    if total.sum() <= 0:
        assert area is None
        return
    assert area is not None
    assert area.low <= area.control <= area.high
    assert total[area.control] == total.max()
    assert total[area.low : area.high + 1].sum() >= 0.7 * total.sum() * (1 - 1e-9)


def test_rows_are_as_high_as_asked_for():
    assert ticks_for(0.01, 1.0, 650, 13) == 2
    assert ticks_for(0.01, 0.1, 650, 13) == 1


def placed(book: DrawingBook, kind: DrawingKind, at: int = 0) -> None:
    book.begin(kind)
    for n in range(points_of(kind)):
        book.place((OPEN_NS + (at + n) * BAR_NS, 223.0 + n), "words")


@pytest.mark.parametrize("kind", DrawingKind)
def test_drawing_survives_a_workspace(kind: DrawingKind):
    book, again = DrawingBook(), DrawingBook()
    book.show("AMZN")
    placed(book, kind)
    again.restore(json.loads(json.dumps(book.document())))
    again.show("AMZN")
    assert again.drawings() == book.drawings()
    assert again.drawings()[0].kind is kind


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=7), inner, max_size=3),
)


@given(junk)
def test_junk_in_a_workspace_makes_no_drawing(document):
    assert Drawing.from_document(document) is None or isinstance(document, dict)
    DrawingBook().restore(document)


def test_drawings_belong_to_their_instrument():
    book = DrawingBook()
    book.show("AMZN")
    placed(book, DrawingKind.TREND)
    book.show("MSFT")
    assert book.drawings() == ()
    book.show("AMZN")
    assert len(book.drawings()) == 1


def test_undo_takes_back_removal_and_a_whole_drag():
    book = DrawingBook()
    book.show("AMZN")
    placed(book, DrawingKind.LEVEL)
    before = book.drawings()
    for step in range(5):
        book.replace(0, book.drawings()[0].moved(BAR_NS, 1.0), keep_past=step == 0)
    assert book.undo()
    assert book.drawings() == before
    assert book.remove(0)
    assert not book.remove(0)
    assert book.undo()
    assert book.drawings() == before


def test_escape_gives_up_what_was_begun():
    book = DrawingBook()
    book.show("AMZN")
    book.begin(DrawingKind.TREND)
    assert not book.place((OPEN_NS, 223.0))
    book.cancel()
    assert book.drawings() == ()
    assert book.preview((OPEN_NS, 1.0)) is None


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (223.4567, "223.5"),
        (0.0120412, "0.01204"),
        (-52.0, "−52.00"),
        (float("nan"), "–"),
        (0.0, "0.0000"),
        (12345.6, "12,346"),
    ],
)
def test_significant_figures(value: float, words: str):
    assert figures.significant(value) == words
