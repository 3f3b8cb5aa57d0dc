"""Files and functions stay small enough to be read."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.support.repository import sources, text_of
from tests.support.rust_text import functions, product_code

FILE_LINES = 400
FUNCTION_LINES = 60
GENERATED = "@generated"

PYTHON = sources(".py", "terminal", "panels", "plugins", "setup", "bench", "tests")
RUST = sources(".rs", "core_rs", "bench")


@pytest.mark.parametrize("path", PYTHON + RUST, ids=str)
def test_file_has_at_most_400_lines(path: Path):
    text = text_of(path)
    if GENERATED not in text[:300]:
        assert text.count("\n") <= FILE_LINES


@pytest.mark.parametrize("path", [path for path in PYTHON if path.parts[0] != "tests"], ids=str)
def test_python_function_fits_a_screen(path: Path):
    nodes = [
        node for node in ast.walk(ast.parse(text_of(path))) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    long = [
        f"{node.name} (line {node.lineno}): {length}" for node in nodes if (length := lines_of(node)) > FUNCTION_LINES
    ]
    assert long == []


def lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring."""
    text = ast.get_docstring(node, clean=False)
    documented = text.count("\n") + 1 if text else 0
    return (node.end_lineno or node.lineno) - node.lineno + 1 - documented


@pytest.mark.parametrize("path", [path for path in RUST if "tests" not in path.parts], ids=str)
def test_rust_function_fits_a_screen(path: Path):
    found = functions(product_code(text_of(path)))
    assert [f"{one.name} (line {one.line}): {one.lines}" for one in found if one.lines > FUNCTION_LINES] == []
