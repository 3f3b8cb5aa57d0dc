"""The boundary round a Qt slot: an error inside never reaches Qt, is logged once, and changes what is on screen."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

log = logging.getLogger(__name__)
Result = TypeVar("Result")


class SlotBoundary:
    """Runs the work of one slot. A fault that lasts is logged at its first time only, and shown each time."""

    def __init__(self, name: str, on_fault: Callable[[Exception], None] | None = None) -> None:
        self.name = name
        self.on_fault = on_fault
        self.fault = ""

    def run(self, work: Callable[[], Result]) -> Result | None:
        """What `work` returns, ``None`` where it raised."""
        try:
            result = work()
        except Exception as error:
            fault = repr(error)
            if fault != self.fault:
                self.fault = fault
                log.exception("%s failed; what is on screen may be old", self.name)
            if self.on_fault is not None:
                self.on_fault(error)
            return None
        self.fault = ""
        return result
