"""The source tree under test, and the recorded data beside it."""

from __future__ import annotations

import os
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def shared_data_folder() -> Path | None:
    """The folder of recorded exchange data: `PLIMSOLL_SHARED_DATA`, else `shared/data` beside the repository."""
    named = os.environ.get("PLIMSOLL_SHARED_DATA")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    return folder if folder.is_dir() else None


@cache
def project_files() -> tuple[Path, ...]:
    """Every file that git tracks or would track, relative to the root; a plain walk where there is no git."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if listing.returncode == 0:
        names = {Path(name) for name in listing.stdout.split("\0") if name}
        return tuple(sorted(name for name in names if (ROOT / name).is_file()))
    hidden = {"target", "__pycache__", ".venv", ".tools"}
    walked = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return tuple(sorted(path for path in walked if not hidden.intersection(path.parts)))


def sources(suffix: str, *folders: str) -> tuple[Path, ...]:
    """The project's own files with this suffix below `folders`, relative to the root."""
    return tuple(
        path for path in project_files() if path.suffix == suffix and (not folders or path.parts[0] in folders)
    )


def text_of(path: Path) -> str:
    """The content of a project file given relative to the root."""
    return (ROOT / path).read_text(encoding="utf-8")
