"""What `plimsoll plugin` asks of the running terminal about its plugins, and what is answered."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any

from terminal.domain.errors import UserError

if TYPE_CHECKING:
    from terminal.app.services.composition import Composition
    from terminal.plugin_host.host import PluginHost
    from terminal.sdk.desk import PluginReport

log = logging.getLogger(__name__)


def open_channel(made: Composition, host: PluginHost) -> None:
    """Listens for the rest of the run, where no other terminal does so for this home."""
    from terminal.app.plugins.control_channel import ControlChannel

    channel = ControlChannel(made.folders.run, calls_of(host))
    made.ends.callback(channel.close)
    try:
        if not channel.listen():
            log.info("another terminal answers commands for this home")
    except UserError as error:
        log.warning("commands cannot reach this terminal: %s", error)


def calls_of(host: PluginHost) -> dict[str, Callable[[dict[str, Any]], dict[str, Any]]]:
    """What can be asked, by the request's ``do``."""

    def changing(change: Callable[[str], None]) -> Callable[[dict[str, Any]], dict[str, Any]]:
        def call(request: dict[str, Any]) -> dict[str, Any]:
            change(str(request.get("id", "")))
            return stands(host, request)

        return call

    changes = {"reload": host.reload, "promote": host.promote, "roll_back": host.roll_back}
    changes |= {"enable": host.enable, "disable": host.disable}
    return {name: changing(change) for name, change in changes.items()} | {
        "plugins": lambda _: {"plugins": [shown(report) for report in host.reports()]},
        "plugin": partial(stands, host),
    }


def stands(host: PluginHost, request: dict[str, Any]) -> dict[str, Any]:
    """How the plugin of a request stands now."""
    one = host.one(str(request.get("id", "")))
    return shown(one.report()) | {"can_roll_back": one.shadow is not None or one.previous is not None}


def shown(report: PluginReport) -> dict[str, Any]:
    """A report as JSON: what is not known is ``null``."""
    return {name: plain(value) for name, value in asdict(report).items()}


def plain(value: Any) -> Any:
    """JSON has no NaN and no paths."""
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, tuple):
        return [plain(inner) for inner in value]
    return value if isinstance(value, int | float | str | bool | None) else str(value)
