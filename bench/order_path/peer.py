"""The peers of order-path, each measured by its own Python: bare ZeroMQ, Redis pub/sub, VeighNa's event engine."""

from __future__ import annotations

import json
import statistics
import sys
import threading
import time
from typing import Any

SIZE = 240
"""Bytes of one message: about those of an order in its frame."""


def main() -> None:
    """``peer.py echo|zeromq|redis|veighna ...``: the last line is the result as JSON."""
    role, *words = sys.argv[1:]
    ROLES[role](*words)


def tell(times_ns: list[int]) -> None:
    """The figures of a series, in microseconds."""
    ordered = sorted(times_ns)
    print(json.dumps({"p50": statistics.median(ordered) / 1e3, "p99": ordered[len(ordered) * 99 // 100] / 1e3}))


def echo(endpoint: str) -> None:
    """Sends back whatever comes, as a gateway that does nothing."""
    import zmq

    router = zmq.Context().socket(zmq.ROUTER)
    router.bind(endpoint)
    print("ready", flush=True)
    while True:
        identity, body = router.recv_multipart()
        if body == b"end":
            return
        router.send_multipart([identity, body])


def zeromq(endpoint: str, count: str) -> None:
    """Blocking round trips of one client."""
    import zmq

    dealer = zmq.Context().socket(zmq.DEALER)
    dealer.connect(endpoint)
    body, times = b"x" * SIZE, []
    for _ in range(int(count)):
        began = time.perf_counter_ns()
        dealer.send(body)
        dealer.recv()
        times.append(time.perf_counter_ns() - began)
    dealer.send(b"end")
    tell(times[len(times) // 10 :])


def redis(port: str, count: str) -> None:
    """Round trips over two channels: publish, an echo that publishes back."""
    from redis import Redis

    def answer() -> None:
        client = Redis(port=int(port))
        heard = client.pubsub()
        heard.subscribe("orders")
        ready.set()
        for message in heard.listen():
            if message["type"] == "message":
                client.publish("reports", message["data"])

    ready = threading.Event()
    threading.Thread(target=answer, daemon=True).start()
    ready.wait()
    client = Redis(port=int(port))
    heard = client.pubsub()
    heard.subscribe("reports")
    heard.get_message(timeout=1)
    time.sleep(0.2)
    body, times = b"x" * SIZE, []
    for _ in range(int(count)):
        began = time.perf_counter_ns()
        client.publish("orders", body)
        while (message := heard.get_message(timeout=1)) is None or message["type"] != "message":
            pass
        times.append(time.perf_counter_ns() - began)
    tell(times[len(times) // 10 :])


def veighna(count: str) -> None:
    """An order event through the engine's queue to its handler, and the report's event back."""
    from vnpy.event import Event, EventEngine

    engine, done = EventEngine(), threading.Event()

    def on_order(event: Any) -> None:
        engine.put(Event("report", event.data))

    engine.register("order", on_order)
    engine.register("report", lambda _event: done.set())
    engine.start()
    times = []
    for _ in range(int(count)):
        done.clear()
        began = time.perf_counter_ns()
        engine.put(Event("order", b"x" * SIZE))
        done.wait()
        times.append(time.perf_counter_ns() - began)
    engine.stop()
    tell(times[len(times) // 10 :])


ROLES = {"echo": echo, "zeromq": zeromq, "redis": redis, "veighna": veighna}

if __name__ == "__main__":
    main()
