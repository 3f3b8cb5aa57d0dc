"""What ladder, heatmap and tape say in words."""

from __future__ import annotations

from dataclasses import replace

from panels.depth_heatmap.view_model import SPANS, behind_words, column_words, span_index
from panels.depth_heatmap.view_model import title_detail as heatmap_title
from panels.order_book.view_model import spoken, steps
from panels.order_book.view_model import title_detail as ladder_title
from panels.time_and_sales.view_model import filters, print_words
from panels.time_and_sales.view_model import title_detail as tape_title
from terminal.domain.market import QTY_ONE, UNSET, InstrumentInfo, Print, TopOfBook

AMZN = InstrumentInfo(1, "AMZN", "XNAS", "USD", 10_000_000, QTY_ONE, 2, 0)
TOP = TopOfBook(
    bid_px=223_130_000_000, bid_qty=420 * QTY_ONE, ask_px=223_170_000_000, ask_qty=260 * QTY_ONE, last_px=UNSET,
    last_qty=UNSET, last_side=0, open_px=UNSET, high_px=UNSET, low_px=UNSET, day_volume=0, status="trading",
    crossed=False, locked=False, gapped=False, ts_venue_ns=0, updates=0,
)  # fmt: skip


def test_ladder_says_its_step_and_its_best_prices():
    assert ladder_title(AMZN, 1) == "AMZN · tick 0.01"
    assert ladder_title(AMZN, 5) == "AMZN · step 0.05"
    assert [step.words for step in steps(AMZN)[:3]] == ["By the spread", "0.01  (1 tick)", "0.02  (2 ticks)"]
    assert spoken(AMZN, TOP) == "AMZN: Bid 420 at 223.13, ask 260 at 223.17, spread 4 ticks."
    assert "not known" in spoken(AMZN, replace(TOP, gapped=True))
    assert "no ask" in spoken(AMZN, replace(TOP, ask_px=UNSET))
    assert spoken(AMZN, replace(TOP, crossed=True)).endswith("crossed.")


def test_heatmap_says_its_columns_and_its_place():
    assert heatmap_title(AMZN) == "AMZN · XNAS"
    assert column_words(50_000_000) == "Column 100 ms"
    assert column_words(3_200_000_000) == "Column 3.2 s"
    assert behind_words(None, 5) == ""
    assert behind_words(0, 250_000_000_000) == "4 min 10 s back"
    assert span_index(SPANS[1].length_ns) == 1
    assert span_index(7) == -1


def test_tape_says_its_filter_and_a_print_in_full():
    assert tape_title(AMZN, 0) == "AMZN"
    assert tape_title(AMZN, 100 * QTY_ONE) == "AMZN · from 100 sh"
    assert filters(AMZN)[0].words == "All sizes"
    hidden = Print(1_340_295_667_318_204_551, 223_135_000_000, 100 * QTY_ONE, 2, 4, 77, 3)
    words = print_words(AMZN, hidden)
    assert words.startswith("16:21:07.318 204 551 UTC · 100 at 223.135 USD · sell · hidden order · XNAS · match 77")
