"""The data API: bars from whatever there is, ticks of imports and recordings, books."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from terminal.domain.errors import UserError
from terminal.stores.mapping import Mapping, read_mapping
from terminal.stores.periods import period_name, period_ns
from tests.support.data_library import MINUTE, START, MadeRecordings, bars_csv, imported, library


def test_coarser_bars_are_made_of_finer_ones(tmp_path: Path):
    imported(tmp_path, bars_csv(tmp_path / "bars.csv", range(12)))
    five = library(tmp_path).bars("X", "5min").polars()
    assert all(t % (5 * MINUTE) == 0 for t in five["ts_open_ns"])
    assert five["volume"].sum() == sum(10 + n for n in range(12))
    assert five["open"][0] == 100.0
    assert five["vwap"].null_count() == len(five)


def test_a_coarser_bar_that_began_before_is_left_out(tmp_path: Path):
    imported(tmp_path, bars_csv(tmp_path / "bars.csv", range(60)))
    whole = library(tmp_path).bars("X", "15min").polars()
    second = whole["ts_open_ns"][1]
    cut = library(tmp_path).bars("X", "15min", second - MINUTE, None).polars()
    assert cut.equals(whole.filter(pl.col("ts_open_ns") >= second))


def test_nothing_after_the_end_is_seen(tmp_path: Path):
    imported(tmp_path, bars_csv(tmp_path / "bars.csv", range(60)))
    end = START + 20 * MINUTE
    cut = library(tmp_path).bars("X", "15min", None, end).polars()
    assert cut["volume"].sum() == sum(10 + n for n in range(20))


def test_weeks_begin_on_monday_and_months_with_the_month(tmp_path: Path):
    days = "date,open,high,low,close\n" + "".join(f"2024-0{m}-{d:02},1,2,1,1\n" for m in (1, 2) for d in range(1, 29))
    (tmp_path / "days.csv").write_text(days, encoding="utf-8")
    imported(tmp_path, tmp_path / "days.csv")
    weeks = library(tmp_path).bars("X", "1w").polars()["ts_open_ns"].cast(pl.Datetime("ns"))
    assert set(weeks.dt.weekday()) == {1}
    months = library(tmp_path).bars("X", "1mo").polars()["ts_open_ns"].cast(pl.Datetime("ns"))
    assert [str(one.date()) for one in months] == ["2024-01-01", "2024-02-01"]


def test_finer_bars_than_there_are_are_refused(tmp_path: Path):
    imported(tmp_path, bars_csv(tmp_path / "bars.csv", range(5)))
    with pytest.raises(UserError, match="bars of 1min"):
        library(tmp_path).bars("X", "10s")


@pytest.mark.parametrize("period", ["", "min1", "0min", "1fortnight", "-1min", "1.5min"])
def test_what_is_no_period_is_refused(tmp_path: Path, period: str):
    if period:
        with pytest.raises(UserError, match="period"):
            library(tmp_path).bars("X", period)
    with pytest.raises(UserError):
        period_ns(period)


def test_periods_have_one_spelling():
    for text in ("1min", "1m", "60s", "1T", "minute"):
        assert period_name(period_ns(text)) == "1min"
    assert [period_name(period_ns(text)) for text in ("90min", "24h", "1M", "7d", "250ms")] == [
        "90min",
        "1d",
        "1mo",
        "1w",
        "250ms",
    ]


def test_an_unknown_instrument_names_the_nearest(tmp_path: Path):
    imported(tmp_path, bars_csv(tmp_path / "bars.csv", range(5)), instrument="BTCUSDT-PERP")
    with pytest.raises(UserError, match="did you mean BTCUSDT-PERP"):
        library(tmp_path).bars("btcusdt", "1min")
    with pytest.raises(UserError, match="there are no trades of it"):
        library(tmp_path).trades("BTCUSDT-PERP")


def test_bars_of_ticks_are_the_cores(tmp_path: Path):
    lines = "".join(f"{1_640_995_200 + n * 7},{100 + n % 5},{n % 3 + 1}\n" for n in range(100))
    (tmp_path / "ticks.csv").write_text("time,price,qty\n" + lines, encoding="utf-8")
    imported(tmp_path, tmp_path / "ticks.csv", "ticks")
    bars = library(tmp_path).bars("X", "1min").polars()
    ticks = library(tmp_path).trades("X").polars()
    first = ticks.filter(pl.col("ts_ns") < bars["ts_open_ns"][0] + MINUTE)
    assert (bars["open"][0], bars["close"][0]) == (first["price"][0], first["price"][-1])
    assert bars["volume"].sum() == ticks["qty"].sum()
    assert bars["trades"].sum() == 100


def test_quotes_alone_give_bars_of_their_middle(tmp_path: Path):
    (tmp_path / "q.csv").write_text("time,bid,ask\n1640995200,1,3\n1640995201,2,4\n", encoding="utf-8")
    imported(tmp_path, tmp_path / "q.csv", "ticks")
    bar = library(tmp_path).bars("X", "1min").polars().row(0, named=True)
    assert (bar["open"], bar["close"], bar["volume"], bar["trades"]) == (2.0, 3.0, None, 2)


def test_ticks_of_an_ended_session_are_taken_out_once(tmp_path: Path):
    recordings = MadeRecordings()
    recordings.add("s1", "X", 90)
    for _ in range(3):
        opened = library(tmp_path, recordings)
        assert opened.trades("X").polars().height == 90
        assert opened.bars("X", "1min").polars()["trades"].sum() == 90
        assert opened.query("select count(*) from quotes where source = 's1'").polars().item() == 90
    assert sorted(recordings.asked) == [("s1", "quotes"), ("s1", "trades")]


def test_a_running_session_is_read_each_time_and_within_bounds(tmp_path: Path):
    recordings = MadeRecordings()
    recordings.add("s1", "X", 10, running=True)
    opened = library(tmp_path, recordings)
    assert opened.trades("X", START + 5 * 10**9).polars().height == 5
    recordings.add("s1", "X", 20, running=True)
    assert opened.trades("X").polars().height == 20


def test_imports_and_sessions_are_read_together_in_order(tmp_path: Path):
    recordings = MadeRecordings()
    recordings.add("s1", "X", 3)
    (tmp_path / "t.csv").write_text(f"time,price\n{START + 1},7\n", encoding="utf-8")
    imported(tmp_path, tmp_path / "t.csv", "ticks")
    assert library(tmp_path, recordings).trades("X").polars()["price"].to_list() == [100, 7, 101, 102]


def test_a_deleted_session_takes_its_ticks_along(tmp_path: Path):
    recordings = MadeRecordings()
    recordings.add("s1", "X", 3)
    recordings.add("s2", "Y", 3)
    opened = library(tmp_path, recordings)
    assert opened.query("select count(*) from trades").polars().item() == 6
    del recordings.made["s1"]
    assert opened.query("select symbol from trades group by all").polars()["symbol"].to_list() == ["Y"]


def test_a_book_is_given_in_currency(tmp_path: Path):
    recordings = MadeRecordings()
    recordings.add("s1", "X", 3)
    book = library(tmp_path, recordings).books("s1", "X", START).polars()
    assert book.rows() == [(1, 99.0, 1.0, 101.0, 3.0), (2, 98.0, 2.0, None, None)]


def test_instruments_carry_what_was_said_of_them(tmp_path: Path):
    mapping = Mapping(currency="USD", venue_mic="XNAS")
    imported(tmp_path, bars_csv(tmp_path / "bars.csv", range(5)), mapping=mapping)
    one = library(tmp_path).instruments()[0]
    assert (one.symbol, one.currency, one.venue_mic, one.bars, one.from_ns) == ("X", "USD", "XNAS", 5, START)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tiem_zone = 'UTC'", "did you mean time_zone"),
        ("[columns]\nopne = 'o'", "did you mean open"),
        ("time_unit = 'minutes'", "must be one of s, ms, us, ns"),
        ("price_exponent = '4'", "type int"),
        ("price_exponent = true", "type int"),
        ("names = 'time'", "type list"),
        ("columns = 3", "must be a table"),
        ("[columns", "is no TOML"),
    ],
)
def test_a_wrong_mapping_is_refused_by_name(tmp_path: Path, text: str, said: str):
    path = tmp_path / "mapping.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=said):
        read_mapping(path)
    with pytest.raises(UserError, match=r"none\.toml"):
        read_mapping(tmp_path / "none.toml")


def test_a_mapping_reads_an_odd_file(tmp_path: Path):
    (tmp_path / "mapping.toml").write_text(
        'names = ["When", "P", "Q", "How"]\nseparator = "|"\ntime_format = "%d/%m/%Y %H:%M:%S"\n'
        'time_zone = "Europe/Berlin"\nprice_exponent = -2\nvolume_exponent = 3\nbuy = ["up"]\nsell = ["down"]\n'
        '[columns]\ntime = "When"\nprice = "P"\nqty = "Q"\nside = "How"\n',
        encoding="utf-8",
    )
    (tmp_path / "odd.txt").write_text("03/01/2022 10:00:00|12345|2|up\n03/01/2022 10:00:01|12346|3|down\n", "utf-8")
    report = imported(tmp_path, tmp_path / "odd.txt", "ticks", mapping=read_mapping(tmp_path / "mapping.toml"))
    assert report.from_ns == 1_641_200_400_000_000_000
    assert library(tmp_path).trades("X").polars().rows() == [
        (1_641_200_400_000_000_000, 123.45, 2000.0, 1),
        (1_641_200_401_000_000_000, 123.46, 3000.0, 2),
    ]


def test_bars_named_by_their_close_open_a_period_earlier(tmp_path: Path):
    imported(tmp_path, bars_csv(tmp_path / "bars.csv", range(5)), mapping=Mapping(time_is="close"))
    assert library(tmp_path).bars("X", "1min").polars()["ts_open_ns"][0] == START - MINUTE


def test_a_session_of_many_symbols_is_two_files_and_read_by_symbol(tmp_path: Path):
    recordings = MadeRecordings()
    recordings.add("s1", "X", 3)
    session, ticks = recordings.made["s1"]
    for kind in ticks.values():
        kind.update({f"S{n}": kind["X"] for n in range(50)})
    recordings.made["s1"] = replace(session, instruments=("X", *(f"S{n}" for n in range(50)))), ticks
    opened = library(tmp_path, recordings)
    assert opened.trades("S7").polars().height == 3
    assert len(list(tmp_path.rglob("*.parquet"))) == 2
    assert opened.query("select count(distinct symbol) from quotes").polars().item() == 51
    known = {one.symbol: (one.trades, one.quotes) for one in opened.instruments()}
    assert known["S7"] == (3, 3)
