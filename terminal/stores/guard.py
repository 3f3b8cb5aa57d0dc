"""Which SQL may run: one statement that reads, and that calls no function which reaches outside the library."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from terminal.domain.errors import UserError

if TYPE_CHECKING:
    import duckdb

TABLE_FUNCTIONS = frozenset(
    {
        "duckdb_columns",
        "duckdb_functions",
        "duckdb_tables",
        "duckdb_types",
        "duckdb_views",
        "generate_series",
        "histogram",
        "histogram_values",
        "json_each",
        "json_tree",
        "pragma_table_info",
        "query_table",
        "range",
        "repeat",
        "repeat_row",
        "summary",
        "unnest",
    }
)
"""Functions that give tables and read nothing but what they are given, or the catalogue of views."""

EXPLAIN = re.compile(r"^\s*explain\s+(analyze\s+)?(?=\S)", re.IGNORECASE)
HINTS = {
    "COPY": "save a result with plimsoll query --csv",
    "EXPORT": "save a result with plimsoll query --csv",
    "INSERT": "data come in by plimsoll import",
    "CREATE": "use WITH name AS (…) for a table of one query",
    "ATTACH": "other databases are not opened from here",
    "SET": "settings are locked",
    "PRAGMA": "use SHOW TABLES or DESCRIBE bars",
    "MULTI": "write PIVOT … ON column IN (values)",
}


def check(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    """Lets one reading statement pass.

    Raises:
        UserError: it does not parse, writes, is more than one, or reads outside; the message names which.
    """
    import duckdb

    try:
        statements = connection.extract_statements(sql)
    except duckdb.InterruptException:
        raise
    except duckdb.Error as error:
        raise UserError(f"query: {said(error)}") from error
    if not statements:
        raise UserError("query: there is no statement; write one, such as SELECT count(*) FROM bars")
    if len(statements) > 1:
        raise UserError(f"query: {len(statements)} statements; only one is run at a time, without a semicolon between")
    kind = statements[0].type.name
    if kind == "EXPLAIN" and (inner := EXPLAIN.sub("", sql, count=1)) != sql:
        check(connection, inner)
        return
    if kind != "SELECT":
        hint = HINTS.get(kind, "SELECT, WITH, FROM, DESCRIBE, SHOW and EXPLAIN are run")
        raise UserError(f"query: {kind.replace('_', ' ')} is refused, queries only read; {hint}")
    check_functions(connection, sql)


def check_functions(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    """Raises UserError for a table function that is not known to be harmless, by its name."""
    rows = connection.execute("select json_serialize_sql(?::varchar)", [sql.strip().rstrip(";")]).fetchall()
    tree = json.loads(rows[0][0])
    if tree.get("error"):
        raise UserError(f"query: {tree.get('error_message', 'cannot be checked')}; write it as SELECT")
    for name in table_functions(tree):
        if name not in TABLE_FUNCTIONS:
            raise UserError(
                f"query: {name}() is refused: queries read the library only; bring other files in by plimsoll import"
            )


def table_functions(node: Any) -> Iterator[str]:
    """The names of all functions that stand for tables, anywhere in a parsed statement."""
    if isinstance(node, list):
        for one in node:
            yield from table_functions(one)
    elif isinstance(node, dict):
        if node.get("type") == "TABLE_FUNCTION":
            yield str(node.get("function", {}).get("function_name", "")).lower()
        for one in node.values():
            yield from table_functions(one)


def said(error: Exception) -> str:
    """The engine's complaint in one line, with the place that it points at."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return " ".join(line for line in lines if set(line) != {"^"}) or type(error).__name__
