"""What the ladder says in words: its price steps, its title, and itself to a screen reader."""

from __future__ import annotations

from dataclasses import dataclass

from terminal.domain.market import UNSET, InstrumentInfo, TopOfBook
from terminal.sdk import figures

STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
"""Ticks per row on offer."""


@dataclass(frozen=True, slots=True)
class Step:
    """One price step: `ticks` per row, None lets the spread decide."""

    ticks: int | None
    words: str


def steps(info: InstrumentInfo) -> tuple[Step, ...]:
    """The price steps of an instrument, the automatic one first."""
    named = (Step(ticks, f"{step_price(info, ticks)}  ({ticks} tick{'s' * (ticks > 1)})") for ticks in STEPS)
    return (Step(None, "By the spread"), *named)


def step_price(info: InstrumentInfo, ticks: int) -> str:
    """A price step in currency: ``0.05``."""
    return figures.price(info.tick * ticks, info.price_decimals)


def title_detail(info: InstrumentInfo, ticks: int) -> str:
    """``AMZN · tick 0.01``, or ``AMZN · step 0.05`` where rows hold several ticks."""
    word = "tick" if ticks == 1 else "step"
    return f"{info.symbol} · {word} {step_price(info, ticks)}"


def spoken(info: InstrumentInfo, top: TopOfBook) -> str:
    """The best prices as a sentence."""
    if top.gapped:
        return f"{info.symbol}: feed gap, sizes not known."
    parts = [side_words(info, "Bid", top.bid_px, top.bid_qty), side_words(info, "ask", top.ask_px, top.ask_qty)]
    if UNSET not in (top.bid_px, top.ask_px):
        parts.append(f"spread {(top.ask_px - top.bid_px) // info.tick} ticks")
    warning = "crossed" if top.crossed else "locked" if top.locked else ""
    return f"{info.symbol}: {', '.join(parts)}{', ' + warning if warning else ''}."


def side_words(info: InstrumentInfo, name: str, px: int, qty: int) -> str:
    """``Bid 420 at 223.13``, or that there is none."""
    if px == UNSET:
        return f"no {name.lower()}"
    return f"{name} {figures.quantity(qty, info.qty_decimals)} at {figures.price(px, info.price_decimals)}"
