"""Every way in which a plugin can fail, in one run: each is stopped with its reason, the rest runs on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.command import Finished, Plimsoll
from tests.support.plugin_folder import plugin_folder

pytestmark = [pytest.mark.gui, pytest.mark.slow]

MANIFEST = """
[plugin]
id = "{name}"
kind = "strategy"
api = "1"
entry = "{name}.plugin:create"

[capabilities]
market_data = ["quotes"]
signals = true
{orders}

[budget]
memory_mb = {memory}
hang_ms = {hang}
callback_ms = {slow}
signals_per_second = 5
"""

CODE = """
import re, time
from terminal.domain.signals import Signal
from terminal.sdk.plugin import OrderIntent

SIGNAL = Signal(value=1.0, horizon_ns=10**9, confidence=0.5)

class Plugin:
    def __init__(self, context):
        self.context, self.calls, self.kept = context, 0, []
{create}

    def on_quote(self, quote):
        self.calls += 1
        if self.calls in (5, 6) and {trades}:
            self.context.orders.submit(OrderIntent(quote.instrument_id, 1, 10**8, 10**9))
        if self.calls >= 20:
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
    "holds": ("        pass", '        re.match(r"(a+)+$", "a" * 24 + "b")'),
    "fills": ("        pass", "        self.kept.append(bytearray(b'x') * (120 << 20))"),
    "floods": ("        pass", "        for _ in range(2_000): self.context.emit(quote.instrument_id, SIGNAL)"),
    "reaches": ("        pass", "        self.context.orders"),
}
REASONS = {
    "in_create": "ZeroDivisionError",
    "raises": "on_quote raised ZeroDivisionError",
    "loops": "has not ended after",
    "holds": "on_quote kept the interpreter to itself, in native code",
    "fills": "The process grew by",
    "floods": "signals more than its 5 a second allow",
    "reaches": 'was not given orders: its plugin.toml needs `orders = ["child"]`',
}
TRADES = ("raises", "loops", "holds", "fills", "floods")
"""They have two orders working when they fail."""
NEXT = "Correct the plugin or its budget, then enable it again."


def faulty(parent: Path, name: str) -> Path:
    """A plugin with that fault."""
    create, act = FAULTS[name]
    trades = name in TRADES
    manifest = MANIFEST.format(
        name=name,
        orders='orders = ["child"]' if trades else "",
        # Growth is put down to whoever computes meanwhile, and filling memory takes its time on a busy machine.
        memory=256 if name == "fills" else 8_000,
        hang=10_000 if name == "fills" else 200,
        slow=10_000
        if name == "fills"
        else 150,  # on a busy machine filling memory is slow too; memory is what stops it
    )
    return plugin_folder(parent, manifest, CODE.format(create=create, act=act, trades=trades), name).parent


def logged(home: Path) -> str:
    """All that the run wrote down."""
    return "".join(path.read_text() for path in sorted((home / "logs").glob("*.log")))


def cancelled_orders(log: str, name: str) -> int:
    """How many orders of a plugin were cancelled, by the runtime or by the watchdog before it."""
    runtime = re.findall(rf"plugin {name} ends: quarantined; orders cancelled: (\d+)", log)
    watchdog = re.findall(rf"Z INFO .*plugin watch: {name}: .*orders cancelled: (\d+)", log)
    return sum(map(int, runtime + watchdog))


def assert_the_rest_ran_on(run: Finished) -> None:
    """The window drew frames, no panel failed, the bundled plugins run, nobody sees a trace."""
    assert run.code == 0, run.err
    assert run.json["frames"] > 10
    assert run.json["failed_panels"] == []
    assert run.json["health"] == "fresh"
    states = run.json["plugins"]
    assert states["ofi_forecaster"] == states["ema_cross"] == states["order_book"] == "active"
    assert "Traceback" not in run.err


def test_each_fault_is_quarantined_with_its_reason_and_the_rest_runs_on(
    plimsoll: Plimsoll, own_home: Path, tmp_path: Path
):
    words = [word for name in FAULTS for word in ("--plugin", faulty(tmp_path, name))]
    run = plimsoll("run", "--offscreen", "--duration", "12", "--json", *words)
    assert_the_rest_ran_on(run)
    states = run.json["plugins"]
    assert {name: states[name] for name in FAULTS} == dict.fromkeys(FAULTS, "quarantined")
    log = logged(own_home)
    for name, reason in REASONS.items():
        for said in (run.err, log):
            (line,) = [line for line in said.splitlines() if f"Plugin {name} is quarantined" in line]
            assert reason in line, line
            assert NEXT in line, line
        assert cancelled_orders(log, name) == 2 * (name in TRADES), name


def test_the_watchdog_names_who_holds_the_interpreter_and_cancels_before_python_runs_again(
    plimsoll: Plimsoll, own_home: Path, tmp_path: Path
):
    run = plimsoll("run", "--offscreen", "--duration", "6", "--plugin", faulty(tmp_path, "holds"))
    assert_the_rest_ran_on(run)
    assert run.json["plugins"]["holds"] == "quarantined"
    written = (own_home / "logs" / "plugin-watch.log").read_text()
    assert re.search(r"plugin watch: holds: a callback has held the interpreter for \d+ ms", written), written
    assert "it is stopped, orders cancelled: 2" in written
    at_once = run.err.index("plugin watch: holds")
    assert at_once < run.err.index("Plugin holds is quarantined: on_quote kept the interpreter to itself")


def test_a_broken_manifest_and_a_create_that_fails_stop_nobody_else(plimsoll: Plimsoll, tmp_path: Path):
    for name in ("tide", "ebb"):
        assert plimsoll("plugin", "new", name, "--kind", "strategy", "--path", tmp_path).code == 0
    manifest = tmp_path / "tide" / "plugin.toml"
    manifest.write_text(manifest.read_text().replace('kind = "strategy"', 'kind = "stratgy"'))
    code = tmp_path / "tide" / "plugin.py"
    code.write_text("raise RuntimeError('imported')\n" + code.read_text())
    code = tmp_path / "ebb" / "plugin.py"
    code.write_text(code.read_text() + "\n\ndef create(context):\n    raise SystemExit(3)\n")
    run = plimsoll("run", "--offscreen", "--duration", "4", "--plugin", tmp_path / "tide", "--plugin", tmp_path / "ebb")
    assert_the_rest_ran_on(run)
    assert (run.json["plugins"]["tide"], run.json["plugins"]["ebb"]) == ("refused", "quarantined")
    assert f"{manifest}: plugin.kind: 'stratgy'" in run.err
    assert "did you mean strategy" in run.err
    assert "none of its code was imported" in run.err
    assert "create raised SystemExit: 3" in run.err
