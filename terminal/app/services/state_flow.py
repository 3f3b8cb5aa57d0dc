"""Composes the reader of the state flow: from the Redis that the gateway writes to, or from the gateway itself."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from terminal.domain.errors import UserError

if TYPE_CHECKING:
    from terminal.sdk.state import StateReader

VARIABLE = "PLIMSOLL_REDIS_URL"
PREFIX = "plimsoll"


@dataclass(frozen=True, slots=True)
class StateAddress:
    """Where the state flow is read. It shows no secret."""

    url: str
    prefix: str = PREFIX
    password_file: Path | None = None

    def __repr__(self) -> str:
        """Without what may hold a password."""
        return f"StateAddress(prefix={self.prefix!r})"

    def password(self) -> str | None:
        """What the password file holds.

        Raises:
            UserError: it cannot be read, or others may read it.
        """
        if self.password_file is None:
            return None
        try:
            if self.password_file.stat().st_mode & 0o077:
                raise UserError(f"{self.password_file} may be read by others; chmod 600 it")
            return self.password_file.read_text("utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise UserError(
                f"{self.password_file} cannot be read: {error}; correct password_file in [state]"
            ) from error

    def reader(self) -> StateReader:
        """A reader of it. Redis need not be there yet.

        Raises:
            UserError: an address that cannot be, or a password file that cannot be read.
        """
        from terminal.stores.state_redis import redis_reader

        return redis_reader(self.url, self.prefix, self.password())


def address_of(config: Path | None, home: Path, environment: Mapping[str, str] = os.environ) -> StateAddress | None:
    """Where the gateway of this configuration file writes; without one, where the environment says.

    Raises:
        UserError: the file makes no sense.
    """
    if config is not None:
        return section_of(config, home)
    url = environment.get(VARIABLE)
    return StateAddress(url) if url else None


def gateway_reader(run: Path) -> StateReader:
    """Reads from the gateway on this ``run`` folder itself, in the same shapes. None need run yet."""
    from terminal.bridge.gateway_state import gateway_state
    from terminal.stores.state_reader import CallSource, RowsReader

    return RowsReader(CallSource(lambda: gateway_state(run)))


def section_of(config: Path, home: Path) -> StateAddress | None:
    """The section ``[state]`` of a gateway's file; the gateway itself checks the rest of it."""
    try:
        section: Any = tomllib.loads(config.read_text("utf-8")).get("state", {})
    except (OSError, ValueError) as error:
        raise UserError(f"{config} cannot be read: {error}") from error
    if not isinstance(section, dict) or not isinstance(section.get("url"), str | None):
        raise UserError(f"{config}: [state] is a section, and its url a text; correct them")
    if "url" not in section:
        return None
    prefix, file = section.get("prefix", PREFIX), section.get("password_file")
    if not isinstance(prefix, str) or not isinstance(file, str | None):
        raise UserError(f"{config}: prefix and password_file of [state] are texts; correct them")
    return StateAddress(section["url"], prefix, None if file is None else home / file)


def plain_address(url: str) -> StateAddress:
    """An address given on a command line, which every user of the machine can read.

    Raises:
        UserError: it holds a password.
    """
    if urlsplit(url).password or "password=" in url:
        raise UserError(f"--url holds a password, and command lines are public; set {VARIABLE} or use --config")
    return StateAddress(url)
