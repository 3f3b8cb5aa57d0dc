"""`plimsoll audit`: verify an audit log, export its orders for the regulator, look into it."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from terminal.app.commands.moments import moment
from terminal.app.main import DONE, FAILED
from terminal.domain.errors import UserError

if TYPE_CHECKING:
    from terminal.supervision.audit import AuditVerdict

ANCHOR = "a copy of the checkpoints that is kept elsewhere; may be given again"
KEY = "public key that the log must begin with: a file, or its digits"
AS_JSON = "rows as JSON; with --output also one JSON line last"
SHOWN = 40
"""Records that `show` prints unless it is told how many."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the sub-commands of `plimsoll audit`."""
    group = parser.add_subparsers(dest="action", metavar="ACTION", required=True)

    def action(name: str, words: str, as_json: str = "print one JSON line last") -> argparse.ArgumentParser:
        made = group.add_parser(name, help=words, description=f"{words[0].upper()}{words[1:]}.", allow_abbrev=False)
        made.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=as_json)
        made.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help="show the trace of an error")
        made.add_argument("folder", type=Path, metavar="DIR", help="the log's folder")
        made.add_argument("--key", metavar="KEY", help=KEY)
        return made

    check = action("verify", "say whether a log is as it was written, and name the first bad record")
    check.add_argument("--anchor", type=Path, action="append", default=[], metavar="FILE", help=ANCHOR)
    export = action("export", "write a log's orders as supervisors ask for them", AS_JSON)
    export.add_argument("--format", choices=("rts24", "rts6"), required=True, help="RTS 24, or RTS 6 Annex II")
    export.add_argument("--csv", action="store_true", help="rows as CSV (default), also with --json")
    export.add_argument("--output", type=Path, metavar="FILE", help="write rows there instead of to standard output")
    export.add_argument("--lei", metavar="LEI", help="the firm's legal entity identifier, which the log does not know")
    export.add_argument("--capacity", choices=("DEAL", "MTCH", "AOTC"), help="in which capacity the firm trades")
    export.add_argument("--anchor", type=Path, action="append", default=[], metavar="FILE", help=ANCHOR)
    show = action("show", "print records in words, the last ones that match")
    show.add_argument("--last", type=int, default=SHOWN, metavar="N", help=f"how many; 0 for all ({SHOWN})")
    show.add_argument("--from", dest="from_seq", type=int, default=0, metavar="SEQ", help="none before this one")
    show.add_argument("--kind", default="", help="of this kind: Command, Decision, Halt, checkpoint...")
    show.add_argument("--text", default="", help="with this in its words: an order's name, a person, a symbol")


def run(args: argparse.Namespace) -> int:
    """Carries the action out.

    Raises:
        UserError: a log that cannot be read, a key that is none, or an output that cannot be written.
    """
    return {"verify": verify, "export": export, "show": show}[args.action](args)


def verify(args: argparse.Namespace) -> int:
    """Prints the verdict; 1 where the log is bad."""
    from terminal.supervision import audit

    verdict = audit.verify(args.folder, args.anchor, key_of(args.key))
    if args.json:
        print(json.dumps(verdict.plain))
    elif verdict.ok:
        print(f"{args.folder}: {verdict.words}")
    return ended(args.folder, verdict, told=args.json)


def export(args: argparse.Namespace) -> int:
    """Writes rows; 1 where the log is bad, with the rows before its first bad record."""
    from terminal.supervision import audit

    if args.json and args.csv and args.output is None:
        raise UserError(
            "audit export: rows are CSV or JSON; give --csv or --json, or a file for the rows with --output"
        )
    rows_as_json = args.json and not args.csv
    request = audit.ExportRequest(args.format, rows_as_json, args.output, args.lei, args.capacity)
    rows, verdict = audit.export(args.folder, request, args.anchor, key_of(args.key))
    if args.output is not None and args.json:
        told = {"rows": rows, "format": args.format, "output": str(args.output), "ok": verdict.ok}
        print(json.dumps(told | {"records": verdict.records}))
    elif args.output is not None:
        print(f"{args.output}: {rows:,} rows of {verdict.records:,} records")
    return ended(args.folder, verdict)


def show(args: argparse.Namespace) -> int:
    """Prints records; 1 where the log is bad, with the matching ones before its first bad record."""
    from terminal.supervision import audit

    if args.last < 0 or args.from_seq < 0:
        raise UserError("audit show: --last and --from count from 0")
    wanted = audit.Search(args.from_seq, args.last, args.kind, args.text)
    found, verdict = audit.search(args.folder, wanted, key_of(args.key))
    if args.json:
        rows = [{"seq": one.seq, "ts_utc_ns": one.ts_utc_ns, "kind": one.kind, "words": one.words} for one in found]
        print(json.dumps({"records": rows, "ok": verdict.ok}))
    else:
        for one in found:
            print(f"{one.seq:>9}  {moment(one.ts_utc_ns)}  {one.kind:<11}  {one.words}")
    return ended(args.folder, verdict)


def ended(folder: Path, verdict: AuditVerdict, told: bool = False) -> int:
    """The exit code; what is wrong with the log goes to standard error where it was not told yet."""
    if verdict.ok:
        return DONE
    if not told:
        print(f"plimsoll: {folder}: {verdict.words}", file=sys.stderr)
    return FAILED


def key_of(given: str | None) -> str | None:
    """The digits of a key, or those in the file of this name.

    Raises:
        UserError: the file cannot be read.
    """
    if given is None or not Path(given).exists():
        return given
    try:
        return Path(given).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{given}: holds no public key: {error}") from error
