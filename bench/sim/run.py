"""Event backtest with a market maker that looks every 100 ms, full risk, order state and audit on, beside peers.

All trade in one simulated market, told order by order and level by level, ready-made in memory. hftbacktest runs the
same market maker in numba, on both tellings, with its hash-map and its ROI-vector depth. NautilusTrader gets the
changes of the best prices, where a Python 3.12 is at hand. Times are seconds of the process on a core, the best of
several rounds taken by turns.
"""

from __future__ import annotations

import importlib.machinery
import importlib.util
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

HERE = pathlib.Path(__file__).resolve().parent
ENVIRONMENTS = HERE.parent / ".envs"
HFTBACKTEST = "hftbacktest==2.4.4"
NAUTILUS = "nautilus_trader==1.231.0"
SEED, MESSAGES, RATE = 7, 1_000_000, 10_000.0
CALLED, QUOTED = 300_000, 100_000
TICK = "0.01"
ROUNDS, TURNS = 3, 3


def bench_sim() -> Any:
    """The market and our run in it, built."""
    subprocess.run(["cargo", "build", "--release", "--quiet", "--locked"], cwd=HERE, check=True)
    folder = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", HERE / "target")) / "release"
    library = next(path for path in (folder / "libbench_sim.so", folder / "libbench_sim.dylib") if path.exists())
    loader = importlib.machinery.ExtensionFileLoader("bench_sim", str(library))
    spec = importlib.util.spec_from_loader("bench_sim", loader)
    if spec is None:
        raise SystemExit("sim: the built module cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def environment(name: str, base: str, package: str, probe: str) -> pathlib.Path:
    """The interpreter of a peer's own environment, made when it is missing."""
    python = ENVIRONMENTS / name / "bin" / "python"
    done = python.exists() and subprocess.run([python, "-c", probe], check=False, capture_output=True).returncode == 0
    if not done:
        subprocess.run([base, "-m", "venv", ENVIRONMENTS / name], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", package], check=True)
    return python


def python_312() -> str | None:
    """An interpreter that NautilusTrader's release runs on."""
    pyenv = sorted(pathlib.Path.home().glob(".pyenv/versions/3.12*/bin/python"))
    for candidate in (shutil.which("python3.12"), *map(str, pyenv)):
        if candidate and subprocess.run([candidate, "--version"], check=False, capture_output=True).returncode == 0:
            return candidate
    return None


def timed(work: Callable[[], dict[str, int]]) -> tuple[float, dict[str, int]]:
    """Fewest seconds of the rounds, and what came of it."""
    seconds, outcome = [], {}
    for _ in range(ROUNDS):
        start = time.thread_time()
        outcome = work()
        seconds.append(time.thread_time() - start)
    return min(seconds), outcome


def ours(day: Any) -> dict[str, float]:
    """Events a second by telling and work."""
    rates = {}
    for telling, by_level in (("orders", False), ("levels", True)):
        for work, acts in (("idle", False), ("make", True)):
            seconds, outcome = timed(lambda by_level=by_level, acts=acts: day.run(by_level, acts))
            rates[f"{telling} {work}"] = outcome["events"] / seconds
            if acts and (outcome["refused"] or not outcome["fills"]):
                raise SystemExit(f"sim: our market maker came to {outcome}")
            rates[f"{telling} {work} shares"] = outcome["shares"]
    seconds, outcome = timed(lambda: day.run(False, True, lambda _ts_ns, _bid, _ask: None, CALLED))
    rates["callback"] = outcome["events"] / seconds
    return rates


def hftbacktest(python: pathlib.Path, folder: pathlib.Path, day: Any) -> dict[str, float]:
    """Events of the market a second, by telling, depth and work; what it makes of an execution is not counted twice."""
    orders, levels, _, low, high = day.shape()
    rates = {}
    for telling, events in (("orders", orders), ("levels", levels)):
        bounds = [str(max(low - 1.0, 0.0)), str(high + 1.0)]
        command = [python, "-P", HERE / "peer.py", folder / telling, telling, TICK, *bounds, str(ROUNDS)]
        printed = subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True).stdout
        for line in printed.splitlines():
            depth, work, seconds, shares, _ = line.split()
            rates[f"{telling} {depth} {work}"] = events / float(seconds)
            rates[f"{telling} {depth} {work} shares"] = int(shares)
            if work == "make" and int(shares) == 0:
                raise SystemExit("sim: hftbacktest's market maker never traded")
    return rates


def nautilus(folder: pathlib.Path) -> dict[str, float]:
    """Quotes a second by work; nothing where it cannot run."""
    base = python_312()
    if base is None:
        print("NautilusTrader: not measured, 1.231.0 needs Python 3.12 and 1.221.0 aborts in its backtest on 3.11")
        return {}
    python = environment("nautilus-3.12", base, NAUTILUS, "import nautilus_trader.backtest.engine")
    command = [str(python), "-P", "-W", "ignore", str(HERE / "nautilus.py"), str(folder / "quotes")]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        print(f"NautilusTrader: not measured, it ended with {done.returncode}: {done.stderr.strip()[-200:]}")
        return {}
    rows = [line.split() for line in done.stdout.splitlines() if line.count(" ") == 4]
    return {work: int(quotes) / float(seconds) for work, quotes, seconds, _, _ in rows}


def best(turns: list[dict[str, float]]) -> dict[str, float]:
    """The highest rate of each name."""
    return {name: max(turn[name] for turn in turns) for name in turns[0]}


def line(name: str, own: float, peer: float) -> None:
    """One result."""
    print(f"{name} ours={own:.0f} peer={peer:.0f} ratio={own / peer:.2f} unit=events/s", flush=True)


def main() -> None:
    """Measures by turns and compares."""
    module = bench_sim()
    python = environment("hftbacktest", sys.executable, HFTBACKTEST, "import hftbacktest")
    day = module.Day(SEED, MESSAGES, RATE)
    orders, levels, span, _, _ = day.shape()
    print(f"{orders:,} messages, {levels:,} changes of levels and prints, {span:.0f} s, a look every 100 ms")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "orders").write_bytes(day.records(False))
        (folder / "levels").write_bytes(day.records(True))
        (folder / "quotes").write_bytes(day.quotes()[: QUOTED * 40])
        own, peer = [], []
        for _ in range(TURNS):
            own.append(ours(day))
            peer.append(hftbacktest(python, folder, day))
        own.append(ours(day))
        quotes = nautilus(folder)
    report(best(own), best(peer), quotes)


def report(own: dict[str, float], peer: dict[str, float], quotes: dict[str, float]) -> None:
    """A line for each comparison; last, hftbacktest's fastest depth on the telling that suits it best."""
    for telling in ("orders", "levels"):
        shares = own[f"{telling} make shares"], peer[f"{telling} roi make shares"]
        print(
            f"{telling}: the maker trades {shares[0]:,.0f} shares at our venue, {shares[1]:,.0f} at hftbacktest's"
        )
        for depth in ("hash", "roi"):
            for work in ("idle", "make"):
                name = f"sim ({telling}, hftbacktest {depth}, {'market maker' if work == 'make' else 'no strategy'})"
                line(name, own[f"{telling} {work}"], peer[f"{telling} {depth} {work}"])
    if quotes:
        line("sim (market maker, NautilusTrader on quotes)", own["orders make"], quotes["make"])
        line("sim (no strategy, NautilusTrader on quotes)", own["orders idle"], quotes["idle"])
        line("sim (Python callback an event, NautilusTrader's a quote)", own["callback"], quotes["callback"])
    else:
        print(f"sim (Python callback an event) ours={own['callback']:.0f} unit=events/s")
    line("sim", own["levels make"], peer["levels roi make"])


if __name__ == "__main__":
    main()
