"""What a linter does not know about this project's Python."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.support.repository import sources, text_of

BOUNDARIES = {
    "main": "terminal/app/main.py",
    "plugin call": "terminal/plugin_host/boundary.py",
    "Qt slot": "terminal/widgets/slot.py",
    "task supervisor": "terminal/app/services/tasks.py",
}
"""The four places where a broad `except` may stand, each of which changes visible state."""

PRODUCT = sources(".py", "terminal", "panels", "plugins")
SURFACE = [path for path in PRODUCT if path.parts[:2] in {("terminal", "sdk"), ("terminal", "domain")}]
PUBLIC = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def broad_handlers(tree: ast.AST) -> list[int]:
    """Lines of handlers that catch everything."""
    handlers = [node for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler)]
    return [handler.lineno for handler in handlers if is_broad(handler.type)]


def is_broad(kind: ast.expr | None) -> bool:
    """Whether an `except` clause names nothing, Exception or BaseException."""
    if isinstance(kind, ast.Tuple):
        return any(is_broad(part) for part in kind.elts)
    return kind is None or (isinstance(kind, ast.Name) and kind.id in {"Exception", "BaseException"})


@pytest.mark.parametrize("path", PRODUCT, ids=str)
def test_broad_except_lives_at_four_boundaries(path: Path):
    if path.as_posix() not in BOUNDARIES.values():
        assert broad_handlers(ast.parse(text_of(path))) == []


def test_broad_except_is_found_in_every_spelling():
    for clause in ("except:", "except Exception:", "except (OSError, BaseException) as error:"):
        assert broad_handlers(ast.parse(f"try:\n    pass\n{clause}\n    pass\n")) == [3]


@pytest.mark.parametrize("path", PRODUCT, ids=str)
def test_only_the_bridge_imports_the_core(path: Path):
    if path.parts[:2] != ("terminal", "bridge"):
        assert not {"terminal._core", "_core"} & imported(ast.parse(text_of(path)))


def imported(tree: ast.AST) -> set[str]:
    """Every module and every name that is imported anywhere in the tree."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
            found.update(alias.name for alias in node.names)
    return found


@pytest.mark.parametrize("path", SURFACE, ids=str)
def test_public_surface_is_documented(path: Path):
    tree = ast.parse(text_of(path))
    assert ast.get_docstring(tree), "the module has no docstring"
    assert undocumented(tree) == []


def undocumented(tree: ast.Module | ast.ClassDef) -> list[str]:
    """Public classes, functions and methods without a docstring."""
    public = [node for node in tree.body if isinstance(node, PUBLIC) and not node.name.startswith("_")]
    bare = [node.name for node in public if not ast.get_docstring(node)]
    return bare + [
        f"{node.name}.{name}" for node in public if isinstance(node, ast.ClassDef) for name in undocumented(node)
    ]


@pytest.mark.parametrize("path", PRODUCT, ids=str)
def test_tasks_start_in_a_scope_that_owns_them(path: Path):
    if path.as_posix() != BOUNDARIES["task supervisor"]:
        calls = [node for node in ast.walk(ast.parse(text_of(path))) if isinstance(node, ast.Call)]
        bare = {"create_task", "ensure_future"}
        assert [call.lineno for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr in bare] == []
