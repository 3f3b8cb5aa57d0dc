"""Every word that a person reads goes through the translations."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.repository import sources, text_of

SHOWN_BY_FIRST = {
    "QLabel", "QPushButton", "QToolButton", "QCheckBox", "QAction", "QMenu", "setText", "setToolTip", "setStatusTip",
    "setWindowTitle", "setTitle", "setPlaceholderText", "setAccessibleName", "setAccessibleDescription", "addAction",
    "addMenu", "addItem", "setHeaderLabels", "Card", "Tag", "Field", "showMessage", "Cell",
}  # fmt: skip
"""Calls whose texts are shown."""
SHOWN_FROM_SECOND = {"Action", "Column", "DeskNotice", "Notice", "drawText", "addTab", "icon_button"}
"""Calls whose texts are shown, behind an id or a place."""
SHOWN_UP_TO = {
    "DeskNotice": 3,
    "Action": 2,
    "Column": 2,
    "Cell": 1,
    "Tag": 0,
    "Field": 1,
    "icon_button": 3,
    "Notice": 1,
}
"""How many arguments are shown where those behind are ids, units, keys and colours."""
SHOWN_NAMED = {"tip", "detail", "hint", "doc", "empty", "title", "words"}
"""Arguments by name that are shown."""
NAMES = re.compile(
    r"Plimsoll|English|UTC|CSV|PNG|JSON|VWAP|p50|p99|bps|ms|min|GB|MB|catalogue:|Ctrl|Shift|Alt|Home|End|Esc|Enter|Del(ete)?|Space"
    r"|<[^<>]*>|\(\*\.\w+\)|&\w+;|^ph\.[\w-]+$|^(danger|warn|null|true|false)$"
)
"""What is written the same in every language: names, units, keys, mark-up; icons and tokens are never shown."""
MARKERS = {"tr", "noop", "counted"}
WINDOWS = sources(".py", "terminal/app", "terminal/widgets", "panels")
EVERYTHING = sources(".py", "terminal", "panels", "plugins")


def name_of(call: ast.Call) -> str:
    """``setText`` of ``label.setText(…)``."""
    called = call.func
    return called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""


def shown(call: ast.Call) -> Iterator[ast.expr]:
    """The arguments of a call that a person reads."""
    name = name_of(call)
    if name not in SHOWN_BY_FIRST | SHOWN_FROM_SECOND:
        return
    most = SHOWN_UP_TO.get(name, len(call.args))
    yield from call.args[1 if name in SHOWN_FROM_SECOND else 0 : most]
    yield from (word.value for word in call.keywords if word.arg in SHOWN_NAMED)


def bare(node: ast.expr, said: dict[str, list[ast.expr]]) -> Iterator[str]:
    """Words that a shown argument spells itself, also by a name that the same function gave them."""
    match node:
        case ast.Constant(value=str(text)) if re.search(r"[A-Za-z]{2}", NAMES.sub("", text)):
            yield text
        case ast.JoinedStr(values=parts):
            spelled = (str(part.value) if isinstance(part, ast.Constant) else "…" for part in parts)
            yield from bare(ast.Constant("".join(spelled)), said)
            for part in parts:
                if isinstance(part, ast.FormattedValue):
                    yield from bare(part.value, said)
        case ast.IfExp(body=one, orelse=other) | ast.BinOp(left=one, right=other):
            yield from bare(one, said)
            yield from bare(other, said)
        case ast.BoolOp(values=several) | ast.List(elts=several) | ast.Tuple(elts=several):
            for one in several:
                yield from bare(one, said)
        case ast.Call(func=ast.Attribute(value=ast.Constant() as text, attr="format")):
            yield from bare(text, said)
        case ast.Name(id=name):
            for value in said.get(name, ()):
                yield from bare(value, {})
        case _:
            return


def assigned(function: ast.AST) -> dict[str, list[ast.expr]]:
    """What each local name is given."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found.setdefault(node.targets[0].id, []).append(node.value)
    return found


def unwrapped(tree: ast.Module) -> list[str]:
    """Words that are shown as they are spelled in the code."""
    found: set[str] = set()
    for function in (tree, *(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))):
        said = assigned(function) if function is not tree else {}
        calls = (node for node in ast.walk(function) if isinstance(node, ast.Call))
        found.update(f"{call.lineno}: {words}" for call in calls for part in shown(call) for words in bare(part, said))
    return sorted(found)


def unfit(tree: ast.Module) -> list[int]:
    """Lines that hand to a marker what cannot be gathered: a text that is made up when it runs."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in MARKERS
        and any(is_made_up(part) for part in (node.args[1:] if node.func.id == "counted" else node.args))
    ]


def is_made_up(node: ast.expr) -> bool:
    """Neither a literal, nor a name or a look-up that stands for a marked one."""
    match node:
        case ast.IfExp(body=one, orelse=other):
            return is_made_up(one) or is_made_up(other)
        case ast.Call(func=ast.Attribute(attr="get"), args=args):
            return any(isinstance(part, ast.JoinedStr) for part in args)
        case ast.Call(func=ast.Name(id="noop")):
            return False
        case _:
            return isinstance(node, ast.JoinedStr | ast.BinOp | ast.Call)


@pytest.mark.parametrize("path", WINDOWS, ids=str)
def test_words_on_screen_are_translated(path: Path):
    assert unwrapped(ast.parse(text_of(path))) == []


@pytest.mark.parametrize("path", EVERYTHING, ids=str)
def test_texts_can_be_gathered(path: Path):
    assert unfit(ast.parse(text_of(path))) == []


@pytest.mark.parametrize(
    "code",
    [
        'label.setText("Best bid")',
        'QLabel(f"{n} gaps")',
        'Action("a.b", "Best bid", run)',
        'button.setToolTip("Best bid" if n else tr("Ask"))',
        'def show(n):\n    words = f"{n} gaps"\n    label.setText(words)',
        'label.setText("{n} gaps".format(n=3))',
        'Cell(text, value, tip="Best bid")',
    ],
)
def test_bare_words_are_found(code: str):
    assert unwrapped(ast.parse(code)) != []


@pytest.mark.parametrize(
    "code",
    [
        'label.setText(tr("Best bid"))',
        'label.setText(tr("{n} gaps").format(n=3))',
        'QLabel(f"{clock} UTC")',
        'Action("a.b", tr("Best bid"), run, keys="Ctrl+K")',
        'Column("time", tr("Time"), Kind.CODE, "UTC", 74)',
        "head.setText(f\"<b>{tr('Best bid')}</b>\")",
    ],
)
def test_translated_words_and_names_pass(code: str):
    assert unwrapped(ast.parse(code)) == []


def test_texts_made_up_at_run_time_are_found():
    for code in ('tr(f"{n} gaps")', 'tr("one" + other)', 'tr("{n}".format(n=1))', 'counted(n, f"{n}", "b")'):
        assert unfit(ast.parse(code)) == [1]
    for code in ('tr("a")', "tr(column.title)", "tr(WORDS[key])", "counted(len(found), one, many)", "tr(W.get(k, k))"):
        assert unfit(ast.parse(code)) == []
