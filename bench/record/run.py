"""Recording to disk, synced as it goes, beside VeighNa's recorder on its SQLite database.

Ours takes the load generator's messages as a live feed does: the recorder's thread, a sync twelve times a second, an
orderly close; the recording is then replayed, so that what is counted can be read. The peer gets ticks of the same
market, one for each change of a best price, and saves them as its DataRecorder does: lists of one symbol, as a stream.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from terminal import _core
from terminal.bridge.jobs import ReplayRequest, replay
from terminal.bridge.recordings import extract

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SEED, INSTRUMENTS = 11, 50
MESSAGES, TICKS = 8_000_000, 30_000
CLAIMED = 1_000_000
DATABASE = ("vnpy_sqlite==1.1.3", "peewee==3.18.2")


def main() -> None:
    """Records with both; the last line is the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=MESSAGES)
    parser.add_argument("--ticks", type=int, default=TICKS)
    wanted = parser.parse_args()
    python = environment()
    folder = Path(tempfile.mkdtemp(prefix="record-", dir=ROOT / "bench/.envs"))
    try:
        ours = record(folder / "session", wanted.messages)
        peer = record_peer(python, folder, ticks_of(folder / "session", wanted.ticks))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"record ours={ours:.0f} peer={peer:.0f} ratio={ours / peer:.1f} unit=messages/s")


def environment() -> Path:
    """VeighNa's environment as the bench gui-flood makes it, with its database beside."""
    flood = importlib.util.spec_from_file_location("gui_flood", HERE.parent / "gui_flood/run.py")
    if flood is None or flood.loader is None:
        raise SystemExit("record: bench/gui_flood/run.py is gone")
    module = importlib.util.module_from_spec(flood)
    flood.loader.exec_module(module)
    python = Path(module.environment())
    stamp = python.parents[1] / "stamp-sqlite"
    if stamp.exists() and stamp.read_text() == "\n".join(DATABASE):
        return python
    uv = ROOT / ".tools/uv/bin/uv"
    install = (
        [uv, "pip", "install", "-q", "--python", python] if uv.exists() else [python, "-m", "pip", "install", "-q"]
    )
    subprocess.run([*install, "--no-deps", *DATABASE], check=True)
    stamp.write_text("\n".join(DATABASE))
    return python


def record(folder: Path, messages: int) -> float:
    """Our messages a second, the close included."""
    count, events, dropped, seconds, size = _core.bench_record(str(folder), SEED, INSTRUMENTS, messages)
    report = replay(ReplayRequest(folder), lambda _fraction, _units: None)
    if dropped or report["gaps"] or report["failure"] or report["messages"] != count:
        raise SystemExit(f"record: not a whole recording: {dropped} dropped, {report}")
    rate = count / seconds
    print(
        f"Plimsoll: {count:,} messages in {seconds:.2f} s, {rate:,.0f}/s (goal {CLAIMED:,}), {size / events:.1f} bytes "
        f"an event, {size / seconds / 2**20:.0f} MiB/s; replayed whole"
    )
    return rate


def ticks_of(folder: Path, count: int) -> Path:
    """The first ticks of the recording, in order of time."""
    quotes = extract(folder, "quotes", lambda _fraction, _units: None)
    names = list(quotes)
    at = np.concatenate([np.full(len(columns["ts_ns"]), number) for number, columns in enumerate(quotes.values())])
    rows = {name: np.concatenate([columns[name] for columns in quotes.values()]) for name in quotes[names[0]]}
    first = np.argsort(rows["ts_ns"], kind="stable")[:count]
    path = folder.parent / "ticks.npz"
    np.savez(path, names=np.array(names), at=at[first], **{name: column[first] for name, column in rows.items()})
    return path


def record_peer(python: Path, folder: Path, ticks: Path) -> float:
    """The peer's ticks a second."""
    home = folder / "home"
    home.mkdir()
    done = subprocess.run(
        [python, HERE / "peer.py", ticks],
        env=os.environ | {"HOME": str(home), "VNPY_LANG": "en"},
        cwd=home,
        capture_output=True,
        text=True,
        timeout=300,
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode != 0 or not lines:
        raise SystemExit(f"record: the peer ended with {done.returncode}: {done.stderr.strip()[-400:]}")
    figures: dict[str, Any] = json.loads(lines[-1])
    print(f"VeighNa {figures['vnpy']}, vnpy_sqlite: {figures['ticks']:,} ticks in {figures['seconds']:.2f} s")
    return float(figures["ticks"] / figures["seconds"])


if __name__ == "__main__":
    main()
