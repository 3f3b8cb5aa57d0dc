"""`plimsoll features`: features of a recording, sampled into a Parquet file."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path
from typing import Any

from terminal.app.commands.paths import data_path
from terminal.app.commands.progress import progress_line
from terminal.app.commands.replay import nothing_found
from terminal.app.main import DONE
from terminal.domain.errors import UserError

UNITS_NS = {"ns": 1, "us": 1_000, "ms": 1_000_000, "s": 1_000_000_000, "min": 60_000_000_000, "h": 3_600_000_000_000}


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `plimsoll features`."""
    parser.add_argument("path", type=data_path, help="recorded market data")
    parser.add_argument("--features", required=True, help="such as ofi,mid,vwap,ema(half_life=30s)")
    parser.add_argument("--every", required=True, help="sampling interval, such as 10s or 1min")
    parser.add_argument("--out", required=True, type=Path, help="Parquet file to write")
    parser.add_argument("--engine", choices=("stream", "batch"), default="stream", help="equal to the bit")
    parser.add_argument("--format", help="the recording's format (default: recognised from its content)")
    parser.add_argument("--skip-damaged", action="store_true", help="pass over damaged units")


def run(args: argparse.Namespace) -> int:
    """Samples the features and writes the file whole or not at all."""
    from terminal.bridge.jobs import FeaturesRequest, features

    check_target(args.out)
    request = FeaturesRequest(
        args.path, args.features, interval_ns(args.every), args.engine, args.format, args.skip_damaged
    )
    with progress_line(args.path.name, "messages") as progress:
        report = features(request, progress)
    if not report["messages"]:
        raise UserError(nothing_found(args.path, report["damaged"]))
    rows = write_parquet(report["frames"], args.out)
    summary = {"rows": rows} | {name: report[name] for name in ("hash", "messages", "gaps", "damaged")}
    print(json.dumps(summary) if args.json else f"{args.out}: {rows:,} rows, hash {report['hash']}")
    return DONE


def check_target(out: Path) -> None:
    """Refuses what cannot become a file before an hour of work, not after it.

    Raises:
        UserError: the folder does not exist, or the name is a folder's.
    """
    if not out.parent.is_dir():
        raise UserError(f"--out {out}: folder {out.parent} does not exist; make it first")
    if out.is_dir():
        raise UserError(f"--out {out}: is a folder; name a file in it")
    if not os.access(out.parent, os.W_OK):
        raise UserError(
            f"--out {out}: folder {out.parent} may not be written to; choose another or change its permissions"
        )


def interval_ns(text: str) -> int:
    """Nanoseconds of `10s`, `250ms`, `1min`.

    Raises:
        UserError: no positive number with one of the units.
    """
    number = text.rstrip("abcdefghijklmnopqrstuvwxyz")
    unit = text[len(number) :] or "s"
    try:
        interval = round(float(number) * UNITS_NS[{"m": "min"}.get(unit, unit)])
    except (ValueError, KeyError, OverflowError):
        raise UserError(f"--every {text!r} is no interval: write a number and one of {', '.join(UNITS_NS)}") from None
    if interval <= 0:
        raise UserError(f"--every {text!r} is not above zero")
    return interval


def write_parquet(frames: list[tuple[str, dict[str, Any]]], out: Path) -> int:
    """Writes the rows of all instruments; several are told apart by a column `symbol`. Returns the row count.

    Raises:
        UserError: the file system refuses; nothing is left behind then.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    tables = []
    for symbol, columns in frames:
        table = pa.table(columns)
        if len(frames) > 1:
            table = table.add_column(0, "symbol", pa.array([symbol] * table.num_rows))
        tables.append(table)
    whole = pa.concat_tables(tables) if tables else pa.table({"ts_start_ns": pa.array([], pa.int64())})
    partial = out.with_name(f".{out.name}.{os.getpid()}.partial")
    try:
        pq.write_table(whole, partial)
        partial.replace(out)
    except OSError as error:
        raise UserError(f"--out {out}: cannot be written: {error.strerror or error}") from error
    finally:
        partial.unlink(missing_ok=True)
    return int(whole.num_rows)
