"""The :class:`~terminal.sdk.desk.AlertBook` of a run: keeps rules, watches them, lists what they said, calls."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from terminal.app.alerts.conditions import CALM_NS, Latch, Reading, Scene, readings
from terminal.app.alerts.rules import check, condition_words, from_json, to_json
from terminal.app.preferences.book import SettingsFile
from terminal.app.services.kept_file import KeptFile, Notify
from terminal.domain.errors import TerminalError, UserError
from terminal.sdk.desk import AlertEvent, AlertKind, AlertRule, DeskNotice
from terminal.sdk.words import tr

log = logging.getLogger(__name__)
FILE = "alerts.json"
MOST_RULES, KEPT_EVENTS = 500, 2_000
SEVERITIES = {"failed": "danger", "recording": "danger", "stale": "warn", "gapped": "warn"}
SHOW = "alerts.show"
"""Action that shows what the alerts said."""


class Caller(Protocol):
    """What makes a noise or a notification outside the window."""

    def sound(self) -> None:
        """Is heard once."""

    def desktop(self, title: str, text: str) -> None:
        """Shows a notification of the desktop."""


class AlertStore:
    """Rules and events. :meth:`evaluate` is called once a frame."""

    def __init__(self, folder: Path, settings: SettingsFile, notify: Notify, caller: Caller | None = None) -> None:
        self.file = KeptFile(folder / FILE, 1, notify)
        self.settings = settings
        self.notify = notify
        self.caller = caller
        self.refused: list[Any] = []
        """Entries of the file that make no sense; they stay in it, for whoever wrote them to mend."""
        self.kept: dict[str, AlertRule] = {}
        self.latches: dict[str, Latch] = {}
        self.called_ns: dict[str, int] = {}
        self.said: deque[AlertEvent] = deque(maxlen=KEPT_EVENTS)
        self.seq = 0
        self.revision = 0
        self.listeners: list[Callable[[AlertEvent], object]] = []
        self.read()

    def read(self) -> None:
        """Takes up what was kept; a bad rule is said by name and left in the file."""
        document = self.file.read() or {}
        entries = document.get("rules", [])
        for entry in entries if isinstance(entries, list) else []:
            try:
                rule = from_json(entry)
                self.kept[rule.id] = rule
            except UserError as error:
                self.refused.append(entry)
                words = tr("{error} (mend it in {path})").format(error=error, path=self.file.path)
                self.notify(DeskNotice("warn", tr("An alert is not watched"), words, "alerts", SHOW))

    # Rules.

    def rules(self) -> tuple[AlertRule, ...]:
        """In the order they were made."""
        return tuple(self.kept.values())

    def put(self, rule: AlertRule) -> None:
        """Adds a rule, or replaces the one of the same id, which then may speak anew.

        Raises:
            UserError: it makes no sense, there are too many, or the disk refuses.
        """
        check(rule)
        if rule.id not in self.kept and len(self.kept) >= MOST_RULES:
            words = tr("alert {id}: there are {most} already; remove some first")
            raise UserError(words.format(id=rule.id, most=MOST_RULES))
        self.keep(self.kept | {rule.id: rule})
        self.forget(rule.id)

    def remove(self, rule_id: str) -> None:
        """Forgets a rule; one that is not there is no error."""
        if rule_id in self.kept:
            self.keep({other: rule for other, rule in self.kept.items() if other != rule_id})
            self.forget(rule_id)

    def keep(self, rules: dict[str, AlertRule]) -> None:
        """Writes the rules, then holds them."""
        self.file.write({"rules": [*map(to_json, rules.values()), *self.refused]})
        self.kept = rules
        self.revision += 1

    def forget(self, rule_id: str) -> None:
        """Lets a rule begin from the start."""
        self.latches.pop(rule_id, None)
        self.called_ns.pop(rule_id, None)

    # What they said.

    def events(self, limit: int = 500) -> tuple[AlertEvent, ...]:
        """Newest first."""
        newest = reversed(self.said)
        return tuple(event for _, event in zip(range(limit), newest, strict=False))

    def acknowledge(self, seq: int | None = None) -> None:
        """One event, or all."""
        held = [replace(event, acknowledged=True) if seq in (None, event.seq) else event for event in self.said]
        self.said = deque(held, maxlen=KEPT_EVENTS)
        self.revision += 1

    def unacknowledged(self) -> int:
        """How many events nobody has seen to."""
        return sum(not event.acknowledged for event in self.said)

    # Watching.

    def evaluate(self, now_ns: int, scene: Scene) -> None:
        """Lets every rule that has news speak. ``now_ns`` is monotonic."""
        for rule in self.rules():
            if not rule.enabled:
                continue
            latch = self.latches.setdefault(rule.id, Latch())
            calm_ns = 0 if rule.kind in (AlertKind.PRICE, AlertKind.SIGNAL) else CALM_NS
            try:
                news = [reading for reading in readings(rule, scene) if latch.speaks(reading, now_ns, calm_ns)]
            except TerminalError as error:
                log.debug("alert %s cannot be read now: %s", rule.id, error)
                continue
            for reading in news:
                self.speak(rule, reading, now_ns, scene.status.clock_ns)
            if news and rule.once:
                self.switch_off(rule)

    def speak(self, rule: AlertRule, reading: Reading, now_ns: int, ts_ns: int) -> None:
        """Lists an event, and calls unless the same rule called a moment ago."""
        severity = SEVERITIES.get(rule.measure, "info" if rule.kind is not AlertKind.RISK else "warn")
        event = AlertEvent(self.seq + 1, rule.id, ts_ns, event_words(rule, reading), severity)
        self.seq = event.seq
        self.said.append(event)
        self.revision += 1
        for call in tuple(self.listeners):
            call(event)
        pause_ns = round(self.settings.number("alerts.pause") * 1e9)
        called_ns = self.called_ns.get(rule.id)
        if called_ns is not None and now_ns - called_ns < pause_ns:
            return
        self.called_ns[rule.id] = now_ns
        self.notify(DeskNotice(severity, tr("Alert"), event.words, f"alert {rule.id}", SHOW))
        if self.caller is None:
            return
        if rule.sound and self.settings.flag("alerts.sound"):
            self.caller.sound()
        if rule.desktop and self.settings.flag("alerts.desktop"):
            self.caller.desktop(tr("Alert"), event.words)

    def switch_off(self, rule: AlertRule) -> None:
        """A rule that was to speak once has spoken."""
        try:
            self.keep(self.kept | {rule.id: replace(rule, enabled=False)})
        except UserError as error:
            self.kept[rule.id] = replace(rule, enabled=False)
            self.notify(DeskNotice("warn", tr("An alert could not be kept"), str(error), "alerts"))

    def on_event(self, call: Callable[[AlertEvent], object]) -> None:
        """Calls with each event."""
        self.listeners.append(call)


def event_words(rule: AlertRule, reading: Reading) -> str:
    """What happened: the user's words or the condition, then what was read."""
    seen = rule
    if rule.kind is AlertKind.SIGNAL:
        seen = replace(rule, symbol="", measure=reading.subject)
    elif rule.kind is AlertKind.PRICE:
        seen = replace(rule, symbol=reading.subject)
    head = rule.words or condition_words(seen)
    if rule.measure == "plugin":
        head = f"{head}: {reading.subject}"
    return f"{head} ({reading.words})" if reading.words else head
