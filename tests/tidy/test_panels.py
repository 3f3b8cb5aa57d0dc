"""A panel is a folder of three: a manifest, a view model that knows no Qt, a view."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.support.repository import ROOT, project_files, text_of
from tests.tidy.test_python_conduct import imported

QT = ("PySide6", "PySide6QtAds", "pyqtgraph", "qasync", "qtawesome", "terminal.widgets")
PANELS = sorted({path.parts[1] for path in project_files() if path.parts[0] == "panels" and len(path.parts) > 2})


@pytest.mark.parametrize("panel", PANELS)
def test_panel_has_manifest_view_model_and_view(panel: str):
    folder = ROOT / "panels" / panel
    missing = [name for name in ("__init__.py", "plugin.toml", "view_model.py") if not (folder / name).is_file()]
    assert missing == []
    views = [place for place in ("view.py", "view/__init__.py") if (folder / place).is_file()]
    assert len(views) == 1


@pytest.mark.parametrize("panel", PANELS)
def test_only_the_view_knows_qt(panel: str):
    paths = [path for path in project_files() if path.parts[:2] == ("panels", panel) and path.suffix == ".py"]
    knowing = [
        str(path) for path in paths if not is_view(path) and any(name.startswith(QT) for name in imported(tree(path)))
    ]
    assert knowing == []


def is_view(path: Path) -> bool:
    return path.parts[2] in ("view.py", "view")


def tree(path: Path) -> ast.Module:
    return ast.parse(text_of(path))
