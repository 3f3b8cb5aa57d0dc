"""What the log, the catalogue and the SQL console show, and what they say when something fails."""

from __future__ import annotations

import pyarrow as pa
import pytest

from panels.catalogue.view_model import CatalogueModel
from panels.log.view_model import KEPT, LogModel
from panels.sql_console.result import ResultSource, flat, summary, unique_names
from panels.sql_console.view_model import SqlModel, as_csv, place_of
from terminal.domain.errors import UserError
from terminal.sdk.desk import LogLine
from terminal.sdk.table import Kind
from tests.support.memory_desk import MemoryLog, MemoryTimeMachine
from tests.support.memory_library import OPEN_NS, MemoryLibrary

# Log.


def test_filters_leave_lines_of_a_level_and_a_source():
    model = LogModel(MemoryLog(60))
    assert model.update()
    assert len(model.source) == 60
    model.choose("warning", "")
    assert len(model.source) == 20
    model.choose("warning", "pairs_v1")
    assert {line.source for line in model.source.lines} == {"pairs_v1"}
    assert model.title_detail() == "10 errors, 10 warnings"


def test_new_lines_pass_the_filter_and_no_news_is_no_change():
    book = MemoryLog(6)
    model = LogModel(book)
    model.update()
    model.choose("error", "")
    revision = model.source.revision
    assert not model.update()
    book.say("info", "x", "nothing")
    model.update()
    assert model.source.revision == revision
    book.say("critical", "x", "bad")
    model.update()
    assert model.source.lines[-1].text == "bad"
    assert model.source.revision == revision + 1


def test_errors_say_so_in_words_and_keep_their_lines():
    model = LogModel(MemoryLog(6))
    model.update()
    row = model.source.row(5)
    assert row.cells[1].text == "■ error"
    assert row.cells[3].ink == "danger"
    assert row.cells[3].text.endswith("(+2 lines)")
    assert "spread_zscore" in row.cells[3].tip


def test_an_unknown_level_is_information():
    book = MemoryLog(0)
    book.say("shout", "x", "hello")
    model = LogModel(book)
    model.update()
    assert model.source.lines[0].level == "info"


def test_only_the_newest_lines_are_held():
    class Flood(MemoryLog):
        def lines(self, after_seq: int = 0) -> tuple[LogLine, ...]:
            return tuple(LogLine(n + 1, OPEN_NS, "info", "x", str(n)) for n in range(after_seq, after_seq + 60_000))

    model = LogModel(Flood(0))
    for _ in range(3):
        model.update()
    assert len(model.all) <= KEPT + KEPT // 10
    assert model.source.lines[-1].seq == 180_000


def test_words_are_found_in_text_source_and_level():
    model = LogModel(MemoryLog(12))
    model.update()
    assert len(model.source.matching("QUARANTINED")) == 2
    assert len(model.source.matching("recorder warning")) == 2
    assert model.source.ordered(1, descending=True)[0] in (5, 11)


# Catalogue.


@pytest.fixture
def catalogue():
    return CatalogueModel(MemoryLibrary(), MemoryTimeMachine())


def look(model):
    model.begin(0)
    try:
        model.take(model.look())
    except UserError as error:
        model.fail(error)


def test_an_unreadable_library_is_said_and_what_was_found_stays(catalogue):
    look(catalogue)
    catalogue.library.refuses = "catalogue.json line 7 is damaged; run plimsoll catalogue repair"
    look(catalogue)
    assert len(catalogue.sessions) == 4
    assert catalogue.card().token == "danger"
    assert "line 7" in catalogue.card().text
    assert not catalogue.looking


def test_an_empty_library_explains_import():
    model = CatalogueModel(MemoryLibrary(()), MemoryTimeMachine())
    assert "Reading" in model.card().title
    look(model)
    assert "plimsoll import" in model.card().text


def test_sessions_say_their_state_in_words(catalogue):
    look(catalogue)
    assert [row.cells[1].text for row in catalogue.sessions.rows] == ["running", "cut off", "complete", "complete"]
    assert catalogue.sessions.rows[1].cells[5].ink == "warn"
    assert catalogue.title_detail() == "4 sessions, 11.9 M messages, 369 MB"


def test_opening_is_the_time_machines_and_its_refusal_is_shown(catalogue):
    look(catalogue)
    assert not catalogue.open(None)
    assert catalogue.open("lobster-AMZN-20120621")
    assert catalogue.machine.opened == [("lobster-AMZN-20120621", None)]
    catalogue.machine.refuses = "block 3 is damaged"
    assert not catalogue.open("lobster-AMZN-20120621")
    assert catalogue.said == "block 3 is damaged"


def test_a_look_is_due_now_and_then_but_never_twice_at_once(catalogue):
    assert catalogue.due(0)
    catalogue.begin(0)
    assert not catalogue.due(10**12)
    catalogue.take(catalogue.look())
    assert not catalogue.due(10**9)
    assert catalogue.due(11 * 10**9)


# SQL.


@pytest.fixture
def sql():
    return SqlModel(MemoryLibrary())


def run(model, text):
    query = model.begin(text)
    assert query is not None
    try:
        model.take(query, model.job(query)())
    except UserError as error:
        model.fail(query, error)


def test_the_engines_complaint_points_into_the_text(sql):
    text = "SELECT symbol,\n  nothing FROM bars"
    run(sql, text)
    assert "nothing" in sql.error
    place = place_of(sql.error, text)
    assert place is not None
    assert text[place:].startswith("nothing")


