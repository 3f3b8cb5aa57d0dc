"""Go to any recorded moment: a date and a time, as exact as typed."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from terminal.app.window.ask import ask_text
from terminal.domain.errors import UserError
from terminal.sdk import figures
from terminal.sdk.data import CatalogueSession
from terminal.sdk.desk import DeskNotice
from terminal.sdk.words import tr

if TYPE_CHECKING:
    from terminal.app.window.window import TerminalWindow

MOMENT = re.compile(
    r"(?:(?P<date>\d{4}-\d{2}-\d{2})[ T]+)?(?P<clock>\d{1,2}:\d{2}(?::\d{2})?)"
    r"(?:[.,](?P<part>[\d ]{1,13}))?\s*(?:Z|UTC)?"
)


def moment_of(text: str, now_ns: int) -> int:
    """Nanoseconds of ``2012-06-21 16:21:07.318 204 551``; without a date, of the day of ``now_ns``.

    Raises:
        UserError: saying what a moment looks like.
    """
    typed = text.strip()
    found = MOMENT.fullmatch(typed)
    if found is None:
        raise UserError(
            tr("{typed!r} is no moment: write 2012-06-21 16:21:07.318204551, or the time alone").format(typed=typed)
        )
    date, clock = found["date"] or figures.date(now_ns), found["clock"]
    if clock.count(":") == 1:
        clock += ":00"
    try:
        at = datetime.strptime(f"{date} {clock}", "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        raise UserError(tr("{typed!r}: there is no such day or time").format(typed=typed)) from None
    part = (found["part"] or "").replace(" ", "")
    if len(part) > 9:
        raise UserError(tr("{typed!r}: a second has nine decimals at most").format(typed=typed))
    return int(at.timestamp()) * 10**9 + int(part.ljust(9, "0") or 0)


def ask_moment(window: TerminalWindow) -> None:
    """Asks for a moment, and goes there."""
    now_ns = window.links.status.clock_ns
    text = f"{figures.date(now_ns)} {figures.clock(now_ns)}" if now_ns else ""
    title, label = tr("Go to moment"), tr("Date and time, UTC: 2012-06-21 16:21:07.318204551")
    ask_text(window, title, label, text, lambda typed: go_to(window, moment_of(typed, now_ns)), numbers=True)


def go_to(window: TerminalWindow, ts_ns: int) -> None:
    """The whole terminal to a moment: within the session on screen, else the recorded session that holds it."""
    status = window.links.status
    if window.session.info.seekable and status.first_ns <= ts_ns <= max(status.last_ns, status.clock_ns):
        window.session.seek(ts_ns)
        return
    desk = window.links.desk

    def found(sessions: object) -> None:
        window.guard(lambda: open_at(window, sessions, ts_ns))

    desk.work(desk.data.sessions, found, window.show_refusal)


def open_at(window: TerminalWindow, sessions: object, ts_ns: int) -> None:
    """Opens the newest recorded session that holds a moment."""
    known = [one for one in sessions if isinstance(one, CatalogueSession)] if isinstance(sessions, tuple | list) else []
    holding = next((one for one in known if one.from_ns <= ts_ns and (one.running or ts_ns <= one.to_ns)), None)
    machine = window.links.desk.time_machine
    if holding is not None and not holding.running:
        machine.open_recorded(holding.id, ts_ns)
    elif holding is not None or window.live.status().first_ns <= ts_ns <= window.live.status().clock_ns:
        machine.open_running(ts_ns)
    else:
        when = f"{figures.date(ts_ns)} {figures.clock(ts_ns)}"
        words = tr("Nothing is recorded at {when} UTC.").format(when=when)
        if known:
            near = min(known, key=lambda one: min(abs(one.from_ns - ts_ns), abs(one.to_ns - ts_ns)))
            words += " " + tr("The nearest session is {id}, {first} to {last}.").format(
                id=near.id,
                first=f"{figures.date(near.from_ns)} {figures.clock(near.from_ns)}",
                last=f"{figures.date(near.to_ns)} {figures.clock(near.to_ns)}",
            )
        window.notify(DeskNotice("warn", tr("No such moment"), words, "time machine"))
