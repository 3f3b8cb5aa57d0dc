"""Rows are taken exactly or rejected by line, column, value and reason."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zipfile
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terminal.domain.errors import UserError
from terminal.stores import text_files
from terminal.stores.mapping import Mapping
from tests.support.data_library import MINUTE, START, bars_csv, imported, library, stored_files

HEADER = "timestamp,open,high,low,close,volume"
GOOD = "2022-01-01 00:00:00,100,101,99,100.5,7"
SECOND = "2022-01-01 00:01:00,100,101,99,100.5,7"


def rows_of(tmp_path: Path, *lines: str, header: str = HEADER, format: str = "ohlcv", **asked):
    """Imports these lines; returns the report and the library's rows."""
    path = tmp_path / "rows.csv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    root = tmp_path / "library"
    return imported(root, path, format, period=asked.pop("period", "1min" if format == "ohlcv" else ""), **asked)


@pytest.mark.parametrize(
    ("row", "column", "value", "reason"),
    [
        ("not-a-time,100,101,99,100,7", "timestamp", "not-a-time", "is not a time"),
        ("9999-01-01 00:00:00,100,101,99,100,7", "timestamp", "9999-01-01 00:00:00", "is not a time"),
        ("2500-01-01 00:00:00,100,101,99,100,7", "timestamp", "2500-01-01 00:00:00", "is not a time"),
        (",100,101,99,100,7", "timestamp", "", "is missing"),
        ("2022-01-01 00:01:00,abc,101,99,100,7", "open", "abc", "is not a number"),
        ("2022-01-01 00:01:00,,101,99,100,7", "open", "", "is missing"),
        ("2022-01-01 00:01:00,NaN,101,99,100,7", "open", "NaN", "is not a number (NaN)"),
        ("2022-01-01 00:01:00,100,inf,99,100,7", "high", "inf", "is infinite"),
        ("2022-01-01 00:01:00,100,1e30,99,100,7", "high", "1e30", "is too large to be kept exactly"),
        ("2022-01-01 00:01:00,100,101,-99,100,7", "low", "-99", "is a negative price"),
        ("2022-01-01 00:01:00,0,101,99,100,7", "open", "0", "is a price of zero"),
        ("2022-01-01 00:01:00,100,98,99,100,7", "high", "98 < 99", "high is below low"),
        ("2022-01-01 00:01:00,100,101,99,100,-7", "volume", "-7", "is below zero"),
        ("2022-01-01 00:01:00,100,101,99,100,many", "volume", "many", "is not a number"),
        ("2022-01-01 00:00:00,100,101,99,100,7", "ts_open_ns", "2022-01-01", "is a time that an earlier row has"),
    ],
)
def test_a_bad_row_is_told_and_the_rest_taken(tmp_path: Path, row: str, column: str, value: str, reason: str):
    report = rows_of(tmp_path, GOOD, row, "2022-01-01 00:02:00,100,101,99,100,7")
    assert (report.rows, report.rejects.count) == (2, 1)
    found = report.rejects.first[0]
    assert (found.line, found.column, found.reason) == (3, column, reason)
    assert found.value.startswith(value)


@pytest.mark.parametrize("row", ["2022-01-01 00:01:00,100,101", SECOND + ",9,9", '"2022-01-01 00:01:00,1,1,1,1,1', "x"])
def test_a_ragged_row_is_told_with_its_line(tmp_path: Path, row: str):
    report = rows_of(tmp_path, GOOD, row, SECOND)
    assert (report.rows, report.rejects.count, report.rejects.first[0].line) == (2, 1, 3)
    assert "cells" in report.rejects.first[0].reason or "quote" in report.rejects.first[0].reason


def test_blank_lines_are_no_rows_and_keep_the_count(tmp_path: Path):
    report = rows_of(tmp_path, "", GOOD, "", "bad,1,1,1,1,1")
    assert (report.rows, report.rejects.first[0].line) == (1, 5)


def test_out_of_order_rows_are_sorted_and_told(tmp_path: Path):
    report = rows_of(tmp_path, SECOND, GOOD)
    assert "1 rows out of order of time: sorted" in report.notes
    times = library(tmp_path / "library").bars("X", "1min").polars()["ts_open_ns"]
    assert times.is_sorted()


def test_prices_are_kept_to_the_last_digit(tmp_path: Path):
    rows_of(tmp_path, "2022-01-01,0.123456789,1234567.123456789,0.000000001,0.3,12345678901.12345678")
    raw = library(tmp_path / "library").query("select * from bars_raw").polars().row(0, named=True)
    assert (raw["open"], raw["high"], raw["low"]) == (123456789, 1234567123456789, 1)
    assert raw["volume"] == 1234567890112345678


