"""VeighNa's EventEngine as it ships: events put at a rate by one thread, taken by the engine's own.

Runs in an environment of its own. Prints one JSON line: the rate that reached the handler, and the time from ``put`` to
the first line of the handler.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import threading
import time

from vnpy.event import Event, EventEngine

SWITCH_INTERVAL_S = 1e-4
POLL_S = 0.0001
"""Time between two looks at what is due: the terminal's own feed thread sleeps as long while a plugin listens."""
TICK = "eTick."


def flow(engine: EventEngine, rate: float, until: float) -> None:
    """Puts what is due; each event carries when it was put."""
    began, sent = time.monotonic(), 0
    while (now := time.monotonic()) < until:
        due = int((now - began) * rate)
        while sent < due:
            fields = (sent % 50, 0, 100_000, 200, 100_100, 300)
            engine.put(Event(TICK, (time.monotonic_ns(), fields)))
            sent += 1
        time.sleep(POLL_S)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rate", type=float, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--warm-up", type=float, default=0.5)
    args = parser.parse_args()
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    engine = EventEngine()
    seen: list[tuple[int, int]] = []

    def on_tick(event: Event) -> None:
        seen.append((time.monotonic_ns(), event.data[0]))

    engine.register(TICK, on_tick)
    engine.start()
    began_ns = time.monotonic_ns() + int(args.warm_up * 1e9)
    until = time.monotonic() + args.warm_up + args.seconds
    thread = threading.Thread(target=flow, args=(engine, args.rate, until))
    thread.start()
    thread.join()
    taken = list(seen)
    waits = sorted(at - put for at, put in taken if put >= began_ns)
    print(
        json.dumps(
            {
                "rate": round(len(waits) / args.seconds),
                "p50_us": round(waits[len(waits) // 2] / 1e3, 1),
                "p99_us": round(waits[len(waits) * 99 // 100] / 1e3, 1),
                "missed": 0,
            }
        ),
        flush=True,
    )
    os._exit(0)  # its queue may hold seconds of events


if __name__ == "__main__":
    main()
