"""The core is handed time, bytes and seeds: only the crates at the edge touch the world."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.repository import sources, text_of
from tests.support.rust_text import line_of, product_code

FILES = re.compile(r"\bstd::fs\b|\bfs::(?:File|read|write|OpenOptions|create_dir)|\bFile::(?:open|create)\b")
SOCKETS = re.compile(r"\bstd::net\b|\b(?:Tcp|Udp|Unix)(?:Stream|Listener|Socket|Datagram)\b")
CLOCKS = re.compile(r"\bSystemTime\b|\bInstant\b|\bUNIX_EPOCH\b")
RANDOM = re.compile(r"\bthread_rng\b|\bfrom_os_rng\b|\bfrom_entropy\b|\bOsRng\b|\bgetrandom\b")

EFFECTS = {
    "files": (FILES, {"session", "audit"}),
    "sockets": (SOCKETS, {"session"}),
    "the machine's clock": (CLOCKS, {"session"}),
    "the machine's randomness": (RANDOM, {"session"}),
}
PRODUCT = [path for path in sources(".rs", "core_rs") if path.parts[2] == "src"]


@pytest.mark.parametrize("effect", EFFECTS)
def test_only_the_edge_touches(effect: str):
    pattern, allowed = EFFECTS[effect]
    inner = [path for path in PRODUCT if path.parts[1] not in allowed]
    assert [use for path in inner for use in uses(pattern, path)] == []


def uses(pattern: re.Pattern[str], path: Path) -> list[str]:
    """Where product code of this file matches."""
    code = product_code(text_of(path))
    return [f"{path}:{line_of(code, found.start())} {found.group()}" for found in pattern.finditer(code)]


def test_uses_in_comments_strings_and_tests_do_not_count():
    text = '// Instant\nlet a = "std::fs";\n#[cfg(test)]\nmod tests {\n    use std::fs;\n}\nlet t = Instant::now();\n'
    code = product_code(text)
    assert FILES.search(code) is None
    assert [line_of(code, found.start()) for found in CLOCKS.finditer(code)] == [7]


@pytest.mark.parametrize("path", sources(".rs", "core_rs"), ids=str)
def test_unsafe_states_its_proof(path: Path):
    text = text_of(path)
    code, lines = product_code(text), text.splitlines()
    header = "\n".join(line for line in lines[:40] if line.startswith("//!")).lower()
    bare = []
    for found in re.finditer(r"\bunsafe\b(?!_)", code):
        line = line_of(code, found.start())
        near = "\n".join(lines[max(0, line - 9) : line])
        if "SAFETY:" not in near and "# Safety" not in near and "proof" not in header:
            bare.append(line)
    assert bare == []
