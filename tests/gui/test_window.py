"""The window: it opens, shows the state of the feed at once, survives a panel that raises, and leaves nothing."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import Qt

from terminal.app.window.feed_notice import PLAY_AGAIN
from terminal.domain.errors import TransientError
from terminal.domain.market import FeedHealth, SessionMode
from tests.gui.conftest import slot_of, tick
from tests.support.memory_session import OPEN_NS, MemorySession

pytestmark = pytest.mark.gui
SECOND = 1_000_000_000


def badge_of(window, panel_id):
    """The age badge in a panel's title."""
    area = window.docks.docks[panel_id].dockAreaWidget()
    return window.docks.extras[area].badge


def test_closing_stops_the_frame_timer_and_closes_the_panels(window):
    window.loop.start()
    window.close()
    assert not window.loop.timer.isActive()
    assert all(slot.panel is None for slot in window.slots)


def test_the_frame_timer_draws_by_itself(qtbot, window):
    window.loop.start()
    before = window.loop.frame_ms.total
    qtbot.waitUntil(lambda: window.loop.frame_ms.total >= before + 5, timeout=5_000)


def test_panels_open_once_the_session_knows_an_instrument(open_window):
    session = MemorySession(names=())
    window = open_window(session)
    assert all(slot.panel is None for slot in window.slots)
    assert window.waiting.isVisible()
    session.names = ("AMZN",)
    tick(window)
    assert all(slot.panel is not None for slot in window.slots)
    assert not window.waiting.isVisible()


def test_each_view_is_refreshed_once_in_a_frame(window, session):
    view = session.view(1)
    before = view.refreshes
    tick(window)
    assert view.refreshes == before + 1


def test_the_title_shows_instrument_details_and_age(window):
    extras = window.docks.extras[window.docks.docks["chart"].dockAreaWidget()]
    assert extras.full.startswith("AMZN · XNAS")
    assert extras.badge.shown.words == "18 ms"


def test_a_feed_that_stops_is_stale_in_title_and_notice_within_a_second(window, session):
    session.health, session.age_ns = FeedHealth.STALE, 1_000_000_001
    tick(window)
    shown = badge_of(window, "chart").shown
    assert (shown.words, shown.token, shown.tag) == ("stale 1.0 s", "danger", True)
    notice = window.app_bar.notice.notice
    assert notice is not None
    assert "limit 1.0 s" in notice.title
    assert "sends nothing" in notice.text


def test_a_gap_shows_until_the_book_is_whole_again(window, session):
    session.health, session.gaps = FeedHealth.GAPPED, 1
    tick(window)
    assert badge_of(window, "chart").shown.words == "gapped, resyncing"
    notice = window.app_bar.notice.notice
    assert notice is not None
    assert "1 gap" in notice.text
    session.health = FeedHealth.FRESH
    tick(window)
    assert badge_of(window, "chart").shown.words == "18 ms"
    assert window.app_bar.notice.notice is None


def test_a_failed_feed_shows_what_failed_and_what_was_kept(window, session):
    session.health, session.message = FeedHealth.FAILED, "x.itch: byte 1,204: length; kept the 41 units before it"
    tick(window)
    notice = window.app_bar.notice.notice
    assert notice is not None
    assert notice.text == session.message
    assert "kept the 41 units" in window.app_bar.notice.toolTip()


def test_at_the_end_the_notice_offers_to_play_again(qtbot, window, session):
    session.health = FeedHealth.ENDED
    tick(window)
    button = window.app_bar.notice.button
    assert button.text() == PLAY_AGAIN
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert session.calls == [("seek", OPEN_NS), ("play", None)]


def test_a_notice_moves_nothing(window, session):
    before = [slot.widget.geometry() for slot in window.slots]
    session.health = FeedHealth.STALE
    tick(window)
    assert [slot.widget.geometry() for slot in window.slots] == before


def test_another_instrument_reaches_every_panel(window):
    window.select_instrument(2)
    tick(window)
    extras = window.docks.extras[window.docks.docks["chart"].dockAreaWidget()]
    assert extras.full.startswith("MSFT")
    assert window.app_bar.quote.instrument.symbol == "MSFT"


def test_search_finds_an_instrument_and_links_it(qtbot, window):
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    box = next(child for child in window.children() if child.objectName() == "search box")
    qtbot.keyClicks(box.field, "int")
    assert box.found[0].name == "INTC"
    qtbot.keyClick(box.field, Qt.Key.Key_Return)
    assert window.linked.info().symbol == "INTC"


