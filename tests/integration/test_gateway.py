"""The gateway's process from the outside: start, attach, detach, kill, restart, and peers that mean harm."""

from __future__ import annotations

import contextlib
import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from terminal import _core
from tests.support.command import Plimsoll
from tests.support.gateway import CONFIG, GatewayProcess, terminal
from tests.support.repository import ROOT

KILLS = int(os.environ.get("PLIMSOLL_KILLS", "12"))


def test_an_order_goes_through_the_process_and_its_log_verifies(own_home: Path, plimsoll: Plimsoll):
    with GatewayProcess(own_home) as gateway:
        desk = terminal(own_home)
        px = desk.resting_px()
        order = desk.submit(px)
        desk.until(lambda: desk.of("0") == [order], "the acknowledgement")
        desk.client.cancel(order)
        desk.until(lambda: bool(desk.of("4")), "the cancel")
        desk.client.close()
        code, out, err = gateway.stop()
    assert (code, err) == (0, "")
    assert "audit log closed at" in out
    assert plimsoll("audit", "verify", own_home / "audit/gateway", "--json").json["ok"]


def test_a_second_gateway_names_the_first(own_home: Path, plimsoll: Plimsoll):
    with GatewayProcess(own_home) as gateway:
        second = plimsoll("gateway", "--config", gateway.config)
        assert second.code == 1
        assert f"already running (pid {gateway.ready['pid']})" in second.complaint


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('profile = "SIM"', 'profil = "SIM"'), "line 2: profil: unknown field"),
        (("past_s = 5.0", "past_s = -1.0"), "market.past_s: must lie between"),
        (('trader = "kim"', 'trader = "lee"'), "firm.traders has no `lee`"),
        (("[risk]", "[risk"), "line 21: [risk: unclosed table"),
    ],
)
def test_a_wrong_configuration_is_named_by_file_line_and_key(
    own_home: Path, plimsoll: Plimsoll, change: tuple[str, str], said: str
):
    config = GatewayProcess(own_home, CONFIG.replace(*change, 1)).config
    refused = plimsoll("gateway", "--config", config)
    assert refused.code == 1
    assert f"{config}, line" in refused.complaint
    assert said in refused.complaint
    assert "Traceback" not in refused.err


def test_nothing_is_lost_or_doubled_when_the_gateway_is_killed_again_and_again(own_home: Path, plimsoll: Plimsoll):
    draw = random.Random(7)
    gateway = GatewayProcess(own_home)
    sent: list[int] = []
    with gateway:
        desk = terminal(own_home)
        px = desk.resting_px()
        for _ in range(KILLS):
            for _ in range(draw.randrange(1, 12)):
                with contextlib.suppress(_core.CoreError):
                    sent.append(desk.submit(px - len(sent) % 50 * 10_000_000))
            desk.hear(draw.random() * 0.02)
            gateway.kill()
            desk.connections = 0
            gateway.start()
            desk.until(lambda: desk.connections > 0, "the session after a kill")
        desk.hear(0.5)
        told = Counter(report.cl_ord_id for report in desk.reports if report.exec_type == "A")
        unknown = {name for name, _, reason, _ in desk.refused if reason == "UnknownOrder"}
        refused = {report.cl_ord_id for report in desk.reports if report.exec_type == "8"}
        lost = set(desk.not_received)
        assert max(told.values(), default=0) == 1, "no report came twice"
        assert set(sent) == set(told) | refused | lost | unknown, "every order is accounted for"
        assert not lost & set(told), "what was never received was never acknowledged"
        status = _core.gateway_status(own_home / "run")
        assert status is not None
        assert status["halts"] == [], "the state was the recorded one each time"
        desk.client.close()
        gateway.stop()
    assert plimsoll("audit", "verify", own_home / "audit/gateway", "--json").json["ok"]


def test_a_gateway_that_syncs_each_record_trades_and_restarts_too(own_home: Path):
    gateway = GatewayProcess(own_home, CONFIG + '[audit]\ndurability = "synced"\n')
    with gateway:
        desk = terminal(own_home)
        px = desk.resting_px()
        orders = [desk.submit(px - number * 10_000_000) for number in range(20)]
        desk.until(lambda: set(orders) <= set(desk.of("0")), "the acknowledgements")
        gateway.kill()
        desk.connections = 0
        gateway.start()
        desk.until(lambda: desk.connections > 0, "the session after the kill")
        status = _core.gateway_status(own_home / "run")
        assert status is not None
        assert (status["blocked"], status["halts"]) == ("", [])
        desk.client.close()


CHILD = """
import sys
from pathlib import Path
from tests.support.gateway import terminal
desk = terminal(Path(sys.argv[1]))
px = desk.resting_px()
for number in range(400):
    desk.submit(px - number % 40 * 10_000_000)
    desk.hear(0.0005)
    print(number, flush=True)
"""