def test_more_decimals_than_are_kept_are_told(tmp_path: Path):
    report = rows_of(tmp_path, "2022-01-01,1.0000000001,2,1,1,1")
    assert "1 values of open have more than 9 decimals: rounded" in report.notes


@pytest.mark.parametrize(
    "written",
    [
        "2022-01-01 00:00:00",
        "2022-01-01T00:00:00Z",
        "2022-01-01T01:00:00+01:00",
        "2021-12-31 19:00:00-0500",
        "2022-01-01 00:00",
        "2022-01-01",
        "2022/01/01 00:00:00",
        "2022.01.01 00:00",
        "20220101 000000",
        "20220101",
        "01.01.2022 00:00:00.000",
        "2022-01-01 00:00:00 UTC",
        "1640995200",
        "1640995200.000",
        "1640995200000",
        "1640995200000000",
        "1640995200000000000",
    ],
)
def test_times_are_read_as_they_are_usually_written(tmp_path: Path, written: str):
    assert rows_of(tmp_path, f"{written},1,1,1,1,1").from_ns == 1_640_995_200_000_000_000


def test_nanoseconds_survive_in_text_and_numbers(tmp_path: Path):
    header = "time,price,qty"
    for written in ("2022-01-01T00:00:00.123456789Z", "1640995200123456789", "1640995200.123456789"):
        assert rows_of(tmp_path, f"{written},1,1", header=header, format="ticks").from_ns == 1_640_995_200_123_456_789


def test_a_zone_of_the_mapping_holds_for_times_without_one(tmp_path: Path):
    report = rows_of(tmp_path, "2022-01-03 09:30:00,1,1,1,1,1", mapping=Mapping(time_zone="America/New_York"))
    assert report.from_ns == 1_641_220_200_000_000_000
    assert "times name no zone: taken as America/New_York" in report.notes


def test_an_unknown_zone_is_refused(tmp_path: Path):
    with pytest.raises(UserError, match="Europe/Lundon"):
        rows_of(tmp_path, GOOD, mapping=Mapping(time_zone="Europe/Lundon"))


def test_assumptions_are_told(tmp_path: Path):
    assert any("no zone: taken as UTC" in note for note in rows_of(tmp_path, GOOD).notes)
    assert any("milliseconds" in note for note in rows_of(tmp_path, "1640995200000,1,1,1,1,1").notes)


@pytest.mark.parametrize(
    "content",
    [
        HEADER.upper() + "\n" + GOOD,
        "\ufeff" + HEADER + "\n" + GOOD,
        HEADER.replace(",", ";") + "\n" + GOOD.replace(",", ";"),
        HEADER.replace(",", "\t") + "\r\n" + GOOD.replace(",", "\t") + "\r\n",
        "<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>\n2022.01.01,00:00:00,100,101,99,100.5,7",
        "time;open;high;low;close;vol\n2022-01-01 00:00:00;100,0;101,0;99,0;100,5;7",
        '"Date","Open","High","Low","Close","Volume"\n"2022-01-01","100","101","99","100.5","7"',
        "1640995200000,100,101,99,100.5,7",
        "# made by hand\n" + HEADER + "\n" + GOOD,
    ],
)
def test_files_are_recognised_as_they_come(tmp_path: Path, content: str):
    path = tmp_path / "odd.csv"
    path.write_text(content, encoding="utf-8")
    report = imported(tmp_path / "library", path, period="1min")
    bar = library(tmp_path / "library").bars("X", "1min").polars().row(0, named=True)
    assert (report.rejects.count, bar["open"], bar["high"], bar["low"], bar["close"], bar["volume"]) == (
        0,
        100.0,
        101.0,
        99.0,
        100.5,
        7.0,
    )


def test_compressed_files_are_read_by_content(tmp_path: Path):
    content = bars_csv(tmp_path / "bars.csv", range(50)).read_bytes()
    packed = {
        "gz": gzip.compress(content),
        "xz": lzma.compress(content),
        "bz2": bz2.compress(content),
        "zst": pa.compress(content, codec="zstd", asbytes=True),
    }
    with zipfile.ZipFile(tmp_path / "zip", "w") as archive:
        archive.writestr("bars.csv", content)
    for name, packed_content in packed.items():
        (tmp_path / name).write_bytes(packed_content)
    for name in (*packed, "zip"):
        assert imported(tmp_path / f"library-{name}", tmp_path / name).rows == 50


