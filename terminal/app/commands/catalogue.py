"""`plimsoll catalogue`: what there is in the library, and what is done with whole sessions."""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from terminal.app.commands.moments import moment
from terminal.app.commands.paths import CATALOGUE
from terminal.app.folders import user_folders
from terminal.app.main import DONE
from terminal.app.services.library import RecordedSessions, open_library, recordings_folder, session_named
from terminal.domain.errors import UserError

if TYPE_CHECKING:
    from rich.table import Table

    from terminal.bridge.recordings import RecordedSession
    from terminal.sdk.data import CatalogueInstrument

ACTIONS = ("list", "delete", "export")
SHOWN = 60
"""Instruments that a person sees."""
WIDE = 10_000
"""Columns are never cut: a narrow terminal folds the lines."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `plimsoll catalogue`."""
    parser.add_argument("action", nargs="?", choices=ACTIONS, default="list", help="list (default), delete or export")
    parser.add_argument("id", nargs="?", metavar="ID", help="a session, as it is listed; its beginning is enough")
    parser.add_argument("path", nargs="?", type=Path, metavar="PATH", help="folder that export makes")


def run(args: argparse.Namespace) -> int:
    """Lists, deletes or exports.

    Raises:
        UserError: no such session, one that is being written, or a folder that cannot be made.
    """
    if args.action == "list":
        return show(args.json)
    if not args.id:
        raise UserError(f"catalogue {args.action}: which session? plimsoll catalogue lists them")
    sessions = RecordedSessions(recordings_folder(user_folders())).scan()
    session = session_named(sessions, args.id.removeprefix(CATALOGUE))
    done = delete(session) if args.action == "delete" else export(session, args.path)
    print(json.dumps(done) if args.json else ", ".join(f"{what} {value}" for what, value in done.items()))
    return DONE


def show(as_json: bool) -> int:
    """Prints everything there is."""
    library = open_library(user_folders())
    instruments = library.instruments()
    sessions = RecordedSessions(recordings_folder(user_folders())).scan()
    if as_json:
        content = {
            "instruments": [plain_instrument(one) for one in instruments],
            "sessions": [plain_session(one) for one in sessions],
        }
        print(json.dumps(content))
        return DONE
    from rich.console import Console

    console = Console(width=WIDE)
    if not instruments and not sessions:
        console.print("The library is empty: plimsoll import brings data in, plimsoll run records what it receives.")
    if instruments:
        console.print(instrument_table(instruments[:SHOWN]))
    if len(instruments) > SHOWN:
        left = len(instruments) - SHOWN
        console.print(f"… and {left:,} more: plimsoll query 'from instruments' --limit {len(instruments)}\n")
    if sessions:
        console.print(session_table(sessions))
    return DONE


def plain_instrument(one: CatalogueInstrument) -> dict[str, Any]:
    """An instrument for JSON."""
    return {
        "symbol": one.symbol,
        "venue_mic": one.venue_mic,
        "currency": one.currency,
        "bars": one.bars,
        "trades": one.trades,
        "quotes": one.quotes,
        "from": moment(one.from_ns),
        "to": moment(one.to_ns),
    }


def plain_session(one: RecordedSession) -> dict[str, Any]:
    """A session for JSON."""
    return {
        "id": one.id,
        "label": one.label,
        "source": one.source,
        "messages": one.messages,
        "from": moment(one.from_ns),
        "to": moment(one.to_ns),
        "from_ns": one.from_ns,
        "to_ns": one.to_ns,
        "gaps": one.gaps,
        "complete": one.complete,
        "running": one.running,
        "instruments": list(one.instruments),
        "bytes": one.bytes,
        "damage": one.damage,
    }


def instrument_table(instruments: tuple[CatalogueInstrument, ...]) -> Table:
    """Instruments for a person."""
    table = new_table("Instruments", ("symbol", "venue", "bars", "trades", "quotes", "from (UTC)", "to (UTC)"))
    for one in instruments:
        counts = (f"{count:,}" for count in (one.bars, one.trades, one.quotes))
        table.add_row(one.symbol, one.venue_mic, *counts, moment(one.from_ns), moment(one.to_ns))
    return table


def session_table(sessions: Sequence[RecordedSession]) -> Table:
    """Sessions for a person."""
    table = new_table("Sessions", ("id", "label", "messages", "gaps", "MB", "state", "from (UTC)", "to (UTC)"))
    for one in sessions:
        state = one.damage or ("running" if one.running else "complete" if one.complete else "cut off")
        figures = (f"{one.messages:,}", f"{one.gaps:,}", f"{one.bytes / 1e6:,.1f}")
        table.add_row(one.id, one.label, *figures, state, moment(one.from_ns), moment(one.to_ns))
    return table


def new_table(title: str, columns: tuple[str, ...]) -> Table:
    """An empty table with figures to the right."""
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for name in columns:
        right = name in ("bars", "trades", "quotes", "messages", "gaps", "MB")
        table.add_column(name, justify="right" if right else "left", no_wrap=name != "state")
    return table


def delete(session: RecordedSession) -> dict[str, Any]:
    """Removes a session's folder; the ticks taken out of it go with the next query."""
    if session.running:
        raise UserError(f"catalogue:{session.id} is being recorded now; close that terminal first")
    try:
        shutil.rmtree(session.path)
    except OSError as error:
        raise UserError(f"catalogue:{session.id}: {error.filename}: {error.strerror or error}") from error
    return {"deleted": session.id}


def export(session: RecordedSession, target: Path | None) -> dict[str, Any]:
    """Copies a session's folder, which replays wherever it lies."""
    if target is None:
        raise UserError(f"catalogue export {session.id}: where to? name a folder that does not exist yet")
    if target.exists():
        raise UserError(f"{target}: exists; name a folder that does not")
    try:
        shutil.copytree(session.path, target)
    except OSError as error:
        raise UserError(f"{target}: cannot be written: {error}") from error
    return {"exported": session.id, "path": str(target)}
