"""A query's result as the rows of a table: types set the columns, only rows that are seen are made."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from terminal.sdk import figures
from terminal.sdk.table import BLANK, Cell, Column, Kind, Row, TableSource, Value
from terminal.sdk.words import tr

if TYPE_CHECKING:
    import pyarrow as pa

SORTED_MOST = 1_000_000
"""Larger results are sorted and filtered in SQL: here it would stop the window."""
SAMPLED = 200
DECIMALS_MOST = 8
LETTER, PADDING, LETTERS_MOST = 7.4, 18, 48
"""Width of a figure and of a cell's edges at text scale 1."""


class ResultSource(TableSource):
    """The rows of an Arrow table."""

    def __init__(self, whole: pa.Table) -> None:
        names = unique_names(whole.schema.names)
        self.whole = whole.rename_columns(names).combine_chunks()
        self.parts: list[Any] = [column_of(self.whole, at) for at in range(len(names))]
        self.made_texts: list[Any] | None = None
        self.decimals = [decimals_of(part) for part in self.parts]
        super().__init__([described(*head) for head in zip(names, self.parts, self.decimals, strict=True)])

    def __len__(self) -> int:
        return int(self.whole.num_rows)

    def key(self, at: int) -> int:
        return at

    def row(self, at: int) -> Row:
        cells = zip(self.parts, self.columns, self.decimals, strict=True)
        return Row(at, tuple(cell_of(part[at].as_py(), column, decimals) for part, column, decimals in cells))

    def ordered(self, column: int, *, descending: bool) -> Sequence[int]:
        if len(self) > SORTED_MOST:
            return range(len(self))
        import pyarrow.compute as pc

        keys = [(self.columns[column].id, "descending" if descending else "ascending")]
        try:
            places = pc.sort_indices(self.whole.select([self.columns[column].id]), sort_keys=keys)
        except (TypeError, NotImplementedError, ValueError):  # lists and structs have no order
            return range(len(self))
        return list(places.to_pylist())

    def texts(self) -> list[Any]:
        """The columns as words, made at the first filter."""
        if self.made_texts is None:
            self.made_texts = [text for part in self.parts if (text := as_text(part)) is not None]
        return self.made_texts

    def matching(self, needle: str) -> Sequence[int]:
        if len(self) > SORTED_MOST:
            return range(len(self))
        import pyarrow.compute as pc

        inside = None
        texts = self.texts()
        for word in needle.split():
            found = None
            for text in texts:
                hits = pc.fill_null(pc.match_substring(text, word, ignore_case=True), False)
                found = hits if found is None else pc.or_(found, hits)
            inside = found if inside is None else pc.and_(inside, found)
        return range(len(self)) if inside is None else list(pc.indices_nonzero(inside).to_pylist())


def as_text(part: Any) -> Any:
    """A column as words; ``None`` for lists and structs, which hold none."""
    import pyarrow as pa

    try:
        return part.cast(pa.string())
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
        return None


def unique_names(names: Sequence[str]) -> list[str]:
    """Names of columns, each once: a join brings the same twice."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return found


def column_of(whole: pa.Table, at: int) -> Any:
    """A column as one array."""
    import pyarrow as pa

    part = whole.column(at)
    if part.num_chunks == 1:
        return part.chunk(0)
    return pa.array([], part.type) if part.num_chunks == 0 else pa.concat_arrays(part.chunks)


def described(name: str, part: Any, decimals: int) -> Column:
    """The head of a column: figures to the right, times and words to the left, as wide as what is in it."""
    import pyarrow as pa

    kind = part.type
    timed = is_time(name, kind)
    numeric = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    shown = Kind.CODE if timed or pa.types.is_temporal(kind) else Kind.NUMBER if numeric else Kind.TEXT
    column = Column(name, name, shown, "UTC" if timed else "", doc=str(kind))
    widest = max((len(cell_of(value, column, decimals).text) for value in part[:SAMPLED].to_pylist()), default=4)
    letters = min(max(widest, len(name) + 4 * timed + 2, 6), LETTERS_MOST)
    return replace(column, width=round(PADDING + LETTER * letters))


def is_time(name: str, kind: Any) -> bool:
    """Whether whole numbers are UTC nanoseconds, by their name."""
    import pyarrow as pa

    return name.endswith("_ns") and pa.types.is_int64(kind) and not name.endswith(("period_ns", "horizon_ns", "age_ns"))


def decimals_of(part: Any) -> int:
    """Decimals that show the first values whole: below each other they stand point under point."""
    import pyarrow as pa

    if not pa.types.is_floating(part.type):
        return 0
    most = 0
    for value in part[:SAMPLED].to_pylist():
        if value is not None and math.isfinite(value):
            _, _, fraction = f"{value:.{DECIMALS_MOST}f}".rstrip("0").partition(".")
            most = max(most, len(fraction))
    return most


def cell_of(value: Any, column: Column, decimals: int) -> Cell:
    """One value in words."""
    if value is None:
        return Cell("null", None, "t3")
    if column.unit == "UTC" and isinstance(value, int):
        return Cell(f"{figures.date(value)} {' '.join(figures.clock_parts(value))}", value, tip=str(value))
    if isinstance(value, bool):
        return Cell("true" if value else "false", value)
    if isinstance(value, int):
        return Cell(f"{value:,}".replace("-", figures.MINUS), value)
    if isinstance(value, float):
        return BLANK if math.isnan(value) else Cell(figures.number(value, decimals), value, tip=repr(value))
    plain: Value = float(value) if isinstance(value, Decimal) else None
    words = value.isoformat(" ") if isinstance(value, datetime) else words_of(value)
    return Cell(words.replace("\n", " ⏎ "), words if plain is None else plain, tip=words if "\n" in words else "")


def flat(whole: pa.Table) -> pa.Table:
    """The same with lists and structs as words: a CSV file has no place for them."""
    import pyarrow as pa

    for at, field in enumerate(whole.schema):
        if pa.types.is_nested(field.type):
            words = [None if value is None else words_of(value) for value in whole.column(at).to_pylist()]
            whole = whole.set_column(at, field.name, pa.array(words, pa.string()))
    return whole


def words_of(value: Any) -> str:
    """A list of words as words; anything else as it is written in Python."""
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    return str(value)


def summary(rows: int, seconds: float) -> str:
    """``12,041 rows in 48 ms``."""
    counted = tr("1 row") if rows == 1 else tr("{n} rows").format(n=f"{rows:,}")
    words = tr("{rows} in {time}").format(rows=counted, time=figures.duration(round(seconds * figures.SECOND)))
    return words + (tr("; too many to sort here, use ORDER BY") if rows > SORTED_MOST else "")
