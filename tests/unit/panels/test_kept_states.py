"""What panels keep in a workspace: taken up where it makes sense, passed over where not."""

from __future__ import annotations

import numpy as np
import pytest

from panels.chart.view_model import PERIODS, ChartModel, bar_columns, kept_period, kept_place
from panels.depth_heatmap.view_model import Kept, kept
from panels.order_book.view_model import depth_columns, kept_step
from panels.time_and_sales.view_model import kept_lots, print_columns
from terminal.domain.market import PRICE_ONE, QTY_ONE, InstrumentInfo
from tests.support.memory_session import MemorySession

JUNK: list[object] = [None, True, -1, 0.5, "60", [], {}, 10**30]
INFO = InstrumentInfo(1, "AMZN", "XNAS", "USD", PRICE_ONE // 100, QTY_ONE, 2, 0)


@pytest.mark.parametrize("junk", JUNK)
def test_a_state_that_makes_no_sense_changes_nothing(junk):
    assert kept_period({"period_ns": junk}) is None
    assert kept_place({"shown_ns": junk}) is None
    assert kept_place({"shown_ns": [junk, junk]}) is None
    assert kept_step({"step_ticks": junk}) is None
    assert kept_lots({"least_lots": junk}, 25) == 25
    assert kept({"length_ns": junk}, 7).length_ns == (None if junk is None else 7)


def test_states_go_round():
    assert kept_period({"period_ns": PERIODS[2].ns}) is PERIODS[2]
    assert kept_place({"shown_ns": [10, 20]}) == (10, 20)
    assert kept_step({"step_ticks": 5}) == 5
    assert kept_lots({"least_lots": 100}, 0) == 100
    held = Kept(60_000_000_000, trades=False)
    assert kept(held.state(), None) == held


def test_the_ladders_table_begins_with_the_highest_ask():
    bids = np.array([[99 * PRICE_ONE, 5 * QTY_ONE, 1]])
    asks = np.array([[100 * PRICE_ONE, 7 * QTY_ONE, 2], [101 * PRICE_ONE, QTY_ONE, 1]])
    columns = depth_columns(INFO, bids, asks)
    assert columns["side"] == ["ask", "ask", "bid"]
    assert list(columns["price"]) == [101.0, 100.0, 99.0]
    assert list(columns["quantity"]) == [1.0, 7.0, 5.0]


def test_the_tapes_table_names_the_aggressor():
    one = np.array([1], np.int64)
    trades = {"ts_venue_ns": one, "px": one * 22313 * PRICE_ONE // 100, "qty": one * 3 * QTY_ONE, "side": one * 2}
    columns = print_columns(INFO, trades)
    assert (list(columns["price"]), columns["aggressor"]) == ([223.13], ["sell"])


def test_the_charts_table_has_the_bars_opening_times():
    session = MemorySession()
    model = ChartModel()
    model.set_view(session.view(1))
    model.update(session.clock_ns)
    opened = bar_columns(model.bars, model.midnight_ns)["ts_open_ns"]
    assert int(opened[1] - opened[0]) == model.period.ns
