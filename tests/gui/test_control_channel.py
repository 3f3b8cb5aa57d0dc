"""Commands reach the running terminal, and only those of the same user do."""

from __future__ import annotations

import contextlib
import os
import socket
import stat
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from terminal.app.plugins.control_address import ask, control_path, running
from terminal.app.plugins.control_channel import LONGEST_REQUEST, ControlChannel
from terminal.domain.errors import UserError

pytestmark = pytest.mark.gui


def refuse(_request: dict[str, Any]) -> dict[str, Any]:
    raise UserError("plugin tide: there is none of that name")


def fail(_request: dict[str, Any]) -> dict[str, Any]:
    raise KeyError("a defect")


@pytest.fixture
def channel(qtbot: Any, tmp_path: Path) -> Iterator[ControlChannel]:
    calls: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
        "echo": lambda request: {"said": request["words"]},
        "refuse": refuse,
        "fail": fail,
    }
    made = ControlChannel(tmp_path / "run", calls)
    assert made.listen()
    yield made
    made.close()


@pytest.fixture
def asking(qtbot: Any, channel: ControlChannel, tmp_path: Path) -> Callable[..., Any]:
    """Asks from another thread, as another process would, while the event loop turns."""

    def call(**request: Any) -> Any:
        found: list[Any] = []

        def run() -> None:
            try:
                found.append(ask(tmp_path / "run", **request))
            except UserError as error:
                found.append(error)

        thread = threading.Thread(target=run)
        thread.start()
        qtbot.waitUntil(lambda: bool(found), timeout=10_000)
        thread.join()
        return found[0]

    return call


def test_a_request_is_answered(asking: Callable[..., Any]):
    assert asking(do="echo", words="hello") == {"ok": True, "said": "hello"}


def test_what_is_refused_comes_back_in_words(asking: Callable[..., Any]):
    assert "none of that name" in str(asking(do="refuse"))
    assert "can be asked for echo, fail, refuse" in str(asking(do="wizardry"))


def test_a_defect_in_a_call_is_told_and_the_channel_goes_on(asking: Callable[..., Any]):
    assert "its log says how" in str(asking(do="fail"))
    assert asking(do="echo", words=1)["said"] == 1


def test_noise_is_answered_and_an_endless_line_is_hung_up_on(channel: ControlChannel, qtbot: Any):
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(str(channel.path))
        line.sendall(b"noise\n")
        qtbot.waitUntil(lambda: bool(channel.callers), timeout=5_000)
        qtbot.wait(50)
        line.settimeout(5)
        assert b"no JSON line" in line.recv(1_000)
        line.setblocking(False)
        for _ in range(8):
            with contextlib.suppress(BlockingIOError, BrokenPipeError, ConnectionResetError):
                line.send(b"x" * LONGEST_REQUEST)
            qtbot.wait(10)
        qtbot.waitUntil(lambda: not channel.callers, timeout=5_000)


def test_nobody_else_may_enter_its_folder(channel: ControlChannel):
    assert stat.S_IMODE(channel.path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(channel.path.stat().st_mode) & 0o077 == 0


def test_a_second_terminal_leaves_the_first_ones_channel_alone(channel: ControlChannel, tmp_path: Path):
    second = ControlChannel(tmp_path / "run", {})
    assert not second.listen()
    second.close()
    assert channel.path.exists()
    assert running(tmp_path / "run")


def test_the_socket_of_a_killed_terminal_is_taken_over(qtbot: Any, tmp_path: Path):
    path = control_path(tmp_path / "run")
    path.parent.mkdir()
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))
    channel = ControlChannel(tmp_path / "run", {})
    assert channel.listen()
    channel.close()


def test_without_a_terminal_the_command_says_so(tmp_path: Path):
    with pytest.raises(UserError, match="no terminal runs on this home"):
        ask(tmp_path / "run", do="echo")


def test_a_long_path_moves_to_a_short_folder_of_the_user(tmp_path: Path):
    long = tmp_path / ("x" * 120) / "run"
    path = control_path(long)
    assert len(os.fsencode(path)) <= 100
    assert str(os.getuid()) in path.parent.name
    assert path == control_path(long)
