"""The terminal's window under load: ITCH bytes of 50 instruments through decoder, books and panels.

Prints one JSON line: the update rate that reached the books and the frame times while ladder, heat map, tape and chart
are visible.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtCore import QTimer

from terminal.app.commands.offscreen import SIZE
from terminal.app.commands.run import SWITCH_INTERVAL_S, application
from terminal.app.preferences.book import SettingsFile
from terminal.app.window.window import TerminalWindow
from terminal.bridge.session import open_load
from terminal.plugin_host.discovery import discover

SEED = 11
WANTED = {"order_book", "depth_heatmap", "time_and_sales"}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rate", type=float, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--instruments", type=int, default=50)
    parser.add_argument("--warm-up", type=float, default=3.0)
    args = parser.parse_args()
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    session = open_load(SEED, args.instruments, args.rate)
    with tempfile.TemporaryDirectory() as folder:  # nobody's settings: those that the terminal comes with
        app, tokens = application(SettingsFile(Path(folder)))
    window = TerminalWindow(session, discover().panels(), tokens)
    window.resize(*SIZE)
    window.show()
    started: dict[str, float] = {}

    def measure() -> None:
        window.loop.forget()
        started.update(updates=session.status().updates, at=time.monotonic())

    def end() -> None:
        status, passed = session.status(), time.monotonic() - started["at"]
        frame, seen = window.loop.frame_ms.spread(), window.loop.input_to_paint_ms.spread()
        visible = {slot.manifest.id for slot in window.slots if slot.widget.isVisible() and not slot.failure}
        figures = {
            "rate": round((status.updates - started["updates"]) / passed),
            "frame_ms_p50": frame.p50,
            "frame_ms_p99": frame.p99,
            "frame_ms_max": frame.max,
            "input_to_paint_ms_p50": seen.p50,
            "input_to_paint_ms_p99": seen.p99,
            "frame_cpu_ms_p99": window.loop.cpu_ms.spread().p99,
            "frames": window.loop.frame_ms.total,
            "gaps": status.gaps,
            "health": status.health,
            "hidden": sorted(WANTED - visible),
        }
        print(json.dumps(figures), flush=True)
        window.close()
        app.quit()

    QTimer.singleShot(round(args.warm_up * 1000), measure)
    QTimer.singleShot(round((args.warm_up + args.seconds) * 1000), end)
    app.exec()
    session.close()


if __name__ == "__main__":
    main()
