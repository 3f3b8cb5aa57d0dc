"""Days to be measured: LOBSTER's sample of AMZN on 2012-06-21, and simulated ones."""

from __future__ import annotations

import csv
import os
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[3]
OPEN, CLOSE = 34_200.0, 57_600.0
Series = NDArray[np.float64]


@dataclass
class Day:
    """Level 1 of one day. Prices in cents, times in seconds since midnight."""

    name: str
    t: Series
    bid: Series
    ask: Series
    bid_size: Series
    ask_size: Series
    events: dict[str, int]
    trade_t: Series
    trade_sign: Series
    trade_size: Series
    hidden_share: float
    add_sizes: Series

    @property
    def mid(self) -> Series:
        return (self.bid + self.ask) / 2


def real_day() -> Day | None:
    data = Path(os.environ.get("PLIMSOLL_SHARED_DATA", ROOT.parent / "shared" / "data"))
    messages = data / "lobster" / "AMZN_2012-06-21_34200000_57600000_message_1.csv"
    if not messages.exists():
        print("no real day found: measuring the simulation only")
        return None
    with messages.open() as f:
        m = np.array(list(csv.reader(f))[1:], dtype=float)
    with messages.with_name(messages.name.replace("message", "orderbook")).open() as f:
        b = np.array(list(csv.reader(f))[1:], dtype=float)
    kind = m[:, 1]
    counts = {
        name: int((kind == k).sum())
        for name, k in (("add", 1), ("cancel", 2), ("delete", 3), ("execute", 4), ("hidden", 5))
    }
    lit = kind == 4
    t, sign, size = merge(m[lit, 0], -m[lit, 5], m[lit, 3])
    hidden = m[kind == 5, 3].sum() / m[(kind == 4) | (kind == 5), 3].sum()
    return Day(
        "AMZN 2012-06-21",
        m[:, 0],
        b[:, 2] / 100,
        b[:, 0] / 100,
        b[:, 3],
        b[:, 1],
        counts,
        t,
        sign,
        size,
        hidden,
        m[kind == 1, 3],
    )


def merge(t: Series, sign: Series, size: Series) -> tuple[Series, Series, Series]:
    """Executions of one instant and direction are one market order."""
    new = np.r_[True, (np.diff(t) > 0) | (np.diff(sign) != 0)]
    starts = np.flatnonzero(new)
    return t[starts], sign[starts], np.add.reduceat(size, starts)


def simulated_day(seed: int) -> Day:
    command = ["cargo", "run", "-q", "--release", "-p", "plimsoll-sim", "--example", "publish", "--", "amzn", str(seed)]
    raw = subprocess.run(
        command, cwd=os.environ.get("PLIMSOLL_SIM_WORKSPACE", ROOT), capture_output=True, check=True
    ).stdout
    return Level1(f"simulated, seed {seed}").read(raw)


class Level1:
    """Follows one instrument's ITCH messages and keeps a row for each that touches a best price."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.orders: dict[int, list[int]] = {}  # reference: [side, price, size]
        self.levels: tuple[dict[int, int], dict[int, int]] = ({}, {})
        self.best = [0, 0]
        self.rows: list[tuple[float, int, int, int, int]] = []
        self.trades: list[tuple[float, int, int]] = []
        self.adds: list[int] = []
        self.hidden = 0
        self.counts = dict.fromkeys(("add", "cancel", "delete", "execute", "hidden"), 0)

    def read(self, raw: bytes) -> Day:
        at, started = 0, False
        while at < len(raw):
            (length,) = struct.unpack_from(">H", raw, at)
            m = raw[at + 2 : at + 2 + length]
            at += 2 + length
            if m[0] == ord("S"):
                started = started or m[11] == ord("Q")
                continue
            self.message(m, int.from_bytes(m[5:11], "big") / 1e9, started)
        t, bid, ask, bid_size, ask_size = np.array(self.rows, dtype=float).T
        tt, sign, size = np.array(self.trades, dtype=float).T
        lit = size.sum()
        keep = t < CLOSE
        merged = merge(tt, sign, size)
        return Day(
            self.name,
            t[keep],
            bid[keep],
            ask[keep],
            bid_size[keep],
            ask_size[keep],
            self.counts,
            *merged,
            self.hidden / (self.hidden + lit),
            np.array(self.adds, dtype=float),
        )

    def message(self, m: bytes, t: float, started: bool) -> None:
        kind = chr(m[0])
        touched = False
        if kind in "AF":
            ref, side, size, _, price = struct.unpack_from(">QcI8sI", m, 11)
            touched = self.add(ref, 0 if side == b"B" else 1, price // 100, size)
            self.count("add", touched and started, size)
        elif kind in "EC":
            ref, size = struct.unpack_from(">QI", m, 11)
            side = self.orders[ref][0]
            touched = self.take(ref, size)
            if kind == "E" or m[31] == ord("Y"):
                self.count("execute", started)
                self.trades.append((t, 1 if side == 1 else -1, size))
        elif kind in "XD":
            (ref,) = struct.unpack_from(">Q", m, 11)
            size = struct.unpack_from(">I", m, 19)[0] if kind == "X" else self.orders[ref][2]
            touched = self.take(ref, size)
            self.count("cancel" if kind == "X" else "delete", touched and started)
        elif kind == "U":
            old, new, size, price = struct.unpack_from(">QQII", m, 11)
            side = self.orders[old][0]
            gone = self.take(old, self.orders[old][2])
            came = self.add(new, side, price // 100, size)
            touched = gone or came
            self.count("delete", gone and started)
            self.count("add", came and started, size)
        elif kind == "P":
            self.count("hidden", started)
            self.hidden += struct.unpack_from(">I", m, 20)[0]
        if touched and started and self.levels[0] and self.levels[1]:
            bid, ask = self.best
            self.rows.append((t, bid, ask, self.levels[0][bid], self.levels[1][ask]))

    def count(self, what: str, really: bool, size: int | None = None) -> None:
        if really:
            self.counts[what] += 1
            if size is not None:
                self.adds.append(size)

    def add(self, ref: int, side: int, price: int, size: int) -> bool:
        self.orders[ref] = [side, price, size]
        level = self.levels[side]
        level[price] = level.get(price, 0) + size
        if len(level) == 1 or (price >= self.best[side] if side == 0 else price <= self.best[side]):
            self.best[side] = price
            return True
        return False

    def take(self, ref: int, size: int) -> bool:
        order = self.orders[ref]
        side, price = order[0], order[1]
        order[2] -= size
        if order[2] == 0:
            del self.orders[ref]
        level = self.levels[side]
        level[price] -= size
        touched = price == self.best[side]
        if level[price] == 0:
            del level[price]
            if touched and level:
                self.best[side] = max(level) if side == 0 else min(level)
        return touched
