"""The ladder: a grid that stands still, sums that are the book's, and looks that never lie."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from panels.depth_heatmap.view import create as create_heatmap
from panels.order_book.view import create
from terminal.domain.market import FeedHealth
from terminal.widgets.ladder import LadderWidget
from terminal.widgets.theme import theme
from tests.support.generated_market import TICK, GeneratedMarket
from tests.support.painted_panel import OpenPanel, colour, pixels, put_mouse

pytestmark = pytest.mark.gui


@pytest.fixture
def market() -> GeneratedMarket:
    made = GeneratedMarket()
    made.advance(300)
    return made


@pytest.fixture
def opened(qapp: QApplication, market: GeneratedMarket) -> Iterator[OpenPanel]:
    panel = OpenPanel(create, market, (380, 500))
    yield panel
    panel.close()


def run_away(opened: OpenPanel, market: GeneratedMarket, frames: int = 40) -> None:
    """The market runs off the screen."""
    for _ in range(frames):
        market.mid += 3
        market.advance(1)
        opened.frame(0.25)


def test_price_grid_never_moves_under_the_mouse_while_the_market_moves(opened: OpenPanel, market: GeneratedMarket):
    ladder = opened.panel.ladder
    put_mouse(ladder, 100, 200)
    hit = ladder.hit(100, 200)
    assert hit is not None
    run_away(opened, market)
    after = ladder.hit(100, 200)
    assert after is not None
    assert after.px == hit.px


def test_grid_follows_once_the_mouse_is_away(opened: OpenPanel, market: GeneratedMarket):
    ladder = opened.panel.ladder
    put_mouse(ladder, 100, 200)
    run_away(opened, market)
    ladder.mouse = None
    ladder.hovering(inside=False)
    opened.frame()
    opened.frame(2.0)
    grid = market.native.grid
    middle = market.native.mid_tick
    assert middle is not None
    assert abs(grid.top_row - grid.rows // 2 - middle // grid.group) <= 1


def test_c_centres_even_under_the_mouse(opened: OpenPanel, market: GeneratedMarket):
    put_mouse(opened.panel.ladder, 100, 200)
    run_away(opened, market)
    before = market.native.grid.top_row
    QTest.keyClick(opened.panel.ladder, Qt.Key.Key_C)
    assert market.native.grid.top_row > before + 20


def test_a_grouped_row_shows_the_sum_of_its_ticks(opened: OpenPanel, market: GeneratedMarket):
    opened.panel.choose(5)
    opened.frame()
    bids, _ = market.native.depth(500)
    wanted: dict[int, int] = {}
    for px, qty, _orders in bids:
        wanted[int(px) // (5 * TICK)] = wanted.get(int(px) // (5 * TICK), 0) + int(qty)
    ladder = opened.panel.ladder
    hits = [ladder.hit(140, y) for y in range(30, 470, 18)]
    shown = {hit.row: hit.qty for hit in hits if hit is not None and hit.qty}
    assert len(shown) >= 4
    assert shown == {row: wanted[row] for row in shown}


def test_control_wheel_changes_the_price_step_and_keeps_the_middle(opened: OpenPanel, market: GeneratedMarket):
    grid = market.native.grid
    middle = (grid.top_row - grid.rows // 2) * grid.group
    wheel(opened.panel.ladder, -120, Qt.KeyboardModifier.ControlModifier)
    assert grid.group == 2
    assert abs((grid.top_row - grid.rows // 2) * grid.group - middle) <= grid.group
    assert opened.panel.title_detail() == "AMZN · step 0.02"


def test_wheel_and_arrows_move_the_grid_only_when_asked(opened: OpenPanel, market: GeneratedMarket):
    top = market.native.grid.top_row
    wheel(opened.panel.ladder, 120, Qt.KeyboardModifier.NoModifier)
    assert market.native.grid.top_row == top + 3
    QTest.keyClick(opened.panel.ladder, Qt.Key.Key_Up)
    chosen = opened.panel.ladder.selected
    QTest.keyClick(opened.panel.ladder, Qt.Key.Key_Up)
    assert opened.panel.ladder.selected == chosen + 1


def test_ladder_rows_are_level_with_heatmap_rows(opened: OpenPanel, market: GeneratedMarket):
    heatmap = OpenPanel(create_heatmap, market, (700, 400))
    for y in (60, 150, 300):
        ladder_hit = opened.panel.ladder.hit(100, y)
        heat_hit = heatmap.panel.heatmap.hit(100, y)
        assert ladder_hit.px == heat_hit.px
    heatmap.close()


def test_a_gap_hides_every_size(opened: OpenPanel, market: GeneratedMarket):
    ladder = opened.panel.ladder
    fill = colour(opened.context.tokens, "bid_fill")
    assert (pixels(ladder) == fill).any()
    market.native.ingest_gap(market.ts_ns)
    market.native.refresh()
    opened.frame()
    assert not (pixels(ladder) == fill).any()
    assert (pixels(ladder) == colour(opened.context.tokens, "warn_fill")).any()
    assert opened.panel.health() is FeedHealth.GAPPED


def test_a_silent_feed_is_drawn_without_side_colours(opened: OpenPanel):
    opened.context.status.health = FeedHealth.STALE
    opened.frame()
    shown = pixels(opened.panel.ladder)
    for token in ("bid", "ask", "bid_fill", "ask_fill"):
        assert not (shown == colour(opened.context.tokens, token)).any(), token
    assert (shown == colour(opened.context.tokens, "danger")).any()


def test_a_crossed_book_says_so(opened: OpenPanel, market: GeneratedMarket):
    _, asks = market.book()
    market.native.set_book(market.ts_ns, asks[:3], asks)
    market.native.refresh()
    opened.frame()
    assert not (pixels(opened.panel.ladder) == colour(opened.context.tokens, "danger_fill")).any()
    market.native.set_book(market.ts_ns, asks[1:4], asks)
    market.native.refresh()
    opened.frame()
    assert (pixels(opened.panel.ladder) == colour(opened.context.tokens, "danger_fill")).any()


def test_nothing_is_composited_while_nothing_changes(opened: OpenPanel):
    before = opened.panel.ladder.composites
    for _ in range(20):
        opened.frame()
    assert opened.panel.ladder.composites == before


def test_resizing_fits_the_frame_and_the_rows(opened: OpenPanel, market: GeneratedMarket):
    opened.panel.widget.resize(300, 260)
    opened.frame()
    ladder = opened.panel.ladder
    assert ladder.pixels.shape == (ladder.height(), ladder.width())
    assert market.native.grid.rows == (ladder.height() - 22 - 20) // 18


def test_theme_change_repaints_with_its_colours(opened: OpenPanel):
    opened.panel.ladder.set_tokens(theme("light"))
    opened.frame()
    assert (pixels(opened.panel.ladder) == colour(theme("light"), "s1")).mean() > 0.3


def test_menu_offers_the_price_steps(opened: OpenPanel, market: GeneratedMarket):
    menu = opened.panel.menu()
    actions = {action.text(): action for action in menu.actions()}
    actions["0.10  (10 ticks)"].trigger()
    menu.deleteLater()
    opened.frame()
    assert market.native.grid.group == 10


def test_a_wide_spread_opens_with_a_coarser_step(qapp: QApplication):
    wide = GeneratedMarket(spread=18)
    wide.advance(10)
    panel = OpenPanel(create, wide, (380, 500))
    assert wide.native.grid.group == 5
    panel.close()


def test_screen_readers_hear_the_best_prices(opened: OpenPanel):
    opened.frame(2.0)
    assert opened.panel.ladder.accessibleName() == "Order book ladder"
    assert "spread 4 ticks" in opened.panel.ladder.accessibleDescription()


def wheel(widget: LadderWidget, delta: int, modifiers: Qt.KeyboardModifier) -> None:
    place = QPointF(100, 200)
    event = QWheelEvent(
        place,
        place,
        QPoint(),
        QPoint(0, delta),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)
