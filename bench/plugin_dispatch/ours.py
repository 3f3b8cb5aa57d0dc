"""One plugin thread on a real tap: a load of simulated ITCH bytes through decoder, books, ring and interpreter.

Prints one JSON line: the rate that reached the callback, what was skipped, and the time from the moment an event was
put into the ring to the first line of the callback.
"""

from __future__ import annotations

import argparse
import json
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from terminal.bridge.plugin_core import OrderLedger, PluginWatch, TapRequest
from terminal.bridge.session import CoreSession, open_load
from terminal.domain.market import FeedHealth
from terminal.sdk.events import EVENT_TYPES, HANDLERS, Quote, Skipped, Trade

SEED, INSTRUMENTS = 11, 50
UPDATES_PER_EVENT = 3.45
"""Book updates of the load for each quote or trade that a plugin is told."""
SWITCH_INTERVAL_S = 1e-4
"""As the terminal sets it."""
MOST = 256
RING = 1 << 18


class Tide:
    """A plugin that does nothing but look at the clock on the first line of its callback."""

    def __init__(self) -> None:
        self.seen_ns: list[int] = []
        self.skipped = 0

    def on_quote(self, _quote: Quote) -> None:
        self.seen_ns.append(time.monotonic_ns())

    def on_trade(self, _trade: Trade) -> None:
        self.seen_ns.append(time.monotonic_ns())

    def on_skipped(self, skipped: Skipped) -> None:
        self.skipped += skipped.missed


def dispatch(session: CoreSession, plugin: Tide, until_ns: int, stamps: list[int], watch: PluginWatch) -> None:
    """The host's loop: event class made, method called under the watchdog's eye."""
    tap = session.tap(TapRequest("tide", phases=False, capacity=RING))
    slot = watch.register("tide", hang_ms=60_000)
    handlers = [getattr(plugin, name, None) for name in HANDLERS]
    while time.monotonic_ns() < until_ns and not tap.ended:
        for code, stamp_ns, fields in tap.wait(0.1, MOST):
            handler = handlers[code]
            if handler is None:
                continue
            event = EVENT_TYPES[code]._make(fields)
            slot.enter()
            handler(event)
            slot.leave()
            if code < 2:
                stamps.append(stamp_ns)
    plugin.skipped = max(plugin.skipped, tap.skipped)
    tap.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rate", type=float, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--warm-up", type=float, default=0.5)
    args = parser.parse_args()
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    session = open_load(SEED, INSTRUMENTS, args.rate * UPDATES_PER_EVENT)
    while session.status().health is FeedHealth.LOADING:
        time.sleep(0.02)
    watch = PluginWatch(OrderLedger())
    plugin, stamps = Tide(), list[int]()
    began_ns = time.monotonic_ns() + int(args.warm_up * 1e9)
    until_ns = began_ns + int(args.seconds * 1e9)
    thread = threading.Thread(target=dispatch, args=(session, plugin, until_ns, stamps, watch), name="plugin tide")
    thread.start()
    thread.join()
    watch.close()
    session.close()
    waits = sorted(seen - stamp for seen, stamp in zip(plugin.seen_ns, stamps, strict=True) if stamp >= began_ns)
    print(
        json.dumps(
            {
                "rate": round(len(waits) / args.seconds),
                "p50_us": round(waits[len(waits) // 2] / 1e3, 1),
                "p99_us": round(waits[len(waits) * 99 // 100] / 1e3, 1),
                "missed": plugin.skipped,
            }
        )
    )


if __name__ == "__main__":
    main()
