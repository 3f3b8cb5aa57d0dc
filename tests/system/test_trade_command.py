"""`plimsoll trade` as a user would run it: deterministic, audited, stopped in order whatever happens."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.command import Finished, Plimsoll
from tests.support.lobster_day import LobsterDay

KEYS = [
    "orders",
    "fills",
    "pnl",
    "currency",
    "refused",
    "halts",
    "messages",
    "state_hash",
    "audit_dir",
    "audit_head",
    "records",
]
MANIFEST = """
[plugin]
id = "tide"
kind = "strategy"
api = "1"
entry = "tide.plugin:create"

[capabilities]
market_data = ["quotes"]
orders = ["child"]

[budget]
orders_per_second = 10000
"""
TAKER = """
from terminal.domain.market import UNSET
from terminal.sdk.plugin import OrderIntent


class Tide:
    def __init__(self, context):
        self.context = context
        self.sent, self.heard, self.filled = 0, [], 0

    def on_quote(self, quote):
        if self.sent < 5 and UNSET not in (quote.bid_px, quote.ask_px):
            self.sent += 1
            px = quote.ask_px + (50 if self.sent == 1 else 0) * 10**9
            lot = self.context.instruments()[0].lot
            name = self.context.orders.submit(OrderIntent(quote.instrument_id, 1, lot, px))
            assert not self.heard or self.heard[-1] != name, "told inside the call that sent it"

    def on_order(self, report):
        assert report.ts_ns == self.context.now_ns
        self.heard.append(report.cl_ord_id)
        if report.reason:
            assert (report.reason, report.ord_status) == ("PriceCollar", "8"), report

    def on_fill(self, report):
        assert report.is_fill and self.heard[-1] == report.cl_ord_id
        self.filled += report.last_qty
        assert self.context.orders.position(report.instrument_id) == self.filled

    def close(self):
        assert self.sent == 5 and self.filled


def create(context):
    return Tide(context)
"""
RAISES = """
from terminal.sdk.plugin import OrderIntent


class Tide:
    def __init__(self, context):
        self.context = context
        self.quotes = 0

    def on_quote(self, quote):
        self.quotes += 1
        if self.quotes == 100:
            lot = self.context.instruments()[0].lot
            self.context.orders.submit(OrderIntent(quote.instrument_id, 1, lot, quote.bid_px - 10 * 10**7))
        if self.quotes == 150:
            assert self.context.orders.working()
            raise ZeroDivisionError("the tide is out")


def create(context):
    return Tide(context)