def test_a_caret_or_a_quoted_word_is_the_place():
    text = "SELECT 1,\n  oops oops FROM bars"
    caret = "Parser Error: syntax error\nLINE 2:   oops oops FROM bars\n               ^"
    assert place_of(caret, text) == text.rindex("oops")
    assert place_of('syntax error at or near "oops" LINE 2: oops oops FROM bars', text) == text.index("oops")


@pytest.mark.parametrize("error", ["no place here", "LINE 9: SELECT\n        ^", ""])
def test_an_error_without_a_place_points_nowhere(error):
    assert place_of(error, "SELECT 1") is None


def test_what_writes_is_refused_and_the_former_result_stays(sql):
    run(sql, "SELECT 1 AS one")
    run(sql, "DROP TABLE bars")
    assert "refused" in sql.error
    assert len(sql.result) == 1


def test_a_run_that_was_given_up_is_not_heard(sql):
    query = sql.begin("SELECT 1")
    sql.cancel()
    sql.take(query, sql.job(query)())
    assert not sql.answered
    assert sql.said == "Cancelled"
    assert sql.library.cancelled == 1
    assert sql.begin("SELECT 2") is not None


def test_only_one_query_runs_and_nothing_is_not_one(sql):
    assert sql.begin("  ;\n") is None
    assert sql.begin("SELECT 1") is not None
    assert sql.begin("SELECT 2") is None


def test_history_recalls_and_gives_back_what_was_being_typed(sql):
    assert sql.recall(-1, "draft") == "draft"
    for text in ("SELECT 1", "SELECT 2", "SELECT 1"):
        run(sql, text)
    assert sql.history == ["SELECT 2", "SELECT 1"]
    assert sql.recall(1, "draft") == "draft"
    assert [sql.recall(-1, "draft") for _ in range(3)] == ["SELECT 1", "SELECT 2", "SELECT 2"]
    assert [sql.recall(1, "") for _ in range(2)] == ["SELECT 1", "draft"]


def test_a_view_that_cannot_be_read_leaves_the_others(sql):
    found = dict(sql.read_schema())
    found["quotes"] = ()
    sql.take_schema(found)
    assert ("bars", "close") in [row.key for row in sql.schema.rows]
    assert next(row for row in sql.schema.rows if row.key == "quotes").cells[1].text == "cannot be read"


def test_types_set_the_columns():
    whole = pa.table(
        {"ts_ns": [OPEN_NS], "px": [1.25], "n": [-1204], "word": ["a\nb"], "yes": [True], "none": pa.nulls(1)}
    )
    source = ResultSource(whole)
    assert [column.kind for column in source.columns[:4]] == [Kind.CODE, Kind.NUMBER, Kind.NUMBER, Kind.TEXT]
    texts = [cell.text for cell in source.row(0).cells]
    assert texts == ["2012-06-21 13:30:00.000 000 000", "1.25", "−1,204", "a ⏎ b", "true", "null"]
    assert source.row(0).cells[0].value == OPEN_NS


def test_decimals_of_a_column_are_equal_and_nulls_come_last():
    source = ResultSource(pa.table({"x": [1.5, None, 22.125, -3.0]}))
    assert [source.row(at).cells[0].text for at in range(4)] == ["1.500", "null", "22.125", "−3.000"]
    assert source.ordered(0, descending=False) == [3, 0, 2, 1]
    assert source.ordered(0, descending=True) == [2, 0, 3, 1]


def test_filter_finds_words_in_every_column():
    source = ResultSource(pa.table({"s": ["Amzn", "MSFT", None], "n": [12, 34, 12]}))
    assert source.matching("amzn") == [0]
    assert source.matching("12") == [0, 2]
    assert source.matching("12 amz") == [0]
    assert source.matching("zzz") == []


def test_odd_results_are_shown_all_the_same():
    whole = pa.table([pa.array([[1, 2]]), pa.array([{"a": 1}]), pa.array([None], pa.int64())], names=["x", "x", "x"])
    source = ResultSource(whole)
    assert [column.id for column in source.columns] == ["x", "x_2", "x_3"]
    assert source.row(0).cells[0].text == "[1, 2]"
    assert source.ordered(0, descending=False) in (range(1), [0])
    assert list(source.matching("q")) in ([], [0])
    assert len(ResultSource(pa.table({"a": pa.array([], pa.int64())}))) == 0
    assert unique_names(["a", "b", "a"]) == ["a", "b", "a_2"]


def test_lists_and_structs_go_into_a_csv_file_as_words():
    whole = pa.table({"who": [["AMZN", "MSFT"], None], "box": [{"a": 1}, {"a": 2}], "n": [1, 2]})
    assert as_csv(flat(whole)) == b'"who","box","n"\n"AMZN, MSFT","{\'a\': 1}",1\n,"{\'a\': 2}",2\n'
    assert ResultSource(whole).row(0).cells[0].text == "AMZN, MSFT"


def test_results_are_counted_and_written_as_csv():
    assert summary(1, 0.048) == "1 row in 48 ms"
    assert summary(12_041, 2.0) == "12,041 rows in 2.0 s"
    assert "ORDER BY" in summary(2_000_000, 2.0)
    assert as_csv(pa.table({"a": [1], "b": ["x,y"]})) == b'"a","b"\n1,"x,y"\n'
