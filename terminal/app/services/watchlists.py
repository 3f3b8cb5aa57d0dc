"""The user's watchlists, kept in ``watchlists.json``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from terminal.app.services.kept_file import KeptFile, Notify
from terminal.domain.errors import UserError
from terminal.sdk.words import tr

FILE = "watchlists.json"
OFFERED = 30
"""Symbols of the session in the list that stands there before the user has kept one."""
MOST_LISTS, MOST_SYMBOLS, LONGEST_NAME = 200, 2_000, 60


class WatchlistStore:
    """The :class:`~terminal.sdk.desk.Watchlists` of a run.

    There is always one list; until the user keeps one it is what the session offers.
    """

    def __init__(self, folder: Path, notify: Notify, offered: Callable[[], Iterable[str]] = tuple) -> None:
        self.file = KeptFile(folder / FILE, 1, notify)
        self.offered = offered
        self.changes = 0
        self.lists = self.read()

    @property
    def revision(self) -> int:
        """Grows with every change, also of what the session offers while no list is kept."""
        return self.changes + (0 if self.lists else len(self.first()))

    def first(self) -> tuple[str, ...]:
        """The session's first symbols."""
        return unique(self.offered())[:OFFERED]

    def read(self) -> dict[str, tuple[str, ...]]:
        """What was kept; entries that make no sense are passed over."""
        document = self.file.read() or {}
        found: dict[str, tuple[str, ...]] = {}
        kept = document.get("lists", [])
        for entry in kept if isinstance(kept, list) else []:
            if (
                isinstance(entry, dict)
                and isinstance(entry.get("name"), str)
                and isinstance(entry.get("symbols"), list)
            ):
                found[entry["name"]] = unique(symbol for symbol in entry["symbols"] if isinstance(symbol, str))
        return found

    def names(self) -> tuple[str, ...]:
        """In the user's order."""
        return tuple(self.lists) or (tr("Watchlist"),)

    def symbols(self, name: str) -> tuple[str, ...]:
        """Those of one list; none where there is no such list."""
        return self.lists.get(name, ()) if self.lists else self.first()

    def put(self, name: str, symbols: tuple[str, ...]) -> None:
        """Makes or replaces a list.

        Raises:
            UserError: a name or a list that is too long or empty of sense, or a disk that refuses.
        """
        if not name.strip() or len(name) > LONGEST_NAME:
            raise UserError(
                tr("watchlist {name!r}: a name has 1 to {most} characters").format(name=name, most=LONGEST_NAME)
            )
        if len(symbols) > MOST_SYMBOLS or (name not in self.lists and len(self.lists) >= MOST_LISTS):
            words = tr("watchlist {name!r}: at most {lists} lists of {symbols} symbols; remove some first")
            raise UserError(words.format(name=name, lists=MOST_LISTS, symbols=MOST_SYMBOLS))
        self.keep(self.lists | {name: unique(symbols)})

    def remove(self, name: str) -> None:
        """Forgets a list; one that is not there is no error."""
        if name in self.lists:
            self.keep({other: symbols for other, symbols in self.lists.items() if other != name})

    def keep(self, lists: dict[str, tuple[str, ...]]) -> None:
        """Writes the lists, then holds them."""
        self.file.write({"lists": [{"name": name, "symbols": list(symbols)} for name, symbols in lists.items()]})
        self.changes = self.revision + 1  # never a number that was there before
        self.lists = lists


def unique(symbols: Iterable[str]) -> tuple[str, ...]:
    """Symbols once, in order."""
    return tuple(dict.fromkeys(symbol.strip() for symbol in symbols if symbol.strip()))