"""


@pytest.fixture
def day(tmp_path: Path) -> Path:
    return LobsterDay(levels=3, seed=11).trade(4_000).write(tmp_path)[0]


def plugin(folder: Path, code: str) -> Path:
    package = folder / "tide"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "plugin.toml").write_text(MANIFEST)
    (package / "plugin.py").write_text(code)
    return package


def trade(plimsoll: Plimsoll, day: Path, *words: object, strategy: str = "ema-cross") -> Finished:
    return plimsoll("trade", "--replay", day, "--strategy", strategy, "--json", *words)


def test_the_same_run_twice_gives_the_same_orders_state_and_log(plimsoll: Plimsoll, day: Path):
    first, again = trade(plimsoll, day, "--seed", 7), trade(plimsoll, day, "--seed", 7)
    assert (first.code, again.code) == (0, 0), first
    assert list(first.json) == KEYS
    assert first.json["orders"] > 0
    assert first.json["audit_dir"] != again.json["audit_dir"]
    assert {**first.json, "audit_dir": ""} == {**again.json, "audit_dir": ""}
    bytes_of = [(Path(run.json["audit_dir"]) / "00000000.audit").read_bytes() for run in (first, again)]
    assert bytes_of[0] == bytes_of[1]
    other = trade(plimsoll, day, "--seed", 8)
    assert other.json["audit_head"] != first.json["audit_head"]


def test_the_log_is_whole_and_says_what_was_traded(plimsoll: Plimsoll, day: Path):
    run = trade(plimsoll, day)
    verified = plimsoll("audit", "verify", run.json["audit_dir"], "--json")
    assert verified.code == 0, verified
    assert (verified.json["ok"], verified.json["records"]) == (True, run.json["records"])
    assert run.json["records"] > run.json["orders"]


def test_a_strategy_hears_of_its_orders_after_the_call_and_of_refusals_as_data(
    plimsoll: Plimsoll, day: Path, tmp_path: Path
):
    run = trade(plimsoll, day, "--plugin", plugin(tmp_path, TAKER), strategy="tide")
    assert run.code == 0, run
    assert (run.json["orders"], run.json["refused"]) == (4, 1)
    assert run.json["fills"] > 0


def test_a_strategy_that_raises_is_quarantined_and_its_orders_cancelled(plimsoll: Plimsoll, day: Path, tmp_path: Path):
    run = trade(plimsoll, day, "--plugin", plugin(tmp_path, RAISES), strategy="tide")
    assert run.code == 1
    for words in ("tide", "quarantined", "the tide is out", "plugin.py:17"):
        assert words in run.complaint, run.complaint
    assert "the tide is out" in run.json["halts"][0]
    assert plimsoll("audit", "verify", run.json["audit_dir"], "--json").json["ok"]


def test_limits_of_a_file_hold_and_are_refused_by_line(plimsoll: Plimsoll, day: Path, tmp_path: Path):
    from importlib.resources import files

    text = files("resources").joinpath("limits", "demo.toml").read_text(encoding="utf-8")
    tight = tmp_path / "tight.toml"
    tight.write_text(text.replace('max-qty = { value = "2000"', 'max-qty = { value = "0.5"'))
    run = trade(plimsoll, day, "--limits", tight)
    assert (run.code, run.json["orders"], run.json["fills"]) == (0, 0, 0)
    assert run.json["refused"] > 0
    tight.write_text(text.replace('value = "2000"', 'value = "many"'))
    refused = trade(plimsoll, day, "--limits", tight)
    assert refused.code == 1
    assert "tight.toml:7" in refused.complaint
    assert "max-qty" in refused.complaint


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--replay", "nowhere.csv", "--strategy", "ofi"), "nowhere.csv"),
        (("--replay", "nowhere.csv", "--strategy", "oif"), "ema_cross, ofi"),
        (("--replay", "nowhere.csv", "--strategy", "ofi", "--set", "lots=many"), "lots"),
        (("--replay", "nowhere.csv", "--strategy", "ofi", "--set", "lost=3"), "lots"),
    ],
)
def test_what_cannot_be_traded_is_named_with_what_can(plimsoll: Plimsoll, words: tuple[str, ...], named: str):
    run = plimsoll("trade", *words, "--json")
    assert run.code == 1
    assert "Traceback" not in run.err
    assert named in run.complaint


def test_an_interrupt_ends_the_run_with_a_closed_log(plimsoll: Plimsoll, own_home: Path, tmp_path: Path):
    day = LobsterDay(levels=3, seed=12).trade(4_000).write(tmp_path)[0]
    slow = TAKER.replace(
        "    def on_quote(self, quote):", "    def on_quote(self, quote):\n        import time; time.sleep(0.01)"
    )
    words = ["trade", "--replay", str(day), "--strategy", "tide", "--plugin", str(plugin(tmp_path, slow)), "--json"]
    environment = os.environ | {"PLIMSOLL_HOME": str(own_home)}
    command = [sys.executable, "-m", "terminal.app.main", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as run:
        time.sleep(2.0)
        run.send_signal(signal.SIGINT)
        out, err = run.communicate(timeout=20)
    ended = Finished(run.returncode, out, err)
    assert ended.code == 130, ended
    assert "interrupted" in ended.complaint
    assert 0 < ended.json["messages"] < 4_000
    assert plimsoll("audit", "verify", ended.json["audit_dir"], "--json").json["ok"]
