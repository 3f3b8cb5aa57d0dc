"""Makes a new plugin from ``resources/skeletons``: it passes its own tests and the check as it is."""

from __future__ import annotations

import keyword
import shutil
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

import resources
from terminal.domain.errors import UserError
from terminal.domain.plugins import PluginKind
from terminal.plugin_host.kinds import HOST
from terminal.plugin_host.manifest import IDENTIFIER

FOLDER = Path(resources.__file__).parent / "skeletons"
SUFFIX = ".in"
"""Ends every template's name, so that no tool takes it for what it will become."""


def make(name: str, kind: PluginKind, parent: Path) -> Path:
    """Makes the folder `name` in `parent`, whole or not at all, and returns it.

    Raises:
        UserError: no name for a plugin, or something of that name is there already.
    """
    check_name(name)
    target = parent / name
    if target.exists():
        raise UserError(f"{target}: is there already; choose another name, or another --path")
    try:
        parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{name}-", dir=parent) as draft:
            made = Path(draft) / name
            write(made, name, kind)
            shutil.move(made, target)
    except OSError as error:
        raise UserError(f"{target}: cannot be made ({error.strerror or error}); choose another --path") from None
    return target


def check_name(name: str) -> None:
    """A plugin's name is its package's name, and no other module's."""
    if not IDENTIFIER.fullmatch(name) or keyword.iskeyword(name):
        raise UserError(f"{name!r} is no name for a plugin: use lower-case letters, digits and underscores")
    if name in sys.stdlib_module_names or find_spec(name) is not None:
        raise UserError(f"{name!r} is the name of a Python module that is installed here; choose another name")


def write(folder: Path, name: str, kind: PluginKind) -> None:
    """Fills the templates in."""
    words = {
        "name": name,
        "kind": kind,
        "Title": "".join(part.capitalize() for part in name.split("_")),
        "words": name.replace("_", " ").strip().capitalize(),
        "host": HOST[kind],
        "module": "view" if kind is PluginKind.PANEL else "plugin",
    }
    for source in (FOLDER / "every", FOLDER / kind):
        for template in sorted(source.rglob(f"*{SUFFIX}")):
            place = template.relative_to(source).with_suffix("")
            if place.name == "test.py":
                place = Path("tests") / f"test_{name}.py"
            text = template.read_text(encoding="utf-8")
            for word, meaning in words.items():
                text = text.replace(f"@@{word}@@", meaning)
            (folder / place).parent.mkdir(parents=True, exist_ok=True)
            (folder / place).write_text(text, encoding="utf-8")
