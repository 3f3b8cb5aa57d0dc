"""Where a plugin's package lies and what is in it, found by looking at files alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from terminal.sdk.setting_values import nearest

SIGNATURE = "plugin.sig"
PASSED_OVER = frozenset(
    {"__pycache__", ".git", ".hypothesis", ".idea", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".venv", ".DS_Store"}
)
"""What tools leave in a folder; no part of the plugin, never read, never installed."""


@dataclass(frozen=True, slots=True)
class Place:
    """A plugin's package and the module in it that the entry names."""

    package: str
    """Its name in the entry: ``tide``, ``plugins.strategies.tide``."""
    folder: Path
    module: str
    """Name inside the package: ``plugin``; empty for the package itself."""
    factory: str


def place_of(folder: Path, entry: str) -> Place:
    """Splits ``tide.plugin:create`` at the folder that is the package ``tide``.

    Raises:
        LookupError: the folder is not the entry's package, or it holds no such module; the words say which.
    """
    module, _, factory = entry.partition(":")
    names = module.split(".")
    home = folder.absolute()
    tails = [count for count in range(1, len(names) + 1) if tuple(names[:count]) == home.parts[-count:]]
    if not tails:
        raise LookupError(
            f"{entry!r} does not begin with the folder that holds this file; write {home.name}.{names[-1]}:{factory}"
        )
    if not (folder / "__init__.py").is_file():
        raise LookupError(f"{home.name}/__init__.py is missing, so the folder is no package")
    for count in tails:
        if module_file(folder, names[count:]) is not None:
            return Place(".".join(names[:count]), folder, ".".join(names[count:]), factory)
    near = nearest(names[-1], [path.stem for path in folder.glob("*.py")])
    meant = f"; did you mean {near}?" if near else ""
    raise LookupError(f"{entry!r} names a module that is not in {home.name}/{meant}")


def module_file(folder: Path, names: list[str]) -> Path | None:
    """The source of a module inside a package folder, ``None`` where there is none."""
    if not names:
        return folder / "__init__.py"
    stem = folder.joinpath(*names)
    return next((file for file in (stem.with_suffix(".py"), stem / "__init__.py") if file.is_file()), None)


def files_of(folder: Path) -> Iterator[Path]:
    """Every file of a plugin in order of name, without what tools leave behind and without its signature.

    Raises:
        OSError: something that is no plain file, or a link to a folder, whose end cannot be known.
    """
    for path in sorted(folder.iterdir()):
        if path.name in PASSED_OVER or path.suffix == ".pyc":
            continue
        if path.is_dir():
            if path.is_symlink():
                raise OSError(f"{path} is a link to a folder; a plugin holds its own files")
            yield from files_of(path)
        elif not path.is_file():
            raise OSError(f"{path} is no plain file")
        elif path.name != SIGNATURE:
            yield path


PINNED: dict[Path, str] = {}
"""By ``plugin.toml``: the SHA-256 of the content that was allowed in this process, which is all that may be loaded."""


@dataclass(frozen=True, slots=True)
class Content:
    """A plugin's folder at one moment: its hash, and the very sources that were hashed."""

    sha256: str
    sources: dict[str, bytes]
    """Python files by path inside the folder."""


def content_of(folder: Path) -> Content:
    """Reads and hashes the whole folder: SHA-256 over each file's path, length and bytes, in order of path.

    Raises:
        OSError: a file cannot be read; it names the path.
    """
    whole = hashlib.sha256()
    sources: dict[str, bytes] = {}
    for path in files_of(folder):
        name = path.relative_to(folder).as_posix()
        content = path.read_bytes()
        whole.update(f"{name}\0{len(content)}\0".encode())
        whole.update(content)
        if path.suffix == ".py":
            sources[name] = content
    return Content(whole.hexdigest(), sources)
