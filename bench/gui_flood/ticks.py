"""Records ticks from the load generator's books: what VeighNa's monitor is fed with is what our books showed."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from terminal.bridge.session import CoreSession, CoreView, open_load
from terminal.domain.market import PRICE_ONE, QTY_ONE, UNSET

RATE = 5_000.0
"""Slow enough that nearly every update of a book is seen as a tick of its own."""


def row_of(at: int, view: CoreView) -> tuple[float, ...] | None:
    """One tick in currency and shares, once a book has both sides and a trade."""
    top = view.top()
    prices = (top.bid_px, top.ask_px, top.last_px, top.open_px, top.high_px, top.low_px)
    if UNSET in prices:
        return None
    bid, ask, last, opened, high, low = (price / PRICE_ONE for price in prices)
    volume = top.day_volume / QTY_ONE
    return (at, bid, top.bid_qty / QTY_ONE, ask, top.ask_qty / QTY_ONE, last, volume, opened, high, low)


def record(path: Path, seed: int, instruments: int, seconds: float) -> int:
    """Writes the ticks that the books gave in this time; returns how many."""
    session = open_load(seed, instruments, RATE)
    rows: list[tuple[float, ...]] = []
    try:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            rows += changed(session)
    finally:
        session.close()
    columns = np.asarray(rows).T
    names = np.array([info.symbol for info in session.known])
    keys = ("at", "bid", "bid_qty", "ask", "ask_qty", "last", "volume", "open", "high", "low")
    np.savez(path, names=names, **dict(zip(keys, columns, strict=True)))
    return len(rows)


def changed(session: CoreSession) -> list[tuple[float, ...]]:
    """A tick of every book that changed since the last look."""
    session.status()
    views = ((info.id, session.view(info.id)) for info in session.instruments())
    rows = (row_of(at, view) for at, view in views if view.refresh())
    return [row for row in rows if row is not None]
