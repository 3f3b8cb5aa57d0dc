"""What holds for every test: offscreen, a home of its own, nothing left behind, no unexpected warning."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.support.command import Plimsoll
from tests.support.leaks import Watch, noticing_starts
from tests.support.repository import shared_data_folder

pytest_plugins = ("pytester",)

os.environ["QT_QPA_PLATFORM"] = "offscreen"
for variable in ("DISPLAY", "WAYLAND_DISPLAY"):
    os.environ.pop(variable, None)

# Two busy cores make any deadline a coin toss; the search for counterexamples is what counts.
settings.register_profile("plimsoll", deadline=None, print_blob=True)
settings.load_profile("plimsoll")


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder that no other test sees."""
    home = tmp_path / "home"
    monkeypatch.setenv("PLIMSOLL_HOME", str(home))
    return home


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test that leaves a timer, thread, task or window behind."""
    if "qtbot" in request.fixturenames or "qapp" in request.fixturenames:
        request.getfixturevalue("qapp")  # the application outlives the test and is no leak
    watch = Watch.begin()
    with noticing_starts(watch):
        yield
    if leaked := watch.leaked():
        pytest.fail("the test left behind: " + "; ".join(leaked), pytrace=False)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of recorded exchange data; the test is skipped where it is absent."""
    folder = shared_data_folder()
    if folder is None:
        pytest.skip("no recorded data: set PLIMSOLL_SHARED_DATA, or put shared/data beside the repository")
    return folder


@pytest.fixture
def plimsoll(own_home: Path) -> Plimsoll:
    """The command, run as a user would."""
    return Plimsoll(own_home)
