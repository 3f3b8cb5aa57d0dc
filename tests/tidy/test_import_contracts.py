"""The import contracts hold, and each of them can fail."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.repository import ROOT, project_files

PLANTED = {
    "domain-imports-app": ("terminal/domain/planted.py", "import terminal.app.main\n"),
    "bridge-imports-widgets": ("terminal/bridge/planted.py", "import terminal.widgets\n"),
    "host-imports-panel": ("terminal/app/planted.py", "import panels.planted\n"),
    "panel-imports-app": ("panels/planted/view_model.py", "import terminal.app.main\n"),
    "panel-imports-panel": ("panels/planted/view_model.py", "import panels.neighbour\n"),
    "view-model-imports-qt": ("panels/planted/view_model.py", "import PySide6.QtCore\n"),
    "sdk-imports-qt": ("terminal/sdk/planted.py", "from PySide6 import QtCore\n"),
    "plugin-imports-widgets": ("plugins/planted.py", "import terminal.widgets\n"),
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the Python trees with two empty panels more."""
    for path in project_files():
        if path.parts[0] in ("terminal", "panels", "plugins") and path.suffix == ".py":
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / path, tmp_path / path)
    for panel in ("planted", "neighbour"):
        (tmp_path / "panels" / panel).mkdir(parents=True)
        (tmp_path / "panels" / panel / "__init__.py").touch()
    shutil.copy(ROOT / ".importlinter", tmp_path)
    return tmp_path


def lint(tree: Path) -> subprocess.CompletedProcess[str]:
    command = str(Path(sys.executable).with_name("lint-imports"))
    return subprocess.run([command, "--no-logo", "--no-cache"], cwd=tree, capture_output=True, text=True)


def test_contracts_hold(tree: Path):
    result = lint(tree)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("case", PLANTED)
def test_planted_violation_is_found(tree: Path, case: str):
    where, text = PLANTED[case]
    (tree / where).write_text(text, encoding="utf-8")
    result = lint(tree)
    assert result.returncode == 1
    assert "planted" in result.stdout


def test_panel_view_may_import_qt(tree: Path):
    (tree / "panels/planted/view.py").write_text("import PySide6.QtCore\nimport pyqtgraph\n", encoding="utf-8")
    result = lint(tree)
    assert result.returncode == 0, result.stdout + result.stderr
