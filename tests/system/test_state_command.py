"""`plimsoll state`, as an outside monitor calls it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from tests.support.redis_server import running_redis
from tests.support.repository import ROOT
from tests.support.state_rows import golden_rows, write_rows


def test_the_state_is_printed_for_machines_and_people(plimsoll, tmp_path):
    with running_redis("--requirepass", "planted-secret") as server:
        with redis.Redis.from_url(server.url, password="planted-secret") as client:
            write_rows(client, golden_rows(), prefix="desk")
        plimsoll.home.mkdir()
        password = plimsoll.home / "redis.key"
        password.write_text("planted-secret\n")
        password.chmod(0o600)
        config = tmp_path / "gateway.toml"
        config.write_text(f'[state]\nurl = "{server.url}"\nprefix = "desk"\npassword_file = "redis.key"\n')
        done = plimsoll("state", "--config", config, "--json")
        assert done.code == 0, done.err
        assert done.json["stale"] is None
        position = next(held for held in done.json["positions"] if held["strategy"] == "ofi")
        assert (position["qty"], position["avg_px"], position["realised"]) == ("-300", "223.82", "-12.5")
        limit = next(limit for limit in done.json["limits"] if limit["kind"] == "gross-exposure")
        assert (limit["limit"], limit["headroom"]) == ("50", "-10")
        shown = plimsoll("state", "--config", config)
        assert "fat finger: asked back" in shown.out
        password.chmod(0o644)
        refused = plimsoll("state", "--config", config)
        assert (refused.code, "chmod 600" in refused.complaint) == (1, True)
        server.kill()
        password.chmod(0o600)
        down = plimsoll("state", "--config", config, "--json")
        assert (down.code, down.json["stale"]) == (1, "unreachable")
        assert "planted-secret" not in shown.out + shown.err + down.out + down.err


def test_without_a_server_or_with_a_public_password_it_is_refused(plimsoll):
    nowhere = plimsoll("state", "--json", PLIMSOLL_REDIS_URL="")
    assert (nowhere.code, nowhere.json["stale"]) == (1, "unreachable")
    assert "no gateway runs" in nowhere.complaint
    public = plimsoll("state", "--url", "redis://:planted-secret@localhost")
    assert (public.code, "planted" in public.err) == (1, False)


@contextmanager
def running_gateway(home: Path, *words: object) -> Iterator[None]:
    """A gateway of this home, ready, until the block ends."""
    environment = os.environ | {"PLIMSOLL_HOME": str(home)}
    command = [str(Path(sys.executable).with_name("plimsoll")), "gateway", "--json", *map(str, words)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as gateway:
        try:
            assert gateway.stdout is not None
            assert gateway.stdout.readline(), "the gateway ended at once"
            yield
        finally:
            gateway.send_signal(signal.SIGTERM)


def asked_until(plimsoll, enough, *words: object):
    """Asks for the state until it is as wanted, twenty seconds at most."""
    deadline = time.monotonic() + 20
    asked = plimsoll("state", "--json", *words, PLIMSOLL_REDIS_URL="")
    while not enough(asked.json) and time.monotonic() < deadline:
        asked = plimsoll("state", "--json", *words, PLIMSOLL_REDIS_URL="")
    return asked


def test_without_redis_the_gateway_itself_is_asked(plimsoll):
    with running_gateway(plimsoll.home):
        asked = asked_until(plimsoll, lambda state: state["limits"])
    assert (asked.code, asked.json["stale"]) == (0, None), asked.err
    assert "daily-loss" in {limit["kind"] for limit in asked.json["limits"]}
    assert asked.json["gateway"]["profile"] == "SIM"
    assert {session["principal"] for session in asked.json["sessions"]} >= {"terminal"}


def test_a_real_gateway_is_read_through_redis_and_over_its_death(plimsoll, tmp_path):
    with running_redis() as server:
        config = tmp_path / "gateway.toml"
        demo = (ROOT / "resources/gateway/demo.toml").read_text("utf-8")
        config.write_text(f'{demo}\n[state]\nurl = "{server.url}"\nprefix = "desk"\n')
        with running_gateway(plimsoll.home, "--config", config):
            words = ("--config", config)
            before = asked_until(plimsoll, lambda state: state["stale"] is None and state["limits"], *words)
            assert (before.code, before.json["dropped"]) == (0, []), before.err
            server.kill()
            during = asked_until(plimsoll, lambda state: state["stale"] == "unreachable", *words)
            assert during.code == 1
            server.start()
            after = asked_until(plimsoll, lambda state: state["stale"] is None, *words)
            assert (after.code, after.json["epoch"]) == (0, before.json["epoch"]), after.err
            assert [limit["kind"] for limit in after.json["limits"]] == [one["kind"] for one in before.json["limits"]]
        ended = plimsoll("state", "--json", "--config", config)
        assert (ended.code, ended.json["stale"], ended.json["gateway"]["phase"]) == (1, "closed", "closing")
