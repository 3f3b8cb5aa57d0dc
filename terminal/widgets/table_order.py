"""Which rows a table shows, in which order, and which of them are chosen. Knows no Qt.

Rows are chosen by key: they stay chosen while others come and go. While a sorted table is held (the mouse is over it,
a key was just pressed) rows keep their places, so that none moves away under a hand; new ones come last.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from terminal.sdk.table import TableSource

SETTLE_NS = 1_000_000_000
"""Changing values sort a table anew at most this often."""
HELD_MOST = 5_000
"""Rows up to which places are kept by key; larger tables do not change while one looks at them."""


class RowOrder:
    """The view of one source."""

    def __init__(self, source: TableSource) -> None:
        self.source = source
        self.sort: tuple[str, bool] | None = None
        """Column id, and whether the largest comes first."""
        self.needle = ""
        self.rows: Sequence[int] = ()
        self.taken = -1
        self.unsettled = False
        """Whether rows keep places that their values no longer give them."""
        self.drawn_keys: tuple[Hashable, ...] = ()
        self.sorted_ns = -SETTLE_NS
        self.current: Hashable = None
        self.hint = -1
        """Where the current row was last: with a hundred thousand rows one does not look through all."""
        self.chosen: set[Hashable] = set()
        self.anchor: Hashable = None

    def take(self, now_ns: int, *, held: bool = False) -> bool:
        """Takes what changed in the source up; true where rows may have changed."""
        changed = self.source.revision != self.taken
        if not changed and not self.unsettled:
            return False
        wait = held or now_ns - self.sorted_ns < SETTLE_NS
        if self.sort is not None and wait and len(self.source) <= HELD_MOST:
            if changed:
                self.taken = self.source.revision
                self.keep_places()
                self.unsettled = True
            return changed
        self.arrange(now_ns)
        return True

    def arrange(self, now_ns: int = 0) -> None:
        """Filters and sorts anew."""
        self.taken = self.source.revision
        self.sorted_ns = now_ns
        self.unsettled = False
        column = self.sort_column()
        rows: Sequence[int] = range(len(self.source))
        if column is not None and self.sort is not None:
            rows = self.source.ordered(column, descending=self.sort[1])
        if self.needle:
            inside = set(self.source.matching(self.needle))
            rows = [at for at in rows if at in inside]
        self.rows = rows

    def keep_places(self) -> None:
        """The rows of before where they were, as far as they are still there, then the new ones."""
        inside = self.source.matching(self.needle) if self.needle else range(len(self.source))
        places = {self.source.key(at): at for at in inside}
        before = [key for key in self.drawn_keys if key in places]
        known = set(before)
        self.rows = [places[key] for key in before] + [at for key, at in places.items() if key not in known]

    def sort_column(self) -> int | None:
        """Place of the column that is sorted by."""
        if self.sort is None:
            return None
        return next((at for at, column in enumerate(self.source.columns) if column.id == self.sort[0]), None)

    def sort_by(self, column_id: str, now_ns: int = 0) -> None:
        """A further click on the same column turns it round, a third one leaves the source's own order."""
        if self.sort is None or self.sort[0] != column_id:
            self.sort = (column_id, False)
        else:
            self.sort = None if self.sort[1] else (column_id, True)
        self.arrange(now_ns)

    def filter(self, needle: str) -> None:
        """Shows only rows that hold these words."""
        self.needle = needle.strip()
        self.arrange(self.sorted_ns)

    def remember(self) -> None:
        """Keeps the keys of the rows shown, for :meth:`keep_places`; only tables that may be held need them."""
        if self.sort is not None and len(self.rows) <= HELD_MOST:
            self.drawn_keys = tuple(self.key_at(place) for place in range(len(self.rows)))

    # Choosing.

    def at(self, place: int) -> int:
        """The source's place of a row on screen; −1 outside, and where the source lost it since it was arranged."""
        at = self.rows[place] if 0 <= place < len(self.rows) else -1
        return at if at < len(self.source) else -1

    def place_of(self, key: Hashable) -> int:
        """Where a key stands on screen, counted from 0; −1 where it is not shown."""
        if key is None:
            return -1
        if self.key_at(self.hint) == key:
            return self.hint
        return next((place for place in range(len(self.rows)) if self.key_at(place) == key), -1)

    def key_at(self, place: int) -> Hashable:
        """The key at a place on screen; ``None`` outside."""
        at = self.at(place)
        return None if at < 0 else self.source.key(at)

    def choose(self, place: int, *, extend: bool = False, toggle: bool = False) -> None:
        """Makes the row at a place the current one; extends from the last plain choice, or adds and takes away."""
        key = self.key_at(place)
        if key is None:
            return
        self.current, self.hint = key, place
        if toggle:
            self.chosen ^= {key}
            self.anchor = key
        elif extend:
            start = self.place_of(self.anchor) if self.anchor is not None else place
            low, high = sorted((max(start, 0), place))
            self.chosen = {self.key_at(at) for at in range(low, high + 1)} - {None}
        else:
            self.chosen, self.anchor = {key}, key

    def choose_all(self) -> None:
        """Every row shown."""
        self.chosen = {self.key_at(place) for place in range(len(self.rows))} - {None}

    def chosen_rows(self) -> list[int]:
        """Places in the source of what is chosen, in the order shown."""
        return [self.at(place) for place in range(len(self.rows)) if self.key_at(place) in self.chosen]
