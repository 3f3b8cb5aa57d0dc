"""`plimsoll query`: read-only SQL over the library."""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from terminal.app.folders import user_folders
from terminal.app.main import DONE
from terminal.app.services.library import open_library
from terminal.domain.errors import UserError

if TYPE_CHECKING:
    import polars as pl

SHOWN = 40
"""Rows that a person sees without --limit."""


WIDE = 10_000
"""Columns are never cut: a narrow terminal folds the lines."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `plimsoll query`."""
    parser.add_argument("sql", metavar="SQL", help="one SELECT over bars, trades, quotes, instruments, sessions")
    parser.add_argument("--limit", type=int, metavar="N", help=f"rows to print (default: all in JSON, else {SHOWN})")
    parser.add_argument("--csv", type=Path, metavar="FILE", help="write the whole result there, - for standard output")


def run(args: argparse.Namespace) -> int:
    """Runs the query and prints its result; how long it took goes to standard error.

    Raises:
        UserError: the statement is refused or wrong.
    """
    if args.limit is not None and args.limit < 0:
        raise UserError(f"--limit {args.limit} is below zero")
    if args.csv and args.csv != Path("-") and not args.csv.parent.is_dir():
        raise UserError(f"--csv {args.csv}: folder {args.csv.parent} does not exist; make it first")
    began = time.perf_counter()
    table = open_library(user_folders()).query(args.sql).polars()
    print(f"{table.height:,} rows in {time.perf_counter() - began:.3f} s", file=sys.stderr)
    if args.csv:
        write_csv(table, args.csv)
    if args.json:
        print(json.dumps(plain(table if args.limit is None else table.head(args.limit))))
    elif not args.csv:
        show(table, SHOWN if args.limit is None else args.limit)
    return DONE


def plain(table: pl.DataFrame) -> dict[str, Any]:
    """Columns and rows for JSON: times in ISO 8601, UTC; null for what is no number."""
    rows = [[plain_value(value) for value in row] for row in spelled(table).iter_rows()]
    return {"columns": table.columns, "rows": rows}


def spelled(table: pl.DataFrame) -> pl.DataFrame:
    """Times as text, with all their nanoseconds."""
    import polars as pl
    from polars import selectors as cs

    return table.with_columns(
        cs.datetime().dt.to_string("%Y-%m-%dT%H:%M:%S%.9fZ"), (cs.date() | cs.time()).cast(pl.String)
    )


def plain_value(value: object) -> object:
    """A value that JSON holds."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, list):
        return [plain_value(one) for one in value]
    if isinstance(value, dict):
        return {str(key): plain_value(one) for key, one in value.items()}
    return value.hex() if isinstance(value, bytes) else str(value)


def write_csv(table: pl.DataFrame, path: Path) -> None:
    """Writes the result whole or not at all."""
    if path == Path("-"):
        spelled(table).write_csv(sys.stdout.buffer)
        return
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        spelled(table).write_csv(partial)
        partial.replace(path)
    except OSError as error:
        raise UserError(f"--csv {path}: cannot be written: {error.strerror or error}") from error
    finally:
        partial.unlink(missing_ok=True)


def show(table: pl.DataFrame, limit: int) -> None:
    """A table for a person."""
    from rich.console import Console
    from rich.table import Table

    grid = Table(box=None, pad_edge=False)
    for name, kind in table.schema.items():
        grid.add_column(name, justify="right" if kind.is_numeric() else "left")
    for row in spelled(table.head(limit)).iter_rows():
        grid.add_row(*("" if value is None else str(value) for value in row))
    Console(width=WIDE).print(grid)
    if table.height > limit:
        print(f"{table.height - limit:,} more rows: --limit shows them, --csv FILE keeps them", file=sys.stderr)
