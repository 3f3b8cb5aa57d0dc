"""`plimsoll state`: positions, balances, P&L, limits, halts, sessions and the gateway's health."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from terminal.app.folders import user_folders
from terminal.app.main import DONE, FAILED
from terminal.app.services.state_flow import VARIABLE, address_of, gateway_reader, plain_address

if TYPE_CHECKING:
    from rich.table import Table

    from terminal.sdk.state import LimitHeadroom, StateReader, StateSnapshot

PRICE, QTY, MONEY = 9, 8, 6
PLACES = {
    **dict.fromkeys(("avg_px", "mark_px"), PRICE),
    **dict.fromkeys(("qty", "open_buy_qty", "open_sell_qty"), QTY),
    **dict.fromkeys(
        ("realised", "unrealised", "fees", "high", "net", "drawdown", "cash", "reserved", "available"), MONEY
    ),
}
"""Decimal places of the raw integers."""
UNIT_PLACES = {"qty": QTY, "price": PRICE, "money": MONEY, "ratio": 6}
WIDE = 10_000


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `plimsoll state`."""
    parser.add_argument(
        "--config", type=Path, metavar="FILE", help="the gateway's file, whose section [state] says where"
    )
    parser.add_argument("--url", help=f"Redis address without a password (default: {VARIABLE}, else the gateway)")
    parser.add_argument("--prefix", help="prefix of the gateway's keys (default: plimsoll)")


def run(args: argparse.Namespace) -> int:
    """Reads once and prints; 1 where what is read is not the present.

    Raises:
        UserError: an address or a file that cannot be.
    """
    reader = reader_of(args)
    try:
        snapshot = reader.snapshot()
    finally:
        reader.close()
    if args.json:
        print(json.dumps(plain(snapshot)))
    else:
        show(snapshot)
    for one in snapshot.dropped:
        print(f"dropped {one.key}: {one.reason}", file=sys.stderr)
    if snapshot.stale is None:
        return DONE
    print(f"plimsoll: the state is stale ({snapshot.stale}): {snapshot.detail}", file=sys.stderr)
    return FAILED


def reader_of(args: argparse.Namespace) -> StateReader:
    """Of the Redis that the arguments or the environment name, else of the gateway of this home."""
    folders = user_folders()
    address = plain_address(args.url) if args.url else address_of(args.config, folders.supervision.parent)
    if address is None:
        return gateway_reader(folders.run)
    return (replace(address, prefix=args.prefix) if args.prefix else address).reader()


def plain(snapshot: StateSnapshot) -> dict[str, Any]:
    """For machines: decimals as exact text, times in UTC nanoseconds."""
    gateway = snapshot.gateway
    return {
        "stale": snapshot.stale,
        "detail": snapshot.detail,
        "age_ns": snapshot.age_ns,
        "epoch": snapshot.epoch,
        "seq": snapshot.seq,
        "head": snapshot.head,
        "gateway": None if gateway is None else asdict(gateway),
        "halts": [asdict(halt) for halt in snapshot.halts],
        "positions": [decimals(asdict(position)) for position in snapshot.positions],
        "balances": [decimals(asdict(balance)) for balance in snapshot.balances],
        "pnl": [decimals({**asdict(pnl), "net": pnl.net, "drawdown": pnl.drawdown}) for pnl in snapshot.pnl],
        "limits": [plain_limit(limit) for limit in snapshot.limits],
        "sessions": [asdict(session) for session in snapshot.sessions],
        "dropped": [asdict(one) for one in snapshot.dropped],
        "refused": snapshot.refused,
    }


def plain_limit(limit: LimitHeadroom) -> dict[str, Any]:
    """A limit in whole units."""
    places = UNIT_PLACES.get(limit.unit, 0)
    return asdict(limit) | {
        "measured": decimal(limit.measured, places),
        "limit": decimal(limit.limit, places),
        "headroom": decimal(limit.headroom, places),
    }


def decimals(fields: dict[str, Any]) -> dict[str, Any]:
    """Raw integers as exact decimal text."""
    return {name: decimal(value, PLACES[name]) if name in PLACES else value for name, value in fields.items()}


def decimal(raw: int | None, places: int) -> str | None:
    """A raw integer of unit ``10**-places`` as text, without needless zeros."""
    return None if raw is None else f"{Decimal(raw).scaleb(-places):f}".rstrip("0").rstrip(".") if places else str(raw)


def show(snapshot: StateSnapshot) -> None:
    """For a person: what holds the whole firm first."""
    from rich.console import Console

    console = Console(width=WIDE)
    if gateway := snapshot.gateway:
        words = f"gateway {gateway.phase}, profile {gateway.profile}, halt {gateway.halt}"
        venue = "connected" if gateway.venue_connected else "NOT CONNECTED"
        console.print(f"{words}, venue {venue}, {gateway.open_orders:,} open orders", highlight=False)
    content = plain(snapshot)
    columns = {
        "halts": ("number", "scope", "mode", "by", "reason"),
        "positions": (
            "account",
            "strategy",
            "instrument",
            "qty",
            "avg_px",
            "mark_px",
            "realised",
            "unrealised",
            "fees",
        ),
        "balances": ("account", "currency", "cash", "reserved", "available"),
        "pnl": ("scope", "currency", "net", "realised", "unrealised", "fees", "drawdown"),
        "limits": ("scope", "kind", "measured", "limit", "headroom", "unit"),
        "sessions": ("number", "principal", "trader", "phase", "commands", "refused"),
    }
    for kind, names in columns.items():
        if content[kind]:
            console.print(table_of(kind, names, content[kind]))


def table_of(title: str, names: tuple[str, ...], rows: list[dict[str, Any]]) -> Table:
    """One kind of value."""
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for name in names:
        table.add_column(
            name, justify="right" if name in PLACES or name in ("measured", "limit", "headroom") else "left"
        )
    for row in rows:
        table.add_row(*(Text("" if row[name] is None else str(row[name])) for name in names))
    return table
