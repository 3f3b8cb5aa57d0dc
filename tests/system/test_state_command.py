"""`plimsoll state`, as an outside monitor calls it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import redis

from tests.support.redis_server import running_redis
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


def test_without_redis_the_gateway_itself_is_asked(plimsoll):
    environment = os.environ | {"PLIMSOLL_HOME": str(plimsoll.home), "PLIMSOLL_REDIS_URL": ""}
    command = [str(Path(sys.executable).with_name("plimsoll")), "gateway", "--json"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as gateway:
        try:
            assert gateway.stdout is not None
            gateway.stdout.readline()
            deadline = time.monotonic() + 20
            asked = plimsoll("state", "--json", PLIMSOLL_REDIS_URL="")
            while not asked.json["limits"] and time.monotonic() < deadline:
                asked = plimsoll("state", "--json", PLIMSOLL_REDIS_URL="")
        finally:
            gateway.send_signal(signal.SIGTERM)
    assert (asked.code, asked.json["stale"]) == (0, None), asked.err
    assert "daily-loss" in {limit["kind"] for limit in asked.json["limits"]}
    assert asked.json["gateway"]["profile"] == "SIM"
    assert {session["principal"] for session in asked.json["sessions"]} >= {"terminal"}
