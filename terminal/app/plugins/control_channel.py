"""Listens for what `plimsoll` commands of the same user ask of the running terminal: JSON lines on a local socket."""

from __future__ import annotations

import json
import logging
import os
import socket
import struct
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from terminal.app.plugins.control_address import control_path, private_folder, running
from terminal.domain.errors import TerminalError, UserError
from terminal.widgets.slot import SlotBoundary

log = logging.getLogger(__name__)
LONGEST_REQUEST = 65_536
MOST_CALLERS = 16

Answer = dict[str, Any]


class ControlChannel(QObject):
    """Answers requests on the GUI thread. ``calls`` are what can be asked, by the request's ``do``."""

    def __init__(self, run_folder: Path, calls: dict[str, Callable[[Answer], Answer]]) -> None:
        super().__init__()
        self.path = control_path(run_folder)
        self.run_folder = run_folder
        self.calls = calls
        self.boundary = SlotBoundary("a control request")
        self.callers: set[QLocalSocket] = set()
        self.server = QLocalServer(self)
        self.server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self.server.setMaxPendingConnections(MOST_CALLERS)
        self.server.newConnection.connect(self.welcome)

    def listen(self) -> bool:
        """Begins; false where another terminal answers for this home already.

        Raises:
            UserError: the folder is another user's, or no socket can be made there.
        """
        private_folder(self.path.parent)
        if running(self.run_folder):
            return False
        self.path.unlink(missing_ok=True)  # of a terminal that was killed
        if not self.server.listen(str(self.path)):
            raise UserError(f"{self.path}: the control channel cannot listen: {self.server.errorString()}")
        return True

    def welcome(self) -> None:
        """Takes callers up; strangers and too many are hung up on."""
        while (caller := self.server.nextPendingConnection()) is not None:
            if len(self.callers) >= MOST_CALLERS or not same_user(caller):
                caller.abort()
                caller.deleteLater()
                continue
            self.callers.add(caller)
            caller.readyRead.connect(partial(self.read, caller))
            caller.disconnected.connect(partial(self.forget, caller))
            if caller.bytesAvailable():
                self.read(caller)

    def read(self, caller: QLocalSocket) -> None:
        """Answers every whole line."""
        while caller.canReadLine():
            line = bytes(caller.readLine(LONGEST_REQUEST).data())
            answer = self.boundary.run(partial(self.answer, line))
            words = answer or {"ok": False, "error": "the terminal failed in this; its log says how"}
            caller.write(json.dumps(words, default=str).encode() + b"\n")
            caller.flush()
        if caller.bytesAvailable() >= LONGEST_REQUEST:
            caller.abort()

    def answer(self, line: bytes) -> Answer:
        """The answer to one request."""
        try:
            request = json.loads(line)
        except (ValueError, RecursionError):
            return {"ok": False, "error": "the request is no JSON line"}
        call = self.calls.get(str(request.get("do"))) if isinstance(request, dict) else None
        if call is None:
            return {"ok": False, "error": f"this terminal can be asked for {', '.join(sorted(self.calls))}"}
        try:
            return {"ok": True} | call(request)
        except TerminalError as error:
            return {"ok": False, "error": str(error)}

    def forget(self, caller: QLocalSocket) -> None:
        """A caller left."""
        self.callers.discard(caller)
        caller.deleteLater()

    def close(self) -> None:
        """Hangs up and listens no more; idempotent."""
        for caller in tuple(self.callers):
            caller.abort()
        self.callers.clear()
        self.server.close()
        self.deleteLater()


def same_user(caller: QLocalSocket) -> bool:
    """Whether a caller's process belongs to this user; where the system does not tell, the folder's mode decides."""
    if not hasattr(socket, "SO_PEERCRED"):
        return True
    with socket.socket(fileno=os.dup(int(caller.socketDescriptor()))) as line:
        credentials = line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    _, user, _ = struct.unpack("3i", credentials)
    return bool(user == os.getuid())
