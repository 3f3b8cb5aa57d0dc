"""A message from one Python process to another and back by Redis publish/subscribe: two hops through a real server.

Prints one JSON line. The server is started for the run, on a unix socket, with nothing kept on disk.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import redis

WARM_UP, MESSAGES = 500, 5_000
PAYLOAD = b"x" * 128
"""About what a new order takes."""


def echo(address: str) -> None:
    """The other process: sends back what it hears, until it hears nothing."""
    client = redis.Redis.from_url(address)
    heard = client.pubsub(ignore_subscribe_messages=False)
    heard.subscribe("there")
    heard.get_message(timeout=10)
    client.publish("back", b"ready")
    for message in heard.listen():
        if not message["data"]:
            return
        client.publish("back", message["data"])


def round_trips_ns(address: str) -> list[int]:
    """Time of each message there and back."""
    client = redis.Redis.from_url(address)
    heard = client.pubsub()
    heard.subscribe("back")
    heard.get_message(timeout=10)
    with subprocess.Popen([sys.executable, __file__, address]):
        next(heard.listen())
        took = []
        for _ in range(WARM_UP + MESSAGES):
            began = time.perf_counter_ns()
            client.publish("there", PAYLOAD)
            next(heard.listen())
            took.append(time.perf_counter_ns() - began)
        client.publish("there", b"")
    return took[WARM_UP:]


def measured() -> dict[str, float]:
    """The figures in microseconds."""
    if shutil.which("redis-server") is None:
        raise SystemExit("redis-server is missing; run setup/system-packages.sh")
    with tempfile.TemporaryDirectory(prefix="redis-") as folder:
        socket = Path(folder) / "redis.sock"
        command = ["redis-server", "--port", "0", "--save", "", "--appendonly", "no", "--unixsocket", str(socket)]
        with subprocess.Popen([*command, "--dir", folder], stdout=subprocess.DEVNULL) as server:
            try:
                deadline = time.monotonic() + 10
                while not socket.exists() and time.monotonic() < deadline:
                    time.sleep(0.005)
                cuts = statistics.quantiles(round_trips_ns(f"unix://{socket}"), n=100)
            finally:
                server.terminate()
    return {"p50_us": round(cuts[49] / 1_000, 1), "p99_us": round(cuts[98] / 1_000, 1)}


if __name__ == "__main__":
    if len(sys.argv) > 1:
        echo(sys.argv[1])
    else:
        print(json.dumps(measured()))
