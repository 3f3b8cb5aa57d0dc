"""An order from Python to its acknowledgement through the whole gateway, beside a bare ZeroMQ round trip.

Ours: Python, the core's client, ZeroMQ over ipc into the gateway's process, session, all risk checks, audit log, simulated
venue without latency, and the venue's acknowledgement back in Python. The peer does nothing of this: it sends a message of
the same size to a ROUTER that sends it back (libzmq on both sides, ipc, the same run, round by round).
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from terminal import _core

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PACKAGES = ("pyzmq==27.3.0", "redis==8.1.0")
ROUNDS, COUNT = 3, 2_000
WHO, PLAIN_NEW, DONE = (1, 1, 1, 0), "0", "4"

CONFIG = """
profile = "SIM"
[firm]
currency = "USD"
desks = ["equities"]
accounts = [{ name = "bench", desk = "equities", currency = "USD" }]
traders = [{ name = "kim", desk = "equities" }]
[[principals]]
name = "bench"
trader = "kim"
accounts = ["bench"]
commands_per_second = 1000000
dead_man = { operator_ms = 300000, strategies_ms = 300000 }
[market]
past_s = 30.0
[venue]
order_latency_us = 0
response_latency_us = 0
[risk]
limits = "limits.toml"
short_sale = "free"
"""


def main() -> None:
    """Measures in turns; the last line is the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--count", type=int, default=COUNT)
    wanted = parser.parse_args()
    python = environment()
    home = Path(tempfile.mkdtemp(prefix="order-path-"))
    ours, peers, one_way = [], [], []
    try:
        with gateway(home) as client:
            for _ in range(wanted.rounds):
                times, ways = round_trips(client, wanted.count)
                ours.append(figures(times))
                one_way.append(statistics.median(ways) / 1e3)
                peers.append(bare_zeromq(python, home, wanted.count))
        embedded(home, wanted.count)
        redis_pub_sub(python, home, wanted.count)
        veighna(wanted.count)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    mine, bare = min(ours), min(peers)
    print(f"one way, Python to the gateway's stamp: p50 {min(one_way):.1f} us (goal 25)")
    print(f"Plimsoll p50 {mine[0]:.1f} p99 {mine[1]:.1f} us, bare ZeroMQ p50 {bare[0]:.1f} p99 {bare[1]:.1f} us")
    print(f"order-path ours={mine[0]:.1f} peer={bare[0]:.1f} ratio={bare[0] / mine[0]:.2f} unit=us")


