"""Creates a plugin and lets it work, in a process of its own: one that hangs or crashes takes nothing with it.

    python -m terminal.plugin_host.trial DIR/plugin.toml

prints one JSON line, the fields of :class:`Trial`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from terminal.domain.plugins import PluginKind
from terminal.plugin_host.boundary import guarded
from terminal.plugin_host.core_ports import RawEvent
from terminal.plugin_host.dry_run import defaults, dry_run
from terminal.plugin_host.loading import Loaded, load
from terminal.plugin_host.look_ahead import LookAheadReport, check_alpha, check_events
from terminal.plugin_host.manifest import read
from terminal.sdk.events import EVENT_TYPES, Event, FeatureRow, Quote, Trade
from terminal.sdk.manifest import PluginManifest
from terminal.sdk.rehearsal import INSTRUMENT, Rehearsal, known_ns, market, split_features
from terminal.sdk.setting_values import duration_ns
from terminal.sdk.theme import Tokens

SECONDS = 120
"""Of generated market."""
LIMIT_S = 60.0
"""How long a trial may take."""
LEAST_EVERY_NS = 100_000_000
OTHERWISE = 1.01
"""By how much later prices differ in a perturbed run."""


@dataclass
class Trial:
    """What became of it."""

    failure: str = ""
    events: int = 0
    signals: int = 0
    orders: int = 0
    looks_ahead: bool = False
    look_ahead: str = ""
    """What the look-ahead check said; empty for kinds that are not checked."""


def outside(path: Path) -> Trial:
    """Runs a trial in a process of its own."""
    command = [sys.executable, "-m", "terminal.plugin_host.trial", str(path)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(place for place in sys.path if place)}
    try:
        done = subprocess.run(
            command, check=False, env=environment, capture_output=True, text=True, errors="replace", timeout=LIMIT_S
        )
    except subprocess.TimeoutExpired:
        return Trial(f"it did not end within {LIMIT_S:.0f} s on {SECONDS} s of generated market")
    try:
        return Trial(**json.loads(done.stdout.splitlines()[-1]))
    except (IndexError, ValueError, TypeError):
        said = done.stderr.strip().splitlines()[-1:] or ["it said nothing"]
        return Trial(f"its process ended with code {done.returncode}: {said[0]}")


def inside(path: Path) -> Trial:
    """The trial itself."""
    trial = Trial()
    manifest = read(path)
    fault = guarded(lambda: TRIED.get(manifest.kind, made)(manifest, load(manifest), trial), manifest.id)
    if fault is not None:
        trial.failure = fault.words
    return trial


def stage_of(manifest: PluginManifest) -> Rehearsal:
    """A stage with the manifest's capabilities and the settings' defaults."""
    return Rehearsal(defaults(manifest), manifest.capabilities, manifest.id)


def imported(_manifest: PluginManifest, _create: Loaded, _trial: Trial) -> None:
    """A panel is created by a window only."""


def made(manifest: PluginManifest, create: Loaded, _trial: Trial) -> None:
    """Created and closed."""
    close = getattr(create(stage_of(manifest)), "close", None)
    if callable(close):
        close()


def themed(manifest: PluginManifest, create: Loaded, _trial: Trial) -> None:
    """A theme gives tokens."""
    tokens = create(stage_of(manifest))
    if not isinstance(tokens, Tokens):
        raise TypeError(f"create gave {type(tokens).__name__}, wanted terminal.sdk.theme.Tokens")


def played(manifest: PluginManifest, create: Loaded, trial: Trial) -> None:
    """A generated market, as it is and with its future changed."""
    run = dry_run(manifest, create, events(manifest), lambda: (INSTRUMENT,))
    if run.fault is not None:
        trial.failure = run.fault.words
        return
    trial.events = run.events
    trial.signals = sum(output.what.startswith("signal") for output in run.outputs)
    trial.orders = sum(output.what in ("buy", "sell") for output in run.outputs)
    report = check_events(
        lambda given: dry_run(manifest, create, given, lambda: (INSTRUMENT,)), lambda at_ns: events(manifest, at_ns)
    )
    judge(trial, report)


def evaluated(manifest: PluginManifest, create: Loaded, trial: Trial) -> None:
    """An alpha's whole table, as it is and with its later rows changed."""
    features = split_features(manifest.capabilities.features) if manifest.capabilities.features else ()
    judge(trial, check_alpha(lambda: create(stage_of(manifest)), extra=features))


def judge(trial: Trial, report: LookAheadReport) -> None:
    """Takes a look-ahead report over."""
    trial.looks_ahead, trial.look_ahead = not report.passed, report.words


def events(manifest: PluginManifest, changed_after_ns: int | None = None) -> list[RawEvent]:
    """The generated market as this plugin receives it; with a moment, everything after it is another."""
    wanted, stage = manifest.capabilities, stage_of(manifest)
    every_ns = max(duration_ns(wanted.every), LEAST_EVERY_NS)
    found = []
    for event in market(SECONDS, features=wanted.features, every_ns=every_ns):
        if stage.delivers(event):
            late = changed_after_ns is not None and known_ns(event) > changed_after_ns
            code = EVENT_TYPES.index(type(event))
            found.append((code, 0, tuple(changed(event) if late else event)))
    return found


def changed(event: Event) -> Event:
    """The same event with other prices and sizes."""
    match event:
        case Quote():
            bid, ask = round(event.bid_px * OTHERWISE), round(event.ask_px * OTHERWISE)
            return event._replace(bid_px=bid, ask_px=ask, bid_qty=event.ask_qty, ask_qty=event.bid_qty)
        case Trade():
            return event._replace(px=round(event.px * OTHERWISE), side=3 - event.side)
        case FeatureRow():
            return event._replace(
                values=tuple(-value * OTHERWISE if abs(value) < 10 else value * OTHERWISE for value in event.values)
            )
        case _:
            return event


TRIED: dict[PluginKind, Callable[[PluginManifest, Loaded, Trial], Any]] = {
    PluginKind.STRATEGY: played,
    PluginKind.MODEL: played,
    PluginKind.ALPHA: evaluated,
    PluginKind.PANEL: imported,
    PluginKind.THEME: themed,
}

if __name__ == "__main__":
    print(json.dumps(asdict(inside(Path(sys.argv[1])))))
