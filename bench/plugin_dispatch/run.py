"""A market event's way to a Python plugin's callback, beside VeighNa's EventEngine at the same rate.

Ours is timed from the moment the core puts an event into the plugin's ring, theirs from ``put``, both to the first line
of the handler. A rate is sustained when it reaches the handler and nothing is left out.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
RATE = 20_000
SECONDS, RAMP_SECONDS = 4.0, 2.0
ROUNDS = 3
RAMP = (50_000, 100_000, 150_000, 200_000, 300_000, 400_000)
REACHED = 0.9
P50_US, P99_US = 20.0, 500.0
Measure = Callable[[int, float], dict[str, Any]]


def environment() -> Path:
    """The Python of VeighNa's own environment, which the benchmark of its window makes."""
    spec = spec_from_file_location("gui_flood_run", HERE.parent / "gui_flood/run.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    python: Path = module.environment()
    return python


def said(command: list[object], **more: str) -> dict[str, Any]:
    """Runs a measuring script and returns its JSON line."""
    words = [str(word) for word in command]
    done = subprocess.run(words, env=os.environ | more, capture_output=True, text=True, timeout=120)
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode != 0 or not lines:
        raise SystemExit(f"plugin-dispatch: {words[1]} ended with {done.returncode}: {done.stderr.strip()[-400:]}")
    return dict(json.loads(lines[-1]))


def show(name: str, rate: int, figures: dict[str, Any], note: str = "") -> None:
    """One line of a measurement."""
    print(
        f"{name} {rate:>8,}/s: reached {figures['rate']:,}/s, p50 {figures['p50_us']} us, p99 {figures['p99_us']} us, "
        f"left out {figures['missed']:,}{note}",
        flush=True,
    )


def in_turn(measures: dict[str, Measure]) -> dict[str, dict[str, float]]:
    """Both sides at the claimed rate, one after the other, several times; the median of each figure."""
    seen: dict[str, list[dict[str, Any]]] = {name: [] for name in measures}
    for _ in range(ROUNDS):
        for name, measure in measures.items():
            figures = measure(RATE, SECONDS)
            show(name, RATE, figures)
            seen[name].append(figures)
    keys = ("rate", "p50_us", "p99_us", "missed")
    return {name: {key: statistics.median(row[key] for row in rows) for key in keys} for name, rows in seen.items()}


def sustained(name: str, measure: Measure, lowest: int) -> int:
    """The highest rate of a rising ramp that reached the handler whole."""
    best = lowest
    for rate in RAMP:
        figures = measure(rate, RAMP_SECONDS)
        good = figures["rate"] >= REACHED * rate and not figures["missed"]
        show(name, rate, figures, "" if good else ", not sustained")
        if not good:
            break
        best = min(rate, figures["rate"])
    return best


def main() -> None:
    python = environment()
    with tempfile.TemporaryDirectory(prefix="plugin-dispatch-") as home:

        def ours(rate: int, seconds: float) -> dict[str, Any]:
            return said([sys.executable, HERE / "ours.py", "--rate", rate, "--seconds", seconds])

        def peer(rate: int, seconds: float) -> dict[str, Any]:
            return said([python, HERE / "peer.py", "--rate", rate, "--seconds", seconds], HOME=home)

        at = in_turn({"VeighNa ": peer, "Plimsoll": ours})
        mine, theirs = at["Plimsoll"], at["VeighNa "]
        best = {name: sustained(name, measure, RATE) for name, measure in (("VeighNa ", peer), ("Plimsoll", ours))}
    print(f"highest rate sustained: Plimsoll {best['Plimsoll']:,}/s, VeighNa {best['VeighNa ']:,}/s")
    print(
        f"at {RATE:,}/s: p50 {mine['p50_us']} us (goal {P50_US:.0f}), p99 {mine['p99_us']} us (goal {P99_US:.0f}); "
        f"VeighNa p50 {theirs['p50_us']} us, p99 {theirs['p99_us']} us"
    )
    ratio = theirs["p50_us"] / mine["p50_us"]
    print(f"plugin-dispatch ours={mine['p50_us']} peer={theirs['p50_us']} ratio={ratio:.1f} unit=us")


if __name__ == "__main__":
    main()
