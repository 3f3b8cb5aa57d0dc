"""`plimsoll import`: bars, ticks and recordings into the library."""

from __future__ import annotations

import argparse
import difflib
import json
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from terminal.app.commands.moments import moment
from terminal.app.commands.paths import data_path
from terminal.app.commands.progress import progress_line
from terminal.app.folders import user_folders
from terminal.app.main import DONE, INTERRUPTED, complain
from terminal.app.services.library import library_folder, recordings_folder
from terminal.domain.errors import UserError

if TYPE_CHECKING:
    from terminal.bridge.recordings import ImportReport as RecordingReport
    from terminal.stores.importing import ImportReport
    from terminal.stores.mapping import Mapping

TABLES = ("ohlcv", "ticks", "trades", "quotes")
RECORDINGS = (
    "lobster",
    "itch50",
    "binance-ws",
    "cryptofeed-ws",
    "databento-mbo-csv",
    "dbn",
    "iex-deep",
    "bitstamp-l3",
    "recording",
)
"""What the core decodes; `recording` finds the format out."""
TOLD = 20
"""Rejected rows that are printed; JSON carries more."""
IN_JSON = 100


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `plimsoll import`."""
    parser.add_argument("format", metavar="FORMAT", help=f"{', '.join(TABLES)}; or {', '.join(RECORDINGS)}")
    parser.add_argument(
        "path", type=data_path, metavar="PATH", help="CSV (gz, zst, xz, zip too), Parquet or a recording"
    )
    parser.add_argument("--instrument", default="", metavar="ID", help="whose data these are, unless a column says it")
    parser.add_argument("--period", default="", metavar="P", help="of bars, such as 1min (default: found out)")
    parser.add_argument("--mapping", type=Path, metavar="FILE", help="TOML that says what the columns mean")
    parser.add_argument("--time-zone", default="", metavar="ZONE", help="of times that name none (UTC)")
    parser.add_argument("--currency", default="", metavar="CODE", help="of the instrument, kept in the catalogue")
    parser.add_argument("--venue", default="", metavar="MIC", help="of the instrument, kept in the catalogue")


def run(args: argparse.Namespace) -> int:
    """Imports, tells what was rejected and assumed, and prints the counts.

    Raises:
        UserError: an unknown format, or a file of which not one row can be taken.
    """
    name = args.format.lower()
    if name not in TABLES + RECORDINGS:
        near = difflib.get_close_matches(name, TABLES + RECORDINGS, n=1, cutoff=0.4)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(TABLES + RECORDINGS)}"
        raise UserError(f"import format {args.format!r} is unknown; {hint}")
    if args.path.is_dir() and name in TABLES:
        raise UserError(f"{args.path}: is a folder; import its files one by one")
    try:
        return import_table(args, name) if name in TABLES else import_recording(args, name)
    except KeyboardInterrupt:
        complain(f"{args.path}: interrupted; nothing of it is seen yet, the same command goes on from here")
        return INTERRUPTED


def import_table(args: argparse.Namespace, name: str) -> int:
    """A file of bars, trades or quotes."""
    from terminal.stores.importing import ImportRequest, import_file

    request = ImportRequest(args.path, name, args.instrument, args.period, mapping_of(args))
    try:
        with progress_line(args.path.name, "rows") as progress:
            report = import_file(library_folder(user_folders()), request, progress)
    except OSError as error:
        raise UserError(
            f"{error.filename or library_folder(user_folders())}: {error.strerror or error}; "
            "what was read is kept aside, make room and give the same command again"
        ) from error
    tell(str(args.path), report.notes, [one.sentence() for one in report.rejects.first], report.rejects.count)
    summary = summary_of(report)
    print(json.dumps(summary) if args.json else readable(args.path, summary))
    return DONE


def mapping_of(args: argparse.Namespace) -> Mapping:
    """The mapping file with what the command line says on top."""
    from terminal.stores.mapping import Mapping, read_mapping

    mapping = read_mapping(args.mapping) if args.mapping else Mapping()
    given = {"time_zone": args.time_zone, "currency": args.currency, "venue_mic": args.venue}
    return replace(mapping, **{key: value for key, value in given.items() if value})


def summary_of(report: ImportReport) -> dict[str, Any]:
    """What the last line says, in a fixed order."""
    return {
        "rows": report.rows,
        "rejected": report.rejects.count,
        "seconds": round(report.seconds, 3),
        "already": report.already,
        "changed": report.changed,
        "kind": report.kind,
        "instruments": list(report.instruments),
        "period": report.period,
        "from": moment(report.from_ns),
        "to": moment(report.to_ns),
        "notes": report.notes,
        "rejects": [asdict(one) for one in report.rejects.first[:IN_JSON]],
    }


def readable(path: Path, summary: dict[str, Any]) -> str:
    """The same for a person."""
    names = summary["instruments"]
    whose = names[0] if len(names) == 1 else f"{len(names):,} instruments"
    what = " ".join(word for word in (summary["period"], summary["kind"]) if word)
    lines = [f"{path.name}: {summary['rows']:,} {what} of {whose}, {summary['from']} to {summary['to']}"]
    counts = {
        "already there": summary["already"],
        "replaced others": summary["changed"],
        "rejected": summary["rejected"],
    }
    lines.append(" · ".join(f"{count:,} {word}" for word, count in counts.items()) + f" · {summary['seconds']:.2f} s")
    return "\n".join(lines)


def tell(path: str, notes: list[str], rejects: list[str], count: int) -> None:
    """What was assumed and what was rejected, on standard error."""
    for note in notes:
        print(f"{path}: {note}", file=sys.stderr)
    for sentence in rejects[:TOLD]:
        print(f"{path}: {sentence}", file=sys.stderr)
    if count:
        more = f", the first {TOLD} above" if count > TOLD else ""
        rows = "row is" if count == 1 else "rows are"
        complain(f"{path}: {count:,} {rows} rejected{more}; the rest is imported. Correct them and import again")


def import_recording(args: argparse.Namespace, name: str) -> int:
    """A market recording becomes a session of the catalogue."""
    from terminal.bridge import recordings

    label = args.instrument or args.path.name
    folder = recordings_folder(user_folders())
    folder.mkdir(parents=True, exist_ok=True)
    format_name = None if name == "recording" else name
    with progress_line(args.path.name, "messages") as progress:
        report = recordings.import_recording(args.path, format_name, folder, label, progress)
    sentences = [f"{one.place}: {one.field}: {one.reason}" for one in report.rejects]
    for sentence in sentences[:TOLD]:
        print(f"{args.path}: {sentence}", file=sys.stderr)
    if report.rejected:
        complain(f"{args.path}: {report.rejected:,} damaged units passed over; the rest is imported")
    summary = summary_of_recording(report)
    session = report.session
    print(
        json.dumps(summary)
        if args.json
        else f"{args.path.name}: {session.messages:,} messages as catalogue:{session.id}"
        f"{', imported before' if report.existing else ''} · {report.rejected:,} rejected · {report.seconds:.2f} s"
    )
    return DONE


def summary_of_recording(report: RecordingReport) -> dict[str, Any]:
    """What the last line says of a recording; its rows are messages."""
    session = report.session
    return {
        "rows": session.messages,
        "rejected": report.rejected,
        "seconds": round(report.seconds, 3),
        "already": session.messages if report.existing else 0,
        "kind": "recording",
        "session": session.id,
        "instruments": list(session.instruments),
        "from": moment(session.from_ns),
        "to": moment(session.to_ns),
        "rejects": [asdict(one) for one in report.rejects[:IN_JSON]],
    }
