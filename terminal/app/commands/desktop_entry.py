"""`plimsoll desktop-entry`: puts the terminal into the desktop's menu, for this user only, and takes it out again."""

from __future__ import annotations

import argparse
import json
import os
import shlex
import shutil
import sys
from importlib.resources import files
from pathlib import Path

from terminal.domain.errors import UserError

ENTRY = "applications/plimsoll.desktop"
ICON = "icons/hicolor/scalable/apps/plimsoll.svg"


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `plimsoll desktop-entry`."""
    parser.add_argument("--remove", action="store_true", help="take the entry and the icon out again")
    parser.add_argument("--folder", type=Path, metavar="DIR", help="the data folder (XDG_DATA_HOME, ~/.local/share)")


def run(args: argparse.Namespace) -> int:
    """Writes or removes entry and icon, and says where."""
    folder = args.folder or data_home(os.environ)
    places = [folder / ENTRY, folder / ICON]
    try:
        if args.remove:
            places = [place for place in places if removed(place)]
        else:
            write(folder, command_line())
    except OSError as error:
        raise UserError(f"{error.filename}: {error.strerror}; choose a folder you may write with --folder") from error
    if args.json:
        print(json.dumps({"removed" if args.remove else "written": [str(place) for place in places]}))
    else:
        print("\n".join(f"{'removed' if args.remove else 'wrote'} {place}" for place in places) or "nothing was there")
    return 0


def data_home(environment: os._Environ[str] | dict[str, str]) -> Path:
    """Where a user's own desktop entries live (XDG base directory specification)."""
    return Path(environment.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")


def command_line() -> str:
    """How the desktop starts this very installation."""
    beside = Path(sys.executable).with_name("plimsoll")
    found = str(beside) if beside.exists() else shutil.which("plimsoll")
    return shlex.quote(found) if found else f"{shlex.quote(sys.executable)} -m terminal.app.main"


def write(folder: Path, command: str) -> None:
    """Writes entry and icon whole or not at all."""
    entry = files("resources").joinpath("desktop/plimsoll.desktop").read_text(encoding="utf-8")
    icon = files("resources").joinpath("icons/plimsoll.svg").read_text(encoding="utf-8")
    for place, text in (
        (folder / ENTRY, entry.replace("Exec=plimsoll", f"Exec={command}")),
        (folder / ICON, icon),
    ):
        place.parent.mkdir(parents=True, exist_ok=True)
        partial = place.with_name(f".{place.name}.partial")
        partial.write_text(text, encoding="utf-8")
        partial.replace(place)


def removed(place: Path) -> bool:
    """Removes a file; false where there was none."""
    try:
        place.unlink()
    except FileNotFoundError:
        return False
    return True
