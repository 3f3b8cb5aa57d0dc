"""Rust sources read as text: comments, literals and test modules blanked, line numbers kept."""

from __future__ import annotations

import re
from dataclasses import dataclass

BLANKED = re.compile(
    r"""//[^\n]*                                   # line comment
      | /\*.*?\*/                                 # block comment
      | b?r(?P<hashes>\#*)".*?"(?P=hashes)        # raw string
      | b?"(?:\\.|[^"\\])*"                       # string
      | b?'(?:\\(?:x[0-9a-fA-F]{2}|u\{[^}]*\}|.)|[^'\\\n])'  # character; a lifetime has no closing quote
    """,
    re.VERBOSE | re.DOTALL,
)
TEST_MODULE = re.compile(
    r"#\[cfg\((?:all\()?(?:test|loom)\b[^\]]*\]\s*(?:#\[[^\]]*\]\s*)*(?:pub(?:\([^)]*\))?\s+)?mod\s+\w+\s*\{"
)
FUNCTION = re.compile(r"\bfn\s+(?P<name>\w+)")


def code_of(text: str) -> str:
    """The text with comments and literals blanked."""
    return BLANKED.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)


def product_code(text: str) -> str:
    """`code_of` without the modules that only tests compile."""
    code = code_of(text)
    while found := TEST_MODULE.search(code):
        end = closing_brace(code, found.end() - 1)
        code = code[: found.start()] + re.sub(r"[^\n]", " ", code[found.start() : end]) + code[end:]
    return code


def closing_brace(code: str, opening: int) -> int:
    """The index behind the brace that closes the one at `opening`."""
    depth = 0
    for index in range(opening, len(code)):
        depth += {"{": 1, "}": -1}.get(code[index], 0)
        if depth == 0:
            return index + 1
    return len(code)


@dataclass(frozen=True, slots=True)
class Function:
    """One function with a body."""

    name: str
    line: int
    lines: int


def functions(code: str) -> list[Function]:
    """Every function with a body in blanked code, and how many lines it has from `fn` to its closing brace."""
    found = []
    for match in FUNCTION.finditer(code):
        body = body_start(code, match.end())
        if body is not None:
            end = closing_brace(code, body)
            line = code.count("\n", 0, match.start()) + 1
            found.append(Function(match["name"], line, code.count("\n", match.start(), end) + 1))
    return found


def body_start(code: str, index: int) -> int | None:
    """Where the body of the signature at `index` opens; `None` for a declaration without one."""
    depth = 0
    for at in range(index, len(code)):
        character = code[at]
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(character, 0)
        if depth == 0 and character in "{;":
            return at if character == "{" else None
    return None


def line_of(code: str, index: int) -> int:
    """The line number, from 1, of a character."""
    return code.count("\n", 0, index) + 1
