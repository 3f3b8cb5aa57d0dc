"""Queries read the library and nothing else, whatever they are made of."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from terminal.domain.errors import UserError
from terminal.stores.console import Limits
from tests.support.data_library import bars_csv, imported, library, stored_files

WRITES = [
    "drop table bars",
    "drop view bars",
    "delete from bars",
    "update bars set close = 0",
    "insert into bars values (1)",
    "create table x as select 1",
    "create or replace view bars as select 1",
    "create macro f() as 1",
    "alter view bars rename to x",
    "truncate instruments",
    "merge into instruments using bars on true when matched then delete",
    "copy bars to 'x.csv'",
    "copy (select 1) to '{library}/bars/x.parquet'",
    "copy instruments from 'x.csv'",
    "export database 'x'",
    "import database 'x'",
    "attach 'x.db' as y",
    "attach '{library}/bars/x.db'",
    "detach memory",
    "use memory",
    "install httpfs",
    "load httpfs",
    "set threads = 1",
    "set enable_external_access = true",
    "reset threads",
    "pragma database_list",
    "pragma enable_profiling",
    "call pragma_version()",
    "checkpoint",
    "vacuum",
    "analyze",
    "begin",
    "commit",
    "prepare x as select 1",
    "execute x",
    "comment on view bars is 'x'",
    "explain analyze copy bars to 'x.csv'",
    "explain analyze delete from instruments",
    "explain explain analyze drop view bars",
    "select 1; drop view bars",
    "/* select */ drop view bars",
    "with x as (select 1) insert into instruments select * from x",
]
READS_OUTSIDE = [
    "select * from read_csv('{secret}')",
    "select * from read_csv_auto('{secret}')",
    "select * from read_text('{secret}')",
    "select * from read_blob('{secret}')",
    "select * from read_json('{secret}')",
    "select * from READ_PARQUET('{secret}')",
    "select * from sniff_csv('{secret}')",
    "select * from glob('/etc/*')",
    "select * from '{secret}'",
    'select * from "{secret}"',
    "select (select count(*) from glob('/etc/*'))",
    "with x as (from read_text('{secret}')) select * from x",
    "select 1 union all select count(*) from glob('/*')",
    "select * from bars where symbol in (select content from read_text('{secret}'))",
    "select * from query('select * from read_text(''{secret}'')')",
    "explain analyze select * from read_text('{secret}')",
    "select * from query_table('{secret}')",
    "from read_text('{secret}')",
    "describe select * from read_text('{secret}')",
    "summarize select * from read_text('{secret}')",
    "select * from parquet_metadata('{secret}')",
    "select * from duckdb_secrets()",
    "select * from sqlite_scan('x', 'y')",
    "select * from secret",
]
"""`secret` is also a variable of this module's caller, which the engine must not see."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    imported(tmp_path / "library", bars_csv(tmp_path / "bars.csv", range(5)))
    (tmp_path / "secret.csv").write_text("word\nPLIMSOLL-SECRET\n", encoding="utf-8")
    return tmp_path / "library"


@pytest.mark.parametrize("sql", WRITES + READS_OUTSIDE)
def test_hostile_statements_are_refused_and_leave_no_trace(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sql: str
):
    monkeypatch.chdir(tmp_path)
    secret = [{"word": "PLIMSOLL-SECRET"}]
    before = stored_files(root), sorted(tmp_path.iterdir())
    with pytest.raises(UserError, match=r"^query: ") as refusal:
        library(root).query(sql.format(library=root, secret=tmp_path / "secret.csv"))
    assert "PLIMSOLL-SECRET" not in str(refusal.value)
    assert secret
    assert (stored_files(root), sorted(tmp_path.iterdir())) == before
    assert library(root).query("select count(*) from bars").polars().item() == 5


@pytest.mark.parametrize("word", ["COPY", "ATTACH", "DROP", "DELETE", "INSERT"])
def test_a_refusal_names_the_statement(root: Path, word: str):
    statements = {one.split()[0].upper(): one for one in reversed(WRITES)}
    with pytest.raises(UserError, match=f"{word} is refused"):
        library(root).query(statements[word].format(library=root))


def test_a_refusal_names_the_function(root: Path):
    with pytest.raises(UserError, match=r"read_csv\(\) is refused.*plimsoll import"):
        library(root).query("select * from read_csv('/etc/passwd')")


@pytest.mark.parametrize("sql", ["selec 1", "select nothing from bars", "select * from barss", "", ";", "-- nothing"])
def test_mistakes_are_told_in_one_line(root: Path, sql: str):
    with pytest.raises(UserError, match=r"^query: ") as refusal:
        library(root).query(sql)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    "sql",
    [
        "select count(*) from bars;",
        "from bars",
        "table bars",
        "values (1)",
        "with x as (select * from bars) select max(high) from x",
        "describe bars",
        "show tables",
        "summarize bars",
        "explain select * from bars",
        "explain analyze select * from bars",
        "select * from range(3)",
        "select unnest([1, 2])",
        "pivot bars on period in ('1min') using sum(volume)",
        "select * from instruments, sessions",
        "select symbol, last(close order by ts_open) over (partition by symbol) from bars",
        "select * from bars_raw join trades using (symbol)",
    ],
)
def test_what_only_reads_runs(root: Path, sql: str):
    assert library(root).query(sql).arrow().num_columns > 0


def test_parameters_are_values(root: Path):
    sql = "select count(*) from bars where symbol = ?"
    assert library(root).query(sql, ["X"]).polars().item() == 5
    assert library(root).query(sql, ["X' or true --"]).polars().item() == 0


def test_a_query_without_end_is_stopped(root: Path):
    slow = library(root, limits=Limits(seconds=0.3))
    with pytest.raises(UserError, match=r"stopped after 0\.3 s"):
        slow.query("select count(*) from range(1e9::bigint) a, range(1e9::bigint) b where a.range % 7 = b.range % 11")


def test_a_query_is_cancelled_from_another_thread(root: Path):
    endless = library(root)
    said: list[str] = []

    def ask() -> None:
        try:
            endless.query("select count(*) from range(1e9::bigint) a, range(1e9::bigint) b where a.range % 7 = b.range")
        except UserError as error:
            said.append(str(error))

    thread = threading.Thread(target=ask)
    thread.start()
    while thread.is_alive():
        endless.cancel()
        time.sleep(0.02)
    thread.join()
    assert said == ["query: cancelled"]


def test_too_large_a_result_is_refused(root: Path):
    with pytest.raises(UserError, match="larger than 1 MB"):
        library(root, limits=Limits(result_mb=1)).query("select * from range(10_000_000)")


def test_too_much_memory_is_refused(root: Path):
    small = library(root, limits=Limits(memory_mb=30))
    with pytest.raises(UserError, match="more than 30 MB"):
        small.query("select list(range) from range(50_000_000)")


def test_an_empty_library_has_all_views(tmp_path: Path):
    for view in ("bars", "trades", "quotes", "instruments", "sessions", "bars_raw", "trades_raw", "quotes_raw"):
        assert library(tmp_path / "none").query(f"select * from {view}").polars().is_empty()
