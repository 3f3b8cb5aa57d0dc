"""SQL over the library: a fresh in-memory engine for each query, with views over the parts and every door closed.

Nothing is opened that another process could find locked: the engine holds no file but those it is reading.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import polars as pl
import pyarrow as pa

from terminal.domain.errors import UserError
from terminal.sdk.data import CatalogueInstrument, CatalogueSession
from terminal.stores.guard import check, said
from terminal.stores.manifest import KINDS, RECORDED, Manifest
from terminal.stores.parts import COLUMNS, TIME
from terminal.stores.series import PRICES, QUANTITIES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

INTEGERS = {"Int64": "BIGINT", "Int8": "TINYINT"}
BATCH_ROWS = 1 << 17
SUMMARY_TYPES = {"int": pl.Int64(), "str": pl.String(), "bool": pl.Boolean(), "tuple[str, ...]": pl.List(pl.String)}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may take."""

    seconds: float = 120.0
    memory_mb: int = 2_048
    threads: int = 4
    result_mb: int = 2_048


class Console:
    """Runs queries; any thread may ask, each query has its own engine."""

    def __init__(self, root: Path, limits: Limits) -> None:
        self.root = root
        self.limits = limits
        self.running: set[DuckDBPyConnection] = set()

    def run(
        self,
        sql: str,
        parameters: Sequence[object],
        manifest: Manifest,
        instruments: Sequence[CatalogueInstrument],
        sessions: Sequence[CatalogueSession],
    ) -> pa.Table:
        """The result of one reading statement.

        Raises:
            UserError: the statement is refused, wrong, or takes too long or too much.
        """
        with self.engine() as connection, self.within_limits(connection):
            make_views(connection, self.root, manifest)
            make_summary(connection, "instruments", CatalogueInstrument, instruments)
            make_summary(connection, "sessions", CatalogueSession, sessions)
            close_doors(connection, self.root)
            check(connection, sql)
            relation = connection.sql(sql, params=list(parameters)) if parameters else connection.sql(sql)
            return gathered(relation.to_arrow_reader(BATCH_ROWS), self.limits.result_mb)

    def cancel(self) -> None:
        """Ends every query that is running now."""
        for connection in tuple(self.running):
            connection.interrupt()

    @contextmanager
    def engine(self) -> Iterator[DuckDBPyConnection]:
        """An engine in memory, closed at the end."""
        connection = duckdb.connect(
            ":memory:",
            config={
                "memory_limit": f"{self.limits.memory_mb}MB",
                "threads": self.limits.threads,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "python_enable_replacements": False,
            },
        )
        self.running.add(connection)
        try:
            yield connection
        finally:
            self.running.discard(connection)
            connection.close()

    @contextmanager
    def within_limits(self, connection: DuckDBPyConnection) -> Iterator[None]:
        """Stops what takes too long, and says what went wrong in words."""
        late = threading.Event()

        def stop() -> None:
            late.set()
            connection.interrupt()

        timer = threading.Timer(self.limits.seconds, stop)
        timer.daemon = True
        timer.start()
        try:
            yield
        except duckdb.InterruptException as error:
            if late.is_set():
                raise UserError(
                    f"query: stopped after {self.limits.seconds:g} s; ask for a shorter time or fewer instruments"
                ) from error
            raise UserError("query: cancelled") from error
        except duckdb.OutOfMemoryException as error:
            raise UserError(
                f"query: needs more than {self.limits.memory_mb} MB; ask for a shorter time or fewer columns"
            ) from error
        except (duckdb.Error, pa.ArrowException) as error:
            raise UserError(f"query: {said(error)}") from error
        finally:
            timer.cancel()
            timer.join()


def gathered(reader: pa.RecordBatchReader, limit_mb: int) -> pa.Table:
    """All batches, as long as they stay below the limit."""
    batches, size = [], 0
    for batch in reader:
        size += batch.nbytes
        if size > limit_mb << 20:
            raise UserError(f"query: the result is larger than {limit_mb} MB; add LIMIT, or aggregate it")
        batches.append(batch)
    return pa.Table.from_batches(batches, schema=reader.schema)


def close_doors(connection: DuckDBPyConnection, root: Path) -> None:
    """From here on the engine reads the parts and nothing else, and nobody can change that."""
    folders = ", ".join(literal(f"{root / kind}/") for kind in (*KINDS, RECORDED))
    connection.execute("SET temp_directory = ''")
    connection.execute(f"SET allowed_directories = [{folders}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def make_views(connection: DuckDBPyConnection, root: Path, manifest: Manifest) -> None:
    """``bars``, ``trades`` and ``quotes`` in currency, and the same with ``_raw`` in fixed point."""
    for kind, columns in COLUMNS.items():
        tag = "period" if kind == "bars" else "source"
        names = ", ".join(["symbol", tag, *columns])
        empty = ", ".join(f"NULL::{INTEGERS[str(kind_of)]} AS {name}" for name, kind_of in columns.items())
        some = [f"SELECT NULL::VARCHAR AS symbol, NULL::VARCHAR AS {tag}, {empty} WHERE false"]
        for series in (manifest.series(kind), manifest.recorded(kind)):
            files = [literal(str(root / part.file)) for one in series for part in manifest.parts[one]]
            types = f"'{tag}': VARCHAR" + (", 'symbol': VARCHAR" if series and series[0].symbol else "")
            if files:
                read = f"read_parquet([{', '.join(files)}], hive_partitioning = true, hive_types = {{{types}}})"
                some.append(f"SELECT {names} FROM {read}")
        rows = " UNION ALL ".join(some[1:] or some)
        connection.execute(f"CREATE VIEW {kind}_raw AS {rows}")
        moment = TIME[kind]
        shown = ", ".join(shown_as(name) for name in columns if name != moment)
        connection.execute(
            f"CREATE VIEW {kind} AS SELECT symbol, {tag}, make_timestamp_ns({moment}) AS {moment.removesuffix('_ns')}, "
            f"{moment}, {shown} FROM {kind}_raw"
        )


def shown_as(name: str) -> str:
    """A raw column as people read it."""
    if name in PRICES:
        return f"{name} / 1e9 AS {name}"
    return f"{name} / 1e8 AS {name}" if name in QUANTITIES else name


def make_summary(
    connection: DuckDBPyConnection, name: str, kind: type, rows: Sequence[CatalogueInstrument | CatalogueSession]
) -> None:
    """A small table of what there is, with times also as timestamps."""
    schema = {field: SUMMARY_TYPES[str(type_)] for field, type_ in kind.__annotations__.items()}
    table = pl.DataFrame([[getattr(row, field) for field in schema] for row in rows], schema=schema, orient="row")
    connection.register(f"{name}_given", table.to_arrow())
    times = 'make_timestamp_ns(from_ns) AS "from", make_timestamp_ns(to_ns) AS "to"'
    connection.execute(f"CREATE TABLE {name} AS SELECT *, {times} FROM {name}_given")
    connection.unregister(f"{name}_given")


def literal(text: str) -> str:
    """A string as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"
