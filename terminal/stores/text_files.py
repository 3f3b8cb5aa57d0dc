"""Delimited text, block by block: decompressed, split into cells, each row with its line number."""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from terminal.domain.errors import UserError
from terminal.stores.mapping import Mapping
from terminal.stores.rejects import Reject
from terminal.stores.rows import LINE

BLOCK_BYTES = 32 << 20
SEPARATORS = ",;\t|"
NEWLINE, RETURN, QUOTE = 10, 13, 34


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows of a file."""

    cells: pl.DataFrame
    """Text by the file's column names, and the column ``line``."""
    ragged: list[Reject]
    ragged_count: int
    lines: int
    """Lines up to the end of this block."""
    fraction: float


@dataclass(frozen=True, slots=True)
class TextShape:
    """What the first lines say: columns, separator and where the rows begin."""

    header: list[str]
    separator: str
    first_line: int
    headed: bool
    decimal: str


@contextmanager
def readable(path: Path) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """The file's own bytes and its decompressed text; recognised by content, not by name.

    Raises:
        UserError: it cannot be opened, or ends in the middle of a compressed stream.
    """
    try:
        with path.open("rb") as raw:
            yield raw, decompressed(path, raw)
    except (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile, zipfile.BadZipFile, pa.ArrowException) as error:
        raise UserError(f"{path}: the compressed file is damaged or ends early ({error}); fetch it again") from error
    except OSError as error:
        raise UserError(f"{path}: {error.strerror or error}") from error


def decompressed(path: Path, raw: IO[bytes]) -> IO[bytes]:
    """A stream of the plain text."""
    magic = raw.read(6)
    raw.seek(0)
    if magic.startswith(b"\x1f\x8b"):
        return cast("IO[bytes]", gzip.GzipFile(fileobj=raw))
    if magic.startswith(b"\xfd7zXZ"):
        return lzma.LZMAFile(raw)
    if magic.startswith(b"BZh"):
        return bz2.BZ2File(raw)
    if magic.startswith(b"\x28\xb5\x2f\xfd"):
        stream: IO[bytes] = pa.CompressedInputStream(raw, "zstd")
        return stream
    if magic.startswith(b"PK\x03\x04"):
        return only_member(path, raw)
    return raw


def only_member(path: Path, raw: IO[bytes]) -> IO[bytes]:
    """The one file in a zip archive."""
    archive = zipfile.ZipFile(raw)
    names = [name for name in archive.namelist() if not name.endswith("/")]
    if len(names) != 1:
        raise UserError(f"{path}: the archive holds {len(names)} files; unpack it and import them one by one")
    return archive.open(names[0])


def chunks(stream: IO[bytes]) -> Iterator[bytes]:
    """The text in UTF-8, in pieces that end with a line's end."""
    decoder, rest = None, b""
    began = False
    while chunk := stream.read(BLOCK_BYTES):
        if not began:
            began = True
            chunk, decoder = without_mark(chunk)
        if decoder is not None:
            chunk = decoder.decode(chunk).encode()
        cut = chunk.rfind(b"\n") + 1
        if cut:
            yield rest + chunk[:cut] if rest else chunk[:cut]
            rest = chunk[cut:]
        else:
            rest += chunk
    if rest:
        yield rest + b"\n"


def without_mark(chunk: bytes) -> tuple[bytes, codecs.IncrementalDecoder | None]:
    """The first piece without its byte-order mark, and a decoder where the text is UTF-16."""
    if chunk.startswith(codecs.BOM_UTF8):
        return chunk[3:], None
    if chunk.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return chunk, codecs.getincrementaldecoder("utf-16")()
    return chunk, None


def shape_of(path: Path, mapping: Mapping) -> TextShape:
    """Reads the first lines.

    Raises:
        UserError: the file is empty or no delimited text.
    """
    with readable(path) as (_, stream):
        head = b"".join(chunks(io.BytesIO(stream.read(1 << 18))))
    if b"\x00" in head[:4096]:
        raise UserError(
            f"{path}: is no text and no Parquet; is it a recording? name its format: plimsoll import FORMAT"
        )
    lines = head.decode("utf-8", "replace").splitlines()
    at = next((n for n, line in enumerate(lines) if line.strip() and not line.startswith("#")), None)
    if at is None:
        raise UserError(f"{path}: is empty")
    separator = mapping.separator or max(SEPARATORS, key=lines[at].count)
    cells = [cell.strip().strip('"') for cell in lines[at].split(separator)]
    headed = not mapping.names and not any(is_number(cell) for cell in cells)
    body = lines[at + 1 : at + 50] if headed else lines[at : at + 50]
    header = cells if headed else list(mapping.names) or guessed(path, len(cells))
    if len(set(header)) != len(header):
        header = [name if header.index(name) == n else f"{name}_{n + 1}" for n, name in enumerate(header)]
    return TextShape(header, separator, at + 1 + headed, headed, mapping.decimal or decimal_of(separator, body))


def is_number(cell: str) -> bool:
    """Whether a cell cannot be a column's name."""
    try:
        float(cell)
    except ValueError:
        return False
    return cell.lower() not in ("nan", "inf", "infinity")


