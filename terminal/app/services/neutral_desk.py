"""Stand-ins for services that a window was opened without: nothing there, and messages that say so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from terminal.domain.errors import UserError
from terminal.domain.signals import SignalKey
from terminal.sdk.desk import MachineMode
from terminal.sdk.signals import SignalHistory

Nothing = tuple[Any, ...]


class NoSignals:
    """No signals."""

    revision = 0

    def streams(self) -> Nothing:
        return ()

    def history(self, _key: SignalKey, _limit: int = 5_000) -> SignalHistory:
        return SignalHistory(np.empty(0, np.int64), np.empty(0), np.empty(0), np.empty(0))


class NoPlugins:
    """No plugins: nothing can be enabled."""

    def reports(self) -> Nothing:
        return ()

    def refuse(self, plugin_id: str) -> NoReturn:
        raise UserError(f"plugin {plugin_id}: this window runs no plugins; start the terminal with plimsoll run")

    enable = disable = reload = promote = roll_back = refuse

    def settings(self, _plugin_id: str) -> Nothing:
        return ()

    def set_setting(self, plugin_id: str, _name: str, _value: object) -> None:
        self.refuse(plugin_id)


class NoAlerts:
    """No alerts: rules are not kept."""

    def rules(self) -> Nothing:
        return ()

    def put(self, rule: object) -> None:
        raise UserError(f"{rule}: this window keeps no alerts; start the terminal with plimsoll run")

    def remove(self, _rule_id: str) -> None:
        return None

    def events(self, _limit: int = 500) -> Nothing:
        return ()

    def acknowledge(self, _seq: int | None = None) -> None:
        return None


class NoLog:
    """No log."""

    path: Path | None = None

    def lines(self, _after_seq: int = 0) -> Nothing:
        return ()


class NoData:
    """An empty library."""

    def instruments(self) -> Nothing:
        return ()

    def sessions(self) -> Nothing:
        return ()

    def refuse(self, *_: object, **__: object) -> NoReturn:
        raise UserError("this window has no data library; import something first: plimsoll import --help")

    bars = trades = quotes = books = query = refuse

    def cancel(self) -> None:
        return None


class NoWatchlists:
    """One empty list."""

    revision = 0

    def names(self) -> tuple[str, ...]:
        return ("Watchlist",)

    def symbols(self, _name: str) -> tuple[str, ...]:
        return ()

    def put(self, _name: str, _symbols: tuple[str, ...]) -> None:
        return None

    def remove(self, _name: str) -> None:
        return None


class NoTimeMachine:
    """Only the present."""

    mode = MachineMode.LIVE

    def open_recorded(self, session_id: str, _ts_ns: int | None = None) -> None:
        raise UserError(f"session {session_id}: this window cannot go back in time; start it with plimsoll run")

    def open_running(self, _ts_ns: int | None = None) -> None:
        raise UserError("the running session is not recorded; start the terminal with plimsoll run")

    def return_to_live(self) -> None:
        return None


class NoSettings:
    """No settings: every one is unknown."""

    def value(self, key: str) -> object:
        raise UserError(f"setting {key}: this window has no settings; start the terminal with plimsoll run")

    def put(self, key: str, _value: object) -> None:
        self.value(key)

    def on_change(self, _call: Callable[[str, object], None]) -> Callable[[], None]:
        return lambda: None
