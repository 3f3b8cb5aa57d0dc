"""Tables as panels describe them: columns, cells, and where rows come from. Drawn by ``terminal.widgets.table``.

A cell has words, what they stand for (``value``: sorted by and exported) and perhaps a small picture. Knows no Qt.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

Value = str | int | float | bool | None


class Kind(StrEnum):
    """How a column's cells are set."""

    TEXT = "text"
    """Words, from the left."""
    CODE = "code"
    """Times, ids and paths: figures of equal width, from the left."""
    NUMBER = "number"
    """Figures of equal width, to the right: equal decimals stand below each other."""
    PICTURE = "picture"
    """A picture with its figure beside it."""
    TAG = "tag"
    """A word on a ground of its colour."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar from a centre line, ``share`` from −1 (all of the left half) to 1."""

    share: float
    token: str = "t2"


@dataclass(frozen=True, slots=True)
class Gauge:
    """A bar from the left over a trough, ``share`` from 0 to 1; the limit is a line."""

    share: float
    token: str = "t2"
    limit: float | None = None


@dataclass(frozen=True, slots=True)
class Spark:
    """A line through values that are equally far apart; ``nan`` breaks it."""

    values: tuple[float, ...]
    token: str = "t2"


@dataclass(frozen=True, slots=True)
class Whisker:
    """A point with its interval on a scale from −1 to 1 whose middle, zero, is a line."""

    low: float
    mid: float
    high: float
    token: str = "t2"


@dataclass(frozen=True, slots=True)
class Tag:
    """The cell's word stands on the fill of a token (``ok``, ``warn``, ``danger``…); ``t2`` has no fill."""

    token: str
    icon: str = ""


Mark = Bar | Gauge | Spark | Whisker | Tag


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell."""

    text: str = ""
    value: Value = None
    """What it stands for. ``None`` is sorted last in either direction."""
    ink: str = ""
    """Colour token of the words; empty is the plain one."""
    mark: Mark | None = None
    tip: str = ""
    """More words, shown on hover."""
    bold: bool = False

    @property
    def plain(self) -> Value:
        """The value, its words where it stands for nothing else; ``None`` where nothing is known."""
        if self.value is None:
            return None if self.text in ("", "–") else self.text
        return None if self.value != self.value else self.value


BLANK = Cell("–", None, "t3")
"""Nothing is known here."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. Title, unit and doc are in the user's language."""

    id: str
    title: str
    kind: Kind = Kind.TEXT
    unit: str = ""
    width: int = 90
    """In pixels at text scale 1."""
    stretch: bool = False
    """Takes the room that is left over."""
    hidden: bool = False
    """Whether the user has to ask for it."""
    rank: int = 0
    """Where there is no room for all, columns of the highest rank give way; those of rank 0 stay."""
    doc: str = ""
    """What it means, shown on hover over the head."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what it is known by while others come and go, and its cells."""

    key: Hashable
    cells: tuple[Cell, ...]
    dim: bool = False
    """Whether the row as a whole is of the past: expired, disabled, hidden."""


class TableSource:
    """Rows of a table. Derive for large ones: then :meth:`row` is asked for what is on screen only."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = tuple(columns)
        self.revision = 0

    def __len__(self) -> int:
        """Rows there are."""
        return 0

    def row(self, at: int) -> Row:
        """The row at a place of the source's own order."""
        raise NotImplementedError

    def key(self, at: int) -> Hashable:
        """What the row at a place is known by."""
        return self.row(at).key

    def ordered(self, column: int, *, descending: bool) -> Sequence[int]:
        """Places sorted by a column; equal ones keep the source's order, missing ones come last."""
        values = [self.row(at).cells[column].plain for at in range(len(self))]
        return sorted_places(values, descending=descending)

    def matching(self, needle: str) -> Sequence[int]:
        """Places whose words hold every word of `needle`, in the source's order."""
        wanted = needle.casefold().split()
        return [at for at in range(len(self)) if all(word in self.words(at) for word in wanted)]

    def words(self, at: int) -> str:
        """The row's words in lower case, for the filter."""
        return " ".join(cell.text for cell in self.row(at).cells).casefold()

    def spoken(self, at: int) -> str:
        """The row as a screen reader says it."""
        pairs = zip(self.columns, self.row(at).cells, strict=False)
        return ", ".join(
            f"{column.title} {cell.text} {column.unit}".rstrip() for column, cell in pairs if cell.text not in ("", "–")
        )


class ListSource(TableSource):
    """Rows held in a list: for tables of up to a few thousand."""

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__(columns)
        self.rows: tuple[Row, ...] = ()

    def show(self, rows: Iterable[Row]) -> None:
        """These rows from now on; the revision grows only where they differ."""
        shown = tuple(rows)
        if shown != self.rows:
            self.rows = shown
            self.revision += 1

    def __len__(self) -> int:
        """Rows there are."""
        return len(self.rows)

    def row(self, at: int) -> Row:
        """The row at a place."""
        return self.rows[at]


@dataclass(frozen=True, slots=True)
class Card:
    """What stands in a table's place while it has no rows: what is so, and the next step."""

    title: str
    text: str = ""
    icon: str = "ph.table"
    token: str = "t2"
    """``t2`` for empty and loading, ``danger`` for an error."""
    action: str = ""
    """Words of the button, empty for none."""
    samples: tuple[str, ...] = field(default=())
    """Things to try, each a button of its own."""


def sorted_places(values: Sequence[Value], *, descending: bool) -> list[int]:
    """Places of `values` in order; stable, missing and ``nan`` last."""
    known = [at for at, value in enumerate(values) if value is not None and value == value]
    known.sort(key=lambda at: sort_key(values[at]), reverse=descending)
    found = set(known)
    return known + [at for at in range(len(values)) if at not in found]


def sort_key(value: Value) -> tuple[int, float | str]:
    """Numbers before words, words without regard to case."""
    return (1, value.casefold()) if isinstance(value, str) else (0, float(value or 0))


def arrow_of(source: TableSource, places: Iterable[int] | None = None) -> pa.Table:
    """The values of a table, a column each under its id; what is missing is null."""
    import pyarrow as pa

    rows = [source.row(at).cells for at in (range(len(source)) if places is None else places)]
    columns = {}
    for at, column in enumerate(source.columns):
        columns[column.id] = pa.array(of_one_type([cells[at].plain for cells in rows]))
    return pa.table(columns)


def of_one_type(values: list[Value]) -> list[Value]:
    """Values of one type: mixed ones become words, whole numbers among broken ones floats."""
    kinds = {type(value) for value in values if value is not None}
    if kinds <= {int, float} and len(kinds) == 2:
        return [None if value is None else float(value) for value in values]
    return values if len(kinds) <= 1 else [None if value is None else str(value) for value in values]
