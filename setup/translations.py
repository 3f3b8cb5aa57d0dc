"""Gathers every text that a person reads, keeps the Qt Linguist files in step, and compiles them.

    python -m setup.translations            writes resources/i18n/plimsoll_*.ts and .qm
    python -m setup.translations --missing  prints the texts without a translation, one JSON line each

Texts come from ``tr``, ``noop`` and ``counted`` in the Python trees, from manifests, settings, themes and workspaces,
and from the core's painters. Translators edit the ``.ts`` files with Qt Linguist or any editor.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "resources/i18n"
LANGUAGES = {"zh": "zh_CN"}
TREES = ("terminal", "panels", "plugins")
MARKERS = {"tr", "noop", "counted"}
SPOKEN_KEYS = {"title", "doc", "unit"}
"""Keys of the declaring files whose values are shown."""
SYMBOL = re.compile(r"[A-Za-z]{0,3}")
"""A unit that is written the same everywhere, such as GB or bps."""
DECLARING = ("panels/**/plugin.toml", "plugins/**/plugin.toml", "resources/settings/*.toml", "resources/themes/*.toml",
             "resources/workspaces/*.json")  # fmt: skip


def texts() -> dict[str, set[str]]:
    """Every text, with the files that say it."""
    found: dict[str, set[str]] = {}
    for place, text in (*in_python(), *in_declarations(), *in_painters()):
        if text.strip():
            found.setdefault(text, set()).add(place)
    return dict(sorted(found.items()))


def in_python() -> Iterator[tuple[str, str]]:
    """Literals handed to the markers."""
    for path in sorted(path for tree in TREES for path in (ROOT / tree).rglob("*.py")):
        place = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKERS:
                for argument in node.args:
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        yield place, argument.value


def in_declarations() -> Iterator[tuple[str, str]]:
    """Titles and documentation in manifests, settings, themes and workspaces."""
    for path in sorted(path for pattern in DECLARING for path in ROOT.glob(pattern)):
        text = path.read_text(encoding="utf-8")
        document = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
        for shown in spoken(document):
            yield path.relative_to(ROOT).as_posix(), shown


def spoken(table: dict[str, Any]) -> Iterator[str]:
    """The shown values of a table and of those within it."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from spoken(value)
        elif isinstance(value, list):
            yield from (text for entry in value if isinstance(entry, dict) for text in spoken(entry))
        elif key in SPOKEN_KEYS and isinstance(value, str) and not (key == "unit" and SYMBOL.fullmatch(value)):
            yield value


def in_painters() -> Iterator[tuple[str, str]]:
    """What the core composites itself."""
    from terminal import _core

    for text in _core.InstrumentView.painted_words():
        yield "core_rs/render/src/words.rs", text


def kept(path: Path) -> dict[str, str]:
    """The translations in a file; texts without one are left out."""
    if not path.exists():
        return {}
    messages = ElementTree.parse(path).getroot().iter("message")
    pairs = ((message.findtext("source", ""), message.find("translation")) for message in messages)
    return {source: said.text for source, said in pairs if said is not None and said.text}


def document(found: dict[str, set[str]], known: dict[str, str], language: str) -> str:
    """The ``.ts`` file: every text that is said, and nothing that no longer is."""
    root = ElementTree.Element("TS", version="2.1", language=language, sourcelanguage="en")
    context = ElementTree.SubElement(root, "context")
    ElementTree.SubElement(context, "name").text = "plimsoll"
    for text, places in found.items():
        message = ElementTree.SubElement(context, "message")
        for place in sorted(places):
            ElementTree.SubElement(message, "location", filename=f"../../{place}")
        ElementTree.SubElement(message, "source").text = text
        said = known.get(text, "")
        translation = ElementTree.SubElement(message, "translation", {} if said else {"type": "unfinished"})
        translation.text = said
    ElementTree.indent(root, "    ")
    body = ElementTree.tostring(root, encoding="unicode", short_empty_elements=False)
    return f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n'


def compile_file(path: Path, target: Path) -> None:
    """Compiles a ``.ts`` file into the ``.qm`` that the terminal loads."""
    import PySide6

    lrelease = Path(PySide6.__file__).parent / "lrelease"
    subprocess.run([str(lrelease), "-silent", str(path), "-qm", str(target)], check=True)


def main(words: list[str]) -> int:
    """Brings the files in step, or prints what is missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--missing", action="store_true", help="only print the texts without a translation")
    args = parser.parse_args(words)
    found = texts()
    for name, language in LANGUAGES.items():
        path = FOLDER / f"plimsoll_{name}.ts"
        known = kept(path)
        missing = [text for text in found if text not in known]
        if args.missing:
            for text in missing:
                print(json.dumps({"language": name, "source": text}, ensure_ascii=False))
            continue
        FOLDER.mkdir(parents=True, exist_ok=True)
        path.write_text(document(found, known, language), encoding="utf-8")
        compile_file(path, path.with_suffix(".qm"))
        print(f"{path.relative_to(ROOT)}: {len(found)} texts, {len(missing)} without a translation")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
