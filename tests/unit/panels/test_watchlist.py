"""The watchlist's lists and rows: what is refused and why, what is not known, and what a price says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from panels.watchlist.view_model import WatchlistModel, age_cell, change_cell, spread_cell
from terminal.domain.market import UNSET, FeedHealth
from tests.support.memory_desk import MemoryWatchlists
from tests.support.memory_session import OPEN_NS, TICK, MemorySession

SECOND = 1_000_000_000


@pytest.fixture
def session():
    return MemorySession()


@pytest.fixture
def model(session):
    made = WatchlistModel(MemoryWatchlists(), session)
    take(made, session)
    return made


def take(model, session, now_ns=0):
    model.update(now_ns, session.clock_ns, lambda view: view.refresh())


def cells(model, symbol):
    row = next(row for row in model.source.rows if row.key == symbol)
    return {column.id: cell for column, cell in zip(model.source.columns, row.cells, strict=True)}


def test_a_symbol_that_the_session_lacks_is_blank_with_the_reason(model):
    lacking = cells(model, "EBAY")
    assert {cell.text for name, cell in lacking.items() if name != "symbol"} == {"–"}
    assert "not in this session" in lacking["last"].tip
    assert next(row for row in model.source.rows if row.key == "EBAY").dim


def test_a_gapped_book_shows_no_sizes(model, session):
    session.health = FeedHealth.GAPPED
    take(model, session)
    assert cells(model, "AMZN")["bid_size"].text == "–"
    assert cells(model, "AMZN")["bid"].text != "–"


@pytest.mark.parametrize(("text", "why"), [("", "Type a symbol"), ("amzn", "AMZN is in this list already")])
def test_what_cannot_be_added_is_said(model, text, why):
    before = model.symbols()
    assert why in model.add(text)
    assert model.symbols() == before


def test_symbols_are_added_as_the_session_spells_them(model):
    model.remove(["MSFT"])
    assert model.add("msft, spy") == ""
    assert model.symbols() == ("AMZN", "INTC", "EBAY", "MSFT", "SPY")


@pytest.mark.parametrize(("name", "why"), [(" ", "needs a name"), ("Tech", "already"), ("x" * 41, "at most 40")])
def test_a_name_that_cannot_be_is_refused(model, name, why):
    assert why in model.make(name)
    assert why in model.rename(name)
    assert model.names() == ("Main", "Tech")


def test_lists_are_made_renamed_and_removed_but_the_last_stays(model):
    assert model.make("Mine") == ""
    assert model.rename("Ours") == ""
    assert (model.name, model.names()) == ("Ours", ("Main", "Tech", "Ours"))
    assert model.drop() == ""
    assert model.drop() == ""
    assert "last list stays" in model.drop()
    assert len(model.names()) == 1


def test_symbols_move_and_stop_at_the_ends(model):
    assert not model.move("AMZN", -1)
    assert model.move("AMZN", 1)
    model.move_to("EBAY", "AMZN")
    assert model.symbols() == ("MSFT", "EBAY", "AMZN", "INTC")
    model.move_to("MSFT", None)
    assert model.symbols()[-1] == "MSFT"
    assert not model.move("GONE", 1)


def test_a_list_that_is_gone_gives_way_to_the_first(model, session):
    model.choose("Tech")
    model.lists.remove("Tech")
    take(model, session)
    assert model.name == "Main"


def test_direction_is_said_by_sign_arrow_and_colour(session):
    top = session.view(1).top()
    rising = change_cell(replace(top, open_px=top.last_px * 99 // 100))
    assert rising.text.startswith("▲ +1.0")
    assert rising.ink == "up"
    falling = change_cell(replace(top, open_px=top.last_px * 101 // 100))
    assert falling.text.startswith("▼ −")
    assert change_cell(replace(top, open_px=top.last_px)).text == "0.00%"
    assert change_cell(replace(top, open_px=UNSET)).text == "–"


def test_spreads_are_ticks_and_crossed_books_say_so(session):
    top = session.view(1).top()
    assert spread_cell(top, TICK).text == "4"
    assert spread_cell(replace(top, crossed=True), TICK).text == "crossed"
    assert spread_cell(replace(top, ask_px=UNSET), TICK).text == "–"


def test_the_line_is_looked_at_once_a_second(model, session):
    first = cells(model, "AMZN")["spark"].mark
    assert len(first.values) == 40
    session.clock_ns += 60 * SECOND
    take(model, session, SECOND // 2)
    assert cells(model, "AMZN")["spark"].mark == first
    take(model, session, SECOND)
    assert cells(model, "AMZN")["spark"].mark != first


def test_ages_turn_late_and_stale():
    assert [age_cell(ns).ink for ns in (10**8, 5 * 10**8, 2 * 10**9)] == ["t2", "warn", "t3"]
    assert age_cell(-1).text == "–"
    assert OPEN_NS > 0
