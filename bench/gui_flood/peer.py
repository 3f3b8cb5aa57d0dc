"""VeighNa's tick monitor under a paced flow of ticks, as it ships: an EventEngine thread, one Qt signal for each tick.

Runs in an environment of its own. Prints one JSON line: the rate that was reached and the frame times, measured by the
same loop that draws the terminal.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from datetime import UTC, datetime

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from vnpy.event import EventEngine
from vnpy.trader.constant import Exchange
from vnpy.trader.gateway import BaseGateway
from vnpy.trader.object import TickData
from vnpy.trader.ui.qt import create_qapp
from vnpy.trader.ui.widget import TickMonitor

from terminal.app.window.frame_loop import FrameLoop


class RecordedGateway(BaseGateway):
    """A gateway whose ticks come from a recording; the rest of the interface is not used here."""

    default_name = "RECORDED"
    exchanges = [Exchange.NASDAQ]  # noqa: RUF012

    def connect(self, setting: dict[str, Any]) -> None: ...
    def close(self) -> None: ...
    def subscribe(self, req: object) -> None: ...
    def send_order(self, req: object) -> str:
        return ""

    def cancel_order(self, req: object) -> None: ...
    def query_account(self) -> None: ...
    def query_position(self) -> None: ...


class Flow(threading.Thread):
    """Hands ticks to the gateway at a rate, a millisecond's worth at a time."""

    def __init__(self, gateway: RecordedGateway, ticks: dict[str, np.ndarray], rate: float) -> None:
        super().__init__(name="flow", daemon=True)
        self.gateway = gateway
        self.rows = list(zip(*(ticks[name].tolist() for name in COLUMNS), strict=True))
        self.names = [str(name) for name in ticks["names"]]
        self.rate = rate
        self.sent = 0
        self.going = True

    def run(self) -> None:
        began = time.monotonic()
        while self.going:
            due = int((time.monotonic() - began) * self.rate)
            while self.sent < due and self.going:
                self.gateway.on_tick(self.tick(self.rows[self.sent % len(self.rows)]))
                self.sent += 1
            time.sleep(0.001)

    def tick(self, row: tuple[float, ...]) -> TickData:
        """A tick as a gateway makes it."""
        at, bid, bid_qty, ask, ask_qty, last, volume, opened, high, low = row
        return TickData(
            gateway_name="RECORDED",
            symbol=self.names[int(at)],
            exchange=Exchange.NASDAQ,
            datetime=datetime.now(UTC),
            name=self.names[int(at)],
            volume=volume,
            last_price=last,
            open_price=opened,
            high_price=high,
            low_price=low,
            bid_price_1=bid,
            bid_volume_1=bid_qty,
            ask_price_1=ask,
            ask_volume_1=ask_qty,
        )


COLUMNS = ("at", "bid", "bid_qty", "ask", "ask_qty", "last", "volume", "open", "high", "low")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("ticks", type=Path)
    parser.add_argument("--rate", type=float, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--warm-up", type=float, default=2.0)
    args = parser.parse_args()
    app = create_qapp()
    engine = EventEngine()
    engine.start()
    monitor = TickMonitor(None, engine)
    monitor.resize(1920, 1080)
    monitor.show()
    flow = Flow(RecordedGateway(engine, "RECORDED"), dict(np.load(args.ticks)), args.rate)
    loop = FrameLoop(
        lambda _now_ns: None, lambda: QCoreApplication.sendPostedEvents(monitor, QEvent.Type.UpdateRequest.value)
    )
    started = {}

    def measure() -> None:
        loop.forget()
        started.update(sent=flow.sent, at=time.monotonic())

    def end() -> None:
        passed = time.monotonic() - started["at"]
        spread = loop.frame_ms.spread()
        print(
            json.dumps(
                {
                    "rate": round((flow.sent - started["sent"]) / passed),
                    "frame_ms_p50": spread.p50,
                    "frame_ms_p99": spread.p99,
                    "frame_ms_max": spread.max,
                    "frames": loop.frame_ms.total,
                }
            ),
            flush=True,
        )
        os._exit(0)  # its threads poll for a second and its queue may hold minutes of ticks

    flow.start()
    loop.start()
    QTimer.singleShot(round(args.warm_up * 1000), measure)
    QTimer.singleShot(round((args.warm_up + args.seconds) * 1000), end)
    app.exec()


if __name__ == "__main__":
    main()
