"""A new plugin passes its own tests as it is, from wherever they are called."""

import os
import subprocess
import sys

import pytest

from terminal.domain.errors import UserError
from terminal.domain.plugins import PluginKind
from terminal.plugin_host.kinds import HOST
from terminal.plugin_host.skeletons import make
from tests.support.repository import ROOT


@pytest.mark.parametrize("name", ["Tide", "tide-2", "2tide", "class", "../tide", "", "json", "numpy", "terminal"])
def test_a_name_that_cannot_be_a_package_of_its_own_is_refused(tmp_path, name):
    with pytest.raises(UserError):
        make(name, PluginKind.STRATEGY, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_already_is_left_alone(tmp_path):
    (tmp_path / "tide").write_text("mine")
    with pytest.raises(UserError, match="is there already"):
        make("tide", PluginKind.STRATEGY, tmp_path)
    assert (tmp_path / "tide").read_text() == "mine"


def test_the_tests_of_every_kind_pass_together_from_another_folder(tmp_path):
    made = [make(f"new_{kind}", kind, tmp_path / "made") for kind in PluginKind]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *map(str, made)],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    assert "@@" not in "".join(
        path.read_text() for folder in made for path in folder.rglob("*.*") if path.is_file() and path.suffix != ".pyc"
    )


def test_every_kind_says_what_the_host_does_with_it():
    assert set(HOST) == set(PluginKind)
