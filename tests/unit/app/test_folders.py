"""Two homes never see each other."""

from __future__ import annotations

import stat
from pathlib import Path

from terminal.app.folders import user_folders


def test_home_variable_holds_everything(tmp_path: Path):
    folders = user_folders({"PLIMSOLL_HOME": str(tmp_path)})
    assert all(folder.is_relative_to(tmp_path) for folder in folders.all())


def test_without_it_the_platform_decides():
    assert not any(folder.is_relative_to(Path.cwd()) for folder in user_folders({}).all())


def test_sockets_folder_is_the_users_alone(tmp_path: Path):
    folders = user_folders({"PLIMSOLL_HOME": str(tmp_path / "home")})
    folders.create()
    assert stat.S_IMODE(folders.run.stat().st_mode) == 0o700
    assert all(folder.is_dir() for folder in folders.all())
