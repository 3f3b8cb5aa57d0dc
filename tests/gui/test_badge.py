"""The age badge: state by words, colour and shape, in a box that never moves."""

from __future__ import annotations

import pytest

from terminal.domain.market import FeedHealth
from terminal.widgets.badge import REFRESH_NS, AgeBadge, look
from terminal.widgets.theme import theme

pytestmark = pytest.mark.gui


@pytest.mark.parametrize(
    ("health", "age_ns", "words", "token", "tag"),
    [
        (FeedHealth.FRESH, 18_000_000, "18 ms", "ok", False),
        (FeedHealth.LATE, 600_000_000, "late 0.6 s", "warn", True),
        (FeedHealth.STALE, 4_200_000_000, "stale 4.2 s", "danger", True),
        (FeedHealth.GAPPED, 0, "gapped, resyncing", "warn", True),
        (FeedHealth.LOADING, 0, "loading 41%", "t3", False),
        (FeedHealth.PAUSED, 0, "paused", "t3", False),
        (FeedHealth.ENDED, 0, "ended", "t3", False),
        (FeedHealth.FAILED, 0, "failed", "danger", True),
    ],
)
def test_each_state_has_words_and_a_colour_and_trouble_is_a_tag(health, age_ns, words, token, tag):
    shown = look(health, age_ns, indexed=0.414)
    assert (shown.words, shown.token, shown.tag) == (words, token, tag)


def test_a_change_of_state_shows_at_once_and_digits_only_now_and_then(qtbot):
    badge = AgeBadge(theme("dark"))
    qtbot.addWidget(badge)
    badge.set_state(FeedHealth.FRESH, 5_000_000, now_ns=0)
    badge.set_state(FeedHealth.FRESH, 9_000_000, now_ns=REFRESH_NS - 1)
    assert badge.shown.words == "5 ms"
    badge.set_state(FeedHealth.STALE, 1_100_000_000, now_ns=REFRESH_NS - 1)
    assert badge.shown.words == "stale 1.1 s"
    badge.set_state(FeedHealth.STALE, 1_500_000_000, now_ns=3 * REFRESH_NS)
    assert badge.shown.words == "stale 1.5 s"
    assert badge.accessibleDescription() == "stale 1.5 s"


def test_the_badge_keeps_its_size_in_every_state(qtbot):
    badge = AgeBadge(theme("dark"))
    qtbot.addWidget(badge)
    sizes = set()
    for health in FeedHealth:
        badge.set_state(health, 3_000_000_000, now_ns=0)
        sizes.add(badge.sizeHint().toTuple())
    assert len(sizes) == 1


def test_without_room_for_the_whole_words_the_badge_says_the_first(qtbot):
    badge = AgeBadge(theme("dark"))
    qtbot.addWidget(badge)
    badge.set_state(FeedHealth.GAPPED, 0, now_ns=0)
    badge.resize(badge.sizeHint())
    assert badge.words() == "gapped, resyncing"
    badge.resize(badge.minimumSizeHint())
    assert badge.words() == "gapped"
