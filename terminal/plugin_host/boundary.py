"""The plugin-call boundary: the one place where whatever a plugin raises becomes words."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

TRACES = logging.getLogger("plugin traces")
"""For log panel and file alone: the error output names what happened in words."""


class PluginStopped(BaseException):
    """Thrown into a plugin's thread to end it; no ``Exception``, so that the plugin's own handlers let it pass."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What a plugin raised. Nothing of the plugin's own objects is kept."""

    kind: type[BaseException]
    words: str
    """``ZeroDivisionError: division by zero (plugin.py:12)``."""

    @classmethod
    def of(cls, error: BaseException) -> Fault:
        """In words, with the innermost place outside the standard library where there is one."""
        return cls(type(error), f"{type(error).__name__}: {one_line(error)} ({place_of(error)})")


def one_line(error: BaseException) -> str:
    """What the error says, on one line; the library of traces survives an error that cannot be printed."""
    said = "".join(traceback.format_exception_only(error)).split(":", 1)[-1]
    return " ".join(said.split())[:300] or "no message"


def place_of(error: BaseException) -> str:
    """Where it was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "unknown place"


def guarded(call: Callable[[], object], who: str) -> Fault | None:
    """Calls into a plugin; what it raises is logged with its trace, let go of, and returned in words."""
    try:
        call()
    except PluginStopped as stop:
        return Fault(PluginStopped, f"stopped in {place_of(stop)}")
    except BaseException as error:  # noqa: BLE001 - the plugin-call boundary; SystemExit would end a thread in silence
        trace = "".join(traceback.format_exception(error))  # words only: a record with the error keeps its objects
        TRACES.error("plugin %s failed: %s", who, trace)
        return Fault.of(error)
    return None
