"""From the switch to the shut gate with the Python interpreter wedged, beside a kill switch in Python.

Ours: a gateway core with 1,000 orders at rest and 50,000 a second offered; another thread pulls the switch, while
Python code holds the interpreter's lock in one long call. The time is until no order can be let through any more; an
order that leaves after that fails the run.

The peer is what terminals written in Python do: a flag that the order loop looks at before each order, set by whoever
halts, in the same wedged interpreter. Its time is until the loop has seen the flag.
"""

from __future__ import annotations

import re
import shutil
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

from terminal import _core

ROOT = Path(__file__).resolve().parents[2]
RUNS, PEER_RUNS = 40, 12
RESTING, OFFERED, STORM_MS = 1_000, 50_000, 60
MOST_US = 1_000.0
CRITICAL = re.compile(r"(a+)+$")
WEDGE_LETTERS = 21


def wedge(until: threading.Event) -> None:
    """One call after the other that does not let go of the interpreter's lock."""
    while not until.is_set():
        CRITICAL.match("a" * WEDGE_LETTERS + "b")


def ours(folder: Path) -> list[dict[str, float]]:
    """The core's rehearsals, with the interpreter wedged from before the switch until after the last cancel."""
    rows = []
    for seed in range(RUNS):
        home = folder / str(seed)
        row: dict[str, float] = {}
        done = threading.Event()
        thread = threading.Thread(target=rehearse, args=(home, seed, row, done))
        thread.start()
        wedge(done)
        thread.join()
        rows.append(row)
        shutil.rmtree(home, ignore_errors=True)
    return rows


def rehearse(home: Path, seed: int, row: dict[str, float], done: threading.Event) -> None:
    """One rehearsal; its figures go into ``row``."""
    row.update(_core.rehearse_halt(home, RESTING, OFFERED, STORM_MS, 0, seed))
    done.set()


def peer() -> list[float]:
    """Microseconds until a loop in Python sees that it was told to stop."""
    times = []
    for _ in range(PEER_RUNS):
        halted, ended = threading.Event(), threading.Event()
        seen: list[int] = []

        def loop(halted: threading.Event = halted, seen: list[int] = seen) -> None:
            while not halted.is_set():
                time.sleep(0)
            seen.append(time.monotonic_ns())

        def switch(halted: threading.Event = halted, ended: threading.Event = ended, seen: list[int] = seen) -> None:
            time.sleep(0.05)
            halted.set()
            while not seen:
                time.sleep(0)
            ended.set()

        began = time.monotonic_ns()
        threads = [threading.Thread(target=act) for act in (loop, switch)]
        for thread in threads:
            thread.start()
        wedge(ended)
        for thread in threads:
            thread.join()
        times.append((seen[0] - began - 50_000_000) / 1_000)
    return times


def worst(values: list[float]) -> float:
    """The 99th percentile of few values: nearly the largest."""
    return sorted(values)[min(len(values) - 1, round(0.99 * len(values)))]


def main() -> None:
    """Runs both; the last line is the result."""
    envs = ROOT / "bench/.envs"
    envs.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="halt-", dir=envs))
    try:
        rows = ours(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    late = sum(int(row["orders_after_latch"]) for row in rows)
    shut = [row["last_order_us"] for row in rows]
    wire = [row["last_on_wire_us"] or 0.0 for row in rows]
    cancelled = [row["all_cancelled_us"] / 1_000 for row in rows]
    offered = statistics.median(row["offered_per_second"] for row in rows)
    print(f"{RUNS} switches, {offered:,.0f} orders/s offered, interpreter wedged; {late} orders after the latch")
    print(f"  gate shut p50 {statistics.median(shut):.1f} us, p99 {worst(shut):.1f} us (claimed <= {MOST_US:,.0f})")
    print(f"  last order on the wire at most {max(wire):.1f} us after the switch")
    print(f"  {RESTING:,} cancels on the wire p50 {statistics.median(cancelled):.1f} ms, p99 {worst(cancelled):.1f} ms")
    if late:
        sys.exit(f"{late} orders left after the gate was shut")
    told = peer()
    print(f"  a flag in Python: p50 {statistics.median(told):,.0f} us, p99 {worst(told):,.0f} us")
    print(f"halt ours={worst(shut):.1f} peer={worst(told):.0f} ratio={worst(told) / worst(shut):.0f} unit=us")


if __name__ == "__main__":
    main()
