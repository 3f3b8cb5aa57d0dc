"""A real Redis for tests: in a folder of its own, on a unix socket, nothing kept on disk; up in some 45 ms."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

PROGRAM = "redis-server"


@dataclass
class RedisServer:
    """A server that can be killed and started again, empty, at the same address."""

    folder: Path
    options: tuple[str, ...] = ()
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def socket(self) -> Path:
        """Its unix socket."""
        return self.folder / "redis.sock"

    @property
    def url(self) -> str:
        """Its address."""
        return f"unix://{self.socket}"

    def start(self) -> None:
        """Starts it and waits until it listens."""
        own = ("--port", "0", "--save", "", "--appendonly", "no", "--dir", self.folder, "--unixsocket", self.socket)
        words = [PROGRAM, *map(str, own), *self.options]
        self.process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 20
        while not self.listens():
            assert time.monotonic() < deadline, "Redis does not listen after 20 s"
            assert self.process.poll() is None, f"Redis ended with {self.process.returncode}"
            time.sleep(0.005)

    def listens(self) -> bool:
        """Whether it takes connections."""
        with socket.socket(socket.AF_UNIX) as door:
            return door.connect_ex(str(self.socket)) == 0

    def kill(self) -> None:
        """SIGKILL: what a power cut leaves."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


@contextmanager
def running_redis(*options: str) -> Iterator[RedisServer]:
    """A server for the time of a block; the test is skipped where Redis is not installed, but never in CI."""
    if shutil.which(PROGRAM) is None:
        assert "CI" not in os.environ, f"{PROGRAM} is missing; setup/system-packages.sh installs it"
        pytest.skip(f"{PROGRAM} is missing; run setup/system-packages.sh")
    # pytest's own folders can be longer than a unix socket's path may be.
    with tempfile.TemporaryDirectory(prefix="redis-") as folder:
        server = RedisServer(Path(folder), options)
        try:
            server.start()
            yield server
        finally:
            server.kill()
