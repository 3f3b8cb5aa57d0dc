"""`plimsoll replay`: a recording through decoder, books and features, checked row by row."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from terminal.app.commands.paths import data_path
from terminal.app.commands.progress import progress_line
from terminal.app.main import DONE, FAILED, complain
from terminal.domain.errors import UserError


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `plimsoll replay`."""
    parser.add_argument("path", type=data_path, help="recorded market data; gzip, zstd and xz are read as they are")
    parser.add_argument("--format", help="the recording's format (default: recognised from its content)")
    parser.add_argument("--verify", type=data_path, metavar="FILE", help="answer file: every row of it must follow")
    parser.add_argument("--speed", default="max", help="multiple of venue time, or max (default)")
    parser.add_argument("--skip-damaged", action="store_true", help="pass over damaged units, and count them")


def run(args: argparse.Namespace) -> int:
    """Replays, prints the report, and fails on a mismatch or a damaged unit."""
    from terminal.bridge.jobs import ReplayRequest, replay
    from terminal.bridge.recordings import words_about

    if words := words_about(args.path):
        print(f"plimsoll: {words}", file=sys.stderr)
    request = ReplayRequest(args.path, args.format, args.verify, speed_of(args.speed), args.skip_damaged)
    with progress_line(args.path.name, "messages") as progress:
        report = replay(request, progress)
    summary = summary_of(report)
    print(json.dumps(summary) if args.json else readable(args.path, summary))
    return verdict(args.path, report)


def speed_of(text: str) -> float:
    """A multiple of venue time; infinity for `max`.

    Raises:
        UserError: the text is neither.
    """
    if text == "max":
        return float("inf")
    try:
        speed = float(text.removesuffix("x").removesuffix("×"))
    except ValueError:
        raise UserError(f"--speed {text!r} is no number: give a multiple of venue time, or max") from None
    if not 0 < speed < float("inf"):
        raise UserError(f"--speed {text!r} is not above zero: give a multiple of venue time, or max")
    return speed


def summary_of(report: dict[str, Any]) -> dict[str, Any]:
    """What the last line says, in a fixed order."""
    seconds = report["seconds"]
    return {
        "messages": report["messages"],
        "seconds": round(seconds, 6),
        "messages_per_second": round(report["messages"] / seconds) if seconds > 0 else 0,
        "verified_rows": report["verified_rows"],
        "mismatches": report["mismatches"],
        "revealed": report["revealed"],
        "gaps": report["gaps"],
        "damaged": report["damaged"],
        "instruments": report["instruments"],
        "faults": {fault: count for fault, count in report["faults"].items() if count},
        "state_hash": report["state_hash"],
    }


def readable(path: Path, summary: dict[str, Any]) -> str:
    """The same for a person."""
    lines = [
        f"{path.name}: {summary['messages']:,} messages in {summary['seconds']:.3f} s "
        f"({summary['messages_per_second']:,} per s), {summary['instruments']:,} instruments",
        f"gaps {summary['gaps']:,} · damaged {summary['damaged']:,} · faults {sum(summary['faults'].values()):,}",
    ]
    if summary["verified_rows"]:
        lines.append(
            f"verified {summary['verified_rows']:,} rows: {summary['mismatches']:,} mismatches, "
            f"{summary['revealed']:,} levels revealed"
        )
    lines.append(f"state {summary['state_hash']}")
    return "\n".join(lines)


def verdict(path: Path, report: dict[str, Any]) -> int:
    """The exit code, with the reason as the last line of standard error."""
    sys.stdout.flush()
    if failure := report["failure"]:
        complain(failure if path.name in failure else f"{path.name}: {failure}")
        return FAILED
    if not report["messages"]:
        complain(nothing_found(path, report["damaged"]))
        return FAILED
    if report["mismatches"]:
        complain(f"{path.name}: {report['mismatches']:,} rows differ; first: {report['first_mismatch']}")
        return FAILED
    return DONE


def nothing_found(path: Path, damaged: int) -> str:
    """Why a recording that was read to its end gave nothing."""
    if damaged:
        return f"{path.name}: not one sound message, {damaged:,} damaged ones passed over; is --format right?"
    return f"{path.name}: holds no message of its format; is it complete?"
