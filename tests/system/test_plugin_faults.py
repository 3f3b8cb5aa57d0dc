"""Every way in which a plugin can fail, in one run: each is stopped with its reason, the rest runs on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import Plimsoll
from tests.support.plugin_folder import plugin_folder

MANIFEST = """
[plugin]
id = "{name}"
kind = "strategy"
api = "1"
entry = "{name}.plugin:create"

[capabilities]
market_data = ["quotes"]
signals = true

[budget]
memory_mb = {memory}
signals_per_second = 5
"""

CODE = """
import re, time
from terminal.domain.signals import Signal

SIGNAL = Signal(value=1.0, horizon_ns=10**9, confidence=0.5)

class Plugin:
    def __init__(self, context):
        self.context, self.calls, self.kept = context, 0, []
{create}

    def on_quote(self, quote):
        self.calls += 1
        if self.calls == 20:
            self.act(quote)

    def act(self, quote):
{act}

def create(context):
    return Plugin(context)
"""

FAULTS = {
    "in_create": ("        1 / 0", "        pass"),
    "raises": ("        pass", "        1 / 0"),
    "loops": ("        pass", "        end = time.monotonic() + 5\n        while time.monotonic() < end: pass"),
    "holds": ("        pass", '        re.match(r"(a+)+$", "a" * 26 + "b")'),
    "fills": ("        pass", "        self.kept.append(bytearray(b'x') * (600 << 20))"),
    "floods": ("        pass", "        for _ in range(100_000): self.context.emit(quote.instrument_id, SIGNAL)"),
    "reaches": ("        pass", "        self.context.orders"),
}
REASONS = {
    "in_create": "ZeroDivisionError",
    "raises": "on_quote raised ZeroDivisionError",
    "loops": "has not ended after",
    "holds": "on_quote",
    "fills": "grew by",
    "floods": "signals more than its 5 a second allow",
    "reaches": "was not given orders",
}


# Growth is put down to whoever computes meanwhile: only the one that fills memory may fall over it here.
@pytest.fixture
def faulty(tmp_path: Path) -> list[Path]:
    return [
        plugin_folder(
            tmp_path,
            MANIFEST.format(name=name, memory=256 if name == "fills" else 8_000),
            CODE.format(create=create, act=act),
            name,
        ).parent
        for name, (create, act) in FAULTS.items()
    ]


@pytest.mark.slow
def test_each_fault_is_quarantined_with_its_reason_and_the_rest_runs_on(
    plimsoll: Plimsoll, faulty: list[Path], own_home: Path
):
    words = [word for folder in faulty for word in ("--plugin", folder)]
    run = plimsoll("run", "--offscreen", "--duration", "12", "--json", *words)
    assert run.code == 0, run.err
    states = run.json["plugins"]
    assert {name: states[name] for name in FAULTS} == dict.fromkeys(FAULTS, "quarantined")
    assert states["ofi_forecaster"] == states["ema_cross"] == states["order_book"] == "active"
    assert run.json["health"] == "fresh"
    log = "".join(path.read_text() for path in (own_home / "logs").glob("*.log"))
    for name, reason in REASONS.items():
        lines = [line for line in log.splitlines() if f"plugin {name} is quarantined" in line]
        assert lines, f"{name} is not named in the log"
        assert reason in lines[0], lines[0]