def guessed(path: Path, count: int) -> list[str]:
    """Names for bars without a header, as exchanges write them: time, open, high, low, close, volume."""
    usual = ["time", "open", "high", "low", "close", "volume"]
    if count < 5:
        raise UserError(
            f"{path}: has no header line; say what its {count} columns are in a mapping file, "
            'such as names = ["time", "price", "qty"]'
        )
    return [*usual, *(f"column_{n}" for n in range(len(usual) + 1, count + 1))][:count]


def decimal_of(separator: str, lines: list[str]) -> str:
    """A comma sets off the fraction where cells hold one comma and no point."""
    cells = [cell for line in lines for cell in line.split(separator)] if separator != "," else []
    commas = sum(cell.count(",") == 1 and is_number(cell.replace(",", ".")) for cell in cells)
    points = sum("." in cell and "," not in cell and is_number(cell) for cell in cells)
    return "," if commas > points else "."


def blocks(path: Path, shape: TextShape, wanted: list[str], skip_lines: int = 0) -> Iterator[Block]:
    """The rows block by block, from the line after ``skip_lines`` on, which must be a block's end."""
    size = max(path.stat().st_size, 1)
    done = 0
    with readable(path) as (raw, stream):
        for text in chunks(stream):
            bytes_of = np.frombuffer(text, dtype=np.uint8)
            ends = np.flatnonzero(bytes_of == NEWLINE)
            first = done
            done += len(ends)
            if done <= skip_lines:
                continue
            head = max(shape.first_line - 1 - first, 0)
            yield block_of(text, bytes_of, ends, shape, wanted, first, head, min(raw.tell() / size, 1.0))


def block_of(
    text: bytes,
    bytes_of: NDArray[np.uint8],
    ends: NDArray[np.int64],
    shape: TextShape,
    wanted: list[str],
    first: int,
    head: int,
    fraction: float,
) -> Block:
    """One block: its whole rows as cells, its ragged ones as rejects."""
    starts = np.concatenate([[0], ends[:-1] + 1])
    cells, unclosed = cell_counts(bytes_of, starts, ends, shape.separator)
    width = ends - starts
    blank = (width == 0) | ((width == 1) & (bytes_of[starts] == RETURN))
    blank[:head] = True
    whole = (cells == len(shape.header)) & ~unclosed
    ragged = np.flatnonzero(~blank & ~whole)
    good = whole & ~blank
    if not good.all():
        text = bytes_of[np.repeat(good, width + 1)].tobytes()
    frame = parsed(text, shape, wanted, first + 1 + np.flatnonzero(good))
    rejects = [ragged_reject(bytes_of, starts, ends, int(at), int(cells[at]), first, shape) for at in ragged[:1000]]
    return Block(frame, rejects, len(ragged), first + len(ends), fraction)


def cell_counts(
    bytes_of: NDArray[np.uint8], starts: NDArray[np.int64], ends: NDArray[np.int64], separator: str
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Cells of each line, and whether a quote in it is not closed; separators within quotes do not count."""
    places = np.flatnonzero(bytes_of == ord(separator))
    unclosed = np.zeros(len(ends), dtype=bool)
    if (quotes := np.flatnonzero(bytes_of == QUOTE)).size:
        before_line = np.searchsorted(quotes, starts)
        unclosed = (np.searchsorted(quotes, ends) - before_line) % 2 == 1
        line = np.searchsorted(ends, places)
        places = places[(np.searchsorted(quotes, places) - before_line[line]) % 2 == 0]
    return np.searchsorted(places, ends) - np.searchsorted(places, starts) + 1, unclosed


def ragged_reject(
    bytes_of: NDArray[np.uint8],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    at: int,
    cells: int,
    first: int,
    shape: TextShape,
) -> Reject:
    """Why a line is no row."""
    shown = bytes_of[starts[at] : ends[at]][:60].tobytes().decode("utf-8", "replace").strip()
    wanted = len(shape.header)
    reason = f"has {cells} cells, the header has {wanted}" if cells != wanted else "has a quote that is not closed"
    return Reject(first + at + 1, "", shown, f"{reason}: {shown!r}")


def parsed(text: bytes, shape: TextShape, wanted: list[str], lines: NDArray[np.int64]) -> pl.DataFrame:
    """Cells of the wanted columns as text."""
    at = sorted({shape.header.index(name) for name in wanted})
    names = [shape.header[n] for n in at]
    if not len(lines):
        return pl.DataFrame(
            {name: [] for name in names} | {LINE: []}, schema=dict.fromkeys(names, pl.String) | {LINE: pl.Int64}
        )
    options: dict[str, Any] = {
        "has_header": False,
        "separator": shape.separator,
        "columns": at,
        "infer_schema": False,
        "quote_char": '"' if b'"' in text else None,
        "encoding": "utf8-lossy",
        "truncate_ragged_lines": True,
    }
    try:
        frame = pl.read_csv(io.BytesIO(text), **options)
        same = frame.height == len(lines)
    except pl.exceptions.PolarsError:
        same = False
    if not same:  # quotes within cells that the fast reader understands otherwise
        rows = [line.split(shape.separator) for line in text.decode("utf-8", "replace").split("\n")[:-1]]
        columns = [[row[n].strip('"') if n < len(row) else "" for row in rows] for n in at]
        frame = pl.DataFrame(columns, schema=dict.fromkeys(names, pl.String))
    frame.columns = names
    return frame.with_columns(pl.Series(LINE, lines, dtype=pl.Int64))
