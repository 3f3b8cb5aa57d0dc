"""The log says how the feed does, and only what is new."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from terminal.app.services.feed_log import LOOK_NS, FeedLog
from terminal.domain.market import FeedHealth, SessionStatus
from tests.support.memory_session import MemorySession


def lines(caplog: pytest.LogCaptureFixture, *readings: tuple[FeedHealth, int]) -> list[tuple[str, str]]:
    """What is written over these states, one a look."""
    plain = MemorySession().status()
    left: list[SessionStatus] = [replace(plain, health=health, gaps=gaps, message="") for health, gaps in readings]
    book = FeedLog(lambda: left.pop(0), "the feed")
    with caplog.at_level(logging.INFO, "feed"):
        for look in range(len(readings)):
            book.frame(look * LOOK_NS)
            book.frame(look * LOOK_NS + 1)
    return [(record.levelname, record.getMessage()) for record in caplog.records]


def test_silence_and_its_end_are_written_once_each(caplog):
    fresh, stale = (FeedHealth.FRESH, 0), (FeedHealth.STALE, 0)
    assert lines(caplog, fresh, fresh, stale, stale, fresh) == [
        ("INFO", "the feed is fresh"), ("WARNING", "the feed is stale"), ("INFO", "the feed is fresh"),
    ]  # fmt: skip


def test_every_gap_is_written_though_the_book_was_whole_again_between_two_looks(caplog):
    said = lines(caplog, (FeedHealth.FRESH, 0), (FeedHealth.FRESH, 2))
    assert said[1:] == [("WARNING", "the feed: 2 new gaps, 2 in all")]


def test_a_feed_that_is_late_now_and_then_is_no_news(caplog):
    assert len(lines(caplog, (FeedHealth.FRESH, 0), (FeedHealth.LATE, 0), (FeedHealth.FRESH, 0))) == 1
