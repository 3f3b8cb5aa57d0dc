"""What the tape says in words: its filters, its title, a print under the mouse, and itself to a screen reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from terminal.domain.market import PRICE_ONE, QTY_ONE, InstrumentInfo, Print
from terminal.sdk import figures
from terminal.sdk.words import noop, tr

LOTS = (0, 25, 50, 100, 200, 300, 500, 1000, 2000, 5000, 10_000)
"""Size filters on offer, in lots; 0 shows everything."""

SIDES = {1: noop("buy"), 2: noop("sell"), 0: noop("no aggressor")}
HIDDEN, CROSS, NON_PRINTABLE = 4, 8, 16
FLAGS = {HIDDEN: noop("hidden order"), CROSS: noop("cross"), NON_PRINTABLE: noop("not counted in volume")}


@dataclass(frozen=True, slots=True)
class SizeFilter:
    """Shows prints, and sweeps in all, from `qty` (raw) on."""

    qty: int
    words: str


def filters(info: InstrumentInfo) -> tuple[SizeFilter, ...]:
    """The size filters of an instrument."""
    return tuple(SizeFilter(lots * info.lot, filter_words(info, lots * info.lot) or tr("All sizes")) for lots in LOTS)


def kept_lots(state: Mapping[str, object], lots: int) -> int:
    """The size filter that a workspace kept, in lots; `lots` where it kept none that makes sense."""
    kept = state.get("least_lots", lots)
    return kept if type(kept) is int and 0 <= kept <= LOTS[-1] else lots


def print_columns(info: InstrumentInfo, trades: Mapping[str, NDArray[np.int64]]) -> dict[str, Any]:
    """Prints as columns ``ts_ns price quantity aggressor``, newest first."""
    return {
        "ts_ns": trades["ts_venue_ns"],
        "price": np.round(trades["px"] / PRICE_ONE, info.price_decimals + 2),
        "quantity": trades["qty"] / QTY_ONE,
        "aggressor": [("", "buy", "sell")[int(side)] for side in trades["side"]],
    }


def filter_words(info: InstrumentInfo, qty: int) -> str:
    """``from 100 sh``; empty where everything is shown."""
    words = tr("from {qty} sh") if info.qty_decimals == 0 else tr("from {qty}")
    return words.format(qty=figures.quantity(qty, info.qty_decimals)) if qty > 0 else ""


def title_detail(info: InstrumentInfo, least_qty: int) -> str:
    """``AMZN``, with the filter where one holds."""
    words = filter_words(info, least_qty)
    return f"{info.symbol} · {words}" if words else info.symbol


def print_words(info: InstrumentInfo, one: Print) -> str:
    """A print in full, for the tooltip: exact time, venue, match number, what kind of print."""
    decimals = info.price_decimals + (one.px % info.tick != 0)
    parts = [
        " ".join(figures.clock_parts(one.ts_ns)) + " UTC",
        tr("{qty} at {price} {currency}")
        .format(
            qty=figures.quantity(one.qty, info.qty_decimals),
            price=figures.price(one.px, decimals),
            currency=info.currency,
        )
        .rstrip(),
        tr(SIDES.get(one.side, SIDES[0])),
        *(tr(words) for flag, words in FLAGS.items() if one.flags & flag),
        info.venue_mic,
        tr("match {id}").format(id=one.match_id) if one.match_id else "",
        tr("sweep of {n} prints").format(n=one.sweep_prints) if one.sweep_prints else "",
    ]
    return " · ".join(part for part in parts if part)


def spoken(info: InstrumentInfo, newest: Print | None, newer: int) -> str:
    """The newest row on screen as a sentence."""
    if newest is None:
        return tr("{symbol}: no trades yet.").format(symbol=info.symbol)
    held = tr(" Scrolled back, {n} new.").format(n=newer) if newer else ""
    return f"{info.symbol}: {print_words(info, newest)}.{held}"
