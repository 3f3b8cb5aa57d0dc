"""Modules are nouns of the trade; a drawer has no noun."""

from __future__ import annotations

from tests.support.repository import project_files

DRAWERS = {"util", "utils", "helper", "helpers", "common", "manager", "managers", "misc"}


def test_no_module_is_a_drawer():
    code = [path for path in project_files() if path.suffix in (".py", ".rs", ".sh")]
    drawers = [str(path) for path in code if DRAWERS.intersection((*path.parts[:-1], path.stem))]
    assert drawers == []


def test_live_logic_has_no_backtest_twin():
    twins = [
        str(path) for path in project_files() if path.suffix in (".py", ".rs") and path.stem.startswith("backtest_")
    ]
    assert twins == []
