"""The window under a flood of book updates, beside VeighNa's tick monitor on ticks of the same load generator.

Both sides are drawn by the same frame loop offscreen; a rate is sustained when frame p99 stays within 33 ms. Ours gets
ITCH bytes of 50 instruments through decoder and books, with ladder, heat map, tape and chart visible.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE)]

INSTRUMENTS, SEED = 50, 11
CLAIMED = 100_000
FRAME_MS, INPUT_MS = 33.0, 50.0
OURS = (CLAIMED, 200_000, 400_000, 600_000, 800_000, 1_000_000, 1_500_000, 2_000_000)
PEER = (100, 250, 500, 1_000, 2_000, 5_000)
SECONDS = 8.0
REACHED = 0.9
"""Share of the wanted rate that must have reached the screen's books for a run to count."""
PEER_PACKAGES = (
    "vnpy==4.1.0",
    "pyside6-essentials==6.8.2.1",  # what vnpy 4.1.0 pins, without the modules that it does not use
    "loguru==0.7.3",
    "tzlocal==5.4.5",
    "qdarkstyle==3.2.3",
    "numpy>=2.2.3,<2.5",
    "pandas>=2.3,<3",
    "ta-lib==0.8.2",
    "pyqtgraph==0.14.0",
    "tqdm",
)


def environment() -> Path:
    """The Python of VeighNa's own environment, made on demand below ``bench/.envs``."""
    folder = ROOT / "bench/.envs/vnpy"
    python, stamp = folder / "bin/python", folder / "stamp"
    wanted = "\n".join(PEER_PACKAGES)
    if stamp.exists() and stamp.read_text() == wanted:
        return python
    print("making VeighNa's environment in bench/.envs/vnpy", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    uv = ROOT / ".tools/uv/bin/uv"
    base = sys._base_executable  # type: ignore[attr-defined]
    if uv.exists():
        subprocess.run([uv, "venv", "-q", "--python", base, folder], check=True)
        install = [uv, "pip", "install", "-q", "--python", python]
    else:
        subprocess.run([base, "-m", "venv", folder], check=True)
        install = [python, "-m", "pip", "install", "-q"]
    subprocess.run([*install, "--no-deps", PEER_PACKAGES[0]], check=True)
    subprocess.run([*install, *PEER_PACKAGES[1:]], check=True)
    stamp.write_text(wanted)
    return python


def said(command: list[object], **more: str) -> dict[str, Any]:
    """Runs a measuring script and returns its JSON line."""
    done = subprocess.run(
        [str(word) for word in command], env=os.environ | more, capture_output=True, text=True, timeout=180
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode != 0 or not lines:
        raise SystemExit(f"gui-flood: {command[1]} ended with {done.returncode}: {done.stderr.strip()[-400:]}")
    return dict(json.loads(lines[-1]))


def in_words(figures: dict[str, Any]) -> str:
    """One line of a ramp."""
    words = "reached {rate:,}/s, frame p50 {frame_ms_p50} p99 {frame_ms_p99} max {frame_ms_max} ms".format(**figures)
    seen = figures.get("input_to_paint_ms_p99")
    return words if seen is None else f"{words}, input to paint p99 {seen} ms"


def sustained(
    name: str, rates: Iterable[int], measure: Callable[[int], dict[str, Any]]
) -> tuple[int, dict[int, dict[str, Any]]]:
    """The highest rate of a rising ramp whose frames stay even; each step may be tried again once, machines hiccup."""
    best, seen = 0, {}
    for rate in rates:
        for attempt in (1, 2):
            figures = measure(rate)
            good = figures["frame_ms_p99"] <= FRAME_MS and figures["rate"] >= REACHED * rate
            more = (
                f", input to paint p99 {figures['input_to_paint_ms_p99']} ms"
                if "input_to_paint_ms_p99" in figures
                else ""
            )
            print(
                f"{name} {rate:>9,}/s: reached {figures['rate']:,}/s, frame p50 {figures['frame_ms_p50']} p99 "
                f"{figures['frame_ms_p99']} max {figures['frame_ms_max']} ms{more}{'' if good else ', not sustained'}",
                flush=True,
            )
            if good or attempt == 2:
                break
        seen[rate] = figures
        if not good:
            break
        best = figures["rate"]
    return best, seen


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder for ticks and for VeighNa's own settings, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="gui-flood-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def ours(rate: int) -> dict[str, Any]:
    """Our window at a rate."""
    figures = said(
        [sys.executable, HERE / "ours.py", "--rate", rate, "--seconds", SECONDS, "--instruments", INSTRUMENTS]
    )
    if figures["hidden"] or figures["gaps"]:
        raise SystemExit(f"gui-flood: not a fair run: hidden panels {figures['hidden']}, {figures['gaps']} gaps")
    return figures


def main() -> None:
    import ticks

    python = environment()
    with scratch() as folder:
        recorded = ticks.record(folder / "ticks.npz", SEED, INSTRUMENTS, 8.0)
        print(f"{recorded:,} ticks of {INSTRUMENTS} instruments recorded from the load generator")
        peer_command = [python, HERE / "peer.py", folder / "ticks.npz", "--seconds", SECONDS, "--rate"]
        peer, _ = sustained(
            "VeighNa ", PEER, lambda rate: said([*peer_command, rate], HOME=str(folder), VNPY_LANG="en")
        )
    best, seen = sustained("Plimsoll", OURS, ours)
    at = seen[CLAIMED]
    print(
        f"at {CLAIMED:,}/s: frame p99 {at['frame_ms_p99']} ms (goal {FRAME_MS:.0f}), max {at['frame_ms_max']} ms, input to "
        f"paint p50 {at['input_to_paint_ms_p50']} p99 {at['input_to_paint_ms_p99']} ms (goal {INPUT_MS:.0f})"
    )
    if not peer:
        print(f"VeighNa did not sustain {PEER[0]}/s on this machine now; that rate is taken for it")
        peer = PEER[0]
    print(f"gui-flood ours={best} peer={peer} ratio={best / peer:.1f} unit=updates/s")


if __name__ == "__main__":
    main()
