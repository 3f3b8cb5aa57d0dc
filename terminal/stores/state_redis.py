"""Reads the state flow from Redis: bounded, with time-outs, and without telling anybody the password."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

import redis
from redis.backoff import NoBackoff
from redis.exceptions import NoPermissionError
from redis.retry import Retry

from terminal.domain.errors import TransientError, UserError
from terminal.sdk.state import Dropped
from terminal.stores.state_reader import Rows, RowsReader
from terminal.stores.state_rows import FIELDS, META, STAMP, Row

OPTIONS = {"db", "username", "password", "ssl_ca_certs"}
TIMEOUT_S = 2.0
MOST_KEYS = 2 * (16_384 + 4_096)
"""Twice what one gateway mirrors."""
AT_ONCE = 1_000
LARGEST_BYTES = 16_384
"""Of one value, as Redis counts its memory."""


def redis_reader(url: str, prefix: str = "plimsoll", password: str | None = None, **options: Any) -> RowsReader:
    """A reader of the gateway that writes under ``prefix`` at ``url`` (``redis://``, ``rediss://``, ``unix://``).

    Nothing is connected yet: Redis need not be there.

    Raises:
        UserError: an address that cannot be, or that would send everything in the clear beyond this machine.
    """
    return RowsReader(RedisSource(url, prefix, password), **options)


def checked(url: str) -> str:
    """The address without its secrets, as messages show it.

    Raises:
        UserError: as :func:`redis_reader` says; the message shows no secret.
    """
    parts = urlsplit(url)
    if not parse_qs(parts.query, keep_blank_values=True).keys() <= OPTIONS:
        raise UserError(f"the options of a Redis address are {', '.join(sorted(OPTIONS))}; correct it")
    if parts.scheme == "unix" and parts.path:
        return f"unix://{parts.path}"
    try:
        host, port = parts.hostname or "localhost", parts.port or 6379
    except ValueError:
        raise UserError("the Redis address has no port from 1 to 65535; correct it") from None
    if parts.scheme not in ("redis", "rediss"):
        raise UserError("the Redis address begins with neither redis://, rediss:// nor unix://; correct it")
    if parts.scheme == "redis" and not loopback(host):
        raise UserError(f"redis://{host} is beyond this machine and in the clear; use rediss://")
    return f"{parts.scheme}://{host}:{port}"


def loopback(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class RedisSource:
    """A :class:`~terminal.stores.state_reader.StateSource` over Redis."""

    def __init__(self, url: str, prefix: str, password: str | None = None) -> None:
        self.shown, self.prefix = checked(url), prefix
        secret = {} if password is None else {"password": password}
        self.client = redis.Redis.from_url(
            url, socket_timeout=TIMEOUT_S, socket_connect_timeout=TIMEOUT_S, retry=Retry(NoBackoff(), 0), **secret
        )

    def fetch(self) -> Rows:
        """As :class:`~terminal.stores.state_reader.StateSource` says."""
        try:
            return self.rows()
        except redis.AuthenticationError:
            raise TransientError(f"{self.shown} refused user or password; correct them") from None
        except NoPermissionError:
            raise TransientError(f"{self.shown} lets this user not read {self.prefix}:*; correct its rules") from None
        except (redis.RedisError, OSError) as error:
            raise TransientError(f"{self.shown} does not answer ({type(error).__name__}); tried again") from None

    def rows(self) -> Rows:
        """Everything, in as few round trips as its size allows."""
        dropped: list[Dropped] = []
        (found,) = self.asked([("HMGET", self.key("meta"), *META)])
        meta = row_of("meta", META, found, dropped)
        (count,) = self.asked([("SCARD", self.key("keys"))])
        if not isinstance(count, int):
            return Rows(meta, {}, (Dropped("keys", "of another type"),))
        if count > MOST_KEYS:
            return Rows(meta, {}, (Dropped("keys", f"{count} keys are more than any gateway mirrors"),))
        keys = list(self.keys(dropped))
        values: dict[str, Row] = {}
        for some in pieces(keys):
            sizes = self.asked([("MEMORY", "USAGE", self.key(key)) for key in some])
            fit = [key for key, size in zip(some, sizes, strict=True) if fits(key, size, dropped)]
            fields = [(*FIELDS[key.partition(":")[0]], *STAMP) for key in fit]
            found = self.asked([("HMGET", self.key(key), *names) for key, names in zip(fit, fields, strict=True)])
            for key, names, texts in zip(fit, fields, found, strict=True):
                if row := row_of(key, names, texts, dropped):
                    values[key] = row
        return Rows(meta, values, tuple(dropped))

    def keys(self, dropped: list[Dropped]) -> Iterator[str]:
        """Keys of the index that are of a known kind."""
        (members,) = self.asked([("SMEMBERS", self.key("keys"))])
        for member in members if isinstance(members, (set, list)) else ():
            key = member.decode("utf-8", "replace")[:1_024]
            if key.partition(":")[0] in FIELDS:
                yield key
            else:
                dropped.append(Dropped(key[:120], "the key is of no known kind"))

    def asked(self, commands: Sequence[tuple[str, ...]]) -> list[Any]:
        """Answers in order, seen at one time; an error of one command is its answer."""
        if not commands:
            return []
        pipeline: Any = self.client.pipeline(transaction=True)
        for command in commands:
            pipeline.execute_command(*command)
        answers: list[Any] = pipeline.execute(raise_on_error=False)
        return answers

    def key(self, key: str) -> str:
        """A key with the prefix."""
        return f"{self.prefix}:{key}"

    def close(self) -> None:
        """Closes the connection."""
        self.client.close()


def pieces(keys: list[str]) -> Iterator[list[str]]:
    """So many keys at once."""
    for start in range(0, len(keys), AT_ONCE):
        yield keys[start : start + AT_ONCE]


def fits(key: str, size: object, dropped: list[Dropped]) -> bool:
    """Whether a value is there and of a size that it can have."""
    if isinstance(size, int) and size > LARGEST_BYTES:
        dropped.append(Dropped(key[:120], "too large"))
        return False
    return isinstance(size, int)


def row_of(key: str, names: Sequence[str], texts: object, dropped: list[Dropped]) -> Row | None:
    """A row as texts; ``None`` where there is none, or none that is a row."""
    if not isinstance(texts, list):
        dropped.append(Dropped(key[:120], "of another type"))
        return None
    if all(text is None for text in texts):
        return None
    try:
        pairs = zip(names, texts, strict=True)
        return {name: text.decode("utf-8") for name, text in pairs if text is not None}
    except UnicodeDecodeError:
        dropped.append(Dropped(key[:120], "not text"))
        return None
