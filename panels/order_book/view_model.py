"""What the ladder says in words: its price steps, its title, and itself to a screen reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from terminal.domain.market import PRICE_ONE, QTY_ONE, UNSET, InstrumentInfo, TopOfBook
from terminal.sdk import figures
from terminal.sdk.words import tr

STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
"""Ticks per row on offer."""


@dataclass(frozen=True, slots=True)
class Step:
    """One price step: `ticks` per row, None lets the spread decide."""

    ticks: int | None
    words: str


def steps(info: InstrumentInfo) -> tuple[Step, ...]:
    """The price steps of an instrument, the automatic one first."""

    def named(ticks: int) -> Step:
        words = tr("{price}  (1 tick)") if ticks == 1 else tr("{price}  ({n} ticks)")
        return Step(ticks, words.format(price=step_price(info, ticks), n=ticks))

    return (Step(None, tr("By the spread")), *(named(ticks) for ticks in STEPS))


def kept_step(state: Mapping[str, object]) -> int | None:
    """The ticks per row that a workspace kept, ``None`` lets the spread decide."""
    ticks = state.get("step_ticks")
    return ticks if type(ticks) is int and ticks in STEPS else None


def depth_columns(info: InstrumentInfo, bids: NDArray[np.int64], asks: NDArray[np.int64]) -> dict[str, Any]:
    """Every level as columns ``side price quantity orders``, asks from the highest, then bids."""
    rows = np.concatenate((asks[::-1], bids))
    return {
        "side": ["ask"] * len(asks) + ["bid"] * len(bids),
        "price": np.round(rows[:, 0] / PRICE_ONE, info.price_decimals),
        "quantity": rows[:, 1] / QTY_ONE,
        "orders": rows[:, 2],
    }


def step_price(info: InstrumentInfo, ticks: int) -> str:
    """A price step in currency: ``0.05``."""
    return figures.price(info.tick * ticks, info.price_decimals)


def title_detail(info: InstrumentInfo, ticks: int) -> str:
    """``AMZN · tick 0.01``, or ``AMZN · step 0.05`` where rows hold several ticks."""
    words = tr("{symbol} · tick {price}") if ticks == 1 else tr("{symbol} · step {price}")
    return words.format(symbol=info.symbol, price=step_price(info, ticks))


def spoken(info: InstrumentInfo, top: TopOfBook) -> str:
    """The best prices as a sentence."""
    if top.gapped:
        return tr("{symbol}: feed gap, sizes not known.").format(symbol=info.symbol)
    bid = side_words(info, tr("Bid {qty} at {price}"), tr("no bid"), top.bid_px, top.bid_qty)
    ask = side_words(info, tr("ask {qty} at {price}"), tr("no ask"), top.ask_px, top.ask_qty)
    parts = [bid, ask]
    if UNSET not in (top.bid_px, top.ask_px):
        parts.append(tr("spread {n} ticks").format(n=(top.ask_px - top.bid_px) // info.tick))
    warning = tr("crossed") if top.crossed else tr("locked") if top.locked else ""
    return f"{info.symbol}: {', '.join(parts)}{', ' + warning if warning else ''}."


def side_words(info: InstrumentInfo, words: str, none: str, px: int, qty: int) -> str:
    """``Bid 420 at 223.13``, or that there is none."""
    if px == UNSET:
        return none
    return words.format(qty=figures.quantity(qty, info.qty_decimals), price=figures.price(px, info.price_decimals))
