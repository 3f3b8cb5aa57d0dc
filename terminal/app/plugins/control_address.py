"""Asks the terminal that runs on a home: one JSON line there, one JSON line back. Needs no Qt."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import tempfile
from pathlib import Path
from typing import Any

from terminal.domain.errors import TransientError, UserError

NAME = "control"
LONGEST_PATH = 100
"""Bytes that a socket's path may have on every system."""
LONGEST_LINE = 1 << 20
ANSWER_S = 10.0


def control_path(run_folder: Path) -> Path:
    """Where a home's terminal listens: in its run folder, or in a short one of the user's where that is too long."""
    path = run_folder.absolute() / NAME
    if len(os.fsencode(path)) <= LONGEST_PATH:
        return path
    digest = hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"plimsoll-{os.getuid()}" / digest


def private_folder(folder: Path) -> None:
    """Makes a folder that only this user may enter.

    Raises:
        UserError: it belongs to somebody else, or cannot be made.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder.is_symlink() or folder.stat().st_uid != os.getuid():
            raise UserError(f"{folder}: belongs to another user; remove it, or set PLIMSOLL_HOME")
        folder.chmod(0o700)
    except OSError as error:
        raise UserError(f"{folder}: cannot hold the control channel: {error.strerror}") from error


def running(run_folder: Path) -> bool:
    """Whether a terminal listens."""
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(1.0)
        return line.connect_ex(str(control_path(run_folder))) == 0


def ask(run_folder: Path, **request: Any) -> dict[str, Any]:
    """Asks the running terminal and returns its answer.

    Raises:
        UserError: no terminal runs on this home, or it refuses; its words say why.
        TransientError: it does not answer in time.
    """
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(ANSWER_S)
        try:
            line.connect(str(control_path(run_folder)))
            line.sendall(json.dumps(request).encode() + b"\n")
            answer = read_line(line)
        except TimeoutError:
            raise TransientError(f"the terminal did not answer within {ANSWER_S:g} s; ask again") from None
        except OSError:
            raise UserError("no terminal runs on this home; start one with `plimsoll run`") from None
    if not answer.get("ok"):
        raise UserError(str(answer.get("error", "the terminal refused without words")))
    return answer


def read_line(line: socket.socket) -> dict[str, Any]:
    """One answer.

    Raises:
        UserError: it is none.
    """
    held = b""
    while b"\n" not in held and len(held) < LONGEST_LINE:
        piece = line.recv(65_536)
        if not piece:
            break
        held += piece
    try:
        answer = json.loads(held)
    except ValueError:
        raise UserError("the terminal's answer cannot be read; are command and terminal of one version?") from None
    if not isinstance(answer, dict):
        raise UserError("the terminal's answer cannot be read; are command and terminal of one version?")
    return answer
