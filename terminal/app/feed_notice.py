"""What the notice strip says about a feed's state: what happened, why, and what comes next."""

from __future__ import annotations

from terminal.domain.market import FeedHealth, SessionInfo, SessionMode, SessionStatus
from terminal.sdk import figures
from terminal.widgets.notice import Notice

PLAY_AGAIN = "Play again"


def notice_of(info: SessionInfo, status: SessionStatus) -> Notice | None:
    """The notice a state calls for, ``None`` where all is well."""
    match status.health:
        case FeedHealth.STALE:
            return Notice(
                "danger",
                "ph.hourglass-medium",
                f"Stale {figures.age(status.age_ns)}, limit 1.0 s",
                f"{info.label} sends nothing. Shown is the last received; it goes on by itself when the feed does.",
            )
        case FeedHealth.GAPPED:
            why = status.message or f"{plural(status.gaps, 'gap')} in {info.label}."
            words = f"{why} Sizes stay hidden until the book is whole."
            return Notice("warn", "ph.link-break", "Book gapped, resyncing", words)
        case FeedHealth.FAILED:
            why = status.message or f"{info.label} ended without a reason."
            return Notice("danger", "ph.x-circle", f"Feed failed after {plural(status.units, 'unit')}", why)
        case FeedHealth.LOADING:
            if info.mode is SessionMode.SIM:
                words = f"{status.units:,} messages of the day so far; the panels fill as they come."
                return Notice("t3", "ph.circle-dashed", f"Opening: {info.label}", words)
            words = f"{info.label}: panels fill as the recording is read."
            return Notice("t3", "ph.circle-dashed", f"Rebuilding the book, {progress(status)}", words)
        case FeedHealth.ENDED:
            words = f"{plural(status.units, 'unit')} applied, {plural(status.gaps, 'gap')}, {status.damaged:,} damaged."
            return Notice("t3", "ph.flag-checkered", "End of the recording", words, PLAY_AGAIN if info.seekable else "")
        case _:
            return None


def progress(status: SessionStatus) -> str:
    """How far the recording is indexed: ``41,380 / 57,515 units``, or a share while their number is not known."""
    if not status.total_units:
        return f"{status.indexed:.0%}"
    return f"{round(status.indexed * status.total_units):,} / {status.total_units:,} units"


def plural(count: int, noun: str) -> str:
    """``1 gap``, ``2 gaps``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
