"""The kill switch at the terminal: halts from any window, and says in every window what is halted.

It reaches the gateway, or the halts file where none answers, on a thread of its own: a busy window delays no halt.
"""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from terminal.app.watchdog import told
from terminal.app.watchdog.told import CHORD, MODE
from terminal.app.window.halt_control import HaltControl
from terminal.sdk.desk import Action, DeskNotice
from terminal.sdk.words import tr
from terminal.supervision.halting import Engaged, Place
from terminal.supervision.vigil import Sight, Vigil

if TYPE_CHECKING:
    from terminal.app.services.composition import Composition
    from terminal.app.window.window import TerminalWindow

LOOK_NS = 100_000_000
SOURCE = "halt"


class HaltWatch:
    """Looks at the home's halts, tells what changed, and halts."""

    def __init__(self, vigil: Vigil, notify: Callable[[DeskNotice], None], by: str) -> None:
        self.vigil = vigil
        self.notify = notify
        self.by = by
        self.looked_ns = -LOOK_NS
        self.known: frozenset[int] | None = None

    def halt(self) -> None:
        """The whole firm: nothing new, all orders cancelled. Returns at once."""
        self.vigil.halt(MODE, tr("terminal: halt"), self.by, self.heard)

    def heard(self, outcome: Engaged | str) -> None:
        """What came of it; told on another thread."""
        if isinstance(outcome, str):
            self.notify(DeskNotice("danger", tr("NOT HALTED"), outcome, SOURCE))
        elif outcome.gateway == "silent":
            self.notify(DeskNotice("danger", tr("The gateway does not answer"), outcome.words, SOURCE))

    def look(self) -> Sight:
        """What holds now; what changed since the last look is told."""
        sight = self.vigil.sight
        now = frozenset(halt.number for halt in sight.halts)
        if self.known is not None or now:
            self.tell(sight, now)
        self.known = now
        return sight

    def tell(self, sight: Sight, now: frozenset[int]) -> None:
        """New halts in red, the last one lifted in plain words."""
        before = self.known or frozenset()
        if now - before:
            self.notify(DeskNotice("danger", told.state_told(sight).words, told.reason_told(sight), SOURCE))
        elif before and not now:
            self.notify(DeskNotice("info", tr("Trading is armed again"), tr("No halt holds any more."), SOURCE))


def attach_halts(made: Composition, window: TerminalWindow) -> None:
    """The window is there: its bars get the halt, its keys too."""
    vigil = Vigil(Place(made.folders.supervision, made.folders.run))
    watch = HaltWatch(vigil, made.desk.notify, getpass.getuser())
    vigil.start()
    made.ends.callback(vigil.stop)

    def frame(now_ns: int) -> None:
        if now_ns - watch.looked_ns < LOOK_NS:
            return
        watch.looked_ns = now_ns
        sight = watch.look()
        words = tool_tip(sight)
        for control in controls(window):
            control.on_press = watch.halt
            control.show_state(bool(sight.halts), words)

    made.frames.append(frame)
    window.more_actions.append(lambda: [halt_action(watch)])
    window.offer_actions()


def halt_action(watch: HaltWatch) -> Action:
    """For keys and palette."""
    words = tr("Nothing new, all orders cancelled. It takes two people to re-arm.")
    return Action("trading.halt", tr("Halt the whole firm"), watch.halt, keys=CHORD, detail=words)


def tool_tip(sight: Sight) -> str:
    """What a press does, or what holds and why."""
    if not sight.halts:
        return tr("Halt the firm at once: nothing new, all orders cancelled ({chord})").format(chord=CHORD)
    return f"{told.state_told(sight).words}\n{told.reason_told(sight)}"


def controls(window: TerminalWindow) -> Iterator[HaltControl]:
    """One in each window."""
    yield window.app_bar.halt
    for strip in window.pop_outs.strips.values():
        yield strip.halt
