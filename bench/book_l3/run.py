"""Decode and per-order book with FIFO queues and the best after each message, called from Python in bulk, beside
NautilusTrader's OrderBook.apply_deltas and hftbacktest's L3 depths (no queues).

All get the same simulated ITCH stream of one instrument. Ours starts from the bytes; the peers from operations made
beforehand. Times are seconds of the thread on a core, the best of several rounds of each, taken by turns: whatever else
runs on the machine only ever adds to them.
"""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys
import tempfile
import time
import venv

from terminal import _core

HERE = pathlib.Path(__file__).resolve().parent
ENVIRONMENT = HERE.parent / ".envs" / "nautilus"
NAUTILUS = "nautilus_trader==1.221.0"
MESSAGES = 1_000_000
RESTING = 5_000
ROUNDS = 9
TURNS = 2


def cargo_build() -> pathlib.Path:
    """Builds the generator and the Rust peer; returns their folder."""
    subprocess.run(["cargo", "build", "--release", "--quiet"], cwd=HERE, check=True)
    return pathlib.Path(os.environ.get("CARGO_TARGET_DIR", HERE / "target")) / "release"


def nautilus_python() -> pathlib.Path:
    """The interpreter of NautilusTrader's own environment, made when it is missing."""
    python = ENVIRONMENT / "bin" / "python"
    probe = [str(python), "-c", "import nautilus_trader.model.book"]
    if not python.exists() or subprocess.run(probe, check=False, capture_output=True).returncode:
        venv.create(ENVIRONMENT, with_pip=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", NAUTILUS], check=True)
    return python


def lines_of(command: list[str]) -> dict[str, tuple[int, float, int]]:
    """A peer's `NAME MESSAGES SECONDS SUM` lines by name."""
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rows = [line.split() for line in printed.splitlines()]
    return {name: (int(messages), float(seconds), int(total)) for name, messages, seconds, total in rows}


def ours(data: bytes) -> tuple[int, float, int, int]:
    """Messages that change the book, seconds, sum of all bests, sum of the last best prices."""
    seconds = []
    for _ in range(ROUNDS):
        start = time.thread_time()
        messages, total, last, faults = _core.bench_book_l3(data)
        seconds.append(time.thread_time() - start)
        if faults:
            message = f"our book counts {faults} faults on clean input"
            raise SystemExit(message)
    return messages, min(seconds), total, last


def check(name: str, theirs: int, own: int) -> None:
    """Ends the run when a peer read other bests than ours."""
    if theirs != own:
        message = f"{name} has another book: {theirs}, ours {own}"
        raise SystemExit(message)


def line(name: str, rate: float, peer: tuple[int, float, int]) -> str:
    """The result against one peer."""
    peer_rate = peer[0] / peer[1]
    return f"{name} ours={rate:.0f} peer={peer_rate:.0f} ratio={rate / peer_rate:.2f} unit=msg/s"


def main() -> None:
    """Measures all by turns."""
    binaries = cargo_build()
    python = nautilus_python()
    with tempfile.TemporaryDirectory() as folder:
        itch, operations = pathlib.Path(folder, "stream.itch"), pathlib.Path(folder, "operations")
        generate = [str(binaries / "generate"), str(itch), str(operations), str(MESSAGES), "1", str(RESTING)]
        print(subprocess.run(generate, check=True, capture_output=True, text=True).stdout, end="")
        data = itch.read_bytes()
        own, depths, nautilus = [], [], []
        for _ in range(TURNS):
            own.append(ours(data))
            depths.append(lines_of([str(binaries / "hftbacktest"), str(operations)]))
            nautilus.append(lines_of([str(python), "-P", str(HERE / "nautilus.py"), str(operations)]))
        own.append(ours(data))
    report(own, best_of(depths), best_of(nautilus))


def best_of(turns: list[dict[str, tuple[int, float, int]]]) -> dict[str, tuple[int, float, int]]:
    """Of each name, the line with the fewest seconds."""
    return {name: min((turn[name] for turn in turns), key=lambda line: line[1]) for name in turns[0]}


def report(
    own: list[tuple[int, float, int, int]],
    depths: dict[str, tuple[int, float, int]],
    nautilus: dict[str, tuple[int, float, int]],
) -> None:
    """Compares what was read and prints a line for each peer, NautilusTrader in bulk last."""
    messages, seconds, total, last = min(own, key=lambda turn: turn[1])
    rate = messages / seconds
    for name, peer in depths.items():
        check(f"hftbacktest {name}", peer[2], total)
    check("NautilusTrader", nautilus["bulk"][2], last)
    print(line("book-l3 (hftbacktest hash map)", rate, depths["hash"]))
    print(line("book-l3 (hftbacktest)", rate, depths["roi"]))
    print(line("book-l3 (NautilusTrader, best after each message)", rate, nautilus["each"]))
    print(line("book-l3", rate, nautilus["bulk"]))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
