"""VeighNa's recording of ticks: what its DataRecorder's thread does with a list of ticks, on its own SQLite database.

Runs in an environment of its own. Prints one JSON line: ticks, and the seconds from the first list to the last commit.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np
from vnpy.trader.constant import Exchange
from vnpy.trader.object import TickData
from vnpy_sqlite.sqlite_database import SqliteDatabase

PX, QTY = 1e-9, 1e-8
EACH = 10_000
"""Ticks between two turns of the recorder's timer, which comes every ten seconds."""


def ticks_of(columns: dict[str, np.ndarray]) -> list[TickData]:
    """The objects that a gateway would have made, in order of time."""
    names = [str(name) for name in columns["names"]]
    fields = ("at", "ts_ns", "bid_px", "bid_qty", "ask_px", "ask_qty")
    return [
        TickData(
            gateway_name="RECORDED",
            symbol=names[at],
            exchange=Exchange.NASDAQ,
            datetime=datetime.fromtimestamp(ts_ns / 1e9, UTC),
            name=names[at],
            last_price=bid * PX,
            bid_price_1=bid * PX,
            bid_volume_1=bid_qty * QTY,
            ask_price_1=ask * PX,
            ask_volume_1=ask_qty * QTY,
        )
        for at, ts_ns, bid, bid_qty, ask, ask_qty in zip(*(columns[name].tolist() for name in fields), strict=True)
    ]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("ticks", type=Path)
    ticks = ticks_of(dict(np.load(parser.parse_args().ticks)))
    database = SqliteDatabase()
    began = time.perf_counter()
    for start in range(0, len(ticks), EACH):
        by_symbol: dict[str, list[TickData]] = defaultdict(list)
        for tick in ticks[start : start + EACH]:
            by_symbol[tick.vt_symbol].append(tick)
        for listed in by_symbol.values():
            database.save_tick_data(listed, stream=True)
    seconds = time.perf_counter() - began
    print(json.dumps({"ticks": len(ticks), "seconds": seconds, "vnpy": version("vnpy")}), flush=True)


if __name__ == "__main__":
    main()
