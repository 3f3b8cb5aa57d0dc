"""Parquet files of quotes, trades and bars, read batch by batch into the core's columns.

Which columns are taken and what their values mean is the core's to say: by the same names and rules as for CSV files.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from terminal import _core
from terminal.domain.errors import UserError

if TYPE_CHECKING:
    import pyarrow as pa

Piece: TypeAlias = (
    NDArray[np.int64]
    | NDArray[np.float64]
    | NDArray[np.float32]
    | tuple[NDArray[np.int64], NDArray[np.uint8]]
    | tuple[NDArray[np.int32], list[str]]
)

MAGIC = b"PAR1"
BATCH_ROWS = 1 << 17
UNIT_NS = {"s": 1_000_000_000, "ms": 1_000_000, "us": 1_000, "ns": 1}
DAY_NS = 86_400_000_000_000


def columns_of(path: Path, format: str | None) -> _core.Columns | None:
    """The columns of a Parquet file; None where the file is none, which the core then opens itself.

    Raises:
        UserError: the file is damaged, or its columns are no quotes, trades or bars; the message names the file.
    """
    if not is_parquet(path, format):
        return None
    with refusals(path):
        return read(path)


def is_parquet(path: Path, format: str | None) -> bool:
    """Whether the file is to be read as Parquet: by the format's name, else by its content or its ending."""
    if format not in (None, "parquet"):
        return False
    try:
        with path.open("rb") as file:
            head = file.read(len(MAGIC))
    except OSError:
        return False
    return format == "parquet" or head == MAGIC or path.suffix.lower() == ".parquet"


def read(path: Path) -> _core.Columns:
    """All rows of the columns that the core wants."""
    import pyarrow.parquet as pq

    schema = pq.read_schema(path)
    columns = _core.Columns(str(path), schema.names)
    wanted = columns.wanted
    for _, at, role in wanted:
        refuse_type(path, schema.field(at), role)
        if role == "time" and (unit_ns := time_unit_ns(schema.field(at).type)):
            columns.time_counts(unit_ns)
    symbols = [schema.names[at] for _, at, role in wanted if role == "symbol" and is_text(schema.field(at).type)]
    names = [schema.names[at] for _, at, _ in wanted]
    with pq.ParquetFile(path, read_dictionary=symbols, page_checksum_verification=True) as file:
        for batch in file.iter_batches(BATCH_ROWS, columns=names):
            for slot, at, role in wanted:
                values = batch.column(batch.schema.names.index(schema.names[at]))
                columns.extend(slot, piece_of(values, role), validity(values))
    return columns


def refuse_type(path: Path, field: pa.Field, role: str) -> None:
    """Raises UserError where the column's type cannot hold what its name promises."""
    import pyarrow.types as pt

    kind = field.type.value_type if pt.is_dictionary(field.type) else field.type
    plain = is_text(kind) or pt.is_integer(kind) or pt.is_floating(kind)
    fits = plain or (
        is_moment(kind) if role == "time" else pt.is_boolean(kind) or pt.is_decimal(kind) or pt.is_null(kind)
    )
    if not fits:
        raise UserError(f"{path}: column {field.name} is {field.type}, which holds no {role}")


def is_text(kind: pa.DataType) -> bool:
    """Whether values are text in UTF-8."""
    import pyarrow.types as pt

    return bool(pt.is_string(kind) or pt.is_large_string(kind) or pt.is_string_view(kind))


def is_moment(kind: pa.DataType) -> bool:
    """Whether values are times or dates; Arrow keeps those with a time zone in UTC, those without are taken for UTC."""
    import pyarrow.types as pt

    return bool(pt.is_timestamp(kind) or pt.is_date(kind))


def time_unit_ns(kind: pa.DataType) -> int | None:
    """Nanoseconds that one unit of a time type counts; None for numbers and text, which are read as in CSV files."""
    import pyarrow.types as pt

    if pt.is_timestamp(kind):
        return UNIT_NS[kind.unit]
    if pt.is_date32(kind):
        return DAY_NS
    return UNIT_NS["ms"] if pt.is_date64(kind) else None


def piece_of(values: pa.Array, role: str) -> Piece:
    """A batch of a column as arrays that the core reads; what stands at nulls means nothing."""
    import pyarrow as pa
    import pyarrow.types as pt

    kind = values.type
    if pt.is_dictionary(kind) or role == "symbol":
        return names_of(values if pt.is_dictionary(kind) else values.cast(pa.string()).dictionary_encode())
    if pt.is_float32(kind) or pt.is_float16(kind):
        return numbers(values.cast(pa.float32()), np.dtype(np.float32))
    if pt.is_float64(kind):
        return numbers(values, np.dtype(np.float64))
    if pt.is_date32(kind):
        values = values.cast(pa.int32())
    if is_moment(kind) or pt.is_boolean(kind) or (pt.is_integer(kind) and not pt.is_uint64(kind)):
        return numbers(values.cast(pa.int64()), np.dtype(np.int64))
    return text_of(values.cast(pa.large_string()))


def numbers(values: pa.Array, kind: np.dtype[Any]) -> NDArray[Any]:
    """The values' own memory, where there are no nulls."""
    whole = values.fill_null(0) if values.null_count else values
    return np.ascontiguousarray(whole.to_numpy(zero_copy_only=False), dtype=kind)


def text_of(values: pa.Array) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """Offsets and bytes of text, in its own memory."""
    _, offsets, content = values.buffers()
    places = np.frombuffer(offsets, dtype=np.int64)[values.offset : values.offset + len(values) + 1]
    return places, np.frombuffer(content or b"", dtype=np.uint8)


def names_of(values: pa.DictionaryArray) -> tuple[NDArray[np.int32], list[str]]:
    """Codes and names; a null name is none."""
    import pyarrow as pa

    names = [name or "" for name in values.dictionary.cast(pa.string()).to_pylist()]
    return numbers(values.indices.cast(pa.int32()), np.dtype(np.int32)), names


def validity(values: pa.Array) -> NDArray[np.bool_] | None:
    """False at nulls; None where there are none."""
    if not values.null_count:
        return None
    return np.ascontiguousarray(values.is_valid().to_numpy(zero_copy_only=False), dtype=np.bool_)


@contextmanager
def refusals(path: Path) -> Iterator[None]:
    """What Arrow and the core say against a file, as errors to tell the user."""
    import pyarrow as pa

    try:
        yield
    except _core.CoreError as error:
        raise UserError(str(error)) from error
    except (pa.ArrowException, OSError) as error:
        reason = str(error).splitlines()[0].rstrip(".") if str(error) else type(error).__name__
        raise UserError(f"{path}: cannot be read as Parquet: {reason}; is it complete?") from error