def figures(times_ns: list[int]) -> tuple[float, float]:
    """Median and 99th percentile in microseconds, the first tenth left out."""
    kept = sorted(times_ns[len(times_ns) // 10 :])
    return statistics.median(kept) / 1e3, kept[len(kept) * 99 // 100] / 1e3


@contextmanager
def gateway(home: Path) -> Iterator[_core.GatewayClient]:
    """A gateway in a process of its own, and a client of it."""
    config = home / "gateway.toml"
    config.write_text(CONFIG)
    (home / "limits.toml").write_text(generous((ROOT / "resources/limits/demo.toml").read_text()))
    environment = os.environ | {"PLIMSOLL_HOME": str(home), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "terminal.app.main", "gateway", "--config", str(config), "--json"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    ready = json.loads(process.stdout.readline())
    client = _core.GatewayClient(f"ipc://{home}/run/orders.ipc", "SIM", "bench", home / "keys/bench.key")
    while not any(kind == "connected" for kind, _ in client.wait(1.0)):
        pass
    try:
        yield client
    finally:
        client.close()
        process.terminate()
        process.wait(10)
        print(f"gateway of {len(ready['endpoints'])} sockets ended: {process.stdout.read().strip()}")


def generous(text: str) -> str:
    """The demonstration's limits with every check on and none reached."""
    lines = []
    for line in text.splitlines():
        name = line.split("=")[0].strip()
        if name.endswith(("per-second", "per-interval", "-free")) or name in ("open-orders", "repeated-executions"):
            lines.append(f'{name} = {{ value = "900000000", reason = "not to be reached in a measurement" }}')
        else:
            lines.append(line)
    return "\n".join(lines)


def round_trips(client: _core.GatewayClient, count: int) -> tuple[list[int], list[int]]:
    """Times from the call to the venue's acknowledgement, and to the gateway's own stamp of the order."""
    tick, bid = market(client)
    px = bid * 99 // 100 // tick * tick
    times, ways = [], []
    for _ in range(count):
        sent_ns, began = time.time_ns(), time.perf_counter_ns()
        order = client.submit(WHO, 0, 1, 100_000_000, px)
        pending, report = answer(client, order, PLAIN_NEW)
        times.append(time.perf_counter_ns() - began)
        if pending is not None:
            ways.append(pending.ts_ns - sent_ns)
        del report
        client.cancel(order)
        answer(client, 0, DONE)
    return times, ways


def market(client: _core.GatewayClient) -> tuple[int, int]:
    """Tick and best bid of the first instrument."""
    client.request_snapshot()
    while True:
        for kind, content in client.wait(1.0):
            if kind == "snapshot":
                return content["instruments"][0][3], content["prices"][0][2]


def answer(client: _core.GatewayClient, order: int, exec_type: str) -> tuple[Any, Any]:
    """The pending report and the one that is waited for."""
    pending = None
    while True:
        for kind, content in client.wait(1.0):
            if kind == "refused":
                raise SystemExit(f"order-path: refused: {content}")
            if kind != "report" or (order and content.cl_ord_id != order):
                continue
            if content.reason_code:
                raise SystemExit(f"order-path: rejected: {content.reason}: {content.words}")
            if content.exec_type == exec_type:
                return pending, content
            pending = content


def environment() -> Path:
    """The Python of the peers, made on demand below ``bench/.envs``."""
    folder = ROOT / "bench/.envs/order-path"
    python, stamp = folder / "bin/python", folder / "stamp"
    if stamp.exists() and stamp.read_text() == "\n".join(PACKAGES):
        return python
    print("making the peers' environment in bench/.envs/order-path", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([sys._base_executable, "-m", "venv", folder], check=True)  # type: ignore[attr-defined]
    subprocess.run([python, "-m", "pip", "install", "-q", *PACKAGES], check=True)
    stamp.write_text("\n".join(PACKAGES))
    return python


def said(command: list[object]) -> dict[str, float]:
    """Runs a peer and returns its JSON line."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        raise SystemExit(f"order-path: {command[2]} ended with {done.returncode}: {done.stderr.strip()[-300:]}")
    return dict(json.loads(done.stdout.splitlines()[-1]))


def bare_zeromq(python: Path, home: Path, count: int) -> tuple[float, float]:
    """A client and an echo of libzmq, each in a process of its own."""
    endpoint = f"ipc://{home}/echo.ipc"
    server = subprocess.Popen([python, HERE / "peer.py", "echo", endpoint], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    server.stdout.readline()
    told = said([python, HERE / "peer.py", "zeromq", endpoint, count])
    server.wait(10)
    return told["p50"], told["p99"]


def embedded(home: Path, count: int) -> None:
    """The same path without a session and a process of its own."""
    p50_ns, p99_ns = _core.bench_order_path(home / "embedded", home / "limits.toml", count)
    print(f"embedded, in process: p50 {p50_ns / 1e3:.2f} p99 {p99_ns / 1e3:.2f} us (goal 5)")


def redis_pub_sub(python: Path, home: Path, count: int) -> None:
    """Two hops over a Redis of its own, where there is one."""
    server = shutil.which("redis-server")
    if server is None:
        print("Redis pub/sub: no redis-server here")
        return
    port = "16399"
    command = [server, "--port", port, "--save", "", "--appendonly", "no", "--dir", str(home)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        time.sleep(0.3)
        told = said([python, HERE / "peer.py", "redis", port, count])
        print(f"Redis pub/sub, two hops: p50 {told['p50']:.1f} p99 {told['p99']:.1f} us")
    finally:
        process.terminate()
        process.wait(5)


def veighna(count: int) -> None:
    """VeighNa's event path, where another benchmark has made its environment."""
    python = ROOT / "bench/.envs/vnpy/bin/python"
    if not python.exists() or importlib.util.find_spec("terminal") is None:
        print("VeighNa's event path: no environment; `plimsoll bench gui-flood` makes it")
        return
    told = said([python, HERE / "peer.py", "veighna", count])
    print(f"VeighNa's event path, in process: p50 {told['p50']:.1f} p99 {told['p99']:.1f} us")


if __name__ == "__main__":
    main()
