"""What each kind of rule measures, and when it may speak again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from terminal.domain.market import PRICE_ONE, UNSET, FeedHealth, InstrumentInfo, SessionStatus, TopOfBook
from terminal.domain.plugins import PluginState
from terminal.sdk.desk import AlertKind, AlertRule, PluginReport
from terminal.sdk.signals import SignalStream
from terminal.sdk.words import tr

CALM_NS = 1_000_000_000
"""A state must be over for this long before the same rule may speak of it again."""


@dataclass(frozen=True, slots=True)
class Machine:
    """How the machine stands, sampled now and then."""

    disk_free_gb: float = float("nan")
    memory_gb: float = float("nan")


@dataclass(frozen=True, slots=True)
class Limits:
    """What the settings say where a rule names no threshold, and how far back is back."""

    disk_gb: float = 5.0
    memory_gb: float = 4.0
    hysteresis_bps: float = 2.0


class Scene(Protocol):
    """Everything that rules look at, as of this frame."""

    @property
    def status(self) -> SessionStatus:
        """The feed."""

    @property
    def machine(self) -> Machine:
        """Disk and memory."""

    @property
    def limits(self) -> Limits:
        """Defaults of thresholds."""

    def instruments(self) -> tuple[InstrumentInfo, ...]:
        """Those of the session."""

    def top(self, instrument_id: int) -> TopOfBook:
        """Best prices of one."""

    def streams(self) -> tuple[SignalStream, ...]:
        """What plugins say."""

    def plugins(self) -> tuple[PluginReport, ...]:
        """Every plugin of the run."""

    def recording_trouble(self) -> str:
        """Why nothing is recorded though it should be; empty where all is well."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing that a rule watches, at this moment."""

    subject: str
    """Which instrument, signal or plugin; each is armed on its own."""
    holds: bool
    clear: bool
    """Whether the condition is over by enough: with ``holds`` false and ``clear`` false nothing changes."""
    words: str = ""


def readings(rule: AlertRule, scene: Scene) -> Iterator[Reading]:
    """What a rule watches now; what is not known is not read."""
    match rule.kind:
        case AlertKind.PRICE:
            yield from prices(rule, scene)
        case AlertKind.SIGNAL:
            yield from signals(rule, scene)
        case AlertKind.FEED:
            holds = scene.status.health == FeedHealth(rule.measure)
            yield Reading("feed", holds, not holds, scene.status.message)
        case AlertKind.RISK:
            yield from risks(rule, scene)


def prices(rule: AlertRule, scene: Scene) -> Iterator[Reading]:
    """One reading an instrument; none where the book does not tell."""
    for info in scene.instruments():
        if rule.symbol and info.symbol != rule.symbol:
            continue
        value = price_of(rule.measure, scene.top(info.id), info)
        if value is None:
            continue
        ticks = rule.measure == "spread_ticks"
        back = 1.0 if ticks else abs(rule.threshold) * scene.limits.hysteresis_bps / 1e4
        shown = f"{value:,.0f}" if ticks else f"{value:,.{info.price_decimals}f}"
        yield compared(rule, info.symbol, value, back, shown)


def price_of(measure: str, top: TopOfBook, info: InstrumentInfo) -> float | None:
    """A price in currency or the spread in ticks; ``None`` where it is unknown or not to be believed."""
    if measure == "last":
        return None if top.last_px == UNSET or not top.updates else top.last_px / PRICE_ONE
    if UNSET in (top.bid_px, top.ask_px) or top.gapped:
        return None
    match measure:
        case "bid":
            return top.bid_px / PRICE_ONE
        case "ask":
            return top.ask_px / PRICE_ONE
        case "mid":
            return (top.bid_px + top.ask_px) / 2 / PRICE_ONE
        case _:
            return (top.ask_px - top.bid_px) / info.tick if info.tick else None


def compared(rule: AlertRule, subject: str, value: float, back: float, shown: str) -> Reading:
    """A number against the threshold; the way back makes it clear."""
    if rule.relation == "above":
        return Reading(subject, value > rule.threshold, value <= rule.threshold - back, shown)
    return Reading(subject, value < rule.threshold, value >= rule.threshold + back, shown)


def signals(rule: AlertRule, scene: Scene) -> Iterator[Reading]:
    """One reading a stream of the plugin named."""
    plugin, _, name = rule.measure.partition("/")
    symbols = {info.id: info.symbol for info in scene.instruments()}
    for stream in scene.streams():
        key = stream.key
        symbol = symbols.get(key.instrument_id, "")
        if stream.shadow or key.plugin_id != plugin or (name and key.name != name):
            continue
        if rule.symbol and symbol != rule.symbol:
            continue
        back = max(abs(rule.threshold) * 0.1, 0.05)
        subject = " ".join(word for word in (symbol, plugin, key.name) if word)
        yield compared(rule, subject, stream.latest.value, back, f"{stream.latest.value:+.1f} bps")


def risks(rule: AlertRule, scene: Scene) -> Iterator[Reading]:
    """Plugins, recording, disk, memory."""
    limits, machine = scene.limits, scene.machine
    match rule.measure:
        case "plugin":
            for report in scene.plugins():
                stopped = report.state is PluginState.QUARANTINED
                yield Reading(report.id, stopped, not stopped, report.reason)
        case "recording":
            trouble = scene.recording_trouble()
            yield Reading("recording", bool(trouble), not trouble, trouble)
        case "disk" if machine.disk_free_gb == machine.disk_free_gb:
            least = limits.disk_gb if rule.relation == "is" else rule.threshold
            free = machine.disk_free_gb
            yield Reading("disk", free < least, free > least * 1.05, tr("{free:,.1f} GB free").format(free=free))
        case "memory" if machine.memory_gb == machine.memory_gb:
            most = limits.memory_gb if rule.relation == "is" else rule.threshold
            used = machine.memory_gb
            yield Reading("memory", used > most, used < most * 0.95, tr("{used:,.1f} GB used").format(used=used))
        case _:
            return


@dataclass(slots=True)
class Latch:
    """What keeps one rule from chattering: which of its subjects have spoken, and since when they are clear."""

    spoken: set[str] = field(default_factory=set)
    clear_since_ns: dict[str, int] = field(default_factory=dict)

    def speaks(self, reading: Reading, now_ns: int, calm_ns: int) -> bool:
        """Whether this reading is news."""
        subject = reading.subject
        if reading.holds:
            self.clear_since_ns.pop(subject, None)
            if subject in self.spoken:
                return False
            self.spoken.add(subject)
            return True
        if reading.clear and subject in self.spoken:
            since = self.clear_since_ns.setdefault(subject, now_ns)
            if now_ns - since >= calm_ns:
                self.spoken.discard(subject)
                self.clear_since_ns.pop(subject, None)
        return False
