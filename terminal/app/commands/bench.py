"""`plimsoll bench NAME`: runs one benchmark of the source tree and passes its output on."""

from __future__ import annotations

import argparse
import difflib
import json
import re
import subprocess
import sys
from collections import deque
from pathlib import Path

from terminal.domain.errors import UserError

PROJECT = Path(__file__).resolve().parents[3]
RATIO_LINE = re.compile(r"^(?P<name>\S+)(?: [a-z_]+=\S+)* ratio=(?P<ratio>[0-9.]+)\b")


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the benchmark's name."""
    parser.add_argument("name", nargs="?", metavar="NAME", help="the benchmark; without it they are listed")
    parser.add_argument("more", nargs="*", metavar="ARG", help="passed on to the benchmark")


def run(args: argparse.Namespace) -> int:
    """Runs the benchmark, or lists them all.

    Raises:
        UserError: no such benchmark, no source tree, or a run that failed or printed no ratio.
    """
    folder = bench_folder(PROJECT)
    if args.name is None:
        return show(scripts(folder))
    lines = stream(args.name, script_of(folder, args.name), args.more)
    check_ratio(args.name, lines)
    if args.json:
        print(json.dumps(dict(word.split("=", 1) for word in lines[-1].split() if "=" in word)))
    return 0


def bench_folder(project: Path) -> Path:
    """The folder of the benchmarks, which only the source tree has."""
    folder = project / "bench"
    if not folder.is_dir():
        raise UserError(
            f"no benchmarks beside {project}: they are part of the source tree, not of an installed wheel; clone it"
        )
    return folder


def scripts(folder: Path) -> dict[str, Path]:
    """Every benchmark by its name on the command line: `bench/book_l3/run.py` is `book-l3`."""
    found = sorted([*folder.glob("*/run.py"), *folder.glob("*/run.sh")])
    return {script.parent.name.replace("_", "-"): script for script in found}


def show(known: dict[str, Path]) -> int:
    """Prints each benchmark's name with the first line that its script says about itself."""
    width = max(map(len, known), default=0)
    for name, script in known.items():
        print(f"{name:{width}}  {purpose(script)}")
    return 0


def purpose(script: Path) -> str:
    """The first sentence of a script's docstring or leading comment."""
    for line in script.read_text(encoding="utf-8").splitlines():
        text = line.strip().strip('"#').strip()
        if text and not text.startswith("!"):
            return text
    return ""


def script_of(folder: Path, name: str) -> Path:
    """The script of benchmark `name`."""
    known = scripts(folder)
    if found := known.get(name.replace("_", "-")):
        return found
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.4)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known) or 'none yet'}"
    raise UserError(f"no benchmark {name!r}; {hint}")


def stream(name: str, script: Path, more: list[str]) -> list[str]:
    """Runs `script`, prints what it prints as it comes, and returns its last lines."""
    program = [sys.executable, str(script)] if script.suffix == ".py" else ["bash", str(script)]
    last: deque[str] = deque(maxlen=50)
    with subprocess.Popen([*program, *more], cwd=script.parents[2], stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            if line.strip():
                last.append(line.strip())
    if process.returncode != 0:
        raise UserError(f"benchmark {name} ended with exit code {process.returncode}; its own output above says why")
    return list(last)


def check_ratio(name: str, lines: list[str]) -> None:
    """Refuses a run whose last line is not its ratio line."""
    if not lines or not (said := RATIO_LINE.match(lines[-1])) or said["name"] != name:
        last = lines[-1][:80] if lines else "nothing"
        raise UserError(f"benchmark {name} must print `{name} ours=… peer=… ratio=… unit=…` last, it printed {last!r}")
