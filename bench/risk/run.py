"""Every pre-trade check of one order, beside the risk engines of NautilusTrader and VeighNa.

Ours makes all 27 checks against limits of three scopes, times each of them, and writes down what it measured; the order
state takes each order in before the next. NautilusTrader checks precision, price, quantity, value and balance of the
order and the submit rate; VeighNa applies its five rules. All three let every order through. Ours is timed in its own
process of Rust, the others by the interpreter that they are called from, whose clock takes some 60 ns of theirs.
"""

from __future__ import annotations

import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from typing import Any

HERE = pathlib.Path(__file__).resolve().parent
ORDERS, PEER_ORDERS = 300_000, 20_000
ROUNDS = 3
VEIGHNA_RULES = "vnpy_riskmanager==2.0.0"
P50_NS, P99_NS = 1_000, 3_000


def neighbour(folder: str) -> Any:
    """Another benchmark's run: it knows how to make its peer's environment."""
    spec = spec_from_file_location(f"{folder}_run", HERE.parent / folder / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def veighna() -> pathlib.Path:
    """The Python of VeighNa's environment, its risk manager installed."""
    python: pathlib.Path = neighbour("gui_flood").environment()
    name, version = VEIGHNA_RULES.split("==")
    probe = f"from importlib.metadata import version; assert version({name!r}) == {version!r}"
    if subprocess.run([python, "-c", probe], check=False, capture_output=True).returncode:
        uv = HERE.parents[1] / ".tools/uv/bin/uv"
        door = [uv, "pip", "install", "--python", python] if uv.exists() else [python, "-m", "pip", "install"]
        subprocess.run([*door, "-q", "--no-deps", VEIGHNA_RULES], check=True)
    return python


def said(command: list[object], **more: str) -> dict[str, Any]:
    """Runs a measuring program and returns its JSON line."""
    words = [str(word) for word in command]
    done = subprocess.run(words, env=os.environ | more, capture_output=True, text=True, timeout=180)
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode != 0 or not lines:
        raise SystemExit(f"risk: {words[0]} ended with {done.returncode}: {done.stderr.strip()[-400:]}")
    return dict(json.loads(lines[-1]))


def cargo_build() -> pathlib.Path:
    """Builds ours; returns the program."""
    subprocess.run(["cargo", "build", "--release", "--quiet", "--locked"], cwd=HERE, check=True)
    return pathlib.Path(os.environ.get("CARGO_TARGET_DIR", HERE / "target")) / "release" / "risk-bench"


def in_turn(measures: dict[str, Callable[[], dict[str, Any]]]) -> dict[str, dict[str, Any]]:
    """All by turns, several times; of each the round with the median p50."""
    seen: dict[str, list[dict[str, Any]]] = {name: [] for name in measures}
    for _ in range(ROUNDS):
        for name, measure in measures.items():
            seen[name].append(measure())
    middle = {name: statistics.median_low(row["p50_ns"] for row in rows) for name, rows in seen.items()}
    return {name: next(row for row in rows if row["p50_ns"] == middle[name]) for name, rows in seen.items()}


def main() -> None:
    """Measures all by turns."""
    program, nautilus, rules = cargo_build(), neighbour("book_l3").nautilus_python(), veighna()
    with tempfile.TemporaryDirectory(prefix="risk-") as home:
        figures = in_turn(
            {
                "Plimsoll": lambda: said([program, ORDERS]),
                "NautilusTrader": lambda: said([nautilus, "-P", HERE / "nautilus.py", PEER_ORDERS]),
                "VeighNa": lambda: said([rules, "-P", HERE / "vnpy_rules.py", PEER_ORDERS], HOME=home),
            }
        )
    ours = figures["Plimsoll"]
    checks = ", ".join(f"{name} {nanos}" for name, nanos in ours["median_ns"].items())
    print(f"median of each check, its stopwatch of {ours['reading_ns']:.0f} ns included: {checks}")
    for name, row in figures.items():
        print(f"{name:<15} p50 {row['p50_ns']:>6} ns, p99 {row['p99_ns']:>6} ns")
    print(f"{ours['checks']} checks: p50 {ours['p50_ns']} ns (goal {P50_NS}), p99 {ours['p99_ns']} ns (goal {P99_NS})")
    for name, peer in (("risk (VeighNa)", figures["VeighNa"]), ("risk", figures["NautilusTrader"])):
        ratio = peer["p50_ns"] / ours["p50_ns"]
        print(f"{name} ours={ours['p50_ns']} peer={peer['p50_ns']} ratio={ratio:.2f} unit=ns")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