def test_a_cut_off_archive_is_refused_by_name_and_leaves_nothing(tmp_path: Path):
    content = gzip.compress(bars_csv(tmp_path / "bars.csv", range(5_000)).read_bytes())
    (tmp_path / "cut.csv.gz").write_bytes(content[: len(content) // 2])
    with pytest.raises(UserError, match=r"cut\.csv\.gz.*ends early"):
        imported(tmp_path / "library", tmp_path / "cut.csv.gz")
    assert library(tmp_path / "library").instruments() == ()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"a,b,c\n1,2,3\n", "no column for|no header"),
        (b"\x00\x01\x02" * 100, "is no text"),
        ((HEADER + "\n").encode(), "it holds no rows"),
        ((HEADER + "\nbad,1,1,1,1,1\n").encode(), "line 2: column timestamp"),
        (b"PAR1 is all there is", "Parquet"),
    ],
)
def test_a_file_without_a_sound_row_is_refused(tmp_path: Path, content: bytes, said: str):
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    with pytest.raises(UserError, match=said):
        imported(tmp_path / "library", path, period="1min")
    assert stored_files(tmp_path / "library") == {}


def test_an_order_file_is_not_taken_for_trades(tmp_path: Path):
    with pytest.raises(UserError, match="plimsoll import recording"):
        rows_of(tmp_path, "1640995200,A,7,1,1", header="ts_event,action,order_id,price,size", format="ticks")


def test_one_bar_needs_a_period(tmp_path: Path):
    with pytest.raises(UserError, match="--period"):
        rows_of(tmp_path, GOOD, period="")


def test_parquet_gives_what_the_same_text_gives(tmp_path: Path):
    frame = pl.DataFrame(
        {
            "ticker": ["B", "A", "A"],
            "date": pl.Series([START, START, START + MINUTE]).cast(pl.Datetime("ns")),
            "open": pl.Series([1.1, 2.2, 3.3], dtype=pl.Float32),
            "high": [1.5, 2.5, 3.5],
            "low": [1.0, 2.0, 3.0],
            "close": [1.25, 2.25, float("nan")],
        }
    )
    frame.write_parquet(tmp_path / "bars.parquet")
    report = imported(tmp_path / "library", tmp_path / "bars.parquet", instrument="", period="1min")
    assert (report.rows, report.instruments) == (2, ("A", "B"))
    assert (report.rejects.first[0].line, report.rejects.first[0].column) == (3, "close")
    raw = library(tmp_path / "library").query("select symbol, open, volume from bars_raw order by all").polars()
    assert raw.rows() == [("A", 2_200_000_000, None), ("B", 1_100_000_000, None)]


def test_an_instrument_that_a_file_of_several_has_not_is_refused(tmp_path: Path):
    lines = [f"2022-01-01 00:0{n}:00,{s},1,1,1,1" for n in range(2) for s in ("ABC", "XYZ")]
    with pytest.raises(UserError, match="did you mean ABC"):
        rows_of(tmp_path, *lines, header="time,symbol,open,high,low,close", instrument="ABD")


def test_the_passive_buyer_of_an_exchange_is_an_aggressive_seller(tmp_path: Path):
    header = "time,price,qty,is_buyer_maker"
    rows_of(tmp_path, "1640995200,1,1,true", "1640995201,1,1,false", header=header, format="ticks")
    assert library(tmp_path / "library").trades("X").polars()["side"].to_list() == [2, 1]


def test_blocks_give_the_lines_of_one_piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = bars_csv(tmp_path / "bars.csv", range(500))
    lines = path.read_text().splitlines()
    lines[321] = "broken"
    path.write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setattr(text_files, "BLOCK_BYTES", 999)
    report = imported(tmp_path / "library", path)
    assert (report.rows, report.rejects.first[0].line) == (499, 322)
    assert library(tmp_path / "library").query("select count(*) from bars").polars().item() == 499


CELLS = st.one_of(
    st.floats(allow_nan=True, allow_infinity=True).map(repr),
    st.sampled_from(["1", "2.5", "", "abc", "-1", "1e400", '"', '"1"', "1;2", "é", "0x1", " 3 ", "\t"]),
    st.text(alphabet=st.characters(exclude_characters="\n\r\x00", codec="utf-8"), max_size=6),
)
ROWS = st.lists(st.lists(CELLS, min_size=1, max_size=8), min_size=1, max_size=20)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_every_line_is_a_row_or_a_reject(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]):
    folder = tmp_path_factory.mktemp("junk")
    lines = [",".join([str(1_640_995_200 + n), *row]) for n, row in enumerate(rows)]
    lines.append("1640999999,1,1,1,1,1")
    (folder / "junk.csv").write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    report = imported(folder / "library", folder / "junk.csv", period="1s")
    assert report.rows + report.rejects.count == len(lines)
    assert len({one.line for one in report.rejects.first}) == report.rejects.count
    assert library(folder / "library").query("select count(*) from bars").polars().item() == report.rows
