"""A gateway in a process of its own, as a user starts it, and a client that keeps what it was told."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from terminal import _core
from tests.support.repository import ROOT

WHO = (1, 1, 1, 0)
SHARE, TICK = 100_000_000, 10_000_000
CONFIG = """
profile = "SIM"
[firm]
currency = "USD"
desks = ["equities"]
accounts = [{ name = "demo", desk = "equities", currency = "USD" }]
traders = [{ name = "kim", desk = "equities" }]
[[principals]]
name = "terminal"
trader = "kim"
accounts = ["demo"]
[[principals]]
name = "terminal-2"
trader = "kim"
accounts = ["demo"]
[market]
past_s = 5.0
[venue]
order_latency_us = 0
response_latency_us = 0
[risk]
limits = "demo"
short_sale = "free"
[sessions]
heartbeat_ms = 200
lost_after_ms = 1000
[stop]
cancel_orders = false
"""


class GatewayProcess:
    """The process; start it again after its death."""

    def __init__(self, home: Path, config: str = CONFIG) -> None:
        self.home = home
        home.mkdir(parents=True, exist_ok=True)
        self.config = home / "gateway.toml"
        self.config.write_text(config)
        self.process: subprocess.Popen[str] | None = None
        self.ready: dict[str, Any] = {}

    def start(self) -> None:
        """Starts it and waits until it says that it is ready."""
        command = [sys.executable, "-m", "terminal.app.main", "gateway", "--config", str(self.config), "--json"]
        environment = os.environ | {"PLIMSOLL_HOME": str(self.home), "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError(self.end_of(self.process)[2])
        self.ready = json.loads(line)

    def kill(self) -> None:
        """Kills it as the kernel does."""
        assert self.process is not None
        self.process.kill()
        self.end_of(self.process)

    def stop(self) -> tuple[int, str, str]:
        """Ends it in order; exit code, standard output and error."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.end_of(self.process)

    def __enter__(self) -> GatewayProcess:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.process is not None and self.process.poll() is None:
            self.kill()

    @staticmethod
    def end_of(process: subprocess.Popen[str]) -> tuple[int, str, str]:
        """Waits for its end and closes its pipes."""
        out, err = process.communicate(timeout=20)
        return process.returncode, out, err


@dataclass
class Terminal:
    """A client and everything that it was told."""

    client: _core.GatewayClient
    reports: list[Any] = field(default_factory=list)
    refused: list[tuple[int, int, str, str]] = field(default_factory=list)
    not_received: list[int] = field(default_factory=list)
    snapshots: list[dict[str, Any]] = field(default_factory=list)
    connections: int = 0
    disconnections: list[tuple[str, bool]] = field(default_factory=list)

    def hear(self, seconds: float) -> None:
        """Takes what happens within `seconds`; gives a sign of life."""
        self.client.operator_lives()
        for kind, content in self.client.wait(seconds):
            match kind:
                case "report":
                    self.reports.append(content)
                case "refused":
                    self.refused.append(content)
                case "not_received":
                    self.not_received.append(content)
                case "snapshot":
                    self.snapshots.append(content)
                case "connected":
                    self.connections += 1
                case "disconnected":
                    self.disconnections.append(content)

    def until(self, enough: Callable[[], bool], what: str, seconds: float = 20.0) -> None:
        """Hears until it is enough."""
        end = time.monotonic() + seconds
        while not enough():
            assert time.monotonic() < end, f"waited in vain for {what}: {self.disconnections}"
            self.hear(0.02)

    def snapshot(self) -> dict[str, Any]:
        """What is open now."""
        seen = len(self.snapshots)
        self.client.request_snapshot()
        self.until(lambda: len(self.snapshots) > seen, "a snapshot")
        return self.snapshots[-1]

    def resting_px(self) -> int:
        """A bid one per cent below the market, to the tick."""
        return int(self.snapshot()["prices"][0][2]) * 99 // 100 // TICK * TICK

    def submit(self, px: int) -> int:
        """A bid for ten shares."""
        return self.client.submit(WHO, 0, 1, 10 * SHARE, px, flags=32)

    def of(self, exec_type: str) -> list[int]:
        """Names of orders that were told of so, in order."""
        return [report.cl_ord_id for report in self.reports if report.exec_type == exec_type]


def terminal(home: Path, principal: str = "terminal", received: bytes | None = None) -> Terminal:
    """A client that has logged on."""
    endpoint = f"ipc://{home}/run/orders.ipc"
    client = _core.GatewayClient(endpoint, "SIM", principal, home / "keys" / f"{principal}.key", 2_000, received)
    made = Terminal(client)
    made.until(lambda: made.connections > 0, "a session")
    return made
