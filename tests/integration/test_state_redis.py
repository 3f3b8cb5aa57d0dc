"""The state flow read from a real Redis: outages, poison, logons."""

from __future__ import annotations

import pytest
import redis

from terminal.domain.errors import UserError
from terminal.sdk.state import Stale
from terminal.stores.state_redis import MOST_KEYS, checked, redis_reader
from tests.support.redis_server import running_redis
from tests.support.state_rows import golden_rows, write_rows

AMZN = "plimsoll:position:A1:ofi:AMZN"


@pytest.fixture(scope="module")
def shared_server():
    with running_redis() as server:
        yield server


@pytest.fixture
def client(shared_server):
    with redis.Redis.from_url(shared_server.url) as opened:
        opened.flushall()
        yield opened


@pytest.fixture
def reader(shared_server):
    opened = redis_reader(shared_server.url)
    yield opened
    opened.close()


def test_everything_is_read(client, reader):
    assert reader.snapshot().stale is Stale.ABSENT
    write_rows(client, golden_rows())
    snapshot = reader.snapshot()
    assert (snapshot.stale, snapshot.dropped, len(snapshot.positions)) == (None, (), 2)
    assert snapshot.position("A1", "", "BRK:B") is not None


def test_two_gateways_share_a_server_by_prefix(client, reader):
    write_rows(client, golden_rows(), prefix="other")
    assert reader.snapshot().stale is Stale.ABSENT


def test_wrong_types_and_sizes_are_dropped_without_being_fetched(client, reader):
    write_rows(client, golden_rows())
    client.delete(AMZN, "plimsoll:gateway", "plimsoll:halt:4")
    client.set(AMZN, "a text")
    client.hset("plimsoll:gateway", mapping={"phase": "x" * 10_000_000})
    client.hset("plimsoll:halt:4", mapping={"reason": b"\xff\xfe"})
    client.sadd("plimsoll:keys", "secret:1", b"\xff")
    snapshot = reader.snapshot()
    reasons = {one.key: one.reason for one in snapshot.dropped}
    assert reasons["position:A1:ofi:AMZN"] == "of another type"
    assert reasons["gateway"] == "too large"
    assert reasons["halt:4"] == "not text"
    assert len(reasons) == 5
    assert (snapshot.gateway, len(snapshot.positions), snapshot.halts) == (None, 1, ())


def test_a_value_that_just_went_is_no_poison(client, reader):
    write_rows(client, golden_rows())
    client.delete(AMZN)
    assert reader.snapshot().dropped == ()


def test_an_index_beyond_any_gateway_is_not_fetched(client, reader):
    write_rows(client, golden_rows())
    client.sadd("plimsoll:keys", *range(MOST_KEYS + 1))
    snapshot = reader.snapshot()
    assert snapshot.positions == ()
    assert "more than any gateway" in snapshot.dropped[0].reason


@pytest.mark.parametrize("key", ["plimsoll:meta", "plimsoll:keys"])
def test_a_layout_of_another_type_is_told(client, reader, key):
    write_rows(client, golden_rows())
    client.delete(key)
    client.set(key, "a text")
    snapshot = reader.snapshot()
    assert snapshot.dropped_total == 1
    assert snapshot.positions == ()


def test_a_kill_keeps_the_last_snapshot_and_a_restart_brings_the_next():
    with running_redis() as server:
        reader = redis_reader(server.url)
        with redis.Redis.from_url(server.url) as client:
            write_rows(client, golden_rows())
        before = reader.snapshot()
        server.kill()
        during = reader.snapshot()
        assert (during.stale, during.positions) == (Stale.UNREACHABLE, before.positions)
        assert during.stale_since_ns == before.read_ns
        server.start()
        assert reader.snapshot().stale is Stale.ABSENT
        with redis.Redis.from_url(server.url) as client:
            write_rows(client, golden_rows(), beat=8)
        assert reader.snapshot().stale is None
        reader.close()


def test_a_wrong_password_is_told_without_showing_it():
    with running_redis("--requirepass", "hunter2") as server:
        for password in ("planted-secret", None):
            reader = redis_reader(server.url, password=password)
            snapshot = reader.snapshot()
            assert snapshot.stale is Stale.UNREACHABLE
            assert "planted-secret" not in repr(vars(reader)) + repr(snapshot)
            assert "password" in snapshot.detail
            reader.close()
        reader = redis_reader(server.url, password="hunter2")
        assert reader.snapshot().stale is Stale.ABSENT
        reader.close()


def test_a_reader_needs_no_right_to_write(client, shared_server):
    rules = ["+@connection", "+hmget", "+smembers", "+scard", "+memory|usage", "+multi", "+exec", "~plimsoll:*"]
    client.execute_command("ACL", "SETUSER", "monitor", "reset", "on", ">read", *rules)
    write_rows(client, golden_rows())
    reader = redis_reader(f"unix://monitor:read@{shared_server.socket}")
    assert reader.snapshot().stale is None
    client.execute_command("ACL", "SETUSER", "monitor", "-smembers")
    assert "not read plimsoll:*" in reader.snapshot().detail
    reader.close()


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("redis://:planted@redis.example:6379", "use rediss://"),
        ("http://:planted@localhost", "begins with neither"),
        ("redis://:planted@localhost:99999", "no port"),
        ("redis://:planted@localhost?planted=1", "options"),
    ],
)
def test_addresses_that_cannot_be_are_refused_without_their_password(url, reason):
    with pytest.raises(UserError, match=reason) as refused:
        redis_reader(url)
    assert "planted" not in str(refused.value)


def test_addresses_are_shown_without_secrets():
    assert checked("rediss://user:planted@redis.example/3") == "rediss://redis.example:6379"
    assert checked("unix://:planted@/run/redis.sock?db=1") == "unix:///run/redis.sock"
