"""Parquet files of bars, trades or quotes, batch by batch as cells."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from terminal.domain.errors import UserError
from terminal.stores.rows import LINE
from terminal.stores.text_files import Block

BATCH_ROWS = 1 << 19
MAGIC = b"PAR1"


def is_parquet(path: Path) -> bool:
    """Whether a file's content says so."""
    try:
        with path.open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except OSError as error:
        raise UserError(f"{path}: {error.strerror or error}") from error


def header_of(path: Path) -> list[str]:
    """The column names.

    Raises:
        UserError: the file is damaged.
    """
    try:
        return list(pq.read_schema(path).names)
    except (pa.ArrowException, OSError) as error:
        raise UserError(f"{path}: cannot be read as Parquet: {str(error).splitlines()[0]}; is it complete?") from error


def blocks(path: Path, wanted: list[str], skip_rows: int = 0) -> Iterator[Block]:
    """The rows batch by batch, after those that were read before; ``line`` counts rows from 1."""
    done = 0
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            total = max(file.metadata.num_rows, 1)
            for batch in file.iter_batches(BATCH_ROWS, columns=wanted):
                first, done = done, done + batch.num_rows
                if done > skip_rows:
                    frame = pl.DataFrame(pa.Table.from_batches([batch]))
                    cells = frame.select(cell(frame[name]) for name in wanted)
                    lines = pl.Series(LINE, range(first + 1, done + 1), dtype=pl.Int64)
                    yield Block(cells.with_columns(lines), [], 0, done, done / total)
    except (pa.ArrowException, OSError) as error:
        raise UserError(f"{path}: cannot be read as Parquet: {str(error).splitlines()[0]}; is it complete?") from error


def cell(column: pl.Series) -> pl.Series:
    """Times as they are, in nanoseconds; everything else as the text that a file of text would hold."""
    if column.dtype == pl.Date:
        return column.cast(pl.Datetime("ns"))
    if isinstance(column.dtype, pl.Datetime):
        return column.dt.cast_time_unit("ns")
    if isinstance(column.dtype, pl.List | pl.Struct | pl.Array | pl.Object):
        raise UserError(f"column {column.name} holds {column.dtype}, which is no market data")
    return column.cast(pl.String)
