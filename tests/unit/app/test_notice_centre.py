"""Notices: which one the strip shows, and what becomes of the others."""

from __future__ import annotations

import threading

import pytest

from terminal.app.services.notice_centre import KEPT, NoticeCentre
from terminal.sdk.desk import DeskNotice
from terminal.widgets.notice import Notice

SECOND = 1_000_000_000
WARN = DeskNotice("warn", "A file could not be read", "alerts.json is damaged", "alerts", "alerts.show")
INFO = DeskNotice("info", "Saved", "trading")
DANGER = DeskNotice("danger", "Recording stopped", "disk full")


@pytest.fixture
def centre() -> NoticeCentre:
    return NoticeCentre(clock=lambda: made_ns[0], wall=lambda: 0)


made_ns = [0]


@pytest.fixture(autouse=True)
def _at_zero():
    made_ns[0] = 0


def shown(centre: NoticeCentre, feed: Notice | None = None) -> str | None:
    notice = centre.most_pressing(feed, made_ns[0])
    return None if notice is None else notice.title


def test_the_gravest_stands_over_the_newest(centre):
    centre.add(DANGER)
    centre.add(WARN)
    centre.add(INFO)
    assert shown(centre) == "Recording stopped"


def test_trouble_with_the_feed_goes_before_all_and_its_plain_state_after(centre):
    centre.add(DANGER)
    assert shown(centre, Notice("danger", "ph.x", "Stale 4 s", "")) == "Stale 4 s"
    assert shown(centre, Notice("t3", "ph.x", "End of the recording", "")) == "Recording stopped"


def test_what_only_informs_leaves_the_strip_and_stays_in_the_list(centre):
    centre.add(INFO)
    made_ns[0] = 11 * SECOND
    assert shown(centre) is None
    assert [one.notice for one in centre.waiting()] == [INFO]


def test_danger_stands_until_it_is_dismissed(centre):
    centre.add(DANGER)
    made_ns[0] = 3_600 * SECOND
    assert shown(centre) == "Recording stopped"
    centre.dismiss(centre.waiting()[0].seq)
    assert shown(centre) is None
    assert centre.waiting() == ()


def test_the_same_again_is_counted_not_listed_anew(centre):
    centre.add(WARN)
    centre.add(WARN)
    assert shown(centre) == "A file could not be read ×2"
    assert len(centre.waiting()) == 1


def test_after_a_dismissal_the_same_is_news(centre):
    centre.add(WARN)
    centre.dismiss()
    centre.add(WARN)
    assert shown(centre) == "A file could not be read"


def test_the_button_takes_the_notice_away_and_names_its_action(centre):
    assert centre.take("Show") is None
    centre.add(WARN)
    centre.add(DANGER)
    assert centre.take("Dismiss") == ""
    assert centre.take("Show") == "alerts.show"
    assert centre.waiting() == ()


def test_no_more_are_kept_than_can_be_read(centre):
    for number in range(KEPT + 50):
        centre.add(DeskNotice("info", f"{number}", ""))
    assert len(centre.told) == KEPT


def test_notices_come_from_any_thread(centre):
    threads = [threading.Thread(target=lambda n=n: centre.add(DeskNotice("info", f"{n}", ""))) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(centre.waiting()) == 20
    assert centre.revision == 20