def test_nothing_is_lost_or_doubled_when_terminals_are_killed(own_home: Path):
    draw = random.Random(3)
    with GatewayProcess(own_home):
        for _ in range(max(KILLS // 5, 3)):
            command = [sys.executable, "-c", CHILD, str(own_home)]
            child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
            assert child.stdout is not None
            for _ in range(draw.randrange(1, 60)):
                child.stdout.readline()
            child.kill()
            child.communicate()
        desk = terminal(own_home)
        desk.hear(0.3)
        told = Counter(desk.of("A"))
        assert max(told.values()) == 1, "every order once, told to whoever comes next"
        open_now = {order.cl_ord_id for order in desk.snapshot()["orders"]}
        ended = set(desk.of("4")) | set(desk.of("8"))
        assert open_now == set(desk.of("0")) - ended
        desk.client.close()


def test_orders_of_a_killed_terminal_are_cancelled_in_time(own_home: Path):
    quick = CONFIG.replace('accounts = ["demo"]', 'accounts = ["demo"]\ndead_man = { operator_ms = 700 }', 1)
    with GatewayProcess(own_home, quick):
        watcher = terminal(own_home, "terminal-2")
        command = [sys.executable, "-c", CHILD, str(own_home)]
        child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        for _ in range(20):
            child.stdout.readline()
        child.kill()
        killed = time.monotonic()
        child.communicate()
        watcher.until(lambda: set(watcher.of("0")) <= set(watcher.of("4")) and bool(watcher.of("4")), "the cancels")
        assert time.monotonic() - killed < 0.7 + 0.25 + 0.5, "within its time, and half a second for a loaded machine"
        watcher.client.close()


def test_a_halt_from_the_outside_is_obeyed_and_outlives_a_kill(own_home: Path):
    gateway = GatewayProcess(own_home)
    with gateway:
        desk = terminal(own_home)
        px = desk.resting_px()
        desk.submit(px)
        desk.until(lambda: bool(desk.of("0")), "the acknowledgement")
        done = _core.gateway_halt(own_home / "run", "firm", "cancel-all", "a test", "ann")
        assert done is not None
        assert done[1] < 1_000_000_000
        desk.until(lambda: bool(desk.of("4")), "the cancel")
        gateway.kill()
        gateway.start()
        assert any("a test" in notice for notice in gateway.ready["notices"])
        desk.until(lambda: desk.connections == 2, "the session after the kill")
        desk.submit(px)
        desk.until(lambda: any(report.reason == "Halted" for report in desk.reports), "the refusal")
        desk.client.close()


def test_hostile_connections_on_every_socket_hold_nobody_up(own_home: Path):
    draw = random.Random(11)
    with GatewayProcess(own_home):
        desk = terminal(own_home)
        px = desk.resting_px()
        held = []
        for round_ in range(300):
            hostile = socket.socket(socket.AF_UNIX)
            name = ("orders", "control", "reports")[round_ % 3]
            os.chdir(own_home / "run")  # a socket's address is short
            try:
                hostile.connect(f"{name}.ipc")
            finally:
                os.chdir(ROOT)
            greeting = b"\xff" + bytes(8) + b"\x7f\x03\x00NULL" + bytes(48)
            with contextlib.suppress(OSError):
                hostile.sendall(draw.choice([b"", greeting, greeting[:20]]) + draw.randbytes(draw.randrange(200)))
            held.append(hostile)
        began = time.monotonic()
        order = desk.submit(px)
        desk.until(lambda: order in desk.of("0"), "the acknowledgement")
        assert time.monotonic() - began < 2.0
        assert _core.gateway_status(own_home / "run") is not None
        for hostile in held:
            hostile.close()
        desk.client.close()


def test_libzmq_is_understood_and_a_forged_frame_ends_its_connection(own_home: Path):
    zmq = pytest.importorskip("zmq", reason="libzmq's Python is not installed; `make setup` brings it")
    context = zmq.Context()
    try:
        with GatewayProcess(own_home):
            desk = terminal(own_home)
            os.chdir(own_home / "run")
            reports = context.socket(zmq.SUB)
            reports.connect("ipc://reports.ipc")
            reports.subscribe(b"R")
            dealer = context.socket(zmq.DEALER)
            # libzmq drops what it has not handed over when a connection ends that it will not make again
            dealer.setsockopt(zmq.RECONNECT_IVL, 2_000)
            dealer.connect("ipc://orders.ipc")
            dealer.send(b"PG\x01\x10" + bytes(52))
            assert dealer.poll(3_000), "it is told why"
            assert b"a frame of no session" in dealer.recv()
            px = desk.resting_px()
            time.sleep(0.2)
            order = desk.submit(px)
            desk.until(lambda: order in desk.of("0"), "the acknowledgement")
            assert reports.poll(3_000), "published to whoever subscribed"
            assert reports.recv()[:1] == b"R"
            dealer.close(0)
            reports.close(0)
            desk.client.close()
    finally:
        os.chdir(ROOT)
        context.destroy(0)


def test_a_wedged_interpreter_keeps_its_session_and_loses_its_orders_by_hand(own_home: Path):
    quick = CONFIG.replace('accounts = ["demo"]', 'accounts = ["demo"]\ndead_man = { operator_ms = 600 }', 1)
    with GatewayProcess(own_home, quick):
        desk = terminal(own_home)
        desk.submit(desk.resting_px())
        desk.until(lambda: bool(desk.of("0")), "the acknowledgement")
        threading.Event().wait(2.5)  # no sign of life, and nothing is read
        desk.until(lambda: bool(desk.of("4")), "the cancel")
        assert (desk.connections, desk.disconnections) == (1, []), "the link lived all the while"
        desk.client.close()