def test_search_says_when_nothing_matches(qtbot, window):
    window.open_search()
    box = next(child for child in window.children() if child.objectName() == "search box")
    box.field.setText("zzz")
    assert "Nothing is called 'zzz'" in box.count.text()
    box.close()


def test_f6_moves_the_focus_from_panel_to_panel_and_round(window):
    window.activateWindow()
    seen = []
    for _ in range(3):
        window.focus_panel(1)
        seen.append(next(s.manifest.id for s in window.slots if s.widget.isAncestorOf(window.focusWidget())))
    assert seen[0] != seen[1]
    assert seen[0] == seen[2]


def test_a_closed_dock_opens_again_from_the_view_menu(window):
    (toggle,) = window.docks.toggles()
    toggle.trigger()
    assert not slot_of(window, "chart").widget.isVisible()
    toggle.trigger()
    assert slot_of(window, "chart").widget.isVisible()


def test_the_default_layout_brings_closed_docks_back(window):
    window.docks.docks["chart"].toggleView(False)
    window.arrangement.reset()
    assert slot_of(window, "chart").widget.isVisible()
    tick(window)
    assert badge_of(window, "chart").shown.words == "18 ms"


BROKEN = """
from PySide6.QtWidgets import QLabel
class Broken:
    def __init__(self): self.widget = QLabel("fine"); self.frames = 0
    def title_detail(self): return "still here"
    def on_frame(self, now_ns):
        self.frames += 1
        if self.frames > 1: raise ZeroDivisionError("no ticks today")
    def on_instrument(self, view): pass
    def health(self): return None
    def actions(self): return ()
    def close(self): pass
def create(context): return Broken()
"""


def test_a_panel_that_raises_says_so_in_its_place_and_the_others_go_on(open_window, session, tmp_path):
    folder = tmp_path / "brokenpanels" / "broken"
    folder.mkdir(parents=True)
    (folder / "view.py").write_text(BROKEN)
    (folder / "__init__.py").touch()
    (folder / "plugin.toml").write_text(
        '[plugin]\nid = "broken"\nkind = "panel"\napi = "1"\nentry = "broken.view:create"\n'
        '[panel]\ntitle = "Broken"\ndefault_area = "right"\n'
    )
    window = open_window(session, folder.parent)
    tick(window)
    slot = slot_of(window, "broken")
    assert "no ticks today" in slot.failure
    assert "view.py:8" in slot.failure
    tick(window)
    assert badge_of(window, "broken").shown.words == "failed"
    assert slot_of(window, "chart").panel is not None


def test_the_simulated_exchange_shows_its_mode(open_window):
    window = open_window(MemorySession(mode=SessionMode.SIM))
    assert window.app_bar.mode.info.mode is SessionMode.SIM
    assert "simulated exchange" in slot_of(window, "replay").panel.model.why_not()


def test_every_painted_widget_has_a_name_for_screen_readers(window):
    for widget in (window.status, window.app_bar.quote, window.app_bar.mode, window.app_bar.notice):
        assert widget.accessibleName()


def test_the_status_bar_counts_updates_by_second(window, session):
    began_ns = window.status.shown_ns + SECOND
    window.status.frame(began_ns, time.time_ns(), window.linked.status, window.loop.recent())
    session.clock_ns += 400_000_000 * 50
    window.links.refresh(())
    window.status.frame(began_ns + SECOND, time.time_ns(), window.linked.status, window.loop.recent())
    updates = next(field for field in window.status.left if field.label == "Updates")
    assert (updates.figure, updates.unit) == ("50", "/s")


def test_a_frame_that_fails_says_so_and_the_next_tries_again(window, session, monkeypatch, caplog):
    def fail():
        raise RuntimeError("no core")

    with monkeypatch.context() as patch:
        patch.setattr(session, "status", fail)
        window.loop.tick()
        window.loop.tick()
    notice = window.app_bar.notice.notice
    assert "no core" in notice.text
    assert caplog.text.count("a frame failed") == 1
    window.loop.tick()
    assert window.app_bar.notice.notice is None


def test_search_links_an_instrument_only_once_its_view_is_open(window, session, monkeypatch):
    monkeypatch.setattr(session, "view", lambda _: (_ for _ in ()).throw(TransientError("busy")))
    with pytest.raises(TransientError):
        window.select_instrument(3)
    assert window.linked.instrument_id == 1
