"""What the notice strip says about a feed's state: what happened, why, and what comes next."""

from __future__ import annotations

from terminal.domain.market import FeedHealth, SessionInfo, SessionMode, SessionStatus
from terminal.sdk import figures
from terminal.sdk.words import counted, noop, tr
from terminal.widgets.notice import Notice

PLAY_AGAIN = noop("Play again")


def notice_of(info: SessionInfo, status: SessionStatus) -> Notice | None:
    """The notice a state calls for, ``None`` where all is well."""
    match status.health:
        case FeedHealth.STALE:
            return Notice(
                "danger",
                "ph.hourglass-medium",
                tr("Stale {age}, limit 1.0 s").format(age=figures.age(status.age_ns)),
                tr("{feed} sends nothing. Shown is the last received; it goes on by itself when the feed does.").format(
                    feed=info.label
                ),
            )
        case FeedHealth.GAPPED:
            why = status.message or tr("{gaps} in {feed}.").format(gaps=gaps(status.gaps), feed=info.label)
            words = why + " " + tr("Sizes stay hidden until the book is whole.")
            return Notice("warn", "ph.link-break", tr("Book gapped, resyncing"), words)
        case FeedHealth.FAILED:
            why = status.message or tr("{feed} ended without a reason.").format(feed=info.label)
            return Notice(
                "danger", "ph.x-circle", tr("Feed failed after {units}").format(units=units(status.units)), why
            )
        case FeedHealth.LOADING:
            if info.mode is SessionMode.SIM:
                words = tr("{n:,} messages of the day so far; the panels fill as they come.").format(n=status.units)
                return Notice("t3", "ph.circle-dashed", tr("Opening: {feed}").format(feed=info.label), words)
            words = tr("{feed}: panels fill as the recording is read.").format(feed=info.label)
            return Notice(
                "t3", "ph.circle-dashed", tr("Rebuilding the book, {progress}").format(progress=progress(status)), words
            )
        case FeedHealth.ENDED:
            words = tr("{units} applied, {gaps}, {damaged:,} damaged.").format(
                units=units(status.units), gaps=gaps(status.gaps), damaged=status.damaged
            )
            again = tr(PLAY_AGAIN) if info.seekable else ""
            return Notice("t3", "ph.flag-checkered", tr("End of the recording"), words, again)
        case _:
            return None


def progress(status: SessionStatus) -> str:
    """How far the recording is indexed: ``41,380 / 57,515 units``, or a share while their number is not known."""
    if not status.total_units:
        return f"{status.indexed:.0%}"
    done = round(status.indexed * status.total_units)
    return tr("{done:,} / {total:,} units").format(done=done, total=status.total_units)


def gaps(n: int) -> str:
    """``1 gap``, ``2 gaps``."""
    return counted(n, noop("1 gap"), noop("{n:,} gaps"))


def units(n: int) -> str:
    """``1 unit``, ``2 units``."""
    return counted(n, noop("1 unit"), noop("{n:,} units"))
