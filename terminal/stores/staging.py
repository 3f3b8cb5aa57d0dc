"""An import under way: its blocks are kept aside until the file is read to its end, and taken up after a break."""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from terminal.domain.errors import UserError
from terminal.stores.manifest import write_whole
from terminal.stores.rejects import Rejects

FOLDER = "staging"
FORGET_SECONDS = 30 * 86_400
VERSION = 1


def digest(path: Path, asked: object) -> str:
    """What names an import: the file's content and everything that was asked of it.

    Raises:
        UserError: the file cannot be read.
    """
    sha = hashlib.sha256(repr(asked).encode())
    try:
        with path.open("rb") as file:
            while piece := file.read(1 << 22):
                sha.update(piece)
    except OSError as error:
        raise UserError(f"{path}: {error.strerror or error}") from error
    return sha.hexdigest()[:32]


@dataclass(slots=True)
class Staged:
    """What was read of one file so far."""

    folder: Path
    lines: int = 0
    blocks: list[dict[str, Any]] = field(default_factory=list)
    """File, rows, first and last time of each."""
    rejects: Rejects = field(default_factory=Rejects)
    times: dict[str, Any] = field(default_factory=dict)
    told: dict[str, int] = field(default_factory=dict)
    symbols: list[str] = field(default_factory=list)
    """Instruments that a column named so far."""
    whole: bool = False

    @classmethod
    def open(cls, root: Path, key: str) -> Staged:
        """Takes up what an import of the same key left, or begins."""
        folder = root / FOLDER / key
        folder.mkdir(parents=True, exist_ok=True)
        try:
            read = json.loads((folder / "progress.json").read_text(encoding="utf-8"))
            if read.pop("version") != VERSION:
                raise ValueError
            return cls(folder, rejects=Rejects.of(read.pop("rejects")), **read)
        except (OSError, ValueError, KeyError, TypeError):
            return cls(folder)

    def keep(self, rows: pl.DataFrame, time_column: str) -> None:
        """Puts one block's rows aside; they count once :meth:`save` names them."""
        if rows.height:
            name = f"{len(self.blocks):06d}.arrow"
            rows.write_ipc(self.folder / name, compression="lz4")
            if "symbol" in rows.columns:
                self.symbols = sorted({*self.symbols, *rows["symbol"].unique().to_list()})
            least, greatest = rows[time_column].min(), rows[time_column].max()
            self.blocks.append({"file": name, "rows": rows.height, "from": least, "to": greatest})

    def save(self) -> None:
        """Makes what was kept the point to go on from."""
        content = {
            "version": VERSION,
            "lines": self.lines,
            "blocks": self.blocks,
            "rejects": self.rejects.plain(),
            "times": self.times,
            "told": self.told,
            "symbols": self.symbols,
            "whole": self.whole,
        }
        write_whole(self.folder / "progress.json", json.dumps(content).encode())

    def groups(self) -> list[list[dict[str, Any]]]:
        """Blocks whose times overlap or touch belong together; of a file in order of time each stands alone."""
        found: list[list[dict[str, Any]]] = []
        end = 0
        for block in sorted(self.blocks, key=lambda one: (one["from"], one["file"])):
            if found and block["from"] <= end:
                found[-1].append(block)
                end = max(end, block["to"])
            else:
                found.append([block])
                end = block["to"]
        return found

    def read(self, group: list[dict[str, Any]]) -> pl.DataFrame:
        """The rows of some blocks, in the order of the file."""
        files = sorted(one["file"] for one in group)
        return pl.concat([pl.read_ipc(self.folder / name) for name in files])

    def discard(self) -> None:
        """Forgets it all."""
        shutil.rmtree(self.folder, ignore_errors=True)


def forget_old(root: Path) -> None:
    """Removes what an import left that nobody took up for a month."""
    for folder in (root / FOLDER).glob("*"):
        if time.time() - folder.stat().st_mtime > FORGET_SECONDS:
            if folder.is_dir():
                shutil.rmtree(folder, ignore_errors=True)
            else:
                folder.unlink(missing_ok=True)
