"""What the watchdog's window says of what is seen: words and the token of their colour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from terminal.bridge.supervision import Halt
from terminal.sdk.words import noop, tr
from terminal.supervision.vigil import Sight

MODE = "cancel-all"
"""What the button and the chord do, in the watchdog as in the terminal."""
CHORD = "Ctrl+Shift+H"
MODES = {
    "reduce-only": noop("reduce only"),
    "freeze": noop("nothing new"),
    "cancel-all": noop("all cancelled"),
    "flatten": noop("cancelled, closing positions"),
}
STRENGTH = tuple(MODES)


@dataclass(frozen=True, slots=True)
class Told:
    """A line and the token of its colour."""

    words: str
    token: str


def gateway_told(sight: Sight) -> Told:
    """The gateway's heartbeat."""
    age = "" if sight.age_s is None else f"{sight.age_s:.1f} s"
    match sight.pulse:
        case "alive":
            return Told(tr("Alive, heard {age} ago").format(age=age), "ok")
        case "late":
            return Told(tr("Late: heard {age} ago").format(age=age), "warn")
        case "silent":
            words = tr("Hangs: silent for {age}") if age else tr("Hangs: never answered")
            return Told(words.format(age=age), "danger")
        case "gone":
            return Told(tr("Gone, heard last {age} ago").format(age=age), "danger")
        case _:
            return Told(tr("Does not run"), "t2")


def facts_told(sight: Sight) -> str:
    """Process and orders, in one line."""
    if sight.pid is None:
        return tr("A halt is kept and holds from the first moment of the next gateway")
    parts = [tr("pid {pid}").format(pid=sight.pid)]
    if sight.status:
        parts.insert(0, str(sight.status["profile"]))
        parts.append(tr("{n:,} orders at work").format(n=sight.status["working"]))
        if sight.status["unconfirmed"]:
            parts.append(tr("{n:,} cancels not confirmed").format(n=sight.status["unconfirmed"]))
        if not sight.status["venue_connected"]:
            parts.append(tr("no link to the venue"))
        parts.append(tr("limits version {n}").format(n=sight.status["limits_version"]))
    return " · ".join(parts)


def strictest(halts: tuple[Halt, ...]) -> Halt:
    """The halt to be named first: the widest, and of those the strictest."""
    return max(halts, key=lambda halt: (halt.scope == "firm", STRENGTH.index(halt.mode), halt.number))


def state_told(sight: Sight) -> Told:
    """Whether anything is halted."""
    if not sight.halts:
        return Told(tr("Not halted"), "ok")
    halt = strictest(sight.halts)
    scope = tr("Firm") if halt.scope == "firm" else halt.scope
    return Told(tr("HALTED: {scope}, {mode}").format(scope=scope, mode=tr(MODES[halt.mode])), "danger")


def reason_told(sight: Sight) -> str:
    """Why, who, when; and how many more there are."""
    if not sight.halts:
        return tr("Orders pass the gate as limits allow")
    halt = strictest(sight.halts)
    who = tr("by {by}").format(by=halt.by)
    when = f", {clock_words(halt.ts_ns)} UTC" if halt.ts_ns else ""
    more = len(sight.halts) - 1
    rest = " · " + tr("{n} more halts hold").format(n=more) if more else ""
    return f"{halt.reason} ({who}{when}){rest}"


def clock_words(ts_ns: int) -> str:
    """The time of day."""
    return datetime.fromtimestamp(ts_ns // 1_000_000_000, UTC).strftime("%H:%M:%S")
