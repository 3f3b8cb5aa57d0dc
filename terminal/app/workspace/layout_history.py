"""Undo for the layout: the shapes that the docks had, newest last. Sizes alone are no change of shape."""

from __future__ import annotations

import re

MOST = 50
SIZES = re.compile(rb"<Sizes>[^<]*</Sizes>|<Geometry>[^<]*</Geometry>")


def shape(state: bytes) -> bytes:
    """What of a layout matters for undo: which panel lies where, not how large."""
    return SIZES.sub(b"", state)


class LayoutHistory:
    """A bounded stack of docks states. Told the present state now and then, it notices changes by itself."""

    def __init__(self) -> None:
        self.past: list[bytes] = []
        self.future: list[bytes] = []
        self.present: bytes | None = None

    def note(self, state: bytes) -> bool:
        """The docks lie like this now; true where that is another shape than before."""
        changed = self.present is not None and shape(state) != shape(self.present)
        if changed and self.present is not None:
            self.past.append(self.present)
            del self.past[:-MOST]
            self.future.clear()
        self.present = state
        return changed

    def begin(self, state: bytes) -> None:
        """Another workspace: there is nothing to undo."""
        self.past.clear()
        self.future.clear()
        self.present = state

    def undo(self, now: bytes) -> bytes | None:
        """The state before the newest change, ``None`` where there is none."""
        self.note(now)
        return self.turn(self.past, self.future)

    def redo(self, now: bytes) -> bytes | None:
        """The state before the newest undo, ``None`` where there is none."""
        self.note(now)
        return self.turn(self.future, self.past)

    def turn(self, source: list[bytes], other: list[bytes]) -> bytes | None:
        """Goes one step along."""
        if not source or self.present is None:
            return None
        other.append(self.present)
        self.present = source.pop()
        return self.present
