"""`plimsoll import`, `catalogue` and `query`, as a user runs them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support.command import Plimsoll
from tests.support.data_library import MINUTE, START, bars_csv
from tests.support.repository import ROOT

COUNT = "select count(*) as n, max(high) as h from bars"


def test_real_bars_come_in_once_and_a_bad_row_by_number(plimsoll: Plimsoll, shared_data: Path, tmp_path: Path):
    source = shared_data / "crypto/btc_perp_1m_20211231_20220201.csv"
    lines = source.read_text().splitlines()
    run = plimsoll("import", "ohlcv", source, "--instrument", "BTCUSDT-PERP", "--json")
    assert (run.code, run.json["rows"], run.json["rejected"], run.json["period"]) == (0, len(lines) - 1, 0, "1min")
    first = plimsoll("query", COUNT, "--json")
    again = plimsoll("import", "ohlcv", source, "--instrument", "BTCUSDT-PERP", "--json").json
    assert again["already"] == again["rows"] == len(lines) - 1
    assert plimsoll("query", COUNT, "--json").out == first.out
    lines[101] = ",".join(["not-a-time", *lines[101].split(",")[1:]])
    (tmp_path / "bad.csv").write_text("\n".join(lines), encoding="utf-8")
    bad = plimsoll("import", "ohlcv", tmp_path / "bad.csv", "--instrument", "BAD", "--json")
    assert (bad.code, bad.json["rows"], bad.json["rejected"]) == (0, len(lines) - 2, 1)
    assert "line 102: column timestamp: 'not-a-time' is not a time" in bad.err
    assert bad.json["rejects"][0]["line"] == 102


@pytest.mark.parametrize(
    ("format", "name", "instrument", "kind", "instruments"),
    [
        ("ohlcv", "fx/fxcm_gbpusd_m1_bid_2012.csv", "GBPUSD", "bars", 1),
        ("ticks", "fx/truefx_usdjpy_ticks.csv", "USDJPY", "quotes", 1),
        ("ohlcv", "equities/us_daily_200_2007_2017.parquet", "", "bars", 200),
        ("ohlcv", "equities/stocknet_prices.parquet", "", "bars", 59),
        ("ohlcv", "macro/vix_daily.csv", "VIX", "bars", 1),
    ],
)
def test_real_files_are_recognised(
    plimsoll: Plimsoll, shared_data: Path, format: str, name: str, instrument: str, kind: str, instruments: int
):
    run = plimsoll("import", format, shared_data / name, "--instrument", instrument, "--json")
    assert run.code == 0
    assert (run.json["kind"], len(run.json["instruments"])) == (kind, instruments)
    assert run.json["rows"] > 100 * run.json["rejected"]


def test_the_catalogue_and_a_table_for_people(plimsoll: Plimsoll, tmp_path: Path):
    empty = plimsoll("catalogue")
    assert "plimsoll import" in empty.out
    assert plimsoll("catalogue", "--json").json == {"instruments": [], "sessions": []}
    path = bars_csv(tmp_path / "bars.csv", range(30))
    shown = plimsoll("import", "ohlcv", path, "--instrument", "X", "--currency", "EUR", "--venue", "XPAR")
    assert "30 1min bars of X" in shown.out
    known = plimsoll("catalogue", "--json").json["instruments"][0]
    assert (known["symbol"], known["bars"], known["currency"], known["venue_mic"]) == ("X", 30, "EUR", "XPAR")
    assert known["from"] == "2020-09-13T12:27:00Z"
    listed = plimsoll("catalogue")
    assert "XPAR" in listed.out
    assert listed.code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("import", "ohcv", "x.csv"), "did you mean ohlcv"),
        (("import", "ohlcv", "none.csv", "--instrument", "X"), "none.csv"),
        (("import", "ohlcv", "{bars}"), "--instrument ID"),
        (("import", "ohlcv", "{bars}", "--instrument", "X", "--period", "1fortnight"), "1fortnight"),
        (("import", "ohlcv", "{bars}", "--instrument", "X", "--mapping", "none.toml"), "none.toml"),
        (("import", "ohlcv", "{bars}", "--instrument", "X", "--time-zone", "Mars"), "Mars"),
        (("import", "ticks", "{bars}", "--instrument", "X"), "price"),
        (("import", "ohlcv", ".", "--instrument", "X"), "is a folder"),
        (("import", "ohlcv", "catalogue:none"), "catalogue:none"),
        (("query", "drop table bars"), "DROP is refused"),
        (("query", "selec 1"), "selec"),
        (("query", "select 1", "--csv", "/nowhere/x.csv"), "/nowhere"),
        (("query", "select 1", "--limit", "-1"), "--limit -1"),
        (("catalogue", "delete"), "which session"),
        (("catalogue", "delete", "none"), "catalogue:none"),
        (("replay", "catalogue:none"), "catalogue:none"),
        (("run", "--replay", "catalogue:none", "--offscreen"), "catalogue:none"),
        (("features", "catalogue:none", "--features", "mid", "--every", "1s", "--out", "x"), "catalogue:none"),
    ],
)
def test_refusals_name_the_thing(plimsoll: Plimsoll, tmp_path: Path, words: tuple[str, ...], said: str):
    bars = bars_csv(tmp_path / "bars.csv", range(5))
    run = plimsoll(*(word.format(bars=bars) for word in words))
    assert run.code == 1
    assert said in run.complaint
    assert "Traceback" not in run.err


def test_a_query_prints_json_csv_and_a_table(plimsoll: Plimsoll, tmp_path: Path):
    plimsoll("import", "ohlcv", bars_csv(tmp_path / "bars.csv", range(60)), "--instrument", "X")
    sql = "select symbol, ts_open, close, volume, 'nan'::double as odd, null as gap from bars order by ts_open"
    run = plimsoll("query", sql, "--json", "--limit", "1")
    assert run.json["columns"] == ["symbol", "ts_open", "close", "volume", "odd", "gap"]
    assert run.json["rows"] == [["X", "2020-09-13T12:27:00.000000000Z", 100.0, 10.0, None, None]]
    assert len(run.out.splitlines()) == 1
    table = plimsoll("query", sql)
    assert "20 more rows" in table.err
    assert "ts_open" in table.out
    written = plimsoll("query", sql, "--csv", tmp_path / "out.csv")
    assert written.code == 0
    assert len((tmp_path / "out.csv").read_text().splitlines()) == 61


def process(home: Path, *words: object) -> subprocess.Popen[str]:
    """A command that runs beside the test."""
    environment = os.environ | {"PLIMSOLL_HOME": str(home)}
    command = [str(Path(sys.executable).with_name("plimsoll")), *map(str, words)]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def test_an_import_killed_anywhere_is_all_or_nothing_and_done_by_the_next(
    plimsoll: Plimsoll, own_home: Path, tmp_path: Path
):
    rows = 700_000
    path = tmp_path / "bars.csv"
    lines = (f"{START + n * MINUTE},{100 + n % 7},{108 + n % 7},99,100,{n}\n" for n in range(rows))
    path.write_text("timestamp,open,high,low,close,volume\n" + "".join(lines), encoding="utf-8")
    for moment in (0.6, 1.0, 1.6):
        running = process(own_home, "import", "ohlcv", path, "--instrument", "X", "--json")
        time.sleep(moment)
        running.send_signal(signal.SIGKILL)
        running.communicate()
        count = plimsoll("query", "select count(*) from bars", "--json").json["rows"][0][0]
        assert count in (0, rows)
    done = plimsoll("import", "ohlcv", path, "--instrument", "X", "--json")
    assert (done.code, done.json["rows"]) == (0, rows)
    assert plimsoll("query", "select count(*), sum(volume) from bars", "--json").json["rows"] == [
        [rows, rows * (rows - 1) / 2]
    ]
    assert [path.name for path in (own_home / "data/library/staging").iterdir() if path.is_dir()] == []


def test_imports_and_queries_at_once_do_not_lock_each_other_out(plimsoll: Plimsoll, own_home: Path, tmp_path: Path):
    same = bars_csv(tmp_path / "same.csv", range(100))
    other = bars_csv(tmp_path / "other.csv", range(50, 200))
    jobs = [
        ("import", "ohlcv", same, "--instrument", "X", "--json"),
        ("import", "ohlcv", same, "--instrument", "X", "--json"),
        ("import", "ohlcv", other, "--instrument", "X", "--json"),
        ("query", "select count(*) from bars", "--json"),
    ]
    with ThreadPoolExecutor(len(jobs)) as pool:
        ended = list(pool.map(lambda words: plimsoll(*words), jobs))
    assert [run.code for run in ended] == [0] * len(jobs), [run.complaint for run in ended]
    assert json.loads(ended[3].last)["rows"][0][0] in (0, 100, 150, 200)
    assert plimsoll("query", "select count(*) from bars", "--json").json["rows"] == [[200]]


def test_a_recording_becomes_a_session_that_every_path_argument_takes(
    plimsoll: Plimsoll, shared_data: Path, tmp_path: Path
):
    source = shared_data / "itch50/ex20101224.TEST_ITCH_50.gz"
    first = plimsoll("import", "itch50", source, "--json").json
    again = plimsoll("import", "recording", source, "--json").json
    assert (again["session"], again["already"]) == (first["session"], first["rows"])
    listed = plimsoll("catalogue", "--json").json["sessions"]
    assert [one["id"] for one in listed] == [first["session"]]
    assert (listed[0]["messages"], listed[0]["gaps"], listed[0]["complete"]) == (first["rows"], 0, True)
    direct = plimsoll("replay", source, "--json").json
    for name in (first["session"], first["session"][:9]):
        replayed = plimsoll("replay", f"catalogue:{name}", "--json").json
        assert (replayed["messages"], replayed["state_hash"]) == (direct["messages"], direct["state_hash"])
    nearest = plimsoll("replay", "catalogue:itch")
    wrong = plimsoll("replay", "catalogue:itch50-nothing")
    assert nearest.code == 0
    assert first["session"] in wrong.complaint
    counted = plimsoll("query", "select sum(qty) > 0, count(distinct source) from trades", "--json").json["rows"]
    assert counted == [[True, 1]]
    assert plimsoll("catalogue", "export", first["session"], tmp_path / "copy").code == 0
    assert plimsoll("replay", tmp_path / "copy", "--json").json["state_hash"] == direct["state_hash"]
    assert plimsoll("catalogue", "export", first["session"], tmp_path / "copy").code == 1
    assert plimsoll("catalogue", "delete", first["session"]).code == 0
    assert plimsoll("catalogue", "--json").json["sessions"] == []
    assert plimsoll("query", "select count(*) from trades", "--json").json["rows"] == [[0]]
